/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity.h - when two deliveries are the same command, and two receptions
 * of a file the same acquisition (the same object, host, path, size, time
 * and provenance again). An identity is the SHA-256 of the canonical JSON
 * array of what counts.
 */
#ifndef VIDIMUS_CASEWORK_IDENTITY_H
#define VIDIMUS_CASEWORK_IDENTITY_H

#include "base/encoding.h"
#include "base/json.h"

#include <vidimus/types.h>

/* What was said of a delivery's origin: the provenance members of delivery.begun. */
CHECKED enum status identity_of_provenance(const json_t *begun, struct digest *out,
                                           struct error *err);

/*
 * The same command: actor (hex), host, paths, mode, all_items and provenance.
 * STATUS_NOT_FOUND when a value that counts was destroyed.
 */
CHECKED enum status identity_of_delivery(const json_t *begun, const char *actor,
                                         struct digest *out, struct error *err);

/*
 * The same acquisition: `received` holds the values of file.received; host and
 * provenance (hex) are the delivery's. STATUS_NOT_FOUND as above.
 */
CHECKED enum status identity_of_acquisition(const json_t *received, struct text host,
                                            struct text provenance, struct digest *out,
                                            struct error *err);

#endif

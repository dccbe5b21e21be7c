/* SPDX-License-Identifier: Apache-2.0 */
/*
 * similar.h - what two files, or a file and all that is held, have in common
 * by how they look and sound. Proposals; a person decides (match.h).
 */
#ifndef VIDIMUS_SIMILAR_H
#define VIDIMUS_SIMILAR_H

#include <vidimus/catalogue.h>
#include <vidimus/fingerprint.h>

/*
 * The fingerprints that the catalogue keeps of an item (E-1, UUID or SHA-256);
 * *out is owned. STATUS_NOT_FOUND when there is no such item; STATUS_INVALID
 * when the text is none of these; STATUS_FALSE when it has no fingerprints, or
 * a file of them is missing or damaged, with what makes them.
 */
CHECKED enum status vidimus_fingerprint_item(struct vidimus_catalogue *catalogue, const char *item,
                                             struct vidimus_fingerprint **out, struct error *err);

/*
 * Compares two: *out is `compare --json`'s object (docs/views.md), owned.
 * STATUS_MEMORY.
 */
CHECKED enum status vidimus_compare(const struct vidimus_fingerprint *a,
                                    const struct vidimus_fingerprint *b, json_t **out,
                                    struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* certificate.h - an affidavit on the making and keeping of a copy, from a template in plain text. */
#ifndef VIDIMUS_CUSTODY_CERTIFICATE_H
#define VIDIMUS_CUSTODY_CERTIFICATE_H

#include "base/buffer.h"
#include "base/json.h"

#include <vidimus/types.h>

/* Bytes of a template. */
#define CERTIFICATE_LIMIT ((size_t)256 << 10)

/* The template of that name, catalog/certificates/NAME.txt. STATUS_INVALID names those that there are. */
CHECKED enum status certificate_find(const char *name, struct text *out, struct error *err);

/*
 * Appends the template with each {{name}} filled from a custody report
 * (custody_report.h). What the report does not know is never invented: a blank
 * to fill by hand, "[_____ (to be filled in by hand: name)]", stands there, and
 * is counted. Lines that begin with # are remarks and are left out.
 * STATUS_INVALID for a name that is no field, and for a brace that is not closed.
 */
CHECKED enum status certificate_fill(struct text template, const json_t *report, struct buffer *out,
                                     size_t *blanks, struct error *err);

#endif

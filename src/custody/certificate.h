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

/* By what a blank is known. */
#define CERTIFICATE_BLANK "(to be filled in by hand: "

/*
 * Appends the template with each {{name}} filled from a custody report
 * (custody_report.h). What the report does not know is never invented: a blank
 * to fill by hand stands there. Lines that begin with # are remarks and are
 * left out. STATUS_INVALID for a name that is no field, and for braces that
 * are not closed.
 */
CHECKED enum status certificate_fill(struct text template, const json_t *report, struct buffer *out,
                                     struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* custody_internal.h - the parts of a custody report. Private to custody. */
#ifndef VIDIMUS_CUSTODY_CUSTODY_INTERNAL_H
#define VIDIMUS_CUSTODY_CUSTODY_INTERNAL_H

#include "custody/custody_report.h"

/* Where a member of a report is withheld, {"withheld": CLASS} stands for its value. */
#define WITHHELD "withheld"

/* The PREMIS event type (id.loc.gov/vocabulary/preservation/eventType) of a type of event, or NULL. */
const char *premis_code(struct text type);

/* Appends a gap, {"code","text","field"}, for each field that is not known to `gaps` of the report. */
CHECKED enum status custody_add_field_gaps(json_t *report, struct error *err);

/* Leaves in the report what the classes of the policy allow, and counts the rest by class in `withheld`. */
CHECKED enum status custody_redact(struct ledger *ledger, const char *audience, json_t *report,
                                   struct error *err);

/* Sets `questions`, from what the report says. */
CHECKED enum status custody_ask(json_t *report, struct error *err);

/* The string of a member, borrowed; p NULL when it is none. */
struct text told_text(const json_t *object, const char *name);

/* The string of a member that our own printf may take; "" when it is none. */
const char *told_string(const json_t *object, const char *name);

/* True for null, nothing and the code "unknown". */
bool told_nothing(const json_t *value);

/*
 * Appends any value of a report in words: dates as EDTF, lists by commas, the
 * program by version and build, what is withheld by its class. False, with
 * nothing appended, where there is no value.
 */
CHECKED bool told_value(struct buffer *out, const json_t *value);

#endif

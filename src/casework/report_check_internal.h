/* SPDX-License-Identifier: Apache-2.0 */
/* report_check_internal.h - what the questions of a check share. */
#ifndef VIDIMUS_CASEWORK_REPORT_CHECK_INTERNAL_H
#define VIDIMUS_CASEWORK_REPORT_CHECK_INTERNAL_H

#include "casework/report_check.h"

struct report_check {
	struct ledger *ledger;
	struct instant now;
	json_t        *findings; /* list; borrowed */
};

/*
 * A citation as the questions see it, an object with: citation item footage
 * (short ids) uuid subject (KIND/UUID) seq stance taken_back (is what it cites), status verified_as object
 * version of then, and the same with _now.
 */
typedef enum status report_question(struct report_check *check, const json_t *citation,
                                    struct error *err);

/* Adds a finding on a citation; a change is told with then and now. */
CHECKED enum status finding_add(struct report_check *check, const json_t *citation,
                                const char *code, bool change, struct error *err,
                                const char *format, ...) PRINTF_LIKE(6, 7);

/* E-000001 or V-000001; never NULL. */
const char *cited_id(const json_t *citation);

bool cited_for(const json_t *citation, const char *stance);

report_question check_dissent;
report_question check_gate;
report_question check_held;
report_question check_status;
report_question check_refuted;
report_question check_taken_back;
report_question check_persons;
report_question check_changes;
report_question check_claims;

/* The same of claims about the report itself (its short id). */
CHECKED enum status check_report_claims(struct report_check *check, const char *report,
                                        struct error *err);

#endif

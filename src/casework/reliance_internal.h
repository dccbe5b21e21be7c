/* SPDX-License-Identifier: Apache-2.0 */
/* reliance_internal.h - what the views of reliance share. Private to them. */
#ifndef VIDIMUS_CASEWORK_RELIANCE_INTERNAL_H
#define VIDIMUS_CASEWORK_RELIANCE_INTERNAL_H

#include "casework/reliance.h"
#include "casework/view_row.h"

#include "base/encoding.h"

/* What is asked about, and the answer as it grows. */
struct asked {
	struct ledger         *ledger;
	const struct resolved *about;
	struct subject         subject; /* of what has a chain */
	char                   uuid[UUID_TEXT_SIZE];
	json_t                *answer;  /* borrowed */
	json_t                *to_tell; /* borrowed from it */
	json_t                *told;    /* borrowed from it */
};

/* Sets `name` to the list of all rows for the key. */
CHECKED enum status reliance_add_list(const struct asked *asked, const char *name,
                                      const struct view_select *select, struct text key,
                                      struct error *err);

/* Sets `depictions` of the subject, or of an incident those that show it. */
CHECKED enum status reliance_add_depictions(const struct asked *asked, struct error *err);

/* Sets `notices` to those in the subject's chain. */
CHECKED enum status reliance_add_notices(const struct asked *asked, struct error *err);

/*
 * Completes citations with status_then, fell, told and through, and adds to
 * told and to_tell what they say.
 */
CHECKED enum status reliance_complete(const struct asked *asked, json_t *citations,
                                      const char *through, struct error *err);

/* What rests on each kind of record that is no exhibit. */
CHECKED enum status reliance_of_finding(const struct asked *asked, struct error *err);
CHECKED enum status reliance_of_claim(const struct asked *asked, struct error *err);
CHECKED enum status reliance_of_report(const struct asked *asked, struct error *err);
CHECKED enum status reliance_of_incident(const struct asked *asked, struct error *err);

/* Statuses that rest on findings f, one row each. */
extern const struct view_column reliance_status_columns[7];
#define STATUS_COLUMNS                                                                            \
	"SELECT f.number, e.number, v.number, s.status, s.time, coalesce(e.status, v.status),"    \
	" s.uuid FROM p_findings f JOIN p_status_findings x ON x.finding = f.uuid"                \
	" JOIN p_statuses s ON s.seq = x.seq LEFT JOIN p_items e ON e.uuid = substr(s.subject, 6)" \
	" LEFT JOIN p_footage v ON v.uuid = substr(s.subject, 9)"

#endif

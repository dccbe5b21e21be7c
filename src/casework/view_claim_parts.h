/* SPDX-License-Identifier: Apache-2.0 */
/* view_claim_parts.h - what the views of claims share. Private to them. */
#ifndef VIDIMUS_CASEWORK_VIEW_CLAIM_PARTS_H
#define VIDIMUS_CASEWORK_VIEW_CLAIM_PARTS_H

#include "casework/claim_property.h"
#include "casework/claim_source.h"
#include "casework/view_row.h"

#define CLAIM_COLUMNS                                                                        \
	"SELECT a.number, a.uuid, a.seq, a.time, k.code, k.number, a.subject, a.about,"      \
	" a.part, a.property, a.value, a.date, a.place, a.region, a.party, a.protected,"     \
	" a.stance, r.number, a.by_kind, a.by_record, a.by_version, a.file_tag, a.basis,"    \
	" a.made, a.reliability, a.credibility, a.raw, a.language, a.independence, a.traced," \
	" a.grounds, a.protected_grounds, a.trace_grounds, a.protected_trace_grounds, a.note"
#define CLAIM_FROM                                                                           \
	" FROM p_claims a LEFT JOIN p_actors k ON k.fingerprint = a.actor"                   \
	" LEFT JOIN p_claims r ON r.uuid = a.refers_to"

/* Rows of CLAIM_COLUMNS; `sql` and `finish` are the caller's. */
#define CLAIM_COLUMN_COUNT 34
extern const struct view_column claim_columns[CLAIM_COLUMN_COUNT];

/* Names what the columns refer to by UUID, adds words, grade, sources and marks. */
CHECKED enum status claim_finish(struct ledger *ledger, json_t *claim, struct error *err);

/*
 * The short id of a record of that kind (item, …) and what people call it: a
 * person's or channel's code, a report's or incident's title. Both are owned;
 * null where there is none.
 */
CHECKED enum status record_name(struct ledger *ledger, const char *kind, struct text uuid,
                                json_t **id, json_t **text, struct error *err);

/* Roots (of claim_add_roots) as a list of {"kind","id","text","independent"}; owned. */
CHECKED enum status claim_roots_list(struct ledger *ledger, const json_t *roots, json_t **out,
                                     struct error *err);

/* Does the claim count for its value: asserted, repeated or corrected, and not taken back or superseded? */
CHECKED bool claim_counts(const json_t *claim);

#endif

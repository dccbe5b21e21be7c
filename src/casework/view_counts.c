/* SPDX-License-Identifier: Apache-2.0 */
/* view_counts.c - numbers by one thing, from the counters that apply keeps, and what is not known of it. */
#include "casework/view_statistics.h"

#include "casework/view_row.h"

#include "base/error.h"
#include "base/suggestion.h"
#include "base/text.h"

/* What is counted by what. The rows are key, code, number; a key '' is what is not known. */
static const struct way {
	const char *by, *of, *unknown, *sql;
} ways[] = {
	{ "status", "items", "without a status",
	  "SELECT key, NULL, number FROM p_counters WHERE name = 'item-status' ORDER BY number DESC, key" },
	{ "type", "items", "of a type that is not known",
	  "SELECT key, NULL, number FROM p_counters WHERE name = 'item-type' ORDER BY number DESC, key" },
	{ "graphic", "items", "not assessed",
	  "SELECT nullif(key, 'unassessed'), NULL, number FROM p_counters WHERE name = 'item-graphic'"
	  " ORDER BY number DESC, key" },
	{ "channel", "postings", "in a channel that is not known",
	  "SELECT printf('C-%06d', h.number), h.code, c.number FROM p_counters c JOIN p_channels h"
	  " ON h.uuid = c.key WHERE c.name = 'posting-channel' UNION ALL SELECT '', NULL, number"
	  " FROM p_counters WHERE name = 'posting-channel' AND key = '' ORDER BY 3 DESC, 1" },
	{ "month", "postings", "without a date",
	  "SELECT key, NULL, number FROM p_counters WHERE name = 'posting-month' ORDER BY key" },
	{ "act", "incidents", "of which no act is named",
	  "SELECT key, NULL, number FROM p_counters WHERE name = 'incident-act' ORDER BY number DESC, key" },
};

static enum status
find_way(const char *by, const struct way **out, struct error *err)
{
	struct suggestion meant = { .word = text_of(by) };
	char words[SUGGESTION_TEXT_SIZE];

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		suggestion_consider(&meant, text_of(ways[i].by));
		*out = &ways[i];
		if (text_is(text_of(by), ways[i].by))
			return STATUS_OK;
	}
	suggestion_write(words, &meant);
	return fail(err, STATUS_INVALID,
	            "nothing is counted by “%.64s”%s", by,
	            *words ? words : "; by status, type, graphic, channel, month, act");
}

static enum status
add_row(json_t *rows, json_int_t *unknown, struct statement *row, struct error *err)
{
	struct text key = statement_text(row, 0), code = statement_text(row, 1);
	json_int_t number = statement_integer(row, 2);

	if (key.n == 0) {
		*unknown += number;
		return STATUS_OK;
	}
	return json_array_append_new(rows, json_pack("{s:o,s:o,s:I}", "key", view_string(key), "code",
	                                             view_string(code), "number", number)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

enum status
statistics_by(struct ledger *ledger, const char *by, json_t **out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED_JSON json_t *rows = json_array();
	const struct way *way = NULL;
	json_int_t unknown = 0;
	enum status st = rows ? find_way(by, &way, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = view_query(ledger, way->sql, (struct text){ NULL, 0 }, &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK)
		st = add_row(rows, &unknown, row, err);
	if (st != STATUS_DONE)
		return st;
	*out = json_pack("{s:s,s:s,s:O,s:{s:I,s:s}}", "by", way->by, "of", way->of, "rows", rows,
	                 "unknown", "number", unknown, "text", way->unknown);
	return *out ? STATUS_OK : fail_memory(err);
}

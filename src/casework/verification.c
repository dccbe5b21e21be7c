/* SPDX-License-Identifier: Apache-2.0 */
/* verification.c - the status at a version, open dissents, and what changed since. */
#include "casework/verification.h"

#include "casework/view_row.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

int
status_rank(const char *status)
{
	static const char *const ranks[] = { "refuted", "disputed", "not-verifiable unverified",
		                             "partly-verified", "verified" };
	static const int unknown = 2; /* as unverified */

	for (size_t i = 0; status != NULL && i < sizeof ranks / sizeof ranks[0]; i++) {
		struct text rest = text_of(ranks[i]);

		while (rest.p != NULL) {
			if (text_is(text_cut(&rest, ' '), status))
				return (int)i;
		}
	}
	return unknown;
}

enum status
status_at(struct ledger *ledger, const struct subject *subject, int64_t n, json_t **out,
          struct error *err)
{
	static const struct view_column columns[] = {
		{ "status", VIEW_TEXT }, { "verified_as", VIEW_TEXT }, { "version", VIEW_INTEGER },
		{ "time", VIEW_TEXT },   { "uuid", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = "SELECT status, verified_as, n, time, uuid FROM p_statuses WHERE subject = $1"
		       " AND n <= $2 ORDER BY n DESC LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_STATEMENT row = NULL;
	SCOPED_JSON json_t *found = json_pack("{s:s,s:n,s:i,s:n,s:n}", "status", "unverified",
	                                      "verified_as", "version", 0, "time", "uuid");
	enum status st = view_query(ledger, select.sql, text_of(subject->text), &row, err);

	if (st != STATUS_OK || found == NULL)
		return st == STATUS_OK ? fail_memory(err) : st;
	statement_bind_integer(row, 2, n > 0 ? n : INT64_MAX);
	st = statement_step(row, err);
	if (st == STATUS_OK)
		st = view_fill(found, &select, row, err);
	else if (st == STATUS_DONE)
		st = STATUS_OK;
	if (st == STATUS_OK)
		*out = json_incref(found);
	return st;
}

/* Open until it is decided; only who dissented can take it back. */
#define DISSENT_STANDS                                                                            \
	" AND r.conclusion = 'dissent' AND r.decided = 0 AND NOT EXISTS"                          \
	" (SELECT 1 FROM p_retractions x WHERE x.record = r.uuid AND x.actor = r.actor)"

#define DISSENT_COLUMNS                                                                           \
	"SELECT f.number, f.question, k.code, k.number, r.time, r.seq, r.uuid, r.by_expert"       \
	" FROM p_reviews r LEFT JOIN p_findings f ON f.uuid = r.finding"                          \
	" LEFT JOIN p_actors k ON k.fingerprint = r.actor"

static const struct view_column dissent_columns[] = {
	{ "finding", 'F' },     { "question", VIEW_TEXT }, { "actor", VIEW_ACTOR },
	{ "time", VIEW_TEXT },  { "seq", VIEW_INTEGER },   { "uuid", VIEW_TEXT },
	{ "by_expert", VIEW_BOOLEAN },
};

/* Those on members' findings that the footage's last status rests on. */
static enum status
add_of_members(struct ledger *ledger, const struct subject *subject, json_t *list,
               struct error *err)
{
	static const struct view_select members = {
		.sql = DISSENT_COLUMNS
		" WHERE r.subject <> $1" DISSENT_STANDS " AND r.finding IN (SELECT s.finding FROM p_status_findings s WHERE s.seq ="
		" (SELECT seq FROM p_statuses WHERE subject = $1 ORDER BY n DESC LIMIT 1))"
		" ORDER BY r.seq",
		VIEW_COLUMNS(dissent_columns),
	};
	SCOPED_JSON json_t *further = json_object();
	enum status st = further ? view_all(ledger, &members, text_of(subject->text), further,
	                                    "dissents", err)
	                         : fail_memory(err);

	if (st == STATUS_OK && json_array_extend(list, json_object_get(further, "dissents")) != 0)
		st = fail_memory(err);
	return st;
}

enum status
open_dissents_add(struct ledger *ledger, const struct subject *subject, json_t *object,
                  const char *name, struct error *err)
{
	static const struct view_select own = {
		.sql = DISSENT_COLUMNS " WHERE r.subject = $1" DISSENT_STANDS " ORDER BY r.seq",
		VIEW_COLUMNS(dissent_columns),
	};
	enum status st = view_all(ledger, &own, text_of(subject->text), object, name, err);

	if (st == STATUS_OK && text_is(subject_kind(subject), "footage"))
		st = add_of_members(ledger, subject, json_object_get(object, name), err);
	return st;
}

enum status
judged_since(struct ledger *ledger, const struct subject *subject, int64_t n, int64_t *count,
             struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(
		ledger,
		"SELECT (SELECT count(*) FROM p_findings WHERE subject = $1 AND n > $2)"
		" + (SELECT count(*) FROM p_reviews WHERE subject = $1 AND n > $2)"
		" + (SELECT count(*) FROM p_dissents_decided WHERE subject = $1 AND n > $2)"
		" + (SELECT count(*) FROM p_statuses WHERE subject = $1 AND n > $2)",
		text_of(subject->text), &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 2, n);
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*count = statement_integer(row, 0);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* scope.c - one query a kind of record; $1 is its UUID, $2 whether what was taken back counts. */
#include "casework/scope.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#define ASKED "WITH asked(record, ever) AS (VALUES ($1, $2))"
/* Of an item whose UUID is in the column i.item. */
#define OF_ITEMS                                                                                  \
	" SELECT 'item/' || i.item FROM i"                                                        \
	" UNION SELECT 'footage/' || g.footage FROM i JOIN p_groupings g ON g.item = i.item"      \
	" WHERE ((SELECT ever FROM asked) OR g.left_seq IS NULL)"                                  \
	" UNION SELECT 'delivery/' || a.delivery FROM i JOIN p_acquisitions a ON a.item = i.item" \
	" UNION SELECT 'person/' || d.from_person FROM i JOIN p_acquisitions a ON a.item = i.item" \
	" JOIN p_deliveries d ON d.uuid = a.delivery WHERE d.from_person IS NOT NULL"             \
	" UNION SELECT 'channel/' || d.channel FROM i JOIN p_acquisitions a ON a.item = i.item"   \
	" JOIN p_deliveries d ON d.uuid = a.delivery WHERE d.channel IS NOT NULL"                 \
	" UNION SELECT 'channel/' || p.channel FROM i JOIN p_postings p"                          \
	" ON p.subject = 'item/' || i.item WHERE p.channel IS NOT NULL"                           \
	" UNION SELECT 'report/' || n.report FROM i JOIN p_citations n"                           \
	" ON n.subject = 'item/' || i.item WHERE n.report IS NOT NULL"                            \
	" UNION SELECT 'incident/' || x.incident FROM i JOIN p_depictions x"                      \
	" ON x.subject = 'item/' || i.item WHERE x.incident IS NOT NULL AND"                      \
	" ((SELECT ever FROM asked) OR NOT EXISTS"                                                \
	" (SELECT 1 FROM p_retractions t WHERE t.record = x.uuid))"                               \
	" UNION SELECT 'person/' || l.person FROM i JOIN p_person_links l"                        \
	" ON l.about = 'item/' || i.item WHERE"                                                    \
	" ((SELECT ever FROM asked) OR NOT EXISTS"                                                \
	" (SELECT 1 FROM p_retractions t WHERE t.record = l.uuid))"

static const char *
query_of(struct text kind)
{
	if (text_is(kind, "item"))
		return ASKED ", i(item) AS (SELECT record FROM asked)" OF_ITEMS;
	if (text_is(kind, "footage"))
		return ASKED ", i(item) AS (SELECT m.item FROM p_footage_members m WHERE m.footage ="
		       " $1 AND ((SELECT ever FROM asked) OR m.left_seq IS NULL) AND m.item IS NOT NULL)" OF_ITEMS
		       " UNION SELECT 'footage/' || $1"
		       " UNION SELECT 'incident/' || x.incident FROM p_depictions x"
		       " WHERE x.subject = 'footage/' || $1 AND x.incident IS NOT NULL"
		       " AND ((SELECT ever FROM asked) OR NOT EXISTS"
		       " (SELECT 1 FROM p_retractions t WHERE t.record = x.uuid))"
		       " UNION SELECT 'report/' || n.report FROM p_citations n"
		       " WHERE n.subject = 'footage/' || $1 AND n.report IS NOT NULL"
		       " UNION SELECT 'channel/' || p.channel FROM p_postings p"
		       " WHERE p.subject = 'footage/' || $1 AND p.channel IS NOT NULL"
		       " UNION SELECT 'person/' || l.person FROM p_person_links l"
		       " WHERE l.about = 'footage/' || $1 AND ((SELECT ever FROM asked) OR NOT EXISTS"
		       " (SELECT 1 FROM p_retractions t WHERE t.record = l.uuid))";
	if (text_is(kind, "delivery"))
		return ASKED " SELECT 'delivery/' || record FROM asked"
		       " UNION SELECT 'person/' || from_person FROM p_deliveries WHERE uuid = $1"
		       " AND from_person IS NOT NULL"
		       " UNION SELECT 'channel/' || channel FROM p_deliveries WHERE uuid = $1"
		       " AND channel IS NOT NULL"
		       " UNION SELECT 'item/' || item FROM p_acquisitions WHERE delivery = $1"
		       " AND item IS NOT NULL";
	return NULL;
}

static enum status
ask(struct ledger *ledger, const char *sql, struct text uuid, struct text own, bool ever,
    json_t *list, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, uuid);
	statement_bind_integer(row, 2, ever);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		struct text subject = statement_text(row, 0);

		if (!text_equal(subject, own) &&
		    json_array_append_new(list, json_of_text_lossy(subject)) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
scope_of(struct ledger *ledger, struct text subject, bool ever, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	struct text uuid = subject, kind = text_cut(&uuid, '/');
	const char *sql = query_of(kind);
	enum status st = STATUS_OK;

	if (list == NULL || json_array_append_new(list, json_of_text_lossy(subject)) != 0)
		return fail_memory(err);
	if (sql != NULL)
		st = ask(ledger, sql, uuid, subject, ever, list, err);
	if (st == STATUS_OK)
		*out = json_incref(list);
	return st;
}

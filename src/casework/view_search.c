/* SPDX-License-Identifier: Apache-2.0 */
/* view_search.c - where somebody looked, as objects. */
#include "casework/view_links.h"

#include "casework/view_link_parts.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define SEARCH_SQL                                                                                \
	"SELECT s.number, s.uuid, s.time, k.code, k.number, e.number, v.number, i.number, c.number," \
	" s.question, s.place, s.query, s.protected_query, s.searched, s.result, s.hits, s.found," \
	" s.earliest, s.limits, s.tool, s.account, s.note FROM p_searches s"                      \
	" LEFT JOIN p_actors k ON k.fingerprint = s.actor"                                        \
	" LEFT JOIN p_items e ON e.uuid = substr(s.subject, 6)"                                   \
	" LEFT JOIN p_footage v ON v.uuid = substr(s.subject, 9)"                                 \
	" LEFT JOIN p_incidents i ON i.uuid = substr(s.subject, 10)"                              \
	" LEFT JOIN p_channels c ON c.uuid = substr(s.subject, 9)"

static const struct view_column columns[] = {
	{ "id", 'G' },
	{ "uuid", VIEW_TEXT },
	{ "time", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "item", 'E' },
	{ "footage", 'V' },
	{ "incident", 'I' },
	{ "channel", 'C' },
	{ "question", VIEW_TEXT },
	{ "where", VIEW_TEXT },
	{ "query", VIEW_TEXT },
	{ "protected_query", VIEW_TEXT },
	{ "searched", VIEW_JSON },
	{ "result", VIEW_TEXT },
	{ "count", VIEW_INTEGER },
	{ "found", VIEW_TEXT },
	{ "earliest", VIEW_JSON },
	{ "limits", VIEW_TEXT },
	{ "tool", VIEW_JSON },
	{ "account", VIEW_TEXT },
	{ "note", VIEW_TEXT },
};

static const struct view_select of_subject = {
	.sql = SEARCH_SQL " WHERE s.subject = $1 ORDER BY s.number",
	VIEW_COLUMNS(columns), .finish = retraction_add,
};

/* Of footage also what was searched for its members. */
static const struct view_select of_footage = {
	.sql = SEARCH_SQL " WHERE s.subject IN (SELECT 'footage/' || $1 UNION ALL SELECT 'item/' || m.item"
	                  " FROM p_footage_members m WHERE m.footage = $1 AND m.left_seq IS NULL)"
	                  " ORDER BY s.number",
	VIEW_COLUMNS(columns), .finish = retraction_add,
};

enum status
subject_add_searches(struct ledger *ledger, const struct subject *subject, json_t *object,
                     struct error *err)
{
	bool footage = text_is(subject_kind(subject), "footage");

	return view_all(ledger, footage ? &of_footage : &of_subject,
	                footage ? subject_name(subject) : text_of(subject->text), object, "searches",
	                err);
}

enum status
search_entry_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_select one = {
		.sql = SEARCH_SQL " WHERE s.uuid = $1",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return link_show(ledger, &one, uuid, "search", out, err);
}

enum status
search_entry_list(struct ledger *ledger, const struct resolved *of, const struct view_output *to,
                  struct error *err)
{
	static const struct view_select page = {
		.sql = SEARCH_SQL " WHERE $1 IS NULL AND s.number > $2 ORDER BY s.number LIMIT 256",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};
	SCOPED_JSON json_t *found = json_object();
	struct subject subject;
	json_t *entry;
	enum status st;
	size_t i;

	if (of == NULL)
		return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
	if (!resolved_subject(of, &subject))
		return fail(err, STATUS_FAULT, "a search of what has no chain");
	st = found ? subject_add_searches(ledger, &subject, found, err) : fail_memory(err);
	json_array_foreach(json_object_get(found, "searches"), i, entry) {
		if (st == STATUS_OK)
			st = to->emit(to->context, entry, err);
	}
	return st;
}

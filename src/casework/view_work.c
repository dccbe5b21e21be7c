/* SPDX-License-Identifier: Apache-2.0 */
/* view_work.c - what is to do, the most urgent first, by keyed pages. */
#include "casework/work.h"

#include "casework/resolve.h"
#include "casework/view_row.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define WORK_COLUMNS                                                                              \
	"SELECT w.rank, w.kind, w.number, substr(w.subject, length(w.kind) + 2), w.state,"        \
	" w.priority, a.code, a.number, w.time, m.code, m.number, w.because,"                     \
	" coalesce(e.status, v.status), coalesce(e.title, v.title, i.title, r.title,"             \
	" r.draft_title)"
#define WORK_JOINS                                                                                \
	" LEFT JOIN p_actors a ON a.uuid = w.assigned"                                            \
	" LEFT JOIN p_actors m ON m.fingerprint = w.actor"                                        \
	" LEFT JOIN p_items e ON e.uuid = substr(w.subject, 6)"                                   \
	" LEFT JOIN p_footage v ON v.uuid = substr(w.subject, 9)"                                 \
	" LEFT JOIN p_incidents i ON i.uuid = substr(w.subject, 10)"                              \
	" LEFT JOIN p_reports r ON r.uuid = substr(w.subject, 8)"
#define WORK_AFTER                                                                                \
	" AND (w.rank, w.kind, w.number) > ($2, $3, $4)"                                          \
	" ORDER BY w.rank, w.kind, w.number LIMIT 256"

static const struct view_column columns[] = {
	{ "rank", VIEW_INTEGER },   { "kind", VIEW_TEXT },     { "number", VIEW_INTEGER },
	{ "uuid", VIEW_TEXT },      { "state", VIEW_TEXT },    { "priority", VIEW_TEXT },
	{ "assigned", VIEW_ACTOR }, { "since", VIEW_TEXT },    { "actor", VIEW_ACTOR },
	{ "because", VIEW_TEXT },   { "status", VIEW_TEXT },   { "title", VIEW_TEXT },
};

static const struct view_select whatever = {
	.sql = WORK_COLUMNS " FROM p_work w" WORK_JOINS " WHERE w.to_do = $1" WORK_AFTER,
	VIEW_COLUMNS(columns),
};
static const struct view_select by_state = {
	.sql = WORK_COLUMNS " FROM p_work w" WORK_JOINS " WHERE w.state = $1" WORK_AFTER,
	VIEW_COLUMNS(columns),
};
static const struct view_select by_actor = {
	.sql = WORK_COLUMNS " FROM p_work w" WORK_JOINS
	                    " WHERE w.assigned = $1 AND w.to_do = 1" WORK_AFTER,
	VIEW_COLUMNS(columns),
};
static const struct view_select by_tag = {
	.sql = WORK_COLUMNS " FROM p_work_tags t CROSS JOIN p_work w ON w.subject = t.subject" WORK_JOINS
	                    " WHERE t.tag = $1" WORK_AFTER,
	VIEW_COLUMNS(columns),
};

/* One asking: what is wanted, and where the page begins. */
struct asking {
	const struct queue_filter *filter;
	const struct view_select  *select;
	struct text                key; /* of the select; p is NULL for what is to do */
	char                       actor[UUID_TEXT_SIZE];
	int64_t                    rank, number; /* after these */
	char                       kind[16];
};

static const char *
letter_of(struct text kind)
{
	return text_is(kind, "item") ? "E" : text_is(kind, "footage") ? "V"
	       : text_is(kind, "incident")                            ? "I"
	                                                              : "R";
}

static enum status
add_tags(struct ledger *ledger, struct text subject, json_t *work, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	json_t *tags = json_array();
	enum status st = view_set(work, "tags", tags)
	                         ? view_query(ledger,
	                                      "SELECT tag FROM p_work_tags WHERE subject = $1"
	                                      " ORDER BY tag",
	                                      subject, &row, err)
	                         : fail_memory(err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (json_array_append_new(tags, view_string(statement_text(row, 0))) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Its short id, and its tags; what was only for the order goes. */
static enum status
finish_work(struct ledger *ledger, json_t *work, struct error *err)
{
	struct text kind = view_text(work, "kind"), uuid = view_text(work, "uuid");
	int64_t number = json_integer_value(json_object_get(work, "number"));
	SCOPED(buffer) subject = { 0 };
	enum status st;

	buffer_append_format(&subject, "%.*s/%.*s", (int)kind.n, kind.p, (int)uuid.n, uuid.p);
	st = buffer_check(&subject, err);
	if (st == STATUS_OK && !view_set(work, "id", view_short_id(*letter_of(kind), number)))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = add_tags(ledger, text_of_buffer(&subject), work, err);
	json_object_del(work, "rank");
	json_object_del(work, "number");
	return st;
}

static bool
is_wanted(const char *wanted, struct text there)
{
	return wanted == NULL || text_is(there, wanted);
}

/* What the index of the select does not tell. */
static bool
matches(const struct asking *asking, const json_t *work, const struct view_select *select)
{
	const struct queue_filter *filter = asking->filter;
	struct text assigned = view_text(work, "assigned_id");

	if (!is_wanted(filter->kind, view_text(work, "kind")) ||
	    !is_wanted(filter->priority, view_text(work, "priority")) ||
	    !is_wanted(filter->state, view_text(work, "state")))
		return false;
	if (filter->actor == NULL)
		return true;
	if (strcmp(filter->actor, "nobody") == 0)
		return assigned.p == NULL;
	return select == &by_actor || text_is(view_text(work, "assigned"), filter->actor) ||
	       text_is(assigned, filter->actor);
}

static enum status
read_page(struct ledger *ledger, struct asking *asking, json_t *page, size_t *rows,
          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, asking->select->sql, asking->key, &row, err);

	*rows = 0;
	if (st != STATUS_OK)
		return st;
	if (asking->key.p == NULL)
		statement_bind_integer(row, 1, 1);
	statement_bind_integer(row, 2, asking->rank);
	statement_bind_text(row, 3, text_of(asking->kind));
	statement_bind_integer(row, 4, asking->number);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		SCOPED_JSON json_t *work = json_object();

		++*rows;
		asking->rank = statement_integer(row, 0);
		snprintf(asking->kind, sizeof asking->kind, "%s", statement_text(row, 1).p);
		asking->number = statement_integer(row, 2);
		st = work ? view_fill(work, asking->select, row, err) : fail_memory(err);
		if (st == STATUS_OK && matches(asking, work, asking->select) &&
		    json_array_append(page, work) != 0)
			st = fail_memory(err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The key of an actor, by which work is assigned: the first of the person. */
static enum status
find_key(struct ledger *ledger, struct asking *asking, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct resolved named;
	char uuid[UUID_TEXT_SIZE] = "";
	enum status st = resolve(ledger, text_of(asking->filter->actor), "K", &named, NULL);

	if (st == STATUS_OK)
		uuid_write(uuid, &named.uuid);
	st = view_query(ledger,
	                "SELECT uuid FROM p_actors WHERE code = $1 OR uuid = $2"
	                " ORDER BY number LIMIT 1",
	                text_of(asking->filter->actor), &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 2, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no actor “%.64s”: see vidimus actor list",
		            asking->filter->actor);
	if (st == STATUS_OK)
		snprintf(asking->actor, sizeof asking->actor, "%s", statement_text(row, 0).p);
	asking->key = text_of(asking->actor);
	return st;
}

/* By the index that leaves the least: a tag, an actor, a state; else all that is to do. */
static enum status
choose(struct ledger *ledger, struct asking *asking, struct error *err)
{
	const struct queue_filter *filter = asking->filter;
	bool somebody = filter->actor != NULL && strcmp(filter->actor, "nobody") != 0;
	enum status st = STATUS_OK;

	asking->rank = -1;
	asking->select = &whatever;
	if (filter->state != NULL)
		st = vocabulary_check(ledger_database(ledger), "work-state", text_of(filter->state),
		                      err);
	if (st == STATUS_OK && filter->priority != NULL)
		st = vocabulary_check(ledger_database(ledger), "priority",
		                      text_of(filter->priority), err);
	if (filter->tag != NULL) {
		asking->select = &by_tag;
		asking->key = text_of(filter->tag);
	} else if (filter->state != NULL) {
		asking->select = &by_state;
		asking->key = text_of(filter->state);
	} else if (somebody) {
		asking->select = &by_actor;
	}
	if (st == STATUS_OK && somebody && asking->select == &by_actor)
		st = find_key(ledger, asking, err);
	return st;
}

enum status
work_queue(struct ledger *ledger, const struct queue_filter *filter, const struct view_output *to,
           struct error *err)
{
	struct asking asking = { .filter = filter };
	enum status st = choose(ledger, &asking, err);
	size_t rows = VIEW_PAGE;

	while (st == STATUS_OK && rows == VIEW_PAGE) {
		SCOPED_JSON json_t *page = json_array();
		json_t *work;
		size_t i;

		st = page ? read_page(ledger, &asking, page, &rows, err) : fail_memory(err);
		json_array_foreach(page, i, work) {
			if (st == STATUS_OK)
				st = finish_work(ledger, work, err);
			if (st == STATUS_OK)
				st = to->emit(to->context, work, err);
		}
	}
	return st;
}

enum status
work_add(struct ledger *ledger, const struct subject *subject, json_t *object, struct error *err)
{
	static const struct view_select one = {
		.sql = WORK_COLUMNS " FROM p_work w" WORK_JOINS " WHERE w.subject = $1",
		VIEW_COLUMNS(columns),
	};
	json_t *work = json_object();
	enum status st = work ? view_one(ledger, &one, text_of(subject->text), work, err)
	                      : fail_memory(err);

	if (st == STATUS_OK)
		st = add_tags(ledger, text_of(subject->text), work, err);
	if (st == STATUS_NOT_FOUND) {
		json_decref(work);
		return view_set(object, "work", json_null()) ? STATUS_OK : fail_memory(err);
	}
	for (size_t i = 0; i < 4; i++)
		json_object_del(work, columns[i].name);
	json_object_del(work, "status");
	json_object_del(work, "title");
	return view_set(object, "work", work) && st == STATUS_OK ? STATUS_OK : st;
}

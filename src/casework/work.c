/* SPDX-License-Identifier: Apache-2.0 */
/* work.c - moving work: who does what next, how urgent, under which tags; and who may decide alone. */
#include "casework/work.h"

#include "casework/records.h"
#include "casework/resolve.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct record_field fields[] = {
	{ "state", FIELD_TERM, "work-state" },
	{ "priority", FIELD_TERM, "priority" },
	{ "because", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "work",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const char *const beside[] = { "actor", "tag", "untag", NULL };

#define TAGS_MAX 64 /* of one record */

struct moving {
	struct catalogue         *catalogue;
	struct change            *change;
	const struct field_words *words;
	size_t                    count;
	char                      actor[SUBJECT_SIZE]; /* actor/UUID, "" for nobody */
};

/* The actor of that id or code; of a person with several keys the first. */
static enum status
find_actor(struct ledger *ledger, const char *words, char out[SUBJECT_SIZE], struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct resolved named;
	char uuid[UUID_TEXT_SIZE] = "";
	enum status st = resolve(ledger, text_of(words), "K", &named, NULL);

	if (st == STATUS_OK)
		uuid_write(uuid, &named.uuid);
	st = view_query(ledger,
	                "SELECT uuid FROM p_actors WHERE code = $1 OR code ="
	                " (SELECT code FROM p_actors WHERE uuid = $2) ORDER BY number LIMIT 1",
	                text_of(words), &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 2, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE && *uuid == '\0')
		return fail(err, STATUS_NOT_FOUND, "there is no actor “%.64s”: see vidimus actor list",
		            words);
	if (st == STATUS_OK)
		snprintf(uuid, sizeof uuid, "%s", statement_text(row, 0).p);
	snprintf(out, SUBJECT_SIZE, "actor/%s", uuid);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* As it stands: state, priority, actor and tags; new where nobody moved it. */
static enum status
read_present(struct ledger *ledger, const struct subject *subject, json_t **out, struct error *err)
{
	static const struct view_column columns[] = { { "state", VIEW_TEXT },
		                                      { "priority", VIEW_TEXT },
		                                      { "actor", VIEW_TEXT } };
	static const struct view_column tag_columns[] = { { "tag", VIEW_TEXT } };
	static const struct view_select present = {
		.sql = "SELECT state, priority, 'actor/' || assigned FROM p_work WHERE subject = $1",
		VIEW_COLUMNS(columns),
	};
	static const struct view_select tags = {
		.sql = "SELECT tag FROM p_work_tags WHERE subject = $1 ORDER BY tag",
		VIEW_COLUMNS(tag_columns),
	};
	SCOPED_JSON json_t *work = json_pack("{s:s,s:s,s:n}", "state", "new", "priority", "normal",
	                                     "actor"),
			   *rows = json_object(), *list = json_array();
	enum status st = work && rows && list ? view_one(ledger, &present, text_of(subject->text),
	                                                 work, err)
	                                      : fail_memory(err);
	json_t *row;
	size_t i;

	if (st == STATUS_OK || st == STATUS_NOT_FOUND)
		st = view_all(ledger, &tags, text_of(subject->text), rows, "tags", err);
	json_array_foreach(json_object_get(rows, "tags"), i, row) {
		if (st == STATUS_OK && json_array_append(list, json_object_get(row, "tag")) != 0)
			st = fail_memory(err);
	}
	if (st == STATUS_OK && json_object_set(work, "tags", list) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		*out = json_incref(work);
	return st;
}

/* Adds a tag, or takes it away; each is a code, so that no name gets into one. */
static enum status
change_tag(json_t *tags, struct text word, bool add, struct error *err)
{
	char tag[65];
	json_t *there;
	size_t i;
	enum status st;

	snprintf(tag, sizeof tag, "%.*s", (int)(word.n < 64 ? word.n : 64), word.p);
	st = word.n > 64 ? fail(err, STATUS_INVALID, "a tag has at most 64 characters")
	                 : record_code_check("tag", tag, err);
	if (st != STATUS_OK)
		return st;
	json_array_foreach(tags, i, there) {
		if (strcmp(json_string_value(there), tag) == 0) {
			if (!add)
				json_array_remove(tags, i);
			return STATUS_OK;
		}
	}
	if (add && json_array_size(tags) >= TAGS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d tags", TAGS_MAX);
	return !add || json_array_append_new(tags, json_string(tag)) == 0 ? STATUS_OK
	                                                                 : fail_memory(err);
}

static enum status
change_tags(const struct moving *moving, json_t *tags, const char *field, bool add,
            struct error *err)
{
	const char *words = field_text(moving->words, moving->count, field);
	struct text rest = text_of(words);
	enum status st = STATUS_OK;

	while (st == STATUS_OK && rest.p != NULL) {
		struct text word = text_trim(text_cut(&rest, ','));

		if (word.n > 0)
			st = change_tag(tags, word, add, err);
	}
	return st;
}

static enum status
change_values(const struct moving *moving, json_t *work, struct error *err)
{
	enum status st = record_fields_set(moving->catalogue, &form, work, moving->words,
	                                   moving->count, err);

	if (st == STATUS_OK && field_text(moving->words, moving->count, "actor") != NULL &&
	    json_object_set_new(work, "actor",
	                        *moving->actor ? json_string(moving->actor) : json_null()) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = change_tags(moving, json_object_get(work, "tags"), "tag", true, err);
	return st == STATUS_OK ? change_tags(moving, json_object_get(work, "tags"), "untag", false,
	                                     err)
	                       : st;
}

static enum status
move_one(const struct moving *moving, const struct subject *subject, size_t *moved,
         struct error *err)
{
	struct subject setting = subject_of("setting", &moving->catalogue->uuid);
	struct text kind = subject_kind(subject);
	SCOPED_JSON json_t *open = json_object(), *before = NULL, *work = NULL;
	char member[16];
	enum status st = read_present(moving->catalogue->ledger, subject, &before, err);

	work = json_deep_copy(before);
	if (st == STATUS_OK && (open == NULL || work == NULL))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = change_values(moving, work, err);
	json_object_del(before, "because");
	if (st != STATUS_OK || json_equal(before, work))
		return st;
	snprintf(member, sizeof member, "%.*s", (int)kind.n, kind.p);
	if (json_object_set_new(work, member, json_string(subject->text)) != 0)
		return fail_memory(err);
	++*moved;
	return change_add(moving->change, "work.moved", &setting, open, work, NULL, err);
}

enum status
work_move(struct catalogue *catalogue, const struct subject *subjects, size_t subject_count,
          const struct field_words *words, size_t count, size_t *moved, struct error *err)
{
	struct moving moving = { .catalogue = catalogue, .words = words, .count = count };
	const char *actor = field_text(words, count, "actor");
	enum status st = record_fields_check(&form, words, count, beside, err);

	*moved = 0;
	if (st == STATUS_OK && actor != NULL && *actor != '\0' && strcmp(actor, "nobody") != 0)
		st = find_actor(catalogue->ledger, actor, moving.actor, err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "assign", &moving.change, err);
	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; st == STATUS_OK && i < subject_count; i++)
		st = move_one(&moving, &subjects[i], moved, err);
	return catalogue_finish(catalogue, moving.change, st, err);
}

#define SETTING_OF                                                                                \
	"SELECT value FROM p_settings WHERE name = $1 ORDER BY seq DESC LIMIT 1"

enum status
setting_change(struct catalogue *catalogue, const char *name, const char *value, bool *changed,
               struct error *err)
{
	struct subject subject = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object(),
			   *values = json_pack("{s:s,s:s}", "name", name, "value", value);
	SCOPED_STATEMENT row = NULL;
	struct change *change = NULL;
	enum status st = keeper_check(catalogue, "changes a setting", err);

	if (st == STATUS_OK && (open == NULL || values == NULL))
		st = fail_memory(err);
	if (st == STATUS_OK && strcmp(name, "two-people") != 0)
		st = fail(err, STATUS_INVALID, "there is no setting “%.32s” that can be changed: two-people",
		          name);
	if (st == STATUS_OK && strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		st = fail(err, STATUS_INVALID, "two-people is yes or no");
	if (st == STATUS_OK)
		st = view_query(catalogue->ledger, SETTING_OF, text_of(name), &row, err);
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	*changed = !text_is(st == STATUS_OK ? statement_text(row, 0) : text_of("yes"), value);
	statement_reset(row);
	if (!*changed)
		return STATUS_OK;
	st = catalogue_begin(catalogue, "setting", &change, err);
	if (st == STATUS_OK)
		st = catalogue_finish(catalogue, change,
		                      change_add(change, "setting.changed", &subject, open, values,
		                                 NULL, err),
		                      err);
	return st;
}

/* Settings that were never changed are as a new catalogue has them. */
enum status
setting_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct {
		const char *name, *otherwise;
	} settings[] = { { "digests", "" }, { "two-people", "yes" } };
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < sizeof settings / sizeof settings[0]; i++) {
		SCOPED_STATEMENT row = NULL;
		SCOPED_JSON json_t *setting = json_pack("{s:s,s:s}", "name", settings[i].name,
		                                        "value", settings[i].otherwise);

		st = view_query(ledger, SETTING_OF, text_of(settings[i].name), &row, err);
		if (st == STATUS_OK)
			st = statement_step(row, err);
		if (st == STATUS_OK && !view_set(setting, "value", view_string(statement_text(row, 0))))
			st = fail_memory(err);
		if (st == STATUS_OK || st == STATUS_DONE)
			st = to->emit(to->context, setting, err);
	}
	return st;
}

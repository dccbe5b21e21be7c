/* SPDX-License-Identifier: Apache-2.0 */
/* judged.c - what findings, reviews and decisions are about, and by whom. */
#include "casework/judged.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define NAMED_LIMIT 1000 /* records in one judgement */

static void
copy_text(char *out, size_t size, struct text text)
{
	snprintf(out, size, "%.*s", text.p ? (int)text.n : 0, text.p ? text.p : "");
}

/* The first row for a text as $1; STATUS_DONE when there is none. */
static enum status
first_row(struct database *database, const char *sql, struct text key, struct statement **row,
          struct error *err)
{
	enum status st = database_statement(database, sql, row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(*row, 1, key);
	return statement_step(*row, err);
}

static enum status
read_last(struct database *database, struct judged *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = first_row(
		database,
		"SELECT max(coalesce((SELECT max(n) FROM p_findings WHERE subject = $1), 0),"
		" coalesce((SELECT max(n) FROM p_reviews WHERE subject = $1), 0),"
		" coalesce((SELECT max(n) FROM p_dissents_decided WHERE subject = $1), 0),"
		" coalesce((SELECT max(n) FROM p_statuses WHERE subject = $1), 0))",
		text_of(out->subject.text), &row, err);

	if (st == STATUS_OK)
		out->last = statement_integer(row, 0);
	return st;
}

enum status
judged_read(struct database *database, const struct subject *subject, struct judged *out,
            struct error *err)
{
	bool item = text_is(subject_kind(subject), "item");
	SCOPED_STATEMENT row = NULL;
	enum status st = first_row(database,
	                           item ? "SELECT number, version, status, object FROM p_items"
	                                  " WHERE uuid = $1"
	                                : "SELECT number, version, status, NULL FROM p_footage"
	                                  " WHERE uuid = $1",
	                           subject_name(subject), &row, err);

	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no %s", subject->text);
	if (st != STATUS_OK)
		return st;
	*out = (struct judged){ .subject = *subject, .version = statement_integer(row, 1) };
	short_id_write(out->id, (struct short_id){ item ? 'E' : 'V', statement_integer(row, 0) });
	copy_text(out->status, sizeof out->status, statement_text(row, 2));
	copy_text(out->object, sizeof out->object, statement_text(row, 3));
	return read_last(database, out, err);
}

enum status
judged_check_version(const struct judged *judged, bool strict, int64_t *based_on,
                     struct error *err)
{
	int64_t seen = *based_on > 0 ? *based_on : judged->version;

	if (seen > judged->version)
		return fail(err, STATUS_INVALID, "%s has no version %lld yet, only %lld", judged->id,
		            (long long)seen, (long long)judged->version);
	if (strict && judged->last > seen)
		return fail(err, STATUS_STALE,
		            "%s was judged again in version %lld, after version %lld that yours is based on; it is %s now: look at `vidimus show %s` and decide based on version %lld",
		            judged->id, (long long)judged->last, (long long)seen, judged->status,
		            judged->id, (long long)judged->version);
	*based_on = seen;
	return STATUS_OK;
}

enum status
actor_code(struct database *database, struct text fingerprint, char out[CODE_SIZE],
           struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = first_row(database, "SELECT code FROM p_actors WHERE fingerprint = $1",
	                           fingerprint, &row, err);

	copy_text(out, CODE_SIZE, st == STATUS_OK ? statement_text(row, 0) : (struct text){ NULL, 0 });
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
actors_are_one(struct database *database, struct text one, struct text other, bool *out,
               struct error *err)
{
	char a[CODE_SIZE], b[CODE_SIZE];
	enum status st = actor_code(database, one, a, err);

	if (st == STATUS_OK)
		st = actor_code(database, other, b, err);
	*out = text_equal(one, other) || *a == '\0' || *b == '\0' || strcmp(a, b) == 0;
	return st;
}

enum status
one_person_suffices(struct database *database, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = first_row(database,
	                           "SELECT value FROM p_settings WHERE name = $1 ORDER BY seq DESC"
	                           " LIMIT 1",
	                           text_of("two-people"), &row, err);

	*out = st == STATUS_OK && text_is(statement_text(row, 0), "no");
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
append_uuid(void *context, const struct resolved *resolved, struct error *err)
{
	json_t *list = context;
	char text[UUID_TEXT_SIZE];

	uuid_write(text, &resolved->uuid);
	if (json_array_size(list) >= NAMED_LIMIT)
		return fail(err, STATUS_LIMIT, "more than %d records are named", NAMED_LIMIT);
	return json_array_append_new(list, json_string(text)) == 0 ? STATUS_OK : fail_memory(err);
}

/* The next word, commas and white space between words; p is NULL past the last. */
static struct text
next_word(struct text *rest)
{
	struct text word;

	while (rest->n > 0 && strchr(", \t\r\n", *rest->p) != NULL)
		*rest = (struct text){ rest->p + 1, rest->n - 1 };
	word = (struct text){ rest->n > 0 ? rest->p : NULL, 0 };
	while (word.n < rest->n && strchr(", \t\r\n", rest->p[word.n]) == NULL)
		word.n++;
	*rest = (struct text){ rest->p + word.n, rest->n - word.n };
	return word;
}

enum status
uuids_of_words(struct ledger *ledger, const char *words, const char *kinds, json_t **out,
               struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	struct resolved_output to = { append_uuid, list };
	struct text rest = text_of(words ? words : ""), word;
	enum status st = list ? STATUS_OK : fail_memory(err);

	while (st == STATUS_OK && (word = next_word(&rest)).p != NULL)
		st = resolve_each(ledger, word, kinds, &to, err);
	if (st != STATUS_OK)
		return st;
	*out = json_array_size(list) > 0 ? json_incref(list) : json_null();
	return STATUS_OK;
}

/* The hash that a word means: 64 digits of anything, or the bytes of an item. */
static enum status
object_of_word(struct ledger *ledger, const struct judged *judged, struct text word,
               char out[DIGEST_TEXT_SIZE], struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct resolved item;
	char uuid[UUID_TEXT_SIZE];
	struct digest digest;
	enum status st;

	copy_text(out, DIGEST_TEXT_SIZE, word);
	if (digest_read(word, &digest))
		return STATUS_OK;
	if (text_is(word, "held")) {
		copy_text(out, DIGEST_TEXT_SIZE, text_of(judged->object));
		return *out ? STATUS_OK
		            : fail(err, STATUS_NOT_FOUND, "%s is not held: there are no bytes of it",
		                   judged->id);
	}
	st = resolve(ledger, word, "E", &item, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading what was looked at: hashes, ids of items, held");
	uuid_write(uuid, &item.uuid);
	st = first_row(ledger_database(ledger), "SELECT object FROM p_items WHERE uuid = $1",
	               text_of(uuid), &row, err);
	if (st == STATUS_OK)
		copy_text(out, DIGEST_TEXT_SIZE, statement_text(row, 0));
	if (st == STATUS_OK && *out == '\0')
		return fail(err, STATUS_NOT_FOUND, "%.*s is not held: there are no bytes of it",
		            (int)word.n, word.p);
	return st;
}

enum status
objects_set(struct ledger *ledger, const struct judged *judged, const char *words, json_t *values,
            struct error *err)
{
	SCOPED_JSON json_t *others = json_array();
	struct text rest = text_of(words ? words : ""), word;
	char hash[DIGEST_TEXT_SIZE];
	enum status st = others ? STATUS_OK : fail_memory(err);

	while (st == STATUS_OK && (word = next_word(&rest)).p != NULL) {
		bool own;

		st = object_of_word(ledger, judged, word, hash, err);
		own = *judged->object != '\0' && strcmp(hash, judged->object) == 0;
		if (st == STATUS_OK && (own ? json_object_set_new(values, "object", json_string(hash))
		                            : json_array_append_new(others, json_string(hash))) != 0)
			st = fail_memory(err);
	}
	if (st == STATUS_OK && json_array_size(others) > 0 &&
	    json_object_set(values, "other_objects", others) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
read_expert(struct catalogue *catalogue, const char *uuid, bool *expert, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = first_row(catalogue->database,
	                           "SELECT coalesce(roles, '') LIKE '%\"expert\"%' FROM p_persons"
	                           " WHERE uuid = $1",
	                           text_of(uuid), &row, err);

	*expert = st == STATUS_OK && statement_integer(row, 0) != 0;
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
person_set(struct catalogue *catalogue, const char *words, json_t *values, bool *expert,
           struct error *err)
{
	struct resolved person;
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	*expert = false;
	if (words == NULL || *words == '\0')
		return json_object_set_new(values, "by_expert", json_false()) == 0 ? STATUS_OK
		                                                                  : fail_memory(err);
	st = resolve_person(catalogue->ledger, text_of(words), &person, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &person.uuid);
	if (json_object_set_new(values, "by", json_sprintf("person/%s", uuid)) != 0 ||
	    json_object_set_new(values, "by_expert", json_true()) != 0)
		return fail_memory(err);
	return read_expert(catalogue, uuid, expert, err);
}

bool
value_is_said(const json_t *values, const char *name)
{
	const json_t *value = json_object_get(values, name);

	return value != NULL && !json_is_null(value);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* destroy.c - takes values and seed out of the private side of an event, and reads what was. */
#include "ledger/destroy.h"

#include "ledger/ledger_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

#define KEY_SIZE (UUID_TEXT_SIZE + 1 + 64)

/* Salts of the members that stay, from the seed. */
static enum status
write_salts(const unsigned char *seed, const json_t *members, json_t *salts, struct error *err)
{
	const char *name;
	json_t *value;
	enum status st = STATUS_OK;

	json_object_foreach(json_iterable(members), name, value) {
		unsigned char salt[EVENT_SALT_SIZE];

		if (st == STATUS_OK)
			st = event_salt(seed, text_of(name), salt, err);
		if (st == STATUS_OK &&
		    json_object_set_new(salts, name, json_of_base64url(salt, sizeof salt)) != 0)
			st = fail_memory(err);
	}
	return st;
}

static enum status
read_private(struct database *database, int64_t seq, json_t **members, json_t **salts,
             unsigned char seed[EVENT_SEED_SIZE], bool *seeded, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct text bytes;
	enum status st = database_statement(
		database, "SELECT members, salts, seed FROM event_values WHERE seq = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, seq);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_UNUSABLE, "event %lld has no values: run `vidimus audit`",
		            (long long)seq);
	if (st == STATUS_OK)
		st = json_read(members, statement_text(row, 0), err);
	bytes = statement_blob(row, 2);
	*seeded = bytes.n == EVENT_SEED_SIZE;
	for (size_t i = 0; *seeded && i < EVENT_SEED_SIZE; i++)
		seed[i] = (unsigned char)bytes.p[i];
	if (st == STATUS_OK && !statement_is_null(row, 1))
		return json_read(salts, statement_text(row, 1), err);
	if (st == STATUS_OK)
		*salts = json_object();
	return st == STATUS_OK && *salts == NULL ? fail_memory(err) : st;
}

static enum status
write_private(struct database *database, int64_t seq, const json_t *members, const json_t *salts,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) values = { 0 };
	SCOPED(buffer) kept = { 0 };
	enum status st = json_canonical(&values, members, err);

	if (st == STATUS_OK)
		st = json_canonical(&kept, salts, err);
	if (st == STATUS_OK)
		st = database_statement(database,
		                        "UPDATE event_values SET seed = NULL, salts = $1,"
		                        " members = $2 WHERE seq = $3",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of_buffer(&kept));
	statement_bind_text(row, 2, text_of_buffer(&values));
	statement_bind_integer(row, 3, seq);
	st = statement_step(row, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
change_destroy(struct change *change, int64_t seq, const json_t *names, size_t *gone,
               struct error *err)
{
	struct database *database = ledger_database(change_ledger(change));
	SCOPED_JSON json_t *members = NULL, *salts = NULL;
	unsigned char seed[EVENT_SEED_SIZE];
	bool seeded = false;
	json_t *name;
	size_t i;
	enum status st = read_private(database, seq, &members, &salts, seed, &seeded, err);

	*gone = 0;
	if (st != STATUS_OK)
		return st;
	json_array_foreach(names, i, name) {
		*gone += json_object_del(members, json_string_value(name)) == 0;
		json_object_del(salts, json_string_value(name));
	}
	if (seeded)
		st = write_salts(seed, members, salts, err);
	return st == STATUS_OK ? write_private(database, seq, members, salts, err) : st;
}

static enum status
take_tombstone(struct destroyed *out, const struct event_record *record, struct error *err)
{
	json_t *list = json_object_get(record->values, "members"), *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		const char *event = json_string_value(json_object_get(entry, "event"));
		const char *member = json_string_value(json_object_get(entry, "member"));
		char key[KEY_SIZE];

		if (event == NULL || member == NULL)
			continue;
		snprintf(key, sizeof key, "%s/%s", event, member);
		if (json_object_set_new(out->listed, key,
		                        json_pack("[s,I]", record->header.subject.text,
		                                  (json_int_t)record->header.seq)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

enum status
destroyed_read(struct ledger *ledger, struct destroyed *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st;

	*out = (struct destroyed){ json_object(), json_object() };
	if (out->listed == NULL || out->met == NULL)
		return fail_memory(err);
	st = database_statement(ledger->database,
	                        "SELECT bytes, members FROM events JOIN event_values USING (seq)"
	                        " WHERE type = 'destruction.approved' ORDER BY seq",
	                        &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED(event_record) record = { 0 };

		/* what cannot be read is a fault that others name */
		if (event_record_fill(ledger, &record, statement_text(row, 0), statement_text(row, 1),
		                      NULL) == STATUS_OK)
			st = take_tombstone(out, &record, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

void
destroyed_end(struct destroyed *destroyed)
{
	json_decref(destroyed->listed);
	json_decref(destroyed->met);
	*destroyed = (struct destroyed){ 0 };
}

static void
write_key(char key[KEY_SIZE], const struct uuid *event, struct text member)
{
	uuid_write(key, event);
	snprintf(key + UUID_TEXT_SIZE - 1, KEY_SIZE - UUID_TEXT_SIZE + 1, "/%.*s",
	         member.n < 64 ? (int)member.n : 64, member.p);
}

bool
destroyed_meet(struct destroyed *destroyed, const struct uuid *event, struct text subject,
               struct text member)
{
	char key[KEY_SIZE];
	const char *listed;

	write_key(key, event, member);
	listed = json_string_value(json_array_get(json_object_get(destroyed->listed, key), 0));
	return listed != NULL && text_is(subject, listed) &&
	       json_object_set_new(destroyed->met, key, json_true()) == 0;
}

bool
destroyed_lists(const struct destroyed *destroyed, const struct uuid *event, struct text member)
{
	char key[KEY_SIZE];

	write_key(key, event, member);
	return json_object_get(destroyed->listed, key) != NULL;
}

void
destroyed_unmet(const struct destroyed *destroyed, void (*found)(void *context, const char *what, int64_t seq),
                void *context)
{
	const char *key;
	json_t *listed;

	json_object_foreach(destroyed->listed, key, listed) {
		if (json_object_get(destroyed->met, key) == NULL)
			found(context, key, json_integer_value(json_array_get(listed, 1)));
	}
}

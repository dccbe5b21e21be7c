/* SPDX-License-Identifier: Apache-2.0 */
/* records.c - actors, channels, persons and notes. */
#include "casework/records.h"

#include "casework/creation.h"
#include "casework/public_member.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* One new subject with one event, in a change of its own. */
static enum status
add_record(struct catalogue *catalogue, const char *verb, const char *type, const char *kind,
           char letter, json_t *extra_open, const json_t *values, int64_t *number,
           struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	struct change *change = NULL;
	struct subject subject;
	struct uuid uuid;
	enum status st;

	if (values == NULL)
		return fail(err, STATUS_INVALID, "a text that is not UTF-8");
	st = catalogue_begin(catalogue, verb, &change, err);
	if (st != STATUS_OK)
		return st;
	st = catalogue_next_id(catalogue, letter, &open, number, err);
	if (st == STATUS_OK && extra_open != NULL && json_object_update(open, extra_open) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = change_new_uuid(change, &uuid, err);
	if (st == STATUS_OK) {
		subject = subject_of(kind, &uuid);
		st = change_add(change, type, &subject, open, values, NULL, err);
	}
	return catalogue_finish(catalogue, change, st, err);
}

static enum status
check_term(struct catalogue *catalogue, const char *vocabulary, const char *code,
           struct error *err)
{
	return code ? vocabulary_check(catalogue->database, vocabulary, text_of(code), err)
	            : STATUS_OK;
}

/*
 * Codes are printed, typed and kept in shells' histories, so they are made hard
 * to confuse with names: [a-z0-9][a-z0-9-]*, at most 64.
 */
enum status
record_code_check(const char *what, const char *code, struct error *err)
{
	size_t n = strlen(code);

	if (n > 0 && n <= 64 && code[0] != '-' &&
	    strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == n)
		return STATUS_OK;
	return fail(err, STATUS_INVALID,
	            "this is no code for a %s: lower-case letters, digits and hyphens, and never a name",
	            what);
}

static enum status
check_free(struct catalogue *catalogue, const char *sql, const char *what, const char *value,
           struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(catalogue->database, sql, &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(value));
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "there is a %s '%.64s' already", what, value);
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
keeper_check(struct catalogue *catalogue, const char *what, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char text[DIGEST_TEXT_SIZE];
	struct digest actor;
	enum status st = actor_fingerprint(signing_key_public(catalogue->signer), &actor, err);

	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        "SELECT 1 FROM p_actors WHERE fingerprint = $1"
		                        " AND role = 'keeper'",
		                        &statement, err);
	if (st != STATUS_OK)
		return st;
	digest_write(text, &actor);
	statement_bind_text(statement, 1, text_of(text));
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_REFUSED, "only a keeper of the catalogue %s", what);
	return st;
}

enum status
actor_add(struct catalogue *catalogue, const struct actor_words *words, int64_t *number,
          struct error *err)
{
	SCOPED(buffer) key = { 0 };
	SCOPED_JSON json_t *open = NULL, *values = NULL;
	enum status st = actor_code_check(words->code, err);

	if (st == STATUS_OK)
		st = keeper_check(catalogue, "adds actors", err);
	if (st == STATUS_OK)
		st = key_request_check(words->request, &catalogue->uuid, err);
	if (st == STATUS_OK)
		st = check_term(catalogue, "actor-role", words->role, err);
	hex_append(&key, words->request->key.bytes, PUBLIC_KEY_SIZE);
	if (st == STATUS_OK)
		st = check_free(catalogue, "SELECT 1 FROM p_actors WHERE public_key = $1",
		                "actor with the key", buffer_string(&key), err);
	if (st != STATUS_OK)
		return st;
	open = json_pack("{s:s,s:s,s:o}", "public_key", buffer_string(&key), "role", words->role,
	                 "proof",
	                 json_of_base64url(words->request->proof.bytes, SIGNATURE_SIZE));
	values = json_pack("{s:s,s:s?,s:s?}", "actor_code", words->code, "name", words->name,
	                   "organisation", words->organisation);
	return open ? add_record(catalogue, "actor add", "actor.added", "actor", 'K', open, values,
	                         number, err)
	            : fail_memory(err);
}

/* Names of a channel go to the public members only when anyone can read it (channel.added). */
static json_t *
channel_values(const struct channel_words *words)
{
	bool is_public = is_public_channel(words->visibility, words->kind);

	return json_pack("{s:s?,s:s?,s:s?,s:s?,s:s?,s:s?,s:s?,s:s?,s:s?}", "code", words->code,
	                 "platform", words->platform, "kind", words->kind, "visibility",
	                 words->visibility, "note", words->note,
	                 is_public ? "public_native_id" : "private_native_id", words->native_id,
	                 is_public ? "public_handle" : "private_handle", words->handle,
	                 is_public ? "public_title" : "private_title", words->title,
	                 is_public ? "public_url" : "private_url", words->url);
}

enum status
channel_add(struct catalogue *catalogue, const struct channel_words *words, int64_t *number,
            struct error *err)
{
	SCOPED_JSON json_t *values = channel_values(words);
	enum status st = check_term(catalogue, "platform", words->platform, err);

	if (st == STATUS_OK)
		st = check_term(catalogue, "channel-kind", words->kind, err);
	if (st == STATUS_OK)
		st = check_term(catalogue, "channel-visibility", words->visibility, err);
	if (st == STATUS_OK && words->code != NULL)
		st = record_code_check("channel", words->code, err);
	if (st == STATUS_OK && words->code != NULL)
		st = check_free(catalogue, "SELECT 1 FROM p_channels WHERE code = $1", "channel",
		                words->code, err);
	return st == STATUS_OK ? add_record(catalogue, "channel add", "channel.added", "channel", 'C',
	                                    NULL, values, number, err)
	                       : st;
}

enum status
person_add(struct catalogue *catalogue, const struct person_words *words, int64_t *number,
           struct error *err)
{
	json_t *roles = NULL;
	SCOPED_JSON json_t *values = NULL;
	enum status st = check_term(catalogue, "protection-level", words->protection_level, err);

	if (st == STATUS_OK)
		st = record_code_check("person", words->code, err);
	if (st == STATUS_OK)
		st = check_free(catalogue, "SELECT 1 FROM p_persons WHERE code = $1", "person",
		                words->code, err);
	if (st == STATUS_OK)
		st = vocabulary_read_codes(catalogue->database, "person-role",
		                           text_of(words->roles ? words->roles : ""), &roles, err);
	if (st != STATUS_OK)
		return st;
	values = json_pack("{s:s,s:o,s:s?,s:s?,s:s?}", "code", words->code, "roles", roles,
	                   "protection_level", words->protection_level, "identity_held_at",
	                   words->identity_held_at, "note", words->note);
	return add_record(catalogue, "person add", "person.added", "person", 'W', NULL, values, number,
	                  err);
}

enum status
note_add(struct catalogue *catalogue, const struct subject *subject, struct text text,
         struct error *err)
{
	SCOPED_JSON json_t *open = json_object(),
		           *values = json_pack("{s:o}", "text", json_of_text(text));
	struct change *change = NULL;
	enum status st;

	if (open == NULL || values == NULL)
		return fail(err, STATUS_INVALID, "the note is not UTF-8 text");
	st = catalogue_begin(catalogue, "note", &change, err);
	if (st != STATUS_OK)
		return st;
	st = change_add(change, "note.added", subject, open, values, NULL, err);
	return catalogue_finish(catalogue, change, st, err);
}

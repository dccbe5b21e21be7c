/* SPDX-License-Identifier: Apache-2.0 */
/* travel.c - an event's bytes and disclosures, read from the log. */
#include "ledger/travel.h"

#include "base/canonical_reader.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "ledger/ledger_internal.h"

#include <string.h>

void
travelling_end(struct travelling *event)
{
	buffer_end(&event->bytes);
	buffer_end(&event->members);
	json_decref(event->salts);
	*event = (struct travelling){ 0 };
}

/* Empties it for the next event, keeping the room. */
static void
travelling_clear(struct travelling *event)
{
	buffer_clear(&event->bytes);
	buffer_clear(&event->members);
	json_decref(event->salts);
	event->salts = NULL;
	event->has_seed = false;
}

static enum status
read_private(struct travelling *out, struct statement *row, struct error *err)
{
	struct text seed = statement_blob(row, 2);

	if (statement_is_null(row, 1))
		return fail(err, STATUS_UNUSABLE, "its values are missing: run `vidimus audit`");
	buffer_append_text(&out->members, statement_text(row, 1));
	out->has_seed = seed.n == EVENT_SEED_SIZE;
	if (out->has_seed)
		memcpy(out->seed, seed.p, seed.n);
	else if (json_read(&out->salts, statement_text(row, 3), err) != STATUS_OK)
		return fail(err, STATUS_UNUSABLE, "its seed is missing: run `vidimus audit`");
	return buffer_check(&out->members, err);
}

static bool
keep_word(char *room, size_t size, struct text word)
{
	if (word.p == NULL || word.n >= size)
		return false;
	memcpy(room, word.p, word.n);
	room[word.n] = '\0';
	return true;
}

/* Id, type and signer, from the bytes that are hashed. */
static enum status
read_envelope(struct travelling *out, struct error *err)
{
	struct canonical_reader reader;
	struct text key, id = { 0 }, type = { 0 }, actor = { 0 };
	enum status st;

	canonical_begin(&reader, text_of_buffer(&out->bytes));
	st = canonical_object(&reader, err);
	while (st == STATUS_OK && (st = canonical_member(&reader, &key, err)) == STATUS_OK) {
		if (text_is(key, "id"))
			st = canonical_plain(&reader, &id, err);
		else if (text_is(key, "type"))
			st = canonical_plain(&reader, &type, err);
		else if (text_is(key, "actor"))
			st = canonical_plain(&reader, &actor, err);
	}
	if (st == STATUS_DONE)
		st = canonical_finish(&reader, err);
	if (st == STATUS_OK && (!uuid_read(id, &out->id) ||
	                        !keep_word(out->type, sizeof out->type, type) ||
	                        !keep_word(out->actor, sizeof out->actor, actor)))
		st = fail(err, STATUS_INVALID, "it has no id, type or actor");
	return st == STATUS_INVALID ? fail_as(err, STATUS_UNUSABLE) : st;
}

enum status
travelling_read(struct ledger *ledger, int64_t seq, struct travelling *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger->database,
	                                    "SELECT bytes, members, seed, salts FROM events"
	                                    " LEFT JOIN event_values USING (seq) WHERE seq = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	travelling_clear(out);
	statement_bind_integer(row, 1, seq);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no event %lld", (long long)seq);
	if (st == STATUS_OK) {
		buffer_append_text(&out->bytes, statement_text(row, 0));
		st = buffer_check(&out->bytes, err);
	}
	if (st == STATUS_OK)
		st = read_private(out, row, err);
	if (st == STATUS_OK)
		st = read_envelope(out, err);
	return st == STATUS_OK ? st : while_doing(err, st, "reading event %lld", (long long)seq);
}

enum status
travelling_each(const struct travelling *event,
                enum status (*found)(void *context, struct text member, struct text value,
                                     struct error *err),
                void *context, struct error *err)
{
	struct canonical_reader reader;
	struct text member, value;
	enum status st;

	canonical_begin(&reader, text_of_buffer(&event->members));
	st = canonical_object(&reader, err);
	while (st == STATUS_OK && (st = canonical_member(&reader, &member, err)) == STATUS_OK) {
		st = canonical_skip(&reader, &value, err);
		if (st == STATUS_OK)
			st = found(context, member, value, err);
	}
	return st == STATUS_DONE ? canonical_finish(&reader, err) : st;
}

enum status
ledger_salt(const unsigned char *seed, const json_t *salts, struct text member,
            unsigned char salt[EVENT_SALT_SIZE], struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct text text = { NULL, 0 };
	json_t *value;

	if (salts == NULL)
		return event_salt(seed, member, salt, err);
	value = json_object_getn(salts, member.p, member.n);
	if (json_is_string(value))
		text = (struct text){ json_string_value(value), json_string_length(value) };
	if (text.p == NULL || !base64url_read(&bytes, text) || bytes.n != EVENT_SALT_SIZE)
		return fail(err, STATUS_INVALID, "its seed is missing, and so is the salt of a member");
	memcpy(salt, bytes.p, EVENT_SALT_SIZE);
	return STATUS_OK;
}

/* Does the event hold "member":"commitment" among its sealed members? */
static enum status
check_opens(const struct travelling *event, struct text member, struct text disclosure,
            struct error *err)
{
	char letters[BASE64URL_LENGTH(DIGEST_SIZE) + 1];
	SCOPED(buffer) stated = { 0 };
	struct digest digest;
	enum status st = digest_of(disclosure.p, disclosure.n, &digest, err);

	if (st != STATUS_OK)
		return st;
	base64url_write(letters, digest.bytes, sizeof digest.bytes);
	buffer_append_format(&stated, "\"%.*s\":\"%s\"", (int)member.n, member.p, letters);
	st = buffer_check(&stated, err);
	if (st == STATUS_OK &&
	    memmem(event->bytes.p, event->bytes.n, stated.p, stated.n) == NULL)
		st = fail(err, STATUS_UNUSABLE,
		          "the value of %.*s is not what was committed to: run `vidimus audit`",
		          (int)member.n, member.p);
	return st;
}

enum status
travelling_disclose(const struct travelling *event, struct text member, struct text value,
                    struct buffer *out, struct error *err)
{
	unsigned char salt[EVENT_SALT_SIZE];
	size_t begin = out->n;
	enum status st = ledger_salt(event->seed, event->has_seed ? NULL : event->salts, member,
	                             salt, err);

	if (st == STATUS_OK)
		st = event_disclosure(out, &event->id, member, salt, value, err);
	if (st == STATUS_OK)
		st = check_opens(event, member, (struct text){ out->p + begin, out->n - begin }, err);
	return st == STATUS_INVALID ? fail_as(err, STATUS_UNUSABLE) : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* event.c - events, salts and commitments, to the bit. */
#include "ledger/event.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/merkle.h"

#include <stdio.h>
#include <string.h>

#define DISCLOSURE_LABEL "vidimus-disclosure-v1"
#define SALT_LABEL       "vidimus-salt-v1\n/"
#define MEMBER_NAME_MAX  64

struct subject
subject_of(const char *kind, const struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];

	uuid_write(text, uuid);
	return subject_of_code(kind, text);
}

struct subject
subject_of_code(const char *kind, const char *code)
{
	struct subject subject;

	snprintf(subject.text, sizeof subject.text, "%.32s/%.64s", kind, code);
	return subject;
}

static bool
is_name_of_subject(struct text kind, struct text name)
{
	struct uuid uuid;

	if (!text_is(kind, "vocabulary"))
		return uuid_read(name, &uuid);
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return name.n > 0;
}

bool
subject_read(struct text text, struct subject *out)
{
	struct text name = text, kind = text_cut(&name, '/');

	if (text.n >= sizeof out->text || kind.n == 0 || kind.n > 32 || name.n > 64)
		return false;
	for (size_t i = 0; i < kind.n; i++) {
		if (kind.p[i] < 'a' || kind.p[i] > 'z')
			return false;
	}
	if (!is_name_of_subject(kind, name))
		return false;
	memcpy(out->text, text.p, text.n);
	out->text[text.n] = '\0';
	return true;
}

struct text
subject_kind(const struct subject *subject)
{
	struct text rest = text_of(subject->text);

	return text_cut(&rest, '/');
}

struct text
subject_name(const struct subject *subject)
{
	struct text rest = text_of(subject->text);

	text_cut(&rest, '/');
	return rest;
}

enum status
event_salt(const unsigned char seed[EVENT_SEED_SIZE], const char *member,
           unsigned char salt[EVENT_SALT_SIZE], struct error *err)
{
	char message[sizeof SALT_LABEL + MEMBER_NAME_MAX];
	struct digest mac;
	enum status st;
	int n = snprintf(message, sizeof message, SALT_LABEL "%s", member);

	if (n < 0 || (size_t)n >= sizeof message)
		return fail(err, STATUS_FAULT, "the member name %s is too long", member);
	st = digest_hmac(seed, EVENT_SEED_SIZE, (struct text){ message, (size_t)n }, &mac, err);
	if (st == STATUS_OK)
		memcpy(salt, mac.bytes, EVENT_SALT_SIZE);
	return st;
}

enum status
event_disclosure(struct buffer *out, const struct uuid *id, const char *member,
                 const unsigned char salt[EVENT_SALT_SIZE], const json_t *value, struct error *err)
{
	char id_text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(id_text, id);
	/* member names and ids need no escapes, so only the value needs the canonical writer */
	buffer_append_string(out, "[\"" DISCLOSURE_LABEL "\",\"");
	buffer_append_string(out, id_text);
	buffer_append_string(out, "\",\"/");
	buffer_append_string(out, member);
	buffer_append_string(out, "\",\"");
	base64url_append(out, salt, EVENT_SALT_SIZE);
	buffer_append_string(out, "\",");
	if (value == NULL)
		buffer_append_string(out, "null");
	else if ((st = json_canonical(out, value, err)) != STATUS_OK)
		return st;
	buffer_append_byte(out, ']');
	return buffer_check(out, err);
}

enum status
event_commitment(const struct uuid *id, const char *member,
                 const unsigned char salt[EVENT_SALT_SIZE], const json_t *value,
                 struct digest *out, struct error *err)
{
	SCOPED(buffer) disclosure = { 0 };
	enum status st = event_disclosure(&disclosure, id, member, salt, value, err);

	if (st != STATUS_OK)
		return st;
	return digest_of(disclosure.p, disclosure.n, out, err);
}

/* Fills `out`, an empty object, with member → commitment. */
static enum status
commit_members(json_t *out, const struct uuid *id, const json_t *sealed,
               const unsigned char seed[EVENT_SEED_SIZE], struct error *err)
{
	const char *member;
	json_t *value;

	json_object_foreach(json_iterable(sealed), member, value) {
		char letters[BASE64URL_LENGTH(DIGEST_SIZE) + 1];
		unsigned char salt[EVENT_SALT_SIZE];
		struct digest commitment;
		enum status st = event_salt(seed, member, salt, err);

		if (st == STATUS_OK)
			st = event_commitment(id, member, salt, value, &commitment, err);
		if (st != STATUS_OK)
			return while_doing(err, st, "sealing %s", member);
		base64url_write(letters, commitment.bytes, sizeof commitment.bytes);
		if (json_object_set_new(out, member, json_string(letters)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* The envelope without open and sealed; NULL without memory, or for a time beyond the year 9999. */
static json_t *
header_object(const struct event_header *header)
{
	char id[UUID_TEXT_SIZE], actor[DIGEST_TEXT_SIZE], time[INSTANT_TEXT_SIZE];

	uuid_write(id, &header->id);
	digest_write(actor, &header->actor);
	if (!instant_write(time, header->time))
		return NULL;
	return json_pack("{s:i,s:I,s:s,s:s,s:I,s:s,s:s,s:s,s:I,s:o}", "v", EVENT_ENVELOPE_VERSION,
	                 "seq", (json_int_t)header->seq, "id", id, "type", header->type, "tv",
	                 (json_int_t)header->tv, "time", time, "actor", actor, "subject",
	                 header->subject.text, "n", (json_int_t)header->n, "previous",
	                 header->has_previous ? json_of_digest(&header->previous) : json_null());
}

enum status
event_write(struct buffer *out, const struct event_header *header, const json_t *open,
            const json_t *sealed, const unsigned char seed[EVENT_SEED_SIZE], struct error *err)
{
	SCOPED_JSON json_t *whole = header_object(header);
	json_t *commitments = json_object();
	size_t before = out->n;
	enum status st;

	if (whole == NULL || json_object_set_new(whole, "sealed", commitments) != 0 ||
	    json_object_set(whole, "open", json_iterable(open)) != 0)
		return fail_memory(err);
	st = json_check_event_value(open, err);
	if (st == STATUS_OK)
		st = json_check_event_value(sealed, err);
	if (st == STATUS_OK)
		st = commit_members(commitments, &header->id, sealed, seed, err);
	if (st == STATUS_OK)
		st = json_canonical(out, whole, err);
	if (st == STATUS_OK && out->n - before > EVENT_BYTES_MAX)
		st = fail(err, STATUS_LIMIT, "an event of %zu bytes; %u are allowed",
		          out->n - before, EVENT_BYTES_MAX);
	return st;
}

enum status
event_leaf(struct text bytes, struct digest *out, struct error *err)
{
	return merkle_leaf(bytes.p, bytes.n, out, err);
}

/* Reads what is not text from the parsed envelope; false when a part is malformed. */
static bool
read_header(json_t *whole, struct event_header *header)
{
	json_t *previous = json_object_get(whole, "previous");
	int64_t envelope = 0;
	struct text text;

	if (json_object_size(whole) != 12 || !json_member_integer(whole, "v", &envelope) ||
	    envelope != EVENT_ENVELOPE_VERSION ||
	    !json_member_integer(whole, "seq", &header->seq) || header->seq < 0 ||
	    !json_member_integer(whole, "tv", &header->tv) || header->tv < 1 ||
	    !json_member_integer(whole, "n", &header->n) || header->n < 1 ||
	    !json_member_digest(whole, "actor", &header->actor))
		return false;
	if (!json_member_text(whole, "id", &text) || !uuid_read(text, &header->id) ||
	    !json_member_text(whole, "time", &text) || !instant_read(text, &header->time) ||
	    !json_member_text(whole, "subject", &text) || !subject_read(text, &header->subject) ||
	    !json_member_text(whole, "type", &text))
		return false;
	header->type = text.p;
	header->has_previous = !json_is_null(previous);
	if (header->has_previous != (header->n > 1))
		return false;
	return !header->has_previous || json_member_digest(whole, "previous", &header->previous);
}

enum status
event_read(struct text bytes, struct event_header *header, json_t **whole, json_t **open,
           json_t **commitments, struct error *err)
{
	SCOPED(buffer) canonical = { 0 };
	SCOPED_JSON json_t *read = NULL;
	enum status st;

	if (bytes.n > EVENT_BYTES_MAX)
		return fail(err, STATUS_INVALID, "a line of %zu bytes", bytes.n);
	st = json_read(&read, bytes, err);
	if (st == STATUS_OK)
		st = json_canonical(&canonical, read, err);
	if (st != STATUS_OK)
		return st;
	if (!text_equal(text_of_buffer(&canonical), bytes))
		return fail(err, STATUS_INVALID, "it is not canonical JSON");
	*open = json_object_get(read, "open");
	*commitments = json_object_get(read, "sealed");
	if (!json_is_object(*open) || !json_is_object(*commitments) || !read_header(read, header))
		return fail(err, STATUS_INVALID, "it is not an event of envelope version %d",
		            EVENT_ENVELOPE_VERSION);
	*whole = read;
	read = NULL;
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* event.c - events, salts and commitments, to the bit. */
#include "ledger/event.h"

#include "base/canonical_reader.h"
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
#define DISCLOSURE_PIECES 9

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
event_salt(const unsigned char seed[EVENT_SEED_SIZE], struct text member,
           unsigned char salt[EVENT_SALT_SIZE], struct error *err)
{
	const size_t label = sizeof SALT_LABEL - 1;
	char message[sizeof SALT_LABEL + MEMBER_NAME_MAX] = SALT_LABEL;
	struct digest mac;
	enum status st;

	if (member.n == 0 || member.n > MEMBER_NAME_MAX)
		return fail(err, STATUS_INVALID, "a member name of %zu bytes", member.n);
	memcpy(message + label, member.p, member.n);
	st = digest_hmac(seed, EVENT_SEED_SIZE, (struct text){ message, label + member.n }, &mac,
	                 err);
	if (st == STATUS_OK)
		memcpy(salt, mac.bytes, EVENT_SALT_SIZE);
	return st;
}

/* A disclosure in pieces, whose texts it holds or borrows. */
struct disclosure {
	char        id[UUID_TEXT_SIZE];
	char        salt[BASE64URL_LENGTH(EVENT_SALT_SIZE) + 1];
	struct text pieces[DISCLOSURE_PIECES];
};

/* Member names and ids need no escapes, and the value is canonical already. */
static void
disclose(struct disclosure *out, const struct uuid *id, struct text member,
         const unsigned char salt[EVENT_SALT_SIZE], struct text value)
{
	struct text *next = out->pieces;

	uuid_write(out->id, id);
	base64url_write(out->salt, salt, EVENT_SALT_SIZE);
	*next++ = text_of("[\"" DISCLOSURE_LABEL "\",\"");
	*next++ = text_of(out->id);
	*next++ = text_of("\",\"/");
	*next++ = member;
	*next++ = text_of("\",\"");
	*next++ = text_of(out->salt);
	*next++ = text_of("\",");
	*next++ = value;
	*next = text_of("]");
}

enum status
event_disclosure(struct buffer *out, const struct uuid *id, struct text member,
                 const unsigned char salt[EVENT_SALT_SIZE], struct text value, struct error *err)
{
	struct disclosure disclosure;

	disclose(&disclosure, id, member, salt, value);
	for (size_t i = 0; i < DISCLOSURE_PIECES; i++)
		buffer_append_text(out, disclosure.pieces[i]);
	return buffer_check(out, err);
}

enum status
event_commitment(const struct uuid *id, struct text member,
                 const unsigned char salt[EVENT_SALT_SIZE], struct text value,
                 struct digest *out, struct error *err)
{
	struct disclosure disclosure;

	disclose(&disclosure, id, member, salt, value);
	return digest_of_parts(disclosure.pieces, DISCLOSURE_PIECES, out, err);
}

/* Appends "member":"commitment", after a comma where one is needed. */
static enum status
append_commitment(struct buffer *out, const struct uuid *id, struct text member, struct text value,
                  const unsigned char seed[EVENT_SEED_SIZE], struct error *err)
{
	unsigned char salt[EVENT_SALT_SIZE];
	struct digest commitment;
	enum status st = event_salt(seed, member, salt, err);

	if (st == STATUS_OK)
		st = event_commitment(id, member, salt, value, &commitment, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "sealing %.*s", (int)member.n, member.p);
	buffer_append_string(out, out->p[out->n - 1] == '{' ? "\"" : ",\"");
	buffer_append_text(out, member);
	buffer_append_string(out, "\":\"");
	base64url_append(out, commitment.bytes, sizeof commitment.bytes);
	buffer_append_byte(out, '"');
	return buffer_check(out, err);
}

/* Appends the object of member → commitment. */
static enum status
append_sealed(struct buffer *out, const struct uuid *id, struct text members,
              const unsigned char seed[EVENT_SEED_SIZE], struct error *err)
{
	struct canonical_reader reader;
	struct text member, value;
	enum status st;

	buffer_append_byte(out, '{');
	canonical_begin(&reader, members);
	st = canonical_object(&reader, err);
	while (st == STATUS_OK && (st = canonical_member(&reader, &member, err)) == STATUS_OK) {
		st = canonical_skip(&reader, &value, err);
		if (st == STATUS_OK)
			st = buffer_check(out, err);
		if (st == STATUS_OK)
			st = append_commitment(out, id, member, value, seed, err);
	}
	buffer_append_byte(out, '}');
	return st == STATUS_DONE ? canonical_finish(&reader, err) : st;
}

/* The members before "sealed" in the canonical order of names. */
static enum status
append_beginning(struct buffer *out, const struct event_header *header, const json_t *open,
                 struct error *err)
{
	char id[UUID_TEXT_SIZE], hash[DIGEST_TEXT_SIZE];
	enum status st;

	digest_write(hash, &header->actor);
	uuid_write(id, &header->id);
	buffer_append_format(out, "{\"actor\":\"%s\",\"id\":\"%s\",\"n\":%lld,\"open\":", hash, id,
	                     (long long)header->n);
	st = json_check_event_value(open, err);
	if (st == STATUS_OK)
		st = json_canonical(out, open, err);
	if (header->has_previous) {
		digest_write(hash, &header->previous);
		buffer_append_format(out, ",\"previous\":\"%s\",\"sealed\":", hash);
	} else {
		buffer_append_string(out, ",\"previous\":null,\"sealed\":");
	}
	return st;
}

enum status
event_write(struct buffer *out, const struct event_header *header, const json_t *open,
            struct text members, const unsigned char seed[EVENT_SEED_SIZE], struct error *err)
{
	char time[INSTANT_TEXT_SIZE];
	size_t before = out->n;
	enum status st;

	if (!instant_write(time, header->time))
		return fail(err, STATUS_INVALID, "a time beyond the year 9999");
	st = append_beginning(out, header, open, err);
	if (st == STATUS_OK)
		st = append_sealed(out, &header->id, members, seed, err);
	if (st != STATUS_OK)
		return st;
	buffer_append_format(
		out, ",\"seq\":%lld,\"subject\":\"%s\",\"time\":\"%s\",\"tv\":%lld,\"type\":\"%s\",\"v\":%d}",
		(long long)header->seq, header->subject.text, time, (long long)header->tv,
		header->type, EVENT_ENVELOPE_VERSION);
	if (out->n - before > EVENT_BYTES_MAX)
		return fail(err, STATUS_LIMIT, "an event of %zu bytes; %u are allowed",
		            out->n - before, EVENT_BYTES_MAX);
	return buffer_check(out, err);
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
	SCOPED_JSON json_t *read = NULL;
	enum status st;

	if (bytes.n > EVENT_BYTES_MAX)
		return fail(err, STATUS_INVALID, "a line of %zu bytes", bytes.n);
	st = canonical_check(bytes, err);
	if (st == STATUS_OK)
		st = json_read(&read, bytes, err);
	if (st != STATUS_OK)
		return st;
	*open = json_object_get(read, "open");
	*commitments = json_object_get(read, "sealed");
	if (!json_is_object(*open) || !json_is_object(*commitments) || !read_header(read, header))
		return fail(err, STATUS_INVALID, "it is not an event of envelope version %d",
		            EVENT_ENVELOPE_VERSION);
	*whole = read;
	read = NULL;
	return STATUS_OK;
}

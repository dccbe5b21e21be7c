/* SPDX-License-Identifier: Apache-2.0 */
/* verify_form.c - the strict reading of one stored event. */
#include "ledger/verify_form.h"

#include "base/canonical_reader.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

/* The parts of an envelope as they stand in the bytes. */
struct parts {
	struct text actor, id, open, previous, subject, time, type;
	int64_t     n, seq, tv, v;
	bool        has_previous;
};

static enum status
read_text(struct canonical_reader *reader, const char *name, struct text *out, struct error *err)
{
	enum status st = canonical_expect(reader, name, err);

	return st == STATUS_OK ? canonical_plain(reader, out, err) : st;
}

static enum status
read_integer(struct canonical_reader *reader, const char *name, int64_t *out, struct error *err)
{
	enum status st = canonical_expect(reader, name, err);

	return st == STATUS_OK ? canonical_integer(reader, out, err) : st;
}

static enum status
read_previous(struct canonical_reader *reader, struct parts *parts, struct error *err)
{
	struct canonical_value value;
	enum status st = canonical_expect(reader, "previous", err);

	if (st == STATUS_OK)
		st = canonical_value(reader, &value, err);
	if (st != STATUS_OK)
		return st;
	if (value.kind != CANONICAL_NULL && value.kind != CANONICAL_STRING)
		return fail(err, STATUS_INVALID, "previous is neither a hash nor null");
	parts->has_previous = value.kind == CANONICAL_STRING;
	parts->previous = value.raw;
	return STATUS_OK;
}

/* The sealed members: those of the schema in their order, each a commitment. */
static enum status
read_sealed(struct canonical_reader *reader, const struct schemas *schemas, struct text type,
            struct error *err)
{
	const struct schema *schema = schema_find(schemas, type, 1);
	SCOPED(buffer) commitment = { 0 };
	struct text key, letters;
	size_t count = 0;
	enum status st = schema != NULL ? canonical_object(reader, err)
	                                : fail(err, STATUS_INVALID, "its type is unknown");

	while (st == STATUS_OK && (st = canonical_member(reader, &key, err)) == STATUS_OK) {
		if (count >= schema_sealed_count(schema) ||
		    !text_is(key, schema_sealed_name(schema, count)))
			return fail(err, STATUS_INVALID,
			            "its sealed members are not those of its schema");
		count++;
		buffer_clear(&commitment);
		st = canonical_plain(reader, &letters, err);
		if (st == STATUS_OK &&
		    (!base64url_read(&commitment, letters) || commitment.n != DIGEST_SIZE))
			st = fail(err, STATUS_INVALID, "the commitment of %s is malformed",
			          schema_sealed_name(schema, count - 1));
	}
	if (st != STATUS_DONE)
		return st;
	if (count != schema_sealed_count(schema))
		return fail(err, STATUS_INVALID, "it lacks a sealed member of its schema");
	return STATUS_OK;
}

static enum status
read_parts(struct canonical_reader *reader, const struct schemas *schemas, struct text type,
           struct parts *parts, struct error *err)
{
	struct text key;
	enum status st = canonical_object(reader, err);

	/* in the order of the canonical form */
	if (st == STATUS_OK)
		st = read_text(reader, "actor", &parts->actor, err);
	if (st == STATUS_OK)
		st = read_text(reader, "id", &parts->id, err);
	if (st == STATUS_OK)
		st = read_integer(reader, "n", &parts->n, err);
	if (st == STATUS_OK)
		st = canonical_expect(reader, "open", err);
	if (st == STATUS_OK)
		st = canonical_skip(reader, &parts->open, err);
	if (st == STATUS_OK)
		st = read_previous(reader, parts, err);
	if (st == STATUS_OK)
		st = canonical_expect(reader, "sealed", err);
	if (st == STATUS_OK)
		st = read_sealed(reader, schemas, type, err);
	if (st == STATUS_OK)
		st = read_integer(reader, "seq", &parts->seq, err);
	if (st == STATUS_OK)
		st = read_text(reader, "subject", &parts->subject, err);
	if (st == STATUS_OK)
		st = read_text(reader, "time", &parts->time, err);
	if (st == STATUS_OK)
		st = read_integer(reader, "tv", &parts->tv, err);
	if (st == STATUS_OK)
		st = read_text(reader, "type", &parts->type, err);
	if (st == STATUS_OK)
		st = read_integer(reader, "v", &parts->v, err);
	if (st == STATUS_OK && (st = canonical_member(reader, &key, err)) == STATUS_OK)
		return fail(err, STATUS_INVALID, "it has a further member");
	return st == STATUS_DONE ? canonical_finish(reader, err) : st;
}

static bool
fill_header(const struct parts *parts, struct event_header *header)
{
	header->seq = parts->seq;
	header->n = parts->n;
	header->tv = parts->tv;
	header->has_previous = parts->has_previous;
	if (parts->v != EVENT_ENVELOPE_VERSION || parts->n < 1 ||
	    parts->has_previous != (parts->n > 1))
		return false;
	return digest_read(parts->actor, &header->actor) && uuid_read(parts->id, &header->id) &&
	       instant_read(parts->time, &header->time) &&
	       subject_read(parts->subject, &header->subject) &&
	       (!parts->has_previous || digest_read(parts->previous, &header->previous));
}

static enum status
check_columns(const struct read_event *event, const struct parts *parts, struct error *err)
{
	if (event->seq != parts->seq)
		return fail(err, STATUS_INVALID, "it says that it is event %lld: events were moved",
		            (long long)parts->seq);
	if (event->n != parts->n || !text_equal(event->id, parts->id) ||
	    !text_equal(event->subject, parts->subject) || !text_equal(event->type, parts->type))
		return fail(err, STATUS_INVALID, "its columns are not what its bytes say");
	return STATUS_OK;
}

enum status
verify_form(const struct schemas *schemas, const struct read_event *event,
            struct event_header *header, json_t **open, struct error *err)
{
	struct canonical_reader reader;
	struct parts parts = { 0 };
	SCOPED_JSON json_t *members = NULL;
	const struct schema *schema;
	enum status st;

	canonical_begin(&reader, event->bytes);
	st = read_parts(&reader, schemas, event->type, &parts, err);
	if (st == STATUS_OK)
		st = check_columns(event, &parts, err);
	if (st == STATUS_OK && !fill_header(&parts, header))
		st = fail(err, STATUS_INVALID, "its envelope is malformed");
	if (st != STATUS_OK)
		return st;
	schema = schema_find(schemas, parts.type, parts.tv);
	if (schema == NULL || !schema_allows_chain(schema, subject_kind(&header->subject)))
		return fail(err, STATUS_INVALID, "its type may not stand in this chain");
	st = json_read(&members, parts.open, err);
	if (st == STATUS_OK)
		st = schema_check_open(schema, members, err);
	if (st != STATUS_OK)
		return fail_as(err, STATUS_INVALID);
	*open = members;
	members = NULL;
	return STATUS_OK;
}

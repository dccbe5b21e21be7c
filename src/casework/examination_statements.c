/* SPDX-License-Identifier: Apache-2.0 */
/* examination_statements.c - which statements have room, and how each is written. */
#include "casework/examination_statements.h"

#include "casework/examination.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>

/* Bytes of one raw value that are kept; the file itself has the rest. */
#define RAW_LIMIT ((size_t)8 << 10)

/* Bytes of base64url beside a raw value that is not UTF-8. */
#define BYTES_LIMIT ((size_t)4 << 10)

/* Names, and brackets of five classes: taken off the limit before anything is put in. */
#define FRAME_SIZE 512

/* A raw value of at most so many bytes is brief. */
#define BRIEF_LIMIT 200
#define RANKS       4

/* Bytes of a source, group or tag; the wire has the same limit. */
#define NAME_LIMIT 256

/* "1234 bytes: 4e696b6f6e", of what is no text. */
static json_t *
binary_text(const struct statement *statement)
{
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) words = { 0 };
	uint64_t length;

	if (statement->bytes.p != NULL && !base64url_read(&bytes, statement->bytes))
		buffer_clear(&bytes);
	length = statement->length > bytes.n ? statement->length : bytes.n;
	buffer_append_format(&words, "%llu bytes: ", (unsigned long long)length);
	hex_append(&words, bytes.p, bytes.n);
	return words.failed || bytes.failed ? NULL : json_string(buffer_string(&words));
}

static json_t *
text_json(struct text text, size_t limit)
{
	return json_of_text((struct text){ text.n ? text.p : "", text_whole(text, limit) });
}

static json_t *
raw_json(const struct statement *statement)
{
	return statement->form == STATEMENT_BINARY ? binary_text(statement)
	                                           : text_json(statement->raw, RAW_LIMIT);
}

/* Whether something of the raw value is not kept. */
static bool
is_cut(const struct statement *statement)
{
	return statement->form != STATEMENT_BINARY &&
	       (statement->length > 0 || statement->raw.n > RAW_LIMIT ||
	        statement->bytes.n > BYTES_LIMIT);
}

static json_t *
notes_json(const struct statement *statement)
{
	json_t *notes = json_array();
	int failures = 0;

	if (is_cut(statement))
		failures |= json_array_append_new(notes, json_string("cut"));
	if (statement->rule != NULL && statement->form != STATEMENT_BINARY &&
	    statement->reading == READING_UNKNOWN)
		failures |= json_array_append_new(notes, json_string("not-understood"));
	if (statement->reading == READING_PLACEHOLDER)
		failures |= json_array_append_new(notes, json_string("placeholder"));
	if (failures == 0)
		return notes;
	json_decref(notes);
	return NULL;
}

static json_t *
bytes_json(const struct statement *statement)
{
	if (statement->form == STATEMENT_BINARY || statement->bytes.p == NULL)
		return json_null();
	/* Cut behind four characters, so that it stays base64url of whole bytes. */
	return text_json(statement->bytes, BYTES_LIMIT);
}

static json_t *
statement_json(const struct statement *statement)
{
	bool valued = statement->reading == READING_OK && statement->value != NULL;

	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:s?,s:o}", "source",
	                 text_json(statement->source, NAME_LIMIT), "group",
	                 text_json(statement->group, NAME_LIMIT), "tag",
	                 text_json(statement->tag, NAME_LIMIT), "raw", raw_json(statement), "bytes",
	                 bytes_json(statement), "value", valued ? statement->value : NULL, "notes",
	                 notes_json(statement));
}

/* What is made so far. */
struct statements {
	json_t       *parts[TAG_CLASSES]; /* owned until they are set */
	size_t        room;               /* bytes of canonical JSON that are left */
	struct buffer text;               /* of what was measured last */
};

static enum status
canonical_size(struct statements *statements, const json_t *value, size_t *out, struct error *err)
{
	enum status st;

	buffer_clear(&statements->text);
	st = json_canonical(&statements->text, value, err);
	*out = statements->text.n + 1; /* and a comma */
	return st;
}

static enum status
set_declared(struct statements *statements, enum tag_class part, const char *name, json_t *list,
             struct error *err)
{
	size_t size;
	enum status st = canonical_size(statements, list, &size, err);

	if (st != STATUS_OK)
		return st;
	statements->room -= size < statements->room ? size : statements->room;
	return json_object_set(statements->parts[part], name, list) == 0 ? STATUS_OK
	                                                                 : fail_memory(err);
}

static enum status
begin(struct statements *statements, const struct metadata *metadata, struct error *err)
{
	enum status st;

	for (size_t i = 0; i < TAG_CLASSES; i++) {
		statements->parts[i] = json_pack("{s:[],s:i}", "tags", "left_out", 0);
		if (statements->parts[i] == NULL)
			return fail_memory(err);
	}
	statements->room = EXAMINATION_STATEMENTS_LIMIT - FRAME_SIZE;
	st = set_declared(statements, TAG_DATES, "declared", metadata->dates, err);
	if (st == STATUS_OK)
		st = set_declared(statements, TAG_PLACES, "declared", metadata->places, err);
	if (st == STATUS_OK)
		st = set_declared(statements, TAG_PLACES, "dates", metadata->place_dates, err);
	if (st == STATUS_OK)
		st = set_declared(statements, TAG_DEVICES, "declared", metadata->devices, err);
	return st;
}

/* Which come first, so that no flood of long or unknown ones displaces what matters. */
static unsigned
rank_of(const struct statement *statement)
{
	bool brief = statement->raw.n <= BRIEF_LIMIT;

	return statement->rule != NULL ? (brief ? 0 : 1) : brief ? 2 : 3;
}

/* Makes the statement, and keeps it if there is room. */
static enum status
try_statement(const struct statement *statement, json_t **made, struct statements *statements,
              struct error *err)
{
	SCOPED_JSON json_t *json = statement_json(statement);
	size_t size = 0;
	enum status st = json ? canonical_size(statements, json, &size, err) : fail_memory(err);

	if (st != STATUS_OK || size > statements->room)
		return st;
	statements->room -= size;
	*made = json_incref(json);
	return STATUS_OK;
}

static enum status
choose(const struct metadata *metadata, json_t **made, struct statements *statements,
       struct error *err)
{
	for (unsigned rank = 0; rank < RANKS; rank++) {
		for (size_t i = 0; i < metadata->count; i++) {
			const struct statement *statement = &metadata->statements[i];
			enum status st;

			if (rank_of(statement) != rank)
				continue;
			st = try_statement(statement, &made[i], statements, err);
			if (st != STATUS_OK)
				return st;
		}
	}
	return STATUS_OK;
}

static enum status
count_left_out(json_t *part, struct error *err)
{
	int64_t count = json_integer_value(json_object_get(part, "left_out"));

	return json_object_set_new(part, "left_out", json_integer(count + 1)) == 0 ? STATUS_OK
	                                                                           : fail_memory(err);
}

static enum status
place_statements(const struct metadata *metadata, json_t **made, struct statements *statements,
                 struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; i < metadata->count && st == STATUS_OK; i++) {
		json_t *part = statements->parts[metadata->statements[i].tag_class];

		if (made[i] == NULL)
			st = count_left_out(part, err);
		else if (json_array_append(json_object_get(part, "tags"), made[i]) != 0)
			st = fail_memory(err);
	}
	return st;
}

static enum status
fill(struct statements *statements, const struct metadata *metadata, struct error *err)
{
	json_t **made = calloc(metadata->count + 1, sizeof *made);
	enum status st = made ? choose(metadata, made, statements, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = place_statements(metadata, made, statements, err);
	for (size_t i = 0; made != NULL && i < metadata->count; i++)
		json_decref(made[i]);
	free(made);
	return st;
}

enum status
examination_set_statements(json_t *values, const struct metadata *metadata, struct error *err)
{
	struct statements statements = { 0 };
	enum status st = begin(&statements, metadata, err);

	if (st == STATUS_OK)
		st = fill(&statements, metadata, err);
	for (size_t i = 0; i < TAG_CLASSES; i++) {
		if (st == STATUS_OK &&
		    json_object_set(values, tag_class_member((enum tag_class)i),
		                    statements.parts[i]) != 0)
			st = fail_memory(err);
		json_decref(statements.parts[i]);
	}
	buffer_end(&statements.text);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* canonical_reader.c - the structure of canonical JSON, level by level. */
#include "base/canonical_reader.h"

#include "base/canonical_scan.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static enum status
tell_fault(const struct canonical_reader *reader, struct error *err)
{
	return fail(err, STATUS_INVALID, "not canonical JSON at byte %zu: %s",
	            (size_t)(reader->at - reader->start), reader->fault);
}

static enum status
set_fault(struct canonical_reader *reader, const char *fault, struct error *err)
{
	reader->fault = fault;
	return tell_fault(reader, err);
}

/* A fault of what begins at `at`, not of where the reader stands. */
static enum status
set_fault_at(struct canonical_reader *reader, const char *at, const char *fault, struct error *err)
{
	reader->at = at;
	return set_fault(reader, fault, err);
}

static inline bool
next_is(const struct canonical_reader *reader, char c)
{
	return reader->at < reader->end && *reader->at == c;
}

void
canonical_begin(struct canonical_reader *reader, struct text text)
{
	reader->start = text.n ? text.p : "";
	reader->at = reader->start;
	reader->end = reader->start + text.n;
	reader->fault = NULL;
	reader->depth = 0;
	reader->due = true;
}

enum status
canonical_finish(struct canonical_reader *reader, struct error *err)
{
	if (reader->fault != NULL)
		return tell_fault(reader, err);
	if (reader->due || reader->depth > 0)
		return set_fault(reader, "it was not read to its end", err);
	if (reader->at != reader->end)
		return set_fault(reader, "bytes after its end", err);
	return STATUS_OK;
}

static enum status
enter(struct canonical_reader *reader, bool object, struct error *err)
{
	struct canonical_level *level = &reader->levels[reader->depth];

	if (reader->depth == JSON_DEPTH_LIMIT) {
		set_fault(reader, "nested deeper than 64 levels", err);
		return fail_as(err, STATUS_LIMIT);
	}
	reader->at++;
	reader->depth++;
	*level = (struct canonical_level){ .object = object };
	return STATUS_OK;
}

static enum status
read_word(struct canonical_reader *reader, const char *word, struct error *err)
{
	size_t n = strlen(word);

	if ((size_t)(reader->end - reader->at) < n || memcmp(reader->at, word, n) != 0)
		return set_fault(reader, "neither a value nor a number", err);
	reader->at += n;
	return STATUS_OK;
}

static enum status
read_string(struct canonical_reader *reader, struct text *raw, bool *escaped, struct error *err)
{
	const char *begin = ++reader->at;
	const char *fault = canonical_scan_string(&reader->at, reader->end, escaped);

	if (fault != NULL)
		return set_fault(reader, fault, err);
	*raw = (struct text){ begin, (size_t)(reader->at - 1 - begin) };
	return STATUS_OK;
}

static enum status
read_integer(struct canonical_reader *reader, struct canonical_value *out, struct error *err)
{
	const char *begin = reader->at;
	const char *fault = canonical_scan_integer(&reader->at, reader->end, &out->integer);

	if (fault != NULL)
		return set_fault(reader, fault, err);
	out->raw = (struct text){ begin, (size_t)(reader->at - begin) };
	return STATUS_OK;
}

/* A call that cannot be right at this place: a fault of the caller's, not of the text. */
static enum status
out_of_turn(struct canonical_reader *reader, struct error *err)
{
	set_fault(reader, "read out of turn", err);
	return fail_as(err, STATUS_FAULT);
}

static enum status
read_value(struct canonical_reader *reader, struct canonical_value *out, struct error *err)
{
	if (reader->fault != NULL)
		return tell_fault(reader, err);
	if (!reader->due)
		return out_of_turn(reader, err);
	if (reader->at == reader->end)
		return set_fault(reader, "it ends where a value should stand", err);
	reader->due = false;
	switch (*reader->at) {
	case '"':
		out->kind = CANONICAL_STRING;
		return read_string(reader, &out->raw, &out->escaped, err);
	case '{':
		out->kind = CANONICAL_OBJECT;
		return enter(reader, true, err);
	case '[':
		out->kind = CANONICAL_ARRAY;
		return enter(reader, false, err);
	case 'n':
		out->kind = CANONICAL_NULL;
		return read_word(reader, "null", err);
	case 't':
		out->kind = CANONICAL_TRUE;
		return read_word(reader, "true", err);
	case 'f':
		out->kind = CANONICAL_FALSE;
		return read_word(reader, "false", err);
	default:
		out->kind = CANONICAL_INTEGER;
		return read_integer(reader, out, err);
	}
}

enum status
canonical_value(struct canonical_reader *reader, struct canonical_value *out, struct error *err)
{
	struct canonical_value value = { 0 };
	enum status status = read_value(reader, &value, err);

	if (status == STATUS_OK)
		*out = value;
	return status;
}

/*
 * Steps to the next entry of the innermost level, which `closing` ends: over
 * the comma, or out of the level with STATUS_DONE.
 */
static enum status
next_entry(struct canonical_reader *reader, char closing, struct error *err)
{
	struct canonical_level *level;

	if (reader->due) {
		enum status status = canonical_skip(reader, NULL, err);

		if (status != STATUS_OK)
			return status;
	}
	if (reader->fault != NULL)
		return tell_fault(reader, err);
	if (reader->depth == 0 || reader->levels[reader->depth - 1].object != (closing == '}'))
		return out_of_turn(reader, err);
	level = &reader->levels[reader->depth - 1];
	if (next_is(reader, closing)) {
		reader->at++;
		reader->depth--;
		return STATUS_DONE;
	}
	if (level->begun) {
		if (!next_is(reader, ','))
			return set_fault(reader, "neither a comma nor the end of the level", err);
		reader->at++;
	}
	level->begun = true;
	return STATUS_OK;
}

/* Whether the key may come next in the innermost object; notes it as the last one. */
static const char *
check_order(struct canonical_reader *reader, struct text key, bool escaped)
{
	struct canonical_level *level = &reader->levels[reader->depth - 1];
	int order = -1;

	if (level->key.p != NULL && (escaped || level->escaped))
		order = canonical_compare_keys(level->key, key);
	else if (level->key.p != NULL)
		order = json_key_compare(level->key, key);
	level->key = key;
	level->escaped = escaped;
	if (order == 0)
		return "a key that was there before";
	return order > 0 ? "keys that are not in order" : NULL;
}

enum status
canonical_member(struct canonical_reader *reader, struct text *key, struct error *err)
{
	enum status status = next_entry(reader, '}', err);
	const char *begin = reader->at, *fault;
	struct text name;
	bool escaped;

	if (status != STATUS_OK)
		return status;
	if (!next_is(reader, '"'))
		return set_fault(reader, "no key where one should stand", err);
	status = read_string(reader, &name, &escaped, err);
	if (status != STATUS_OK)
		return status;
	fault = check_order(reader, name, escaped);
	if (fault != NULL)
		return set_fault_at(reader, begin, fault, err);
	if (!next_is(reader, ':'))
		return set_fault(reader, "no colon after a key", err);
	reader->at++;
	reader->due = true;
	*key = name;
	return STATUS_OK;
}

enum status
canonical_element(struct canonical_reader *reader, struct error *err)
{
	enum status status = next_entry(reader, ']', err);

	if (status == STATUS_OK)
		reader->due = true;
	return status;
}

/* The next entry of the innermost level, of whichever kind that is. */
static enum status
any_entry(struct canonical_reader *reader, struct error *err)
{
	struct text key;

	if (reader->levels[reader->depth - 1].object)
		return canonical_member(reader, &key, err);
	return canonical_element(reader, err);
}

/* Reads on, level by level, until only `depth` of them are open. */
static enum status
read_down_to(struct canonical_reader *reader, size_t depth, struct error *err)
{
	enum status status = STATUS_OK;

	while (status == STATUS_OK && reader->depth > depth) {
		struct canonical_value value;

		status = any_entry(reader, err);
		if (status == STATUS_OK)
			status = read_value(reader, &value, err);
		else if (status == STATUS_DONE)
			status = STATUS_OK;
	}
	return status;
}

enum status
canonical_skip(struct canonical_reader *reader, struct text *span, struct error *err)
{
	const char *begin = reader->at;
	size_t depth = reader->depth;
	struct canonical_value value;
	enum status status = read_value(reader, &value, err);

	if (status == STATUS_OK)
		status = read_down_to(reader, depth, err);
	if (status == STATUS_OK && span != NULL)
		*span = (struct text){ begin, (size_t)(reader->at - begin) };
	return status;
}

enum status
canonical_leave(struct canonical_reader *reader, struct error *err)
{
	size_t depth = reader->depth;
	enum status status = STATUS_OK;

	if (reader->fault != NULL)
		return tell_fault(reader, err);
	if (depth == 0)
		return out_of_turn(reader, err);
	if (reader->due)
		status = canonical_skip(reader, NULL, err);
	return status == STATUS_OK ? read_down_to(reader, depth - 1, err) : status;
}

enum status
canonical_expect(struct canonical_reader *reader, const char *name, struct error *err)
{
	const char *begin = reader->at;
	struct text key;
	enum status status = canonical_member(reader, &key, err);

	if (status == STATUS_OK && text_is(key, name))
		return STATUS_OK;
	if (status != STATUS_OK && status != STATUS_DONE)
		return status;
	set_fault_at(reader, begin, "another member", err);
	return while_doing(err, STATUS_INVALID, "expecting \"%s\"", name);
}

/* Reads a value that must be of the kind; `wrong` says what it should have been. */
static enum status
read_kind(struct canonical_reader *reader, enum canonical_kind kind, const char *wrong,
          struct canonical_value *out, struct error *err)
{
	const char *begin = reader->at;
	enum status status = read_value(reader, out, err);

	if (status == STATUS_OK && out->kind != kind)
		return set_fault_at(reader, begin, wrong, err);
	return status;
}

enum status
canonical_object(struct canonical_reader *reader, struct error *err)
{
	struct canonical_value value;

	return read_kind(reader, CANONICAL_OBJECT, "a value that is not an object", &value, err);
}

enum status
canonical_array(struct canonical_reader *reader, struct error *err)
{
	struct canonical_value value;

	return read_kind(reader, CANONICAL_ARRAY, "a value that is not an array", &value, err);
}

enum status
canonical_string(struct canonical_reader *reader, struct text *out, struct error *err)
{
	struct canonical_value value;
	enum status status = read_kind(reader, CANONICAL_STRING, "a value that is not a string",
	                               &value, err);

	if (status == STATUS_OK)
		*out = value.raw;
	return status;
}

enum status
canonical_plain(struct canonical_reader *reader, struct text *out, struct error *err)
{
	const char *begin = reader->at;
	struct canonical_value value;
	enum status status = read_kind(reader, CANONICAL_STRING, "a value that is not a string",
	                               &value, err);

	if (status == STATUS_OK && value.escaped)
		return set_fault_at(reader, begin, "a string with escapes where none may be", err);
	if (status == STATUS_OK)
		*out = value.raw;
	return status;
}

enum status
canonical_integer(struct canonical_reader *reader, int64_t *out, struct error *err)
{
	struct canonical_value value;
	enum status status = read_kind(reader, CANONICAL_INTEGER, "a value that is not a number",
	                               &value, err);

	if (status == STATUS_OK)
		*out = value.integer;
	return status;
}

enum status
canonical_check(struct text text, struct error *err)
{
	struct canonical_reader reader;
	enum status status;

	canonical_begin(&reader, text);
	status = canonical_skip(&reader, NULL, err);
	return status == STATUS_OK ? canonical_finish(&reader, err) : status;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* json_canonical.c - the JSON Canonicalization Scheme, RFC 8785. */
#include "base/json.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* So many members are sorted without memory being asked for. */
#define FEW_MEMBERS 16

struct member {
	struct text   key;
	const json_t *value;
};

/*
 * UTF-8 bytes order like code points; UTF-16 puts the surrogates, which stand
 * for what UTF-8 begins with F0 and above, before U+E000 (EE and EF).
 */
static int
key_rank(unsigned char byte)
{
	return byte == 0xee || byte == 0xef ? byte + 0x10 : byte;
}

int
json_key_compare(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++) {
		if (a.p[i] != b.p[i])
			return key_rank((unsigned char)a.p[i]) - key_rank((unsigned char)b.p[i]);
	}
	return (a.n > b.n) - (a.n < b.n);
}

static int
compare_members(const void *a, const void *b)
{
	return json_key_compare(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static bool
needs_escape(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

/* Appends the shortest escape of a character that needs one (§3.2.2.2). */
static void
append_escape(struct buffer *out, unsigned char c)
{
	static const char named[] = "\b\t\n\f\r\"\\";
	static const char letters[] = "btnfr\"\\";
	const char *found = c ? strchr(named, c) : NULL;
	const char hex[] = { '\\', 'u', '0', '0', (char)('0' + (c >> 4)),
		             "0123456789abcdef"[c & 15] };

	if (found == NULL)
		buffer_append(out, hex, sizeof hex);
	else
		buffer_append(out, (const char[]){ '\\', letters[found - named] }, 2);
}

static enum status
write_string(struct buffer *out, struct text text, struct error *err)
{
	size_t plain = 0;

	if (!text_is_utf8(text.p, text.n))
		return fail(err, STATUS_INVALID, "a string of a JSON value is not UTF-8");
	buffer_append_byte(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (!needs_escape((unsigned char)text.p[i]))
			continue;
		buffer_append(out, text.p + plain, i - plain);
		append_escape(out, (unsigned char)text.p[i]);
		plain = i + 1;
	}
	buffer_append(out, text.p + plain, text.n - plain);
	buffer_append_byte(out, '"');
	return STATUS_OK;
}

static enum status
write_real(struct buffer *out, double number, struct error *err)
{
	char digits[JSON_NUMBER_SIZE];
	size_t n = json_number_write(digits, number);

	if (n == 0)
		return fail(err, STATUS_INVALID, "a number of a JSON value is not finite");
	buffer_append(out, digits, n);
	return STATUS_OK;
}

static enum status
write_integer(struct buffer *out, json_int_t number, struct error *err)
{
	if (number > JSON_INTEGER_LIMIT || number < -JSON_INTEGER_LIMIT)
		return write_real(out, (double)number, err);
	buffer_append_format(out, "%" JSON_INTEGER_FORMAT, number);
	return STATUS_OK;
}

static enum status write_value(struct buffer *out, const json_t *value, size_t depth,
                               struct error *err);

static enum status
write_array(struct buffer *out, const json_t *array, size_t depth, struct error *err)
{
	enum status status = STATUS_OK;

	buffer_append_byte(out, '[');
	for (size_t i = 0; status == STATUS_OK && i < json_array_size(array); i++) {
		if (i > 0)
			buffer_append_byte(out, ',');
		status = write_value(out, json_array_get(array, i), depth, err);
	}
	buffer_append_byte(out, ']');
	return status;
}

/* By insertion: what is in order already costs next to nothing. */
static void
sort_few(struct member *members, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const struct member one = members[i];
		size_t at = i;

		for (; at > 0 && compare_members(&members[at - 1], &one) > 0; at--)
			members[at] = members[at - 1];
		members[at] = one;
	}
}

/* The members in canonical order; there is room for `count`. */
static void
sort_members(const json_t *object, struct member *members, size_t count)
{
	json_t *whole = json_iterable(object);
	size_t i = 0;

	for (void *at = json_object_iter(whole); at && i < count;
	     at = json_object_iter_next(whole, at), i++) {
		members[i].key.p = json_object_iter_key(at);
		members[i].key.n = json_object_iter_key_len(at);
		members[i].value = json_object_iter_value(at);
	}
	if (count <= FEW_MEMBERS)
		sort_few(members, count);
	else
		qsort(members, count, sizeof *members, compare_members);
}

static enum status
write_members(struct buffer *out, const struct member *members, size_t count, size_t depth,
              struct error *err)
{
	enum status status = STATUS_OK;

	buffer_append_byte(out, '{');
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		if (i > 0)
			buffer_append_byte(out, ',');
		status = write_string(out, members[i].key, err);
		buffer_append_byte(out, ':');
		if (status == STATUS_OK)
			status = write_value(out, members[i].value, depth, err);
	}
	buffer_append_byte(out, '}');
	return status;
}

static enum status
write_object(struct buffer *out, const json_t *object, size_t depth, struct error *err)
{
	size_t count = json_object_size(object);
	SCOPED_FREE struct member *many = NULL;
	struct member few[FEW_MEMBERS];

	if (count > FEW_MEMBERS && (many = calloc(count, sizeof *many)) == NULL)
		return fail_memory(err);
	sort_members(object, many ? many : few, count);
	return write_members(out, many ? many : few, count, depth, err);
}

/* `depth` is how many arrays and objects stand around the value. */
static enum status
write_value(struct buffer *out, const json_t *value, size_t depth, struct error *err)
{
	bool holds_others = json_is_array(value) || json_is_object(value);

	if (value == NULL)
		return fail(err, STATUS_FAULT, "no JSON value was given");
	if (holds_others && depth >= JSON_DEPTH_LIMIT)
		return fail(err, STATUS_LIMIT, "a JSON value nested deeper than %d levels",
		            JSON_DEPTH_LIMIT);
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return write_object(out, value, depth + 1, err);
	case JSON_ARRAY:
		return write_array(out, value, depth + 1, err);
	case JSON_STRING:
		return write_string(out, (struct text){ json_string_value(value),
		                                        json_string_length(value) }, err);
	case JSON_INTEGER:
		return write_integer(out, json_integer_value(value), err);
	case JSON_REAL:
		return write_real(out, json_real_value(value), err);
	case JSON_TRUE:
		buffer_append_string(out, "true");
		break;
	case JSON_FALSE:
		buffer_append_string(out, "false");
		break;
	case JSON_NULL:
		buffer_append_string(out, "null");
		break;
	}
	return STATUS_OK;
}

enum status
json_canonical(struct buffer *out, const json_t *value, struct error *err)
{
	size_t before = out->n;
	enum status status = write_value(out, value, 0, err);

	if (status == STATUS_OK)
		status = buffer_check(out, err);
	if (status != STATUS_OK && out->p != NULL) {
		out->n = before;
		out->p[before] = '\0';
	}
	return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* json.c - strict reading over jansson, bounded before anything is allocated. */
#include "base/json.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* The byte after the string whose opening quote is at i, or n. */
static size_t
after_string(struct text text, size_t i)
{
	for (i++; i < text.n && text.p[i] != '"'; i++) {
		if (text.p[i] == '\\')
			i++;
	}
	return i < text.n ? i + 1 : text.n;
}

/*
 * Bounds depth and number of values by counting brackets and commas, so that
 * a hostile text costs neither stack nor memory. What is malformed may be
 * counted wrongly: the reader refuses it.
 */
static enum status
check_extent(struct text text, struct error *err)
{
	size_t depth = 0, values = 1, i = 0;

	if (text.n > JSON_SIZE_LIMIT)
		return fail(err, STATUS_LIMIT, "a JSON text of %zu bytes, more than %zu", text.n,
		            JSON_SIZE_LIMIT);
	while (i < text.n) {
		char c = text.p[i];

		if (c == '"') {
			i = after_string(text, i);
			continue;
		}
		if (c == '[' || c == '{') {
			depth++;
			values++;
		} else if (c == ',') {
			values++;
		} else if ((c == ']' || c == '}') && depth > 0) {
			depth--;
		}
		if (depth > JSON_DEPTH_LIMIT)
			return fail(err, STATUS_LIMIT,
			            "JSON nested deeper than %d levels at byte %zu",
			            JSON_DEPTH_LIMIT, i);
		if (values > JSON_VALUE_LIMIT)
			return fail(err, STATUS_LIMIT, "JSON with more than %zu values",
			            JSON_VALUE_LIMIT);
		i++;
	}
	return STATUS_OK;
}

static enum status
fail_reading(struct error *err, const json_error_t *cause)
{
	if (json_error_code(cause) == json_error_out_of_memory)
		return fail_memory(err);
	return fail(err, STATUS_INVALID, "not JSON at line %d, column %d: %s", cause->line,
	            cause->column, cause->text);
}

enum status
json_read(json_t **out, struct text text, struct error *err)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
	enum status status;
	json_error_t cause;
	json_t *value;

	if (text.n == 0)
		return fail(err, STATUS_INVALID, "not JSON: an empty text");
	status = check_extent(text, err);
	if (status != STATUS_OK)
		return status;
	value = json_loadb(text.p, text.n, flags, &cause);
	if (value == NULL && json_error_code(&cause) == json_error_numeric_overflow)
		value = json_loadb(text.p, text.n, flags | JSON_DECODE_INT_AS_REAL, &cause);
	if (value == NULL)
		return fail_reading(err, &cause);
	*out = value;
	return STATUS_OK;
}

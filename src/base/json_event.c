/* SPDX-License-Identifier: Apache-2.0 */
/* json_event.c - what the value of an event may be, on top of what JSON may be. */
#include "base/json.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static enum status
check_string(const char *p, size_t n, struct error *err)
{
	if (n > 0 && memchr(p, '\0', n) != NULL)
		return fail(err, STATUS_INVALID, "a string with U+0000 cannot stand in an event");
	if (!text_is_utf8(p, n))
		return fail(err, STATUS_INVALID,
		            "a string that is not UTF-8 cannot stand in an event");
	return STATUS_OK;
}

static enum status
check_integer(json_int_t number, struct error *err)
{
	if (number > JSON_INTEGER_LIMIT || number < -JSON_INTEGER_LIMIT)
		return fail(err, STATUS_INVALID,
		            "the number %" JSON_INTEGER_FORMAT
		            " reaches 2^53: an event holds it as a string",
		            number);
	return STATUS_OK;
}

static enum status
refuse_real(double number, struct error *err)
{
	char digits[JSON_NUMBER_SIZE] = "NaN";

	json_number_write(digits, number);
	return fail(err, STATUS_INVALID,
	            "the number %s is not written as an integer below 2^53: an event holds it as "
	            "a string",
	            digits);
}

static enum status check_value(const json_t *value, size_t depth, struct error *err);

static enum status
check_members(const json_t *object, size_t depth, struct error *err)
{
	json_t *members = json_iterable(object);

	for (void *at = json_object_iter(members); at; at = json_object_iter_next(members, at)) {
		enum status status;

		status = check_string(json_object_iter_key(at), json_object_iter_key_len(at), err);
		if (status == STATUS_OK)
			status = check_value(json_object_iter_value(at), depth, err);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static enum status
check_elements(const json_t *array, size_t depth, struct error *err)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		enum status status = check_value(json_array_get(array, i), depth, err);

		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* `depth` is how many arrays and objects stand around the value. */
static enum status
check_value(const json_t *value, size_t depth, struct error *err)
{
	bool holds_others = json_is_array(value) || json_is_object(value);

	if (value == NULL)
		return fail(err, STATUS_FAULT, "no JSON value was given");
	if (holds_others && depth >= JSON_EVENT_DEPTH_LIMIT)
		return fail(err, STATUS_LIMIT, "a value nested deeper than %d levels",
		            JSON_EVENT_DEPTH_LIMIT);
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return check_members(value, depth + 1, err);
	case JSON_ARRAY:
		return check_elements(value, depth + 1, err);
	case JSON_STRING:
		return check_string(json_string_value(value), json_string_length(value), err);
	case JSON_INTEGER:
		return check_integer(json_integer_value(value), err);
	case JSON_REAL:
		return refuse_real(json_real_value(value), err);
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		break;
	}
	return STATUS_OK;
}

enum status
json_check_event_value(const json_t *value, struct error *err)
{
	return check_value(value, 0, err);
}

bool
json_is_member_name(struct text name)
{
	if (name.n == 0 || name.p[0] < 'a' || name.p[0] > 'z')
		return false;
	for (size_t i = 1; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return true;
}

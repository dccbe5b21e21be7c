/* SPDX-License-Identifier: Apache-2.0 */
/* schema_value.c - the kinds of values, one small check each. */
#include "ledger/schema_value.h"

#include "base/dated.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/instant.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define ED25519_SIGNATURE_SIZE 64
#define MAX_INTEGER            ((1ULL << 53) - 1)

static struct text
string_of(const json_t *value)
{
	return (struct text){ json_string_value(value), json_string_length(value) };
}

static bool
is_code(struct text text)
{
	if (text.n == 0 || text.p[0] == '-')
		return false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

/* A code; where the rule lists the allowed ones, one of them. */
static bool
is_code_value(const json_t *rule, const json_t *value)
{
	json_t *allowed = json_object_get(rule, "one_of"), *entry;
	size_t i;

	if (!json_is_string(value) || !is_code(string_of(value)))
		return false;
	json_array_foreach(allowed, i, entry) {
		if (json_equal(entry, value))
			return true;
	}
	return allowed == NULL;
}

/* Ascending without repetition, so that one set has one form. */
static bool
is_codes_value(const json_t *rule, const json_t *value)
{
	const char *previous = "";
	size_t i;
	json_t *entry;

	if (!json_is_array(value))
		return false;
	json_array_foreach(value, i, entry) {
		if (!is_code_value(rule, entry) || strcmp(previous, json_string_value(entry)) >= 0)
			return false;
		previous = json_string_value(entry);
	}
	return true;
}

static bool
is_text_value(const json_t *rule, const json_t *value)
{
	(void)rule;
	return json_is_string(value);
}

static bool
is_integer_value(const json_t *rule, const json_t *value)
{
	(void)rule;
	return json_is_integer(value) && json_integer_value(value) >= 0;
}

static bool
is_boolean_value(const json_t *rule, const json_t *value)
{
	(void)rule;
	return json_is_boolean(value);
}

static bool
is_decimal_value(const json_t *rule, const json_t *value)
{
	uint64_t number;

	(void)rule;
	return json_is_string(value) && text_number(string_of(value), INT64_MAX, &number);
}

static bool
is_hash_value(const json_t *rule, const json_t *value)
{
	struct digest digest;

	(void)rule;
	return json_is_string(value) && digest_read(string_of(value), &digest);
}

static bool
is_uuid_value(const json_t *rule, const json_t *value)
{
	struct uuid uuid;

	(void)rule;
	return json_is_string(value) && uuid_read(string_of(value), &uuid);
}

static bool
is_subject_value(const json_t *rule, const json_t *value)
{
	struct text rest = string_of(value), kind;
	struct uuid uuid;

	if (!json_is_string(value))
		return false;
	kind = text_cut(&rest, '/');
	return text_is(kind, json_string_value(json_object_get(rule, "kind"))) &&
	       uuid_read(rest, &uuid);
}

/* PREFIX-NNNNNN: at least six digits, padded with zeros no further than that. */
static bool
is_short_id_value(const json_t *rule, const json_t *value)
{
	const char *prefix = json_string_value(json_object_get(rule, "prefix"));
	struct text rest = string_of(value);
	uint64_t number;

	if (!json_is_string(value) || !text_is(text_cut(&rest, '-'), prefix) || rest.n < 6)
		return false;
	while (rest.n > 1 && rest.p[0] == '0') {
		rest.p++;
		rest.n--;
	}
	if (!text_number(rest, MAX_INTEGER, &number) || number == 0)
		return false;
	return json_string_length(value) == strlen(prefix) + 1 + (rest.n > 6 ? rest.n : 6);
}

static bool
is_signature_value(const json_t *rule, const json_t *value)
{
	SCOPED(buffer) bytes = { 0 };

	(void)rule;
	return json_is_string(value) && base64url_read(&bytes, string_of(value)) &&
	       bytes.n == ED25519_SIGNATURE_SIZE;
}

static bool
is_name_value(const json_t *rule, const json_t *value)
{
	SCOPED(buffer) bytes = { 0 };

	(void)rule;
	return json_name_bytes(value, &bytes, NULL) == STATUS_OK;
}

static bool
is_time_value(const json_t *rule, const json_t *value)
{
	struct instant instant;

	(void)rule;
	return json_is_string(value) && instant_read(string_of(value), &instant);
}

static bool
is_dated_value(const json_t *rule, const json_t *value)
{
	struct dated dated;

	(void)rule;
	return dated_of_json(value, &dated, NULL) == STATUS_OK;
}

static bool is_list(const json_t *rule, const json_t *value, size_t *length);
static bool is_record(const json_t *rule, const json_t *value, size_t *length);
static enum status check_kind(const json_t *rule, const json_t *value, size_t *length,
                              struct error *err);

static const struct kind {
	const char *name;
	bool (*fits)(const json_t *rule, const json_t *value);
	bool (*parts_fit)(const json_t *rule, const json_t *value, size_t *length); /* instead */
} kinds[] = {
	{ "boolean", is_boolean_value, NULL }, { "code", is_code_value, NULL },
	{ "codes", is_codes_value, NULL },     { "dated", is_dated_value, NULL },
	{ "decimal", is_decimal_value, NULL }, { "hash", is_hash_value, NULL },
	{ "integer", is_integer_value, NULL }, { "list", NULL, is_list },
	{ "name", is_name_value, NULL },       { "record", NULL, is_record },
	{ "short-id", is_short_id_value, NULL }, { "signature", is_signature_value, NULL },
	{ "subject", is_subject_value, NULL }, { "text", is_text_value, NULL },
	{ "time", is_time_value, NULL },       { "uuid", is_uuid_value, NULL },
};

/* No string is longer in canonical JSON: those characters that may be escaped, as six each. */
static size_t
greatest_string(const char *p, size_t n)
{
	size_t length = n + 2;

	for (size_t i = 0; i < n; i++)
		length += (unsigned char)p[i] < 0x20 || p[i] == '"' || p[i] == '\\' ? 5 : 0;
	return length;
}

static size_t
integer_length(json_int_t number)
{
	size_t length = number < 0 ? 2 : 1;

	while ((number /= 10) != 0)
		length++;
	return length;
}

/* The same of any value. */
static size_t
greatest_length(const json_t *value)
{
	json_t *entry;
	const char *name;
	size_t length = 2, i;

	if (json_is_string(value))
		return greatest_string(json_string_value(value), json_string_length(value));
	if (json_is_integer(value))
		return integer_length(json_integer_value(value));
	if (!json_is_array(value) && !json_is_object(value))
		return json_is_real(value) ? JSON_NUMBER_SIZE : 5; /* "false" has 5 */
	json_array_foreach(value, i, entry)
		length += greatest_length(entry) + 1;
	json_object_foreach(json_iterable(value), name, entry)
		length += greatest_string(name, strlen(name)) + greatest_length(entry) + 2;
	return length;
}

static bool
is_list(const json_t *rule, const json_t *value, size_t *length)
{
	const json_t *of = json_object_get(rule, "of");
	size_t i, one;
	json_t *entry;

	if (!json_is_array(value))
		return false;
	*length = 2;
	json_array_foreach(value, i, entry) {
		if (check_kind(of, entry, &one, NULL) != STATUS_OK)
			return false;
		*length += one + 1;
	}
	return true;
}

/* Exactly the members of the rule; each may be null. */
static bool
is_record(const json_t *rule, const json_t *value, size_t *length)
{
	json_t *members = json_object_get(rule, "members"), *inner;
	const char *name;

	if (!json_is_object(value) || json_object_size(value) != json_object_size(members))
		return false;
	*length = 2;
	json_object_foreach(members, name, inner) {
		const json_t *found = json_object_get(value, name);
		size_t one = 4; /* "null" */

		if (found == NULL || (!json_is_null(found) &&
		                      check_kind(inner, found, &one, NULL) != STATUS_OK))
			return false;
		*length += greatest_string(name, strlen(name)) + one + 2;
	}
	return true;
}

/* What is too long by its greatest length is looked at closely. */
static enum status
check_limit(const json_t *rule, const json_t *value, size_t greatest, struct error *err)
{
	size_t limit = (size_t)json_integer_value(json_object_get(rule, "limit"));
	SCOPED(buffer) canonical = { 0 };
	enum status st;

	if (greatest <= limit)
		return STATUS_OK;
	st = json_canonical(&canonical, value, err);
	if (st == STATUS_OK && canonical.n > limit)
		st = fail(err, STATUS_LIMIT, "%zu bytes where %zu are allowed", canonical.n, limit);
	return st;
}

static const struct kind *
find_kind(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	}
	return NULL;
}

/* Fills `length`, which no canonical JSON of the value is above. */
static bool
fits(const struct kind *kind, const json_t *rule, const json_t *value, size_t *length)
{
	if (kind->parts_fit != NULL)
		return kind->parts_fit(rule, value, length);
	*length = greatest_length(value);
	return kind->fits(rule, value);
}

/* What stands in an event at all, has been looked at. */
static enum status
check_kind(const json_t *rule, const json_t *value, size_t *length, struct error *err)
{
	const char *name = json_string_value(json_object_get(rule, "is"));
	const struct kind *kind = find_kind(name);

	if (kind == NULL)
		return fail(err, STATUS_FAULT, "the schema names the unknown kind %s", name ? name : "");
	if (!fits(kind, rule, value, length))
		return fail(err, STATUS_INVALID, "it is not a %s", name);
	return check_limit(rule, value, *length, err);
}

enum status
schema_value_check(const json_t *rule, const json_t *value, struct error *err)
{
	size_t length;
	enum status st;

	if (value == NULL)
		return fail(err, STATUS_INVALID, "it is missing");
	st = json_check_event_value(value, err);
	return st == STATUS_OK ? check_kind(rule, value, &length, err) : st;
}

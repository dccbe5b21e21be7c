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

static bool is_list_value(const json_t *rule, const json_t *value);
static bool is_record_value(const json_t *rule, const json_t *value);

static const struct {
	const char *name;
	bool (*fits)(const json_t *rule, const json_t *value);
} kinds[] = {
	{ "boolean", is_boolean_value }, { "code", is_code_value },
	{ "codes", is_codes_value },     { "dated", is_dated_value },
	{ "decimal", is_decimal_value }, { "hash", is_hash_value },
	{ "integer", is_integer_value }, { "list", is_list_value },
	{ "name", is_name_value },       { "record", is_record_value },
	{ "short-id", is_short_id_value }, { "signature", is_signature_value },
	{ "subject", is_subject_value }, { "text", is_text_value },
	{ "time", is_time_value },       { "uuid", is_uuid_value },
};

static bool
is_list_value(const json_t *rule, const json_t *value)
{
	const json_t *of = json_object_get(rule, "of");
	size_t i;
	json_t *entry;

	if (!json_is_array(value))
		return false;
	json_array_foreach(value, i, entry) {
		if (schema_value_check(of, entry, NULL) != STATUS_OK)
			return false;
	}
	return true;
}

/* Exactly the members of the rule; each may be null. */
static bool
is_record_value(const json_t *rule, const json_t *value)
{
	json_t *members = json_object_get(rule, "members"), *inner;
	const char *name;

	if (!json_is_object(value) || json_object_size(value) != json_object_size(members))
		return false;
	json_object_foreach(members, name, inner) {
		const json_t *found = json_object_get(value, name);

		if (found == NULL ||
		    (!json_is_null(found) && schema_value_check(inner, found, NULL) != STATUS_OK))
			return false;
	}
	return true;
}

/* No value is longer in canonical JSON than this: all characters of strings escaped. */
static size_t
greatest_length(const json_t *value)
{
	json_t *entry;
	const char *name;
	size_t length = 2, i;

	json_array_foreach(value, i, entry)
		length += greatest_length(entry) + 1;
	json_object_foreach(json_iterable(value), name, entry)
		length += 6 * strlen(name) + greatest_length(entry) + 4;
	if (json_is_string(value))
		length += 6 * json_string_length(value);
	return json_is_number(value) ? JSON_NUMBER_SIZE : length + 3; /* "false" has 5 */
}

static enum status
check_limit(const json_t *rule, const json_t *value, struct error *err)
{
	size_t limit = (size_t)json_integer_value(json_object_get(rule, "limit"));
	SCOPED(buffer) canonical = { 0 };
	enum status st;

	if (greatest_length(value) <= limit)
		return STATUS_OK;
	st = json_canonical(&canonical, value, err);
	if (st == STATUS_OK && canonical.n > limit)
		st = fail(err, STATUS_LIMIT, "%zu bytes where %zu are allowed", canonical.n, limit);
	return st;
}

enum status
schema_value_check(const json_t *rule, const json_t *value, struct error *err)
{
	const char *kind = json_string_value(json_object_get(rule, "is"));
	enum status st;

	if (value == NULL)
		return fail(err, STATUS_INVALID, "it is missing");
	st = json_check_event_value(value, err);
	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; kind != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].name, kind) != 0)
			continue;
		if (!kinds[i].fits(rule, value))
			return fail(err, STATUS_INVALID, "it is not a %s", kind);
		return check_limit(rule, value, err);
	}
	return fail(err, STATUS_FAULT, "the schema names the unknown kind %s", kind ? kind : "");
}

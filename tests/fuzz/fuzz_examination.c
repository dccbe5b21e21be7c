/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_examination.c - whatever facts a parser tells: the event fits its
 * schema, its statements their limit, and no words stand in a class that leaves.
 * The input is a JSON object {"tags","measured","warnings","parsers","media_type","name"}.
 */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "casework/examination.h"
#include "ledger/schema.h"

#include <stdlib.h>
#include <string.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Words that dates, times and numbers of standards are written with. */
static bool
is_known_word(struct text word)
{
	static const char *const known[] = {
		"T", "Z", "UT", "UTC", "GMT", "True", "False", "true", "false", "R", "THM",
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
		"January", "February", "March", "April", "June", "July", "August", "September",
		"October", "November", "December", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
		"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (word.n == strlen(known[i]) && strncasecmp(word.p, known[i], word.n) == 0)
			return true;
	}
	return false;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ((unsigned char)c & 0x80) != 0;
}

/* A character that was no text counts as padding: its bytes were looked at when the class was given. */
static void
check_words(const char *raw)
{
	static const char replacement[] = "\xef\xbf\xbd";

	while (*raw != '\0') {
		struct text word = { raw, 0 };

		if (strncmp(raw, replacement, 3) == 0) {
			raw += 3;
			continue;
		}
		while (is_letter(raw[word.n]) && strncmp(raw + word.n, replacement, 3) != 0)
			word.n++;
		require(word.n == 0 || is_known_word(word));
		raw += word.n ? word.n : 1;
	}
}

static void
check_part(const json_t *values, const char *member)
{
	json_t *tag;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(values, member), "tags"), i, tag)
		check_words(json_string_value(json_object_get(tag, "raw")));
}

static size_t
canonical_size(const json_t *value)
{
	SCOPED(buffer) text = { 0 };

	require(json_canonical(&text, value, NULL) == STATUS_OK);
	return text.n;
}

static void
check_values(const json_t *values)
{
	static const char *const parts[] = { "technical", "dates", "places", "devices",
		                             "descriptive" };
	static struct schemas *schemas;
	size_t size = 0;

	if (schemas == NULL)
		require(schemas_open(&schemas, NULL) == STATUS_OK);
	require(schema_check_values(schema_find(schemas, text_of("item.examined"), 1), values,
	                            NULL) == STATUS_OK);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		size += canonical_size(json_object_get(values, parts[i]));
	require(size <= EXAMINATION_STATEMENTS_LIMIT);
	check_part(values, "technical");
	check_part(values, "dates");
}

static json_t *
part(const json_t *told, const char *name, json_type type)
{
	json_t *value = json_object_get(told, name);

	if (value != NULL && json_typeof(value) == type)
		return json_incref(value);
	return type == JSON_ARRAY ? json_array() : json_object();
}

static void
try_facts(const json_t *told)
{
	struct examination examination = { .outcome = EXAMINATION_COMPLETE,
		                           .worker = "vidimus-worker-image",
		                           .parsers = part(told, "parsers", JSON_ARRAY),
		                           .tags = part(told, "tags", JSON_ARRAY),
		                           .measured = part(told, "measured", JSON_OBJECT),
		                           .warnings = part(told, "warnings", JSON_ARRAY) };
	struct examined_file file = { .bytes = 1, .now = { INT64_C(1609459200000) } };
	SCOPED_JSON json_t *values = NULL;
	struct text type;

	if (json_member_text(told, "media_type", &type) && type.n < sizeof examination.media_type)
		memcpy(examination.media_type, type.p, type.n);
	if (!json_member_text(told, "name", &file.name))
		file.name = (struct text){ 0 };
	require(examination_values(&examination, &file, &values, NULL) == STATUS_OK);
	check_values(values);
	examination_end(&examination);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED_JSON json_t *told = NULL;

	/* What crosses the wire is text without U+0000. */
	if (json_read(&told, (struct text){ (const char *)data, size }, NULL) == STATUS_OK &&
	    json_check_event_value(told, NULL) == STATUS_OK)
		try_facts(told);
	return 0;
}

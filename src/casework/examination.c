/* SPDX-License-Identifier: Apache-2.0 */
/* examination.c - a parser's facts as the values of item.examined. */
#include "casework/examination.h"

#include "casework/circumstances.h"
#include "casework/examination_statements.h"
#include "casework/parser_word.h"
#include "media/contradictions.h"
#include "media/warning_class.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Bytes of a measured text. */
#define MEASURED_TEXT_LIMIT 28

/* A child's word for a member that leaves, or null when it is none. */
static json_t *
word(const json_t *value)
{
	return parser_word_is(value) ? json_string(json_string_value(value)) : json_null();
}

static json_t *
version(const json_t *value)
{
	return parser_word_is_version(value) ? word(value) : json_null();
}

static json_t *
libraries(const json_t *parsers)
{
	json_t *list = json_array(), *parser;
	size_t i;

	json_array_foreach(parsers, i, parser) {
		json_t *library;

		if (i == PARSER_LIBRARY_LIMIT)
			break;
		library = json_pack("{s:o,s:o}", "name", word(json_object_get(parser, "name")),
		                    "version", version(json_object_get(parser, "version")));
		if (json_array_append_new(list, library) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* Numbers above what an event holds say no more than that limit does. */
static json_t *
integer(uint64_t number)
{
	return json_integer(number > JSON_INTEGER_LIMIT ? JSON_INTEGER_LIMIT : (json_int_t)number);
}

static json_t *
integer_if(bool known, uint64_t number)
{
	return known ? integer(number) : json_null();
}

static json_t *
decimal(uint64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%llu", (unsigned long long)number);
	return json_string(text);
}

static json_t *
parser_record(const struct examination *examination)
{
	bool ran = examination->worker != NULL;
	bool exited = ran && (examination->outcome == EXAMINATION_COMPLETE ||
	                      examination->outcome == EXAMINATION_FAILED);

	return json_pack(
		"{s:s?,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "worker", examination->worker,
		"libraries", libraries(examination->parsers), "exit_code",
		integer_if(exited && examination->exit_code >= 0, (uint64_t)examination->exit_code),
		"signal",
		integer_if(examination->outcome == EXAMINATION_KILLED, (uint64_t)examination->signal),
		"milliseconds", integer_if(ran, examination->milliseconds), "bytes_received",
		integer_if(ran, examination->bytes_received), "dropped",
		integer_if(ran, examination->dropped), "memory_limit",
		ran ? decimal(examination->memory_limit) : json_null(), "cpu_seconds_limit",
		integer_if(ran, examination->cpu_seconds_limit), "wall_seconds_limit",
		integer_if(ran, examination->wall_seconds_limit), "sandboxed",
		ran ? json_boolean(examination->sandboxed) : json_null());
}

/* What is measured must be a number of the right size, else it is not kept. */
static json_t *
measured_integer(const json_t *measured, const char *name, uint64_t limit)
{
	uint64_t number;
	struct text text;

	if (!json_member_text(measured, name, &text) || !text_number(text, limit, &number))
		return json_null();
	return integer(number);
}

static json_t *
measured_rotation(const json_t *measured)
{
	struct text text;
	uint64_t degrees;
	bool negative;

	if (!json_member_text(measured, "rotation", &text) || text.n == 0)
		return json_null();
	negative = text.p[0] == '-';
	text = (struct text){ text.p + negative, text.n - negative };
	if (!text_number(text, 360, &degrees))
		return json_null();
	return integer((negative ? 360 - degrees : degrees) % 360);
}

/* Only digits and `signs`. */
static json_t *
measured_number(const json_t *measured, const char *name, const char *signs)
{
	struct text text;

	if (!json_member_text(measured, name, &text) || text.n == 0 ||
	    text.n > MEASURED_TEXT_LIMIT)
		return json_null();
	for (size_t i = 0; i < text.n; i++) {
		if ((text.p[i] < '0' || text.p[i] > '9') && strchr(signs, text.p[i]) == NULL)
			return json_null();
	}
	return json_of_text(text);
}

static json_t *
measured_record(const json_t *measured)
{
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "width",
	                 measured_integer(measured, "width", UINT32_MAX), "height",
	                 measured_integer(measured, "height", UINT32_MAX), "orientation",
	                 measured_integer(measured, "orientation", 8), "rotation",
	                 measured_rotation(measured), "duration",
	                 measured_number(measured, "duration", "."), "frame_rate",
	                 measured_number(measured, "frame_rate", "./"), "video_codec",
	                 word(json_object_get(measured, "video_codec")),
	                 "audio_codec",
	                 word(json_object_get(measured, "audio_codec")),
	                 "pages", measured_integer(measured, "pages", UINT32_MAX), "streams",
	                 measured_integer(measured, "streams", UINT32_MAX), "frames",
	                 measured_integer(measured, "frames", UINT32_MAX));
}

/* Codes in ascending order without repetition, each list of its class, and their details. */
struct warning_lists {
	json_t *codes[WARNING_CLASSES]; /* borrowed from the values */
	json_t *details;
};

#define DETAIL_LIMIT      24  /* of them */
#define DETAIL_TEXT_LIMIT 400 /* bytes of one, which JSON may write as six each */

static enum status
take_warning(void *context, const char *code, const char *detail, struct error *err)
{
	struct warning_lists *lists = context;
	enum warning_class class_of_code;
	enum status st;

	if (!warning_class_of(text_of(code), &class_of_code))
		return fail(err, STATUS_FAULT, "the warning %s has no class", code);
	st = warning_code_insert(lists->codes[class_of_code], code, err);
	if (st != STATUS_OK || detail == NULL || json_array_size(lists->details) >= DETAIL_LIMIT)
		return st;
	if (json_array_append_new(lists->details,
	                          json_pack("{s:s,s:s%}", "code", code, "detail", detail,
	                                    text_whole(text_of(detail), DETAIL_TEXT_LIMIT))) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

static enum status
set_warnings(json_t *values, const struct contradiction_facts *facts, struct error *err)
{
	struct warning_lists lists = { .details = json_array() };
	struct contradiction_taker taker = { take_warning, &lists };
	bool made = json_object_set_new(values, "details", lists.details) == 0;

	for (size_t i = 0; i < WARNING_CLASSES; i++) {
		lists.codes[i] = json_array();
		made = json_object_set_new(values, warning_class_member((enum warning_class)i),
		                           lists.codes[i]) == 0 && made;
	}
	return made ? contradictions_find(facts, &taker, err) : fail_memory(err);
}

/* Longest media type of catalog/signatures.tsv, and some more. */
#define MEDIA_TYPE_LIMIT 100

/* A media type of RFC 6838's characters in lower case, else null. */
static json_t *
media_type(const char *text)
{
	size_t n = strlen(text), slashes = 0;

	for (size_t i = 0; i < n; i++) {
		slashes += text[i] == '/';
		if (!parser_word_character(text[i]) || (text[i] >= 'A' && text[i] <= 'Z'))
			return json_null();
	}
	return slashes == 1 && n <= MEDIA_TYPE_LIMIT ? json_string(text) : json_null();
}

static enum status
set_facts(json_t *values, const struct examination *examination,
          const struct examined_file *file, struct error *err)
{
	const char *outcome = examination_outcome_name(examination->outcome);

	if (json_object_set_new(values, "object", json_of_digest(&file->object)) != 0 ||
	    json_object_set_new(values, "outcome", json_string(outcome)) != 0 ||
	    json_object_set_new(values, "media_type", media_type(examination->media_type)) != 0 ||
	    json_object_set_new(values, "parser", parser_record(examination)) != 0 ||
	    json_object_set_new(values, "measured", measured_record(examination->measured)) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

enum status
examination_values(const struct examination *examination, const struct examined_file *file,
                   json_t **values, struct error *err)
{
	SCOPED_JSON json_t *made = json_object();
	SCOPED(metadata) metadata = { 0 };
	struct contradiction_facts facts = { .examination = examination,
		                             .metadata = &metadata,
		                             .signature = file->media_type,
		                             .name = file->name,
		                             .now = file->now };
	enum status st = metadata_read(examination->tags, &metadata, err);

	if (st == STATUS_OK)
		st = set_facts(made, examination, file, err);
	if (st == STATUS_OK)
		st = set_warnings(made, &facts, err);
	if (st == STATUS_OK)
		st = examination_set_statements(made, &metadata, err);
	if (st == STATUS_OK)
		*values = json_incref(made);
	return st;
}

enum status
examination_add(struct catalogue *catalogue, struct change *change, const struct uuid *item,
                json_t *values, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	struct subject subject = subject_of("item", item);

	if (open == NULL ||
	    json_object_set_new(values, "tool", circumstances_tool(catalogue)) != 0)
		return fail_memory(err);
	return change_add(change, "item.examined", &subject, open, values, NULL, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* shown.c - values, members and records as text. */
#include "cli/shown.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/human.h"

#include <string.h>

#define SHORT_HASH 12

const char *
shown_string(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void
append_list(struct buffer *out, const json_t *list)
{
	json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		const json_t *code = json_object_get(entry, "code"); /* {"code","text"} */
		const json_t *text = json_object_get(entry, "text"); /* a name: {"text","bytes"} */

		buffer_append_string(out, i ? ", " : "");
		shown_append(out, code ? code : text ? text : entry, SHOWN_PLAIN);
	}
}

/* A day has no clock whose zone would have to be told; a time has. */
static bool
needs_zone(const char *edtf, const char *clock, const char *zone)
{
	if (zone == NULL)
		return false;
	return strcmp(zone, "local") == 0 ||
	       (strcmp(zone, "unknown") == 0 && (clock != NULL || (edtf && strchr(edtf, 'T') != NULL)));
}

/* A date as it is claimed: never with a zone that nobody stated. */
static void
append_dated(struct buffer *out, const json_t *dated)
{
	const char *edtf = shown_string(dated, "edtf"), *zone = shown_string(dated, "zone");
	const char *clock = shown_string(dated, "time_of_day"), *raw = shown_string(dated, "raw");

	buffer_append_string(out, edtf ? edtf : "unknown");
	if (clock != NULL)
		buffer_append_format(out, ", %s", clock);
	if (needs_zone(edtf, clock, zone))
		buffer_append_format(out, " (%s)", strcmp(zone, "local") == 0 ? "local time" : "zone unknown");
	if (raw != NULL && edtf != NULL && strcmp(raw, edtf) != 0)
		buffer_append_format(out, ", given as \"%s\"", raw);
}

static void
append_time(struct buffer *out, struct text text)
{
	char human[INSTANT_HUMAN_SIZE];
	struct instant instant;

	if (instant_read(text, &instant) && instant_write_human(human, instant))
		buffer_append_string(out, human);
	else
		buffer_append_text(out, text);
}

/* "12.4 MB (12,400,000 bytes)"; below a kilobyte only the bytes. */
static void
append_size(struct buffer *out, uint64_t bytes)
{
	char human[HUMAN_TEXT_SIZE], digits[32];
	int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)bytes);

	if (bytes >= 1000)
		buffer_append_format(out, "%s (", human_size(human, bytes));
	for (int i = 0; i < n; i++) {
		buffer_append_byte(out, digits[i]);
		if (i + 1 < n && (n - i - 1) % 3 == 0)
			buffer_append_byte(out, ',');
	}
	buffer_append_string(out, bytes == 1 ? " byte" : " bytes");
	if (bytes >= 1000)
		buffer_append_byte(out, ')');
}

/* A name that holds line ends must not look like several lines of ours. */
static void
append_line(struct buffer *out, struct text text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			buffer_append_string(out, "\\n");
		else
			buffer_append_byte(out, text.p[i]);
	}
}

static void
append_text(struct buffer *out, struct text text, enum shown_form form)
{
	if (form == SHOWN_SHORT && text.n > SHORT_HASH)
		text.n = SHORT_HASH;
	if (form == SHOWN_TIME)
		append_time(out, text);
	else if (form == SHOWN_PROSE)
		buffer_append_text(out, text);
	else
		append_line(out, text);
}

void
shown_append(struct buffer *out, const json_t *value, enum shown_form form)
{
	char number[JSON_NUMBER_SIZE];

	if (json_is_string(value))
		append_text(out,
		            (struct text){ json_string_value(value), json_string_length(value) },
		            form);
	else if (json_is_integer(value) && form == SHOWN_SIZE && json_integer_value(value) >= 0)
		append_size(out, (uint64_t)json_integer_value(value));
	else if (json_is_integer(value))
		buffer_append_format(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value) && json_number_write(number, json_real_value(value)) > 0)
		buffer_append_string(out, number);
	else if (json_is_boolean(value))
		buffer_append_string(out, json_is_true(value) ? "yes" : "no");
	else if (json_is_array(value))
		append_list(out, value);
	else if (json_object_get(value, "edtf") != NULL)
		append_dated(out, value);
}

/* The code of a record, or the id of an actor, in brackets. */
static void
append_beside(struct buffer *out, const json_t *object, const char *name)
{
	static const char *const suffixes[] = { "_code", "_id" };

	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		SCOPED(buffer) key = { 0 };
		const char *beside;

		buffer_append_format(&key, "%s%s", name, suffixes[i]);
		beside = shown_string(object, buffer_string(&key));
		if (beside != NULL && out->n > 0)
			buffer_append_format(out, " (%s)", beside);
	}
}

void
shown_members(struct block *block, const json_t *object, const struct shown_member *members)
{
	for (; members->label != NULL; members++) {
		SCOPED(buffer) words = { 0 };

		shown_append(&words, json_object_get(object, members->name), members->form);
		if (members->form == SHOWN_REFERENCE)
			append_beside(&words, object, members->name);
		block->entries.failed = block->entries.failed || words.failed;
		if (words.n > 0)
			block_add(block, members->label, text_of_buffer(&words));
		else if (members->demanded)
			block_add_string(block, members->label, NULL);
	}
}

enum status
shown_block(struct command *command, const json_t *object, const struct shown_member *members,
            struct error *err)
{
	SCOPED(block) block = { 0 };

	block_begin(&block, command->output, &command->terminal);
	shown_members(&block, object, members);
	return block_finish(&block, err);
}

/* "identity_held_at" as "Identity held at". */
static void
label_of(char *out, size_t size, const char *name)
{
	size_t n = 0;

	for (; name[n] != '\0' && n + 1 < size; n++)
		out[n] = name[n] == '_' ? ' ' : name[n];
	out[n] = '\0';
	if (out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 'a' + 'A');
}

static bool
holds_records(const json_t *value)
{
	const json_t *first = json_array_get(value, 0);

	return json_is_object(first) ||
	       (json_is_object(value) && json_object_get(value, "edtf") == NULL);
}

enum status
shown_whole(struct command *command, const json_t *object, struct error *err)
{
	SCOPED(block) block = { 0 };
	const char *name;
	json_t *value;

	block_begin(&block, command->output, &command->terminal);
	json_object_foreach(json_iterable(object), name, value) {
		SCOPED(buffer) words = { 0 };
		struct instant instant;
		char label[64];

		if (holds_records(value))
			continue;
		shown_append(&words, value,
		             json_is_string(value) &&
		                             instant_read(text_of(json_string_value(value)), &instant)
		                     ? SHOWN_TIME
		                     : SHOWN_PLAIN);
		label_of(label, sizeof label, name);
		if (words.n > 0)
			block_add(&block, label, text_of_buffer(&words));
	}
	return block_finish(&block, err);
}

void
shown_heading(struct command *command, const char *words)
{
	output_format(command->output, "\n%s%s%s\n", style_begin(&command->terminal, STYLE_HEADING),
	              words, style_end(&command->terminal, STYLE_HEADING));
}

void
shown_sensitivity(struct buffer *out, const json_t *object)
{
	json_t *list = json_object_get(object, "sensitivity"), *code;
	size_t i;

	if (json_array_size(list) == 0)
		buffer_append_string(out, "unassessed");
	json_array_foreach(list, i, code) {
		buffer_append_string(out, i ? ", " : "");
		shown_append(out, code, SHOWN_PLAIN);
	}
}

void
shown_retraction(struct buffer *out, const json_t *object)
{
	const char *how = shown_string(json_object_get(object, "retracted"), "how");

	if (how != NULL)
		buffer_append_format(out, " (%s)", how);
}

enum status
retraction_print(struct command *command, const json_t *object, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Taken back", .name = "how" },
		{ .label = "When", .name = "time", .form = SHOWN_TIME },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE, .demanded = true },
		{ .label = "Entered in error", .name = "entered_in_error" },
		{ .label = "Instead", .name = "instead" },
		{ .label = "Because", .name = "because", .form = SHOWN_PROSE },
		{ .label = "Grounds", .name = "grounds", .form = SHOWN_PROSE },
		{ .label = "Protected grounds", .name = "protected_grounds", .form = SHOWN_PROSE },
		{ 0 },
	};
	const json_t *retraction = json_object_get(object, "retracted");

	return json_is_object(retraction) ? shown_block(command, retraction, members, err)
	                                  : STATUS_OK;
}

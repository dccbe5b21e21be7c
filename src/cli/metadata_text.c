/* SPDX-License-Identifier: Apache-2.0 */
/* metadata_text.c - warnings, declared and measured values, and all statements, as text. */
#include "cli/metadata_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/agreement.h"
#include "cli/shown.h"

#include <string.h>

enum status
warnings_print(struct command *command, const json_t *item, struct error *err)
{
	json_t *list = json_object_get(item, "warnings"), *warning;
	SCOPED(block) block = { 0 };
	size_t i;

	if (json_array_size(list) == 0)
		return STATUS_OK;
	shown_heading(command, "Warnings");
	block_begin(&block, command->output, &command->terminal);
	json_array_foreach(list, i, warning) {
		const char *code = shown_string(warning, "code"), *text = shown_string(warning, "text");
		const char *detail = shown_string(warning, "detail");

		block_add_format(&block, code ? code : "unknown", "%s%s%s", text ? text : "",
		                 detail ? "\n" : "", detail ? detail : "");
	}
	return block_finish(&block, err);
}

/* What is declared, in the order in which it is shown. */
static const struct {
	const char *name, *label;
} kinds[] = {
	{ "taken", "Taken" },
	{ "digitized", "Digitized" },
	{ "modified", "Modified" },
	{ "container_created", "Container made" },
	{ "place", "Place" },
	{ "make", "Maker" },
	{ "model", "Model" },
	{ "software", "Software" },
};

/* What is measured, and the statements that declare the same. */
static const struct {
	const char *name, *label;
	struct {
		const char *source, *group, *tag;
	} declared[4];
} measures[] = {
	{ "width", "Width", { { "EXIF", "Exif", "PixelXDimension" }, { "EXIF", "IFD0", "ImageWidth" }, { "XMP", "exif", "PixelXDimension" }, { "XMP", "tiff", "ImageWidth" } } },
	{ "height", "Height", { { "EXIF", "Exif", "PixelYDimension" }, { "EXIF", "IFD0", "ImageLength" }, { "XMP", "exif", "PixelYDimension" }, { "XMP", "tiff", "ImageLength" } } },
	{ "orientation", "Orientation", { { "EXIF", "IFD0", "Orientation" }, { "XMP", "tiff", "Orientation" } } },
	{ "rotation", "Rotation", { { 0 } } },
	{ "duration", "Seconds", { { 0 } } },
	{ "frame_rate", "Frames a second", { { 0 } } },
	{ "video_codec", "Picture codec", { { 0 } } },
	{ "audio_codec", "Sound codec", { { 0 } } },
	{ "pages", "Pages", { { 0 } } },
	{ "streams", "Streams", { { 0 } } },
	{ "frames", "Frames", { { 0 } } },
};

static json_t *
place_text(const json_t *place)
{
	SCOPED(buffer) words = { 0 };

	shown_append(&words, json_object_get(place, "lat"), SHOWN_PLAIN);
	buffer_append_string(&words, ", ");
	shown_append(&words, json_object_get(place, "lon"), SHOWN_PLAIN);
	if (json_is_number(json_object_get(place, "altitude"))) {
		buffer_append_string(&words, ", ");
		shown_append(&words, json_object_get(place, "altitude"), SHOWN_PLAIN);
		buffer_append_string(&words, " m");
	}
	return words.failed ? NULL : json_string(buffer_string(&words));
}

/* A value with its fraction of a second, and with what is known of the zone. */
static json_t *
value_text(const json_t *entry)
{
	const char *value = shown_string(entry, "value"), *zone = shown_string(entry, "zone");
	const char *fraction = shown_string(entry, "subsecond");

	if (json_object_get(entry, "lat") != NULL)
		return place_text(entry);
	return json_sprintf("%s%s%s%s", value ? value : "unknown", fraction ? ", fraction ." : "",
	                    fraction ? fraction : "",
	                    zone && strcmp(zone, "unknown") == 0 ? " (zone unknown)" : "");
}

/* Does any other of the list say something else, and not only less exactly? */
static bool
differs(const json_t *list, const json_t *entry)
{
	json_t *other;
	size_t i;

	json_array_foreach(list, i, other)
		if (!values_agree(entry, other))
			return true;
	return false;
}

#define DIFFERS "≠"

static enum status
add_row(json_t *rows, const char *what, json_t *value, bool differing, const char *source,
        struct error *err)
{
	json_t *row = json_pack("{ss so ss ss?}", "what", what, "value", value, "mark",
	                        differing ? DIFFERS : "", "source", source);

	return json_array_append_new(rows, row) == 0 ? STATUS_OK : fail_memory(err);
}

/* Does an earlier entry of the list say just the same? Then it has told of this one's source too. */
static bool
was_told(const json_t *list, size_t index, const json_t *value)
{
	for (size_t i = 0; i < index; i++) {
		SCOPED_JSON json_t *other = value_text(json_array_get(list, i));

		if (json_equal(other, value))
			return true;
	}
	return false;
}

/* The sources of all entries from `index` on that say just the same, with commas. */
static void
join_sources(struct buffer *out, const json_t *list, size_t index, const json_t *value)
{
	for (size_t i = index; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		SCOPED_JSON json_t *other = value_text(entry);
		const char *source = shown_string(entry, "source");

		if (source != NULL && json_equal(other, value))
			buffer_append_format(out, "%s%s", out->n ? ", " : "", source);
	}
}

static enum status
add_kind(json_t *rows, const char *label, const json_t *list, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; i < json_array_size(list) && st == STATUS_OK; i++) {
		const json_t *entry = json_array_get(list, i);
		SCOPED_JSON json_t *value = value_text(entry);
		SCOPED(buffer) sources = { 0 };

		if (was_told(list, i, value))
			continue;
		join_sources(&sources, list, i, value);
		st = add_row(rows, label, json_incref(value), differs(list, entry),
		             buffer_string(&sources), err);
	}
	return st;
}

static enum status
add_declared(json_t *rows, const json_t *item, struct error *err)
{
	const json_t *declared = json_object_get(item, "declared");
	enum status st = STATUS_OK;

	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && st == STATUS_OK; k++)
		st = add_kind(rows, kinds[k].label, json_object_get(declared, kinds[k].name), err);
	return st;
}

/* The first statement of that name, or NULL. */
static const json_t *
find_statement(const json_t *item, const char *source, const char *group, const char *tag)
{
	json_t *statement;
	size_t i;

	json_array_foreach(json_object_get(item, "metadata"), i, statement) {
		const char *a = shown_string(statement, "source"), *b = shown_string(statement, "group");
		const char *c = shown_string(statement, "tag");

		if (a && b && c && strcmp(a, source) == 0 && strcmp(b, group) == 0 && strcmp(c, tag) == 0)
			return statement;
	}
	return NULL;
}

/* What the file declares of a measure, where it says something else or nothing was measured. */
static enum status
add_rivals(json_t *rows, const json_t *item, size_t measure, const char *measured,
           bool *differing, struct error *err)
{
	for (size_t i = 0; i < 4 && measures[measure].declared[i].source != NULL; i++) {
		const char *source = measures[measure].declared[i].source;
		const char *group = measures[measure].declared[i].group;
		const char *tag = measures[measure].declared[i].tag;
		const json_t *found = find_statement(item, source, group, tag);
		const char *value = found ? shown_string(found, "value") : NULL;
		char where[128];
		enum status st;

		if (value == NULL || strcmp(value, measured) == 0)
			continue;
		*differing = true;
		snprintf(where, sizeof where, "%s %s:%s", source, group, tag);
		st = add_row(rows, measures[measure].label, json_string(value), true, where, err);
		if (st != STATUS_OK)
			return st;
	}
	return STATUS_OK;
}

static enum status
add_measured(json_t *rows, const json_t *item, struct error *err)
{
	const json_t *all = json_object_get(item, "measured");

	for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
		SCOPED(buffer) words = { 0 };
		SCOPED_JSON json_t *rivals = json_array();
		bool differing = false;
		enum status st;

		shown_append(&words, json_object_get(all, measures[i].name), SHOWN_PLAIN);
		if (words.n == 0)
			continue;
		st = rivals ? add_rivals(rivals, item, i, buffer_string(&words), &differing, err)
		            : fail_memory(err);
		if (st == STATUS_OK)
			st = add_row(rows, measures[i].label, json_string(buffer_string(&words)),
			             differing, "measured", err);
		if (st == STATUS_OK && json_array_extend(rows, rivals) != 0)
			st = fail_memory(err);
		if (st != STATUS_OK)
			return st;
	}
	return STATUS_OK;
}

static enum status
print_values(struct command *command, const json_t *item, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "WHAT", .name = "what" },
		{ .title = "VALUE", .name = "value" },
		{ .title = DIFFERS, .name = "mark" },
		{ .title = "WHERE IT STANDS", .name = "source", .shrinks = true },
		{ 0 },
	};
	SCOPED_JSON json_t *shown = json_pack("{s[]}", "rows");
	json_t *rows = json_object_get(shown, "rows");
	enum status st = rows ? add_declared(rows, item, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = add_measured(rows, item, err);
	return st == STATUS_OK ? shown_table(command, "Declared and measured (≠: another value stands beside it, and not only rounded)",
	                                     shown, "rows", columns, err)
	                       : st;
}

static enum status
print_statements(struct command *command, const json_t *item, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "CLASS", .name = "class" },   { .title = "SOURCE", .name = "source" },
		{ .title = "GROUP", .name = "group" },   { .title = "TAG", .name = "tag" },
		{ .title = "RAW", .name = "raw" },       { .title = "VALUE", .name = "value" },
		{ .title = "NOTES", .name = "notes" },   { 0 },
	};
	size_t count = json_array_size(json_object_get(item, "metadata"));

	if (count == 0)
		return STATUS_OK;
	if (verb_option_find(command->verb, "metadata") == NULL || command_has(command, "metadata"))
		return shown_table(command, "All that the file says of itself", item, "metadata", columns,
		                   err);
	output_format(command->output, "\nThe file says %zu %s of itself; --metadata shows all.\n", count,
	              count == 1 ? "thing" : "things");
	return STATUS_OK;
}

static enum status
print_examinations(struct command *command, const json_t *item, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "OUTCOME", .name = "outcome" },
		{ .title = "PARSER", .name = "worker" },
		{ .title = "SANDBOX", .name = "sandboxed" },
		{ .title = "MEDIA TYPE FOUND", .name = "media_type" },
		{ 0 },
	};
	SCOPED_JSON json_t *shown = json_pack("{s[]}", "rows");
	json_t *examination;
	size_t i;

	json_array_foreach(json_object_get(item, "examinations"), i, examination) {
		json_t *row = json_copy(examination), *parser = json_object_get(row, "parser");

		if ((parser != NULL && json_is_object(parser) &&
		     json_object_update_missing(row, parser) != 0) ||
		    json_array_append_new(json_object_get(shown, "rows"), row) != 0)
			return fail_memory(err);
	}
	return shown_table(command, "Examined", shown, "rows", columns, err);
}

enum status
metadata_print(struct command *command, const json_t *item, struct error *err)
{
	enum status st = print_examinations(command, item, err);

	if (st == STATUS_OK)
		st = print_values(command, item, err);
	return st == STATUS_OK ? print_statements(command, item, err) : st;
}

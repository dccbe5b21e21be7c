/* SPDX-License-Identifier: Apache-2.0 */
/* document.c - parts are made safe and kept as JSON when they are added. */
#include "render/document.h"

#include "render/document_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

/* Hex digits of a group, and groups of a line that is read aloud. */
#define GROUP_DIGITS 4
#define LINE_GROUPS  8

enum status
document_open(struct document **out, const char *title, const char *language, struct error *err)
{
	struct document *document = calloc(1, sizeof *document);

	if (document == NULL)
		return fail_memory(err);
	document->parts = json_array();
	document->root = json_pack("{si ss ss sn sn sO?}", "v", 1, "title", title, "language",
	                           language, "running", "prepared", "parts", document->parts);
	json_decref(document->parts);
	if (document->root == NULL || json_object_get(document->root, "parts") == NULL) {
		document_close(document);
		return fail_memory(err);
	}
	*out = document;
	return STATUS_OK;
}

void
document_close(struct document *document)
{
	if (document != NULL)
		json_decref(document->root);
	free(document);
}

enum status
document_check(const struct document *document, struct error *err)
{
	assert(document->rows == NULL);
	return document->failed ? fail_memory(err) : STATUS_OK;
}

struct text
document_part_text(const json_t *part, const char *name)
{
	const json_t *value = json_object_get(part, name);

	return json_is_string(value) ? (struct text){ json_string_value(value),
		                                      json_string_length(value) }
	                             : text_of("");
}

/* Foreign text as a new string in which nothing is hidden; line ends stay, Windows' too. */
static json_t *
safe_string(struct text words)
{
	SCOPED(buffer) safe = { 0 };
	struct text line;

	while (words.p != NULL) {
		line = text_cut(&words, '\n');
		if (words.p != NULL && line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		text_append_escaped(&safe, line.p, line.n);
		if (words.p != NULL)
			buffer_append_byte(&safe, '\n');
	}
	return safe.failed ? NULL : json_stringn(buffer_string(&safe), safe.n);
}

static json_t *
safe_value(struct text value)
{
	return value.p == NULL ? json_null() : safe_string(value);
}

static void
set(struct document *document, json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, value) != 0)
		document->failed = true;
}

/* A new part at the end, borrowed; NULL when memory ran out. */
static json_t *
add_part(struct document *document, const char *kind)
{
	json_t *part = json_pack("{ss}", "kind", kind);

	assert(document->rows == NULL);
	if (json_array_append_new(document->parts, part) == 0)
		return part;
	document->failed = true;
	return NULL;
}

static json_t *
add_words(struct document *document, const char *kind, const char *name, struct text words)
{
	json_t *part = add_part(document, kind);

	set(document, part, name, safe_string(words));
	return part;
}

void
document_running(struct document *document, struct text words)
{
	set(document, document->root, "running", safe_string(words));
}

void
document_prepared(struct document *document, struct text time)
{
	set(document, document->root, "prepared", safe_string(time));
}

void
document_heading(struct document *document, int level, struct text words)
{
	json_t *part = add_words(document, "heading", "text", words);

	assert(level >= 1 && level <= 3);
	set(document, part, "level", json_integer(level));
}

void
document_paragraph(struct document *document, struct text words)
{
	add_words(document, "paragraph", "text", words);
}

void
document_gap(struct document *document, struct text words)
{
	add_words(document, "gap", "text", words);
}

void
document_value(struct document *document, struct text label, struct text value)
{
	json_t *part = add_words(document, "value", "label", label);

	set(document, part, "text", safe_value(value));
}

/* Lines of groups: "9f86 d081 884c 7d65 …". */
static json_t *
groups_of(struct text hex)
{
	SCOPED(buffer) line = { 0 };
	json_t *lines = json_array();

	for (size_t i = 0; i < hex.n; i++) {
		if (i % (GROUP_DIGITS * LINE_GROUPS) == 0 && i > 0) {
			json_array_append_new(lines, safe_string(text_of_buffer(&line)));
			buffer_clear(&line);
		} else if (i % GROUP_DIGITS == 0 && i > 0) {
			buffer_append_byte(&line, ' ');
		}
		buffer_append_byte(&line, hex.p[i]);
	}
	if (json_array_append_new(lines, safe_string(text_of_buffer(&line))) == 0)
		return lines;
	json_decref(lines);
	return NULL;
}

void
document_hash(struct document *document, struct text label, struct text hex)
{
	json_t *part = add_words(document, "hash", "label", label);

	set(document, part, "text", safe_value(hex));
	set(document, part, "groups", hex.p == NULL ? json_array() : groups_of(hex));
}

void
document_table_begin(struct document *document, const char *const *headings, size_t count)
{
	json_t *part = add_part(document, "table"), *titles = json_array(), *rows = json_array();

	assert(count > 0 && count <= DOCUMENT_COLUMN_LIMIT);
	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(titles, json_string(headings[i])) != 0)
			document->failed = true;
	}
	set(document, part, "headings", titles);
	set(document, part, "rows", rows);
	document->rows = rows;
	document->columns = count;
}

void
document_table_row(struct document *document, const struct text *cells)
{
	json_t *row = json_array();

	assert(document->columns > 0);
	for (size_t i = 0; i < document->columns; i++) {
		if (json_array_append_new(row, safe_value(cells[i])) != 0)
			document->failed = true;
	}
	if (document->failed || json_array_append(document->rows, row) != 0)
		document->failed = true;
	json_decref(row);
}

void
document_table_end(struct document *document)
{
	document->rows = NULL;
	document->columns = 0;
}

void
document_picture(struct document *document, struct text png, struct text caption)
{
	json_t *part = add_words(document, "picture", "text", caption);
	SCOPED(buffer) letters = { 0 };

	base64_append(&letters, png.p, png.n);
	set(document, part, "png", letters.failed ? NULL : json_string(buffer_string(&letters)));
}

void
document_signature(struct document *document, struct text label)
{
	add_words(document, "signature", "label", label);
}

enum status
document_json(const struct document *document, struct buffer *out, struct error *err)
{
	enum status status = document_check(document, err);

	return status == STATUS_OK ? json_canonical(out, document->root, err) : status;
}

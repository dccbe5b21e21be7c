/* SPDX-License-Identifier: Apache-2.0 */
/* review_note.c - the lines of a review, written and read by one table. */
#include "casework/review_note.h"

#include "base/canonical_reader.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define FIRST_LINE "vidimus review v1"

enum line_form { LINE_TEXT, LINE_INTEGER, LINE_JSON, LINE_YES_NO };

/* One line each: the word, a space, the value; `-` where nothing was said. */
static const struct {
	const char    *word, *name;
	enum line_form form;
	bool           required;
} lines[] = {
	{ "pack", "pack", LINE_TEXT, true },
	{ "catalogue", "catalogue", LINE_TEXT, true },
	{ "subject", "subject", LINE_TEXT, true },
	{ "n", "n", LINE_INTEGER, true },
	{ "finding", "finding", LINE_TEXT, true },
	{ "question", "question", LINE_TEXT, true },
	{ "answered", "answered", LINE_TEXT, true },
	{ "blind", "blind", LINE_YES_NO, true },
	{ "conclusion", "conclusion", LINE_TEXT, false },
	{ "confidence", "confidence", LINE_TEXT, false },
	{ "answer", "answer", LINE_TEXT, false },
	{ "own-conclusion", "own_conclusion", LINE_JSON, false },
	{ "grounds", "grounds", LINE_JSON, false },
};
#define LINES (sizeof lines / sizeof lines[0])

static enum status
append_value(struct buffer *out, const json_t *value, size_t index, struct error *err)
{
	switch (lines[index].form) {
	case LINE_INTEGER:
		buffer_append_format(out, "%lld", (long long)json_integer_value(value));
		return json_is_integer(value) ? STATUS_OK : STATUS_INVALID;
	case LINE_YES_NO:
		buffer_append_string(out, json_is_true(value) ? "yes" : "no");
		return json_is_boolean(value) ? STATUS_OK : STATUS_INVALID;
	case LINE_JSON:
		return json_is_string(value) ? json_canonical(out, value, err) : STATUS_INVALID;
	case LINE_TEXT:
		break;
	}
	if (!json_is_string(value) || json_string_length(value) == 0 ||
	    strchr(json_string_value(value), '\n') != NULL || strcmp(json_string_value(value), "-") == 0)
		return STATUS_INVALID;
	buffer_append_string(out, json_string_value(value));
	return STATUS_OK;
}

enum status
review_note_write(struct buffer *out, const json_t *said, struct error *err)
{
	buffer_append_string(out, FIRST_LINE "\n");
	for (size_t i = 0; i < LINES; i++) {
		const json_t *value = json_object_get(said, lines[i].name);

		buffer_append_format(out, "%s ", lines[i].word);
		if ((value == NULL || json_is_null(value)) && !lines[i].required)
			buffer_append_string(out, "-");
		else if (append_value(out, value, i, err) != STATUS_OK)
			return fail(err, STATUS_INVALID, "a review without its %s", lines[i].word);
		buffer_append_string(out, "\n");
	}
	return buffer_check(out, err);
}

/* The value of a line; NULL where it is none of its form. */
static json_t *
read_value(struct text text, size_t index)
{
	json_t *value = NULL;
	struct error ignored;
	uint64_t number;

	if (text_is(text, "-"))
		return lines[index].required ? NULL : json_null();
	switch (lines[index].form) {
	case LINE_INTEGER:
		return text_number(text, JSON_INTEGER_LIMIT, &number) ? json_integer((json_int_t)number)
		                                                      : NULL;
	case LINE_YES_NO:
		return text_is(text, "yes") ? json_true() : text_is(text, "no") ? json_false() : NULL;
	case LINE_JSON:
		if (canonical_check(text, &ignored) != STATUS_OK ||
		    json_read(&value, text, &ignored) != STATUS_OK || json_is_string(value))
			return value;
		json_decref(value);
		return NULL;
	case LINE_TEXT:
		break;
	}
	return text.n > 0 ? json_of_text(text) : NULL;
}

static enum status
read_line(struct text line, size_t index, json_t *said, struct error *err)
{
	struct text word = text_cut(&line, ' ');
	json_t *value = text_is(word, lines[index].word) && line.p != NULL ? read_value(line, index)
	                                                                   : NULL;

	if (value == NULL)
		return fail(err, STATUS_INVALID, "it is no review: line %zu is not its %s", index + 2,
		            lines[index].word);
	return json_object_set_new(said, lines[index].name, value) == 0 ? STATUS_OK
	                                                                : fail_memory(err);
}

enum status
review_note_read(struct text text, json_t **said, struct error *err)
{
	SCOPED_JSON json_t *read = json_object();
	enum status st = read ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK && !text_is(text_cut(&text, '\n'), FIRST_LINE))
		st = fail(err, STATUS_INVALID, "it is no review: the first line is not “%s”", FIRST_LINE);
	for (size_t i = 0; st == STATUS_OK && i < LINES; i++)
		st = read_line(text_cut(&text, '\n'), i, read, err);
	if (st == STATUS_OK && text.n > 0)
		st = fail(err, STATUS_INVALID, "it is no review: lines follow that do not belong to one");
	if (st == STATUS_OK)
		*said = json_incref(read);
	return st;
}

enum status
review_note_verify(struct text note, const struct public_key *key, json_t **said,
                   struct error *err)
{
	SCOPED_JSON json_t *read = NULL;
	struct note_verifier verifier;
	struct text catalogue;
	struct note parts;
	enum status st = note_read(note, &parts, err);

	if (st == STATUS_OK)
		st = review_note_read(parts.text, &read, err);
	if (st == STATUS_OK && !json_member_text(read, "catalogue", &catalogue))
		st = fail(err, STATUS_INVALID, "a review of no catalogue");
	if (st == STATUS_OK)
		st = note_verifier_of(&verifier, catalogue, key, err);
	if (st == STATUS_OK)
		st = note_verify(&parts, &verifier, 1, NULL, err);
	if (st == STATUS_OK)
		*said = json_incref(read);
	return st;
}

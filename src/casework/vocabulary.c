/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary.c - the lists of catalog/vocabularies, and terms checked against a catalogue's own. */
#include "casework/vocabulary.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define VOCABULARY_FOLDER "catalog/vocabularies/"
#define CODE_MAX          64
#define SUGGESTIONS       3

/* One line of a list as an object; NULL without memory. */
static json_t *
term_of_line(struct text line)
{
	static const char *const columns[] = { "code",    "label",  "definition",
		                               "broader", "source", "deprecated" };
	json_t *term = json_object();

	for (size_t i = 0; term != NULL && i < sizeof columns / sizeof columns[0]; i++) {
		struct text part = text_cut(&line, '\t');

		if (part.p == NULL)
			part = text_of("");
		if (json_object_set_new(term, columns[i], json_of_text(part)) != 0) {
			json_decref(term);
			return NULL;
		}
	}
	return term;
}

static enum status
read_terms(struct text file, json_t *terms, struct error *err)
{
	text_cut(&file, '\n'); /* the line of headings */
	while (file.n > 0) {
		struct text line = text_cut(&file, '\n');

		if (line.n > 0 && json_array_append_new(terms, term_of_line(line)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
load(struct change *change, const struct embedded_file *file, struct error *err)
{
	const char *name = file->path + strlen(VOCABULARY_FOLDER), *dot = strrchr(name, '.');
	json_t *terms = json_array();
	SCOPED_JSON json_t *open = json_pack("{s:o}", "terms", terms), *values = json_object();
	struct subject subject;
	char code[CODE_MAX + 1];
	size_t n = dot ? (size_t)(dot - name) : strlen(name);
	enum status st;

	if (open == NULL || values == NULL || n > CODE_MAX)
		return fail_memory(err);
	memcpy(code, name, n);
	code[n] = '\0';
	st = read_terms(embedded_text(file), terms, err);
	subject = subject_of_code("vocabulary", code);
	return st == STATUS_OK ? change_add(change, "vocabulary.loaded", &subject, open, values, NULL,
	                                    err)
	                       : st;
}

enum status
vocabulary_load_all(struct change *change, struct error *err)
{
	const struct embedded_file *file = embedded_next(NULL, VOCABULARY_FOLDER);
	enum status st = STATUS_OK;

	for (; st == STATUS_OK && file != NULL; file = embedded_next(file, VOCABULARY_FOLDER))
		st = load(change, file, err);
	return st;
}

/* Changes that make one word of the other (Levenshtein), both at most CODE_MAX bytes. */
static size_t
distance(struct text a, struct text b)
{
	size_t row[CODE_MAX + 1];

	for (size_t k = 0; k <= b.n; k++)
		row[k] = k;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t k = 1; k <= b.n; k++) {
			size_t above = row[k];
			size_t best = diagonal + (a.p[i - 1] != b.p[k - 1]);

			if (above + 1 < best)
				best = above + 1;
			if (row[k - 1] + 1 < best)
				best = row[k - 1] + 1;
			row[k] = best;
			diagonal = above;
		}
	}
	return row[b.n];
}

struct suggestion {
	size_t distance;
	char   code[CODE_MAX + 1];
};

/* Keeps the nearest few, nearest first. */
static void
suggest(struct suggestion *nearest, size_t *count, struct text wanted, struct text code)
{
	struct suggestion fresh = { 0 };
	size_t at;

	if (code.n > CODE_MAX || wanted.n > CODE_MAX)
		return;
	fresh.distance = distance(wanted, code);
	memcpy(fresh.code, code.p, code.n);
	for (at = *count; at > 0 && nearest[at - 1].distance > fresh.distance; at--) {
		if (at < SUGGESTIONS)
			nearest[at] = nearest[at - 1];
	}
	if (at < SUGGESTIONS)
		nearest[at] = fresh;
	if (*count < SUGGESTIONS)
		(*count)++;
}

static enum status
refuse(struct database *database, const char *vocabulary, struct text code, struct error *err)
{
	struct suggestion nearest[SUGGESTIONS];
	SCOPED_STATEMENT statement = NULL;
	SCOPED(buffer) words = { 0 };
	size_t count = 0;
	enum status st = database_statement(
		database, "SELECT code FROM p_terms WHERE vocabulary = $1 AND deprecated = ''",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(vocabulary));
	while ((st = statement_step(statement, err)) == STATUS_OK)
		suggest(nearest, &count, code, statement_text(statement, 0));
	if (st != STATUS_DONE)
		return st;
	for (size_t i = 0; i < count; i++)
		buffer_append_format(&words, "%s%s", i ? ", " : "", nearest[i].code);
	return fail(err, STATUS_INVALID, "'%.*s' is no term of the vocabulary %s; nearest: %s",
	            (int)(code.n < CODE_MAX ? code.n : CODE_MAX), code.p, vocabulary,
	            buffer_string(&words));
}

enum status
vocabulary_check(struct database *database, const char *vocabulary, struct text code,
                 struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		database, "SELECT deprecated FROM p_terms WHERE vocabulary = $1 AND code = $2",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(vocabulary));
	statement_bind_text(statement, 2, code);
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return refuse(database, vocabulary, code, err);
	if (st == STATUS_OK && statement_text(statement, 0).n > 0)
		return fail(err, STATUS_INVALID, "the term '%.*s' is deprecated: %s", (int)code.n,
		            code.p, statement_text(statement, 0).p);
	return st;
}

static int
compare_codes(const void *a, const void *b)
{
	return strcmp(json_string_value(*(json_t *const *)a), json_string_value(*(json_t *const *)b));
}

/* Puts `code` into the sorted array, once. */
static enum status
insert_code(json_t *codes, struct text code, struct error *err)
{
	SCOPED_JSON json_t *fresh = json_of_text(code);
	size_t at = 0;

	if (fresh == NULL)
		return fail(err, STATUS_INVALID, "a code that is not text");
	for (; at < json_array_size(codes); at++) {
		json_t *there = json_array_get(codes, at);
		int order = compare_codes(&fresh, &there);

		if (order == 0)
			return STATUS_OK;
		if (order < 0)
			break;
	}
	return json_array_insert(codes, at, fresh) == 0 ? STATUS_OK : fail_memory(err);
}

enum status
vocabulary_read_codes(struct database *database, const char *vocabulary, struct text codes,
                      json_t **out, struct error *err)
{
	SCOPED_JSON json_t *array = json_array();
	enum status st = array ? STATUS_OK : fail_memory(err);

	while (st == STATUS_OK && codes.n > 0) {
		struct text part = text_cut(&codes, ',');

		while (st == STATUS_OK && part.n > 0) {
			struct text code = text_cut(&part, ' ');

			if (code.n == 0)
				continue;
			st = vocabulary_check(database, vocabulary, code, err);
			if (st == STATUS_OK)
				st = insert_code(array, code, err);
		}
	}
	if (st != STATUS_OK)
		return st;
	*out = json_array_size(array) > 0 ? json_incref(array) : json_null();
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary.c - the lists of catalog/vocabularies, and terms checked against a catalogue's own. */
#include "casework/vocabulary.h"

#include "casework/vocabulary_labels.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/suggestion.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define CODE_MAX          64
#define LISTED_TERMS      12

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

/* A list that the program brings. */
struct list {
	char    code[CODE_MAX + 1];
	json_t *terms; /* owned */
};

static void
list_end(struct list *list)
{
	json_decref(list->terms);
}

static enum status
list_read(const struct embedded_file *file, struct list *out, struct error *err)
{
	const char *name = file->path + strlen(VOCABULARY_FOLDER), *dot = strrchr(name, '.');
	size_t n = dot ? (size_t)(dot - name) : strlen(name);

	out->terms = json_array();
	if (out->terms == NULL || n > CODE_MAX)
		return fail_memory(err);
	memcpy(out->code, name, n);
	out->code[n] = '\0';
	return read_terms(embedded_text(file), out->terms, err);
}

static enum status
add_loaded(struct change *change, const struct list *list, struct error *err)
{
	SCOPED_JSON json_t *open = json_pack("{s:O}", "terms", list->terms), *values = json_object();
	struct subject subject = subject_of_code("vocabulary", list->code);

	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "vocabulary.loaded", &subject, open, values, NULL, err);
}

static enum status
load(struct change *change, const struct embedded_file *file, struct error *err)
{
	SCOPED(list) list = { 0 };
	enum status st = list_read(file, &list, err);

	return st == STATUS_OK ? add_loaded(change, &list, err) : st;
}

enum status
vocabulary_load_all(struct change *change, struct error *err)
{
	const struct embedded_file *file = embedded_next(NULL, VOCABULARY_FOLDER);
	enum status st = STATUS_OK;

	for (; st == STATUS_OK && file != NULL; file = embedded_next(file, VOCABULARY_FOLDER)) {
		if (!vocabulary_is_labels(file))
			st = load(change, file, err);
	}
	return st;
}

/* How many terms of the list the catalogue offers or has deprecated, those of its own left out. */
static enum status
count_terms(struct database *database, const char *code, size_t *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(database,
	                                    "SELECT count(*) FROM p_terms WHERE vocabulary = $1"
	                                    " AND own = 0 AND deprecated = ''",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(code));
	st = statement_step(row, err);
	*out = st == STATUS_OK ? (size_t)statement_integer(row, 0) : 0;
	return st;
}

/* Has the catalogue the term with these words? One that it deprecated by itself counts. */
static enum status
has_term(struct database *database, const char *code, const json_t *term, bool *deprecated,
         struct error *err)
{
	static const char *const columns[] = { "code", "label", "definition", "broader", "source",
		                               "deprecated" };
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		database,
		"SELECT deprecated <> '' FROM p_terms WHERE vocabulary = $1 AND code = $2 AND label = $3"
		" AND definition = $4 AND broader = $5 AND source = $6"
		" AND ($7 = '' OR deprecated <> '')",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(code));
	for (int i = 0; i < 6; i++)
		statement_bind_text(row, i + 2,
		                    text_of(json_string_value(json_object_get(term, columns[i]))));
	st = statement_step(row, err);
	*deprecated = st == STATUS_OK && statement_integer(row, 0) != 0;
	return st;
}

/* Has the catalogue the list as the program brings it, and no other terms but its own? */
static enum status
is_current(struct database *database, const struct list *list, bool *out, struct error *err)
{
	size_t there = 0, offered = 0, i;
	enum status st = count_terms(database, list->code, &there, err);
	json_t *term;

	json_array_foreach(list->terms, i, term) {
		bool deprecated = false;

		if (st == STATUS_OK)
			st = has_term(database, list->code, term, &deprecated, err);
		offered += !deprecated;
	}
	*out = st == STATUS_OK && there == offered;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
load_if_needed(struct catalogue *catalogue, struct change *change,
               const struct embedded_file *file, json_t *loaded, struct error *err)
{
	SCOPED(list) list = { 0 };
	bool current = false;
	enum status st = list_read(file, &list, err);

	if (st == STATUS_OK)
		st = is_current(catalogue->database, &list, &current, err);
	if (st != STATUS_OK || current)
		return st;
	if (json_array_append_new(loaded, json_string(list.code)) != 0)
		return fail_memory(err);
	return add_loaded(change, &list, err);
}

enum status
vocabulary_update(struct catalogue *catalogue, json_t **out, struct error *err)
{
	const struct embedded_file *file = embedded_next(NULL, VOCABULARY_FOLDER);
	SCOPED_JSON json_t *loaded = json_array();
	struct change *change = NULL;
	enum status st = loaded ? catalogue_begin(catalogue, "vocabulary update", &change, err)
	                        : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	for (; st == STATUS_OK && file != NULL; file = embedded_next(file, VOCABULARY_FOLDER)) {
		if (!vocabulary_is_labels(file))
			st = load_if_needed(catalogue, change, file, loaded, err);
	}
	st = catalogue_finish(catalogue, change, st, err);
	if (st == STATUS_OK)
		*out = json_incref(loaded);
	return st;
}

/* Considers every term, and lists the first few, for when none is near. */
static enum status
look_for_terms(struct database *database, const char *vocabulary, struct suggestion *suggestion,
               struct buffer *first, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	size_t count = 0;
	enum status st = database_statement(
		database,
		"SELECT code FROM p_terms WHERE vocabulary = $1 AND deprecated = '' ORDER BY position",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(vocabulary));
	while ((st = statement_step(statement, err)) == STATUS_OK) {
		suggestion_consider(suggestion, statement_text(statement, 0));
		if (count++ < LISTED_TERMS)
			buffer_append_format(first, "%s%s", count > 1 ? ", " : "; terms are ",
			                     statement_text(statement, 0).p);
	}
	if (count > LISTED_TERMS)
		buffer_append_format(first, " and %zu more", count - LISTED_TERMS);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
refuse(struct database *database, const char *vocabulary, struct text code, struct error *err)
{
	struct suggestion suggestion = { .word = code };
	char words[SUGGESTION_TEXT_SIZE];
	SCOPED(buffer) first = { 0 };
	enum status st = look_for_terms(database, vocabulary, &suggestion, &first, err);

	if (st != STATUS_OK)
		return st;
	if (first.n == 0)
		return fail(err, STATUS_INVALID,
		            "the catalogue has no list %s yet: `vidimus vocabulary update` loads it",
		            vocabulary);
	suggestion_write(words, &suggestion);
	return fail(err, STATUS_INVALID, "'%.*s' is no term of the vocabulary %s%s",
	            (int)(code.n < CODE_MAX ? code.n : CODE_MAX), code.p, vocabulary,
	            *words ? words : buffer_string(&first));
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

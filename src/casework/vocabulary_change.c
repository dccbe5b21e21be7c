/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary_change.c - local terms, and terms that are no longer offered. */
#include "casework/vocabulary.h"

#include "casework/value.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define LOCAL_PREFIX "x-"
#define CODE_MAX     64

/* Lists whose terms have rules in the program: another term would have none. */
static const char *const closed_lists[] = {
	"actor-role",      "answer-status",      "channel-kind",        "channel-visibility",
	"clock-source",    "confidence",         "disclosure-value",    "graphic-level",
	"place-precision", "sound",              "verification-status", "warning",
	"zone-status",
};

static enum status
check_list(struct catalogue *catalogue, const char *vocabulary, struct error *err)
{
	for (size_t i = 0; i < sizeof closed_lists / sizeof closed_lists[0]; i++) {
		if (strcmp(closed_lists[i], vocabulary) == 0)
			return fail(err, STATUS_REFUSED,
			            "the terms of %s have rules in the program; they stay as they are",
			            vocabulary);
	}
	return vocabulary_find(catalogue->database, text_of(vocabulary), err);
}

static enum status
check_local_code(const char *code, struct error *err)
{
	size_t n = strlen(code);

	if (n > strlen(LOCAL_PREFIX) && n <= CODE_MAX && strncmp(code, LOCAL_PREFIX, 2) == 0 &&
	    strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == n)
		return STATUS_OK;
	return fail(err, STATUS_INVALID,
	            "a term of your own has a code that begins with x-, of lower-case letters, digits and hyphens");
}

/* Is the term there, and what does `deprecated` say? STATUS_DONE when it is not. */
static enum status
find_term(struct catalogue *catalogue, const char *vocabulary, const char *code, bool *deprecated,
          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT deprecated <> '' FROM p_terms WHERE vocabulary = $1 AND code = $2", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(vocabulary));
	statement_bind_text(row, 2, text_of(code));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*deprecated = statement_integer(row, 0) != 0;
	return st;
}

static enum status
check_new_term(struct catalogue *catalogue, const struct term_words *words, struct error *err)
{
	bool deprecated;
	enum status st = check_list(catalogue, words->vocabulary, err);

	if (st == STATUS_OK)
		st = check_local_code(words->code, err);
	if (st == STATUS_OK && (words->label == NULL || *words->label == '\0' ||
	                        words->definition == NULL || *words->definition == '\0'))
		st = fail(err, STATUS_INVALID,
		          "a term needs a label, and a definition by which two people choose alike");
	if (st == STATUS_OK && words->broader != NULL && *words->broader != '\0')
		st = vocabulary_check(catalogue->database, words->vocabulary,
		                      text_of(words->broader), err);
	if (st != STATUS_OK)
		return st;
	st = find_term(catalogue, words->vocabulary, words->code, &deprecated, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "%s has a term %s already%s", words->vocabulary,
		            words->code, deprecated ? ", which is deprecated" : "");
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* One event of a list's chain, checked inside the change that adds it. */
static enum status
change_list(struct catalogue *catalogue, const char *verb, const char *type,
            const char *vocabulary, const json_t *values,
            enum status (*check)(struct catalogue *catalogue, const void *words,
                                 struct error *err),
            const void *words, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	struct change *change = NULL;
	struct subject subject;
	enum status st = open ? catalogue_begin(catalogue, verb, &change, err) : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	st = check(catalogue, words, err);
	if (st == STATUS_OK) {
		subject = subject_of_code("vocabulary", vocabulary);
		st = change_add(change, type, &subject, open, values, NULL, err);
	}
	return catalogue_finish(catalogue, change, st, err);
}

static enum status
check_addition(struct catalogue *catalogue, const void *words, struct error *err)
{
	return check_new_term(catalogue, words, err);
}

enum status
term_add(struct catalogue *catalogue, const struct term_words *words, struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	enum status st = values ? value_set_text(values, "code", words->code, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = value_set_text(values, "label", words->label, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "definition", words->definition, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "broader", words->broader, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "source", words->source, err);
	return st == STATUS_OK ? change_list(catalogue, "vocabulary add", "term.added",
	                                     words->vocabulary, values, check_addition, words, err)
	                       : st;
}

static enum status
check_deprecation(struct catalogue *catalogue, const void *asked, struct error *err)
{
	const struct term_words *words = asked;
	bool deprecated = false;
	enum status st = check_list(catalogue, words->vocabulary, err);

	if (st == STATUS_OK)
		st = find_term(catalogue, words->vocabulary, words->code, &deprecated, err);
	if (st == STATUS_DONE) {
		st = vocabulary_check(catalogue->database, words->vocabulary, text_of(words->code),
		                      err);
		return st == STATUS_INVALID ? fail_as(err, STATUS_NOT_FOUND) : st;
	}
	if (st == STATUS_OK && deprecated)
		st = fail(err, STATUS_EXISTS, "the term %s is deprecated already", words->code);
	return st;
}

enum status
term_deprecate(struct catalogue *catalogue, const char *vocabulary, const char *code,
               const char *reason, struct error *err)
{
	const struct term_words words = { .vocabulary = vocabulary, .code = code };
	SCOPED_JSON json_t *values = json_object();
	enum status st = values ? value_set_text(values, "code", code, err) : fail_memory(err);

	if (st == STATUS_OK && (reason == NULL || *reason == '\0'))
		st = fail(err, STATUS_INVALID, "say why, and which term to use instead");
	if (st == STATUS_OK)
		st = value_set_text(values, "reason", reason, err);
	return st == STATUS_OK ? change_list(catalogue, "vocabulary deprecate", "term.deprecated",
	                                     vocabulary, values, check_deprecation, &words, err)
	                       : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_vocabulary_files.c - every list of terms that a fresh catalogue knows is well-formed and complete. */
#include "base/embedded.h"

#include "support/support.h"

#include "base/error.h"
#include "base/text.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define FOLDER    "catalog/vocabularies/"
#define HEADER    "code\tlabel\tdefinition\tbroader\tsource\tdeprecated"
#define COLUMNS   6
#define MOST_TERMS 1000

enum column { CODE, LABEL, DEFINITION, BROADER, SOURCE, DEPRECATED };

struct term {
	struct text columns[COLUMNS];
};

struct list {
	const char *path;
	struct term terms[MOST_TERMS];
	size_t      count;
};

static bool
is_code(struct text code)
{
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0)))
			return false;
	}
	return code.n > 0;
}

static const struct term *
find(const struct list *list, struct text code)
{
	for (size_t i = 0; i < list->count; i++) {
		if (text_equal(list->terms[i].columns[CODE], code))
			return &list->terms[i];
	}
	return NULL;
}

static void
read_term(struct list *list, struct text line)
{
	struct term *term = &list->terms[list->count];
	size_t columns = 0;

	if (list->count == MOST_TERMS)
		fail_msg("%s: too many terms for this test", list->path);
	while (line.p != NULL) {
		struct text value = text_cut(&line, '\t');

		if (columns < COLUMNS)
			term->columns[columns] = value;
		columns++;
	}
	if (columns != COLUMNS)
		fail_msg("%s: line %zu has %zu columns", list->path, list->count + 2, columns);
	if (find(list, term->columns[CODE]) != NULL)
		fail_msg("%s: %.*s twice", list->path, (int)term->columns[CODE].n,
		         term->columns[CODE].p);
	list->count++;
}

/* Reads the whole file and checks what concerns its bytes. */
static void
read_list(struct list *list, const struct embedded_file *file)
{
	struct text rest = embedded_text(file);

	list->path = file->path;
	list->count = 0;
	if (!text_is_utf8(rest.p, rest.n) || memchr(rest.p, '\r', rest.n) != NULL ||
	    !text_ends(rest, "\n"))
		fail_msg("%s: not UTF-8 with LF at the end of each line", file->path);
	rest.n--;
	if (!text_is(text_cut(&rest, '\n'), HEADER))
		fail_msg("%s: another header", file->path);
	while (rest.p != NULL)
		read_term(list, text_cut(&rest, '\n'));
	if (list->count == 0)
		fail_msg("%s: no terms", file->path);
}

static void
check_term(const struct list *list, const struct term *term)
{
	const struct text *columns = term->columns;
	const char *wrong = NULL;

	if (!is_code(columns[CODE]))
		wrong = "not a code";
	else if (columns[LABEL].n == 0 || columns[DEFINITION].n == 0 || columns[SOURCE].n == 0)
		wrong = "no label, definition or source";
	else if (!text_ends(columns[DEFINITION], "."))
		wrong = "a definition is a sentence";
	else if (columns[BROADER].n > 0 && find(list, columns[BROADER]) == NULL)
		wrong = "its broader term is not in the list";
	else if (text_equal(columns[BROADER], columns[CODE]))
		wrong = "broader than itself";
	for (size_t i = 0; i < COLUMNS; i++) {
		if (!text_equal(text_trim(columns[i]), columns[i]))
			wrong = "white space at an end";
	}
	if (wrong != NULL)
		fail_msg("%s: \"%.*s\": %s", list->path, (int)columns[CODE].n, columns[CODE].p, wrong);
}

/* The next list of terms; files of labels are passed over. */
static const struct embedded_file *
next_list(const struct embedded_file *file)
{
	do
		file = embedded_next(file, FOLDER);
	while (file != NULL && text_begins(text_of(file->path), FOLDER "labels."));
	return file;
}

static void
every_list_is_well_formed(void **state)
{
	const struct embedded_file *file = NULL;
	static struct list list;
	size_t lists = 0;

	(void)state;
	while ((file = next_list(file)) != NULL) {
		const char *name = file->path + strlen(FOLDER);

		if (!text_ends(text_of(name), ".tsv") ||
		    !is_code((struct text){ name, strlen(name) - strlen(".tsv") }))
			fail_msg("%s: not named CODE.tsv", file->path);
		read_list(&list, file);
		for (size_t i = 0; i < list.count; i++)
			check_term(&list, &list.terms[i]);
		lists++;
	}
	assert_true(lists >= 80);
}

/* The terms of a list in their order, each followed by a space. */
static void
terms_are(const char *name, const char *expected)
{
	char path[128], found[1024] = "";
	const struct embedded_file *file;
	static struct list list;
	size_t n = 0;

	snprintf(path, sizeof path, FOLDER "%s.tsv", name);
	file = embedded_find(path);
	assert_non_null(file);
	read_list(&list, file);
	for (size_t i = 0; i < list.count; i++)
		n += (size_t)snprintf(found + n, sizeof found - n, "%s%.*s", i > 0 ? " " : "",
		                      (int)list.terms[i].columns[CODE].n,
		                      list.terms[i].columns[CODE].p);
	assert_string_equal(found, expected);
}

static void
lists_that_the_program_relies_on_are_exact(void **state)
{
	(void)state;
	terms_are("verification-status",
	          "unverified partly-verified verified not-verifiable disputed refuted");
	terms_are("graphic-level",
	          "unassessed not-sensitive graphic-1 graphic-2 graphic-3 graphic-4");
	terms_are("sound", "unassessed no-sound calm distressing-audio");
	terms_are("zone-status", "utc offset local unknown");
	terms_are("verification-question", "provenance source date place motivation integrity content "
	                                   "corroboration attribution cause-of-injury");
	terms_are("defect", "misattributed recycled staged manipulated synthetic satire");
	terms_are("work-state",
	          "new triaged in-review needs-second-opinion done frozen out-of-scope");
	terms_are("disclosure-value", "unassessed incriminating exonerating contextual");
	terms_are("confidence", "low moderate high");
}

/* Nobody has looked and nobody can tell are two values: where there is one, there is the other. */
static void
unknown_is_not_what_cannot_be_determined(void **state)
{
	const struct embedded_file *file = NULL;
	static struct list list;
	size_t both = 0;

	(void)state;
	while ((file = next_list(file)) != NULL) {
		bool unknown, undeterminable;

		read_list(&list, file);
		unknown = find(&list, text_of("unknown")) != NULL;
		undeterminable = find(&list, text_of("not-determinable")) != NULL;
		if (strcmp(list.path, FOLDER "zone-status.tsv") == 0)
			continue; /* what a time says of itself */
		if (unknown && !undeterminable)
			fail_msg("%s: unknown without not-determinable", list.path);
		both += unknown && undeterminable;
	}
	assert_true(both >= 15);
}

/* Each label is of a term that there is, and stands once. */
static void
check_labels(const struct embedded_file *file)
{
	static struct list list;
	struct text rest = embedded_text(file);
	char before[256] = "";

	assert_true(text_is_utf8(rest.p, rest.n));
	while (rest.n > 0) {
		struct text line = text_cut(&rest, '\n'), vocabulary = text_cut(&line, '\t');
		struct text code = text_cut(&line, '\t');
		char path[128], here[256];

		snprintf(path, sizeof path, FOLDER "%.*s.tsv", (int)vocabulary.n, vocabulary.p);
		if (embedded_find(path) == NULL)
			fail_msg("%s: no list %s", file->path, path);
		read_list(&list, embedded_find(path));
		if (find(&list, code) == NULL || line.n == 0 || memchr(line.p, '\t', line.n))
			fail_msg("%s: %.*s", file->path, (int)code.n, code.p);
		snprintf(here, sizeof here, "%.*s/%.*s", (int)vocabulary.n, vocabulary.p,
		         (int)code.n, code.p);
		if (strcmp(before, here) == 0)
			fail_msg("%s: %s twice", file->path, here);
		memcpy(before, here, sizeof before);
	}
}

static void
labels_of_other_languages_are_of_terms(void **state)
{
	size_t languages = 0;

	(void)state;
	for (const struct embedded_file *file = embedded_next(NULL, FOLDER "labels."); file != NULL;
	     file = embedded_next(file, FOLDER "labels.")) {
		check_labels(file);
		languages++;
	}
	assert_int_equal(languages, 3);
}

/* Names the vocabulary of a rule, or of one within it, when the program does not hold it. */
static void
check_rule(const char *schema, const char *member, const json_t *rule)
{
	const char *vocabulary = json_string_value(json_object_get(rule, "vocabulary")), *name;
	char path[128];
	json_t *inner;

	json_object_foreach(json_object_get(rule, "members"), name, inner)
		check_rule(schema, name, inner);
	if (json_object_get(rule, "of") != NULL)
		check_rule(schema, member, json_object_get(rule, "of"));
	if (vocabulary == NULL)
		return;
	snprintf(path, sizeof path, FOLDER "%s.tsv", vocabulary);
	if (embedded_find(path) == NULL)
		fail_msg("%s: %s needs %s", schema, member, path);
}

static void
every_list_that_an_event_names_is_there(void **state)
{
	const struct embedded_file *file = NULL;

	(void)state;
	while ((file = embedded_next(file, "catalog/events/")) != NULL) {
		json_t *schema = json_loadb((const char *)file->bytes, file->size, 0, NULL);
		const char *member;
		json_t *rule;

		assert_non_null(schema);
		json_object_foreach(json_object_get(schema, "open"), member, rule)
			check_rule(file->path, member, rule);
		json_object_foreach(json_object_get(schema, "sealed"), member, rule)
			check_rule(file->path, member, rule);
		json_decref(schema);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_list_is_well_formed),
		cmocka_unit_test(lists_that_the_program_relies_on_are_exact),
		cmocka_unit_test(labels_of_other_languages_are_of_terms),
		cmocka_unit_test(unknown_is_not_what_cannot_be_determined),
		cmocka_unit_test(every_list_that_an_event_names_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

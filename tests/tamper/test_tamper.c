/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_tamper.c - one change at a time to a copy of a real catalogue: the audit
 * finds each and names it, in the layers of expected.tsv and in no others.
 */
#include "tamper/change.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECTED   "/tests/tamper/expected.tsv"
#define LEAST_ROWS 35

static const struct change *const lists[] = { changes_of_objects, changes_of_events,
	                                      changes_of_logs,    changes_of_values,
	                                      changes_of_checkpoints, changes_of_deliveries, changes_of_reports,
	                                      changes_of_tables,
	                                      changes_of_copies };
#define LISTS (sizeof lists / sizeof lists[0])

/* A line of expected.tsv; views. */
struct row {
	struct text name, change, layers, words;
};

static struct sample sample;

static int
make_sample(void **state)
{
	(void)state;
	sample_make(&sample);
	return 0;
}

static int
drop_sample(void **state)
{
	(void)state;
	sample_drop(&sample);
	return 0;
}

static const struct change *
find_change(struct text name)
{
	for (size_t i = 0; i < LISTS; i++) {
		for (const struct change *change = lists[i]; change->name != NULL; change++) {
			if (text_is(name, change->name))
				return change;
		}
	}
	return NULL;
}

static void
apply(struct tampering *t, const struct change *change)
{
	if (change->apply != NULL) {
		change->apply(t);
		return;
	}
	tamper_open(t);
	tamper_sql(t, "%s", change->sql);
	tamper_close(t);
}

/* Puts what was changed in place of {event}, {checkpoint}, {object}, {other}. */
static char *
fill_in(const struct tampering *t, struct text word)
{
	char *filled = NULL;
	int n;

	if (text_is(word, "{event}"))
		n = asprintf(&filled, "event %lld", (long long)t->event);
	else if (text_is(word, "{checkpoint}"))
		n = asprintf(&filled, "checkpoint %lld", (long long)t->checkpoint);
	else if (text_is(word, "{object}"))
		n = asprintf(&filled, "%s", t->object);
	else if (text_is(word, "{other}"))
		n = asprintf(&filled, "%s", t->other);
	else
		n = asprintf(&filled, "%.*s", (int)word.n, word.p);
	assert_true(n > 0);
	return filled;
}

/* Do the words stand there? A number does not end in the midst of a longer one. */
static bool
says(const char *answer, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = strstr(answer, word); at != NULL; at = strstr(at + 1, word)) {
		if (!isdigit((unsigned char)word[n - 1]) || !isdigit((unsigned char)at[n]))
			return true;
	}
	return false;
}

static bool
says_all(const struct tampering *t, const struct row *row, const char *answer)
{
	struct text rest = row->words;
	bool all = true;

	while (rest.p != NULL) {
		SCOPED_FREE char *word = fill_in(t, text_cut(&rest, '|'));

		if (says(answer, word))
			continue;
		fprintf(stderr, "%.*s: the answer lacks \"%s\": %s\n", (int)row->name.n, row->name.p,
		            word, answer);
		all = false;
	}
	return all;
}

/* The layers that say FAILED, and with a "?" those that were not checked. */
static void
list_layers(const json_t *report, struct buffer *out)
{
	static const char *const names[] = { "objects",     "log",        "signatures",
		                             "commitments", "projection", "home", "outside" };
	json_t *layers = json_object_get(report, "layers");

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *says_so = json_string_value(json_object_get(layers, names[i]));

		if (strcmp(says_so, "OK") == 0)
			continue;
		/* nobody outside has seen the sample, unless a change says so */
		if (strcmp(names[i], "outside") == 0 && strcmp(says_so, "FAILED") != 0)
			continue;
		buffer_append_format(out, "%s%s%s", out->n ? " " : "", names[i],
		                     strcmp(says_so, "FAILED") == 0 ? "" : "?");
	}
}

/* What the report says of these layers; owned. */
static char *
answer_of(struct text layers, const json_t *report)
{
	SCOPED_JSON json_t *answers = json_array();
	char *answer;

	while (layers.p != NULL) {
		struct text layer = text_cut(&layers, ' ');
		char name[32];

		layer = text_cut(&layer, '?');
		snprintf(name, sizeof name, "%.*s", (int)layer.n, layer.p);
		json_array_append(answers, json_object_get(report, name));
	}
	answer = json_dumps(answers, 0);
	assert_non_null(answer);
	return answer;
}

/* Is any layer of the column expected to say FAILED? */
static bool
any_fails(struct text layers)
{
	while (layers.p != NULL) {
		if (!text_ends(text_cut(&layers, ' '), "?"))
			return true;
	}
	return false;
}

static bool
judge_report(const struct tampering *t, const struct row *row, const json_t *report)
{
	SCOPED(buffer) layers = { 0 };
	SCOPED_FREE char *answer = NULL;
	bool ok = json_is_true(json_object_get(report, "ok"));

	list_layers(report, &layers);
	answer = answer_of(row->layers, report);
	if (!text_is(row->layers, buffer_string(&layers))) {
		SCOPED_FREE char *all = json_dumps(report, JSON_INDENT(1));

		fprintf(stderr, "%.*s: layers %s, expected %.*s: %s\n", (int)row->name.n, row->name.p,
		            buffer_string(&layers), (int)row->layers.n, row->layers.p, all);
		return false;
	}
	if (ok == any_fails(row->layers)) {
		fprintf(stderr, "%.*s: ok is %d\n", (int)row->name.n, row->name.p, ok);
		return false;
	}
	return says_all(t, row, answer);
}

/* The program's exit code by what the layers are to say. */
static int
expected_code(struct text layers)
{
	if (text_is(layers, "open") || text_is(layers, "home"))
		return 4;
	return any_fails(layers) ? 1 : 0;
}

/* Opens the copy for writing, which must be refused. */
static bool
judge_writing(const struct tampering *t, const struct row *row)
{
	SCOPED_POINTER(catalogue) catalogue = NULL;
	struct error err = { 0 };
	enum status st = catalogue_open(&catalogue, t->path, true, &t->here, &err);

	return st == STATUS_REFUSED && says_all(t, row, err.text);
}

/* Runs the program as anybody would. */
static bool
judge(const struct tampering *t, const struct row *row)
{
	SCOPED_JSON json_t *report = NULL;
	SCOPED(run) run = { 0 };

	if (t->write)
		return judge_writing(t, row);
	run_shell(&run, t->folder, "$VIDIMUS -C '%s' audit --json", t->path);
	if (run.code != expected_code(row->layers)) {
		fprintf(stderr, "%.*s: exit code %d: %s\n%s\n", (int)row->name.n, row->name.p,
		        run.code, buffer_string(&run.err), buffer_string(&run.out));
		return false;
	}
	if (text_is(row->layers, "open"))
		return says_all(t, row, buffer_string(&run.err));
	if (json_read(&report, text_trim(text_of_buffer(&run.out)), NULL) != STATUS_OK) {
		fprintf(stderr, "%.*s: no JSON: %s\n", (int)row->name.n, row->name.p,
		        buffer_string(&run.out));
		return false;
	}
	return judge_report(t, row, report);
}

static bool
run_row(const struct row *row)
{
	const struct change *change = find_change(row->name);
	struct tampering t;
	bool right;

	if (change == NULL) {
		fprintf(stderr, "%.*s: nothing makes this change\n", (int)row->name.n, row->name.p);
		return false;
	}
	tamper_begin(&t, &sample, change->name);
	apply(&t, change);
	right = judge(&t, row);
	tamper_end(&t);
	return right;
}

/* The next row; comments and the heading are passed over. */
static bool
next_row(struct text *rest, struct row *row)
{
	while (rest->p != NULL) {
		struct text line = text_cut(rest, '\n');

		if (line.n == 0 || text_begins(line, "#") || text_begins(line, "name\t"))
			continue;
		row->name = text_cut(&line, '\t');
		row->change = text_cut(&line, '\t');
		row->layers = text_cut(&line, '\t');
		row->words = line;
		if (row->words.n == 0 || row->layers.n == 0)
			fail_msg("%.*s: a row of four columns was expected", (int)row->name.n,
			         row->name.p);
		return true;
	}
	return false;
}

static void
every_change_is_found_and_named(void **state)
{
	const char *only = getenv("VIDIMUS_TAMPER_ONLY");
	SCOPED(buffer) text = { 0 };
	struct text rest;
	struct row row;
	int rows = 0, wrong = 0;

	(void)state;
	read_file(&text, VIDIMUS_SOURCE EXPECTED);
	rest = text_of_buffer(&text);
	while (next_row(&rest, &row)) {
		rows++;
		if (only == NULL || text_is(row.name, only))
			wrong += !run_row(&row);
	}
	print_message("%d changes\n", rows);
	assert_true(rows >= LEAST_ROWS);
	assert_int_equal(wrong, 0);
}

static void
every_change_is_expected(void **state)
{
	SCOPED(buffer) text = { 0 };

	(void)state;
	read_file(&text, VIDIMUS_SOURCE EXPECTED);
	for (size_t i = 0; i < LISTS; i++) {
		for (const struct change *change = lists[i]; change->name != NULL; change++) {
			char line[128];

			snprintf(line, sizeof line, "\n%s\t", change->name);
			if (strstr(buffer_string(&text), line) == NULL)
				fail_msg("%s is not in expected.tsv", change->name);
		}
	}
}

static void
unchanged_copy_passes(void **state)
{
	struct tampering t;
	struct run run = { 0 };

	(void)state;
	tamper_begin(&t, &sample, "unchanged");
	tamper_open(&t); /* and with its triggers taken off and put back */
	tamper_close(&t);
	expect_shell(0, &run, t.folder, "$VIDIMUS -C '%s' audit --json", t.path);
	assert_non_null(strstr(buffer_string(&run.out), "\"ok\":true"));
	run_end(&run);
	tamper_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unchanged_copy_passes),
		cmocka_unit_test(every_change_is_expected),
		cmocka_unit_test(every_change_is_found_and_named),
	};

	return cmocka_run_group_tests(tests, make_sample, drop_sample);
}

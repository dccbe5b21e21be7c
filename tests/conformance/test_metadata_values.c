/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_metadata_values.c - the whole corpus taken in by the real program: what
 * others read in its files is among what `show --json` declares and measures.
 * Every value that is not is listed; docs/metadata.md explains it.
 */
#include "parsing/corpus.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V "\"$VIDIMUS\" -C cat "

/* Of the values of class core, this share must be there. */
#define LEAST_PERCENT 97.0

/* Columns of values.tsv. */
enum { PATH, FIELD, VALUE, COMPARE, TAG, CLASS };

struct tally {
	size_t core, core_found, limits, limits_found;
};

static json_t *records; /* path within the corpus to the item as shown */

/* By a list of paths, so that names that nobody here chose stand in no command line. */
static void
take_in(const char *folder, const struct corpus_table *values)
{
	SCOPED(buffer) list = { 0 };
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };
	SCOPED_FREE char *corpus = shared_path("corpus");
	const char *last = "";

	for (size_t i = 0; i < values->count; i++) {
		const char *name = values->rows[i].columns[PATH];

		if (strcmp(name, last) != 0)
			buffer_append_format(&list, "%s/%s\n", corpus, name);
		last = name;
	}
	buffer_append_format(&path, "%s/list", folder);
	write_file(buffer_string(&path), list.p, list.n);
	expect_shell(0, &run, folder,
	             "set -e; \"$VIDIMUS\" init cat --name Corpus --actor ana --no-passphrase >out; " V
	             "intake --files-from list --json >taken; " V "list --json >items; wc -l <items");
}

/* Remembers the item under each path of the corpus that it came from. */
static void
remember(const json_t *item)
{
	json_t *acquisition;
	size_t i;

	json_array_foreach(json_object_get(item, "acquisitions"), i, acquisition) {
		const char *path = json_string_value(json_object_get(acquisition, "path"));
		const char *within = path ? strstr(path, "/corpus/") : NULL;

		if (within != NULL && json_object_get(records, within + 8) == NULL)
			json_object_set(records, within + 8, json_iterable(item));
	}
}

static void
read_records(const char *folder)
{
	SCOPED(buffer) shown = { 0 };
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };
	struct text rest;

	expect_shell(0, &run, folder,
	             V "show --json E-1..E-$(wc -l <items) >shown");
	buffer_append_format(&path, "%s/shown", folder);
	read_file(&shown, buffer_string(&path));
	rest = text_of_buffer(&shown);
	while (rest.n > 0) {
		SCOPED_JSON json_t *item = NULL;
		struct error err;

		assert_ok(json_read(&item, text_cut(&rest, '\n'), &err), &err);
		remember(item);
	}
}

/* `-` read as `:` and T as space, first 19 characters. */
static void
write_date(char out[20], const char *date)
{
	snprintf(out, 20, "%s", date);
	for (char *c = out; *c != '\0'; c++)
		*c = *c == '-' ? ':' : *c == 'T' ? ' ' : *c;
}

static bool
same_date(const json_t *entry, const char *expected)
{
	const char *value = json_string_value(json_object_get(entry, "value"));
	char got[20], wanted[20];

	if (value == NULL)
		return false;
	write_date(got, value);
	write_date(wanted, expected);
	return strcmp(got, wanted) == 0;
}

static bool
same_text(const json_t *entry, const char *expected)
{
	const char *value = json_string_value(json_object_get(entry, "value"));

	return value != NULL && text_equal(text_trim(text_of(value)), text_trim(text_of(expected)));
}

static bool
same_place(const json_t *entry, const char *expected)
{
	double lat = json_number_value(json_object_get(entry, "lat"));
	double lon = json_number_value(json_object_get(entry, "lon"));
	char *end;
	double north = strtod(expected, &end);

	return *end == ',' && fabs(lat - north) <= 0.0005 &&
	       fabs(lon - strtod(end + 1, NULL)) <= 0.0005;
}

static bool
same_measure(const json_t *value, const char *compare, const char *expected)
{
	double wanted = strtod(expected, NULL), got = json_number_value(value);
	double allowed = fmax(0.1, wanted / 100);

	if (value == NULL || json_is_null(value))
		return false;
	if (strcmp(compare, "int") == 0)
		return json_is_integer(value) && got == wanted;
	if (strcmp(compare, "seconds") == 0)
		return json_is_number(value) && fabs(got - wanted) <= allowed;
	return json_is_string(value) && strcmp(json_string_value(value), expected) == 0;
}

/* Is the expected value among those that the item declares or measured? */
static bool
is_there(const json_t *item, const struct corpus_row *row)
{
	const char *field = row->columns[FIELD], *compare = row->columns[COMPARE];
	const char *expected = row->columns[VALUE];
	json_t *list = json_object_get(json_object_get(item, "declared"), field), *entry;
	size_t i;

	if (list == NULL)
		return same_measure(json_object_get(json_object_get(item, "measured"), field), compare,
		                    expected);
	json_array_foreach(list, i, entry) {
		if (strcmp(compare, "date") == 0    ? same_date(entry, expected)
		    : strcmp(compare, "place") == 0 ? same_place(entry, expected)
		                                    : same_text(entry, expected))
			return true;
	}
	return false;
}

static void
tell_miss(const json_t *item, const struct corpus_row *row)
{
	SCOPED(buffer) got = { 0 };
	json_t *of = json_object_get(json_object_get(item, "declared"), row->columns[FIELD]);

	if (of == NULL)
		of = json_object_get(json_object_get(item, "measured"), row->columns[FIELD]);
	if (of != NULL)
		(void)!json_canonical(&got, of, NULL);
	print_message("%s: %s is \"%s\" (%s), here %s\n", row->columns[PATH], row->columns[FIELD],
	              row->columns[VALUE], row->columns[TAG],
	              item ? buffer_string(&got) : "not an item");
}

static void
compare(const struct corpus_row *row, struct tally *tally)
{
	const json_t *item = json_object_get(records, row->columns[PATH]);
	bool core = strcmp(row->columns[CLASS], "core") == 0;
	bool found = item != NULL && is_there(item, row);

	tally->core += core;
	tally->core_found += core && found;
	tally->limits += !core;
	tally->limits_found += !core && found;
	if (!found && core)
		tell_miss(item, row);
}

static void
values_are_declared_or_measured(void **state)
{
	struct corpus_table values = { 0 };
	struct tally tally = { 0 };
	double percent;

	corpus_table_read(&values, "expected/values.tsv");
	take_in(*state, &values);
	read_records(*state);
	for (size_t i = 0; i < values.count; i++)
		compare(&values.rows[i], &tally);
	percent = 100.0 * (double)tally.core_found / (double)tally.core;
	print_message("%zu of %zu core values (%.1f %%), %zu of %zu beyond known limits\n",
	              tally.core_found, tally.core, percent, tally.limits_found, tally.limits);
	assert_true(tally.core > 1500);
	if (percent < LEAST_PERCENT)
		fail_msg("%.1f %% is less than %.1f %%", percent, LEAST_PERCENT);
	corpus_table_end(&values);
}

static int
begin(void **state)
{
	*state = folder_make();
	records = json_object();
	return 0;
}

static int
end(void **state)
{
	json_decref(records);
	folder_remove(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_are_declared_or_measured, begin, end),
	};

	need_shared("corpus/expected/values.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_corpus.c - every film and sound of the corpus: what is expected of it is
 * among what is told, twice the same, in bounded time and memory.
 */
#include "worker_av/films.h"

#include "base/text.h"
#include "media/metadata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* Of the core values of films and sounds, how many must be there: 97 of 100 is the aim. */
#define FLOOR_PERCENT 97

#define SECONDS_MOST 10
#define MEMORY_MOST  ((long)512 << 10) /* KiB */

struct tally {
	unsigned values, found, files;
};

/* One line of a table with tabs; the last field ends the line. */
static struct text
field(struct text line, int number)
{
	struct text part = text_cut(&line, '\t');

	while (number-- > 0)
		part = text_cut(&line, '\t');
	return part;
}

/* The first fourteen digits of a date and time, whatever stands between them. */
static void
digits_of(const char *date, char digits[15])
{
	size_t n = 0;

	for (; *date && n < 14; date++)
		if (*date >= '0' && *date <= '9')
			digits[n++] = *date;
	digits[n] = '\0';
}

static bool
same_date(const char *a, const char *b)
{
	char x[15], y[15];

	digits_of(a, x);
	digits_of(b, y);
	return strlen(x) == 14 && strcmp(x, y) == 0;
}

static double
number_of(const json_t *object, const char *member)
{
	return strtod(json_string_value(json_object_get(object, member)), NULL);
}

static bool
is_place(const json_t *places, const char *pair)
{
	char *end;
	double lat = strtod(pair, &end), lon = strtod(end + 1, NULL);
	const json_t *place;
	size_t i;

	json_array_foreach(places, i, place) {
		double north = number_of(place, "latitude") - lat;
		double east = number_of(place, "longitude") - lon;

		if (north < 0.0005 && north > -0.0005 && east < 0.0005 && east > -0.0005)
			return true;
	}
	return false;
}

/* True when the list has an entry of that kind with that value, or that date. */
static bool
is_listed(const json_t *list, const char *kind, const char *value)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		const char *got = json_string_value(json_object_get(entry, "value"));

		if (strcmp(json_string_value(json_object_get(entry, "kind")), kind) == 0 &&
		    (strcmp(got, value) == 0 || same_date(got, value)))
			return true;
	}
	return false;
}

/* What the main program makes of the tags says so. */
static bool
is_declared(const struct examination *told, const char *name, const char *value)
{
	struct metadata metadata;
	bool found;
	struct error err;

	assert_ok(metadata_read(told->tags, &metadata, &err), &err);
	if (strcmp(name, "place") == 0)
		found = is_place(metadata.places, value);
	else if (strcmp(name, "container_created") == 0)
		found = is_listed(metadata.dates, "container-created", value);
	else
		found = is_listed(metadata.dates, name, value) ||
		        is_listed(metadata.devices, name, value);
	metadata_end(&metadata);
	return found;
}

static bool
is_measured(const struct examination *told, const char *name, const char *value)
{
	const char *got = measured(told, name);
	double apart, want = strtod(value, NULL);

	if (!got)
		return false;
	if (strcmp(name, "duration") != 0)
		return strcmp(got, value) == 0;
	apart = strtod(got, NULL) - want;
	return apart < 0.1 + want * 0.01 && -apart < 0.1 + want * 0.01;
}

static bool
is_measure(const char *name)
{
	static const char *const names[] = { "width", "height", "duration", "video_codec",
		                             "audio_codec" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void
judge_value(const struct examination *told, struct text line, struct tally *tally)
{
	struct text name = field(line, 1), value = field(line, 2);
	char name_string[64], value_string[256];
	bool found;

	if (!text_is(field(line, 5), "core"))
		return;
	snprintf(name_string, sizeof name_string, "%.*s", (int)name.n, name.p);
	snprintf(value_string, sizeof value_string, "%.*s", (int)value.n, value.p);
	found = is_measure(name_string) ? is_measured(told, name_string, value_string)
	                                : is_declared(told, name_string, value_string);
	tally->values++;
	tally->found += found;
	if (!found)
		print_message("missed: %.*s %s %s\n", (int)field(line, 0).n, line.p, name_string,
		              value_string);
}

static void
judge_values(const struct examination *told, struct text path, const struct buffer *values,
             struct tally *tally)
{
	struct text rest = text_of_buffer(values);

	while (rest.p) {
		struct text line = text_cut(&rest, '\n');

		if (text_equal(field(line, 0), path))
			judge_value(told, line, tally);
	}
}

static void
examine_twice(const char *path, const char *type, struct examination *told)
{
	struct parser_task task = task_examine(type);
	struct timespec before, after;
	struct examination again;
	json_t *first, *second;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	parse_file(&av_parser, path, &task, told, NULL);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	if (after.tv_sec - before.tv_sec >= SECONDS_MOST)
		fail_msg("%s took too long\n", path);
	parse_file(&av_parser, path, &task, &again, NULL);
	first = examination_json(told);
	second = examination_json(&again);
	assert_true(json_equal(first, second));
	json_decref(first);
	json_decref(second);
	examination_end(&again);
}

/* Also asks for pictures, which must come or be refused with a reason; or come with a remark. */
static void
ask_pictures(const char *path, const char *type)
{
	for (int work = PARSER_THUMBNAIL; work <= PARSER_FRAME; work++) {
		struct parser_task task = task_examine(type);
		struct examination told;
		struct picture picture = { 0 };

		task.work = (enum parser_work)work;
		task.microseconds = 500000;
		task.side = 160;
		parse_file(&av_parser, path, &task, &told, &picture);
		if ((picture.samples != NULL) == (json_array_size(told.warnings) > 0) &&
		    !has_warning(&told, "no-frame-times"))
			fail_msg("%s: a picture and a warning, or neither\n", path);
		picture_end(&picture);
		examination_end(&told);
	}
}

static void
judge_file(struct text line, const struct buffer *values, struct tally *tally)
{
	struct text path = field(line, 0), type = field(line, 4);
	char relative[1024], type_string[128], *whole;
	struct examination told;

	snprintf(relative, sizeof relative, "corpus/%.*s", (int)path.n, path.p);
	snprintf(type_string, sizeof type_string, "%.*s", (int)type.n, type.p);
	whole = shared_path(relative);
	assert_non_null(whole);
	examine_twice(whole, type_string, &told);
	ask_pictures(whole, type_string);
	judge_values(&told, path, values, tally);
	tally->files++;
	examination_end(&told);
	free(whole);
}

static bool
is_film_or_sound(struct text line, const struct buffer *probed)
{
	struct text path = field(line, 0), type = field(line, 4);
	char quoted[1100];

	if (text_begins(type, "video/") || text_begins(type, "audio/"))
		return true;
	/* what file(1) does not know and ffprobe was asked about */
	snprintf(quoted, sizeof quoted, "\"%.*s\"", (int)path.n, path.p);
	return text_is(type, "application/octet-stream") && strstr(buffer_string(probed), quoted);
}

static void
load(struct buffer *out, const char *relative)
{
	char *path = shared_path(relative);

	assert_non_null(path);
	read_file(out, path);
	free(path);
}

static void
test_all_of_the_corpus(void **state)
{
	struct buffer manifest = { 0 }, values = { 0 }, probed = { 0 };
	struct tally tally = { 0 };
	struct rusage used;
	struct text rest;

	(void)state;
	load(&manifest, "corpus/MANIFEST.tsv");
	load(&values, "corpus/expected/values.tsv");
	load(&probed, "corpus/expected/ffprobe.json");
	rest = text_of_buffer(&manifest);
	while (rest.p) {
		struct text line = text_cut(&rest, '\n');

		if (field(line, 4).p && is_film_or_sound(line, &probed))
			judge_file(line, &values, &tally);
	}
	print_message("%u of %u core values in %u files\n", tally.found, tally.values, tally.files);
	assert_true(tally.files >= 100);
	assert_true(tally.values >= 250);
	assert_true(tally.found * 100 >= tally.values * FLOOR_PERCENT);
	getrusage(RUSAGE_SELF, &used);
#ifndef __SANITIZE_ADDRESS__
	assert_true(used.ru_maxrss < MEMORY_MOST);
#endif
	buffer_end(&manifest);
	buffer_end(&values);
	buffer_end(&probed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_of_the_corpus),
	};

	need_shared("corpus/expected/values.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

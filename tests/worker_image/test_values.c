/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_values.c - what the parser tells of the corpus's pictures holds the
 * values that exiftool and ffprobe read there, as the file bears them.
 */
#include "parsing/corpus.h"
#include "parsing/parsing.h"

#include "base/scoped.h"
#include "worker/image/family.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the core values of pictures, reached when this was written: 1,339 of 1,342. */
#define LEAST_SHARE 0.995

enum { PATH, FIELD, VALUE, COMPARE, TAG, CLASS };

static const struct {
	const char *field;
	const char *tags[5];
} fields[] = {
	{ "taken", { "DateTimeOriginal" } },
	{ "digitized", { "DateTimeDigitized", "CreateDate" } },
	{ "modified", { "DateTime", "ModifyDate" } },
	{ "make", { "Make" } },
	{ "model", { "Model" } },
	{ "software", { "Software", "CreatorTool" } },
	{ "container_created", { "creation_time" } },
	{ "orientation", { "Orientation" } },
};

/* The first 19 characters with ':' for '-' and ' ' for 'T', or the text without space around it. */
static void
comparable(char *out, size_t size, const char *value, const char *how)
{
	size_t n;

	while (isspace((unsigned char)*value))
		value++;
	snprintf(out, size, "%s", value);
	n = strlen(out);
	while (n > 0 && isspace((unsigned char)out[n - 1]))
		out[--n] = '\0';
	if (strcmp(how, "date") != 0)
		return;
	if (n > 19)
		out[19] = '\0';
	for (char *p = out; *p != '\0'; p++)
		*p = (char)(*p == '-' ? ':' : *p == 'T' ? ' ' : *p);
}

static bool
agrees(const struct corpus_row *row, const char *raw)
{
	char expected[1024], got[1024];

	comparable(expected, sizeof expected, row->columns[VALUE], row->columns[COMPARE]);
	comparable(got, sizeof got, raw, row->columns[COMPARE]);
	return strcmp(expected, got) == 0;
}

static bool
is_tag_of(const char *field, const char *tag)
{
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		for (size_t j = 0; strcmp(fields[i].field, field) == 0 && fields[i].tags[j] != NULL; j++)
			if (strcmp(fields[i].tags[j], tag) == 0)
				return true;
	return false;
}

static double
degrees(const char *raw)
{
	double value = 0, part = 1;
	char *rest = NULL;

	for (; *raw != '\0'; raw = rest, part *= 60) {
		double n = strtod(raw, &rest), d = 1;

		if (rest == raw)
			break;
		if (*rest == '/')
			d = strtod(rest + 1, &rest);
		value += d != 0 ? n / d / part : 0;
	}
	return value;
}

static bool
place_agrees(const struct corpus_row *row, const struct examination *got)
{
	const char *latitude = tag_raw(got, "EXIF", "GPS", "GPSLatitude");
	const char *longitude = tag_raw(got, "EXIF", "GPS", "GPSLongitude");
	double a, b;

	if (latitude == NULL || longitude == NULL
	    || sscanf(row->columns[VALUE], "%lf,%lf", &a, &b) != 2)
		return false;
	a = a < 0 ? -a : a;
	b = b < 0 ? -b : b;
	a -= degrees(latitude);
	b -= degrees(longitude);
	return a < 0.0005 && a > -0.0005 && b < 0.0005 && b > -0.0005;
}

static bool
is_told(const struct corpus_row *row, const struct examination *got)
{
	const char *value = measured(got, row->columns[FIELD]);
	size_t i;
	json_t *tag;

	if (strcmp(row->columns[COMPARE], "place") == 0)
		return place_agrees(row, got);
	if (value != NULL && agrees(row, value))
		return true;
	json_array_foreach(got->tags, i, tag)
		if (is_tag_of(row->columns[FIELD], json_string_value(json_object_get(tag, "tag")))
		    && agrees(row, json_string_value(json_object_get(tag, "raw"))))
			return true;
	return false;
}

static bool
is_of_sound_or_film(const char *field)
{
	return strcmp(field, "duration") == 0 || strcmp(field, "audio_codec") == 0
	       || strcmp(field, "video_codec") == 0;
}

static void
examine(const char *path, struct examination *out)
{
	const struct parser_task task = task_examine("");
	SCOPED(buffer) bytes = { 0 };

	corpus_file(&bytes, path);
	parse_bytes(&image_parser, bytes.p, bytes.n, &task, out, NULL);
}

static void
test_values_are_told(void **state)
{
	SCOPED(corpus_table) table = { 0 };
	SCOPED(examination) got = { 0 };
	const char *path = "";
	size_t asked = 0, told = 0;

	(void)state;
	corpus_table_read(&table, "expected/values.tsv");
	for (size_t i = 0; i < table.count; i++) {
		const struct corpus_row *row = &table.rows[i];

		if (strcmp(path, row->columns[PATH]) != 0) {
			path = row->columns[PATH];
			examination_end(&got);
			examine(path, &got);
		}
		if (got.media_type[0] == '\0' || strcmp(row->columns[CLASS], "core") != 0
		    || is_of_sound_or_film(row->columns[FIELD]))
			continue;
		asked++;
		if (is_told(row, &got))
			told++;
		else
			print_message("not told: %s %s %s\n", path, row->columns[FIELD],
			              row->columns[VALUE]);
	}
	print_message("%zu of %zu values\n", told, asked);
	assert_true(asked > 1300);
	assert_true((double)told >= LEAST_SHARE * (double)asked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_values_are_told) };

	need_shared("corpus/expected/values.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

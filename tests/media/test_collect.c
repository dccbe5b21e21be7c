/* SPDX-License-Identifier: Apache-2.0 */
/* test_collect.c - a report becomes an examination whose values may stand in an event. */
#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "media/collect.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
collect(void (*tell)(struct report *report), struct examination *out, struct picture *picture)
{
	SCOPED_FD file = memfd_create("report", 0);
	struct report *report = report_open(file);
	struct collector collector;
	char bytes[4096];
	struct error err;
	ssize_t n;

	assert_non_null(report);
	tell(report);
	report_end(report);
	report_close(report);
	assert_int_equal(lseek(file, 0, SEEK_SET), 0);
	assert_ok(collect_begin(&collector, out, &(struct results){ .picture = picture }, &err), &err);
	while ((n = read(file, bytes, sizeof bytes)) > 0)
		assert_ok(collect_feed(&collector, bytes, (size_t)n, &err), &err);
	assert_true(collect_complete(&collector));
	collect_end(&collector);
}

static void
assert_json(const json_t *value, const char *expected)
{
	SCOPED(buffer) text = { 0 };

	assert_int_equal(json_canonical(&text, value, NULL), STATUS_OK);
	assert_string_equal(buffer_string(&text), expected);
	assert_int_equal(json_check_event_value(value, NULL), STATUS_OK);
}

static void
tell_facts(struct report *report)
{
	report_parser(report, "libexif", "0.6.24");
	report_media_type(report, "image/jpeg");
	report_measured(report, "width", "640");
	report_measured(report, "width", "641");
	report_warning(report, "stripped", NULL);
	report_warning(report, "edited-by", "GIMP");
}

static void
test_facts(void **state)
{
	SCOPED(examination) got = { 0 };

	(void)state;
	collect(tell_facts, &got, NULL);
	assert_string_equal(got.media_type, "image/jpeg");
	assert_json(got.parsers, "[{\"name\":\"libexif\",\"version\":\"0.6.24\"}]");
	assert_json(got.measured, "{\"width\":\"640\"}");
	assert_json(got.warnings, "[{\"code\":\"stripped\",\"detail\":null},"
	                          "{\"code\":\"edited-by\",\"detail\":\"GIMP\"}]");
	assert_json(got.tags, "[]");
	assert_true(got.bytes_received > 50);
}

static void
tell_values(struct report *report)
{
	struct report_tag tag = { "EXIF", "IFD0", "Make", REPORT_TEXT, { "Canon", 5 } };

	report_tag(report, &tag);
	tag.raw = (struct text){ "a\0b\xff", 4 };
	report_tag(report, &tag);
	tag.raw = (struct text){ "c\0", 2 };
	report_tag(report, &tag);
	tag.raw = (struct text){ "", 0 };
	report_tag(report, &tag);
	tag.form = REPORT_BINARY;
	tag.raw = (struct text){ "\0\1", 2 };
	report_tag(report, &tag);
}

static void
test_raw_values(void **state)
{
	SCOPED(examination) got = { 0 };
	static const char *const members[] = {
		"\"form\":\"text\",\"group\":\"IFD0\",\"raw\":\"Canon\"",
		"\"bytes\":\"YQBi_w\",\"form\":\"text\",\"group\":\"IFD0\",\"raw\":\"a\357\277\275b\357\277\275\"",
		"\"bytes\":\"YwA\",\"form\":\"text\",\"group\":\"IFD0\",\"raw\":\"c\xef\xbf\xbd\"",
		"\"form\":\"text\",\"group\":\"IFD0\",\"raw\":\"\"",
		"\"bytes\":\"AAE\",\"form\":\"binary\",\"group\":\"IFD0\",\"raw\":\"\"",
	};

	(void)state;
	collect(tell_values, &got, NULL);
	assert_int_equal(json_array_size(got.tags), sizeof members / sizeof members[0]);
	for (size_t i = 0; i < json_array_size(got.tags); i++) {
		char expected[512];

		snprintf(expected, sizeof expected, "{%s,\"source\":\"EXIF\",\"tag\":\"Make\"}",
		         members[i]);
		assert_json(json_array_get(got.tags, i), expected);
	}
}

static void
tell_long(struct report *report)
{
	static char value[REPORT_VALUE_LIMIT + 7];
	const struct report_tag tag = { "PNG", "tEXt", "Comment", REPORT_TEXT,
		                        { value, sizeof value } };

	memset(value, 'v', sizeof value);
	report_tag(report, &tag);
}

static void
test_a_cut_value_tells_its_length(void **state)
{
	SCOPED(examination) got = { 0 };
	const json_t *tag;

	(void)state;
	collect(tell_long, &got, NULL);
	tag = json_array_get(got.tags, 0);
	assert_int_equal(json_string_length(json_object_get(tag, "raw")), REPORT_VALUE_LIMIT);
	assert_int_equal(json_integer_value(json_object_get(tag, "length")),
	                 REPORT_VALUE_LIMIT + 7);
}

static void
tell_picture(struct report *report)
{
	const unsigned char samples[] = { 1, 2, 3, 4 };

	report_picture(report, &(struct report_picture){ 2, 2, 1, -40, samples });
}

static void
test_a_picture(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(picture) picture = { 0 };

	(void)state;
	collect(tell_picture, &got, &picture);
	assert_int_equal(picture.width, 2);
	assert_int_equal(picture.height, 2);
	assert_int_equal(picture.channels, 1);
	assert_int_equal(picture.microseconds, -40);
	assert_memory_equal(picture.samples, "\1\2\3\4", 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_raw_values),
		cmocka_unit_test(test_a_cut_value_tells_its_length),
		cmocka_unit_test(test_a_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

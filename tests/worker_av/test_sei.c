/* SPDX-License-Identifier: Apache-2.0 */
/* test_sei.c - the date of recording that AVCHD camcorders write between the pictures. */
#include "films.h"

#include "worker/av/av_sei.h"

#include <stdlib.h>
#include <string.h>

#define UUID "\x17\xee\x8c\x60\xf8\x4d\x11\xd9\x8c\xd6\x08\x00\x20\x0c\x9a\x66"
#define HEAD UUID "MDPM"

static bool
read_date(const char *packs, size_t n, struct sei_date *date)
{
	unsigned char message[256];

	memcpy(message, HEAD, 20);
	memcpy(message + 20, packs, n);
	return sei_read_date(message, 20 + n, date);
}

static void
test_dates(void **state)
{
	struct sei_date date;

	(void)state;
	assert_true(read_date("\2\x18\2\x20\x20\x11\x19\x08\x15\x30\x45", 11, &date));
	assert_string_equal(date.words, "2020:11:08 15:30:45+01:00");
	assert_true(read_date("\3\x18\x69\x20\x20\x11\x70\0\0\0\0\x19\x08\x15\x30\x45", 16, &date));
	assert_string_equal(date.words, "2020:11:08 15:30:45-04:30");
	assert_int_equal(date.zone, 0x69); /* with summer time */
	/* no zone set: none is told */
	assert_true(read_date("\2\x18\0\x20\x20\x11\x19\x08\x15\x30\x45", 11, &date));
	assert_string_equal(date.words, "2020:11:08 15:30:45");
}

static void
test_what_is_no_date(void **state)
{
	struct sei_date date;

	(void)state;
	assert_false(read_date("", 0, &date));
	assert_false(read_date("\0", 1, &date));
	assert_false(read_date("\1\x18\2\x20\x20\x11", 6, &date));         /* no clock */
	assert_false(read_date("\2\x18\2\x20\x20\x11\x19\x08\x15\x30", 10, &date)); /* cut */
	assert_false(read_date("\2\x18\2\x20\x20\x1a\x19\x08\x15\x30\x45", 11, &date)); /* no digits */
	assert_false(read_date("\xff\x18\2\x20\x20\x11", 6, &date));
}

/* A real camcorder's clip, of which no whole picture decodes. */
static void
test_real_clip(void **state)
{
	struct parser_task task = task_examine("video/MP2T");
	char *path = shared_path("corpus/vstinner__hachoir/tests/files/Panasonic_AG_HMC_151.MTS");
	struct examination told;

	(void)state;
	assert_non_null(path);
	parse_file(&av_parser, path, &task, &told, NULL);
	assert_string_equal(tag_raw(&told, "MDPM", "stream 0", "DateTimeOriginal"),
	                    "2009:07:09 14:33:35");
	examination_end(&told);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_what_is_no_date),
		cmocka_unit_test(test_real_clip),
	};

	need_shared("corpus/vstinner__hachoir/tests/files/Panasonic_AG_HMC_151.MTS");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

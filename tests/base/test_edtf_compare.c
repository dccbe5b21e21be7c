/* SPDX-License-Identifier: Apache-2.0 */
/* test_edtf_compare.c - the order of dates whose zones and parts may be unknown, and hostile texts. */
#include "base/edtf.h"

#include "support/support.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static struct edtf
date_of(const char *text, bool local)
{
	struct edtf date = { 0 };
	struct error err = { 0 };

	assert_ok(edtf_read(text_of(text), &date, &err), &err);
	if (local)
		date.zone = ZONE_LOCAL;
	return date;
}

/* Checks both directions. */
static void
order_of_is(const struct edtf *a, const struct edtf *b, enum date_order expected, const char *words)
{
	enum date_order reverse = expected == DATES_BEFORE  ? DATES_AFTER
	                          : expected == DATES_AFTER ? DATES_BEFORE
	                                                    : DATES_UNORDERED;

	if (edtf_compare(a, b) != expected || edtf_compare(b, a) != reverse)
		fail_msg("%s: %d and reversed %d", words, (int)edtf_compare(a, b),
		         (int)edtf_compare(b, a));
}

static void
order_is(const char *a, const char *b, enum date_order expected)
{
	struct edtf first = date_of(a, false), second = date_of(b, false);

	order_of_is(&first, &second, expected, a);
}

static void
calendars_are_compared_by_their_bounds(void **state)
{
	(void)state;
	order_is("2020-11-22", "2020-11-23", DATES_BEFORE);
	order_is("2020-11-22", "2020-11-22", DATES_UNORDERED);
	order_is("2020-11", "2020-11-22", DATES_UNORDERED);
	order_is("2020-10", "2020-11-01", DATES_BEFORE);
	order_is("2020-10-2X", "2020-10-30", DATES_BEFORE);
	order_is("2020-10-2X", "2020-10-29", DATES_UNORDERED);
	order_is("2020-09-27/2020-11-10", "2020-11-11", DATES_BEFORE);
	order_is("2020-09-27/2020-11-10", "2020-11-10", DATES_UNORDERED);
	order_is("2020-11/..", "2020-10", DATES_AFTER);
	order_is("2020-11/..", "2030", DATES_UNORDERED);
	order_is("2020-11/", "2030", DATES_UNORDERED);
	order_is("../2020-11", "2020-12", DATES_BEFORE);
	order_is("../2020-11", "1066", DATES_UNORDERED);
	order_is("../2020-11", "2020-12/..", DATES_BEFORE);
	order_is("[2020-11-22,2020-12-03]", "2020-11-25", DATES_UNORDERED);
	order_is("[2020-11-22,2020-12-03]", "2020-12-04", DATES_BEFORE);
	order_is("{..1984}", "1985", DATES_BEFORE);
	order_is("Y-170000002", "Y170000002", DATES_BEFORE);
	order_is("-0001-12-31", "0000-01-01", DATES_BEFORE);
	order_is("2020-11-22T18:04:11", "2020-11-22T18:04:12", DATES_BEFORE);
	order_is("2020-11-22T18:04:11", "2020-11-22T18:04:11", DATES_UNORDERED);
	order_is("2020-11-22T24:00:00", "2020-11-23T00:00:00", DATES_UNORDERED);
}

static void
a_season_may_lie_in_either_hemisphere(void **state)
{
	(void)state;
	order_is("2020-23", "2020-04", DATES_UNORDERED);
	order_is("2020-23", "2020-02", DATES_AFTER);
	order_is("2020-22", "2019-11", DATES_AFTER);
	order_is("2020-24", "2021-04", DATES_BEFORE);
	order_is("2020-24", "2021-02", DATES_UNORDERED);
}

static void
known_offsets_are_reckoned_with(void **state)
{
	(void)state;
	order_is("2020-11-22T18:04:11+03:00", "2020-11-22T15:04:11Z", DATES_UNORDERED);
	order_is("2020-11-22T18:04:11+03:00", "2020-11-22T16:00:00Z", DATES_BEFORE);
	order_is("2020-11-22T18:04:11-05", "2020-11-22T22:00:00Z", DATES_AFTER);
	order_is("2020-11-23T01:00:00+04", "2020-11-22T22:00:00+00:00", DATES_BEFORE);
}

/* A clock of unknown zone showing 12:00 may mean 22:00 UTC of the day before up to 24:00 UTC. */
static void
an_unknown_zone_stays_unknown(void **state)
{
	(void)state;
	order_is("2020-11-22T12:00:00", "2020-11-22T12:00:01Z", DATES_UNORDERED);
	order_is("2020-11-22T12:00:00", "2020-11-23T00:00:00Z", DATES_UNORDERED);
	order_is("2020-11-22T12:00:00", "2020-11-23T00:00:01Z", DATES_BEFORE);
	order_is("2020-11-22T12:00:00", "2020-11-21T22:00:00Z", DATES_UNORDERED);
	order_is("2020-11-22T12:00:00", "2020-11-21T21:59:59Z", DATES_AFTER);
	order_is("2020-11-22", "2020-11-21T10:00:00Z", DATES_UNORDERED);
	order_is("2020-11-22", "2020-11-21T09:59:59Z", DATES_AFTER);
	order_is("2020-11-22", "2020-11-23T11:59:59Z", DATES_UNORDERED);
	order_is("2020-11-22", "2020-11-23T12:00:00Z", DATES_BEFORE);
	order_is("2020-11/..", "2020-10-31T10:00:00Z", DATES_UNORDERED);
	order_is("2020-11/..", "2020-10-31T09:59:59Z", DATES_AFTER);
}

static void
a_local_zone_is_no_known_one(void **state)
{
	struct edtf local = date_of("2020-11-22T12:00:00", true);
	struct edtf utc = date_of("2020-11-22T20:00:00Z", false);
	struct edtf unknown = date_of("2020-11-22T12:00:01", false);

	(void)state;
	order_of_is(&local, &utc, DATES_UNORDERED, "local and UTC");
	order_of_is(&local, &unknown, DATES_BEFORE, "local and unknown");
}

static void
qualifiers_widen_by_a_unit_of_their_part(void **state)
{
	(void)state;
	order_is("2020-11-22~", "2020-11-23", DATES_UNORDERED);
	order_is("2020-11-22~", "2020-11-24", DATES_BEFORE);
	order_is("2020-11~", "2020-12-31", DATES_UNORDERED);
	order_is("2020-11~", "2021-01-02", DATES_BEFORE);
	order_is("1984?", "1985", DATES_UNORDERED);
	order_is("1984?", "1987", DATES_BEFORE);
	order_is("198X~", "1995", DATES_UNORDERED);
	order_is("2020-~11-22", "2020-12-20", DATES_UNORDERED);
	order_is("2020-11-~22", "2020-12-20", DATES_BEFORE);
	order_is("?2020-11-22", "2021-11-01", DATES_UNORDERED);
	order_is("2020-10~-20", "2020-11-15", DATES_UNORDERED);
	order_is("2020-11-19~/2020-12-10", "2020-11-18", DATES_UNORDERED);
	order_is("2020-11-19~/2020-12-10", "2020-12-11", DATES_BEFORE);
	order_is("2020-11-XX~", "2020-12-15", DATES_UNORDERED);
	order_is("[2020-11-22,2020-12-03~]", "2020-12-04", DATES_UNORDERED);
}

/* A small generator of the test's own, so that a failure can be repeated. */
static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Whatever is accepted has bounds in order and is read the same again. */
static bool
is_sound(struct text text)
{
	struct edtf first = { 0 }, again = { 0 };
	struct error err = { 0 };

	if (edtf_read(text, &first, &err) != STATUS_OK) {
		assert_true(err.text[0] != '\0');
		return false;
	}
	assert_ok(edtf_read(text, &again, &err), &err);
	assert_memory_equal(&first.bounds, &again.bounds, sizeof first.bounds);
	assert_true(first.bounds.earliest <= first.bounds.latest);
	assert_true(first.bounds.widest_earliest <= first.bounds.earliest);
	assert_true(first.bounds.widest_latest >= first.bounds.latest);
	assert_true(edtf_compare(&first, &again) == DATES_UNORDERED);
	return true;
}

static void
random_bytes_do_no_harm(void **state)
{
	unsigned char bytes[300];
	uint32_t seed = 20201122;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = next_random(&seed) % sizeof bytes;
		char *exact = malloc(n + 1);

		assert_non_null(exact);
		for (size_t i = 0; i < n; i++)
			bytes[i] = (unsigned char)next_random(&seed);
		memcpy(exact, bytes, n);
		is_sound((struct text){ exact, n });
		free(exact);
	}
}

/* Texts of the format's own characters, in blocks of exactly their size so that ASan sees any step beyond. */
static void
random_texts_of_the_alphabet_are_sound(void **state)
{
	static const char *const pieces[] = {
		"2020", "1984", "0000", "9999", "-",  "-",  "-11", "-02", "-29", "-31", "-XX", "-2X",
		"X",    "?",    "~",    "%",    "/",  "..", "[",   "]",   "{",   "}",   ",",   "T",
		"18:04:11", "Z", "+03:00", "-12", "Y", "170000002", "-23", "24:00:00", "XXXX", "1",
	};
	uint32_t seed = 8601;
	int accepted = 0;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		char text[200];
		size_t n = 0;
		char *exact;

		for (uint32_t i = 1 + next_random(&seed) % 7; i > 0; i--) {
			const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof pieces[0])];

			memcpy(text + n, piece, strlen(piece));
			n += strlen(piece);
		}
		exact = malloc(n);
		assert_non_null(exact);
		memcpy(exact, text, n);
		accepted += is_sound((struct text){ exact, n });
		free(exact);
	}
	assert_true(accepted > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calendars_are_compared_by_their_bounds),
		cmocka_unit_test(a_season_may_lie_in_either_hemisphere),
		cmocka_unit_test(known_offsets_are_reckoned_with),
		cmocka_unit_test(an_unknown_zone_stays_unknown),
		cmocka_unit_test(a_local_zone_is_no_known_one),
		cmocka_unit_test(qualifiers_widen_by_a_unit_of_their_part),
		cmocka_unit_test(random_bytes_do_no_harm),
		cmocka_unit_test(random_texts_of_the_alphabet_are_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

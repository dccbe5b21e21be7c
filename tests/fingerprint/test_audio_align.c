/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_audio_align.c - sounds aligned at all that copying does to them. The
 * items are made here: each bit changes now and then, as Chromaprint's do.
 */
#include "fingerprint/audio_align.h"

#include "support/random.h"
#include "support/support.h"

#include <math.h>
#include <string.h>

#define ITEM_SECONDS 0.123810
#define LONGEST 30000

static uint64_t seed = 41;

struct sound {
	uint32_t items[LONGEST];
	size_t   n;
};

static struct audio_print
print_of(const struct sound *sound)
{
	return (struct audio_print){ sound->items, sound->n, ITEM_SECONDS };
}

/* A word in which each bit is set with a chance of `percent`. */
static uint32_t
some_bits(uint32_t percent)
{
	uint32_t bits = 0;

	for (int b = 0; b < 32; b++)
		bits |= (uint32_t)(random_below(&seed, 100) < percent) << b;
	return bits;
}

/* Speech: from item to item a bit in six changes. Noise: bits waver around what they are. */
static void
make_sound(struct sound *out, size_t n, uint32_t change)
{
	uint32_t item = (uint32_t)random_next(&seed);

	out->n = n;
	for (size_t i = 0; i < n; i++) {
		item ^= some_bits(change);
		out->items[i] = item;
	}
}

static void
add_errors(struct sound *sound, uint32_t percent)
{
	for (size_t i = 0; i < sound->n; i++)
		sound->items[i] ^= some_bits(percent);
}

static void
copy_part(struct sound *out, const struct sound *from, size_t first, size_t n)
{
	memmove(out->items, from->items + first, n * sizeof *out->items);
	out->n = n;
}

static struct audio_result
align(const struct sound *query, const struct sound *reference)
{
	struct audio_print a = print_of(query), b = print_of(reference);
	struct audio_result result;
	struct error err;

	assert_ok(audio_align(&a, &b, &result, &err), &err);
	return result;
}

static void
assert_near(double expected, double got, double tolerance, const char *what)
{
	if (!(fabs(expected - got) <= tolerance))
		fail_msg("%s: %.3f where %.3f was expected\n", what, got, expected);
}

static void
assert_segment(const struct audio_segment *segment, double query_from, double query_to,
               double reference_from, double slope)
{
	assert_near(query_from, segment->query_from, 1, "query from");
	assert_near(query_to, segment->query_to, 1, "query to");
	assert_near(reference_from, segment->reference_from, 1, "reference from");
	assert_near(reference_from + slope * (query_to - query_from), segment->reference_to, 1,
	            "reference to");
	assert_near(slope, segment->slope, 0.02, "slope");
}

static struct sound whole, part, other;

static void
a_part_is_found_in_a_long_sound(void **state)
{
	static const uint32_t errors[] = { 0, 5, 14, 20 };

	(void)state;
	make_sound(&whole, 20000, 16); /* forty minutes */
	for (size_t e = 0; e < sizeof errors / sizeof errors[0]; e++) {
		struct audio_result result;

		copy_part(&part, &whole, 7000 + e, 100);
		add_errors(&part, errors[e]);
		result = align(&part, &whole);
		assert_int_equal(result.n, 1);
		assert_segment(&result.segments[0], 0, 100 * ITEM_SECONDS,
		               (double)(7000 + e) * ITEM_SECONDS, 1);
		assert_near(errors[e] / 100.0, result.segments[0].error, 0.02, "error");
		/* and seen from the other side */
		result = align(&whole, &part);
		assert_int_equal(result.n, 1);
		assert_near((double)(7000 + e) * ITEM_SECONDS, result.segments[0].query_from, 1, "from");
		assert_near((double)(7100 + e) * ITEM_SECONDS, result.segments[0].query_to, 1, "to");
	}
}

static void
a_worse_copy_must_be_longer(void **state)
{
	struct audio_result result;

	(void)state;
	make_sound(&whole, 2000, 16);
	copy_part(&part, &whole, 500, 60); /* 7 s */
	add_errors(&part, 28);
	assert_int_equal(align(&part, &whole).n, 0);
	copy_part(&part, &whole, 500, 300); /* 37 s */
	add_errors(&part, 27);
	result = align(&part, &whole);
	assert_int_equal(result.n, 1);
	assert_near(0.27, result.segments[0].error, 0.02, "error");
}

static void
unrelated_sounds_do_not_agree(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++) {
		make_sound(&whole, 3000, 8 + (uint32_t)i / 3);
		make_sound(&other, 500, 8 + (uint32_t)i / 3);
		assert_int_equal(align(&other, &whole).n, 0);
	}
}

static void
another_tempo_is_found_with_its_slope(void **state)
{
	static const double speeds[] = { 0.93, 0.95, 1.05, 1.08 };

	(void)state;
	make_sound(&whole, 3000, 10);
	for (size_t s = 0; s < sizeof speeds / sizeof speeds[0]; s++) {
		struct audio_result result;

		part.n = 300;
		for (size_t i = 0; i < part.n; i++)
			part.items[i] = whole.items[400 + (size_t)((double)i * speeds[s])];
		add_errors(&part, 8);
		result = align(&part, &whole);
		assert_int_equal(result.n, 1);
		assert_segment(&result.segments[0], 0, 300 * ITEM_SECONDS, 400 * ITEM_SECONDS, speeds[s]);
	}
}

/* Ten seconds of it, twenty of something else, then ten from before. */
static void
pieces_are_named_one_by_one(void **state)
{
	struct audio_result result;

	(void)state;
	make_sound(&whole, 1500, 16);
	make_sound(&other, 400, 16);
	memcpy(other.items, whole.items + 900, 100 * sizeof *other.items);
	memcpy(other.items + 260, whole.items + 200, 120 * sizeof *other.items);
	add_errors(&other, 6);
	result = align(&other, &whole);
	assert_int_equal(result.n, 2);
	assert_segment(&result.segments[0], 0, 100 * ITEM_SECONDS, 900 * ITEM_SECONDS, 1);
	assert_segment(&result.segments[1], 260 * ITEM_SECONDS, 380 * ITEM_SECONDS,
	               200 * ITEM_SECONDS, 1);
}

/* Silence repeats one item, noise wavers around one: neither says where it belongs. */
static void
silence_and_noise_never_match(void **state)
{
	struct audio_print print;

	(void)state;
	for (uint32_t waver = 0; waver <= 17; waver++) {
		uint32_t silent = 627964279; /* what Chromaprint makes of digital silence */

		whole.n = other.n = 1000;
		for (size_t i = 0; i < 1000; i++) {
			whole.items[i] = silent ^ some_bits(waver);
			other.items[i] = silent ^ some_bits(waver);
		}
		assert_int_equal(align(&whole, &other).n, 0);
		assert_int_equal(align(&whole, &whole).n, 0);
		print = print_of(&whole);
		assert_near(0, audio_varied_share(&print), 0.05, "varied share");
	}
	make_sound(&whole, 1000, 16);
	print = print_of(&whole);
	assert_near(1, audio_varied_share(&print), 0.05, "varied share");
}

/* Speech with a long silence in it: what speaks is found, the silence is not part of a segment by itself. */
static void
silence_between_does_not_hinder(void **state)
{
	struct audio_result result;

	(void)state;
	make_sound(&whole, 1000, 16);
	for (size_t i = 300; i < 600; i++)
		whole.items[i] = 627964279;
	part = whole;
	add_errors(&part, 3);
	result = align(&part, &whole);
	assert_in_range(result.n, 1, 2);
	assert_near(0, result.segments[0].query_from, 1, "from");
	assert_near(1000 * ITEM_SECONDS, result.segments[result.n - 1].query_to, 1, "to");
}

static void
too_short_is_nothing(void **state)
{
	(void)state;
	make_sound(&whole, 200, 16);
	for (size_t n = 0; n < AUDIO_WINDOW; n += 3) {
		copy_part(&part, &whole, 0, n);
		assert_int_equal(align(&part, &whole).n, 0);
		assert_int_equal(align(&whole, &part).n, 0);
	}
}

static void
different_fingerprints_are_refused(void **state)
{
	struct audio_print a = print_of(&whole), b = a;
	struct audio_result result = { .n = 77 };
	struct error err;

	(void)state;
	b.item_seconds = 0.2;
	assert_status(STATUS_INVALID, audio_align(&a, &b, &result, &err), &err);
	a.item_seconds = b.item_seconds = 0;
	assert_status(STATUS_INVALID, audio_align(&a, &b, &result, &err), &err);
	a.item_seconds = b.item_seconds = NAN;
	assert_status(STATUS_INVALID, audio_align(&a, &b, &result, &err), &err);
	assert_int_equal(result.n, 77);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_is_found_in_a_long_sound),
		cmocka_unit_test(a_worse_copy_must_be_longer),
		cmocka_unit_test(unrelated_sounds_do_not_agree),
		cmocka_unit_test(another_tempo_is_found_with_its_slope),
		cmocka_unit_test(pieces_are_named_one_by_one),
		cmocka_unit_test(silence_and_noise_never_match),
		cmocka_unit_test(silence_between_does_not_hinder),
		cmocka_unit_test(too_short_is_nothing),
		cmocka_unit_test(different_fingerprints_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

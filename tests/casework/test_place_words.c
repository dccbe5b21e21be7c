/* SPDX-License-Identifier: Apache-2.0 */
/* test_place_words.c - places and victims as people write them: read, written again alike, and refused. */
#include "casework/place_words.h"

#include "casework/view_sample.h"

#include <string.h>

#define WHOLE_PLACE                                                                               \
	"Madatashen (hy); Madatshen (en); 39.65,46.75; radius 500; precision locality; "           \
	"basis geolocated,stated-by-source; bearing 120; features ridge, two pylons"

static struct database *
database(void)
{
	return ledger_database(sample.ledger);
}

/* Reads it, and writes it again. */
static void
write_again(const char *words, bool region, struct buffer *out)
{
	SCOPED_JSON json_t *place = NULL;
	struct error err;

	assert_ok(place_of_words(database(), text_of(words), region, &place, &err), &err);
	place_to_words(out, place);
}

static void
places_are_written_as_they_were_read(void **state)
{
	static const char *const places[] = {
		WHOLE_PLACE,
		"Xocavənd (az)",
		"Azokh",
		"-33.5,-70; radius 0",
		"precision not-determinable",
		"Market (old) (en)",
		"90,180; radius 1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		SCOPED(buffer) again = { 0 };

		write_again(places[i], false, &again);
		assert_string_equal(buffer_string(&again), places[i]);
	}
}

static void
parts_come_in_any_order_and_nothing_is_filled_in(void **state)
{
	SCOPED_JSON json_t *place = NULL;
	SCOPED_JSON json_t *nothing = NULL;
	SCOPED(buffer) again = { 0 };
	struct error err;

	(void)state;
	write_again(" radius 500 m ;; 39.65 , 46.75 ; Azokh(hy)", false, &again);
	assert_string_equal(buffer_string(&again), "Azokh (hy); 39.65,46.75; radius 500");
	assert_ok(place_of_words(database(), text_of("Azokh"), false, &place, &err), &err);
	assert_int_equal(json_object_size(place), 9);
	assert_true(json_is_null(json_object_get(place, "precision")));
	assert_true(json_is_null(json_object_get(place, "radius")));
	assert_ok(place_of_words(database(), text_of(" ; "), false, &nothing, &err), &err);
	assert_true(json_is_null(nothing));
}

static void
what_is_wrong_with_a_place_is_said(void **state)
{
	static const struct {
		const char *words, *why;
		bool        region;
	} cases[] = {
		{ "39.65,46.75", "need a radius", false },
		{ "precision exakt", "did you mean exact?", false },
		{ "radius far", "no whole number", false },
		{ "bearing 360", "no whole number", false },
		{ "basis guess", "no term of the vocabulary place-basis", false },
		{ "(hy)", "no name", false },
		{ "Name; precision locality", "no finer than", true },
		{ "39.65,46.75; precision region", "nor any other number", true },
		{ "Name; precision region; radius 500", "has no radius", true },
		{ "Name; precision region; bearing 120", "has no bearing", true },
		{ "Name; precision region; basis geolocated", "has no basis", true },
		{ "Name; precision region; features the blue house of X", "has no features", true },
		{ "Name; precision region; Features: the blue house of X", "has no features", true },
		{ "Name; precision region; radius", "has no radius", true },
		{ "Name; precision region; Precision exact", "is written", true },
		{ "39\u00b0 39' N 46\u00b0 45' E; precision region", "nor any other number", true },
		{ "91,0; precision region", "nor any other number", true },
		{ "Name (39.65,46.75); precision region", "nor any other number", true },
		{ "\u0663\u0669.\u0666\u0665; precision region", "nor any other number", true },
		{ "\uff13\uff19; precision region", "nor any other number", true },
		{ "Name (hy)", "needs a precision", true },
		{ "Name; precision vicinity", "no finer than", true },
		{ "Name; precision locality; precision region", "no finer than", true },
		{ "Name; precision withheld", "has no name", true },
		{ "precision unknown; Name", "has no name", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED_JSON json_t *place = NULL;
		struct error err;

		assert_status(STATUS_INVALID, place_of_words(database(), text_of(cases[i].words),
		                                             cases[i].region, &place, &err),
		              &err);
		if (strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].words, err.text);
	}
}

static void
regions_are_written_as_they_were_read(void **state)
{
	static const char *const regions[] = {
		"Syunik (hy); Zangezur (az); precision region", "Armenia; precision country",
		"Radiusville; precision region", "Basisland (en); precision region",
		"precision country",     "precision withheld",
		"precision unknown",     "precision not-determinable",
	};

	(void)state;
	for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++) {
		SCOPED(buffer) again = { 0 };

		write_again(regions[i], true, &again);
		assert_string_equal(buffer_string(&again), regions[i]);
	}
}

/* What looks like coordinates and finds no place on the globe is refused, and becomes no name. */
static void
numbers_that_are_no_coordinates_are_refused(void **state)
{
	static const char *const wrong[] = { "91,0", "90.1,0", "0,181", "1,2,3", "1.,2", "nan,0", "1,inf" };
	SCOPED_JSON json_t *place = NULL;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_int_equal(place_of_words(database(), text_of(wrong[i]), false, &place, &err),
		                 STATUS_INVALID);
	assert_ok(place_of_words(database(), text_of("x,y; Road, 5"), false, &place, &err), &err);
	assert_int_equal(json_array_size(json_object_get(place, "names")), 2);
}

static void
victims_are_groups(void **state)
{
	static const char *const groups[] = { "civilian dead 2", "prisoner-of-war held 1-3; civilian 2-",
		                              "unknown", "fighter-hors-de-combat dead" };
	static const char *const wrong[] = { "civilain 2", "civilian dead held", "dead",
		                             "civilian dead 2 30", "civilian 2 dead 2-", "civilian 3-2" };

	(void)state;
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		SCOPED_JSON json_t *victims = NULL;
		SCOPED(buffer) again = { 0 };
		struct error err;

		assert_ok(victims_of_words(database(), text_of(groups[i]), &victims, &err), &err);
		victims_to_words(&again, victims);
		assert_string_equal(buffer_string(&again), groups[i]);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		SCOPED_JSON json_t *victims = NULL;

		assert_status(STATUS_INVALID,
		              victims_of_words(database(), text_of(wrong[i]), &victims, NULL), NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_written_as_they_were_read),
		cmocka_unit_test(parts_come_in_any_order_and_nothing_is_filled_in),
		cmocka_unit_test(what_is_wrong_with_a_place_is_said),
		cmocka_unit_test(regions_are_written_as_they_were_read),
		cmocka_unit_test(numbers_that_are_no_coordinates_are_refused),
		cmocka_unit_test(victims_are_groups),
	};

	return cmocka_run_group_tests(tests, sample_open, sample_close);
}

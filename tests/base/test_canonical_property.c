/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_canonical_property.c - over many values, the reader accepts exactly
 * what the canonical writer writes: its verdict on every changed text is that
 * of parsing the text and writing it again.
 */
#include "base/canonical_reader.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define VALUES 120

/* A fixed sequence of numbers that look random (xorshift). */
static uint64_t
pick(uint64_t *random, uint64_t below)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random % below;
}

static void
pick_string(struct buffer *out, uint64_t *random)
{
	static const char *const pieces[] = {
		"a", "b", "aa", "z", "A", "0", "_", " ", "/", "\\", "\"", "\n", "\b", "\x01", "\x1f",
		"\x7f", "\xc2\x80", "\xd5\x8e", "\xe2\x82\xac", "\xed\x9f\xbf", "\xee\x80\x80",
		"\xef\xbf\xbd", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
		"longer than a word",
	};

	for (uint64_t n = pick(random, 5); n > 0; n--)
		buffer_append_string(out, pieces[pick(random, sizeof pieces / sizeof *pieces)]);
}

static json_t *
make_string(uint64_t *random)
{
	SCOPED(buffer) text = { 0 };

	pick_string(&text, random);
	return json_of_text(text_of_buffer(&text));
}

static json_t *make_value(uint64_t *random, int depth);

static json_t *
make_object(uint64_t *random, int depth)
{
	json_t *object = json_object();

	for (uint64_t n = pick(random, 6); n > 0; n--) {
		SCOPED(buffer) key = { 0 };

		pick_string(&key, random);
		assert_int_equal(json_object_set_new(object, buffer_string(&key),
		                                     make_value(random, depth + 1)), 0);
	}
	return object;
}

static json_t *
make_array(uint64_t *random, int depth)
{
	json_t *array = json_array();

	for (uint64_t n = pick(random, 4); n > 0; n--)
		assert_int_equal(json_array_append_new(array, make_value(random, depth + 1)), 0);
	return array;
}

static json_t *
make_integer(uint64_t *random)
{
	int64_t number = (int64_t)(pick(random, UINT64_MAX) >> (11 + pick(random, 52)));

	return json_integer(pick(random, 2) ? number : -number);
}

static json_t *
make_value(uint64_t *random, int depth)
{
	switch (pick(random, depth > 4 ? 5 : 8)) {
	case 0:
		return json_null();
	case 1:
		return json_boolean((int)pick(random, 2));
	case 2:
		return make_integer(random);
	case 3:
	case 4:
		return make_string(random);
	case 5:
		return make_array(random, depth);
	default:
		return make_object(random, depth);
	}
}

/* What parsing and writing say: whether the text is the canonical form of a value of an event. */
static bool
is_canonical(struct text text)
{
	SCOPED_JSON json_t *value = NULL;
	SCOPED(buffer) again = { 0 };

	return json_read(&value, text, NULL) == STATUS_OK &&
	       json_check_event_value(value, NULL) == STATUS_OK &&
	       json_canonical(&again, value, NULL) == STATUS_OK &&
	       text_equal(text, text_of_buffer(&again));
}

/* Compares the two verdicts; true when the text is canonical. */
static bool
agreed(struct text text)
{
	bool canonical = is_canonical(text);
	struct error err = { 0 };

	if ((canonical_check(text, &err) == STATUS_OK) != canonical)
		fail_msg("%s, but the reader says: %s\n%.*s\n",
		         canonical ? "canonical" : "not canonical", err.text, (int)text.n, text.p);
	return canonical;
}

/* Makes a value for a seed; its canonical text goes to `out`. */
static void
make_text(struct buffer *out, uint64_t seed)
{
	uint64_t random = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
	SCOPED_JSON json_t *value = make_object(&random, 0);
	struct error err;

	assert_ok(json_check_event_value(value, &err), &err);
	assert_ok(json_canonical(out, value, &err), &err);
}

static void
what_is_written_is_accepted(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 50 * (uint64_t)VALUES; seed++) {
		SCOPED(buffer) text = { 0 };

		make_text(&text, seed);
		assert_true(agreed(text_of_buffer(&text)));
	}
}

static const char bytes[] = { ' ',  '\t', '\n', '"',  '\\', '{',  '}',    '[',    ']',    ',',
	                      ':',  '0',  '1',  '9',  '-',  '.',  'e',    'a',    'z',    'u',
	                      '\0', 0x1f, 0x7f, '/',  'E',  '+',  '\x80', '\xc3', '\xed', '\xff' };

/* Text with `cut` bytes at `at` replaced by `n` others. */
static bool
changed_is_canonical(struct text text, size_t at, size_t cut, const char *insert, size_t n)
{
	SCOPED(buffer) changed = { 0 };

	buffer_append(&changed, text.p, at);
	buffer_append(&changed, insert, n);
	buffer_append(&changed, text.p + at + cut, text.n - at - cut);
	return agreed(text_of_buffer(&changed));
}

static void
every_changed_byte_is_judged_right(void **state)
{
	size_t refused = 0;

	(void)state;
	for (uint64_t seed = 0; seed < VALUES; seed++) {
		SCOPED(buffer) made = { 0 };
		struct text text;

		make_text(&made, seed);
		text = text_of_buffer(&made);
		if (text.n > 400)
			continue;
		for (size_t at = 0; at < text.n; at++) {
			refused += !changed_is_canonical(text, at, 1, "", 0);
			for (size_t k = 0; k < sizeof bytes; k++) {
				refused += !changed_is_canonical(text, at, 1, bytes + k, 1);
				refused += !changed_is_canonical(text, at, 0, bytes + k, 1);
			}
		}
	}
	assert_true(refused > 10000);
}

static void
white_space_is_refused_everywhere(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < VALUES; seed++) {
		SCOPED(buffer) made = { 0 };
		struct text text;

		make_text(&made, seed);
		text = text_of_buffer(&made);
		for (size_t at = 0; at <= text.n; at++) {
			changed_is_canonical(text, at, 0, "\n", 1);
			changed_is_canonical(text, at, 0, "\r", 1);
		}
		assert_false(changed_is_canonical(text, 0, 0, " ", 1));
		assert_false(changed_is_canonical(text, text.n, 0, "\n", 1));
	}
}

/* Every prefix, in a block of its own so that a sanitizer sees what is read beyond it. */
static void
every_prefix_is_refused(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < VALUES; seed++) {
		SCOPED(buffer) made = { 0 };

		make_text(&made, seed);
		for (size_t n = 1; n < made.n; n++) {
			SCOPED_FREE char *alone = malloc(n);

			assert_non_null(alone);
			memcpy(alone, made.p, n);
			assert_int_equal(canonical_check((struct text){ alone, n }, NULL),
			                 STATUS_INVALID);
		}
	}
}

#define SPANS 8

/* The members of the outer object as whole spans, "key":value; returns how many. */
static size_t
member_spans(struct text text, struct text spans[SPANS])
{
	struct canonical_reader reader;
	struct text key, value;
	size_t n = 0;

	canonical_begin(&reader, text);
	assert_int_equal(canonical_object(&reader, NULL), STATUS_OK);
	while (n < SPANS && canonical_member(&reader, &key, NULL) == STATUS_OK) {
		assert_int_equal(canonical_skip(&reader, &value, NULL), STATUS_OK);
		spans[n].p = key.p - 1;
		spans[n].n = (size_t)(value.p + value.n - spans[n].p);
		n++;
	}
	return n;
}

static void
members_in_another_order_are_refused(void **state)
{
	size_t swapped = 0;

	(void)state;
	for (uint64_t seed = 0; seed < VALUES; seed++) {
		SCOPED(buffer) made = { 0 };
		struct text spans[SPANS];
		size_t n;

		make_text(&made, seed);
		n = member_spans(text_of_buffer(&made), spans);
		for (size_t i = 0; i + 1 < n; i++, swapped++) {
			SCOPED(buffer) pair = { 0 };

			buffer_append_text(&pair, spans[i + 1]);
			buffer_append_byte(&pair, ',');
			buffer_append_text(&pair, spans[i]);
			assert_false(changed_is_canonical(text_of_buffer(&made),
			                                  (size_t)(spans[i].p - made.p), pair.n,
			                                  pair.p, pair.n));
		}
	}
	assert_true(swapped > VALUES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_accepted),
		cmocka_unit_test(every_changed_byte_is_judged_right),
		cmocka_unit_test(white_space_is_refused_everywhere),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(members_in_another_order_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

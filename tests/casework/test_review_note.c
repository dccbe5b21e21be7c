/* SPDX-License-Identifier: Apache-2.0 */
/* test_review_note.c - a review as a note: what is said comes back, and nothing else is read as one. */
#include "casework/review_note.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define CATALOGUE "vidimus/0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11"

static json_t *
sample(void)
{
	return json_pack("{s:s,s:s,s:s,s:i,s:s,s:s,s:s,s:b,s:s,s:s,s:n,s:n,s:s}", "pack",
	                 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "catalogue",
	                 CATALOGUE, "subject", "item/5c1d9a30-2f64-4c0c-8d43-1f0a7b6f9e02", "n", 12,
	                 "finding", "6d1d9a30-2f64-4c0c-8d43-1f0a7b6f9e03", "question", "date",
	                 "answered", "2026-03-04T05:06:07.123Z", "blind", 0, "conclusion", "dissent",
	                 "confidence", "high", "answer", "own_conclusion", "grounds",
	                 "the shadows\npoint \"west\" — Շուշի");
}

static void
write_note(struct buffer *out, const json_t *said)
{
	struct error err;

	assert_ok(review_note_write(out, said, &err), &err);
}

static void
what_was_said_comes_back(void **state)
{
	SCOPED_JSON json_t *said = sample(), *read = NULL;
	SCOPED(buffer) text = { 0 };
	struct error err;

	(void)state;
	write_note(&text, said);
	assert_ok(review_note_read(text_of_buffer(&text), &read, &err), &err);
	assert_true(json_equal(said, read));
	/* a line each, so that an outsider can read it */
	assert_non_null(strstr(buffer_string(&text), "\nconclusion dissent\n"));
	assert_non_null(strstr(buffer_string(&text), "\nanswer -\n"));
}

static void
what_is_missing_is_not_written(void **state)
{
	static const char *const required[] = { "pack", "catalogue", "subject", "n", "finding",
		                                "question", "answered", "blind" };

	(void)state;
	for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
		SCOPED_JSON json_t *said = sample();
		SCOPED(buffer) text = { 0 };
		struct error err;

		json_object_del(said, required[i]);
		assert_status(STATUS_INVALID, review_note_write(&text, said, &err), &err);
	}
}

/* No value can end its line and begin another. */
static void
a_value_is_one_line(void **state)
{
	SCOPED_JSON json_t *said = sample();
	SCOPED(buffer) text = { 0 };
	struct error err;

	(void)state;
	json_object_set_new(said, "question", json_string("date\nconclusion agree"));
	assert_status(STATUS_INVALID, review_note_write(&text, said, &err), &err);
}

static void
expect_unread(const char *text)
{
	SCOPED_JSON json_t *read = NULL;
	struct error err;

	assert_status(STATUS_INVALID, review_note_read(text_of(text), &read, &err), &err);
	assert_null(read);
}

static void
other_lines_are_no_review(void **state)
{
	SCOPED_JSON json_t *said = sample();
	SCOPED(buffer) text = { 0 }, more = { 0 }, grounds = { 0 };
	char *line;

	(void)state;
	write_note(&text, said);
	buffer_append_text(&more, text_of_buffer(&text));
	buffer_append_string(&more, "grounds -\n");
	expect_unread(buffer_string(&more));
	expect_unread("");
	expect_unread("vidimus review v1\n");
	expect_unread("vidimus bundle receipt v1\n");
	/* not canonical: an escape that nobody needs */
	line = strstr(text.p, "grounds \"the");
	assert_non_null(line);
	buffer_append(&grounds, text.p, (size_t)(line - text.p));
	buffer_append_string(&grounds, "grounds \"\\u0041\"\n");
	expect_unread(buffer_string(&grounds));
	/* one letter less of a word */
	line = strstr(text.p, "finding ");
	line[0] = 'F';
	expect_unread(buffer_string(&text));
}

static void
only_the_key_that_signed_it_verifies_it(void **state)
{
	SCOPED_JSON json_t *said = sample(), *read = NULL;
	SCOPED(buffer) text = { 0 }, note = { 0 };
	struct signing_key *key = NULL, *other = NULL;
	struct error err;

	(void)state;
	assert_ok(signing_key_make(&key, &err), &err);
	assert_ok(signing_key_make(&other, &err), &err);
	write_note(&text, said);
	assert_ok(note_sign(&note, text_of_buffer(&text), text_of(CATALOGUE), key, &err), &err);
	assert_ok(review_note_verify(text_of_buffer(&note), signing_key_public(key), &read, &err), &err);
	assert_true(json_equal(said, read));
	json_decref(read);
	read = NULL;
	assert_status(STATUS_FALSE,
	              review_note_verify(text_of_buffer(&note), signing_key_public(other), &read, &err),
	              &err);
	assert_null(read);
	/* the words changed under the signature */
	memcpy(strstr(note.p, "dissent"), "agree  ", 7);
	assert_int_not_equal(STATUS_OK,
	                     review_note_verify(text_of_buffer(&note), signing_key_public(key), &read, &err));
	signing_key_close(key);
	signing_key_close(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_said_comes_back),
		cmocka_unit_test(what_is_missing_is_not_written),
		cmocka_unit_test(a_value_is_one_line),
		cmocka_unit_test(other_lines_are_no_review),
		cmocka_unit_test(only_the_key_that_signed_it_verifies_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

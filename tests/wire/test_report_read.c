/* SPDX-License-Identifier: Apache-2.0 */
/* test_report_read.c - everything that is no report is refused, wherever the bytes are cut. */
#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "wire/report_read.h"

#include <string.h>

static enum status
ignore(void *context, const struct report_fact *fact, struct error *err)
{
	(void)context;
	(void)fact;
	(void)err;
	return STATUS_OK;
}

static void
put_frame(struct buffer *out, char kind, struct text payload)
{
	unsigned char head[FRAME_HEAD_SIZE];

	frame_head_write(head, (enum frame_kind)(unsigned char)kind, payload.n);
	buffer_append(out, head, sizeof head);
	buffer_append_text(out, payload);
}

static void
put_begin(struct buffer *out)
{
	put_frame(out, 'B', (struct text){ "\1", 1 });
}

static void
put_end(struct buffer *out)
{
	put_frame(out, 'E', (struct text){ "\0\0\0\0\0\0\0\0", 8 });
}

/* A report of one frame between beginning and end. */
static void
put_report(struct buffer *out, char kind, struct text payload)
{
	buffer_clear(out);
	put_begin(out);
	put_frame(out, kind, payload);
	put_end(out);
}

static void
put_pair(struct buffer *payload, const char *name, const char *value)
{
	buffer_clear(payload);
	frame_put_text(payload, text_of(name));
	frame_put_text(payload, text_of(value));
}

static void
put_tag(struct buffer *payload, int form, uint64_t length, const char *name, const char *raw)
{
	buffer_clear(payload);
	frame_put_number(payload, (uint64_t)form, 1);
	frame_put_number(payload, length, 8);
	frame_put_text(payload, text_of("EXIF"));
	frame_put_text(payload, text_of(""));
	frame_put_text(payload, text_of(name));
	frame_put_text(payload, text_of(raw));
}

/* The status of reading the bytes in pieces, the same for each length of piece. */
static enum status
status_of(const struct buffer *bytes, size_t pictures, bool *complete)
{
	enum status first = STATUS_OK;

	for (size_t piece = 1; piece < 40; piece += 6) {
		struct report_reader reader = { .taker = { ignore, NULL }, .pictures = pictures };
		enum status status = STATUS_OK;

		for (size_t i = 0; i < bytes->n && status == STATUS_OK; i += piece)
			status = report_reader_feed(&reader, bytes->p + i,
			                            bytes->n - i < piece ? bytes->n - i : piece,
			                            NULL);
		if (piece == 1)
			first = status;
		assert_int_equal(status, first);
		*complete = report_reader_complete(&reader);
		report_reader_end(&reader);
	}
	return first;
}

static void
expect_refused(const struct buffer *bytes, size_t pictures)
{
	bool complete;

	assert_int_equal(status_of(bytes, pictures, &complete), STATUS_INVALID);
	assert_false(complete);
}

static void
expect_whole(const struct buffer *bytes, size_t pictures)
{
	bool complete;

	assert_int_equal(status_of(bytes, pictures, &complete), STATUS_OK);
	assert_true(complete);
}

static void
test_order(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	bool complete;

	(void)state;
	put_end(&bytes);
	expect_refused(&bytes, 0);
	buffer_clear(&bytes);
	put_begin(&bytes);
	assert_int_equal(status_of(&bytes, 0, &complete), STATUS_OK);
	assert_false(complete);
	put_begin(&bytes);
	expect_refused(&bytes, 0);
	buffer_clear(&bytes);
	put_begin(&bytes);
	put_end(&bytes);
	expect_whole(&bytes, 0);
	put_end(&bytes);
	expect_refused(&bytes, 0);
}

static void
test_half_a_frame_is_torn(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct report_reader reader = { .taker = { ignore, NULL } };
	struct error err;

	(void)state;
	put_begin(&bytes);
	put_end(&bytes);
	assert_ok(report_reader_feed(&reader, bytes.p, bytes.n - 1, &err), &err);
	assert_true(report_reader_torn(&reader));
	assert_false(report_reader_complete(&reader));
	assert_ok(report_reader_feed(&reader, bytes.p + bytes.n - 1, 1, &err), &err);
	assert_false(report_reader_torn(&reader));
	assert_true(report_reader_complete(&reader));
	report_reader_end(&reader);
}

static void
test_unknown_kinds_and_lengths(void **state)
{
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	for (int kind = 0; kind < 256; kind++) {
		if (frame_limit((unsigned char)kind) > 0)
			continue;
		put_report(&bytes, (char)kind, (struct text){ "", 0 });
		expect_refused(&bytes, 0);
	}
	/* the length alone is enough to refuse: its bytes never come */
	buffer_clear(&bytes);
	put_begin(&bytes);
	buffer_append(&bytes, "T\xff\xff\xff\xff", 5);
	expect_refused(&bytes, 0);
}

static void
test_pairs(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) payload = { 0 };

	(void)state;
	put_pair(&payload, "width", "640");
	put_report(&bytes, 'N', text_of_buffer(&payload));
	expect_whole(&bytes, 0);
	put_pair(&payload, "Width", "640");
	put_report(&bytes, 'N', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	put_pair(&payload, "width", "6\n40");
	put_report(&bytes, 'N', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	put_pair(&payload, "lib\xff", "1");
	put_report(&bytes, 'P', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	put_pair(&payload, "", "1");
	put_report(&bytes, 'P', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	put_pair(&payload, "lib", "1");
	buffer_append_byte(&payload, 'x');
	put_report(&bytes, 'P', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	payload.n -= 2;
	put_report(&bytes, 'P', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
}

static void
test_tags(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) payload = { 0 };

	(void)state;
	put_tag(&payload, REPORT_TEXT, 5, "Make", "\xff\x00\x1b");
	put_report(&bytes, 'T', text_of_buffer(&payload));
	expect_whole(&bytes, 0); /* values are raw */
	put_tag(&payload, REPORT_BINARY + 1, 5, "Make", "Canon");
	put_report(&bytes, 'T', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	put_tag(&payload, REPORT_TEXT, 4, "Make", "Canon");
	put_report(&bytes, 'T', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	put_tag(&payload, REPORT_TEXT, UINT64_MAX, "Make", "Canon");
	put_report(&bytes, 'T', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	/* no event holds it as a number */
	put_tag(&payload, REPORT_TEXT, UINT64_C(1) << 53, "Make", "Canon");
	put_report(&bytes, 'T', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
	put_tag(&payload, REPORT_TEXT, (UINT64_C(1) << 53) - 1, "Make", "Canon");
	put_report(&bytes, 'T', text_of_buffer(&payload));
	expect_whole(&bytes, 0);
	put_tag(&payload, REPORT_TEXT, 5, "\xc2\x9b", "Canon");
	put_report(&bytes, 'T', text_of_buffer(&payload));
	expect_refused(&bytes, 0);
}

static void
put_picture(struct buffer *payload, uint64_t width, uint64_t height, uint64_t channels,
            size_t samples)
{
	buffer_clear(payload);
	frame_put_number(payload, width, 4);
	frame_put_number(payload, height, 4);
	frame_put_number(payload, channels, 1);
	frame_put_number(payload, 0, 8);
	for (size_t i = 0; i < samples; i++)
		buffer_append_byte(payload, 'p');
}

static void
test_pictures(void **state)
{
	static const uint64_t lies[][4] = { { 2, 2, 3, 11 }, { 2, 2, 3, 13 }, { 2, 2, 2, 8 },
		                            { 0, 2, 3, 0 },  { 0xffffffff, 0xffffffff, 3, 3 },
		                            { 0x80000000, 2, 1, 0 } };
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) payload = { 0 };

	(void)state;
	put_picture(&payload, 2, 2, 3, 12);
	put_report(&bytes, 'I', text_of_buffer(&payload));
	expect_whole(&bytes, 1);
	expect_refused(&bytes, 0); /* nobody asked for one */
	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		put_picture(&payload, lies[i][0], lies[i][1], lies[i][2], (size_t)lies[i][3]);
		put_report(&bytes, 'I', text_of_buffer(&payload));
		expect_refused(&bytes, 1);
	}
}

static void
test_too_many(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) payload = { 0 };

	(void)state;
	put_tag(&payload, REPORT_TEXT, 1, "T", "v");
	put_begin(&bytes);
	for (size_t i = 0; i < REPORT_TAG_LIMIT; i++)
		put_frame(&bytes, 'T', text_of_buffer(&payload));
	put_end(&bytes);
	expect_whole(&bytes, 0);
	bytes.n -= FRAME_HEAD_SIZE + 8;
	put_frame(&bytes, 'T', text_of_buffer(&payload));
	put_end(&bytes);
	expect_refused(&bytes, 0);
}

static void
test_media_types(void **state)
{
	static const char *const wrong[] = { "", "image", "/png", "image/", "image/a/b", "im age/png" };
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) payload = { 0 };

	(void)state;
	frame_put_text(&payload, text_of("image/vnd.adobe.photoshop"));
	put_report(&bytes, 'M', text_of_buffer(&payload));
	expect_whole(&bytes, 0);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		buffer_clear(&payload);
		frame_put_text(&payload, text_of(wrong[i]));
		put_report(&bytes, 'M', text_of_buffer(&payload));
		expect_refused(&bytes, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_half_a_frame_is_torn),
		cmocka_unit_test(test_unknown_kinds_and_lengths),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_media_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

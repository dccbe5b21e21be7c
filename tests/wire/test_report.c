/* SPDX-License-Identifier: Apache-2.0 */
/* test_report.c - what a report tells is what its reader is told, within the limits of both. */
#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "wire/report_read.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a taker saw, one line a fact. */
struct seen {
	struct buffer lines;
	size_t        counts[128];
	uint64_t      dropped;
};

static void
seen_end(struct seen *seen)
{
	buffer_end(&seen->lines);
}

static void
note(struct seen *seen, const struct report_fact *fact)
{
	const struct text texts[] = { fact->source, fact->group, fact->tag, fact->name,
		                      fact->value };

	buffer_append_byte(&seen->lines, (char)fact->kind);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		buffer_append_byte(&seen->lines, '|');
		buffer_append(&seen->lines, texts[i].p, texts[i].n);
	}
	buffer_append_byte(&seen->lines, '\n');
}

static enum status
take(void *context, const struct report_fact *fact, struct error *err)
{
	struct seen *seen = context;

	(void)err;
	seen->counts[fact->kind]++;
	if (fact->kind == FRAME_END)
		seen->dropped = fact->dropped;
	if (fact->value.n < 1000)
		note(seen, fact);
	return STATUS_OK;
}

/* Lets `tell` write a report and reads it back; the report must be whole. */
static void
tell_and_read(void (*tell)(struct report *report), size_t pictures, struct seen *seen)
{
	SCOPED_FD file = memfd_create("report", 0);
	struct report_reader reader = { .taker = { take, seen }, .pictures = pictures };
	struct report *report = report_open(file);
	char bytes[5000];
	struct error err;
	ssize_t n;

	assert_non_null(report);
	tell(report);
	report_close(report);
	assert_int_equal(lseek(file, 0, SEEK_SET), 0);
	while ((n = read(file, bytes, sizeof bytes)) > 0)
		assert_ok(report_reader_feed(&reader, bytes, (size_t)n, &err), &err);
	assert_true(report_reader_complete(&reader));
	report_reader_end(&reader);
}

static void
tell_each(struct report *report)
{
	const struct report_tag tag = { "EXIF", "IFD0", "Make", REPORT_TEXT, { "Canon", 5 } };
	const unsigned char samples[] = { 1, 2, 3, 4, 5, 6 };

	report_parser(report, "libexif", "0.6.24");
	report_media_type(report, "image/jpeg");
	report_media_type(report, "image/png");
	report_measured(report, "frame_rate", "30000/1001");
	report_warning(report, "stripped", NULL);
	report_warning(report, "edited-by", "GIMP");
	report_tag(report, &tag);
	report_picture(report, &(struct report_picture){ 2, 1, 3, 40000, samples });
	report_end(report);
	report_end(report);
}

static void
test_each_fact(void **state)
{
	SCOPED(seen) seen = { 0 };

	(void)state;
	tell_and_read(tell_each, 1, &seen);
	assert_string_equal(buffer_string(&seen.lines), "P||||libexif|0.6.24\n"
	                                                "M||||image/jpeg|\n"
	                                                "N||||frame_rate|30000/1001\n"
	                                                "W||||stripped|\n"
	                                                "W||||edited-by|GIMP\n"
	                                                "T|EXIF|IFD0|Make||Canon\n"
	                                                "I|||||\n"
	                                                "E|||||\n");
}

static void
tell_hostile_names(struct report *report)
{
	char longest[2 * REPORT_NAME_LIMIT];
	struct report_tag tag = { "XMP", "x\x1b[31m", longest, REPORT_TEXT, { "v", 1 } };

	memset(longest, 'n', sizeof longest);
	memcpy(longest + REPORT_NAME_LIMIT - 1, "\xd0\xb6", 2);
	longest[sizeof longest - 1] = '\0';
	report_tag(report, &tag);
	tag.group = NULL;
	tag.tag = "\xff\xc2\x85";
	report_tag(report, &tag);
	report_end(report);
}

static void
test_hostile_names_are_cleaned(void **state)
{
	SCOPED(seen) seen = { 0 };
	struct text lines, first, second;

	(void)state;
	tell_and_read(tell_hostile_names, 0, &seen);
	lines = text_of_buffer(&seen.lines);
	first = text_cut(&lines, '\n');
	second = text_cut(&lines, '\n');
	assert_true(text_begins(first, "T|XMP|x\xef\xbf\xbd[31m|nnn"));
	/* the character that would have been halved is left out whole */
	assert_int_equal(first.n, strlen("T|XMP|x...[31m|||v") + REPORT_NAME_LIMIT - 1);
	assert_true(text_is(second, "T|XMP||\xef\xbf\xbd\xef\xbf\xbd||v"));
}

static void
tell_too_much(struct report *report)
{
	static char value[REPORT_VALUE_LIMIT + 100];
	struct report_tag tag = { "EXIF", "", "Make", REPORT_TEXT, { value, sizeof value } };

	memset(value, 'v', sizeof value - 1);
	for (int i = 0; i < 5000; i++) {
		tag.raw.n = i < 50 ? sizeof value : 10;
		report_tag(report, &tag);
	}
	for (int i = 0; i < 300; i++)
		report_warning(report, "stripped", value);
	report_end(report);
}

static void
test_too_much_is_dropped_and_counted(void **state)
{
	SCOPED(seen) seen = { 0 };

	(void)state;
	tell_and_read(tell_too_much, 0, &seen);
	assert_int_equal(seen.counts[FRAME_TAG], REPORT_TAG_LIMIT);
	assert_true(seen.counts[FRAME_WARNING] > 200);
	assert_int_equal(seen.dropped, 5000 - REPORT_TAG_LIMIT + 300 - seen.counts[FRAME_WARNING]);
}

static void
tell_cut(struct report *report)
{
	static char value[REPORT_VALUE_LIMIT + 1];
	struct report_tag tag = { "A", "", "B", REPORT_BINARY, { value, sizeof value } };

	memset(value, 'v', sizeof value);
	report_tag(report, &tag);
	tag.raw = (struct text){ NULL, 0 };
	report_tag(report, &tag);
	report_end(report);
}

static enum status
take_cut(void *context, const struct report_fact *fact, struct error *err)
{
	size_t *tags = context;

	(void)err;
	if (fact->kind != FRAME_TAG)
		return STATUS_OK;
	if ((*tags)++ == 0) {
		assert_int_equal(fact->value.n, REPORT_BINARY_LIMIT);
		assert_int_equal(fact->length, REPORT_VALUE_LIMIT + 1);
	} else {
		assert_int_equal(fact->value.n, 0);
		assert_int_equal(fact->length, 0);
	}
	return STATUS_OK;
}

static void
test_a_binary_value_is_cut(void **state)
{
	SCOPED_FD file = memfd_create("report", 0);
	struct report *report = report_open(file);
	struct report_reader reader = { 0 };
	char bytes[2000];
	size_t tags = 0;
	struct error err;

	(void)state;
	reader.taker = (struct report_taker){ take_cut, &tags };
	assert_non_null(report);
	tell_cut(report);
	report_close(report);
	assert_ok(report_reader_feed(&reader, bytes, (size_t)pread(file, bytes, sizeof bytes, 0), &err),
	          &err);
	assert_int_equal(tags, 2);
	report_reader_end(&reader);
}

static void
tell_picture(struct report *report)
{
	const unsigned char samples[] = { 1, 2, 3 };

	report_picture(report, &(struct report_picture){ 65535, 65535, 3, 0, samples });
	report_picture(report, &(struct report_picture){ 1, 1, 4, 0, samples });
	report_picture(report, &(struct report_picture){ 0, 1, 3, 0, samples });
	report_end(report);
}

static void
test_impossible_pictures_are_dropped(void **state)
{
	SCOPED(seen) seen = { 0 };

	(void)state;
	tell_and_read(tell_picture, 1, &seen);
	assert_int_equal(seen.counts[FRAME_PICTURE], 0);
	assert_int_equal(seen.dropped, 3);
}

/* Whoever reports to a pipe that is gone ends, by the signal or by itself. */
static void
test_a_pipe_that_is_gone_ends_the_process(void **state)
{
	int pipes[2], how;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	close(pipes[0]);
	child = fork();
	if (child == 0) {
		struct report *report;

		signal(SIGPIPE, SIG_IGN);
		report = report_open(pipes[1]);
		report_end(report);
		_exit(0);
	}
	close(pipes[1]);
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFEXITED(how));
	assert_int_equal(WEXITSTATUS(how), REPORT_GONE_EXIT);
}

static void
tell_fingerprints(struct report *report)
{
	struct report_hashes hashes = { .quality = 90 };
	struct report_frame frame = { .microseconds = 40000, .number = 1, .quality = 77 };
	uint32_t numbers[1500];

	report_hashes(report, &hashes);
	report_series(report, &(struct report_box){ 0, 20, 320, 200 });
	for (size_t i = 0; i < 1000; i++)
		report_frames(report, &frame, 1);
	for (size_t i = 0; i < 1500; i++)
		numbers[i] = (uint32_t)i;
	report_sound(report, numbers, 1500);
	report_end(report);
}

/* Counts what batches hold. */
static enum status
count_batches(void *context, const struct report_fact *fact, struct error *err)
{
	size_t *counts = context;
	struct text batch = fact->batch;
	struct report_frame frame;
	uint32_t number;

	(void)err;
	if (fact->kind == FRAME_SERIES)
		assert_int_equal(fact->hashes.box.height, 200);
	while (fact->kind == FRAME_FRAMES && report_frame_take(&batch, &frame)) {
		assert_int_equal(frame.microseconds, 40000);
		counts[0]++;
	}
	while (fact->kind == FRAME_SOUND && report_number_take(&batch, &number))
		assert_int_equal(number, counts[1]++);
	return STATUS_OK;
}

static enum status
read_fingerprints(size_t counts[2], bool asked)
{
	SCOPED_FD file = memfd_create("report", 0);
	struct report_reader reader = { .taker = { count_batches, counts },
		                        .fingerprints = asked };
	struct report *report = report_open(file);
	char bytes[5000];
	enum status status = STATUS_OK;
	ssize_t n;

	assert_non_null(report);
	tell_fingerprints(report);
	report_close(report);
	assert_int_equal(lseek(file, 0, SEEK_SET), 0);
	while (status == STATUS_OK && (n = read(file, bytes, sizeof bytes)) > 0)
		status = report_reader_feed(&reader, bytes, (size_t)n, NULL);
	report_reader_end(&reader);
	return status;
}

static void
fingerprints_are_told_in_batches_and_only_when_asked_for(void **state)
{
	size_t counts[2] = { 0 };

	(void)state;
	assert_int_equal(read_fingerprints(counts, true), STATUS_OK);
	assert_int_equal(counts[0], 1000);
	assert_int_equal(counts[1], 1500);
	assert_int_equal(read_fingerprints(counts, false), STATUS_INVALID);
}

static void
put_bad_frame(struct buffer *out, const char *payload, size_t n, enum frame_kind kind)
{
	unsigned char head[FRAME_HEAD_SIZE];

	frame_head_write(head, FRAME_BEGIN, 1);
	buffer_append(out, head, sizeof head);
	buffer_append_byte(out, FRAME_VERSION);
	frame_head_write(head, kind, n);
	buffer_append(out, head, sizeof head);
	buffer_append(out, payload, n);
}

static void
malformed_fingerprints_are_refused(void **state)
{
	static const char zeros[512];
	static const struct {
		enum frame_kind kind;
		size_t          n;
	} cases[] = {
		{ FRAME_FRAMES, REPORT_FRAME_SIZE },     /* before any series */
		{ FRAME_SOUND, 3 },                      /* no whole number */
		{ FRAME_HASHES, 100 },                   /* too few hashes */
		{ FRAME_SERIES, 15 },                    /* half a box */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(buffer) bytes = { 0 };
		size_t counts[2] = { 0 };
		struct report_reader reader = { .taker = { count_batches, counts },
			                        .fingerprints = true };

		put_bad_frame(&bytes, zeros, cases[i].n, cases[i].kind);
		assert_int_equal(report_reader_feed(&reader, bytes.p, bytes.n, NULL),
		                 STATUS_INVALID);
		report_reader_end(&reader);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fingerprints_are_told_in_batches_and_only_when_asked_for),
		cmocka_unit_test(malformed_fingerprints_are_refused),
		cmocka_unit_test(test_each_fact),
		cmocka_unit_test(test_hostile_names_are_cleaned),
		cmocka_unit_test(test_too_much_is_dropped_and_counted),
		cmocka_unit_test(test_a_binary_value_is_cut),
		cmocka_unit_test(test_impossible_pictures_are_dropped),
		cmocka_unit_test(test_a_pipe_that_is_gone_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

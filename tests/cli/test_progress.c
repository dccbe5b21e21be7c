/* SPDX-License-Identifier: Apache-2.0 */
/* test_progress.c - the progress line: its words, its rate, when it is drawn and taken away. */
#include "cli/progress.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/sample.h"
#include "support/person.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SECOND UINT64_C(1000000000)

static void
line_is(struct progress_state state, double rate, unsigned width, const char *expected)
{
	SCOPED(buffer) out = { 0 };

	progress_format(&out, &state, rate, width);
	assert_string_equal(buffer_string(&out), expected);
}

static void
the_line_reads_as_promised(void **state)
{
	struct progress_state at = { .files = 37, .files_total = 210, .bytes = 12400000000,
		                     .bytes_total = 88000000000, .doing = "hashing",
		                     .name = text_of("video_41.mp4") };

	(void)state;
	line_is(at, 143e6, 0, "[ 37/210] 12.4 GB of 88 GB  143 MB/s  ETA 00:08:49  hashing video_41.mp4");
	line_is(at, 0, 0, "[ 37/210] 12.4 GB of 88 GB  hashing video_41.mp4");
	at.name = text_of("a\x1b[2Jb\nc\xff");
	line_is(at, 0, 0, "[ 37/210] 12.4 GB of 88 GB  hashing a\\x1b[2Jb\\nc\\xff");
	line_is(at, 143e6, 60, "[ 37/210] 12.4 GB of 88 GB  143 MB/s  ETA 00:08:49  hashing\u2026");
}

static void
what_is_not_known_is_left_out(void **state)
{
	(void)state;
	line_is((struct progress_state){ .files = 3 }, 0, 0, "[3]");
	line_is((struct progress_state){ .files = 3, .bytes = 5000 }, 1000, 0, "[3] 5 kB  1 kB/s");
	line_is((struct progress_state){ .files = 5, .files_total = 10 }, 0.5, 0,
	        "[ 5/10]  ETA 00:00:10");
	line_is((struct progress_state){ .files = 3, .files_total = 10, .bytes = 20 }, 2, 0,
	        "[ 3/10] 20 B  2 B/s");
	line_is((struct progress_state){ .files = 12, .files_total = 10, .bytes = 9,
	                                 .bytes_total = 8 }, 2, 0, "[12/10] 9 B of 8 B  2 B/s");
}

static void
the_rate_is_smooth_and_falls_when_nothing_moves(void **state)
{
	struct rate rate = { 0 };
	uint64_t time = 5 * SECOND, done = 0;
	double before;

	(void)state;
	rate_sample(&rate, time, done);
	assert_false(rate.known);
	for (int i = 0; i < 60; i++)
		rate_sample(&rate, time += SECOND, done += 1000);
	assert_true(rate.a_second > 999 && rate.a_second < 1001);
	rate_sample(&rate, time += SECOND, done += 9000);
	assert_true(rate.a_second > 1500 && rate.a_second < 3000);
	before = rate.a_second;
	rate_sample(&rate, time + SECOND / 10, done + 100000);
	assert_true(rate.a_second >= before && rate.a_second <= before);
	for (int i = 0; i < 60; i++)
		rate_sample(&rate, time += SECOND, done);
	assert_true(rate.a_second < 20);
	rate_sample(&rate, time += SECOND, 0);
	assert_false(rate.known);
}

/* Everything written to the pipe while `when` says so and the work makes 1000 steps. */
static void
plain_lines(enum when when, struct buffer *out)
{
	struct progress_state state = { .files_total = 10, .bytes_total = 1000, .doing = "hashing" };
	char bytes[65536];
	int ends[2];
	struct progress *progress;
	ssize_t n;

	assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	progress = progress_begin(ends[1], when);
	assert_non_null(progress);
	for (state.bytes = 1; state.bytes <= 1000; state.bytes++)
		progress_update(progress, &state);
	progress_end(progress);
	while ((n = read(ends[0], bytes, sizeof bytes)) > 0)
		buffer_append(out, bytes, (size_t)n);
	close(ends[0]);
	close(ends[1]);
}

static void
off_a_terminal_lines_come_every_twentieth(void **state)
{
	SCOPED(buffer) out = { 0 };
	SCOPED(buffer) none = { 0 };
	size_t lines = 0;

	(void)state;
	plain_lines(WHEN_ALWAYS, &out);
	for (size_t i = 0; i < out.n; i++)
		lines += out.p[i] == '\n';
	assert_in_range(lines, 20, 22);
	assert_null(strchr(buffer_string(&out), '\r'));
	assert_null(strchr(buffer_string(&out), '\033'));
	assert_non_null(strstr(buffer_string(&out), "[ 0/10] 1 kB of 1 kB"));
	plain_lines(WHEN_AUTO, &none);
	plain_lines(WHEN_NEVER, &none);
	assert_int_equal(none.n, 0);
}

static void
pause_for(long milliseconds)
{
	struct timespec time = { .tv_sec = milliseconds / 1000,
		                 .tv_nsec = milliseconds % 1000 * 1000000 };

	while (nanosleep(&time, &time) != 0)
		;
}

/* Works for a second without a word after the first: the line must live on. */
static int
work_on_terminal(void *context)
{
	struct progress_state state = { .files = 1, .files_total = 4, .doing = "reading",
		                        .name = text_of("a.mp4") };
	SCOPED(output) output = { 0 };
	struct command command = { .program = &sample_program, .name = "work", .output = &output,
		                   .settings.progress = *(enum when *)context };
	struct progress *progress;

	interrupt_install();
	output_begin(&output, STDOUT_FILENO);
	progress = command_progress_begin(&command);
	progress_update(progress, &state);
	pause_for(300);
	output_string(&output, "a result\n");
	state.files = 2;
	progress_update(progress, &state);
	pause_for(200);
	raise(SIGUSR1);
	pause_for(300);
	command_warn(&command, "slow");
	command_progress_end(&command);
	output_string(&output, "the end\n");
	output_flush(&output);
	return 0;
}

static void
on_a_terminal_the_line_makes_way_and_goes(void **state)
{
	enum when when = WHEN_AUTO;
	struct person person;

	(void)state;
	person_begin(&person, work_on_terminal, &when);
	person_expect(&person, "\r[1/4]  reading a.mp4\033[K");
	person_expect(&person, "\r\033[Ka result\r\n");
	person_expect(&person, "\r[2/4]");
	person_expect(&person, "\r\033[K[2/4]"); /* SIGUSR1: a line that stays */
	person_expect(&person, "\r\n");
	person_expect(&person, "\r\033[Kvidimus: work: warning: slow\r\nthe end\r\n");
	assert_int_equal(person_end(&person), 0);
	person_free(&person);
}

static void
sigusr1_is_answered_even_when_never(void **state)
{
	enum when when = WHEN_NEVER;
	struct person person;

	(void)state;
	person_begin(&person, work_on_terminal, &when);
	person_expect(&person, "a result\r\n");
	person_expect(&person, "[2/4]");
	person_expect(&person, "reading a.mp4\r\nvidimus: work: warning: slow\r\nthe end\r\n");
	assert_int_equal(person_end(&person), 0);
	assert_null(strstr(buffer_string(&person.seen), "\033"));
	person_free(&person);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_reads_as_promised),
		cmocka_unit_test(what_is_not_known_is_left_out),
		cmocka_unit_test(the_rate_is_smooth_and_falls_when_nothing_moves),
		cmocka_unit_test(off_a_terminal_lines_come_every_twentieth),
		cmocka_unit_test(on_a_terminal_the_line_makes_way_and_goes),
		cmocka_unit_test(sigusr1_is_answered_even_when_never),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

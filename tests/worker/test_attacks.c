/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_attacks.c - a family of parsers that attacks, asked through the real
 * fork server: each attack is stopped, is written down as what it was, and
 * neither this process nor the file is worse for it.
 */
#include "worker/stage.h"

#include "base/error.h"
#include "base/scoped.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

struct expected {
	const char              *attack;
	enum examination_outcome outcome;
	int                      ending; /* signal, or exit code */
	const char              *result; /* of an attack that the process survived; NULL else */
};

static const struct expected forbidden_calls[] = {
	{ "tcp", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "udp", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "unix", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "mkdir", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "unlink", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "fork", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "exec", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "ptrace", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "vm-read", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "kill-parent", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "abort-parent", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "kill-all", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "map-shared", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "map-shared-nameless", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "pwrite", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "ftruncate", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "fallocate", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "fchmod", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "map-code", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "make-code", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "io-uring", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "unshare", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "dumpable", EXAMINATION_KILLED, SIGSYS, NULL },
	{ "raise", EXAMINATION_KILLED, SIGSYS, NULL },
};

static const struct expected refused_calls[] = {
	{ "open", EXAMINATION_COMPLETE, 0, "refused" },
	{ "open-itself", EXAMINATION_COMPLETE, 0, "refused" },
	{ "create", EXAMINATION_COMPLETE, 0, "refused" },
	{ "stat", EXAMINATION_COMPLETE, 0, "refused" },
	{ "clone3", EXAMINATION_COMPLETE, 0, "refused" },
	{ "write", EXAMINATION_COMPLETE, 0, "refused" },
	{ "setrlimit", EXAMINATION_COMPLETE, 0, "refused" },
	{ "environment", EXAMINATION_COMPLETE, 0, "empty" },
	{ "descriptors", EXAMINATION_COMPLETE, 0, "empty" },
	{ "thread", EXAMINATION_COMPLETE, 0, "ok" },
};

static const struct expected faults[] = {
	{ "abort", EXAMINATION_KILLED, SIGABRT, NULL },
	{ "exit-0", EXAMINATION_FAILED, 0, NULL },
	{ "exit-4", EXAMINATION_FAILED, 4, NULL },
	{ "end-then-exit-7", EXAMINATION_FAILED, 7, NULL },
};

static const struct expected bad_reports[] = {
	{ "zeros", EXAMINATION_MALFORMED, 0, NULL },
	{ "endless-frames", EXAMINATION_MALFORMED, 0, NULL },
	{ "noise", EXAMINATION_MALFORMED, 0, NULL },
	{ "oversized", EXAMINATION_MALFORMED, 0, NULL },
	{ "half", EXAMINATION_MALFORMED, 0, NULL },
	{ "interleaved", EXAMINATION_MALFORMED, 0, NULL },
	{ "bad-text", EXAMINATION_MALFORMED, 0, NULL },
	{ "picture", EXAMINATION_MALFORMED, 0, NULL },
};

/* The attack came to nothing, and afterwards an honest file is read as ever. */
static void
expect(struct stage *stage, const struct expected *expected)
{
	SCOPED(examination) got = { 0 };
	int ending;

	stage_attack(stage, expected->attack, NULL, &got);
	ending = got.outcome == EXAMINATION_KILLED   ? got.signal
	         : got.outcome == EXAMINATION_FAILED ? got.exit_code
	                                             : 0;
	if (got.outcome != expected->outcome || ending != expected->ending)
		fail_msg("%s: %s, signal %d, exit code %d", expected->attack,
		         examination_outcome_name(got.outcome), got.signal, got.exit_code);
	if (expected->result != NULL && !result_is(&got, expected->result))
		fail_msg("%s came out otherwise than '%s'", expected->attack, expected->result);
	assert_true(got.sandboxed);
	assert_string_equal(got.worker, "vidimus-worker-image");
	stage_expect_well(stage);
}

static void
expect_all(const struct expected *expected, size_t count)
{
	struct stage stage;

	stage_begin(&stage, false);
	for (size_t i = 0; i < count; i++)
		expect(&stage, &expected[i]);
	stage_end(&stage);
}

#define EXPECT_ALL(table) expect_all(table, sizeof table / sizeof table[0])

static void
test_forbidden_calls_kill(void **state)
{
	(void)state;
	EXPECT_ALL(forbidden_calls);
}

static void
test_calls_that_libraries_try_are_refused(void **state)
{
	(void)state;
	EXPECT_ALL(refused_calls);
}

static void
test_faults_are_facts(void **state)
{
	(void)state;
	EXPECT_ALL(faults);
}

static void
test_bad_reports_are_refused(void **state)
{
	(void)state;
	EXPECT_ALL(bad_reports);
}

/* Under AddressSanitizer the fault handler of the sanitizer ends the process instead of the signal. */
static void
test_a_segmentation_fault(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, false);
	if (UNDER_ADDRESS_SANITIZER) {
		SCOPED(examination) got = { 0 };

		print_message("AddressSanitizer: a fault ends by its handler, not by SIGSEGV\n");
		stage_attack(&stage, "segv", NULL, &got);
		assert_int_not_equal(got.outcome, EXAMINATION_COMPLETE);
	} else {
		expect(&stage, &(const struct expected){ "segv", EXAMINATION_KILLED, SIGSEGV, NULL });
	}
	stage_end(&stage);
}

static void
test_memory_is_limited(void **state)
{
	static const struct expected memory[] = {
		{ "address-space", EXAMINATION_COMPLETE, 0, "refused" },
		{ "memory", EXAMINATION_COMPLETE, 0, "refused" },
	};

	(void)state;
	if (UNDER_ADDRESS_SANITIZER) {
		print_message("NOT TESTED: AddressSanitizer needs more address space than any "
		              "limit leaves\n");
		skip();
	}
	EXPECT_ALL(memory);
}

static void
test_processor_time_is_limited(void **state)
{
	static const struct {
		const char *attack;
		int         signal;
	} spins[] = { { "spin", SIGXCPU }, { "spin-on", SIGKILL } };
	struct parser_limits limits = worker_limits("image/png");
	struct stage stage;

	(void)state;
	limits.cpu_seconds = 1;
	stage_begin(&stage, false);
	for (size_t i = 0; i < sizeof spins / sizeof spins[0]; i++) {
		SCOPED(examination) got = { 0 };

		stage_attack(&stage, spins[i].attack, &limits, &got);
		assert_int_equal(got.outcome, EXAMINATION_KILLED);
		assert_int_equal(got.signal, spins[i].signal);
		assert_int_equal(got.cpu_seconds_limit, 1);
		stage_expect_well(&stage);
	}
	stage_end(&stage);
}

static void
test_wall_time_is_limited(void **state)
{
	struct parser_limits limits = worker_limits("image/png");
	SCOPED(examination) got = { 0 };
	struct stage stage;

	(void)state;
	limits.wall_seconds = 1;
	stage_begin(&stage, false);
	stage_attack(&stage, "hang", &limits, &got);
	assert_int_equal(got.outcome, EXAMINATION_TIMED_OUT);
	assert_in_range(got.milliseconds, 1000, 8000);
	assert_int_equal(got.wall_seconds_limit, 1);
	stage_expect_well(&stage);
	stage_end(&stage);
}

/* Not by the kernel, which limits no thread of root's: the server counts them. */
static void
test_threads_are_limited(void **state)
{
	static const struct expected threads[] = { { "threads", EXAMINATION_KILLED, SIGKILL, NULL } };

	(void)state;
	EXPECT_ALL(threads);
}

/* Who asked does not want to know any more. */
static void
test_a_hanging_file_can_be_given_up(void **state)
{
	SCOPED(examination) got = { 0 };
	struct stage stage;
	struct error err;

	(void)state;
	stage_begin(&stage, false);
	stage.stop = true;
	assert_status(STATUS_INTERRUPTED, stage_try(&stage, "hang", NULL, &got, &err), &err);
	stage.stop = false;
	stage_expect_well(&stage);
	stage_end(&stage);
}

/* What has more pixels than nothing can be recognised in is not taken; what has no time that an event holds is no picture. */
static void
test_bad_pictures_are_refused(void **state)
{
	static const char *const attacks[] = { "picture-too-large", "sharp-thumbnail", "picture-of-no-time" };
	const struct parser_task task = { .work = PARSER_THUMBNAIL,
		                          .media_type = "image/png",
		                          .side = 160 };
	struct stage stage;

	(void)state;
	stage_begin(&stage, false);
	for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) path = { 0 };
		SCOPED_FD file = -1;
		struct picture picture;
		struct error err;

		buffer_append_format(&path, "%s/attack", stage.folder);
		write_file(path.p, attacks[i], strlen(attacks[i]));
		file = open(path.p, O_RDONLY | O_CLOEXEC);
		assert_ok(worker_picture(stage.worker, file, strlen(attacks[i]), &task, NULL, &picture,
		                         &got, &err),
		          &err);
		assert_int_equal(got.outcome, EXAMINATION_MALFORMED);
		assert_null(picture.samples);
	}
	stage_end(&stage);
}

/* No child knows anything of the one before it. */
static void
test_each_child_is_fresh(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, false);
	for (int i = 0; i < 5; i++)
		stage_expect_well(&stage);
	stage_end(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forbidden_calls_kill),
		cmocka_unit_test(test_calls_that_libraries_try_are_refused),
		cmocka_unit_test(test_faults_are_facts),
		cmocka_unit_test(test_bad_reports_are_refused),
		cmocka_unit_test(test_a_segmentation_fault),
		cmocka_unit_test(test_memory_is_limited),
		cmocka_unit_test(test_processor_time_is_limited),
		cmocka_unit_test(test_wall_time_is_limited),
		cmocka_unit_test(test_threads_are_limited),
		cmocka_unit_test(test_a_hanging_file_can_be_given_up),
		cmocka_unit_test(test_bad_pictures_are_refused),
		cmocka_unit_test(test_each_child_is_fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

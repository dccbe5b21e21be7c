/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_both.c - one child examines and then fingerprints: whatever befalls the
 * second leaves the first as it was, and honest files give what two children give.
 */
#include "worker/stage.h"

#include "base/error.h"
#include "base/scoped.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What one child told, or two. */
struct both {
	struct examination  examined, fingerprinted;
	struct fingerprints prints;
};

static void
both_end(struct both *both)
{
	examination_end(&both->examined);
	examination_end(&both->fingerprinted);
	fingerprints_end(&both->prints);
}

static enum status
try_both(struct stage *stage, const char *attack, struct both *out, struct error *err)
{
	const struct parser_task task = { .work = PARSER_EXAMINE, .media_type = "image/png" };
	SCOPED(buffer) path = { 0 };
	SCOPED_FD file = -1;

	buffer_append_format(&path, "%s/attack", stage->folder);
	write_file(path.p, attack, strlen(attack));
	file = open(path.p, O_RDONLY | O_CLOEXEC);
	assert_true(file >= 0);
	return worker_examine_and_fingerprint(stage->worker, file, strlen(attack), &task,
	                                      &out->examined, &out->prints, &out->fingerprinted,
	                                      err);
}

static void
test_the_second_report_has_the_fingerprints(void **state)
{
	SCOPED(both) got = { 0 };
	struct stage stage;
	struct error err;

	(void)state;
	stage_begin(&stage, false);
	assert_ok(try_both(&stage, "then-hashes", &got, &err), &err);
	assert_int_equal(got.examined.outcome, EXAMINATION_COMPLETE);
	assert_int_equal(got.fingerprinted.outcome, EXAMINATION_COMPLETE);
	assert_true(result_is(&got.examined, "ok"));
	assert_true(result_is(&got.fingerprinted, "ok"));
	assert_int_equal(got.prints.picture_count, 1);
	assert_true(got.examined.bytes_received > 0);
	assert_true(got.fingerprinted.bytes_received > got.examined.bytes_received);
	assert_true(got.examined.sandboxed && got.fingerprinted.sandboxed);
	stage_end(&stage);
}

static void
test_the_first_report_may_have_none(void **state)
{
	SCOPED(both) got = { 0 };
	struct stage stage;
	struct error err;

	(void)state;
	stage_begin(&stage, false);
	assert_ok(try_both(&stage, "hashes", &got, &err), &err);
	assert_int_equal(got.examined.outcome, EXAMINATION_MALFORMED);
	assert_int_equal(got.fingerprinted.outcome, EXAMINATION_COMPLETE); /* by a child of its own */
	assert_int_equal(got.prints.picture_count, 1);
	stage_end(&stage);
}

static void
test_what_befalls_the_second_leaves_the_first(void **state)
{
	static const struct {
		const char              *attack;
		enum examination_outcome outcome;
		int                      signal;
	} attacks[] = {
		{ "then-abort", EXAMINATION_KILLED, SIGABRT },
		{ "then-tcp", EXAMINATION_KILLED, SIGSYS },
		{ "then-exit-0", EXAMINATION_FAILED, 0 },
		{ "then-end-then-exit-7", EXAMINATION_FAILED, 0 },
		{ "then-noise", EXAMINATION_MALFORMED, 0 },
		{ "then-half", EXAMINATION_MALFORMED, 0 },
		{ "then-endless-frames", EXAMINATION_MALFORMED, 0 },
		{ "then-picture", EXAMINATION_MALFORMED, 0 },
	};
	struct stage stage;

	(void)state;
	stage_begin(&stage, false);
	for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
		SCOPED(both) got = { 0 };
		struct error err;

		assert_ok(try_both(&stage, attacks[i].attack, &got, &err), &err);
		if (got.fingerprinted.outcome != attacks[i].outcome)
			fail_msg("%s: %s\n", attacks[i].attack,
			         examination_outcome_name(got.fingerprinted.outcome));
		if (got.fingerprinted.outcome == EXAMINATION_KILLED)
			assert_int_equal(got.fingerprinted.signal, attacks[i].signal);
		assert_int_equal(got.examined.outcome, EXAMINATION_COMPLETE);
		assert_int_equal(got.examined.signal, 0);
		assert_int_equal(got.examined.exit_code, 0);
		assert_true(result_is(&got.examined, "ok"));
		assert_true(got.examined.bytes_received > 0 && got.examined.bytes_received < 200);
		stage_expect_well(&stage);
	}
	stage_end(&stage);
}

/* What dies before it comes to the fingerprints has them asked of another child. */
static void
test_what_kills_the_first_is_told_of_both(void **state)
{
	SCOPED(both) got = { 0 };
	struct stage stage;
	struct error err;

	(void)state;
	stage_begin(&stage, false);
	assert_ok(try_both(&stage, "abort", &got, &err), &err);
	assert_int_equal(got.examined.outcome, EXAMINATION_KILLED);
	assert_int_equal(got.examined.signal, SIGABRT);
	assert_int_equal(got.fingerprinted.outcome, EXAMINATION_KILLED);
	assert_int_equal(got.fingerprinted.signal, SIGABRT);
	stage_expect_well(&stage);
	stage_end(&stage);
}

static void
test_the_second_can_be_given_up(void **state)
{
	SCOPED(both) got = { 0 };
	struct stage stage;
	struct error err;

	(void)state;
	stage_begin(&stage, false);
	stage.stop = true;
	assert_status(STATUS_INTERRUPTED, try_both(&stage, "then-hang", &got, &err), &err);
	stage.stop = false;
	stage_expect_well(&stage);
	stage_end(&stage);
}

static void
test_what_nobody_reads_has_neither(void **state)
{
	const struct parser_task task = { .work = PARSER_EXAMINE, .media_type = "text/plain" };
	SCOPED(both) got = { 0 };
	struct stage stage;
	struct error err;

	(void)state;
	stage_begin(&stage, false);
	assert_ok(worker_examine_and_fingerprint(stage.worker, -1, 5, &task, &got.examined,
	                                         &got.prints, &got.fingerprinted, &err),
	          &err);
	assert_int_equal(got.examined.outcome, EXAMINATION_NO_PARSER);
	assert_int_equal(got.fingerprinted.outcome, EXAMINATION_NO_PARSER);
	stage_end(&stage);
}

/* --- the real parsers --- */

static const struct {
	const char *path, *media_type;
} honest[] = {
	{ "vectors/fingerprints/videos/doorknob-hd-no-bar.mp4", "video/mp4" },
	{ "corpus/drewnoakes__metadata-extractor-images/mov/with-gps.mov", "video/quicktime" },
	{ "corpus/drewnoakes__metadata-extractor-images/jpg/Kodak DC240.jpg", "image/jpeg" },
	{ "vectors/fingerprints/images/modes/F.webp", "image/webp" },
};

static void
two_children(struct worker *worker, int file, uint64_t size, const char *media_type,
             struct both *out)
{
	struct parser_task task = { .work = PARSER_EXAMINE };
	struct error err;

	snprintf(task.media_type, sizeof task.media_type, "%s", media_type);
	assert_ok(worker_examine(worker, file, size, &task, NULL, &out->examined, &err), &err);
	task.work = PARSER_FINGERPRINT;
	assert_ok(worker_fingerprint(worker, file, size, &task, NULL, &out->prints,
	                             &out->fingerprinted, &err),
	          &err);
}

static void
one_child(struct worker *worker, int file, uint64_t size, const char *media_type,
          struct both *out)
{
	struct parser_task task = { .work = PARSER_EXAMINE };
	struct error err;

	snprintf(task.media_type, sizeof task.media_type, "%s", media_type);
	assert_ok(worker_examine_and_fingerprint(worker, file, size, &task, &out->examined,
	                                         &out->prints, &out->fingerprinted, &err),
	          &err);
}

static void
assert_same_told(const struct examination *a, const struct examination *b)
{
	assert_int_equal(a->outcome, b->outcome);
	assert_true(json_equal(a->tags, b->tags));
	assert_true(json_equal(a->measured, b->measured));
	assert_true(json_equal(a->warnings, b->warnings));
	assert_true(json_equal(a->parsers, b->parsers));
	assert_int_equal(a->bytes_received, b->bytes_received);
}

static void
assert_same_prints(const struct fingerprints *a, const struct fingerprints *b)
{
	assert_int_equal(a->picture_count, b->picture_count);
	for (size_t i = 0; i < a->picture_count; i++)
		assert_memory_equal(a->pictures[i].hashes, b->pictures[i].hashes,
		                    sizeof a->pictures[i].hashes);
	assert_int_equal(a->film_count, b->film_count);
	for (size_t i = 0; i < a->film_count; i++) {
		assert_int_equal(a->films[i].n, b->films[i].n);
		for (size_t k = 0; k < a->films[i].n; k++) {
			assert_true(a->films[i].frames[k].microseconds ==
			            b->films[i].frames[k].microseconds);
			assert_true(hash256_equal(&a->films[i].frames[k].hash,
			                          &b->films[i].frames[k].hash));
		}
	}
	assert_int_equal(a->sound_count, b->sound_count);
	assert_int_equal(a->sound_nanoseconds, b->sound_nanoseconds);
	if (a->sound_count > 0)
		assert_memory_equal(a->sound, b->sound, a->sound_count * sizeof *a->sound);
}

static void
test_one_child_tells_what_two_tell(void **state)
{
	struct worker *worker = NULL;
	const struct worker_settings settings = { .folder = VIDIMUS_TEST_PROGRAMS "/.." };
	struct error err;

	(void)state;
	assert_ok(worker_open(&worker, &settings, &err), &err);
	for (size_t i = 0; i < sizeof honest / sizeof honest[0]; i++) {
		SCOPED(both) one = { 0 };
		SCOPED(both) two = { 0 };
		SCOPED_FREE char *path = shared_path(honest[i].path);
		SCOPED_FD file = -1;
		struct stat st;

		if (path == NULL) {
			print_message("SKIPPED: %s is not there\n", honest[i].path);
			continue;
		}
		file = open(path, O_RDONLY | O_CLOEXEC);
		assert_int_equal(fstat(file, &st), 0);
		two_children(worker, file, (uint64_t)st.st_size, honest[i].media_type, &two);
		one_child(worker, file, (uint64_t)st.st_size, honest[i].media_type, &one);
		assert_int_equal(two.fingerprinted.outcome, EXAMINATION_COMPLETE);
		if (two.prints.picture_count == 0 && two.prints.film_count == 0)
			fail_msg("%s has no fingerprints\n", honest[i].path);
		assert_same_told(&one.examined, &two.examined);
		assert_same_told(&one.fingerprinted, &two.fingerprinted);
		assert_same_prints(&one.prints, &two.prints);
	}
	worker_close(worker);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_second_report_has_the_fingerprints),
		cmocka_unit_test(test_the_first_report_may_have_none),
		cmocka_unit_test(test_what_befalls_the_second_leaves_the_first),
		cmocka_unit_test(test_what_kills_the_first_is_told_of_both),
		cmocka_unit_test(test_the_second_can_be_given_up),
		cmocka_unit_test(test_what_nobody_reads_has_neither),
		cmocka_unit_test(test_one_child_tells_what_two_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

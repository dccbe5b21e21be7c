/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_incomplete.c - where Landlock or seccomp is missing, nothing is parsed
 * unless that was allowed, and then it is written down. A kernel without them
 * is simulated by an outer filter that answers as such a kernel does.
 */
#include "worker/stage.h"

#include "wire/request.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* landlock_create_ruleset, landlock_add_rule, landlock_restrict_self */
#define LANDLOCK_FIRST 444
#define LANDLOCK_COUNT 3

/* From here on this process and its children see a kernel without these calls. */
static bool
lose_calls(int first, int count, int error)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
	bool done = context != NULL && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;

	for (int i = 0; done && i < count; i++)
		done = seccomp_rule_add(context, SCMP_ACT_ERRNO((unsigned)error), first + i, 0) == 0;
	done = done && seccomp_load(context) == 0;
	seccomp_release(context);
	return done;
}

static bool
lose_landlock(void)
{
	return lose_calls(LANDLOCK_FIRST, LANDLOCK_COUNT, ENOSYS);
}

static bool
switch_landlock_off(void)
{
	return lose_calls(LANDLOCK_FIRST, LANDLOCK_COUNT, EOPNOTSUPP);
}

static bool
lose_restriction(void)
{
	return lose_calls(LANDLOCK_FIRST + 2, 1, EPERM);
}

static bool
lose_seccomp(void)
{
	return lose_calls(SCMP_SYS(seccomp), 1, EINVAL);
}

/* In a process of its own: without what `lose` takes, and whether that is allowed. */
static bool
refuses_and_says(bool (*lose)(void), const char *words)
{
	struct stage stage = { 0 };
	struct error err = { 0 };
	bool refused;

	if (!lose())
		return false;
	refused = stage_open(&stage, false, &err) == STATUS_REFUSED;
	fprintf(stderr, "%s\n", err.text);
	return refused && strstr(err.text, words) != NULL;
}

static bool
parses_and_records(bool (*lose)(void), const char *words)
{
	struct stage stage;
	struct examination got;

	(void)words;
	if (!lose())
		return false;
	stage_begin(&stage, true);
	stage_attack(&stage, "ok", NULL, &got);
	return got.outcome == EXAMINATION_COMPLETE && !got.sandboxed && result_is(&got, "ok") &&
	       !worker_is_sandboxed(stage.worker);
}

/* What has the report open after its child is not waited for: 20 seconds are an end by SIGALRM. */
static bool
ends_with_its_child(bool (*lose)(void), const char *words)
{
	struct stage stage;
	struct examination got;

	(void)words;
	if (!lose())
		return false;
	stage_begin(&stage, true);
	alarm(20);
	stage_attack(&stage, "leave-open", NULL, &got);
	return got.outcome == EXAMINATION_COMPLETE && result_is(&got, "ok");
}

static bool
holds_in_child(bool (*trial)(bool (*lose)(void), const char *words), bool (*lose)(void),
               const char *words)
{
	pid_t child = fork();
	int how;

	if (child == 0)
		_exit(trial(lose, words) ? 0 : 1);
	assert_int_equal(waitpid(child, &how, 0), child);
	return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

static void
test_without_landlock(void **state)
{
	(void)state;
	assert_true(holds_in_child(refuses_and_says, lose_landlock, "no Landlock"));
	assert_true(holds_in_child(refuses_and_says, switch_landlock_off, "no Landlock"));
	assert_true(holds_in_child(parses_and_records, lose_landlock, ""));
}

static void
test_with_landlock_that_does_not_restrict(void **state)
{
	(void)state;
	assert_true(holds_in_child(refuses_and_says, lose_restriction, "Landlock (version"));
	assert_true(holds_in_child(parses_and_records, lose_restriction, ""));
}

static void
test_without_seccomp(void **state)
{
	(void)state;
	assert_true(holds_in_child(refuses_and_says, lose_seccomp, "seccomp"));
	assert_true(holds_in_child(parses_and_records, lose_seccomp, ""));
	assert_true(holds_in_child(ends_with_its_child, lose_seccomp, ""));
}

static void
expect_refusal(const char *folder, const char *words)
{
	const struct worker_settings settings = { .folder = folder };
	struct worker *worker;
	struct error err;

	assert_status(STATUS_REFUSED, worker_open(&worker, &settings, &err), &err);
	assert_non_null(strstr(err.text, words));
}

/* An executable of that name that ends at once. */
static void
write_program(const char *folder, const char *family, const char *mark)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) script = { 0 };

	buffer_append_format(&path, "%s/vidimus-worker-%s", folder, family);
	buffer_append_format(&script, "#!/bin/false\n# %s\n", mark);
	write_file(path.p, script.p, script.n);
	assert_int_equal(chmod(path.p, 0700), 0);
}

/* What is missing, or of another build, is known before the first file, whichever family that will be of. */
static void
test_without_the_program(void **state)
{
	char *folder = folder_make();

	(void)state;
	expect_refusal(folder, "vidimus-worker-image is neither in");
	write_program(folder, "image", "");
	expect_refusal(folder, "vidimus-worker-image is of another build");
	write_program(folder, "image", REQUEST_MARK);
	expect_refusal(folder, "vidimus-worker-av is neither in");
	write_program(folder, "av", REQUEST_MARK_OF(1));
	expect_refusal(folder, "vidimus-worker-av is of another build");
	write_program(folder, "av", REQUEST_MARK);
	expect_refusal(folder, "vidimus-worker-image ended before it was ready");
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_landlock),
		cmocka_unit_test(test_with_landlock_that_does_not_restrict),
		cmocka_unit_test(test_without_seccomp),
		cmocka_unit_test(test_without_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

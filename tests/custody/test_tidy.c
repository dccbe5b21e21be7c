/* SPDX-License-Identifier: Apache-2.0 */
/* test_tidy.c - what a killed process left is told and removed; what lives or is foreign stays. */
#include "custody/tidy.h"

#include "sample/sample.h"

#include "base/error.h"
#include "base/scoped.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>

struct fixture {
	struct sample sample;
	char          told[1024]; /* names, each with "-" if it was removed, and a space */
};

static int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	sample_make_empty(&f->sample);
	*state = f;
	return 0;
}

static int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	sample_drop(&f->sample);
	free(f);
	return 0;
}

static void
take(void *context, const struct vault_leftover *leftover)
{
	struct fixture *f = context;
	size_t n = strlen(f->told);

	snprintf(f->told + n, sizeof f->told - n, "%s%s ", leftover->removed ? "-" : "",
	         leftover->name);
}

static struct tidy_report
tidy(struct fixture *f, bool dry_run, enum sample_actor actor)
{
	struct catalogue *catalogue = sample_open(&f->sample, f->sample.path, actor);
	struct tidy_report report;
	struct error err;

	f->told[0] = '\0';
	assert_ok(tidy_run(catalogue, dry_run, take, f, &report, &err), &err);
	catalogue_close(catalogue);
	return report;
}

/* A process that stages a photograph in a named file and is killed in the midst of it. */
static void
leave(struct fixture *f, const char *name, size_t n)
{
	SCOPED_FREE char *path = NULL;
	SCOPED_FREE char *bytes = calloc(1, n + 1);

	assert_true(asprintf(&path, "%s/staging/%s", f->sample.path, name) > 0);
	write_file(path, bytes, n);
}

#define OURS "staged-0123456789abcdef0123456789abcdef"

static void
leftovers_are_told_and_removed(void **state)
{
	struct fixture *f = *state;
	struct tidy_report report;

	leave(f, OURS, 1000);
	leave(f, "holiday.txt", 10);
	report = tidy(f, true, SAMPLE_NOBODY);
	assert_int_equal(report.removed, 1);
	assert_int_equal(report.bytes, 1000);
	assert_int_equal(report.kept, 1);
	assert_non_null(strstr(f->told, OURS));
	assert_null(strstr(f->told, "-" OURS));
	report = tidy(f, false, SAMPLE_ANA);
	assert_int_equal(report.removed, 1);
	assert_int_equal(report.bytes, 1000);
	assert_int_equal(report.kept, 1);
	assert_int_equal(report.failed, 0);
	assert_non_null(strstr(f->told, "-" OURS));
	assert_non_null(strstr(f->told, "holiday.txt"));
	assert_null(strstr(f->told, "-holiday.txt"));
	report = tidy(f, false, SAMPLE_ANA);
	assert_int_equal(report.removed, 0);
	assert_int_equal(report.kept, 1);
}

static void
file_that_a_living_process_writes_is_left_alone(void **state)
{
	struct fixture *f = *state;
	SCOPED_FREE char *path = NULL;
	struct tidy_report report;
	int file;

	leave(f, OURS, 5);
	assert_true(asprintf(&path, "%s/staging/%s", f->sample.path, OURS) > 0);
	file = open(path, O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(file, LOCK_EX | LOCK_NB), 0); /* as the vault marks its own */
	report = tidy(f, false, SAMPLE_ANA);
	assert_int_equal(report.removed, 0);
	assert_int_equal(access(path, F_OK), 0);
	close(file);
	report = tidy(f, false, SAMPLE_ANA);
	assert_int_equal(report.removed, 1);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void
removing_needs_a_catalogue_open_for_writing(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = sample_open(&f->sample, f->sample.path, SAMPLE_NOBODY);
	struct tidy_report report;
	struct error err;

	leave(f, OURS, 5);
	assert_status(STATUS_REFUSED, tidy_run(catalogue, false, NULL, NULL, &report, &err), &err);
	catalogue_close(catalogue);
	assert_int_equal(tidy(f, false, SAMPLE_ANA).removed, 1);
}

static void
originals_are_not_touched(void **state)
{
	struct fixture *f = *state;
	struct run before = { 0 }, after = { 0 };
	char path[512];
	struct catalogue *catalogue = sample_open(&f->sample, f->sample.path, SAMPLE_ANA);

	snprintf(path, sizeof path, "%s/a.jpg", f->sample.folder);
	sample_photograph(path, 1, 5000);
	sample_take_in(catalogue, path, true);
	catalogue_close(catalogue);
	snprintf(path, sizeof path, "%s/originals/" OURS, f->sample.path);
	write_file(path, "x", 1);
	expect_shell(0, &before, f->sample.folder, "cd '%s' && find originals | sort", f->sample.path);
	tidy(f, false, SAMPLE_ANA);
	expect_shell(0, &after, f->sample.folder, "cd '%s' && find originals | sort", f->sample.path);
	assert_string_equal(buffer_string(&before.out), buffer_string(&after.out));
	assert_true(before.out.n > 100);
	run_end(&before);
	run_end(&after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(leftovers_are_told_and_removed, make_fixture,
		                                drop_fixture),
		cmocka_unit_test_setup_teardown(file_that_a_living_process_writes_is_left_alone,
		                                make_fixture, drop_fixture),
		cmocka_unit_test_setup_teardown(removing_needs_a_catalogue_open_for_writing,
		                                make_fixture, drop_fixture),
		cmocka_unit_test_setup_teardown(originals_are_not_touched, make_fixture, drop_fixture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

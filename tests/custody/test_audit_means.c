/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_audit_means.c - an audit that lacks descriptors, permission or room finds
 * no damage for that: it says what it could not check, and why.
 */
#include "custody/audit.h"

#include "sample/sample.h"

#include "base/error.h"
#include "base/scoped.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static struct sample sample;

static int
make_sample(void **state)
{
	(void)state;
	sample_make(&sample);
	return 0;
}

static int
drop_sample(void **state)
{
	(void)state;
	sample_drop(&sample);
	return 0;
}

static const char *
layer(const json_t *report, const char *name)
{
	return json_string_value(json_object_get(json_object_get(report, "layers"), name));
}

/* Nothing is called damaged; what is not whole says so. */
static void
expect_no_damage(const json_t *report)
{
	const char *name;
	json_t *value;
	bool whole = true;

	json_object_foreach(json_object_get(report, "layers"), name, value) {
		const char *words = json_string_value(value);

		if (strcmp(words, "FAILED") == 0)
			fail_msg("%s FAILED: %s", name, json_dumps(report, JSON_INDENT(1)));
		whole = whole && strcmp(words, "OK") == 0;
	}
	if (json_is_true(json_object_get(report, "ok")) != whole ||
	    json_is_true(json_object_get(report, "complete")) != whole)
		fail_msg("ok or complete is not %d: %s", whole, json_dumps(report, JSON_INDENT(1)));
	assert_int_equal(json_array_size(json_object_get(json_object_get(report, "objects"), "altered")), 0);
	assert_int_equal(json_array_size(json_object_get(json_object_get(report, "objects"), "missing")), 0);
}

/* The lowest descriptor that is not in use. */
static rlim_t
next_descriptor(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	close(fd);
	return (rlim_t)fd;
}

static json_t *
audit_with(struct catalogue *catalogue, rlim_t descriptors)
{
	const struct audit_options options = { .scope = AUDIT_FULL, .threads = 2 };
	struct rlimit before, now;
	json_t *report = NULL;
	struct error err = { 0 };
	enum status st;

	getrlimit(RLIMIT_NOFILE, &before);
	now = (struct rlimit){ descriptors, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
	st = audit_run(catalogue, &options, &report, &err);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_ok(st, &err);
	return report;
}

static void
without_descriptors_nothing_is_damaged(void **state)
{
	bool objects_unread = false, all_well = false;

	(void)state;
	for (rlim_t more = 0; more < 16; more++) {
		struct catalogue *catalogue = sample_open(&sample, sample.path, SAMPLE_NOBODY);
		SCOPED_JSON json_t *report = audit_with(catalogue, next_descriptor() + more);

		expect_no_damage(report);
		objects_unread = objects_unread || strstr(layer(report, "objects"), "NOT CHECKED") != NULL;
		all_well = json_is_true(json_object_get(report, "ok"));
		catalogue_close(catalogue);
	}
	assert_true(objects_unread);
	assert_true(all_well);
}

/* Runs as somebody without privileges, since root may read everything. */
static int
audit_as_nobody(void)
{
	const struct audit_options options = { .scope = AUDIT_FULL };
	SCOPED_POINTER(catalogue) catalogue = NULL;
	SCOPED_JSON json_t *report = NULL;
	struct error err = { 0 };

	if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0 ||
	    catalogue_open_for_audit(&catalogue, sample.path, &sample.here, &err) != STATUS_OK ||
	    audit_run(catalogue, &options, &report, &err) != STATUS_OK) {
		print_error("%s\n", err.text);
		return 1;
	}
	expect_no_damage(report);
	if (strstr(layer(report, "objects"), "Permission denied") == NULL) {
		print_error("objects: %s\n", layer(report, "objects"));
		return 2;
	}
	return json_integer_value(json_object_get(json_object_get(report, "objects"), "unread_count")) > 0
	               ? 0
	               : 3;
}

static void
originals_that_may_not_be_read_are_not_damaged(void **state)
{
	struct run run = { 0 };
	int status;
	pid_t child;

	(void)state;
	if (geteuid() != 0) {
		skip(); /* needs to become somebody else */
		return;
	}
	expect_shell(0, &run, sample.folder,
	             "chmod 755 . catalogue; chmod -R a+rX catalogue/originals catalogue/staging;"
	             " chmod a+r catalogue/catalog.db; chmod -R 000 $(ls -d catalogue/originals/?? | head -1);"
	             " chmod 600 $(find catalogue/originals -type f | tail -1)");
	child = fork();
	if (child == 0)
		_exit(audit_as_nobody());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_descriptors_nothing_is_damaged),
		cmocka_unit_test(originals_that_may_not_be_read_are_not_damaged),
	};

	return cmocka_run_group_tests(tests, make_sample, drop_sample);
}

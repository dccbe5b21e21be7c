/* SPDX-License-Identifier: Apache-2.0 */
/* test_bags.c - the conformance suite of BagIt, each bag judged as its folder says. */
#include "support/support.h"

#include "bundle/bag_check.h"

#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BAGS "vectors/custody/bagit"

/* Two bags list a file that only a file system without case or with normalisation has. */
static bool
needs_other_file_system(const char *name)
{
	return strcmp(name, "duplicate-file-with-different-case") == 0 ||
	       strcmp(name, "same-filename-listed-twice-with-different-normalization") == 0;
}

static bool
has_code(const json_t *list, const char *code)
{
	size_t i;
	json_t *entry;

	json_array_foreach((json_t *)(uintptr_t)list, i, entry)
		if (strcmp(json_string_value(json_object_get(entry, "code")), code) == 0)
			return true;
	return false;
}

static void
judge(const char *path, const char *kind, const char *name)
{
	struct bundle_source *source = NULL;
	struct bag_verdict verdict = { 0 };
	struct error err;
	char *faults, *warnings;
	bool valid, expected = strcmp(kind, "valid") == 0 || strcmp(kind, "warning") == 0;

	assert_ok(bundle_source_open(&source, path, NULL, &err), &err);
	assert_ok(bag_check(source, &verdict, &err), &err);
	faults = json_dumps(verdict.faults, 0);
	warnings = json_dumps(verdict.warnings, 0);
	valid = json_array_size(verdict.faults) == 0;
	if (needs_other_file_system(name))
		expected = false;
	if (valid != expected || (strcmp(kind, "warning") == 0 && expected && json_array_size(verdict.warnings) == 0))
		fail_msg("%s is %s: %s %s", path, valid ? "valid" : "invalid", faults, warnings);
	if (strncmp(name, "out-of-scope", 12) == 0)
		assert_true(has_code(verdict.faults, "unsafe-name"));
	if (strcmp(name, "corrupt-data-file") == 0)
		assert_true(has_code(verdict.faults, "changed"));
	free(faults);
	free(warnings);
	bag_verdict_end(&verdict);
	bundle_source_close(source);
}

/* Every bag of VERSION/KIND. */
static size_t
judge_kind(const char *version, const char *kind)
{
	char relative[300], path[600];
	size_t judged = 0;
	char *folder;
	DIR *open;

	snprintf(relative, sizeof relative, BAGS "/%s/%s", version, kind);
	folder = shared_path(relative);
	open = folder != NULL ? opendir(folder) : NULL;
	for (const struct dirent *entry; open != NULL && (entry = readdir(open)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		judge(path, kind, entry->d_name);
		judged++;
	}
	if (open != NULL)
		closedir(open);
	free(folder);
	return judged;
}

static void
test_every_bag(void **state)
{
	static const char *const versions[] = { "v0.93", "v0.94", "v0.95", "v0.96", "v0.97", "v1.0" };
	static const char *const kinds[] = { "valid", "invalid", "warning", "linux-only", "windows-only" };
	size_t judged = 0;

	(void)state;
	for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
		for (size_t j = 0; j < sizeof kinds / sizeof kinds[0]; j++)
			judged += judge_kind(versions[i], kinds[j]);
	assert_true(judged >= 39);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_bag) };

	need_shared(BAGS);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

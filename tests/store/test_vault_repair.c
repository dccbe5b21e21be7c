/* SPDX-License-Identifier: Apache-2.0 */
/* test_vault_repair.c - a damaged object is kept, and a fresh copy takes its place. */
#include "store/vault.h"

#include "store/vault_fixture.h"

static void
damage(const struct fixture *f, const struct digest *digest, const char *text)
{
	char path[PATH_ROOM];

	assert_int_equal(chmod(path_of(f, digest, path), 0600), 0);
	write_file(path, text, strlen(text));
}

static void
each_damaged_copy_is_kept_in_every_way(void **state)
{
	struct fixture *f = *state;

	for (size_t way = 0; way < WAYS; way++) {
		struct digest digest, expected;
		char text[32], path[PATH_ROOM], name[DIGEST_TEXT_SIZE];

		open_with(f, ways[way]);
		snprintf(text, sizeof text, "precious %zu", way);
		digest = put(f, text);
		digest_write(name, &digest);
		for (unsigned n = 1; n <= 3; n++) {
			SCOPED_POINTER(staged) staged = stage_synced(f, text);
			char bad[32], kept[PATH_ROOM], kept_as[VAULT_PATH_SIZE];
			struct vault_finding finding;
			struct error err;

			snprintf(bad, sizeof bad, "precious ? %u", n);
			damage(f, &digest, bad);
			assert_ok(vault_replace_damaged(f->vault, staged, kept_as, &finding, &err), &err);
			snprintf(kept, sizeof kept, "originals/damaged/%s.%u", name, n);
			assert_string_equal(kept_as, kept);
			snprintf(kept, sizeof kept, "%s/%s", f->folder, kept_as);
			assert_content(kept, bad);
			assert_content(path_of(f, &digest, path), text);
			assert_ok(digest_of(bad, strlen(bad), &expected, NULL), NULL);
			assert_true(finding.readable && digest_equal(&finding.digest, &expected));
			assert_int_equal(finding.bytes, strlen(bad));
			assert_ok(vault_check(f->vault, &digest, NULL, &finding, &err), &err);
		}
		assert_int_equal(count_names(f, "staging"), 0);
	}
}

static void
what_is_no_file_is_set_aside_too(void **state)
{
	struct fixture *f = *state;

	for (size_t way = 0; way < WAYS; way++) {
		struct digest digest;
		char text[32], path[PATH_ROOM], kept[PATH_ROOM], kept_as[VAULT_PATH_SIZE];
		SCOPED_POINTER(staged) staged = NULL;
		struct vault_finding finding;
		struct stat st;
		struct error err;

		open_with(f, ways[way]);
		snprintf(text, sizeof text, "no file %zu", way);
		digest = put(f, text);
		path_of(f, &digest, path);
		assert_int_equal(unlink(path), 0);
		assert_int_equal(way == 1 ? symlink("/etc/hostname", path) : mkdir(path, 0700), 0);
		staged = stage_synced(f, text);
		assert_ok(vault_replace_damaged(f->vault, staged, kept_as, &finding, &err), &err);
		assert_false(finding.readable);
		assert_content(path, text);
		snprintf(kept, sizeof kept, "%s/%s", f->folder, kept_as);
		assert_int_equal(lstat(kept, &st), 0);
		assert_true(way == 1 ? S_ISLNK(st.st_mode) : S_ISDIR(st.st_mode));
	}
}

static void
a_sound_or_absent_object_is_left(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "sound");
	SCOPED_POINTER(staged) staged = stage_synced(f, "sound");
	SCOPED_POINTER(staged) absent = stage_synced(f, "absent");
	char kept_as[VAULT_PATH_SIZE] = "untouched", path[PATH_ROOM];
	struct vault_finding finding;

	assert_status(STATUS_EXISTS,
	              vault_replace_damaged(f->vault, staged, kept_as, &finding, NULL), NULL);
	assert_status(STATUS_NOT_FOUND,
	              vault_replace_damaged(f->vault, absent, kept_as, &finding, NULL), NULL);
	assert_string_equal(kept_as, "untouched");
	assert_content(path_of(f, &digest, path), "sound");
	assert_int_equal(count_names(f, "originals/damaged"), 0);
}

static void
what_is_not_durable_replaces_nothing(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "precious");
	SCOPED_POINTER(staged) staged = stage(f, "precious");
	char kept_as[VAULT_PATH_SIZE], path[PATH_ROOM];
	struct vault_finding finding;

	damage(f, &digest, "damaged!");
	assert_status(STATUS_FAULT,
	              vault_replace_damaged(f->vault, staged, kept_as, &finding, NULL), NULL);
	assert_content(path_of(f, &digest, path), "damaged!");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		VAULT_TEST(each_damaged_copy_is_kept_in_every_way),
		VAULT_TEST(what_is_no_file_is_set_aside_too),
		VAULT_TEST(a_sound_or_absent_object_is_left),
		VAULT_TEST(what_is_not_durable_replaces_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

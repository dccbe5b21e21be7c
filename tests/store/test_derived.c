/* SPDX-License-Identifier: Apache-2.0 */
/* test_derived.c - files that appear whole under their hash, or under a name that nothing had. */
#include "store/derived.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "crypto/digest.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct place {
	char *path;
	int   folder;
};

static int
begin(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	place->path = folder_make();
	place->folder = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*state = place;
	return place->folder < 0;
}

static int
end(void **state)
{
	struct place *place = *state;

	close(place->folder);
	folder_remove(place->path);
	free(place);
	return 0;
}

static void
put(const struct place *place, const char *words, struct digest *digest)
{
	struct derived derived = { .folder = -1, .file = { .fd = -1 } };
	struct error err;
	uint64_t bytes;

	assert_ok(derived_begin(&derived, place->folder, &err), &err);
	assert_ok(derived_write(&derived, words, strlen(words), &err), &err);
	assert_ok(derived_finish(&derived, digest, &bytes, &err), &err);
	assert_int_equal(bytes, strlen(words));
	derived_end(&derived);
}

static void
a_file_is_kept_under_its_hash(void **state)
{
	const struct place *place = *state;
	struct digest digest, again, expected;
	char hex[DIGEST_TEXT_SIZE], found[128];
	struct run run = { 0 };

	assert_ok(digest_of("picture", 7, &expected, NULL), NULL);
	assert_status(STATUS_NOT_FOUND, derived_check(place->folder, &expected, NULL), NULL);
	put(place, "picture", &digest);
	assert_memory_equal(&digest, &expected, sizeof digest);
	assert_ok(derived_check(place->folder, &digest, NULL), NULL);
	put(place, "picture", &again);
	assert_memory_equal(&digest, &again, sizeof digest);
	digest_write(hex, &digest);
	expect_shell(0, &run, place->path, "find derived -type f -printf '%%m %%P'");
	snprintf(found, sizeof found, "440 %.2s/%s", hex, hex);
	assert_string_equal(buffer_string(&run.out), found);
	run_end(&run);
}

static void
what_is_damaged_or_gone_is_told_and_can_be_made_again(void **state)
{
	const struct place *place = *state;
	struct digest digest;
	struct run run = { 0 };

	put(place, "picture", &digest);
	expect_shell(0, &run, place->path, "f=$(find derived -type f); chmod u+w $f; echo x >>$f");
	assert_status(STATUS_FALSE, derived_check(place->folder, &digest, NULL), NULL);
	assert_ok(derived_remove(place->folder, &digest, NULL), NULL);
	assert_status(STATUS_NOT_FOUND, derived_check(place->folder, &digest, NULL), NULL);
	assert_ok(derived_remove(place->folder, &digest, NULL), NULL);
	expect_shell(0, &run, place->path, "rm -r derived");
	assert_ok(derived_remove(place->folder, &digest, NULL), NULL);
	put(place, "picture", &digest);
	assert_ok(derived_check(place->folder, &digest, NULL), NULL);
	run_end(&run);
}

/* Links, pipes, folders: told as damage, removed, and made again; but a folder with something in it stays. */
static void
what_is_no_file_is_damage(void **state)
{
	static const char *const others[] = { "ln -s /etc/passwd", "ln -s nowhere", "mkfifo", "mkdir" };
	const struct place *place = *state;
	struct digest digest;
	char hex[DIGEST_TEXT_SIZE];
	SCOPED(run) run = { 0 };
	SCOPED(buffer) bytes = { 0 };
	struct error err;

	put(place, "picture", &digest);
	digest_write(hex, &digest);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		expect_shell(0, &run, place->path, "cd derived/%.2s && rm -f %s && %s %s", hex, hex,
		             others[i], hex);
		assert_status(STATUS_FALSE, derived_check(place->folder, &digest, &err), &err);
		assert_non_null(strstr(err.text, hex));
		assert_status(STATUS_FALSE, derived_read(place->folder, &digest, 100, &bytes, &err), &err);
		assert_ok(derived_remove(place->folder, &digest, &err), &err);
		put(place, "picture", &digest);
		assert_ok(derived_check(place->folder, &digest, &err), &err);
	}
	expect_shell(0, &run, place->path, "cd derived/%.2s && rm -f %s && mkdir -p %s/more", hex, hex, hex);
	assert_status(STATUS_FALSE, derived_remove(place->folder, &digest, &err), &err);
	assert_non_null(strstr(err.text, hex));
}

static void
what_was_not_finished_is_not_there(void **state)
{
	const struct place *place = *state;
	struct derived derived = { .folder = -1, .file = { .fd = -1 } };
	struct digest digest;
	struct run run = { 0 };

	assert_ok(derived_begin(&derived, place->folder, NULL), NULL);
	assert_ok(derived_write(&derived, "half", 4, NULL), NULL);
	assert_ok(derived_digest(&derived, &digest, NULL), NULL);
	expect_shell(0, &run, place->path, "find . -type f");
	assert_int_equal(run.out.n, 0);
	derived_end(&derived);
	derived_end(&derived);
	assert_status(STATUS_NOT_FOUND, derived_check(place->folder, &digest, NULL), NULL);
	run_end(&run);
}

static void
a_link_in_place_of_the_folder_is_not_followed(void **state)
{
	const struct place *place = *state;
	struct derived derived;
	struct run run = { 0 };

	expect_shell(0, &run, place->path, "mkdir elsewhere && ln -s elsewhere derived");
	assert_status(STATUS_IO, derived_begin(&derived, place->folder, NULL), NULL);
	run_end(&run);
}

static void
a_new_file_replaces_nothing(void **state)
{
	const struct place *place = *state;
	struct newfile file;
	struct error err = { 0 };
	struct stat there;
	struct run run = { 0 };

	expect_shell(0, &run, place->path, "ln -s gone link; mkdir folder; echo mine >file");
	assert_ok(newfile_open(&file, place->folder, 0640, &err), &err);
	assert_ok(file_write_all(file.fd, "new", 3, &err), &err);
	assert_ok(newfile_sync(&file, &err), &err);
	assert_status(STATUS_EXISTS, newfile_publish(&file, place->folder, "link", &err), &err);
	assert_status(STATUS_EXISTS, newfile_publish(&file, place->folder, "folder", &err), &err);
	assert_status(STATUS_EXISTS, newfile_publish(&file, place->folder, "file", &err), &err);
	assert_ok(newfile_publish(&file, place->folder, "new", &err), &err);
	newfile_end(&file);
	assert_int_equal(fstatat(place->folder, "new", &there, 0), 0);
	assert_int_equal(there.st_mode & 0777, 0640);
	assert_int_equal(there.st_size, 3);
	expect_shell(0, &run, place->path, "cat file; ls -A | grep -v home");
	assert_string_equal(buffer_string(&run.out), "mine\nfile\nfolder\nlink\nnew\n");
	run_end(&run);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_kept_under_its_hash),
		TEST(what_is_damaged_or_gone_is_told_and_can_be_made_again),
		TEST(what_is_no_file_is_damage),
		TEST(what_was_not_finished_is_not_there),
		TEST(a_link_in_place_of_the_folder_is_not_followed),
		TEST(a_new_file_replaces_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_archives.c - TAR files and compressed ZIPs through the locked-in worker, and archives made to deceive. */
#include "support/small_bag.h"

#include "bundle/bag_check.h"
#include "media/program.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MADE_HERE "vectors/custody/archives/made-here"
#define LIBARCHIVE "vectors/custody/archives/libarchive"

static const struct bundle_source_options options = { .workers = VIDIMUS_WORKERS };

/* What opening it and hashing all of it gives. */
static enum status
open_all(const char *path, struct error *err)
{
	struct bundle_source *source = NULL;
	enum status st = bundle_source_open(&source, path, &options, err);

	for (size_t i = 0; st == STATUS_OK && i < bundle_source_count(source); i++) {
		struct digests digests;

		st = bundle_source_hash(source, i, 0, &digests, err);
	}
	bundle_source_close(source);
	return st;
}

static void
expect_trick(const char *path, const char *trick)
{
	struct error err = { 0 };
	enum status st = open_all(path, &err);

	if (trick[0] == '\0' && st == STATUS_OK)
		return;
	if (st != STATUS_FALSE || strncmp(err.text, trick, strlen(trick)) != 0 || err.text[strlen(trick)] != ':')
		fail_msg("%s: expected %s, got %d %s", path, trick, (int)st, err.text);
}

/* How a bag is packed, in its parent folder. */
static const char *const packings[] = {
	"tar --format ustar -cf bag.arc b",
	"tar --format gnu -cf bag.arc b",
	"tar --format pax -cf bag.arc b",
	"bsdtar --format pax -cf bag.arc b",
	"tar -czf bag.arc b",
	"tar -cjf bag.arc b",
	"tar -cJf bag.arc b",
	"tar -cf bag.arc ./b",
	"zip -qr bag.arc.zip b && mv bag.arc.zip bag.arc",
	"zip -qrD0 bag.arc.zip b && mv bag.arc.zip bag.arc",
	"bsdtar --format zip -cf bag.arc b",
	"7z a -tzip bag.arc b >/dev/null && { test -e bag.arc || mv bag.arc.zip bag.arc; }",
	"python3 -c \"import shutil; shutil.make_archive('x','zip','.','b')\" && mv x.zip bag.arc",
};

static void
judge_packed(const char *path, const char *packing)
{
	struct bundle_source *source = NULL;
	struct bag_verdict verdict = { 0 };
	struct buffer read = { 0 };
	struct error err;
	char *faults;

	if (bundle_source_open(&source, path, &options, &err) != STATUS_OK)
		fail_msg("%s: %s", packing, err.text);
	assert_ok(bag_check(source, &verdict, &err), &err);
	faults = json_dumps(verdict.faults, 0);
	if (json_array_size(verdict.faults) != 0)
		fail_msg("%s: %s", packing, faults);
	assert_ok(bundle_source_read(source, "bagit.txt", 1000, &read, &err), &err);
	assert_string_equal(buffer_string(&read), SMALL_BAG_DECLARATION);
	buffer_end(&read);
	free(faults);
	bag_verdict_end(&verdict);
	bundle_source_close(source);
}

static void
test_packed_bags_are_read(void **state)
{
	char *folder = folder_make();
	char path[700];

	(void)state;
	for (size_t i = 0; i < sizeof packings / sizeof packings[0]; i++) {
		struct run run = { 0 };

		expect_shell(0, &run, folder,
		             "cd %s && rm -rf b bag.arc && mkdir -p b/data && cd b && printf '" "BagIt-Version: 1.0\\nTag-File-Character-Encoding: UTF-8\\n' > bagit.txt && "
		             "seq 100000 > data/numbers && printf x > 'data/\xd5\x80\xd5\xa1\xd5\xb5\xd5\xa5\xd6\x80\xd5\xa5\xd5\xb6' && cp data/numbers data/%s && sha256sum data/* > manifest-sha256.txt && md5sum bagit.txt manifest-* > tagmanifest-md5.txt && cd .. && %s",
		             folder, i == 0 ? "short" : "a-name-that-is-longer-than-the-hundred-bytes-that-the-oldest-of-all-headers-has-room-for-and-so-needs-another", packings[i]);
		run_end(&run);
		snprintf(path, sizeof path, "%s/bag.arc", folder);
		judge_packed(path, packings[i]);
		if (strstr(packings[i], "-cf bag.arc ./b") == NULL && strstr(packings[i], "tar") != NULL) {
			/* payload is hashed, and not kept */
			struct bundle_source *source = NULL;
			struct bundle_stream *stream = NULL;
			struct error err;

			assert_ok(bundle_source_open(&source, path, &options, &err), &err);
			if (strstr(packings[i], "zip") == NULL)
				assert_status(STATUS_UNUSABLE, bundle_stream_open(&stream, source, "data/numbers", &err), &err);
			bundle_source_close(source);
		}
	}
	folder_remove(folder);
}

/* Shell commands that make a.tar or a.zip, and the trick. */
static const struct {
	const char *commands, *trick;
} tricks[] = {
	{ "mkdir b && echo x > b/x && tar -cf a b && head -c 100 a > cut && mv cut a", "unknown-format" },
	{ "mkdir b && seq 9999 > b/x && tar -cf a b && head -c 20000 a > cut && mv cut a", "damaged" },
	{ "mkdir b && seq 999999 > b/x && tar -czf a b && head -c -100 a > cut && mv cut a", "damaged" },
	{ "mkdir b c && echo x > b/x && echo x > c/x && tar -cf a b c", "several-tops" },
	{ "echo x > x && tar -cf a x", "no-top-folder" },
	{ "mkdir b && tar -cf a b", "empty" },
	{ "mkdir b && echo x > b/x && ln b/x b/y && tar -cf a b", "symlink" },
	{ "mkdir b && echo x > b/x && tar -Pcf a --transform 's|b/x|b/../../x|' b/x", "zip-slip" },
	{ "mkdir b && echo x > b/x && echo y > b/X && tar -cf a b", "case-collision" },
	{ "mkdir b && echo x > b/x && tar -cf a b && echo y > b/y && tar -cf c b && cat c >> a", "hidden-member" },
	{ "mkdir b && echo x > b/x && tar -cf a b && seq 1000 >> a", "trailing-bytes" },
	{ "mkdir b && head -c 100000000 /dev/zero > b/x && tar -czf a b", "bomb" },
	{ "mkdir b && truncate -s 100G b/x && printf x >> b/x && tar -Scf a b", "bomb" },
	{ "mkdir b && seq 9999 > b/x && zip -qreP secret a.zip b && mv a.zip a", "encrypted" },
	{ "mkdir b && seq 9999 > b/x && zip -qrDP secret a.zip b && mv a.zip a && printf XXXXXXXX | dd of=a bs=1 seek=$(($(stat -c %s a) - 100)) conv=notrunc status=none", "encrypted" },
	{ "mkdir b && seq 9999 > b/x && 7z a -psecret -mem=AES256 -tzip a.zip b >/dev/null && mv a.zip a", "encrypted" },
	{ "mkdir b && seq 9999 > b/x && 7z a a.7z b >/dev/null && mv a.7z a", "unknown-format" },
	{ "mkdir b && seq 9999 > b/x && zip -qr a.zip b && mv a.zip a && printf X | dd of=a bs=1 seek=200 conv=notrunc status=none", "damaged" },
	{ "mkdir b && seq 9999 > b/x && tar -czf a b && seq 1000 >> a", "trailing-bytes" },
	{ "mkdir b && seq 9999 > b/x && tar -cjf a b && seq 1000 >> a", "trailing-bytes" },
	{ "mkdir b && echo x > b/x && tar -cf a b && head -c 1048576 /dev/zero >> a && gzip a && mv a.gz a && rm -r b", "" },
	{ ": > a", "unknown-format" },
	{ "seq 100000 > a", "unknown-format" },
};

static void
test_tricks_are_named(void **state)
{
	char *folder = folder_make();
	char path[700];

	(void)state;
	snprintf(path, sizeof path, "%s/t/a", folder);
	for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++) {
		struct run run = { 0 };

		expect_shell(0, &run, folder, "cd %s && rm -rf t && mkdir t && cd t && { %s; }", folder, tricks[i].commands);
		run_end(&run);
		expect_trick(path, tricks[i].trick);
	}
	folder_remove(folder);
}

/* The collected ones, each by the name of its trick. */
static const char *const made_here[][2] = {
	{ "absolute.tar", "absolute-name" },  { "absolute.zip", "absolute-name" },
	{ "bidi-name.zip", "bidi-name" },     { "bomb-10m.zip", "bomb" },
	{ "case-collide.zip", "case-collision" }, { "cd-hides-file.zip", "hidden-member" },
	{ "chardev.tar", "special-file" },    { "control-name.zip", "control-name" },
	{ "drive.zip", "drive-name" },        { "dup-names.zip", "duplicate-name" },
	{ "dup.tar", "duplicate-name" },      { "fifo.tar", "special-file" },
	{ "lfh-cd-name-mismatch.zip", "header-mismatch" }, { "nfc-nfd-collide.zip", "normalisation-collision" },
	{ "stored-tampered.zip", "checksum" }, { "symlink.tar", "symlink" },
	{ "trailing-garbage.zip", "trailing-bytes" }, { "truncated.zip", "truncated" },
};

static void
test_collected_tricks(void **state)
{
	char relative[200];

	(void)state;
	for (size_t i = 0; i < sizeof made_here / sizeof made_here[0]; i++) {
		char *path;

		snprintf(relative, sizeof relative, MADE_HERE "/%s", made_here[i][0]);
		path = shared_path(relative);
		assert_non_null(path);
		expect_trick(path, made_here[i][1]);
		free(path);
	}
}

/* Odd, broken and encrypted ones: each ends, none by anything but an answer. */
static void
test_collected_oddities(void **state)
{
	char *folder = shared_path(LIBARCHIVE);
	DIR *open = opendir(folder);
	size_t judged = 0;

	(void)state;
	assert_non_null(open);
	for (const struct dirent *entry; (entry = readdir(open)) != NULL;) {
		struct error err = { 0 };
		char path[900];
		enum status st;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		st = open_all(path, &err);
		if (st != STATUS_OK && st != STATUS_FALSE)
			fail_msg("%s: %d %s", entry->d_name, (int)st, err.text);
		if (strstr(entry->d_name, "encryption") != NULL)
			assert_int_equal(strncmp(err.text, "encrypted: ", 11), 0);
		judged++;
	}
	closedir(open);
	free(folder);
	assert_true(judged > 20);
}

/* What a worker does that a file has taken over, and what becomes of it. */
static const char *const hostile[][2] = {
	{ "bytes-first", "damaged" }, { "short-member", "damaged" }, { "long-frame", "damaged" }, { "other-frame", "damaged" },
	{ "for-ever", "bomb" },       { "long-name", "long-name" },  { "too-few", "header-mismatch" }, { "abort", "damaged" },
	{ "open", "damaged" },        { "no-end", "damaged" },       { "after-end", "damaged" }, { "warning", "damaged" },
};

static void
test_a_worker_is_not_believed(void **state)
{
	char *folder = folder_make();
	const struct bundle_source_options theirs = { .workers = VIDIMUS_HOSTILE };
	char path[700];

	(void)state;
	snprintf(path, sizeof path, "%s/a", folder);
	for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
		struct bundle_source *source = NULL;
		struct error err = { 0 };
		enum status st;

		write_file(path, hostile[i][0], strlen(hostile[i][0]) + 1);
		st = bundle_source_open(&source, path, &theirs, &err);
		if (st != STATUS_FALSE || strncmp(err.text, hostile[i][1], strlen(hostile[i][1])) != 0)
			fail_msg("%s: expected %s, got %d %s", hostile[i][0], hostile[i][1], (int)st, err.text);
	}
	folder_remove(folder);
}

static void
test_without_the_worker(void **state)
{
	char *folder = folder_make();
	const struct bundle_source_options nowhere = { .workers = folder };
	struct bundle_source *source = NULL;
	struct run run = { 0 };
	struct error err;
	char path[700];

	(void)state;
	snprintf(path, sizeof path, "%s/a", folder);
	expect_shell(0, &run, folder, "cd %s && mkdir b && echo x > b/x && tar -cf a b", folder);
	run_end(&run);
	assert_status(STATUS_REFUSED, bundle_source_open(&source, path, &nowhere, &err), &err);
	assert_non_null(strstr(err.text, "vidimus-worker-archive"));
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packed_bags_are_read),
		cmocka_unit_test(test_tricks_are_named),
		cmocka_unit_test(test_collected_tricks),
		cmocka_unit_test(test_collected_oddities),
		cmocka_unit_test(test_a_worker_is_not_believed),
		cmocka_unit_test(test_without_the_worker),
	};

	need_shared(MADE_HERE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_bag_writer.c - bags that others can read, the same to the bit, and never half of one. */
#include "support/small_bag.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static char path[700];

static const char *
in_folder(const char *folder, const char *name)
{
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

/* Entries of a test's folder, without its home. */
static size_t
count_entries(const char *folder)
{
	DIR *open = opendir(folder);
	size_t n = 0;

	assert_non_null(open);
	for (const struct dirent *entry; (entry = readdir(open)) != NULL;)
		n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		     strcmp(entry->d_name, "home") != 0;
	closedir(open);
	return n;
}

static void
fill(unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
}

static void
test_folder_is_checked_by_sha256sum(void **state)
{
	static unsigned char bytes[5 << 20];
	char *folder = folder_make();
	struct run run = { 0 };

	(void)state;
	fill(bytes, sizeof bytes);
	small_bag_write(folder, in_folder(folder, "bag"), false, bytes, sizeof bytes);
	assert_int_equal(count_entries(folder), 2);
	expect_shell(0, &run, folder, "cd %s/bag && sha256sum --strict -c manifest-sha256.txt && "
	                              "sha256sum --strict -c tagmanifest-sha256.txt && "
	                              "cmp data/ABC-0001/original.bin ../original && find . -type f | LC_ALL=C sort | tr '\\n' ' '",
	             folder);
	assert_non_null(strstr(run.out.p, "./VERIFY.txt ./bag-info.txt ./bagit.txt ./catalogue/items.json "
	                                  "./custody/checkpoints/1.txt ./custody/events.jsonl ./data/ABC-0001/original.bin "
	                                  "./data/report.html ./manifest-sha256.txt ./tagmanifest-sha256.txt "
	                                  "./tagmanifest-sha256.txt.p7s ./tagmanifest-sha256.txt.p7s.tsr ./verify.sh "));
	run_end(&run);
	expect_shell(0, &run, folder, "test -z \"$(find %s/bag -perm /027)\"", folder);
	run_end(&run);
	expect_shell(0, &run, folder, "grep -c verify.sh %s/bag/tagmanifest-sha256.txt; ! grep p7s %s/bag/tagmanifest-sha256.txt",
	             folder, folder);
	run_end(&run);
	folder_remove(folder);
}

static void
test_zip_opens_everywhere(void **state)
{
	static const char *const readers[] = {
		"unzip -tq %1$s/bag.zip && unzip -q %1$s/bag.zip -d %1$s/a && cmp %1$s/a/ABC-B1/data/ABC-0001/original.bin %1$s/original",
		"mkdir %1$s/b && bsdtar -xf %1$s/bag.zip -C %1$s/b && cmp %1$s/b/ABC-B1/data/ABC-0001/original.bin %1$s/original",
		"cat %1$s/bag.zip | bsdtar -tf - | grep -c . | grep -qx 13",
		"7z t %1$s/bag.zip | grep -q 'Everything is Ok'",
		"python3 -c 'import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; "
		"assert all(i.date_time[:3]==(1980,1,1) and i.extra==b\"\" and i.flag_bits==0x800 for i in z.infolist()); "
		"assert [i.filename for i in z.infolist()]==sorted(i.filename for i in z.infolist())' %1$s/bag.zip",
		"java %2$s/tests/bundle/ReadZip.java %1$s/bag.zip | grep -qx '5242880 ABC-B1/data/ABC-0001/original.bin'",
		"cd %1$s/a/ABC-B1 && sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt",
	};
	static unsigned char bytes[5 << 20];
	char *folder = folder_make();
	struct run run = { 0 };

	(void)state;
	fill(bytes, sizeof bytes);
	small_bag_write(folder, in_folder(folder, "bag.zip"), true, bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		char command[1200];

		/* the formats are the constants above */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(command, sizeof command, readers[i], folder, VIDIMUS_SOURCE);
#pragma GCC diagnostic pop
		expect_shell(0, &run, folder, "%s", command);
		run_end(&run);
	}
	folder_remove(folder);
}

static void
test_same_bytes_in_any_zone(void **state)
{
	char *folder = folder_make();
	struct run run = { 0 };

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	small_bag_write(folder, in_folder(folder, "one.zip"), true, "bytes", 5);
	setenv("TZ", "Asia/Tokyo", 1);
	setenv("LC_ALL", "C", 1);
	tzset();
	small_bag_write(folder, in_folder(folder, "two.zip"), true, "bytes", 5);
	unsetenv("TZ");
	unsetenv("LC_ALL");
	expect_shell(0, &run, folder, "cmp %s/one.zip %s/two.zip", folder, folder);
	run_end(&run);
	folder_remove(folder);
}

/* A damaged original is named, and nothing is left of the bag. */
static void
expect_damage(bool zip, size_t held, size_t size)
{
	static unsigned char bytes[6 << 20];
	char *folder = folder_make();
	struct bag_writer *writer;
	struct digest digest;
	struct error err;

	fill(bytes, sizeof bytes);
	assert_ok(digest_of(bytes, size, &digest, &err), &err);
	bytes[size / 2] ^= 1;
	write_file(in_folder(folder, "original"), bytes, held);
	writer = small_bag_begin(in_folder(folder, "bag"), zip);
	in_folder(folder, "original");
	assert_status(STATUS_FALSE, small_bag_object(writer, "a.bin", path, size, &digest, &err), &err);
	assert_non_null(strstr(err.text, "data/ABC-0001/a.bin"));
	assert_non_null(strstr(err.text, "is damaged"));
	bag_writer_close(writer);
	assert_int_equal(count_entries(folder), 1);
	folder_remove(folder);
}

static void
test_damaged_originals_are_named(void **state)
{
	(void)state;
	for (int zip = 0; zip < 2; zip++) {
		expect_damage(zip, 1000, 1000);
		expect_damage(zip, 5 << 20, 5 << 20);
		expect_damage(zip, 900, 1000);
		expect_damage(zip, 1001, 1000);
		expect_damage(zip, 5 << 20, (5 << 20) + 1);
		expect_damage(zip, 400 << 10, 300 << 10);
	}
}

static void
test_what_is_there_stays(void **state)
{
	char *folder = folder_make();
	const struct bag_options options = { .path = in_folder(folder, "bag"), .top = "B" };
	struct bag_writer *writer = NULL, *other;
	struct buffer manifest = { 0 };
	struct run run = { 0 };
	struct error err;

	(void)state;
	write_file(path, "mine", 4);
	assert_status(STATUS_EXISTS, bag_writer_open(&writer, &options, &err), &err);
	unlink(path);
	/* also when it comes up while the bag is written */
	other = small_bag_begin(in_folder(folder, "bag"), false);
	mkdir(path, 0700);
	write_file(in_folder(folder, "bag/mine"), "mine", 4);
	assert_ok(bag_writer_manifest(other, &err), &err);
	assert_ok(bag_writer_tag_manifest(other, text_of("x"), &manifest, &err), &err);
	buffer_end(&manifest);
	assert_status(STATUS_EXISTS, bag_writer_finish(other, (struct text){ 0 }, (struct text){ 0 }, &err), &err);
	bag_writer_close(other);
	expect_shell(0, &run, folder, "test \"$(ls -A %s | grep -vx home)\" = bag && cat %s/bag/mine", folder, folder);
	run_end(&run);
	folder_remove(folder);
}

static void
test_what_a_kill_leaves_is_removed(void **state)
{
	char *folder = folder_make();
	struct bag_writer *mine;
	int how;
	pid_t child;

	(void)state;
	in_folder(folder, "bag");
	child = fork();
	if (child == 0) {
		struct bag_writer *killed = small_bag_begin(path, false);

		_exit(killed != NULL ? 0 : 1); /* with nothing ended, as by a kill */
	}
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_int_equal(how, 0);
	assert_int_equal(count_entries(folder), 1);
	mine = small_bag_begin(path, false);
	assert_int_equal(count_entries(folder), 1);
	/* what lives is left alone */
	bag_writer_close(small_bag_begin(in_folder(folder, "other"), false));
	assert_int_equal(count_entries(folder), 1);
	small_bag_finish(mine);
	assert_int_equal(count_entries(folder), 1);
	assert_int_equal(access(in_folder(folder, "bag/bagit.txt"), R_OK), 0);
	folder_remove(folder);
}

/* A disk that takes no more: told, and nothing stays. */
static void
test_nothing_stays_of_what_cannot_be_written(void **state)
{
	static unsigned char bytes[5 << 20];

	(void)state;
	for (int zip = 0; zip < 2; zip++) {
		char *folder = folder_make();
		const struct rlimit little = { 1 << 20, RLIM_INFINITY };
		int how;
		pid_t child;

		write_file(in_folder(folder, "original"), bytes, sizeof bytes);
		child = fork();
		if (child == 0) {
			struct bag_writer *writer = small_bag_begin(in_folder(folder, "bag"), zip);
			struct digest digest = { { 0 } };
			struct error err;
			enum status st;

			signal(SIGXFSZ, SIG_IGN);
			setrlimit(RLIMIT_FSIZE, &little);
			in_folder(folder, "original");
			st = small_bag_object(writer, "a.bin", path, sizeof bytes, &digest, &err);
			bag_writer_close(writer);
			_exit(st == STATUS_IO && err.os == EFBIG ? 0 : 1);
		}
		assert_int_equal(waitpid(child, &how, 0), child);
		assert_int_equal(how, 0);
		assert_int_equal(count_entries(folder), 1);
		folder_remove(folder);
	}
}

/* Killed at any moment there is the whole bag or none, and the next run removes the rest. */
static void
test_killed_at_any_moment(void **state)
{
	static unsigned char bytes[3 << 20];
	char *folder = folder_make();
	size_t whole = 0;

	(void)state;
	for (int i = 0; i < 20; i++) {
		const struct timespec pause = { 0, i * 800000L };
		struct run run = { 0 };
		pid_t child;

		in_folder(folder, i % 2 ? "bag.zip" : "bag");
		child = fork();
		if (child == 0) {
			small_bag_write(folder, path, i % 2, bytes, sizeof bytes);
			_exit(0);
		}
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		bag_writer_close(small_bag_begin(in_folder(folder, "other"), false));
		expect_shell(0, &run, folder,
		             "cd %s && rm -f original && test -z \"$(ls -A | grep unfinished)\" && if test -e bag; then (cd bag && sha256sum -c --quiet tagmanifest-sha256.txt manifest-sha256.txt && test -e verify.sh); fi && if test -e bag.zip; then unzip -tq bag.zip; fi",
		             folder);
		run_end(&run);
		expect_shell(0, &run, folder, "cd %s && ls -d bag bag.zip 2>/dev/null | wc -l; rm -rf bag bag.zip", folder);
		whole += run.out.p[0] != '0';
		run_end(&run);
	}
	assert_true(whole < 20);
	folder_remove(folder);
}

static void
count_progress(void *context, uint64_t bytes)
{
	*(uint64_t *)context += bytes;
}

static void
test_stops_when_asked(void **state)
{
	for (int zip = 0; zip < 2; zip++) {
		char *folder = folder_make();
		atomic_bool stop = false;
		uint64_t seen = 0;
		const struct bag_options options = { .path = in_folder(folder, "bag"), .top = "B", .zip = zip, .stop = &stop,
			                             .progress = count_progress, .context = &seen };
		struct bag_writer *writer = NULL;
		struct error err;

		(void)state;
		assert_ok(bag_writer_open(&writer, &options, &err), &err);
		assert_ok(bag_writer_text(writer, "bagit.txt", text_of("12345"), &err), &err);
		assert_int_equal(seen, 5);
		stop = true;
		assert_status(STATUS_INTERRUPTED, bag_writer_text(writer, "c.txt", text_of("12345"), &err), &err);
		bag_writer_close(writer);
		assert_int_equal(count_entries(folder), 0);
		folder_remove(folder);
	}
}

static void
test_names_are_plain_and_in_order(void **state)
{
	static const char *const wrong[] = { "", "/x", "x/", "x//y", "../x", "x/../y", "./x", "x y", "x%", "a\\b", "c:x",
		                             "\xc3\xa9", ".hidden", "dot.", "aaa.txt", "bagit.txt" };
	char *folder = folder_make();
	struct bag_writer *writer = small_bag_begin(in_folder(folder, "bag"), false);
	char longest[122];
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_status(STATUS_FAULT, bag_writer_text(writer, wrong[i], text_of("x"), &err), &err);
	memset(longest, 'z', sizeof longest);
	longest[121] = '\0';
	assert_status(STATUS_FAULT, bag_writer_text(writer, longest, text_of("x"), &err), &err);
	longest[120] = '\0';
	assert_ok(bag_writer_text(writer, longest, text_of("x"), &err), &err);
	bag_writer_close(writer);
	writer = small_bag_begin(path, false);
	assert_ok(bag_writer_manifest(writer, &err), &err);
	assert_status(STATUS_FAULT, bag_writer_text(writer, "data/late.txt", text_of("x"), &err), &err);
	assert_status(STATUS_FAULT, bag_writer_manifest(writer, &err), &err);
	bag_writer_close(writer);
	folder_remove(folder);
}

/* The name goes again, and the bag with it; what others put there in its place stays. */
static void
test_a_finished_bag_is_taken_back(void **state)
{
	(void)state;
	for (int zip = 0; zip < 2; zip++) {
		for (int replaced = 0; replaced < 2; replaced++) {
			char *folder = folder_make();
			struct run run = { 0 };
			struct bag_writer *writer = small_bag_begin(in_folder(folder, "bag"), zip);

			small_bag_complete(writer);
			if (replaced)
				expect_shell(0, &run, folder, "mv %s/bag %s/away && mkdir %s/bag", folder,
				             folder, folder);
			bag_writer_withdraw(writer);
			assert_int_equal(count_entries(folder), replaced ? 2 : zip ? 0 : 1);
			bag_writer_close(writer);
			assert_int_equal(count_entries(folder), replaced ? 2 : 0);
			run_end(&run);
			folder_remove(folder);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folder_is_checked_by_sha256sum),
		cmocka_unit_test(test_zip_opens_everywhere),
		cmocka_unit_test(test_same_bytes_in_any_zone),
		cmocka_unit_test(test_damaged_originals_are_named),
		cmocka_unit_test(test_what_is_there_stays),
		cmocka_unit_test(test_what_a_kill_leaves_is_removed),
		cmocka_unit_test(test_nothing_stays_of_what_cannot_be_written),
		cmocka_unit_test(test_killed_at_any_moment),
		cmocka_unit_test(test_stops_when_asked),
		cmocka_unit_test(test_a_finished_bag_is_taken_back),
		cmocka_unit_test(test_names_are_plain_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_bag_check.c - bags that are right, and each thing that can be wrong with one, named. */
#include "support/small_bag.h"

#include "bundle/bag_check.h"

#include <stdlib.h>
#include <string.h>

/* Makes the bag FOLDER/b of the version then runs the change in it. */
static void
make(const char *folder, const char *version, const char *change)
{
	struct run run = { 0 };

	expect_shell(0, &run, folder,
	             "cd %s && rm -rf b && mkdir -p b/data/dir && cd b && printf one > data/1.txt && printf two > data/dir/2.txt && "
	             "printf 'BagIt-Version: %s\\nTag-File-Character-Encoding: UTF-8\\n' > bagit.txt && "
	             "printf 'Source-Organization: X\\n  and Y\\nPayload-Oxum: 6.2\\n' > bag-info.txt && "
	             "sha256sum data/1.txt data/dir/2.txt > manifest-sha256.txt && sha512sum data/1.txt data/dir/2.txt > manifest-sha512.txt && "
	             "sha256sum bagit.txt bag-info.txt manifest-*.txt > tagmanifest-sha256.txt && { %s; }",
	             folder, version, change);
	run_end(&run);
}

static char *
judge(const char *path, struct bag_verdict *verdict)
{
	struct bundle_source *source = NULL;
	struct error err;

	*verdict = (struct bag_verdict){ 0 };
	assert_ok(bundle_source_open(&source, path, NULL, &err), &err);
	assert_ok(bag_check(source, verdict, &err), &err);
	bundle_source_close(source);
	return json_dumps(verdict->faults, 0);
}

/* What is done to a sound bag, and the fault: its code and file, or "" for none. */
static const struct {
	const char *version, *change, *code, *file;
} cases[] = {
	{ "1.0", "true", "", "" },
	{ "0.97", "true", "", "" },
	{ "1.0", "printf x >> data/1.txt", "changed", "data/1.txt" },
	{ "1.0", "printf x >> bag-info.txt", "changed", "bag-info.txt" },
	{ "1.0", "rm data/dir/2.txt", "missing", "data/dir/2.txt" },
	{ "1.0", "rm bag-info.txt", "missing", "bag-info.txt" },
	{ "1.0", "rm -r data", "missing", "data/" },
	{ "1.0", "printf x > data/new", "new", "data/new" },
	{ "1.0", "printf x > unlisted", "", "" },
	{ "1.0", "rm manifest-*", "incomplete-manifest", "manifest" },
	{ "1.0", "mv manifest-sha512.txt manifest-sha3256.txt; rm tagmanifest-*; mv manifest-sha256.txt manifest-sha3512.txt", "incomplete-manifest", "manifest" },
	{ "1.0", "sed -i 1d manifest-sha512.txt; rm tagmanifest-*", "incomplete-manifest", "data/1.txt" },
	{ "0.97", "sed -i 1d manifest-sha512.txt; rm tagmanifest-*", "", "" },
	{ "1.0", "sed -i p manifest-sha512.txt; rm tagmanifest-*", "duplicate-entry", "data/1.txt" },
	{ "0.97", "sed -i p manifest-sha512.txt; rm tagmanifest-*", "", "" },
	{ "0.97", "sed -i '1{h;s/^..../0000/;H;x}' manifest-sha512.txt; rm tagmanifest-*", "duplicate-entry", "data/1.txt" },
	{ "1.0", "sed -i s/.$// manifest-sha512.txt; sed -i s/^.// manifest-sha512.txt; rm tagmanifest-*", "bad-manifest", "manifest-sha512.txt" },
	{ "1.0", "sha256sum bagit.txt >> manifest-sha256.txt; rm tagmanifest-*", "bad-manifest", "bagit.txt" },
	{ "1.0", "sed -i 's/6.2/7.2/' bag-info.txt; rm tagmanifest-*", "payload-oxum", "bag-info.txt" },
	{ "1.0", "sed -i 's/6.2/6/' bag-info.txt; rm tagmanifest-*", "payload-oxum", "bag-info.txt" },
	{ "1.0", "sed -i 's/Source-Organization:/Source-Organization/' bag-info.txt; rm tagmanifest-*", "bad-tag-file", "bag-info.txt" },
	{ "1.0", "sed -i 's|data/1.txt|../b/data/1.txt|' manifest-sha256.txt; rm tagmanifest-*", "unsafe-name", "../b/data/1.txt" },
	{ "1.0", "sed -i 's|data/1.txt|data/../data/1.txt|' manifest-sha256.txt; rm tagmanifest-*", "unsafe-name", "data/../data/1.txt" },
	{ "1.0", "sed -i 's|data/1.txt|/etc/passwd|' manifest-sha256.txt; rm tagmanifest-*", "unsafe-name", "/etc/passwd" },
	{ "1.0", "sed -i 's|data/1.txt|~/x|' manifest-sha256.txt; rm tagmanifest-*", "unsafe-name", "~/x" },
	{ "1.0", "sed -i 's|data/1.txt|data/CON.txt|' manifest-sha256.txt; rm tagmanifest-*", "unsafe-name", "data/CON.txt" },
	{ "1.0", "echo http://x.org/ - data/x > fetch.txt", "missing", "data/x" },
	{ "1.0", "echo http://x.org/ - /tmp/x > fetch.txt", "unsafe-name", "/tmp/x" },
	{ "1.0", "echo http://x.org/ many data/1.txt > fetch.txt", "fetch", "fetch.txt" },
	{ "1.0", "echo http://x.org/ - data/1.txt > fetch.txt", "", "" },
	{ "1.0", "rm tagmanifest-*; printf '\\357\\273\\277' | cat - bagit.txt > x; mv x bagit.txt", "bad-declaration", "bagit.txt" },
	{ "1.0", "rm tagmanifest-*; sed -i 's/: / : /' bagit.txt", "bad-declaration", "bagit.txt" },
	{ "1.0", "rm tagmanifest-*; echo x >> bagit.txt", "bad-declaration", "bagit.txt" },
	{ "1.0", "rm tagmanifest-*; sed -i 2d bagit.txt", "bad-declaration", "bagit.txt" },
	{ "1.0", "rm tagmanifest-*; sed -i s/UTF-8/EBCDIC/ bagit.txt", "bad-declaration", "bagit.txt" },
	{ "1.0", "rm bagit.txt tagmanifest-*", "bad-declaration", "bagit.txt" },
	{ "2.0", "true", "bad-declaration", "bagit.txt" },
	{ "1.00", "true", "bad-declaration", "bagit.txt" },
	/* names that are encoded, marked, or in another encoding */
	{ "1.0", "mv data/1.txt 'data/a%b'; sed -i s/1.txt/a%25b/ manifest-*; rm tagmanifest-*", "", "" },
	{ "1.0", "mv data/1.txt \"$(printf 'data/a\\nb')\"; sed -i s/1.txt/a%0Ab/ manifest-*; rm tagmanifest-*", "", "" },
	{ "0.97", "mv data/1.txt 'data/a%25b'; sed -i s/1.txt/a%25b/ manifest-*; rm tagmanifest-*", "", "" },
	{ "1.0", "sed -i 's/  / */' manifest-* tagmanifest-*; rm tagmanifest-*", "", "" },
	{ "1.0", "sed -i 's/  /\\t /; s/$/\\r/' manifest-*; rm tagmanifest-*", "", "" },
	{ "1.0", "sed -i s/UTF-8/UTF-16/ bagit.txt; for f in bag-info.txt manifest-*; do iconv -t UTF-16 $f > x; mv x $f; done; rm tagmanifest-*", "", "" },
	{ "1.0", "sed -i s/UTF-8/UTF-16/ bagit.txt; for f in bag-info.txt manifest-*; do iconv -t UTF-16BE $f > x; mv x $f; done; rm tagmanifest-*; printf x >> data/1.txt", "changed", "data/1.txt" },
	{ "1.0", "mv data/1.txt data/\xc3\xa9; sed -i s/1.txt/\xc3\xa9/ manifest-*; sed -i s/UTF-8/ISO-8859-1/ bagit.txt; for f in manifest-*; do iconv -t ISO-8859-1 $f > x; mv x $f; done; rm tagmanifest-*", "", "" },
	{ "1.0", "mv data/1.txt data/\xc3\xa9; sed -i s/1.txt/e\xcc\x81/ manifest-*; rm tagmanifest-*", "", "" },
	{ "1.0", "sed -i s/UTF-8/UTF-16/ bagit.txt; for f in bag-info.txt manifest-*; do iconv -t UTF-16LE $f > x; mv x $f; done; rm tagmanifest-*", "", "" },
	{ "1.0", "sed -i s/UTF-8/UTF-16/ bagit.txt; rm tagmanifest-*", "", "" },
	{ "0.97", "rm tagmanifest-*; echo x >> bagit.txt", "", "" },
	{ "1.0", "yes | head -c 200000 | tr -d '\\n' >> bag-info.txt; rm tagmanifest-*", "bad-tag-file", "bag" },
};

static void
test_faults_are_named(void **state)
{
	char *folder = folder_make();
	char path[700];

	(void)state;
	snprintf(path, sizeof path, "%s/b", folder);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct bag_verdict verdict;
		char wanted[300], *faults;

		make(folder, cases[i].version, cases[i].change);
		faults = judge(path, &verdict);
		snprintf(wanted, sizeof wanted, "\"code\": \"%s\", \"file\": \"%s\"", cases[i].code, cases[i].file);
		if (cases[i].code[0] == '\0' ? json_array_size(verdict.faults) != 0 : strstr(faults, wanted) == NULL)
			fail_msg("%s (%s): expected %s, got %s", cases[i].change, cases[i].version, wanted, faults);
		free(faults);
		bag_verdict_end(&verdict);
	}
	folder_remove(folder);
}

static void
test_own_bags_are_valid(void **state)
{
	char *folder = folder_make();

	(void)state;
	for (int zip = 0; zip < 2; zip++) {
		struct bag_verdict verdict;
		char path[700], *faults;

		snprintf(path, sizeof path, "%s/own%d", folder, zip);
		small_bag_write(folder, path, zip, "bytes", 5);
		faults = judge(path, &verdict);
		assert_string_equal(faults, "[]");
		assert_int_equal(json_array_size(verdict.warnings), 0);
		assert_int_equal(verdict.files, 13);
		assert_true(verdict.bytes > 500);
		free(faults);
		bag_verdict_end(&verdict);
	}
	folder_remove(folder);
}

/* A byte that is changed in a ZIP is told by its CRC-32 and by the manifest's absence of the file alike. */
static void
test_container_faults_are_the_bags(void **state)
{
	char *folder = folder_make();
	struct buffer whole = { 0 };
	struct bag_verdict verdict;
	char path[700], *faults, *at;

	(void)state;
	snprintf(path, sizeof path, "%s/own.zip", folder);
	small_bag_write(folder, path, true, "needle", 6);
	read_file(&whole, path);
	at = memmem(whole.p, whole.n, "needle", 6);
	assert_non_null(at);
	*at = 'N';
	write_file(path, whole.p, whole.n);
	faults = judge(path, &verdict);
	assert_non_null(strstr(faults, "\"code\": \"checksum\", \"file\": \"data/ABC-0001/original.bin\""));
	free(faults);
	bag_verdict_end(&verdict);
	buffer_end(&whole);
	folder_remove(folder);
}

static void
test_stops_when_asked(void **state)
{
	char *folder = folder_make();
	atomic_bool stop = false;
	const struct bundle_source_options options = { .stop = &stop };
	struct bundle_source *source = NULL;
	struct bag_verdict verdict = { 0 };
	struct error err;
	char path[700];

	(void)state;
	snprintf(path, sizeof path, "%s/own", folder);
	small_bag_write(folder, path, false, "needle", 6);
	assert_ok(bundle_source_open(&source, path, &options, &err), &err);
	stop = true;
	assert_status(STATUS_INTERRUPTED, bag_check(source, &verdict, &err), &err);
	assert_null(verdict.faults);
	bundle_source_close(source);
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults_are_named),
		cmocka_unit_test(test_own_bags_are_valid),
		cmocka_unit_test(test_container_faults_are_the_bags),
		cmocka_unit_test(test_stops_when_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_bag_large.c - a member beyond 4 GiB, which needs Zip64, written and read by others and by ourselves. */
#include "support/small_bag.h"

#include "base/encoding.h"
#include "bundle/bag_check.h"

#include <string.h>

#define LARGE_SIZE ((UINT64_C(4) << 30) + 12345)

static void
test_beyond_four_gibibytes(void **state)
{
	char *folder = folder_make();
	char source[700], path[700];
	struct bundle_source *bag = NULL;
	struct bag_verdict verdict = { 0 };
	struct bag_writer *writer;
	struct digest digest;
	struct run run = { 0 };
	struct error err;

	(void)state;
	snprintf(path, sizeof path, "%s/bag.zip", folder);
	snprintf(source, sizeof source, "%s/original", folder);
	expect_shell(0, &run, folder, "truncate -s %llu %s && printf end | dd of=%s seek=%llu oflag=seek_bytes conv=notrunc status=none && openssl dgst -sha256 -r %s | cut -c1-64",
	             (unsigned long long)LARGE_SIZE, source, source, (unsigned long long)LARGE_SIZE - 3, source);
	assert_true(digest_read((struct text){ run.out.p, 64 }, &digest));
	run_end(&run);
	writer = small_bag_begin(path, true);
	assert_ok(small_bag_object(writer, "a.bin", source, LARGE_SIZE, &digest, &err), &err);
	small_bag_finish(writer);
	/* both Zip64 forms are there: sizes in a.bin, and offsets beyond in what follows it */
	expect_shell(0, &run, folder, "python3 -c 'import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); i=z.infolist(); "
	                              "n=[e for e in i if e.filename.endswith(\"a.bin\")][0]; assert n.file_size==%llu and n.extract_version==45, n; "
	                              "assert z.read(\"ABC-B1/verify.sh\")==b\"exit 0\\n\"; assert z.read(\"ABC-B1/bagit.txt\")' %s/bag.zip && "
	                              "7z l %s/bag.zip | grep -q '%llu .*a.bin' && unzip -p %s/bag.zip ABC-B1/verify.sh",
	             (unsigned long long)LARGE_SIZE, folder, folder, (unsigned long long)LARGE_SIZE, folder);
	assert_string_equal(run.out.p, "exit 0\n");
	run_end(&run);
	assert_ok(bundle_source_open(&bag, path, NULL, &err), &err);
	assert_ok(bag_check(bag, &verdict, &err), &err);
	assert_int_equal(json_array_size(verdict.faults), 0);
	bag_verdict_end(&verdict);
	bundle_source_close(bag);
	expect_shell(0, &run, folder, "bsdtar -xOf - ABC-B1/data/ABC-0001/a.bin < %s/bag.zip | tail -c 3", folder);
	assert_string_equal(run.out.p, "end");
	run_end(&run);
	folder_remove(folder);
}

/* A large member goes around the page cache from its first whole block on, and ends anywhere. */
static void
test_large_members_are_whole(void **state)
{
	const uint64_t size = (UINT64_C(257) << 20) + 123;
	char *folder = folder_make();
	char source[700], path[700];
	struct bag_writer *writer;
	struct run run = { 0 };
	struct digest digest;
	struct error err;

	(void)state;
	snprintf(source, sizeof source, "%s/original", folder);
	snprintf(path, sizeof path, "%s/bag.zip", folder);
	expect_shell(0, &run, folder, "seq 100000000 | head -c %llu > %s && openssl dgst -sha256 -binary %s | od -An -v -tx1 | tr -d ' \\n'",
	             (unsigned long long)size, source, source);
	assert_true(digest_read((struct text){ run.out.p, 64 }, &digest));
	run_end(&run);
	writer = small_bag_begin(path, true);
	assert_ok(small_bag_object(writer, "a.bin", source, size, &digest, &err), &err);
	small_bag_finish(writer);
	expect_shell(0, &run, folder, "unzip -tq %s && unzip -p %s ABC-B1/data/ABC-0001/a.bin | cmp - %s", path, path, source);
	run_end(&run);
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_beyond_four_gibibytes),
		cmocka_unit_test(test_large_members_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

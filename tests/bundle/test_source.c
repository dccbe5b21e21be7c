/* SPDX-License-Identifier: Apache-2.0 */
/* test_source.c - bags as somebody gave them: read where they are sound, refused by the name of the trick. */
#include "support/small_bag.h"

#include "base/encoding.h"
#include "bundle/source.h"

#include <string.h>
#include <sys/stat.h>

static char path[700];

static const char *
in_folder(const char *folder, const char *name)
{
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
expect_member(struct bundle_source *source, const char *name, const void *bytes, size_t n)
{
	struct buffer read = { 0 };
	struct digests digests;
	struct digest digest;
	struct error err;
	size_t index;

	assert_true(bundle_source_find(source, text_of(name), &index));
	assert_string_equal(bundle_source_member(source, index)->name, name);
	assert_int_equal(bundle_source_member(source, index)->size, n);
	assert_ok(bundle_source_read(source, name, n, &read, &err), &err);
	assert_int_equal(read.n, n);
	assert_memory_equal(buffer_string(&read), bytes, n);
	if (n > 0)
		assert_status(STATUS_LIMIT, bundle_source_read(source, name, n - 1, &read, &err), &err);
	assert_ok(bundle_source_hash(source, index, DIGEST_MD5, &digests, &err), &err);
	assert_ok(digest_of(bytes, n, &digest, &err), &err);
	assert_true(digest_equal(&digest, &digests.sha256));
	buffer_end(&read);
}

static enum status
join(void *context, struct text line, struct error *err)
{
	(void)err;
	buffer_append_text(context, line);
	buffer_append_byte(context, '|');
	return STATUS_OK;
}

static void
test_folder_and_zip_are_one(void **state)
{
	static unsigned char bytes[300000];
	char *folder = folder_make();

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 11 + i / 300);
	for (int zip = 0; zip < 2; zip++) {
		struct bundle_source *source = NULL;
		struct buffer lines = { 0 };
		struct error err;
		size_t index;

		small_bag_write(folder, in_folder(folder, zip ? "bag.zip" : "bag"), zip, bytes, sizeof bytes);
		assert_ok(bundle_source_open(&source, path, NULL, &err), &err);
		assert_int_equal(bundle_source_count(source), 13);
		for (size_t i = 1; i < 13; i++)
			assert_true(strcmp(bundle_source_member(source, i - 1)->name, bundle_source_member(source, i)->name) < 0);
		expect_member(source, "data/ABC-0001/original.bin", bytes, sizeof bytes);
		expect_member(source, "custody/events.jsonl", "", 0);
		expect_member(source, "bagit.txt", SMALL_BAG_DECLARATION, strlen(SMALL_BAG_DECLARATION));
		assert_false(bundle_source_find(source, text_of("data"), &index));
		assert_status(STATUS_NOT_FOUND, bundle_source_read(source, "data/x", 10, &lines, &err), &err);
		assert_ok(bundle_source_lines(source, "bagit.txt", 100, join, &lines, &err), &err);
		assert_string_equal(buffer_string(&lines), "BagIt-Version: 1.0|Tag-File-Character-Encoding: UTF-8|");
		assert_status(STATUS_LIMIT, bundle_source_lines(source, "bagit.txt", 20, join, &lines, &err), &err);
		assert_status(STATUS_INVALID, bundle_source_lines(source, "tagmanifest-sha256.txt.p7s", 20, join, &lines, &err), &err);
		buffer_end(&lines);
		bundle_source_close(source);
	}
	folder_remove(folder);
}

/* Opens, and reads all; the words of what refused it, or "". */
static void
judge(const char *where, struct error *err)
{
	struct bundle_source *source = NULL;
	enum status st = bundle_source_open(&source, where, NULL, err);

	for (size_t i = 0; st == STATUS_OK && i < bundle_source_count(source); i++) {
		struct digests digests;

		st = bundle_source_hash(source, i, 0, &digests, err);
	}
	if (st == STATUS_OK)
		err->text[0] = '\0';
	err->status = st;
	bundle_source_close(source);
}

static void
expect_trick(const char *where, const char *trick)
{
	struct error err = { 0 };

	judge(where, &err);
	if (err.status != STATUS_FALSE || strncmp(err.text, trick, strlen(trick)) != 0)
		fail_msg("%s: expected %s, got %d %s", where, trick, (int)err.status, err.text);
}

static void
test_folders_hold_files_only(void **state)
{
	char *folder = folder_make();
	struct run run = { 0 };

	(void)state;
	expect_shell(0, &run, folder, "mkdir %s/bag && ln -s /etc/passwd %s/bag/x", folder, folder);
	run_end(&run);
	expect_trick(in_folder(folder, "bag"), "symlink: x: ");
	expect_shell(0, &run, folder, "rm %s/bag/x && mkdir %s/bag/a && mkfifo %s/bag/a/pipe", folder, folder, folder);
	run_end(&run);
	expect_trick(path, "special-file: a/pipe: ");
	expect_shell(0, &run, folder, "rm %s/bag/a/pipe && cd %s/bag && mkdir -p $(yes d | head -80 | tr '\\n' /)", folder, folder);
	run_end(&run);
	expect_trick(path, "long-name: ");
	folder_remove(folder);
}

static void
test_what_became_a_link_is_not_followed(void **state)
{
	char *folder = folder_make();
	struct bundle_source *source = NULL;
	struct digests digests;
	struct run run = { 0 };
	struct error err;

	(void)state;
	expect_shell(0, &run, folder, "mkdir -p %s/bag/data && echo x > %s/bag/data/x && echo y > %s/secret", folder, folder, folder);
	run_end(&run);
	assert_ok(bundle_source_open(&source, in_folder(folder, "bag"), NULL, &err), &err);
	expect_shell(0, &run, folder, "rm %s/bag/data/x && ln -s %s/secret %s/bag/data/x", folder, folder, folder);
	run_end(&run);
	assert_status(STATUS_CHANGED, bundle_source_hash(source, 0, 0, &digests, &err), &err);
	expect_shell(0, &run, folder, "rm -r %s/bag/data && mkdir %s/d && echo y > %s/d/x && ln -s ../d %s/bag/data", folder, folder, folder, folder);
	run_end(&run);
	assert_status(STATUS_CHANGED, bundle_source_hash(source, 0, 0, &digests, &err), &err);
	bundle_source_close(source);
	folder_remove(folder);
}

/* What Python's zipfile writes, with one statement changed. */
static const struct {
	const char *statements, *trick;
} zips[] = {
	{ "z.writestr('b/a','x'); z.writestr('b/data/x','y')", "" },
	{ "z.writestr('b/../../x','x')", "zip-slip: b/../../x: " },
	{ "z.writestr('..'+chr(92)+'x','x')", "zip-slip: " },
	{ "z.writestr('b/x'+chr(92)+'y','x')", "backslash-name: " },
	{ "z.writestr('b/x:y','x')", "stream-name: " },
	{ "z.writestr('b/x. ','x')", "trailing-dot: " },
	{ "z.writestr('b/nul.txt','x')", "reserved-name: " },
	{ "z.writestr('b//x','x')", "dot-name: " },
	{ "z.writestr('b/./x','x')", "dot-name: " },
	{ "z.writestr('b/x','x'); z.writestr('c/x','x')", "several-tops: c/x: " },
	{ "z.writestr('bagit.txt','x')", "no-top-folder: bagit.txt: " },
	{ "z.writestr('b/x','x'); z.writestr('b/x/y','x')", "file-as-folder: x: " },
	{ "z.writestr('b/\\u017f','x'); z.writestr('b/s','x')", "case-collision: " },
	{ "i=zipfile.ZipInfo('b/l'); i.external_attr=0o120777<<16; i.create_system=3; z.writestr(i,'/etc')", "symlink: b/l: " },
	{ "i=zipfile.ZipInfo('b/l'); i.external_attr=0o020777<<16; i.create_system=3; z.writestr(i,'')", "special-file: b/l: " },
	{ "i=zipfile.ZipInfo('b/x'); i.extra=b'up'+bytes([10,0,1,0,0,0,0])+b'b/evi'; z.writestr(i,'x')", "header-mismatch: b/x: " },
	{ "z.comment=b'hello'; z.writestr('b/x','x')", "trailing-bytes: " },
	{ "", "empty: " },
};

static void
test_zips_are_read_strictly(void **state)
{
	char *folder = folder_make();

	(void)state;
	for (size_t i = 0; i < sizeof zips / sizeof zips[0]; i++) {
		struct run run = { 0 };

		expect_shell(0, &run, folder, "python3 -c \"import zipfile,sys; z=zipfile.ZipFile(sys.argv[1],'w'); %s; z.close()\" %s/a.zip",
		             zips[i].statements[0] ? zips[i].statements : "pass", folder);
		run_end(&run);
		if (zips[i].trick[0] != '\0') {
			expect_trick(in_folder(folder, "a.zip"), zips[i].trick);
		} else {
			struct error err = { 0 };

			judge(in_folder(folder, "a.zip"), &err);
			assert_string_equal(err.text, "");
		}
	}
	folder_remove(folder);
}

/* One change to a sound ZIP of one's own, each refused. */
static const struct {
	long        at; /* from the end when negative */
	const char *bytes;
	size_t      n;
	const char *trick;
} changes[] = {
	{ 0, "X", 1, "header-mismatch" },     /* the first header's signature; the end is a ZIP's still */
	{ 6, "\x01\x08", 2, "header-mismatch" }, /* encrypted, says the local header alone */
	{ 14, "\0\0", 2, "header-mismatch" }, /* CRC-32 */
	{ 18, "\x01", 1, "header-mismatch" }, /* size */
	{ 30, "Z", 1, "header-mismatch" },    /* name */
	{ 8, "\x08", 1, "header-mismatch" },  /* method */
	{ 50, "X", 1, "checksum" },           /* a byte of the first member */
	{ -14, "\x0e\0\x0e", 4, "truncated" }, /* one member more than there is */
	{ -14, "\x0c\0\x0c", 4, "hidden-member" }, /* and one less */
	{ -14, "\x0c", 1, "header-mismatch" },
	{ -6, "\0\0\0", 3, "hidden-bytes" },  /* the central directory's place */
	{ -18, "\x01", 1, "several-disks" },
};

static void
test_one_changed_byte_is_found(void **state)
{
	char *folder = folder_make();
	struct buffer whole = { 0 };

	(void)state;
	small_bag_write(folder, in_folder(folder, "bag.zip"), true, "bytes", 5);
	read_file(&whole, path);
	in_folder(folder, "changed.zip");
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		size_t at = changes[i].at < 0 ? whole.n - (size_t)-changes[i].at : (size_t)changes[i].at;
		char before[4];

		memcpy(before, whole.p + at, changes[i].n);
		memcpy(whole.p + at, changes[i].bytes, changes[i].n);
		write_file(path, whole.p, whole.n);
		expect_trick(path, changes[i].trick);
		memcpy(whole.p + at, before, changes[i].n);
	}
	/* cut anywhere, it is refused */
	for (size_t n = 1; n < whole.n; n += 37) {
		struct error err = { 0 };

		write_file(path, whole.p, n);
		judge(path, &err);
		assert_int_not_equal(err.status, STATUS_OK);
	}
	buffer_append_string(&whole, "x");
	write_file(path, whole.p, whole.n);
	expect_trick(path, "trailing-bytes");
	buffer_end(&whole);
	folder_remove(folder);
}

/* Two thousand names for one stretch of bytes, as bombs are made of stored members. */
static void
test_overlapping_members(void **state)
{
	char *folder = folder_make();
	struct run run = { 0 };

	(void)state;
	for (int nested = 0; nested < 2; nested++) {
		expect_shell(0, &run, folder,
		             "python3 -c \"import struct,sys,zlib\n"
		             "nested=int(sys.argv[2]); k=b'x'*1000000; out=b''; cd=b''; n=2000\n"
		             "def local(name,data): return struct.pack('<IHHHHHIIIHH',0x04034b50,20,0,0,0,33,zlib.crc32(data),len(data),len(data),len(name),0)+name\n"
		             "names=[b'b/%%04d'%%i for i in range(n)]\n"
		             "if not nested:\n"
		             "  out=local(names[0],k)+k; offsets=[0]*n; sizes=[len(k)]*n; sums=[zlib.crc32(k)]*n\n"
		             "else:\n"
		             "  n=50; data=k; heads=[]\n"
		             "  for i in reversed(range(n)):\n"
		             "    h=local(names[i],data); heads.append((len(h),len(data),zlib.crc32(data))); data=h+data\n"
		             "  out=data; heads.reverse(); offsets=[sum(h[0] for h in heads[:i]) for i in range(n)]; sizes=[h[1] for h in heads]; sums=[h[2] for h in heads]\n"
		             "for i in range(n): cd+=struct.pack('<IHHHHHHIIIHHHHHII',0x02014b50,20,20,0,0,0,33,sums[i],sizes[i],sizes[i],len(names[i]),0,0,0,0,0,offsets[i])+names[i]\n"
		             "out+=cd+struct.pack('<IHHHHIIH',0x06054b50,0,0,n,n,len(cd),len(out),0)\n"
		             "open(sys.argv[1],'wb').write(out)\" %s/o.zip %d",
		             folder, nested);
		run_end(&run);
		expect_trick(in_folder(folder, "o.zip"), "overlap: b/");
	}
	folder_remove(folder);
}

/* Members of other writers, with data descriptors, are sound. */
static void
test_descriptors_are_read(void **state)
{
	char *folder = folder_make();
	struct run run = { 0 };
	struct error err = { 0 };

	(void)state;
	expect_shell(0, &run, folder, "mkdir -p %s/b/data && echo hello > %s/b/data/x && cd %s && bsdtar --format zip --options zip:compression=store -cf d.zip b",
	             folder, folder, folder);
	run_end(&run);
	judge(in_folder(folder, "d.zip"), &err);
	assert_string_equal(err.text, "");
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folder_and_zip_are_one),
		cmocka_unit_test(test_folders_hold_files_only),
		cmocka_unit_test(test_what_became_a_link_is_not_followed),
		cmocka_unit_test(test_zips_are_read_strictly),
		cmocka_unit_test(test_one_changed_byte_is_found),
		cmocka_unit_test(test_overlapping_members),
		cmocka_unit_test(test_descriptors_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_hash_list.c - the forms that lists of hashes have, and what is none. */
#include "exchange/hash_list.h"

#include "support/support.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MD5_A "d41d8cd98f00b204e9800998ecf8427e"
#define LONG_A "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define LONG_B "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"

struct taken {
	struct hash_entry last;
	size_t            n;
};

static enum status
take(void *context, const struct hash_entry *entry, struct error *err)
{
	struct taken *taken = context;

	(void)err;
	taken->last = *entry;
	taken->n++;
	return STATUS_OK;
}

static enum status
read_bytes(const char *bytes, size_t n, enum hash_kind kind, struct taken *taken,
           struct hash_list_facts *facts, struct error *err)
{
	SCOPED_FD file = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	*taken = (struct taken){ .n = 0 };
	assert_true(file >= 0);
	assert_int_equal(file_write_all(file, bytes, n, NULL), STATUS_OK);
	return hash_list_read(file, kind, take, taken, NULL, facts, err);
}

static void
expect_list(const char *text, enum hash_kind said, enum hash_kind kind, size_t entries,
            struct taken *taken)
{
	struct hash_list_facts facts;
	struct error err = { 0 };

	if (read_bytes(text, strlen(text), said, taken, &facts, &err) != STATUS_OK)
		fail_msg("%s\nin: %s\n", err.text, text);
	assert_int_equal(facts.kind, kind);
	assert_int_equal(facts.entries, entries);
	assert_int_equal(taken->n, entries);
}

static void
expect_none(const char *bytes, size_t n, enum hash_kind said, const char *words)
{
	struct hash_list_facts facts;
	struct error err = { 0 };
	struct taken taken;

	assert_int_equal(read_bytes(bytes, n, said, &taken, &facts, &err), STATUS_INVALID);
	if (strstr(err.text, words) == NULL)
		fail_msg("\"%s\" does not stand in: %s\n", words, err.text);
}
#define EXPECT_NONE(text, said, words) expect_none(text, sizeof(text) - 1, said, words)

static void
forms_of_bytes(void **state)
{
	static const struct {
		const char    *text;
		enum hash_kind said, kind;
		size_t         entries;
	} forms[] = {
		{ MD5_A "\n" MD5_A, 0, HASHES_MD5, 2 },
		{ LONG_A "\r\n\r\n" LONG_B "\r\n", HASHES_SHA256, HASHES_SHA256, 2 },
		{ "\xef\xbb\xbf# theirs\n" LONG_A "  a name, with a comma.mp4\n", 0, HASHES_SHA256, 1 },
		{ LONG_A " *a.mp4\n\\" LONG_A "  a\\nb\n", 0, HASHES_SHA256, 2 },
		{ "SHA256 (a = (b).mp4) = " LONG_A "\n", 0, HASHES_SHA256, 1 },
		{ "MD5 (a) = " MD5_A "\n", 0, HASHES_MD5, 1 },
		{ MD5_A "  a.jpg\n", 0, HASHES_MD5, 1 },
		{ "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked\n0," MD5_A "," LONG_A
		  ",/a,b\n", 0, HASHES_SHA256, 1 },
		{ "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n0," MD5_A "," LONG_A ",/a\n",
		  HASHES_MD5, HASHES_MD5, 1 },
		{ "\"SHA-1\",\"MD5\",\"FileName\"\n\"x,y\",\"" MD5_A "\",\"a\"\n", 0, HASHES_MD5, 1 },
		{ "hash\n" LONG_A "\n", HASHES_SHA256, HASHES_SHA256, 1 },
		{ "\"" MD5_A "\";\"x\"\n", 0, HASHES_MD5, 1 },
		{ "hash\r\n" MD5_A "\r\n", 0, HASHES_MD5, 1 },
		{ "Name;Value\nx;" MD5_A "\n", 0, HASHES_MD5, 1 },
		{ "sha256,score\n" LONG_A ",90\n", 0, HASHES_SHA256, 1 },
	};
	struct taken taken;

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		expect_list(forms[i].text, forms[i].said, forms[i].kind, forms[i].entries, &taken);
		assert_int_equal(taken.last.bytes[0],
		                 forms[i].kind == HASHES_MD5 ? 0xd4 : 0xe3);
		assert_int_equal(taken.last.bytes[15],
		                 forms[i].kind == HASHES_MD5 ? 0x7e : 0x24);
	}
}

static void
forms_of_pictures(void **state)
{
	struct taken taken;

	(void)state;
	expect_list(LONG_A ",49,a.jpg\n" LONG_A ",87,a.jpg\n", 0, HASHES_PDQ, 2, &taken);
	assert_int_equal(taken.last.quality, 87);
	expect_list(LONG_A "\n", HASHES_PDQ, HASHES_PDQ, 1, &taken);
	assert_int_equal(taken.last.quality, 100);
	expect_list("hash=" LONG_A ",norm=3,a.jpg\n", HASHES_PDQ, HASHES_PDQ, 1, &taken);
	assert_int_equal(taken.last.quality, 100);
	expect_list("pdq_hash\tquality\n" LONG_A "\t12\n", 0, HASHES_PDQ, 1, &taken);
	assert_int_equal(taken.last.quality, 12);
	expect_list("hash,quality\n" LONG_A ",60\n", 0, HASHES_PDQ, 1, &taken);
	assert_int_equal(taken.last.quality, 60);
	expect_list("17,100," LONG_A ",0.567\n", 0, HASHES_VPDQ, 1, &taken);
	assert_int_equal(taken.last.frame, 17);
	assert_int_equal(taken.last.microseconds, 567000);
	expect_list(LONG_A ",88,3.250\n", HASHES_VPDQ, HASHES_VPDQ, 1, &taken);
	assert_int_equal(taken.last.quality, 88);
	assert_int_equal(taken.last.microseconds, 3250000);
	expect_list("frame,quality,hash,timestamp\n3,50," LONG_A ",1\n", 0, HASHES_VPDQ, 1, &taken);
	assert_int_equal(taken.last.microseconds, 1000000);
}

/* Of bytes' hashes with a number beside them some have not half of their bits set. */
static void
what_is_hardly_a_list_of_pictures_is_counted(void **state)
{
	static const char plain[] = "ffffffffffffffffffffffffffffffff00000000000000000000000000000001,90\n"
	                            "fffffffffffffffffffffffffffffffffffff000000000000000000000000000,90\n";
	struct hash_list_facts facts;
	struct error err = { 0 };
	struct taken taken;

	(void)state;
	assert_ok(read_bytes(plain, sizeof plain - 1, 0, &taken, &facts, &err), &err);
	assert_int_equal(facts.kind, HASHES_PDQ);
	assert_int_equal(facts.odd, 1);
	assert_ok(read_bytes(plain, sizeof plain - 1, HASHES_PDQ, &taken, &facts, &err), &err);
	assert_int_equal(facts.odd, 0);
}

static void
what_is_no_list(void **state)
{
	(void)state;
	EXPECT_NONE("", 0, "the file is empty");
	EXPECT_NONE("# only words\n\n", 0, "none of its 2 lines has a hash");
	EXPECT_NONE("hello\n", 0, "line 1");
	EXPECT_NONE(MD5_A "\n" MD5_A "\nhello\n", 0, "line 3");
	EXPECT_NONE(LONG_A "\n", 0, "--kind");
	EXPECT_NONE(MD5_A "\n" LONG_A "\n", 0, "line 2");
	EXPECT_NONE(MD5_A "0\n", HASHES_MD5, "line 1");
	EXPECT_NONE(MD5_A "x\n", HASHES_MD5, "line 1");
	EXPECT_NONE(MD5_A "\n", HASHES_PDQ, "64 hex digits");
	EXPECT_NONE(LONG_A ",101\n", HASHES_PDQ, "line 1: a quality is a number from 0 to 100");
	EXPECT_NONE(LONG_A ",49.9\n", HASHES_PDQ, "line 1: a quality is a number from 0 to 100");
	EXPECT_NONE(LONG_A ",-5\n", HASHES_PDQ, "line 1: a quality is a number from 0 to 100");
	EXPECT_NONE(LONG_A ",1e9\n", HASHES_PDQ, "line 1: a quality is a number from 0 to 100");
	EXPECT_NONE(LONG_A "\n", HASHES_VPDQ, "line 1: FRAME,QUALITY,HASH,SECONDS is expected");
	EXPECT_NONE("1,101," LONG_A ",0.1\n", HASHES_VPDQ, "line 1");
	EXPECT_NONE("1,50," LONG_A ",-0.1\n", HASHES_VPDQ, "line 1");
	EXPECT_NONE("99999999999,50," LONG_A ",0.1\n", HASHES_VPDQ, "line 1");
	EXPECT_NONE(MD5_A "\nMD5 (a) = " MD5_A "\nSHA256 (a) = " LONG_A "\n", 0, "line 3");
	EXPECT_NONE("%%%% size,sha1,filename\n", 0, "line 1");
	EXPECT_NONE("md5,name\nx,y\n", 0, "line 2");
	EXPECT_NONE(MD5_A "\0\n", HASHES_MD5, "zero byte");
	EXPECT_NONE("\xff\xfe" "d\0" "4\0", 0, "UTF-16");
	/* what stands there, and what is expected */
	EXPECT_NONE(LONG_A ",90\n", HASHES_SHA256, "line 1: HASH,QUALITY, as lists of PDQ have it, where SHA-256");
	EXPECT_NONE(LONG_A "  a\n" LONG_A ",90\n", 0, "line 2: HASH,QUALITY");
	EXPECT_NONE(MD5_A "\n" LONG_A "\n", 0, "line 2: an MD5 hash of 32 hex digits is expected, as the list began; here is 64");
	EXPECT_NONE(MD5_A "\n", HASHES_SHA256, "line 1: a SHA-256 hash of 64 hex digits is expected, as --kind says; here is 32 hex digits, as MD5");
	EXPECT_NONE("da39a3ee5e6b4b0d3255bfef95601890afd80709  a\n", 0, "as SHA-1 has");
	EXPECT_NONE("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8  a\n", 0, "line 1: here is 62 hex digits, as no hash has");
	EXPECT_NONE("0,100," LONG_A ",0.0\n1,100," LONG_A ",zz\n", 0, "line 2: a time is a number of seconds");
	EXPECT_NONE("hash\n" LONG_A "\n", 0, "line 2: 64 hex digits may be SHA-256 or PDQ: say which with --kind");
	EXPECT_NONE("hash\nx\n", 0, "line 2: here is neither");
	EXPECT_NONE("\x89PNG\r\n\x1a\n", 0, "line 1");
}

static void
lines_of_any_length(void **state)
{
	SCOPED(buffer) long_line = { 0 };
	struct hash_list_facts facts;
	struct taken taken;

	(void)state;
	for (size_t i = 0; i < 10 << 20; i++)
		buffer_append_byte(&long_line, 'a');
	expect_none(long_line.p, long_line.n, HASHES_MD5, "line 1: longer than 32768 bytes");
	/* the longest line that is allowed, across blocks */
	buffer_clear(&long_line);
	for (int i = 0; i < 5; i++) {
		buffer_append_string(&long_line, MD5_A "  ");
		for (size_t k = 0; k < HASH_LINE_LIMIT - 34; k++)
			buffer_append_byte(&long_line, 'n');
		buffer_append_byte(&long_line, '\n');
	}
	assert_int_equal(read_bytes(long_line.p, long_line.n, 0, &taken, &facts, NULL), STATUS_OK);
	assert_int_equal(facts.entries, 5);
	/* every byte of a short list cut off somewhere is a list or is refused */
	for (size_t n = 0; n < 2 * 34; n++)
		assert_int_equal(read_bytes(MD5_A "\r\n" MD5_A "\r\n", n, 0, &taken, &facts, NULL),
		                 n == 32 || n == 33 || n == 34 || n >= 66 ? STATUS_OK
		                                                            : STATUS_INVALID);
}

static void
stops_when_told(void **state)
{
	SCOPED_FD file = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	struct hash_list_facts facts;
	atomic_bool stop = true;

	(void)state;
	assert_int_equal(file_write_all(file, MD5_A, 32, NULL), STATUS_OK);
	assert_int_equal(hash_list_read(file, 0, NULL, NULL, &stop, &facts, NULL),
	                 STATUS_INTERRUPTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_bytes),      cmocka_unit_test(forms_of_pictures),
		cmocka_unit_test(what_is_hardly_a_list_of_pictures_is_counted),
		cmocka_unit_test(what_is_no_list),     cmocka_unit_test(lines_of_any_length),
		cmocka_unit_test(stops_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_passphrase.c - what may be a passphrase, how one is read, that it is wiped. */
#include "crypto/passphrase.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;

static int
make_folder(void **state)
{
	(void)state;
	folder = folder_make();
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

static enum status
read_from_file(struct passphrase *out, const void *bytes, size_t n)
{
	SCOPED_FREE char *path = NULL;
	SCOPED_FD fd = -1;

	assert_true(asprintf(&path, "%s/passphrase", folder) > 0);
	write_file(path, bytes, n);
	fd = open(path, O_RDONLY);
	return passphrase_read(out, fd, NULL);
}

static void
the_first_line_is_the_passphrase(void **state)
{
	SCOPED(passphrase) passphrase = { 0 };

	(void)state;
	assert_int_equal(read_from_file(&passphrase, "bonjour \xd5\x8e \n", 12), STATUS_OK);
	assert_string_equal(passphrase.bytes, "bonjour \xd5\x8e ");
	assert_int_equal(passphrase.n, 11);
	assert_int_equal(read_from_file(&passphrase, "no end", 6), STATUS_OK);
	assert_string_equal(passphrase.bytes, "no end");
	assert_int_equal(read_from_file(&passphrase, "one\ntwo\n", 8), STATUS_OK);
	assert_string_equal(passphrase.bytes, "one");
}

static void
what_nobody_can_type_is_refused(void **state)
{
	SCOPED(passphrase) passphrase = { 0 };

	(void)state;
	assert_int_equal(read_from_file(&passphrase, "", 0), STATUS_INVALID);
	assert_int_equal(read_from_file(&passphrase, "\nsecond\n", 8), STATUS_INVALID);
	assert_int_equal(read_from_file(&passphrase, "a\r\n", 3), STATUS_INVALID);
	assert_int_equal(read_from_file(&passphrase, "a\0b\n", 4), STATUS_INVALID);
	assert_int_equal(passphrase_set(&passphrase, (struct text){ NULL, 0 }, NULL), STATUS_INVALID);
	assert_int_equal(passphrase_set(&passphrase, text_of("a\nb"), NULL), STATUS_INVALID);
	assert_int_equal(passphrase_read(&passphrase, -1, NULL), STATUS_IO);
}

static void
the_longest_is_taken_and_no_longer(void **state)
{
	SCOPED(passphrase) passphrase = { 0 };
	char bytes[3 * PASSPHRASE_LIMIT];

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	bytes[PASSPHRASE_LIMIT] = '\n';
	assert_int_equal(read_from_file(&passphrase, bytes, sizeof bytes), STATUS_OK);
	assert_int_equal(passphrase.n, PASSPHRASE_LIMIT);
	assert_int_equal(passphrase_set(&passphrase, (struct text){ bytes, PASSPHRASE_LIMIT }, NULL), STATUS_OK);
	bytes[PASSPHRASE_LIMIT] = 'x';
	assert_int_equal(read_from_file(&passphrase, bytes, sizeof bytes), STATUS_LIMIT);
	assert_int_equal(passphrase_set(&passphrase, (struct text){ bytes, sizeof bytes }, NULL), STATUS_LIMIT);
}

static void
refused_and_ended_ones_are_wiped(void **state)
{
	static const struct passphrase none;
	struct passphrase passphrase = { 0 };

	(void)state;
	assert_int_equal(passphrase_set(&passphrase, text_of("secret"), NULL), STATUS_OK);
	assert_string_equal(passphrase.bytes, "secret");
	passphrase_end(&passphrase);
	assert_memory_equal(&passphrase, &none, sizeof none);
	assert_int_equal(passphrase_set(&passphrase, text_of("sec\nret"), NULL), STATUS_INVALID);
	assert_memory_equal(&passphrase, &none, sizeof none);
}

static void
asking_twice_compares(void **state)
{
	SCOPED(passphrase) a = { 0 };
	SCOPED(passphrase) b = { 0 };

	(void)state;
	assert_int_equal(passphrase_set(&a, text_of("secret"), NULL), STATUS_OK);
	assert_int_equal(passphrase_set(&b, text_of("secret"), NULL), STATUS_OK);
	assert_true(passphrase_equal(&a, &b));
	assert_int_equal(passphrase_set(&b, text_of("secreT"), NULL), STATUS_OK);
	assert_false(passphrase_equal(&a, &b));
	assert_int_equal(passphrase_set(&b, text_of("secret "), NULL), STATUS_OK);
	assert_false(passphrase_equal(&a, &b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_line_is_the_passphrase),
		cmocka_unit_test(what_nobody_can_type_is_refused),
		cmocka_unit_test(the_longest_is_taken_and_no_longer),
		cmocka_unit_test(refused_and_ended_ones_are_wiped),
		cmocka_unit_test(asking_twice_compares),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_random.c - random bytes fill what they should, UUIDs are version 4. */
#include "crypto/random.h"

#include "support/support.h"

#include <string.h>

static void
bytes_fill_exactly_the_room(void **state)
{
	unsigned char bytes[4098] = { 0 };
	bool seen[256] = { false };
	size_t kinds = 0;
	struct error err;

	(void)state;
	assert_ok(random_bytes(bytes + 1, 4096, &err), &err);
	assert_int_equal(bytes[0], 0);
	assert_int_equal(bytes[4097], 0);
	for (size_t i = 1; i <= 4096; i++)
		seen[bytes[i]] = true;
	for (size_t i = 0; i < 256; i++)
		kinds += seen[i];
	assert_true(kinds > 240); /* by chance it is below 252 once in 10^11 */
	assert_ok(random_bytes(bytes, 0, &err), &err);
}

static void
uuids_are_version_4_and_differ(void **state)
{
	struct uuid all[64];
	struct error err;

	(void)state;
	for (size_t i = 0; i < 64; i++) {
		assert_ok(random_uuid(&all[i], &err), &err);
		assert_int_equal(all[i].bytes[6] >> 4, 4);
		assert_int_equal(all[i].bytes[8] >> 6, 2);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(all[i].bytes, all[j].bytes, 16);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_fill_exactly_the_room),
		cmocka_unit_test(uuids_are_version_4_and_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

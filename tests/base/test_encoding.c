/* SPDX-License-Identifier: Apache-2.0 */
/* test_encoding.c - RFC 4648 §10 and what a strict reader refuses. */
#include "base/encoding.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static void
rfc4648_vectors_round_trip(void **state)
{
	static const struct {
		const char *plain, *letters;
	} cases[] = { { "", "" },         { "f", "Zg==" },         { "fo", "Zm8=" },
		      { "foo", "Zm9v" },  { "foob", "Zm9vYg==" },  { "fooba", "Zm9vYmE=" },
		      { "foobar", "Zm9vYmFy" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(buffer) out = { 0 };
		SCOPED(buffer) back = { 0 };

		base64_append(&out, cases[i].plain, strlen(cases[i].plain));
		assert_string_equal(buffer_string(&out), cases[i].letters);
		assert_true(base64_read(&back, text_of_buffer(&out)));
		assert_string_equal(buffer_string(&back), cases[i].plain);
	}
}

static bool
reads(bool (*reader)(struct buffer *, struct text), const char *letters)
{
	SCOPED(buffer) out = { 0 };

	return reader(&out, text_of(letters));
}

static void
sloppy_base64_is_refused(void **state)
{
	(void)state;
	assert_false(reads(base64_read, "Zg"));
	assert_false(reads(base64_read, "Zh=="));
	assert_false(reads(base64_read, "Zg=="  "\n"));
	assert_false(reads(base64_read, "Z==="));
	assert_false(reads(base64_read, "Zm9-"));
	assert_false(reads(base64url_read, "Zg=="));
	assert_false(reads(base64url_read, "Zh"));
	assert_false(reads(base64url_read, "Zm9+"));
	assert_true(reads(base64url_read, "_-8"));
}

static void
uuids_are_read_strictly(void **state)
{
	struct uuid uuid;
	char text[UUID_TEXT_SIZE];

	(void)state;
	assert_true(uuid_read(text_of("0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11"), &uuid));
	uuid_write(text, &uuid);
	assert_string_equal(text, "0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11");
	assert_false(uuid_read(text_of("0B4D5A52-6a7e-4b0e-9c41-8f3f0d6f2a11"), &uuid));
	assert_false(uuid_read(text_of("0b4d5a526a7e4b0e9c418f3f0d6f2a11"), &uuid));
	assert_false(uuid_read(text_of("0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a1"), &uuid));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc4648_vectors_round_trip),
		cmocka_unit_test(sloppy_base64_is_refused),
		cmocka_unit_test(uuids_are_read_strictly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

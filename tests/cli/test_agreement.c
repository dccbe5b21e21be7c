/* SPDX-License-Identifier: Apache-2.0 */
/* test_agreement.c - values that are only less exact than others, and values that contradict them. */
#include "support/support.h"

#include "cli/agreement.h"

#include <jansson.h>

#define DATE(value, zone, fraction) "{\"value\":\"" value "\",\"zone\":\"" zone "\",\"subsecond\":" fraction "}"
#define PLACE(lat, lon, altitude) "{\"lat\":" #lat ",\"lon\":" #lon ",\"altitude\":" #altitude "}"

static const struct {
	const char *a, *b;
	bool        agree;
} cases[] = {
	{ PLACE(40.68, -74.5, null), PLACE(40.679993, -74.5, 0), true },
	{ PLACE(48.8887263, 21.0432512, 324.145), PLACE(48.8887264, 21.0432512, 324), true },
	{ PLACE(48.88871, 21.0432512, null), PLACE(48.88872, 21.0432512, null), true },
	{ PLACE(48.88871, 21.0432512, null), PLACE(48.88873, 21.0432512, null), false },
	{ PLACE(48.8887, 21.04, null), PLACE(48.8887, 21.05, null), false },
	{ PLACE(48.8887, 21.04, 300), PLACE(48.8887, 21.04, 302), false },
	{ DATE("2015-06-12T13:40:32", "unknown", "null"), DATE("2015-06-12T13:40:32", "unknown", "\"41\""), true },
	{ DATE("2015-06-12T13:40:32", "unknown", "\"4\""), DATE("2015-06-12T13:40:32", "unknown", "\"41\""), true },
	{ DATE("2015-06-12T13:40:32", "unknown", "\"41\""), DATE("2015-06-12T13:40:32", "unknown", "\"31\""), false },
	{ DATE("2015-06-12", "unknown", "null"), DATE("2015-06-12T13:40:32", "unknown", "null"), true },
	{ DATE("2015-06-12T13:40", "unknown", "null"), DATE("2015-06-12T13:40:32+02:00", "offset", "null"), true },
	{ DATE("2015-06-12T13:40:32Z", "utc", "null"), DATE("2015-06-12T13:40:32+02:00", "offset", "null"), false },
	{ DATE("2015-06-12T13:40:32-07:00", "offset", "null"), DATE("2015-06-12T13:40:32-07:00", "offset", "null"), true },
	{ DATE("2015-06-12T13:40:32", "unknown", "null"), DATE("2015-06-12T13:40:33", "unknown", "null"), false },
	{ DATE("2015-06-12", "unknown", "null"), DATE("2015-06-13", "unknown", "null"), false },
	{ "{\"value\":\"Canon\"}", "{\"value\":\"Canon\"}", true },
	{ "{\"value\":\"Canon\"}", "{\"value\":\"Canon EOS\"}", false },
};

static void
test_agreement(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		json_t *a = json_loads(cases[i].a, 0, NULL), *b = json_loads(cases[i].b, 0, NULL);

		assert_non_null(a);
		assert_non_null(b);
		if (values_agree(a, b) != cases[i].agree || values_agree(b, a) != cases[i].agree)
			fail_msg("%s and %s, expected %d\n", cases[i].a, cases[i].b, cases[i].agree);
		json_decref(a);
		json_decref(b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agreement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_kept.c - values that wait to be recorded come back as they were, few or many. */
#include "intake/kept.h"

#include "base/error.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* An object with a list of so many texts. */
static json_t *
object_of(size_t count)
{
	json_t *object = json_object(), *list = json_array();

	for (size_t i = 0; i < count; i++)
		assert_int_equal(json_array_append_new(list, json_string("so und so")), 0);
	assert_int_equal(json_object_set_new(object, "list", list), 0);
	return object;
}

static void
assert_comes_back(size_t count, bool as_tree)
{
	SCOPED_JSON json_t *values = object_of(count);
	SCOPED_JSON json_t *got = NULL, *again = NULL;
	struct kept kept = { 0 };
	struct error err;

	assert_int_equal(kept_set(&kept, values, &err), STATUS_OK);
	assert_int_equal(kept.tree != NULL, as_tree);
	assert_int_equal(kept.bytes.n == 0, as_tree);
	assert_int_equal(kept_get(&kept, &got, &err), STATUS_OK);
	assert_true(json_equal(got, values));
	/* what a caller adds is not kept */
	assert_int_equal(json_object_set_new(got, "tool", json_null()), 0);
	assert_int_equal(kept_get(&kept, &again, &err), STATUS_OK);
	assert_true(json_equal(again, values));
	kept_end(&kept);
	assert_null(kept.tree);
	kept_end(&kept);
}

static void
few_values_stay_as_they_are(void **state)
{
	(void)state;
	assert_comes_back(0, true);
	assert_comes_back(100, true);
}

static void
many_values_wait_as_bytes(void **state)
{
	(void)state;
	assert_comes_back(KEPT_TREE_LIMIT / 64, false);
}

static void
the_last_ones_count(void **state)
{
	SCOPED_JSON json_t *first = object_of(KEPT_TREE_LIMIT / 64), *second = object_of(1);
	SCOPED_JSON json_t *got = NULL;
	struct kept kept = { 0 };
	struct error err;

	(void)state;
	assert_int_equal(kept_set(&kept, first, &err), STATUS_OK);
	assert_int_equal(kept_set(&kept, second, &err), STATUS_OK);
	assert_int_equal(kept_get(&kept, &got, &err), STATUS_OK);
	assert_true(json_equal(got, second));
	kept_end(&kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_values_stay_as_they_are),
		cmocka_unit_test(many_values_wait_as_bytes),
		cmocka_unit_test(the_last_ones_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_schema.c - the embedded schemas are sound, and values that do not fit are refused. */
#include "ledger/schema.h"

#include "support/support.h"

#include "base/embedded.h"
#include "base/scoped.h"
#include "base/text.h"
#include "ledger/schema_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct schemas *schemas;

static int
open_schemas(void **state)
{
	(void)state;
	return schemas_open(&schemas, NULL) == STATUS_OK ? 0 : -1;
}

static int
close_schemas(void **state)
{
	(void)state;
	schemas_close(schemas);
	return 0;
}

static void
every_sealed_member_has_a_known_class(void **state)
{
	static const char *const classes[] = { "plain",  "source",    "person",          "safety-place",
		                               "device", "path-host", "private-channel", "internal-note" };
	size_t members = 0;

	(void)state;
	for (const struct schema *s = schema_next(schemas, NULL); s != NULL; s = schema_next(schemas, s)) {
		for (size_t i = 0; i < schema_sealed_count(s); i++) {
			bool known = false;

			for (size_t k = 0; k < sizeof classes / sizeof classes[0]; k++)
				known = known || strcmp(classes[k], schema_sealed_class(s, i)) == 0;
			assert_true(known);
			assert_true(json_is_member_name(text_of(schema_sealed_name(s, i))));
			assert_true(i == 0 ||
			            strcmp(schema_sealed_name(s, i - 1), schema_sealed_name(s, i)) < 0);
			members++;
		}
	}
	assert_true(members > 100);
}

/* What holds others' events, or names everything that a bundle carries, is larger than what people say. */
static json_int_t
largest(const char *path)
{
	return strstr(path, "/bundle.") != NULL || strstr(path, "/event.") != NULL ? 16 << 20 : 256 << 10;
}

static void
every_rule_names_a_kind_and_a_limit(void **state)
{
	(void)state;
	for (const struct embedded_file *f = embedded_next(NULL, "catalog/events/"); f != NULL;
	     f = embedded_next(f, "catalog/events/")) {
		SCOPED_JSON json_t *whole = NULL;
		json_t *rule;
		const char *name;

		assert_ok(json_read(&whole, embedded_text(f), NULL), NULL);
		json_object_foreach(json_object_get(whole, "sealed"), name, rule) {
			SCOPED_JSON json_t *probe = json_object();
			struct error err;

			assert_true(json_integer_value(json_object_get(rule, "limit")) > 0);
			assert_true(json_integer_value(json_object_get(rule, "limit")) <= largest(f->path));
			/* an empty object fits no kind, and an unknown kind is a fault */
			if (schema_value_check(rule, probe, &err) != STATUS_INVALID)
				fail_msg("%s: %s: %s", f->path, name, err.text);
		}
	}
}

static enum status
check(const char *type, const char *values)
{
	const struct schema *schema = schema_find(schemas, text_of(type), 1);
	SCOPED_JSON json_t *object = json_loads(values, 0, NULL);

	assert_non_null(schema);
	assert_non_null(object);
	return schema_check_values(schema, object, NULL);
}

static void
values_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	assert_int_equal(check("item.described", "{\"title\":\"A\"}"), STATUS_OK);
	assert_int_equal(check("item.described", "{\"title\":null}"), STATUS_OK);
	assert_int_equal(check("item.described", "{\"title\":1}"), STATUS_INVALID);
	assert_int_equal(check("item.described", "{\"titel\":\"A\"}"), STATUS_INVALID);
	assert_int_equal(check("item.described", "{\"flags\":[\"b\",\"a\"]}"), STATUS_INVALID);
	assert_int_equal(check("item.described", "{\"flags\":[\"a\",\"b\"]}"), STATUS_OK);
	assert_int_equal(check("item.described", "{\"flags\":[\"a\",\"a\"]}"), STATUS_INVALID);
	assert_int_equal(check("item.described", "{\"flags\":[\"A\"]}"), STATUS_INVALID);
	assert_int_equal(check("item.described", "{\"based_on\":-1}"), STATUS_INVALID);
	assert_int_equal(check("item.described", "{\"based_on\":1.5}"), STATUS_INVALID);
	assert_int_equal(check("file.received", "{\"bytes\":\"01\"}"), STATUS_INVALID);
	assert_int_equal(check("file.received", "{\"bytes\":12}"), STATUS_INVALID);
	assert_int_equal(check("file.received", "{\"kind\":\"other\"}"), STATUS_INVALID);
	assert_int_equal(check("file.received", "{\"digests\":{\"md5\":null}}"), STATUS_INVALID);
	assert_int_equal(check("item.acquired", "{\"from\":\"channel/5c1d9a30-2f64-4c0c-8d43-1f0a7b6f9e02\"}"),
	                 STATUS_INVALID);
	assert_int_equal(check("item.acquired", "{\"from\":\"person/5c1d9a30-2f64-4c0c-8d43-1f0a7b6f9e02\"}"),
	                 STATUS_OK);
	assert_int_equal(check("item.acquired", "{\"path\":{\"bytes\":\"YQ\",\"text\":\"b\"}}"),
	                 STATUS_INVALID);
	assert_int_equal(check("item.acquired", "{\"path\":{\"bytes\":\"YQ\",\"text\":\"a\"}}"),
	                 STATUS_OK);
}

static void
values_that_are_too_long_are_refused(void **state)
{
	char values[1200], title[1100];

	(void)state;
	memset(title, 'a', sizeof title);
	title[1022] = '\0'; /* two quotes are counted too */
	snprintf(values, sizeof values, "{\"title\":\"%s\"}", title);
	assert_int_equal(check("item.described", values), STATUS_OK);
	title[1022] = 'a';
	title[1023] = '\0';
	snprintf(values, sizeof values, "{\"title\":\"%s\"}", title);
	assert_int_equal(check("item.described", values), STATUS_LIMIT);
}

static void
open_members_are_exact(void **state)
{
	static const struct {
		const char *open;
		enum status status;
	} cases[] = { { "{\"short_id\":\"E-000001\"}", STATUS_OK },
		      { "{\"short_id\":\"E-1000000\"}", STATUS_OK },
		      { "{\"short_id\":\"E-0000001\"}", STATUS_INVALID },
		      { "{\"short_id\":\"E-000000\"}", STATUS_INVALID },
		      { "{\"short_id\":\"E-1\"}", STATUS_INVALID },
		      { "{\"short_id\":\"Q-000001\"}", STATUS_INVALID },
		      { "{\"short_id\":null}", STATUS_INVALID },
		      { "{\"short_id\":\"E-000001\",\"x\":1}", STATUS_INVALID },
		      { "{}", STATUS_INVALID } };
	const struct schema *schema = schema_find(schemas, text_of("item.accessioned"), 1);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED_JSON json_t *open = json_loads(cases[i].open, 0, NULL);

		assert_status(cases[i].status, schema_check_open(schema, open, NULL), NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sealed_member_has_a_known_class),
		cmocka_unit_test(every_rule_names_a_kind_and_a_limit),
		cmocka_unit_test(values_that_do_not_fit_are_refused),
		cmocka_unit_test(values_that_are_too_long_are_refused),
		cmocka_unit_test(open_members_are_exact),
	};

	return cmocka_run_group_tests(tests, open_schemas, close_schemas);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_tables.c - ids and chains of a bundle are found again, whoever chose them. */
#include "bundle/chain_table.h"
#include "bundle/id_set.h"

#include "support/support.h"

#include <string.h>

#define MANY 5000 /* several times the first table */

static struct uuid
uuid_of(uint32_t number)
{
	struct uuid uuid = { .bytes = { 0 } };

	for (size_t i = 0; i < 4; i++)
		uuid.bytes[12 + i] = (unsigned char)(number >> (24 - 8 * i));
	return uuid;
}

static void
ids_are_found_where_they_came_first(void **state)
{
	struct id_set set = { 0 };
	struct error err;

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		const struct uuid id = uuid_of(i * 7);

		assert_int_equal(id_set_find(&set, &id), ID_SET_NONE);
		assert_ok(id_set_add(&set, &id, &err), &err);
	}
	for (uint32_t i = 0; i < MANY * 7; i++) {
		const struct uuid id = uuid_of(i);

		assert_int_equal(id_set_find(&set, &id), i % 7 == 0 ? i / 7 : ID_SET_NONE);
	}
	id_set_end(&set);
	assert_int_equal(set.count, 0);
}

/* A second one of the same id takes its place in the order, and the first stays found. */
static void
an_id_twice_keeps_its_first_index(void **state)
{
	struct id_set set = { 0 };
	struct error err;

	(void)state;
	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < 1000; i++) {
			const struct uuid id = uuid_of(i);

			assert_ok(id_set_add(&set, &id, &err), &err);
		}
	}
	assert_int_equal(set.count, 3000);
	for (uint32_t i = 0; i < 1000; i++) {
		const struct uuid id = uuid_of(i);

		assert_int_equal(id_set_find(&set, &id), i);
	}
	id_set_end(&set);
}

static void
chains_keep_their_heads(void **state)
{
	struct chain_table table = { 0 };
	struct chain_entry *entry;
	struct error err;

	(void)state;
	assert_null(chain_table_find(&table, "item/none"));
	for (uint32_t i = 0; i < MANY; i++) {
		const struct uuid id = uuid_of(i);
		struct subject subject = subject_of(i % 2 ? "item" : "person", &id);

		assert_ok(chain_table_at(&table, &subject, &entry, &err), &err);
		assert_int_equal(entry->n, 0);
		entry->n = i + 1;
		entry->is_named = i % 3 == 0;
	}
	assert_int_equal(table.count, MANY);
	for (uint32_t i = 0; i < MANY; i++) {
		const struct uuid id = uuid_of(i);
		struct subject subject = subject_of(i % 2 ? "item" : "person", &id);
		struct subject other = subject_of(i % 2 ? "person" : "item", &id);

		entry = chain_table_find(&table, subject.text);
		assert_non_null(entry);
		assert_ptr_equal(entry, &table.entries[i]);
		assert_int_equal(entry->n, i + 1);
		assert_true(entry->is_named == (i % 3 == 0));
		assert_null(chain_table_find(&table, other.text));
		/* asked for again it is the same */
		assert_ok(chain_table_at(&table, &subject, &entry, &err), &err);
		assert_int_equal(entry->n, i + 1);
	}
	assert_int_equal(table.count, MANY);
	chain_table_end(&table);
	assert_null(chain_table_find(&table, "item/none"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_found_where_they_came_first),
		cmocka_unit_test(an_id_twice_keeps_its_first_index),
		cmocka_unit_test(chains_keep_their_heads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_table.c - tables and blocks: aligned, escaped, cut only on a terminal. */
#include "cli/table.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct column columns[] = {
	{ .title = "id" },
	{ .title = "size", .right = true },
	{ .title = "title", .shrinks = true },
	{ 0 },
};

static void
add_row(struct table *table, const char *id, uint64_t size, const char *title)
{
	table_cell_string(table, id);
	table_cell_number(table, size);
	table_cell_string(table, title);
}

static void
cells_are_aligned_and_escaped(void **state)
{
	const struct terminal terminal = { 0 };
	SCOPED(output) output = { 0 };
	SCOPED(table) table = { 0 };
	struct error err = { 0 };

	(void)state;
	output_begin(&output, -1);
	table_begin(&table, &output, &terminal, columns);
	add_row(&table, "E-000001", 5, "\u057e\u056f\u0561 \u6f22");
	add_row(&table, "E-2", 12345, "a\x1b[31m\nb\xff\u202e");
	add_row(&table, "", 0, "");
	assert_ok(table_finish(&table, &err), &err);
	assert_string_equal(buffer_string(&output.pending),
	                    "id         size  title\n"
	                    "E-000001      5  \u057e\u056f\u0561 \u6f22\n"
	                    "E-2       12345  a\\x1b[31m\\nb\\xff\\u202e\n"
	                    "              0\n");
}

static void
an_empty_table_prints_nothing(void **state)
{
	const struct terminal terminal = { 0 };
	SCOPED(output) output = { 0 };
	SCOPED(table) table = { 0 };
	struct error err = { 0 };

	(void)state;
	output_begin(&output, -1);
	table_begin(&table, &output, &terminal, columns);
	assert_ok(table_finish(&table, &err), &err);
	assert_int_equal(output.printed, 0);
}

static void
every_line_fits(const struct output *output, size_t width)
{
	struct text rest = text_of_buffer(&output->pending);

	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (text_columns(line) > width)
			fail_msg("%zu columns: %.*s\n", text_columns(line), (int)line.n, line.p);
	}
}

static void
a_terminal_cuts_what_may_shrink(void **state)
{
	const struct terminal terminal = { .out = true, .width = 40 };
	SCOPED(output) output = { 0 };
	SCOPED(table) table = { 0 };
	struct error err = { 0 };

	(void)state;
	output_begin(&output, -1);
	table_begin(&table, &output, &terminal, columns);
	add_row(&table, "E-000001", 5, "a title that is much too long for forty columns");
	add_row(&table, "E-000002", 5, "\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22"
	                               "\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22");
	assert_ok(table_finish(&table, &err), &err);
	every_line_fits(&output, 40);
	assert_non_null(strstr(buffer_string(&output.pending), "a title that is much to\u2026\n"));
	assert_non_null(strstr(buffer_string(&output.pending), "E-000002"));
}

static void
long_tables_come_in_pieces(void **state)
{
	const struct terminal terminal = { 0 };
	SCOPED(output) output = { 0 };
	SCOPED(table) table = { 0 };
	struct error err = { 0 };
	size_t lines = 0;
	char id[16];

	(void)state;
	output_begin(&output, -1);
	table_begin(&table, &output, &terminal, columns);
	for (unsigned i = 0; i < 3 * TABLE_BATCH + 7; i++) {
		snprintf(id, sizeof id, "E-%06u", i);
		add_row(&table, id, i, "t");
		assert_true(table.cell_count <= TABLE_BATCH * 3);
	}
	assert_ok(table_finish(&table, &err), &err);
	for (size_t i = 0; i < output.pending.n; i++)
		lines += output.pending.p[i] == '\n';
	assert_int_equal(lines, 3 * TABLE_BATCH + 8);
	assert_non_null(strstr(buffer_string(&output.pending), "E-001542  1542  t\n"));
}

static void
colour_surrounds_the_words_alone(void **state)
{
	const struct terminal terminal = { .colour = true };
	SCOPED(output) output = { 0 };
	SCOPED(table) table = { 0 };
	struct error err = { 0 };

	(void)state;
	output_begin(&output, -1);
	table_begin(&table, &output, &terminal, columns);
	table_cell_styled(&table, text_of("E-1"), STYLE_BAD);
	table_cell_number(&table, 1);
	table_cell_string(&table, "x");
	assert_ok(table_finish(&table, &err), &err);
	assert_non_null(strstr(buffer_string(&output.pending), "\033[1;31mE-1\033[0m     1  x\n"));
}

static void
blocks_align_values_and_keep_lines(void **state)
{
	const struct terminal plain = { 0 }, narrow = { .out = true, .width = 30 };
	SCOPED(output) output = { 0 };
	SCOPED(block) block = { 0 };
	SCOPED(block) wrapped = { 0 };
	struct error err = { 0 };

	(void)state;
	output_begin(&output, -1);
	block_begin(&block, &output, &plain);
	block_add_string(&block, "id", "E-000001");
	block_add(&block, "summary", text_of("one\n\ntwo\x1b"));
	block_add(&block, "published", (struct text){ NULL, 0 });
	block_add_format(&block, "size", "%d B", 12);
	assert_ok(block_finish(&block, &err), &err);
	assert_string_equal(buffer_string(&output.pending),
	                    "id         E-000001\n"
	                    "summary    one\n\n           two\\x1b\n"
	                    "published  unknown\n"
	                    "size       12 B\n");
	output_end(&output);
	output_begin(&output, -1);
	block_begin(&wrapped, &output, &narrow);
	block_add_string(&wrapped, "note", "words that do not fit in one line of thirty");
	assert_ok(block_finish(&wrapped, &err), &err);
	every_line_fits(&output, 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_aligned_and_escaped),
		cmocka_unit_test(an_empty_table_prints_nothing),
		cmocka_unit_test(a_terminal_cuts_what_may_shrink),
		cmocka_unit_test(long_tables_come_in_pieces),
		cmocka_unit_test(colour_surrounds_the_words_alone),
		cmocka_unit_test(blocks_align_values_and_keep_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

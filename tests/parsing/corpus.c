/* SPDX-License-Identifier: Apache-2.0 */
/* corpus.c - tables of tab-separated values, cut in place. */
#include "parsing/corpus.h"

#include "base/scoped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
cut_row(char *line, struct corpus_row *row)
{
	char *rest = line;

	row->count = 0;
	while (rest != NULL && row->count < CORPUS_COLUMNS)
		row->columns[row->count++] = strsep(&rest, "\t");
}

void
corpus_table_read(struct corpus_table *table, const char *name)
{
	char relative[256], *rest, *line;
	SCOPED_FREE char *path = NULL;
	size_t lines = 0;

	snprintf(relative, sizeof relative, "corpus/%s", name);
	path = shared_path(relative);
	assert_non_null(path);
	*table = (struct corpus_table){ 0 };
	read_file(&table->text, path);
	assert_true(table->text.n > 0);
	for (size_t i = 0; i < table->text.n; i++)
		lines += table->text.p[i] == '\n';
	table->rows = calloc(lines + 1, sizeof *table->rows);
	assert_non_null(table->rows);
	rest = table->text.p;
	strsep(&rest, "\n"); /* the heading */
	while ((line = strsep(&rest, "\n")) != NULL)
		if (line[0] != '\0')
			cut_row(line, &table->rows[table->count++]);
}

void
corpus_table_end(struct corpus_table *table)
{
	free(table->rows);
	buffer_end(&table->text);
	*table = (struct corpus_table){ 0 };
}

void
corpus_file(struct buffer *out, const char *path)
{
	SCOPED_FREE char *whole = NULL;
	SCOPED(buffer) relative = { 0 };

	buffer_append_format(&relative, "corpus/%s", path);
	whole = shared_path(buffer_string(&relative));
	assert_non_null(whole);
	read_file(out, whole);
}

bool
corpus_in_full(void)
{
	return getenv("VIDIMUS_TEST_FULL") != NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* corpus.h - the media beside the project that nobody here made, and what others read in them. */
#ifndef VIDIMUS_TESTS_CORPUS_H
#define VIDIMUS_TESTS_CORPUS_H

#include "support/support.h"

#define CORPUS_COLUMNS 10

/* One row of a table of the corpus. */
struct corpus_row {
	size_t      count;
	const char *columns[CORPUS_COLUMNS]; /* NUL-ended, borrowed until the table ends */
};

struct corpus_table {
	struct buffer      text;
	struct corpus_row *rows; /* without the heading */
	size_t             count;
};

/* Reads corpus/NAME below the shared data; fails the test when it cannot. */
void corpus_table_read(struct corpus_table *table, const char *name);
void corpus_table_end(struct corpus_table *table);

/* The file of that path within the corpus, whole. */
void corpus_file(struct buffer *out, const char *path);

/* True when every file is to be tried and not a sample: VIDIMUS_TEST_FULL. */
bool corpus_in_full(void);

#endif

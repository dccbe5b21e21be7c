/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.h - aligned text: tables of rows and blocks of labelled values. Cells
 * are foreign text and are escaped; columns are measured as a terminal shows
 * them. Only a terminal's width ever shortens anything.
 */
#ifndef VIDIMUS_CLI_TABLE_H
#define VIDIMUS_CLI_TABLE_H

#include "cli/output.h"
#include "cli/terminal.h"

#include <vidimus/types.h>

/* Appends escaped text, cut with an ellipsis to `width` columns; 0: whole. */
void cut_append(struct buffer *out, struct text safe, size_t width);

struct column {
	const char *title;   /* NULL ends the list */
	bool        right;   /* numbers: aligned at the right */
	bool        shrinks; /* may be cut with an ellipsis to fit a terminal */
};

#define TABLE_COLUMN_LIMIT 16

/*
 * Rows waiting for their columns' widths. A table of any length takes bounded
 * memory: every TABLE_BATCH rows are printed, and columns only grow after that.
 */
#define TABLE_BATCH 512

struct table {
	struct output         *output;   /* borrowed */
	const struct terminal *terminal; /* borrowed */
	const struct column   *columns;  /* borrowed */
	size_t                 column_count;
	size_t                 widths[TABLE_COLUMN_LIMIT];
	struct buffer          cells; /* escaped, each ended by NUL, row after row */
	enum style            *styles; /* one a cell */
	size_t                 cell_count;
	bool                   begun; /* the headings are printed */
	bool                   failed; /* no memory: told by table_finish */
};

/* `columns` ends with a NULL title and has at most TABLE_COLUMN_LIMIT entries. */
void table_begin(struct table *table, struct output *output, const struct terminal *terminal,
                 const struct column *columns);
void table_end(struct table *table);

/* Add the next cell; each row has as many as there are columns. Copied. */
void table_cell(struct table *table, struct text text);
void table_cell_string(struct table *table, const char *string);
void table_cell_number(struct table *table, uint64_t number);
void table_cell_styled(struct table *table, struct text text, enum style style);

/* Prints what is left. Nothing at all, not even headings, when there was no row. */
CHECKED enum status table_finish(struct table *table, struct error *err);

/*
 * A block of labelled values, printed with the values aligned; on a terminal
 * long ones are wrapped. Line ends in a value begin a new line under it.
 */
struct block {
	struct output         *output;   /* borrowed */
	const struct terminal *terminal; /* borrowed */
	struct buffer          entries;  /* label NUL value NUL … */
	size_t                 label_width;
};

void block_begin(struct block *block, struct output *output, const struct terminal *terminal);
void block_end(struct block *block);

/* Adds a value; `label` is a word of ours. A value without p is printed as "unknown". */
void block_add(struct block *block, const char *label, struct text value);
void block_add_string(struct block *block, const char *label, const char *value);
void block_add_format(struct block *block, const char *label, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Prints it; STATUS_MEMORY when something could not be kept. */
CHECKED enum status block_finish(struct block *block, struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_row.h - rows of a query as JSON objects, by a table of columns; and the
 * three ways to ask: one row, all rows of one thing, pages of a long list.
 * Private to the views.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_ROW_H
#define VIDIMUS_CASEWORK_VIEW_ROW_H

#include "casework/view.h"
#include "ledger/ledger.h"

/* How a column becomes members. A capital letter makes a short id of that kind. */
enum view_form {
	VIEW_TEXT = 't',
	VIEW_INTEGER = 'i',
	VIEW_BOOLEAN = 'b',
	VIEW_JSON = 'j',  /* canonical JSON */
	VIEW_LIST = 'l',  /* the same, of a list: [] for NULL */
	VIEW_BYTES = 'x', /* base64url of a blob that is not UTF-8, else null */
	VIEW_ACTOR = 'a'  /* two columns, code and number: NAME and NAME_id */
};

struct view_column {
	const char *name;
	char        form; /* of enum view_form, or a kind of short id */
};

/* A query with its columns, in their order. */
struct view_select {
	const char               *sql;
	const struct view_column *columns;
	size_t                    count;
	/* Adds to the object what other queries tell; may be NULL. */
	enum status (*finish)(struct ledger *ledger, json_t *object, struct error *err);
};
#define VIEW_COLUMNS(table) .columns = (table), .count = sizeof(table) / sizeof(table)[0]

/* Rows of one page of a long list; the SQL of pages says LIMIT 256. */
#define VIEW_PAGE 256

/* Sets a member to an owned value; false when memory ran out, or the value is NULL for that reason. */
CHECKED bool view_set(json_t *object, const char *name, json_t *value);

/* A new owned string, or null when the view has no bytes. */
CHECKED json_t *view_string(struct text text);

/* E-000001. */
CHECKED json_t *view_short_id(char kind, int64_t number);

/* A member that is a string, as a view; p is NULL for any other. */
struct text view_text(const json_t *object, const char *name);

/* "1 event", "12 events": the word of one, and of many when there is another number of it. */
void view_count(struct buffer *out, int64_t number, const char *one, const char *many);

/* Sets the members that the row tells. */
CHECKED enum status view_fill(json_t *object, const struct view_select *select,
                              struct statement *row, struct error *err);

/* The statement of `sql` with $1 bound to the key; release it. */
CHECKED enum status view_query(struct ledger *ledger, const char *sql, struct text key,
                               struct statement **out, struct error *err);

/* The number in the first column of the first row; STATUS_NOT_FOUND, wordless, without one. */
CHECKED enum status view_integer(struct ledger *ledger, const char *sql, struct text key,
                                 int64_t *out, struct error *err);

/* Adds the members of the only row ($1 is the key); STATUS_NOT_FOUND, wordless, without one. */
CHECKED enum status view_one(struct ledger *ledger, const struct view_select *select,
                             struct text key, json_t *object, struct error *err);

/* Sets member `name` to the list of all rows ($1 is the key). */
CHECKED enum status view_all(struct ledger *ledger, const struct view_select *select,
                             struct text key, json_t *object, const char *name,
                             struct error *err);

/*
 * Emits every row ($1 is the key, $2 the number after which a page begins; the
 * first column is the number, in ascending order). Each page is read whole and
 * its statement released before the first of its objects goes out.
 */
CHECKED enum status view_pages(struct ledger *ledger, const struct view_select *select,
                               struct text key, const struct view_output *to,
                               struct error *err);

#endif

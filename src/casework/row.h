/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row.h - an event's parts as parameters of one constant statement, for apply.
 *
 * Parameters are bound in the order of the calls, from $1 on. An absent or
 * null member binds NULL. The first failure sticks and is told by row_write.
 */
#ifndef VIDIMUS_CASEWORK_ROW_H
#define VIDIMUS_CASEWORK_ROW_H

#include "ledger/ledger.h"

struct row {
	const struct event_record *record;
	struct statement *statement;
	int               next; /* parameter */
	enum status       status;
	struct error     *err;
};

/* Prepares `sql`; every row that begins ends by row_write. */
void row_begin(struct row *row, struct database *database, const char *sql,
               const struct event_record *record, struct error *err);

/* Runs the statement to its end. */
CHECKED enum status row_write(struct row *row);

void row_null(struct row *row);
void row_integer(struct row *row, int64_t value);
void row_text(struct row *row, struct text value);
void row_string(struct row *row, const char *value); /* NULL binds NULL */

/* Parts of the envelope. */
void row_subject(struct row *row);      /* KIND/UUID */
void row_subject_name(struct row *row); /* UUID */
void row_event_id(struct row *row);
void row_time(struct row *row);
void row_actor(struct row *row);
void row_seq(struct row *row);

/* Open members. */
void row_open(struct row *row, const char *name);   /* a string, or an integer */
void row_number(struct row *row);                   /* the number of short_id */

/* Sealed members. */
void row_value(struct row *row, const char *name);  /* text; integer; boolean as 0 or 1 */
void row_decimal(struct row *row, const char *name);    /* a decimal string as a number */
void row_json(struct row *row, const char *name);       /* canonical JSON of anything */
void row_reference(struct row *row, const char *name);  /* UUID of a KIND/UUID */
void row_name_text(struct row *row, const char *name);  /* "text" of a name */
void row_name_bytes(struct row *row, const char *name); /* bytes of a name, as a blob */

/* Canonical JSON of a value that is no member of the event; NULL and null bind NULL. */
void row_whole_json(struct row *row, const json_t *value);

/* Two parameters: the first and last day, from 1970-01-01, that a dated value can mean at the widest; NULL where none is told. */
void row_days(struct row *row, const char *name);

/* Members of an object that stands in a sealed value; absent ones bind NULL. */
void row_part_text(struct row *row, const json_t *object, const char *name);
void row_part_integer(struct row *row, const json_t *object, const char *name);
void row_part_json(struct row *row, const json_t *object, const char *name); /* canonical JSON of anything */

/*
 * Does what a parser made of an item count from here on? A `complete` outcome
 * always; another only while `sql`, of which $1 is the item, finds no row of a
 * complete one.
 */
CHECKED enum status outcome_counts(struct database *database, const struct event_record *record,
                                   const char *sql, bool *out, struct error *err);

/* Of two members that are told apart by class, the name of the one that is set. */
const char *row_either(const struct row *row, const char *name, const char *otherwise);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* database_internal.h - what the files of the database share. */
#ifndef VIDIMUS_STORE_DATABASE_INTERNAL_H
#define VIDIMUS_STORE_DATABASE_INTERNAL_H

#include "store/database.h"

#include "base/buffer.h"

#include <sqlite3.h>

#define STATEMENT_SLOTS 128

struct statement {
	struct database *database;
	sqlite3_stmt    *handle;
	const char      *sql;   /* its address is the key; NULL when not kept */
	bool             in_use;
	int              bind_failed; /* SQLite's code, or 0 */
};

struct database {
	sqlite3         *handle;
	char            *path;
	struct buffer    opened;      /* by which name SQLite reads it, where not by its path */
	char            *copy_folder; /* a private copy, removed on close; or NULL */
	bool             attaching;   /* ATTACH is allowed right now */
	struct statement slots[STATEMENT_SLOTS];
};

/* Turns SQLite's code into a status with words. */
enum status database_failed(struct database *database, int code, const char *doing,
                            struct error *err);

/* Refuses what nobody may do to the primary tables, whatever SQL asks. */
int database_authorize(void *context, int action, const char *first, const char *second,
                       const char *schema, const char *trigger);

/* Applies the embedded migrations to an empty database, or checks those that were applied. */
CHECKED enum status migrations_apply(struct database *database, struct error *err);
CHECKED enum status migrations_check(struct database *database, struct error *err);

/* Opens `path` for reading only, on media of any kind. */
CHECKED enum status database_open_reading(struct database *database, struct error *err);

/* Removes what database_open_reading copied. */
void database_remove_copy(struct database *database);

#endif

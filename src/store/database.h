/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database.h - the catalogue's SQLite database: opened safely, statements kept
 * prepared, primary tables protected. SQL text is constant and stands beside
 * the code that uses it, with parameters $1, $2, …
 *
 * The primary tables refuse UPDATE, DELETE, REPLACE, DROP and new triggers;
 * SQL may not attach, load or set anything. These are belts: the hash tree of
 * the log is the guarantee.
 *
 * A database and its statements belong to one thread at a time. What SQLite
 * says is damaged, newer or not a database is STATUS_UNUSABLE, a busy one
 * STATUS_BUSY, a full disk or failing device STATUS_IO; words name the file.
 */
#ifndef VIDIMUS_STORE_DATABASE_H
#define VIDIMUS_STORE_DATABASE_H

#include "base/scoped.h"

#include <vidimus/types.h>

struct database;
struct statement;

enum database_mode {
	DATABASE_CREATE,    /* STATUS_EXISTS if it does; mode 0600; migrations are applied */
	DATABASE_WRITE,     /* it must exist; migrations that it lacks are applied first */
	DATABASE_READ,      /* never changes what the file says; works on read-only media */
	DATABASE_TEMPORARY  /* a private one without primary tables and without a name, not durable,
	                       gone when closed; path unused */
};

/*
 * Opens the file at `path`, which must be a regular file; its folder may be
 * reached through symbolic links. WAL, synchronous=FULL, foreign keys on,
 * DEFENSIVE, untrusted schema. A file that is not ours is not touched, and a
 * creation that fails leaves none. In DATABASE_READ where no lock file can be
 * made, the file is read as immutable if no -wal with bytes lies beside
 * (STATUS_BUSY from database_begin_read once somebody wrote it all the same);
 * otherwise both are copied to private files without names in TMPDIR or /var/tmp, which end
 * with the database, or with the process, however that ends.
 */
CHECKED enum status database_open(struct database **out, const char *path,
                                  enum database_mode mode, struct error *err);

/* Ends statements and connection; NULL is allowed. */
void database_close(struct database *database);
DEFINE_SCOPED_POINTER(database, database_close);

/* Version of the SQLite that is loaded, "3.40.1"; static. */
const char *database_library_version(void);

/* The path it was opened by; NULL of a temporary one. */
const char *database_path(const struct database *database);

/* Runs SQL statements that give no rows, one after the other. */
CHECKED enum status database_execute(struct database *database, struct text script,
                                     struct error *err);

/* Drops every table and index whose name begins with `prefix` (letters, '_'). */
CHECKED enum status database_drop_tables(struct database *database, const char *prefix,
                                         struct error *err);

/* A write transaction; it waits a few seconds for another writer. */
CHECKED enum status database_begin(struct database *database, struct error *err);

/*
 * A consistent view for reading, from this call on, of what is attached from
 * the first statement about it on; ended by database_rollback.
 */
CHECKED enum status database_begin_read(struct database *database, struct error *err);

/* On STATUS_OK what was written survives a power cut; on any failure it was rolled back. */
CHECKED enum status database_commit(struct database *database, struct error *err);

/* Undoes and ends a transaction; harmless when none is open. */
void database_rollback(struct database *database);

/*
 * For what can be computed again from the events: a write transaction in which,
 * by exception, rows of tree_nodes and the column leaf of events may be changed.
 * database_end_mending puts the protection back and commits; database_rollback undoes everything.
 */
CHECKED enum status database_begin_mending(struct database *database, struct error *err);
CHECKED enum status database_end_mending(struct database *database, struct error *err);

/*
 * For an approved destruction, inside a write transaction: from the first on,
 * rows of event_values may be changed and what is overwritten is zeroed;
 * the second puts the protection back. An end of the transaction ends it too.
 */
CHECKED enum status database_begin_shredding(struct database *database, struct error *err);
CHECKED enum status database_end_shredding(struct database *database, struct error *err);

/*
 * After it, outside of any transaction: writes the whole database anew, so that
 * no page keeps what was destroyed, and empties the -wal. STATUS_BUSY when
 * another process has it open.
 */
CHECKED enum status database_scrub(struct database *database, struct error *err);

/*
 * Copies the whole database as it is now into a new file of mode 0600, durable
 * on return but for its name; others may go on writing meanwhile. STATUS_EXISTS;
 * on failure the new file is removed. Not inside a transaction.
 */
CHECKED enum status database_backup(struct database *database, const char *path,
                                    struct error *err);

/*
 * After a writing command: moves the -wal into the database where no other
 * process has it open, so that the file alone is the whole catalogue.
 */
void database_settle(struct database *database);

/*
 * Attaches the file of another open database read-only under a name, for
 * comparing; and detaches it. `other` must not be temporary and stay open as
 * long. Not inside a transaction.
 */
CHECKED enum status database_attach(struct database *database, const struct database *other,
                                    const char *name, struct error *err);
void database_detach(struct database *database, const char *name);

/* SQLite's own check of the file's structure; each finding is told by `found`. */
CHECKED enum status database_check(struct database *database,
                                   void (*found)(void *context, const char *text), void *context,
                                   struct error *err);

enum schema_finding {
	SCHEMA_PROTECTION, /* a primary table, or an index or trigger of one: missing, altered or added */
	SCHEMA_TRIGGER,    /* a trigger on a table of the projection, which has none */
	SCHEMA_FOREIGN     /* a table, view, index or trigger that neither of them has */
};

/*
 * Compares the schema with what this program's migrations make, and tells each
 * difference. What a table of the projection (p_…) is made of is for who knows
 * its script. `text` is borrowed and may hold names that somebody chose.
 */
CHECKED enum status database_check_schema(struct database *database,
                                          void (*found)(void *context,
                                                        enum schema_finding finding,
                                                        const char *text),
                                          void *context, struct error *err);

/*
 * A prepared statement for `sql`, which must be a string constant: it is kept
 * by its address and handed out again. Release it with statement_release or
 * SCOPED_STATEMENT; parameters are NULL until bound.
 */
CHECKED enum status database_statement(struct database *database, const char *sql,
                                       struct statement **out, struct error *err);

/* As database_statement for text that is made at run time; it is not kept. */
CHECKED enum status database_prepare(struct database *database, const char *sql,
                                     struct statement **out, struct error *err);
void statement_release(struct statement *statement);

static inline void
scoped_statement(struct statement **statement)
{
	statement_release(*statement);
}
#define SCOPED_STATEMENT __attribute__((cleanup(scoped_statement))) struct statement *

/* Bind parameter `index` (from 1). A view whose p is NULL binds NULL. Bytes are copied. */
void statement_bind_text(struct statement *statement, int index, struct text value);
void statement_bind_blob(struct statement *statement, int index, const void *bytes, size_t n);
void statement_bind_integer(struct statement *statement, int index, int64_t value);
void statement_bind_null(struct statement *statement, int index);

/*
 * STATUS_OK: a row stands ready. STATUS_DONE: no further row. Else the
 * failure, also one of an earlier bind.
 */
CHECKED enum status statement_step(struct statement *statement, struct error *err);

/* Resets it to be run again with other parameters. */
void statement_reset(struct statement *statement);

/* Columns from 0, borrowed until the next step. NULL gives p NULL, or 0. */
struct text statement_text(struct statement *statement, int column);
struct text statement_blob(struct statement *statement, int column);
int64_t statement_integer(struct statement *statement, int column);
bool statement_is_null(struct statement *statement, int column);
int statement_columns(struct statement *statement);
const char *statement_column_name(struct statement *statement, int column);

#endif

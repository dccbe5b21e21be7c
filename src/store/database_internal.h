/* SPDX-License-Identifier: Apache-2.0 */
/* database_internal.h - what the files of the database share. */
#ifndef VIDIMUS_STORE_DATABASE_INTERNAL_H
#define VIDIMUS_STORE_DATABASE_INTERNAL_H

#include "store/database.h"

#include "base/buffer.h"
#include "base/embedded.h"

#include <sqlite3.h>
#include <sys/stat.h>

#define STATEMENT_SLOTS 128

/* What another connection is waited for at most, in milliseconds. */
#define BUSY_MILLISECONDS 10000

struct statement {
	struct database *database;
	sqlite3_stmt    *handle;
	const char      *sql;   /* its address is the key; NULL when not kept */
	bool             in_use;
	int              bind_failed; /* SQLite's code, or 0 */
};

/* How the file is reached. */
enum database_access {
	ACCESS_PLAIN,     /* with locks, beside other processes */
	ACCESS_IMMUTABLE, /* in place without locks: nobody can be writing, or so it seems */
	ACCESS_COPY,      /* a private copy of the file */
	ACCESS_TEMPORARY  /* a file of SQLite's own without a name */
};

struct database {
	sqlite3             *handle;
	char                *path;        /* as given, for messages */
	char                *real;        /* the same file with no symbolic link in its folder's path; or "" */
	struct database_copy *copy;       /* of ACCESS_COPY, owned; else NULL */
	enum database_mode   mode;
	enum database_access access;
	struct stat          seen;        /* of ACCESS_IMMUTABLE: the file when it was opened */
	bool                 attaching;   /* ATTACH is allowed right now */
	bool                 mending;     /* between database_begin_mending and the end of its transaction */
	bool                 shredding;   /* between database_begin_shredding and _end_shredding */
	struct buffer        guards;      /* SQL of the triggers that are lifted meanwhile */
	struct statement     slots[STATEMENT_SLOTS];
};

/* Turns SQLite's code into a status with words. */
enum status database_failed(struct database *database, int code, const char *doing,
                            struct error *err);

/* Opens the file by a URI of `path` and `query` ("" or "?…"); the handle is NULL on failure. */
int database_connect(struct database *database, const char *path, const char *query, int flags);

/* "file:PATH", with everything escaped that a URI reserves, and `query`. */
void database_append_uri(struct buffer *out, const char *path, const char *query);

/* The path of the file, or of the copy that is read in its place; appended. */
void database_append_location(struct buffer *out, const struct database *database);

/* The query of a URI by which a second connection may read it. */
void database_append_query(struct buffer *out, const struct database *database);

/* Refuses what nobody may do to the primary tables, whatever SQL asks. */
int database_authorize(void *context, int action, const char *first, const char *second,
                       const char *schema, const char *trigger);

/* While the hash tree is mended: is this a part of it? */
bool database_allows_mending(int action, const char *first, const char *second);

/* While values are destroyed: is it about them? */
bool database_allows_shredding(int action, const char *first, const char *second);

/*
 * `files` are embedded_files, or a test's; those that begin with "migrations/0"
 * count, in their order. migrations_identify only reads application id and
 * version, before anything else is done to a file that may not be ours.
 * migrations_check compares those applied with `files`: *missing (may be NULL,
 * then STATUS_UNUSABLE) is how many are still to be applied.
 */
CHECKED enum status migrations_identify(struct database *database, struct error *err);
CHECKED enum status migrations_check(struct database *database, const struct embedded_file *files,
                                     unsigned *missing, struct error *err);
CHECKED enum status migrations_apply(struct database *database, const struct embedded_file *files,
                                     struct error *err);

/* Opens `path` for reading only, on media of any kind. */
CHECKED enum status database_open_reading(struct database *database, struct error *err);

/* Whether a file that is read in place without locks is another now than when it was opened. */
bool database_was_changed(const struct database *database);

/* Both files of a database as they are at one moment. */
struct sighting {
	struct stat file;
	struct stat wal; /* all zero when there is none */
};
CHECKED enum status database_look(const struct database *database, struct sighting *out,
                                  struct error *err);
bool database_same_file(const struct stat *a, const struct stat *b);

/* Opens and reads once; leaves no connection behind when that fails. SQLite's code without its extension. */
int database_try_open(struct database *database, const char *path, const char *query, int flags);

/* Copies the file and its -wal to files without names, and opens the copy. */
CHECKED enum status database_open_copy(struct database *database, struct error *err);

/* Ends what database_open_copy made, after the connection. */
void database_remove_copy(struct database *database);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* migrations.c - the primary tables' versions, forward only, each kept with its hash. */
#include "store/database_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <stdio.h>
#include <string.h>

#define APPLICATION_ID 0x56494449 /* "VIDI", in the file's header */
#define MIGRATIONS     "migrations/0"

/* The next migration after `previous` (NULL: the first) in `files`, or NULL. */
static const struct embedded_file *
next_migration(const struct embedded_file *files, const struct embedded_file *previous)
{
	const struct embedded_file *file = previous ? previous + 1 : files;

	for (; file->path != NULL; file++) {
		if (strncmp(file->path, MIGRATIONS, strlen(MIGRATIONS)) == 0)
			return file;
	}
	return NULL;
}

static unsigned
count_migrations(const struct embedded_file *files)
{
	const struct embedded_file *file = NULL;
	unsigned count = 0;

	while ((file = next_migration(files, file)) != NULL)
		count++;
	return count;
}

static enum status
hash_of(const struct embedded_file *file, char out[DIGEST_TEXT_SIZE], struct error *err)
{
	struct digest digest;
	enum status st = digest_of(file->bytes, file->size, &digest, err);

	if (st == STATUS_OK)
		digest_write(out, &digest);
	return st;
}

static enum status
note_migration(struct database *database, int64_t number, const struct embedded_file *file,
               struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char hash[DIGEST_TEXT_SIZE];
	enum status st = hash_of(file, hash, err);

	if (st == STATUS_OK)
		st = database_statement(database,
		                        "INSERT INTO migrations (number, name, sha256)"
		                        " VALUES ($1, $2, $3)",
		                        &statement, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, number);
	statement_bind_text(statement, 2, text_of(file->path));
	statement_bind_text(statement, 3, text_of(hash));
	st = statement_step(statement, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
read_number(struct database *database, const char *sql, int64_t *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database, sql, &statement, err);

	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st == STATUS_OK)
		*out = statement_integer(statement, 0);
	return st;
}

/* The file's header: ours, and how many migrations it has had. A PRAGMA takes no parameter. */
static enum status
mark_header(struct database *database, unsigned version, struct error *err)
{
	char sql[128];

	snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%u", APPLICATION_ID,
	         version);
	return database_execute(database, text_of(sql), err);
}

static enum status
apply_missing(struct database *database, const struct embedded_file *files, struct error *err)
{
	static const char table[] = "CREATE TABLE IF NOT EXISTS migrations ("
	                            "number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
	                            " sha256 TEXT NOT NULL) STRICT;";
	const struct embedded_file *file = NULL;
	int64_t number = 0, done = 0;
	enum status st = database_execute(database, text_of(table), err);

	/* Another process may have been first, so what is there is counted under the lock. */
	if (st == STATUS_OK)
		st = read_number(database, "SELECT count(*) FROM migrations", &done, err);
	while (st == STATUS_OK && (file = next_migration(files, file)) != NULL) {
		if (++number <= done)
			continue;
		st = database_execute(database, embedded_text(file), err);
		if (st == STATUS_OK)
			st = note_migration(database, number, file, err);
		if (st != STATUS_OK)
			return while_doing(err, st, "applying %s", file->path);
	}
	return st == STATUS_OK ? mark_header(database, count_migrations(files), err) : st;
}

enum status
migrations_apply(struct database *database, const struct embedded_file *files, struct error *err)
{
	enum status st = database_begin(database, err);

	if (st != STATUS_OK)
		return st;
	st = apply_missing(database, files, err);
	if (st == STATUS_OK)
		return database_commit(database, err);
	database_rollback(database);
	return st;
}

/* Compares one row of the table with the migration that should stand there. */
static enum status
check_row(struct database *database, struct statement *row, const struct embedded_file *file,
          struct error *err)
{
	char hash[DIGEST_TEXT_SIZE];
	enum status st;

	if (file == NULL)
		return fail(err, STATUS_UNUSABLE, "%s was made by a newer vidimus: use that one",
		            database->path);
	st = hash_of(file, hash, err);
	if (st == STATUS_OK && (!text_is(statement_text(row, 0), file->path) ||
	                        !text_is(statement_text(row, 1), hash)))
		return fail(err, STATUS_UNUSABLE,
		            "%s: its migration %s is not the one this vidimus knows: use the vidimus it was made with",
		            database->path, file->path);
	return st;
}

enum status
migrations_check(struct database *database, const struct embedded_file *files, unsigned *missing,
                 struct error *err)
{
	const struct embedded_file *file = NULL;
	unsigned found = 0;
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		database, "SELECT name, sha256 FROM migrations ORDER BY number", &statement, err);

	if (st == STATUS_FAULT)
		return fail(err, STATUS_UNUSABLE,
		            "%s: the database is damaged (it has no table of migrations): keep a copy of it and restore a backup",
		            database->path);
	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK) {
		file = found == 0 || file != NULL ? next_migration(files, file) : NULL;
		st = check_row(database, statement, file, err);
		found++;
	}
	if (st != STATUS_DONE)
		return st;
	found = count_migrations(files) - found;
	if (missing == NULL && found > 0)
		return fail(err, STATUS_UNUSABLE,
		            "%s was made by an older vidimus: run a command that writes once, such as \"vidimus tidy\", which brings it up to date",
		            database->path);
	if (missing != NULL)
		*missing = found;
	return STATUS_OK;
}

enum status
migrations_identify(struct database *database, struct error *err)
{
	int64_t id = 0, version = 0;
	enum status st = read_number(database, "PRAGMA application_id", &id, err);

	if (st == STATUS_OK && id != APPLICATION_ID)
		return fail(err, STATUS_UNUSABLE, "%s is not the database of a catalogue of vidimus: name another folder, or restore it from a backup",
		            database->path);
	if (st == STATUS_OK)
		st = read_number(database, "PRAGMA user_version", &version, err);
	if (st == STATUS_OK && version > (int64_t)count_migrations(embedded_files))
		return fail(err, STATUS_UNUSABLE, "%s was made by a newer vidimus: use that one",
		            database->path);
	return st;
}

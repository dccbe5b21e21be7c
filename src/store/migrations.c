/* SPDX-License-Identifier: Apache-2.0 */
/* migrations.c - the primary tables' versions, forward only, each kept with its hash. */
#include "store/database_internal.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <string.h>

#define APPLICATION_ID 0x56494449 /* "VIDI", in the file's header */
#define MIGRATIONS     "migrations/0"

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
apply_all(struct database *database, struct error *err)
{
	static const char begin[] = "PRAGMA application_id=1447642185; PRAGMA user_version=1;"
	                            "CREATE TABLE migrations (number INTEGER PRIMARY KEY,"
	                            " name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;";
	const struct embedded_file *file = embedded_next(NULL, MIGRATIONS);
	enum status st = database_execute(database, text_of(begin), err);

	for (int64_t number = 1; st == STATUS_OK && file != NULL;
	     number++, file = embedded_next(file, MIGRATIONS)) {
		st = database_execute(database, embedded_text(file), err);
		if (st == STATUS_OK)
			st = note_migration(database, number, file, err);
	}
	return st;
}

enum status
migrations_apply(struct database *database, struct error *err)
{
	enum status st = database_begin(database, err);

	if (st == STATUS_OK)
		st = apply_all(database, err);
	if (st == STATUS_OK)
		st = database_commit(database, err);
	if (st != STATUS_OK)
		database_rollback(database);
	return st;
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

static enum status
check_rows(struct database *database, struct error *err)
{
	const struct embedded_file *file = embedded_next(NULL, MIGRATIONS);
	SCOPED_STATEMENT statement = NULL;
	char hash[DIGEST_TEXT_SIZE];
	enum status st = database_statement(
		database, "SELECT name, sha256 FROM migrations ORDER BY number", &statement, err);

	for (; st == STATUS_OK; file = embedded_next(file, MIGRATIONS)) {
		st = statement_step(statement, err);
		if (st != STATUS_OK)
			break;
		if (file == NULL)
			return fail(err, STATUS_UNUSABLE,
			            "%s was made by a newer vidimus: use that one", database->path);
		st = hash_of(file, hash, err);
		if (st == STATUS_OK && !text_is(statement_text(statement, 1), hash))
			return fail(err, STATUS_UNUSABLE,
			            "%s: its migration %s is not the one this vidimus knows: use the vidimus it was made with",
			            database->path, file->path);
	}
	if (st == STATUS_DONE && file != NULL)
		return fail(err, STATUS_UNUSABLE, "%s lacks the migration %s", database->path,
		            file->path);
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
migrations_check(struct database *database, struct error *err)
{
	int64_t id = 0, version = 0;
	enum status st = read_number(database, "PRAGMA application_id", &id, err);

	if (st == STATUS_OK && id != APPLICATION_ID)
		return fail(err, STATUS_UNUSABLE, "%s is not a catalogue of vidimus",
		            database->path);
	if (st == STATUS_OK)
		st = read_number(database, "PRAGMA user_version", &version, err);
	if (st == STATUS_OK && version > 1)
		return fail(err, STATUS_UNUSABLE, "%s was made by a newer vidimus: use that one",
		            database->path);
	return st == STATUS_OK ? check_rows(database, err) : st;
}

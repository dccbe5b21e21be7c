/* SPDX-License-Identifier: Apache-2.0 */
/* database_shred.c - the one way to change values of events: by an approved destruction. */
#include "store/database_internal.h"

#include "base/error.h"
#include "base/text.h"

#define GUARD "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'event_values_stay'"

bool
database_allows_shredding(int action, const char *first, const char *second)
{
	switch (action) {
	case SQLITE_UPDATE:
		return sqlite3_stricmp(first, "event_values") == 0 &&
		       sqlite3_stricmp(second, "seq") != 0;
	case SQLITE_DROP_TRIGGER:
	case SQLITE_CREATE_TRIGGER:
		return sqlite3_stricmp(second, "event_values") == 0;
	case SQLITE_PRAGMA:
		return sqlite3_stricmp(first, "secure_delete") == 0;
	default:
		return false;
	}
}

enum status
database_begin_shredding(struct database *database, struct error *err)
{
	static const char begin[] = "PRAGMA secure_delete=ON; DROP TRIGGER event_values_stay;";
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_prepare(database, GUARD, &statement, err);

	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_UNUSABLE, "the database lacks the protection of its values");
	buffer_clear(&database->guards);
	if (st == STATUS_OK)
		buffer_append_text(&database->guards, statement_text(statement, 0));
	if (st == STATUS_OK)
		st = buffer_check(&database->guards, err);
	statement_release(statement);
	statement = NULL;
	if (st != STATUS_OK)
		return st;
	database->shredding = true;
	return database_execute(database, text_of(begin), err);
}

enum status
database_end_shredding(struct database *database, struct error *err)
{
	enum status st = database_execute(database, text_of_buffer(&database->guards), err);

	database->shredding = false;
	return st;
}

enum status
database_scrub(struct database *database, struct error *err)
{
	enum status st;
	int code;

	/* SQLite attaches a new file and makes every table in it, the log's too */
	sqlite3_set_authorizer(database->handle, NULL, NULL);
	st = database_execute(database, text_of("VACUUM"), err);
	sqlite3_set_authorizer(database->handle, database_authorize, database);
	if (st != STATUS_OK)
		return while_doing(err, st, "writing the database anew without what was destroyed");
	code = sqlite3_wal_checkpoint_v2(database->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL,
	                                 NULL);
	return code == SQLITE_OK ? STATUS_OK
	                         : database_failed(database, code, "empty its log", err);
}

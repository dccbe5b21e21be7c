/* SPDX-License-Identifier: Apache-2.0 */
/* database_mend.c - the one way past the protection of the primary tables: for what events prove. */
#include "store/database_internal.h"

#include "base/error.h"
#include "base/text.h"

/* What stands in the way of correcting nodes and leaves. */
#define GUARDS "type = 'trigger' AND name IN ('events_stay', 'tree_nodes_stay', 'tree_nodes_remain')"

/* Their own texts, so that they can be put back as they were. */
static enum status
read_guards(struct database *database, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database,
	                                    "SELECT sql FROM sqlite_schema WHERE " GUARDS
	                                    " ORDER BY name",
	                                    &statement, err);

	buffer_clear(&database->guards);
	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK) {
		buffer_append_text(&database->guards, statement_text(statement, 0));
		buffer_append_string(&database->guards, ";");
	}
	return st == STATUS_DONE ? buffer_check(&database->guards, err) : st;
}

enum status
database_begin_mending(struct database *database, struct error *err)
{
	static const char drops[] = "DROP TRIGGER events_stay; DROP TRIGGER tree_nodes_stay;"
				    " DROP TRIGGER tree_nodes_remain;";
	enum status st = database_begin(database, err);

	if (st != STATUS_OK)
		return st;
	st = read_guards(database, err);
	database->mending = true;
	if (st == STATUS_OK)
		st = database_execute(database, text_of(drops), err);
	if (st != STATUS_OK)
		database_rollback(database);
	return st;
}

enum status
database_end_mending(struct database *database, struct error *err)
{
	enum status st = database_execute(database, text_of_buffer(&database->guards), err);

	if (st == STATUS_OK)
		return database_commit(database, err);
	database_rollback(database);
	return st;
}

bool
database_allows_mending(int action, const char *first, const char *second)
{
	switch (action) {
	case SQLITE_UPDATE:
		return sqlite3_stricmp(first, "tree_nodes") == 0 ||
		       (sqlite3_stricmp(first, "events") == 0 && sqlite3_stricmp(second, "leaf") == 0);
	case SQLITE_DELETE:
		return sqlite3_stricmp(first, "tree_nodes") == 0;
	case SQLITE_DROP_TRIGGER:
	case SQLITE_CREATE_TRIGGER:
		return sqlite3_stricmp(second, "tree_nodes") == 0 ||
		       sqlite3_stricmp(second, "events") == 0;
	default:
		return false;
	}
}

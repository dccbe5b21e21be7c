/* SPDX-License-Identifier: Apache-2.0 */
/*
 * authorizer.c - what no SQL may do, wherever it comes from: change or delete
 * rows of the log, take its protection away, reach other files, change settings.
 */
#include "store/database_internal.h"

#include <string.h>

static const char *const primary_tables[] = { "events", "event_values", "tree_nodes",
	                                      "checkpoints", "cosignatures", "stamps",
	                                      "migrations", NULL };

/* Settings that may have an argument: those that only ask. */
static const char *const questions[] = { "integrity_check", "quick_check",      "table_info",
	                                 "table_xinfo",     "table_list",       "index_list",
	                                 "index_info",      "index_xinfo",      "foreign_key_list",
	                                 "foreign_key_check", NULL };

/* Those that do something although they have none. */
static const char *const deeds[] = { "wal_checkpoint", "optimize", "incremental_vacuum", NULL };

static bool
is_one_of(const char *const *names, const char *name)
{
	for (; name != NULL && *names != NULL; names++) {
		if (sqlite3_stricmp(*names, name) == 0)
			return true;
	}
	return false;
}

static int
refuse_if(bool refused)
{
	return refused ? SQLITE_DENY : SQLITE_OK;
}

int
database_authorize(void *context, int action, const char *first, const char *second,
                   const char *schema, const char *trigger)
{
	const struct database *database = context;

	(void)schema;
	(void)trigger;
	if (database->mending && database_allows_mending(action, first, second))
		return SQLITE_OK;
	if (database->shredding && database_allows_shredding(action, first, second))
		return SQLITE_OK;
	switch (action) {
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
	case SQLITE_DROP_TABLE:
		return refuse_if(is_one_of(primary_tables, first));
	case SQLITE_CREATE_INDEX:
	case SQLITE_DROP_INDEX:
	case SQLITE_CREATE_TRIGGER:
	case SQLITE_CREATE_TEMP_TRIGGER:
	case SQLITE_CREATE_TEMP_INDEX:
		return refuse_if(is_one_of(primary_tables, second));
	case SQLITE_DROP_TRIGGER:
	case SQLITE_ALTER_TABLE:
		return SQLITE_DENY;
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
		return refuse_if(!database->attaching);
	case SQLITE_PRAGMA:
		return refuse_if(second ? !is_one_of(questions, first) : is_one_of(deeds, first));
	case SQLITE_FUNCTION:
		return refuse_if(second && sqlite3_stricmp(second, "load_extension") == 0);
	default:
		return SQLITE_OK;
	}
}

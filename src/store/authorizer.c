/* SPDX-License-Identifier: Apache-2.0 */
/* authorizer.c - what no SQL may do, wherever it comes from. */
#include "store/database_internal.h"

#include <string.h>

static const char *const primary_tables[] = { "events", "event_values", "tree_nodes",
	                                      "checkpoints", "migrations" };

static bool
is_primary(const char *table)
{
	for (size_t i = 0; table && i < sizeof primary_tables / sizeof primary_tables[0]; i++) {
		if (strcmp(primary_tables[i], table) == 0)
			return true;
	}
	return false;
}

int
database_authorize(void *context, int action, const char *first, const char *second,
                   const char *schema, const char *trigger)
{
	const struct database *database = context;

	(void)second;
	(void)schema;
	(void)trigger;
	switch (action) {
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
	case SQLITE_DROP_TABLE:
		return is_primary(first) ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_DROP_TRIGGER:
	case SQLITE_ALTER_TABLE:
		return SQLITE_DENY;
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
		return database->attaching ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_OK;
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c - the projection as it stands against one made anew. */
#include "ledger/compare.h"

#include "ledger/ledger_internal.h"

#include "base/error.h"
#include "base/text.h"

struct comparison {
	struct database *fresh; /* main is the new projection, "catalogue" the one that stands */
	void (*found)(void *context, const char *table, int64_t only_here, int64_t only_in_log);
	void                     *context;
	struct projection_report *report;
};

/* How many rows `one` has that `other` lacks. The table's name is of our own script. */
static enum status
count_rows(struct comparison *comparison, const char *table, const char *one, const char *other,
           int64_t *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	SCOPED(buffer) sql = { 0 };
	enum status st;

	buffer_append_format(&sql,
	                     "SELECT count(*) FROM (SELECT * FROM %s.\"%s\" EXCEPT"
	                     " SELECT * FROM %s.\"%s\")",
	                     one, table, other, table);
	st = buffer_check(&sql, err);
	if (st == STATUS_OK)
		st = database_prepare(comparison->fresh, buffer_string(&sql), &statement, err);
	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st == STATUS_OK)
		*out = statement_integer(statement, 0);
	return st;
}

/* A table that is missing or has other columns counts as wholly different. */
static enum status
compare_table(struct comparison *comparison, const char *table, struct error *err)
{
	int64_t here = 0, in_log = 0;
	enum status st = count_rows(comparison, table, "catalogue", "main", &here, err);

	if (st == STATUS_OK)
		st = count_rows(comparison, table, "main", "catalogue", &in_log, err);
	if (st == STATUS_FAULT) {
		here = in_log = -1;
		st = STATUS_OK;
	}
	comparison->report->tables++;
	if (st == STATUS_OK && (here != 0 || in_log != 0)) {
		comparison->report->different++;
		comparison->found(comparison->context, table, here, in_log);
	}
	return st;
}

/* Every table that either side has, by name. */
static enum status
compare_tables(struct comparison *comparison, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		comparison->fresh,
		"SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name LIKE 'p\\_%' ESCAPE '\\'"
		" UNION SELECT name FROM catalogue.sqlite_schema WHERE type = 'table'"
		" AND name LIKE 'p\\_%' ESCAPE '\\' ORDER BY name",
		&statement, err);

	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK)
		st = compare_table(comparison, statement_text(statement, 0).p, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
make_fresh(struct ledger *ledger, struct database *fresh, const struct log_progress *progress,
           struct error *err)
{
	enum status st = database_execute(fresh, ledger->projector->script, err);

	return st == STATUS_OK ? replay_into(ledger, fresh, progress, err) : st;
}

enum status
projection_compare(struct ledger *ledger, const struct log_progress *progress,
                   void (*found)(void *context, const char *table, int64_t only_here,
                                 int64_t only_in_log),
                   void *context, struct projection_report *report, struct error *err)
{
	SCOPED_POINTER(database) fresh = NULL;
	struct comparison comparison = { NULL, found, context, report };
	enum status st = database_open(&fresh, NULL, DATABASE_TEMPORARY, err);

	*report = (struct projection_report){ 0 };
	if (st == STATUS_OK)
		st = make_fresh(ledger, fresh, progress, err);
	if (st == STATUS_OK)
		st = database_attach(fresh, ledger->database, "catalogue", err);
	comparison.fresh = fresh;
	if (st == STATUS_OK)
		st = compare_tables(&comparison, err);
	return st == STATUS_OK ? st : while_doing(err, st, "comparing the projection with the log");
}

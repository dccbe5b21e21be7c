/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c - the projection as it stands against one made anew. */
#include "ledger/compare.h"

#include "ledger/ledger_internal.h"

#include "base/error.h"
#include "base/text.h"

struct comparison {
	struct database *fresh; /* main is the new projection, "catalogue" the one that stands */
	const struct projection_watcher *watcher;
	struct projection_report *report;
};

/* The rows of one table; its name may be anything that somebody gave a table. */
static void
append_rows(struct buffer *sql, const char *schema, const char *table)
{
	buffer_append_format(sql, "SELECT * FROM %s.\"", schema);
	for (; *table != '\0'; table++) {
		if (*table == '"')
			buffer_append_byte(sql, '"');
		buffer_append_byte(sql, *table);
	}
	buffer_append_byte(sql, '"');
}

/* How many rows `one` has that `other` lacks. */
static enum status
count_rows(struct comparison *comparison, const char *table, const char *one, const char *other,
           int64_t *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	SCOPED(buffer) sql = { 0 };
	enum status st;

	buffer_append_string(&sql, "SELECT count(*) FROM (");
	append_rows(&sql, one, table);
	buffer_append_string(&sql, " EXCEPT ");
	append_rows(&sql, other, table);
	buffer_append_string(&sql, ")");
	st = buffer_check(&sql, err);
	if (st == STATUS_OK)
		st = database_prepare(comparison->fresh, buffer_string(&sql), &statement, err);
	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st == STATUS_OK)
		*out = statement_integer(statement, 0);
	return st;
}

/* Rows that cannot be compared, because they cannot be read, make the table different. */
static enum status
compare_table(struct comparison *comparison, const char *table, int64_t *here, int64_t *in_log,
              struct error *err)
{
	enum status st = count_rows(comparison, table, "catalogue", "main", here, err);

	comparison->report->tables++;
	if (st == STATUS_OK)
		st = count_rows(comparison, table, "main", "catalogue", in_log, err);
	if (st == STATUS_FAULT || st == STATUS_UNUSABLE) {
		*here = *in_log = -1;
		st = STATUS_OK;
	}
	return st;
}

#define OURS    "name LIKE 'p\\_%' ESCAPE '\\'"
#define DEFINED "SELECT type, name, tbl_name, sql FROM "
#define OF_OURS ".sqlite_schema WHERE tbl_" OURS " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"

/* Every table that either side has, and every index or trigger of one that both do not have alike. */
static const char compared_sql[] =
	"SELECT name, max(is_table), max(is_other) FROM ("
	"SELECT name, 1 AS is_table, 0 AS is_other FROM main.sqlite_schema WHERE type = 'table' AND " OURS
	" UNION ALL"
	" SELECT name, 1, 0 FROM catalogue.sqlite_schema WHERE type = 'table' AND " OURS
	" UNION ALL"
	" SELECT name, 0, 1 FROM (" DEFINED "main" OF_OURS " EXCEPT " DEFINED "catalogue" OF_OURS ")"
	" UNION ALL"
	" SELECT name, 0, 1 FROM (" DEFINED "catalogue" OF_OURS " EXCEPT " DEFINED "main" OF_OURS ")"
	") GROUP BY name ORDER BY name";

static enum status
compare_tables(struct comparison *comparison, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(comparison->fresh, compared_sql, &statement, err);

	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK) {
		const char *name = statement_text(statement, 0).p;
		bool otherwise_made = statement_integer(statement, 2) != 0;
		int64_t here = 0, in_log = 0;

		if (statement_integer(statement, 1) != 0)
			st = compare_table(comparison, name, &here, &in_log, err);
		if (otherwise_made)
			here = in_log = -1;
		if (st == STATUS_OK && (here != 0 || in_log != 0)) {
			comparison->report->different++;
			comparison->watcher->found(comparison->watcher->context, name, here, in_log);
		}
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Applies what was written since `from`, as the attached catalogue has it now. */
static enum status
catch_up(struct ledger *ledger, struct database *fresh, int64_t from, struct error *err)
{
	struct event_record record = { 0 };
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		fresh,
		"SELECT bytes, members FROM catalogue.events LEFT JOIN catalogue.event_values"
		" USING (seq) WHERE seq >= $1 ORDER BY seq",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, from);
	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK) {
		st = event_record_fill(ledger, &record, statement_text(statement, 0),
		                       statement_text(statement, 1), err);
		if (st == STATUS_OK)
			st = ledger->projector->apply(fresh, &record, err);
	}
	event_record_end(&record);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/*
 * One state of the catalogue, in which the tables and the log belong together:
 * others may write while the log is replayed.
 */
static enum status
compare_at_once(struct comparison *comparison, struct ledger *ledger, int64_t replayed,
                struct error *err)
{
	enum status st = database_begin_read(comparison->fresh, err);

	if (st != STATUS_OK)
		return st;
	st = catch_up(ledger, comparison->fresh, replayed, err);
	if (st == STATUS_OK)
		st = compare_tables(comparison, err);
	if (st == STATUS_OK && comparison->watcher->inspect != NULL)
		st = comparison->watcher->inspect(comparison->watcher->context, comparison->fresh, err);
	database_rollback(comparison->fresh);
	return st;
}

static enum status
make_fresh(struct ledger *ledger, struct database *fresh, int64_t *replayed,
           const struct log_progress *progress, struct error *err)
{
	enum status st = database_execute(fresh, ledger->projector->script, err);

	if (st == STATUS_OK)
		st = ledger_size(ledger, replayed, err);
	return st == STATUS_OK ? replay_into(ledger, fresh, *replayed, progress, err) : st;
}

enum status
projection_compare(struct ledger *ledger, const struct log_progress *progress,
                   const struct projection_watcher *watcher, struct projection_report *report,
                   struct error *err)
{
	SCOPED_POINTER(database) fresh = NULL;
	struct comparison comparison = { NULL, watcher, report };
	int64_t replayed = 0;
	enum status st = database_open(&fresh, NULL, DATABASE_TEMPORARY, err);

	*report = (struct projection_report){ 0 };
	if (st == STATUS_OK)
		st = make_fresh(ledger, fresh, &replayed, progress, err);
	if (st == STATUS_OK)
		st = database_attach(fresh, ledger->database, "catalogue", err);
	comparison.fresh = fresh;
	if (st == STATUS_OK)
		st = compare_at_once(&comparison, ledger, replayed, err);
	return st == STATUS_OK ? st : while_doing(err, st, "comparing the projection with the log");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c - the projection made again, event by event. */
#include "ledger/replay.h"

#include "ledger/ledger_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"

#define EVENTS_A_TRANSACTION 4096

/* Reads the events from `first` on, at most a transaction's worth, and applies them. */
static enum status
apply_batch(struct ledger *ledger, struct database *target, int64_t first, int64_t end,
            struct error *err)
{
	int64_t seq = first;
	struct event_record record = { 0 };
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(ledger->database,
	                                    "SELECT seq, bytes, members FROM events LEFT JOIN"
	                                    " event_values USING (seq) WHERE seq >= $1"
	                                    " AND seq < $2 ORDER BY seq",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, first);
	statement_bind_integer(statement, 2, end);
	while ((st = statement_step(statement, err)) == STATUS_OK) {
		if (statement_integer(statement, 0) != seq)
			break;
		st = event_record_fill(ledger, &record, statement_text(statement, 1),
		                       statement_text(statement, 2), err);
		if (st == STATUS_OK)
			st = ledger->projector->apply(target, &record, err);
		if (st != STATUS_OK) {
			st = while_doing(err, st, "applying event %lld again", (long long)seq);
			break;
		}
		seq++;
	}
	event_record_end(&record);
	if ((st == STATUS_OK || st == STATUS_DONE) && seq < end)
		return fail(err, STATUS_UNUSABLE, "event %lld is missing", (long long)seq);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
apply_in_transaction(struct ledger *ledger, struct database *target, int64_t first, int64_t end,
                     struct error *err)
{
	enum status st = database_begin(target, err);

	if (st != STATUS_OK)
		return st;
	st = apply_batch(ledger, target, first, end, err);
	if (st == STATUS_OK)
		st = database_commit(target, err);
	if (st != STATUS_OK)
		database_rollback(target);
	return st;
}

enum status
replay_into(struct ledger *ledger, struct database *target, int64_t size,
            const struct log_progress *progress, struct error *err)
{
	int64_t next = 0, end;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && next < size) {
		end = size - next > EVENTS_A_TRANSACTION ? next + EVENTS_A_TRANSACTION : size;
		st = apply_in_transaction(ledger, target, next, end, err);
		next = end;
		if (st == STATUS_OK && progress != NULL &&
		    !progress->step(progress->context, next, size))
			return fail(err, STATUS_INTERRUPTED, "stopped at event %lld of %lld",
			            (long long)next, (long long)size);
	}
	return st;
}

/* The version of a projection is the SHA-256 of the script that makes its tables. */
static enum status
script_version(const struct ledger *ledger, char out[DIGEST_TEXT_SIZE], struct error *err)
{
	struct digest digest;
	enum status st = digest_of(ledger->projector->script.p, ledger->projector->script.n, &digest,
	                           err);

	if (st == STATUS_OK)
		digest_write(out, &digest);
	return st;
}

static enum status
set_marker(struct ledger *ledger, bool rebuilding, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char version[DIGEST_TEXT_SIZE];
	enum status st = script_version(ledger, version, err);

	if (st == STATUS_OK)
		st = database_statement(ledger->database,
		                        "INSERT INTO projection (one, version, rebuilding)"
		                        " VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET"
		                        " version = excluded.version,"
		                        " rebuilding = excluded.rebuilding",
		                        &statement, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(version));
	statement_bind_integer(statement, 2, rebuilding);
	st = statement_step(statement, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* One transaction: the marker, no old tables, the new ones empty. */
static enum status
empty_projection(struct ledger *ledger, struct error *err)
{
	struct database *database = ledger->database;
	enum status st = database_begin(database, err);

	if (st != STATUS_OK)
		return st;
	st = set_marker(ledger, true, err);
	if (st == STATUS_OK)
		st = database_drop_tables(database, "p_", err);
	if (st == STATUS_OK)
		st = database_execute(database, ledger->projector->script, err);
	if (st == STATUS_OK)
		st = database_commit(database, err);
	if (st != STATUS_OK)
		database_rollback(database);
	return st;
}

enum status
replay_within(struct ledger *ledger, struct error *err)
{
	struct database *database = ledger->database;
	int64_t size = 0;
	enum status st = ledger_size(ledger, &size, err);

	if (st == STATUS_OK)
		st = database_drop_tables(database, "p_", err);
	if (st == STATUS_OK)
		st = database_execute(database, ledger->projector->script, err);
	for (int64_t next = 0; st == STATUS_OK && next < size; next += EVENTS_A_TRANSACTION)
		st = apply_batch(ledger, database, next,
		                 size - next > EVENTS_A_TRANSACTION ? next + EVENTS_A_TRANSACTION
		                                                    : size,
		                 err);
	return st == STATUS_OK ? st : while_doing(err, st, "making the tables again");
}

/* Tables that stand are not given up for a log that cannot be replayed. */
static enum status
try_replay(struct ledger *ledger, int64_t size, const struct log_progress *progress,
           struct error *err)
{
	SCOPED_POINTER(database) trial = NULL;
	enum status st = database_open(&trial, NULL, DATABASE_TEMPORARY, err);

	if (st == STATUS_OK)
		st = database_execute(trial, ledger->projector->script, err);
	if (st == STATUS_OK)
		st = replay_into(ledger, trial, size, progress, err);
	if (st == STATUS_OK || st == STATUS_INTERRUPTED || st == STATUS_MEMORY)
		return st;
	return while_doing(err, fail_as(err, STATUS_UNUSABLE),
	                   "trying the log before the tables are made again: they stay as they were");
}

enum status
replay_rebuild(struct ledger *ledger, const struct log_progress *progress, struct error *err)
{
	int64_t size = 0;
	enum status st = ledger_size(ledger, &size, err);

	if (st == STATUS_OK && size > 0)
		st = try_replay(ledger, size, progress, err);
	if (st == STATUS_OK)
		st = empty_projection(ledger, err);
	if (st == STATUS_OK)
		st = replay_into(ledger, ledger->database, size, progress, err);
	if (st == STATUS_OK)
		st = set_marker(ledger, false, err);
	return st == STATUS_OK ? st : while_doing(err, st, "rebuilding what the commands show");
}

enum status
replay_check(struct ledger *ledger, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char version[DIGEST_TEXT_SIZE];
	enum status st = script_version(ledger, version, err);

	if (st == STATUS_OK)
		st = database_statement(ledger->database,
		                        "SELECT version, rebuilding FROM projection", &statement,
		                        err);
	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	if (st == STATUS_DONE || statement_integer(statement, 1) != 0)
		return fail(err, STATUS_UNUSABLE,
		            "a rebuild of the catalogue was not finished: run `vidimus rebuild`");
	if (!text_is(statement_text(statement, 0), version))
		return fail(err, STATUS_UNUSABLE,
		            "the catalogue's tables were made by another version of vidimus: run `vidimus rebuild`");
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* audit_log.c - the database file, the log in it, its signatures and its sealed values. */
#include "custody/audit_internal.h"

#include "ledger/suspect.h"
#include "ledger/verify.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

/* "event 12 (file.received 0b4d…, of delivery/5c1d…)", as far as its row can be read. */
static enum status
name_event(struct audit *audit, int64_t seq, struct buffer *out)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(audit->catalogue->database,
	                                    "SELECT type, id, subject FROM events WHERE seq = $1",
	                                    &row, NULL);

	buffer_append_format(out, "event %lld", (long long)seq);
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, seq);
	st = statement_step(row, NULL);
	if (st == STATUS_OK) {
		buffer_append_string(out, " (");
		buffer_append_text(out, statement_text(row, 0));
		buffer_append_string(out, " ");
		buffer_append_text(out, statement_text(row, 1));
		buffer_append_string(out, ", of ");
		buffer_append_text(out, statement_text(row, 2));
		buffer_append_string(out, ")");
	}
	return st;
}

/* "checkpoint 40 (events 32 to 39)". */
static enum status
name_checkpoint(struct audit *audit, int64_t size, struct buffer *out)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		audit->catalogue->database,
		"SELECT coalesce(max(size), 0) FROM checkpoints WHERE size < $1", &row, NULL);

	buffer_append_format(out, "checkpoint %lld", (long long)size);
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, size);
	st = statement_step(row, NULL);
	if (st == STATUS_OK && statement_integer(row, 0) < size)
		buffer_append_format(out, " (events %lld to %lld)",
		                     (long long)statement_integer(row, 0), (long long)(size - 1));
	return st;
}

static enum audit_part
part_of(enum log_layer layer)
{
	switch (layer) {
	case LOG_SIGNATURE:
		return PART_SIGNATURES;
	case LOG_COMMITMENT:
		return PART_COMMITMENTS;
	default:
		return PART_LOG;
	}
}

/* A row that cannot be read leaves its number, which is enough. */
static void
take_fault(void *context, const struct log_fault *fault)
{
	struct audit *audit = context;
	SCOPED(buffer) where = { 0 };
	enum status st = fault->size == -1 ? name_event(audit, fault->seq, &where)
	                                   : name_checkpoint(audit, fault->size, &where);

	if (st == STATUS_MEMORY)
		audit->no_memory = true;
	audit_fault(audit, part_of(fault->layer), "%s: %s", buffer_string(&where), fault->text);
}

static void
take_finding(void *context, const char *text)
{
	audit_fault(context, PART_LOG, "the database file: %s", text);
}

/* What a table of the projection has too much is told with its rows. */
static void
take_schema(void *context, enum schema_finding finding, const char *text)
{
	if (finding != SCHEMA_TRIGGER)
		audit_fault(context, PART_LOG, "the database file: %s", text);
}

static enum status
check_file(struct audit *audit, struct error *err)
{
	struct database *database = audit->catalogue->database;
	enum status st;

	audit_tell(audit, &(struct audit_progress){ .doing = "checking the database file" });
	st = database_check(database, take_finding, audit, err);
	if (st == STATUS_OK)
		st = database_check_schema(database, take_schema, audit, err);
	return st;
}

/* The walk looks at every node that the events complete; here are those that they do not. */
static enum status
check_node_count(struct audit *audit, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	int64_t complete = 0;
	enum status st = database_statement(audit->catalogue->database,
	                                    "SELECT count(*) FROM tree_nodes", &row, err);

	for (int64_t nodes = audit->size / 2; nodes > 0; nodes /= 2)
		complete += nodes;
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_OK && statement_integer(row, 0) > complete)
		audit_fault(audit, PART_LOG,
		            "%lld tree nodes are stored where %lld events complete %lld",
		            (long long)statement_integer(row, 0), (long long)audit->size,
		            (long long)complete);
	return st;
}

static void
take_suspect(void *context, const struct suspect_range *range)
{
	struct audit *audit = context;
	char actor[DIGEST_TEXT_SIZE];

	digest_write(actor, &range->actor);
	audit_list_add(audit, &audit->suspects,
	               json_sprintf("events %lld to %lld: by the key of %.12s, which event %lld declared compromised",
	                            (long long)range->first, (long long)range->last, actor,
	                            (long long)range->declared));
}

static enum status
walk_log(struct audit *audit, struct error *err)
{
	struct ledger *ledger = audit->catalogue->ledger;
	struct log_report found = { 0 };
	struct audit_walk walk;
	enum status st = ledger_size(ledger, &audit->size, err);

	audit_walk_begin(&walk, audit, "verifying the log");
	if (st == STATUS_OK)
		st = ledger_checkpoint(ledger, &audit->checkpoint, err);
	if (st == STATUS_OK || st == STATUS_NOT_FOUND)
		st = log_verify(ledger, &walk.progress, take_fault, audit, &found, err);
	if (st == STATUS_OK)
		st = log_suspects(ledger, take_suspect, audit, &audit->suspect_events, err);
	audit->events = found.events;
	audit->checkpoints = found.checkpoints;
	audit->signatures = found.signatures;
	audit->clock_warnings = found.clock_warnings;
	audit->root = found.root;
	return st == STATUS_OK ? check_node_count(audit, err) : st;
}

/* All of the log in one state of it. */
static enum status
walk_log_at_once(struct audit *audit, struct error *err)
{
	struct database *database = audit->catalogue->database;
	enum status st = database_begin_read(database, err);

	if (st != STATUS_OK)
		return st;
	st = walk_log(audit, err);
	database_rollback(database);
	return st;
}

enum status
audit_log(struct audit *audit, struct error *err)
{
	struct error why = { 0 };
	enum status walked, st = check_file(audit, &why);

	st = audit_ended(audit, PART_LOG, st, &why, err);
	if (st != STATUS_OK)
		return st;
	walked = walk_log_at_once(audit, &why);
	st = audit_ended(audit, PART_LOG, walked, &why, err);
	return st == STATUS_OK ? audit_ended(audit, PART_SIGNATURES, walked, &why, err) : st;
}

enum status
audit_commitments(struct audit *audit, struct error *err)
{
	struct commitment_report found = { 0 };
	struct error why = { 0 };
	struct audit_walk walk;
	enum status st;

	audit_walk_begin(&walk, audit, "opening sealed values");
	st = log_check_commitments(audit->catalogue->ledger, &walk.progress, take_fault, audit, &found,
	                           &why);
	audit->commitments = found.checked;
	audit->destroyed = found.destroyed;
	return audit_ended(audit, PART_COMMITMENTS, st, &why, err);
}

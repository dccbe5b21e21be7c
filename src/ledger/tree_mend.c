/* SPDX-License-Identifier: Apache-2.0 */
/* tree_mend.c - the hash tree computed again from the bytes of the events. */
#include "ledger/tree.h"

#include "ledger/ledger_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/checkpoint.h"

#include <string.h>

#define EVENTS_A_STEP 4096 /* between two looks at the progress */

/* One walk through the events; what is stored otherwise is counted, and corrected if asked to. */
struct mending {
	struct database    *database;
	bool                correct;
	int64_t             wrong;
	struct merkle_range tree;
};

enum status
tree_root_of_events(struct ledger *ledger, int64_t size, struct digest *root, struct error *err)
{
	SCOPED_STATEMENT events = NULL;
	struct merkle_range range = { 0 };
	struct digest leaf;
	enum status st = database_statement(ledger->database,
	                                    "SELECT bytes FROM events WHERE seq < $1 ORDER BY seq",
	                                    &events, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(events, 1, size);
	while (st == STATUS_OK && (st = statement_step(events, err)) == STATUS_OK) {
		st = event_leaf(statement_text(events, 0), &leaf, err);
		if (st == STATUS_OK)
			st = merkle_range_add(&range, &leaf, NULL, err);
	}
	return st == STATUS_DONE ? merkle_range_root(&range, root, err) : st;
}

/* Runs a statement with these three parameters. */
static enum status
correct(struct database *database, const char *sql, const struct digest *hash, int64_t first,
        int64_t second, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database, sql, &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_blob(statement, 1, hash->bytes, sizeof hash->bytes);
	statement_bind_integer(statement, 2, first);
	statement_bind_integer(statement, 3, second);
	st = statement_step(statement, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
mend_leaf(struct mending *mending, int64_t seq, struct text stored, const struct digest *leaf,
          struct error *err)
{
	if (stored.n == sizeof leaf->bytes && memcmp(stored.p, leaf->bytes, stored.n) == 0)
		return STATUS_OK;
	mending->wrong++;
	if (!mending->correct)
		return STATUS_OK;
	return correct(mending->database,
	               "UPDATE events SET leaf = $1 WHERE seq = $2 AND $3 = 0", leaf, seq, 0, err);
}

static enum status
mend_node(struct mending *mending, const struct merkle_subtree *node, struct error *err)
{
	struct merkle_source nodes = ledger_nodes(mending->database);
	struct digest stored;
	enum status st = nodes.fetch(nodes.context, node->level, node->index, &stored, err);

	if (st == STATUS_OK && digest_equal(&stored, &node->hash))
		return STATUS_OK;
	if (st != STATUS_OK && st != STATUS_UNUSABLE)
		return st;
	mending->wrong++;
	if (!mending->correct)
		return STATUS_OK;
	return correct(mending->database,
	               "INSERT INTO tree_nodes (hash, level, position) VALUES ($1, $2, $3)"
	               " ON CONFLICT (level, position) DO UPDATE SET hash = excluded.hash",
	               &node->hash, node->level, (int64_t)node->index, err);
}

static enum status
mend_event(struct mending *mending, struct statement *event, struct error *err)
{
	struct merkle_made made;
	struct digest leaf;
	enum status st = event_leaf(statement_text(event, 2), &leaf, err);

	if (st == STATUS_OK)
		st = mend_leaf(mending, statement_integer(event, 0), statement_blob(event, 1), &leaf,
		               err);
	if (st == STATUS_OK)
		st = merkle_range_add(&mending->tree, &leaf, &made, err);
	for (size_t i = 1; st == STATUS_OK && i < made.count; i++)
		st = mend_node(mending, &made.subtrees[i], err);
	return st;
}

/* A node is complete when the log is long enough for all its leaves. */
#define INCOMPLETE "FROM tree_nodes WHERE position < 0 OR position >= $1 >> level"

static enum status
mend_surplus(struct mending *mending, int64_t size, struct error *err)
{
	SCOPED_STATEMENT surplus = NULL;
	SCOPED_STATEMENT removal = NULL;
	enum status st = database_statement(mending->database, "SELECT count(*) " INCOMPLETE,
	                                    &surplus, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(surplus, 1, size);
	st = statement_step(surplus, err);
	if (st == STATUS_OK)
		mending->wrong += statement_integer(surplus, 0);
	if (st == STATUS_OK && mending->correct)
		st = database_statement(mending->database, "DELETE " INCOMPLETE, &removal, err);
	if (st != STATUS_OK || !mending->correct)
		return st;
	statement_bind_integer(removal, 1, size);
	st = statement_step(removal, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* STATUS_FALSE when an event is missing, which nothing here can make again. */
static enum status
walk(struct mending *mending, int64_t size, const struct log_progress *progress, struct error *err)
{
	SCOPED_STATEMENT events = NULL;
	int64_t seen = 0;
	enum status st = database_statement(mending->database,
	                                    "SELECT seq, leaf, bytes FROM events ORDER BY seq",
	                                    &events, err);

	while (st == STATUS_OK && (st = statement_step(events, err)) == STATUS_OK) {
		if (statement_integer(events, 0) != seen)
			return STATUS_FALSE;
		st = mend_event(mending, events, err);
		if (st == STATUS_OK && ++seen % EVENTS_A_STEP == 0 && progress != NULL &&
		    !progress->step(progress->context, seen, size))
			return fail(err, STATUS_INTERRUPTED, "stopped at event %lld of %lld",
			            (long long)seen, (long long)size);
	}
	return st == STATUS_DONE ? mend_surplus(mending, size, err) : st;
}

/* Do the events give what the last checkpoint signs? */
static enum status
agrees_with_checkpoint(struct ledger *ledger, const struct merkle_range *tree, struct error *err)
{
	SCOPED(buffer) note = { 0 };
	struct merkle_head head;
	struct digest root;
	enum status st = ledger_checkpoint(ledger, &note, err);

	if (st == STATUS_OK)
		st = ledger_head_of_note(text_of_buffer(&note), &head, err);
	if (st == STATUS_INVALID || st == STATUS_NOT_FOUND)
		return STATUS_FALSE;
	if (st == STATUS_OK)
		st = merkle_range_root(tree, &root, err);
	if (st != STATUS_OK)
		return st;
	return head.size == tree->size && digest_equal(&root, &head.root) ? STATUS_OK
	                                                                  : STATUS_FALSE;
}

static enum status
correct_all(struct ledger *ledger, int64_t size, const struct log_progress *progress,
            struct error *err)
{
	struct mending mending = { .database = ledger->database, .correct = true };
	enum status st = database_begin_mending(ledger->database, err);

	if (st != STATUS_OK)
		return st;
	st = walk(&mending, size, progress, err);
	if (st == STATUS_OK)
		return database_end_mending(ledger->database, err);
	database_rollback(ledger->database);
	return st == STATUS_FALSE ? fail(err, STATUS_UNUSABLE, "an event vanished") : st;
}

enum status
tree_mend(struct ledger *ledger, const struct log_progress *progress, int64_t *mended,
          struct error *err)
{
	struct mending mending = { .database = ledger->database };
	int64_t size = 0;
	enum status st = ledger_size(ledger, &size, err);

	*mended = 0;
	if (st == STATUS_OK)
		st = walk(&mending, size, progress, err);
	if (st == STATUS_OK && mending.wrong > 0)
		st = agrees_with_checkpoint(ledger, &mending.tree, err);
	if (st == STATUS_OK && mending.wrong > 0)
		st = correct_all(ledger, size, progress, err);
	if (st == STATUS_OK)
		*mended = mending.wrong;
	return st == STATUS_OK || st == STATUS_FALSE
	               ? STATUS_OK
	               : while_doing(err, st, "making the hash tree again");
}

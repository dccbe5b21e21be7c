/* SPDX-License-Identifier: Apache-2.0 */
/* tree.c - the hash tree as it is stored: leaves with the events, nodes beside them. */
#include "ledger/ledger_internal.h"

#include "base/error.h"

#include <string.h>

static enum status
fetch_node(void *context, unsigned level, uint64_t index, struct digest *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	const char *sql = level == 0 ? "SELECT leaf FROM events WHERE seq = $1 AND $2 = 0"
	                             : "SELECT hash FROM tree_nodes WHERE position = $1 AND level = $2";
	enum status st = database_statement(context, sql, &statement, err);
	struct text hash;

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, (int64_t)index);
	statement_bind_integer(statement, 2, level);
	st = statement_step(statement, err);
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	hash = st == STATUS_OK ? statement_blob(statement, 0) : (struct text){ 0 };
	if (hash.n != sizeof out->bytes)
		return fail(err, STATUS_UNUSABLE,
		            "the stored hash tree is damaged, node %u/%llu is missing: run `vidimus rebuild`", level,
		            (unsigned long long)index);
	memcpy(out->bytes, hash.p, hash.n);
	return STATUS_OK;
}

struct merkle_source
ledger_nodes(struct database *database)
{
	return (struct merkle_source){ fetch_node, database };
}

enum status
ledger_store_nodes(struct database *database, const struct merkle_made *made, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 1; i < made->count && st == STATUS_OK; i++) {
		const struct merkle_subtree *node = &made->subtrees[i];
		SCOPED_STATEMENT statement = NULL;

		st = database_statement(
			database,
			"INSERT INTO tree_nodes (level, position, hash) VALUES ($1, $2, $3)",
			&statement, err);
		if (st != STATUS_OK)
			return st;
		statement_bind_integer(statement, 1, node->level);
		statement_bind_integer(statement, 2, (int64_t)node->index);
		statement_bind_blob(statement, 3, node->hash.bytes, sizeof node->hash.bytes);
		st = statement_step(statement, err);
		if (st == STATUS_DONE)
			st = STATUS_OK;
	}
	return st;
}

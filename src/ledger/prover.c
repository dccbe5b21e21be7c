/* SPDX-License-Identifier: Apache-2.0 */
/* prover.c - many proofs of one log, and the checkpoints that they are of. */
#include "ledger/travel.h"

#include "base/encoding.h"
#include "base/error.h"
#include "ledger/ledger_internal.h"

#include <stdlib.h>

/* Places for nodes that were fetched: neighbouring leaves share all but the lowest. */
#define NODES_KEPT 8192

struct kept_node {
	uint64_t      index;
	unsigned      level_more; /* level + 1; 0 for an empty place */
	struct digest hash;
};

struct prover {
	struct merkle_source stored;
	struct kept_node     nodes[NODES_KEPT];
};

enum status
prover_open(struct prover **out, struct ledger *ledger, struct error *err)
{
	struct prover *prover = calloc(1, sizeof *prover);

	if (prover == NULL)
		return fail_memory(err);
	prover->stored = ledger_nodes(ledger->database);
	*out = prover;
	return STATUS_OK;
}

void
prover_close(struct prover *prover)
{
	free(prover);
}

static enum status
fetch(void *context, unsigned level, uint64_t index, struct digest *out, struct error *err)
{
	struct prover *prover = context;
	struct kept_node *place = &prover->nodes[(index * 31 + level * 257) % NODES_KEPT];
	enum status st;

	if (place->level_more == level + 1 && place->index == index) {
		*out = place->hash;
		return STATUS_OK;
	}
	st = prover->stored.fetch(prover->stored.context, level, index, out, err);
	if (st == STATUS_OK)
		*place = (struct kept_node){ index, level + 1, *out };
	return st;
}

static enum status
append_proof(struct buffer *out, const struct merkle_proof *proof, struct error *err)
{
	if (proof->count == 0)
		buffer_append_byte(out, '-');
	for (size_t i = 0; i < proof->count; i++) {
		if (i > 0)
			buffer_append_byte(out, ',');
		base64_append(out, proof->hashes[i].bytes, sizeof proof->hashes[i].bytes);
	}
	return buffer_check(out, err);
}

enum status
prover_inclusion(struct prover *prover, int64_t seq, int64_t size, struct buffer *out,
                 struct error *err)
{
	const struct merkle_source source = { fetch, prover };
	struct merkle_proof proof;
	enum status st = merkle_inclusion_make(&source, (uint64_t)seq, (uint64_t)size, &proof, err);

	return st == STATUS_OK ? append_proof(out, &proof, err) : st;
}

enum status
prover_consistency(struct prover *prover, int64_t older, int64_t newer, struct buffer *out,
                   struct error *err)
{
	const struct merkle_source source = { fetch, prover };
	struct merkle_proof proof;
	enum status st = merkle_consistency_make(&source, (uint64_t)older, (uint64_t)newer, &proof,
	                                         err);

	return st == STATUS_OK ? append_proof(out, &proof, err) : st;
}

enum status
ledger_checkpoint_above(struct ledger *ledger, int64_t seq, int64_t *size, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger->database, "SELECT size FROM checkpoints WHERE size > $1 ORDER BY size LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, seq);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "no checkpoint covers event %lld", (long long)seq);
	if (st == STATUS_OK)
		*size = statement_integer(row, 0);
	return st;
}

enum status
ledger_checkpoint_at(struct ledger *ledger, int64_t size, struct buffer *note, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger->database, "SELECT note FROM checkpoints WHERE size = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, size);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no checkpoint of size %lld",
		            (long long)size);
	if (st == STATUS_OK)
		buffer_append_text(note, statement_text(row, 0));
	return st == STATUS_OK ? buffer_check(note, err) : st;
}

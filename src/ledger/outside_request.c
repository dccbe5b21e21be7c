/* SPDX-License-Identifier: Apache-2.0 */
/* outside_request.c - what a witness is given, so that it sees that the log only grew. */
#include "ledger/ledger_internal.h"
#include "ledger/outside.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/witness_request.h"

static enum status
check_proof(struct ledger *ledger, const struct witness_request *request,
            const struct merkle_head *newer, struct error *err)
{
	struct merkle_head older = { .size = request->older };
	enum status st = ledger_root(ledger, (int64_t)older.size, &older.root, err);

	if (st == STATUS_OK)
		st = merkle_consistency_check(&request->path, &older, newer, err);
	if (st == STATUS_FALSE)
		return fail(err, STATUS_UNUSABLE,
		            "the stored hash tree is damaged, and no proof can be given: run `vidimus log verify`, then `vidimus rebuild`");
	return st;
}

enum status
outside_request(struct ledger *ledger, int64_t older, struct buffer *out, struct error *err)
{
	struct merkle_source nodes = ledger_nodes(ledger->database);
	struct witness_request request = { .older = (uint64_t)older };
	struct merkle_head head;
	SCOPED(buffer) note = { 0 };
	enum status st = ledger_checkpoint(ledger, &note, err);

	if (st == STATUS_OK)
		st = ledger_head_of_note(text_of_buffer(&note), &head, err);
	if (st != STATUS_OK)
		return st;
	if (older < 0 || (uint64_t)older > head.size)
		return fail(err, STATUS_INVALID, "the log has %llu events, not %lld",
		            (unsigned long long)head.size, (long long)older);
	request.checkpoint = text_of_buffer(&note);
	if (older > 0)
		st = merkle_consistency_make(&nodes, (uint64_t)older, head.size, &request.path, err);
	if (st == STATUS_OK && older > 0)
		st = check_proof(ledger, &request, &head, err);
	return st == STATUS_OK ? witness_request_write(out, &request, err) : st;
}

static enum status
compare_root(struct ledger *ledger, const struct checkpoint *held, struct error *err)
{
	int64_t size = 0;
	struct digest root;
	enum status st = ledger_size(ledger, &size, err);

	if (st == STATUS_OK && held->head.size > (uint64_t)size)
		return fail(err, STATUS_FALSE,
		            "the witness holds a checkpoint of %llu events, and the log has %lld: it was rolled back",
		            (unsigned long long)held->head.size, (long long)size);
	if (st == STATUS_OK)
		st = ledger_root(ledger, (int64_t)held->head.size, &root, err);
	if (st == STATUS_OK && !digest_equal(&root, &held->head.root))
		st = fail(err, STATUS_FALSE,
		          "the witness holds another checkpoint of %llu events than this log had: one of the two was rewritten; keep both",
		          (unsigned long long)held->head.size);
	return st;
}

enum status
outside_held_size(struct ledger *ledger, struct text note, int64_t *size, struct error *err)
{
	SCOPED_FREE struct note *read = calloc(1, sizeof *read);
	struct checkpoint held;
	char origin[ORIGIN_SIZE];
	struct uuid uuid;
	enum status st = read ? note_read(note, read, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = checkpoint_read(read->text, &held, err);
	if (st == STATUS_OK)
		st = ledger_uuid(ledger, &uuid, err);
	if (st != STATUS_OK)
		return st;
	ledger_origin(origin, &uuid);
	if (!text_is(held.origin, origin))
		return fail(err, STATUS_FALSE, "it is no checkpoint of this log, which is %s", origin);
	st = compare_root(ledger, &held, err);
	if (st == STATUS_OK)
		*size = (int64_t)held.head.size;
	return st;
}

enum status
outside_cosigned_size(struct ledger *ledger, const struct cosigner *witness, int64_t *size,
                      struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) vkey = { 0 };
	enum status st = database_statement(
		ledger->database,
		"SELECT coalesce(max(size), 0) FROM cosignatures WHERE witness = $1 OR $1 IS NULL", &row,
		err);

	if (st != STATUS_OK)
		return st;
	if (witness != NULL)
		cosigner_write(&vkey, witness);
	st = buffer_check(&vkey, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, witness ? text_of_buffer(&vkey) : (struct text){ 0 });
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*size = statement_integer(row, 0);
	return st;
}

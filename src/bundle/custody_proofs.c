/* SPDX-License-Identifier: Apache-2.0 */
/* custody_proofs.c - two proofs an event, the checkpoints they lead to, and what outsiders saw. */
#include "bundle/custody_files.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "ledger/outside.h"
#include "ledger/travel.h"

#include <inttypes.h>
#include <stdio.h>

/* How many checkpoints that outsiders saw are carried: the newest say most. */
#define WITNESSED_MOST 16

struct proving {
	struct custody_files *custody;
	struct ledger        *ledger;
	struct prover        *prover;
	int64_t               size;     /* of the last checkpoint */
	int64_t               own;      /* the last that was written to checkpoints/ */
};

/* custody/FOLDER/SIZE.txt, from what `note` appends. */
static enum status
write_checkpoint(struct proving *proving, const char *folder, int64_t size,
                 enum status (*note)(struct ledger *, int64_t, struct buffer *, struct error *),
                 struct error *err)
{
	SCOPED(buffer) text = { 0 };
	char name[MADE_NAME_SIZE];
	enum status st = note(proving->ledger, size, &text, err);

	snprintf(name, sizeof name, "custody/%s%" PRId64 ".txt", folder, size);
	return st == STATUS_OK ? made_file_of_text(proving->custody->files, name,
	                                           text_of_buffer(&text), err)
	                       : st;
}

static enum status
write_last(struct proving *proving, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	enum status st = ledger_checkpoint_at(proving->ledger, proving->size, &text, err);

	return st == STATUS_OK ? made_file_of_text(proving->custody->files,
	                                           "custody/checkpoint.txt", text_of_buffer(&text),
	                                           err)
	                       : st;
}

/* The first checkpoint above an event is signed by the event's own actor: one change has one signer. */
static enum status
prove_event(struct proving *proving, struct made_file *proofs, int64_t seq, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	int64_t own = proving->own;
	enum status st = STATUS_OK;

	if (seq >= own)
		st = ledger_checkpoint_above(proving->ledger, seq, &own, err);
	if (st == STATUS_OK && own != proving->own)
		st = write_checkpoint(proving, "checkpoints/", own, ledger_checkpoint_at, err);
	if (st == STATUS_OK)
		st = database_statement(ledger_database(proving->ledger),
		                        "SELECT id FROM events WHERE seq = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	proving->own = own;
	statement_bind_integer(row, 1, seq);
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "it is not there") : st;
	buffer_append_text(&proofs->pending, statement_text(row, 0));
	buffer_append_format(&proofs->pending, " %" PRId64 " %" PRId64 " ", seq, own);
	st = prover_inclusion(proving->prover, seq, own, &proofs->pending, err);
	buffer_append_format(&proofs->pending, " %" PRId64 " ", proving->size);
	if (st == STATUS_OK)
		st = prover_inclusion(proving->prover, seq, proving->size, &proofs->pending, err);
	buffer_append_byte(&proofs->pending, '\n');
	return st == STATUS_OK ? made_file_mark(proving->custody->files, proofs, err) : st;
}

static enum status
prove_events(struct proving *proving, const struct bundle_selection *selection,
             struct error *err)
{
	struct made_file *proofs;
	enum status st = made_file_begin(proving->custody->files, "custody/proofs.txt", &proofs, err);

	for (size_t i = 0; st == STATUS_OK && i < selection->event_count; i++) {
		st = prove_event(proving, proofs, selection->events[i].seq, err);
		if (st != STATUS_OK)
			return while_doing(err, st, "proving event %lld",
			                   (long long)selection->events[i].seq);
	}
	return st;
}

/* OLDER-SIZE OLDER-ROOT NEWER-SIZE PATH */
static enum status
prove_prefix(struct proving *proving, int64_t older, struct buffer *out, struct error *err)
{
	struct digest root;
	enum status st = ledger_root(proving->ledger, older, &root, err);

	if (st != STATUS_OK)
		return st;
	buffer_append_format(out, "%" PRId64 " ", older);
	base64_append(out, root.bytes, sizeof root.bytes);
	buffer_append_format(out, " %" PRId64 " ", proving->size);
	st = prover_consistency(proving->prover, older, proving->size, out, err);
	buffer_append_byte(out, '\n');
	return st;
}

static enum status
write_token(struct proving *proving, int64_t size, struct error *err)
{
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) token = { 0 };
	struct digest digest;
	char name[MADE_NAME_SIZE];
	enum status st = outside_checkpoint(proving->ledger, size, &note, err);

	if (st == STATUS_OK)
		st = digest_of(note.p, note.n, &digest, err);
	if (st == STATUS_OK)
		st = outside_token(proving->ledger, &digest, &token, err);
	if (st != STATUS_OK)
		return st == STATUS_NOT_FOUND ? STATUS_OK : st; /* cosigned, and not stamped */
	snprintf(name, sizeof name, "custody/witnessed/%" PRId64 ".txt.tsr", size);
	return made_file_of_text(proving->custody->files, name, text_of_buffer(&token), err);
}

/* What outsiders saw, and what the recipient has: the log must begin with each of them. */
static enum status
write_witnessed(struct proving *proving, const int64_t *earlier, size_t earlier_count,
                struct error *err)
{
	SCOPED(buffer) lines = { 0 };
	int64_t size = proving->size + 1; /* that which is exported may be seen already */
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < earlier_count; i++)
		st = prove_prefix(proving, earlier[i], &lines, err);
	for (int i = 0; st == STATUS_OK && i < WITNESSED_MOST; i++) {
		st = outside_next(proving->ledger, size, &size, err);
		if (st == STATUS_OK)
			st = write_checkpoint(proving, "witnessed/", size, outside_note, err);
		if (st == STATUS_OK)
			st = write_token(proving, size, err);
		if (st == STATUS_OK)
			st = prove_prefix(proving, size, &lines, err);
	}
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	return lines.n == 0 ? STATUS_OK
	                    : made_file_of_text(proving->custody->files, "custody/consistency.txt",
	                                        text_of_buffer(&lines), err);
}

enum status
custody_files_prove(struct custody_files *custody, struct ledger *ledger,
                    const struct bundle_selection *selection, int64_t size,
                    const int64_t *earlier, size_t earlier_count, struct error *err)
{
	struct proving proving = { .custody = custody, .ledger = ledger, .size = size };
	SCOPED_POINTER(prover) prover = NULL;
	enum status st = prover_open(&prover, ledger, err);

	proving.prover = prover;
	if (st == STATUS_OK)
		st = prove_events(&proving, selection, err);
	if (st == STATUS_OK)
		st = write_last(&proving, err);
	return st == STATUS_OK ? write_witnessed(&proving, earlier, earlier_count, err) : st;
}

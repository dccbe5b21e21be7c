/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_receipt.c - receipts made, signed, verified and logged. */
#include "casework/bundle_receipt.h"

#include "casework/receipt_text.h"

#include "crypto/checkpoint.h"
#include "crypto/note.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

enum status
bundle_receipt_find(struct catalogue *catalogue, const struct digest *tag_manifest,
                    struct uuid *bundle, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hex[DIGEST_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT uuid FROM p_received_bundles"
	                                    " WHERE tag_manifest = $1 ORDER BY seq LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	digest_write(hex, tag_manifest);
	statement_bind_text(row, 1, text_of(hex));
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !uuid_read(statement_text(row, 0), bundle)))
		return fail(err, STATUS_NOT_FOUND,
		            "this bundle was not received here: vidimus bundle receive does that, and then there is something to confirm");
	return st;
}

/* The row has the values in the order of their lines, but for the receiver. */
static enum status
write_text(struct statement *row, const char *origin, struct buffer *out, struct error *err)
{
	struct text values[RECEIPT_LINES] = { [RECEIPT_RECEIVER] = text_of(origin) };

	for (int line = RECEIPT_AS; line < RECEIPT_LINES; line++)
		values[line] = statement_text(row, line - RECEIPT_AS);
	return receipt_text_write(out, values, err);
}

enum status
bundle_receipt_make(struct catalogue *catalogue, const struct uuid *bundle, struct buffer *out,
                    struct error *err)
{
	char uuid[UUID_TEXT_SIZE], origin[ORIGIN_SIZE];
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) text = { 0 };
	enum status st = database_statement(
		catalogue->database,
		"SELECT printf('B-%06d', number), origin, foreign_bundle, tag_manifest,"
		" CAST(checkpoint_size AS TEXT), checkpoint_root, time FROM p_received_bundles"
		" WHERE uuid = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, bundle);
	ledger_origin(origin, &catalogue->uuid);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "no such bundle was received here");
	if (st == STATUS_OK && catalogue->signer == NULL)
		st = fail(err, STATUS_REFUSED, "a receipt is signed: a key is needed");
	if (st == STATUS_OK)
		st = write_text(row, origin, &text, err);
	return st == STATUS_OK ? note_sign(out, text_of_buffer(&text), text_of(origin),
	                                   catalogue->signer, err)
	                       : st;
}

/* The receipt, if the key's owner signed it in the name of the log that it states. */
static enum status
verify(struct text note, struct text vkey, struct receipt *out, struct error *err)
{
	struct note_verifier verifier;
	struct note parts;
	enum status st = vkey_read(text_trim(vkey), &verifier, err);

	if (st != STATUS_OK)
		return while_doing(err, st, "reading the receiver's verifier key");
	st = note_read(note, &parts, err);
	if (st == STATUS_OK)
		st = receipt_text_read(parts.text, out, err);
	if (st == STATUS_OK && !text_is(out->values[RECEIPT_RECEIVER], verifier.name))
		st = fail(err, STATUS_FALSE, "it speaks for %.*s, and the key for %s",
		          (int)out->values[RECEIPT_RECEIVER].n, out->values[RECEIPT_RECEIVER].p,
		          verifier.name);
	if (st == STATUS_OK)
		st = note_verify(&parts, &verifier, 1, NULL, err);
	return st;
}

/* Transfers that were made when a bundle was sealed, in the one change that says so. */
#define OF_BUNDLES                                                                                \
	"SELECT t.uuid, t.item, b.tag_manifest FROM p_bundles b"                                  \
	" JOIN p_bundle_exhibits x ON x.bundle = b.uuid"                                          \
	" JOIN p_transfers t ON t.item = x.item AND t.time = b.sealed"

static enum status
prepare(struct catalogue *catalogue, const struct resolved *of, struct statement **row,
        struct error *err)
{
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    of->kind == 'B' ? OF_BUNDLES
	                                    " WHERE b.uuid = $1 ORDER BY t.number"
	                                                    : OF_BUNDLES " WHERE t.uuid = $1",
	                                    row, err);

	uuid_write(uuid, &of->uuid);
	if (st == STATUS_OK)
		statement_bind_text(*row, 1, text_of(uuid));
	return st;
}

static enum status
is_logged(struct catalogue *catalogue, struct text transfer, struct text note, bool *out,
          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT 1 FROM p_transfer_receipts WHERE transfer = $1"
	                                    " AND note = $2",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, transfer);
	statement_bind_text(row, 2, note);
	st = statement_step(row, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

struct logging {
	struct catalogue     *catalogue;
	struct change        *change;
	const struct receipt *receipt;
	struct text           note, vkey;
	size_t                logged, found;
};

static enum status
log_one(struct logging *logging, struct text transfer, struct text item, struct error *err)
{
	const struct text *said = logging->receipt->values;
	SCOPED_JSON json_t *open = json_object();
	SCOPED_JSON json_t *values = json_pack(
		"{s:o,s:o,s:o,s:o,s:o,s:o}", "transfer", json_of_text(transfer), "tag_manifest",
		json_of_text(said[RECEIPT_SEAL]), "receiver", json_of_text(said[RECEIPT_RECEIVER]), "key",
		json_of_text(text_trim(logging->vkey)), "received", json_of_text(said[RECEIPT_RECEIVED]),
		"signed_note", json_of_text(logging->note));
	struct subject subject;
	struct uuid uuid;
	bool done = false;
	enum status st = is_logged(logging->catalogue, transfer, logging->note, &done, err);

	if (st != STATUS_OK || done)
		return st;
	if (open == NULL || values == NULL)
		return fail_memory(err);
	if (!uuid_read(item, &uuid))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed UUID: run vidimus rebuild");
	subject = subject_of("item", &uuid);
	st = change_add(logging->change, "transfer.received", &subject, open, values, NULL, err);
	logging->logged += st == STATUS_OK;
	return st;
}

static enum status
log_all(struct logging *logging, const struct resolved *of, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	SCOPED_STATEMENT row = NULL;
	enum status st = prepare(logging->catalogue, of, &row, err);
	json_t *each;
	size_t i;

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (!text_equal(statement_text(row, 2), logging->receipt->values[RECEIPT_SEAL]))
			return fail(err, STATUS_FALSE, "it is the receipt of another bundle: its tag manifest is %.*s",
			            (int)logging->receipt->values[RECEIPT_SEAL].n,
			            logging->receipt->values[RECEIPT_SEAL].p);
		if (json_array_append_new(list, json_pack("[o,o]", json_of_text(statement_text(row, 0)),
		                                          json_of_text(statement_text(row, 1)))) != 0)
			return fail_memory(err);
	}
	logging->found = json_array_size(list);
	st = st == STATUS_DONE ? STATUS_OK : st;
	json_array_foreach(list, i, each) {
		if (st == STATUS_OK)
			st = log_one(logging, text_of(json_string_value(json_array_get(each, 0))),
			             text_of(json_string_value(json_array_get(each, 1))), err);
	}
	return st;
}

enum status
transfer_receive(struct catalogue *catalogue, const struct resolved *of, struct text note,
                 struct text vkey, size_t *logged, struct error *err)
{
	struct receipt receipt;
	struct logging logging = { .catalogue = catalogue, .receipt = &receipt, .note = note,
		                   .vkey = vkey };
	enum status st = verify(note, vkey, &receipt, err);

	*logged = 0;
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "transfer receipt", &logging.change, err);
	if (st != STATUS_OK)
		return st;
	st = log_all(&logging, of, err);
	if (st == STATUS_OK && logging.found == 0)
		st = fail(err, STATUS_NOT_FOUND,
		          "no transfer was made by a sealed bundle of that id: there is nothing it could be a receipt of");
	st = catalogue_finish(catalogue, logging.change, st, err);
	if (st == STATUS_OK)
		*logged = logging.logged;
	return st;
}

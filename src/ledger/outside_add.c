/* SPDX-License-Identifier: Apache-2.0 */
/* outside_add.c - cosignatures and time-stamps taken in, after they were verified. */
#include "ledger/outside_internal.h"

#include "ledger/origin.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/digest.h"
#include "crypto/note_form.h"

#include <string.h>

static enum status
is_same_key(struct ledger *ledger, int64_t seq, const struct cosigner *witness, bool *same,
            struct error *err)
{
	SCOPED(event_record) record = { 0 };
	struct public_key key;
	struct text hex;
	enum status st = ledger_read(ledger, seq, &record, err);

	*same = st == STATUS_OK && json_member_text(record.open, "public_key", &hex) &&
	        hex_read(hex, key.bytes, sizeof key.bytes) &&
	        public_key_equal(&key, &witness->as.key);
	return st;
}

enum status
outside_check_stranger(struct ledger *ledger, const struct cosigner *witness, int64_t below,
                       struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	bool same = false;
	enum status st = database_statement(ledger_database(ledger),
	                                    "SELECT seq FROM events WHERE subject >= 'actor/'"
	                                    " AND subject < 'actor0' AND type = 'actor.added'"
	                                    " AND seq < $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, below);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = is_same_key(ledger, statement_integer(row, 0), witness, &same, err);
		if (st != STATUS_OK)
			return st;
		if (same)
			return fail(err, STATUS_REFUSED,
			            "the key of %s is that of an actor of this catalogue: a witness is somebody else",
			            witness->as.name);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The log's own note begins with the text, to the byte. */
static enum status
compare_with_own(struct ledger *ledger, struct text text, int64_t size, struct error *err)
{
	SCOPED(buffer) own = { 0 };
	enum status st = outside_checkpoint(ledger, size, &own, err);

	if (st == STATUS_NOT_FOUND)
		return fail(err, STATUS_FALSE,
		            "the log never signed a checkpoint of %lld events, and this one has so many",
		            (long long)size);
	if (st == STATUS_OK &&
	    (own.n <= text.n || memcmp(own.p, text.p, text.n) != 0 || own.p[text.n] != '\n'))
		st = fail(err, STATUS_FALSE,
		          "the log has another checkpoint of %lld events: the witness was shown another log than this",
		          (long long)size);
	return st;
}

/* Is this the text of a checkpoint of this log? *size is of how many events. */
static enum status
find_own(struct ledger *ledger, struct text text, int64_t *size, struct error *err)
{
	struct checkpoint checkpoint;
	char origin[ORIGIN_SIZE];
	enum status st = checkpoint_read(text, &checkpoint, err);

	if (st == STATUS_OK)
		st = ledger_origin_at(ledger, (int64_t)checkpoint.head.size, origin, err);
	if (st != STATUS_OK)
		return st;
	if (!text_is(checkpoint.origin, origin))
		return fail(err, STATUS_FALSE, "it is no checkpoint of this log, which is %s", origin);
	*size = (int64_t)checkpoint.head.size;
	return compare_with_own(ledger, text, *size, err);
}

/* STATUS_EXISTS when it is there already. */
static enum status
insert_cosignature(struct database *database, const struct outside_cosignature *one,
                   struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		database,
		"INSERT INTO cosignatures (size, witness, time, line) SELECT $1, $2, $3, $4"
		" WHERE NOT EXISTS (SELECT 1 FROM cosignatures WHERE size = $1 AND witness = $2"
		" AND time = $3) RETURNING size",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, one->size);
	statement_bind_text(row, 2, one->witness);
	statement_bind_integer(row, 3, one->time.milliseconds / 1000);
	statement_bind_text(row, 4, one->line);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return STATUS_EXISTS;
	if (st == STATUS_OK)
		st = statement_step(row, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_line(struct ledger *ledger, int64_t size, const struct cosigner *witness,
         const struct note_signature *signature, struct instant time, struct error *err)
{
	SCOPED(buffer) vkey = { 0 };
	SCOPED(buffer) line = { 0 };
	enum status st;

	cosigner_write(&vkey, witness);
	buffer_append_format(&line, NOTE_DASH "%s ", witness->as.name);
	buffer_append_text(&line, signature->letters);
	buffer_append_byte(&line, '\n');
	st = buffer_check(&vkey, err);
	if (st == STATUS_OK)
		st = buffer_check(&line, err);
	if (st != STATUS_OK)
		return st;
	return insert_cosignature(ledger_database(ledger),
	                          &(struct outside_cosignature){ .size = size,
	                                                         .time = time,
	                                                         .witness = text_of_buffer(&vkey),
	                                                         .line = text_of_buffer(&line) },
	                          err);
}

struct tally {
	size_t found; /* lines by one of the witnesses */
	size_t added;
};

/* Every line of this witness; the first that does not verify ends it. */
static enum status
add_of_witness(struct ledger *ledger, const struct note *note, int64_t size,
               const struct cosigner *witness, struct tally *tally, struct error *err)
{
	for (size_t i = 0; i < note->count; i++) {
		struct instant time;
		enum status st = cosignature_verify(note, &note->signatures[i], witness, &time, err);

		if (st == STATUS_NOT_FOUND)
			continue;
		if (st == STATUS_OK)
			st = outside_check_stranger(ledger, witness, INT64_MAX, err);
		if (st == STATUS_OK)
			st = add_line(ledger, size, witness, &note->signatures[i], time, err);
		if (st != STATUS_OK && st != STATUS_EXISTS)
			return st;
		tally->found++;
		tally->added += st == STATUS_OK;
	}
	return STATUS_OK;
}

static enum status
add_all(struct ledger *ledger, const struct note *note, const struct cosigner *witnesses,
        size_t count, struct tally *tally, struct error *err)
{
	int64_t size = 0;
	enum status st = find_own(ledger, note->text, &size, err);

	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = add_of_witness(ledger, note, size, &witnesses[i], tally, err);
	if (st == STATUS_OK && tally->found == 0)
		st = fail(err, STATUS_FALSE, "none of the witnesses that were named cosigned it");
	return st;
}

/* Ends the transaction as the work in it ended. */
static enum status
conclude(struct ledger *ledger, enum status st, struct error *err)
{
	if (st == STATUS_OK)
		return database_commit(ledger_database(ledger), err);
	database_rollback(ledger_database(ledger));
	return st;
}

enum status
outside_add_cosignatures(struct ledger *ledger, struct text note,
                         const struct cosigner *witnesses, size_t count, size_t *added,
                         struct error *err)
{
	SCOPED_FREE struct note *read = calloc(1, sizeof *read);
	struct tally tally = { 0 };
	enum status st = read ? note_read(note, read, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = database_begin(ledger_database(ledger), err);
	if (st != STATUS_OK)
		return st;
	st = conclude(ledger, add_all(ledger, read, witnesses, count, &tally, err), err);
	if (st == STATUS_OK)
		*added = tally.added;
	return st;
}

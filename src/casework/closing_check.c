/* SPDX-License-Identifier: Apache-2.0 */
/* closing_check.c - do the closed deliveries and their receipts say what the log says? */
#include "casework/closing.h"

#include "crypto/note.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

/* One delivery that is looked at. */
struct candidate {
	struct ledger          *ledger;
	struct database        *fresh;
	struct closing_watcher *watcher;
	int64_t                 number;
	struct uuid             uuid;
	struct event_record     closed; /* the last delivery.closed of its chain */
	struct closing          given;  /* by its files in the log */
};

static void report(const struct candidate *candidate, enum closing_fault fault, const char *format,
                   ...) PRINTF_LIKE(3, 4);

static void
report(const struct candidate *candidate, enum closing_fault fault, const char *format, ...)
{
	char text[320];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	candidate->watcher->found(candidate->watcher->context, fault, candidate->number, text);
}

static enum status
read_closed(struct candidate *candidate, struct error *err)
{
	struct subject subject = subject_of("delivery", &candidate->uuid);
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(candidate->ledger),
	                                    "SELECT seq FROM events WHERE subject = $1 AND type ="
	                                    " 'delivery.closed' ORDER BY n DESC LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject.text));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		st = ledger_read(candidate->ledger, statement_integer(row, 0), &candidate->closed, err);
	return st;
}

/* What the event states; false when a part of it is not known. */
static bool
read_statement(const json_t *values, struct closing *out)
{
	struct text bytes, manifest;
	uint64_t number = 0;
	bool known = json_member_integer(values, "files", &out->files) &&
	             json_member_integer(values, "failed", &out->failed) &&
	             json_member_text(values, "bytes", &bytes) &&
	             text_number(bytes, INT64_MAX, &number) &&
	             json_member_text(values, "manifest", &manifest) &&
	             digest_read(manifest, &out->manifest);

	out->bytes = (int64_t)number;
	return known;
}

static void
compare_statement(const struct candidate *candidate, const struct closing *stated)
{
	const struct closing *given = &candidate->given;
	long long seq = (long long)candidate->closed.header.seq;

	if (!digest_equal(&stated->manifest, &given->manifest))
		report(candidate, CLOSING_STATEMENT,
		       "the hash of its manifest that event %lld states is not that of its files", seq);
	if (stated->files != given->files || stated->bytes != given->bytes ||
	    stated->failed != given->failed)
		report(candidate, CLOSING_STATEMENT,
		       "event %lld states %lld files, %lld bytes, %lld failed; the log gives %lld files, %lld bytes, %lld failed",
		       seq, (long long)stated->files, (long long)stated->bytes,
		       (long long)stated->failed, (long long)given->files, (long long)given->bytes,
		       (long long)given->failed);
}

/* The key of the actor whose event closed the delivery. */
static enum status
find_verifier(const struct candidate *candidate, const char *origin, struct note_verifier *out,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char actor[DIGEST_TEXT_SIZE];
	struct public_key key;
	enum status st = database_statement(candidate->fresh,
	                                    "SELECT public_key FROM p_actors WHERE fingerprint = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	digest_write(actor, &candidate->closed.header.actor);
	statement_bind_text(row, 1, text_of(actor));
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !hex_read(statement_text(row, 0), key.bytes,
	                                                       sizeof key.bytes)))
		return fail(err, STATUS_FALSE, "its actor has no key");
	return st == STATUS_OK ? note_verifier_of(out, text_of(origin), &key, err) : st;
}

static enum status
judge_note(const struct candidate *candidate, struct text receipt, struct text expected,
           const char *origin, struct error *err)
{
	SCOPED_FREE struct note *note = calloc(1, sizeof *note);
	struct note_verifier verifier;
	enum status st;

	if (note == NULL)
		return fail_memory(err);
	st = note_read(receipt, note, err);
	if (st == STATUS_INVALID || st == STATUS_LIMIT)
		return fail(err, STATUS_FALSE, "it is no signed note");
	if (st == STATUS_OK && !text_equal(note->text, expected))
		return fail(err, STATUS_FALSE, "it does not say what event %lld states",
		            (long long)candidate->closed.header.seq);
	if (st == STATUS_OK)
		st = find_verifier(candidate, origin, &verifier, err);
	if (st == STATUS_OK)
		st = note_verify(note, &verifier, 1, NULL, err);
	return st == STATUS_FALSE || st == STATUS_INVALID
	               ? fail(err, STATUS_FALSE, "its signature is not that of the event's actor")
	               : st;
}

static enum status
check_receipt(const struct candidate *candidate, const struct closing *stated, struct error *err)
{
	SCOPED(buffer) expected = { 0 };
	char origin[ORIGIN_SIZE];
	struct error why = { 0 };
	struct text receipt;
	struct uuid catalogue;
	enum status st = ledger_uuid(candidate->ledger, &catalogue, err);

	if (st != STATUS_OK)
		return st;
	if (!json_member_text(candidate->closed.values, "receipt", &receipt)) {
		candidate->watcher->unknown++;
		return STATUS_OK;
	}
	ledger_origin(origin, &catalogue);
	st = closing_text(stated, origin, candidate->number, &candidate->uuid,
	                  candidate->closed.header.time, &expected, err);
	if (st != STATUS_OK)
		return st;
	st = judge_note(candidate, receipt, text_of_buffer(&expected), origin, &why);
	if (st == STATUS_FALSE) {
		report(candidate, CLOSING_RECEIPT, "the receipt does not hold: %s", why.text);
		return STATUS_OK;
	}
	return st == STATUS_OK ? st : fail(err, st, "%s", why.text);
}

static enum status
check_one(struct candidate *candidate, struct error *err)
{
	struct closing stated = { 0 };
	enum status st = read_closed(candidate, err);

	if (st == STATUS_DONE)
		return STATUS_OK;
	if (st == STATUS_OK)
		st = closing_compute(candidate->fresh, &candidate->uuid, &candidate->given, err);
	if (st != STATUS_OK)
		return st;
	candidate->watcher->checked++;
	if (!read_statement(candidate->closed.values, &stated)) {
		candidate->watcher->unknown++;
		return STATUS_OK;
	}
	if (candidate->given.unknown > 0)
		candidate->watcher->unknown++;
	else
		compare_statement(candidate, &stated);
	return check_receipt(candidate, &stated, err);
}

enum status
closings_check(struct ledger *ledger, struct database *fresh, struct closing_watcher *watcher,
               struct error *err)
{
	SCOPED_STATEMENT rows = NULL;
	enum status st = database_statement(fresh,
	                                    "SELECT number, uuid FROM main.p_deliveries"
	                                    " WHERE closed IS NOT NULL ORDER BY number",
	                                    &rows, err);

	while (st == STATUS_OK && (st = statement_step(rows, err)) == STATUS_OK) {
		struct candidate candidate = { .ledger = ledger,
			                       .fresh = fresh,
			                       .watcher = watcher,
			                       .number = statement_integer(rows, 0) };

		if (!uuid_read(statement_text(rows, 1), &candidate.uuid))
			return fail(err, STATUS_UNUSABLE, "a delivery has no UUID");
		st = check_one(&candidate, err);
		event_record_end(&candidate.closed);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* outside_check.c - everything that outsiders gave, verified again. */
#include "ledger/outside_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <string.h>

struct check {
	struct ledger *ledger;
	void (*found)(void *context, const char *text);
	void *context;
	struct outside_report *report;
};

/* What does not verify is told; what could not be looked at ends the check. */
static enum status
tell(struct check *check, const char *what, int64_t number, enum status st, struct error *why,
     struct error *err)
{
	struct error words = { 0 };

	if (st == STATUS_OK)
		return STATUS_OK;
	if (st == STATUS_MEMORY || st == STATUS_FAULT || st == STATUS_IO || st == STATUS_BUSY)
		return fail(err, st, "%s", why->text);
	fail(&words, st, "the %s %lld: %s", what, (long long)number, why->text);
	check->report->faults++;
	check->found(check->context, words.text);
	return STATUS_OK;
}

/* The note that the log and this witness signed. */
static enum status
verify_line(struct ledger *ledger, const struct outside_cosignature *one,
            const struct cosigner *witness, struct error *err)
{
	SCOPED_FREE struct note *note = calloc(1, sizeof *note);
	SCOPED(buffer) text = { 0 };
	struct instant time;
	enum status st = note ? outside_checkpoint(ledger, one->size, &text, err) : fail_memory(err);

	buffer_append_text(&text, one->line);
	if (st == STATUS_OK)
		st = buffer_check(&text, err);
	if (st == STATUS_OK)
		st = note_read(text_of_buffer(&text), note, err);
	if (st == STATUS_OK && note->count != 2)
		st = fail(err, STATUS_FALSE, "it is not one line");
	if (st == STATUS_OK)
		st = cosignature_verify(note, &note->signatures[1], witness, &time, err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, STATUS_FALSE, "it is not by the witness whose key stands beside it");
	if (st == STATUS_OK && time.milliseconds != one->time.milliseconds)
		st = fail(err, STATUS_FALSE, "its time is not the one that stands beside it");
	return st;
}

static enum status
check_cosignature(void *context, const struct outside_cosignature *one, struct error *err)
{
	struct check *check = context;
	struct error why = { 0 };
	struct cosigner witness;
	enum status st = cosigner_read(one->witness, &witness, &why);

	check->report->cosignatures++;
	if (st == STATUS_OK)
		st = verify_line(check->ledger, one, &witness, &why);
	/* Whoever was added as an actor after it was somebody else when it was given. */
	if (st == STATUS_OK)
		st = outside_check_stranger(check->ledger, &witness, one->size, &why);
	return tell(check, "cosignature of checkpoint", one->size, st, &why, err);
}

/* The columns say what the token says. */
static enum status
compare(const struct outside_stamp *one, const struct timestamp_verdict *verdict,
        struct error *err)
{
	return one->time.milliseconds == verdict->time.milliseconds &&
	                       one->ends.milliseconds == verdict->not_after.milliseconds &&
	                       text_is(one->name, verdict->name)
	               ? STATUS_OK
	               : fail(err, STATUS_FALSE, "what stands beside it is not what it says");
}

/* Over its bytes, or, where these lie elsewhere, over their digest. */
static enum status
verify_token(const struct outside_stamp *one, struct text bytes, const struct seal_trust *trust,
             struct timestamp_verdict *verdict, struct error *err)
{
	struct digest digest;
	enum status st;

	if (bytes.p == NULL)
		return timestamp_verify_digest(one->token, &one->digest, trust, verdict, err);
	st = digest_of(bytes.p, bytes.n, &digest, err);
	if (st == STATUS_OK && !digest_equal(&digest, &one->digest))
		st = fail(err, STATUS_FALSE, "it is of something else than stands beside it");
	return st == STATUS_OK ? timestamp_verify(one->token, bytes, trust, verdict, err) : st;
}

static enum status
verify_stamp(struct ledger *ledger, const struct outside_stamp *one, struct error *err)
{
	bool elsewhere = one->size == 0 && one->renews == 0;
	SCOPED_POINTER(seal_trust) trust = NULL;
	struct timestamp_verdict verdict;
	SCOPED(buffer) bytes = { 0 };
	enum status st = seal_trust_open(&trust, err);

	if (st == STATUS_OK)
		st = seal_trust_add_digest(trust, &one->authority, err);
	if (st == STATUS_OK && !elsewhere)
		st = outside_stamped_bytes(ledger, one->size, one->renews, &bytes, err);
	if (st == STATUS_OK)
		st = verify_token(one, elsewhere ? (struct text){ 0 } : text_of_buffer(&bytes), trust,
		                  &verdict, err);
	return st == STATUS_OK ? compare(one, &verdict, err) : st;
}

static enum status
check_stamp(void *context, const struct outside_stamp *one, struct error *err)
{
	struct check *check = context;
	struct error why = { 0 };

	check->report->stamps++;
	return tell(check, "time-stamp", one->number, verify_stamp(check->ledger, one, &why), &why,
	            err);
}

enum status
outside_check(struct ledger *ledger, void (*found)(void *context, const char *text), void *context,
              struct outside_report *report, struct error *err)
{
	struct check check = { ledger, found, context, report };
	enum status st;

	*report = (struct outside_report){ 0 };
	st = outside_cosignatures(ledger, check_cosignature, &check, err);
	return st == STATUS_OK ? outside_stamps(ledger, check_stamp, &check, err) : st;
}

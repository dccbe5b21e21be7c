/* SPDX-License-Identifier: Apache-2.0 */
/* outside_stamp.c - time-stamps taken in, after it was found what they are over and they were verified. */
#include "ledger/outside_internal.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <string.h>

static enum status
append_column(struct ledger *ledger, const char *sql, int64_t key, struct buffer *out,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, key);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "what it is a time-stamp of is not there");
	if (st == STATUS_OK)
		buffer_append_text(out, statement_blob(row, 0));
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

enum status
outside_stamped_bytes(struct ledger *ledger, int64_t size, int64_t renews, struct buffer *out,
                      struct error *err)
{
	if (renews > 0)
		return append_column(ledger, "SELECT token FROM stamps WHERE number = $1", renews, out,
		                     err);
	return append_column(ledger, "SELECT CAST(note AS BLOB) FROM checkpoints WHERE size = $1",
	                     size, out, err);
}

/* Looks for the row, newest first, whose bytes the imprint is of. STATUS_DONE: none. */
static enum status
search(struct ledger *ledger, const char *sql, const struct timestamp_imprint *imprint,
       int64_t *number, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		enum status same = timestamp_imprint_check(imprint, statement_blob(row, 1), NULL);

		if (same == STATUS_OK) {
			*number = statement_integer(row, 0);
			return STATUS_OK;
		}
		if (same != STATUS_FALSE)
			return fail(err, same, "cannot hash what was stamped");
	}
	return st;
}

/* A checkpoint's note or an earlier token; else the bytes that were given, if any. */
static enum status
find_stamped(struct ledger *ledger, const struct timestamp_imprint *imprint, struct text given,
             struct outside_stamp *stamp, struct buffer *bytes, struct error *err)
{
	enum status st = search(ledger,
	                        "SELECT size, CAST(note AS BLOB) FROM checkpoints ORDER BY size DESC",
	                        imprint, &stamp->size, err);

	if (st == STATUS_DONE)
		st = search(ledger, "SELECT number, token FROM stamps ORDER BY number DESC", imprint,
		            &stamp->renews, err);
	if (st == STATUS_OK)
		return outside_stamped_bytes(ledger, stamp->size, stamp->renews, bytes, err);
	if (st != STATUS_DONE)
		return st;
	if (given.p == NULL)
		return fail(err, STATUS_FALSE,
		            "the time-stamp is one of no checkpoint and no time-stamp of this catalogue: name what it is of");
	buffer_append_text(bytes, given);
	return buffer_check(bytes, err);
}

/*
 * As the audit will verify it, for which nothing but the token is kept: the
 * authority's certificate must be in it, and holds by its digest.
 */
static enum status
check_whole(struct text token, struct text bytes, const struct timestamp_verdict *verdict,
            struct error *err)
{
	SCOPED_POINTER(seal_trust) trust = NULL;
	struct timestamp_verdict again;
	enum status st = seal_trust_open(&trust, err);

	if (st == STATUS_OK)
		st = seal_trust_add_digest(trust, &verdict->authority, err);
	return st == STATUS_OK ? timestamp_verify(token, bytes, trust, &again, err) : st;
}

static void
bind_number(struct statement *row, int index, int64_t number)
{
	if (number > 0)
		statement_bind_integer(row, index, number);
	else
		statement_bind_null(row, index);
}

/* STATUS_EXISTS when the token is there already. */
static enum status
insert(struct database *database, struct outside_stamp *stamp, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		database,
		"INSERT INTO stamps (digest, size, renews, time, ends, authority, name, token)"
		" SELECT $1, $2, $3, $4, $5, $6, $7, $8"
		" WHERE NOT EXISTS (SELECT 1 FROM stamps WHERE token = $8) RETURNING number",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_blob(row, 1, stamp->digest.bytes, DIGEST_SIZE);
	bind_number(row, 2, stamp->size);
	bind_number(row, 3, stamp->renews);
	statement_bind_integer(row, 4, stamp->time.milliseconds);
	statement_bind_integer(row, 5, stamp->ends.milliseconds);
	statement_bind_blob(row, 6, stamp->authority.bytes, DIGEST_SIZE);
	statement_bind_text(row, 7, stamp->name);
	statement_bind_blob(row, 8, stamp->token.p, stamp->token.n);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_EXISTS, "this time-stamp was taken in before");
	if (st == STATUS_OK) {
		stamp->number = statement_integer(row, 0);
		st = statement_step(row, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add(struct ledger *ledger, struct text token, struct text given, const struct seal_trust *trust,
    struct outside_stamp *stamp, struct error *err)
{
	struct timestamp_verdict verdict = { 0 };
	struct timestamp_imprint imprint;
	SCOPED(buffer) bytes = { 0 };
	enum status st = timestamp_imprint_read(token, &imprint, err);

	if (st == STATUS_OK)
		st = find_stamped(ledger, &imprint, given, stamp, &bytes, err);
	if (st == STATUS_OK)
		st = timestamp_verify(token, text_of_buffer(&bytes), trust, &verdict, err);
	if (st == STATUS_OK && !verdict.identified)
		st = fail(err, STATUS_FALSE, "no authority is named whose word counts");
	if (st == STATUS_OK)
		st = check_whole(token, text_of_buffer(&bytes), &verdict, err);
	if (st == STATUS_OK)
		st = digest_of(bytes.p, bytes.n, &stamp->digest, err);
	if (st != STATUS_OK)
		return st;
	stamp->time = verdict.time;
	stamp->ends = verdict.not_after;
	stamp->authority = verdict.authority;
	stamp->name = text_of(verdict.name);
	stamp->token = token;
	return insert(ledger_database(ledger), stamp, err);
}

enum status
outside_add_stamp(struct ledger *ledger, struct text token, struct text bytes,
                  const struct seal_trust *trust, struct outside_stamp *out, struct error *err)
{
	struct outside_stamp stamp = { 0 };
	SCOPED(buffer) alone = { 0 };
	enum status st = timestamp_token(token, &alone, err);

	if (st == STATUS_OK)
		st = database_begin(ledger_database(ledger), err);
	if (st != STATUS_OK)
		return st;
	st = add(ledger, text_of_buffer(&alone), bytes, trust, &stamp, err);
	if (st == STATUS_OK)
		st = database_commit(ledger_database(ledger), err);
	else
		database_rollback(ledger_database(ledger));
	stamp.name = stamp.token = (struct text){ 0 };
	if (st == STATUS_OK)
		*out = stamp;
	return st;
}

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

static bool
is_given(const struct outside_given *given)
{
	return given->bytes.p != NULL || given->sha256 != NULL;
}

/*
 * What is stamped: a checkpoint's note or an earlier token, whose bytes are
 * appended; else what was given, if anything.
 */
static enum status
find_stamped(struct ledger *ledger, const struct timestamp_imprint *imprint,
             const struct outside_given *given, struct outside_stamp *stamp,
             struct buffer *bytes, struct error *err)
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
	if (!is_given(given))
		return fail(err, STATUS_FALSE,
		            "the time-stamp is one of no checkpoint and no time-stamp of this catalogue: name what it is of");
	buffer_append_text(bytes, given->bytes);
	return buffer_check(bytes, err);
}

/* Whoever names what is stamped is told when it is something else. */
static enum status
check_given(const struct timestamp_imprint *imprint, const struct outside_given *given,
            struct error *err)
{
	if (given->bytes.p != NULL)
		return timestamp_imprint_check(imprint, given->bytes, err);
	if (given->sha256 != NULL && (imprint->size != DIGEST_SIZE ||
	                              memcmp(imprint->bytes, given->sha256->bytes, DIGEST_SIZE) != 0))
		return fail(err, STATUS_FALSE, "the time-stamp is one of something else than was named");
	return STATUS_OK;
}

static enum status
verify(struct text token, struct text bytes, const struct digest *sha256,
       const struct seal_trust *trust, struct timestamp_verdict *verdict, struct error *err)
{
	return sha256 != NULL ? timestamp_verify_digest(token, sha256, trust, verdict, err)
	                      : timestamp_verify(token, bytes, trust, verdict, err);
}

/*
 * As the audit will verify it, for which nothing but the token is kept: the
 * authority's certificate must be in it, and holds by its digest.
 */
static enum status
check_whole(struct text token, struct text bytes, const struct digest *sha256,
            const struct timestamp_verdict *verdict, struct error *err)
{
	SCOPED_POINTER(seal_trust) trust = NULL;
	struct timestamp_verdict again;
	enum status st = seal_trust_open(&trust, err);

	if (st == STATUS_OK)
		st = seal_trust_add_digest(trust, &verdict->authority, err);
	return st == STATUS_OK ? verify(token, bytes, sha256, trust, &again, err) : st;
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

/* Of bytes or, where only that is known, of a digest. */
static enum status
add_verified(struct ledger *ledger, const struct outside_given *what,
             const struct seal_trust *trust, struct outside_stamp *stamp, struct error *err)
{
	struct timestamp_verdict verdict = { 0 };
	enum status st = verify(stamp->token, what->bytes, what->sha256, trust, &verdict, err);

	if (st == STATUS_OK && !verdict.identified)
		st = fail(err, STATUS_FALSE, "no authority is named whose word counts");
	if (st == STATUS_OK)
		st = check_whole(stamp->token, what->bytes, what->sha256, &verdict, err);
	if (st == STATUS_OK && what->sha256 == NULL)
		st = digest_of(what->bytes.p, what->bytes.n, &stamp->digest, err);
	else if (st == STATUS_OK)
		stamp->digest = *what->sha256;
	if (st != STATUS_OK)
		return st;
	stamp->time = verdict.time;
	stamp->ends = verdict.not_after;
	stamp->authority = verdict.authority;
	stamp->name = text_of(verdict.name);
	return insert(ledger_database(ledger), stamp, err);
}

static enum status
add(struct ledger *ledger, const struct outside_given *given, const struct seal_trust *trust,
    struct outside_stamp *stamp, struct error *err)
{
	struct timestamp_imprint imprint;
	struct outside_given what = { 0 };
	SCOPED(buffer) bytes = { 0 };
	enum status st = timestamp_imprint_read(stamp->token, &imprint, err);

	if (st == STATUS_OK)
		st = check_given(&imprint, given, err);
	if (st == STATUS_OK)
		st = find_stamped(ledger, &imprint, given, stamp, &bytes, err);
	if (st != STATUS_OK)
		return st;
	if (stamp->size + stamp->renews == 0 && given->bytes.p == NULL)
		what.sha256 = given->sha256;
	what.bytes = (struct text){ buffer_string(&bytes), bytes.n };
	return add_verified(ledger, &what, trust, stamp, err);
}

enum status
outside_add_stamp(struct ledger *ledger, struct text token, const struct outside_given *given,
                  const struct seal_trust *trust, struct outside_stamp *out, struct error *err)
{
	struct outside_stamp stamp = { 0 };
	SCOPED(buffer) alone = { 0 };
	enum status st = timestamp_token(token, &alone, err);

	if (st == STATUS_OK)
		st = database_begin(ledger_database(ledger), err);
	if (st != STATUS_OK)
		return st;
	stamp.token = text_of_buffer(&alone);
	st = add(ledger, given, trust, &stamp, err);
	if (st == STATUS_OK)
		st = database_commit(ledger_database(ledger), err);
	else
		database_rollback(ledger_database(ledger));
	stamp.name = stamp.token = (struct text){ 0 };
	if (st == STATUS_OK)
		*out = stamp;
	return st;
}

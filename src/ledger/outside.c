/* SPDX-License-Identifier: Apache-2.0 */
/* outside.c - what outsiders saw, read from its tables. */
#include "ledger/outside.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <string.h>

/* Every sight of a checkpoint above $1, cosigned or stamped, as size, time in milliseconds, stamp, name. */
#define SIGHTS                                                                                \
	"SELECT size, time * 1000 AS time, 0 AS stamp, witness AS name FROM cosignatures"     \
	" WHERE size > $1 UNION ALL"                                                          \
	" SELECT size, time, number, name FROM stamps WHERE size > $1"

/* A witness's verifier key begins with its name. */
static void
fill_sight(struct statement *row, struct outside_sight *out)
{
	struct text name = statement_text(row, 3);

	out->size = statement_integer(row, 0);
	out->time.milliseconds = statement_integer(row, 1);
	out->stamp = statement_integer(row, 2);
	if (out->stamp == 0)
		name = text_cut(&name, '+');
	text_escape_into(out->name, sizeof out->name, name.p, name.n);
}

static enum status
read_sight(struct ledger *ledger, const char *sql, int64_t above, struct outside_sight *out,
           struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, above);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "nobody outside has seen it");
	if (st == STATUS_OK)
		fill_sight(row, out);
	return st;
}

enum status
outside_newest(struct ledger *ledger, struct outside_sight *out, struct error *err)
{
	return read_sight(ledger, SIGHTS " ORDER BY size DESC, time LIMIT 1", 0, out, err);
}

enum status
outside_earliest(struct ledger *ledger, int64_t seq, struct outside_sight *out, struct error *err)
{
	return read_sight(ledger, SIGHTS " ORDER BY time, size DESC LIMIT 1", seq, out, err);
}

enum status
outside_unseen(struct ledger *ledger, int64_t size, struct outside_unseen *out, struct error *err)
{
	SCOPED(event_record) first = { 0 };
	struct outside_unseen made = { .events = size };
	enum status st = outside_newest(ledger, &made.newest, err);

	made.seen = st == STATUS_OK;
	if (made.seen)
		made.events = size > made.newest.size ? size - made.newest.size : 0;
	if (st == STATUS_NOT_FOUND)
		st = STATUS_OK;
	if (st == STATUS_OK && made.events > 0)
		st = ledger_read(ledger, size - made.events, &first, err);
	if (st != STATUS_OK)
		return st;
	made.since = first.header.time;
	*out = made;
	return STATUS_OK;
}

enum status
outside_next(struct ledger *ledger, int64_t below, int64_t *size, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT max(size) FROM (SELECT max(size) AS size FROM cosignatures WHERE size < $1"
		" UNION ALL SELECT max(size) FROM stamps WHERE size < $1)",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, below);
	st = statement_step(row, err);
	if (st == STATUS_OK && statement_is_null(row, 0))
		return STATUS_DONE;
	if (st == STATUS_OK)
		*size = statement_integer(row, 0);
	return st;
}

enum status
outside_checkpoint(struct ledger *ledger, int64_t size, struct buffer *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger),
	                                    "SELECT note FROM checkpoints WHERE size = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, size);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "the log has no checkpoint of size %lld",
		            (long long)size);
	if (st == STATUS_OK)
		buffer_append_text(out, statement_text(row, 0));
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

enum status
outside_note(struct ledger *ledger, int64_t size, struct buffer *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = outside_checkpoint(ledger, size, out, err);

	if (st == STATUS_OK)
		st = database_statement(ledger_database(ledger),
		                        "SELECT line FROM cosignatures WHERE size = $1"
		                        " ORDER BY witness, time",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, size);
	while ((st = statement_step(row, err)) == STATUS_OK)
		buffer_append_text(out, statement_text(row, 0));
	return st == STATUS_DONE ? buffer_check(out, err) : st;
}

enum status
outside_token(struct ledger *ledger, const struct digest *of, struct buffer *out,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT token FROM stamps WHERE digest = $1 ORDER BY number DESC LIMIT 1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_blob(row, 1, of->bytes, DIGEST_SIZE);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "no time-stamp is over it");
	if (st == STATUS_OK)
		buffer_append_text(out, statement_blob(row, 0));
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

enum status
outside_cosignatures(struct ledger *ledger,
                     enum status (*each)(void *context, const struct outside_cosignature *one,
                                         struct error *err),
                     void *context, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT size, time, witness, line FROM cosignatures ORDER BY size, witness, time",
		&row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		const struct outside_cosignature one = {
			.size = statement_integer(row, 0),
			.time = { statement_integer(row, 1) * 1000 },
			.witness = statement_text(row, 2),
			.line = statement_text(row, 3),
		};

		st = each(context, &one, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static void
copy_digest(struct digest *out, struct text blob)
{
	if (blob.n == DIGEST_SIZE)
		memcpy(out->bytes, blob.p, DIGEST_SIZE);
}

enum status
outside_stamps(struct ledger *ledger,
               enum status (*each)(void *context, const struct outside_stamp *one,
                                   struct error *err),
               void *context, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT s.number, s.digest, s.size, s.renews, s.time, s.ends, s.authority, s.name, s.token,"
		" (SELECT max(r.number) FROM stamps r WHERE r.renews = s.number)"
		" FROM stamps s ORDER BY s.number",
		&row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		struct outside_stamp one = {
			.number = statement_integer(row, 0),
			.size = statement_integer(row, 2),
			.renews = statement_integer(row, 3),
			.renewed = statement_integer(row, 9),
			.time = { statement_integer(row, 4) },
			.ends = { statement_integer(row, 5) },
			.name = statement_text(row, 7),
			.token = statement_blob(row, 8),
		};

		copy_digest(&one.digest, statement_blob(row, 1));
		copy_digest(&one.authority, statement_blob(row, 6));
		st = each(context, &one, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

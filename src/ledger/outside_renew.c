/* SPDX-License-Identifier: Apache-2.0 */
/* outside_renew.c - which time-stamp is to be stamped again. */
#include "ledger/outside.h"

#include "base/error.h"

/* As it was asked for by number. */
static enum status
check_ended(struct instant ends, struct instant now, int64_t number, struct error *err)
{
	char time[INSTANT_HUMAN_SIZE];

	if (ends.milliseconds >= now.milliseconds)
		return STATUS_OK;
	instant_write_human(time, ends);
	return fail(err, STATUS_REFUSED,
	            "the certificate of the authority of time-stamp %lld ended at %s: a time-stamp over it now would prove nothing of before",
	            (long long)number, time);
}

enum status
outside_renewable(struct ledger *ledger, struct instant now, int64_t *number,
                  struct buffer *token, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT s.number, s.ends, s.token FROM stamps s WHERE s.number = $1 OR ($1 = 0 AND"
		" s.ends >= $2 AND NOT EXISTS (SELECT 1 FROM stamps r WHERE r.renews = s.number))"
		" ORDER BY s.ends, s.number LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, *number);
	statement_bind_integer(row, 2, now.milliseconds);
	st = statement_step(row, err);
	if (st == STATUS_DONE && *number > 0)
		return fail(err, STATUS_NOT_FOUND, "there is no time-stamp %lld", (long long)*number);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no time-stamp that could be renewed");
	if (st == STATUS_OK)
		st = check_ended((struct instant){ statement_integer(row, 1) }, now,
		                 statement_integer(row, 0), err);
	if (st != STATUS_OK)
		return st;
	*number = statement_integer(row, 0);
	buffer_append_text(token, statement_blob(row, 2));
	return buffer_check(token, err);
}

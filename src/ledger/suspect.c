/* SPDX-License-Identifier: Apache-2.0 */
/* suspect.c - the events of keys that are in other hands. */
#include "ledger/suspect.h"

#include "ledger/ledger_internal.h"
#include "ledger/outside.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

/* One event of a key that was declared compromised. */
struct declaration {
	int64_t       seq, last_good;
	struct digest actor; /* of the key */
};

enum status
suspect_from(struct ledger *ledger, int64_t last_good, int64_t *from, struct error *err)
{
	int64_t size = 0;
	enum status st = last_good < INT64_MAX ? outside_next(ledger, last_good + 1, &size, err)
	                                       : outside_next(ledger, last_good, &size, err);

	if (st == STATUS_DONE)
		size = 0;
	else if (st != STATUS_OK)
		return st;
	*from = size;
	return STATUS_OK;
}

/* The fingerprint of the key that the chain's actor.added, its first event, brought. */
static enum status
actor_of_chain(struct ledger *ledger, const struct subject *chain, struct digest *out,
               struct error *err)
{
	struct event_record record = { 0 };
	struct public_key key;
	struct text hex;
	int64_t seq;
	enum status st = ledger_find_in_chain(ledger, chain, 1, &seq, NULL, err);

	if (st == STATUS_OK)
		st = ledger_read(ledger, seq, &record, err);
	if (st == STATUS_OK && (!json_member_text(record.open, "public_key", &hex) ||
	                        !hex_read(hex, key.bytes, sizeof key.bytes)))
		st = fail(err, STATUS_FALSE, "the chain of an actor does not begin with a key");
	if (st == STATUS_OK)
		st = actor_fingerprint(&key, out, err);
	event_record_end(&record);
	return st;
}

struct telling {
	void (*found)(void *context, const struct suspect_range *range);
	void   *context;
	int64_t events;
};

static void
tell(struct telling *telling, const struct suspect_range *range)
{
	if (range->last < range->first)
		return;
	telling->events += range->last - range->first + 1;
	if (telling->found != NULL)
		telling->found(telling->context, range);
}

static enum status
tell_events(struct ledger *ledger, const struct declaration *declared, int64_t from,
            struct telling *telling, struct error *err)
{
	struct suspect_range range = { declared->actor, declared->seq, 0, -1 };
	SCOPED_STATEMENT events = NULL;
	char actor[DIGEST_TEXT_SIZE];
	enum status st = database_statement(
		ledger->database,
		"SELECT seq FROM events WHERE seq >= $1 AND json_valid(bytes) AND"
		" json_extract(bytes, '$.actor') = $2 ORDER BY seq",
		&events, err);

	if (st != STATUS_OK)
		return st;
	digest_write(actor, &declared->actor);
	statement_bind_integer(events, 1, from);
	statement_bind_text(events, 2, text_of(actor));
	while ((st = statement_step(events, err)) == STATUS_OK) {
		int64_t seq = statement_integer(events, 0);

		if (seq != range.last + 1 || range.last < range.first) {
			tell(telling, &range);
			range.first = seq;
		}
		range.last = seq;
	}
	if (st != STATUS_DONE)
		return st;
	tell(telling, &range);
	return STATUS_OK;
}

/* One row of log_suspects: a chain whose key is compromised, and as of what size. */
static enum status
tell_actor(struct ledger *ledger, struct statement *declared, struct telling *telling,
           struct error *err)
{
	struct declaration one = { .seq = statement_integer(declared, 1),
		                   .last_good = statement_integer(declared, 2) };
	struct subject chain;
	int64_t from = 0;
	enum status st;

	if (!subject_read(statement_text(declared, 0), &chain))
		return STATUS_OK; /* log_verify tells of it */
	st = actor_of_chain(ledger, &chain, &one.actor, err);
	if (st == STATUS_FALSE || st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK)
		st = suspect_from(ledger, one.last_good, &from, err);
	return st == STATUS_OK ? tell_events(ledger, &one, from, telling, err) : st;
}

enum status
log_suspects(struct ledger *ledger,
             void (*found)(void *context, const struct suspect_range *range), void *context,
             int64_t *events, struct error *err)
{
	struct telling telling = { found, context, 0 };
	SCOPED_STATEMENT declared = NULL;
	enum status st = database_statement(
		ledger->database,
		"SELECT subject, min(seq), min(json_extract(bytes, '$.open.last_good')) FROM events"
		" WHERE type = 'key.compromised' AND json_valid(bytes) GROUP BY subject",
		&declared, err);

	if (st != STATUS_OK)
		return st;
	while ((st = statement_step(declared, err)) == STATUS_OK) {
		st = tell_actor(ledger, declared, &telling, err);
		if (st != STATUS_OK)
			return st;
	}
	if (st != STATUS_DONE)
		return st;
	*events = telling.events;
	return STATUS_OK;
}

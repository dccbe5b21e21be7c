/* SPDX-License-Identifier: Apache-2.0 */
/* selection_chains.c - the chains that are named, and those of who signed them, until no signer is missing. */
#include "bundle/selection_chains.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define FINGERPRINT (2 * DIGEST_SIZE)

/* Whose chains were asked for already: a catalogue has few actors. */
struct signers {
	char (*all)[FINGERPRINT + 1]; /* owned */
	size_t count;
};

void
chain_set_end(struct chain_set *set)
{
	free(set->chains);
	free(set->events);
	*set = (struct chain_set){ 0 };
}

/* Room for one more entry of `size` bytes. */
static enum status
grow(void **entries, size_t count, size_t *room, size_t size, struct error *err)
{
	size_t more = *room ? *room * 2 : 256;
	void *grown;

	if (count < *room)
		return STATUS_OK;
	grown = reallocarray(*entries, more, size);
	if (grown == NULL)
		return fail_memory(err);
	*entries = grown;
	*room = more;
	return STATUS_OK;
}

static enum status
add_chain(struct chain_set *set, const struct subject *subject, struct error *err)
{
	void *chains = set->chains;
	enum status st = grow(&chains, set->count, &set->room, sizeof *set->chains, err);

	set->chains = chains;
	if (st == STATUS_OK)
		set->chains[set->count++] = *subject;
	return st;
}

static enum status
add_event(struct chain_set *set, int64_t seq, struct error *err)
{
	void *events = set->events;
	enum status st = grow(&events, set->event_count, &set->event_room, sizeof *set->events, err);

	set->events = events;
	if (st == STATUS_OK)
		set->events[set->event_count++] = seq;
	return st;
}

static enum status
add_signer(struct ledger *ledger, struct chain_set *set, struct signers *signers,
           struct text fingerprint, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct subject subject;
	struct uuid uuid;
	void *grown;
	enum status st;

	for (size_t i = 0; i < signers->count; i++) {
		if (text_is(fingerprint, signers->all[i]))
			return STATUS_OK;
	}
	grown = reallocarray(signers->all, signers->count + 1, sizeof *signers->all);
	if (grown == NULL)
		return fail_memory(err);
	signers->all = grown;
	memcpy(signers->all[signers->count], fingerprint.p, FINGERPRINT);
	signers->all[signers->count++][FINGERPRINT] = '\0';
	st = database_statement(ledger_database(ledger),
	                        "SELECT uuid FROM p_actors WHERE fingerprint = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, fingerprint);
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !uuid_read(statement_text(row, 0), &uuid)))
		return fail(err, STATUS_UNUSABLE, "an event was signed by no known actor: run `vidimus audit`");
	if (st != STATUS_OK)
		return st;
	subject = subject_of("actor", &uuid);
	return add_chain(set, &subject, err);
}

/* Who signed: the first member of the canonical bytes. */
static struct text
signer_of(struct text bytes)
{
	static const char begin[] = "{\"actor\":\"";
	size_t n = sizeof begin - 1;

	if (bytes.n < n + FINGERPRINT || memcmp(bytes.p, begin, n) != 0)
		return (struct text){ NULL, 0 };
	return (struct text){ bytes.p + n, FINGERPRINT };
}

static enum status
take_chain(struct ledger *ledger, struct chain_set *set, size_t at, struct signers *signers,
           struct error *err)
{
	const struct subject subject = set->chains[at];
	SCOPED_STATEMENT row = NULL;
	size_t before = set->event_count;
	enum status st = database_statement(ledger_database(ledger),
	                                    "SELECT seq, bytes FROM events WHERE subject = $1"
	                                    " ORDER BY n",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject.text));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		struct text signer = signer_of(statement_text(row, 1));

		if (signer.p == NULL)
			return fail(err, STATUS_UNUSABLE, "event %lld is damaged: run `vidimus audit`",
			            (long long)statement_integer(row, 0));
		st = add_event(set, statement_integer(row, 0), err);
		if (st == STATUS_OK)
			st = add_signer(ledger, set, signers, signer, err);
		if (st != STATUS_OK)
			return st;
	}
	if (st == STATUS_DONE && set->event_count == before)
		return fail(err, STATUS_NOT_FOUND, "there is no chain of %s", subject.text);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static int
compare_subjects(const void *a, const void *b)
{
	return strcmp(((const struct subject *)a)->text, ((const struct subject *)b)->text);
}

static int
compare_events(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return (one > other) - (one < other);
}

/* Sorts the chains that were asked for, each once. */
static void
make_unique(struct chain_set *set)
{
	size_t kept = 0;

	qsort(set->chains, set->count, sizeof *set->chains, compare_subjects);
	for (size_t i = 0; i < set->count; i++) {
		if (kept == 0 || compare_subjects(&set->chains[kept - 1], &set->chains[i]) != 0)
			set->chains[kept++] = set->chains[i];
	}
	set->count = kept;
}

static enum status
add_asked(struct ledger *ledger, const struct bundle_ask *ask, struct chain_set *set,
          struct error *err)
{
	struct subject catalogue;
	struct uuid uuid;
	enum status st = ledger_uuid(ledger, &uuid, err);

	for (size_t i = 0; st == STATUS_OK && i < ask->item_count; i++)
		st = add_chain(set, &ask->items[i], err);
	for (size_t i = 0; st == STATUS_OK && i < ask->record_count; i++)
		st = add_chain(set, &ask->records[i], err);
	if (st == STATUS_OK && ask->bundle != NULL)
		st = add_chain(set, ask->bundle, err);
	if (st != STATUS_OK)
		return st;
	catalogue = subject_of("catalogue", &uuid);
	st = add_chain(set, &catalogue, err);
	make_unique(set);
	return st;
}

enum status
chain_set_make(struct ledger *ledger, const struct bundle_ask *ask, struct chain_set *out,
               struct error *err)
{
	struct chain_set set = { 0 };
	struct signers signers = { 0 };
	enum status st = add_asked(ledger, ask, &set, err);

	if (st == STATUS_OK)
		st = add_signer(ledger, &set, &signers, text_of(ask->signer), err);
	/* the chains of signers are added behind, and have signers themselves */
	for (size_t i = 0; st == STATUS_OK && i < set.count; i++)
		st = take_chain(ledger, &set, i, &signers, err);
	free(signers.all);
	if (st != STATUS_OK) {
		chain_set_end(&set);
		return st;
	}
	qsort(set.chains, set.count, sizeof *set.chains, compare_subjects);
	qsort(set.events, set.event_count, sizeof *set.events, compare_events);
	*out = set;
	return STATUS_OK;
}

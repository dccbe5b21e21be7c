/* SPDX-License-Identifier: Apache-2.0 */
/* verify_chain.c - chains, followed with a table of fixed size. */
#include "ledger/verify_chain.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 32768 /* a power of two; each 152 bytes */

/* The last event seen of the subject that fell into this slot last. */
struct slot {
	struct subject subject;
	int64_t        n; /* 0: empty */
	struct digest  leaf;
};

struct chain_cache {
	struct database *database;
	struct slot      slots[SLOTS];
};

enum status
chain_cache_open(struct chain_cache **out, struct database *database, struct error *err)
{
	struct chain_cache *cache = calloc(1, sizeof *cache);

	if (cache == NULL)
		return fail_memory(err);
	cache->database = database;
	*out = cache;
	return STATUS_OK;
}

void
chain_cache_close(struct chain_cache *cache)
{
	free(cache);
}

/* FNV-1a (draft-eastlake-fnv); which slot matters for speed alone. */
static struct slot *
find_slot(struct chain_cache *cache, const struct subject *subject)
{
	uint32_t hash = 2166136261u;

	for (const char *p = subject->text; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	return &cache->slots[hash & (SLOTS - 1)];
}

/* The leaf column of the subject's event n - 1, which the walk has passed and checked. */
static enum status
look_up(struct chain_cache *cache, const struct event_header *header, struct digest *leaf,
        struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		cache->database,
		"SELECT leaf FROM events WHERE subject = $1 AND n = $2 AND seq < $3", &statement,
		err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(header->subject.text));
	statement_bind_integer(statement, 2, header->n - 1);
	statement_bind_integer(statement, 3, header->seq);
	st = statement_step(statement, err);
	if (st == STATUS_DONE || (st == STATUS_OK && statement_blob(statement, 0).n != DIGEST_SIZE))
		return fail(err, STATUS_INVALID, "event %lld of %s is missing before it",
		            (long long)(header->n - 1), header->subject.text);
	if (st == STATUS_OK)
		memcpy(leaf->bytes, statement_blob(statement, 0).p, DIGEST_SIZE);
	return st;
}

enum status
chain_cache_check(struct chain_cache *cache, const struct read_event *event,
                  const struct event_header *header, struct error *err)
{
	struct slot *slot = find_slot(cache, &header->subject);
	bool kept = slot->n > 0 && strcmp(slot->subject.text, header->subject.text) == 0;
	struct digest previous;
	enum status st = STATUS_OK;

	if (kept && slot->n != header->n - 1)
		return fail(err, STATUS_INVALID, "it is event %lld of %s, after event %lld",
		            (long long)header->n, header->subject.text, (long long)slot->n);
	if (kept)
		previous = slot->leaf;
	else if (header->n > 1)
		st = look_up(cache, header, &previous, err);
	if (st != STATUS_OK)
		return st;
	if (header->n > 1 && !digest_equal(&previous, &header->previous))
		return fail(err, STATUS_INVALID,
		            "it does not follow the event before it in the chain of %s",
		            header->subject.text);
	*slot = (struct slot){ .subject = header->subject, .n = header->n };
	if (event->leaf.n == DIGEST_SIZE)
		memcpy(slot->leaf.bytes, event->leaf.p, DIGEST_SIZE);
	return STATUS_OK;
}

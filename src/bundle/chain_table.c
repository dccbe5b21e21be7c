/* SPDX-License-Identifier: Apache-2.0 */
/* chain_table.c - open addressing over the subjects' text. */
#include "bundle/chain_table.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_ENTRIES 64
#define MOST_ENTRIES  ((size_t)1 << 30)

void
chain_table_end(struct chain_table *table)
{
	free(table->entries);
	free(table->slots);
	*table = (struct chain_table){ 0 };
}

static size_t
mix(const char *subject)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	while (*subject != '\0')
		hash = (hash ^ (unsigned char)*subject++) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ (hash >> 29));
}

static size_t
slot_of(const struct chain_table *table, const char *subject)
{
	size_t at = mix(subject) & (table->slot_count - 1);

	while (table->slots[at] != 0 &&
	       strcmp(table->entries[table->slots[at] - 1].subject.text, subject) != 0)
		at = (at + 1) & (table->slot_count - 1);
	return at;
}

struct chain_entry *
chain_table_find(const struct chain_table *table, const char *subject)
{
	size_t at;

	if (table->slot_count == 0)
		return NULL;
	at = slot_of(table, subject);
	return table->slots[at] == 0 ? NULL : &table->entries[table->slots[at] - 1];
}

static enum status
grow(struct chain_table *table, struct error *err)
{
	size_t room = table->room ? table->room * 2 : LEAST_ENTRIES;
	struct chain_entry *entries;
	uint32_t *slots;

	if (room > MOST_ENTRIES)
		return fail(err, STATUS_LIMIT, "more than %zu chains", MOST_ENTRIES);
	entries = realloc(table->entries, room * sizeof *entries);
	if (entries == NULL)
		return fail_memory(err);
	table->entries = entries;
	slots = calloc(room * 2, sizeof *slots);
	if (slots == NULL)
		return fail_memory(err);
	free(table->slots);
	table->slots = slots;
	table->slot_count = room * 2;
	table->room = room;
	for (size_t i = 0; i < table->count; i++)
		slots[slot_of(table, entries[i].subject.text)] = (uint32_t)i + 1;
	return STATUS_OK;
}

enum status
chain_table_at(struct chain_table *table, const struct subject *subject, struct chain_entry **out,
               struct error *err)
{
	enum status st = STATUS_OK;

	*out = chain_table_find(table, subject->text);
	if (*out != NULL)
		return STATUS_OK;
	if (table->count == table->room)
		st = grow(table, err);
	if (st != STATUS_OK)
		return st;
	table->entries[table->count] = (struct chain_entry){ .subject = *subject };
	table->slots[slot_of(table, subject->text)] = (uint32_t)table->count + 1;
	*out = &table->entries[table->count++];
	return STATUS_OK;
}

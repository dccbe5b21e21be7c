/* SPDX-License-Identifier: Apache-2.0 */
/* leak_table.c - linear probing, at most half full. */
#include "bundle/leak_table.h"

#include "base/error.h"

#include <stdlib.h>

#define LEAST_ROOM 1024

void
leak_table_end(struct leak_table *table)
{
	free(table->entries);
	*table = (struct leak_table){ 0 };
}

static size_t
slot_of(const struct leak_table *table, uint64_t hash)
{
	size_t slot = (size_t)(hash ^ hash >> 32) & (table->room - 1);

	while (table->entries[slot].hash != 0 && table->entries[slot].hash != hash)
		slot = (slot + 1) & (table->room - 1);
	return slot;
}

static enum status
grow(struct leak_table *table, struct error *err)
{
	struct leak_table grown = { .count = table->count,
		                    .room = table->room ? 2 * table->room : LEAST_ROOM };

	grown.entries = calloc(grown.room, sizeof grown.entries[0]);
	if (grown.entries == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < table->room; i++) {
		if (table->entries[i].hash != 0)
			grown.entries[slot_of(&grown, table->entries[i].hash)] = table->entries[i];
	}
	free(table->entries);
	*table = grown;
	return STATUS_OK;
}

enum status
leak_table_add(struct leak_table *table, const struct leak_entry *added, struct error *err)
{
	struct leak_entry *entry;
	enum status st = STATUS_OK;

	if (table->count >= LEAK_TABLE_MAX)
		return fail(err, STATUS_LIMIT, "more protected values than can be searched for");
	if (2 * table->count >= table->room)
		st = grow(table, err);
	if (st != STATUS_OK)
		return st;
	entry = &table->entries[slot_of(table, added->hash)];
	table->count += entry->hash == 0;
	if (entry->hash == 0 || added->strength < entry->strength) {
		*entry = *added;
		entry->last = -1;
	}
	return STATUS_OK;
}

struct leak_entry *
leak_table_find(const struct leak_table *table, uint64_t hash)
{
	struct leak_entry *entry;

	if (table->room == 0)
		return NULL;
	entry = &table->entries[slot_of(table, hash)];
	return entry->hash != 0 ? entry : NULL;
}

void
leak_entry_seen(struct leak_entry *entry, int64_t seq, uint8_t often)
{
	if (entry->last == seq || entry->opened)
		return;
	entry->last = seq;
	entry->seen++;
	entry->opened = entry->seen >= often;
}

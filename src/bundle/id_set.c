/* SPDX-License-Identifier: Apache-2.0 */
/* id_set.c - open addressing over 32-bit indexes: 24 bytes or so an id. */
#include "bundle/id_set.h"

#include "base/encoding.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_SLOTS 1024
#define MOST_IDS    ((size_t)1 << 31)

void
id_set_end(struct id_set *set)
{
	free(set->ids);
	free(set->slots);
	*set = (struct id_set){ 0 };
}

/* An id that somebody chose so that it collides costs time alone: all its bytes are mixed. */
static size_t
mix(const struct uuid *id)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < sizeof id->bytes; i++)
		hash = (hash ^ id->bytes[i]) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ (hash >> 29));
}

/* The slot that holds the id, or the free one where it belongs. */
static size_t
slot_of(const struct id_set *set, const struct uuid *id)
{
	size_t at = mix(id) & (set->slot_count - 1);

	while (set->slots[at] != 0 && !uuid_equal(&set->ids[set->slots[at] - 1], id))
		at = (at + 1) & (set->slot_count - 1);
	return at;
}

static enum status
grow_slots(struct id_set *set, struct error *err)
{
	size_t count = set->slot_count ? set->slot_count * 2 : LEAST_SLOTS;
	uint32_t *slots = calloc(count, sizeof *slots);

	if (slots == NULL)
		return fail_memory(err);
	free(set->slots);
	set->slots = slots;
	set->slot_count = count;
	for (size_t i = 0; i < set->count; i++) {
		size_t at = slot_of(set, &set->ids[i]);

		if (set->slots[at] == 0)
			set->slots[at] = (uint32_t)i + 1;
	}
	return STATUS_OK;
}

enum status
id_set_add(struct id_set *set, const struct uuid *id, struct error *err)
{
	enum status st = STATUS_OK;
	size_t at;

	if (set->count == MOST_IDS)
		return fail(err, STATUS_LIMIT, "more than %zu events", MOST_IDS);
	if (set->count == set->room) {
		size_t room = set->room ? set->room * 2 : LEAST_SLOTS / 2;
		struct uuid *ids = realloc(set->ids, room * sizeof *ids);

		if (ids == NULL)
			return fail_memory(err);
		set->ids = ids;
		set->room = room;
	}
	set->ids[set->count++] = *id;
	if (set->count * 2 > set->slot_count)
		st = grow_slots(set, err);
	if (st != STATUS_OK)
		return st;
	at = slot_of(set, id);
	if (set->slots[at] == 0)
		set->slots[at] = (uint32_t)set->count;
	return STATUS_OK;
}

size_t
id_set_find(const struct id_set *set, const struct uuid *id)
{
	size_t at;

	if (set->slot_count == 0)
		return ID_SET_NONE;
	at = slot_of(set, id);
	return set->slots[at] == 0 ? ID_SET_NONE : set->slots[at] - 1;
}

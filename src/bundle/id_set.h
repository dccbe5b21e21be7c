/* SPDX-License-Identifier: Apache-2.0 */
/* id_set.h - UUIDs in the order in which they came, found again in constant time. */
#ifndef VIDIMUS_BUNDLE_ID_SET_H
#define VIDIMUS_BUNDLE_ID_SET_H

#include <vidimus/types.h>

#define ID_SET_NONE SIZE_MAX

/* { 0 } is empty. Its members are private. */
struct id_set {
	struct uuid *ids;   /* owned, in order */
	size_t       count, room;
	uint32_t    *slots; /* owned: index + 1, 0 for a free one; a power of two */
	size_t       slot_count;
};
void id_set_end(struct id_set *set);

/* Adds one behind the last. An id that is there already keeps its first index. STATUS_LIMIT at 2^31. */
CHECKED enum status id_set_add(struct id_set *set, const struct uuid *id, struct error *err);

/* The index at which it was added first, or ID_SET_NONE. */
size_t id_set_find(const struct id_set *set, const struct uuid *id);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* leak_table.h - a set of 64-bit hashes with what belongs to each; open addressing. */
#ifndef VIDIMUS_BUNDLE_LEAK_TABLE_H
#define VIDIMUS_BUNDLE_LEAK_TABLE_H

#include <vidimus/types.h>

#define LEAK_TABLE_MAX ((size_t)4 << 20) /* entries: 128 MiB at most */

struct leak_entry {
	uint64_t hash; /* 0: empty */
	uint32_t origin;
	uint8_t  strength;
	uint8_t  spelling; /* of enum leak_spelling, in which the value is written so */
	uint8_t  seen;   /* opened events that have it, counted so far */
	bool     opened; /* it is no needle any more */
	int64_t  last;   /* the last of those events */
};

struct leak_table {
	struct leak_entry *entries; /* owned */
	size_t             count, room; /* room: a power of two, or 0 */
};
void leak_table_end(struct leak_table *table);

/* Adds an entry (its first four members); of one that is there the smaller strength stays. STATUS_LIMIT. */
CHECKED enum status leak_table_add(struct leak_table *table, const struct leak_entry *added,
                                   struct error *err);

/* The entry, or NULL. */
struct leak_entry *leak_table_find(const struct leak_table *table, uint64_t hash);

/* Notes an opened event that has it; `often` of them make it no needle. Events come in order. */
void leak_entry_seen(struct leak_entry *entry, int64_t seq, uint8_t often);

#endif

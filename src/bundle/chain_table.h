/* SPDX-License-Identifier: Apache-2.0 */
/* chain_table.h - the head of every chain of a bundle, by its subject. */
#ifndef VIDIMUS_BUNDLE_CHAIN_TABLE_H
#define VIDIMUS_BUNDLE_CHAIN_TABLE_H

#include "ledger/event.h"

struct chain_entry {
	struct subject subject;
	int64_t        n;            /* of its last event; 0: none yet */
	struct digest  leaf;         /* of its last event */
	bool           is_named;     /* by bundle.begun */
};

/* { 0 } is empty. Its members are private, but for entries and count. */
struct chain_table {
	struct chain_entry *entries; /* owned, in the order in which they came */
	size_t              count, room;
	uint32_t           *slots;
	size_t              slot_count;
};
void chain_table_end(struct chain_table *table);

/* The entry of a subject, or NULL; borrowed until one is added. */
struct chain_entry *chain_table_find(const struct chain_table *table, const char *subject);

/* The entry of a subject, made if there is none; borrowed until the next is made. */
CHECKED enum status chain_table_at(struct chain_table *table, const struct subject *subject,
                                   struct chain_entry **out, struct error *err);

#endif

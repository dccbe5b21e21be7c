/* SPDX-License-Identifier: Apache-2.0 */
/* audio_vote.c - a table of half items of one sound, asked with those of the other. */
#include "fingerprint/audio_vote.h"

#include "base/error.h"
#include "base/scoped.h"

#include <stdlib.h>

#define HALF_BITS 16
#define VALUES ((size_t)1 << HALF_BITS)

/* A half that stands more often than this in the reference tells nothing: silence, hum. */
#define COMMON 64

/* Where each value of one half of the items stands. */
struct half_table {
	unsigned  shift;
	uint32_t *starts;    /* VALUES + 1 */
	uint32_t *positions; /* of the items, by value */
};

static void
half_table_end(struct half_table *table)
{
	free(table->starts);
	free(table->positions);
}

static uint32_t
half_of(uint32_t item, unsigned shift)
{
	return item >> shift & (VALUES - 1);
}

static enum status
half_table_fill(struct half_table *table, const struct audio_print *print, struct error *err)
{
	table->starts = calloc(VALUES + 2, sizeof *table->starts);
	table->positions = calloc(print->n + 1, sizeof *table->positions);
	if (table->starts == NULL || table->positions == NULL)
		return fail_memory(err);
	/* counted two places on, so that filling moves each start to where it belongs */
	for (size_t i = 0; i < print->n; i++)
		table->starts[half_of(print->items[i], table->shift) + 2]++;
	for (size_t v = 2; v < VALUES + 2; v++)
		table->starts[v] += table->starts[v - 1];
	for (size_t i = 0; i < print->n; i++)
		table->positions[table->starts[half_of(print->items[i], table->shift) + 1]++] = (uint32_t)i;
	return STATUS_OK;
}

struct asking {
	const struct audio_print *query, *reference;
	const struct half_table  *table;
	struct audio_hits        *out; /* NULL: only counted */
	size_t                    count;
};

static void
ask_value(struct asking *asking, size_t item, uint32_t value)
{
	uint32_t from = asking->table->starts[value], to = asking->table->starts[value + 1];
	struct audio_hits *out = asking->out;

	if (to - from > COMMON)
		return;
	asking->count += to - from;
	for (uint32_t i = from; out != NULL && i < to && out->n < LINE_HITS_LIMIT; i++)
		out->hits[out->n++] = (struct line_hit){
			.query = (double)item * asking->query->item_seconds,
			.reference = asking->table->positions[i] * asking->reference->item_seconds,
			.voter = (uint32_t)item,
		};
}

/* Asks with every `stride`-th item, and with the values one bit away if `near`. */
static void
ask_all(struct asking *asking, size_t stride, bool near)
{
	for (size_t i = 0; i < asking->query->n; i += stride) {
		uint32_t value = half_of(asking->query->items[i], asking->table->shift);

		/* sound that stands still says the same again and again */
		if (i > 0 && asking->query->items[i] == asking->query->items[i - 1])
			continue;
		ask_value(asking, i, value);
		for (unsigned bit = 0; near && bit < HALF_BITS; bit++)
			ask_value(asking, i, value ^ UINT32_C(1) << bit);
	}
}

struct half_tables {
	struct half_table halves[2];
};

static size_t
count_hits(const struct asking *asking, const struct half_tables *tables, size_t stride, bool near)
{
	size_t count = 0;

	for (int half = 0; half < 2; half++) {
		struct asking counting = *asking;

		counting.table = &tables->halves[half];
		ask_all(&counting, stride, near);
		count += counting.count;
	}
	return count;
}

static void
half_tables_end(struct half_tables *tables)
{
	half_table_end(&tables->halves[0]);
	half_table_end(&tables->halves[1]);
}

enum status
audio_find_hits(const struct audio_print *query, const struct audio_print *reference,
                struct audio_hits *out, struct error *err)
{
	SCOPED(half_tables) tables = { { { .shift = 0 }, { .shift = HALF_BITS } } };
	struct asking asking = { .query = query, .reference = reference };
	size_t stride = 1;
	bool near;

	for (int half = 0; half < 2; half++) {
		enum status st = half_table_fill(&tables.halves[half], reference, err);

		if (st != STATUS_OK)
			return st;
	}
	near = count_hits(&asking, &tables, stride, true) <= LINE_HITS_LIMIT;
	while (!near && count_hits(&asking, &tables, stride, false) > LINE_HITS_LIMIT)
		stride *= 2;
	out->n = 0;
	out->voters = (uint32_t)query->n;
	asking.out = out;
	for (int half = 0; half < 2; half++) {
		asking.table = &tables.halves[half];
		ask_all(&asking, stride, near);
	}
	return STATUS_OK;
}

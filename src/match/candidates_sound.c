/* SPDX-License-Identifier: Apache-2.0 */
/* candidates_sound.c - all sounds read through with a table of one minute of the sound that is asked about. */
#include "match/candidates.h"

#include "base/error.h"
#include "base/scoped.h"

#include <stdlib.h>
#include <string.h>

#define HALF_BITS 16
#define VALUES    ((size_t)1 << HALF_BITS)

/* A half that stands more often than this in a minute tells nothing: silence, hum. */
#define COMMON 16

/* Offsets are counted in bins of so many items, 2 s; speeds near 1 stay in two of them. */
#define BIN_ITEMS 16

/* Items of the longest sound that is counted: 34 hours. */
#define LONGEST 1000000
#define BINS (LONGEST / BIN_ITEMS + CANDIDATES_SOUND_ITEMS / BIN_ITEMS + 2)

/* A minute of what is asked about: where each value of each half stands in it. */
struct minute {
	const uint32_t *items;
	size_t          n;
	uint64_t        there[2][VALUES / 64]; /* a bit a value */
	uint16_t        starts[2][VALUES + 2];
	uint16_t        positions[2][CANDIDATES_SOUND_ITEMS];
};

struct hearing {
	struct minute      minute;
	uint32_t           number;   /* of the minute: the voter */
	uint16_t           bins[BINS]; /* of one item's sound: votes an offset */
	size_t             bin_n;    /* that may have some */
	uint64_t           item;     /* whose */
	uint32_t           before;   /* its last value */
	const atomic_bool *stop;
	struct tally      *out;
};

static uint32_t
half_of(uint32_t item, int half)
{
	return item >> (half * HALF_BITS) & (VALUES - 1);
}

/* Sound that stands still says the same again and again. */
static bool
says_something(const uint32_t *items, size_t i)
{
	return i == 0 || items[i] != items[i - 1];
}

static void
fill_half(struct minute *minute, int half)
{
	uint16_t *starts = minute->starts[half];

	memset(starts, 0, sizeof minute->starts[half]);
	memset(minute->there[half], 0, sizeof minute->there[half]);
	/* counted two places on, so that filling moves each start to where it belongs */
	for (size_t i = 0; i < minute->n; i++)
		starts[half_of(minute->items[i], half) + 2] += says_something(minute->items, i);
	for (size_t v = 2; v < VALUES + 2; v++) {
		if (starts[v] > 0 && starts[v] <= COMMON)
			minute->there[half][(v - 2) / 64] |= UINT64_C(1) << (v - 2) % 64;
		starts[v] = (uint16_t)(starts[v] + starts[v - 1]);
	}
	for (size_t i = 0; i < minute->n; i++) {
		if (says_something(minute->items, i))
			minute->positions[half][starts[half_of(minute->items[i], half) + 1]++] = (uint16_t)i;
	}
}

/* The most votes of two bins side by side, and none left for the next item. */
static unsigned
take_best(struct hearing *hearing)
{
	unsigned best = 0;

	for (size_t i = 0; i + 1 < hearing->bin_n; i++) {
		unsigned votes = (unsigned)hearing->bins[i] + hearing->bins[i + 1];

		best = votes > best ? votes : best;
	}
	memset(hearing->bins, 0, hearing->bin_n * sizeof *hearing->bins);
	hearing->bin_n = 0;
	return best;
}

/* What an item's sound has in common with the minute: as many voters. */
static enum status
finish_item(struct hearing *hearing, struct error *err)
{
	unsigned best = take_best(hearing);
	enum status st = STATUS_OK;

	if (best < CANDIDATES_SOUND_VOTES)
		return STATUS_OK;
	for (unsigned i = 0; st == STATUS_OK && i < best; i++)
		st = tally_add(hearing->out, hearing->item,
		               hearing->number * CANDIDATES_SOUND_ITEMS * 2 + i, 0, err);
	return st;
}

static void
hear_half(struct hearing *hearing, uint32_t value, size_t place, int half)
{
	const struct minute *minute = &hearing->minute;

	if ((minute->there[half][value / 64] >> value % 64 & 1) == 0)
		return;
	for (size_t i = minute->starts[half][value]; i < minute->starts[half][value + 1]; i++) {
		size_t bin = (place + CANDIDATES_SOUND_ITEMS - minute->positions[half][i]) / BIN_ITEMS;

		if (hearing->bins[bin] < UINT16_MAX)
			hearing->bins[bin]++;
		hearing->bin_n = bin + 2 > hearing->bin_n ? bin + 2 : hearing->bin_n;
	}
}

static void
hear_block(struct hearing *hearing, const struct hash256 *hash, const struct segment_label *label)
{
	uint32_t items[SOUND_BLOCK];
	size_t n = label->quality < SOUND_BLOCK ? label->quality : SOUND_BLOCK;

	memcpy(items, hash, sizeof items);
	for (size_t i = 0; i < n && label->milliseconds + i < LONGEST; i++) {
		if (items[i] == hearing->before)
			continue;
		hearing->before = items[i];
		for (int half = 0; half < 2; half++)
			hear_half(hearing, half_of(items[i], half), label->milliseconds + i, half);
	}
}

static enum status
hear_part(void *context, const struct index_part *part, struct error *err)
{
	struct hearing *hearing = context;

	for (size_t i = 0; i < part->n; i++) {
		if (part->labels[i].item != hearing->item) {
			enum status st = finish_item(hearing, err);

			if (st != STATUS_OK)
				return st;
			if (hearing->stop != NULL && atomic_load(hearing->stop))
				return fail(err, STATUS_INTERRUPTED, "interrupted while searching");
			hearing->item = part->labels[i].item;
		}
		hear_block(hearing, &part->hashes[i], &part->labels[i]);
	}
	return STATUS_OK;
}

static enum status
hear_minute(struct index *index, struct hearing *hearing, const uint32_t *items, size_t n,
            struct error *err)
{
	enum status st;

	hearing->minute.items = items;
	hearing->minute.n = n;
	fill_half(&hearing->minute, 0);
	fill_half(&hearing->minute, 1);
	hearing->item = 0;
	hearing->before = 0;
	st = index_each(index, SEGMENT_SOUNDS, hear_part, hearing, err);
	return st == STATUS_OK ? finish_item(hearing, err) : st;
}

enum status
candidates_heard(struct index *index, const struct candidates_question *question, struct tally *out,
                 struct error *err)
{
	const struct fingerprints *prints = question->prints;
	size_t minutes = (prints->sound_count + CANDIDATES_SOUND_ITEMS - 1) / CANDIDATES_SOUND_ITEMS;
	size_t asked = minutes < CANDIDATES_SOUND_CHUNKS ? minutes : CANDIDATES_SOUND_CHUNKS;
	SCOPED_FREE struct hearing *hearing = NULL;
	enum status st = STATUS_OK;

	if (asked == 0)
		return STATUS_OK;
	hearing = calloc(1, sizeof *hearing);
	if (hearing == NULL)
		return fail_memory(err);
	hearing->stop = question->stop;
	hearing->out = out;
	for (size_t i = 0; st == STATUS_OK && i < asked; i++) {
		size_t from = minutes * i / asked * CANDIDATES_SOUND_ITEMS;
		size_t left = prints->sound_count - from;

		hearing->number = (uint32_t)i;
		st = hear_minute(index, hearing, prints->sound + from,
		                 left < CANDIDATES_SOUND_ITEMS ? left : CANDIDATES_SOUND_ITEMS, err);
	}
	return st;
}

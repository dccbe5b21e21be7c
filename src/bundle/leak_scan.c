/* SPDX-License-Identifier: Apache-2.0 */
/* leak_scan.c - a table of bits, sampled, and a hash table behind it. */
#include "bundle/leak_scan.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define STEP         5 /* LEAK_PATTERN_MIN - 4 + 1 */
#define PATTERNS_MAX ((size_t)4 << 20)
#define BITS_LEAST   18 /* of a table of bits, as powers of two */
#define BITS_MOST    25
#define GROUP_FACTOR UINT64_C(0x9e3779b97f4a7c15)

struct pattern {
	uint64_t head; /* first eight bytes */
	uint64_t hash; /* of all */
	uint32_t number;
	uint16_t length;
};

struct leak_scan {
	struct pattern *patterns; /* sorted by head once prepared */
	size_t          count, room;
	uint64_t       *bits;
	unsigned        bits_log;
	uint32_t       *slots; /* hash of head to 1 + the first pattern with it */
	unsigned        slots_log;
};

static uint32_t
load4(const char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

static uint64_t
load8(const char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

static uint64_t
hash_of(const char *p, size_t n)
{
	uint64_t hash = UINT64_C(0x243f6a8885a308d3) ^ n;

	for (; n >= 8; p += 8, n -= 8) {
		hash = (hash ^ load8(p)) * UINT64_C(0x9fb21c651e98df25);
		hash ^= hash >> 32;
	}
	while (n-- > 0)
		hash = (hash ^ (unsigned char)*p++) * UINT64_C(0x9fb21c651e98df25);
	return hash ^ (hash >> 29);
}

static size_t
place_of(uint64_t x, unsigned log)
{
	return (size_t)((x * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - log));
}

enum status
leak_scan_open(struct leak_scan **out, struct error *err)
{
	*out = calloc(1, sizeof **out);
	return *out ? STATUS_OK : fail_memory(err);
}

void
leak_scan_close(struct leak_scan *scan)
{
	if (scan == NULL)
		return;
	free(scan->patterns);
	free(scan->bits);
	free(scan->slots);
	free(scan);
}

enum status
leak_scan_add(struct leak_scan *scan, struct text pattern, uint32_t number, struct error *err)
{
	size_t n = pattern.n < LEAK_PATTERN_MAX ? pattern.n : LEAK_PATTERN_MAX;

	if (pattern.n < LEAK_PATTERN_MIN)
		return STATUS_OK;
	if (scan->count == PATTERNS_MAX)
		return fail(err, STATUS_LIMIT, "more protected values than can be searched for");
	if (scan->count == scan->room) {
		size_t room = scan->room ? 2 * scan->room : 1024;
		struct pattern *grown = realloc(scan->patterns, room * sizeof *grown);

		if (grown == NULL)
			return fail_memory(err);
		scan->patterns = grown;
		scan->room = room;
	}
	scan->patterns[scan->count++] = (struct pattern){ .head = load8(pattern.p),
		                                          .hash = hash_of(pattern.p, n),
		                                          .number = number,
		                                          .length = (uint16_t)n };
	return STATUS_OK;
}

static int
compare(const void *a, const void *b)
{
	const struct pattern *x = a, *y = b;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void
drop_repeated(struct leak_scan *scan)
{
	size_t kept = 0;

	for (size_t i = 0; i < scan->count; i++) {
		const struct pattern *this = &scan->patterns[i], *last = &scan->patterns[kept - 1];

		if (kept == 0 || this->head != last->head || this->length != last->length ||
		    this->hash != last->hash)
			scan->patterns[kept++] = *this;
	}
	scan->count = kept;
}

/* Two bits of one word of the table stand for a group of four. */
static uint64_t
mask_of(uint64_t product)
{
	return UINT64_C(1) << (product >> 20 & 63) | UINT64_C(1) << (product >> 26 & 63);
}

static void
set_bits(struct leak_scan *scan, uint64_t head)
{
	char bytes[8];

	memcpy(bytes, &head, sizeof bytes);
	for (size_t i = 0; i < STEP; i++) {
		uint64_t product = load4(bytes + i) * GROUP_FACTOR;

		scan->bits[product >> (64 + 6 - scan->bits_log)] |= mask_of(product);
	}
}

enum status
leak_scan_prepare(struct leak_scan *scan, struct error *err)
{
	if (scan->count > 0)
		qsort(scan->patterns, scan->count, sizeof scan->patterns[0], compare);
	drop_repeated(scan);
	for (scan->bits_log = BITS_LEAST;
	     scan->bits_log < BITS_MOST && ((size_t)1 << scan->bits_log) < scan->count * STEP * 16;)
		scan->bits_log++;
	for (scan->slots_log = 4; ((size_t)1 << scan->slots_log) < scan->count * 2;)
		scan->slots_log++;
	scan->bits = calloc((size_t)1 << (scan->bits_log - 6), sizeof scan->bits[0]);
	scan->slots = calloc((size_t)1 << scan->slots_log, sizeof scan->slots[0]);
	if (scan->bits == NULL || scan->slots == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < scan->count; i++) {
		size_t slot = place_of(scan->patterns[i].head, scan->slots_log);

		if (i > 0 && scan->patterns[i].head == scan->patterns[i - 1].head)
			continue;
		while (scan->slots[slot] != 0)
			slot = (slot + 1) & (((size_t)1 << scan->slots_log) - 1);
		scan->slots[slot] = (uint32_t)i + 1;
		set_bits(scan, scan->patterns[i].head);
	}
	return STATUS_OK;
}

size_t
leak_scan_count(const struct leak_scan *scan)
{
	return scan->count;
}

/* Compares with every pattern that begins with these eight bytes. */
static enum status
compare_at(const struct leak_scan *scan, struct text text, size_t at,
           const struct leak_hits *hits, struct error *err)
{
	uint64_t head = load8(text.p + at);
	size_t slot = place_of(head, scan->slots_log), i;
	enum status st = STATUS_OK;

	while (scan->slots[slot] != 0 && scan->patterns[scan->slots[slot] - 1].head != head)
		slot = (slot + 1) & (((size_t)1 << scan->slots_log) - 1);
	if (scan->slots[slot] == 0)
		return STATUS_OK;
	for (i = scan->slots[slot] - 1;
	     st == STATUS_OK && i < scan->count && scan->patterns[i].head == head; i++) {
		const struct pattern *pattern = &scan->patterns[i];

		if (pattern->length <= text.n - at &&
		    hash_of(text.p + at, pattern->length) == pattern->hash)
			st = hits->found(hits->context, pattern->number,
			                 (struct text){ text.p + at, pattern->length }, err);
	}
	return st;
}

/* The group of four at `at` begins the second to fifth byte of a head, or its first. */
static enum status
look_around(const struct leak_scan *scan, struct text text, size_t at,
            const struct leak_hits *hits, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t back = 0; st == STATUS_OK && back < STEP && back <= at; back++) {
		if (text.n - (at - back) >= LEAK_PATTERN_MIN)
			st = compare_at(scan, text, at - back, hits, err);
	}
	return st;
}

enum status
leak_scan_search(const struct leak_scan *scan, struct text text, const struct leak_hits *hits,
                 struct error *err)
{
	const uint64_t *bits = scan->bits;
	unsigned shift = 64 + 6 - scan->bits_log;
	enum status st = STATUS_OK;

	if (scan->count == 0)
		return STATUS_OK;
	for (size_t at = 0; st == STATUS_OK && at + 4 <= text.n; at += STEP) {
		uint64_t product = load4(text.p + at) * GROUP_FACTOR, mask = mask_of(product);

		if ((bits[product >> shift] & mask) == mask)
			st = look_around(scan, text, at, hits, err);
	}
	return st;
}

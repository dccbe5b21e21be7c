/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_index.c - multi-index hashing. The tables of part p are, one part after
 * the other: where the positions of each value begin (2^bits + 1 numbers),
 * then the n positions ordered by that part's value.
 */
#include "fingerprint/hash_index.h"

#include <string.h>

#define BATCH 256 /* places asked for before the first is read, so that memory answers many at once */

/* Bits of a part: the first ones have one more where 256 does not divide. */
static unsigned
part_bits(unsigned parts, unsigned part)
{
	return HASH256_BITS / parts + (part < HASH256_BITS % parts);
}

static unsigned
part_from(unsigned parts, unsigned part)
{
	unsigned longer = HASH256_BITS % parts;

	return part * (HASH256_BITS / parts) + (part < longer ? part : longer);
}

/* The value of `bits` bits from bit `from` on. */
static uint32_t
part_value(const struct hash256 *hash, unsigned from, unsigned bits)
{
	unsigned word = from / 64, shift = from % 64;
	uint64_t value = hash->words[word] >> shift;

	if (shift + bits > 64)
		value |= hash->words[word + 1] << (64 - shift);
	return (uint32_t)(value & ((UINT64_C(1) << bits) - 1));
}

static size_t
table_size(size_t n, unsigned bits)
{
	return ((size_t)1 << bits) + 1 + n;
}

unsigned
hash_index_parts(size_t n)
{
	if (n < 300000)
		return 15;
	return n < 5000000 ? 13 : 11;
}

size_t
hash_index_size(size_t n, unsigned parts)
{
	size_t size = 0;

	for (unsigned part = 0; part < parts; part++)
		size += table_size(n, part_bits(parts, part));
	return size;
}

/* Making the table of one part. */
struct build {
	const struct hash256 *hashes;
	uint32_t              n;
	unsigned              from, bits;   /* of the part */
	size_t                at;           /* where its table begins */
	uint32_t             *starts;       /* of a window of values */
	uint32_t             *positions;    /* of a slice of these */
	size_t                room;         /* of each */
	hash_index_put       *put;
	void                 *context;
};

/* Counts the hashes of `values` values from `first` on, and makes their starts of it; `base` is the first start. */
static uint32_t
fill_starts(const struct build *build, uint32_t first, size_t values, uint32_t base)
{
	memset(build->starts, 0, values * sizeof *build->starts);
	for (uint32_t i = 0; i < build->n; i++) {
		uint32_t v = part_value(&build->hashes[i], build->from, build->bits) - first;

		if (v < values)
			build->starts[v]++;
	}
	for (size_t v = 0; v < values; v++) {
		uint32_t count = build->starts[v];

		build->starts[v] = base;
		base += count;
	}
	return base;
}

static enum status
put_positions(const struct build *build, size_t start, size_t n)
{
	size_t at = build->at + ((size_t)1 << build->bits) + 1 + start;

	return build->put(build->context, at, build->positions, n);
}

/* Values `v` to below `end` of the window, whose positions fit. */
static enum status
put_slice(const struct build *build, uint32_t first, size_t v, size_t end, uint32_t stop)
{
	uint32_t start = build->starts[v];

	for (uint32_t i = 0; i < build->n; i++) {
		uint32_t value = part_value(&build->hashes[i], build->from, build->bits) - first;

		if (value >= v && value < end)
			build->positions[build->starts[value]++ - start] = i;
	}
	return put_positions(build, start, stop - start);
}

/* One value that more hashes share than fit: they stand in ascending order anyway. */
static enum status
put_common_value(const struct build *build, uint32_t value, uint32_t start)
{
	enum status st = STATUS_OK;
	size_t held = 0;

	for (uint32_t i = 0; i < build->n && st == STATUS_OK; i++) {
		if (part_value(&build->hashes[i], build->from, build->bits) != value)
			continue;
		build->positions[held++] = i;
		if (held == build->room) {
			st = put_positions(build, start, held);
			start += (uint32_t)held;
			held = 0;
		}
	}
	return st == STATUS_OK ? put_positions(build, start, held) : st;
}

static enum status
put_window(const struct build *build, uint32_t first, size_t values, uint32_t stop)
{
	enum status st = build->put(build->context, build->at + first, build->starts, values);
	size_t v = 0;

	while (v < values && st == STATUS_OK) {
		uint32_t start = build->starts[v], next = start;
		size_t end = v;

		while (end < values) {
			uint32_t after = end + 1 < values ? build->starts[end + 1] : stop;

			if (after - start > build->room)
				break;
			next = after;
			end++;
		}
		if (end == v)
			st = put_common_value(build, first + (uint32_t)v++, start);
		else if (next > start)
			st = put_slice(build, first, v, end, next);
		v = end > v ? end : v;
	}
	return st;
}

static enum status
build_part(const struct build *build)
{
	size_t all = (size_t)1 << build->bits;
	enum status st = STATUS_OK;
	uint32_t base = 0;

	for (size_t first = 0; first < all && st == STATUS_OK;) {
		size_t values = all - first < build->room ? all - first : build->room;
		uint32_t stop = fill_starts(build, (uint32_t)first, values, base);

		st = put_window(build, (uint32_t)first, values, stop);
		base = stop;
		first += values;
	}
	return st == STATUS_OK ? build->put(build->context, build->at + all, &build->n, 1) : st;
}

enum status
hash_index_build(const struct hash256 *hashes, uint32_t n, unsigned parts, uint32_t *memory,
                 size_t room, hash_index_put *put, void *context)
{
	struct build build = { .hashes = hashes, .n = n, .starts = memory,
		               .positions = memory + room / 2, .room = room / 2,
		               .put = put, .context = context };
	enum status st = STATUS_OK;

	for (unsigned part = 0; part < parts && st == STATUS_OK; part++) {
		build.from = part_from(parts, part);
		build.bits = part_bits(parts, part);
		st = build_part(&build);
		build.at += table_size(n, build.bits);
	}
	return st;
}

struct search {
	const struct hash_index *index;
	const struct hash256    *query;
	unsigned                 threshold, part;
	const uint32_t          *starts;    /* of the part */
	const uint32_t          *positions; /* of the part */
	uint32_t                 values[BATCH]; /* of the part, to be looked up */
	size_t                   value_count;
	uint32_t                 candidates[BATCH]; /* positions to be compared */
	size_t                   candidate_count;
	hash_taker              *take;
	void                    *context;
};

/*
 * How far a part may differ: T = a * m + b lets the first b + 1 parts differ by
 * a and the others by a - 1, or else the sum were above T. Below 0: not asked.
 */
static int
part_radius(unsigned threshold, unsigned parts, unsigned part)
{
	return (int)(threshold / parts) - (part > threshold % parts);
}

/* Was it found by an earlier part too? Then it was told already. */
static bool
is_told(const struct search *search, const struct hash256 *hash)
{
	unsigned parts = search->index->parts;

	for (unsigned part = 0; part < search->part; part++) {
		unsigned from = part_from(parts, part), bits = part_bits(parts, part);
		uint32_t differing = part_value(hash, from, bits) ^ part_value(search->query, from, bits);

		if (__builtin_popcount(differing) <= part_radius(search->threshold, parts, part))
			return true;
	}
	return false;
}

static enum status
compare_candidates(struct search *search)
{
	size_t count = search->candidate_count;

	search->candidate_count = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t position = search->candidates[i];
		const struct hash256 *hash = &search->index->hashes[position];
		unsigned distance = hash256_distance(hash, search->query);
		struct hash_found found = { position, 0, distance };

		if (distance <= search->threshold && !is_told(search, hash) &&
		    !search->take(search->context, &found))
			return STATUS_DONE;
	}
	return STATUS_OK;
}

static enum status
add_candidates(struct search *search, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		uint32_t position = search->positions[i];

		if (position >= search->index->n)
			return STATUS_FALSE;
		__builtin_prefetch(&search->index->hashes[position]);
		search->candidates[search->candidate_count++] = position;
		if (search->candidate_count == BATCH) {
			enum status st = compare_candidates(search);

			if (st != STATUS_OK)
				return st;
		}
	}
	return STATUS_OK;
}

/* Looks up the values that were asked for; their starts are on the way or there. */
static enum status
look_up_values(struct search *search)
{
	enum status st = STATUS_OK;
	size_t count = search->value_count;

	search->value_count = 0;
	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(&search->positions[search->starts[search->values[i]] % search->index->n]);
	for (size_t i = 0; i < count && st == STATUS_OK; i++) {
		uint32_t from = search->starts[search->values[i]];
		uint32_t to = search->starts[search->values[i] + 1];

		if (from > to || to > search->index->n)
			return STATUS_FALSE;
		st = add_candidates(search, from, to);
	}
	return st;
}

static enum status
ask_for(struct search *search, uint32_t value)
{
	__builtin_prefetch(&search->starts[value]);
	search->values[search->value_count++] = value;
	return search->value_count == BATCH ? look_up_values(search) : STATUS_OK;
}

/* The next higher number with as many bits set (R. W. Gosper, HAKMEM item 175). */
static uint64_t
next_choice(uint64_t bits)
{
	uint64_t lowest = bits & -bits, ripple = bits + lowest;

	return ((bits ^ ripple) >> 2) / lowest | ripple;
}

/* All values of the part that differ from the query's in at most `radius` bits. */
static enum status
ask_part(struct search *search, uint32_t value, unsigned bits, int radius)
{
	enum status st = ask_for(search, value);

	for (int flipped = 1; flipped <= radius && st == STATUS_OK; flipped++) {
		uint64_t choice = (UINT64_C(1) << flipped) - 1;

		for (; choice < UINT64_C(1) << bits && st == STATUS_OK; choice = next_choice(choice))
			st = ask_for(search, value ^ (uint32_t)choice);
	}
	if (st == STATUS_OK)
		st = look_up_values(search);
	return st == STATUS_OK ? compare_candidates(search) : st;
}

enum status
hash_index_search(const struct hash_index *index, const struct hash256 *query, unsigned threshold,
                  hash_taker *take, void *context)
{
	struct search search = { .index = index, .query = query, .threshold = threshold,
		                 .take = take, .context = context };
	const uint32_t *table = index->tables;
	enum status st = STATUS_OK;

	if (threshold > HASH_SAME)
		return STATUS_INVALID;
	for (unsigned part = 0; part < index->parts && index->n > 0 && st == STATUS_OK; part++) {
		unsigned bits = part_bits(index->parts, part);
		int radius = part_radius(threshold, index->parts, part);

		search.part = part;
		search.starts = table;
		search.positions = table + ((size_t)1 << bits) + 1;
		if (radius >= 0)
			st = ask_part(&search, part_value(query, part_from(index->parts, part), bits),
			              bits, radius);
		table += table_size(index->n, bits);
	}
	return st;
}

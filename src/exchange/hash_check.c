/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_check.c - what is held against a list: batches of held hashes in an
 * index, past which the list goes as a stream, so that neither has to fit in
 * memory.
 */
#include "exchange/hash_check.h"

#include "casework/examined.h"
#include "casework/hash_list_record.h"
#include "casework/short_id.h"
#include "exchange/film_check.h"
#include "exchange/held_hashes.h"
#include "fingerprint/hash_index.h"
#include "fingerprint/pdq.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/*
 * Up to so many, looking at all is faster than asking an index (measured: of
 * 4,096 both take 5 to 7 us for pictures; for equal bytes the index takes 0.2).
 */
#define SCAN_LIMIT_NEAR  4096
#define SCAN_LIMIT_EQUAL 64

/* Events of one change. */
#define RECORDS_A_CHANGE 256

#define NO_DISTANCE UINT16_MAX

DEFINE_SCOPED_POINTER(held_hashes, held_hashes_close);

/* The entry of the list that is nearest to a held hash. */
struct nearest {
	uint16_t       distance; /* NO_DISTANCE: none is near */
	unsigned char  entry[HASH_ENTRY_SIZE];
};

struct hit {
	int64_t        item;
	enum dihedral  transform;
	struct nearest nearest;
};

struct checking {
	struct catalogue        *catalogue;
	const struct hash_check *check;
	struct hash_list_facts   facts;
	unsigned                 threshold;
	size_t                   room;     /* of a batch */
	size_t                   n;        /* in the batch */
	struct hash256          *hashes;   /* of the batch */
	int64_t                 *items;
	unsigned char           *transforms;
	struct nearest          *nearest;
	uint32_t                *tables;   /* of the index; NULL: the batch is scanned */
	struct hash_index        index;
	const struct hash_entry *asked;    /* the entry that is looked for at present */
	struct hit              *hits;     /* by item, each once */
	size_t                   hit_count, hit_room;
};

static void
checking_end(struct checking *checking)
{
	free(checking->hashes);
	free(checking->items);
	free(checking->transforms);
	free(checking->nearest);
	free(checking->tables);
	free(checking->hits);
}

static enum status
make_room(struct checking *checking, struct error *err)
{
	size_t room = checking->check->batch ? checking->check->batch : HASH_CHECK_BATCH;

	checking->room = room;
	checking->hashes = calloc(room, sizeof *checking->hashes);
	checking->items = calloc(room, sizeof *checking->items);
	checking->transforms = calloc(room, sizeof *checking->transforms);
	checking->nearest = calloc(room, sizeof *checking->nearest);
	if (checking->hashes == NULL || checking->items == NULL || checking->transforms == NULL ||
	    checking->nearest == NULL)
		return fail_memory(err);
	return STATUS_OK;
}

/* Fills the batch; n is 0 after the last. */
static enum status
fill(struct checking *checking, struct held_hashes *held, struct error *err)
{
	struct held_hash next;
	enum status st = STATUS_OK;

	checking->n = 0;
	while (checking->n < checking->room && st == STATUS_OK) {
		st = held_hashes_next(held, &next, err);
		if (st != STATUS_OK)
			break;
		checking->hashes[checking->n] = next.hash;
		checking->items[checking->n] = next.item;
		checking->transforms[checking->n] = (unsigned char)next.transform;
		checking->nearest[checking->n++].distance = NO_DISTANCE;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
put_tables(void *context, size_t at, const uint32_t *numbers, size_t n)
{
	memcpy((uint32_t *)context + at, numbers, n * sizeof *numbers);
	return STATUS_OK;
}

static enum status
index_batch(struct checking *checking, struct error *err)
{
	SCOPED_FREE uint32_t *memory = NULL;
	unsigned parts = hash_index_parts(checking->n);
	enum status st;

	free(checking->tables);
	checking->tables = NULL;
	if (checking->n <= (checking->threshold > 0 ? SCAN_LIMIT_NEAR : SCAN_LIMIT_EQUAL))
		return STATUS_OK;
	memory = calloc(HASH_INDEX_LEAST_ROOM, sizeof *memory);
	checking->tables = calloc(hash_index_size(checking->n, parts), sizeof *checking->tables);
	if (memory == NULL || checking->tables == NULL)
		return fail_memory(err);
	st = hash_index_build(checking->hashes, (uint32_t)checking->n, parts, memory,
	                      HASH_INDEX_LEAST_ROOM, put_tables, checking->tables);
	checking->index = (struct hash_index){ checking->hashes, (uint32_t)checking->n, parts,
		                               checking->tables };
	return st == STATUS_OK ? st : fail(err, st, "cannot index the hashes");
}

static bool
take_found(void *context, const struct hash_found *found)
{
	struct checking *checking = context;
	struct nearest *nearest = &checking->nearest[found->index];

	if (found->distance < nearest->distance) {
		nearest->distance = (uint16_t)found->distance;
		memcpy(nearest->entry, checking->asked->bytes, sizeof nearest->entry);
	}
	return true;
}

static enum status
take_entry(void *context, const struct hash_entry *entry, struct error *err)
{
	struct checking *checking = context;
	struct hash256 hash = held_hash_of(checking->facts.kind, entry->bytes);
	enum status st;

	if (entry->quality < PDQ_LEAST_QUALITY)
		return STATUS_OK;
	checking->asked = entry;
	if (checking->tables == NULL) {
		hash_scan(CPU_PATH_BEST, checking->hashes, checking->n, &hash, 1,
		          checking->threshold, take_found, checking);
		return STATUS_OK;
	}
	st = hash_index_search(&checking->index, &hash, checking->threshold, take_found, checking);
	return st == STATUS_OK ? st : fail(err, STATUS_FAULT, "the index of a batch contradicts itself");
}

/* An item has many hashes, all of them beside each other. */
static enum status
keep_hit(struct checking *checking, const struct hit *hit, struct error *err)
{
	struct hit *last = checking->hit_count ? &checking->hits[checking->hit_count - 1] : NULL;

	if (last != NULL && last->item == hit->item) {
		if (hit->nearest.distance < last->nearest.distance)
			*last = *hit;
		return STATUS_OK;
	}
	if (checking->hit_count == checking->hit_room) {
		size_t room = checking->hit_room ? 2 * checking->hit_room : 256;
		struct hit *hits = reallocarray(checking->hits, room, sizeof *hits);

		if (hits == NULL)
			return fail_memory(err);
		checking->hits = hits;
		checking->hit_room = room;
	}
	checking->hits[checking->hit_count++] = *hit;
	return STATUS_OK;
}

static enum status
keep_hits(struct checking *checking, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < checking->n; i++) {
		struct hit hit = { checking->items[i], (enum dihedral)checking->transforms[i],
			           checking->nearest[i] };

		if (hit.nearest.distance != NO_DISTANCE)
			st = keep_hit(checking, &hit, err);
	}
	return st;
}

/* The list is read anew for each batch; it has to be the same every time. */
static enum status
compare_batch(struct checking *checking, struct error *err)
{
	struct hash_list_facts facts;
	enum status st = index_batch(checking, err);

	if (st == STATUS_OK)
		st = hash_list_read(checking->check->file, checking->facts.kind, take_entry, checking,
		                    checking->check->stop, &facts, err);
	if (st == STATUS_OK && !digest_equal(&facts.sha256, &checking->facts.sha256))
		return fail(err, STATUS_CHANGED, "the list changed while it was read");
	return st == STATUS_OK ? keep_hits(checking, err) : st;
}

static enum status
compare_all(struct checking *checking, uint64_t *unknown, struct error *err)
{
	SCOPED_POINTER(held_hashes) held = NULL;
	enum status st = held_hashes_open(&held, checking->catalogue, checking->facts.kind,
	                                  checking->check->read_originals, checking->check->stop,
	                                  err);

	if (st == STATUS_OK)
		st = make_room(checking, err);
	while (st == STATUS_OK) {
		st = fill(checking, held, err);
		if (st != STATUS_OK || checking->n == 0)
			break;
		st = compare_batch(checking, err);
	}
	if (st == STATUS_OK)
		*unknown = held_hashes_unknown(held);
	return st;
}

static enum status
take_film(void *context, const struct film_hit *film, struct error *err)
{
	struct hit hit = { .item = film->item, .transform = film->transform };

	hit.nearest.distance = (uint16_t)film->distance;
	hash256_to_bytes(hit.nearest.entry, &film->entry);
	return keep_hit(context, &hit, err);
}

/* A list of frames is one film, and fits in memory. */
static enum status
compare_films(struct checking *checking, uint64_t *unknown, struct error *err)
{
	const struct hash_check *check = checking->check;
	SCOPED(film_list) list = { 0 };
	struct digest sha256;
	enum status st = film_list_read(check->file, check->stop, &list, &sha256, err);

	if (st == STATUS_OK && !digest_equal(&sha256, &checking->facts.sha256))
		return fail(err, STATUS_CHANGED, "the list changed while it was read");
	return st == STATUS_OK ? film_check(checking->catalogue, &list, check->stop, take_film,
	                                    checking, unknown, err)
	                       : st;
}

/* A hit in words, with what it points into. */
struct told {
	struct list_hit hit;
	struct uuid     item;
	char            entry[2 * HASH_ENTRY_SIZE + 1];
	bool            known; /* recorded before */
};

static enum status
tell(struct checking *checking, const struct hit *hit, struct told *out, struct error *err)
{
	enum hash_kind kind = checking->facts.kind;

	hex_write(out->entry, hit->nearest.entry, hash_kind_digits(kind) / 2);
	out->hit = (struct list_hit){
		.name = checking->check->name,
		.list = &checking->facts.sha256,
		.kind = hash_kind_name(kind),
		.entry = out->entry,
		.distance = hit->nearest.distance,
		.transform = kind == HASHES_PDQ || kind == HASHES_VPDQ ? dihedral_name(hit->transform)
		                                                       : NULL,
	};
	out->known = false;
	return exhibit_uuid(checking->catalogue, hit->item, &out->item, err);
}

static enum status
record_some(struct checking *checking, struct told *told, size_t first, size_t n,
            struct error *err)
{
	struct change *change = NULL;
	enum status st = catalogue_begin(checking->catalogue, "hash-list check", &change, err);

	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; i < n && st == STATUS_OK; i++) {
		st = tell(checking, &checking->hits[first + i], &told[i], err);
		if (st == STATUS_OK)
			st = list_hit_add(checking->catalogue, change, &told[i].item, &told[i].hit,
			                  err);
		told[i].known = st == STATUS_EXISTS;
		if (st == STATUS_EXISTS)
			st = STATUS_OK;
	}
	return catalogue_finish(checking->catalogue, change, st, err);
}

static enum status
look_at_some(struct checking *checking, struct told *told, size_t first, size_t n,
             struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; i < n && st == STATUS_OK; i++) {
		st = tell(checking, &checking->hits[first + i], &told[i], err);
		if (st == STATUS_OK)
			st = list_hit_known(checking->catalogue, &told[i].item, &told[i].hit,
			                    &told[i].known, err);
	}
	return st;
}

static enum status
emit_hit(const struct checking *checking, const struct hit *hit, const struct told *told,
         const struct view_output *to, struct error *err)
{
	const char *recorded = told->known ? "known" : checking->check->recording ? "added" : NULL;
	char id[SHORT_ID_SIZE];
	SCOPED_JSON json_t *object = NULL;

	short_id_write(id, (struct short_id){ 'E', hit->item });
	object = json_pack("{s:s,s:s,s:s,s:o,s:s,s:i,s:s?,s:s?}", "item", id, "kind", told->hit.kind,
	                   "list_name", told->hit.name, "list", json_of_digest(told->hit.list),
	                   "entry", told->entry, "distance", (int)told->hit.distance, "transform",
	                   told->hit.transform, "recorded", recorded);
	return object ? to->emit(to->context, object, err) : fail_memory(err);
}

static enum status
tell_all(struct checking *checking, const struct view_output *to, uint64_t *added,
         struct error *err)
{
	SCOPED_FREE struct told *told = calloc(RECORDS_A_CHANGE, sizeof *told);
	enum status st = told ? STATUS_OK : fail_memory(err);

	for (size_t first = 0; first < checking->hit_count && st == STATUS_OK;) {
		size_t left = checking->hit_count - first;
		size_t n = left < RECORDS_A_CHANGE ? left : RECORDS_A_CHANGE;

		st = checking->check->recording ? record_some(checking, told, first, n, err)
		                                : look_at_some(checking, told, first, n, err);
		for (size_t i = 0; i < n && st == STATUS_OK; i++) {
			*added += checking->check->recording && !told[i].known;
			st = emit_hit(checking, &checking->hits[first + i], &told[i], to, err);
		}
		first += n;
	}
	return st;
}

enum status
hash_check_run(struct catalogue *catalogue, const struct hash_check *check,
               const struct view_output *to, struct hash_check_summary *out, struct error *err)
{
	SCOPED(checking) checking = { .catalogue = catalogue, .check = check };
	struct hash_check_summary summary = { 0 };
	enum status st = hash_list_read(check->file, check->kind, NULL, NULL, check->stop,
	                                &checking.facts, err);

	if (st != STATUS_OK)
		return st;
	checking.threshold = checking.facts.kind == HASHES_PDQ ? HASH_SAME : 0;
	st = checking.facts.kind == HASHES_VPDQ ? compare_films(&checking, &summary.unknown, err)
	                                        : compare_all(&checking, &summary.unknown, err);
	if (st == STATUS_OK)
		st = tell_all(&checking, to, &summary.added, err);
	if (st != STATUS_OK)
		return st;
	summary.list = checking.facts;
	summary.hits = checking.hit_count;
	*out = summary;
	return STATUS_OK;
}

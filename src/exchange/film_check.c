/* SPDX-License-Identifier: Apache-2.0 */
/* film_check.c - a list of frames against one held film after the other. */
#include "exchange/film_check.h"

#include "casework/fingerprint_record.h"
#include "exchange/hash_list.h"
#include "fingerprint/clip_vote.h"
#include "fingerprint/pdq.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

void
film_list_end(struct film_list *list)
{
	free(list->frames);
	*list = (struct film_list){ 0 };
}

static enum status
take_frame(void *context, const struct hash_entry *entry, struct error *err)
{
	struct film_list *list = context;

	if (list->n == FRAME_SERIES_LIMIT)
		return fail(err, STATUS_INVALID, "the list has more than %d frames",
		            FRAME_SERIES_LIMIT);
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 256;
		struct frame_hash *frames = reallocarray(list->frames, room, sizeof *frames);

		if (frames == NULL)
			return fail_memory(err);
		list->frames = frames;
		list->room = room;
	}
	list->frames[list->n++] = (struct frame_hash){ .microseconds = entry->microseconds,
		                                       .hash = hash256_of_bytes(entry->bytes),
		                                       .number = entry->frame,
		                                       .quality = (uint16_t)entry->quality };
	return STATUS_OK;
}

static int
compare_times(const void *a, const void *b)
{
	const struct frame_hash *x = a, *y = b;

	if (x->microseconds != y->microseconds)
		return x->microseconds < y->microseconds ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

enum status
film_list_read(int file, const atomic_bool *stop, struct film_list *out, struct digest *sha256,
               struct error *err)
{
	SCOPED(film_list) list = { 0 };
	struct hash_list_facts facts;
	enum status st = hash_list_read(file, HASHES_VPDQ, take_frame, &list, stop, &facts, err);

	if (st != STATUS_OK)
		return st;
	qsort(list.frames, list.n, sizeof *list.frames, compare_times);
	*out = list;
	*sha256 = facts.sha256;
	list = (struct film_list){ 0 };
	return STATUS_OK;
}

/* --- the nearest two frames --- */

struct nearest_frames {
	unsigned      distance;
	enum dihedral turn;      /* of what is searched with */
	size_t        asked, found;
	size_t        asking;    /* the place of what is searched with now */
	const struct frame_hash *among;
};

static bool
take_found(void *context, const struct hash_found *found)
{
	struct nearest_frames *nearest = context;

	if (found->distance >= nearest->distance ||
	    nearest->among[found->index].quality < PDQ_LEAST_QUALITY)
		return true;
	nearest->distance = found->distance;
	nearest->turn = (enum dihedral)found->query;
	nearest->asked = nearest->asking;
	nearest->found = found->index;
	return true;
}

/* Looks with a choice of some frames, turned all ways, at all others. */
static enum status
find_nearest(const struct frame_hash *asked, size_t asked_n, const struct frame_hash *among,
             size_t among_n, struct nearest_frames *out, struct error *err)
{
	SCOPED_FREE struct hash256 *hashes = calloc(among_n + 1, sizeof *hashes);
	uint32_t places[CLIP_QUERY_FRAMES];
	size_t n = frame_series_query(asked, asked_n, CLIP_QUERY_FRAMES, places);

	if (hashes == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < among_n; i++)
		hashes[i] = among[i].hash;
	*out = (struct nearest_frames){ .distance = HASH256_BITS, .among = among };
	for (size_t i = 0; i < n; i++) {
		struct hash256 turned[DIHEDRAL_COUNT];

		out->asking = places[i];
		if (asked[places[i]].quality < PDQ_LEAST_QUALITY)
			continue;
		for (unsigned k = 0; k < DIHEDRAL_COUNT; k++)
			turned[k] = hash256_turned(&asked[places[i]].hash, (enum dihedral)k);
		hash_scan(CPU_PATH_BEST, hashes, among_n, turned, DIHEDRAL_COUNT, CLIP_SUPPORT,
		          take_found, out);
	}
	return STATUS_OK;
}

/*
 * Fills what a hit tells beside its item. As clip_compare does, it searches with
 * a choice from the shorter of the two: what agreed there is found here too.
 */
static enum status
describe(const struct film_list *list, const struct film_series *film, struct film_hit *hit,
         struct error *err)
{
	bool exchanged = list->n > film->n;
	struct nearest_frames nearest;
	enum status st = exchanged ? find_nearest(film->frames, film->n, list->frames, list->n,
	                                          &nearest, err)
	                           : find_nearest(list->frames, list->n, film->frames, film->n,
	                                          &nearest, err);

	if (st != STATUS_OK)
		return st;
	hit->distance = nearest.distance;
	hit->entry = list->frames[exchanged ? nearest.found : nearest.asked].hash;
	hit->transform = exchanged ? nearest.turn : dihedral_inverse(nearest.turn);
	return STATUS_OK;
}

/* STATUS_FALSE: neither the whole picture nor what is inside of its bars is in the list. */
static enum status
compare_film(const struct film_list *list, const struct fingerprints *prints,
             struct film_hit *hit, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; i < prints->film_count && st == STATUS_OK; i++) {
		const struct film_series *film = &prints->films[i];
		struct clip_result result = { 0 };

		st = clip_compare(list->frames, list->n, film->frames, film->n, &result, err);
		if (st == STATUS_OK && (result.n > 0 || result.alike >= FILM_LIST_SHARE))
			return describe(list, film, hit, err);
	}
	return st == STATUS_OK ? STATUS_FALSE : st;
}

/* Number, UUID. */
static enum status
check_item(struct catalogue *catalogue, const struct film_list *list, struct statement *row,
           struct film_hit *hit, uint64_t *unknown, struct error *err)
{
	SCOPED(fingerprints) prints = { 0 };
	struct uuid item;
	enum status st;

	if (!uuid_read(statement_text(row, 1), &item))
		return fail(err, STATUS_UNUSABLE, "a table of items is damaged; run `vidimus rebuild`");
	st = fingerprints_of_item(catalogue, &item, &prints, err);
	if (st == STATUS_FALSE)
		++*unknown;
	if (st == STATUS_FALSE || st == STATUS_NOT_FOUND)
		return STATUS_FALSE;
	hit->item = statement_integer(row, 0);
	return st == STATUS_OK ? compare_film(list, &prints, hit, err) : st;
}

enum status
film_check(struct catalogue *catalogue, const struct film_list *list, const atomic_bool *stop,
           film_hit_take *take, void *context, uint64_t *unknown, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	uint64_t missing = 0;
	enum status st = database_statement(
		catalogue->database,
		"SELECT i.number, i.uuid, EXISTS (SELECT 1 FROM p_films m WHERE m.item = i.uuid),"
		" f.item IS NULL AND i.media_type LIKE 'video/%'"
		" FROM p_items i LEFT JOIN p_fingerprints f ON f.item = i.uuid ORDER BY i.number",
		&row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		struct film_hit hit = { 0 };

		if (stop != NULL && atomic_load(stop))
			return fail(err, STATUS_INTERRUPTED, "interrupted");
		missing += statement_integer(row, 3) != 0;
		if (statement_integer(row, 2) == 0)
			continue;
		st = check_item(catalogue, list, row, &hit, &missing, err);
		if (st == STATUS_OK)
			st = take(context, &hit, err);
		else if (st == STATUS_FALSE)
			st = STATUS_OK;
	}
	if (st != STATUS_DONE)
		return st;
	*unknown = missing;
	return STATUS_OK;
}

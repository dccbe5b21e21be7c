/* SPDX-License-Identifier: Apache-2.0 */
/* candidates.c - hashes asked of segments by their tables and of the rest by looking at all, on all processors. */
#include "match/candidates.h"

#include "fingerprint/pdq.h"

#include "base/error.h"
#include "base/scoped.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8

/* Hashes in eight turns each are searched in one pass. */
#define GROUP HASH_SCAN_QUERIES

/* Fewer groups are not worth a thread. */
#define GROUPS_A_THREAD 4

/* Hashes to ask with: groups of up to GROUP, one voter each. Owned memory. */
struct asking {
	struct hash256    *hashes; /* n * turns */
	size_t             n, room;
	unsigned           turns;  /* hashes of one voter */
	bool               all;    /* by looking at all, up to HASH_SIMILAR */
	const atomic_bool *stop;
	struct tally      *out;
};

static void
asking_end(struct asking *asking)
{
	free(asking->hashes);
}

static bool
is_stopped(const struct asking *asking)
{
	return asking->stop != NULL && atomic_load(asking->stop);
}

/* --- what is asked with --- */

static struct hash256 *
add_voter(struct asking *asking)
{
	if (asking->n == asking->room) {
		size_t room = asking->room ? asking->room * 2 : 64;
		void *grown = reallocarray(asking->hashes, room, asking->turns * sizeof *asking->hashes);

		if (grown == NULL)
			return NULL;
		asking->hashes = grown;
		asking->room = room;
	}
	return asking->hashes + asking->n++ * asking->turns;
}

static enum status
add_picture(struct asking *asking, const struct picture_hashes *picture, struct error *err)
{
	struct hash256 *place;

	if (picture->quality < PDQ_LEAST_QUALITY)
		return STATUS_OK;
	place = add_voter(asking);
	if (place == NULL)
		return fail_memory(err);
	memcpy(place, picture->hashes, asking->turns * sizeof *place);
	return STATUS_OK;
}

/* Those by areas first; that of the reference adds least beside them. */
static enum status
add_pictures(struct asking *asking, const struct fingerprints *prints, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 1; st == STATUS_OK && i < prints->picture_count; i++)
		st = add_picture(asking, &prints->pictures[i], err);
	if (st == STATUS_OK && prints->picture_count > 0)
		st = add_picture(asking, &prints->pictures[0], err);
	return st;
}

static enum status
add_frame(struct asking *asking, const struct frame_hash *frame, struct error *err)
{
	struct hash256 *place;

	if (frame->quality < PDQ_LEAST_QUALITY)
		return STATUS_OK;
	place = add_voter(asking);
	if (place == NULL)
		return fail_memory(err);
	for (unsigned turn = 0; turn < asking->turns; turn++)
		place[turn] = hash256_turned(&frame->hash, (enum dihedral)turn);
	return STATUS_OK;
}

static bool
has_bursts(const struct film_series *film)
{
	for (size_t i = 0; i < film->n; i++) {
		if (film->frames[i].burst)
			return true;
	}
	return false;
}

#define BURST_MICROSECONDS (FRAME_SLOT_MICROSECONDS * FRAME_BURST_SLOTS)

/*
 * The bursts, one of whose frames lies where the other copy has one; all of a
 * film that is short, or has none. Half of these of a whole picture whose
 * inside is asked with too: it matters only where the other's bars were missed.
 */
static enum status
add_sparsely(struct asking *asking, const struct film_series *film, bool halved, struct error *err)
{
	bool all = film->n <= CANDIDATES_ALL_FRAMES || !has_bursts(film);
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < film->n; i++) {
		const struct frame_hash *frame = &film->frames[i];
		int64_t place = all ? (int64_t)i : frame->microseconds / BURST_MICROSECONDS;

		if ((all || frame->burst) && !(halved && place % 2 != 0))
			st = add_frame(asking, frame, err);
	}
	return st;
}

static enum status
add_all(struct asking *asking, const struct film_series *film, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < film->n; i++)
		st = add_frame(asking, &film->frames[i], err);
	return st;
}

/* --- searching one part of the index --- */

/* One thread's share. */
struct searching {
	const struct asking     *asking;
	const struct index_part *part;
	size_t                   from, to; /* voters; or hashes of the part where all are looked at */
	size_t                   voters;   /* where all are looked at: for the first so many */
	struct tally             tally;
	enum status              status;
	struct error             err;
	pthread_t                thread;

	/* of one voter */
	struct hit {
		uint64_t item;
		uint32_t distance;
	} hits[CANDIDATES_TOO_COMMON];
	size_t hit_n, base;
	bool   common;
};

static bool
take_hit(void *context, const struct hash_found *found)
{
	struct searching *searching = context;
	const struct segment_label *label = &searching->part->labels[searching->base + found->index];

	if (label->quality < PDQ_LEAST_QUALITY || found->index + searching->base >= searching->part->n)
		return true;
	if (searching->hit_n == CANDIDATES_TOO_COMMON) {
		searching->common = true;
		return false;
	}
	searching->hits[searching->hit_n++] = (struct hit){ label->item, found->distance };
	return true;
}

static enum status
count_hits(struct searching *searching, size_t voter)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && !searching->common && i < searching->hit_n; i++)
		st = tally_add(&searching->tally, searching->hits[i].item, (uint32_t)voter,
		               searching->hits[i].distance, &searching->err);
	return st;
}

/* By the tables where there are some. A search that a damaged table ends has found what it has. */
static enum status
search_voter(struct searching *searching, size_t voter)
{
	const struct asking *asking = searching->asking;
	const struct index_part *part = searching->part;
	const struct hash256 *queries = asking->hashes + voter * asking->turns;

	searching->hit_n = 0;
	searching->base = 0;
	searching->common = false;
	if (part->segment == NULL) {
		(void)hash_scan(CPU_PATH_BEST, part->hashes, part->n, queries, asking->turns,
		                HASH_SAME, take_hit, searching);
		return count_hits(searching, voter);
	}
	for (unsigned turn = 0; turn < asking->turns && !searching->common; turn++) {
		enum status st = segment_search(part->segment, &queries[turn], take_hit, searching,
		                                &searching->err);

		if (st != STATUS_OK && st != STATUS_DONE)
			return st;
	}
	return count_hits(searching, voter);
}

static void *
search_voters(void *context)
{
	struct searching *searching = context;

	for (size_t i = searching->from; searching->status == STATUS_OK && i < searching->to; i++) {
		if (is_stopped(searching->asking))
			searching->status = STATUS_INTERRUPTED;
		else
			searching->status = search_voter(searching, i);
	}
	return NULL;
}

/* All voters over the thread's share of the hashes. */
static void *
look_at_all(void *context)
{
	struct searching *searching = context;
	const struct asking *asking = searching->asking;

	for (size_t voter = 0; searching->status == STATUS_OK && voter < searching->voters; voter++) {
		searching->hit_n = 0;
		searching->base = searching->from;
		searching->common = false;
		(void)hash_scan(CPU_PATH_BEST, searching->part->hashes + searching->from,
		                searching->to - searching->from,
		                asking->hashes + voter * asking->turns, asking->turns, HASH_SIMILAR,
		                take_hit, searching);
		searching->common = false; /* many are similar: the first ones are as good as others */
		searching->status = is_stopped(asking) ? STATUS_INTERRUPTED
		                                       : count_hits(searching, voter);
	}
	return NULL;
}

static unsigned
count_threads(size_t worth)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t threads = processors > 1 ? (size_t)processors : 1;

	threads = threads < worth ? threads : worth;
	threads = threads < THREADS ? threads : THREADS;
	return threads > 1 ? (unsigned)threads : 1;
}

/* A pass over very many hashes takes its time: then the last voters are asked with by tables. */
static size_t
count_looking(const struct asking *asking, const struct index_part *part)
{
	size_t most = part->n > 0 ? CANDIDATES_LOOKED_AT / part->n : asking->n;

	most = most > 0 ? most : 1;
	return most < asking->n ? most : asking->n;
}

/* Runs the shares, the first one here; a thread that cannot be had is done here too. */
static void
run_shares(struct searching *shares, unsigned n, void *(*run)(void *))
{
	bool begun[THREADS] = { false };

	for (unsigned i = 1; i < n; i++)
		begun[i] = pthread_create(&shares[i].thread, NULL, run, &shares[i]) == 0;
	for (unsigned i = 0; i < n; i++) {
		if (begun[i])
			pthread_join(shares[i].thread, NULL);
		else
			run(&shares[i]);
	}
}

static enum status
join_shares(struct searching *shares, unsigned n, struct tally *out, struct error *err)
{
	enum status st = STATUS_OK;

	for (unsigned i = 0; i < n; i++) {
		if (st == STATUS_OK && shares[i].status == STATUS_INTERRUPTED)
			st = fail(err, STATUS_INTERRUPTED, "interrupted while searching");
		else if (st == STATUS_OK && shares[i].status != STATUS_OK)
			st = fail(err, shares[i].status, "%s", shares[i].err.text);
		if (st == STATUS_OK)
			st = tally_join(out, &shares[i].tally, err);
		tally_end(&shares[i].tally);
	}
	return st;
}

/* Voters from `from` to before `to`, by tables, or `all` of the hashes looked at for each. */
static enum status
search_with(struct asking *asking, const struct index_part *part, size_t from, size_t to, bool all,
            struct error *err)
{
	unsigned n = count_threads(all ? part->n / INDEX_TAIL : (to - from) / GROUPS_A_THREAD);
	size_t first = all ? 0 : from, whole = all ? part->n : to - from;
	SCOPED_FREE struct searching *shares = calloc(n, sizeof *shares);

	if (shares == NULL)
		return fail_memory(err);
	for (unsigned i = 0; i < n; i++) {
		shares[i].asking = asking;
		shares[i].part = part;
		shares[i].from = first + whole * i / n;
		shares[i].to = first + whole * (i + 1) / n;
		shares[i].voters = to;
	}
	run_shares(shares, n, all ? look_at_all : search_voters);
	return join_shares(shares, n, asking->out, err);
}

static enum status
search_part(void *context, const struct index_part *part, struct error *err)
{
	struct asking *asking = context;
	size_t looking = asking->all ? count_looking(asking, part) : 0;
	enum status st = STATUS_OK;

	if (looking > 0)
		st = search_with(asking, part, 0, looking, true, err);
	if (st == STATUS_OK && looking < asking->n)
		st = search_with(asking, part, looking, asking->n, false, err);
	return st;
}

static enum status
ask(struct index *index, enum segment_kind kind, struct asking *asking, struct error *err)
{
	return asking->n > 0 ? index_each(index, kind, search_part, asking, err) : STATUS_OK;
}

/* --- what is seen --- */

static enum status
ask_with_pictures(struct index *index, const struct candidates_question *question,
                  struct tally *out, struct error *err)
{
	SCOPED(asking) asking = { .turns = DIHEDRAL_COUNT, .stop = question->stop, .out = out };
	enum status st = add_pictures(&asking, question->prints, err);

	if (st == STATUS_OK)
		st = ask(index, SEGMENT_FRAMES, &asking, err);
	asking.all = question->similar;
	return st == STATUS_OK ? ask(index, SEGMENT_PICTURES, &asking, err) : st;
}

static enum status
ask_with_film(struct index *index, const struct candidates_question *question,
              size_t series, struct tally *out, struct error *err)
{
	const struct film_series *film = &question->prints->films[series];
	bool halved = series == 0 && question->prints->film_count > 1;
	SCOPED(asking) turned = { .turns = DIHEDRAL_COUNT, .stop = question->stop, .out = out };
	SCOPED(asking) plain = { .turns = 1, .stop = question->stop, .out = out };
	enum status st = add_sparsely(&turned, film, halved, err);

	if (st == STATUS_OK)
		st = ask(index, SEGMENT_FRAMES, &turned, err);
	if (st == STATUS_OK)
		st = add_all(&plain, film, err);
	return st == STATUS_OK ? ask(index, SEGMENT_PICTURES, &plain, err) : st;
}

enum status
candidates_seen(struct index *index, const struct candidates_question *question, struct tally *out,
                struct error *err)
{
	const struct fingerprints *prints = question->prints;
	enum status st = ask_with_pictures(index, question, out, err);

	for (size_t i = 0; st == STATUS_OK && i < prints->film_count; i++)
		st = ask_with_film(index, question, i, out, err);
	return st;
}

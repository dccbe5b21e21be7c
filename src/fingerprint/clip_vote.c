/* SPDX-License-Identifier: Apache-2.0 */
/* clip_vote.c - hits between two videos, their votes, and the segments that come of them. */
#include "fingerprint/clip_vote.h"

#include "base/error.h"
#include "base/scoped.h"
#include "fingerprint/clip_segment.h"
#include "fingerprint/clip_place.h"
#include "fingerprint/pdq.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of one frame, turned one way: a still scene would fill the vote alone. */
#define HITS_A_FRAME 24

/* A frame alike to more than this, an hour of one picture or more, says nothing about time: it does not vote. */
#define HITS_TOO_COMMON 5000

_Static_assert(HITS_A_FRAME * CLIP_QUERY_FRAMES <= LINE_HITS_LIMIT, "all hits can vote");

struct hits {
	struct line_hit hits[LINE_HITS_LIMIT];
	size_t          n;
};

struct vote {
	const struct frame_hash *query, *reference;
	size_t                   query_n, reference_n;
	uint32_t                 picks[CLIP_QUERY_FRAMES];    /* places in query */
	uint32_t                 pictures[CLIP_QUERY_FRAMES]; /* of the picks: which of them show the same */
	size_t                   pick_n;
	uint32_t                 picture_n;
	unsigned                 least_distinct;
	double                   least_seconds;
	struct hash256          *hashes; /* of the reference */
	struct hits             *turned; /* DIHEDRAL_COUNT of them */
};

static void
vote_end(struct vote *vote)
{
	free(vote->hashes);
	free(vote->turned);
}

/* Frames at most HASH_SAME from the first one of a picture show that picture. */
static void
tell_pictures_apart(struct vote *vote)
{
	uint32_t firsts[CLIP_QUERY_FRAMES], n = 0;

	for (size_t i = 0; i < vote->pick_n; i++) {
		const struct hash256 *hash = &vote->query[vote->picks[i]].hash;
		uint32_t picture = 0;

		while (picture < n && hash256_distance(hash, &vote->query[firsts[picture]].hash) > HASH_SAME)
			picture++;
		if (picture == n)
			firsts[n++] = vote->picks[i];
		vote->pictures[i] = picture;
	}
	vote->picture_n = n;
}

static double
covered_seconds(const struct frame_hash *frames, size_t n)
{
	return n == 0 ? 0 : clip_seconds(frames[n - 1].microseconds) -
	                    clip_seconds(frames[0].microseconds);
}

static void
decide_what_is_enough(struct vote *vote)
{
	double seconds = fmin(covered_seconds(vote->query, vote->query_n),
	                      covered_seconds(vote->reference, vote->reference_n));

	vote->least_distinct = CLIP_LEAST_DISTINCT;
	vote->least_seconds = CLIP_LEAST_SECONDS;
	if (seconds < CLIP_SHORT_SECONDS) {
		vote->least_distinct = (unsigned)fmax(CLIP_SHORT_LEAST_DISTINCT, ceil(seconds));
		vote->least_seconds = fmax(CLIP_SHORT_LEAST_SECONDS, CLIP_SHORT_SHARE * seconds);
	}
}

static enum status
vote_begin(struct vote *vote, struct error *err)
{
	size_t kept = 0;

	vote->hashes = calloc(vote->reference_n + 1, sizeof *vote->hashes);
	vote->turned = calloc(DIHEDRAL_COUNT, sizeof *vote->turned);
	if (vote->hashes == NULL || vote->turned == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < vote->reference_n; i++)
		vote->hashes[i] = vote->reference[i].hash;
	vote->pick_n = frame_series_query(vote->query, vote->query_n, CLIP_QUERY_FRAMES, vote->picks);
	for (size_t i = 0; i < vote->pick_n; i++) {
		if (vote->query[vote->picks[i]].quality >= PDQ_LEAST_QUALITY)
			vote->picks[kept++] = vote->picks[i];
	}
	vote->pick_n = kept;
	tell_pictures_apart(vote);
	decide_what_is_enough(vote);
	return STATUS_OK;
}

/* --- hits --- */

struct search {
	struct vote *vote;
	size_t       pick;
	size_t       first[DIHEDRAL_COUNT]; /* where this pick's hits begin */
	size_t       count;
};

/* Takes a hit, or in place of the worst one of the same frame if there are many. */
static bool
take_hit(void *context, const struct hash_found *found)
{
	struct search *search = context;
	struct vote *vote = search->vote;
	struct hits *hits = &vote->turned[found->query];
	struct line_hit *place = &hits->hits[hits->n];

	if (vote->reference[found->index].quality < PDQ_LEAST_QUALITY)
		return true;
	if (++search->count > HITS_TOO_COMMON)
		return false;
	if (hits->n - search->first[found->query] == HITS_A_FRAME) {
		place = &hits->hits[search->first[found->query]];
		for (size_t i = search->first[found->query] + 1; i < hits->n; i++)
			place = hits->hits[i].distance > place->distance ? &hits->hits[i] : place;
		if (place->distance <= found->distance)
			return true;
	} else {
		hits->n++;
	}
	*place = (struct line_hit){
		.query = clip_seconds(vote->query[vote->picks[search->pick]].microseconds),
		.reference = clip_seconds(vote->reference[found->index].microseconds),
		.voter = vote->pictures[search->pick],
		.distance = found->distance,
	};
	return true;
}

static double
find_hits(struct vote *vote)
{
	size_t alike = 0;

	for (size_t pick = 0; pick < vote->pick_n; pick++) {
		struct search search = { .vote = vote, .pick = pick };
		struct hash256 queries[DIHEDRAL_COUNT];

		for (int d = 0; d < DIHEDRAL_COUNT; d++) {
			queries[d] = hash256_turned(&vote->query[vote->picks[pick]].hash, (enum dihedral)d);
			search.first[d] = vote->turned[d].n;
		}
		if (!hash_scan(CPU_PATH_BEST, vote->hashes, vote->reference_n, queries,
		               DIHEDRAL_COUNT, HASH_SAME, take_hit, &search)) {
			for (int d = 0; d < DIHEDRAL_COUNT; d++)
				vote->turned[d].n = search.first[d];
		}
		alike += search.count > 0;
	}
	return vote->pick_n == 0 ? 0 : (double)alike / (double)vote->pick_n;
}

/* --- from a line to segments --- */

static bool
is_within(const struct clip_segment *segment, double seconds)
{
	return seconds >= segment->query_from && seconds <= segment->query_to;
}

/* Pictures of hits on the line in this stretch; `seen` has room for one flag a picture. */
static unsigned
count_pictures(const struct hits *hits, const struct line *line, const struct clip_segment *segment)
{
	bool seen[CLIP_QUERY_FRAMES] = { false };
	unsigned count = 0;

	for (size_t i = 0; i < hits->n; i++) {
		const struct line_hit *hit = &hits->hits[i];

		if (hit->taken || seen[hit->voter] || !is_within(segment, hit->query) ||
		    line_error(line, hit) > LINE_BIN_SECONDS)
			continue;
		seen[hit->voter] = true;
		count++;
	}
	return count;
}

/* What a segment explains votes for no other. */
static void
take_out(struct vote *vote, const struct clip_segment *segment)
{
	for (int d = 0; d < DIHEDRAL_COUNT; d++) {
		struct hits *hits = &vote->turned[d];

		for (size_t i = 0; i < hits->n; i++)
			hits->hits[i].taken |= is_within(segment, hits->hits[i].query);
	}
}

static bool
add_segments(struct vote *vote, const struct line *line, enum dihedral transform,
             struct clip_result *out)
{
	struct clip_walk walk = { .query = vote->query, .query_n = vote->query_n,
		                  .reference = vote->reference, .reference_n = vote->reference_n,
		                  .line = *line, .transform = transform, .found = out };
	struct clip_segment segment;
	bool added = false;

	while (out->n < CLIP_SEGMENTS && clip_walk_next(&walk, &segment)) {
		segment.distinct = count_pictures(&vote->turned[transform], line, &segment);
		if (segment.distinct < vote->least_distinct ||
		    segment.query_to - segment.query_from < vote->least_seconds)
			continue;
		out->segments[out->n++] = segment;
		take_out(vote, &segment);
		added = true;
	}
	return added;
}

/* The line with the most voters among the eight ways to turn the query. */
static enum status
best_line(const struct vote *vote, struct line *out, enum dihedral *transform, struct error *err)
{
	enum status st = STATUS_OK;

	*out = (struct line){ 0 };
	*transform = DIHEDRAL_NONE;
	for (int d = 0; d < DIHEDRAL_COUNT && st == STATUS_OK; d++) {
		const struct hits *hits = &vote->turned[d];
		struct line line;

		if (hits->n < vote->least_distinct)
			continue;
		st = line_vote(hits->hits, hits->n, vote->picture_n, &line, err);
		if (st == STATUS_OK && line.voters > out->voters) {
			*out = line;
			*transform = (enum dihedral)d;
		}
	}
	return st;
}

static enum status
find_segments(struct vote *vote, struct clip_result *out, struct error *err)
{
	while (out->n < CLIP_SEGMENTS) {
		enum dihedral transform;
		struct line line;
		enum status st = best_line(vote, &line, &transform, err);

		if (st != STATUS_OK || line.voters < vote->least_distinct)
			return st;
		line_fit(&line, vote->turned[transform].hits, vote->turned[transform].n);
		if (!add_segments(vote, &line, transform, out))
			return STATUS_OK;
	}
	return STATUS_OK;
}

/* --- still scenes --- */

/* The way to turn the query in which the most of its frames have hits; of as many, with the nearest. */
static enum dihedral
usual_transform(const struct vote *vote)
{
	enum dihedral usual = DIHEDRAL_NONE;
	size_t most = 0;
	double least = INFINITY;

	for (int d = 0; d < DIHEDRAL_COUNT; d++) {
		const struct hits *hits = &vote->turned[d];
		double sum = 0;

		for (size_t i = 0; i < hits->n; i++)
			sum += hits->hits[i].distance;
		if (hits->n == 0 || hits->n < most || (hits->n == most && sum >= least))
			continue;
		usual = (enum dihedral)d;
		most = hits->n;
		least = sum;
	}
	return usual;
}

static enum status
place_still(const struct vote *vote, struct clip_result *result, struct error *err)
{
	const struct clip_pair pair = { vote->query, vote->reference, vote->query_n,
		                        vote->reference_n, usual_transform(vote) };

	return clip_place(&pair, vote->least_seconds, result, err);
}

/* --- the answer --- */

static int
compare_segments(const void *left, const void *right)
{
	const struct clip_segment *a = left, *b = right;

	return (a->query_from > b->query_from) - (a->query_from < b->query_from);
}

/* The same agreement seen from the other side. */
static void
exchange_sides(struct clip_result *result)
{
	for (size_t i = 0; i < result->n; i++)
		result->segments[i] = clip_segment_exchanged(&result->segments[i]);
}

enum status
clip_compare(const struct frame_hash *query, size_t query_n, const struct frame_hash *reference,
             size_t reference_n, struct clip_result *out, struct error *err)
{
	bool exchanged = query_n > reference_n; /* the shorter one is searched with, frame by frame */
	SCOPED(vote) vote = {
		.query = exchanged ? reference : query,
		.query_n = exchanged ? reference_n : query_n,
		.reference = exchanged ? query : reference,
		.reference_n = exchanged ? query_n : reference_n,
	};
	struct clip_result result = { .n = 0 };
	enum status st = vote_begin(&vote, err);

	if (st != STATUS_OK)
		return st;
	result.alike = find_hits(&vote);
	result.pictures = vote.picture_n;
	st = find_segments(&vote, &result, err);
	if (st == STATUS_OK)
		st = place_still(&vote, &result, err);
	if (st != STATUS_OK)
		return st;
	if (exchanged)
		exchange_sides(&result);
	qsort(result.segments, result.n, sizeof *result.segments, compare_segments);
	*out = result;
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* clip_place.c - which segments tell no time, and what of them can be placed by small differences. */
#include "fingerprint/clip_place.h"

#include "base/error.h"
#include "fingerprint/clip_segment.h"

static struct clip_pair
exchanged_pair(const struct clip_pair *pair)
{
	return (struct clip_pair){ pair->reference, pair->query, pair->reference_n, pair->query_n,
		                   dihedral_inverse(pair->transform) };
}

/* --- what tells no time --- */

/* Which of the two films looks at all times as it does in a segment. */
struct stillness {
	bool query, reference;
};

/* Do the frames of the query's part look like the reference at any other time too? */
static enum status
is_alike_elsewhere(const struct clip_pair *pair, const struct clip_segment *segment, bool *out,
                   struct error *err)
{
	struct clip_means means;
	enum status st = clip_means_of(pair, segment, 1, false, &means, err);

	*out = st == STATUS_OK && means.elsewhere <= CLIP_SUPPORT;
	return st;
}

static enum status
stillness_of(const struct clip_pair *pair, const struct clip_segment *segment,
             struct stillness *out, struct error *err)
{
	const struct clip_pair exchanged = exchanged_pair(pair);
	const struct clip_segment other = clip_segment_exchanged(segment);
	enum status st = is_alike_elsewhere(pair, segment, &out->reference, err);

	return st == STATUS_OK ? is_alike_elsewhere(&exchanged, &other, &out->query, err) : st;
}

/* --- what can be placed --- */

/* Something has to move within the segment itself: a slate that both have stands at any time of it. */
static enum status
tells_time(const struct clip_pair *pair, const struct clip_segment *segment, bool *out,
           struct error *err)
{
	struct clip_means means;
	enum status st = clip_means_of(pair, segment, 1, true, &means, err);

	*out = st == STATUS_OK && means.elsewhere - means.here >= CLIP_STILL_CONTRAST;
	return st;
}

static enum status
take_line(const struct clip_pair *pair, const struct line *line, double least_seconds,
          struct clip_result *out, struct error *err)
{
	struct clip_result none = { .n = 0 };
	struct clip_walk walk = { .query = pair->query, .query_n = pair->query_n,
		                  .reference = pair->reference, .reference_n = pair->reference_n,
		                  .line = *line, .transform = pair->transform, .exact = true,
		                  .found = &none };
	struct clip_segment segment;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && out->n < CLIP_SEGMENTS && clip_walk_next(&walk, &segment)) {
		bool tells = false;

		segment.distinct = 1;
		if (segment.query_to - segment.query_from >= least_seconds)
			st = tells_time(pair, &segment, &tells, err);
		if (tells)
			out->segments[out->n++] = segment;
	}
	return st;
}

/* Adds what of the pair can be placed, if anything can. */
static enum status
lay_over(const struct clip_pair *pair, double least_seconds, struct clip_result *out,
         struct error *err)
{
	struct line line;
	enum status st = clip_still_line(pair, &line, err);

	if (st == STATUS_OK)
		st = take_line(pair, &line, least_seconds, out, err);
	return st == STATUS_FALSE ? STATUS_OK : st;
}

/* The pair with no more of the query than what is in the segment. */
static struct clip_pair
part_of(const struct clip_pair *pair, const struct clip_segment *segment)
{
	struct clip_pair part = *pair;

	part.transform = segment->transform;
	while (part.query_n > 0 &&
	       clip_seconds(part.query[0].microseconds) < segment->query_from) {
		part.query++;
		part.query_n--;
	}
	while (part.query_n > 0 &&
	       clip_seconds(part.query[part.query_n - 1].microseconds) > segment->query_to)
		part.query_n--;
	return part;
}

/* The part of one film that the segment has, over the whole of the other, which is still. */
static enum status
lay_part_over(const struct clip_pair *pair, const struct clip_segment *segment, bool exchanged,
              double least_seconds, struct clip_result *out, struct error *err)
{
	const struct clip_pair other = exchanged_pair(pair);
	const struct clip_segment seen = exchanged ? clip_segment_exchanged(segment) : *segment;
	const struct clip_pair part = part_of(exchanged ? &other : pair, &seen);
	size_t before = out->n;
	enum status st = lay_over(&part, least_seconds, out, err);

	for (size_t i = before; exchanged && i < out->n; i++)
		out->segments[i] = clip_segment_exchanged(&out->segments[i]);
	return st;
}

static enum status
place_whole(const struct clip_pair *pair, double least_seconds, struct clip_result *result,
            struct error *err)
{
	result->n = 0;
	result->still = true;
	return lay_over(pair, least_seconds, result, err);
}

enum status
clip_place(const struct clip_pair *pair, double least_seconds, struct clip_result *result,
           struct error *err)
{
	struct clip_result placed = *result;

	if (result->n == 0)
		return result->alike >= CLIP_ALIKE_SHARE
		               ? place_whole(pair, least_seconds, result, err)
		               : STATUS_OK;
	placed.n = 0;
	for (size_t i = 0; i < result->n && placed.n < CLIP_SEGMENTS; i++) {
		const struct clip_segment *segment = &result->segments[i];
		struct stillness still;
		enum status st = stillness_of(pair, segment, &still, err);

		if (st == STATUS_OK && still.query && still.reference)
			return place_whole(pair, least_seconds, result, err);
		placed.still |= still.query || still.reference;
		if (st == STATUS_OK && (still.query || still.reference))
			st = lay_part_over(pair, segment, still.query, least_seconds, &placed, err);
		else if (st == STATUS_OK)
			placed.segments[placed.n++] = *segment;
		if (st != STATUS_OK)
			return st;
	}
	*result = placed;
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* clip_segment.c - walks along a line through two series of frames. */
#include "fingerprint/clip_segment.h"

#include "fingerprint/pdq.h"

/* How far in time a reference's frame may lie: one slot, and the other copy's frame time. */
#define NEARBY_SECONDS 0.2

/* As long a kept frame may stand for near-equal ones after it. */
#define STANDS_FOR_SECONDS (FRAME_LONGEST_GAP_MICROSECONDS / 1e6 + NEARBY_SECONDS)

double
clip_seconds(int64_t microseconds)
{
	return (double)microseconds / 1e6;
}

struct clip_segment
clip_segment_exchanged(const struct clip_segment *segment)
{
	struct clip_segment exchanged = *segment;

	exchanged.query_from = segment->reference_from;
	exchanged.query_to = segment->reference_to;
	exchanged.reference_from = segment->query_from;
	exchanged.reference_to = segment->query_to;
	exchanged.slope = 1 / segment->slope;
	exchanged.transform = dihedral_inverse(segment->transform);
	return exchanged;
}

/* Was another frame in its place by `seconds`? */
static bool
is_over(const struct clip_walk *walk, size_t frame, double seconds)
{
	return frame + 1 < walk->reference_n &&
	       clip_seconds(walk->reference[frame + 1].microseconds) <= seconds;
}

/* The least distance of a frame to those of the reference near `seconds`; HASH256_BITS + 1 when there are none. */
static unsigned
nearest_at(struct clip_walk *walk, const struct hash256 *hash, double seconds)
{
	unsigned least = HASH256_BITS + 1;
	size_t i = walk->reference_next;

	while (i + 1 < walk->reference_n &&
	       clip_seconds(walk->reference[i + 1].microseconds) < seconds - NEARBY_SECONDS)
		i++;
	walk->reference_next = i;
	for (; i < walk->reference_n; i++) {
		const struct frame_hash *frame = &walk->reference[i];
		double late = clip_seconds(frame->microseconds) - seconds;
		unsigned distance;

		if (late > NEARBY_SECONDS)
			break;
		if (late < -STANDS_FOR_SECONDS || frame->quality < PDQ_LEAST_QUALITY ||
		    (walk->exact && is_over(walk, i, seconds)))
			continue;
		distance = hash256_distance(hash, &frame->hash);
		least = distance < least ? distance : least;
	}
	return least;
}

struct stretch {
	struct clip_segment segment;
	double              distances;
};

static void
extend(struct stretch *stretch, const struct line *line, double seconds, unsigned distance)
{
	struct clip_segment *segment = &stretch->segment;

	if (segment->frames == 0)
		segment->query_from = seconds;
	segment->query_to = seconds;
	segment->frames++;
	stretch->distances += distance;
	segment->mean_distance = stretch->distances / segment->frames;
	segment->reference_from = line->offset + line->slope * segment->query_from;
	segment->reference_to = line->offset + line->slope * segment->query_to;
}

static bool
is_found(const struct clip_result *found, double seconds)
{
	for (size_t i = 0; i < found->n; i++) {
		if (seconds >= found->segments[i].query_from && seconds <= found->segments[i].query_to)
			return true;
	}
	return false;
}

bool
clip_walk_next(struct clip_walk *walk, struct clip_segment *out)
{
	struct stretch stretch = { .segment = { .slope = walk->line.slope,
		                                .transform = walk->transform } };

	for (; walk->next < walk->query_n; walk->next++) {
		const struct frame_hash *frame = &walk->query[walk->next];
		double seconds = clip_seconds(frame->microseconds);
		struct hash256 turned;
		unsigned distance;

		if (stretch.segment.frames > 0 &&
		    seconds - stretch.segment.query_to > CLIP_LONGEST_GAP_SECONDS)
			break;
		if (frame->quality < PDQ_LEAST_QUALITY || is_found(walk->found, seconds))
			continue;
		turned = hash256_turned(&frame->hash, walk->transform);
		distance = nearest_at(walk, &turned, walk->line.offset + walk->line.slope * seconds);
		if (distance <= CLIP_SUPPORT)
			extend(&stretch, &walk->line, seconds, distance);
	}
	if (stretch.segment.frames == 0)
		return false;
	*out = stretch.segment;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* audio_align.c - lines between two sounds, verified bit by bit, and their segments. */
#include "fingerprint/audio_align.h"

#include "base/error.h"
#include "base/scoped.h"
#include "fingerprint/audio_vote.h"
#include "fingerprint/popcount.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_STEP 8  /* items from one window to the next: one second */
#define SLACK 2        /* items by which a window may lie beside the line */
#define EDGE_ITEMS 8   /* one second: how closely the ends of a segment are looked at */
#define EDGE_ERROR 0.36
#define ITEM_BITS 32.0

/* Voters that a line needs before it is verified; chance gives two or three. */
#define LEAST_VOTERS 4

struct alignment {
	const struct audio_print *query, *reference;
	struct line               line;
};

/* Item of the reference that item `i` of the query should be, plus `shift`; negative or too large: none. */
static long
counterpart(const struct alignment *a, size_t i, long shift)
{
	double seconds = a->line.offset + a->line.slope * ((double)i * a->query->item_seconds);

	return lround(seconds / a->reference->item_seconds) + shift;
}

/* Share of bits that differ over n items from `from` on; 1 when the reference does not reach so far. */
static double
error_of(const struct alignment *a, size_t from, size_t n, long shift)
{
	unsigned differing = 0;

	for (size_t i = from; i < from + n; i++) {
		long k = counterpart(a, i, shift);

		if (k < 0 || (size_t)k >= a->reference->n)
			return 1;
		differing += popcount32(a->query->items[i] ^ a->reference->items[k]);
	}
	return differing / (ITEM_BITS * (double)n);
}

/* Share of bits in which a window differs from itself one, two and three seconds later. */
static double
change_in(const uint32_t *items)
{
	unsigned differing = 0, pairs = 0;

	for (size_t later = EDGE_ITEMS; later <= 3 * EDGE_ITEMS; later += EDGE_ITEMS) {
		for (size_t i = 0; i + later < AUDIO_WINDOW; i++, pairs++)
			differing += popcount32(items[i] ^ items[i + later]);
	}
	return differing / (ITEM_BITS * pairs);
}

static bool
is_varied(const struct audio_print *print, long from)
{
	return from >= 0 && (size_t)from + AUDIO_WINDOW <= print->n &&
	       change_in(print->items + from) >= AUDIO_LEAST_CHANGE;
}

double
audio_varied_share(const struct audio_print *print)
{
	size_t windows = 0, varied = 0;

	for (size_t i = 0; i + AUDIO_WINDOW <= print->n; i += WINDOW_STEP, windows++)
		varied += is_varied(print, (long)i);
	return windows == 0 ? 0 : (double)varied / (double)windows;
}

/* The best error of a window near the line; 1 when one side is not varied there. */
static double
window_error(const struct alignment *a, size_t from, long *shift)
{
	double least = 1;

	if (!is_varied(a->query, (long)from))
		return 1;
	for (long s = -SLACK; s <= SLACK; s++) {
		double error = error_of(a, from, AUDIO_WINDOW, s);

		if (error < least) {
			least = error;
			*shift = s;
		}
	}
	return least < 1 && is_varied(a->reference, counterpart(a, from, *shift)) ? least : 1;
}

/* A run of windows that agree: items [from, to) of the query. */
struct run {
	size_t from, to;
	double errors;
	size_t windows;
	long   first_shift, last_shift;
};

/* The next run from item *next on; false when there is none. */
static bool
next_run(const struct alignment *a, size_t *next, struct run *out)
{
	struct run run = { 0 };
	size_t i = *next;

	for (; i + AUDIO_WINDOW <= a->query->n; i += WINDOW_STEP) {
		long shift = 0;
		double error = window_error(a, i, &shift);

		if (error > AUDIO_LONG_ERROR && run.windows > 0)
			break;
		if (error > AUDIO_LONG_ERROR)
			continue;
		if (run.windows == 0) {
			run.from = i;
			run.first_shift = shift;
		}
		run.last_shift = shift;
		run.to = i + AUDIO_WINDOW;
		run.errors += error;
		run.windows++;
	}
	*next = i;
	*out = run;
	return run.windows > 0;
}

/* Windows reach across the ends of what agrees: cut off there what does not, add what does. */
static void
sharpen(const struct alignment *a, struct run *run)
{
	while (run->to - run->from > EDGE_ITEMS &&
	       error_of(a, run->from, EDGE_ITEMS, run->first_shift) > EDGE_ERROR)
		run->from++;
	while (run->to - run->from > EDGE_ITEMS &&
	       error_of(a, run->to - EDGE_ITEMS, EDGE_ITEMS, run->last_shift) > EDGE_ERROR)
		run->to--;
	while (run->from >= EDGE_ITEMS &&
	       error_of(a, run->from - EDGE_ITEMS, EDGE_ITEMS, run->first_shift) <= EDGE_ERROR)
		run->from -= EDGE_ITEMS;
	while (run->to + EDGE_ITEMS <= a->query->n &&
	       error_of(a, run->to, EDGE_ITEMS, run->last_shift) <= EDGE_ERROR)
		run->to += EDGE_ITEMS;
}

static struct audio_segment
segment_of(const struct alignment *a, const struct run *run)
{
	double item = a->query->item_seconds;
	struct audio_segment segment = {
		.query_from = (double)run->from * item,
		.query_to = (double)run->to * item,
		.slope = a->line.slope,
		.error = run->errors / (double)run->windows,
	};

	segment.reference_from = a->line.offset + a->line.slope * segment.query_from;
	segment.reference_to = a->line.offset + a->line.slope * segment.query_to;
	return segment;
}

static bool
is_enough(const struct audio_segment *segment)
{
	double seconds = segment->query_to - segment->query_from;

	/* a window is a little shorter than five seconds */
	if (segment->error <= AUDIO_ERROR && seconds >= AUDIO_LEAST_SECONDS - 0.1)
		return true;
	return segment->error <= AUDIO_LONG_ERROR && seconds >= AUDIO_LONG_SECONDS;
}

static bool
is_known(const struct audio_result *result, const struct audio_segment *segment)
{
	for (size_t i = 0; i < result->n; i++) {
		if (segment->query_from < result->segments[i].query_to &&
		    segment->query_to > result->segments[i].query_from)
			return true;
	}
	return false;
}

/* What lies in a segment votes for no other. */
static void
take_out(struct audio_hits *hits, const struct audio_segment *segment)
{
	for (size_t i = 0; i < hits->n; i++)
		hits->hits[i].taken |= hits->hits[i].query >= segment->query_from &&
		                       hits->hits[i].query <= segment->query_to;
}

static bool
add_segments(const struct alignment *a, struct audio_hits *hits, struct audio_result *out)
{
	bool added = false;
	struct run run;
	size_t next = 0;

	while (out->n < AUDIO_SEGMENTS && next_run(a, &next, &run)) {
		struct audio_segment segment;

		sharpen(a, &run);
		segment = segment_of(a, &run);
		if (!is_enough(&segment) || is_known(out, &segment))
			continue;
		out->segments[out->n++] = segment;
		take_out(hits, &segment);
		added = true;
	}
	return added;
}

static enum status
find_segments(struct alignment *a, struct audio_hits *hits, struct audio_result *out,
              struct error *err)
{
	while (out->n < AUDIO_SEGMENTS) {
		enum status st = line_vote(hits->hits, hits->n, hits->voters, &a->line, err);

		if (st != STATUS_OK || a->line.voters < LEAST_VOTERS)
			return st;
		line_fit(&a->line, hits->hits, hits->n);
		if (!add_segments(a, hits, out))
			return STATUS_OK;
	}
	return STATUS_OK;
}

static int
compare_segments(const void *left, const void *right)
{
	const struct audio_segment *a = left, *b = right;

	return (a->query_from > b->query_from) - (a->query_from < b->query_from);
}

enum status
audio_align(const struct audio_print *query, const struct audio_print *reference,
            struct audio_result *out, struct error *err)
{
	struct alignment alignment = { .query = query, .reference = reference };
	SCOPED_FREE struct audio_hits *hits = NULL;
	struct audio_result result = { .n = 0 };
	enum status st;

	if (!(query->item_seconds > 0) || query->item_seconds != reference->item_seconds ||
	    query->n > UINT32_MAX || reference->n > UINT32_MAX)
		return fail(err, STATUS_INVALID, "sounds of different fingerprints cannot be compared");
	hits = calloc(1, sizeof *hits);
	if (hits == NULL)
		return fail_memory(err);
	st = audio_find_hits(query, reference, hits, err);
	if (st == STATUS_OK)
		st = find_segments(&alignment, hits, &result, err);
	if (st != STATUS_OK)
		return st;
	qsort(result.segments, result.n, sizeof *result.segments, compare_segments);
	*out = result;
	return STATUS_OK;
}

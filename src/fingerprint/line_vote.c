/* SPDX-License-Identifier: Apache-2.0 */
/* line_vote.c - votes of hits on offset and speed. */
#include "fingerprint/line_vote.h"

#include "base/error.h"
#include "base/scoped.h"

#include <math.h>
#include <stdlib.h>

#define FIT_SPAN 2.0 /* seconds that hits must cover before they tell a speed */

struct place {
	double   offset;
	uint32_t voter;
};

struct poll {
	struct place *places;
	size_t        n;
	uint32_t     *present; /* hits of each voter within the window */
	size_t        voters;  /* that have any */
};

static int
compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	return (a->offset > b->offset) - (a->offset < b->offset);
}

static void
enter(struct poll *poll, const struct place *place)
{
	if (poll->present[place->voter]++ == 0)
		poll->voters++;
}

static void
leave(struct poll *poll, const struct place *place)
{
	if (--poll->present[place->voter] == 0)
		poll->voters--;
}

/* Slides a window of one bin over the sorted offsets; keeps the line if it has more voters. */
static void
slide(struct poll *poll, double slope, struct line *best)
{
	size_t first = 0;

	qsort(poll->places, poll->n, sizeof *poll->places, compare_places);
	for (size_t last = 0; last < poll->n; last++) {
		enter(poll, &poll->places[last]);
		while (poll->places[last].offset - poll->places[first].offset > LINE_BIN_SECONDS)
			leave(poll, &poll->places[first++]);
		if (poll->voters > best->voters)
			*best = (struct line){
				slope,
				(poll->places[first].offset + poll->places[last].offset) / 2,
				poll->voters,
			};
	}
	while (first < poll->n)
		leave(poll, &poll->places[first++]);
}

/* 100, 101, 99, 102, 98 …: of equal votes the first, nearest to 1, stays. */
static void
try_speeds(struct poll *poll, const struct line_hit *hits, size_t n, struct line *best)
{
	for (int step = 0; step <= 2 * (LINE_FASTEST - 100); step++) {
		int speed = step % 2 ? 100 + (step + 1) / 2 : 100 - step / 2;
		double slope = speed / 100.0;

		if (speed < LINE_SLOWEST || speed > LINE_FASTEST)
			continue;
		poll->n = 0;
		for (size_t i = 0; i < n; i++) {
			if (!hits[i].taken)
				poll->places[poll->n++] = (struct place){
					hits[i].reference - slope * hits[i].query, hits[i].voter };
		}
		slide(poll, slope, best);
	}
}

enum status
line_vote(const struct line_hit *hits, size_t n, uint32_t voters, struct line *out,
          struct error *err)
{
	SCOPED_FREE struct place *places = calloc(n + 1, sizeof *places);
	SCOPED_FREE uint32_t *present = calloc((size_t)voters + 1, sizeof *present);
	struct poll poll = { .places = places, .present = present };
	struct line best = { 1, 0, 0 };

	if (places == NULL || present == NULL)
		return fail_memory(err);
	if (n > LINE_HITS_LIMIT)
		return fail(err, STATUS_LIMIT, "more than %d hits", LINE_HITS_LIMIT);
	for (size_t i = 0; i < n; i++) {
		if (hits[i].voter >= voters)
			return fail(err, STATUS_INVALID, "a hit of an unknown voter");
	}
	try_speeds(&poll, hits, n, &best);
	*out = best;
	return STATUS_OK;
}

double
line_error(const struct line *line, const struct line_hit *hit)
{
	return fabs(hit->reference - line->slope * hit->query - line->offset);
}

/* Nearly the same pictures know their time better than those that are only alike. */
static double
weight_of(const struct line *line, const struct line_hit *hit)
{
	double unlike = 4.0 + hit->distance;

	if (hit->taken || line_error(line, hit) > LINE_BIN_SECONDS)
		return 0;
	return 1 / (unlike * unlike);
}

void
line_fit(struct line *line, const struct line_hit *hits, size_t n)
{
	double first = INFINITY, last = -INFINITY, sum = 0, x = 0, y = 0, xx = 0, xy = 0, slope;

	for (size_t i = 0; i < n; i++) {
		double weight = weight_of(line, &hits[i]);

		if (weight > 0) {
			first = fmin(first, hits[i].query);
			last = fmax(last, hits[i].query);
		}
		sum += weight;
		x += weight * hits[i].query;
		y += weight * hits[i].reference;
	}
	if (last - first < FIT_SPAN)
		return;
	x /= sum;
	y /= sum;
	for (size_t i = 0; i < n; i++) {
		double weight = weight_of(line, &hits[i]);

		xx += weight * (hits[i].query - x) * (hits[i].query - x);
		xy += weight * (hits[i].query - x) * (hits[i].reference - y);
	}
	slope = xx > 0 ? xy / xx : 0;
	if (slope < LINE_SLOWEST / 100.0 || slope > LINE_FASTEST / 100.0)
		return;
	line->slope = slope;
	line->offset = y - slope * x;
}

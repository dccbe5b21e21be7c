/* SPDX-License-Identifier: Apache-2.0 */
/* frame_series.c - choosing frames by their times, and keeping hashes within bounds. */
#include "fingerprint/frame_series.h"

#include "base/error.h"
#include "fingerprint/pdq.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256
#define LONGEST_SLOT (INT64_C(1) << 40) /* microseconds: twelve days */

struct frame_series {
	enum frame_mode    mode;
	uint32_t           every;
	size_t             limit;
	int64_t            slot_length; /* doubled each time the limit is reached */
	bool               begun;
	int64_t            start;       /* time of the first frame */
	int64_t            slot;        /* of the frame that was asked about before */
	struct frame_hash  wanted;      /* that was wanted last, without its hash */
	struct frame_hash *frames;
	size_t             n, room;
};

enum status
frame_series_open(struct frame_series **out, enum frame_mode mode, uint32_t every, size_t limit,
                  struct error *err)
{
	struct frame_series *series = calloc(1, sizeof *series);

	if (series == NULL)
		return fail_memory(err);
	series->mode = mode;
	series->every = every > 0 ? every : 1;
	series->limit = limit > 1 ? limit : FRAME_SERIES_LIMIT;
	series->slot_length = FRAME_SLOT_MICROSECONDS;
	*out = series;
	return STATUS_OK;
}

void
frame_series_close(struct frame_series *series)
{
	if (series == NULL)
		return;
	free(series->frames);
	free(series);
}

uint32_t
frame_interval(double seconds, double frames_a_second)
{
	double interval = seconds * frames_a_second;

	/* also false for what is not a number */
	if (!(interval >= 1))
		return 1;
	return interval < UINT32_MAX ? (uint32_t)interval : UINT32_MAX;
}

/* Foreign times may be anything: unsigned arithmetic wraps without harm. */
static int64_t
time_since_start(const struct frame_series *series, int64_t microseconds)
{
	return (int64_t)((uint64_t)microseconds - (uint64_t)series->start);
}

static int64_t
slot_of(const struct frame_series *series, int64_t microseconds)
{
	return time_since_start(series, microseconds) / series->slot_length;
}

/* A burst is as short as the shortest slot, however long the slots have become. */
static bool
is_in_burst(const struct frame_series *series, int64_t microseconds)
{
	int64_t since = time_since_start(series, microseconds);

	return since >= 0 &&
	       since % (series->slot_length * FRAME_BURST_SLOTS) < FRAME_SLOT_MICROSECONDS;
}

static bool
is_wanted_densely(struct frame_series *series, int64_t microseconds, bool *burst)
{
	int64_t slot;
	bool next;

	if (!series->begun)
		series->start = microseconds;
	slot = slot_of(series, microseconds);
	next = !series->begun || slot != series->slot;
	series->begun = true;
	series->slot = slot;
	*burst = is_in_burst(series, microseconds);
	return next || *burst;
}

bool
frame_series_wants(struct frame_series *series, uint32_t number, int64_t microseconds)
{
	bool wanted = true, burst = false;

	if (series->mode == FRAMES_DENSE)
		wanted = is_wanted_densely(series, microseconds, &burst);
	else if (series->mode == FRAMES_EVERY)
		wanted = number % series->every == 0;
	series->wanted = (struct frame_hash){ .microseconds = microseconds,
		                              .number = number,
		                              .burst = burst };
	return wanted;
}

/* Two slots become one, and frames go that would not have been wanted, had they always been so long. */
static void
thin_out(struct frame_series *series)
{
	size_t kept = 0;
	int64_t before = -1;

	if (series->slot_length < LONGEST_SLOT)
		series->slot_length *= 2;
	series->slot = slot_of(series, series->wanted.microseconds);
	for (size_t i = 0; i < series->n; i++) {
		int64_t slot = slot_of(series, series->frames[i].microseconds);
		bool burst = is_in_burst(series, series->frames[i].microseconds);

		if (slot == before && !burst)
			continue;
		series->frames[kept] = series->frames[i];
		series->frames[kept++].burst = burst;
		before = slot;
	}
	/* where times do not advance, slots do not tell what to give up */
	for (size_t i = 0; kept > series->limit * 3 / 4 && i < kept; i += 2)
		series->frames[i / 2] = series->frames[i];
	series->n = kept > series->limit * 3 / 4 ? (kept + 1) / 2 : kept;
}

static enum status
make_room(struct frame_series *series, struct error *err)
{
	size_t room = series->room == 0 ? FIRST_ROOM : series->room * 2;
	struct frame_hash *frames;

	if (series->n == series->limit && series->mode != FRAMES_DENSE)
		return fail(err, STATUS_LIMIT, "more than %zu frames", series->limit);
	if (series->n == series->limit)
		thin_out(series);
	if (series->n < series->room)
		return STATUS_OK;
	room = room < series->limit ? room : series->limit;
	frames = realloc(series->frames, room * sizeof *frames);
	if (frames == NULL)
		return fail_memory(err);
	series->frames = frames;
	series->room = room;
	return STATUS_OK;
}

static bool
is_dropped(const struct frame_series *series, const struct hash256 *hash, unsigned quality)
{
	const struct frame_hash *before;

	if (series->mode != FRAMES_DENSE)
		return false;
	if (quality < PDQ_LEAST_QUALITY)
		return true;
	if (series->n == 0)
		return false;
	before = &series->frames[series->n - 1];
	return hash256_distance(&before->hash, hash) <= FRAME_NEAR_EQUAL &&
	       (uint64_t)series->wanted.microseconds - (uint64_t)before->microseconds <
	           FRAME_LONGEST_GAP_MICROSECONDS;
}

enum status
frame_series_add(struct frame_series *series, const struct hash256 *hash, unsigned quality,
                 struct error *err)
{
	enum status st;

	if (is_dropped(series, hash, quality))
		return STATUS_OK;
	st = make_room(series, err);
	if (st != STATUS_OK)
		return st;
	series->wanted.hash = *hash;
	series->wanted.quality = (uint16_t)quality;
	series->frames[series->n++] = series->wanted;
	return STATUS_OK;
}

const struct frame_hash *
frame_series_frames(const struct frame_series *series, size_t *n)
{
	*n = series->n;
	return series->frames;
}

/* Bursts are told apart by time: between two of them there is a slot without. */
static size_t
choose_bursts(const struct frame_hash *frames, size_t n, size_t limit, unsigned step, uint32_t *out)
{
	size_t count = 0, bursts = 0;

	for (size_t i = 0; i < n; i++) {
		if (!frames[i].burst)
			continue;
		/* unsigned, as foreign times may be anything */
		if (i == 0 || !frames[i - 1].burst ||
		    (uint64_t)frames[i].microseconds - (uint64_t)frames[i - 1].microseconds >
		        FRAME_SLOT_MICROSECONDS)
			bursts++;
		if ((bursts - 1) % step != 0)
			continue;
		if (count == limit)
			return limit + 1;
		out[count++] = (uint32_t)i;
	}
	return count;
}

size_t
frame_series_query(const struct frame_hash *frames, size_t n, size_t limit, uint32_t *out)
{
	size_t count;

	if (n <= limit) {
		for (size_t i = 0; i < n; i++)
			out[i] = (uint32_t)i;
		return n;
	}
	for (unsigned step = 1; step < UINT32_MAX / 2; step *= 2) {
		count = choose_bursts(frames, n, limit, step, out);
		if (count > 0 && count <= limit)
			return count;
		if (count == 0)
			break;
	}
	/* no bursts, or one larger than the limit: evenly over all */
	for (size_t i = 0; i < limit; i++)
		out[i] = (uint32_t)(i * n / limit);
	return limit;
}

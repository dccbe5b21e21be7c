/* SPDX-License-Identifier: Apache-2.0 */
/* clip_still.c - the mean distance of two films at every offset in time, and whether one of these stands out. */
#include "fingerprint/clip_still.h"

#include "base/error.h"
#include "base/scoped.h"
#include "fingerprint/clip_segment.h"
#include "fingerprint/pdq.h"

#include <math.h>
#include <stdlib.h>

#define SLOT_SECONDS (FRAME_SLOT_MICROSECONDS / 1e6)

/* A kept frame stands for what was shown until the next one, but no longer than this. */
#define SHOWN_SECONDS (FRAME_LONGEST_GAP_MICROSECONDS / 1e6 + 0.2)

/* Of the query, frames that are compared at each offset. */
#define PICKS 150

/* A mean of fewer is none. */
#define LEAST_COUNTED 5

/* Offsets: 36 hours of them; distances in all; and those up to which other speeds are tried too. */
#define OFFSETS_LIMIT 1000000
#define WORK_LIMIT    40000000.0
#define SPEEDS_WORK   500000.0

/* Another speed has to be better than none by so many bits. */
#define SPEED_GAIN 2.0

/* While one is looked for: hundredths from each to the next, and every so many of the picks. */
#define SPEED_STEP 2
#define SPEED_PICKS 3

#define NOTHING UINT32_MAX

/* --- what was shown when --- */

struct shown {
	const struct frame_hash *frames;
	uint32_t                *places; /* by slot: the frame that was shown then, or NOTHING; owned */
	size_t                   n;
	double                   begin, end; /* seconds */
};

static void
shown_end(struct shown *shown)
{
	free(shown->places);
}

/* STATUS_FALSE for a film too long for it. */
static enum status
shown_fill(struct shown *shown, const struct frame_hash *frames, size_t n, struct error *err)
{
	size_t next = 0;
	double slots;

	*shown = (struct shown){ .frames = frames };
	if (n == 0)
		return STATUS_FALSE;
	shown->begin = clip_seconds(frames[0].microseconds);
	shown->end = clip_seconds(frames[n - 1].microseconds);
	slots = (shown->end - shown->begin) / SLOT_SECONDS + 1;
	if (!(slots >= 1 && slots < OFFSETS_LIMIT))
		return STATUS_FALSE;
	shown->n = (size_t)slots;
	shown->places = calloc(shown->n, sizeof *shown->places);
	if (shown->places == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < shown->n; i++) {
		double time = shown->begin + ((double)i + 0.5) * SLOT_SECONDS;

		while (next + 1 < n && clip_seconds(frames[next + 1].microseconds) <= time)
			next++;
		shown->places[i] = time - clip_seconds(frames[next].microseconds) <= SHOWN_SECONDS &&
		                                   frames[next].quality >= PDQ_LEAST_QUALITY
		                           ? (uint32_t)next
		                           : NOTHING;
	}
	return STATUS_OK;
}

static const struct hash256 *
shown_at(const struct shown *shown, double seconds)
{
	double slot = floor((seconds - shown->begin) / SLOT_SECONDS + 0.5);

	if (!(slot >= 0 && slot < (double)shown->n) || shown->places[(size_t)slot] == NOTHING)
		return NULL;
	return &shown->frames[shown->places[(size_t)slot]].hash;
}

/* --- other times than those of segments --- */

struct mean {
	double sum;
	size_t n;
};

static double
mean_of(const struct mean *mean)
{
	return mean->n > 0 ? mean->sum / (double)mean->n : HASH256_BITS;
}

static void
mean_add(struct mean *mean, const struct hash256 *a, const struct hash256 *b)
{
	if (b == NULL)
		return;
	mean->sum += hash256_distance(a, b);
	mean->n++;
}

/* Where else to look for what is shown at `seconds`. */
struct elsewhere {
	double from, to; /* no further */
	double seconds;
};

/* A moment and more away, both ways, ever farther. */
static void
look_elsewhere(const struct shown *shown, const struct hash256 *hash,
               const struct elsewhere *where, struct mean *mean)
{
	for (double away = 2; away < 60; away *= 1.5) {
		if (where->seconds + away <= where->to)
			mean_add(mean, hash, shown_at(shown, where->seconds + away));
		if (where->seconds - away >= where->from)
			mean_add(mean, hash, shown_at(shown, where->seconds - away));
	}
}

struct looking {
	struct shown shown;
	struct mean  here, elsewhere;
	bool         within;
};

static void
looking_end(struct looking *looking)
{
	shown_end(&looking->shown);
}

static void
look(struct looking *looking, const struct frame_hash *frame, const struct clip_segment *segment)
{
	const struct shown *shown = &looking->shown;
	double seconds = clip_seconds(frame->microseconds);
	const struct elsewhere where = {
		.from = looking->within ? segment->reference_from : shown->begin,
		.to = looking->within ? segment->reference_to : shown->end,
		.seconds = segment->reference_from + segment->slope * (seconds - segment->query_from),
	};
	struct hash256 hash = hash256_turned(&frame->hash, segment->transform);

	if (seconds < segment->query_from || seconds > segment->query_to)
		return;
	mean_add(&looking->here, &hash, shown_at(shown, where.seconds));
	look_elsewhere(shown, &hash, &where, &looking->elsewhere);
}

enum status
clip_means_of(const struct clip_pair *pair, const struct clip_segment *segments, size_t n,
              bool within, struct clip_means *out, struct error *err)
{
	SCOPED(looking) looking = { .within = within };
	size_t step = pair->query_n / PICKS + 1;
	enum status st = shown_fill(&looking.shown, pair->reference, pair->reference_n, err);

	for (size_t i = 0; st == STATUS_OK && i < pair->query_n; i += step) {
		for (size_t k = 0; k < n; k++)
			look(&looking, &pair->query[i], &segments[k]);
	}
	*out = (struct clip_means){ mean_of(&looking.here), mean_of(&looking.elsewhere) };
	return st == STATUS_FALSE ? STATUS_OK : st;
}

/* --- all offsets --- */

struct pick {
	double         seconds;
	struct hash256 hash;
};

struct profile {
	struct shown shown; /* of the reference */
	struct pick  picks[PICKS];
	size_t       pick_n;
	double       query_begin, query_end;
	double       slope, first; /* speed, and offset of the first mean */
	float       *means;        /* bits; INFINITY where too little overlaps; owned */
	size_t       n, best;
};

static void
profile_end(struct profile *profile)
{
	shown_end(&profile->shown);
	free(profile->means);
}

/* An even choice of the frames that count. */
static void
choose_picks(struct profile *profile, const struct clip_pair *pair, size_t limit)
{
	size_t step = (pair->query_n + limit - 1) / limit;

	for (size_t i = 0; i < pair->query_n && profile->pick_n < limit; i += step) {
		const struct frame_hash *frame = &pair->query[i];

		if (frame->quality >= PDQ_LEAST_QUALITY)
			profile->picks[profile->pick_n++] = (struct pick){
				clip_seconds(frame->microseconds),
				hash256_turned(&frame->hash, pair->transform),
			};
	}
}

static enum status
profile_begin(struct profile *profile, const struct clip_pair *pair, struct error *err)
{
	enum status st = shown_fill(&profile->shown, pair->reference, pair->reference_n, err);
	double offsets;

	if (st != STATUS_OK)
		return st;
	if (pair->query_n == 0)
		return STATUS_FALSE;
	profile->query_begin = clip_seconds(pair->query[0].microseconds);
	profile->query_end = clip_seconds(pair->query[pair->query_n - 1].microseconds);
	offsets = (profile->query_end - profile->query_begin) * LINE_FASTEST / 100.0 / SLOT_SECONDS +
	          (double)profile->shown.n + 2;
	if (!(offsets > 0 && offsets < OFFSETS_LIMIT))
		return STATUS_FALSE;
	profile->means = calloc((size_t)offsets, sizeof *profile->means);
	if (profile->means == NULL)
		return fail_memory(err);
	profile->n = (size_t)offsets;
	choose_picks(profile, pair, (size_t)fmin(PICKS, WORK_LIMIT / offsets));
	return STATUS_OK;
}

/* Seconds of the reference that the query covers when it begins there. */
static double
overlap(const struct profile *profile, double offset, double slope)
{
	double from = offset + slope * profile->query_begin, to = offset + slope * profile->query_end;

	return fmin(to, profile->shown.end) - fmax(from, profile->shown.begin);
}

static double
shorter_of(const struct profile *profile, double slope)
{
	return fmin(slope * (profile->query_end - profile->query_begin),
	            profile->shown.end - profile->shown.begin);
}

/* How a profile is filled: with each `step`-th pick, where at least `share` of the shorter film overlaps. */
struct filling {
	double slope, share;
	size_t step;
};

static double
mean_at(const struct profile *profile, double offset, const struct filling *filling)
{
	double slope = filling->slope;
	struct mean mean = { .n = 0 };

	if (overlap(profile, offset, slope) < filling->share * shorter_of(profile, slope))
		return INFINITY;
	for (size_t i = 0; i < profile->pick_n; i += filling->step)
		mean_add(&mean, &profile->picks[i].hash,
		         shown_at(&profile->shown, offset + slope * profile->picks[i].seconds));
	return mean.n < LEAST_COUNTED ? INFINITY : mean_of(&mean);
}

static double
offset_of(const struct profile *profile, size_t place)
{
	return profile->first + (double)place * SLOT_SECONDS;
}

static void
profile_fill(struct profile *profile, const struct filling *filling)
{
	profile->slope = filling->slope;
	profile->first = profile->shown.begin - filling->slope * profile->query_end;
	profile->best = 0;
	for (size_t i = 0; i < profile->n; i++) {
		profile->means[i] = (float)mean_at(profile, offset_of(profile, i), filling);
		if (profile->means[i] < profile->means[profile->best])
			profile->best = i;
	}
}

/* With that speed at which it comes nearest. */
static void
profile_fill_best(struct profile *profile)
{
	struct filling filling = { 1, CLIP_STILL_OVERLAP, 1 };
	double least;

	profile_fill(profile, &filling);
	least = profile->means[profile->best] - SPEED_GAIN;
	if ((double)profile->n * (double)profile->pick_n > SPEEDS_WORK)
		return;
	for (int speed = LINE_SLOWEST; speed <= LINE_FASTEST; speed += SPEED_STEP) {
		const struct filling rough = { speed / 100.0, CLIP_STILL_MOST, SPEED_PICKS };

		profile_fill(profile, &rough);
		if (profile->means[profile->best] < least) {
			least = profile->means[profile->best];
			filling.slope = rough.slope;
		}
	}
	profile_fill(profile, &filling);
}

/* --- does one stand out? --- */

static bool
is_valley(const struct profile *profile, size_t place)
{
	float mean = profile->means[place];

	return place > 0 && place + 1 < profile->n && mean <= profile->means[place - 1] &&
	       mean <= profile->means[place + 1] && isfinite(profile->means[place - 1]) &&
	       isfinite(profile->means[place + 1]);
}

/* What there is beside the best offset. */
struct others {
	double mean; /* of all of them; INFINITY: there are none */
	double next; /* the least that is not on the slopes of the best */
};

static struct others
look_at_others(const struct profile *profile)
{
	struct others others = { INFINITY, INFINITY };
	struct mean mean = { .n = 0 };

	for (size_t i = 0; i < profile->n; i++) {
		double away = fabs(offset_of(profile, i) - offset_of(profile, profile->best));

		if (!isfinite(profile->means[i]) || away <= CLIP_STILL_MOMENT_SECONDS)
			continue;
		mean.sum += profile->means[i];
		mean.n++;
		if (is_valley(profile, i))
			others.next = fmin(others.next, profile->means[i]);
	}
	if (mean.n > 0)
		others.mean = mean_of(&mean);
	return others;
}

static bool
stands_out(const struct profile *profile)
{
	double best = profile->means[profile->best], contrast;
	struct others others = look_at_others(profile);

	contrast = others.mean - best;
	if (!isfinite(best) || !isfinite(contrast) || contrast < CLIP_STILL_CONTRAST)
		return false;
	if (best <= CLIP_STILL_EQUAL)
		return true;
	return best <= HASH_SAME && others.next - best >= CLIP_STILL_ALONE * contrast &&
	       overlap(profile, offset_of(profile, profile->best), profile->slope) >=
	               CLIP_STILL_MOST * shorter_of(profile, profile->slope);
}

enum status
clip_still_line(const struct clip_pair *pair, struct line *out, struct error *err)
{
	SCOPED(profile) profile = { .n = 0 };
	enum status st = profile_begin(&profile, pair, err);

	if (st != STATUS_OK)
		return st;
	profile_fill_best(&profile);
	*out = (struct line){ .slope = profile.slope, .offset = offset_of(&profile, profile.best) };
	return stands_out(&profile) ? STATUS_OK : STATUS_FALSE;
}

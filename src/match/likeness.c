/* SPDX-License-Identifier: Apache-2.0 */
/* likeness.c - each kind of fingerprint compared, and one verdict of them all. */
#include "match/likeness.h"

#include "fingerprint/detail_crop.h"
#include "fingerprint/hash_scan.h"
#include "fingerprint/pdq.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>

_Static_assert(CLIP_SEGMENTS >= AUDIO_SEGMENTS, "there is room for the segments of either");

static bool
is_whole(const struct report_box *box)
{
	return box->width == 0 || box->height == 0;
}

/* --- still pictures --- */

/* What it says: that they are alike, alike but for their details, or not alike. */
static int
rank_of(const struct likeness_picture *pair)
{
	if (pair->unlike)
		return 1;
	return pair->distance <= HASH_SIMILAR ? 0 : 2;
}

/* Keeps the pair if it says more, or is nearer, than the best so far. */
static void
take_pair(struct likeness_picture *best, const struct likeness_picture *pair)
{
	int rank = rank_of(pair), before = rank_of(best);

	if (best->low || rank < before || (rank == before && pair->distance < best->distance))
		*best = *pair;
}

/*
 * Is something else drawn or written in it? Where just one has details, it is so
 * unless the hashes are the same: a copy may have lost its details, but a photograph or
 * a plain figure is similar to many a page.
 */
static bool
are_unlike(const struct picture_hashes *here, enum dihedral turn,
           const struct picture_hashes *there, unsigned distance)
{
	bool none = picture_detail_is_none(&here->detail), same = distance <= HASH_SAME;
	struct detail_signs turned, other;

	if (distance > HASH_SIMILAR || (none && picture_detail_is_none(&there->detail)))
		return false;
	if (none || picture_detail_is_none(&there->detail))
		return !same;
	turned = (struct detail_signs){ here->hashes[turn], picture_detail_turned(&here->detail, turn) };
	if (picture_detail_distance(&turned.detail, &there->detail) <= (same ? DETAIL_SAME : DETAIL_SIMILAR))
		return false;
	other = (struct detail_signs){ there->hashes[0], there->detail };
	return detail_crop_agreement(&turned, &other) < DETAIL_CROPPED;
}

/* A box and some stripes: near by chance. */
static bool
are_figures(const struct hash256 *here, const struct hash256 *there, unsigned distance)
{
	return distance > HASH_PRODUCT_SIMILAR && distance <= HASH_SIMILAR &&
	       hash256_product_distance(here) < HASH_PRODUCT &&
	       hash256_product_distance(there) < HASH_PRODUCT;
}

static void
compare_hashes(const struct picture_hashes *here, const struct picture_hashes *there,
               struct likeness_picture *best)
{
	for (int d = 0; d < DIHEDRAL_COUNT; d++) {
		struct likeness_picture pair = {
			.compared = true,
			.distance = hash256_distance(&here->hashes[d], &there->hashes[0]),
			.transform = (enum dihedral)d,
			.boxes = { here->box, there->box },
		};

		pair.figures = are_figures(&here->hashes[d], &there->hashes[0], pair.distance);
		pair.unlike = pair.figures || are_unlike(here, (enum dihedral)d, there, pair.distance);
		take_pair(best, &pair);
	}
}

static void
compare_pictures(const struct fingerprints *here, const struct fingerprints *there,
                 struct likeness_picture *out)
{
	*out = (struct likeness_picture){ .compared = true, .low = true };
	for (size_t i = 0; i < here->picture_count; i++) {
		for (size_t k = 0; k < there->picture_count; k++) {
			if (here->pictures[i].quality >= PDQ_LEAST_QUALITY &&
			    there->pictures[k].quality >= PDQ_LEAST_QUALITY)
				compare_hashes(&here->pictures[i], &there->pictures[k], out);
		}
	}
}

/* --- a still picture and a film's frames --- */

static void
compare_with_frames(const struct picture_hashes *picture, const struct film_series *film,
                    struct likeness_picture *best)
{
	for (size_t i = 0; i < film->n; i++) {
		const struct frame_hash *frame = &film->frames[i];

		if (frame->quality < PDQ_LEAST_QUALITY)
			continue;
		for (int d = 0; d < DIHEDRAL_COUNT; d++) {
			struct likeness_picture pair = {
				.compared = true,
				.distance = hash256_distance(&picture->hashes[d], &frame->hash),
				.transform = (enum dihedral)d,
				.boxes = { picture->box, film->box },
				.frame = true,
				.seconds = { 0, (double)frame->microseconds / 1e6 },
			};

			take_pair(best, &pair);
		}
	}
}

/* The pair seen from the other side. */
static void
exchange_sides(struct likeness_picture *pair)
{
	struct likeness_picture before = *pair;

	pair->transform = dihedral_inverse(before.transform);
	pair->boxes[HERE] = before.boxes[THERE];
	pair->boxes[THERE] = before.boxes[HERE];
	pair->seconds[HERE] = before.seconds[THERE];
	pair->seconds[THERE] = before.seconds[HERE];
}

static void
compare_picture_and_film(const struct fingerprints *picture, const struct fingerprints *film,
                         struct likeness_picture *out)
{
	*out = (struct likeness_picture){ .compared = true, .low = true, .frame = true };
	for (size_t i = 0; i < picture->picture_count; i++) {
		for (size_t k = 0; k < film->film_count; k++) {
			if (picture->pictures[i].quality >= PDQ_LEAST_QUALITY)
				compare_with_frames(&picture->pictures[i], &film->films[k], out);
		}
	}
}

/* --- films --- */

static double
covered_here(const struct clip_result *result)
{
	double sum = 0;

	for (size_t i = 0; i < result->n; i++)
		sum += result->segments[i].query_to - result->segments[i].query_from;
	return sum;
}

static bool
is_better(const struct clip_result *a, const struct clip_result *b)
{
	double covered = covered_here(a), before = covered_here(b);

	return covered > before || (covered == before && a->alike > b->alike);
}

static double
length_of(const struct film_series *film)
{
	return film->n == 0 ? 0
	                    : (double)(film->frames[film->n - 1].microseconds -
	                               film->frames[0].microseconds) / 1e6;
}

static void
take_times(const struct film_series *film, int side, struct likeness_film *out)
{
	out->lengths[side] = length_of(film);
	out->begins[side] = film->n == 0 ? 0 : (double)film->frames[0].microseconds / 1e6;
}

/* Nothing better can come. */
static bool
covers_all(const struct likeness_film *film)
{
	double shorter = fmin(film->lengths[HERE], film->lengths[THERE]);

	return film->result.n > 0 && covered_here(&film->result) >= VERDICT_WHOLE_SHARE * shorter;
}

/* A box that was found wrongly loses nothing: wholes and insides are compared crosswise. */
static enum status
compare_films(const struct fingerprints *here, const struct fingerprints *there,
              struct likeness_film *out, struct error *err)
{
	*out = (struct likeness_film){ .compared = true };
	take_times(&here->films[0], HERE, out);
	take_times(&there->films[0], THERE, out);
	for (size_t i = 0; i < here->film_count * there->film_count && !covers_all(out); i++) {
		const struct film_series *a = &here->films[i % here->film_count];
		const struct film_series *b = &there->films[i / here->film_count];
		struct clip_result result;
		enum status st = clip_compare(a->frames, a->n, b->frames, b->n, &result, err);

		if (st != STATUS_OK)
			return st;
		if (i > 0 && !is_better(&result, &out->result))
			continue;
		out->result = result;
		out->boxes[HERE] = a->box;
		out->boxes[THERE] = b->box;
	}
	return STATUS_OK;
}

/* --- sound --- */

static struct audio_print
print_of(const struct fingerprints *prints)
{
	return (struct audio_print){ prints->sound, prints->sound_count,
		                     prints->sound_nanoseconds / 1e9 };
}

/* Sound begins a little before or after the pictures. */
static void
shift(struct audio_result *result, double here, double there)
{
	for (size_t i = 0; i < result->n; i++) {
		result->segments[i].query_from += here;
		result->segments[i].query_to += here;
		result->segments[i].reference_from += there;
		result->segments[i].reference_to += there;
	}
}

static enum status
compare_sounds(const struct fingerprints *here, const struct fingerprints *there,
               struct likeness_sound *out, struct error *err)
{
	struct audio_print a = print_of(here), b = print_of(there);
	enum status st;

	*out = (struct likeness_sound){ .compared = true };
	out->lengths[HERE] = (double)a.n * a.item_seconds;
	out->lengths[THERE] = (double)b.n * b.item_seconds;
	out->silent = audio_varied_share(&a) == 0 || audio_varied_share(&b) == 0;
	st = audio_align(&a, &b, &out->result, err);
	shift(&out->result, (double)here->sound_begins / 1e6, (double)there->sound_begins / 1e6);
	return st;
}

/* --- the verdict --- */

static bool
has_sound(const struct fingerprints *prints)
{
	return prints->sound_count > 0 && prints->sound_nanoseconds > 0;
}

/* Sounds of different items have no time in common. */
static bool
can_compare_sounds(const struct fingerprints *here, const struct fingerprints *there)
{
	return has_sound(here) && has_sound(there) &&
	       here->sound_nanoseconds == there->sound_nanoseconds;
}

static bool
just_one_is_inside(const struct report_box boxes[2])
{
	return is_whole(&boxes[HERE]) != is_whole(&boxes[THERE]);
}

static void
judge(struct likeness *likeness, bool sound_missing)
{
	const struct likeness_picture *picture = &likeness->picture;
	const struct likeness_film *film = &likeness->film;
	const struct likeness_sound *sound = &likeness->sound;
	struct verdict_evidence evidence = {
		.pictures = picture->compared,
		.picture_low = picture->low,
		.picture_unlike = picture->unlike,
		.picture_figures = picture->figures,
		.distance = picture->distance,
		.transform = picture->transform,
		.frame = picture->frame,
		.frame_seconds = picture->seconds[HERE] + picture->seconds[THERE],
		.inside = just_one_is_inside(picture->compared ? picture->boxes : film->boxes),
		.video = film->compared ? &film->result : NULL,
		.video_seconds = { film->lengths[HERE], film->lengths[THERE] },
		.audio = sound->compared ? &sound->result : NULL,
		.audio_seconds = { sound->lengths[HERE], sound->lengths[THERE] },
		.audio_silent = sound->silent,
		.audio_missing = sound_missing,
	};

	likeness->verdict = verdict_of(&evidence);
}

/* Pictures with one another, or with the frames of a film. */
static void
compare_stills(const struct fingerprints *here, const struct fingerprints *there,
               struct likeness_picture *out)
{
	if (here->picture_count > 0 && there->picture_count > 0) {
		compare_pictures(here, there, out);
	} else if (here->picture_count > 0 && there->film_count > 0) {
		compare_picture_and_film(here, there, out);
	} else if (here->film_count > 0 && there->picture_count > 0) {
		compare_picture_and_film(there, here, out);
		exchange_sides(out);
	}
}

enum status
likeness_of(const struct fingerprints *here, const struct fingerprints *there, bool same_bytes,
            struct likeness *out, struct error *err)
{
	struct likeness likeness = { .film = { .compared = false } };
	bool films = here->film_count > 0 && there->film_count > 0;
	enum status st = STATUS_OK;

	if (same_bytes) {
		likeness.verdict = verdict_of(&(struct verdict_evidence){ .same_bytes = true });
		*out = likeness;
		return STATUS_OK;
	}
	if (films)
		st = compare_films(here, there, &likeness.film, err);
	/* pictures that move have both; where the moving ones meet, they say more */
	if (st == STATUS_OK && likeness.film.result.n == 0)
		compare_stills(here, there, &likeness.picture);
	if (st == STATUS_OK && can_compare_sounds(here, there))
		st = compare_sounds(here, there, &likeness.sound, err);
	if (st != STATUS_OK)
		return st;
	judge(&likeness, films && has_sound(here) != has_sound(there));
	*out = likeness;
	return STATUS_OK;
}

/* --- what is told of it --- */

static bool
seen(const struct likeness *likeness)
{
	return likeness->film.result.n > 0;
}

static bool
heard(const struct likeness *likeness)
{
	return likeness->sound.result.n > 0;
}

const char *
likeness_kind(const struct likeness *likeness)
{
	if (likeness->picture.compared)
		return "image";
	if (seen(likeness))
		return heard(likeness) ? "film-and-sound" : "video";
	return "audio";
}

double
likeness_distance(const struct likeness *likeness)
{
	struct likeness_segment segments[LIKENESS_SEGMENTS];
	size_t n = likeness_segments(likeness, segments);
	double least = HASH256_BITS;

	if (likeness->picture.compared)
		return likeness->picture.distance;
	for (size_t i = 0; i < n; i++)
		least = fmin(least, segments[i].distance);
	return least;
}

bool
likeness_is_same(const struct likeness *likeness)
{
	bool only_sound = !likeness->picture.compared && !seen(likeness);

	return likeness_distance(likeness) <= (only_sound ? AUDIO_ERROR : HASH_SAME);
}

const char *
likeness_transform(const struct likeness *likeness)
{
	if (likeness->picture.compared)
		return dihedral_name(likeness->picture.transform);
	return seen(likeness) ? dihedral_name(likeness->film.result.segments[0].transform) : NULL;
}

const struct report_box *
likeness_boxes(const struct likeness *likeness)
{
	const struct report_box *boxes = NULL;

	if (likeness->picture.compared)
		boxes = likeness->picture.boxes;
	else if (seen(likeness))
		boxes = likeness->film.boxes;
	return boxes && !(is_whole(&boxes[HERE]) && is_whole(&boxes[THERE])) ? boxes : NULL;
}

/* A line that was drawn through hits may begin a little before the recording does. */
static struct likeness_segment
within(struct likeness_segment segment)
{
	for (int side = HERE; side <= THERE; side++) {
		segment.from[side] = fmax(0, segment.from[side]);
		segment.to[side] = fmax(segment.from[side], segment.to[side]);
	}
	return segment;
}

static size_t
segments_of_film(const struct clip_result *result, struct likeness_segment *out)
{
	for (size_t i = 0; i < result->n; i++) {
		const struct clip_segment *segment = &result->segments[i];

		out[i] = within((struct likeness_segment){
			.from = { segment->query_from, segment->reference_from },
			.to = { segment->query_to, segment->reference_to },
			.distance = segment->mean_distance,
		});
	}
	return result->n;
}

static size_t
segments_of_sound(const struct audio_result *result, struct likeness_segment *out)
{
	for (size_t i = 0; i < result->n; i++) {
		const struct audio_segment *segment = &result->segments[i];

		out[i] = within((struct likeness_segment){
			.from = { segment->query_from, segment->reference_from },
			.to = { segment->query_to, segment->reference_to },
			.distance = segment->error,
		});
	}
	return result->n;
}

size_t
likeness_segments(const struct likeness *likeness, struct likeness_segment out[LIKENESS_SEGMENTS])
{
	const struct likeness_picture *picture = &likeness->picture;

	if (picture->compared && !picture->frame)
		return 0;
	if (!picture->compared)
		return seen(likeness) ? segments_of_film(&likeness->film.result, out)
		                      : segments_of_sound(&likeness->sound.result, out);
	out[0] = (struct likeness_segment){
		.from = { picture->seconds[HERE], picture->seconds[THERE] },
		.to = { picture->seconds[HERE], picture->seconds[THERE] },
		.distance = picture->distance,
	};
	return 1;
}

double
likeness_coverage(const struct likeness *likeness)
{
	struct likeness_segment segments[LIKENESS_SEGMENTS];
	size_t n = likeness_segments(likeness, segments);
	double length = seen(likeness) ? likeness->film.lengths[HERE] : likeness->sound.lengths[HERE];
	double sum = 0;

	if (likeness->picture.compared)
		return 1;
	for (size_t i = 0; i < n; i++)
		sum += segments[i].to[HERE] - segments[i].from[HERE];
	return length > 0 ? fmin(1, sum / length) : 0;
}

void
likeness_algorithms(char out[LIKENESS_ALGORITHMS_SIZE])
{
	snprintf(out, LIKENESS_ALGORITHMS_SIZE,
	         "%s: same %d, similar %d bits; %s: %d pictures over %.0f s; chromaprint: error %.2f over %.0f s, %.2f over %.0f s",
	         PDQ_VERSION ", " PDQ_AREA_VERSION, HASH_SAME, HASH_SIMILAR, FRAME_SERIES_VERSION, CLIP_LEAST_DISTINCT,
	         CLIP_LEAST_SECONDS, AUDIO_ERROR, AUDIO_LEAST_SECONDS, AUDIO_LONG_ERROR,
	         AUDIO_LONG_SECONDS);
}

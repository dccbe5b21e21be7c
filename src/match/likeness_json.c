/* SPDX-License-Identifier: Apache-2.0 */
/* likeness_json.c - distances as words, times as milliseconds or seconds, boxes as objects. */
#include "match/likeness_json.h"

#include "base/scoped.h"

#include <math.h>
#include <stdio.h>

/* A share of bits, or bits: whole ones of a picture, a mean of a film. */
static void
write_distance(char out[LIKENESS_DISTANCE_SIZE], double distance)
{
	if (distance < 1 && distance > 0)
		snprintf(out, LIKENESS_DISTANCE_SIZE, "%.3f", distance);
	else if (distance == floor(distance))
		snprintf(out, LIKENESS_DISTANCE_SIZE, "%.0f", distance);
	else
		snprintf(out, LIKENESS_DISTANCE_SIZE, "%.1f", distance);
}

void
likeness_distance_write(char out[LIKENESS_DISTANCE_SIZE], const struct likeness *likeness)
{
	write_distance(out, likeness_distance(likeness));
}

/* A number that reads as what is kept. */
static json_t *
distance_json(double distance)
{
	return json_real(round(distance * 1000) / 1000);
}

static json_t *
seconds_json(double seconds)
{
	return json_real(round(seconds * 1000) / 1000);
}

json_t *
likeness_reasons_json(const struct likeness *likeness)
{
	json_t *list = json_array();

	for (size_t i = 0; i < likeness->verdict.n; i++) {
		char text[VERDICT_REASON_SIZE];

		verdict_reason_write(text, likeness->verdict.reasons[i].reason,
		                     likeness->verdict.reasons[i].number);
		json_array_append_new(list, json_string(text));
	}
	return list;
}

static json_t *
box_json(const struct report_box *box)
{
	if (box->width == 0 || box->height == 0)
		return json_null();
	return json_pack("{s:I,s:I,s:I,s:I}", "x", (json_int_t)box->x, "y", (json_int_t)box->y,
	                 "width", (json_int_t)box->width, "height", (json_int_t)box->height);
}

json_t *
likeness_region_json(const struct likeness *likeness)
{
	const struct report_box *boxes = likeness_boxes(likeness);

	if (boxes == NULL)
		return json_null();
	return json_pack("{s:o,s:o}", "here", box_json(&boxes[HERE]), "there",
	                 box_json(&boxes[THERE]));
}

json_t *
likeness_segments_kept(const struct likeness *likeness)
{
	struct likeness_segment segments[LIKENESS_SEGMENTS];
	size_t n = likeness_segments(likeness, segments);
	json_t *list = n > 0 ? json_array() : json_null();

	for (size_t i = 0; i < n; i++) {
		const struct likeness_segment *segment = &segments[i];
		char distance[LIKENESS_DISTANCE_SIZE];

		write_distance(distance, segment->distance);
		json_array_append_new(
			list, json_pack("{s:I,s:I,s:I,s:I,s:s}", "from",
		                        (json_int_t)llround(segment->from[HERE] * 1000), "to",
		                        (json_int_t)llround(segment->to[HERE] * 1000), "other_from",
		                        (json_int_t)llround(segment->from[THERE] * 1000), "other_to",
		                        (json_int_t)llround(segment->to[THERE] * 1000), "distance",
		                        distance));
	}
	return list;
}

static json_t *
segments_json(const struct likeness *likeness)
{
	struct likeness_segment segments[LIKENESS_SEGMENTS];
	size_t n = likeness_segments(likeness, segments);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(
			list, json_pack("{s:o,s:o,s:o,s:o,s:o}", "a_from",
		                        seconds_json(segments[i].from[HERE]), "a_to",
		                        seconds_json(segments[i].to[HERE]), "b_from",
		                        seconds_json(segments[i].from[THERE]), "b_to",
		                        seconds_json(segments[i].to[THERE]), "mean_distance",
		                        distance_json(segments[i].distance)));
	return list;
}

json_t *
likeness_json(const struct likeness *likeness)
{
	return json_pack("{s:n,s:s,s:s,s:o,s:s?,s:o,s:o,s:o,s:o}", "item", "kind",
	                 likeness_kind(likeness), "level",
	                 likeness_is_same(likeness) ? "same" : "similar", "distance",
	                 distance_json(likeness_distance(likeness)), "transform",
	                 likeness_transform(likeness), "region", likeness_region_json(likeness),
	                 "coverage", seconds_json(likeness_coverage(likeness)), "segments",
	                 segments_json(likeness), "reasons", likeness_reasons_json(likeness));
}

/* What one kind of fingerprint says, as if there were no other; null where both do not have it. */
static json_t *
part_json(const struct likeness *part, bool compared, bool alike)
{
	json_t *object;

	if (!compared)
		return json_null();
	if (!alike)
		return json_pack("{s:b}", "alike", 0);
	object = likeness_json(part);
	json_object_del(object, "item");
	json_object_del(object, "kind");
	json_object_del(object, "reasons");
	json_object_set_new(object, "alike", json_true());
	return object;
}

static json_t *
picture_json(const struct likeness *likeness)
{
	const struct likeness_picture *picture = &likeness->picture;
	json_t *object = part_json(&(struct likeness){ .picture = *picture }, picture->compared,
	                           !picture->low && !picture->unlike &&
	                                   picture->distance <= HASH_SIMILAR);

	if (picture->compared && !picture->low)
		json_object_set_new(object, "distance", json_integer(picture->distance));
	return object;
}

json_t *
likeness_comparison_json(const struct likeness *likeness)
{
	const struct likeness_film *film = &likeness->film;
	const struct likeness_sound *sound = &likeness->sound;
	enum verdict verdict = likeness->verdict.verdict;

	return json_pack("{s:b,s:o,s:o,s:o,s:s,s:o}", "same_bytes", verdict == VERDICT_IDENTICAL,
	                 "image", picture_json(likeness), "video",
	                 part_json(&(struct likeness){ .film = *film }, film->compared,
	                           film->result.n > 0),
	                 "audio",
	                 part_json(&(struct likeness){ .sound = *sound }, sound->compared,
	                           sound->result.n > 0),
	                 "verdict", verdict_name(verdict), "reasons",
	                 likeness_reasons_json(likeness));
}

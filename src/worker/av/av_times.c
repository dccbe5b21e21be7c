/* SPDX-License-Identifier: Apache-2.0 */
/* av_times.c - when the frames of a film are shown, from its packets alone. */
#include "worker/av/av_facts.h"

#include "worker/av/av_limits.h"
#include "worker/av/av_probe.h"
#include "worker/av/av_say.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Where a stream begins and ends, in microseconds on the container's clock. */
struct extent {
	int64_t first, last;
	bool    any;
};

/* When a packet is shown and when it is decoded, in its stream's time base; AV_NOPTS_VALUE where unsaid. */
struct moment {
	int64_t shown, decoded;
};

struct pass {
	const AVStream *film, *sound;
	struct extent   film_extent, sound_extent;
	struct moment  *moments; /* of the film's packets; owned */
	size_t          count, room;
	bool            shown;   /* each of them says when it is shown */
	struct probe    probe;   /* of the film */
	uint64_t        packets, bytes, corrupt;
	bool            ended;   /* the limits did not end it */
};

static void
extend(struct extent *extent, const AVStream *stream, int64_t time, int64_t length)
{
	int64_t from = av_rescale_q(time, stream->time_base, AV_TIME_BASE_Q);
	int64_t to = from;

	if (length > 0 && __builtin_add_overflow(
				  from, av_rescale_q(length, stream->time_base, AV_TIME_BASE_Q), &to))
		to = from;
	if (!extent->any || from < extent->first)
		extent->first = from;
	if (!extent->any || to > extent->last)
		extent->last = to;
	extent->any = true;
}

/* Keeps a moment; false without memory. */
static bool
keep_moment(struct pass *pass, const AVPacket *packet)
{
	if (pass->count == pass->room) {
		size_t room = pass->room ? pass->room * 2 : 4096;
		struct moment *moments = realloc(pass->moments, room * sizeof *moments);

		if (!moments)
			return false;
		pass->moments = moments;
		pass->room = room;
	}
	pass->moments[pass->count++] = (struct moment){ packet->pts, packet->dts };
	pass->shown = pass->shown && packet->pts != AV_NOPTS_VALUE;
	return true;
}

static bool
note_packet(struct pass *pass, const AVPacket *packet)
{
	int64_t time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;

	pass->packets++;
	pass->bytes += (uint64_t)packet->size;
	pass->corrupt += (packet->flags & AV_PKT_FLAG_CORRUPT) != 0;
	if (pass->sound && packet->stream_index == pass->sound->index && time != AV_NOPTS_VALUE)
		extend(&pass->sound_extent, pass->sound, time, packet->duration);
	if (!pass->film || packet->stream_index != pass->film->index ||
	    packet->flags & AV_PKT_FLAG_DISCARD) /* decoded, but an edit list hides it */
		return true;
	if (time != AV_NOPTS_VALUE)
		extend(&pass->film_extent, pass->film, time, packet->duration);
	return keep_moment(pass, packet);
}

static void
run_pass(struct pass *pass, struct container *container, struct report *report)
{
	AVPacket *packet = av_packet_alloc();

	while (packet && pass->packets < AV_PACKET_LIMIT && pass->bytes < AV_PASS_BYTES_LIMIT) {
		bool kept;

		if (container_packet(container, packet) != STATUS_OK) {
			pass->ended = true;
			break;
		}
		kept = note_packet(pass, packet);
		if (pass->film && packet->stream_index == pass->film->index)
			probe_packet(&pass->probe, packet, report);
		av_packet_unref(packet);
		if (!kept)
			break;
	}
	av_packet_free(&packet);
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = ((const struct moment *)a)->shown, y = ((const struct moment *)b)->shown;

	return (x > y) - (x < y);
}

/*
 * Brings the moments into the order in which they are shown. Formats that say
 * this of some packets only (AVI, MPEG program streams) are taken by the times of
 * decoding throughout: a mixture would show gaps that are none. What has no time at
 * all is left out.
 */
static void
order_moments(struct pass *pass)
{
	size_t kept = 0;

	for (size_t i = 0; i < pass->count; i++) {
		struct moment moment = pass->moments[i];

		if (!pass->shown)
			moment.shown = moment.decoded;
		if (moment.shown != AV_NOPTS_VALUE)
			pass->moments[kept++] = moment;
	}
	pass->count = kept;
	if (kept > 0)
		qsort(pass->moments, kept, sizeof *pass->moments, by_time);
}

static int64_t
microseconds(const struct pass *pass, int64_t time)
{
	return av_rescale_q(time, pass->film->time_base, AV_TIME_BASE_Q);
}

/*
 * Containers round times to their own clock, so neighbours may differ by one
 * tick although the rate is constant; what differs by more is varied.
 */
static bool
is_constant(uint64_t shortest, uint64_t longest)
{
	return longest - shortest <= 1;
}

/*
 * Telephones film at half their rate in the dark and miss single frames, so that
 * nearly all of their films vary; what is odd is a gap that is long by itself and
 * against the others.
 */
static bool
is_gap(const struct pass *pass, uint64_t longest)
{
	uint64_t film = (uint64_t)pass->moments[pass->count - 1].shown - (uint64_t)pass->moments[0].shown;

	return microseconds(pass, (int64_t)longest) >= AV_GAP_MICROSECONDS
	       && longest / AV_GAP_TIMES_AVERAGE > film / (pass->count - 1);
}

static void
tell_intervals(const struct pass *pass, struct report *report)
{
	uint64_t shortest = UINT64_MAX, longest = 0;
	char detail[96];

	for (size_t i = 1; i < pass->count; i++) {
		uint64_t interval = (uint64_t)pass->moments[i].shown - (uint64_t)pass->moments[i - 1].shown;

		shortest = interval < shortest ? interval : shortest;
		longest = interval > longest ? interval : longest;
	}
	if (pass->count < 2 || longest > INT64_MAX)
		return;
	say_measured_seconds(report, "shortest_interval", microseconds(pass, (int64_t)shortest));
	say_measured_seconds(report, "longest_interval", microseconds(pass, (int64_t)longest));
	report_measured(report, "constant_frame_rate", is_constant(shortest, longest) ? "yes" : "no");
	if (is_constant(shortest, longest) || !is_gap(pass, longest))
		return;
	snprintf(detail, sizeof detail, "frames follow one another after %.3f to %.3f s",
	         (double)microseconds(pass, (int64_t)shortest) / 1e6,
	         (double)microseconds(pass, (int64_t)longest) / 1e6);
	report_warning(report, "variable-frame-rate", detail);
}

static void
tell_frames(struct pass *pass, int64_t start, struct report *report)
{
	int64_t first, last;

	if (!pass->ended) {
		say_measured(report, "frames_at_least", (int64_t)pass->count);
		return;
	}
	say_measured(report, "frames", (int64_t)pass->count);
	if (pass->count == 0)
		return;
	order_moments(pass);
	if (pass->count == 0) {
		report_warning(report, "no-frame-times", NULL);
		return;
	}
	if (!__builtin_sub_overflow(microseconds(pass, pass->moments[0].shown), start, &first))
		say_measured_seconds(report, "first_frame", first);
	if (!__builtin_sub_overflow(microseconds(pass, pass->moments[pass->count - 1].shown), start, &last))
		say_measured_seconds(report, "last_frame", last);
	tell_intervals(pass, report);
}

/* How long a stream is: as its packets showed, or as the file says where not all were read. */
static bool
length_of(const struct pass *pass, const AVStream *stream, const struct extent *extent,
          int64_t *length)
{
	if (!pass->ended) {
		*length = stream && stream->duration > 0
		                  ? av_rescale_q(stream->duration, stream->time_base, AV_TIME_BASE_Q)
		                  : -1;
		return *length > 0;
	}
	return extent->any && !__builtin_sub_overflow(extent->last, extent->first, length);
}

/*
 * Picture and sound of a camera end within a few frames of one another; a
 * second apart is what cutting, dubbing and broken uploads leave.
 */
static void
compare_lengths(const struct pass *pass, struct report *report)
{
	const int64_t second = AV_TIME_BASE;
	int64_t film, sound, apart;
	char detail[96];

	if (!length_of(pass, pass->film, &pass->film_extent, &film) ||
	    !length_of(pass, pass->sound, &pass->sound_extent, &sound) ||
	    __builtin_sub_overflow(film, sound, &apart) || (apart > -second && apart < second))
		return;
	snprintf(detail, sizeof detail, "pictures %.3f s, sound %.3f s", (double)film / 1e6,
	         (double)sound / 1e6);
	report_warning(report, "streams-of-different-length", detail);
}

void
facts_times(struct container *container, struct report *report)
{
	struct pass pass = { .film = container_stream(container, AVMEDIA_TYPE_VIDEO),
		             .sound = container_stream(container, AVMEDIA_TYPE_AUDIO),
		             .shown = true };

	if (!pass.film && !pass.sound)
		return;
	if (pass.film)
		probe_begin(&pass.probe, pass.film, report);
	run_pass(&pass, container, report);
	if (pass.film) {
		probe_end(&pass.probe, report);
		tell_frames(&pass, container_start(container), report);
	}
	compare_lengths(&pass, report);
	if (pass.corrupt > 0) {
		char detail[64];

		snprintf(detail, sizeof detail, "%" PRIu64 " damaged packets", pass.corrupt);
		report_warning(report, "decode-errors", detail);
	}
	free(pass.moments);
}

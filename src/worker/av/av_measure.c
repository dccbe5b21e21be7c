/* SPDX-License-Identifier: Apache-2.0 */
/* av_measure.c - sizes, turns, lengths, rates and codecs of a container's streams. */
#include "worker/av/av_facts.h"

#include "worker/av/av_decode.h"
#include "worker/av/av_say.h"

#include <stdio.h>
#include <string.h>

static const char *
movie_type(const struct container *container)
{
	static const struct {
		const char *brand, *media_type;
	} brands[] = {
		{ "qt  ", "video/quicktime" }, { "M4V", "video/x-m4v" }, { "3g2", "video/3gpp2" },
		{ "KDDI", "video/3gpp2" },     { "3g", "video/3gpp" },   { "M4A ", "audio/x-m4a" },
		{ "avif", "image/avif" },      { "avis", "image/avif" },
	};
	const AVDictionaryEntry *brand =
		av_dict_get(container->format->metadata, "major_brand", NULL, 0);
	const char *type = "video/mp4";

	if (!brand) /* movies of before the file type atom; segments have none either */
		type = "video/quicktime";
	for (size_t i = 0; brand && i < sizeof brands / sizeof *brands; i++)
		if (strncmp(brand->value, brands[i].brand, strlen(brands[i].brand)) == 0) {
			type = brands[i].media_type;
			break;
		}
	if (strcmp(type, "video/mp4") == 0 && !container_stream(container, AVMEDIA_TYPE_VIDEO) &&
	    container_stream(container, AVMEDIA_TYPE_AUDIO))
		return "audio/mp4";
	return type;
}

static const char *
matroska_type(const struct container *container)
{
	const AVFormatContext *format = container->format;
	unsigned char head[64];

	/* The document type stands in the first element, which no library hands on. */
	if (part_peek(container->bytes.input, 0, head, sizeof head) == sizeof head &&
	    memmem(head, sizeof head, "webm", 4))
		return container_stream(container, AVMEDIA_TYPE_VIDEO) || format->nb_streams == 0
		               ? "video/webm"
		               : "audio/webm";
	return container_stream(container, AVMEDIA_TYPE_VIDEO) || format->nb_streams == 0
	               ? "video/x-matroska"
	               : "audio/x-matroska";
}

const char *
facts_media_type(const struct container *container)
{
	static const struct {
		const char *format, *media_type;
	} types[] = {
		{ "avi", "video/x-msvideo" },  { "mp3", "audio/mpeg" },
		{ "aac", "audio/x-hx-aac-adts" }, { "wav", "audio/x-wav" },
		{ "w64", "audio/x-w64" },      { "flac", "audio/flac" },
		{ "amr", "audio/amr" },        { "mpeg", "video/mpeg" },
		{ "mpegvideo", "video/mpeg" }, { "mpegts", "video/MP2T" },
		{ "asf", "video/x-ms-asf" },   { "flv", "video/x-flv" },
		{ "h264", "video/H264" },      { "hevc", "video/H265" },
		{ "aiff", "audio/x-aiff" },    { "caf", "audio/x-caf" },
		{ "au", "audio/basic" },       { "gif", "image/gif" },
		{ "apng", "image/png" },       { "ivf", "video/x-ivf" },
		{ "dv", "video/x-dv" },        { "mxf", "application/mxf" },
		{ "rm", "application/vnd.rn-realmedia" }, { "dhav", "video/x-dhav" },
		{ "wv", "audio/x-wavpack" },   { "ape", "audio/x-ape" },
		{ "dsf", "audio/x-dsf" },      { "mpc8", "audio/x-musepack" },
	};
	const char *name = container->format->iformat->name;

	if (strncmp(name, "mov,", 4) == 0)
		return movie_type(container);
	if (strncmp(name, "matroska", 8) == 0)
		return matroska_type(container);
	if (strcmp(name, "ogg") == 0)
		return container_stream(container, AVMEDIA_TYPE_VIDEO) ? "video/ogg" : "audio/ogg";
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].format, name) == 0)
			return types[i].media_type;
	return NULL;
}

static void
measure_turn(const AVStream *stream, struct report *report)
{
	const struct turn turn = film_turn(stream);
	char degrees[32];

	if (!turn.stated)
		return;
	snprintf(degrees, sizeof degrees, "%g", turn.degrees);
	report_measured(report, "rotation", degrees);
	if (turn.orientation != 0)
		say_measured(report, "orientation", turn.orientation);
}

static void
measure_pictures(const AVStream *stream, struct report *report)
{
	const AVCodecParameters *p = stream->codecpar;
	char rate[32];

	if (p->width > 0 && p->height > 0) {
		say_measured(report, "width", p->width);
		say_measured(report, "height", p->height);
	}
	if (p->codec_id != AV_CODEC_ID_NONE)
		report_measured(report, "video_codec", avcodec_get_name(p->codec_id));
	if (stream->avg_frame_rate.num > 0 && stream->avg_frame_rate.den > 0) {
		snprintf(rate, sizeof rate, "%d/%d", stream->avg_frame_rate.num,
		         stream->avg_frame_rate.den);
		report_measured(report, "frame_rate", rate);
	}
	measure_turn(stream, report);
}

/* A picture stream that is only a cover is told when there is no other. */
static const AVStream *
cover(const AVFormatContext *format)
{
	int best = av_find_best_stream((AVFormatContext *)(uintptr_t)format, AVMEDIA_TYPE_VIDEO, -1,
	                               -1, NULL, 0);

	return best < 0 ? NULL : format->streams[best];
}

void
facts_measured(const struct container *container, const char *media_type, struct report *report)
{
	const AVFormatContext *format = container->format;
	const AVStream *film = container_stream(container, AVMEDIA_TYPE_VIDEO);
	const AVStream *sound = container_stream(container, AVMEDIA_TYPE_AUDIO);

	if (film)
		measure_pictures(film, report);
	else if (strncmp(media_type, "video/", 6) == 0)
		report_warning(report, "no-video-stream", cover(format) ? "only a cover picture" : NULL);
	if (sound && sound->codecpar->codec_id != AV_CODEC_ID_NONE)
		report_measured(report, "audio_codec", avcodec_get_name(sound->codecpar->codec_id));
	if (format->duration != AV_NOPTS_VALUE && format->duration >= 0)
		say_measured_seconds(report, "duration", format->duration);
	say_measured(report, "streams", format->nb_streams);
}

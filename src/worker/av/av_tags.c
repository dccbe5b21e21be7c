/* SPDX-License-Identifier: Apache-2.0 */
/* av_tags.c - the tags of containers, streams, chapters and programs as libavformat gives them. */
#include "worker/av/av_facts.h"

#include "worker/av/av_limits.h"
#include "worker/av/av_say.h"

#include <inttypes.h>
#include <libavcodec/avcodec.h>
#include <libavutil/pixdesc.h>
#include <stdio.h>
#include <string.h>

#define GROUP_SIZE 32

/* Formats have several names, "mov,mp4,m4a,3gp,3g2,mj2"; the first stands for all. */
static void
first_name(const AVInputFormat *format, char name[GROUP_SIZE])
{
	snprintf(name, GROUP_SIZE, "%.*s", (int)strcspn(format->name, ","), format->name);
}

static void
tell_dictionary(struct report *report, const char *source, const char *group,
                const AVDictionary *tags)
{
	const AVDictionaryEntry *tag = NULL;

	for (int told = 0; told < AV_TAGS_TOLD; told++) {
		tag = av_dict_get(tags, "", tag, AV_DICT_IGNORE_SUFFIX);
		if (!tag)
			return;
		say_string(report, source, group, tag->key, tag->value);
	}
	if (av_dict_count(tags) > AV_TAGS_TOLD)
		report_warning(report, "facts-left-out", "tags beyond the first 256 of one place");
}

/* What the parser itself makes out of a stream, in ffprobe's names. */
static void
tell_kind(struct report *report, const char *group, const AVStream *stream)
{
	const AVCodecParameters *p = stream->codecpar;
	const char *kind = av_get_media_type_string(p->codec_type);
	const char *profile = avcodec_profile_name(p->codec_id, p->profile);
	char value[AV_FOURCC_MAX_STRING_SIZE];

	say_string(report, "stream", group, "codec_type", kind ? kind : "unknown");
	if (p->codec_id != AV_CODEC_ID_NONE)
		say_string(report, "stream", group, "codec_name", avcodec_get_name(p->codec_id));
	if (p->codec_tag != 0)
		say_string(report, "stream", group, "codec_tag",
		           av_fourcc_make_string(value, p->codec_tag));
	if (profile)
		say_string(report, "stream", group, "profile", profile);
	if (p->codec_type == AVMEDIA_TYPE_VIDEO && av_get_pix_fmt_name(p->format))
		say_string(report, "stream", group, "pix_fmt", av_get_pix_fmt_name(p->format));
	if (p->codec_type == AVMEDIA_TYPE_AUDIO && p->sample_rate > 0)
		say_number(report, "stream", group, "sample_rate", p->sample_rate);
	if (p->codec_type == AVMEDIA_TYPE_AUDIO && p->ch_layout.nb_channels > 0)
		say_number(report, "stream", group, "channels", p->ch_layout.nb_channels);
	if (stream->disposition & AV_DISPOSITION_ATTACHED_PIC)
		say_string(report, "stream", group, "disposition", "attached picture");
}

static void
tell_chapters(const AVFormatContext *format, struct report *report)
{
	for (unsigned i = 0; i < format->nb_chapters && i < AV_CHAPTER_TOLD; i++) {
		const AVChapter *chapter = format->chapters[i];
		char group[GROUP_SIZE], span[80];

		snprintf(group, sizeof group, "chapter %u", i);
		snprintf(span, sizeof span, "%" PRId64 " %" PRId64 " %d/%d", chapter->start,
		         chapter->end, chapter->time_base.num, chapter->time_base.den);
		say_string(report, "container", group, "start end time_base", span);
		tell_dictionary(report, "container", group, chapter->metadata);
	}
}

static void
tell_programs(const AVFormatContext *format, struct report *report)
{
	for (unsigned i = 0; i < format->nb_programs && i < AV_PROGRAM_TOLD; i++) {
		char group[GROUP_SIZE];

		snprintf(group, sizeof group, "program %d", format->programs[i]->id);
		tell_dictionary(report, "container", group, format->programs[i]->metadata);
	}
}

void
facts_tags(const struct container *container, struct report *report)
{
	const AVFormatContext *format = container->format;
	char group[GROUP_SIZE];

	first_name(format->iformat, group);
	tell_dictionary(report, "container", group, format->metadata);
	for (unsigned i = 0; i < format->nb_streams && i < AV_STREAM_TOLD; i++) {
		snprintf(group, sizeof group, "stream %u", i);
		tell_kind(report, group, format->streams[i]);
		tell_dictionary(report, "stream", group, format->streams[i]->metadata);
	}
	tell_chapters(format, report);
	tell_programs(format, report);
	if (format->nb_streams > AV_STREAM_TOLD || format->nb_chapters > AV_CHAPTER_TOLD ||
	    format->nb_programs > AV_PROGRAM_TOLD) {
		char detail[96];

		snprintf(detail, sizeof detail, "%u streams, %u chapters, %u programs; not all are told",
		         format->nb_streams, format->nb_chapters, format->nb_programs);
		report_warning(report, "too-many-streams", detail);
	}
}

static bool
dictionary_has(const AVDictionary *tags, const void *text, size_t n)
{
	const AVDictionaryEntry *tag = NULL;

	while ((tag = av_dict_get(tags, "", tag, AV_DICT_IGNORE_SUFFIX)))
		if (strlen(tag->value) == n && memcmp(tag->value, text, n) == 0)
			return true;
	return false;
}

bool
facts_known(const void *context, const void *text, size_t n)
{
	const struct container *container = context;
	const AVFormatContext *format = container->format;

	if (dictionary_has(format->metadata, text, n))
		return true;
	for (unsigned i = 0; i < format->nb_streams && i < AV_STREAM_TOLD; i++)
		if (dictionary_has(format->streams[i]->metadata, text, n))
			return true;
	return false;
}

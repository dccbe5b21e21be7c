/* SPDX-License-Identifier: Apache-2.0 */
/* av_found.c - parameters and times of streams, from one opening of a file to the next. */
#include "worker/av/av_found.h"

#include <string.h>

/* A file of more streams is looked at anew each time. */
#define STREAMS_LIMIT 16

struct found_stream {
	AVCodecParameters *parameters; /* owned */
	AVRational         shown_rate, told_rate, aspect;
	int64_t            start, duration;
};

static struct {
	const unsigned char *bytes; /* of the file, mapped; NULL: nothing is to be kept */
	uint64_t             size;
	unsigned             count; /* streams that are kept, 0 for none */
	struct found_stream  streams[STREAMS_LIMIT];
	int64_t              start, duration, bit_rate;
	int                  best_film, best_sound;
} found;

static void
forget(void)
{
	for (unsigned i = 0; i < STREAMS_LIMIT; i++)
		avcodec_parameters_free(&found.streams[i].parameters);
	found.count = 0;
}

static bool
is_same(const struct parser_input *input)
{
	return found.bytes != NULL && found.bytes == input->bytes && found.size == input->size;
}

void
found_begin(const struct parser_input *input)
{
	forget();
	found.bytes = input->bytes;
	found.size = input->size;
}

void
found_go_on(const struct parser_input *input)
{
	if (!is_same(input))
		found_begin(input);
}

void
found_end(void)
{
	forget();
	found.bytes = NULL;
}

/* Formats whose header names all streams, and which keep the times of packets. */
static bool
names_its_streams(const AVFormatContext *format)
{
	const char *name = format->iformat->name;

	return (strncmp(name, "mov,", 4) == 0 || strncmp(name, "matroska", 8) == 0) &&
	       (format->ctx_flags & AVFMTCTX_NOHEADER) == 0;
}

static bool
keep_stream(struct found_stream *out, const AVStream *stream)
{
	*out = (struct found_stream){ .parameters = avcodec_parameters_alloc(),
		                      .shown_rate = stream->avg_frame_rate,
		                      .told_rate = stream->r_frame_rate,
		                      .aspect = stream->sample_aspect_ratio,
		                      .start = stream->start_time,
		                      .duration = stream->duration };
	return out->parameters && avcodec_parameters_copy(out->parameters, stream->codecpar) >= 0;
}

void
found_keep(const struct parser_input *input, const struct container *container)
{
	const AVFormatContext *format = container->format;
	bool kept = true;

	if (!is_same(input) || format->nb_streams == 0 || format->nb_streams > STREAMS_LIMIT ||
	    !names_its_streams(format))
		return;
	forget();
	for (unsigned i = 0; i < format->nb_streams; i++)
		kept = keep_stream(&found.streams[i], format->streams[i]) && kept;
	if (!kept)
		forget();
	else
		found.count = format->nb_streams;
	found.start = format->start_time;
	found.duration = format->duration;
	found.bit_rate = format->bit_rate;
	found.best_film = container->best_film;
	found.best_sound = container->best_sound;
}

static bool
are_same_streams(const AVFormatContext *format)
{
	if (found.count == 0 || format->nb_streams != found.count || !names_its_streams(format))
		return false;
	for (unsigned i = 0; i < found.count; i++) {
		const AVCodecParameters *told = format->streams[i]->codecpar;
		const AVCodecParameters *kept = found.streams[i].parameters;

		if (told->codec_type != kept->codec_type || told->codec_id != kept->codec_id)
			return false;
	}
	return true;
}

bool
found_apply(const struct parser_input *input, struct container *container)
{
	AVFormatContext *format = container->format;

	if (!is_same(input) || !are_same_streams(format))
		return false;
	for (unsigned i = 0; i < found.count; i++) {
		const struct found_stream *kept = &found.streams[i];
		AVStream *stream = format->streams[i];

		if (avcodec_parameters_copy(stream->codecpar, kept->parameters) < 0)
			return false;
		stream->avg_frame_rate = kept->shown_rate;
		stream->r_frame_rate = kept->told_rate;
		stream->sample_aspect_ratio = kept->aspect;
		stream->start_time = kept->start;
		stream->duration = kept->duration;
	}
	format->start_time = found.start;
	format->duration = found.duration;
	format->bit_rate = found.bit_rate;
	container->best_film = found.best_film;
	container->best_sound = found.best_sound;
	return true;
}

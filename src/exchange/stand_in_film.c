/* SPDX-License-Identifier: Apache-2.0 */
/* stand_in_film.c - RIFF chunks around frames and samples. */
#include "exchange/stand_in_film.h"

#include "base/error.h"

#include <string.h>

#define SAMPLE_RATE   8000u
#define FRAME_SAMPLES (SAMPLE_RATE / STAND_IN_RATE)

#define HAS_INDEX      0x10u /* AVIF_HASINDEX */
#define IS_INTERLEAVED 0x100u /* AVIF_ISINTERLEAVED */
#define IS_KEY_FRAME   0x10u /* AVIIF_KEYFRAME */

static void
put_16(struct buffer *out, uint32_t value)
{
	buffer_append_byte(out, (char)(value & 0xff));
	buffer_append_byte(out, (char)(value >> 8 & 0xff));
}

static void
put_32(struct buffer *out, uint32_t value)
{
	put_16(out, value & 0xffff);
	put_16(out, value >> 16);
}

/* Begins a chunk, or with a form (RIFF, LIST) a list; returns where its length stands. */
static size_t
chunk_begin(struct buffer *out, const char *name, const char *form)
{
	size_t at = out->n + 4;

	buffer_append_string(out, name);
	put_32(out, 0);
	if (form)
		buffer_append_string(out, form);
	return at;
}

static void
chunk_end(struct buffer *out, size_t at)
{
	uint32_t size = (uint32_t)(out->n - at - 4);

	if (out->failed)
		return;
	for (size_t i = 0; i < 4; i++)
		out->p[at + i] = (char)(size >> (8 * i) & 0xff);
	if (size % 2 != 0)
		buffer_append_byte(out, 0);
}

static void
put_zeros(struct buffer *out, size_t words)
{
	while (words-- > 0)
		put_32(out, 0);
}

/* AVIMAINHEADER. */
static void
put_main_header(struct buffer *out, const struct stand_in_scene *scene)
{
	size_t at = chunk_begin(out, "avih", NULL);

	put_32(out, 1000000 / STAND_IN_RATE);
	put_32(out, scene->width * scene->height * STAND_IN_RATE + SAMPLE_RATE);
	put_32(out, 0);
	put_32(out, HAS_INDEX | IS_INTERLEAVED);
	put_32(out, scene->frames);
	put_32(out, 0);
	put_32(out, 2);
	put_32(out, scene->width * scene->height);
	put_32(out, scene->width);
	put_32(out, scene->height);
	put_zeros(out, 4);
	chunk_end(out, at);
}

/* What differs between the two streams. */
struct stream {
	const char *type, *handler; /* four letters; the handler of sound is four zeros */
	uint32_t    rate, length, piece, sample; /* units a second, units, bytes of a chunk and of a sample */
};

/* AVISTREAMHEADER. */
static void
put_stream_header(struct buffer *out, const struct stream *stream)
{
	size_t at = chunk_begin(out, "strh", NULL);

	buffer_append_string(out, stream->type);
	if (stream->handler)
		buffer_append_string(out, stream->handler);
	else
		put_32(out, 0);
	put_zeros(out, 3);
	put_32(out, 1);
	put_32(out, stream->rate);
	put_32(out, 0);
	put_32(out, stream->length);
	put_32(out, stream->piece);
	put_32(out, UINT32_MAX); /* no quality is told */
	put_32(out, stream->sample);
	put_zeros(out, 2);
	chunk_end(out, at);
}

/* BITMAPINFOHEADER. */
static void
put_picture_stream(struct buffer *out, const struct stand_in_scene *scene)
{
	uint32_t bytes = scene->width * scene->height;
	struct stream stream = { "vids", "Y800", STAND_IN_RATE, scene->frames, bytes, 0 };
	size_t list = chunk_begin(out, "LIST", "strl"), format;

	put_stream_header(out, &stream);
	format = chunk_begin(out, "strf", NULL);
	put_32(out, 40);
	put_32(out, scene->width);
	put_32(out, scene->height);
	put_16(out, 1);
	put_16(out, 8);
	buffer_append_string(out, "Y800");
	put_32(out, bytes);
	put_zeros(out, 4);
	chunk_end(out, format);
	chunk_end(out, list);
}

/* WAVEFORMAT of PCM. */
static void
put_sound_format(struct buffer *out, const char *chunk)
{
	size_t at = chunk_begin(out, chunk, NULL);

	put_16(out, 1);
	put_16(out, 1);
	put_32(out, SAMPLE_RATE);
	put_32(out, SAMPLE_RATE);
	put_16(out, 1);
	put_16(out, 8);
	chunk_end(out, at);
}

static void
put_sound_stream(struct buffer *out, const struct stand_in_scene *scene)
{
	struct stream stream = { "auds", NULL, SAMPLE_RATE, scene->frames * FRAME_SAMPLES,
		                 FRAME_SAMPLES, 1 };
	size_t list = chunk_begin(out, "LIST", "strl");

	put_stream_header(out, &stream);
	put_sound_format(out, "strf");
	chunk_end(out, list);
}

/* A triangle wave whose pitch changes with every half second of the filming, so that two cuts of it sound alike. */
static unsigned char
sample_at(const struct stand_in_scene *scene, uint32_t sample)
{
	uint32_t step = sample / (SAMPLE_RATE / 2);
	uint32_t period = 10 + (scene->seed * 7 + step * step * 5 + step * 3) % 30;
	uint32_t at = sample % period * 2;

	return (unsigned char)(96 + (at < period ? at : 2 * period - at) * 64 / period);
}

static void
put_samples(struct buffer *out, const struct stand_in_scene *scene, uint32_t frame)
{
	uint32_t first = (scene->first + frame) * FRAME_SAMPLES;

	for (uint32_t i = 0; i < FRAME_SAMPLES; i++)
		buffer_append_byte(out, (char)sample_at(scene, first + i));
}

static void
put_frame(struct buffer *out, const struct stand_in_scene *scene, uint32_t frame)
{
	size_t bytes = (size_t)scene->width * scene->height, at = chunk_begin(out, "00db", NULL);

	if (buffer_reserve(out, bytes)) {
		stand_in_draw(scene, frame, (unsigned char *)out->p + out->n);
		out->n += bytes;
		out->p[out->n] = '\0';
	}
	chunk_end(out, at);
	at = chunk_begin(out, "01wb", NULL);
	put_samples(out, scene, frame);
	chunk_end(out, at);
}

static void
put_index_entry(struct buffer *out, const char *chunk, uint32_t *offset, uint32_t bytes)
{
	buffer_append_string(out, chunk);
	put_32(out, IS_KEY_FRAME);
	put_32(out, *offset);
	put_32(out, bytes);
	*offset += 8 + bytes + bytes % 2;
}

static void
put_index(struct buffer *out, const struct stand_in_scene *scene)
{
	size_t at = chunk_begin(out, "idx1", NULL);
	uint32_t offset = 4; /* from the letters "movi" on */

	for (uint32_t i = 0; i < scene->frames; i++) {
		put_index_entry(out, "00db", &offset, scene->width * scene->height);
		put_index_entry(out, "01wb", &offset, FRAME_SAMPLES);
	}
	chunk_end(out, at);
}

enum status
stand_in_film(const struct stand_in_scene *scene, struct buffer *out, struct error *err)
{
	size_t whole = chunk_begin(out, "RIFF", "AVI "), list = chunk_begin(out, "LIST", "hdrl");

	put_main_header(out, scene);
	put_picture_stream(out, scene);
	put_sound_stream(out, scene);
	chunk_end(out, list);
	list = chunk_begin(out, "LIST", "movi");
	for (uint32_t i = 0; i < scene->frames; i++)
		put_frame(out, scene, i);
	chunk_end(out, list);
	put_index(out, scene);
	chunk_end(out, whole);
	return buffer_check(out, err);
}

enum status
stand_in_sound(const struct stand_in_scene *scene, struct buffer *out, struct error *err)
{
	size_t whole = chunk_begin(out, "RIFF", "WAVE"), data;

	put_sound_format(out, "fmt ");
	data = chunk_begin(out, "data", NULL);
	for (uint32_t i = 0; i < scene->frames; i++)
		put_samples(out, scene, i);
	chunk_end(out, data);
	chunk_end(out, whole);
	return buffer_check(out, err);
}

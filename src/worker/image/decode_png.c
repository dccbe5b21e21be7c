/* SPDX-License-Identifier: Apache-2.0 */
/* decode_png.c - PNG by libpng, with every ancillary chunk passed over. */
#include "worker/image/image_decode.h"

#include <setjmp.h>
#include <stdlib.h>

#include <png.h>

struct png_job {
	png_structp    png;
	png_infop      info;
	struct span    rest;
	struct pixels picture;
	bool           warned;
};

static void
give_up(png_structp png, png_const_charp words)
{
	(void)words;
	png_longjmp(png, 1);
}

static void
note_warning(png_structp png, png_const_charp words)
{
	struct png_job *job = png_get_error_ptr(png);

	(void)words;
	job->warned = true;
}

static void
read_bytes(png_structp png, png_bytep out, size_t n)
{
	struct png_job *job = png_get_io_ptr(png);

	if (n > job->rest.n)
		png_error(png, "the file ends");
	memcpy(out, job->rest.p, n);
	job->rest = span_from(job->rest, n);
}

static void
choose_samples(struct png_job *job)
{
	int colours = png_get_color_type(job->png, job->info);

	png_set_scale_16(job->png);
	if (colours == PNG_COLOR_TYPE_PALETTE)
		png_set_palette_to_rgb(job->png);
	if (colours == PNG_COLOR_TYPE_GRAY)
		png_set_expand_gray_1_2_4_to_8(job->png);
	png_set_strip_alpha(job->png);
}

/* Rows in place; an interlaced picture is refined pass by pass. */
static void
read_rows(struct png_job *job)
{
	int passes = png_set_interlace_handling(job->png);
	size_t stride = (size_t)job->picture.width * job->picture.channels;

	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < job->picture.height; y++)
			png_read_row(job->png, job->picture.samples + stride * y, NULL);
}

static enum decode_result
decode(struct png_job *job, const struct decode_limits *limits)
{
	uint32_t width, height;

	png_set_read_fn(job->png, job, read_bytes);
	png_set_keep_unknown_chunks(job->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_set_crc_action(job->png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
	png_set_user_limits(job->png, 0x7FFFFFFF, 0x7FFFFFFF); /* judged below, to tell why */
	png_read_info(job->png, job->info);
	width = png_get_image_width(job->png, job->info);
	height = png_get_image_height(job->png, job->info);
	if (!decode_limits_allow(limits, width, height))
		return DECODE_TOO_LARGE;
	choose_samples(job);
	if (!pixels_begin(&job->picture, width, height,
	                   png_get_color_type(job->png, job->info) & PNG_COLOR_MASK_COLOR ? 3 : 1))
		return DECODE_TOO_LARGE;
	(void)png_set_interlace_handling(job->png);
	png_read_update_info(job->png, job->info);
	if (png_get_rowbytes(job->png, job->info) != (size_t)width * job->picture.channels)
		return DECODE_DAMAGED;
	read_rows(job);
	return job->warned ? DECODE_PARTLY : DECODE_WHOLE;
}

static enum decode_result
decode_or_return(struct png_job *job, const struct decode_limits *limits)
{
	if (setjmp(png_jmpbuf(job->png)) != 0)
		return job->picture.samples != NULL ? DECODE_PARTLY : DECODE_DAMAGED;
	return decode(job, limits);
}

static enum decode_result
run(struct png_job *job, const struct decode_limits *limits)
{
	enum decode_result result = DECODE_TOO_LARGE;

	job->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, job, give_up, note_warning);
	if (job->png != NULL)
		job->info = png_create_info_struct(job->png);
	if (job->info != NULL)
		result = decode_or_return(job, limits);
	png_destroy_read_struct(&job->png, &job->info, NULL);
	return result;
}

enum decode_result
decode_png(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct png_job *job = calloc(1, sizeof *job);
	enum decode_result result;

	if (job == NULL)
		return DECODE_TOO_LARGE;
	job->rest = input;
	result = run(job, limits);
	if (result == DECODE_WHOLE || result == DECODE_PARTLY)
		*out = job->picture;
	else
		pixels_end(&job->picture);
	free(job);
	return result;
}

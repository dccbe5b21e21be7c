/* SPDX-License-Identifier: Apache-2.0 */
/* decode_jpeg.c - JPEG by libjpeg-turbo, shrunk while it decodes where that is enough. */
#include "worker/image/image_decode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

#define SCANS_LIMIT 128 /* scans of a progressive picture; each costs a pass over all of it */

struct jpeg_fault {
	struct jpeg_error_mgr manager; /* first, as the library casts */
	jmp_buf               back;
	int                   code;
};

struct jpeg_job {
	struct jpeg_decompress_struct decoder;
	struct jpeg_progress_mgr      progress;
	struct jpeg_fault             fault;
	struct pixels                picture;
	unsigned char                *row; /* of CMYK */
};

static void
give_up(j_common_ptr decoder)
{
	struct jpeg_fault *fault = (struct jpeg_fault *)decoder->err;

	fault->code = fault->manager.msg_code;
	longjmp(fault->back, 1);
}

static void
stay_silent(j_common_ptr decoder)
{
	(void)decoder;
}

static void
watch_scans(j_common_ptr decoder)
{
	struct jpeg_decompress_struct *job = (struct jpeg_decompress_struct *)decoder;

	if (job->input_scan_number > SCANS_LIMIT)
		give_up(decoder);
}

/* The largest shrinking by 2, 4 or 8 that leaves enough. */
static unsigned
choose_shrinking(const struct jpeg_decompress_struct *decoder, uint32_t enough)
{
	unsigned longest = decoder->image_width > decoder->image_height ? decoder->image_width
	                                                                : decoder->image_height;
	unsigned by = 8;

	while (by > 1 && (enough == 0 || longest / by < enough))
		by /= 2;
	return by;
}

/* Adobe writes CMYK inverted, and says so by its marker; then 255 is no ink. */
static void
convert_cmyk(const unsigned char *row, unsigned char *out, size_t width, bool inverted)
{
	for (size_t i = 0; i < width; i++, row += 4, out += 3)
		for (size_t c = 0; c < 3; c++) {
			unsigned ink = inverted ? row[c] : 255u - row[c];
			unsigned black = inverted ? row[3] : 255u - row[3];

			out[c] = (unsigned char)((ink * black + 127) / 255);
		}
}

/* Luma alone: no colour is unquantised, transformed, enlarged or converted. */
static void
choose_colours(struct jpeg_decompress_struct *decoder, const struct decode_limits *limits)
{
	bool luma = decoder->jpeg_color_space == JCS_YCbCr &&
	            decode_limits_want_luma(limits, decoder->image_width, decoder->image_height);

	if (decoder->num_components == 1 || luma)
		decoder->out_color_space = JCS_GRAYSCALE;
	else if (decoder->jpeg_color_space == JCS_CMYK || decoder->jpeg_color_space == JCS_YCCK)
		decoder->out_color_space = JCS_CMYK;
	else
		decoder->out_color_space = JCS_RGB;
}

static void
read_rows(struct jpeg_job *job)
{
	struct jpeg_decompress_struct *decoder = &job->decoder;
	size_t stride = (size_t)job->picture.width * job->picture.channels;

	while (decoder->output_scanline < decoder->output_height) {
		unsigned char *target = job->picture.samples + stride * decoder->output_scanline;
		JSAMPROW row = job->row ? job->row : target;

		if (jpeg_read_scanlines(decoder, &row, 1) == 1 && job->row != NULL)
			convert_cmyk(job->row, target, job->picture.width, decoder->saw_Adobe_marker);
	}
}

/* Within the setjmp: the header, the size, the pixels. */
static enum decode_result
decode(struct jpeg_job *job, struct span input, const struct decode_limits *limits)
{
	struct jpeg_decompress_struct *decoder = &job->decoder;

	jpeg_mem_src(decoder, input.p, input.n);
	jpeg_read_header(decoder, TRUE);
	if (!decode_limits_allow(limits, decoder->image_width, decoder->image_height))
		return DECODE_TOO_LARGE;
	choose_colours(decoder, limits);
	decoder->scale_num = 1;
	decoder->scale_denom = choose_shrinking(decoder, limits->enough);
	jpeg_start_decompress(decoder);
	if (!pixels_room(&job->picture, decoder->output_width, decoder->output_height,
	                 decoder->out_color_space == JCS_GRAYSCALE ? 1 : 3))
		return DECODE_TOO_LARGE;
	if (decoder->out_color_space == JCS_CMYK) {
		job->row = malloc((size_t)4 * decoder->output_width);
		if (job->row == NULL)
			return DECODE_TOO_LARGE;
	}
	read_rows(job);
	jpeg_finish_decompress(decoder);
	return job->fault.manager.num_warnings > 0 ? DECODE_PARTLY : DECODE_WHOLE;
}

/* The rows that were not come to are black. */
static void
blacken_rest(struct jpeg_job *job)
{
	size_t stride = (size_t)job->picture.width * job->picture.channels;
	size_t told = job->decoder.output_scanline;

	if (job->picture.samples != NULL && told < job->picture.height)
		memset(job->picture.samples + told * stride, 0, (job->picture.height - told) * stride);
}

static enum decode_result
decode_or_return(struct jpeg_job *job, struct span input, const struct decode_limits *limits)
{
	if (setjmp(job->fault.back) != 0) {
		if (job->fault.code == JERR_OUT_OF_MEMORY)
			return DECODE_TOO_LARGE;
		blacken_rest(job);
		return job->picture.samples != NULL ? DECODE_PARTLY : DECODE_DAMAGED;
	}
	jpeg_create_decompress(&job->decoder);
	job->progress.progress_monitor = watch_scans;
	job->decoder.progress = &job->progress;
	return decode(job, input, limits);
}

enum decode_result
decode_jpeg(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct jpeg_job *job = calloc(1, sizeof *job);
	enum decode_result result;

	if (job == NULL)
		return DECODE_TOO_LARGE;
	job->decoder.err = jpeg_std_error(&job->fault.manager);
	job->fault.manager.error_exit = give_up;
	job->fault.manager.output_message = stay_silent;
	result = decode_or_return(job, input, limits);
	jpeg_destroy_decompress(&job->decoder);
	free(job->row);
	if (result == DECODE_WHOLE || result == DECODE_PARTLY)
		*out = job->picture;
	else
		pixels_end(&job->picture);
	free(job);
	return result;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* decode_heif.c - the primary picture of a HEIF or AVIF by libheif. */
#include "worker/image/image_decode.h"

#include <libheif/heif.h>

static enum decode_result
copy_rows(const struct heif_image *image, struct pixels *out)
{
	int stride = 0;
	int width = heif_image_get_width(image, heif_channel_interleaved);
	int height = heif_image_get_height(image, heif_channel_interleaved);
	const uint8_t *rows = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);

	if (rows == NULL || width <= 0 || height <= 0 || stride < width * 3)
		return DECODE_DAMAGED;
	if (!pixels_begin(out, (uint32_t)width, (uint32_t)height, 3))
		return DECODE_TOO_LARGE;
	for (size_t y = 0; y < (size_t)height; y++)
		memcpy(out->samples + y * (size_t)width * 3, rows + y * (size_t)stride,
		       (size_t)width * 3);
	return DECODE_WHOLE;
}

static bool
is_want_of_memory(struct heif_error error)
{
	return error.code == heif_error_Memory_allocation_error
	       || error.subcode == heif_suberror_Security_limit_exceeded;
}

/*
 * The decoders below libheif call want of memory an error of the stream. One
 * of a picture that needs about as much as the child may have is put down to that:
 * three planes of 16 bits and their copy, and RGB.
 */
static enum decode_result
result_of(struct heif_error error, uint64_t pixels)
{
	const uint64_t likely_short = (uint64_t)448 << 20;

	return is_want_of_memory(error) || pixels > likely_short / 11 ? DECODE_TOO_LARGE
	                                                             : DECODE_DAMAGED;
}

static enum decode_result
decode_handle(struct heif_image_handle *handle, const struct decode_limits *limits,
              struct heif_image **out)
{
	struct heif_decoding_options *options;
	struct heif_error error;
	int width = heif_image_handle_get_width(handle), height = heif_image_handle_get_height(handle);

	if (width <= 0 || height <= 0)
		return DECODE_DAMAGED;
	if (!decode_limits_allow(limits, (uint64_t)width, (uint64_t)height))
		return DECODE_TOO_LARGE;
	options = heif_decoding_options_alloc();
	if (options == NULL)
		return DECODE_TOO_LARGE;
	options->convert_hdr_to_8bit = 1;
	error = heif_decode_image(handle, out, heif_colorspace_RGB, heif_chroma_interleaved_RGB,
	                          options);
	heif_decoding_options_free(options);
	if (error.code != heif_error_Ok)
		return result_of(error, (uint64_t)width * (uint64_t)height);
	return DECODE_WHOLE;
}

/* The image lives on without the context, whose memory the copy may need. */
static enum decode_result
decode_image(struct span input, const struct decode_limits *limits, struct heif_image **out)
{
	struct heif_context *context = heif_context_alloc();
	struct heif_image_handle *handle = NULL;
	enum decode_result result = DECODE_DAMAGED;
	struct heif_error error;

	if (context == NULL)
		return DECODE_TOO_LARGE;
	heif_context_set_max_decoding_threads(context, 0);
	error = heif_context_read_from_memory_without_copy(context, input.p, input.n, NULL);
	if (error.code == heif_error_Ok)
		error = heif_context_get_primary_image_handle(context, &handle);
	if (error.code == heif_error_Ok)
		result = decode_handle(handle, limits, out);
	else
		result = result_of(error, 0);
	if (handle != NULL)
		heif_image_handle_release(handle);
	heif_context_free(context);
	return result;
}

enum decode_result
decode_heif(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct heif_image *image = NULL;
	enum decode_result result;

	if (limits->luma_from > 0 && decode_heic_luma(input, limits, out))
		return DECODE_WHOLE;
	result = decode_image(input, limits, &image);

	if (result == DECODE_WHOLE)
		result = copy_rows(image, out);
	if (image != NULL)
		heif_image_release(image);
	return result;
}

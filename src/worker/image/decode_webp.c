/* SPDX-License-Identifier: Apache-2.0 */
/* decode_webp.c - WebP by libwebp; of an animation the first frame. */
#include "worker/image/image_decode.h"

#include <webp/decode.h>
#include <webp/demux.h>

static void
choose_shrinking(WebPDecoderConfig *config, const struct decode_limits *limits)
{
	struct pixels whole = { .width = (uint32_t)config->input.width,
		                 .height = (uint32_t)config->input.height };
	uint32_t width, height;

	if (limits->enough == 0 || (whole.width <= limits->enough && whole.height <= limits->enough))
		return;
	pixels_fit(&whole, limits->enough, &width, &height);
	config->options.use_scaling = 1;
	config->options.scaled_width = (int)width;
	config->options.scaled_height = (int)height;
}

static enum decode_result
decode_bitstream(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	WebPDecoderConfig config;
	uint32_t width, height;
	VP8StatusCode status;

	if (!WebPInitDecoderConfig(&config)
	    || WebPGetFeatures(input.p, input.n, &config.input) != VP8_STATUS_OK)
		return DECODE_DAMAGED;
	if (!decode_limits_allow(limits, (uint64_t)config.input.width, (uint64_t)config.input.height))
		return DECODE_TOO_LARGE;
	choose_shrinking(&config, limits);
	width = (uint32_t)(config.options.use_scaling ? config.options.scaled_width : config.input.width);
	height = (uint32_t)(config.options.use_scaling ? config.options.scaled_height
	                                               : config.input.height);
	if (!pixels_begin(out, width, height, 3))
		return DECODE_TOO_LARGE;
	config.output.colorspace = MODE_RGB;
	config.output.is_external_memory = 1;
	config.output.u.RGBA.rgba = out->samples;
	config.output.u.RGBA.stride = (int)(width * 3);
	config.output.u.RGBA.size = (size_t)width * height * 3;
	status = WebPDecode(input.p, input.n, &config);
	WebPFreeDecBuffer(&config.output);
	if (status == VP8_STATUS_OK)
		return DECODE_WHOLE;
	if (status == VP8_STATUS_SUSPENDED || status == VP8_STATUS_NOT_ENOUGH_DATA)
		return DECODE_PARTLY;
	pixels_end(out);
	return status == VP8_STATUS_OUT_OF_MEMORY ? DECODE_TOO_LARGE : DECODE_DAMAGED;
}

static enum decode_result
decode_first_frame(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	WebPData data = { input.p, input.n };
	WebPDemuxState state;
	WebPDemuxer *demuxer = WebPDemuxPartial(&data, &state);
	enum decode_result result = DECODE_DAMAGED;
	WebPIterator frame;

	if (demuxer == NULL)
		return DECODE_DAMAGED;
	if (WebPDemuxGetFrame(demuxer, 1, &frame)) {
		result = decode_bitstream((struct span){ frame.fragment.bytes, frame.fragment.size },
		                          limits, out);
		WebPDemuxReleaseIterator(&frame);
	}
	WebPDemuxDelete(demuxer);
	return result;
}

enum decode_result
decode_webp(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	WebPBitstreamFeatures features;

	if (WebPGetFeatures(input.p, input.n, &features) != VP8_STATUS_OK)
		return DECODE_DAMAGED;
	if (features.has_animation)
		return decode_first_frame(input, limits, out);
	return decode_bitstream(input, limits, out);
}

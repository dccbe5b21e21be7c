/* SPDX-License-Identifier: Apache-2.0 */
/* av_pixels.c - the pixels of a decoded frame: its luma as it is, or RGB by swscale. */
#include "worker/av/av_decode.h"
#include "base/error.h"

#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

bool
film_frame_luma(const struct film_frame *frame, const unsigned char **luma, int *stride)
{
	const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->picture->format);

	if (!format || format->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL |
	                                AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BITSTREAM))
		return false;
	if (format->comp[0].depth != 8 || format->comp[0].step != 1 || format->comp[0].plane != 0)
		return false;
	*luma = frame->picture->data[0];
	*stride = frame->picture->linesize[0];
	return *stride >= frame->picture->width;
}

static enum status
scale(struct SwsContext *scaler, const AVFrame *picture, uint32_t width, unsigned char *out,
      struct error *err)
{
	uint8_t *planes[4] = { out, NULL, NULL, NULL };
	int strides[4] = { (int)(3 * width), 0, 0, 0 };

	if (sws_scale(scaler, (const uint8_t *const *)picture->data, picture->linesize, 0,
	              picture->height, planes, strides) < 0)
		return fail(err, STATUS_INVALID, "its pixels cannot be converted");
	return STATUS_OK;
}

enum status
film_frame_rgb(struct film *film, const struct film_frame *frame, uint32_t width,
               uint32_t height, unsigned char *out, struct error *err)
{
	const AVFrame *picture = frame->picture;

	film->scaler = sws_getCachedContext(film->scaler, picture->width, picture->height,
	                                    picture->format, (int)width, (int)height,
	                                    AV_PIX_FMT_RGB24, SWS_AREA, NULL, NULL, NULL);
	if (!film->scaler)
		return fail(err, STATUS_INVALID, "its kind of pixels is not known to us");
	return scale(film->scaler, picture, width, out, err);
}

/* ITU-T H.273 numbers of matrices are what swscale counts by, as far as it has them. */
static int
matrix_of(const AVFrame *picture)
{
	switch (picture->colorspace) {
	case AVCOL_SPC_BT709:
	case AVCOL_SPC_FCC:
	case AVCOL_SPC_BT470BG:
	case AVCOL_SPC_SMPTE170M:
	case AVCOL_SPC_SMPTE240M:
	case AVCOL_SPC_BT2020_NCL:
	case AVCOL_SPC_BT2020_CL:
		return (int)picture->colorspace;
	default: /* unsaid: what players take by custom, BT.709 from 720 lines on */
		return picture->height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601;
	}
}

enum status
film_frame_faithful(const struct film_frame *frame, unsigned char *out, struct error *err)
{
	const AVFrame *picture = frame->picture;
	const int *from = sws_getCoefficients(matrix_of(picture));
	const int unity = 1 << 16; /* contrast and saturation, 16.16 */
	int whole = picture->color_range == AVCOL_RANGE_JPEG;
	struct SwsContext *scaler;
	enum status st;

	scaler = sws_getContext(picture->width, picture->height, picture->format, picture->width,
	                        picture->height, AV_PIX_FMT_RGB24,
	                        SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, NULL, NULL, NULL);
	if (!scaler)
		return fail(err, STATUS_INVALID, "its kind of pixels is not known to us");
	/* It declines for what is RGB already, which then needs no matrix. */
	(void)sws_setColorspaceDetails(scaler, from, whole, from, 1, 0, unity, unity);
	st = scale(scaler, picture, frame->width, out, err);
	sws_freeContext(scaler);
	return st;
}

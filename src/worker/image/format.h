/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format.h - which still format the bytes are, whatever the name promised,
 * and its walker: it tells size, pages, texts and damage, and notes the blocks
 * of metadata in the carrier.
 */
#ifndef VIDIMUS_WORKER_IMAGE_FORMAT_H
#define VIDIMUS_WORKER_IMAGE_FORMAT_H

#include "worker/image/carrier.h"

struct format {
	const char *media_type; /* static */
	void      (*walk)(struct carrier *carrier);
};

/* The format, or NULL when it is none that this family reads. */
const struct format *format_of(struct span file);

void format_jpeg_walk(struct carrier *carrier);
void format_png_walk(struct carrier *carrier);
void format_webp_walk(struct carrier *carrier);
void format_gif_walk(struct carrier *carrier);
void format_tiff_walk(struct carrier *carrier);
void format_heif_walk(struct carrier *carrier);
void format_cr3_walk(struct carrier *carrier);
void format_jp2_walk(struct carrier *carrier);
void format_j2k_walk(struct carrier *carrier);
void format_jxl_codestream_walk(struct carrier *carrier);
void format_psd_walk(struct carrier *carrier);
void format_raf_walk(struct carrier *carrier);
void format_x3f_walk(struct carrier *carrier);
void format_mrw_walk(struct carrier *carrier);
void format_bmp_walk(struct carrier *carrier);
void format_icon_walk(struct carrier *carrier);
void format_plain_walk(struct carrier *carrier);

/* The metadata of a JPEG within another file, such as a raw file's preview; not its size. */
void format_jpeg_metadata(struct carrier *carrier, struct span jpeg);

/* When the movie was made, of an ISO base media file's movie box (ISO/IEC 14496-12 8.2.2). */
void format_movie_made(struct carrier *carrier, struct span movie, const char *group);

#endif

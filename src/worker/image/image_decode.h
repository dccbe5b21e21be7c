/* SPDX-License-Identifier: Apache-2.0 */
/*
 * image_decode.h - still pictures of any format that we decode, as 8-bit RGB
 * or grey: the orientation of EXIF not applied (HEIF's own turning is, being
 * part of the picture), alpha dropped and not blended, CMYK as RGB, 16 bits as
 * 8, palettes expanded, colour profiles not applied; the first of several
 * frames or pages; of camera raw files the largest JPEG within.
 */
#ifndef VIDIMUS_WORKER_IMAGE_IMAGE_DECODE_H
#define VIDIMUS_WORKER_IMAGE_IMAGE_DECODE_H

#include "worker/image/pixels.h"
#include "worker/image/span.h"

#define DECODE_PIXEL_LIMIT ((uint64_t)64 << 20) /* pixels of a picture */
#define DECODE_SIDE_LIMIT  65535u               /* pixels of a side */

struct decode_limits {
	uint64_t pixels; /* more is DECODE_TOO_LARGE, told before anything is decoded */
	uint32_t side;
	uint32_t enough; /* a decoder that can may shrink while the longer side stays at least
	                    this; 0 for the full size */
	uint32_t luma_from; /* a decoder that has luma by itself gives it alone, as one channel, where
	                       the shorter side is at least this; 0 for colours */
};

/*
 * Below it a hash hangs on so few samples that what luma and RGB round differently moves more than
 * ten of its bits (up to 31 at 8 pixels, 20 at 30, 12 at 64); at and above it none of 195 JPEGs
 * was moved by more than 8.
 */
#define DECODE_LUMA_FROM 256u

/* Of a picture in full, of one that only has to be `enough` pixels long, and of one that is to be hashed. */
struct decode_limits decode_limits_full(void);
struct decode_limits decode_limits_enough(uint32_t enough);
struct decode_limits decode_limits_luma(void);

enum decode_result {
	DECODE_WHOLE,     /* all pixels */
	DECODE_PARTLY,    /* damaged or cut: what was missing is black or grey */
	DECODE_TOO_LARGE, /* beyond the limits, or no memory */
	DECODE_DAMAGED,   /* no pixels at all */
	DECODE_NO_DECODER /* a format that we do not decode */
};

/*
 * Decodes the picture in `input`; the format is that of its bytes. `out` must
 * be empty and is filled on DECODE_WHOLE and DECODE_PARTLY only.
 */
CHECKED enum decode_result image_decode(struct span input, const struct decode_limits *limits,
                                        struct pixels *out);

/* Name and version of the library that decodes the format of `input`; false when none does. */
CHECKED bool image_decoder_of(struct span input, const char **name, const char **version);

/* Decodes once with each library, so that nothing loads lazily afterwards. */
void image_decode_warm(void);

/* A picture decoded for its hash (decode_limits_luma). { 0 } with `done` false is none yet. */
struct decoded {
	bool               done;
	enum decode_result result;
	struct pixels      pixels; /* empty unless there are some */
};
void decoded_end(struct decoded *decoded);

/* Decodes, unless it is done. */
void decoded_make(struct decoded *decoded, struct span file);

/* The decoders, each of its own format. */
enum decode_result decode_jpeg(struct span input, const struct decode_limits *limits,
                               struct pixels *out);
enum decode_result decode_png(struct span input, const struct decode_limits *limits,
                              struct pixels *out);
enum decode_result decode_webp(struct span input, const struct decode_limits *limits,
                               struct pixels *out);
enum decode_result decode_tiff(struct span input, const struct decode_limits *limits,
                               struct pixels *out);
enum decode_result decode_heif(struct span input, const struct decode_limits *limits,
                               struct pixels *out);
enum decode_result decode_gif(struct span input, const struct decode_limits *limits,
                              struct pixels *out);
enum decode_result decode_bmp(struct span input, const struct decode_limits *limits,
                              struct pixels *out);
enum decode_result decode_raw(struct span input, const struct decode_limits *limits,
                              struct pixels *out);

/* Luma of a HEIC without libheif; false, and nothing in `out`, for what is not plain or not sound. */
CHECKED bool decode_heic_luma(struct span input, const struct decode_limits *limits,
                              struct pixels *out);

/* True when luma alone is wanted of a picture of this size. */
bool decode_limits_want_luma(const struct decode_limits *limits, uint64_t width, uint64_t height);

/* True when a picture of this size may be decoded. */
bool decode_limits_allow(const struct decode_limits *limits, uint64_t width, uint64_t height);

#endif

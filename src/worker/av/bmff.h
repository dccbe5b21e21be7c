/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bmff.h - boxes of ISO base media files and atoms of QuickTime movies
 * (ISO/IEC 14496-12 4.2, QuickTime File Format): how the file is made up, and
 * what a movie says of itself that libavformat leaves out, or cannot tell
 * because the movie is broken.
 */
#ifndef VIDIMUS_WORKER_AV_BMFF_H
#define VIDIMUS_WORKER_AV_BMFF_H

#include "worker/av/av_part.h"

#define BMFF_TYPE(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* Numbers as these files hold them, highest byte first. */
uint16_t bmff_16(const unsigned char *p);
uint32_t bmff_32(const unsigned char *p);
uint64_t bmff_64(const unsigned char *p);

/* A view of bytes that hold boxes. */
struct bmff_bytes {
	const unsigned char *p;
	size_t               n;
};

struct bmff_box {
	uint32_t          type;
	struct bmff_bytes body; /* as much of it as its parent has */
	bool              cut;  /* it says to be longer than that */
};

/*
 * Takes the next box off `rest`; false at the end or where no box begins. One
 * that reaches beyond its parent is cut there.
 */
CHECKED bool bmff_next(struct bmff_bytes *rest, struct bmff_box *box);

/* The first box of that type among `bytes`; false when there is none. */
CHECKED bool bmff_find(struct bmff_bytes bytes, uint32_t type, struct bmff_box *box);

/* Where the boxes that matter lie in the file. */
struct bmff_place {
	uint64_t at, n; /* of the body, in bytes from the file's start */
};

#define BMFF_UUIDS 16 /* uuid boxes that are kept */

struct bmff_layout {
	bool              is_bmff;   /* it begins with a box of these formats */
	bool              is_image;  /* a meta box and no movie: a still picture of HEIF */
	bool              moov, mdat, moof;
	struct bmff_place movie;     /* of the first moov */
	struct bmff_place uuids[BMFF_UUIDS]; /* with the 16 bytes of the UUID */
	unsigned          uuid_count;
	uint64_t          missing;   /* bytes that the last box says to have and the file has not */
	uint64_t          trailing;  /* bytes after the last box that are no box */
	uint64_t          boxes;
	bool              cut;       /* there are more boxes, or more of uuid, than are looked at */
};

/* Walks the outermost boxes, at most 200,000 of them, reading only their heads. */
struct bmff_layout bmff_layout(const struct parser_input *input);

/*
 * True when more than BMFF_TAG_LIMIT boxes are tags, wherever in a movie they
 * stand: libavformat compares each with all before it, and half a million take
 * it minutes. Files above PARSER_MAP_LIMIT (1 GiB) are not looked at, nor what
 * is compressed within cmov.
 */
#define BMFF_TAG_LIMIT 20000
bool bmff_has_too_many_tags(const struct parser_input *input);

/*
 * Tells what the layout shows: warnings `truncated` and `trailing-data`, C2PA
 * manifests, XMP packets and other uuid boxes.
 */
void bmff_tell_layout(const struct parser_input *input, const struct bmff_layout *layout,
                      struct report *report);

/* What the library that opened the container told already, so that it is not told twice. */
struct bmff_known {
	bool (*says)(const void *context, const void *text, size_t n);
	const void *context;
};

/*
 * Tells of the movie box, source "QuickTime": groups "mvhd" and "track N tkhd" …
 * with "modification_time", and "creation_time" where libavformat tells none (of a
 * track only what differs from the movie's), in UTC; groups "udta", "keys", "ilst",
 * "track N udta" … with every text that `known` has not, and other contents as
 * binary. With `known` NULL everything is told. Returns the number of tracks.
 */
uint64_t bmff_tell_movie(struct bmff_bytes movie, const struct bmff_known *known,
                         struct report *report);

#endif

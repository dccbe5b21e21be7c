/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.h - what any file looks and sounds like, without a catalogue. */
#ifndef VIDIMUS_FINGERPRINT_H
#define VIDIMUS_FINGERPRINT_H

#include <vidimus/derive.h>

#include <jansson.h>

struct vidimus_fingerprint;

enum vidimus_frames {
	VIDIMUS_FRAMES_DENSE, /* enough to find any clip of it again */
	VIDIMUS_FRAMES_ALL,   /* every one, as vPDQ's reference with -r 0 */
	VIDIMUS_FRAMES_SECOND /* one a second, as with -r 1 */
};

/*
 * Hashes a file and has it fingerprinted apart; *out is owned. A file that
 * cannot be parsed gives one without hashes, whose outcome says so. `stop`
 * ends it soon (STATUS_INTERRUPTED); NULL: never. STATUS_INVALID for what is no
 * regular file, STATUS_IO, STATUS_NOT_FOUND, STATUS_REFUSED without a sandbox.
 */
CHECKED enum status vidimus_fingerprint_file(struct vidimus_parsers *parsers, const char *path,
                                             enum vidimus_frames frames, const atomic_bool *stop,
                                             struct vidimus_fingerprint **out, struct error *err);

/* NULL is allowed. What the functions below give is borrowed until then. */
void vidimus_fingerprint_close(struct vidimus_fingerprint *fingerprint);

/* The file: its SHA-256 in hex, its bytes, and the media type of its signature. */
const char *vidimus_fingerprint_sha256(const struct vidimus_fingerprint *fingerprint);
uint64_t vidimus_fingerprint_bytes(const struct vidimus_fingerprint *fingerprint);
const char *vidimus_fingerprint_media_type(const struct vidimus_fingerprint *fingerprint);

/* "complete", "no-parser", "failed", "killed", "timed-out", "malformed"; static. */
const char *vidimus_fingerprint_outcome(const struct vidimus_fingerprint *fingerprint);

/* [{"code","detail"}] */
const json_t *vidimus_fingerprint_warnings(const struct vidimus_fingerprint *fingerprint);

/* Numbers of 256 bits as 64 hex digits and a NUL. */
#define VIDIMUS_HASH_SIZE 65

struct vidimus_box {
	uint32_t x, y, width, height; /* pixels; all 0: the whole picture */
};

/* A PDQ hash of a still picture. */
struct vidimus_picture_hash {
	char               hash[VIDIMUS_HASH_SIZE];
	const char        *transform; /* "none", "rot90", …: of the picture so turned or mirrored */
	unsigned           quality;   /* 0 to 100 */
	struct vidimus_box box;
};

/*
 * Hash `index` from 0; false beyond the last. The first eight are those of PDQ's
 * reference, of the whole picture, as it is first; the others by areas, eight of the whole and eight of each part.
 */
bool vidimus_fingerprint_picture(const struct vidimus_fingerprint *fingerprint, size_t index,
                                 struct vidimus_picture_hash *out);

/* A hash of a film's frame. */
struct vidimus_frame_hash {
	char     hash[VIDIMUS_HASH_SIZE];
	uint32_t number;  /* of the decoded frame, from 0 */
	unsigned quality; /* 0 to 100 */
	double   seconds; /* presentation time */
	double   reference_seconds; /* number / frames a second, as the reference counts; -1 where the rate is unknown */
};

/* Frame `index` of the whole picture's series; false beyond the last. */
bool vidimus_fingerprint_frame(const struct vidimus_fingerprint *fingerprint, size_t index,
                               struct vidimus_frame_hash *out);

/* Raw items of Chromaprint and the seconds they cover; *n is 0 without sound. */
const uint32_t *vidimus_fingerprint_sound(const struct vidimus_fingerprint *fingerprint,
                                          size_t *n, double *seconds);

#endif

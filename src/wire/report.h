/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - what a parser tells of one file while it runs locked in: one
 * frame a fact, bounded, to a pipe whose other end trusts nothing.
 *
 * A report never fails towards the parser: what is longer than its limit is
 * cut and marked as cut, what is beyond the report's whole size is dropped and
 * counted, and a pipe that is gone ends the process. Names of any bytes may be
 * given: they are made UTF-8 without control characters, with U+FFFD for what
 * is neither.
 */
#ifndef VIDIMUS_WIRE_REPORT_H
#define VIDIMUS_WIRE_REPORT_H

#include <vidimus/types.h>

struct report;

/*
 * A report to a pipe or file (borrowed descriptor); its first frame goes out
 * with the first flush. NULL without memory.
 */
CHECKED struct report *report_open(int fd);

/* Writes what is held back, so that it stays told if what follows kills the process. */
void report_flush(struct report *report);

/* Writes what is held back and frees; without report_end before, the report has no end. */
void report_close(struct report *report);

#define REPORT_NAME_LIMIT  256                  /* bytes of a source, group, tag or name */
#define REPORT_VALUE_LIMIT ((size_t)32 << 10)   /* bytes of one raw value; the rest is cut */
#define REPORT_FACTS_LIMIT ((size_t)2 << 20)    /* bytes of all facts of one file */
#define REPORT_BINARY_LIMIT 64                  /* bytes kept of a raw value that is REPORT_BINARY */
#define REPORT_DETAIL_LIMIT 1024                /* bytes of a measured value, a version, a warning's detail */
#define REPORT_MEDIA_TYPE_LIMIT 127             /* RFC 6838, 4.2: type and subtype */
#define REPORT_TAG_LIMIT   4096                 /* tags of one file */
#define REPORT_OTHER_LIMIT 256                  /* facts of each other kind */
#define REPORT_PICTURE_LIMIT ((size_t)64 << 20) /* bytes of a picture's samples */

/* Exit code of a process whose report nobody reads any more, or which has no memory for it. */
#define REPORT_GONE_EXIT 3

/* How the bytes of a raw value are to be read. */
enum report_form {
	REPORT_TEXT,    /* text as it stands in the file, of whatever encoding */
	REPORT_NUMBERS, /* written by us: decimal numbers and n/d fractions between single spaces */
	REPORT_BINARY   /* anything else; kept as its length and first bytes */
};

/* One statement of the file about itself. */
struct report_tag {
	const char      *source; /* where it stands: "EXIF", "XMP", "IPTC", "PNG", "ICC", "C2PA", "container", "stream", "QuickTime" */
	const char      *group;  /* "IFD0", "Exif", "GPS", a namespace prefix, "stream 0"; "" for none */
	const char      *tag;    /* the standard's own name, "DateTimeOriginal" */
	enum report_form form;
	struct text      raw;
};
void report_tag(struct report *report, const struct report_tag *tag);

/* A library that read the file: "libexif" "0.6.24". */
void report_parser(struct report *report, const char *name, const char *version);

/* The media type that the parser found; static names of catalog/signatures.tsv. */
void report_media_type(struct report *report, const char *media_type);

/*
 * What was measured, not declared: "width", "height" (pixels as stored),
 * "orientation" (1-8), "rotation" (degrees), "duration" (seconds, decimal),
 * "frame_rate" ("30000/1001"), "video_codec", "audio_codec" (ffprobe's
 * names), "icc_name", "pages", "streams", "frames".
 */
void report_measured(struct report *report, const char *name, const char *value);

/* A code of the vocabulary `warning` ([a-z0-9-]), and for people what it is about, UTF-8 or NULL. */
void report_warning(struct report *report, const char *code, const char *detail);

/* Pixels that were asked for, 8 bits a sample, rows from the top without padding. */
struct report_picture {
	uint32_t             width, height;
	uint32_t             channels;  /* 1 grey, 3 RGB */
	int64_t              microseconds; /* exact presentation time; 0 for a still */
	const unsigned char *samples;   /* width * height * channels bytes */
};
void report_picture(struct report *report, const struct report_picture *picture);

/* --- fingerprints, for the task that asks for them --- */

#define REPORT_HASH_SIZE   32     /* bytes of a perceptual hash, its highest bit first */
#define REPORT_TURNS       8      /* the picture as it is, and turned and mirrored */
#define REPORT_DETAILS     3      /* blocks of finer signs, each as large as a hash */
#define REPORT_BOXES       8      /* hashed parts of one picture */
#define REPORT_SERIES      2      /* of one film: all of the picture, and what is inside its bars */
#define REPORT_FRAMES_LIMIT 400000 /* frames of one series */
#define REPORT_SOUND_LIMIT 1000000 /* numbers of a sound's fingerprint */
#define REPORT_BATCH       512    /* frames, or numbers of sound, that are told at once */
#define REPORT_FRAME_SIZE  (8 + 4 + 1 + 1 + REPORT_HASH_SIZE)

/* A part of a picture in pixels; { 0 } is all of it. */
struct report_box {
	uint32_t x, y, width, height;
};

/* Perceptual hashes of one part of a still picture. */
struct report_hashes {
	struct report_box box;
	unsigned          quality; /* 0 to 100 */
	unsigned char     hashes[REPORT_TURNS][REPORT_HASH_SIZE]; /* in the order of fingerprint/hash256.h */
	unsigned char     details[REPORT_DETAILS][REPORT_HASH_SIZE]; /* fingerprint/picture_detail.h; all zero: none */
};
void report_hashes(struct report *report, const struct report_hashes *hashes);

/* One frame of a film. */
struct report_frame {
	int64_t       microseconds; /* presentation time */
	uint32_t      number;       /* of the decoded frame, from 0 */
	unsigned      quality;      /* 0 to 100 */
	bool          burst;        /* in a burst (fingerprint/frame_series.h) */
	unsigned char hash[REPORT_HASH_SIZE];
};

/* Begins a series of frames, all of which were hashed within this box. */
void report_series(struct report *report, const struct report_box *box);
void report_frames(struct report *report, const struct report_frame *frames, size_t n);

/* Further numbers of the sound's fingerprint. */
void report_sound(struct report *report, const uint32_t *numbers, size_t n);

/* --- archives --- */

#define REPORT_MEMBER_NAME_LIMIT 4097             /* bytes of a member's name; the rest is cut */
#define REPORT_BYTES_LIMIT       ((size_t)64 << 10) /* bytes of a member that are told at once */

enum report_member_kind { REPORT_FILE, REPORT_FOLDER, REPORT_LINK, REPORT_SPECIAL };

/* One member of an archive, as its header has it. */
struct report_member {
	enum report_member_kind kind;
	struct text             name; /* any bytes */
	bool                    has_size;
	uint64_t                size;
};

/* A member begins; report_bytes tells what is in it. Nothing of either is ever dropped. */
void report_member(struct report *report, const struct report_member *member);
void report_bytes(struct report *report, const void *bytes, size_t n);

/* Parsed to the end, as far as the file allows; a second one does nothing. Without it, the file killed its parser. */
void report_end(struct report *report);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment.h - many hashes in one immutable file, with what they belong to and
 * the tables by which the same picture is found: derived from the database,
 * and made anew from it whenever it is missing or damaged.
 *
 * The file (little-endian, "vidimus segment 1"): a header of 4096 bytes, then
 * the hashes, a label each, and the tables of fingerprint/hash_index.h. The
 * header carries the SHA-256 of all that follows and of itself. It is named
 * KIND-SEQ.segment after the highest `seq` of the log that it covers.
 */
#ifndef VIDIMUS_MATCH_SEGMENT_H
#define VIDIMUS_MATCH_SEGMENT_H

#include "fingerprint/hash_index.h"

#include <vidimus/types.h>

enum segment_kind {
	SEGMENT_PICTURES = 1, /* hashes of still pictures */
	SEGMENT_FRAMES = 2,   /* hashes of videos' frames */
	SEGMENT_SOUNDS = 3    /* eight items of Chromaprint in place of a hash; without tables, to be read through */
};
#define SEGMENT_KINDS 3

/* What a hash belongs to. */
struct segment_label {
	uint64_t item;         /* row of the item */
	uint32_t milliseconds; /* presentation time of a frame; 0 of a picture; of sound the number of its first item */
	uint16_t box;          /* 0: the whole picture; else the number of a box in it */
	uint16_t quality;      /* 0 to 100; of sound how many of the eight items there are */
};

/* Which part of the log the hashes come from. */
struct segment_cover {
	enum segment_kind kind;
	uint64_t          first_seq, last_seq;
};

#define SEGMENT_NAME_SIZE 40

/* "pictures-00000000000000001234.segment" and a NUL. */
void segment_name(char out[SEGMENT_NAME_SIZE], enum segment_kind kind, uint64_t last_seq);

/* True when it is such a name. */
bool segment_name_read(const char *name, enum segment_kind *kind, uint64_t *last_seq);

/* --- reading --- */

struct segment; /* mapped read-only; may be searched by several threads at once */

enum segment_check {
	SEGMENT_CHECK_HEADER, /* the header and the file's size */
	SEGMENT_CHECK_ALL     /* and the SHA-256 of all of it, which reads it whole */
};

/*
 * Opens a segment; owned by the caller. STATUS_NOT_FOUND when there is none,
 * STATUS_FALSE when it is damaged, cut, of another version or of other machines:
 * then the caller makes it anew. A file that was changed unnoticed, for want of
 * SEGMENT_CHECK_ALL, can hide hashes but does no other harm.
 */
CHECKED enum status segment_open(struct segment **out, const char *path,
                                 enum segment_check check, struct error *err);

/* NULL is allowed. */
void segment_close(struct segment *segment);

struct segment_cover segment_cover(const struct segment *segment);
size_t segment_count(const struct segment *segment);

/* SHA-256 of the header, which has that of all else: by it a segment is told from another of the same name. */
struct digest segment_digest(const struct segment *segment);

/* Number `index`, which must be below the count; borrowed until the segment is closed. */
const struct hash256 *segment_hash(const struct segment *segment, size_t index);
const struct segment_label *segment_label(const struct segment *segment, size_t index);

/* As hash_index_search, at HASH_SAME, by the tables. STATUS_FALSE: damaged. Nothing of sounds. */
CHECKED enum status segment_search(const struct segment *segment, const struct hash256 *query,
                                   hash_taker *take, void *context, struct error *err);

/* As hash_scan over `n` hashes from number `from` on; found.index counts from there. */
bool segment_scan(const struct segment *segment, size_t from, size_t n,
                  const struct hash256 *queries, unsigned count, unsigned threshold,
                  hash_taker *take, void *context);

/* --- writing --- */

struct segment_writer;

/*
 * Begins a segment of just `count` hashes (up to HASH_INDEX_LIMIT) in
 * `folder`, under the name of its cover with ".new" behind; owned. STATUS_BUSY
 * while another process writes the same one.
 */
CHECKED enum status segment_writer_open(struct segment_writer **out, const char *folder,
                                        const struct segment_cover *cover, size_t count,
                                        struct error *err);

/* Ends it; what was not finished is removed. NULL is allowed. */
void segment_writer_close(struct segment_writer *writer);

/* STATUS_INVALID beyond the count. */
CHECKED enum status segment_writer_add(struct segment_writer *writer, const struct hash256 *hash,
                                       const struct segment_label *label, struct error *err);

/*
 * Makes the tables, and the file durable under its own name, in place of an
 * older one. STATUS_INVALID when hashes are missing. Memory: 48 MiB, however
 * many hashes there are.
 */
CHECKED enum status segment_writer_finish(struct segment_writer *writer, struct error *err);

#endif

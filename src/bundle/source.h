/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source.h - the files of a bag as somebody gave it: a folder, a ZIP or a TAR.
 * All are hostile. What does not fit the rules below is refused by the name of
 * the trick; nothing is ever unpacked beside the bundle, and nothing outside
 * it is read.
 *
 * A stored ZIP is read by a strict reader of its central directory (APPNOTE
 * 6.3.10 §4.3) that agrees with its local headers, by pread; everything else
 * that is no folder is streamed by libarchive in vidimus-worker-archive, whose
 * word is never a digest.
 */
#ifndef VIDIMUS_BUNDLE_SOURCE_H
#define VIDIMUS_BUNDLE_SOURCE_H

#include "base/buffer.h"
#include "base/scoped.h"
#include "crypto/digest.h"

#include <stdatomic.h>

struct bundle_source;

struct bundle_source_options {
	const char        *workers; /* where vidimus-worker-archive lies; NULL: as program_find (media/program.h) */
	const atomic_bool *stop;
	void             (*progress)(void *context, uint64_t bytes); /* `bytes` more are hashed; by one thread at a time */
	void              *context;
};

/*
 * Opens PATH. STATUS_NOT_FOUND; STATUS_REFUSED where an archive cannot be read
 * apart (no program, no sandbox); STATUS_FALSE, with the trick and the name of
 * the member, "TRICK: NAME: words": zip-slip, absolute-name, drive-name, symlink, special-file,
 * overlap, hidden-member, header-mismatch, trailing-bytes, bomb,
 * duplicate-name, case-collision, normalisation-collision, control-name,
 * bidi-name, encrypted, truncated, checksum, several-tops, … (docs/bundle-format.md).
 */
CHECKED enum status bundle_source_open(struct bundle_source **out, const char *path,
                                       const struct bundle_source_options *options,
                                       struct error *err);
void bundle_source_close(struct bundle_source *source);
DEFINE_SCOPED_POINTER(bundle_source, bundle_source_close);

/* One file of the bag; its name is relative to the bag's top folder. */
struct bundle_member {
	const char *name; /* borrowed from the source */
	uint64_t    size;
};

/* The files, ascending by the bytes of their names. */
size_t bundle_source_count(const struct bundle_source *source);
const struct bundle_member *bundle_source_member(const struct bundle_source *source, size_t index);

/* The index of a file; false when there is none. */
bool bundle_source_find(const struct bundle_source *source, struct text name, size_t *index);

/*
 * What is read below: STATUS_FALSE ("checksum: …") when its bytes are not those
 * that its container tells, STATUS_CHANGED when the source is no longer as it
 * was opened, STATUS_UNUSABLE for payload of a TAR or a compressed ZIP, of
 * which only the hashes are kept.
 *
 * Appends the bytes of a file of at most `limit` bytes: STATUS_LIMIT above. STATUS_NOT_FOUND. */
CHECKED enum status bundle_source_read(struct bundle_source *source, const char *name,
                                       uint64_t limit, struct buffer *out, struct error *err);

/*
 * Reads a text file of any size line by line: `line` gets each without its
 * line feed and may end the walk by its status. STATUS_LIMIT for a line above
 * `limit` bytes; STATUS_INVALID where the last line does not end.
 */
CHECKED enum status bundle_source_lines(struct bundle_source *source, const char *name,
                                        size_t limit,
                                        enum status (*line)(void *context, struct text line,
                                                            struct error *err),
                                        void *context, struct error *err);

/* Hashes a file: SHA-256 and those of `set`. May be called by several threads at once. */
CHECKED enum status bundle_source_hash(struct bundle_source *source, size_t index, unsigned set,
                                       struct digests *out, struct error *err);

/*
 * Pulls a file's bytes from its beginning; several may be open at once, and
 * each ends before its source. STATUS_NOT_FOUND.
 */
struct bundle_stream;
CHECKED enum status bundle_stream_open(struct bundle_stream **out, struct bundle_source *source,
                                       const char *name, struct error *err);
void bundle_stream_close(struct bundle_stream *stream);
DEFINE_SCOPED_POINTER(bundle_stream, bundle_stream_close);

/* The next bytes, at least one, borrowed until the next call. STATUS_DONE at the end. */
CHECKED enum status bundle_stream_next(struct bundle_stream *stream, struct text *block,
                                       struct error *err);

#endif

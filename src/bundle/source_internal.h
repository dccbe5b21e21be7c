/* SPDX-License-Identifier: Apache-2.0 */
/* source_internal.h - what the readers of folders, ZIPs and other archives share. */
#ifndef VIDIMUS_BUNDLE_SOURCE_INTERNAL_H
#define VIDIMUS_BUNDLE_SOURCE_INTERNAL_H

#include "bundle/member_pass.h"
#include "bundle/source.h"

/* Most files, and most bytes of all their names. */
#define SOURCE_MEMBERS_LIMIT ((size_t)4 << 20)
#define SOURCE_NAMES_LIMIT   ((size_t)512 << 20)

/* A file; `member` comes first, so that both have one address. */
struct source_member {
	struct bundle_member member; /* the name is owned */
	bool                 placed;  /* it can be read from `fd`: */
	uint64_t             offset;
	bool                 has_crc; /* its container tells a CRC-32 */
	uint32_t             crc;
	struct digests       *digests; /* made while it was streamed, owned; or NULL */
};

struct bundle_source {
	struct member_watch   watch;
	const char           *workers; /* borrowed */
	int                   fd;        /* the folder, the ZIP, or what was streamed */
	bool                  is_folder; /* members are files below it */
	bool                  has_data;  /* there is a folder data/ */
	char                 *top;       /* the top folder of an archive, with its '/'; NULL for a folder */
	struct source_member *members;
	size_t                count, room, names;
};

/* "TRICK: NAME: words", as STATUS_FALSE. */
enum status source_refuse(struct error *err, const char *trick, struct text name,
                          const char *words);

/* Adds a file; the name is copied. STATUS_FALSE (too-many) beyond the limits. */
CHECKED enum status source_add(struct bundle_source *source, struct text name,
                               const struct source_member *member, struct error *err);

/* Refuses a name of an archive that is a trick. */
CHECKED enum status source_check_name(struct text name, struct error *err);

/* An archive has one top folder: takes it off all names. STATUS_FALSE: several-tops, no-top-folder, empty. */
CHECKED enum status source_take_top(struct bundle_source *source, struct error *err);

/* Sorts the files; of an archive, refuses names that collide. */
CHECKED enum status source_settle(struct bundle_source *source, struct error *err);

/* Tells of each two files whose names are one to a system that knows no case or normalises. */
typedef enum status source_collision(void *context, const struct bundle_source *source, size_t a,
                                     size_t b, struct error *err);
CHECKED enum status source_collisions(const struct bundle_source *source, source_collision *found,
                                      void *context, struct error *err);

/* Each fills a source, whose `watch` is set and `fd` is its own. */
CHECKED enum status source_read_folder(struct bundle_source *source, struct error *err);

/*
 * A ZIP. *compressed: it is sound, but something in it is not stored, so that
 * the members have no place.
 */
CHECKED enum status source_read_zip(struct bundle_source *source, uint64_t size, bool *compressed,
                                    struct error *err);

/* Opens a file of a folder as it was listed; *fd is owned. */
CHECKED enum status source_open_file(const struct bundle_source *source,
                                     const struct source_member *member, int *fd, struct error *err);

/* How a file is hashed by one of several threads. */
struct source_hashing {
	unsigned                   set; /* of enum digest_set */
	const struct member_watch *watch;
	char                      *scratch; /* MEMBER_SCRATCH bytes */
	bool                       alone;   /* other threads keep all cores busy */
};
CHECKED enum status source_hash(const struct bundle_source *source, size_t index,
                                const struct source_hashing *how, struct digests *out,
                                struct error *err);

#endif

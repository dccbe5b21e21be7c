/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_line.h - one line of somebody's list of hashes, in the forms that are
 * common:
 *
 *	HEX                          one hash a line; also hash=HEX, "HEX"
 *	HEX  NAME, HEX *NAME         sha256sum, md5sum, md5deep; \HEX  NAME
 *	SHA256 (NAME) = HEX          the BSD tools, sha256sum --tag; MD5 likewise
 *	HEX,QUALITY[,…]              PDQ, as its photo hasher prints; HEX,…
 *	FRAME,QUALITY,HEX,SECONDS    vPDQ, as vpdq-hash-video prints
 *	HEX,QUALITY,SECONDS          vPDQ, python-threatexchange's features
 *	%%%% size,md5,sha256,filename   hashdeep: columns by their names
 *	"SHA-1","MD5","FileName"     a first line that names columns, as NSRL's; of
 *	                             "hash" alone the first hash tells the kind
 *
 * Commas may be semicolons or tabs. Names and all else on a line are passed
 * over and kept nowhere. Empty lines and those that begin with # say nothing.
 */
#ifndef VIDIMUS_EXCHANGE_HASH_LINE_H
#define VIDIMUS_EXCHANGE_HASH_LINE_H

#include "fingerprint/hash256.h"

#include <vidimus/types.h>

enum hash_kind { HASHES_UNKNOWN, HASHES_SHA256, HASHES_MD5, HASHES_PDQ, HASHES_VPDQ };

/* "sha256", "md5", "pdq", "vpdq"; static. */
const char *hash_kind_name(enum hash_kind kind);

/* The kind of that name; HASHES_UNKNOWN for NULL and others. */
enum hash_kind hash_kind_of(const char *name);

/* Hex digits of such a hash. */
size_t hash_kind_digits(enum hash_kind kind);

#define HASH_ENTRY_SIZE 32

struct hash_entry {
	unsigned char bytes[HASH_ENTRY_SIZE]; /* of MD5 the first 16, then zeros */
	unsigned      quality;      /* of pictures and frames, 0 to 100; 100 where the line tells none */
	uint32_t      frame;        /* vPDQ */
	int64_t       microseconds; /* vPDQ */
};

#define HASH_COLUMNS 32 /* fields of a line that are looked at */

/* What the lines of a list look like. { .kind, .said = what was asked for } at first; private but for kind. */
struct hash_form {
	enum hash_kind kind;     /* known after the first hash */
	bool           begun;    /* a hash or a heading was there */
	bool           columned; /* a heading named the columns */
	bool           said;     /* the kind was said, not found */
	int            hash, quality, frame, seconds; /* columns, -1 for none */
};

/*
 * Reads a line without its end. STATUS_OK with an entry; STATUS_DONE for a
 * line that says nothing, or is the heading; STATUS_INVALID, saying what is
 * wrong, for anything else.
 */
CHECKED enum status hash_line_read(struct hash_form *form, struct text line,
                                   struct hash_entry *out, struct error *err);

#endif

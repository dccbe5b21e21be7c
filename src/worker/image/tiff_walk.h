/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tiff_walk.h - the directories of TIFF files and of EXIF blocks (TIFF 6.0
 * section 2; BigTIFF; raw formats that only changed the magic number), as data
 * of unknown honesty: every offset checked, nothing followed by itself.
 */
#ifndef VIDIMUS_WORKER_IMAGE_TIFF_WALK_H
#define VIDIMUS_WORKER_IMAGE_TIFF_WALK_H

#include "worker/image/span.h"

#define TIFF_DIRECTORY_LIMIT 512  /* directories of one chain */
#define TIFF_ENTRY_LIMIT     4096 /* entries of one directory */

enum tiff_type {
	TIFF_BYTE_TYPE = 1,
	TIFF_ASCII_TYPE,
	TIFF_SHORT_TYPE,
	TIFF_LONG_TYPE,
	TIFF_RATIONAL_TYPE,
	TIFF_SBYTE_TYPE,
	TIFF_UNDEFINED_TYPE,
	TIFF_SSHORT_TYPE,
	TIFF_SLONG_TYPE,
	TIFF_SRATIONAL_TYPE,
	TIFF_FLOAT_TYPE,
	TIFF_DOUBLE_TYPE,
	TIFF_IFD_TYPE,
	TIFF_LONG8_TYPE = 16,
	TIFF_SLONG8_TYPE,
	TIFF_IFD8_TYPE
};

struct tiff {
	struct span bytes;
	bool        big_endian;
	bool        big;    /* BigTIFF: offsets and counts of 8 bytes */
	bool        plain;  /* the magic number is 42 */
	bool        known;  /* it is one of those that formats use */
	uint64_t    first;  /* offset of the first directory */
};

struct tiff_entry {
	unsigned    tag;
	unsigned    type;
	uint64_t    count;
	bool        whole; /* the value lies inside the file */
	struct span value; /* cut at the end of the file; empty where its offset lies beyond */
};

struct tiff_directory {
	const struct tiff *tiff;
	struct span        entries;
	size_t             count; /* of entries that are inside the file, at most TIFF_ENTRY_LIMIT */
	bool               whole; /* as many as it declares */
	bool               cut;   /* more than TIFF_ENTRY_LIMIT are inside */
	uint64_t           next;  /* offset of the next directory; 0 for none */
};

/* False when the bytes do not begin with a byte order; another magic number is read as if it were 42. */
CHECKED bool tiff_begin(struct tiff *tiff, struct span bytes);

/* The directory at an offset; false when none can be there. `tiff` is borrowed. */
CHECKED bool tiff_directory_at(const struct tiff *tiff, uint64_t offset, struct tiff_directory *out);

/* Entry `i` < count. False when its type is unknown. */
CHECKED bool tiff_entry_at(const struct tiff_directory *directory, size_t i, struct tiff_entry *out);

/* The first whole entry of that tag. */
CHECKED bool tiff_find(const struct tiff_directory *directory, unsigned tag, struct tiff_entry *out);

/* Number `i` of a value of whole numbers; 0 where there is none. */
uint64_t tiff_number(const struct tiff *tiff, const struct tiff_entry *entry, uint64_t i);

/* The first number of a tag, or `otherwise`. */
uint64_t tiff_find_number(const struct tiff_directory *directory, unsigned tag, uint64_t otherwise);

/* EXIF's orientation of the first directory, 1-8 of whatever whole number's type; 0 where there is none. */
unsigned tiff_orientation(const struct tiff *tiff);

/* Bytes of one value of the type; 0 for an unknown one. */
size_t tiff_type_size(unsigned type);

uint64_t tiff_integer(const struct tiff *tiff, const unsigned char *p, size_t n);

#endif

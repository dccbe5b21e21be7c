/* SPDX-License-Identifier: Apache-2.0 */
/*
 * head.h - the first bytes of a file, read only within their bounds, and what
 * can be asked of them. Every check is bounded by the bytes at hand, allocates
 * nothing and takes whatever it is given.
 */
#ifndef VIDIMUS_INTAKE_HEAD_H
#define VIDIMUS_INTAKE_HEAD_H

#include <vidimus/types.h>

#include <string.h>

struct head {
	const unsigned char *p;
	size_t               n;    /* bytes at hand */
	uint64_t             size; /* of the whole file */
};

/* True when `n` bytes lie at `at`. */
static inline bool
head_has(const struct head *head, size_t at, size_t n)
{
	return at <= head->n && n <= head->n - at;
}

/* Bytes that lie outside read as zero: ask head_has first where that matters. */
static inline unsigned
head_byte(const struct head *head, size_t at)
{
	return at < head->n ? head->p[at] : 0;
}

static inline uint32_t
head_be32(const struct head *head, size_t at)
{
	return (uint32_t)head_byte(head, at) << 24 | head_byte(head, at + 1) << 16 |
	       head_byte(head, at + 2) << 8 | head_byte(head, at + 3);
}

static inline uint32_t
head_le32(const struct head *head, size_t at)
{
	return (uint32_t)head_byte(head, at + 3) << 24 | head_byte(head, at + 2) << 16 |
	       head_byte(head, at + 1) << 8 | head_byte(head, at);
}

static inline unsigned
head_le16(const struct head *head, size_t at)
{
	return head_byte(head, at + 1) << 8 | head_byte(head, at);
}

/* True when exactly these bytes lie at `at`. */
static inline bool
head_holds(const struct head *head, size_t at, struct text bytes)
{
	return head_has(head, at, bytes.n) &&
	       (bytes.n == 0 || memcmp(head->p + at, bytes.p, bytes.n) == 0);
}

/*
 * The checks of catalog/signatures.tsv that bytes at fixed places cannot tell,
 * written there as name="value".
 */

/* ISO/IEC 14496-12: the major brand begins with the value (after free, skip or wide boxes). */
bool check_brand(const struct head *head, struct text value);
/* The same for the major or any compatible brand. */
bool check_brands(const struct head *head, struct text value);
/* QuickTime of before ftyp: a box of that type comes first, but for free, skip, wide, pnot. */
bool check_box(const struct head *head, struct text value);

/* RFC 8794: the EBML header's document type within the first 4 KiB. */
bool check_doctype(const struct head *head, struct text value);
/* TIFF 6.0: the first directory has the tag, four hex digits. */
bool check_tag(const struct head *head, struct text value);

/* Consecutive frames: "mpeg" (ISO/IEC 11172-3, 13818-3) or "adts" (13818-7), also after an ID3 tag. */
bool check_frames(const struct head *head, struct text value);

/* Frames of MPEG audio behind anything else; not a check of the table, as a name has to speak for it too. */
bool check_late_frames(const struct head *head);
/* What follows an ID3v2 tag begins with the value; "" is the tag itself. */
bool check_id3(const struct head *head, struct text value);
/* ISO/IEC 13818-1 packets of "188" bytes, or of "192" with a time code before each. */
bool check_packets(const struct head *head, struct text value);

/* PKWARE APPNOTE 4.3: the first member of a ZIP is named the value. */
bool check_first(const struct head *head, struct text value);
/* Some member's name begins with the value. */
bool check_member(const struct head *head, struct text value);
/* [MS-CFB]: the directory at hand has a stream of that name; "" when it lies beyond the bytes at hand. */
bool check_stream(const struct head *head, struct text value);

/* Markup whose first element or document type has that local name, in any case. */
bool check_root(const struct head *head, struct text value);
/* "json": RFC 8259 text that begins an object or an array of them or of strings. */
bool check_text(const struct head *head, struct text value);

#endif

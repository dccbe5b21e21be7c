/* SPDX-License-Identifier: Apache-2.0 */
/* span.h - views of foreign bytes, cut without ever reading beyond, and the integers in them. */
#ifndef VIDIMUS_WORKER_IMAGE_SPAN_H
#define VIDIMUS_WORKER_IMAGE_SPAN_H

#include <vidimus/types.h>

#include <string.h>

struct span {
	const unsigned char *p;
	size_t               n;
};

/* The `n` bytes at `offset`; false when they do not all lie inside. */
CHECKED static inline bool
span_at(struct span whole, uint64_t offset, uint64_t n, struct span *out)
{
	if (offset > whole.n || n > whole.n - offset)
		return false;
	*out = (struct span){ n > 0 ? whole.p + offset : whole.p, (size_t)n };
	return true;
}

/* What lies at and after `offset`; empty when that is beyond the end. */
static inline struct span
span_from(struct span whole, uint64_t offset)
{
	if (offset >= whole.n)
		return (struct span){ whole.p, 0 };
	return (struct span){ whole.p + offset, whole.n - (size_t)offset };
}

/* The first `n` bytes, or all when there are fewer. */
static inline struct span
span_first(struct span whole, uint64_t n)
{
	return (struct span){ whole.p, n < whole.n ? (size_t)n : whole.n };
}

static inline bool
span_begins(struct span whole, const void *bytes, size_t n)
{
	return whole.n >= n && memcmp(whole.p, bytes, n) == 0;
}

static inline bool
span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Offset of the first byte of that value, or n when there is none. */
static inline size_t
span_find(struct span whole, unsigned char byte)
{
	const unsigned char *found = whole.n ? memchr(whole.p, byte, whole.n) : NULL;

	return found ? (size_t)(found - whole.p) : whole.n;
}

/* Offset of the first place where the bytes stand, or n when there is none. */
static inline size_t
span_search(struct span whole, const char *bytes)
{
	const void *found = whole.n ? memmem(whole.p, whole.n, bytes, strlen(bytes)) : NULL;

	return found ? (size_t)((const unsigned char *)found - whole.p) : whole.n;
}

static inline uint16_t be16(const unsigned char *p) { return (uint16_t)(p[0] << 8 | p[1]); }
static inline uint16_t le16(const unsigned char *p) { return (uint16_t)(p[1] << 8 | p[0]); }
static inline uint32_t be32(const unsigned char *p) { return (uint32_t)be16(p) << 16 | be16(p + 2); }
static inline uint32_t le32(const unsigned char *p) { return (uint32_t)le16(p + 2) << 16 | le16(p); }
static inline uint64_t be64(const unsigned char *p) { return (uint64_t)be32(p) << 32 | be32(p + 4); }
static inline uint64_t le64(const unsigned char *p) { return (uint64_t)le32(p + 4) << 32 | le32(p); }
static inline uint32_t le24(const unsigned char *p) { return (uint32_t)p[2] << 16 | le16(p); }

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* leak_regions.c - four containers walked, and the edges of all files. */
#include "bundle/leak_regions.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PARTS_MAX  100000 /* segments, chunks or boxes of one file; more are no metadata of anybody's */
#define CONTAINERS_MAX 64 /* one behind the other in one file */
#define SCAN_MAX   ((uint64_t)64 << 20) /* bytes of a scan that are looked through for its end */
#define SCAN_BLOCK 16384

/* A part of a container: its header, and all of it. */
struct part {
	char     kind[4];
	uint64_t size;   /* with its header */
	bool     samples; /* picture or sound */
	bool     last;   /* what follows is none any more */
	bool     cut;    /* a scan without an end: what follows cannot be told apart */
};

struct walking {
	int      fd;
	uint64_t size;
	const struct leak_region_output *to;
};

/* The bytes at `at`; false where the file ends before, or cannot be read (which whoever reads it all tells). */
static bool
peek(const struct walking *walking, uint64_t at, unsigned char *out, size_t n)
{
	ssize_t got;

	if (at > walking->size || walking->size - at < n)
		return false;
	do
		got = pread(walking->fd, out, n, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got == (ssize_t)n;
}

static uint64_t
big(const unsigned char *p, size_t n)
{
	uint64_t x = 0;

	for (size_t i = 0; i < n; i++)
		x = x << 8 | p[i];
	return x;
}

/* Is it a marker that stands within a scan, or no marker at all? */
static bool
is_of_scan(unsigned char c)
{
	return c == 0x00 || c == 0xff || (c >= 0xd0 && c <= 0xd7);
}

/* Where the scan that begins at `at` ends, by its next marker; false: nowhere near. */
static bool
scan_end(const struct walking *walking, uint64_t at, uint64_t *out)
{
	unsigned char block[SCAN_BLOCK];
	uint64_t left = at < walking->size ? walking->size - at : 0;

	for (left = left < SCAN_MAX ? left : SCAN_MAX; left > 1;) {
		size_t n = left < sizeof block ? (size_t)left : sizeof block;
		const unsigned char *p = block, *end = block + n - 1;

		if (!peek(walking, at, block, n))
			return false;
		while (p < end && (p = memchr(p, 0xff, (size_t)(end - p))) != NULL) {
			if (!is_of_scan(p[1])) {
				*out = at + (uint64_t)(p - block);
				return true;
			}
			p++;
		}
		at += n - 1;
		left -= n - 1;
	}
	return false;
}

static bool
jpeg_part(const struct walking *walking, uint64_t at, struct part *out)
{
	unsigned char head[4];
	uint64_t end;

	if (!peek(walking, at, head, 2) || head[0] != 0xff)
		return false;
	out->last = head[1] == 0xd9;
	if (out->last || head[1] == 0xff || head[1] == 0x01 || (head[1] >= 0xd0 && head[1] <= 0xd8)) {
		out->size = head[1] == 0xff ? 1 : 2;
		return true;
	}
	if (!peek(walking, at, head, sizeof head))
		return false;
	out->samples = head[1] < 0xe0;
	out->size = 2 + big(head + 2, 2);
	if (head[1] == 0xda && scan_end(walking, at + out->size, &end))
		out->size = end - at;
	else
		out->cut = head[1] == 0xda;
	return out->size >= 4;
}

static bool
png_part(const struct walking *walking, uint64_t at, struct part *out)
{
	unsigned char head[8];

	if (!peek(walking, at, head, sizeof head))
		return false;
	out->size = 12 + big(head, 4);
	out->samples = memcmp(head + 4, "IDAT", 4) == 0 || memcmp(head + 4, "fdAT", 4) == 0;
	out->last = memcmp(head + 4, "IEND", 4) == 0;
	return true;
}

static bool
riff_part(const struct walking *walking, uint64_t at, struct part *out)
{
	static const char samples[][5] = { "VP8 ", "VP8L", "ALPH", "ANMF", "data", "idx1", "movi" };
	unsigned char head[12];
	uint64_t size;

	if (!peek(walking, at, head, sizeof head))
		return false;
	size = (uint64_t)head[4] | (uint64_t)head[5] << 8 | (uint64_t)head[6] << 16 |
	       (uint64_t)head[7] << 24;
	out->size = 8 + size + (size & 1);
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		bool list = memcmp(head, "LIST", 4) == 0;

		out->samples = out->samples || memcmp(head + (list ? 8 : 0), samples[i], 4) == 0;
	}
	return true;
}

static bool
box_part(const struct walking *walking, uint64_t at, struct part *out)
{
	unsigned char head[16] = { 0 };

	if (!peek(walking, at, head, 8))
		return false;
	out->size = big(head, 4);
	out->samples = memcmp(head + 4, "mdat", 4) == 0;
	if (out->size == 1) {
		if (!peek(walking, at, head, sizeof head))
			return false;
		out->size = big(head + 8, 8);
		return out->size >= 16;
	}
	if (out->size == 0)
		out->size = walking->size - at;
	return out->size >= 8;
}

struct container {
	uint64_t first; /* where its first part begins */
	bool   (*part)(const struct walking *walking, uint64_t at, struct part *out);
};

static bool
recognise(const struct walking *walking, uint64_t at, struct container *out)
{
	unsigned char head[12];

	if (!peek(walking, at, head, sizeof head))
		return false;
	if (memcmp(head, "\xff\xd8\xff", 3) == 0)
		*out = (struct container){ 2, jpeg_part };
	else if (memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0)
		*out = (struct container){ 8, png_part };
	else if (memcmp(head, "RIFF", 4) == 0)
		*out = (struct container){ 12, riff_part };
	else if (memcmp(head + 4, "ftyp", 4) == 0)
		*out = (struct container){ 0, box_part };
	else
		return false;
	return true;
}

static enum status
give(const struct walking *walking, uint64_t at, uint64_t size, struct error *err)
{
	if (at >= walking->size)
		return STATUS_OK;
	if (size > walking->size - at)
		size = walking->size - at;
	return walking->to->region(walking->to->context, at, size, err);
}

/*
 * Gives the parts that hold no samples, of the container that begins at *at, which
 * becomes where it ends; *whole: it was understood to there.
 */
static enum status
walk(const struct walking *walking, const struct container *container, uint64_t *at, bool *whole,
     struct error *err)
{
	enum status st = give(walking, *at, container->first, err);

	*whole = false;
	*at += container->first;
	for (size_t i = 0; st == STATUS_OK && i < PARTS_MAX && *at < walking->size; i++) {
		struct part part = { .size = 0 };

		if (!container->part(walking, *at, &part) || part.size > walking->size - *at)
			return STATUS_OK;
		if (!part.samples)
			st = give(walking, *at, part.size, err);
		*at += part.size;
		*whole = *at == walking->size || part.last;
		if (part.last || part.cut)
			return st;
	}
	return st;
}

/* The first and last bytes of the file from `from` on. */
static enum status
give_edges(const struct walking *walking, uint64_t from, struct error *err)
{
	uint64_t size = walking->size - from;
	enum status st = give(walking, from, LEAK_REGION_EDGE, err);
	uint64_t left = size > LEAK_REGION_EDGE ? size - LEAK_REGION_EDGE : 0;
	uint64_t tail = left < LEAK_REGION_EDGE ? left : LEAK_REGION_EDGE;

	return st == STATUS_OK ? give(walking, walking->size - tail, tail, err) : st;
}

enum status
leak_regions_find(int fd, uint64_t size, const struct leak_region_output *to, struct error *err)
{
	const struct walking walking = { .fd = fd, .size = size, .to = to };
	struct container container;
	uint64_t at = 0;
	enum status st = STATUS_OK;

	/* behind a picture there may be another, and a film: each is read as what it is */
	for (size_t i = 0; i < CONTAINERS_MAX && at < size && recognise(&walking, at, &container); i++) {
		uint64_t end = at;
		bool whole;

		st = walk(&walking, &container, &end, &whole, err);
		if (st != STATUS_OK || (whole && end == size))
			return st;
		if (!whole)
			break;
		at = end;
	}
	return at < size ? give_edges(&walking, at, err) : STATUS_OK;
}

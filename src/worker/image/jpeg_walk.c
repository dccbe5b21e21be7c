/* SPDX-License-Identifier: Apache-2.0 */
/* jpeg_walk.c - segments by their lengths, scans by looking for the next marker. */
#include "worker/image/jpeg_walk.h"

bool
jpeg_walk_begin(struct jpeg_walk *walk, struct span file)
{
	if (file.n < 2 || file.p[0] != 0xFF || file.p[1] != JPEG_SOI)
		return false;
	*walk = (struct jpeg_walk){ .file = file, .at = 2 };
	return true;
}

static bool
ends_nothing(unsigned byte)
{
	return byte == 0 || byte == 0xFF || (byte >= JPEG_RST0 && byte <= JPEG_RST7);
}

/* Moves to the next marker that is no stuffed byte, fill byte or restart (T.81 B.1.1.5). */
static bool
find_marker(struct jpeg_walk *walk)
{
	for (;;) {
		struct span rest = span_from(walk->file, walk->at);
		size_t found = span_find(rest, 0xFF);

		if (rest.n - found < 2) {
			walk->at = walk->file.n;
			return false;
		}
		walk->at += found;
		if (!ends_nothing(rest.p[found + 1]))
			return true;
		walk->at += rest.p[found + 1] == 0xFF ? 1 : 2;
	}
}

/* Expects a marker at once; else says that something was skipped. */
static bool
reach_marker(struct jpeg_walk *walk)
{
	const unsigned char *p = walk->file.p;

	while (walk->at + 1 < walk->file.n && p[walk->at] == 0xFF && p[walk->at + 1] == 0xFF)
		walk->at++;
	if (walk->at + 1 < walk->file.n && (p[walk->at] != 0xFF || ends_nothing(p[walk->at + 1])))
		walk->skipped = true;
	return find_marker(walk);
}

static bool
stands_alone(unsigned marker)
{
	return marker == JPEG_SOI || marker == 0x01; /* a second SOI and TEM bear no length */
}

bool
jpeg_walk_next(struct jpeg_walk *walk, struct jpeg_segment *out)
{
	struct span rest;
	size_t length;

	if (walk->ended || walk->truncated)
		return false;
	if (!reach_marker(walk)) {
		walk->truncated = true;
		return false;
	}
	*out = (struct jpeg_segment){ walk->file.p[walk->at + 1], { walk->file.p + walk->at, 0 } };
	walk->at += 2;
	walk->ended = out->marker == JPEG_EOI;
	if (walk->ended || stands_alone(out->marker))
		return true;
	rest = span_from(walk->file, walk->at);
	length = rest.n >= 2 ? be16(rest.p) : 2;
	walk->truncated = rest.n < 2 || length > rest.n;
	out->body = span_from(span_first(rest, length), 2);
	if (length < 2)
		walk->skipped = true;
	walk->at += span_first(rest, length < 2 ? 2 : length).n;
	if (out->marker == JPEG_SOS && !walk->truncated && !find_marker(walk))
		walk->truncated = true;
	return true;
}


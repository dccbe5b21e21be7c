/* SPDX-License-Identifier: Apache-2.0 */
/* jpeg_trailer.c - what cameras and phones append after a JPEG's end, told apart from the unknown. */
#include "worker/image/jpeg_parts.h"
#include "worker/image/jpeg_walk.h"

#include <stdio.h>

#define PICTURE_LIMIT 16    /* further pictures passed over */
#define VIDEO_SEARCH  65536 /* bytes of a maker's header before an appended video */

/* The offset of a file type box (ISO/IEC 14496-12 4.3) near the start, or n. */
static size_t
find_video(struct span rest)
{
	struct span near = span_first(rest, VIDEO_SEARCH);
	size_t found = span_search(near, "ftyp");

	if (found == near.n || found < 4 || be32(near.p + found - 4) < 8
	    || be32(near.p + found - 4) > 1024)
		return rest.n;
	return found - 4;
}

/* Passes over whole JPEGs, with zeros between, that the index of pictures promised. */
static size_t
pass_pictures(struct span file, size_t end)
{
	for (unsigned i = 0; i < PICTURE_LIMIT; i++) {
		struct jpeg_segment segment;
		struct jpeg_walk walk;
		size_t start = end;

		while (start < file.n && file.p[start] == 0)
			start++;
		if (!jpeg_walk_begin(&walk, span_from(file, start)))
			return end;
		while (jpeg_walk_next(&walk, &segment))
			continue;
		end = start + walk.at;
	}
	return end;
}

static void
tell_place(struct carrier *carrier, const char *tag, size_t offset, size_t length)
{
	char value[64];

	snprintf(value, sizeof value, "%zu bytes at %zu", length, offset);
	carrier_text(carrier, "JPEG", "trailer", tag, value);
}

void
jpeg_trailer_tell(struct carrier *carrier, size_t end, bool several_pictures)
{
	struct span rest;
	size_t video;

	if (several_pictures)
		end = pass_pictures(carrier->file, end);
	rest = span_from(carrier->file, end);
	video = find_video(rest);
	if (video < rest.n)
		tell_place(carrier, "MotionPhoto", end + video, rest.n - video);
	else if (rest.n >= 8 && memcmp(rest.p + rest.n - 4, "SEFT", 4) == 0)
		tell_place(carrier, "SamsungTrailer", end, rest.n);
	else
		carrier_trailing(carrier, end);
}

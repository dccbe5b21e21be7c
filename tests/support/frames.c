/* SPDX-License-Identifier: Apache-2.0 */
/* frames.c - reads the reference's hashes of frames. */
#include "support/frames.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(frame_series, frame_series_close);

void
frames_read(struct frames *out, const char *name)
{
	SCOPED_FREE char *path = NULL;
	SCOPED(buffer) table = { 0 };
	char relative[256];
	struct text rest;

	snprintf(relative, sizeof relative, "vectors/fingerprints/videos/%s.tsv", name);
	path = shared_path(relative);
	assert_non_null(path);
	read_file(&table, path);
	rest = text_of_buffer(&table);
	(void)text_cut(&rest, '\n');
	out->n = 0;
	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');
		struct frame_hash frame = { 0 };
		uint64_t number, quality;

		if (line.n == 0)
			continue;
		assert_true(text_number(text_cut(&line, '\t'), UINT32_MAX, &number));
		assert_true(text_number(text_cut(&line, '\t'), 100, &quality));
		assert_true(hash256_read(text_cut(&line, '\t'), &frame.hash));
		frame.number = (uint32_t)number;
		frame.quality = (uint16_t)quality;
		frame.microseconds = (int64_t)(strtod(line.p, NULL) * 1e6 + 0.5);
		assert_in_range(out->n, 0, FRAMES_MOST - 1);
		out->frames[out->n++] = frame;
	}
}

void
frames_dense(struct frames *out, const struct frames *all)
{
	SCOPED_POINTER(frame_series) series = NULL;
	const struct frame_hash *kept;
	struct error err;

	assert_ok(frame_series_open(&series, FRAMES_DENSE, 0, 0, &err), &err);
	for (size_t i = 0; i < all->n; i++) {
		const struct frame_hash *frame = &all->frames[i];

		if (frame_series_wants(series, frame->number, frame->microseconds))
			assert_ok(frame_series_add(series, &frame->hash, frame->quality, &err), &err);
	}
	kept = frame_series_frames(series, &out->n);
	memcpy(out->frames, kept, out->n * sizeof *kept);
}

void
frames_cut(struct frames *out, const struct frames *all, size_t from, size_t to)
{
	out->n = 0;
	for (size_t i = from; i < to && i < all->n; i++) {
		out->frames[out->n] = all->frames[i];
		out->frames[out->n].number = (uint32_t)out->n;
		out->frames[out->n++].microseconds -= all->frames[from].microseconds;
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_jpeg.c - a walk over segments only goes forward, stays inside, and ends. */
#include "fuzz/fuzz_picture.h"

#include "worker/image/format.h"
#include "worker/image/jpeg_walk.h"
#include "worker/image/photoshop.h"
#include "worker/image/upright.h"

static void
try_walk(struct span file)
{
	struct jpeg_segment segment;
	struct jpeg_walk walk;
	size_t before = 0;

	if (!jpeg_walk_begin(&walk, file))
		return;
	while (jpeg_walk_next(&walk, &segment)) {
		require(walk.at > before && walk.at <= file.n);
		require(segment.body.p >= file.p && segment.body.n <= file.n
		        && segment.body.p + segment.body.n <= file.p + file.n);
		require(segment.body.n <= 65533);
		before = walk.at;
	}
	require(walk.ended || walk.truncated);
}

static void
try_resources(struct span section)
{
	struct photoshop_resource resource;
	size_t left = section.n;

	while (photoshop_next(&section, &resource)) {
		require(section.n < left);
		left = section.n;
		read_bytes(resource.data);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = { data, size };
	unsigned orientation = upright_orientation(file);

	require(orientation >= 1 && orientation <= 8);
	try_walk(file);
	walk_quietly(format_jpeg_walk, file);
	try_resources(file);
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_png.c - chunks, texts, raw profiles and colour profiles of PNG. */
#include "fuzz/fuzz_picture.h"

#include "base/scoped.h"
#include "worker/image/format.h"
#include "worker/image/icc.h"
#include "worker/image/png_text.h"
#include "worker/image/png_walk.h"

#include "base/text.h"

static void
try_walk(struct span file)
{
	struct png_chunk chunk;
	struct png_walk walk;
	size_t before = 0;

	if (!png_walk_begin(&walk, file))
		return;
	while (png_walk_next(&walk, &chunk)) {
		require(walk.at > before && walk.at <= file.n);
		require(chunk.data.n <= file.n && chunk.data.p + chunk.data.n <= file.p + file.n);
		before = walk.at;
	}
	require(walk.ended || walk.truncated);
}

static void
try_texts(struct span bytes)
{
	SCOPED(buffer) profile = { 0 };
	SCOPED(buffer) latin1 = { 0 };
	SCOPED(buffer) name = { 0 };

	if (raw_profile_read(&profile, bytes))
		require(profile.n > 0 && profile.n <= bytes.n / 2);
	latin1_append(&latin1, bytes);
	require(latin1.failed || text_is_utf8(buffer_string(&latin1), latin1.n));
	if (icc_description(&name, bytes))
		require(text_is_utf8(name.p, name.n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = { data, size };

	try_walk(file);
	walk_quietly(format_png_walk, file);
	try_texts(file);
	return 0;
}

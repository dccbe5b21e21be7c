/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_decode.c - the decoders of ours: GIF and BMP; and the walkers of GIF, WebP and icons. */
#include "fuzz/fuzz_picture.h"

#include "worker/image/format.h"
#include "worker/image/image_decode.h"

static void
try_decoder(enum decode_result (*decode)(struct span input, const struct decode_limits *limits,
                                         struct pixels *out),
            struct span file)
{
	const struct decode_limits limits = { .pixels = 1 << 20, .side = 4096 };
	struct pixels picture = { 0 };
	enum decode_result result = decode(file, &limits, &picture);
	bool some = result == DECODE_WHOLE || result == DECODE_PARTLY;

	require(some == (picture.samples != NULL));
	if (some) {
		require(picture.width <= 4096 && picture.height <= 4096);
		read_bytes((struct span){ picture.samples,
		                          (size_t)picture.width * picture.height * picture.channels });
	}
	pixels_end(&picture);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = { data, size };

	try_decoder(decode_gif, file);
	try_decoder(decode_bmp, file);
	walk_quietly(format_gif_walk, file);
	walk_quietly(format_bmp_walk, file);
	walk_quietly(format_icon_walk, file);
	if (file.n >= 12)
		walk_quietly(format_webp_walk, file);
	return 0;
}

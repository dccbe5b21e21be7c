/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_xmp.c - packets before exempi sees them: marks only go forward, disguise moves none of them, and counts stay within limits. */
#include "fuzz/fuzz_picture.h"

#include "base/scoped.h"
#include "worker/image/xmp_apart.h"
#include "worker/image/xmp_disguise.h"
#include "worker/image/xmp_measure.h"
#include "worker/image/xmp_tag.h"

#include "base/text.h"

static void
try_tag(struct span tag)
{
	struct span name = xmp_tag_name(tag), value;
	size_t left = tag.n;

	require(name.n < tag.n);
	read_bytes(name);
	while (xmp_next_attribute(&tag, &name, &value)) {
		require(tag.n < left && name.n + value.n < left);
		left = tag.n;
		read_bytes(name);
		read_bytes(value);
	}
}

static void
try_pieces(struct span packet, struct span disguised)
{
	struct xmp_piece piece, other;
	size_t at = 0, there = 0, before = 0;

	while (xmp_next_piece(packet, &at, &piece)) {
		require(at > before && at <= packet.n && piece.bytes.n > 0);
		require(piece.bytes.p + piece.bytes.n == packet.p + at);
		require(xmp_next_piece(disguised, &there, &other));
		require(there == at && other.mark == piece.mark);
		if (piece.mark == XMP_OPENING || piece.mark == XMP_EMPTY)
			try_tag(piece.bytes);
		before = at;
	}
	require(!xmp_next_piece(disguised, &there, &other));
}

static void
try_measure(struct span packet)
{
	struct xmp_work work = { 0 }, again = { 0 };
	const char *beyond = xmp_measure(&work, packet);

	require(beyond != NULL || (work.parts <= XMP_PART_LIMIT && work.comparisons <= XMP_COMPARISON_LIMIT));
	require(beyond != NULL || (work.path_bytes <= XMP_PATH_LIMIT && work.reread <= XMP_REREAD_LIMIT));
	require(xmp_measure(&again, packet) == beyond && memcmp(&work, &again, sizeof work) == 0);
}

/* Every property is a packet of its own that holds bytes of the packet, and there is an end of them. */
static void
try_apart(struct span packet)
{
	struct xmp_apart apart = { .packet = packet };
	SCOPED(buffer) single = { 0 };
	size_t before = 0;

	for (size_t n = 0; n < XMP_APART_LIMIT && xmp_apart_next(&apart, &single); n++) {
		require(apart.at > before && apart.at <= packet.n);
		require(single.n <= XMP_APART_HEAD_LIMIT * 4 + packet.n * 2);
		before = apart.at;
	}
	(void)xmp_apart_was_whole(&apart);
	xmp_apart_end(&apart);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span packet = { data, size };
	SCOPED(buffer) disguised = { 0 };
	SCOPED(buffer) path = { 0 };

	xmp_disguise(&disguised, packet);
	require(disguised.failed || disguised.n == size);
	if (!disguised.failed)
		try_pieces(packet, (struct span){ (const unsigned char *)disguised.p, disguised.n });
	try_measure(packet);
	try_apart(packet);
	xmp_reveal_path(&path, (struct text){ (const char *)data, size });
	require(path.failed || path.n <= size);
	return 0;
}

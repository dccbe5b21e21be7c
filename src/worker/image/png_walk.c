/* SPDX-License-Identifier: Apache-2.0 */
/* png_walk.c - length, type, data, CRC, and again. */
#include "worker/image/png_walk.h"

#include <zlib.h>

static const char signature[] = "\x89PNG\r\n\x1a\n";

bool
png_walk_begin(struct png_walk *walk, struct span file)
{
	if (!span_begins(file, signature, 8))
		return false;
	*walk = (struct png_walk){ .file = file, .at = 8 };
	return true;
}

static bool
is_type(const unsigned char *p)
{
	for (size_t i = 0; i < 4; i++)
		if ((p[i] | 0x20) < 'a' || (p[i] | 0x20) > 'z')
			return false;
	return true;
}

static bool
crc_holds(const unsigned char *type, size_t n)
{
	uLong crc = crc32_z(0, type, n + 4);

	return crc == be32(type + 4 + n);
}

bool
png_walk_next(struct png_walk *walk, struct png_chunk *out)
{
	struct span rest = span_from(walk->file, walk->at);
	size_t length;

	if (walk->ended || walk->truncated)
		return false;
	if (rest.n < 12 || !is_type(rest.p + 4)) {
		walk->truncated = true;
		return false;
	}
	length = be32(rest.p);
	memcpy(out->type, rest.p + 4, 4);
	out->type[4] = '\0';
	out->data = span_first(span_from(rest, 8), length);
	walk->truncated = length > rest.n - 12;
	out->checked = !walk->truncated && crc_holds(rest.p + 4, length);
	walk->ended = !walk->truncated && memcmp(out->type, "IEND", 4) == 0;
	walk->at += span_first(rest, (uint64_t)length + 12).n;
	return true;
}

bool
png_cut_name(struct span *data, char out[PNG_NAME_LIMIT])
{
	size_t n = span_find(span_first(*data, PNG_NAME_LIMIT), '\0');

	if (n == 0 || n >= PNG_NAME_LIMIT || n >= data->n)
		return false;
	memcpy(out, data->p, n + 1);
	*data = span_from(*data, n + 1);
	return true;
}

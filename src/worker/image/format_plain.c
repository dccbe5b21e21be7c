/* SPDX-License-Identifier: Apache-2.0 */
/* format_plain.c - formats of which only the header is read: BMP, icons, and those of one table. */
#include "worker/image/format.h"

/* BITMAPCOREHEADER has 16-bit sizes, all later ones 32-bit, the height negative from the top. */
void
format_bmp_walk(struct carrier *carrier)
{
	const unsigned char *p = carrier->file.p;
	uint32_t height;

	if (carrier->file.n < 26) {
		carrier_truncated(carrier, "the file ends within its header");
		return;
	}
	if (le32(p + 14) == 12) {
		carrier_size(carrier, le16(p + 18), le16(p + 20));
		return;
	}
	height = le32(p + 22);
	carrier_size(carrier, le32(p + 18), height > INT32_MAX ? -height : height);
	if (le32(p + 2) > carrier->file.n)
		carrier_truncated(carrier, "the file is shorter than its header says");
}

/* ICONDIR: the largest picture counts, 0 means 256. */
void
format_icon_walk(struct carrier *carrier)
{
	const unsigned char *p = carrier->file.p;
	unsigned count = carrier->file.n >= 6 ? le16(p + 4) : 0, width = 0, height = 0;

	for (unsigned i = 0; i < count; i++) {
		struct span entry;

		if (!span_at(carrier->file, 6 + (uint64_t)16 * i, 16, &entry)) {
			carrier_truncated(carrier, "the directory is longer than the file");
			break;
		}
		if ((entry.p[0] ? entry.p[0] : 256u) > width) {
			width = entry.p[0] ? entry.p[0] : 256;
			height = entry.p[1] ? entry.p[1] : 256;
		}
	}
	carrier_size(carrier, width, height);
	if (count > 1)
		carrier_count(carrier, "pages", count);
}

/* QOI, GIMP, JNG: where the header keeps width and height. */
static const struct {
	const char   *magic;
	size_t        magic_length;
	unsigned char width, height; /* offsets of 32 bits, big-endian */
} headers[] = {
	{ "qoif", 4, 4, 8 },
	{ "gimp xcf ", 9, 14, 18 },
	{ "\x8BJNG", 4, 16, 20 },
};

static bool
is_space(unsigned char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Netpbm: white space, comments from # to the line's end, a decimal number. */
static uint64_t
take_number(struct span *rest)
{
	uint64_t value = 0;

	while (rest->n > 0 && (is_space(rest->p[0]) || rest->p[0] == '#'))
		*rest = span_from(*rest, rest->p[0] == '#' ? span_find(*rest, '\n') : 1);
	while (rest->n > 0 && rest->p[0] >= '0' && rest->p[0] <= '9' && value <= UINT32_MAX) {
		value = value * 10 + rest->p[0] - '0';
		*rest = span_from(*rest, 1);
	}
	return value;
}

static void
read_netpbm(struct carrier *carrier)
{
	struct span rest = span_from(carrier->file, 2);
	uint64_t width = take_number(&rest);

	carrier_size(carrier, width, take_number(&rest));
}

void
format_plain_walk(struct carrier *carrier)
{
	struct span file = carrier->file;

	if (file.p[0] == 'P')
		read_netpbm(carrier);
	if (file.p[0] == 0x0A && file.n >= 12) /* PCX: corners, both included */
		carrier_size(carrier, (uint64_t)le16(file.p + 8) - le16(file.p + 4) + 1,
		             (uint64_t)le16(file.p + 10) - le16(file.p + 6) + 1);
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		const unsigned char *p = file.p;

		if (!span_begins(file, headers[i].magic, headers[i].magic_length)
		    || file.n < headers[i].height + 4u)
			continue;
		carrier_size(carrier, be32(p + headers[i].width), be32(p + headers[i].height));
	}
}

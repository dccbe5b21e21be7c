/* SPDX-License-Identifier: Apache-2.0 */
/* bmff.c - boxes within bytes, and the outermost boxes of a file. */
#include "worker/av/bmff.h"

#include <string.h>

#define OUTER_BOX_LIMIT 200000

uint16_t
bmff_16(const unsigned char *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t
bmff_32(const unsigned char *p)
{
	return (uint32_t)bmff_16(p) << 16 | bmff_16(p + 2);
}

uint64_t
bmff_64(const unsigned char *p)
{
	return (uint64_t)bmff_32(p) << 32 | bmff_32(p + 4);
}

/* The head of a box: how long it says to be in all, 0 for "to the end". */
struct head {
	uint32_t type;
	uint64_t size;
	size_t   n; /* bytes of the head itself */
};

static bool
read_head(const unsigned char *p, size_t n, struct head *head)
{
	if (n < 8)
		return false;
	*head = (struct head){ bmff_32(p + 4), bmff_32(p), 8 };
	if (head->size == 1) {
		if (n < 16)
			return false;
		head->size = bmff_64(p + 8);
		head->n = 16;
	}
	return head->size == 0 || head->size >= head->n;
}

bool
bmff_next(struct bmff_bytes *rest, struct bmff_box *box)
{
	struct head head;
	size_t size;

	if (!read_head(rest->p, rest->n, &head))
		return false;
	box->type = head.type;
	box->cut = head.size > rest->n;
	size = head.size == 0 || box->cut ? rest->n : (size_t)head.size;
	box->body = (struct bmff_bytes){ rest->p + head.n, size - head.n };
	rest->p += size;
	rest->n -= size;
	return true;
}

bool
bmff_find(struct bmff_bytes bytes, uint32_t type, struct bmff_box *box)
{
	while (bmff_next(&bytes, box))
		if (box->type == type)
			return true;
	return false;
}

/* Types that stand outermost in these files (ISO/IEC 14496-12 table 1, QuickTime, HEIF). */
static bool
stands_outermost(uint32_t type)
{
	static const char types[][5] = {
		"ftyp", "moov", "mdat", "free", "skip", "wide", "moof", "mfra", "sidx", "ssix",
		"styp", "uuid", "pdin", "meta", "meco", "prft", "emsg", "udta", "junk", "PICT",
		"pnot", "idat", "beam", "imda", "thum", "mdia", "trak",
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (bmff_32((const unsigned char *)types[i]) == type)
			return true;
	return false;
}

static bool
is_printable(uint32_t type)
{
	for (int shift = 0; shift < 32; shift += 8)
		if ((type >> shift & 0xff) < ' ' || (type >> shift & 0xff) > '~')
			return false;
	return true;
}

static void
note_box(struct bmff_layout *layout, uint32_t type, struct bmff_place body, bool *has_meta)
{
	switch (type) {
	case BMFF_TYPE('m', 'o', 'o', 'v'):
		if (!layout->moov)
			layout->movie = body;
		layout->moov = true;
		break;
	case BMFF_TYPE('m', 'd', 'a', 't'): layout->mdat = true; break;
	case BMFF_TYPE('m', 'o', 'o', 'f'): layout->moof = true; break;
	case BMFF_TYPE('m', 'e', 't', 'a'): *has_meta = true; break;
	case BMFF_TYPE('u', 'u', 'i', 'd'):
		if (layout->uuid_count == BMFF_UUIDS)
			layout->cut = true;
		else if (body.n >= 16)
			layout->uuids[layout->uuid_count++] = body;
		break;
	default: break;
	}
	layout->boxes++;
}

/* True when a box stands at `at`; its head is read, and whether it reaches beyond the file. */
static bool
outer_box(const struct parser_input *input, uint64_t at, struct head *head, uint64_t *missing)
{
	unsigned char bytes[16];
	uint64_t left = input->size - at;

	if (!read_head(bytes, part_peek(input, at, bytes, sizeof bytes), head) ||
	    !is_printable(head->type))
		return false;
	if (head->size > left && !stands_outermost(head->type))
		return false; /* bytes that only look like a box */
	if (head->size > left)
		*missing = head->size - left;
	if (head->size == 0 || head->size > left)
		head->size = left;
	return true;
}

struct bmff_layout
bmff_layout(const struct parser_input *input)
{
	struct bmff_layout layout = { 0 };
	bool has_meta = false;
	uint64_t at = 0;

	while (at < input->size && layout.boxes < OUTER_BOX_LIMIT) {
		struct head head;

		if (!outer_box(input, at, &head, &layout.missing))
			break;
		if (at == 0 && !stands_outermost(head.type))
			return layout;
		layout.is_bmff = true;
		note_box(&layout, head.type,
		         (struct bmff_place){ at + head.n,
		                              head.size > head.n ? head.size - head.n : 0 },
		         &has_meta);
		at += head.size;
	}
	layout.is_image = has_meta && !layout.moov;
	if (layout.boxes == OUTER_BOX_LIMIT && at < input->size)
		layout.cut = true;
	else if (at < input->size)
		layout.trailing = input->size - at;
	return layout;
}

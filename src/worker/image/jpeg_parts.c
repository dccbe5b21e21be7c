/* SPDX-License-Identifier: Apache-2.0 */
/* jpeg_parts.c - parts appended in the order in which they come, their own numbers checked. */
#include "worker/image/jpeg_parts.h"

static const char extended_xmp[] = "http://ns.adobe.com/xmp/extension/";
static const char icc_head[] = "ICC_PROFILE";
static const char mpf_head[] = "MPF";
static const char photoshop_head[] = "Photoshop 3.0";

void
jpeg_parts_end(struct jpeg_parts *parts)
{
	buffer_end(&parts->xmp);
	buffer_end(&parts->icc);
	buffer_end(&parts->photoshop);
	for (size_t i = 0; i < parts->jumbf_count; i++)
		buffer_end(&parts->jumbf[i].bytes);
}

static void
join(struct jpeg_parts *parts, struct buffer *whole, struct span part)
{
	if (whole->n + part.n > CARRIER_JOINED_LIMIT)
		parts->overfull = true;
	else
		buffer_append(whole, part.p, part.n);
}

/* XMP part 3, 1.1.3.1: the parts may stand in any order, each tells where it belongs. */
void
jpeg_parts_add_xmp(struct jpeg_parts *parts, struct span body)
{
	/* NUL-ended name, 32 letters of MD5, whole length, offset of this part */
	size_t head = sizeof extended_xmp + 32;
	struct span part = span_from(body, head + 8);
	uint64_t at, end;

	if (!span_begins(body, extended_xmp, sizeof extended_xmp) || body.n < head + 8)
		return;
	parts->xmp_whole = be32(body.p + head);
	at = be32(body.p + head + 4);
	end = at + part.n;
	if (end > parts->xmp_whole || end > CARRIER_JOINED_LIMIT) {
		parts->disordered = parts->disordered || end > parts->xmp_whole;
		parts->overfull = parts->overfull || end > CARRIER_JOINED_LIMIT;
		return;
	}
	while (parts->xmp.n < end && !parts->xmp.failed)
		buffer_append_byte(&parts->xmp, '\0');
	if (!parts->xmp.failed && part.n > 0)
		memcpy(parts->xmp.p + at, part.p, part.n);
	parts->xmp_told += part.n;
}

bool
jpeg_parts_are_whole(const struct jpeg_parts *parts)
{
	return !parts->disordered && (parts->xmp_told == parts->xmp_whole || parts->overfull);
}

void
jpeg_parts_add_icc(struct jpeg_parts *parts, struct span body)
{
	if (span_begins(body, mpf_head, sizeof mpf_head))
		parts->several_pictures = true;
	if (!span_begins(body, icc_head, sizeof icc_head) || body.n < sizeof icc_head + 2)
		return;
	if (body.p[sizeof icc_head] != parts->icc_next + 1) {
		parts->disordered = true;
		return;
	}
	parts->icc_next++;
	join(parts, &parts->icc, span_from(body, sizeof icc_head + 2));
}

void
jpeg_parts_add_photoshop(struct jpeg_parts *parts, struct span body)
{
	if (span_begins(body, photoshop_head, sizeof photoshop_head))
		join(parts, &parts->photoshop, span_from(body, sizeof photoshop_head));
}

static struct jpeg_jumbf *
find_jumbf(struct jpeg_parts *parts, unsigned instance)
{
	for (size_t i = 0; i < parts->jumbf_count; i++)
		if (parts->jumbf[i].instance == instance)
			return &parts->jumbf[i];
	if (parts->jumbf_count == JPEG_JUMBF_LIMIT)
		return NULL;
	parts->jumbf[parts->jumbf_count].instance = instance;
	return &parts->jumbf[parts->jumbf_count++];
}

void
jpeg_parts_add_jumbf(struct jpeg_parts *parts, struct span body)
{
	struct jpeg_jumbf *box;
	size_t repeated = 0;
	uint32_t sequence;

	/* CI "JP", En, Z, then LBox and TBox, which each segment repeats */
	if (!span_begins(body, "JP", 2) || body.n < 16)
		return;
	box = find_jumbf(parts, be16(body.p + 2));
	if (box == NULL) {
		parts->overfull = true;
		return;
	}
	sequence = be32(body.p + 4);
	if (sequence != box->sequence + 1) {
		parts->disordered = true;
		return;
	}
	box->sequence = sequence;
	if (sequence > 1)
		repeated = be32(body.p + 8) == 1 ? 16 : 8; /* XLBox follows where LBox is 1 */
	join(parts, &box->bytes, span_from(body, 8 + repeated));
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_x3f.c - Sigma's raw files ("X3F File Format", Foveon 2005): a header
 * with the size, sections, and at the very end the offset of their directory.
 * Previews that are JPEG files hold the EXIF.
 */
#include "worker/image/format.h"

#define SECTION_LIMIT 64 /* sections looked at */
#define SECTION_HEAD  28 /* bytes before an image section's data */
#define FORMAT_JPEG   18 /* of an image section's data */

/* A section of the directory's entry, cut at the end of the file. */
static struct span
section_at(struct span file, const unsigned char *entry)
{
	return span_first(span_from(file, le32(entry)), le32(entry + 4));
}

static void
read_section(struct carrier *carrier, struct span section)
{
	if (section.n > SECTION_HEAD && span_begins(section, "SECi", 4)
	    && le32(section.p + 12) == FORMAT_JPEG)
		format_jpeg_metadata(carrier, span_from(section, SECTION_HEAD));
}

void
format_x3f_walk(struct carrier *carrier)
{
	struct span file = carrier->file, directory;
	uint32_t count;

	if (file.n < 44) {
		carrier_truncated(carrier, "the file ends within its header");
		return;
	}
	carrier_size(carrier, le32(file.p + 28), le32(file.p + 32));
	directory = span_from(file, le32(file.p + file.n - 4));
	if (directory.n < 12 || !span_begins(directory, "SECd", 4)) {
		carrier_truncated(carrier, "there is no directory of sections at the end");
		return;
	}
	count = le32(directory.p + 8);
	if (count > SECTION_LIMIT)
		carrier_left_out(carrier, "sections beyond the first %d", SECTION_LIMIT);
	for (uint32_t i = 0; i < count && i < SECTION_LIMIT; i++) {
		struct span entry;

		if (!span_at(directory, 12 + (uint64_t)12 * i, 12, &entry))
			return;
		read_section(carrier, section_at(file, entry.p));
	}
}

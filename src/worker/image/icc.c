/* SPDX-License-Identifier: Apache-2.0 */
/* icc.c - the table of tags, its "desc", and the two ways in which that is written. */
#include "worker/image/icc.h"

#include "base/scoped.h"
#include "base/text.h"

#include <utf8proc.h>

static void
append_character(struct buffer *out, uint32_t character)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)character, bytes);

	buffer_append(out, bytes, n > 0 ? (size_t)n : 0);
}

void
utf16_append(struct buffer *out, struct span text, bool big_endian)
{
	uint32_t high = 0;

	for (size_t i = 0; i + 1 < text.n; i += 2) {
		uint32_t unit = big_endian ? be16(text.p + i) : le16(text.p + i);
		bool low = unit >= 0xDC00 && unit <= 0xDFFF;

		if (unit == 0)
			break;
		if (high != 0 && !low)
			append_character(out, 0xFFFD);
		if (low)
			append_character(out, high ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00)
			                           : 0xFFFD);
		high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
		if (high == 0 && !low)
			append_character(out, unit);
	}
	if (high != 0)
		append_character(out, 0xFFFD);
}

static bool
find_tag(struct span profile, const char *signature, struct span *out)
{
	struct span entry;
	uint32_t count;

	if (profile.n < 132)
		return false;
	count = be32(profile.p + 128);
	for (uint64_t i = 0; i < count && i < 256; i++) {
		if (!span_at(profile, 132 + 12 * i, 12, &entry))
			return false;
		if (memcmp(entry.p, signature, 4) == 0)
			return span_at(profile, be32(entry.p + 4), be32(entry.p + 8), out);
	}
	return false;
}

bool
icc_description(struct buffer *out, struct span profile)
{
	struct span tag, text;

	if (!find_tag(profile, "desc", &tag) || tag.n < 12)
		return false;
	if (memcmp(tag.p, "desc", 4) == 0) { /* textDescriptionType: counted 7-bit ASCII */
		text = span_first(span_from(tag, 12), be32(tag.p + 8));
		text = span_first(text, span_find(text, '\0'));
		text_append_lossy(out, (const char *)text.p, text.n);
	} else if (memcmp(tag.p, "mluc", 4) == 0 && tag.n >= 28) { /* the first of its languages */
		utf16_append(out, span_first(span_from(tag, be32(tag.p + 24)), be32(tag.p + 20)), true);
	}
	return out->n > 0 && !out->failed;
}

void
icc_tell(struct carrier *carrier, struct span profile)
{
	SCOPED(buffer) name = { 0 };

	if (!icc_description(&name, profile))
		return;
	carrier_tag(carrier, "ICC", "", "profile_description", REPORT_TEXT,
	            (struct span){ (const unsigned char *)name.p, name.n });
	carrier_measured(carrier, "icc_name", buffer_string(&name));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* png_text.c - keyword, perhaps compression, language and translated keyword, then the text. */
#include "worker/image/png_text.h"

#include "base/scoped.h"
#include "base/text.h"
#include "worker/image/inflate.h"

#include <stdlib.h>
#include <strings.h>

void
latin1_append(struct buffer *out, struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char byte = text.p[i];

		if (byte >= 0x80)
			buffer_append_byte(out, (char)(0xC0 | byte >> 6));
		buffer_append_byte(out, (char)(byte < 0x80 ? byte : (0x80 | (byte & 0x3F))));
	}
}

static bool
is_space(unsigned char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

static int
hex_digit(unsigned char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
		return (byte | 0x20) - 'a' + 10;
	return -1;
}

static void
skip_space(struct span *text)
{
	while (text->n > 0 && is_space(text->p[0]))
		*text = span_from(*text, 1);
}

static void
skip_line(struct span *text)
{
	while (text->n > 0 && text->p[0] != '\n' && text->p[0] != '\r')
		*text = span_from(*text, 1);
}

static void
skip_word(struct span *text)
{
	while (text->n > 0 && !is_space(text->p[0]))
		*text = span_from(*text, 1);
}

bool
raw_profile_read(struct buffer *out, struct span text)
{
	size_t before = out->n;
	int high = -1;

	skip_space(&text);
	skip_line(&text); /* the profile's name again, of one or more words */
	skip_space(&text);
	skip_word(&text); /* its length, which the digits tell better */
	for (size_t i = 0; i < text.n; i++) {
		int digit = hex_digit(text.p[i]);

		if (digit < 0 && is_space(text.p[i]))
			continue;
		if (digit < 0)
			break;
		if (high >= 0)
			buffer_append_byte(out, (char)(high << 4 | digit));
		high = high >= 0 ? -1 : digit;
	}
	return out->n > before;
}

static void
note_tiff(struct carrier *carrier, struct span block)
{
	if (span_begins(block, "Exif\0", 5))
		carrier_block(carrier, BLOCK_TIFF, span_from(block, 6));
	else if (span_begins(block, "http://ns.adobe.com/xap/1.0/", 29))
		carrier_block(carrier, BLOCK_XMP, span_from(block, 29));
	else
		carrier_block(carrier, BLOCK_TIFF, block);
}

static void
note_iptc(struct carrier *carrier, struct span block)
{
	carrier_block(carrier, span_begins(block, "8BIM", 4) ? BLOCK_PHOTOSHOP : BLOCK_IPTC, block);
}

/* True when the keyword names a block of metadata and the text held one. */
static bool
note_profile(struct carrier *carrier, const char *keyword, struct span text)
{
	static const char head[] = "Raw profile type ";
	const char *type = keyword + sizeof head - 1;
	SCOPED(buffer) bytes = { 0 };
	struct span block;

	if (strncasecmp(keyword, head, sizeof head - 1) != 0)
		return false;
	if (!raw_profile_read(&bytes, text))
		return false;
	block = carrier_keep(carrier, &bytes);
	if (block.n == 0)
		return true;
	if (strcasecmp(type, "exif") == 0 || strcasecmp(type, "APP1") == 0)
		note_tiff(carrier, block);
	else if (strcasecmp(type, "iptc") == 0 || strcasecmp(type, "8bim") == 0)
		note_iptc(carrier, block);
	else if (strcasecmp(type, "xmp") == 0)
		carrier_block(carrier, BLOCK_XMP, block);
	else if (strcasecmp(type, "icc") == 0 || strcasecmp(type, "icm") == 0)
		carrier_block(carrier, BLOCK_ICC, block);
	else
		carrier_tag(carrier, "PNG", "raw profile", type, REPORT_BINARY, block);
	return true;
}

static void
take_text(struct carrier *carrier, const struct png_chunk *chunk, const char *keyword,
          struct span text, bool latin1)
{
	SCOPED(buffer) converted = { 0 };
	SCOPED(buffer) name = { 0 };

	if (strcmp(keyword, "XML:com.adobe.xmp") == 0) {
		buffer_append(&converted, text.p, text.n);
		carrier_block(carrier, BLOCK_XMP, carrier_keep(carrier, &converted));
		return;
	}
	if (note_profile(carrier, keyword, text))
		return;
	latin1_append(&name, (struct span){ (const unsigned char *)keyword, strlen(keyword) });
	if (latin1) {
		latin1_append(&converted, span_first(text, REPORT_VALUE_LIMIT + 1));
		text = (struct span){ (const unsigned char *)converted.p, converted.n };
	}
	carrier_tag(carrier, "PNG", chunk->type, buffer_string(&name), REPORT_TEXT, text);
}

static void
take_compressed(struct carrier *carrier, const struct png_chunk *chunk, const char *keyword,
                struct span compressed, bool latin1)
{
	SCOPED(buffer) text = { 0 };

	inflate_block(carrier, &text, compressed);
	take_text(carrier, chunk, keyword, (struct span){ (const unsigned char *)text.p, text.n },
	          latin1);
}

/* After the keyword: compression flag and method, language, translated keyword, text. */
static void
read_international(struct carrier *carrier, const struct png_chunk *chunk, const char *keyword,
                   struct span rest)
{
	bool compressed;

	if (rest.n < 2)
		return;
	compressed = rest.p[0] == 1;
	rest = span_from(rest, 2);
	rest = span_from(rest, span_find(rest, '\0') + 1);
	rest = span_from(rest, span_find(rest, '\0') + 1);
	if (compressed)
		take_compressed(carrier, chunk, keyword, rest, false);
	else
		take_text(carrier, chunk, keyword, rest, false);
}

void
png_text_read(struct carrier *carrier, const struct png_chunk *chunk)
{
	char keyword[PNG_NAME_LIMIT];
	struct span rest = chunk->data;

	if (!png_cut_name(&rest, keyword))
		carrier_damaged(carrier, "a %s chunk has no keyword", chunk->type);
	else if (chunk->type[0] == 't')
		take_text(carrier, chunk, keyword, rest, true);
	else if (chunk->type[0] == 'i')
		read_international(carrier, chunk, keyword, rest);
	else
		take_compressed(carrier, chunk, keyword, span_from(rest, 1), true);
}

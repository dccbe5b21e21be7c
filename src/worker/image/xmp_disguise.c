/* SPDX-License-Identifier: Apache-2.0 */
/* xmp_disguise.c - one byte of each namespace, and one word of each default language. */
#include "worker/image/xmp_disguise.h"

#include "base/text.h"
#include "worker/image/xmp_tag.h"

static const char default_language[] = "x-default";
static const char disguised_language[] = "x-vidimus"; /* as long as the other */
static const char rdf[] = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

static bool
is_exactly(struct span span, const char *string)
{
	return span.n == strlen(string) && span_begins(span, string, span.n);
}

/* `copy` is the packet's bytes again, to be changed where `value` lies. */
static void
disguise_attribute(char *copy, struct span packet, struct span name, struct span value)
{
	char *at = copy + (value.p - packet.p);

	if (span_begins(name, "xmlns", 5) && span_begins(value, "http", 4) && !is_exactly(value, rdf))
		at[0] = 'H';
	if (is_exactly(name, "xml:lang") && is_exactly(value, default_language))
		memcpy(at, disguised_language, sizeof disguised_language - 1);
}

void
xmp_disguise(struct buffer *out, struct span packet)
{
	struct span name, value;
	struct xmp_piece piece;
	size_t start = out->n, at = 0;

	buffer_append(out, packet.p, packet.n);
	while (!out->failed && xmp_next_piece(packet, &at, &piece))
		if (piece.mark == XMP_OPENING || piece.mark == XMP_EMPTY)
			while (xmp_next_attribute(&piece.bytes, &name, &value))
				disguise_attribute(out->p + start, packet, name, value);
}

void
xmp_reveal_namespace(char *namespace)
{
	if (namespace[0] == 'H')
		namespace[0] = 'h';
}

const char *
xmp_reveal_language(const char *language)
{
	return strcmp(language, disguised_language) == 0 ? default_language : language;
}

/* Length of "_N_" that stands before the colon at `colon`, or 0. */
static size_t
addition_before(struct text path, size_t colon)
{
	size_t i = colon;

	if (i < 3 || path.p[--i] != '_')
		return 0;
	while (i > 1 && path.p[i - 1] >= '0' && path.p[i - 1] <= '9')
		i--;
	return i < colon - 1 && path.p[i - 1] == '_' ? colon - i + 1 : 0;
}

void
xmp_reveal_path(struct buffer *out, struct text path)
{
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] == ':')
			out->n -= addition_before(path, i);
		buffer_append_byte(out, path.p[i]);
	}
}

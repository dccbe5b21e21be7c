/* SPDX-License-Identifier: Apache-2.0 */
/* xmp_tag.c - tags told from what only looks like them. */
#include "worker/image/xmp_tag.h"

/* Offset behind the first `end` at or after `at`, or n. */
static size_t
behind(struct span packet, size_t at, const char *end)
{
	struct span rest = span_from(packet, at);
	size_t found = span_search(rest, end);

	return found == rest.n ? packet.n : at + found + strlen(end);
}

/* Offset behind the '>' of the tag at `at`, or n; quotes hide it. */
static size_t
behind_tag(struct span packet, size_t at)
{
	unsigned char quote = 0;

	for (; at < packet.n; at++) {
		unsigned char byte = packet.p[at];

		if (quote != 0)
			quote = byte == quote ? 0 : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
		else if (byte == '>')
			return at + 1;
	}
	return packet.n;
}

static enum xmp_mark
mark_of_tag(struct span tag)
{
	if (span_begins(tag, "</", 2))
		return XMP_CLOSING;
	return tag.n > 2 && tag.p[tag.n - 2] == '/' ? XMP_EMPTY : XMP_OPENING;
}

bool
xmp_next_piece(struct span packet, size_t *at, struct xmp_piece *out)
{
	size_t start = *at + span_find(span_from(packet, *at), '<');
	struct span rest = span_from(packet, start);

	if (start >= packet.n)
		return false;
	out->mark = XMP_ASIDE;
	if (span_begins(rest, "<!--", 4))
		*at = behind(packet, start + 4, "-->");
	else if (span_begins(rest, "<![CDATA[", 9))
		*at = behind(packet, start + 9, "]]>");
	else if (span_begins(rest, "<?", 2))
		*at = behind(packet, start + 2, "?>");
	else
		*at = behind_tag(packet, start);
	out->bytes = span_first(rest, *at - start);
	if (span_begins(rest, "<!", 2) && !span_begins(rest, "<!--", 4) && !span_begins(rest, "<![CDATA[", 9))
		out->mark = XMP_DECLARATION;
	else if (!span_begins(rest, "<!", 2) && !span_begins(rest, "<?", 2))
		out->mark = mark_of_tag(out->bytes);
	return true;
}

static bool
is_space(unsigned char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct span
xmp_tag_name(struct span tag)
{
	struct span name = span_from(tag, 1);
	size_t n = 0;

	while (n < name.n && !is_space(name.p[n]) && name.p[n] != '/' && name.p[n] != '>')
		n++;
	return span_first(name, n);
}

bool
xmp_next_attribute(struct span *tag, struct span *name, struct span *value)
{
	size_t equals = span_find(*tag, '='), quote = equals + 1, end;

	while (quote < tag->n && is_space(tag->p[quote]))
		quote++;
	if (quote >= tag->n || (tag->p[quote] != '"' && tag->p[quote] != '\''))
		return false;
	*name = span_first(*tag, equals);
	while (name->n > 0 && is_space(name->p[name->n - 1]))
		name->n--;
	for (size_t i = name->n; i-- > 0;)
		if (is_space(name->p[i])) {
			*name = span_from(*name, i + 1);
			break;
		}
	*value = span_from(*tag, quote + 1);
	end = span_find(*value, tag->p[quote]);
	*value = span_first(*value, end);
	*tag = span_from(*tag, quote + 1 + end + 1);
	return true;
}

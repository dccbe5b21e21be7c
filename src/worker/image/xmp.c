/* SPDX-License-Identifier: Apache-2.0 */
/* xmp.c - the leaves of the property tree; languages of alternatives come as leaves of their own. */
#include "worker/image/xmp.h"

#include "base/scoped.h"
#include "base/text.h"
#include "worker/image/icc.h"

#include <exempi/xmp.h>

#define LEAF_LIMIT 8192 /* leaves looked at */

static const char language_leaf[] = "/?xml:lang";

void
xmp_warm(void)
{
	static const char packet[] = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
	                             "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
	                             "<rdf:Description rdf:about=''/></rdf:RDF></x:xmpmeta>";
	XmpPtr xmp;

	if (!xmp_init())
		return;
	xmp = xmp_new(packet, sizeof packet - 1);
	if (xmp != NULL)
		xmp_free(xmp);
}

/* Where the tag that begins at `at` ends: quotes hide '>'. */
static size_t
end_of_tag(struct span packet, size_t at)
{
	unsigned char quote = 0;

	for (; at < packet.n; at++) {
		unsigned char byte = packet.p[at];

		if (quote != 0)
			quote = byte == quote ? 0 : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
		else if (byte == '>')
			return at;
	}
	return packet.n;
}

bool
xmp_is_too_deep(struct span packet)
{
	size_t depth = 0, at = 0;

	for (;;) {
		at += span_find(span_from(packet, at), '<');
		if (at + 1 >= packet.n)
			return false;
		if (packet.p[at + 1] == '/') {
			depth -= depth > 0;
			at += 2;
		} else if (packet.p[at + 1] == '!' || packet.p[at + 1] == '?') {
			at += 2; /* what follows may look like tags, which makes the count only larger */
		} else {
			size_t end = end_of_tag(packet, at);

			depth += end == packet.n || packet.p[end - 1] != '/';
			at = end;
		}
		if (depth > XMP_DEPTH_LIMIT)
			return true;
	}
}

/* A leaf that waits for its language. */
struct leaf {
	struct buffer path, value;
	bool          waiting;
};

static void
leaf_end(struct leaf *leaf)
{
	buffer_end(&leaf->path);
	buffer_end(&leaf->value);
}

static void
tell_leaf(struct carrier *carrier, struct text path, struct text value)
{
	SCOPED(buffer) group = { 0 };
	SCOPED(buffer) tag = { 0 };
	struct text rest = path;

	buffer_append_text(&group, text_cut(&rest, ':'));
	buffer_append_text(&tag, rest);
	/* C2PA 2.1, 11.4: the manifest lies elsewhere, or, in older versions, in this file */
	if (text_is(path, "dcterms:provenance") && !text_begins(value, "self#"))
		carrier_tag(carrier, "C2PA", "remote manifest", "url", REPORT_TEXT,
		            (struct span){ (const unsigned char *)value.p, value.n });
	carrier_tag(carrier, "XMP", buffer_string(&group), buffer_string(&tag), REPORT_TEXT,
	            (struct span){ (const unsigned char *)value.p, value.n });
}

/* The waiting leaf with its index, "dc:title[1]", exchanged for its language. */
static void
tell_waiting(struct carrier *carrier, struct leaf *leaf, const char *language)
{
	if (!leaf->waiting)
		return;
	leaf->waiting = false;
	if (language != NULL && leaf->path.n > 0 && leaf->path.p[leaf->path.n - 1] == ']') {
		while (leaf->path.n > 0 && leaf->path.p[leaf->path.n - 1] != '[')
			leaf->path.n--;
		buffer_append_string(&leaf->path, language);
		buffer_append_byte(&leaf->path, ']');
	}
	tell_leaf(carrier, text_of_buffer(&leaf->path), text_of_buffer(&leaf->value));
}

static bool
is_language_of(const struct leaf *leaf, struct text path)
{
	size_t n = leaf->path.n;

	return leaf->waiting && path.n == n + sizeof language_leaf - 1
	       && memcmp(path.p, leaf->path.p, n) == 0
	       && memcmp(path.p + n, language_leaf, sizeof language_leaf - 1) == 0;
}

static void
take_leaf(struct carrier *carrier, struct leaf *leaf, XmpStringPtr path_string,
          XmpStringPtr value_string, uint32_t options)
{
	struct text path = text_of(xmp_string_cstr(path_string));
	struct text value = { xmp_string_cstr(value_string), xmp_string_len(value_string) };

	if (is_language_of(leaf, path)) {
		tell_waiting(carrier, leaf, value.p);
		return;
	}
	tell_waiting(carrier, leaf, NULL);
	if (path.n == 0 || !XMP_IS_PROP_SIMPLE(options))
		return;
	buffer_clear(&leaf->path);
	buffer_clear(&leaf->value);
	buffer_append_text(&leaf->path, path);
	buffer_append_text(&leaf->value, value);
	leaf->waiting = true;
	if (!XMP_HAS_PROP_LANG(options))
		tell_waiting(carrier, leaf, NULL);
}

static void
tell_properties(struct carrier *carrier, XmpPtr xmp)
{
	XmpIteratorPtr iterator = xmp_iterator_new(xmp, NULL, NULL, XMP_ITER_JUSTLEAFNODES);
	XmpStringPtr schema = xmp_string_new(), path = xmp_string_new(), value = xmp_string_new();
	SCOPED(leaf) leaf = { 0 };
	uint32_t options = 0;

	for (unsigned i = 0; iterator != NULL && i < LEAF_LIMIT
	                     && xmp_iterator_next(iterator, schema, path, value, &options); i++)
		take_leaf(carrier, &leaf, path, value, options);
	tell_waiting(carrier, &leaf, NULL);
	xmp_string_free(schema);
	xmp_string_free(path);
	xmp_string_free(value);
	if (iterator != NULL)
		xmp_iterator_free(iterator);
}

/* Part 1, 7.1: also UTF-16. The packet itself when it is none, else its UTF-8 in `out`. */
static struct span
as_utf8(struct span packet, struct buffer *out)
{
	bool big = span_begins(packet, "\0<", 2) || span_begins(packet, "\xFE\xFF", 2);
	bool little = span_begins(packet, "<\0", 2) || span_begins(packet, "\xFF\xFE", 2);

	if (!big && !little)
		return packet;
	utf16_append(out, packet, big);
	return (struct span){ (const unsigned char *)buffer_string(out), out->n };
}

void
xmp_tell(struct carrier *carrier, struct span packet)
{
	SCOPED(buffer) converted = { 0 };
	XmpPtr xmp;

	packet = as_utf8(span_first(packet, XMP_PACKET_LIMIT + 1), &converted);
	if (packet.n > XMP_PACKET_LIMIT || xmp_is_too_deep(packet)) {
		carrier_damaged(carrier, "an XMP packet of %zu bytes is too large or nested too deep",
		                packet.n);
		return;
	}
	/* prefixes that an earlier packet bound to other namespaces are forgotten: same results every time */
	xmp_terminate();
	xmp = xmp_init() ? xmp_new_empty() : NULL;
	if (xmp == NULL)
		return;
	if (xmp_parse(xmp, (const char *)packet.p, packet.n))
		tell_properties(carrier, xmp);
	else
		carrier_damaged(carrier, "an XMP packet is no well-formed XMP");
	xmp_free(xmp);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* xmp.c - the leaves of the property tree; languages of alternatives come as leaves of their own. */
#include "worker/image/xmp.h"

#include "base/scoped.h"
#include "base/text.h"
#include "worker/image/icc.h"
#include "worker/image/xmp_apart.h"
#include "worker/image/xmp_disguise.h"

#include <exempi/xmp.h>
#include <stdio.h>

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

/* A leaf that waits for its language. */
struct leaf {
	struct buffer namespace, path, value;
	bool          waiting;
};

static void
leaf_end(struct leaf *leaf)
{
	buffer_end(&leaf->namespace);
	buffer_end(&leaf->path);
	buffer_end(&leaf->value);
}

/* The prefix under which the namespace is known, or the one that the file gives it. */
static void
append_prefix(struct buffer *out, const char *namespace, struct text given)
{
	XmpStringPtr prefix = xmp_string_new();

	if (xmp_namespace_prefix(namespace, prefix))
		given = text_of(xmp_string_cstr(prefix));
	buffer_append_text(out, text_cut(&given, ':'));
	xmp_string_free(prefix);
}

static void
tell_leaf(struct carrier *carrier, const struct leaf *leaf)
{
	struct text tag = text_of_buffer(&leaf->path), given = text_cut(&tag, ':');
	struct span value = { (const unsigned char *)leaf->value.p, leaf->value.n };
	const char *namespace = buffer_string(&leaf->namespace);
	SCOPED(buffer) group = { 0 };
	SCOPED(buffer) name = { 0 };

	append_prefix(&group, namespace, given);
	buffer_append_text(&name, tag);
	/* C2PA 2.1, 11.4: the manifest lies elsewhere, or, in older versions, in this file */
	if (strcmp(namespace, "http://purl.org/dc/terms/") == 0 && text_is(tag, "provenance")
	    && !span_begins(value, "self#", 5))
		carrier_tag(carrier, "C2PA", "remote manifest", "url", REPORT_TEXT, value);
	carrier_tag(carrier, "XMP", buffer_string(&group), buffer_string(&name), REPORT_TEXT, value);
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
		buffer_append_string(&leaf->path, xmp_reveal_language(language));
		buffer_append_byte(&leaf->path, ']');
	}
	tell_leaf(carrier, leaf);
}

static bool
is_language_of(const struct leaf *leaf, struct text path)
{
	size_t n = leaf->path.n;

	return leaf->waiting && path.n == n + sizeof language_leaf - 1
	       && memcmp(path.p, leaf->path.p, n) == 0
	       && memcmp(path.p + n, language_leaf, sizeof language_leaf - 1) == 0;
}

/* What the iterator is at; borrowed from it. */
struct visit {
	XmpStringPtr namespace, path, value;
	uint32_t     options;
};

static void
take_leaf(struct carrier *carrier, struct leaf *leaf, const struct visit *visit)
{
	struct text value = { xmp_string_cstr(visit->value), xmp_string_len(visit->value) };
	SCOPED(buffer) path = { 0 };

	xmp_reveal_path(&path, text_of(xmp_string_cstr(visit->path)));
	if (is_language_of(leaf, text_of_buffer(&path))) {
		tell_waiting(carrier, leaf, value.p);
		return;
	}
	tell_waiting(carrier, leaf, NULL);
	if (path.n == 0 || !XMP_IS_PROP_SIMPLE(visit->options))
		return;
	buffer_clear(&leaf->namespace);
	buffer_clear(&leaf->path);
	buffer_clear(&leaf->value);
	buffer_append_string(&leaf->namespace, xmp_string_cstr(visit->namespace));
	if (!leaf->namespace.failed)
		xmp_reveal_namespace(leaf->namespace.p);
	buffer_append_text(&leaf->path, text_of_buffer(&path));
	buffer_append_text(&leaf->value, value);
	leaf->waiting = true;
	if (!XMP_HAS_PROP_LANG(visit->options))
		tell_waiting(carrier, leaf, NULL);
}

static void
tell_properties(struct carrier *carrier, XmpPtr xmp)
{
	XmpIteratorPtr iterator = xmp_iterator_new(xmp, NULL, NULL, XMP_ITER_JUSTLEAFNODES);
	struct visit visit = { xmp_string_new(), xmp_string_new(), xmp_string_new(), 0 };
	SCOPED(leaf) leaf = { 0 };
	unsigned count = 0;

	while (iterator != NULL && count <= LEAF_LIMIT
	       && xmp_iterator_next(iterator, visit.namespace, visit.path, visit.value, &visit.options))
		if (count++ < LEAF_LIMIT)
			take_leaf(carrier, &leaf, &visit);
	tell_waiting(carrier, &leaf, NULL);
	if (count > LEAF_LIMIT)
		carrier_left_out(carrier, "properties of an XMP packet beyond the first %d", LEAF_LIMIT);
	xmp_string_free(visit.namespace);
	xmp_string_free(visit.path);
	xmp_string_free(visit.value);
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

static bool
parse_and_tell(struct carrier *carrier, const struct buffer *packet)
{
	XmpPtr xmp = xmp_new_empty();
	bool parsed = xmp != NULL && xmp_parse(xmp, buffer_string(packet), packet->n);

	if (parsed)
		tell_properties(carrier, xmp);
	if (xmp != NULL)
		xmp_free(xmp);
	return parsed;
}

/* A packet that is refused as a whole: what in it is sound is told all the same. */
static void
read_apart(struct carrier *carrier, const struct buffer *packet)
{
	struct xmp_apart apart = { .packet = { (const unsigned char *)packet->p, packet->n } };
	SCOPED(buffer) single = { 0 };
	size_t read = 0, refused = 0;
	char detail[160];

	while (read + refused < XMP_APART_LIMIT && xmp_apart_next(&apart, &single)) {
		bool parsed = parse_and_tell(carrier, &single);

		read += parsed;
		refused += !parsed;
	}
	if (read + refused == XMP_APART_LIMIT)
		carrier_left_out(carrier, "an XMP packet that is refused as a whole has more properties than are read one by one");
	snprintf(detail, sizeof detail, "an XMP packet is sound in its parts and not as a whole, as when it "
	         "states something twice; its %zu parts were read one by one", read);
	if (read == 0)
		carrier_damaged(carrier, "an XMP packet is no well-formed XMP");
	else if (refused == 0 && xmp_apart_was_whole(&apart))
		carrier_warn(carrier, "other-oddity", detail);
	else
		carrier_damaged(carrier, "an XMP packet is no well-formed XMP; %zu parts of it could be read", read);
	xmp_apart_end(&apart);
}

static void
read_packet(struct carrier *carrier, struct span packet)
{
	SCOPED(buffer) disguised = { 0 };

	/* prefixes that an earlier packet bound to other namespaces are forgotten: same results every time */
	xmp_terminate();
	if (!xmp_init())
		return;
	xmp_disguise(&disguised, packet);
	if (!disguised.failed && !parse_and_tell(carrier, &disguised))
		read_apart(carrier, &disguised);
}

void
xmp_tell(struct carrier *carrier, struct span packet)
{
	SCOPED(buffer) converted = { 0 };
	const char *beyond;
	struct span head;

	packet = as_utf8(span_first(packet, XMP_PACKET_LIMIT + 1), &converted);
	head = span_first(packet, 4);
	/* the toolkit would read it as UTF-16 or UTF-32 still, and we as something else */
	if (span_find(head, '\0') < head.n) {
		carrier_damaged(carrier, "an XMP packet is in an encoding that no packet may have");
		return;
	}
	beyond = xmp_measure(&carrier->xmp_work, packet);
	if (beyond != NULL)
		carrier_left_out(carrier, "an XMP packet of %zu bytes: %s", packet.n, beyond);
	else
		read_packet(carrier, packet);
}

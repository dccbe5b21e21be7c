/* SPDX-License-Identifier: Apache-2.0 */
/* xmp_apart.c - one level is cut into its elements, whose tags above are written around each. */
#include "worker/image/xmp_apart.h"

#include "worker/image/xmp_tag.h"

void
xmp_apart_end(struct xmp_apart *apart)
{
	buffer_end(&apart->description);
}

static bool
is_named(struct span tag, const char *name)
{
	struct span found = xmp_tag_name(tag);

	return found.n == strlen(name) && span_begins(found, name, found.n);
}

static void
append(struct buffer *out, struct span span)
{
	buffer_append(out, span.p, span.n);
}

/* Does the attribute tell of the element itself rather than state a property? */
static bool
is_of_element(struct span name)
{
	return span_begins(name, "xmlns", 5) || span_begins(name, "xml:", 4) || span_begins(name, "rdf:", 4);
}

/* Writes the description's tag without properties; true when it had some. */
static bool
open_description(struct buffer *out, struct span tag)
{
	struct span name, value;
	bool properties = false;

	buffer_clear(out);
	buffer_append_string(out, "<rdf:Description");
	while (xmp_next_attribute(&tag, &name, &value)) {
		if (!is_of_element(name)) {
			properties = true;
			continue;
		}
		buffer_append_byte(out, ' ');
		append(out, name);
		buffer_append_byte(out, '=');
		buffer_append(out, value.p - 1, 1); /* the quote */
		append(out, value);
		buffer_append(out, value.p - 1, 1);
	}
	buffer_append_byte(out, '>');
	return properties;
}

static void
write_packet(const struct xmp_apart *apart, struct buffer *out, struct span description,
             struct span element, bool close)
{
	buffer_clear(out);
	for (size_t i = 0; i < apart->above_count; i++)
		append(out, apart->above[i]);
	append(out, description);
	append(out, element);
	if (close)
		buffer_append_string(out, "</rdf:Description>");
	for (size_t i = apart->above_count; i-- > 0;) {
		buffer_append_string(out, "</");
		append(out, xmp_tag_name(apart->above[i]));
		buffer_append_byte(out, '>');
	}
}

static size_t
head_size(const struct xmp_apart *apart)
{
	size_t n = apart->description.n;

	for (size_t i = 0; i < apart->above_count; i++)
		n += apart->above[i].n;
	return n;
}

/* A tag outside of any description. */
static bool
take_above(struct xmp_apart *apart, const struct xmp_piece *piece, struct buffer *out)
{
	bool below_rdf = apart->above_count > 0
	                 && is_named(apart->above[apart->above_count - 1], "rdf:RDF");

	if (piece->mark == XMP_CLOSING) {
		apart->above_count -= apart->above_count > 0;
	} else if (below_rdf && is_named(piece->bytes, "rdf:Description")) {
		bool properties = open_description(&apart->description, piece->bytes);

		write_packet(apart, out, piece->bytes, (struct span){ 0 }, piece->mark == XMP_OPENING);
		if (piece->mark == XMP_EMPTY)
			buffer_clear(&apart->description);
		return properties;
	} else if (piece->mark == XMP_OPENING && apart->above_count < XMP_APART_ABOVE_LIMIT) {
		apart->above[apart->above_count++] = piece->bytes;
	}
	return false;
}

/* A tag within the description, of which `start` is the offset. */
static bool
take_within(struct xmp_apart *apart, const struct xmp_piece *piece, size_t start,
            struct buffer *out)
{
	struct span description = { (const unsigned char *)apart->description.p, apart->description.n };

	if (apart->depth == 0)
		apart->start = start;
	if (piece->mark == XMP_OPENING) {
		apart->depth++;
		return false;
	}
	if (piece->mark == XMP_CLOSING && apart->depth == 0) {
		buffer_clear(&apart->description);
		return false;
	}
	apart->depth -= piece->mark == XMP_CLOSING;
	if (apart->depth > 0)
		return false;
	write_packet(apart, out, description,
	             span_first(span_from(apart->packet, apart->start), apart->at - apart->start), true);
	return true;
}

bool
xmp_apart_next(struct xmp_apart *apart, struct buffer *out)
{
	struct xmp_piece piece;

	while (xmp_next_piece(apart->packet, &apart->at, &piece)) {
		size_t start = (size_t)(piece.bytes.p - apart->packet.p);

		if (piece.mark == XMP_ASIDE)
			continue;
		if (piece.mark == XMP_DECLARATION || head_size(apart) > XMP_APART_HEAD_LIMIT)
			return false;
		if (apart->description.n > 0 ? take_within(apart, &piece, start, out)
		                             : take_above(apart, &piece, out))
			return !out->failed;
	}
	return false;
}

bool
xmp_apart_was_whole(const struct xmp_apart *apart)
{
	struct span rest = span_from(apart->packet, apart->at);

	return span_find(rest, '<') == rest.n && apart->above_count == 0 && apart->description.n == 0;
}

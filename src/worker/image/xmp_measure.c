/* SPDX-License-Identifier: Apache-2.0 */
/* xmp_measure.c - one pass over a packet's tags, with a level for each element that is open. */
#include "worker/image/xmp_measure.h"

#include "base/text.h"
#include "worker/image/xmp_tag.h"

/* An open element, or the packet itself. */
struct level {
	size_t   structure;  /* the level whose properties are compared with those of this one */
	uint64_t properties; /* of the structure that begins here */
	uint64_t path;       /* bytes of the names down to here */
};

struct measure {
	struct xmp_work *work;
	struct level     levels[XMP_DEPTH_LIMIT + 1];
	size_t           depth;
	struct span      namespaces[XMP_NAMESPACE_LIMIT];
	size_t           namespace_count;
	const char      *beyond; /* NULL while within limits */
};

static void
add_part(struct measure *measure, const struct level *level, struct span name)
{
	measure->work->parts++;
	measure->work->path_bytes += level->path + name.n;
	if (name.n > XMP_NAME_LIMIT)
		measure->beyond = "a name is too long";
}

static void
add_property(struct measure *measure, const struct level *level)
{
	measure->work->comparisons += ++measure->levels[level->structure].properties;
}

static void
add_namespace(struct measure *measure, struct span namespace)
{
	for (size_t i = 0; i < measure->namespace_count; i++)
		if (span_equal(measure->namespaces[i], namespace))
			return;
	if (namespace.n > XMP_NAME_LIMIT)
		measure->beyond = "the name of a namespace is too long";
	else if (measure->namespace_count == XMP_NAMESPACE_LIMIT)
		measure->beyond = "too many namespaces";
	else
		measure->namespaces[measure->namespace_count++] = namespace;
}

static void
add_attributes(struct measure *measure, const struct level *level, struct span tag)
{
	struct span name, value;

	while (measure->beyond == NULL && xmp_next_attribute(&tag, &name, &value)) {
		add_part(measure, level, name);
		if (span_begins(name, "xmlns", 5))
			add_namespace(measure, value);
		else
			add_property(measure, level);
	}
}

/* Items of lists have no names of their own that would be compared, and each begins a structure. */
static bool
is_item(struct span name)
{
	size_t colon = span_find(name, ':');

	if (colon < name.n)
		name = span_from(name, colon + 1);
	return name.n == 2 && span_begins(name, "li", 2);
}

static void
open_element(struct measure *measure, const struct xmp_piece *tag)
{
	struct span name = xmp_tag_name(tag->bytes);
	const struct level *above = &measure->levels[measure->depth];
	struct level *level = &measure->levels[measure->depth + 1];

	if (measure->depth == XMP_DEPTH_LIMIT) {
		measure->beyond = "it is nested too deep";
		return;
	}
	add_part(measure, above, name);
	*level = (struct level){ .structure = above->structure, .path = above->path + name.n };
	if (is_item(name))
		level->structure = measure->depth + 1;
	else
		add_property(measure, above);
	add_attributes(measure, level, tag->bytes);
	if (tag->mark == XMP_OPENING)
		measure->depth++;
}

/* "&#x1;": the toolkit looks at it by itself, unless it stands for a tab or the end of a line. */
static bool
is_escape(struct span rest)
{
	size_t i = 3;

	if (!span_begins(rest, "&#x", 3))
		return false;
	while (i < rest.n && rest.p[i] == '0')
		i++;
	return i + 1 >= rest.n || rest.p[i + 1] != ';' || memchr("9ADad", rest.p[i], 5) == NULL;
}

static bool
is_control(unsigned char byte)
{
	return (byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
}

/* In text the toolkit keeps each line, and each character that is written otherwise, by itself. */
static bool
divides_text(unsigned char byte)
{
	return byte == '\n' || byte == '\r' || byte == '&';
}

/*
 * Bytes after which the toolkit hands what it has to its XML parser: controls, their escapes, what is no
 * UTF-8; with `text` also those after which that parser begins another piece of text.
 */
static uint64_t
count_cuts(struct span span, bool text)
{
	const char *p = (const char *)span.p;
	uint64_t cuts = 0;
	size_t i = 0;

	while (i < span.n) {
		unsigned char byte = span.p[i];
		size_t bad = 1, length = 1;

		if (byte >= 0x80)
			length = text_character_length(p + i, span.n - i, &bad);
		cuts += length == 0 || is_control(byte) || (text && divides_text(byte))
		        || (byte == '&' && is_escape(span_from(span, i)));
		i += length > 0 ? length : bad;
	}
	return cuts;
}

static void
add_piece(struct measure *measure, const struct xmp_piece *piece)
{
	measure->work->reread += count_cuts(piece->bytes, false) * piece->bytes.n;
	if (piece->mark == XMP_DECLARATION)
		measure->beyond = "it declares what no packet may";
	else if (piece->mark == XMP_CLOSING)
		measure->depth -= measure->depth > 0;
	else if (piece->mark != XMP_ASIDE)
		open_element(measure, piece);
}

static const char *
work_beyond(const struct xmp_work *work)
{
	if (work->bytes > 2 * XMP_PACKET_LIMIT)
		return "the packets are too large together";
	if (work->parts > XMP_PART_LIMIT)
		return "too many elements and attributes";
	if (work->text_pieces > XMP_TEXT_LIMIT)
		return "too many lines or bytes that are no text";
	if (work->comparisons > XMP_COMPARISON_LIMIT)
		return "too many properties";
	if (work->path_bytes > XMP_PATH_LIMIT)
		return "the paths of its properties are too long";
	if (work->reread > XMP_REREAD_LIMIT)
		return "too many bytes that are no text within tags and comments";
	return NULL;
}

const char *
xmp_measure(struct xmp_work *work, struct span packet)
{
	struct measure measure = { .work = work };
	struct xmp_piece piece;
	size_t at = 0;

	work->bytes += packet.n;
	work->text_pieces += count_cuts(packet, true);
	measure.beyond = packet.n > XMP_PACKET_LIMIT ? "it is too large" : work_beyond(work);
	while (measure.beyond == NULL && xmp_next_piece(packet, &at, &piece)) {
		add_piece(&measure, &piece);
		if (measure.beyond == NULL)
			measure.beyond = work_beyond(work);
	}
	return measure.beyond;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* heif_items.c - which items there are and where their bytes lie. */
#include "worker/image/heif_items.h"

/* A cursor over big-endian fields; `failed` sticks, and then all is 0. */
struct fields {
	struct span rest;
	bool        failed;
};

static uint64_t
field(struct fields *fields, size_t n)
{
	uint64_t value = 0;

	if (n > fields->rest.n) {
		fields->failed = true;
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		value = value << 8 | fields->rest.p[i];
	fields->rest = span_from(fields->rest, n);
	return value;
}

static struct span
body_of(struct span body, const char *path)
{
	struct box box;

	return box_find_path(body, path, &box) ? box.body : (struct span){ NULL, 0 };
}

bool
heif_begin(struct heif *heif, struct span file)
{
	struct box meta;
	struct span inside;
	struct fields pitm;
	uint64_t version;

	if (!box_find(file, "meta", &meta))
		return false;
	inside = span_from(meta.body, 4); /* version and flags */
	*heif = (struct heif){ .file = file,
		               .iinf = body_of(inside, "iinf"),
		               .iloc = body_of(inside, "iloc"),
		               .ipco = body_of(inside, "iprp/ipco"),
		               .ipma = body_of(inside, "iprp/ipma"),
		               .idat = body_of(inside, "idat"),
		               .iref = body_of(inside, "iref") };
	pitm = (struct fields){ .rest = body_of(inside, "pitm") };
	version = field(&pitm, 4) >> 24;
	heif->primary = (uint32_t)field(&pitm, version == 0 ? 2 : 4);
	return true;
}

struct span
heif_entries(const struct heif *heif)
{
	struct fields fields = { .rest = heif->iinf };

	field(&fields, (field(&fields, 4) >> 24) == 0 ? 2 : 4);
	return fields.rest;
}

static struct span
string_of(struct fields *fields)
{
	struct span string = span_first(fields->rest, span_find(fields->rest, '\0'));

	fields->rest = span_from(fields->rest, string.n + 1);
	return string;
}

bool
heif_next_item(struct span *entries, struct heif_item *out)
{
	struct fields fields;
	struct box box;
	uint64_t version;

	while (box_next(entries, &box)) {
		fields = (struct fields){ .rest = box.body };
		version = field(&fields, 4) >> 24;
		if (!box_is(&box, "infe") || version < 2)
			continue;
		*out = (struct heif_item){ .id = (uint32_t)field(&fields, version == 2 ? 2 : 4) };
		field(&fields, 2); /* protection */
		if (fields.failed || fields.rest.n < 4)
			continue;
		memcpy(out->type, fields.rest.p, 4);
		field(&fields, 4);
		string_of(&fields);
		if (memcmp(out->type, "mime", 4) == 0)
			out->content_type = string_of(&fields);
		return true;
	}
	return false;
}

/* The widths of iloc's fields (ISO/IEC 14496-12 8.11.3.2). */
struct places {
	struct fields fields;
	uint64_t      version;
	size_t        offset, length, base, index;
	uint64_t      count;
};

struct place {
	uint64_t id, method, base, extents;
};

static void
read_places(struct places *places, struct span iloc)
{
	uint64_t sizes;

	*places = (struct places){ .fields = { .rest = iloc } };
	places->version = field(&places->fields, 4) >> 24;
	sizes = field(&places->fields, 2);
	places->offset = sizes >> 12;
	places->length = sizes >> 8 & 15;
	places->base = sizes >> 4 & 15;
	places->index = places->version > 0 ? sizes & 15 : 0;
	places->count = field(&places->fields, places->version < 2 ? 2 : 4);
}

static void
read_place(struct places *places, struct place *out)
{
	out->id = field(&places->fields, places->version < 2 ? 2 : 4);
	out->method = places->version > 0 ? field(&places->fields, 2) & 15 : 0;
	field(&places->fields, 2); /* data reference: other files, of which there are none */
	out->base = field(&places->fields, places->base);
	out->extents = field(&places->fields, 2);
}

/* Appends the extents when `out` is not NULL, else passes over them. */
static bool
take_extents(struct places *places, const struct place *place, struct span source, size_t limit,
             struct buffer *out)
{
	for (uint64_t i = 0; i < place->extents && i < HEIF_EXTENT_LIMIT; i++) {
		uint64_t offset, length;
		struct span part;

		field(&places->fields, places->index);
		offset = field(&places->fields, places->offset);
		length = field(&places->fields, places->length);
		if (places->fields.failed)
			return false;
		if (out == NULL)
			continue;
		if (length == 0 && place->extents == 1 && place->base + offset <= source.n)
			length = source.n - (place->base + offset); /* the whole source */
		if (place->base > source.n || offset > source.n || length > limit - out->n
		    || !span_at(source, place->base + offset, length, &part))
			return false;
		buffer_append(out, part.p, part.n);
	}
	return place->extents <= HEIF_EXTENT_LIMIT;
}

bool
heif_item_data(const struct heif *heif, uint32_t id, size_t limit, struct buffer *out)
{
	struct places places;

	read_places(&places, heif->iloc);
	for (uint64_t i = 0; i < places.count && i < HEIF_ITEM_LIMIT; i++) {
		struct place place;
		bool wanted;

		read_place(&places, &place);
		wanted = place.id == id && !places.fields.failed;
		if (wanted && place.method > 1)
			return false; /* built from other items */
		if (!take_extents(&places, &place, place.method == 1 ? heif->idat : heif->file,
		                  limit, wanted ? out : NULL))
			return false;
		if (wanted)
			return out->n > 0 && !out->failed;
	}
	return false;
}

static void
take_property(const struct heif *heif, uint64_t index, heif_take_property *take, void *context)
{
	struct span rest = heif->ipco;
	struct box box;

	for (uint64_t i = 1; i <= index; i++)
		if (!box_next(&rest, &box))
			return;
	if (index > 0)
		take(context, &box);
}

void
heif_properties(const struct heif *heif, uint32_t id, heif_take_property *take, void *context)
{
	struct fields fields = { .rest = heif->ipma };
	uint64_t head = field(&fields, 4), count = field(&fields, 4);
	size_t wide = head & 1 ? 2 : 1, taken = 0;

	for (uint64_t i = 0; i < count && i < HEIF_ITEM_LIMIT && !fields.failed; i++) {
		uint64_t item = field(&fields, (head >> 24) < 1 ? 2 : 4);
		uint64_t associations = field(&fields, 1);

		for (uint64_t j = 0; j < associations && !fields.failed; j++) {
			uint64_t index = field(&fields, wide) & (wide == 2 ? 0x7FFF : 0x7F);

			if (item == id && !fields.failed && taken++ < HEIF_PROPERTY_LIMIT)
				take_property(heif, index, take, context);
		}
	}
}

unsigned
heif_property_turn(const struct box *property)
{
	static const unsigned by_quarter[4] = { 1, 8, 3, 6 }; /* anti-clockwise */

	if (property->body.n < 1)
		return 0;
	if (box_is(property, "irot"))
		return by_quarter[property->body.p[0] & 3];
	if (box_is(property, "imir"))
		return property->body.p[0] & 1 ? 2 : 4;
	return 0;
}

void
heif_item_type(const struct heif *heif, uint32_t id, char out[5])
{
	struct span entries = heif_entries(heif);
	struct heif_item item;
	size_t seen = 0;

	out[0] = '\0';
	while (seen++ < HEIF_ITEM_LIMIT && heif_next_item(&entries, &item))
		if (item.id == id) {
			memcpy(out, item.type, 5);
			return;
		}
}

size_t
heif_parts(const struct heif *heif, uint32_t id, size_t limit, uint32_t *out)
{
	struct span boxes = span_from(heif->iref, 4);
	size_t wide = heif->iref.n > 0 && heif->iref.p[0] != 0 ? 4 : 2, count = 0;
	struct box box;

	while (box_next(&boxes, &box)) {
		struct fields fields = { .rest = box.body };

		if (!box_is(&box, "dimg") || field(&fields, wide) != id)
			continue;
		count = (size_t)field(&fields, 2);
		for (size_t i = 0; i < count && i < limit; i++)
			out[i] = (uint32_t)field(&fields, wide);
		return fields.failed ? 0 : count;
	}
	return 0;
}

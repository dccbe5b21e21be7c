/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heif_items.h - the items of a HEIF or AVIF file (ISO/IEC 14496-12 8.11,
 * ISO/IEC 23008-12), read by us because metadata must not start a decoder:
 * libheif's own reading begins a thread and stops at the first fault.
 */
#ifndef VIDIMUS_WORKER_IMAGE_HEIF_ITEMS_H
#define VIDIMUS_WORKER_IMAGE_HEIF_ITEMS_H

#include "base/buffer.h"
#include "worker/image/box.h"

#define HEIF_ITEM_LIMIT   4096 /* items of iinf and of iloc */
#define HEIF_EXTENT_LIMIT 1024 /* extents of one item */
#define HEIF_PROPERTY_LIMIT 256 /* properties of one item */

struct heif {
	struct span file;
	struct span iinf, iloc, ipco, ipma, idat, iref; /* bodies; empty where missing */
	uint32_t    primary; /* item id; 0 for none */
};

/* Reads the box "meta"; false when the file has none. */
CHECKED bool heif_begin(struct heif *heif, struct span file);

struct heif_item {
	uint32_t    id;
	char        type[5];      /* "Exif", "mime", "hvc1" */
	struct span content_type; /* of "mime", without its NUL */
};

/* Takes the next item off the entries, which begin as heif_entries. */
struct span heif_entries(const struct heif *heif);
CHECKED bool heif_next_item(struct span *entries, struct heif_item *out);

/*
 * Appends the item's bytes, at most `limit`: all extents in order. False when
 * it has no place, a part lies outside the file, or it is longer.
 */
CHECKED bool heif_item_data(const struct heif *heif, uint32_t id, size_t limit, struct buffer *out);

/*
 * Calls `take` for each property of the item, in the order of association, up
 * to the limit; properties that are not there are passed over.
 */
typedef void heif_take_property(void *context, const struct box *property);
void heif_properties(const struct heif *heif, uint32_t id, heif_take_property *take, void *context);

/* How a picture lies before the property turns or mirrors it (irot, imir), 1 to 8; 0 for any other property. */
unsigned heif_property_turn(const struct box *property);

/* The type of an item, "" when there is none of that id. */
void heif_item_type(const struct heif *heif, uint32_t id, char out[5]);

/*
 * The items that one is made from ("dimg", ISO/IEC 14496-12 8.11.12), in their order; at most
 * `limit` of them. Returns how many there are; more than `limit` when they are too many.
 */
CHECKED size_t heif_parts(const struct heif *heif, uint32_t id, size_t limit, uint32_t *out);

#endif

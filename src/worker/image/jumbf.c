/* SPDX-License-Identifier: Apache-2.0 */
/* jumbf.c - superboxes, each beginning with its description. */
#include "worker/image/jumbf.h"

#include "base/text.h"
#include "worker/image/box.h"

#include <stdio.h>

static const unsigned char store_type[16] = { 'c', '2', 'p', 'a', 0, 0x11, 0, 0x10,
	                                      0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71 };

/* The description box: type, toggles, and where they say so a label (ISO/IEC 19566-5 A.3). */
static bool
read_description(struct span *superbox, const unsigned char **type, struct span *label)
{
	struct box box;

	if (!box_next(superbox, &box) || !box_is(&box, "jumd") || !box.whole || box.body.n < 17)
		return false;
	*type = box.body.p;
	*label = span_from(box.body, 17);
	if (!(box.body.p[16] & 2)) {
		label->n = 0;
		return true;
	}
	if (span_find(*label, '\0') == label->n)
		return false;
	label->n = span_find(*label, '\0');
	return true;
}

/* True when every box below is whole and every superbox is described. */
static bool
fits_within(struct span superbox, unsigned depth)
{
	const unsigned char *type;
	struct span label;
	struct box box;

	if (depth > JUMBF_DEPTH_LIMIT || !read_description(&superbox, &type, &label))
		return false;
	while (superbox.n > 0) {
		if (!box_next(&superbox, &box) || !box.whole || box.to_end)
			return false;
		if (box_is(&box, "jumb") && !fits_within(box.body, depth + 1))
			return false;
	}
	return true;
}

static void
read_manifests(struct jumbf_store *store, struct span contents)
{
	const unsigned char *type;
	struct span label;
	struct box box;

	while (box_next(&contents, &box)) {
		if (!box_is(&box, "jumb") || !read_description(&box.body, &type, &label))
			continue;
		store->manifests++;
		label = span_first(label, JUMBF_LABEL_LIMIT - 1);
		memcpy(store->active, label.p, label.n);
		store->active[label.n] = '\0';
	}
}

struct jumbf_store
jumbf_store_read(struct span boxes)
{
	struct jumbf_store store = { 0 };
	const unsigned char *type;
	struct span label;
	struct box box;

	while (box_next(&boxes, &box)) {
		struct span contents = box.body;

		if (!box_is(&box, "jumb"))
			continue;
		if (!read_description(&contents, &type, &label)) {
			store.broken = true;
			continue;
		}
		if (memcmp(type, store_type, 16) != 0)
			continue;
		store.present = true;
		if (!box.whole || !fits_within(box.body, 0))
			store.broken = true;
		read_manifests(&store, contents);
	}
	return store;
}

void
jumbf_tell(struct carrier *carrier, struct span boxes)
{
	struct jumbf_store store = jumbf_store_read(boxes);
	char count[16];

	if (!store.present && !store.broken)
		return;
	snprintf(count, sizeof count, "%u", store.manifests);
	carrier_text(carrier, "C2PA", "manifest store", "present", store.present ? "yes" : "no");
	carrier_text(carrier, "C2PA", "manifest store", "structure", store.broken ? "broken" : "whole");
	carrier_text(carrier, "C2PA", "manifest store", "manifests", count);
	if (store.active[0] != '\0')
		carrier_text(carrier, "C2PA", "manifest store", "active_manifest", store.active);
	if (++carrier->c2pa_stores > 1)
		carrier_warn(carrier, "c2pa-broken", "there is more than one manifest store");
	carrier_warn(carrier, store.broken ? "c2pa-broken" : "c2pa-present",
	             store.active[0] != '\0' && text_is_utf8(store.active, strlen(store.active))
	                     ? store.active
	                     : NULL);
}

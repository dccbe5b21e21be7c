/* SPDX-License-Identifier: Apache-2.0 */
/* bmff_tags.c - how many boxes of tags a file has, before a library takes each of them up. */
#include "worker/av/bmff.h"

#include <string.h>

#define DEPTH_LIMIT 16 /* deeper boxes are not followed by libavformat either */

/* What is known of a box by its type: whether tags may lie below it, and whether its own boxes are tags. */
enum holding { HOLDS_NOTHING, LEADS_TO_TAGS, HOLDS_TAGS };

static enum holding
holding_of(uint32_t type)
{
	switch (type) {
	case BMFF_TYPE('m', 'o', 'o', 'v'):
	case BMFF_TYPE('t', 'r', 'a', 'k'): return LEADS_TO_TAGS;
	case BMFF_TYPE('u', 'd', 't', 'a'):
	case BMFF_TYPE('m', 'e', 't', 'a'):
	case BMFF_TYPE('i', 'l', 's', 't'):
	case BMFF_TYPE('k', 'e', 'y', 's'): return HOLDS_TAGS;
	default: return HOLDS_NOTHING;
	}
}

/* Behind version and flags, which QuickTime's meta has not, and behind the count of keys. */
static struct bmff_bytes
boxes_of(const struct bmff_box *box)
{
	struct bmff_bytes bytes = box->body;
	size_t head = box->type == BMFF_TYPE('k', 'e', 'y', 's') ? 8 : 0;

	if (box->type == BMFF_TYPE('m', 'e', 't', 'a') && bytes.n >= 4 && memcmp(bytes.p, "\0\0\0\0", 4) == 0)
		head = 4;
	if (bytes.n < head)
		return (struct bmff_bytes){ NULL, 0 };
	return (struct bmff_bytes){ bytes.p + head, bytes.n - head };
}

static uint64_t
count_below(struct bmff_bytes bytes, bool are_tags, unsigned depth)
{
	uint64_t count = 0;
	struct bmff_box box;

	while (count <= BMFF_TAG_LIMIT && bmff_next(&bytes, &box)) {
		enum holding holding = holding_of(box.type);

		count += are_tags;
		if (holding != HOLDS_NOTHING && depth < DEPTH_LIMIT)
			count += count_below(boxes_of(&box), holding == HOLDS_TAGS, depth + 1);
	}
	return count;
}

bool
bmff_has_too_many_tags(const struct parser_input *input)
{
	return input->bytes != NULL
	       && count_below((struct bmff_bytes){ input->bytes, (size_t)input->size }, false, 0) > BMFF_TAG_LIMIT;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bmff_tags.c - how many boxes of tags a file has, before a library takes each
 * of them up. libavformat finds them below nearly every box, in tables and
 * sample entries too, and in meta behind whatever stands before its handler;
 * so they are looked for by their letters, wherever a movie has them.
 */
#include "worker/av/bmff.h"

#include <string.h>

/* Boxes whose own boxes are tags, each behind so many bytes. */
static const struct holder {
	char   type[5];
	size_t head;
} holders[] = { { "udta", 0 }, { "ilst", 0 }, { "keys", 8 } /* behind version, flags and count */ };

/*
 * Outermost boxes that libavformat looks into. It does so wherever the box
 * stands that belongs into a movie, and into free and hoov for a lost movie.
 */
static bool
may_lead_to_tags(uint32_t type)
{
	switch (type) {
	case BMFF_TYPE('m', 'o', 'o', 'v'):
	case BMFF_TYPE('m', 'o', 'o', 'f'):
	case BMFF_TYPE('t', 'r', 'a', 'k'):
	case BMFF_TYPE('m', 'd', 'i', 'a'):
	case BMFF_TYPE('m', 'i', 'n', 'f'):
	case BMFF_TYPE('d', 'i', 'n', 'f'):
	case BMFF_TYPE('s', 't', 'b', 'l'):
	case BMFF_TYPE('s', 't', 's', 'd'):
	case BMFF_TYPE('e', 'd', 't', 's'):
	case BMFF_TYPE('m', 'v', 'e', 'x'):
	case BMFF_TYPE('t', 'r', 'a', 'f'):
	case BMFF_TYPE('t', 'r', 'e', 'f'):
	case BMFF_TYPE('s', 'i', 'n', 'f'):
	case BMFF_TYPE('s', 'c', 'h', 'i'):
	case BMFF_TYPE('w', 'a', 'v', 'e'):
	case BMFF_TYPE('i', 'p', 'r', 'p'):
	case BMFF_TYPE('m', 'e', 't', 'a'):
	case BMFF_TYPE('u', 'd', 't', 'a'):
	case BMFF_TYPE('i', 'l', 's', 't'):
	case BMFF_TYPE('k', 'e', 'y', 's'):
	case BMFF_TYPE('f', 'r', 'e', 'e'):
	case BMFF_TYPE('h', 'o', 'o', 'v'): return true;
	default: return false;
	}
}

static uint64_t
count_boxes(struct bmff_bytes bytes, uint64_t most)
{
	uint64_t count = 0;
	struct bmff_box box;

	while (count < most && bmff_next(&bytes, &box))
		count++;
	return count;
}

/* Each box of that type begins four bytes before its letters. No more than `most` boxes are walked. */
static uint64_t
count_held(struct bmff_bytes bytes, const struct holder *holder, uint64_t most)
{
	const unsigned char *p = bytes.p, *end = bytes.p + bytes.n, *letters;
	uint64_t count = 0;

	while (count < most && (letters = memmem(p, (size_t)(end - p), holder->type, 4)) != NULL) {
		struct bmff_bytes rest;
		struct bmff_box box;

		p = letters + 1;
		if (letters - bytes.p < 4)
			continue;
		rest = (struct bmff_bytes){ letters - 4, (size_t)(end - letters) + 4 };
		if (bmff_next(&rest, &box) && box.body.n >= holder->head)
			count += count_boxes((struct bmff_bytes){ box.body.p + holder->head, box.body.n - holder->head },
			                     most - count);
	}
	return count;
}

/* In an outermost box, with its own head. */
static uint64_t
count_tags(struct bmff_bytes whole, uint64_t most)
{
	uint64_t count = 0;

	for (size_t i = 0; i < sizeof holders / sizeof *holders; i++)
		count += count_held(whole, &holders[i], most - count);
	return count;
}

bool
bmff_has_too_many_tags(const struct parser_input *input)
{
	struct bmff_bytes rest = { input->bytes, input->bytes != NULL ? (size_t)input->size : 0 };
	uint64_t most = BMFF_TAG_LIMIT + 1, count = 0;
	const unsigned char *begin = rest.p;
	struct bmff_box box;

	for (; count < most && bmff_next(&rest, &box); begin = rest.p)
		if (may_lead_to_tags(box.type))
			count += count_tags((struct bmff_bytes){ begin, (size_t)(rest.p - begin) }, most - count);
	return count == most;
}

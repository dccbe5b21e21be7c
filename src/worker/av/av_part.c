/* SPDX-License-Identifier: Apache-2.0 */
/* av_part.c - reads parts of a file from its map, or by pread where there is none. */
#include "worker/av/av_part.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
part_end(struct part *part)
{
	free(part->copy);
	*part = (struct part){ 0 };
}

size_t
part_peek(const struct parser_input *input, uint64_t at, void *out, size_t n)
{
	size_t have = 0;

	if (at >= input->size)
		return 0;
	if (n > input->size - at)
		n = (size_t)(input->size - at);
	if (input->bytes) {
		memcpy(out, input->bytes + at, n);
		return n;
	}
	while (have < n) {
		ssize_t got = pread(input->file, (char *)out + have, n - have, (off_t)(at + have));

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	return have;
}

bool
part_take(const struct parser_input *input, uint64_t at, uint64_t n, struct part *part)
{
	uint64_t left = at < input->size ? input->size - at : 0;

	*part = (struct part){ 0 };
	if (n > left)
		n = left;
	if (input->bytes) {
		part->p = input->bytes + (n > 0 ? at : 0);
		part->n = (size_t)n;
		return true;
	}
	if (n > PART_LIMIT)
		return false;
	part->copy = malloc(n > 0 ? (size_t)n : 1);
	if (!part->copy)
		return false;
	part->p = part->copy;
	part->n = part_peek(input, at, part->copy, (size_t)n);
	return part->n == n;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* box.c - 32-bit length, type, perhaps a 64-bit length, contents. */
#include "worker/image/box.h"

bool
box_next(struct span *rest, struct box *out)
{
	uint64_t length, head = 8;

	if (rest->n < 8)
		return false;
	length = be32(rest->p);
	memcpy(out->type, rest->p + 4, 4);
	out->type[4] = '\0';
	out->to_end = length == 0;
	if (length == 1 && rest->n >= 16) {
		length = be64(rest->p + 8);
		head = 16;
	}
	if (out->to_end)
		length = rest->n;
	if (length < head)
		return false;
	out->whole = length <= rest->n;
	out->all = span_first(*rest, length);
	out->body = span_from(out->all, head);
	*rest = span_from(*rest, length);
	return true;
}

bool
box_find(struct span body, const char *type, struct box *out)
{
	while (box_next(&body, out))
		if (box_is(out, type))
			return true;
	return false;
}

bool
box_find_path(struct span body, const char *path, struct box *out)
{
	for (unsigned step = 0; step < 8; step++) {
		if (!box_find(body, path, out))
			return false;
		if (path[4] == '\0')
			return true;
		path += 5;
		body = out->body;
	}
	return false;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* kept.c - values by their weight: a tree, or its bytes. */
#include "intake/kept.h"

#include "base/error.h"
#include "base/text.h"

/* A value and its place in an object or a list, as jansson and malloc hold them. */
#define NODE_WEIGHT 128

void
kept_end(struct kept *kept)
{
	json_decref(kept->tree);
	buffer_end(&kept->bytes);
	*kept = (struct kept){ 0 };
}

/* About the bytes of memory that the value takes; no more is counted once it is above the limit. */
static size_t
weight(const json_t *value, size_t limit)
{
	size_t sum = NODE_WEIGHT + json_string_length(value), i;
	json_t *entry;
	const char *name;

	json_array_foreach(value, i, entry) {
		if (sum > limit)
			return sum;
		sum += weight(entry, limit - sum);
	}
	json_object_foreach(json_iterable(value), name, entry) {
		if (sum > limit)
			return sum;
		sum += weight(entry, limit - sum);
	}
	return sum;
}

enum status
kept_set(struct kept *kept, json_t *values, struct error *err)
{
	kept_end(kept);
	if (weight(values, KEPT_TREE_LIMIT) > KEPT_TREE_LIMIT)
		return json_canonical(&kept->bytes, values, err);
	kept->tree = json_incref(values);
	return STATUS_OK;
}

enum status
kept_get(const struct kept *kept, json_t **out, struct error *err)
{
	if (kept->tree == NULL)
		return json_read(out, text_of_buffer(&kept->bytes), err);
	*out = json_copy(kept->tree);
	return *out ? STATUS_OK : fail_memory(err);
}

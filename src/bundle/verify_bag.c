/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_bag.c - the bag itself, and what a bundle of ours demands beyond
 * RFC 8493: every tag file but the seal, stamps and custody/later/ is listed.
 */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/bag_check.h"
#include "bundle/line_stream.h"

#include <stdlib.h>
#include <string.h>

#define MANIFEST_LINE_LIMIT ((size_t)64 << 10)

static void
take_verdict(struct verification *v, const struct bag_verdict *verdict)
{
	json_t *fault;
	size_t i;

	json_array_foreach(verdict->faults, i, fault)
		verify_fault(v, LAYER_BAG, json_string_value(json_object_get(fault, "code")),
		             json_string_value(json_object_get(fault, "file")), NULL, "%s",
		             json_string_value(json_object_get(fault, "text")));
	json_array_foreach(verdict->warnings, i, fault)
		verify_notice(v, LAYER_BAG, json_string_value(json_object_get(fault, "code")), NULL,
		              "%s: %s", json_string_value(json_object_get(fault, "file")),
		              json_string_value(json_object_get(fault, "text")));
}

/* May the tag file stand in no manifest? */
static bool
is_beside(const char *name)
{
	struct text text = text_of(name);

	return strcmp(name, TAG_MANIFEST) == 0 || strcmp(name, SEAL_NAME) == 0 ||
	       strcmp(name, STAMP_NAME) == 0 ||
	       (text_begins(text, "custody/witnessed/") && text_ends(text, ".tsr")) ||
	       text_begins(text, "custody/later/");
}

/* Marks the files that the tag manifest lists. */
static enum status
mark_listed(struct verification *v, bool *listed, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	struct text line;
	bool terminated;
	enum status st = line_stream_open(&lines, v->source, TAG_MANIFEST, '\n',
	                                  MANIFEST_LINE_LIMIT, err);

	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK) {
		const size_t before = DIGEST_TEXT_SIZE - 1 + 2;
		size_t index;

		if (line.n > before && bundle_source_find(v->source,
		                                          (struct text){ line.p + before,
		                                                         line.n - before },
		                                          &index))
			listed[index] = true;
	}
	return st == STATUS_DONE || verify_is_answer(st) ? STATUS_OK : st;
}

static enum status
check_unlisted(struct verification *v, struct error *err)
{
	size_t count = bundle_source_count(v->source);
	SCOPED_FREE bool *listed = calloc(count + 1, sizeof *listed);
	enum status st = listed ? mark_listed(v, listed, err) : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		const char *name = bundle_source_member(v->source, i)->name;

		if (!listed[i] && !is_beside(name) && !text_begins(text_of(name), "data/"))
			verify_fault(v, LAYER_BAG, "unlisted", name, NULL,
			             "%s lists it not, so that nothing tells who put it here",
			             TAG_MANIFEST);
	}
	return st;
}

/* Is it more than a plain bag: sealed, or with what only a bundle has? */
static bool
is_bundle(const struct verification *v)
{
	for (size_t i = 0; i < bundle_source_count(v->source); i++) {
		const char *name = bundle_source_member(v->source, i)->name;

		if (text_begins(text_of(name), "custody/") || strcmp(name, SEAL_NAME) == 0 ||
		    strcmp(name, ITEMS) == 0)
			return true;
	}
	return false;
}

enum status
verify_bag(struct verification *v, struct error *err)
{
	struct bag_verdict verdict = { 0 };
	enum status st = bag_check(v->source, &verdict, err);

	if (st == STATUS_OK)
		take_verdict(v, &verdict);
	bag_verdict_end(&verdict);
	v->is_bundle = is_bundle(v);
	return st == STATUS_OK && v->is_bundle ? check_unlisted(v, err) : st;
}

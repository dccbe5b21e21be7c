/* SPDX-License-Identifier: Apache-2.0 */
/* bag_check.c - the parts of a bag judged one after the other. */
#include "bundle/bag_check_internal.h"

#include "base/error.h"
#include "base/text.h"
#include "bundle/member_name.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FINDINGS_MOST 5000 /* of faults, and of warnings */

void
bag_verdict_end(struct bag_verdict *verdict)
{
	json_decref(verdict->faults);
	json_decref(verdict->warnings);
	*verdict = (struct bag_verdict){ 0 };
}

static void
note(json_t *list, const char *code, struct text file, const char *words)
{
	SCOPED(buffer) name = { 0 };

	if (json_array_size(list) > FINDINGS_MOST)
		return;
	if (json_array_size(list) == FINDINGS_MOST) {
		code = "too-many";
		words = "there is more that is not told";
	}
	text_append_lossy(&name, file.p, file.n);
	json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "code", code, "file", buffer_string(&name), "text", words));
}

void
bag_fault(struct bag *bag, const char *code, struct text file, const char *format, ...)
{
	char words[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof words, format, arguments);
	va_end(arguments);
	words[text_whole(text_of(words), sizeof words - 1)] = '\0';
	note(bag->verdict->faults, code, file, words);
}

void
bag_warn(struct bag *bag, const char *code, struct text file, const char *format, ...)
{
	char words[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof words, format, arguments);
	va_end(arguments);
	words[text_whole(text_of(words), sizeof words - 1)] = '\0';
	note(bag->verdict->warnings, code, file, words);
}

/* How many payload manifests there are, and how many of them list the file. */
static size_t
count_listing(const struct bag *bag, size_t index, size_t *all)
{
	size_t listing = 0;

	*all = 0;
	for (size_t i = 0; i < bag->manifest_count; i++) {
		if (bag->manifests[i].of_tags)
			continue;
		++*all;
		listing += bag->manifests[i].listed[index] != BAG_NOT_LISTED;
	}
	return listing;
}

static void
judge_listing(struct bag *bag, size_t index)
{
	struct text name = text_of(bag->source->members[index].member.name);
	size_t all, listing = count_listing(bag, index, &all);

	if (!text_begins(name, "data/") || all == 0)
		return;
	if (listing == 0)
		bag_fault(bag, "new", name, "no manifest lists it");
	else if (listing < all && bag->version == BAG_VERSION_1)
		bag_fault(bag, "incomplete-manifest", name, "not every manifest of the payload lists it");
	else if (listing < all)
		bag_warn(bag, "incomplete-manifest", name, "not every manifest of the payload lists it");
}

/* The trick, before the first colon of the words, is the code. */
static void
tell_refusal(struct bag *bag, struct text name)
{
	const char *words = json_string_value(json_object_get(bag->refusals, name.p));
	struct text rest = text_of(words), code = text_cut(&rest, ':');
	char shown[64];

	snprintf(shown, sizeof shown, "%.*s", (int)(code.n < 60 ? code.n : 60), code.p != NULL ? code.p : "refused");
	bag_fault(bag, shown, name, "%s", words != NULL ? words : "it cannot be read");
}

static void
judge_bytes(struct bag *bag, size_t index)
{
	struct text name = text_of(bag->source->members[index].member.name);
	const struct bag_manifest *manifest = &bag->manifests[bag->against[index]];

	if (bag->outcomes[index] == BAG_CHANGED)
		bag_fault(bag, "changed", name,
		          "its %s is not that in %s", bag_algorithm_name(manifest->algorithm), manifest->name);
	else if (bag->outcomes[index] == BAG_REFUSED)
		tell_refusal(bag, name);
}

static enum status
warn_collision(void *context, const struct bundle_source *source, size_t a, size_t b, struct error *err)
{
	struct text x = text_of(source->members[a].member.name), y = text_of(source->members[b].member.name);
	enum member_collision how;
	enum status st = member_name_compare(x, y, &how, err);

	if (st == STATUS_OK)
		bag_warn(context, how == MEMBER_SAME_LETTERS ? "normalisation-collision" : "case-collision", x,
		         "on some systems it has the same name as %s", y.p);
	return st;
}

/* Files that desktops leave in folders: they are in the bag, and rarely meant to be. */
static void
warn_litter(struct bag *bag)
{
	static const char *const litter[] = { ".DS_Store", "Thumbs.db", "desktop.ini", ".Spotlight-V100", ".Trashes" };

	for (size_t i = 0; i < bag->source->count; i++) {
		const char *name = bag->source->members[i].member.name, *slash = strrchr(name, '/');
		const char *last = slash != NULL ? slash + 1 : name;
		bool found = strncmp(last, "._", 2) == 0;

		for (size_t j = 0; j < sizeof litter / sizeof litter[0]; j++)
			found = found || strcmp(last, litter[j]) == 0;
		if (found)
			bag_warn(bag, "system-file", text_of(name),
			         "a desktop made it, not whoever made the bag");
	}
}

/* Names in a folder that another system, or whoever reads them, would take for something else. */
static void
warn_names(struct bag *bag)
{
	for (size_t i = 0; i < bag->source->count; i++) {
		struct text name = text_of(bag->source->members[i].member.name);
		const char *trick = member_name_trick(name);

		if (trick != NULL)
			bag_warn(bag, trick, name, "its name is not the same, or not allowed, on every system");
	}
}

static enum status
judge(struct bag *bag, struct error *err)
{
	enum status st = bag_hash(bag, err);

	for (size_t i = 0; i < bag->source->count && st == STATUS_OK; i++) {
		judge_listing(bag, i);
		judge_bytes(bag, i);
	}
	warn_litter(bag);
	if (st != STATUS_OK || !bag->source->is_folder)
		return st;
	warn_names(bag);
	return source_collisions(bag->source, warn_collision, bag, err);
}

/* What the tag files say. A line that is too long, or bytes that their container refuses, are faults. */
static enum status
read_tags(struct bag *bag, struct error *err)
{
	enum status st = bag_read_declaration(bag, err);

	if (st == STATUS_OK)
		st = bag_read_info(bag, err);
	if (st == STATUS_OK)
		st = bag_read_manifests(bag, err);
	if (st == STATUS_OK)
		st = bag_read_fetch(bag, err);
	if (st == STATUS_LIMIT) {
		bag_fault(bag, "bad-tag-file", text_of("bag"),
		          "%s", err != NULL ? err->text : "a line is too long");
		st = STATUS_OK;
	}
	return st == STATUS_FALSE ? STATUS_OK : st; /* hashing all files tells of that again */
}

static void
bag_end(struct bag *bag)
{
	for (size_t i = 0; i < bag->manifest_count; i++) {
		free(bag->manifests[i].expected);
		free(bag->manifests[i].listed);
	}
	free(bag->outcomes);
	free(bag->against);
	json_decref(bag->refusals);
}

static enum status
prepare(struct bag *bag, struct error *err)
{
	bag->outcomes = calloc(bag->source->count + 1, 1);
	bag->against = calloc(bag->source->count + 1, 1);
	bag->refusals = json_object();
	bag->verdict->faults = json_array();
	bag->verdict->warnings = json_array();
	if (bag->outcomes == NULL || bag->against == NULL || bag->refusals == NULL ||
	    bag->verdict->faults == NULL || bag->verdict->warnings == NULL)
		return fail_memory(err);
	return STATUS_OK;
}

enum status
bag_check(struct bundle_source *source, struct bag_verdict *out, struct error *err)
{
	struct bag_verdict verdict = { 0 };
	struct bag bag = { .source = source, .verdict = &verdict };
	struct error why = { 0 };
	enum status st = prepare(&bag, &why);

	if (st == STATUS_OK)
		st = read_tags(&bag, &why);
	if (st == STATUS_OK && !source->has_data)
		bag_fault(&bag, "missing", text_of("data/"), "there is no folder data/");
	if (st == STATUS_OK)
		st = judge(&bag, &why);
	bag_end(&bag);
	if (st != STATUS_OK) {
		bag_verdict_end(&verdict);
		if (err != NULL)
			*err = why;
		return st;
	}
	*out = verdict;
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_exhibits.c - are the bytes given as an exhibit those that its item's
 * events name? The original's hash stands in item.accessioned or item.filled,
 * a derivative's in derivative.made.
 */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/line_stream.h"

#include <stdlib.h>
#include <string.h>

#define MANIFEST            "manifest-sha256.txt"
#define MANIFEST_LINE_LIMIT ((size_t)64 << 10)
#define REPORT_HTML         "data/report.html"
#define REPORT_PDF          "data/report.pdf"

/* A file below data/NUMBER/. */
struct given_file {
	struct digest digest; /* as the manifest says; the bag's layer compares it with the bytes */
	const char   *name;   /* borrowed from the source */
	size_t        exhibit;
	bool          is_original, matched;
};

struct given_exhibit {
	const char *number, *item; /* borrowed from begun.values */
	bool        has_file, names_object;
};

struct file_hashes {
	struct given_exhibit *exhibits; /* in the order of items */
	size_t                exhibit_count;
	struct given_file    *files;    /* in the order of exhibits */
	size_t                file_count, file_room;
};

void
file_hashes_close(struct file_hashes *files)
{
	if (files == NULL)
		return;
	free(files->exhibits);
	free(files->files);
	free(files);
}

static int
compare_items(const void *a, const void *b)
{
	return strcmp(((const struct given_exhibit *)a)->item, ((const struct given_exhibit *)b)->item);
}

static int
compare_files(const void *a, const void *b)
{
	const struct given_file *left = a, *right = b;

	return (left->exhibit > right->exhibit) - (left->exhibit < right->exhibit);
}

static enum status
read_exhibits(struct verification *v, struct error *err)
{
	const json_t *listed = json_object_get(v->begun.values, "exhibits");
	struct file_hashes *files = v->files;
	json_t *entry;
	size_t i;

	files->exhibits = calloc(json_array_size(listed) + 1, sizeof *files->exhibits);
	if (files->exhibits == NULL)
		return fail_memory(err);
	json_array_foreach(listed, i, entry) {
		const char *number = json_string_value(json_object_get(entry, "number"));
		const char *item = json_string_value(json_object_get(entry, "item"));

		if (number != NULL && item != NULL)
			files->exhibits[files->exhibit_count++] =
				(struct given_exhibit){ .number = number, .item = item };
	}
	qsort(files->exhibits, files->exhibit_count, sizeof *files->exhibits, compare_items);
	return STATUS_OK;
}

/* Numbers to exhibits, for as long as the manifest is read. */
static json_t *
by_number(const struct file_hashes *files)
{
	json_t *numbers = json_object();

	for (size_t i = 0; i < files->exhibit_count; i++)
		json_object_set_new(numbers, files->exhibits[i].number, json_integer((json_int_t)i));
	return numbers;
}

static enum status
add_file(struct file_hashes *files, const struct given_file *file, struct error *err)
{
	if (files->file_count == files->file_room) {
		size_t room = files->file_room ? files->file_room * 2 : 64;
		struct given_file *all = realloc(files->files, room * sizeof *all);

		if (all == NULL)
			return fail_memory(err);
		files->files = all;
		files->file_room = room;
	}
	files->exhibits[file->exhibit].has_file = true;
	files->files[files->file_count++] = *file;
	return STATUS_OK;
}

/* For people, and no exhibit: only the seal covers them. */
static bool
is_report(const char *name)
{
	return strcmp(name, REPORT_HTML) == 0 || strcmp(name, REPORT_PDF) == 0;
}

/* A line of the manifest: what it lists lies below the folder of an exhibit. */
static enum status
read_line(struct verification *v, const json_t *numbers, struct text line, struct error *err)
{
	struct given_file file = { 0 };
	struct text rest, number;
	const json_t *exhibit;
	size_t index;

	if (line.n < DIGEST_TEXT_SIZE + 1 ||
	    !digest_read((struct text){ line.p, DIGEST_TEXT_SIZE - 1 }, &file.digest))
		return STATUS_OK; /* told with the bag */
	rest = (struct text){ line.p + DIGEST_TEXT_SIZE + 1, line.n - DIGEST_TEXT_SIZE - 1 };
	if (!bundle_source_find(v->source, rest, &index))
		return STATUS_OK;
	file.name = bundle_source_member(v->source, index)->name;
	if (is_report(file.name) || !text_is(text_cut(&rest, '/'), "data") || rest.p == NULL)
		return STATUS_OK;
	number = text_cut(&rest, '/');
	exhibit = json_object_getn(numbers, number.p, number.n);
	if (exhibit == NULL || rest.p == NULL) {
		verify_fault(v, LAYER_DISCLOSURES, "other-bytes", file.name, NULL,
		             "it is of no exhibit that bundle.begun numbers");
		return STATUS_OK;
	}
	file.exhibit = (size_t)json_integer_value(exhibit);
	file.is_original = text_begins(rest, "original");
	return add_file(v->files, &file, err);
}

static enum status
read_manifest(struct verification *v, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	SCOPED_JSON json_t *numbers = by_number(v->files);
	struct text line;
	bool terminated;
	enum status st = line_stream_open(&lines, v->source, MANIFEST, '\n', MANIFEST_LINE_LIMIT, err);

	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK)
		st = read_line(v, numbers, line, err);
	return st == STATUS_DONE || verify_is_answer(st) ? STATUS_OK : st;
}

enum status
exhibits_begin(struct verification *v, struct error *err)
{
	struct file_hashes *files = v->files = calloc(1, sizeof *v->files);
	enum status st = files ? read_exhibits(v, err) : fail_memory(err);

	if (st == STATUS_OK && !v->begun.is_public) /* a public bundle opens no numbers */
		st = read_manifest(v, err);
	if (st == STATUS_OK && files->file_count > 0)
		qsort(files->files, files->file_count, sizeof *files->files, compare_files);
	return st;
}

/* The item's files that have this hash are what its event says. */
static void
match(struct file_hashes *files, size_t exhibit, const char *hash, bool original)
{
	struct digest digest;
	size_t low = 0, high = files->file_count;

	if (hash == NULL || !digest_read(text_of(hash), &digest))
		return;
	files->exhibits[exhibit].names_object |= original;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (files->files[middle].exhibit < exhibit)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < files->file_count && files->files[low].exhibit == exhibit; low++) {
		if ((original || !files->files[low].is_original) &&
		    digest_equal(&files->files[low].digest, &digest))
			files->files[low].matched = true;
	}
}

void
exhibits_check(struct verification *v, const struct judged_event *judged)
{
	const struct custody_event *event = judged->event;
	struct given_exhibit key = { .item = event->header.subject.text }, *exhibit;
	size_t at;

	if (v->files->exhibit_count == 0)
		return;
	exhibit = bsearch(&key, v->files->exhibits, v->files->exhibit_count,
	                  sizeof *v->files->exhibits, compare_items);
	if (exhibit == NULL)
		return;
	at = (size_t)(exhibit - v->files->exhibits);
	if (strcmp(event->header.type, "item.accessioned") == 0 ||
	    strcmp(event->header.type, "item.filled") == 0)
		match(v->files, at, json_string_value(json_object_get(event->values, "object")), true);
	if (strcmp(event->header.type, "derivative.made") != 0)
		return;
	match(v->files, at, json_string_value(json_object_get(
	                            json_object_get(event->values, "file"), "object")), false);
	match(v->files, at, json_string_value(json_object_get(
	                            json_object_get(event->values, "protected_file"), "object")),
	      false);
}

/* Do originals leave as they were received under this policy? */
static bool
gives_originals(const struct verification *v)
{
	const char *originals = json_string_value(json_object_get(v->begun.policy, "originals"));

	return originals != NULL && strcmp(originals, "as-received") == 0;
}

void
exhibits_finish(struct verification *v)
{
	const struct file_hashes *files = v->files;

	for (size_t i = 0; i < files->file_count; i++) {
		const struct given_exhibit *exhibit = &files->exhibits[files->files[i].exhibit];

		if (!files->files[i].matched)
			verify_fault(v, LAYER_DISCLOSURES, "other-bytes", files->files[i].name, NULL,
			             "no event of %s names these bytes", exhibit->number);
	}
	for (size_t i = 0; gives_originals(v) && i < files->exhibit_count; i++) {
		if (files->exhibits[i].names_object && !files->exhibits[i].has_file)
			verify_fault(v, LAYER_DISCLOSURES, "no-bytes", NULL, NULL,
			             "the bytes of exhibit %s, which its events name, are not here",
			             files->exhibits[i].number);
	}
}

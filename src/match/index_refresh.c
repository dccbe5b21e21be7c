/* SPDX-License-Identifier: Apache-2.0 */
/* index_refresh.c - segments of what waits, each at least half as long as the one before it. */
#include "match/index_internal.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum status
pass_over(void *context, const struct index_part *part, struct error *err)
{
	(void)context;
	(void)part;
	(void)err;
	return STATUS_OK;
}

static enum status
count_one(void *context, const struct hash256 *hash, const struct segment_label *label,
          struct error *err)
{
	(void)hash;
	(void)label;
	(void)err;
	++*(size_t *)context;
	return STATUS_OK;
}

static enum status
write_one(void *context, const struct hash256 *hash, const struct segment_label *label,
          struct error *err)
{
	return segment_writer_add(context, hash, label, err);
}

DEFINE_SCOPED_POINTER(segment_writer, segment_writer_close);
DEFINE_SCOPED_POINTER(segment, segment_close);

/* What was written is opened to be written down. */
static enum status
know_written(struct index *index, const struct segment_cover *cover, const struct unread *unread,
             struct error *err)
{
	SCOPED_POINTER(segment) segment = NULL;
	SCOPED_FREE char *path = NULL;
	char name[SEGMENT_NAME_SIZE];
	enum status st;

	segment_name(name, cover->kind, cover->last_seq);
	if (asprintf(&path, "%s/%s", index->folder, name) < 0) {
		path = NULL;
		return fail_memory(err);
	}
	st = segment_open(&segment, path, SEGMENT_CHECK_HEADER, err);
	if (st == STATUS_NOT_FOUND || st == STATUS_FALSE)
		return fail_as(err, STATUS_IO);
	return st == STATUS_OK ? index_know_segment(index, segment, unread, err) : st;
}

static enum status
write_segment(struct index *index, const struct index_range *range, size_t count,
              struct error *err)
{
	const struct segment_cover cover = { range->kind, (uint64_t)(range->after + 1),
		                             (uint64_t)range->upto };
	SCOPED_POINTER(segment_writer) writer = NULL;
	SCOPED(unread) unread = { 0 };
	enum status st = segment_writer_open(&writer, index->folder, &cover, count, err);

	if (st == STATUS_OK)
		st = index_read(index->catalogue, range, write_one, writer, &unread, err);
	if (st == STATUS_OK)
		st = segment_writer_finish(writer, err);
	return st == STATUS_OK ? know_written(index, &cover, &unread, err) : st;
}

/* How many of the last segments go into a new one that has `count` hashes besides; each halving keeps their number small. */
static size_t
count_joined(const struct index_shelf *shelf, size_t count)
{
	size_t joined = 0;

	while (joined < shelf->n) {
		size_t before = segment_count(shelf->segments[shelf->n - 1 - joined]);

		if (before >= 2 * count)
			break;
		count += before;
		joined++;
	}
	return joined;
}

/* Those that go into another one: from now on nobody believes them. */
static void
forget_joined(struct index *index, const struct index_shelf *shelf, size_t joined)
{
	json_t *known = json_object_get(index->state, "segments");

	for (size_t i = shelf->n - joined; i < shelf->n; i++) {
		struct segment_cover cover = segment_cover(shelf->segments[i]);
		char name[SEGMENT_NAME_SIZE];

		segment_name(name, cover.kind, cover.last_seq);
		json_object_del(known, name);
	}
}

static enum status
count_hashes(struct index *index, const struct index_range *range, size_t *out, struct error *err)
{
	SCOPED(unread) unread = { 0 }; /* write_segment meets them again */

	*out = 0;
	return index_read(index->catalogue, range, count_one, out, &unread, err);
}

static enum status
refresh_kind(struct index *index, enum segment_kind kind, bool *made, struct error *err)
{
	struct index_shelf *shelf = &index->shelves[kind];
	struct index_range range = { kind, shelf->covered, index->head };
	size_t count = 0, joined;
	enum status st = index_each(index, kind, pass_over, NULL, err);

	if (st != STATUS_OK || !shelf->too_long)
		return st;
	st = count_hashes(index, &range, &count, err);
	if (st != STATUS_OK)
		return st;
	joined = count_joined(shelf, count);
	if (joined > 0) {
		range.after = (int64_t)segment_cover(shelf->segments[shelf->n - joined]).first_seq - 1;
		st = count_hashes(index, &range, &count, err);
	}
	if (st == STATUS_OK)
		st = write_segment(index, &range, count, err);
	if (st == STATUS_OK)
		forget_joined(index, shelf, joined);
	*made = true;
	return st;
}

static bool
is_in_use(const struct index *index, enum segment_kind kind, uint64_t last)
{
	const struct index_shelf *shelf = &index->shelves[kind];

	for (size_t i = 0; i < shelf->n; i++) {
		if (segment_cover(shelf->segments[i]).last_seq == last)
			return true;
	}
	return false;
}

/* Segments that others took the place of, that are damaged, or of another log. */
static void
remove_others(struct index *index)
{
	json_t *known = json_object_get(index->state, "segments");
	DIR *folder = opendir(index->folder);
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		enum segment_kind kind;
		uint64_t last;

		if (!segment_name_read(entry->d_name, &kind, &last) || is_in_use(index, kind, last))
			continue;
		json_object_del(known, entry->d_name);
		if (unlinkat(dirfd(folder), entry->d_name, 0) != 0)
			break; /* it is not used, and removed another time */
	}
	if (folder != NULL)
		closedir(folder);
}

enum status
index_refresh(struct index *index, struct error *err)
{
	bool made = false;
	enum status st = folder_make_path(index->folder, 0750, err);

	if (st == STATUS_OK)
		st = index_load(index, true, err);
	for (int kind = SEGMENT_PICTURES; st == STATUS_OK && kind <= SEGMENT_KINDS; kind++)
		st = refresh_kind(index, (enum segment_kind)kind, &made, err);
	if (st == STATUS_OK && made)
		st = index_write_state(index, err);
	if (st == STATUS_OK && made)
		st = index_load(index, false, err);
	if (st == STATUS_OK)
		remove_others(index);
	return st == STATUS_OK ? st : while_doing(err, st, "bringing the index of fingerprints up to date");
}

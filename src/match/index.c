/* SPDX-License-Identifier: Apache-2.0 */
/* index.c - which segments are believed, and what the database has beyond them. */
#include "match/index_internal.h"

#include "match/index_place.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of state.json: all segments with all their INDEX_UNREAD numbers. */
#define STATE_LIMIT ((size_t)4 << 20)

/* --- the state --- */

static enum status
state_path(const struct index *index, char **out, struct error *err)
{
	if (asprintf(out, "%s/state.json", index->folder) < 0) {
		*out = NULL;
		return fail_memory(err);
	}
	return STATUS_OK;
}

enum status
index_forget(const struct catalogue *catalogue, struct error *err)
{
	SCOPED_FREE char *folder = NULL;
	SCOPED_FD open_folder = -1;

	if (asprintf(&folder, "%s/derived/match", catalogue->path) < 0)
		return fail_memory(err);
	open_folder = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (open_folder < 0 && errno == ENOENT)
		return STATUS_OK;
	if (open_folder < 0 || (unlinkat(open_folder, "state.json", 0) != 0 && errno != ENOENT) ||
	    fsync(open_folder) != 0)
		return fail_os(err, "cannot forget what was matched in %s", folder);
	return STATUS_OK;
}

/* The id of the event at a seq; "" where the log has none. */
static enum status
event_at(const struct index *index, int64_t seq, char out[UUID_TEXT_SIZE], struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(index->catalogue->database,
	                                    "SELECT id FROM events WHERE seq = $1", &row, err);

	out[0] = '\0';
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, seq);
	st = statement_step(row, err);
	if (st == STATUS_OK)
		snprintf(out, UUID_TEXT_SIZE, "%.*s", (int)statement_text(row, 0).n,
		         statement_text(row, 0).p);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Is the event at `seq` the one that was written down? Another log has another. */
static enum status
is_of_this_log(const struct index *index, int64_t seq, const char *id, bool *out, struct error *err)
{
	char event[UUID_TEXT_SIZE];
	enum status st = event_at(index, seq, event, err);

	*out = st == STATUS_OK && id != NULL && event[0] != '\0' && strcmp(event, id) == 0;
	return st;
}

/* A state that cannot be read is as good as none: then all is asked and made anew. */
static enum status
read_state(struct index *index, struct error *err)
{
	SCOPED_FREE char *path = NULL;
	SCOPED(buffer) bytes = { 0 };
	int64_t asked = -1;
	bool ours = false;
	enum status st = state_path(index, &path, err);

	if (st != STATUS_OK)
		return st;
	json_decref(index->state);
	index->state = NULL;
	index->asked = -1;
	if (index->astray || file_read(path, STATE_LIMIT, &bytes, NULL) != STATUS_OK ||
	    json_read(&index->state, text_of_buffer(&bytes), NULL) != STATUS_OK ||
	    !json_is_object(index->state)) {
		json_decref(index->state);
		index->state = json_object();
		return index->state ? STATUS_OK : fail_memory(err);
	}
	if (json_member_integer(index->state, "asked", &asked))
		st = is_of_this_log(index, asked,
		                    json_string_value(json_object_get(index->state, "asked_event")),
		                    &ours, err);
	if (ours)
		index->asked = asked;
	return st;
}

enum status
index_write_state(struct index *index, struct error *err)
{
	SCOPED_FREE char *path = NULL;
	SCOPED_FREE char *text = json_dumps(index->state, JSON_COMPACT | JSON_SORT_KEYS);
	enum status st = state_path(index, &path, err);

	if (st == STATUS_OK && text == NULL)
		st = fail_memory(err);
	return st == STATUS_OK ? file_replace(path, text_of(text), 0640, err) : st;
}

int64_t
index_head(const struct index *index)
{
	return index->head;
}

int64_t
index_asked(const struct index *index)
{
	return index->asked;
}

enum status
index_set_asked(struct index *index, int64_t seq, bool unread, struct error *err)
{
	char event[UUID_TEXT_SIZE];
	enum status st = event_at(index, seq, event, err);

	if (st != STATUS_OK)
		return st;
	if (json_object_set_new(index->state, "asked", json_integer(seq)) != 0 ||
	    json_object_set_new(index->state, "asked_event", json_string(event)) != 0 ||
	    (unread && json_object_set_new(index->state, "unread", json_true()) != 0))
		return fail_memory(err);
	index->asked = seq;
	return index_write_state(index, err);
}

enum status
index_know_segment(struct index *index, const struct segment *segment, const struct unread *unread,
                   struct error *err)
{
	const struct segment_cover cover = segment_cover(segment);
	const struct digest digest = segment_digest(segment);
	char event[UUID_TEXT_SIZE], name[SEGMENT_NAME_SIZE];
	enum status st = event_at(index, (int64_t)cover.last_seq, event, err);
	json_t *segments = json_object_get(index->state, "segments");
	json_t *known;

	if (st != STATUS_OK)
		return st;
	segment_name(name, cover.kind, cover.last_seq);
	if (!json_is_object(segments)) {
		segments = json_object();
		if (json_object_set_new(index->state, "segments", segments) != 0)
			return fail_memory(err);
	}
	known = json_pack("{s:s,s:o}", "event", event, "sha256", json_of_digest(&digest));
	if (json_object_set_new(segments, name, known) != 0)
		return fail_memory(err);
	return index_know_unread(known, unread, err);
}

/* --- segments --- */

static void
shelf_clear(struct index_shelf *shelf)
{
	for (size_t i = 0; i < shelf->n; i++)
		segment_close(shelf->segments[i]);
	free(shelf->hashes);
	free(shelf->labels);
	*shelf = (struct index_shelf){ .covered = -1 };
}

static int
compare_seqs(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* The last seqs of a kind's segment files, ascending; returns how many. */
static size_t
list_segments(const struct index *index, enum segment_kind kind, uint64_t out[INDEX_SEGMENTS])
{
	DIR *folder = index->astray ? NULL : opendir(index->folder);
	struct dirent *entry;
	size_t n = 0;

	while (folder != NULL && n < INDEX_SEGMENTS && (entry = readdir(folder)) != NULL) {
		enum segment_kind of;

		if (segment_name_read(entry->d_name, &of, &out[n]) && of == kind &&
		    out[n] <= INT64_MAX)
			n++;
	}
	if (folder != NULL)
		closedir(folder);
	qsort(out, n, sizeof *out, compare_seqs);
	return n;
}

/* Has it the SHA-256 that was written down when it was made? */
static bool
is_digest(const json_t *known, const struct segment *segment)
{
	const char *text = json_string_value(json_object_get(known, "sha256"));
	struct digest digest = segment_digest(segment), written;

	return text != NULL && digest_read(text_of(text), &written) && digest_equal(&digest, &written);
}

/* Opens one that this log is known to have made; anything that is wrong with it is STATUS_FALSE. */
static enum status
open_segment(const struct index *index, const char *name, int64_t last, bool thorough,
             struct segment **out, struct error *err)
{
	const json_t *known = json_object_get(json_object_get(index->state, "segments"), name);
	SCOPED_FREE char *path = NULL;
	struct stat file;
	bool ours;
	enum status st = is_of_this_log(index, last,
	                                json_string_value(json_object_get(known, "event")), &ours, err);

	if (st != STATUS_OK || !ours)
		return st == STATUS_OK ? STATUS_FALSE : st;
	if (asprintf(&path, "%s/%s", index->folder, name) < 0) {
		path = NULL;
		return fail_memory(err);
	}
	if (stat(path, &file) != 0)
		return STATUS_FALSE;
	thorough = thorough && (uint64_t)file.st_size < INDEX_CHECKED_BYTES;
	st = segment_open(out, path, thorough ? SEGMENT_CHECK_ALL : SEGMENT_CHECK_HEADER, err);
	if (st == STATUS_OK && !is_digest(known, *out)) {
		segment_close(*out);
		*out = NULL;
		st = STATUS_FALSE;
	}
	return st == STATUS_MEMORY || st == STATUS_OK ? st : STATUS_FALSE;
}

/* Takes segments as long as each begins where the one before it ended. */
static enum status
load_shelf(struct index *index, enum segment_kind kind, bool thorough, struct error *err)
{
	struct index_shelf *shelf = &index->shelves[kind];
	uint64_t seqs[INDEX_SEGMENTS];
	size_t n = list_segments(index, kind, seqs);

	shelf_clear(shelf);
	for (size_t i = 0; i < n; i++) {
		struct segment *segment = NULL;
		char name[SEGMENT_NAME_SIZE];
		enum status st;

		segment_name(name, kind, seqs[i]);
		st = open_segment(index, name, (int64_t)seqs[i], thorough, &segment, err);
		if (st == STATUS_FALSE)
			continue;
		if (st != STATUS_OK)
			return st;
		if (segment_cover(segment).first_seq != (uint64_t)(shelf->covered + 1) ||
		    segment_cover(segment).kind != kind) {
			segment_close(segment);
			continue;
		}
		shelf->segments[shelf->n++] = segment;
		shelf->covered = (int64_t)seqs[i];
	}
	return STATUS_OK;
}

static enum status
find_head(struct index *index, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(index->catalogue->database,
	                                    "SELECT coalesce(max(seq), -1) FROM p_fingerprints",
	                                    &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_OK)
		index->head = statement_integer(row, 0);
	return st;
}

enum status
index_load(struct index *index, bool thorough, struct error *err)
{
	enum status st = find_head(index, err);

	index->astray = index_place_check(index->catalogue, NULL) != STATUS_OK;
	unread_end(&index->unread);
	if (st == STATUS_OK)
		st = read_state(index, err);
	for (int kind = SEGMENT_PICTURES; st == STATUS_OK && kind <= SEGMENT_KINDS; kind++)
		st = load_shelf(index, (enum segment_kind)kind, thorough, err);
	return st;
}

void
index_close(struct index *index)
{
	if (index == NULL)
		return;
	for (int kind = 0; kind <= SEGMENT_KINDS; kind++)
		shelf_clear(&index->shelves[kind]);
	unread_end(&index->unread);
	json_decref(index->state);
	free(index->folder);
	free(index);
}

DEFINE_SCOPED_POINTER(index, index_close);

enum status
index_open(struct index **out, struct catalogue *catalogue, struct error *err)
{
	SCOPED_POINTER(index) index = calloc(1, sizeof *index);
	enum status st;

	if (index == NULL || asprintf(&index->folder, "%s/derived/match", catalogue->path) < 0)
		return fail_memory(err);
	index->catalogue = catalogue;
	st = index_load(index, false, err);
	if (st != STATUS_OK)
		return st;
	*out = index;
	index = NULL;
	return STATUS_OK;
}

/* --- what is newer than the segments --- */

struct tail_reading {
	struct index_shelf *shelf;
	index_visit        *visit;
	void               *context;
};

static enum status
visit_tail(const struct tail_reading *reading, struct error *err)
{
	const struct index_part part = { NULL, reading->shelf->hashes, reading->shelf->labels,
		                         reading->shelf->tail };

	return part.n > 0 ? reading->visit(reading->context, &part, err) : STATUS_OK;
}

static enum status
put_in_tail(void *context, const struct hash256 *hash, const struct segment_label *label,
            struct error *err)
{
	const struct tail_reading *reading = context;
	struct index_shelf *shelf = reading->shelf;

	if (shelf->tail == INDEX_TAIL) {
		enum status st = visit_tail(reading, err);

		if (st != STATUS_OK)
			return st;
		shelf->too_long = true;
		shelf->tail = 0;
	}
	shelf->hashes[shelf->tail] = *hash;
	shelf->labels[shelf->tail++] = *label;
	return STATUS_OK;
}

/* Reads it batch by batch; what is no more than one batch stays for the next search. */
static enum status
read_tail(struct index *index, enum segment_kind kind, const struct tail_reading *reading,
          struct error *err)
{
	struct index_shelf *shelf = reading->shelf;
	const struct index_range range = { kind, shelf->covered, index->head };
	enum status st;

	if (shelf->hashes == NULL)
		shelf->hashes = calloc(INDEX_TAIL, sizeof *shelf->hashes);
	if (shelf->labels == NULL)
		shelf->labels = calloc(INDEX_TAIL, sizeof *shelf->labels);
	if (shelf->hashes == NULL || shelf->labels == NULL)
		return fail_memory(err);
	shelf->tail = 0;
	shelf->tail_read = false;
	st = index_read(index->catalogue, &range, put_in_tail, (void *)(uintptr_t)reading,
	                &index->unread, err);
	shelf->tail_read = st == STATUS_OK && !shelf->too_long;
	return st;
}

enum status
index_each(struct index *index, enum segment_kind kind, index_visit *visit, void *context,
           struct error *err)
{
	struct index_shelf *shelf = &index->shelves[kind];
	const struct tail_reading reading = { shelf, visit, context };
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < shelf->n; i++) {
		const struct index_part part = { shelf->segments[i],
			                         segment_hash(shelf->segments[i], 0),
			                         segment_label(shelf->segments[i], 0),
			                         segment_count(shelf->segments[i]) };

		st = index_take_unread(index, part.segment, err);
		if (st == STATUS_OK && part.n > 0)
			st = visit(context, &part, err);
	}
	if (st == STATUS_OK && !shelf->tail_read && shelf->covered < index->head)
		st = read_tail(index, kind, &reading, err);
	return st == STATUS_OK ? visit_tail(&reading, err) : st;
}

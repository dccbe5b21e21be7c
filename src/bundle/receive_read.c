/* SPDX-License-Identifier: Apache-2.0 */
/* receive_read.c - what a bundle holds, read before anything of it is taken in. */
#include "bundle/receive_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define MANIFEST   "manifest-sha256.txt"
#define CHECKPOINT "custody/checkpoint.txt"
#define EXHIBITS   "data/"

/* Longest line of a manifest that is read: a hash, two spaces, a path. */
#define MANIFEST_LINE_LIMIT (8u << 10)

enum status
receive_find_held(struct receiving *receiving, const struct event_header *header,
                  struct held_event *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(receiving->catalogue->database,
	                                    "SELECT leaf, subject, uuid FROM p_received_events"
	                                    " WHERE origin = $1 AND foreign_subject = $2"
	                                    " AND foreign_n = $3 ORDER BY seq LIMIT 1",
	                                    &row, err);

	*out = (struct held_event){ .held = false };
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(receiving->out->origin));
	statement_bind_text(row, 2, text_of(header->subject.text));
	statement_bind_integer(row, 3, header->n);
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	out->held = digest_read(statement_text(row, 0), &out->leaf) &&
	            subject_read(statement_text(row, 1), &out->subject);
	snprintf(out->uuid, sizeof out->uuid, "%s", statement_text(row, 2).p);
	return out->held ? STATUS_OK
	                 : fail(err, STATUS_UNUSABLE,
	                        "the projection holds a malformed event of theirs: run vidimus rebuild");
}

enum status
receive_each(struct receiving *receiving,
             enum status (*each)(struct receiving *receiving, const struct custody_event *event,
                                 const struct digest *leaf, void *context, struct error *err),
             void *context, struct error *err)
{
	const atomic_bool *stop = receiving->options->callbacks.stop;
	SCOPED_POINTER(custody_reader) reader = NULL;
	struct custody_event event;
	struct digest leaf;
	enum status st = custody_reader_open(&reader, receiving->source, err);

	while (st == STATUS_OK && (st = custody_reader_next(reader, &event, err)) == STATUS_OK) {
		if (stop != NULL && atomic_load(stop))
			return fail(err, STATUS_INTERRUPTED, "interrupted; nothing of its events was recorded");
		st = event_leaf(event.line, &leaf, err);
		if (st == STATUS_OK)
			st = each(receiving, &event, &leaf, context, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* HEX, two spaces, PATH. */
static bool
read_manifest_line(struct text line, struct text *hex, struct text *path)
{
	if (line.n < 2 * DIGEST_SIZE + 3 || line.p[2 * DIGEST_SIZE] != ' ')
		return false;
	*hex = (struct text){ line.p, 2 * DIGEST_SIZE };
	*path = (struct text){ line.p + 2 * DIGEST_SIZE + 2, line.n - 2 * DIGEST_SIZE - 2 };
	return true;
}

/* The number of the exhibit that a file is of: NUMBER of data/NUMBER/NAME. */
static bool
exhibit_of(struct text path, struct text *number)
{
	const char *end;

	if (!text_begins(path, EXHIBITS))
		return false;
	path.p += strlen(EXHIBITS);
	path.n -= strlen(EXHIBITS);
	end = memchr(path.p, '/', path.n);
	if (end == NULL || end == path.p)
		return false;
	*number = (struct text){ path.p, (size_t)(end - path.p) };
	return true;
}

/* The first file of each exhibit; the manifest is in the order of names. */
static enum status
note_file(void *context, struct text line, struct error *err)
{
	struct receiving *receiving = context;
	struct text hex, path, number;

	if (!read_manifest_line(line, &hex, &path) || !exhibit_of(path, &number) ||
	    json_object_getn(receiving->files, number.p, number.n) != NULL)
		return STATUS_OK;
	return json_object_setn_new(receiving->files, number.p, number.n, json_of_text(hex)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
read_checkpoint(struct receiving *receiving, struct error *err)
{
	struct checkpoint checkpoint;
	struct note note;
	enum status st = bundle_source_read(receiving->source, CHECKPOINT, CHECKPOINT_LIMIT,
	                                    &receiving->checkpoint, err);

	if (st == STATUS_NOT_FOUND)
		return fail(err, STATUS_INVALID,
		            "it has no %s: it is a bag without a log, whose files `vidimus intake` takes in",
		            CHECKPOINT);
	if (st == STATUS_OK)
		st = note_read(text_of_buffer(&receiving->checkpoint), &note, err);
	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &checkpoint, err);
	if (st != STATUS_OK)
		return st;
	receiving->head = checkpoint.head;
	if (checkpoint.origin.n >= sizeof receiving->out->origin)
		return fail(err, STATUS_LIMIT, "its log has a name of %zu bytes", checkpoint.origin.n);
	snprintf(receiving->out->origin, sizeof receiving->out->origin, "%.*s",
	         (int)checkpoint.origin.n, checkpoint.origin.p);
	return STATUS_OK;
}

enum status
receive_read(struct receiving *receiving, struct error *err)
{
	enum status st = bundle_source_read(receiving->source, TAG_MANIFEST, TAG_MANIFEST_LIMIT,
	                                    &receiving->manifest, err);

	if (st == STATUS_OK)
		st = digest_of(receiving->manifest.p, receiving->manifest.n,
		               &receiving->tag_manifest, err);
	if (st == STATUS_OK)
		st = read_checkpoint(receiving, err);
	if (st == STATUS_OK)
		st = bundle_source_lines(receiving->source, MANIFEST, MANIFEST_LINE_LIMIT, note_file,
		                         receiving, err);
	return st == STATUS_OK ? receive_read_later(receiving, err) : st;
}

/* Their items by the numbers of exhibits: what bundle.begun opened. */
static enum status
note_numbers(struct receiving *receiving, struct error *err)
{
	json_t *exhibit;
	size_t i;

	json_array_foreach(json_object_get(receiving->begun, "exhibits"), i, exhibit) {
		const char *number = json_string_value(json_object_get(exhibit, "number"));
		json_t *item = json_object_get(exhibit, "item");

		if (number != NULL && json_is_string(item) &&
		    json_object_set(receiving->numbers, number, item) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
note_begun(struct receiving *receiving, const struct custody_event *event, struct error *err)
{
	struct text id;

	json_decref(receiving->begun);
	receiving->begun = json_incref(event->values);
	receiving->foreign = event->header.subject;
	if (json_member_text(event->open, "short_id", &id))
		snprintf(receiving->foreign_id, sizeof receiving->foreign_id, "%.*s", (int)id.n, id.p);
	return note_numbers(receiving, err);
}

static enum status
survey_event(struct receiving *receiving, const struct custody_event *event,
             const struct digest *leaf, void *context, struct error *err)
{
	struct held_event held;
	enum status st = receive_find_held(receiving, &event->header, &held, err);

	(void)context;
	if (st != STATUS_OK)
		return st;
	receiving->out->events += !held.held;
	receiving->out->contradictions += held.held && !digest_equal(&held.leaf, leaf);
	return strcmp(event->header.type, "bundle.begun") == 0 ? note_begun(receiving, event, err)
	                                                       : STATUS_OK;
}

enum status
receive_survey(struct receiving *receiving, struct error *err)
{
	struct held_event fork;
	enum status st = receive_each(receiving, survey_event, NULL, err);

	if (st == STATUS_OK)
		st = receive_find_fork(receiving, &fork, err);
	if (st == STATUS_OK)
		receiving->out->contradictions += fork.held;
	return st;
}

/* A line of the tag manifest against the file as it is now; only what events are read from. */
static enum status
check_line(struct receiving *receiving, struct text line, struct error *err)
{
	struct text hex, path;
	struct digests now;
	struct digest then;
	enum status st;
	size_t index;

	if (!read_manifest_line(line, &hex, &path) || !text_begins(path, "custody/") ||
	    !digest_read(hex, &then))
		return STATUS_OK;
	if (!bundle_source_find(receiving->source, path, &index))
		return fail(err, STATUS_CHANGED, "%.*s is gone since it was verified", (int)path.n, path.p);
	st = bundle_source_hash(receiving->source, index, DIGEST_SHA256_ONLY, &now, err);
	if (st == STATUS_OK && !digest_equal(&now.sha256, &then))
		st = fail(err, STATUS_CHANGED, "%.*s changed since it was verified", (int)path.n, path.p);
	return st;
}

enum status
receive_check_unchanged(struct receiving *receiving, struct error *err)
{
	struct text rest = text_of_buffer(&receiving->manifest);
	enum status st = STATUS_OK;

	while (st == STATUS_OK && rest.n > 0)
		st = check_line(receiving, text_cut(&rest, '\n'), err);
	return st;
}

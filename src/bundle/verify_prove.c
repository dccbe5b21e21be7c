/* SPDX-License-Identifier: Apache-2.0 */
/* verify_prove.c - one event's proof as a file of its own (https://c2sp.org/tlog-proof). */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/proof.h"

/* The event of that id; STATUS_NOT_FOUND. */
static enum status
find(struct custody_reader *reader, const struct uuid *id, struct custody_event *event,
     struct error *err)
{
	enum status st = custody_reader_has(reader, id) ? STATUS_OK : STATUS_DONE;

	while (st == STATUS_OK && (st = custody_reader_next(reader, event, err)) == STATUS_OK) {
		if (uuid_equal(&event->header.id, id))
			return STATUS_OK;
	}
	return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "the bundle has no such event") : st;
}

/* The path to checkpoint.txt: the sixth part of the line. */
static bool
read_path(struct text line, struct merkle_proof *out)
{
	for (int i = 0; i < 5; i++)
		(void)text_cut(&line, ' ');
	return line.p != NULL && merkle_path_read(line, out);
}

static enum status
write_proof(struct bundle_source *source, const struct custody_event *event, struct buffer *out,
            struct error *err)
{
	struct log_proof proof = { .index = (uint64_t)event->header.seq };
	SCOPED(buffer) bytes = { 0 };
	struct checkpoint checkpoint;
	struct digest leaf;
	struct note note;
	enum status st = bundle_source_read(source, CHECKPOINT, NOTE_LIMIT, &bytes, err);

	if (st == STATUS_OK && (event->proof.p == NULL || !read_path(event->proof, &proof.path)))
		st = fail(err, STATUS_FALSE, "the event has no proof");
	if (st == STATUS_OK)
		st = note_read(text_of_buffer(&bytes), &note, err);
	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &checkpoint, err);
	if (st == STATUS_OK)
		st = event_leaf(event->line, &leaf, err);
	if (st == STATUS_OK)
		st = merkle_inclusion_check(&proof.path, proof.index, &leaf, &checkpoint.head, err);
	if (st != STATUS_OK)
		return st;
	proof.checkpoint = text_of_buffer(&bytes);
	return log_proof_write(out, &proof, err);
}

enum status
bundle_prove(const char *path, const struct uuid *event, struct buffer *out, struct error *err)
{
	SCOPED_POINTER(bundle_source) source = NULL;
	SCOPED_POINTER(custody_reader) reader = NULL;
	const struct bundle_source_options options = { 0 };
	struct custody_event found;
	enum status st = bundle_source_open(&source, path, &options, err);

	if (st == STATUS_OK)
		st = custody_reader_open(&reader, source, err);
	if (st == STATUS_OK)
		st = find(reader, event, &found, err);
	return st == STATUS_OK ? write_proof(source, &found, out, err) : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_proofs.c - two proofs an event: in the checkpoint that its own actor
 * signed, and in the last one (docs/bundle-format.md §3).
 */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/line_stream.h"
#include "ledger/origin.h"

#include <stdlib.h>
#include <string.h>

enum status
keys_named(const struct verification *v, int64_t generation, struct note_verifier **out,
           struct error *err)
{
	struct note_verifier *known = calloc(v->actors.count + 1, sizeof *known);
	char origin[ORIGIN_SIZE];
	enum status st = known != NULL ? STATUS_OK : fail_memory(err);

	origin_write(origin, &v->actors.catalogue, generation);
	for (size_t i = 0; st == STATUS_OK && i < v->actors.count; i++)
		st = note_verifier_of(&known[i], text_of(origin), &v->actors.all[i].verifier.key, err);
	if (st == STATUS_OK)
		*out = known;
	else
		free(known);
	return st;
}

/* Under which name the log signed at that size: one more for each resumption below it. */
static int64_t
generation_at(const struct verification *v, uint64_t size)
{
	int64_t generation = 1;

	for (size_t i = 0; i < v->resumption_count; i++)
		generation += (uint64_t)v->resumptions[i] < size;
	return generation;
}

/*
 * Verifies a checkpoint's note by the keys learnt so far. STATUS_FALSE, with
 * the reason, when none of them signed it; *signer is the one that did.
 */
static enum status
verify_checkpoint(const struct verification *v, struct text bytes, struct checkpoint *out,
                  struct digest *signer, struct error *err)
{
	size_t count = v->actors.count;
	SCOPED_FREE struct note_verifier *known = NULL;
	SCOPED_FREE bool *signed_by = calloc(count + 1, sizeof *signed_by);
	struct note note;
	enum status st = signed_by != NULL ? note_read(bytes, &note, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = checkpoint_read(note.text, out, err);
	if (st == STATUS_OK)
		st = keys_named(v, generation_at(v, out->head.size), &known, err);
	if (st == STATUS_OK)
		st = checkpoint_verify(bytes, known, count, signed_by, out, err);
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		if (signed_by[i])
			*signer = v->actors.all[i].fingerprint;
	}
	return st;
}

/* Where the log was resumed after a restore, learnt before the walk: a checkpoint covers events to come. */
static enum status
learn_resumptions(struct verification *v, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	struct text line;
	bool terminated;
	enum status st = line_stream_open(&lines, v->source, CUSTODY_EVENTS, '\n', EVENT_BYTES_MAX,
	                                  err);

	v->resumptions = calloc(GENERATIONS_MAX, sizeof *v->resumptions);
	if (v->resumptions == NULL)
		return fail_memory(err);
	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK) {
		SCOPED_JSON json_t *whole = NULL;
		json_t *open, *commitments;
		struct event_header header;

		if (!text_ends(line, ",\"type\":\"log.resumed\",\"v\":1}") ||
		    v->resumption_count == GENERATIONS_MAX ||
		    event_read(line, &header, &whole, &open, &commitments, NULL) != STATUS_OK)
			continue;
		v->resumptions[v->resumption_count++] = header.seq;
		verify_notice(v, LAYER_LOG, "resumed", &header.id,
		              "the log was resumed at event %lld, after a restore: what was signed "
		              "beyond it before is lost", (long long)header.seq);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Before the events: the form of checkpoint.txt. Its signature waits for the keys. */
enum status
proofs_begin(struct verification *v, struct error *err)
{
	struct error why = { 0 };
	struct note note;
	enum status st = bundle_source_read(v->source, CHECKPOINT, NOTE_LIMIT, &v->checkpoint_note,
	                                    &why);

	if (st == STATUS_OK)
		st = note_read(text_of_buffer(&v->checkpoint_note), &note, &why);
	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &v->checkpoint, &why);
	v->has_checkpoint = st == STATUS_OK;
	if (st == STATUS_OK || verify_is_answer(st)) {
		enum status resumed = learn_resumptions(v, err);

		if (resumed != STATUS_OK)
			return resumed;
	}
	if (verify_is_answer(st)) {
		verify_fault(v, LAYER_LOG, st == STATUS_NOT_FOUND ? "missing-file" : "bad-checkpoint",
		             CHECKPOINT, NULL, "%s", why.text);
		return STATUS_OK;
	}
	if (st != STATUS_OK && err != NULL)
		*err = why;
	return st;
}

enum status
proofs_finish(struct verification *v, struct error *err)
{
	struct checkpoint checkpoint;
	struct digest signer;
	struct error why = { 0 };
	enum status st;

	if (!v->has_checkpoint || v->begun.is_public)
		return STATUS_OK;
	st = verify_checkpoint(v, text_of_buffer(&v->checkpoint_note), &checkpoint, &signer, &why);
	if (verify_is_answer(st)) {
		verify_fault(v, LAYER_LOG, "checkpoint-signature", CHECKPOINT, NULL, "%s", why.text);
		return STATUS_OK;
	}
	if (st != STATUS_OK && err != NULL)
		*err = why;
	return st;
}

/* A path of base64 hashes, separated by commas; "-" for none. */
bool
merkle_path_read(struct text text, struct merkle_proof *out)
{
	out->count = 0;
	if (text_is(text, "-"))
		return true;
	while (text.p != NULL) {
		SCOPED(buffer) bytes = { 0 };

		if (out->count == MERKLE_PROOF_LIMIT || !base64_read(&bytes, text_cut(&text, ',')) ||
		    bytes.n != DIGEST_SIZE)
			return false;
		memcpy(out->hashes[out->count++].bytes, bytes.p, bytes.n);
	}
	return true;
}

/* Reads the checkpoint of that size, unless it was the last one read; told when it is not sound. */
static enum status
read_own(struct verification *v, int64_t size, const struct uuid *event, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	SCOPED(buffer) note = { 0 };
	struct checkpoint checkpoint;
	struct error why = { 0 };
	enum status st;

	if (size == v->own_size)
		return STATUS_OK;
	v->own_size = size;
	buffer_append_format(&name, "custody/checkpoints/%lld.txt", (long long)size);
	st = bundle_source_read(v->source, buffer_string(&name), NOTE_LIMIT, &note, &why);
	if (st == STATUS_NOT_FOUND)
		verify_fault(v, LAYER_LOG, "missing-file", buffer_string(&name), event,
		             "the checkpoint is missing");
	if (st == STATUS_OK)
		st = verify_checkpoint(v, text_of_buffer(&note), &checkpoint, &v->own_signer, &why);
	if (verify_is_answer(st) && st != STATUS_NOT_FOUND)
		verify_fault(v, LAYER_LOG, "checkpoint-signature", buffer_string(&name), event, "%s",
		             why.text);
	v->own_is_sound = st == STATUS_OK;
	if (st == STATUS_OK && checkpoint.head.size != (uint64_t)size) {
		verify_fault(v, LAYER_LOG, "other-checkpoint", buffer_string(&name), event,
		             "it is of %llu events", (unsigned long long)checkpoint.head.size);
		v->own_is_sound = false;
	}
	if (v->own_is_sound)
		v->own_head = checkpoint.head;
	if (st != STATUS_OK && !verify_is_answer(st) && err != NULL)
		*err = why;
	return verify_is_answer(st) ? STATUS_OK : st;
}

/* Does the path lead from the event to the head? False, told, when not. */
static bool
leads(struct verification *v, const struct judged_event *judged, struct text path,
      const struct merkle_head *head, const char *where)
{
	const struct event_header *header = &judged->event->header;
	struct merkle_proof proof;
	struct error why;

	if (!merkle_path_read(path, &proof))
		verify_fault(v, LAYER_LOG, "bad-proof", CUSTODY_PROOFS, &header->id,
		             "its proof is no list of hashes");
	else if (merkle_inclusion_check(&proof, (uint64_t)header->seq, &judged->leaf, head, &why) !=
	         STATUS_OK)
		verify_fault(v, LAYER_LOG, "not-proved", CUSTODY_PROOFS, &header->id,
		             "%s is not in %s: %s", header->type, where, why.text);
	else
		return true;
	return false;
}

static enum status
check_own(struct verification *v, const struct judged_event *judged, struct text path, int64_t size,
          struct error *err)
{
	const struct event_header *header = &judged->event->header;
	enum status st;

	if (size <= header->seq || size < v->own_size ||
	    (header->seq < v->own_size && size != v->own_size))
		verify_fault(v, LAYER_LOG, "other-checkpoint", CUSTODY_PROOFS, &header->id,
		             "the first checkpoint above event %lld is not that of %lld events",
		             (long long)header->seq, (long long)size);
	st = read_own(v, size, &header->id, err);
	if (st != STATUS_OK || !v->own_is_sound ||
	    !leads(v, judged, path, &v->own_head, "the checkpoint that its actor signed"))
		return st;
	if (!digest_equal(&v->own_signer, &header->actor))
		verify_fault(v, LAYER_LOG, "other-signer", CUSTODY_PROOFS, &header->id,
		             "%s names another actor than the one who signed its checkpoint",
		             header->type);
	return STATUS_OK;
}

enum status
proofs_check(struct verification *v, const struct judged_event *judged, struct error *err)
{
	const struct event_header *header = &judged->event->header;
	struct text line = judged->event->proof;
	struct text own, own_path, size;
	uint64_t seq, own_number, number;

	if (line.p == NULL) {
		verify_fault(v, LAYER_LOG, "no-proof", CUSTODY_PROOFS, &header->id,
		             "%s has no proof", header->type);
		return STATUS_OK;
	}
	(void)text_cut(&line, ' '); /* its id: custody_reader found the event by it */
	if (!text_number(text_cut(&line, ' '), INT64_MAX, &seq) || seq != (uint64_t)header->seq) {
		verify_fault(v, LAYER_LOG, "bad-proof", CUSTODY_PROOFS, &header->id,
		             "its proof is for another place than event %lld", (long long)header->seq);
		return STATUS_OK;
	}
	own = text_cut(&line, ' ');
	own_path = text_cut(&line, ' ');
	size = text_cut(&line, ' ');
	if (!text_number(own, CHECKPOINT_SIZE_LIMIT, &own_number) ||
	    !text_number(size, CHECKPOINT_SIZE_LIMIT, &number) || line.p == NULL) {
		verify_fault(v, LAYER_LOG, "bad-proof", CUSTODY_PROOFS, &header->id,
		             "its line has not six parts");
		return STATUS_OK;
	}
	if (v->has_checkpoint && number != v->checkpoint.head.size)
		verify_fault(v, LAYER_LOG, "bad-proof", CUSTODY_PROOFS, &header->id,
		             "its proof is to a checkpoint of %llu events, not to that of the bundle",
		             (unsigned long long)number);
	else if (v->has_checkpoint)
		(void)leads(v, judged, line, &v->checkpoint.head, CHECKPOINT);
	return check_own(v, judged, own_path, (int64_t)own_number, err);
}

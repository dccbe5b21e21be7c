/* SPDX-License-Identifier: Apache-2.0 */
/* witness.c - judges somebody else's checkpoint against what was seen of that log, and cosigns it. */
#include "ledger/witness.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/witness_request.h"
#include "ledger/witness_memory.h"

#include <string.h>

/* One cosigning on its way; views into the question and the memory. */
struct judgement {
	const struct witness_question *question;
	struct witness_request         request;
	struct checkpoint              checkpoint; /* verified by the log's keys */
	struct note_verifier           known[WITNESS_KEYS_LIMIT];
	size_t                         known_count;
	struct witness_memory          memory;
};

void
witness_answer_end(struct witness_answer *answer)
{
	buffer_end(&answer->note);
	buffer_end(&answer->origin);
}

static bool
is_known(const struct judgement *judgement, const struct note_verifier *verifier)
{
	for (size_t i = 0; i < judgement->known_count; i++) {
		if (public_key_equal(&judgement->known[i].key, &verifier->key) &&
		    strcmp(judgement->known[i].name, verifier->name) == 0)
			return true;
	}
	return false;
}

/* Verifier keys, a line each; those of other logs are somebody's mistake. */
static enum status
learn_keys(struct judgement *judgement, struct text lines, struct text origin, struct error *err)
{
	while (lines.p != NULL) {
		struct text line = text_trim(text_cut(&lines, '\n'));
		struct note_verifier verifier;
		enum status st;

		if (line.n == 0)
			continue;
		st = vkey_read(line, &verifier, err);
		if (st == STATUS_OK && !text_is(origin, verifier.name))
			st = fail(err, STATUS_INVALID, "%.80s is a key of another log than the checkpoint's",
			          verifier.name);
		if (st == STATUS_OK && judgement->known_count == WITNESS_KEYS_LIMIT)
			st = fail(err, STATUS_LIMIT, "a log has more than %d keys", WITNESS_KEYS_LIMIT);
		if (st != STATUS_OK)
			return while_doing(err, st, "reading the keys of the log");
		if (!is_known(judgement, &verifier))
			judgement->known[judgement->known_count++] = verifier;
	}
	return STATUS_OK;
}

/* By the log's keys, that were remembered or given. */
static enum status
check_signature(struct judgement *judgement, struct text origin, struct error *err)
{
	enum status st = learn_keys(judgement, text_of_buffer(&judgement->memory.keys), origin, err);

	if (st == STATUS_OK)
		st = learn_keys(judgement, judgement->question->keys, origin, err);
	if (st == STATUS_OK && judgement->known_count == 0)
		return fail(err, STATUS_INVALID,
		            "no key of this log is known: have `vidimus log checkpoint --keys` of it sent by another road than the checkpoint, and name the file with --log-keys");
	if (st == STATUS_OK)
		st = checkpoint_verify(judgement->request.checkpoint, judgement->known,
		                       judgement->known_count, NULL, &judgement->checkpoint, err);
	return st;
}

/* A log's own key is no outsider's. */
static enum status
check_stranger(const struct judgement *judgement, const struct cosigner *witness,
               struct error *err)
{
	for (size_t i = 0; i < judgement->known_count; i++) {
		if (public_key_equal(&judgement->known[i].key, &witness->as.key))
			return fail(err, STATUS_REFUSED,
			            "this key signs the log itself: a witness is somebody else");
	}
	return STATUS_OK;
}

/* What was seen last: as it is remembered, or as the caller kept it. *older.size 0: nothing. */
static enum status
find_older(const struct judgement *judgement, struct merkle_head *older, struct error *err)
{
	struct text since = text_of_buffer(&judgement->memory.checkpoint);
	struct checkpoint checkpoint;
	enum status st;

	*older = (struct merkle_head){ 0 };
	if (since.n == 0)
		since = judgement->question->since;
	else if (judgement->question->since.p != NULL)
		return fail(err, STATUS_INVALID,
		            "what was seen last of this log is remembered: leave --since away");
	if (since.p == NULL)
		return STATUS_OK;
	st = checkpoint_verify(since, judgement->known, judgement->known_count, NULL, &checkpoint, err);
	if (st == STATUS_OK && !text_equal(checkpoint.origin, judgement->checkpoint.origin))
		st = fail(err, STATUS_INVALID, "it is a checkpoint of another log");
	if (st != STATUS_OK)
		return while_doing(err, st, "reading what was seen last");
	*older = checkpoint.head;
	return STATUS_OK;
}

/* The proof that counts: another file's, which must be about this very checkpoint. */
static enum status
find_proof(const struct judgement *judgement, struct witness_request *out, struct error *err)
{
	struct text given = judgement->question->proof;
	enum status st;

	*out = judgement->request;
	if (given.p == NULL)
		return STATUS_OK;
	st = witness_request_read(given, out, err);
	if (st == STATUS_OK && !text_equal(out->checkpoint, judgement->request.checkpoint))
		st = fail(err, STATUS_INVALID, "it is about another checkpoint");
	return st == STATUS_OK ? st : while_doing(err, st, "reading the proof");
}

static enum status
check_extends(const struct judgement *judgement, const struct merkle_head *older,
              struct error *err)
{
	const struct merkle_head *newer = &judgement->checkpoint.head;
	struct witness_request proof;
	enum status st = find_proof(judgement, &proof, err);

	if (st != STATUS_OK || older->size == 0)
		return st;
	if (newer->size < older->size)
		return fail(err, STATUS_FALSE,
		            "the checkpoint has %llu events, and one of %llu was seen before: the log was rolled back, or this is an old file",
		            (unsigned long long)newer->size, (unsigned long long)older->size);
	if (newer->size > older->size && (!proof.has_proof || proof.older != older->size))
		return fail(err, STATUS_FALSE,
		            "there is no proof that the checkpoint extends the one of %llu events that was seen last: ask for a request (`vidimus log cosign --request FILE --since`) made with that one",
		            (unsigned long long)older->size);
	if (newer->size == older->size)
		proof.path.count = 0;
	st = merkle_consistency_check(&proof.path, older, newer, err);
	return st == STATUS_FALSE
	               ? while_doing(err, st,
	                             "comparing with what was seen last: keep both files, they show that the log was rewritten, or the proof is wrong")
	               : st;
}

/* The checkpoint becomes what was seen last, with all keys that are known. */
static enum status
remember(const char *folder, const struct judgement *judgement, const struct cosigner *witness,
         struct error *err)
{
	struct witness_memory memory = { 0 };
	enum status st;

	buffer_append_text(&memory.checkpoint, judgement->request.checkpoint);
	for (size_t i = 0; i < judgement->known_count; i++) {
		vkey_write(&memory.keys, &judgement->known[i]);
		buffer_append_byte(&memory.keys, '\n');
	}
	st = witness_memory_write(folder, judgement->checkpoint.origin, witness, &memory, err);
	witness_memory_end(&memory);
	return st;
}

static enum status
sign(const struct judgement *judgement, const struct signing_key *key, struct instant now,
     struct witness_answer *answer, struct error *err)
{
	struct note note;
	enum status st = note_read(judgement->request.checkpoint, &note, err);

	buffer_append_text(&answer->note, judgement->request.checkpoint);
	buffer_append_text(&answer->origin, judgement->checkpoint.origin);
	answer->head = judgement->checkpoint.head;
	if (st == STATUS_OK)
		st = cosignature_make(&answer->note, note.text, text_of(answer->witness.as.name), key, now,
		                      err);
	return st == STATUS_OK ? buffer_check(&answer->origin, err) : st;
}

/* Under the lock: no two processes see the same memory and cosign two trees. */
static enum status
judge(const char *folder, struct judgement *judgement, const struct signing_key *key,
      struct instant now, struct witness_answer *answer, struct error *err)
{
	struct merkle_head older;
	struct note note;
	struct checkpoint stated;
	enum status st = note_read(judgement->request.checkpoint, &note, err);

	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &stated, err);
	if (st == STATUS_OK)
		st = witness_memory_read(folder, stated.origin, &answer->witness, &judgement->memory, err);
	if (st == STATUS_OK)
		st = check_signature(judgement, stated.origin, err);
	if (st == STATUS_OK)
		st = check_stranger(judgement, &answer->witness, err);
	if (st == STATUS_OK)
		st = find_older(judgement, &older, err);
	if (st == STATUS_OK)
		st = check_extends(judgement, &older, err);
	if (st == STATUS_OK)
		st = remember(folder, judgement, &answer->witness, err);
	answer->older = st == STATUS_OK ? older.size : 0;
	return st == STATUS_OK ? sign(judgement, key, now, answer, err) : st;
}

enum status
witness_cosign(const char *folder, const struct witness_question *question,
               const struct signing_key *key, struct text name, struct instant now,
               struct witness_answer *out, struct error *err)
{
	SCOPED_FREE struct judgement *judgement = calloc(1, sizeof *judgement);
	SCOPED_POINTER(lock) lock = NULL;
	struct witness_answer answer = { 0 };
	enum status st = judgement ? cosigner_of(&answer.witness, name, signing_key_public(key), err)
	                           : fail_memory(err);

	if (st == STATUS_OK)
		st = witness_request_read(question->request, &judgement->request, err);
	if (st == STATUS_OK)
		st = witness_memory_lock(folder, &lock, err);
	if (st != STATUS_OK)
		return st;
	judgement->question = question;
	st = judge(folder, judgement, key, now, &answer, err);
	witness_memory_end(&judgement->memory);
	if (st == STATUS_OK)
		*out = answer;
	else
		witness_answer_end(&answer);
	return st;
}

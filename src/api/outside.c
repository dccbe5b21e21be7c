/* SPDX-License-Identifier: Apache-2.0 */
/* outside.c - witnesses and paper through the public library. */
#include "api/api_internal.h"

#include "custody/paper.h"
#include "ledger/outside.h"
#include "ledger/witness.h"

#include "base/json.h"
#include "base/text.h"

#include <vidimus/outside.h>

#include <stdlib.h>

#define WITNESSES_LIMIT 64

static enum status
give(struct buffer *from, enum status st, char **out, struct error *err)
{
	if (st != STATUS_OK)
		return st;
	*out = buffer_take(from);
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_log_paper(struct vidimus_catalogue *catalogue, char **page, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	enum status st = paper_write(catalogue->inner->ledger, instant_now(), &text, err);

	return give(&text, st, page, err);
}

enum status
vidimus_log_checkpoint_of(struct vidimus_catalogue *catalogue, int64_t size, char **note,
                          struct error *err)
{
	SCOPED(buffer) text = { 0 };
	enum status st = outside_note(catalogue->inner->ledger, size, &text, err);

	return give(&text, st, note, err);
}

enum status
vidimus_witness_key(const struct vidimus_key *key, const char *name, char **vkey,
                    struct error *err)
{
	SCOPED(buffer) text = { 0 };
	struct cosigner witness;
	enum status st = cosigner_of(&witness, text_of(name), signing_key_public(key->signing), err);

	if (st == STATUS_OK)
		cosigner_write(&text, &witness);
	return give(&text, st, vkey, err);
}

static enum status
answer_json(const struct witness_answer *answer, json_t **out, struct error *err)
{
	SCOPED(buffer) vkey = { 0 };

	cosigner_write(&vkey, &answer->witness);
	if (buffer_check(&vkey, err) != STATUS_OK)
		return STATUS_MEMORY;
	*out = json_pack("{s:o,s:I,s:o,s:o,s:o,s:o}", "origin",
	                 json_of_text(text_of_buffer(&answer->origin)), "events",
	                 (json_int_t)answer->head.size, "root", json_of_digest(&answer->head.root),
	                 "extends",
	                 answer->older > 0 ? json_integer((json_int_t)answer->older) : json_null(),
	                 "witness", json_of_text(text_of_buffer(&vkey)), "checkpoint",
	                 json_of_text(text_of_buffer(&answer->note)));
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_cosign(const struct vidimus_cosigning *cosigning, const struct vidimus_key *key,
               json_t **answer, struct error *err)
{
	const struct witness_question question = { .request = cosigning->request,
		                                   .keys = cosigning->log_keys,
		                                   .since = cosigning->since,
		                                   .proof = cosigning->proof };
	struct witness_answer made;
	enum status st = witness_cosign(cosigning->state_folder, &question, key->signing,
	                                text_of(cosigning->name), instant_now(), &made, err);

	if (st != STATUS_OK)
		return st;
	st = answer_json(&made, answer, err);
	witness_answer_end(&made);
	return st;
}

/* Verifier keys, one a line, into an owned list. */
static enum status
read_witnesses(struct text lines, struct cosigner **out, size_t *count, struct error *err)
{
	SCOPED_FREE struct cosigner *all = calloc(WITNESSES_LIMIT, sizeof *all);
	size_t n = 0;

	if (all == NULL)
		return fail_memory(err);
	while (lines.p != NULL) {
		struct text line = text_trim(text_cut(&lines, '\n'));
		enum status st = STATUS_OK;

		if (line.n == 0)
			continue;
		if (n == WITNESSES_LIMIT)
			return fail(err, STATUS_LIMIT, "more than %d witnesses", WITNESSES_LIMIT);
		st = cosigner_read(line, &all[n++], err);
		if (st != STATUS_OK)
			return while_doing(err, st, "reading the key of a witness");
	}
	*out = all;
	*count = n;
	all = NULL;
	return STATUS_OK;
}

/* The newest that any of these cosigned; of anybody where none is named. */
static enum status
newest_of(struct ledger *ledger, struct text witness, int64_t *size, struct error *err)
{
	SCOPED_FREE struct cosigner *all = NULL;
	size_t count = 0;
	int64_t one;
	enum status st = read_witnesses(witness, &all, &count, err);

	if (st == STATUS_OK && count == 0)
		return outside_cosigned_size(ledger, NULL, size, err);
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		st = outside_cosigned_size(ledger, &all[i], &one, err);
		if (st == STATUS_OK && one > *size)
			*size = one;
	}
	return st;
}

enum status
vidimus_cosign_request(struct vidimus_catalogue *catalogue, struct text since,
                       struct text witness, char **request, struct error *err)
{
	struct ledger *ledger = catalogue->inner->ledger;
	SCOPED(buffer) text = { 0 };
	int64_t size = 0;
	enum status st = since.p != NULL ? outside_held_size(ledger, since, &size, err)
	                                 : newest_of(ledger, witness, &size, err);

	if (st == STATUS_OK)
		st = outside_request(ledger, size, &text, err);
	return give(&text, st, request, err);
}

enum status
vidimus_cosign_attach(struct vidimus_catalogue *catalogue, struct text note,
                      struct text witnesses, json_t **out, struct error *err)
{
	SCOPED_FREE struct cosigner *all = NULL;
	SCOPED_POINTER(lock) lock = NULL;
	size_t count = 0, added = 0;
	enum status st = read_witnesses(witnesses, &all, &count, err);

	if (st == STATUS_OK)
		st = lock_take(&lock, catalogue->inner->folder, "log cosign", LOCK_USUAL_WAIT, err);
	if (st == STATUS_OK)
		st = outside_add_cosignatures(catalogue->inner->ledger, note, all, count, &added, err);
	if (st != STATUS_OK)
		return st;
	*out = json_pack("{s:I}", "added", (json_int_t)added);
	return *out ? STATUS_OK : fail_memory(err);
}

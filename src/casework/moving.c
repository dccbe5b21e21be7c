/* SPDX-License-Identifier: Apache-2.0 */
/* moving.c - adopting a catalogue, and resuming its log. */
#include "casework/moving.h"

#include "casework/home_rules.h"
#include "ledger/origin.h"

#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/checkpoint.h"

#include <string.h>

static json_t *
text_or_null(struct text text)
{
	return text.p != NULL ? json_of_text(text) : json_null();
}

static enum status
add_move(struct catalogue *catalogue, struct change *change, struct text because,
         struct error *err)
{
	struct subject subject = subject_of("setting", &catalogue->uuid);
	char machine[DIGEST_TEXT_SIZE];
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	enum status st = home_machine(&catalogue->here, &catalogue->uuid, machine, err);

	if (st != STATUS_OK)
		return st;
	values = json_pack("{s:s,s:s,s:s,s:o,s:o}", "machine", machine, "host",
	                   catalogue->here.host, "login", catalogue->here.login, "path",
	                   json_of_name(catalogue->path, strlen(catalogue->path)), "because",
	                   text_or_null(because));
	if (values == NULL || open == NULL)
		return fail_memory(err);
	return change_add(change, "home.moved", &subject, open, values, NULL, err);
}

enum status
catalogue_adopt(struct catalogue *catalogue, struct text because, struct error *err)
{
	struct change *change = NULL;
	bool writes = false;
	enum status st = home_writes(catalogue, &writes, err);

	if (st == STATUS_OK && writes)
		return fail(err, STATUS_EXISTS, "the catalogue %s belongs to this machine already",
		            catalogue->path);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "init --adopt", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change, add_move(catalogue, change, because, err), err);
}

/* Every actor's key under the name that the log has now. */
static enum status
verify_signature(struct catalogue *catalogue, struct text note, struct checkpoint *out,
                 struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char origin[ORIGIN_SIZE];
	enum status st = ledger_origin_at(catalogue->ledger, INT64_MAX, origin, err);

	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        "SELECT public_key FROM p_actors ORDER BY number", &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		struct note_verifier verifier;
		struct public_key key;

		if (!hex_read(statement_text(row, 0), key.bytes, sizeof key.bytes))
			continue;
		if (note_verifier_of(&verifier, text_of(origin), &key, NULL) == STATUS_OK &&
		    checkpoint_verify(note, &verifier, 1, NULL, out, NULL) == STATUS_OK)
			return STATUS_OK;
	}
	if (st != STATUS_DONE)
		return st;
	return fail(err, STATUS_FALSE,
	            "the lost checkpoint is not signed by an actor of this log, %s", origin);
}

/* *note borrows from `lost` or the home file. */
static enum status
find_lost(struct catalogue *catalogue, struct text lost, struct text *note,
          struct merkle_head *head, struct error *err)
{
	struct checkpoint checkpoint;
	enum status st;

	*note = lost;
	if (lost.p != NULL) {
		st = verify_signature(catalogue, lost, &checkpoint, err);
		if (st == STATUS_OK)
			*head = checkpoint.head;
		return st;
	}
	if (!catalogue->has_home || catalogue->home.checkpoint.n == 0)
		return fail(err, STATUS_INVALID,
		            "this login remembers no checkpoint of the catalogue: give the last one that is known by --lost FILE; if none is, nothing shows that anything was lost");
	*note = text_of_buffer(&catalogue->home.checkpoint);
	return ledger_head_of_note(*note, head, err);
}

static enum status
check_keeper(struct catalogue *catalogue, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hex[DIGEST_TEXT_SIZE];
	struct digest actor;
	enum status st = actor_fingerprint(signing_key_public(catalogue->signer), &actor, err);

	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        "SELECT role FROM p_actors WHERE fingerprint = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	digest_write(hex, &actor);
	statement_bind_text(row, 1, text_of(hex));
	st = statement_step(row, err);
	if (st == STATUS_OK && !text_is(statement_text(row, 0), "keeper"))
		return fail(err, STATUS_REFUSED, "only a keeper resumes a log");
	return st;
}

static enum status
add_resumption(struct catalogue *catalogue, struct change *change, const struct resumption *made,
               struct text note, struct text because, struct error *err)
{
	struct subject subject = subject_of("catalogue", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_pack("{s:I,s:I,s:I,s:o}", "generation",
	                                     (json_int_t)made->generation, "kept",
	                                     (json_int_t)made->kept, "lost_size",
	                                     (json_int_t)made->lost_size, "lost_root",
	                                     json_of_digest(&made->lost_root));
	SCOPED_JSON json_t *values = json_pack("{s:o,s:o}", "lost_checkpoint", json_of_text(note),
	                                       "because", text_or_null(because));

	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "log.resumed", &subject, open, values, NULL, err);
}

/* Whether anything is lost is asked within the change, whose first event this is. */
static enum status
resume(struct catalogue *catalogue, struct change *change, struct text note,
       const struct merkle_head *head, struct text because, struct resumption *out,
       struct error *err)
{
	struct resumption made = { .lost_size = (int64_t)head->size, .lost_root = head->root };
	bool told = false;
	enum status st = ledger_size(catalogue->ledger, &made.kept, err);

	if (st == STATUS_OK && made.lost_size <= made.kept)
		return fail(err, STATUS_REFUSED,
		            "nothing is lost after that checkpoint of %lld events: %lld are here; where they are others than those it covers, this is another log, and nothing makes it the same",
		            (long long)made.lost_size, (long long)made.kept);
	if (st == STATUS_OK)
		st = ledger_was_lost(catalogue->ledger, head, &told, err);
	if (st == STATUS_OK && told)
		return fail(err, STATUS_REFUSED, "the log was resumed after that checkpoint already");
	if (st == STATUS_OK)
		st = ledger_generation(catalogue->ledger, INT64_MAX, &made.generation, err);
	if (st == STATUS_OK && made.generation >= GENERATIONS_MAX)
		return fail(err, STATUS_LIMIT, "the log was resumed too often");
	made.generation++;
	if (st == STATUS_OK)
		st = add_resumption(catalogue, change, &made, note, because, err);
	if (st == STATUS_OK)
		*out = made;
	return st;
}

enum status
catalogue_resume(struct catalogue *catalogue, struct text lost, struct text because,
                 struct resumption *out, struct error *err)
{
	struct change *change = NULL;
	SCOPED(buffer) note = { 0 };
	struct merkle_head head;
	struct text found;
	enum status st = check_keeper(catalogue, err);

	if (st == STATUS_OK)
		st = find_lost(catalogue, lost, &found, &head, err);
	if (st != STATUS_OK)
		return st;
	buffer_append_text(&note, found); /* beginning reads the home file again */
	st = buffer_check(&note, err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "log resume", &change, err);
	if (st != STATUS_OK)
		return st;
	st = resume(catalogue, change, text_of_buffer(&note), &head, because, out, err);
	return catalogue_finish(catalogue, change, st, err);
}

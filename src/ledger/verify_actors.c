/* SPDX-License-Identifier: Apache-2.0 */
/* verify_actors.c - keys enter the log by catalogue.created and actor.added alone. */
#include "ledger/verify_actors.h"

#include "ledger/ledger.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/key_request.h"

#include <string.h>

void
known_actors_end(struct known_actors *actors)
{
	free(actors->all);
	*actors = (struct known_actors){ 0 };
}

const struct known_actor *
known_actors_find(const struct known_actors *actors, const struct digest *fingerprint)
{
	for (size_t i = 0; i < actors->count; i++) {
		if (digest_equal(&actors->all[i].fingerprint, fingerprint))
			return &actors->all[i];
	}
	return NULL;
}

static enum status
add(struct known_actors *actors, const struct public_key *key, bool keeper, struct error *err)
{
	struct known_actor actor = { .keeper = keeper };
	struct known_actor *all;
	char origin[ORIGIN_SIZE];
	enum status st = actor_fingerprint(key, &actor.fingerprint, err);

	if (st != STATUS_OK)
		return st;
	ledger_origin(origin, &actors->catalogue);
	st = note_verifier_of(&actor.verifier, text_of(origin), key, err);
	if (st != STATUS_OK)
		return fail_as(err, STATUS_FALSE);
	all = realloc(actors->all, (actors->count + 1) * sizeof *all);
	if (all == NULL)
		return fail_memory(err);
	actors->all = all;
	actors->all[actors->count++] = actor;
	return STATUS_OK;
}

static bool
read_key(const json_t *open, struct public_key *key, bool *keeper)
{
	struct text hex, role;

	if (!json_member_text(open, "public_key", &hex) ||
	    !json_member_text(open, "role", &role) || !hex_read(hex, key->bytes, sizeof key->bytes))
		return false;
	*keeper = text_is(role, "keeper");
	return true;
}

static enum status
learn_first(struct known_actors *actors, const struct event_header *header, const json_t *open,
            struct error *err)
{
	struct public_key key;
	bool keeper = false;
	enum status st;

	if (header->seq != 0 || !uuid_read(subject_name(&header->subject), &actors->catalogue))
		return fail(err, STATUS_FALSE, "a second catalogue.created");
	if (!read_key(open, &key, &keeper) || !keeper)
		return fail(err, STATUS_FALSE, "the first actor is not a keeper with a key");
	st = add(actors, &key, true, err);
	if (st == STATUS_OK && !digest_equal(&actors->all[0].fingerprint, &header->actor))
		st = fail(err, STATUS_FALSE, "the first event is not signed by the key it names");
	return st;
}

static enum status
check_proof(const struct known_actors *actors, const struct public_key *key, const json_t *open,
            struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct signature proof;
	struct text letters;
	enum status st;

	if (!json_member_text(open, "proof", &letters) || !base64url_read(&bytes, letters) ||
	    bytes.n != sizeof proof.bytes)
		return fail(err, STATUS_FALSE, "the new key's proof is malformed");
	memcpy(proof.bytes, bytes.p, bytes.n);
	st = actor_proof_verify(key, &actors->catalogue, &proof, err);
	return st == STATUS_OK || st == STATUS_FAULT || st == STATUS_MEMORY
	               ? st
	               : fail(err, STATUS_FALSE, "the new key's proof does not verify");
}

enum status
known_actors_learn(struct known_actors *actors, const struct event_header *header,
                   struct text type, const json_t *open, struct error *err)
{
	const struct known_actor *signer = known_actors_find(actors, &header->actor);
	struct public_key key;
	struct digest fingerprint;
	bool keeper = false;
	enum status st;

	if (text_is(type, "catalogue.created"))
		return learn_first(actors, header, open, err);
	if (!text_is(type, "actor.added"))
		return STATUS_OK;
	if (signer == NULL || !signer->keeper)
		return fail(err, STATUS_FALSE, "an actor was added by somebody who is no keeper");
	if (!read_key(open, &key, &keeper))
		return fail(err, STATUS_FALSE, "an actor was added without a key");
	st = check_proof(actors, &key, open, err);
	if (st == STATUS_OK)
		st = actor_fingerprint(&key, &fingerprint, err);
	if (st != STATUS_OK)
		return st;
	if (known_actors_find(actors, &fingerprint) != NULL)
		return digest_equal(&fingerprint, &actors->all[0].fingerprint) && header->seq == 1
		               ? STATUS_OK /* K-000001, the first actor again */
		               : fail(err, STATUS_FALSE, "a key was added twice");
	return add(actors, &key, keeper, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* verify_actors.c - keys enter the log by catalogue.created and actor.added alone, and end by key.compromised. */
#include "ledger/verify_actors.h"

#include "ledger/ledger.h"
#include "ledger/origin.h"

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
add(struct known_actors *actors, const struct public_key *key, bool keeper,
    const struct subject *chain, struct error *err)
{
	struct known_actor actor = { .keeper = keeper, .compromised = -1 };
	struct known_actor *all;
	char origin[ORIGIN_SIZE];
	enum status st = actor_fingerprint(key, &actor.fingerprint, err);

	if (st != STATUS_OK)
		return st;
	if (chain != NULL)
		actor.chain = *chain;
	origin_write(origin, &actors->catalogue, actors->resumptions + 1);
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
	int64_t format;
	enum status st;

	if (header->seq != 0 || !uuid_read(subject_name(&header->subject), &actors->catalogue))
		return fail(err, STATUS_FALSE, "a second catalogue.created");
	if (!read_key(open, &key, &keeper) || !keeper)
		return fail(err, STATUS_FALSE, "the first actor is not a keeper with a key");
	st = add(actors, &key, true, NULL, err);
	if (st == STATUS_OK && !digest_equal(&actors->all[0].fingerprint, &header->actor))
		st = fail(err, STATUS_FALSE, "the first event is not signed by the key it names");
	if (st == STATUS_OK &&
	    (!json_member_integer(open, "format", &format) || format != LEDGER_FORMAT))
		st = fail(err, STATUS_FALSE, "the log is not of format %d", LEDGER_FORMAT);
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

/* Everybody's key goes on under the log's next name. */
static enum status
rename_verifiers(struct known_actors *actors, struct error *err)
{
	char origin[ORIGIN_SIZE];
	enum status st = STATUS_OK;

	origin_write(origin, &actors->catalogue, ++actors->resumptions + 1);
	for (size_t i = 0; st == STATUS_OK && i < actors->count; i++) {
		const struct public_key key = actors->all[i].verifier.key;

		st = note_verifier_of(&actors->all[i].verifier, text_of(origin), &key, err);
	}
	return st;
}

static enum status
learn_resumption(struct known_actors *actors, const struct event_header *header,
                 const json_t *open, struct error *err)
{
	json_int_t generation = json_integer_value(json_object_get(open, "generation"));
	json_int_t kept = json_integer_value(json_object_get(open, "kept"));
	json_int_t lost = json_integer_value(json_object_get(open, "lost_size"));

	if (generation != actors->resumptions + 2 || kept != header->seq || lost <= kept)
		return fail(err, STATUS_FALSE, "the log was resumed with numbers that are not its own");
	return rename_verifiers(actors, err);
}

/* A new key; K-000001 is that of event 0 again, and gives it its chain. */
static enum status
learn_added(struct known_actors *actors, const struct event_header *header, const json_t *open,
            struct error *err)
{
	struct public_key key;
	struct digest fingerprint;
	bool keeper = false;
	enum status st;

	if (!read_key(open, &key, &keeper))
		return fail(err, STATUS_FALSE, "an actor was added without a key");
	st = check_proof(actors, &key, open, err);
	if (st == STATUS_OK)
		st = actor_fingerprint(&key, &fingerprint, err);
	if (st != STATUS_OK)
		return st;
	if (known_actors_find(actors, &fingerprint) == NULL)
		return add(actors, &key, keeper, &header->subject, err);
	if (header->seq != 1 || !digest_equal(&fingerprint, &actors->all[0].fingerprint))
		return fail(err, STATUS_FALSE, "a key was added twice");
	actors->all[0].chain = header->subject;
	return STATUS_OK;
}

static enum status
learn_compromised(struct known_actors *actors, const struct event_header *header,
                  const json_t *open, struct error *err)
{
	for (size_t i = 0; i < actors->count; i++) {
		struct known_actor *actor = &actors->all[i];

		if (strcmp(actor->chain.text, header->subject.text) != 0)
			continue;
		if (json_integer_value(json_object_get(open, "last_good")) > header->seq)
			return fail(err, STATUS_FALSE, "a key is declared good beyond the declaration");
		if (actor->compromised < 0)
			actor->compromised = header->seq;
		return STATUS_OK;
	}
	return fail(err, STATUS_FALSE, "a key that no event added was declared compromised");
}

/* What only keepers may do, and how it is called when somebody else did. */
static const struct {
	const char *type, *deed;
	enum status (*learn)(struct known_actors *, const struct event_header *, const json_t *,
	                     struct error *);
} keepers_deeds[] = {
	{ "actor.added", "an actor was added", learn_added },
	{ "actor.certified", "a certificate was recorded", NULL },
	{ "certificate.compromised", "a certificate was declared compromised", NULL },
	{ "key.compromised", "a key was declared compromised", learn_compromised },
	{ "log.resumed", "the log was resumed", learn_resumption },
};

enum status
known_actors_learn(struct known_actors *actors, const struct event_header *header,
                   struct text type, const json_t *open, struct error *err)
{
	const struct known_actor *signer = known_actors_find(actors, &header->actor);

	if (text_is(type, "catalogue.created"))
		return learn_first(actors, header, open, err);
	if (signer != NULL && signer->compromised >= 0)
		return fail(err, STATUS_FALSE,
		            "it is by a key that event %lld declared compromised",
		            (long long)signer->compromised);
	for (size_t i = 0; i < sizeof keepers_deeds / sizeof keepers_deeds[0]; i++) {
		if (!text_is(type, keepers_deeds[i].type))
			continue;
		if (signer == NULL || !signer->keeper)
			return fail(err, STATUS_FALSE, "%s by somebody who is no keeper",
			            keepers_deeds[i].deed);
		return keepers_deeds[i].learn != NULL
		               ? keepers_deeds[i].learn(actors, header, open, err)
		               : STATUS_OK;
	}
	return STATUS_OK;
}

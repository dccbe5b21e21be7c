/* SPDX-License-Identifier: Apache-2.0 */
/* change_logs.c - whole logs: rolled back, written anew, of another key or catalogue. */
#include "tamper/change.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "casework/records.h"

#include <stdio.h>
#include <stdlib.h>

/* Takes the last change back, so that nothing in the catalogue tells of it. */
static void
take_back(struct tampering *t)
{
	int64_t size;

	tamper_open(t);
	tamper_sql(t, "DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)");
	size = tamper_integer(t, "SELECT max(size) FROM checkpoints");
	tamper_sql(t, "DELETE FROM event_values WHERE seq >= %lld", (long long)size);
	tamper_sql(t, "DELETE FROM events WHERE seq >= %lld", (long long)size);
	tamper_make_nodes(t);
	tamper_rebuild(t);
	tamper_close(t);
}

/* Two changes under the right key, by a login that forgot what it had seen. */
static void
write_anew(struct tampering *t)
{
	struct surroundings forgetful = t->here;
	SCOPED_FREE char *none = NULL;
	struct catalogue *catalogue;
	struct subject subject;
	struct error err;
	struct uuid item;
	SCOPED_FREE char *uuid = NULL;

	take_back(t);
	assert_true(asprintf(&none, "%s/forgotten", t->folder) > 0);
	forgetful.state_folder = none;
	assert_ok(catalogue_open(&catalogue, t->path, true, &forgetful, &err), &err);
	assert_ok(catalogue_sign_as(catalogue, sample_key(SAMPLE_ANA), true, &err), &err);
	uuid = sample_value(catalogue, "SELECT uuid FROM p_items WHERE number = 1");
	assert_true(uuid_read(text_of(uuid), &item));
	subject = subject_of("item", &item);
	assert_ok(note_add(catalogue, &subject, text_of("nothing was asked"), &err), &err);
	catalogue_close(catalogue);
}

static void
let_stranger_in(struct tampering *t)
{
	struct signing_key *stranger = tamper_strange_key();
	SCOPED_FREE char *origin = NULL;

	tamper_open(t);
	origin = tamper_origin(t);
	tamper_append_note(t, stranger);
	tamper_sign(t, origin, t->event + 1, NULL, stranger);
	tamper_rebuild(t);
	tamper_close(t);
	signing_key_close(stranger);
}

static int64_t
added_ben(struct tampering *t)
{
	tamper_open(t);
	t->event = tamper_integer(t, "SELECT max(seq) FROM events WHERE type = 'actor.added'");
	t->checkpoint = t->event + 1;
	return t->event;
}

static void
cover_up(struct tampering *t)
{
	tamper_make_leaf(t, t->event);
	tamper_make_nodes(t);
	tamper_close(t);
}

static void
change_key(struct tampering *t)
{
	struct signing_key *stranger = tamper_strange_key();
	SCOPED_FREE char *ben = NULL;
	SCOPED(buffer) key = { 0 };

	added_ben(t);
	ben = tamper_text(t, "SELECT public_key FROM p_actors WHERE code = 'ben'");
	hex_append(&key, signing_key_public(stranger)->bytes, PUBLIC_KEY_SIZE);
	tamper_replace(t, t->event, ben, buffer_string(&key));
	cover_up(t);
	signing_key_close(stranger);
}

static void
change_proof(struct tampering *t)
{
	SCOPED_FREE char *proof = NULL, *other = NULL;

	added_ben(t);
	proof = tamper_text(t,
	                    "SELECT json_extract(bytes, '$.open.proof') FROM events WHERE seq = %lld",
	                    (long long)t->event);
	assert_true(asprintf(&other, "%s", proof) > 0);
	other[10] = other[10] == 'A' ? 'B' : 'A';
	tamper_replace(t, t->event, proof, other);
	cover_up(t);
}

static void
raise_role(struct tampering *t)
{
	added_ben(t);
	tamper_replace(t, t->event, "\"role\":\"member\"", "\"role\":\"keeper\"");
	cover_up(t);
}

static void
change_catalogue_id(struct tampering *t)
{
	SCOPED_FREE char *subject = NULL;

	tamper_open(t);
	subject = tamper_text(t, "SELECT subject FROM events WHERE seq = 0");
	tamper_replace(t, 0, subject, "catalogue/0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11");
	tamper_sql(t, "UPDATE events SET subject = 'catalogue/0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11'"
	              " WHERE seq = 0");
	t->checkpoint = tamper_integer(t, "SELECT min(size) FROM checkpoints");
	cover_up(t);
}

static void
change_format(struct tampering *t)
{
	tamper_open(t);
	tamper_replace(t, 0, "\"format\":2", "\"format\":3");
	cover_up(t);
}

const struct change changes_of_logs[] = {
	{ "log-truncated", take_back, NULL },
	{ "log-rewritten", write_anew, NULL },
	{ "event-of-unknown-key", let_stranger_in, NULL },
	{ "actor-key-changed", change_key, NULL },
	{ "actor-proof-changed", change_proof, NULL },
	{ "actor-role-raised", raise_role, NULL },
	{ "catalogue-id", change_catalogue_id, NULL },
	{ "catalogue-format", change_format, NULL },
	{ NULL, NULL, NULL },
};

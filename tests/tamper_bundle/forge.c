/* SPDX-License-Identifier: Apache-2.0 */
/* forge.c - the custody part anew, by the ledger's own functions, from events that were changed. */
#include "tamper_bundle/forge.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/cosignature.h"
#include "crypto/digest.h"
#include "crypto/revocation.h"

#include <stdlib.h>
#include <string.h>

#define MOST_EVENTS 64

struct forge {
	const struct forgery *forgery;
	const char           *bundle;
	json_t               *events[MOST_EVENTS];
	struct digest         leaves[MOST_EVENTS];
	size_t                count;
	json_t               *disclosures; /* array of arrays */
	struct buffer         origin, proofs;
};

static void
path_of(const char *bundle, const char *name, struct buffer *out)
{
	buffer_append_format(out, "%s/%s", bundle, name);
}

static void
read_part(const char *bundle, const char *name, struct buffer *out)
{
	SCOPED(buffer) path = { 0 };

	path_of(bundle, name, &path);
	read_file(out, buffer_string(&path));
}

static void
write_part(const char *bundle, const char *name, const struct buffer *bytes)
{
	SCOPED(buffer) path = { 0 };

	path_of(bundle, name, &path);
	write_file(buffer_string(&path), bytes->p, bytes->n);
}

static const char *
string_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void
read_events(struct forge *forge)
{
	SCOPED(buffer) text = { 0 };
	struct text rest;

	read_part(forge->bundle, "custody/events.jsonl", &text);
	for (rest = text_of_buffer(&text); rest.n > 0;) {
		assert_true(forge->count < MOST_EVENTS);
		assert_ok(json_read(&forge->events[forge->count++], text_cut(&rest, '\n'), NULL), NULL);
	}
}

static struct forge_event_index {
	size_t at;
	bool   found;
} find(const struct forge *forge, const char *id)
{
	for (size_t i = 0; i < forge->count; i++) {
		if (strcmp(string_of(forge->events[i], "id"), id) == 0)
			return (struct forge_event_index){ i, true };
	}
	return (struct forge_event_index){ 0, false };
}

static void
commitment_of(const json_t *parts, char letters[BASE64URL_LENGTH(DIGEST_SIZE) + 1])
{
	SCOPED(buffer) line = { 0 };
	struct digest digest;

	assert_ok(json_canonical(&line, parts, NULL), NULL);
	assert_ok(digest_of(line.p, line.n, &digest, NULL), NULL);
	base64url_write(letters, digest.bytes, sizeof digest.bytes);
}

/* Puts the commitment of a disclosure into its event. */
static void
commit(struct forge *forge, const json_t *parts)
{
	struct forge_event_index event = find(forge, json_string_value(json_array_get(parts, 1)));
	const char *member = json_string_value(json_array_get(parts, 2)) + 1;
	char letters[BASE64URL_LENGTH(DIGEST_SIZE) + 1];

	commitment_of(parts, letters);
	if (event.found)
		json_object_set_new(json_object_get(forge->events[event.at], "sealed"), member,
		                    json_string(letters));
}

static void
read_disclosures(struct forge *forge)
{
	SCOPED(buffer) text = { 0 };
	struct text rest;

	forge->disclosures = json_array();
	read_part(forge->bundle, "custody/disclosures.jsonl", &text);
	for (rest = text_of_buffer(&text); rest.n > 0;) {
		json_t *parts = NULL;

		assert_ok(json_read(&parts, text_cut(&rest, '\n'), NULL), NULL);
		if (find(forge, json_string_value(json_array_get(parts, 1))).found)
			json_array_append(forge->disclosures, parts);
		if (forge->forgery->recommits)
			commit(forge, parts);
		json_decref(parts);
	}
}

/* The event before it in its chain, or SIZE_MAX. */
static size_t
before(const struct forge *forge, size_t at)
{
	const char *subject = string_of(forge->events[at], "subject");

	while (at-- > 0) {
		if (strcmp(string_of(forge->events[at], "subject"), subject) == 0)
			return at;
	}
	return SIZE_MAX;
}

static void
link_event(struct forge *forge, size_t at)
{
	size_t last = before(forge, at);
	SCOPED(buffer) bytes = { 0 };
	json_t *event = forge->events[at];

	json_object_set_new(event, "seq", json_integer((json_int_t)at));
	json_object_set_new(event, "previous", last == SIZE_MAX ? json_null()
	                                                       : json_of_digest(&forge->leaves[last]));
	json_object_set_new(event, "n",
	                    json_integer(last == SIZE_MAX ? 1
	                                                  : json_integer_value(json_object_get(
	                                                            forge->events[last], "n")) + 1));
	assert_ok(json_canonical(&bytes, event, NULL), NULL);
	assert_ok(event_leaf(text_of_buffer(&bytes), &forge->leaves[at], NULL), NULL);
}

/* bundle.begun names the chains as they now are. */
static void
rename_chains(struct forge *forge)
{
	json_t *chains = json_array(), *parts;
	size_t last = forge->count - 1, i;

	for (i = 0; i < last; i++) {
		bool is_head = true;

		for (size_t later = i + 1; later < forge->count; later++)
			is_head = is_head && before(forge, later) != i;
		if (is_head)
			json_array_append_new(chains, json_pack("{s:O,s:O,s:o}", "subject",
			                                        json_object_get(forge->events[i], "subject"),
			                                        "n", json_object_get(forge->events[i], "n"),
			                                        "head", json_of_digest(&forge->leaves[i])));
	}
	json_array_foreach(forge->disclosures, i, parts) {
		if (strcmp(json_string_value(json_array_get(parts, 1)),
		           string_of(forge->events[last], "id")) == 0 &&
		    strcmp(json_string_value(json_array_get(parts, 2)), "/chains") == 0) {
			json_array_set(parts, 4, chains);
			commit(forge, parts);
		}
	}
	json_decref(chains);
}

static const struct signing_key *
key_of(const struct forge *forge, const char *actor)
{
	const struct signing_key *keys[] = { forge->forgery->ana, forge->forgery->bo,
		                             forge->forgery->mallory };

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct digest fingerprint;
		char text[DIGEST_TEXT_SIZE];

		assert_ok(actor_fingerprint(signing_key_public(keys[i]), &fingerprint, NULL), NULL);
		digest_write(text, &fingerprint);
		if (strcmp(text, actor) == 0)
			return keys[i];
	}
	fail_msg("nobody here is %s", actor);
	return NULL;
}

/* How many events the checkpoint covers that the event's change ended with. */
static size_t
size_above(const struct forge *forge, size_t at)
{
	const char *time = string_of(forge->events[at], "time");

	while (at < forge->count && strcmp(string_of(forge->events[at], "time"), time) == 0)
		at++;
	return at;
}

static void
sign(struct forge *forge, size_t size, const char *name)
{
	struct checkpoint checkpoint = { .origin = text_of_buffer(&forge->origin),
		                         .head.size = size };
	SCOPED(buffer) note = { 0 };

	assert_ok(merkle_root(forge->leaves, size, &checkpoint.head.root, NULL), NULL);
	assert_ok(checkpoint_sign(&note, &checkpoint,
	                          key_of(forge, string_of(forge->events[size - 1], "actor")), NULL),
	          NULL);
	write_part(forge->bundle, name, &note);
}

static enum status
fetch(void *context, unsigned level, uint64_t index, struct digest *out, struct error *err)
{
	const struct forge *forge = context;
	size_t count = (size_t)1 << level;

	return merkle_root(forge->leaves + index * count, count, out, err);
}

static void
append_path(struct buffer *out, const struct merkle_proof *proof)
{
	if (proof->count == 0)
		buffer_append(out, "-", 1);
	for (size_t i = 0; i < proof->count; i++) {
		if (i > 0)
			buffer_append(out, ",", 1);
		base64_append(out, proof->hashes[i].bytes, sizeof proof->hashes[i].bytes);
	}
}

static void
prove(struct forge *forge, size_t at, size_t size)
{
	struct merkle_source source = { fetch, forge };
	struct merkle_proof proof;

	assert_ok(merkle_inclusion_make(&source, at, size, &proof, NULL), NULL);
	buffer_append_format(&forge->proofs, " %zu ", size);
	append_path(&forge->proofs, &proof);
}

static void
write_proofs(struct forge *forge)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, forge->bundle, "rm -f '%s'/custody/checkpoints/*", forge->bundle);
	for (size_t i = 0; i < forge->count; i++) {
		size_t own = size_above(forge, i);
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "custody/checkpoints/%zu.txt", own);
		sign(forge, own, buffer_string(&name));
		buffer_append_format(&forge->proofs, "%s %zu", string_of(forge->events[i], "id"), i);
		prove(forge, i, own);
		prove(forge, i, forge->count);
		buffer_append(&forge->proofs, "\n", 1);
	}
	sign(forge, forge->count, "custody/checkpoint.txt");
	write_part(forge->bundle, "custody/proofs.txt", &forge->proofs);
}

static void
write_lines(struct forge *forge)
{
	SCOPED(buffer) events = { 0 };
	SCOPED(buffer) disclosures = { 0 };
	json_t *parts;
	size_t i, k;

	for (i = 0; i < forge->count; i++) {
		assert_ok(json_canonical(&events, forge->events[i], NULL), NULL);
		buffer_append(&events, "\n", 1);
		json_array_foreach(forge->disclosures, k, parts) {
			if (find(forge, json_string_value(json_array_get(parts, 1))).at != i)
				continue;
			assert_ok(json_canonical(&disclosures, parts, NULL), NULL);
			buffer_append(&disclosures, "\n", 1);
		}
	}
	write_part(forge->bundle, "custody/events.jsonl", &events);
	write_part(forge->bundle, "custody/disclosures.jsonl", &disclosures);
}

/* In the order of the events, without those that are gone. */
static void
write_redactions(struct forge *forge)
{
	SCOPED(buffer) text = { 0 };
	SCOPED_JSON json_t *whole = NULL;
	json_t *listed = json_array(), *entry;
	size_t k;

	read_part(forge->bundle, "custody/redactions.json", &text);
	assert_ok(json_read(&whole, text_of_buffer(&text), NULL), NULL);
	for (size_t i = 0; i < forge->count; i++) {
		json_array_foreach(json_object_get(whole, "redactions"), k, entry) {
			if (strcmp(string_of(entry, "event"), string_of(forge->events[i], "id")) == 0)
				json_array_append(listed, entry);
		}
	}
	json_object_set_new(whole, "redactions", listed);
	buffer_clear(&text);
	assert_ok(json_canonical(&text, whole, NULL), NULL);
	buffer_append(&text, "\n", 1);
	write_part(forge->bundle, "custody/redactions.json", &text);
}

void
forge_custody(const struct forgery *forgery, const char *bundle)
{
	struct forge forge = { .forgery = forgery, .bundle = bundle };

	read_events(&forge);
	read_disclosures(&forge);
	buffer_append_format(&forge.origin, "vidimus/%s",
	                     strchr(string_of(forge.events[0], "subject"), '/') + 1);
	for (size_t i = 0; i + 1 < forge.count; i++)
		link_event(&forge, i);
	if (!forgery->keeps_begun)
		rename_chains(&forge);
	link_event(&forge, forge.count - 1);
	write_proofs(&forge);
	write_lines(&forge);
	write_redactions(&forge);
	for (size_t i = 0; i < forge.count; i++)
		json_decref(forge.events[i]);
	json_decref(forge.disclosures);
	buffer_end(&forge.origin);
	buffer_end(&forge.proofs);
}

static void
read_checkpoint(const char *bundle, struct buffer *bytes, struct note *note, struct checkpoint *out)
{
	read_part(bundle, "custody/checkpoint.txt", bytes);
	assert_ok(note_read(text_of_buffer(bytes), note, NULL), NULL);
	assert_ok(checkpoint_read(note->text, out, NULL), NULL);
}

void
forge_consistency(struct hand_log *log, const char *older, const char *bundle)
{
	struct forge forge = { 0 };
	struct merkle_source source = { fetch, &forge };
	SCOPED(buffer) old_bytes = { 0 };
	SCOPED(buffer) new_bytes = { 0 };
	SCOPED(buffer) line = { 0 };
	struct checkpoint from, to;
	struct merkle_proof proof;
	struct note note;

	read_checkpoint(older, &old_bytes, &note, &from);
	read_checkpoint(bundle, &new_bytes, &note, &to);
	for (int64_t seq = 0; seq < (int64_t)to.head.size; seq++) {
		SCOPED(buffer) bytes = { 0 };

		assert_ok(ledger_bytes(log->ledger, seq, &bytes, NULL), NULL);
		assert_ok(event_leaf(text_of_buffer(&bytes), &forge.leaves[seq], NULL), NULL);
	}
	assert_ok(merkle_consistency_make(&source, from.head.size, to.head.size, &proof, NULL), NULL);
	buffer_append_format(&line, "%llu ", (unsigned long long)from.head.size);
	base64_append(&line, from.head.root.bytes, DIGEST_SIZE);
	buffer_append_format(&line, " %llu ", (unsigned long long)to.head.size);
	append_path(&line, &proof);
	buffer_append(&line, "\n", 1);
	write_part(bundle, "custody/consistency.txt", &line);
}

void
forge_cosignature(const char *older, const struct signing_key *witness, const char *bundle)
{
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) name = { 0 };
	SCOPED(run) run = { 0 };
	struct checkpoint from;
	struct note note;
	struct buffer line = { 0 };

	read_checkpoint(older, &bytes, &note, &from);
	assert_ok(cosignature_make(&line, note.text, text_of("lawyer.example"), witness,
	                           (struct instant){ INT64_C(1700000000000) }, NULL), NULL);
	buffer_append_format(&name, "custody/witnessed/%llu.txt", (unsigned long long)from.head.size);
	buffer_append_text(&bytes, text_of_buffer(&line));
	buffer_end(&line);
	expect_shell(0, &run, bundle, "mkdir -p '%s'/custody/witnessed", bundle);
	write_part(bundle, buffer_string(&name), &bytes);
}

void
forge_resigned(struct hand_log *log, const char *folder)
{
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) signed_anew = { 0 };
	struct checkpoint checkpoint;
	struct note note;

	read_part(folder, "resigned.txt", &bytes);
	assert_ok(note_read(text_of_buffer(&bytes), &note, NULL), NULL);
	assert_ok(checkpoint_read(note.text, &checkpoint, NULL), NULL);
	assert_ok(checkpoint_sign(&signed_anew, &checkpoint, log->ana, NULL), NULL);
	write_part(folder, "resigned.txt", &signed_anew);
}

void
forge_revocation(struct hand_log *log, const struct signing_key *keeper,
                 const struct digest *certificate, const char *path)
{
	struct revocation revocation = { .catalogue = log->catalogue, .last_good = 3,
		                         .of_certificate = certificate != NULL,
		                         .declared.milliseconds = INT64_C(1800000000000) };
	SCOPED(buffer) note = { 0 };

	if (certificate != NULL)
		revocation.what = *certificate;
	else
		assert_ok(actor_fingerprint(signing_key_public(log->ana), &revocation.what, NULL), NULL);
	assert_ok(revocation_sign(&note, &revocation, keeper, NULL), NULL);
	write_file(path, note.p, note.n);
}

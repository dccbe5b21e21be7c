/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_suspects.c - keys and certificates that are in other hands, as the
 * bundle's own log or a keeper's note says (docs/event-log.md §10,
 * docs/bundle-format.md §9). An event by such a key is suspect, which is no
 * fault; a seal by such a certificate does not hold, unless a stamp is older.
 */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/line_stream.h"
#include "crypto/revocation.h"

#include <stdlib.h>
#include <string.h>

static enum status
declare(struct verification *v, const struct digest *actor, int64_t last_good, struct error *err)
{
	struct declaration *all = realloc(v->declarations,
	                                  (v->declaration_count + 1) * sizeof *all);

	if (all == NULL)
		return fail_memory(err);
	v->declarations = all;
	all[v->declaration_count++] = (struct declaration){ *actor, last_good };
	return STATUS_OK;
}

/* A seal by the certificate holds only if it was stamped while it was in good hands. */
static void
judge_certificate(struct verification *v, const struct digest *certificate, bool knows_until,
                  struct instant until, const struct uuid *event)
{
	bool seals = v->has_seal && (digest_equal(certificate, &v->seal.leaf) ||
	                             digest_equal(certificate, &v->seal.root));

	if (!seals)
		return;
	if (v->is_stamped && knows_until && v->stamped_at.milliseconds <= until.milliseconds)
		verify_notice(v, LAYER_SIGNER, "certificate-compromised", event,
		              "the certificate was in other hands later; the stamp is from before");
	else
		verify_fault(v, LAYER_SIGNER, "certificate-compromised", SEAL_NAME, event,
		             "the certificate that sealed it is in other hands, and no trusted "
		             "time-stamp is from before");
}

enum status
suspects_learn(struct verification *v, const struct judged_event *judged, struct error *err)
{
	const struct custody_event *event = judged->event;
	struct digest certificate;
	struct instant until = { 0 };
	struct text time;
	int64_t last_good;

	if (strcmp(event->header.type, "certificate.compromised") == 0 &&
	    json_member_digest(event->values, "certificate", &certificate)) {
		bool known = json_member_text(event->values, "until", &time) &&
		             instant_read(time, &until);

		judge_certificate(v, &certificate, known, until, &event->header.id);
	}
	if (strcmp(event->header.type, "key.compromised") != 0 ||
	    !json_member_integer(event->open, "last_good", &last_good))
		return STATUS_OK;
	for (size_t i = 0; i < v->actors.count; i++) {
		if (strcmp(v->actors.all[i].chain.text, event->header.subject.text) == 0)
			return declare(v, &v->actors.all[i].fingerprint, last_good, err);
	}
	return STATUS_OK;
}

/* Is the note signed by a key that the bundle's log added as a keeper's? */
static enum status
verify_note(const struct verification *v, struct revocation *out, struct error *err)
{
	SCOPED_FREE struct note_verifier *keepers = NULL;
	size_t count = 0;
	enum status st = keys_named(v, 1, &keepers, err);

	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; i < v->actors.count; i++) {
		if (v->actors.all[i].keeper)
			keepers[count++] = keepers[i];
	}
	return revocation_verify(v->options->revoked, keepers, count, out, err);
}

static enum status
read_note(struct verification *v, struct error *err)
{
	struct revocation revocation;
	struct error why = { 0 };
	enum status st;

	if (v->options->revoked.p == NULL)
		return STATUS_OK;
	st = verify_note(v, &revocation, &why);
	if (st == STATUS_OK && !uuid_equal(&revocation.catalogue, &v->actors.catalogue))
		st = fail(&why, STATUS_FALSE, "it is of another catalogue");
	if (verify_is_answer(st)) {
		verify_fault(v, LAYER_LOG, "bad-revoked", NULL, NULL,
		             "--revoked does not count: %s", why.text);
		return STATUS_OK;
	}
	if (st != STATUS_OK) {
		if (err != NULL)
			*err = why;
		return st;
	}
	if (!revocation.of_certificate)
		return declare(v, &revocation.what, revocation.last_good, err);
	judge_certificate(v, &revocation.what, revocation.has_until, revocation.until, NULL);
	return STATUS_OK;
}

/* From which event on those of a key are suspect: as of the newest size that outsiders saw in time; -1: none are. */
static int64_t
suspect_from(const struct verification *v, const struct digest *actor)
{
	int64_t last_good = -1, from = 0;

	for (size_t i = 0; i < v->declaration_count; i++) {
		if (digest_equal(&v->declarations[i].actor, actor) &&
		    (last_good < 0 || v->declarations[i].last_good < last_good))
			last_good = v->declarations[i].last_good;
	}
	for (size_t i = 0; i < v->seen_count; i++) {
		if (v->seen[i] <= last_good && v->seen[i] > from)
			from = v->seen[i];
	}
	return last_good < 0 ? -1 : from;
}

static void
tell_event(struct verification *v, struct text line)
{
	SCOPED_JSON json_t *whole = NULL;
	json_t *open, *commitments;
	struct event_header header;
	int64_t from;

	if (event_read(line, &header, &whole, &open, &commitments, NULL) != STATUS_OK)
		return;
	from = suspect_from(v, &header.actor);
	if (from >= 0 && header.seq >= from)
		verify_notice(v, LAYER_LOG, "suspect", &header.id,
		              "%s, event %lld, is by a key that is in other hands, and nobody outside "
		              "saw it in time", header.type, (long long)header.seq);
}

enum status
suspects_finish(struct verification *v, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	struct text line;
	bool terminated;
	enum status st = read_note(v, err);

	if (st != STATUS_OK || v->declaration_count == 0)
		return st;
	st = line_stream_open(&lines, v->source, CUSTODY_EVENTS, '\n', EVENT_BYTES_MAX, err);
	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK)
		tell_event(v, line);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* receive.c - the steps of taking a bundle in, and why one is refused. */
#include "bundle/receive_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

void
receive_summary_end(struct receive_summary *summary)
{
	json_decref(summary->exhibits);
	json_decref(summary->verdict);
	summary->exhibits = summary->verdict = NULL;
}

static void
receiving_end(struct receiving *receiving)
{
	bundle_source_close(receiving->source);
	buffer_end(&receiving->manifest);
	buffer_end(&receiving->checkpoint);
	buffer_end(&receiving->own);
	json_decref(receiving->files);
	json_decref(receiving->numbers);
	json_decref(receiving->places);
	json_decref(receiving->begun);
	json_decref(receiving->later);
	json_decref(receiving->deliveries);
}

/* The first thing that does not hold, in the verifier's words. */
static enum status
tell_failed(const json_t *verdict, struct error *err)
{
	const json_t *first = json_array_get(json_object_get(verdict, "errors"), 0);
	struct text text, layer;

	if (!json_member_text(first, "text", &text))
		text = text_of("it does not verify");
	if (!json_member_text(first, "layer", &layer))
		layer = text_of("bundle");
	return fail(err, STATUS_FALSE, "%.*s: %.*s; nothing was taken in", (int)layer.n, layer.p,
	            (int)text.n, text.p);
}

static enum status
judge(const struct receiving *receiving, struct error *err)
{
	const json_t *layers = json_object_get(receiving->out->verdict, "layers");
	const char *name;
	struct text signer = text_of("");
	json_t *layer;

	json_object_foreach(json_iterable(layers), name, layer) {
		if (text_begins(text_of(json_string_value(layer)), "FAILED"))
			return tell_failed(receiving->out->verdict, err);
	}
	if (!json_member_text(layers, "signer", &signer))
		signer = text_of("");
	if (!text_is(signer, "OK") && receiving->options->because == NULL)
		return fail(err, STATUS_REFUSED,
		            "it is intact, but nobody vouches for its signer (%.*s): name the certificate or its fingerprint, which came by another road, with --trust, or take it in with --unidentified --because",
		            (int)signer.n, signer.p);
	return STATUS_OK;
}

/* It was opened twice: what is read now must be what was verified. */
static enum status
check_unchanged(const struct receiving *receiving, struct error *err)
{
	struct digest verified;

	if (json_member_digest(receiving->out->verdict, "tag_manifest_sha256", &verified) &&
	    digest_equal(&verified, &receiving->tag_manifest))
		return STATUS_OK;
	return fail(err, STATUS_CHANGED, "the bundle changed while it was verified: nothing was taken in");
}

static enum status
verify(struct receiving *receiving, struct error *err)
{
	const struct receive_options *options = receiving->options;
	enum status st = bundle_verify(options->path, options->verify, &receiving->out->verdict, err);

	if (st == STATUS_OK)
		st = judge(receiving, err);
	if (st == STATUS_OK)
		st = bundle_source_open(&receiving->source, options->path, &options->verify->source, err);
	if (st == STATUS_OK)
		st = receive_read(receiving, err);
	return st == STATUS_OK ? check_unchanged(receiving, err) : st;
}

/* What leaves a catalogue does not come back as somebody else's. */
static enum status
refuse_own(const struct receiving *receiving, struct error *err)
{
	char origin[ORIGIN_SIZE];

	ledger_origin(origin, &receiving->catalogue->uuid);
	if (strncmp(receiving->out->origin, origin, strlen(origin)) != 0)
		return STATUS_OK;
	return fail(err, STATUS_REFUSED,
	            "it is a bundle of this very catalogue: what others answered to it comes by `vidimus review merge` and `vidimus transfer receipt`");
}

static enum status
find_already(struct receiving *receiving, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hex[DIGEST_TEXT_SIZE];
	enum status st = database_statement(receiving->catalogue->database,
	                                    "SELECT number, uuid FROM p_received_bundles"
	                                    " WHERE tag_manifest = $1 ORDER BY seq LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	digest_write(hex, &receiving->tag_manifest);
	statement_bind_text(row, 1, text_of(hex));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	receiving->out->already = true;
	receiving->out->bundle = statement_integer(row, 0);
	if (!uuid_read(statement_text(row, 1), &receiving->bundle))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed bundle: run vidimus rebuild");
	receiving->subject = subject_of("bundle", &receiving->bundle);
	return STATUS_OK;
}

static enum status
refuse_contradicting(struct receiving *receiving, struct error *err)
{
	long long count = (long long)receiving->out->contradictions;
	enum status st = receive_keep_contradictions(receiving, err);

	if (st != STATUS_OK)
		return st;
	return fail(err, STATUS_REFUSED,
	            "%s showed us %lld of these events and checkpoints otherwise before: the bundle is refused, and what it says is kept beside what was said before. Ask whoever keeps that log; `vidimus custody` tells of it",
	            receiving->out->origin, count);
}

static enum status
take_in(struct receiving *receiving, struct error *err)
{
	enum status st = receive_survey(receiving, err);

	if (st == STATUS_OK && receiving->out->contradictions > 0)
		return refuse_contradicting(receiving, err);
	if (st == STATUS_OK)
		st = receive_files(receiving, err);
	return st == STATUS_OK ? receive_record(receiving, err) : st;
}

enum status
bundle_receive(struct catalogue *catalogue, const struct receive_options *options,
               struct receive_summary *out, struct error *err)
{
	struct receiving receiving = { .catalogue = catalogue,
		                       .options = options,
		                       .out = out,
		                       .files = json_object(),
		                       .numbers = json_object(),
		                       .places = json_object(),
		                       .deliveries = json_array(),
		                       .later = json_object() };
	enum status st = STATUS_OK;

	*out = (struct receive_summary){ .exhibits = json_array() };
	if (receiving.files == NULL || receiving.numbers == NULL || receiving.places == NULL ||
	    receiving.deliveries == NULL || receiving.later == NULL || out->exhibits == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = verify(&receiving, err);
	if (st == STATUS_OK)
		st = refuse_own(&receiving, err);
	if (st == STATUS_OK)
		st = find_already(&receiving, err);
	if (st == STATUS_OK)
		st = out->already ? receive_news(&receiving, err) : take_in(&receiving, err);
	receiving_end(&receiving);
	return st;
}

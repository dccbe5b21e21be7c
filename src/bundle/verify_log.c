/* SPDX-License-Identifier: Apache-2.0 */
/* verify_log.c - is each line an event of a known type, in its order, chain and key? */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* Nothing could ever open what is not the hash of something. */
static bool
is_commitment(const json_t *value)
{
	SCOPED(buffer) bytes = { 0 };

	return json_is_string(value) && base64url_read(&bytes, text_of(json_string_value(value))) &&
	       bytes.n == DIGEST_SIZE;
}

/* The schema, and whether the event has exactly its members. */
static void
check_schema(struct verification *v, struct judged_event *judged)
{
	const struct event_header *header = &judged->event->header;
	const struct schema *schema = schema_find(v->schemas, text_of(header->type), header->tv);
	struct error why;
	const char *name;
	json_t *commitment;

	judged->schema = schema;
	if (schema == NULL) {
		verify_fault(v, LAYER_LOG, "unknown-type", CUSTODY_EVENTS, &header->id,
		             "%s version %lld is not known here: a newer program must judge it",
		             header->type, (long long)header->tv);
		return;
	}
	if (!schema_allows_chain(schema, subject_kind(&header->subject)))
		verify_fault(v, LAYER_LOG, "other-chain", CUSTODY_EVENTS, &header->id,
		             "%s may not stand in the chain of %s", header->type, header->subject.text);
	if (schema_check_open(schema, judged->event->open, &why) != STATUS_OK)
		verify_fault(v, LAYER_LOG, "bad-members", CUSTODY_EVENTS, &header->id, "%s", why.text);
	if (json_object_size(judged->event->commitments) != schema_sealed_count(schema))
		verify_fault(v, LAYER_LOG, "bad-members", CUSTODY_EVENTS, &header->id,
		             "%s has not the sealed members of its schema", header->type);
	json_object_foreach(json_iterable(judged->event->commitments), name, commitment) {
		if (!schema_has_sealed(schema, text_of(name)))
			verify_fault(v, LAYER_LOG, "bad-members", CUSTODY_EVENTS, &header->id,
			             "%s has no sealed member %s", header->type, name);
		if (!is_commitment(commitment))
			verify_fault(v, LAYER_LOG, "bad-members", CUSTODY_EVENTS, &header->id,
			             "the commitment of %s is malformed", name);
	}
}

static void
check_order(struct verification *v, const struct event_header *header)
{
	if (header->seq == v->last_seq)
		verify_fault(v, LAYER_LOG, "repeated", CUSTODY_EVENTS, &header->id,
		             "event %lld stands here twice", (long long)header->seq);
	else if (header->seq < v->last_seq)
		verify_fault(v, LAYER_LOG, "out-of-order", CUSTODY_EVENTS, &header->id,
		             "event %lld stands behind event %lld", (long long)header->seq,
		             (long long)v->last_seq);
	if (header->seq > v->last_seq)
		v->last_seq = header->seq;
}

static enum status
check_chain(struct verification *v, struct judged_event *judged, struct error *err)
{
	const struct event_header *header = &judged->event->header;
	struct chain_entry *chain = NULL;
	enum status st = chain_table_at(&v->chains, &header->subject, &chain, err);

	if (st != STATUS_OK)
		return st;
	if (v->begun.is_public)
		;
	else if (header->n != chain->n + 1)
		verify_fault(v, LAYER_LOG, "chain-gap", CUSTODY_EVENTS, &header->id,
		             "%s is event %lld of the chain of %s, and follows event %lld", header->type,
		             (long long)header->n, header->subject.text, (long long)chain->n);
	else if (header->has_previous && !digest_equal(&header->previous, &chain->leaf))
		verify_fault(v, LAYER_LOG, "other-previous", CUSTODY_EVENTS, &header->id,
		             "%s follows another event %lld of the chain of %s than the one here",
		             header->type, (long long)chain->n, header->subject.text);
	chain->n = header->n;
	chain->leaf = judged->leaf;
	judged->chain = chain;
	return STATUS_OK;
}

static enum status
check_key(struct verification *v, const struct judged_event *judged, struct error *err)
{
	const struct event_header *header = &judged->event->header;
	struct error why = { 0 };
	enum status st = known_actors_learn(&v->actors, header, text_of(header->type),
	                                    judged->event->open, &why);

	if (verify_is_answer(st))
		verify_fault(v, LAYER_LOG, "bad-key", CUSTODY_EVENTS, &header->id, "%s", why.text);
	else if (st != STATUS_OK) {
		if (err != NULL)
			*err = why;
		return st;
	}
	if (known_actors_find(&v->actors, &header->actor) == NULL && !v->begun.is_public)
		verify_fault(v, LAYER_LOG, "unknown-actor", CUSTODY_EVENTS, &header->id,
		             "%s is by a key that no event here added", header->type);
	return STATUS_OK;
}

enum status
log_check_event(struct verification *v, struct judged_event *judged, struct error *err)
{
	enum status st = event_leaf(judged->event->line, &judged->leaf, err);

	if (st != STATUS_OK)
		return st;
	check_schema(v, judged);
	check_order(v, &judged->event->header);
	st = check_chain(v, judged, err);
	return st == STATUS_OK ? check_key(v, judged, err) : st;
}

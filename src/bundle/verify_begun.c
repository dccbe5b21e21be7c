/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_begun.c - bundle.begun, the last event, tells by which policy and
 * which chains the bundle was made; so it is read before the others.
 */
#include "bundle/verify_internal.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/line_stream.h"

#include <string.h>

void
begun_end(struct begun *begun)
{
	json_decref(begun->values);
	json_decref(begun->policy);
	*begun = (struct begun){ 0 };
}

static enum status
read_policy(struct begun *begun, const char *name, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	const struct embedded_file *file;

	buffer_append_format(&path, "catalog/policies/%s.json", name);
	file = embedded_find(buffer_string(&path));
	return file == NULL ? STATUS_OK : json_read(&begun->policy, embedded_text(file), err);
}

/* Opens its members, each by the first line that is of it. */
static enum status
read_values(struct verification *v, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	struct text line;
	struct uuid event;
	bool terminated;
	enum status st = line_stream_open(&lines, v->source, CUSTODY_DISCLOSURES, '\n',
	                                  JSON_SIZE_LIMIT, err);

	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK) {
		SCOPED_JSON json_t *parts = NULL;
		struct text name;

		if (!custody_disclosure_event(line, &event) || !uuid_equal(&event, &v->begun.id))
			continue;
		name = custody_disclosure_member(line);
		if (name.p == NULL || json_read(&parts, line, NULL) != STATUS_OK ||
		    json_object_getn(v->begun.values, name.p, name.n) != NULL)
			continue;
		json_object_setn(v->begun.values, name.p, name.n, json_array_get(parts, 4));
	}
	return st == STATUS_DONE || verify_is_answer(st) ? STATUS_OK : st;
}

/* `public` carries this one event, with nothing opened. */
static bool
is_public(const struct verification *v)
{
	return custody_reader_count(v->reader) == 1 && json_object_size(v->begun.values) == 0;
}

/* Only a copy for ourselves may go without a seal: of any other it was taken away. */
static void
check_sealed(struct verification *v, const char *policy)
{
	if (v->has_seal || policy == NULL || strcmp(policy, "self") == 0 ||
	    v->faults[LAYER_SIGNATURE] > 0)
		return;
	verify_fault(v, LAYER_SIGNATURE, "unsigned", NULL, NULL,
	             "it bears no seal, and a bundle for %s is sealed: the seal was taken away", policy);
}

enum status
begun_read(struct verification *v, struct error *err)
{
	SCOPED_JSON json_t *whole = NULL;
	json_t *open, *commitments;
	struct event_header header;
	const char *policy;
	enum status st;

	v->begun.values = json_object();
	if (event_read(custody_reader_last(v->reader), &header, &whole, &open, &commitments, NULL) !=
	            STATUS_OK ||
	    strcmp(header.type, "bundle.begun") != 0) {
		verify_fault(v, LAYER_LOG, "no-begun", CUSTODY_EVENTS, NULL,
		             "the last event is not the bundle.begun that says what the bundle holds");
		return STATUS_OK;
	}
	v->begun.found = true;
	v->begun.id = header.id;
	st = read_values(v, err);
	v->begun.is_public = st == STATUS_OK && is_public(v);
	policy = v->begun.is_public
	                 ? "public"
	                 : json_string_value(json_object_get(v->begun.values, "policy"));
	check_sealed(v, policy);
	if (st == STATUS_OK && policy != NULL)
		st = read_policy(&v->begun, policy, err);
	if (st == STATUS_OK && v->begun.policy == NULL)
		verify_fault(v, LAYER_REDACTIONS, "unknown-policy", CUSTODY_DISCLOSURES, &v->begun.id,
		             "the policy %s is not known here", policy ? policy : "(not opened)");
	return st;
}

bool
begun_decided(const struct begun *begun, const struct uuid *event, const char *member, bool opened,
              const char *code)
{
	json_t *decisions = json_object_get(begun->values, "decisions"), *entry;
	size_t i;

	json_array_foreach(decisions, i, entry) {
		struct text named, said = { 0 };
		struct uuid id;

		if (!json_member_uuid(entry, "event", &id) || !uuid_equal(&id, event) ||
		    !json_member_text(entry, "member", &named) ||
		    json_is_true(json_object_get(entry, "opened")) != opened)
			continue;
		if (text_begins(named, "/"))
			named = (struct text){ named.p + 1, named.n - 1 };
		if (text_is(named, member) &&
		    (opened || (json_member_text(entry, "code", &said) && text_is(said, code))))
			return true;
	}
	return false;
}

static void
check_named(struct verification *v, const json_t *entry)
{
	const char *subject = json_string_value(json_object_get(entry, "subject"));
	struct chain_entry *chain = subject ? chain_table_find(&v->chains, subject) : NULL;
	struct digest head;
	int64_t n;

	if (subject == NULL || !json_member_integer(entry, "n", &n) ||
	    !json_member_digest(entry, "head", &head)) {
		verify_fault(v, LAYER_LOG, "bad-chains", NULL, &v->begun.id,
		             "bundle.begun names a chain without subject, number and head");
		return;
	}
	if (chain == NULL || chain->n != n) {
		verify_fault(v, LAYER_LOG, "chain-cut", CUSTODY_EVENTS, NULL,
		             "the chain of %s has %lld events here; bundle.begun says %lld", subject,
		             chain ? (long long)chain->n : 0LL, (long long)n);
	} else if (!digest_equal(&chain->leaf, &head)) {
		verify_fault(v, LAYER_LOG, "other-head", CUSTODY_EVENTS, NULL,
		             "the chain of %s ends with another event than bundle.begun says", subject);
	}
	if (chain != NULL)
		chain->is_named = true;
}

enum status
begun_check_chains(struct verification *v, struct error *err)
{
	json_t *chains = json_object_get(v->begun.values, "chains"), *entry;
	struct event_header header;
	SCOPED_JSON json_t *whole = NULL;
	json_t *open, *commitments;
	size_t i;

	(void)err;
	if (!v->begun.found || v->begun.is_public)
		return STATUS_OK;
	json_array_foreach(chains, i, entry)
		check_named(v, entry);
	if (!json_is_array(chains))
		verify_fault(v, LAYER_LOG, "bad-chains", NULL, &v->begun.id,
		             "the chains that bundle.begun names are not opened");
	if (event_read(custody_reader_last(v->reader), &header, &whole, &open, &commitments, NULL) !=
	    STATUS_OK)
		return STATUS_OK;
	for (i = 0; i < v->chains.count; i++) {
		const struct chain_entry *chain = &v->chains.entries[i];

		if (!chain->is_named && strcmp(chain->subject.text, header.subject.text) != 0)
			verify_fault(v, LAYER_LOG, "chain-not-named", CUSTODY_EVENTS, NULL,
			             "the chain of %s is here, and bundle.begun does not name it",
			             chain->subject.text);
	}
	return STATUS_OK;
}

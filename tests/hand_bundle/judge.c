/* SPDX-License-Identifier: Apache-2.0 */
/* judge.c - events, chains, disclosures, redactions, keys, proofs and items of a bundle, from its files alone. */
#include "hand_bundle/judge.h"

#include "support/support.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/digest.h"
#include "ledger/event.h"
#include "ledger/schema.h"
#include "ledger/verify_actors.h"

#include <stdlib.h>
#include <string.h>

#define MOST_EVENTS 4096

struct judged {
	struct event_header header;
	json_t             *whole, *open, *commitments; /* whole is owned */
	json_t             *rules;                      /* its schema, owned */
	json_t             *values;                     /* member to opened value, owned */
	json_t             *codes;                      /* member to redaction code, owned */
	struct digest       leaf;
	char                id[UUID_TEXT_SIZE];
};

struct judge {
	const char         *folder;
	struct verdict     *verdict;
	struct schemas     *schemas;
	struct judged       events[MOST_EVENTS];
	size_t              count;
	json_t             *policy; /* owned */
	struct known_actors actors;
};

static void fault(struct judge *judge, const char *format, ...) PRINTF_LIKE(2, 3);

static void
fault(struct judge *judge, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	buffer_append_format(&judge->verdict->faults, "%s\n", text);
}

void
verdict_end(struct verdict *verdict)
{
	buffer_end(&verdict->faults);
	buffer_end(&verdict->decisions);
}

static void
read_part(const struct judge *judge, const char *name, struct buffer *out)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "%s/%s", judge->folder, name);
	read_file(out, buffer_string(&path));
}

static json_t *
read_embedded(const char *folder, const char *name)
{
	SCOPED(buffer) path = { 0 };
	const struct embedded_file *file;
	json_t *value = NULL;

	buffer_append_format(&path, "catalog/%s/%s.json", folder, name);
	file = embedded_find(buffer_string(&path));
	if (file != NULL)
		assert_ok(json_read(&value, embedded_text(file), NULL), NULL);
	return value;
}

static struct judged *
find_event(struct judge *judge, const char *id)
{
	for (size_t i = 0; id != NULL && i < judge->count; i++) {
		if (strcmp(judge->events[i].id, id) == 0)
			return &judge->events[i];
	}
	return NULL;
}

/* The event before in the same chain, or NULL. */
static const struct judged *
previous_of(const struct judge *judge, size_t at)
{
	const char *subject = judge->events[at].header.subject.text;

	while (at-- > 0) {
		if (strcmp(judge->events[at].header.subject.text, subject) == 0)
			return &judge->events[at];
	}
	return NULL;
}

static void
check_chain(struct judge *judge, size_t at)
{
	const struct judged *event = &judge->events[at], *before = previous_of(judge, at);

	if (event->header.n != (before ? before->header.n + 1 : 1))
		fault(judge, "%s: event %lld of its chain after %lld", event->header.type,
		      (long long)event->header.n, before ? (long long)before->header.n : 0LL);
	else if (before && !digest_equal(&event->header.previous, &before->leaf))
		fault(judge, "%s: previous is another", event->header.type);
	if (at > 0 && event->header.seq <= judge->events[at - 1].header.seq)
		fault(judge, "%s: out of order", event->header.type);
}

static void
read_event(struct judge *judge, struct text line)
{
	struct judged *event = &judge->events[judge->count];
	struct error err;

	if (judge->count == MOST_EVENTS ||
	    event_read(line, &event->header, &event->whole, &event->open, &event->commitments,
	               &err) != STATUS_OK) {
		fault(judge, "a line of events.jsonl is no event");
		return;
	}
	assert_ok(event_leaf(line, &event->leaf, NULL), NULL);
	uuid_write(event->id, &event->header.id);
	event->rules = read_embedded("events", event->header.type);
	event->values = json_object();
	event->codes = json_object();
	judge->count++;
	if (event->rules == NULL)
		fault(judge, "%s: an unknown type", event->header.type);
	check_chain(judge, judge->count - 1);
	if (known_actors_learn(&judge->actors, &event->header, text_of(event->header.type),
	                       event->open, &err) != STATUS_OK)
		fault(judge, "%s: %s", event->header.type, err.text);
}

static void
read_events(struct judge *judge)
{
	SCOPED(buffer) text = { 0 };
	struct text rest;

	read_part(judge, "custody/events.jsonl", &text);
	for (rest = text_of_buffer(&text); rest.n > 0;)
		read_event(judge, text_cut(&rest, '\n'));
}

/* Opens a member: the line's hash must be the commitment, and nothing was opened there before. */
static void
read_disclosure(struct judge *judge, struct text line)
{
	SCOPED_JSON json_t *parts = NULL;
	SCOPED(buffer) letters = { 0 };
	struct judged *event;
	const char *member, *commitment;
	struct digest digest;

	if (json_read(&parts, line, NULL) != STATUS_OK || json_array_size(parts) != 5) {
		fault(judge, "a line of disclosures.jsonl is no disclosure");
		return;
	}
	event = find_event(judge, json_string_value(json_array_get(parts, 1)));
	member = json_string_value(json_array_get(parts, 2));
	commitment = event && member && *member == '/'
	                     ? json_string_value(json_object_get(event->commitments, member + 1))
	                     : NULL;
	assert_ok(digest_of(line.p, line.n, &digest, NULL), NULL);
	base64url_append(&letters, digest.bytes, sizeof digest.bytes);
	if (commitment == NULL || strcmp(commitment, buffer_string(&letters)) != 0)
		fault(judge, "%s %s: the disclosure opens nothing", event ? event->header.type : "?",
		      member ? member : "?");
	else if (json_object_get(event->values, member + 1) != NULL)
		fault(judge, "%s %s: opened twice", event->header.type, member);
	else
		json_object_set(event->values, member + 1, json_array_get(parts, 4));
	judge->verdict->opened++;
}

static void
read_disclosures(struct judge *judge)
{
	SCOPED(buffer) text = { 0 };
	struct text rest;

	read_part(judge, "custody/disclosures.jsonl", &text);
	for (rest = text_of_buffer(&text); rest.n > 0;)
		read_disclosure(judge, text_cut(&rest, '\n'));
}

static void
read_redactions(struct judge *judge)
{
	SCOPED(buffer) text = { 0 };
	SCOPED_JSON json_t *whole = NULL;
	json_t *entry;
	size_t i;

	read_part(judge, "custody/redactions.json", &text);
	assert_ok(json_read(&whole, text_of_buffer(&text), NULL), NULL);
	json_array_foreach(json_object_get(whole, "redactions"), i, entry) {
		const char *member = json_string_value(json_object_get(entry, "member"));
		struct judged *event =
			find_event(judge, json_string_value(json_object_get(entry, "event")));

		if (event == NULL || member == NULL ||
		    json_object_get(event->commitments, member + 1) == NULL)
			fault(judge, "redactions.json lists what is not there");
		else if (json_object_get(event->codes, member + 1) != NULL)
			fault(judge, "%s %s: listed twice", event->header.type, member);
		else
			json_object_set(event->codes, member + 1, json_object_get(entry, "code"));
		judge->verdict->withheld++;
	}
}

/* The last event of the bundle's own chain. */
static struct judged *
begun(struct judge *judge)
{
	for (size_t i = judge->count; i-- > 0;) {
		if (strcmp(judge->events[i].header.type, "bundle.begun") == 0)
			return &judge->events[i];
	}
	return NULL;
}

/* Did a person withhold this, and is that in bundle.begun? */
static bool
is_decided(struct judge *judge, const struct judged *event, const char *member, const char *code)
{
	json_t *decisions = json_object_get(begun(judge)->values, "decisions"), *entry;
	size_t i;

	json_array_foreach(decisions, i, entry) {
		if (strcmp(json_string_value(json_object_get(entry, "event")), event->id) == 0 &&
		    strcmp(json_string_value(json_object_get(entry, "member")), member) == 0 &&
		    strcmp(json_string_value(json_object_get(entry, "code")), code) == 0)
			return true;
	}
	return false;
}

/* The one code under which a member may be withheld, if it is one of never_silent. */
static const char *
code_demanded(const struct judge *judge, const struct judged *event, const char *member)
{
	json_t *never = json_object_get(judge->policy, "never_silent"), *entry;
	size_t i;

	json_array_foreach(never, i, entry) {
		if (strcmp(json_string_value(json_object_get(entry, "type")), event->header.type) == 0 &&
		    strcmp(json_string_value(json_object_get(entry, "member")), member) == 0)
			return json_string_value(json_object_get(entry, "code"));
	}
	return NULL;
}

static bool
policy_opens(const struct judge *judge, const char *class)
{
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(judge->policy, "classes"), i, entry) {
		if (strcmp(json_string_value(entry), class) == 0)
			return true;
	}
	return false;
}

static void
check_withheld(struct judge *judge, const struct judged *event, const char *member,
               const char *class, const char *code)
{
	const char *demanded = code_demanded(judge, event, member);

	if (!policy_opens(judge, class) && strcmp(code, class) == 0)
		return;
	if (policy_opens(judge, class) && strcmp(code, "other-record") == 0 && demanded == NULL)
		return;
	if (demanded != NULL && strcmp(demanded, code) != 0)
		fault(judge, "%s /%s is withheld as %s, in silence", event->header.type, member, code);
	else if (!is_decided(judge, event, member, code))
		fault(judge, "%s /%s is withheld as %s, and nobody decided that", event->header.type,
		      member, code);
	else
		buffer_append_format(&judge->verdict->decisions, "%s %s\n", code,
		                     event->header.type);
}

static void
check_member(struct judge *judge, const struct judged *event, const char *member)
{
	const json_t *rule = json_object_get(json_object_get(event->rules, "sealed"), member);
	const json_t *value = json_object_get(event->values, member);
	const char *code = json_string_value(json_object_get(event->codes, member));
	const char *class = json_string_value(json_object_get(rule, "class"));

	if (class == NULL)
		fault(judge, "%s has no member %s", event->header.type, member);
	else if (value == NULL && code == NULL)
		fault(judge, "%s /%s is neither opened nor listed", event->header.type, member);
	else if (value != NULL && code != NULL)
		fault(judge, "%s /%s is opened and listed", event->header.type, member);
	else if (code != NULL)
		check_withheld(judge, event, member, class, code);
	else if (!policy_opens(judge, class))
		fault(judge, "%s /%s is opened against the policy", event->header.type, member);
	else if (schema_check_value(schema_find(judge->schemas, text_of(event->header.type), 1),
	                            member, value, NULL) != STATUS_OK)
		fault(judge, "%s /%s has a value that does not fit", event->header.type, member);
}

static void
check_members(struct judge *judge)
{
	for (size_t i = 0; i < judge->count; i++) {
		const struct judged *event = &judge->events[i];
		const char *member;
		json_t *commitment;

		json_object_foreach(event->commitments, member, commitment)
			check_member(judge, event, member);
	}
}

/* Every chain that is here is named with its n and head, and the bundle's own ends with bundle.begun. */
static void
check_chains(struct judge *judge)
{
	json_t *chains = json_object_get(begun(judge)->values, "chains"), *entry;
	size_t i, named = 0, here = 0;

	json_array_foreach(chains, i, entry) {
		const char *subject = json_string_value(json_object_get(entry, "subject"));
		const struct judged *last = NULL;
		struct digest head;

		for (size_t k = 0; k < judge->count; k++) {
			if (strcmp(judge->events[k].header.subject.text, subject) == 0)
				last = &judge->events[k];
		}
		if (last == NULL || !json_member_digest(entry, "head", &head) ||
		    !digest_equal(&head, &last->leaf) ||
		    last->header.n != json_integer_value(json_object_get(entry, "n")))
			fault(judge, "the chain of %.40s is not whole", subject);
		named++;
	}
	for (size_t k = 0; k < judge->count; k++)
		here += judge->events[k].header.n == 1;
	if (here != named + 1 || begun(judge) != &judge->events[judge->count - 1])
		fault(judge, "a chain is here that bundle.begun does not name");
}

/* A path of base64 hashes; "-" for none. */
static bool
read_path(struct text text, struct merkle_proof *out)
{
	out->count = 0;
	if (text_is(text, "-"))
		return true;
	while (text.p != NULL && text.n > 0 && out->count < MERKLE_PROOF_LIMIT) {
		SCOPED(buffer) bytes = { 0 };

		if (!base64_read(&bytes, text_cut(&text, ',')) ||
		    bytes.n != sizeof out->hashes[0].bytes)
			return false;
		memcpy(out->hashes[out->count++].bytes, bytes.p, bytes.n);
	}
	return true;
}

/* Whether the checkpoint in that file is signed, and proves the event; *signer tells by whom. */
static bool
proves(struct judge *judge, const char *name, const struct judged *event, struct text path,
       const struct known_actor **signer)
{
	struct note_verifier known[8];
	bool signed_by[8] = { false };
	SCOPED(buffer) note = { 0 };
	struct checkpoint checkpoint;
	struct merkle_proof proof;

	read_part(judge, name, &note);
	assert_true(judge->actors.count <= 8);
	for (size_t i = 0; i < judge->actors.count; i++)
		known[i] = judge->actors.all[i].verifier;
	if (checkpoint_verify(text_of_buffer(&note), known, judge->actors.count, signed_by,
	                      &checkpoint, NULL) != STATUS_OK)
		return false;
	for (size_t i = 0; i < judge->actors.count; i++) {
		if (signed_by[i])
			*signer = &judge->actors.all[i];
	}
	return read_path(path, &proof) &&
	       merkle_inclusion_check(&proof, (uint64_t)event->header.seq, &event->leaf,
	                              &checkpoint.head, NULL) == STATUS_OK;
}

static void
check_proof(struct judge *judge, struct judged *event, struct text line)
{
	struct text id = text_cut(&line, ' '), seq = text_cut(&line, ' ');
	struct text own = text_cut(&line, ' '), own_path = text_cut(&line, ' ');
	struct text size = text_cut(&line, ' ');
	const struct known_actor *signer = NULL, *last = NULL;
	SCOPED(buffer) name = { 0 };
	uint64_t number;

	buffer_append_format(&name, "custody/checkpoints/%.*s.txt", (int)own.n, own.p);
	if (!text_is(id, event->id) || !text_number(seq, INT64_MAX, &number) ||
	    number != (uint64_t)event->header.seq || size.n == 0)
		fault(judge, "%s: its proof is of another", event->header.type);
	else if (!proves(judge, buffer_string(&name), event, own_path, &signer))
		fault(judge, "%s: its own checkpoint does not prove it", event->header.type);
	else if (!digest_equal(&signer->fingerprint, &event->header.actor))
		fault(judge, "%s: its checkpoint was signed by another", event->header.type);
	else if (!proves(judge, "custody/checkpoint.txt", event, line, &last))
		fault(judge, "%s: the last checkpoint does not prove it", event->header.type);
}

static void
check_proofs(struct judge *judge)
{
	SCOPED(buffer) text = { 0 };
	struct text rest;
	size_t at = 0;

	read_part(judge, "custody/proofs.txt", &text);
	for (rest = text_of_buffer(&text); rest.n > 0 && at < judge->count; at++)
		check_proof(judge, &judge->events[at], text_cut(&rest, '\n'));
	if (rest.n > 0 || at != judge->count)
		fault(judge, "proofs.txt has not one line an event");
}

static void
check_items(struct judge *judge)
{
	SCOPED(buffer) text = { 0 };
	SCOPED_JSON json_t *whole = NULL;
	json_t *item, *value;
	size_t i, k, seen = 0;

	read_part(judge, "catalogue/items.json", &text);
	assert_ok(json_read(&whole, text_of_buffer(&text), NULL), NULL);
	json_array_foreach(json_object_get(whole, "items"), i, item) {
		json_array_foreach(json_object_get(item, "values"), k, value) {
			json_t *from = json_object_get(value, "from");
			struct judged *event =
				find_event(judge, json_string_value(json_array_get(from, 0)));
			const char *member = json_string_value(json_array_get(from, 1));

			seen++;
			if (event == NULL ||
			    !json_equal(json_object_get(event->values, member + 1),
			                json_object_get(value, "value")))
				fault(judge, "items.json: %s is not what its event says",
				      json_string_value(json_object_get(value, "name")));
		}
	}
	if (seen == 0)
		fault(judge, "items.json says nothing");
}

static void
judge_end(struct judge *judge)
{
	for (size_t i = 0; i < judge->count; i++) {
		json_decref(judge->events[i].whole);
		json_decref(judge->events[i].rules);
		json_decref(judge->events[i].values);
		json_decref(judge->events[i].codes);
	}
	known_actors_end(&judge->actors);
	json_decref(judge->policy);
	schemas_close(judge->schemas);
	free(judge);
}

static void
judge_all(struct judge *judge)
{
	const char *policy;

	read_events(judge);
	read_disclosures(judge);
	read_redactions(judge);
	judge->verdict->events = judge->count;
	if (begun(judge) == NULL) {
		fault(judge, "there is no bundle.begun");
		return;
	}
	policy = json_string_value(json_object_get(begun(judge)->values, "policy"));
	judge->policy = policy ? read_embedded("policies", policy) : NULL;
	if (judge->policy == NULL) {
		fault(judge, "the policy is not known");
		return;
	}
	check_chains(judge);
	check_members(judge);
	check_proofs(judge);
	check_items(judge);
}

void
bundle_judge(const char *folder, struct verdict *out)
{
	struct judge *judge = calloc(1, sizeof *judge);

	*out = (struct verdict){ 0 };
	judge->folder = folder;
	judge->verdict = out;
	assert_ok(schemas_open(&judge->schemas, NULL), NULL);
	judge_all(judge);
	judge_end(judge);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_members.c - each commitment of an event is opened by exactly one line
 * that hashes to it, or listed with a code that the policy, the rule of
 * references or a person gives (docs/bundle-format.md §§2, 4).
 */
#include "bundle/verify_internal.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <string.h>

/* catalog/events/TYPE.json, read once a type; NULL where memory ran out. */
static const json_t *
rules_of(struct verification *v, const char *type)
{
	json_t *rules = json_object_get(v->rules, type);
	SCOPED(buffer) path = { 0 };
	const struct embedded_file *file;

	if (rules != NULL)
		return json_object_get(rules, "sealed");
	buffer_append_format(&path, "catalog/events/%s.json", type);
	file = embedded_find(buffer_string(&path));
	if (file == NULL || json_read(&rules, embedded_text(file), NULL) != STATUS_OK ||
	    json_object_set_new(v->rules, type, rules) != 0)
		return NULL;
	return json_object_get(rules, "sealed");
}

/* Can a value of this kind name another record, on any depth? */
static bool
names_records(const json_t *rule)
{
	const char *kind = json_string_value(json_object_get(rule, "is")), *name;
	json_t *inner;

	if (kind == NULL)
		return false;
	if (strcmp(kind, "subject") == 0 || json_object_get(rule, "refers") != NULL)
		return true;
	if (strcmp(kind, "list") == 0)
		return names_records(json_object_get(rule, "of"));
	json_object_foreach(json_object_get(rule, "members"), name, inner) {
		if (names_records(inner))
			return true;
	}
	return false;
}

static bool
policy_opens(const struct verification *v, const char *class)
{
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(v->begun.policy, "classes"), i, entry) {
		if (strcmp(json_string_value(entry), class) == 0)
			return true;
	}
	return false;
}

/* The one code under which a member of never_silent may be withheld; NULL for all others. */
static const char *
code_demanded(const struct verification *v, const char *type, const char *member)
{
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(v->begun.policy, "never_silent"), i, entry) {
		if (strcmp(json_string_value(json_object_get(entry, "type")), type) == 0 &&
		    strcmp(json_string_value(json_object_get(entry, "member")), member) == 0)
			return json_string_value(json_object_get(entry, "code"));
	}
	return NULL;
}

/* Tells each line that opens nothing, or opens again what the first did. */
static enum status
check_lines(struct verification *v, const struct judged_event *judged, json_t *opened,
            struct error *err)
{
	const struct custody_event *event = judged->event;

	for (size_t i = 0; i < event->disclosure_count; i++) {
		struct text name = custody_disclosure_member(event->disclosures[i]);
		const json_t *commitment = json_object_getn(event->commitments, name.p, name.n);
		char letters[BASE64URL_LENGTH(DIGEST_SIZE) + 1];
		struct digest digest;
		enum status st = digest_of(event->disclosures[i].p, event->disclosures[i].n, &digest,
		                           err);

		if (st != STATUS_OK)
			return st;
		base64url_write(letters, digest.bytes, sizeof digest.bytes);
		if (commitment == NULL || strcmp(json_string_value(commitment), letters) != 0)
			verify_fault(v, LAYER_DISCLOSURES, "opens-nothing", CUSTODY_DISCLOSURES,
			             &event->header.id, "what is said of %s /%.*s is not what its "
			             "commitment holds", event->header.type, (int)name.n, name.p);
		else if (json_object_getn(opened, name.p, name.n) != NULL)
			verify_fault(v, LAYER_DISCLOSURES, "opened-twice", CUSTODY_DISCLOSURES,
			             &event->header.id, "%s /%.*s is opened twice", event->header.type,
			             (int)name.n, name.p);
		else
			json_object_setn(opened, name.p, name.n,
			                 json_object_getn(event->values, name.p, name.n));
	}
	return STATUS_OK;
}

static void
tell_decision(struct verification *v, const struct custody_event *event, const char *member,
              const char *code)
{
	json_array_append_new(v->decisions,
	                      json_pack("{s:o,s:s,s:s,s:b,s:s?}", "event",
	                                json_of_uuid(&event->header.id), "type", event->header.type,
	                                "member", member, "opened", code == NULL, "code", code));
}

/* A member that is gone: a tombstone of its chain, which comes later, must list it. */
static void
await_tombstone(struct verification *v, const struct custody_event *event, const char *member)
{
	SCOPED(buffer) key = { 0 };
	char id[UUID_TEXT_SIZE];

	uuid_write(id, &event->header.id);
	buffer_append_format(&key, "%s/%s", id, member);
	json_object_set_new(v->destroyed, buffer_string(&key),
	                    json_string(event->header.subject.text));
}

static void
take_tombstone(struct verification *v, const struct custody_event *event)
{
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(event->values, "members"), i, entry) {
		const char *id = json_string_value(json_object_get(entry, "event"));
		const char *member = json_string_value(json_object_get(entry, "member"));
		const char *subject;
		SCOPED(buffer) key = { 0 };

		if (id == NULL || member == NULL)
			continue;
		buffer_append_format(&key, "%s/%s", id, member + (*member == '/'));
		subject = json_string_value(json_object_get(v->destroyed, buffer_string(&key)));
		if (subject != NULL && strcmp(subject, event->header.subject.text) == 0)
			json_object_del(v->destroyed, buffer_string(&key));
	}
}

void
members_finish(struct verification *v)
{
	const char *key;
	json_t *subject;

	json_object_foreach(v->destroyed, key, subject) {
		struct text rest = text_of(key), id = text_cut(&rest, '/');
		struct uuid event = { 0 };

		if (uuid_read(id, &event))
			verify_fault(v, LAYER_REDACTIONS, "not-destroyed", CUSTODY_REDACTIONS, &event,
			             "/%.*s is withheld as destroyed, and no destruction.approved of "
			             "its chain lists it", (int)rest.n, rest.p);
	}
}

static bool
is_known_code(const char *code)
{
	const struct embedded_file *file = embedded_find("catalog/vocabularies/redaction-code.tsv");
	struct text rest = embedded_text(file);

	(void)text_cut(&rest, '\n'); /* the heads of the columns */
	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (text_is(text_cut(&line, '\t'), code))
			return true;
	}
	return false;
}

static void
check_withheld(struct verification *v, const struct judged_event *judged, const char *member,
               const char *class, const char *code)
{
	const struct custody_event *event = judged->event;
	const struct uuid *id = &event->header.id;
	const char *demanded = code_demanded(v, event->header.type, member);
	bool opens = policy_opens(v, class);

	if (strcmp(code, "destroyed") == 0)
		await_tombstone(v, event, member);
	else if (!opens && strcmp(code, class) == 0)
		return;
	else if (opens && demanded == NULL && strcmp(code, "other-record") == 0 &&
	         names_records(json_object_get(judged->rules, member)))
		return;
	else if (!is_known_code(code))
		verify_fault(v, LAYER_REDACTIONS, "unknown-code", CUSTODY_REDACTIONS, id,
		             "%s /%s is withheld as %s, which is no code", event->header.type, member,
		             code);
	else if (demanded != NULL && strcmp(demanded, code) != 0)
		verify_fault(v, LAYER_REDACTIONS, "silent", CUSTODY_REDACTIONS, id,
		             "%s /%s is withheld as %s, in silence: it may be withheld as %s alone",
		             event->header.type, member, code, demanded);
	else if (!begun_decided(&v->begun, id, member, false, code))
		verify_fault(v, LAYER_REDACTIONS, "not-decided", CUSTODY_REDACTIONS, id,
		             "%s /%s is withheld as %s, and nobody decided that", event->header.type,
		             member, code);
	else
		tell_decision(v, event, member, code);
}

static void
check_opened(struct verification *v, const struct judged_event *judged, const char *member,
             const char *class, const json_t *value)
{
	const struct custody_event *event = judged->event;
	struct error why;

	if (schema_check_value(judged->schema, member, value, &why) != STATUS_OK)
		verify_fault(v, LAYER_DISCLOSURES, "unfit-value", CUSTODY_DISCLOSURES, &event->header.id,
		             "%s /%s: %s", event->header.type, member, why.text);
	if (v->begun.policy == NULL || policy_opens(v, class))
		return;
	if (begun_decided(&v->begun, &event->header.id, member, true, NULL))
		tell_decision(v, event, member, NULL);
	else
		verify_fault(v, LAYER_REDACTIONS, "opened-against-policy", CUSTODY_DISCLOSURES,
		             &event->header.id, "%s /%s is opened against the policy, and nobody "
		             "decided that", event->header.type, member);
}

static void
check_member(struct verification *v, const struct judged_event *judged, const char *member,
             const json_t *opened)
{
	const struct custody_event *event = judged->event;
	const json_t *value = json_object_get(opened, member);
	const char *code = json_string_value(json_object_get(event->redactions, member));
	const char *class = json_string_value(
		json_object_get(json_object_get(judged->rules, member), "class"));

	if (value != NULL && code != NULL)
		verify_fault(v, LAYER_REDACTIONS, "opened-and-listed", CUSTODY_REDACTIONS,
		             &event->header.id, "%s /%s is opened, and listed as withheld",
		             event->header.type, member);
	else if (value == NULL && code == NULL)
		verify_fault(v, LAYER_REDACTIONS, "neither", CUSTODY_REDACTIONS, &event->header.id,
		             "%s /%s is neither opened nor listed", event->header.type, member);
	else if (class == NULL)
		return; /* told with the schema */
	else if (code != NULL && v->begun.policy != NULL)
		check_withheld(v, judged, member, class, code);
	else if (value != NULL)
		check_opened(v, judged, member, class, value);
}

enum status
members_check(struct verification *v, struct judged_event *judged, struct error *err)
{
	const struct custody_event *event = judged->event;
	SCOPED_JSON json_t *opened = json_object();
	const char *member;
	json_t *commitment, *code;
	enum status st = check_lines(v, judged, opened, err);

	if (st != STATUS_OK)
		return st;
	/* from here on only what a commitment holds counts as opened */
	json_object_clear(event->values);
	json_object_update(event->values, opened);
	judged->rules = rules_of(v, event->header.type);
	json_object_foreach(json_iterable(event->commitments), member, commitment)
		check_member(v, judged, member, opened);
	json_object_foreach(json_iterable(event->redactions), member, code) {
		if (json_object_get(event->commitments, member) == NULL)
			verify_fault(v, LAYER_REDACTIONS, "no-such-member", CUSTODY_REDACTIONS,
			             &event->header.id, "%s has no member %s", event->header.type,
			             member);
	}
	if (strcmp(event->header.type, "destruction.approved") == 0)
		take_tombstone(v, event);
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* export_begun.c - what bundle.begun says: for whom, on what terms, which chains and exhibits. */
#include "bundle/export_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "casework/circumstances.h"
#include "casework/record_edit.h"
#include "casework/resolve.h"
#include "casework/value.h"
#include "casework/view_custody_parts.h"

#include <string.h>

/* Appends an owned object to a list that is a value. */
static enum status
append(json_t *list, json_t *entry, struct error *err)
{
	return entry != NULL && json_array_append_new(list, entry) == 0 ? STATUS_OK : fail_memory(err);
}

static json_t *
new_list(struct export *export, const char *member)
{
	json_t *list = json_array();

	if (list != NULL && json_object_set_new(export->values, member, list) != 0)
		return NULL;
	return list;
}

/* n and head of every chain but the bundle's own. */
static enum status
add_chain(struct export *export, json_t *list, const struct subject *chain, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct digest head;
	struct text leaf;
	enum status st = database_statement(export->catalogue->database,
	                                    "SELECT n, leaf FROM events WHERE subject = $1"
	                                    " ORDER BY n DESC LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK || text_is(subject_kind(chain), "bundle"))
		return st;
	statement_bind_text(row, 1, text_of(chain->text));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "%s has no events", chain->text)
		                         : st;
	leaf = statement_blob(row, 1);
	if (leaf.n != sizeof head.bytes)
		return fail(err, STATUS_UNUSABLE, "a leaf is damaged: run `vidimus audit`");
	memcpy(head.bytes, leaf.p, leaf.n);
	return append(list, json_pack("{s:s,s:I,s:o}", "subject", chain->text, "n",
	                              (json_int_t)statement_integer(row, 0), "head",
	                              json_of_digest(&head)),
	              err);
}

static enum status
add_chains(struct export *export, struct error *err)
{
	json_t *list = new_list(export, "chains");
	enum status st = list ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < export->selection.chain_count; i++)
		st = add_chain(export, list, &export->selection.chains[i], err);
	return st;
}

static enum status
add_exhibits(struct export *export, struct error *err)
{
	json_t *list = new_list(export, "exhibits");
	enum status st = list ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < export->selection.exhibit_count; i++) {
		const struct selected_exhibit *exhibit = &export->selection.exhibits[i];

		st = append(list, json_pack("{s:s,s:s}", "number", exhibit->number, "item",
		                            exhibit->item.text),
		            err);
	}
	return st;
}

/* The last audit that reached the bytes of the original; an unknown outcome is no check. */
static enum status
add_fixity(struct export *export, json_t *list, const struct subject *item, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED_JSON json_t *report = json_object(), *actions = json_array();
	struct text outcome = { NULL, 0 }, time;
	const json_t *last;
	const char *code;
	enum status st = database_statement(export->catalogue->database,
	                                    "SELECT o.sha256, o.seq FROM p_items i JOIN p_objects o"
	                                    " ON o.sha256 = i.object WHERE i.uuid = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	if (report == NULL || actions == NULL)
		return fail_memory(err);
	statement_bind_text(row, 1, subject_name(item));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	st = custody_add_checks(export->catalogue->ledger, statement_text(row, 0),
	                        statement_integer(row, 1), report, actions, err);
	last = json_object_get(report, "last_checked");
	if (st != STATUS_OK || !json_member_text(last, "outcome", &outcome) ||
	    !json_member_text(last, "time", &time))
		return st;
	code = text_is(outcome, "ok")        ? "matched"
	       : text_is(outcome, "altered") ? "changed"
	       : text_is(outcome, "missing") ? "missing"
	                                     : NULL;
	if (code == NULL)
		return st;
	return append(list, json_pack("{s:s,s:s%,s:s}", "item", item->text, "checked", time.p,
	                              time.n, "outcome", code),
	              err);
}

static enum status
add_earlier(struct export *export, json_t *list, const struct subject *item, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(export->catalogue->database,
	                                    "SELECT DISTINCT b.policy, b.begun FROM p_bundle_exhibits x"
	                                    " JOIN p_bundles b ON b.uuid = x.bundle WHERE x.item = $1"
	                                    " AND b.sealed IS NOT NULL AND b.policy IS NOT NULL"
	                                    " ORDER BY b.number",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject_name(item));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = append(list, json_pack("{s:s,s:o,s:o}", "item", item->text, "policy",
		                            value_of_text_column(row, 0), "begun",
		                            value_of_text_column(row, 1)),
		            err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_history(struct export *export, struct error *err)
{
	json_t *fixity = new_list(export, "fixity"), *earlier = new_list(export, "earlier");
	enum status st = fixity && earlier ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < export->items.count; i++) {
		st = add_fixity(export, fixity, &export->items.all[i], err);
		if (st == STATUS_OK)
			st = add_earlier(export, earlier, &export->items.all[i], err);
	}
	return st;
}

/* What people decided of one event that travels. */
static enum status
add_decision(json_t *list, const char *event, json_t *members, struct error *err)
{
	const char *member;
	json_t *decision;
	enum status st = STATUS_OK;

	json_object_foreach(members, member, decision) {
		json_t *code = json_object_get(decision, "code");

		st = append(list, json_pack("{s:s,s:s,s:b,s:O}", "event", event, "member", member,
		                            "opened", json_is_true(json_object_get(decision, "opened")),
		                            "code", code ? code : json_null()),
		            err);
		if (st != STATUS_OK)
			return st;
	}
	return st;
}

/* Is the event in one of the chains that the bundle covers, whether its events travel or not? */
static enum status
is_covered(struct export *export, const char *event, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(export->catalogue->database,
	                                    "SELECT subject FROM events WHERE id = $1", &row, err);

	*out = false;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(event));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*out = bundle_selection_has_chain(&export->selection, statement_text(row, 0));
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_decisions(struct export *export, struct error *err)
{
	json_t *list = new_list(export, "decisions"), *members;
	enum status st = list ? STATUS_OK : fail_memory(err);
	const char *event;

	json_object_foreach(export->decisions, event, members) {
		bool covered = false;

		if (st == STATUS_OK)
			st = is_covered(export, event, &covered, err);
		if (st == STATUS_OK && covered)
			st = add_decision(list, event, members, err);
	}
	return st;
}

static enum status
set_code(json_t *values, const char *member, const char *word, const char *first,
         const char *second, struct error *err)
{
	if (word == NULL)
		return STATUS_OK;
	if (strcmp(word, first) != 0 && strcmp(word, second) != 0)
		return fail(err, STATUS_INVALID, "%s are %s or %s", member, first, second);
	return value_set_text(values, member, word, err);
}

static enum status
set_recipient(struct export *export, struct error *err)
{
	const struct export_words *words = export->words;
	struct subject subject;
	struct resolved person;
	enum status st;

	if (words->to != NULL && words->to_organisation != NULL)
		return fail(err, STATUS_INVALID,
		            "say who receives it: a person or an organisation, one of the two");
	if (words->to == NULL)
		return value_set_text(export->values, "recipient", words->to_organisation, err);
	st = resolve_person(export->catalogue->ledger, text_of(words->to), &person, err);
	if (st != STATUS_OK)
		return st;
	export->has_person = true;
	export->person = person.uuid;
	subject = subject_of("person", &person.uuid);
	return value_set_text(export->values, "recipient_person", subject.text, err);
}

static enum status
set_words(struct export *export, struct error *err)
{
	const struct export_words *words = export->words;
	json_t *values = export->values;
	enum status st = value_set_text(values, "policy", policy_name(export->policy), err);

	if (st == STATUS_OK)
		st = set_recipient(export, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "purpose", words->purpose, err);
	if (st == STATUS_OK)
		st = set_code(values, "terms", words->terms, "disclosable", "lead-only", err);
	if (st == STATUS_OK)
		st = record_date_set(values, "expires", words->expires, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "decision_reasons", words->because, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "protected_reasons", words->protected_because, err);
	if (st == STATUS_OK &&
	    json_object_set_new(values, "no_onward", json_boolean(words->no_onward)) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
set_tool(struct export *export, struct error *err)
{
	SCOPED_JSON json_t *tool = circumstances_tool(export->catalogue);

	if (tool == NULL || json_object_del(tool, "libraries") != 0 ||
	    json_object_set(export->values, "tool", tool) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

enum status
export_values(struct export *export, struct error *err)
{
	enum status st;

	json_decref(export->values);
	export->values = json_object();
	st = export->values ? set_words(export, err) : fail_memory(err);
	if (st == STATUS_OK)
		st = set_tool(export, err);
	if (st == STATUS_OK)
		st = add_chains(export, err);
	if (st == STATUS_OK)
		st = add_exhibits(export, err);
	if (st == STATUS_OK)
		st = add_history(export, err);
	return st == STATUS_OK ? add_decisions(export, err) : st;
}

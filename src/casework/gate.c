/* SPDX-License-Identifier: Apache-2.0 */
/* gate.c - the rules of each use, restrictions, and how a refusal reads. */
#include "casework/gate_internal.h"

#include "casework/scope.h"
#include "casework/subject_words.h"

#include "base/dated.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

static const struct gate_rule rules[] = {
	[GATE_CITATION] = { "citation", "publish-redacted", "publish-full", { "citation" },
	                    .tolerates_silence = true },
	[GATE_PUBLICATION] = { "publication", "publish-redacted", "publish-full",
	                       { "citation", "publication" }, .publishes = true },
	[GATE_PARTNER] = { "partner", "share-partners", NULL, { "export", "sharing-partners" },
	                   .passes_on = true },
	[GATE_COURT] = { "court", "share-courts", NULL, { "export" }, .passes_on = true },
	[GATE_DEFENCE] = { "defence", "share-courts", NULL, { "export" }, .passes_on = true },
	[GATE_PUBLIC] = { "public", "publish-full", NULL, { "export", "publication" },
	                  .passes_on = true, .publishes = true },
	[GATE_PUBLIC_REDACTED] = { "public-redacted", "publish-redacted", "publish-full",
	                           { "export", "publication" }, .passes_on = true, .publishes = true },
};
#define RULES (sizeof rules / sizeof rules[0])

const char *
gate_use_name(enum gate_use use)
{
	return rules[use].name;
}

bool
gate_use_read(struct text name, enum gate_use *out)
{
	for (size_t i = 0; i < RULES; i++) {
		if (text_is(name, rules[i].name)) {
			*out = (enum gate_use)i;
			return true;
		}
	}
	return false;
}

bool
date_is_over(struct text dated, struct instant now)
{
	SCOPED_JSON json_t *object = NULL;
	struct dated date;
	struct edtf edtf;

	if (dated.p == NULL || json_read(&object, dated, NULL) != STATUS_OK ||
	    dated_of_json(object, &date, NULL) != STATUS_OK ||
	    dated_read(&date, &edtf, NULL) != STATUS_OK || edtf.bounds.latest == NO_LATEST)
		return false;
	return edtf.bounds.latest < now.milliseconds / 1000;
}

enum status
gate_block(struct gate *gate, const char *code, const char *record, const char *text,
           struct error *err)
{
	SCOPED(buffer) id = { 0 };
	enum status st = subject_id(gate->ledger, gate->subject, &id, err);
	json_t *block;

	if (st != STATUS_OK)
		return st;
	block = json_pack("{s:s,s:s,s:s?,s:s}", "code", code, "subject", buffer_string(&id),
	                  "record", record, "text", text);
	return block && json_array_append_new(gate->blocks, block) == 0 ? STATUS_OK
	                                                                : fail_memory(err);
}

/* The first of the restricted uses that this use would be; NULL for none. */
static const char *
forbidden(const struct gate_rule *rule, const json_t *uses)
{
	json_t *use;
	size_t i;

	json_array_foreach(uses, i, use) {
		for (size_t k = 0; k < sizeof rule->uses / sizeof rule->uses[0]; k++) {
			if (rule->uses[k] != NULL &&
			    text_is(text_of(rule->uses[k]), json_string_value(use)))
				return rule->uses[k];
		}
	}
	return NULL;
}

static enum status
judge_restriction(struct gate *gate, struct text through, struct statement *row,
                  struct error *err)
{
	SCOPED_JSON json_t *uses = NULL;
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) id = { 0 };
	const char *use = "what for is not known";
	enum status st = STATUS_OK;

	if (date_is_over(statement_text(row, 1), gate->now))
		return st;
	if (!statement_is_null(row, 0)) {
		st = json_read(&uses, statement_text(row, 0), err);
		use = st == STATUS_OK ? forbidden(gate->rule, uses) : NULL;
	}
	if (use == NULL)
		return st;
	st = subject_id(gate->ledger, through, &id, err);
	if (st != STATUS_OK)
		return st;
	buffer_append_format(&text, "its use is restricted since %.10s: %s",
	                     statement_text(row, 2).p, use);
	if (!text_equal(through, gate->subject))
		buffer_append_format(&text, " (with %s)", buffer_string(&id));
	return gate_block(gate, "restricted", buffer_string(&id), buffer_string(&text), err);
}

/* Restrictions in force that name something in the scope. */
static enum status
gate_restrictions(struct gate *gate, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *each;
	size_t i;

	json_array_foreach(gate->scope, i, each) {
		struct text through = text_of(json_string_value(each));
		SCOPED_STATEMENT row = NULL;

		if (st != STATUS_OK)
			break;
		st = database_statement(
			ledger_database(gate->ledger),
			"SELECT r.uses, r.until, r.placed FROM p_covers c JOIN p_restrictions r"
			" ON r.uuid = c.record WHERE c.subject = $1 AND c.kind = 'restriction'"
			" AND NOT EXISTS (SELECT 1 FROM p_restrictions_lifted l"
			" WHERE l.restriction = r.uuid)",
			&row, err);
		if (st != STATUS_OK)
			break;
		statement_bind_text(row, 1, through);
		while ((st = statement_step(row, err)) == STATUS_OK &&
		       (st = judge_restriction(gate, through, row, err)) == STATUS_OK)
			;
		if (st == STATUS_DONE)
			st = STATUS_OK;
	}
	return st;
}

/* An item whose file was destroyed, and not received again since. */
static enum status
gate_destroyed(struct gate *gate, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) text = { 0 };
	enum status st = database_statement(
		ledger_database(gate->ledger),
		"SELECT d.time FROM p_destructions d WHERE d.subject = $1 AND d.approved = 1"
		" AND d.objects > 0 AND NOT EXISTS (SELECT 1 FROM p_acquisitions a"
		" WHERE a.item = substr($1, 6) AND a.seq > d.seq) ORDER BY d.seq DESC LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, gate->subject);
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	buffer_append_format(&text, "its file was destroyed on %.10s", statement_text(row, 0).p);
	return gate_block(gate, "destroyed", NULL, buffer_string(&text), err);
}

static enum status
check_one(struct ledger *ledger, const struct subject *subject, const struct gate_rule *rule,
          struct instant now, json_t *blocks, struct error *err)
{
	struct gate gate = { .ledger = ledger, .rule = rule, .now = now,
		             .subject = text_of(subject->text), .blocks = blocks };
	SCOPED_JSON json_t *scope = NULL;
	enum status st = scope_of(ledger, gate.subject, false, &scope, err);

	gate.scope = scope;
	if (st == STATUS_OK)
		st = gate_destroyed(&gate, err);
	if (st == STATUS_OK)
		st = gate_consents(&gate, err);
	if (st == STATUS_OK)
		st = gate_restrictions(&gate, err);
	return st == STATUS_OK ? gate_received(&gate, err) : st;
}

enum status
gate_check(struct ledger *ledger, const struct subject *subjects, size_t count,
           enum gate_use use, struct instant now, json_t *blocks, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = check_one(ledger, &subjects[i], &rules[use], now, blocks, err);
	return st;
}

enum status
gate_refuse(const json_t *blocks, struct error *err)
{
	size_t count = json_array_size(blocks);
	const json_t *first = json_array_get(blocks, 0);

	if (count == 0)
		return STATUS_OK;
	if (count == 1)
		return fail(err, STATUS_REFUSED, "%s: %s",
		            json_string_value(json_object_get(first, "subject")),
		            json_string_value(json_object_get(first, "text")));
	return fail(err, STATUS_REFUSED, "%s: %s; %zu more stand in the way (vidimus consent check)",
	            json_string_value(json_object_get(first, "subject")),
	            json_string_value(json_object_get(first, "text")), count - 1);
}

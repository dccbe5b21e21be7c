/* SPDX-License-Identifier: Apache-2.0 */
/* selection.c - which members of the selected events are opened, and why the others are not. */
#include "bundle/selection.h"

#include "base/canonical_reader.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/selection_chains.h"

#include <stdlib.h>
#include <string.h>

#define OTHER_RECORD "other-record"

/* One event while its members are looked at. */
struct choosing {
	struct ledger                 *ledger;
	const struct bundle_ask       *ask;
	const struct bundle_selection *selection; /* its chains and events are known */
	const struct schema           *schema;
	struct uuid                    id;
	bool                           goes_elsewhere; /* a member names a subject that stays at home */
	bool                           stays;          /* so does the value that is looked at */
};

void
bundle_selection_end(struct bundle_selection *selection)
{
	free(selection->events);
	free(selection->codes);
	free(selection->exhibits);
	free(selection->chains);
	*selection = (struct bundle_selection){ 0 };
}

static int
compare_chain(const void *key, const void *chain)
{
	const struct text *wanted = key;
	const char *text = ((const struct subject *)chain)->text;
	int order = strncmp(wanted->p, text, wanted->n);

	return order != 0 ? order : text[wanted->n] == '\0' ? 0 : -1;
}

bool
bundle_selection_has_chain(const struct bundle_selection *selection, struct text subject)
{
	return subject.p != NULL && selection->chain_count > 0 &&
	       bsearch(&subject, selection->chains, selection->chain_count,
	               sizeof *selection->chains, compare_chain) != NULL;
}

static int
compare_event(const void *key, const void *event)
{
	int64_t wanted = *(const int64_t *)key, seq = ((const struct selected_event *)event)->seq;

	return (wanted > seq) - (wanted < seq);
}

bool
bundle_selection_has_event(const struct bundle_selection *selection, int64_t seq)
{
	return selection->event_count > 0 &&
	       bsearch(&seq, selection->events, selection->event_count, sizeof *selection->events,
	               compare_event) != NULL;
}

static enum status
is_carried(const struct choosing *choosing, struct text event, bool *out, struct error *err)
{
	struct uuid id;
	int64_t seq = -1;
	enum status st;

	*out = false;
	if (!uuid_read(event, &id))
		return STATUS_OK;
	st = ledger_find(choosing->ledger, &id, &seq, err);
	*out = st == STATUS_OK && bundle_selection_has_event(choosing->selection, seq);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

/* A link is told only where the other side, which its event names, is here too. */
static enum status
look_at_reference(void *context, enum reference_kind kind, struct text name, struct error *err)
{
	struct choosing *choosing = context;
	enum status st = STATUS_OK;
	bool here = true;

	if (kind == REFERENCE_SUBJECT)
		here = bundle_selection_has_chain(choosing->selection, name);
	else if (kind == REFERENCE_RECORD)
		st = is_carried(choosing, name, &here, err);
	else
		here = !choosing->goes_elsewhere;
	choosing->stays = choosing->stays || !here;
	return st;
}

static enum status
look_at_subject(void *context, enum reference_kind kind, struct text name, struct error *err)
{
	struct choosing *choosing = context;

	(void)err;
	if (kind == REFERENCE_SUBJECT && !bundle_selection_has_chain(choosing->selection, name))
		choosing->goes_elsewhere = true;
	return STATUS_OK;
}

static enum status
references(struct choosing *choosing, const char *member, struct text value,
           enum status (*found)(void *, enum reference_kind, struct text, struct error *),
           struct error *err)
{
	const struct reference_output to = { found, choosing };
	SCOPED_JSON json_t *parsed = NULL;
	enum status st;

	if (!schema_sealed_refers(choosing->schema, member) || text_is(value, "null"))
		return STATUS_OK;
	st = json_read(&parsed, value, err);
	return st == STATUS_OK
	               ? schema_references(choosing->schema, member, parsed, &to, err)
	               : st;
}

const json_t *
bundle_decision(const struct bundle_ask *ask, const struct uuid *event, const char *member)
{
	char id[UUID_TEXT_SIZE];

	if (ask->decisions == NULL)
		return NULL;
	uuid_write(id, event);
	return json_object_get(json_object_get(ask->decisions, id), member);
}

/* Withheld by a person: what may not be kept silent about goes under its own code. */
static enum status
obey(const struct choosing *choosing, const json_t *decision, const char *member,
     const char **code, struct error *err)
{
	const char *type = schema_type(choosing->schema);
	const char *demanded = policy_silence_code(choosing->ask->policy, type, member);

	*code = json_string_value(json_object_get(decision, "code"));
	if (*code == NULL)
		return fail(err, STATUS_FAULT, "a decision on /%s of %s has no code", member, type);
	if (demanded != NULL && strcmp(demanded, *code) != 0)
		return fail(err, STATUS_REFUSED, "/%s of %s can be withheld as %s, and not as %s",
		            member, type, demanded, *code);
	return STATUS_OK;
}

/* By its class; `value` p NULL: it was destroyed. */
static enum status
code_by_class(struct choosing *choosing, size_t index, struct text value, const char **code,
              struct error *err)
{
	const char *member = schema_sealed_name(choosing->schema, index);
	const char *class = schema_sealed_class(choosing->schema, index);
	enum status st = STATUS_OK;

	*code = strcmp(class, "plain") == 0 ? "policy" : class;
	if (!policy_opens(choosing->ask->policy, class))
		return st;
	*code = value.p == NULL ? "destroyed" : NULL;
	choosing->stays = false;
	if (value.p != NULL)
		st = references(choosing, member, value, look_at_reference, err);
	if (st != STATUS_OK || !choosing->stays)
		return st;
	*code = OTHER_RECORD;
	if (policy_silence_code(choosing->ask->policy, schema_type(choosing->schema), member) != NULL)
		return fail(err, STATUS_REFUSED,
		            "/%s of %s names a record that is not in the bundle, and may not be withheld"
		            " in silence: name that record too, or withhold it by a decision",
		            member, schema_type(choosing->schema));
	return st;
}

static enum status
code_of(struct choosing *choosing, size_t index, struct text value, const char **code,
        struct error *err)
{
	const char *member = schema_sealed_name(choosing->schema, index);
	const json_t *decision = bundle_decision(choosing->ask, &choosing->id, member);

	if (decision == NULL || value.p == NULL)
		return code_by_class(choosing, index, value, code, err);
	*code = NULL;
	return json_is_true(json_object_get(decision, "opened"))
	               ? STATUS_OK
	               : obey(choosing, decision, member, code, err);
}

/* The values of an event beside its schema: both in the order of names. */
static enum status
read_values(const struct schema *schema, struct text members, struct text *values,
            struct error *err)
{
	struct canonical_reader reader;
	struct text key, value;
	size_t at = 0, count = schema_sealed_count(schema);
	enum status st;

	canonical_begin(&reader, members);
	st = canonical_object(&reader, err);
	while (st == STATUS_OK && (st = canonical_member(&reader, &key, err)) == STATUS_OK) {
		st = canonical_skip(&reader, &value, err);
		while (at < count && !text_is(key, schema_sealed_name(schema, at)))
			at++;
		if (st == STATUS_OK && at < count)
			values[at] = value;
	}
	return st == STATUS_DONE ? canonical_finish(&reader, err) : st;
}

static enum status
choose(struct choosing *choosing, struct text members, const char **codes, struct error *err)
{
	size_t count = schema_sealed_count(choosing->schema);
	SCOPED_FREE struct text *values = calloc(count + 1, sizeof *values);
	enum status st = values ? read_values(choosing->schema, members, values, err)
	                        : fail_memory(err);

	choosing->goes_elsewhere = false;
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		if (values[i].p != NULL)
			st = references(choosing, schema_sealed_name(choosing->schema, i),
			                values[i], look_at_subject, err);
	}
	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = code_of(choosing, i, values[i], &codes[i], err);
	return st;
}

/* Room for the codes of one more event's members. */
static enum status
grow_codes(struct bundle_selection *selection, size_t *room, size_t more, struct error *err)
{
	const char **grown;

	if (selection->code_count + more <= *room)
		return STATUS_OK;
	*room = (selection->code_count + more) * 2;
	grown = reallocarray(selection->codes, *room, sizeof *grown);
	if (grown == NULL)
		return fail_memory(err);
	selection->codes = grown;
	return STATUS_OK;
}

static enum status
choose_event(struct choosing *choosing, struct bundle_selection *selection, size_t at,
             size_t *room, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	size_t count;
	enum status st = database_statement(ledger_database(choosing->ledger),
	                                    "SELECT id, type, members FROM events"
	                                    " JOIN event_values USING (seq) WHERE seq = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, selection->events[at].seq);
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !uuid_read(statement_text(row, 0), &choosing->id)))
		return fail(err, STATUS_UNUSABLE, "its values are missing: run `vidimus audit`");
	if (st != STATUS_OK)
		return st;
	choosing->schema = schema_find(ledger_schemas(choosing->ledger), statement_text(row, 1), 1);
	if (choosing->schema == NULL)
		return fail(err, STATUS_UNUSABLE, "its type is not known here");
	count = schema_sealed_count(choosing->schema);
	st = grow_codes(selection, room, count, err);
	if (st != STATUS_OK)
		return st;
	selection->events[at].first = selection->code_count;
	st = choose(choosing, statement_text(row, 2), selection->codes + selection->code_count, err);
	selection->code_count += count;
	return st;
}

static enum status
choose_all(struct ledger *ledger, const struct bundle_ask *ask, size_t first,
           struct bundle_selection *selection, struct error *err)
{
	struct choosing choosing = { .ledger = ledger, .ask = ask, .selection = selection };
	size_t room = selection->code_count;
	enum status st = STATUS_OK;

	for (size_t i = first; st == STATUS_OK && i < selection->event_count; i++) {
		st = choose_event(&choosing, selection, i, &room, err);
		if (st != STATUS_OK)
			return while_doing(err, st, "choosing what is opened of event %lld",
			                   (long long)selection->events[i].seq);
	}
	return st;
}

/* Takes the chains, and their events where events travel. */
static enum status
take_set(struct chain_set *set, struct bundle_selection *selection, struct error *err)
{
	selection->chains = set->chains;
	selection->chain_count = set->count;
	set->chains = NULL;
	if (!selection->carries_events)
		return STATUS_OK;
	selection->events = calloc(set->event_count + 1, sizeof *selection->events);
	if (selection->events == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < set->event_count; i++)
		selection->events[i].seq = set->events[i];
	selection->event_count = set->event_count;
	return STATUS_OK;
}

enum status
bundle_selection_make(struct ledger *ledger, const struct bundle_ask *ask,
                      struct bundle_selection *out, struct error *err)
{
	struct bundle_selection selection = { .carries_events = policy_carries_events(ask->policy) };
	struct chain_set set = { 0 };
	enum status st = chain_set_make(ledger, ask, &set, err);

	if (st == STATUS_OK)
		st = take_set(&set, &selection, err);
	if (st == STATUS_OK)
		st = choose_all(ledger, ask, 0, &selection, err);
	chain_set_end(&set);
	if (st != STATUS_OK) {
		bundle_selection_end(&selection);
		return st;
	}
	*out = selection;
	return STATUS_OK;
}

enum status
bundle_selection_add(struct ledger *ledger, const struct bundle_ask *ask, int64_t begun,
                     struct bundle_selection *selection, struct error *err)
{
	size_t at = selection->event_count;
	struct selected_event *grown =
		reallocarray(selection->events, at + 1, sizeof *selection->events);

	if (grown == NULL)
		return fail_memory(err);
	selection->events = grown;
	selection->events[at] = (struct selected_event){ .seq = begun };
	selection->event_count++;
	return choose_all(ledger, ask, at, selection, err);
}

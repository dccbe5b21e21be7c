/* SPDX-License-Identifier: Apache-2.0 */
/* withholding.c - standing decisions to withhold or to open a member of an event. */
#include "casework/withholding_internal.h"

#include "casework/resolve.h"
#include "casework/value.h"
#include "casework/view_row.h"
#include "casework/vocabulary.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define RECORDS "EVIRCBFALPNXT" /* whose events can leave */

/* What is decided, and of which events. */
struct deciding {
	struct catalogue               *catalogue;
	const struct withholding_words *words;
	json_t *policies; /* sorted codes; null: all; owned */
	json_t *found;    /* {"event","type","member","class","before"}; owned */
	bool    only;     /* one event was named: it must have the member */
};

static bool
is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

bool
class_is_protected(const char *class)
{
	static const char *const classes[] = { "device", "internal-note",   "path-host",
		                               "person", "private-channel", "safety-place" };

	return is_one_of(class, classes, sizeof classes / sizeof classes[0]);
}

/* The code under which alone the member may be withheld, or NULL; borrowed from `list`. */
static const char *
code_demanded(const json_t *list, const char *type, const char *member)
{
	json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		if (text_is(view_text(entry, "type"), type) &&
		    text_is(view_text(entry, "member"), member))
			return json_string_value(json_object_get(entry, "code"));
	}
	return NULL;
}

/* Codes that the program gives, or that go with certain members only. */
static enum status
check_code(const char *type, const char *member, const char *code, struct error *err)
{
	static const char *const ours[] = { "destroyed", "other-record", "policy" };
	static const char *const kept[] = { "contradiction", "disclosure-value", "dissent",
		                            "refutation" };
	SCOPED_JSON json_t *policy = NULL;
	const char *demanded;
	enum status st = json_read(&policy,
	                           embedded_text(embedded_find("catalog/policies/court.json")), err);

	if (st != STATUS_OK)
		return st;
	demanded = code_demanded(json_object_get(policy, "never_silent"), type, member);
	if (is_one_of(code, ours, sizeof ours / sizeof ours[0]))
		return fail(err, STATUS_INVALID,
		            "%s is not for people to decide: the program finds it", code);
	if (demanded != NULL && strcmp(demanded, code) != 0)
		return fail(err, STATUS_INVALID,
		            "%s of %s is never withheld in silence: the code is %s", member, type,
		            demanded);
	if (demanded == NULL && is_one_of(code, kept, sizeof kept / sizeof kept[0]))
		return fail(err, STATUS_INVALID, "%s is no code for %s of %s", code, member, type);
	return STATUS_OK;
}

/* Policies with commas or spaces between, as a sorted list; null for none. */
static enum status
read_policies(const char *words, json_t **out, struct error *err)
{
	static const char *const names[] = { "court",  "defence", "partner",
		                             "public", "review",  "self" };
	bool named[sizeof names / sizeof names[0]] = { false };
	struct text rest = text_of(words);

	while (rest.n > 0) {
		size_t n = 0, i = 0;

		while (n < rest.n && rest.p[n] != ' ' && rest.p[n] != ',')
			n++;
		while (n > 0 && i < sizeof names / sizeof names[0] &&
		       !text_is((struct text){ rest.p, n }, names[i]))
			i++;
		if (i == sizeof names / sizeof names[0])
			return fail(err, STATUS_INVALID,
			            "“%.*s” is no policy: self, court, defence, partner, public, review",
			            (int)(n < 40 ? n : 40), rest.p);
		named[i] = named[i] || n > 0;
		rest.p += n < rest.n ? n + 1 : n;
		rest.n -= n < rest.n ? n + 1 : n;
	}
	*out = words && *words ? json_array() : json_null();
	for (size_t i = 0; *words && i < sizeof names / sizeof names[0]; i++) {
		if (named[i] && json_array_append_new(*out, json_string(names[i])) != 0)
			return fail_memory(err);
	}
	return *out ? STATUS_OK : fail_memory(err);
}

/* Does the last decision on the member say the same to each of these policies? */
static enum status
is_decided(struct deciding *deciding, const char *event, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	const struct withholding_words *words = deciding->words;
	enum status st = database_statement(
		deciding->catalogue->database,
		"SELECT opened, code, policies FROM p_member_decisions WHERE event = $1"
		" AND member = $2 ORDER BY seq DESC LIMIT 1",
		&row, err);
	SCOPED_JSON json_t *policies = NULL;

	*out = false;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(event));
	statement_bind_text(row, 2, text_of(words->member));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	policies = value_of_json_column(row, 2);
	*out = policies != NULL && json_equal(policies, deciding->policies) &&
	       (statement_integer(row, 0) != 0) == (words->code == NULL) &&
	       (words->code == NULL || text_is(statement_text(row, 1), words->code));
	return STATUS_OK;
}

static const char *
class_of_member(const struct schema *schema, const char *member)
{
	for (size_t i = 0; schema != NULL && i < schema_sealed_count(schema); i++) {
		if (strcmp(schema_sealed_name(schema, i), member) == 0)
			return schema_sealed_class(schema, i);
	}
	return NULL;
}

static enum status
take(struct deciding *deciding, const struct event_record *record, const char *class,
     struct error *err)
{
	const struct withholding_words *words = deciding->words;
	char id[UUID_TEXT_SIZE];
	bool decided = false;
	enum status st = words->code ? check_code(record->header.type, words->member, words->code, err)
	                             : STATUS_OK;

	uuid_write(id, &record->header.id);
	if (st == STATUS_OK)
		st = is_decided(deciding, id, &decided, err);
	if (st != STATUS_OK)
		return st;
	return json_array_append_new(deciding->found,
	                             json_pack("{s:s,s:s,s:s,s:s,s:b}", "event", id, "type",
	                                       record->header.type, "member", words->member,
	                                       "class", class, "before", decided)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Takes the event when it has the member and, unless it was named itself, a value there. */
static enum status
consider(struct deciding *deciding, int64_t seq, struct error *err)
{
	SCOPED(event_record) record = { 0 };
	const char *member = deciding->words->member, *class;
	const json_t *value;
	struct text kind;
	enum status st = ledger_read(deciding->catalogue->ledger, seq, &record, err);

	if (st != STATUS_OK)
		return st;
	kind = subject_kind(&record.header.subject);
	if (text_is(kind, "person") || text_is(kind, "delivery") || text_is(kind, "setting"))
		return fail(err, STATUS_INVALID,
		            "events of this chain (%s) never leave: there is nothing to decide",
		            record.header.type);
	class = class_of_member(schema_find(ledger_schemas(deciding->catalogue->ledger),
	                                    text_of(record.header.type), record.header.tv),
	                        member);
	value = json_object_get(record.values, member);
	if (class == NULL || (!deciding->only && (value == NULL || json_is_null(value))))
		return deciding->only ? fail(err, STATUS_NOT_FOUND, "%s has no member %.64s",
		                             record.header.type, member)
		                      : STATUS_OK;
	return take(deciding, &record, class, err);
}

static enum status
consider_chain(struct deciding *deciding, const struct subject *subject, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(deciding->catalogue->ledger,
	                            "SELECT seq FROM events WHERE subject = $1 ORDER BY n",
	                            text_of(subject->text), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK)
		st = consider(deciding, statement_integer(row, 0), err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
consider_event(struct deciding *deciding, const struct uuid *id, struct error *err)
{
	int64_t seq = 0;
	enum status st = ledger_find(deciding->catalogue->ledger, id, &seq, err);

	deciding->only = true;
	return st == STATUS_OK ? consider(deciding, seq, err) : st;
}

static enum status
find_events(struct deciding *deciding, struct error *err)
{
	struct ledger *ledger = deciding->catalogue->ledger;
	struct text record = text_of(deciding->words->record);
	struct resolved resolved;
	struct subject subject;
	struct uuid id;
	int64_t seq = 0;
	enum status st;

	if (uuid_read(record, &id) && ledger_find(ledger, &id, &seq, NULL) == STATUS_OK)
		return consider_event(deciding, &id, err);
	st = resolve(ledger, record, RECORDS, &resolved, err);
	if (st != STATUS_OK)
		return st;
	if (!resolved_subject(&resolved, &subject))
		return consider_event(deciding, &resolved.uuid, err);
	st = consider_chain(deciding, &subject, err);
	if (st == STATUS_OK && json_array_size(deciding->found) == 0)
		st = fail(err, STATUS_NOT_FOUND, "no event of %s has anything in a member %.64s",
		          deciding->words->record, deciding->words->member);
	return st;
}

static enum status
add_decision(struct deciding *deciding, struct change *change, const char *event,
             struct error *err)
{
	const struct withholding_words *words = deciding->words;
	const struct subject setting = subject_of("setting", &deciding->catalogue->uuid);
	SCOPED_JSON json_t *open = json_object();
	SCOPED_JSON json_t *values = json_pack("{s:s,s:s,s:O}", "event", event, "member",
	                                       words->member, "policies", deciding->policies);
	enum status st = open && values ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK && words->code != NULL)
		st = value_set_text(values, "code", words->code, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "because", words->because, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "protected_because", words->protected_because, err);
	return st == STATUS_OK ? change_add(change, words->code ? "member.withheld" : "member.opened",
	                                    &setting, open, values, NULL, err)
	                       : st;
}

static enum status
add_decisions(struct deciding *deciding, struct change *change, struct error *err)
{
	enum status st = find_events(deciding, err);
	size_t i, added = 0;
	json_t *entry;

	json_array_foreach(deciding->found, i, entry) {
		if (st != STATUS_OK || json_is_true(json_object_get(entry, "before")))
			continue;
		st = add_decision(deciding, change, view_text(entry, "event").p, err);
		added++;
	}
	return st == STATUS_OK && added == 0
	               ? fail(err, STATUS_EXISTS, "it is decided so already: nothing would change")
	               : st;
}

static enum status
check_words(struct deciding *deciding, struct error *err)
{
	const struct withholding_words *words = deciding->words;
	enum status st = words_say_why(words->because, words->protected_because, err);

	if (st == STATUS_OK)
		st = read_policies(words->policies ? words->policies : "", &deciding->policies, err);
	if (st == STATUS_OK && words->code != NULL)
		st = vocabulary_check(deciding->catalogue->database, "redaction-code",
		                      text_of(words->code), err);
	if (st != STATUS_OK || words->code != NULL)
		return st;
	if (json_array_size(deciding->policies) == 0)
		return fail(err, STATUS_INVALID, "say for which policies it may leave: --for court");
	for (size_t i = 0; i < json_array_size(deciding->policies); i++) {
		if (strcmp(json_string_value(json_array_get(deciding->policies, i)), "public") == 0)
			return fail(err, STATUS_INVALID,
			            "public carries a list of values and no events: nothing is opened there by a decision");
	}
	return STATUS_OK;
}

enum status
words_say_why(const char *because, const char *protected_because, struct error *err)
{
	if (text_trim(text_of(because)).n > 0 || text_trim(text_of(protected_because)).n > 0)
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "say why: --because, or --protected-because where it is for somebody's sake");
}

enum status
withholding_decide(struct catalogue *catalogue, const struct withholding_words *words,
                   json_t **out, struct error *err)
{
	struct deciding deciding = { .catalogue = catalogue, .words = words, .found = json_array() };
	struct change *change = NULL;
	enum status st = deciding.found ? check_words(&deciding, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, words->code ? "withhold" : "disclose", &change, err);
	if (st == STATUS_OK) {
		st = add_decisions(&deciding, change, err);
		st = catalogue_finish(catalogue, change, st, err);
	}
	if (st == STATUS_OK)
		*out = json_incref(deciding.found);
	json_decref(deciding.policies);
	json_decref(deciding.found);
	return st;
}

/* Puts {"opened","code"} at EVENT, MEMBER: what comes later takes its place. */
static enum status
note_decision(json_t *out, struct statement *row, struct error *err)
{
	struct text event = statement_text(row, 0), member = statement_text(row, 1);
	json_t *members = json_object_getn(out, event.p, event.n);
	json_t *entry = json_pack("{s:b,s:o}", "opened", (int)statement_integer(row, 2), "code",
	                          value_of_text_column(row, 3));

	if (members == NULL) {
		members = json_object();
		if (json_object_setn_new(out, event.p, event.n, members) != 0)
			members = NULL;
	}
	if (members == NULL || json_object_setn_new(members, member.p, member.n, entry) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

enum status
withholding_in_force(struct ledger *ledger, const char *policy, json_t **out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED_JSON json_t *made = json_object();
	enum status st = made ? view_query(ledger,
	                                   "SELECT event, member, opened, code FROM p_member_decisions"
	                                   " WHERE event IS NOT NULL AND member IS NOT NULL"
	                                   " AND (policies IS NULL OR EXISTS (SELECT 1 FROM"
	                                   " json_each(policies) WHERE value = $1)) ORDER BY seq",
	                                   text_of(policy), &row, err)
	                      : fail_memory(err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK)
		st = note_decision(made, row, err);
	if (st != STATUS_DONE)
		return st;
	*out = json_incref(made);
	return STATUS_OK;
}

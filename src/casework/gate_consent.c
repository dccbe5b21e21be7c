/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate_consent.c - whether everybody whose word counts agreed. The latest word
 * of each counts: one that consents, refuses or withdraws for this use.
 */
#include "casework/gate_internal.h"

#include "casework/short_id.h"
#include "casework/subject_words.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>

/* Roles in which nobody is to be recognised in what was filmed. */
#define NOT_IN_IT                                                                                 \
	"('partner', 'expert', 'interpreter', 'service-provider', 'reporter', 'intermediary')"

enum word {
	WORD_NONE,      /* nobody asked */
	WORD_ELSEWHERE, /* given for something else */
	WORD_EXPIRED,
	WORD_REFUSED,
	WORD_WITHDRAWN,
	WORD_GIVEN
};

/* What is known of one giver's word: {"word","seq","number","note"} in a map by giver. */
static json_t *
giver_of(json_t *givers, const char *giver)
{
	json_t *known = json_object_get(givers, giver);

	if (known == NULL &&
	    json_object_set_new(givers, giver,
	                        json_pack("{s:i,s:I,s:I,s:b}", "word", WORD_NONE, "seq",
	                                  (json_int_t)-1, "number", (json_int_t)0, "asked", 0)) == 0)
		known = json_object_get(givers, giver);
	return known;
}

/* A deciding word counts over any that does not decide, and over an earlier one. */
static enum status
hear(json_t *givers, const char *giver, enum word word, int64_t seq, int64_t number,
     struct error *err)
{
	json_t *known = giver_of(givers, giver);
	enum word before;
	bool decides = word >= WORD_REFUSED, decided;

	if (known == NULL)
		return fail_memory(err);
	before = (enum word)json_integer_value(json_object_get(known, "word"));
	decided = before >= WORD_REFUSED;
	if (decides == decided ? decides ? seq < json_integer_value(json_object_get(known, "seq"))
	                                 : word < before
	                       : decided)
		return STATUS_OK;
	if (json_object_set_new(known, "word", json_integer(word)) != 0 ||
	    json_object_set_new(known, "seq", json_integer(seq)) != 0 ||
	    json_object_set_new(known, "number", json_integer(number)) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

static bool
list_has(struct text codes, const struct gate_rule *rule)
{
	SCOPED_JSON json_t *list = NULL;
	json_t *code;
	bool found = false;
	size_t i;

	if (codes.p == NULL || json_read(&list, codes, NULL) != STATUS_OK)
		return false;
	json_array_foreach(list, i, code) {
		struct text text = text_of(json_string_value(code));

		found = found || text_is(text, rule->purpose) ||
		        (rule->wider != NULL && text_is(text, rule->wider));
	}
	return found;
}

static enum word
word_of(const struct gate *gate, struct statement *row)
{
	struct text basis = statement_text(row, 3);

	if (basis.p != NULL && text_is(basis, "refused"))
		return WORD_REFUSED;
	if (date_is_over(statement_text(row, 5), gate->now))
		return WORD_EXPIRED;
	if (basis.p != NULL &&
	    (text_is(basis, "not-obtainable") || text_is(basis, "not-required-public-interest")))
		return WORD_GIVEN;
	return list_has(statement_text(row, 4), gate->rule) ? WORD_GIVEN : WORD_ELSEWHERE;
}

/* Does the withdrawal in the row take it back for this use? */
static bool
takes_back(const struct gate *gate, struct text purposes)
{
	return purposes.p == NULL || list_has(purposes, gate->rule);
}

static enum status
hear_withdrawals(struct gate *gate, json_t *givers, const char *giver, int64_t number,
                 struct text consent, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(gate->ledger),
	                                    "SELECT seq, purposes FROM p_withdrawals"
	                                    " WHERE consent = $1 ORDER BY seq",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, consent);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		if (takes_back(gate, statement_text(row, 1)))
			st = hear(givers, giver, WORD_WITHDRAWN, statement_integer(row, 0), number,
			          err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Who takes a record back takes back no refusal: only a later word of the giver follows one. */
static bool
counts(const struct gate *gate, struct statement *row)
{
	return statement_integer(row, 7) == 0 || word_of(gate, row) == WORD_REFUSED;
}

/*
 * What is recorded anew is as old as what was said first: it does not follow a
 * withdrawal that came between. A refusal is of its own day.
 */
#define CONSENT                                                                                   \
	"SELECT c.number, CASE WHEN c.replaces IS NULL OR c.basis = 'refused' THEN c.seq ELSE"    \
	" (WITH RECURSIVE o(seq, replaces) AS (SELECT c.seq, c.replaces UNION ALL"                \
	" SELECT p.seq, p.replaces FROM o JOIN p_consents p ON p.uuid = o.replaces)"              \
	" SELECT min(seq) FROM o) END, c.subject, c.basis, c.purposes, c.expires, c.uuid,"        \
	" EXISTS (SELECT 1 FROM p_retractions t WHERE t.record = c.uuid)"                         \
	" FROM p_consents c"
#define IN_PLACE                                                                                  \
	" AND NOT EXISTS (SELECT 1 FROM p_consents r WHERE r.replaces = c.uuid"                   \
	" AND NOT EXISTS (SELECT 1 FROM p_retractions t WHERE t.record = r.uuid))"

static enum status
hear_consents(struct gate *gate, json_t *givers, const char *sql, const char *through,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(gate->ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(through));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		char giver[SUBJECT_SIZE];

		snprintf(giver, sizeof giver, "%s", statement_text(row, 2).p);
		st = counts(gate, row) ? hear(givers, giver, word_of(gate, row),
		                              statement_integer(row, 1), statement_integer(row, 0), err)
		                       : STATUS_OK;
		if (st == STATUS_OK)
			st = hear_withdrawals(gate, givers, giver, statement_integer(row, 0),
			                      statement_text(row, 6), err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Those who are to be recognised must have been asked. */
static enum status
find_recognised(struct gate *gate, json_t *givers, const char *through, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(gate->ledger),
	                                    "SELECT 'person/' || l.person FROM p_person_links l"
	                                    " WHERE l.about = $1 AND (l.role IS NULL OR l.role"
	                                    " NOT IN " NOT_IN_IT ") AND NOT EXISTS (SELECT 1 FROM"
	                                    " p_retractions t WHERE t.record = l.uuid)",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(through));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		json_t *known = giver_of(givers, statement_text(row, 0).p);

		if (known == NULL || json_object_set_new(known, "asked", json_true()) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
hear_everybody(struct gate *gate, json_t *givers, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *each;
	size_t i;

	json_array_foreach(gate->scope, i, each) {
		const char *through = json_string_value(each);

		if (st == STATUS_OK)
			st = hear_consents(gate, givers,
			                   CONSENT " WHERE c.uuid IN (SELECT record FROM p_covers WHERE"
			                           " subject = $1 AND kind = 'consent')" IN_PLACE,
			                   through, err);
		if (st == STATUS_OK && text_begins(text_of(through), "person/"))
			st = hear_consents(gate, givers,
			                   CONSENT " WHERE c.subject = $1 AND c.everything = 1"
			                           IN_PLACE,
			                   through, err);
		if (st == STATUS_OK && (text_begins(text_of(through), "item/") ||
		                        text_begins(text_of(through), "footage/")))
			st = find_recognised(gate, givers, through, err);
	}
	return st;
}

static enum status
tell(struct gate *gate, const char *giver, const json_t *known, struct error *err)
{
	static const struct {
		const char *code, *words;
	} told[] = {
		[WORD_NONE] = { "consent-missing", "can be recognised, and no consent is recorded" },
		[WORD_ELSEWHERE] = { "consent-elsewhere", "was not given for this" },
		[WORD_EXPIRED] = { "consent-expired", "has expired" },
		[WORD_REFUSED] = { "consent-refused", "was refused" },
		[WORD_WITHDRAWN] = { "consent-withdrawn", "was withdrawn" },
		[WORD_GIVEN] = { NULL, NULL },
	};
	enum word word = (enum word)json_integer_value(json_object_get(known, "word"));
	int64_t number = json_integer_value(json_object_get(known, "number"));
	bool asked = json_is_true(json_object_get(known, "asked"));
	SCOPED(buffer) id = { 0 };
	SCOPED(buffer) text = { 0 };
	char consent[SHORT_ID_SIZE] = "";
	enum status st = subject_id(gate->ledger, text_of(giver), &id, err);

	if (st != STATUS_OK || word == WORD_GIVEN || (word == WORD_NONE && !asked) ||
	    (word <= WORD_ELSEWHERE && gate->rule->tolerates_silence))
		return st;
	if (number > 0)
		short_id_write(consent, (struct short_id){ 'S', number });
	if (word == WORD_NONE)
		buffer_append_format(&text, "%s %s", buffer_string(&id), told[word].words);
	else
		buffer_append_format(&text, "the consent %s of %s %s (%s)", consent,
		                     buffer_string(&id), told[word].words, gate->rule->purpose);
	return gate_block(gate, told[word].code, number > 0 ? consent : buffer_string(&id),
	                  buffer_string(&text), err);
}

enum status
gate_consents(struct gate *gate, struct error *err)
{
	SCOPED_JSON json_t *givers = json_object();
	const char *giver;
	json_t *known;
	enum status st = givers ? hear_everybody(gate, givers, err) : fail_memory(err);

	json_object_foreach(givers, giver, known) {
		if (st == STATUS_OK)
			st = tell(gate, giver, known, err);
	}
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* status_rules.c - what a status needs, and everything that it lacks, named. */
#include "casework/status_record.h"

#include "casework/verification.h"
#include "casework/view_row.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

struct checking {
	struct catalogue     *catalogue;
	const struct judged  *judged;
	const json_t         *named;
	char                  decider[CODE_SIZE];
	struct buffer         missing; /* "; "-separated */
	bool                  one_person;
};

static void
add_missing(struct checking *checking, const char *words)
{
	buffer_append_format(&checking->missing, "%s%s", checking->missing.n ? "; " : "", words);
}

/* A dissent stands until a third person decided it, so nothing but disputed goes with it. */
static enum status
check_dissents(struct checking *checking, const struct question_scope *scope, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	json_t *dissent;
	enum status st = open ? open_dissents_add(scope->ledger, scope->subject, open, "dissents", err)
	                      : fail_memory(err);
	size_t i;

	json_array_foreach(json_object_get(open, "dissents"), i, dissent) {
		const char *finding = json_string_value(json_object_get(dissent, "finding"));
		const char *actor = json_string_value(json_object_get(dissent, "actor"));

		buffer_append_format(&checking->missing,
		                     "%sa third person's decision on the dissent of %s from %s",
		                     checking->missing.n ? "; " : "", actor ? actor : "somebody",
		                     finding ? finding : "a finding");
	}
	return st;
}

/* Dissents on members' findings that the decision would rest on. */
static enum status
check_member_dissents(struct checking *checking, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *uuid;
	size_t i;

	json_array_foreach(checking->named, i, uuid) {
		SCOPED_STATEMENT row = NULL;

		if (st != STATUS_OK)
			break;
		st = view_query(checking->catalogue->ledger,
		                "SELECT f.number FROM p_reviews r JOIN p_findings f ON f.uuid = r.finding"
		                " WHERE r.finding = $1 AND r.conclusion = 'dissent' AND r.decided = 0"
		                " AND f.subject <> $2 AND NOT EXISTS (SELECT 1 FROM p_retractions x"
		                " WHERE x.record = r.uuid AND x.actor = r.actor) LIMIT 1",
		                text_of(json_string_value(uuid)), &row, err);
		if (st != STATUS_OK)
			break;
		statement_bind_text(row, 2, text_of(checking->judged->subject.text));
		st = statement_step(row, err);
		if (st == STATUS_OK)
			buffer_append_format(&checking->missing,
			                     "%sa third person's decision on the dissent from F-%06lld",
			                     checking->missing.n ? "; " : "",
			                     (long long)statement_integer(row, 0));
		st = st == STATUS_DONE ? STATUS_OK : st;
	}
	return st;
}

/* Every required question is concluded, and two people stand by each answer. */
static enum status
check_questions(struct checking *checking, const struct question_scope *scope, struct error *err)
{
	SCOPED_JSON json_t *questions = NULL;
	json_t *question;
	enum status st = questions_of(scope, &questions, err);
	size_t i;

	json_array_foreach(questions, i, question) {
		const char *missing = json_string_value(json_object_get(question, "missing"));

		if (!json_is_true(json_object_get(question, "required")))
			continue;
		if (missing != NULL)
			add_missing(checking, missing);
		if (json_is_true(json_object_get(question, "one_person")))
			checking->one_person = true;
	}
	return st;
}

#define RESTS_SELECT                                                                              \
	"SELECT f.answer IN ('answered', 'partly-answered')"                                      \
	" AND f.confidence IN ('moderate', 'high') FROM p_findings f"
#define RESTS_STANDS                                                                              \
	" AND f.replaced = 0 AND NOT EXISTS (SELECT 1 FROM p_retractions x"                       \
	" WHERE x.record = f.uuid) AND NOT EXISTS (SELECT 1 FROM p_reviews r"                     \
	" JOIN p_dissents_decided d ON d.review = r.uuid WHERE r.finding = f.uuid"                \
	" AND d.decision = 'upheld')"

/* Is one of the findings that the query gives enough? */
static enum status
find_rest(struct checking *checking, const char *sql, const char *key, bool moderate, bool *found,
          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(checking->catalogue->ledger, sql, text_of(key), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK)
		*found = *found || !moderate || statement_integer(row, 0) != 0;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Does it rest on anything; where that matters, on an answer of at least moderate confidence? */
static enum status
check_rests(struct checking *checking, bool moderate, struct error *err)
{
	enum status st = STATUS_OK;
	bool found = false;
	json_t *uuid;
	size_t i;

	if (checking->named == NULL)
		st = find_rest(checking, RESTS_SELECT " WHERE f.subject = $1" RESTS_STANDS,
		               checking->judged->subject.text, moderate, &found, err);
	json_array_foreach(checking->named, i, uuid) {
		if (st == STATUS_OK)
			st = find_rest(checking, RESTS_SELECT " WHERE f.uuid = $1" RESTS_STANDS,
			               json_string_value(uuid), moderate, &found, err);
	}
	if (!found)
		add_missing(checking,
		            moderate ? "a finding that answers a question with at least moderate confidence"
		                     : "a finding that it rests on");
	return st;
}

static enum status
check(struct checking *checking, const char *status, const char *verified_as, struct error *err)
{
	bool verified = strcmp(status, "verified") == 0;
	bool partly = strcmp(status, "partly-verified") == 0;
	struct question_scope scope = { .ledger = checking->catalogue->ledger,
		                        .subject = &checking->judged->subject,
		                        .named = checking->named,
		                        .decider = checking->decider };
	enum status st = one_person_suffices(checking->catalogue->database, &scope.one_person, err);

	if (st == STATUS_OK && verified)
		st = check_questions(checking, &scope, err);
	if (st == STATUS_OK && (partly || strcmp(status, "not-verifiable") == 0 ||
	                        strcmp(status, "refuted") == 0))
		st = check_rests(checking, partly, err);
	if (st == STATUS_OK)
		st = check_dissents(checking, &scope, err);
	if (st == STATUS_OK)
		st = check_member_dissents(checking, err);
	if (verified && (verified_as == NULL || *verified_as == '\0'))
		add_missing(checking, "verified as what: one sentence, --as");
	return st;
}

/* An open dissent has made it disputed: decided by hand too, it would outlast the dissent unseen. */
static enum status
refuse_disputed_anew(struct catalogue *catalogue, const struct judged *judged, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	const json_t *dissent;
	enum status st = open ? open_dissents_add(catalogue->ledger, &judged->subject, open,
	                                          "dissents", err)
	                      : fail_memory(err);

	dissent = json_array_get(json_object_get(open, "dissents"), 0);
	if (st != STATUS_OK || dissent == NULL || strcmp(judged->status, "disputed") != 0)
		return st;
	return fail(err, STATUS_REFUSED,
	            "%s is disputed by an open dissent from %s: a third person says what follows, by vidimus dissent decide",
	            judged->id, view_text(dissent, "finding").p);
}

enum status
status_check(struct catalogue *catalogue, struct change *change, const struct judged *judged,
             const char *status, const char *verified_as, const json_t *named, bool *one_person,
             struct error *err)
{
	struct checking checking = { .catalogue = catalogue, .judged = judged, .named = named };
	enum status st = STATUS_OK;

	*one_person = false;
	if (strcmp(status, "disputed") == 0)
		return refuse_disputed_anew(catalogue, judged, err);
	st = actor_code(catalogue->database, text_of(change_actor(change)), checking.decider, err);
	if (st == STATUS_OK)
		st = check(&checking, status, verified_as, err);
	if (st == STATUS_OK)
		st = buffer_check(&checking.missing, err);
	if (st == STATUS_OK && checking.missing.n > 0)
		st = fail(err, STATUS_REFUSED, "%s cannot be %s; what is missing: %s", judged->id,
		          status, buffer_string(&checking.missing));
	buffer_end(&checking.missing);
	*one_person = checking.one_person;
	return st;
}

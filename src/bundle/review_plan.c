/* SPDX-License-Identifier: Apache-2.0 */
/* review_plan.c - which findings a review pack asks about, and what a blind one leaves out. */
#include "bundle/review.h"

#include "casework/resolve.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

struct planning {
	struct catalogue         *catalogue;
	const struct review_plan *plan;
	json_t                   *questions; /* codes; empty: all */
	json_t                   *findings;  /* UUIDs */
	json_t                   *withheld;
};

/* Would tell the answer; the code is the one that a policy demands of it, or one of its kind. */
static const struct {
	const char *type, *member, *code;
} told[] = {
	{ "finding.recorded", "answer", "contradiction" },
	{ "finding.recorded", "conclusion", "contradiction" },
	{ "finding.recorded", "confidence", "contradiction" },
	{ "finding.recorded", "date", "contradiction" },
	{ "finding.recorded", "grounds", "contradiction" },
	{ "finding.recorded", "methods", "contradiction" },
	{ "finding.recorded", "part", "contradiction" },
	{ "finding.recorded", "region", "contradiction" },
	{ "finding.recorded", "sources", "contradiction" },
	{ "finding.recorded", "tools", "contradiction" },
	{ "finding.reviewed", "conclusion", "dissent" },
	{ "finding.reviewed", "confidence", "dissent" },
	{ "finding.reviewed", "grounds", "dissent" },
	{ "review.received", "answer", "dissent" },
	{ "review.received", "conclusion", "dissent" },
	{ "review.received", "confidence", "dissent" },
	{ "review.received", "grounds", "dissent" },
	{ "review.received", "own_conclusion", "dissent" },
	{ "review.received", "signed_note", "dissent" },
	{ "dissent.decided", "decision", "dissent" },
	{ "dissent.decided", "grounds", "dissent" },
	{ "defects.decided", "defects", "refutation" },
	{ "defects.decided", "grounds", "refutation" },
	{ "status.decided", "before", "refutation" },
	{ "status.decided", "dissents", "dissent" },
	{ "status.decided", "grounds", "refutation" },
	{ "status.decided", "status", "refutation" },
	{ "status.decided", "verified_as", "refutation" },
};

static enum status
withhold(struct planning *planning, struct text event, const char *member, const char *code,
         struct error *err)
{
	json_t *members = json_object_getn(planning->withheld, event.p, event.n);

	if (members == NULL) {
		members = json_object();
		if (json_object_setn_new(planning->withheld, event.p, event.n, members) != 0)
			return fail_memory(err);
	}
	return json_object_set_new(members, member,
	                           json_pack("{s:b,s:s}", "opened", 0, "code", code)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* All of an event that would tell. */
static enum status
withhold_event(struct planning *planning, struct text event, struct text type, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < sizeof told / sizeof told[0]; i++) {
		if (text_is(type, told[i].type))
			st = withhold(planning, event, told[i].member, told[i].code, err);
	}
	return st;
}

/* Whatever in the chain judges: the findings, what others said of them, the statuses that rest on them. */
static enum status
withhold_chain(struct planning *planning, const struct subject *subject, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		planning->catalogue->database,
		"SELECT id, type FROM events WHERE subject = $1 AND type IN ('finding.recorded',"
		" 'finding.reviewed', 'review.received', 'dissent.decided', 'defects.decided',"
		" 'status.decided') ORDER BY n",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject->text));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = withhold_event(planning, statement_text(row, 0), statement_text(row, 1), err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static bool
is_asked(const struct planning *planning, struct text question)
{
	json_t *code;
	size_t i;

	json_array_foreach(planning->questions, i, code) {
		if (text_is(question, json_string_value(code)))
			return true;
	}
	return json_array_size(planning->questions) == 0;
}

/* The findings of one item that stand. */
static enum status
ask_item(void *context, const struct resolved *resolved, struct error *err)
{
	struct planning *planning = context;
	struct subject subject = subject_of("item", &resolved->uuid);
	size_t before = json_array_size(planning->findings);
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		planning->catalogue->database,
		"SELECT f.uuid, f.question FROM p_findings f WHERE f.subject = $1 AND f.replaced = 0"
		" AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = f.uuid)"
		" ORDER BY f.number",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject.text));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		if (is_asked(planning, statement_text(row, 1)) &&
		    json_array_append_new(planning->findings, json_of_text(statement_text(row, 0))) != 0)
			return fail_memory(err);
	}
	if (st != STATUS_DONE)
		return st;
	return planning->plan->blind && json_array_size(planning->findings) > before
	               ? withhold_chain(planning, &subject, err)
	               : STATUS_OK;
}

static enum status
check_question(struct planning *planning, struct text code, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(planning->catalogue->database,
	                                    "SELECT 1 FROM p_terms WHERE"
	                                    " vocabulary = 'verification-question' AND code = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, code);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_INVALID, "%.*s is no question: vidimus vocabulary verification-question lists them",
		            (int)code.n, code.p);
	return st == STATUS_OK && json_array_append_new(planning->questions, json_of_text(code)) != 0
	               ? fail_memory(err)
	               : st;
}

static enum status
read_questions(struct planning *planning, struct error *err)
{
	struct text rest = text_of(planning->plan->questions ? planning->plan->questions : "");
	enum status st = STATUS_OK;

	while (st == STATUS_OK && rest.n > 0) {
		struct text code = text_trim(text_cut(&rest, ','));

		if (code.n > 0)
			st = check_question(planning, code, err);
	}
	return st;
}

static enum status
ask_all(struct planning *planning, struct error *err)
{
	const struct resolved_output to = { .found = ask_item, .context = planning };
	enum status st = read_questions(planning, err);

	for (size_t i = 0; st == STATUS_OK && i < planning->plan->count; i++)
		st = resolve_each(planning->catalogue->ledger, text_of(planning->plan->ids[i]), "E", &to,
		                  err);
	if (st == STATUS_OK && json_array_size(planning->findings) == 0)
		st = fail(err, STATUS_NOT_FOUND,
		          "there is no finding on these questions that could be reviewed: vidimus finding add");
	return st;
}

static enum status
write_file(const struct planning *planning, struct buffer *file, struct error *err)
{
	SCOPED_JSON json_t *whole = json_pack("{s:s,s:b,s:O}", "format", REVIEW_FORMAT, "blind",
	                                      planning->plan->blind, "findings", planning->findings);
	enum status st = whole ? json_canonical(file, whole, err) : fail_memory(err);

	buffer_append(file, "\n", 1);
	return st == STATUS_OK ? buffer_check(file, err) : st;
}

enum status
review_pack_plan(struct catalogue *catalogue, const struct review_plan *plan, struct buffer *file,
                 json_t **withheld, struct error *err)
{
	SCOPED_JSON json_t *questions = json_array(), *findings = json_array(), *decisions = json_object();
	struct planning planning = { .catalogue = catalogue, .plan = plan, .questions = questions,
		                     .findings = findings, .withheld = decisions };
	enum status st = questions && findings && decisions ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = ask_all(&planning, err);
	if (st == STATUS_OK)
		st = write_file(&planning, file, err);
	if (st == STATUS_OK)
		*withheld = json_incref(decisions);
	return st;
}

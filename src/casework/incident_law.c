/* SPDX-License-Identifier: Apache-2.0 */
/* incident_law.c - provisions that are suggested, and assessments, as events. */
#include "casework/incident_law.h"

#include "casework/resolve.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field provision_fields[] = {
	{ "provision", FIELD_TERM, "legal-reference" },
	{ "conflict", FIELD_TERM, "conflict-classification" },
	{ "act", FIELD_TERM, "act-type" },
	{ "locator", FIELD_TEXT, NULL },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
};

static const struct record_form provision_form = {
	.kind = "incident",
	.fields = provision_fields,
	.count = sizeof provision_fields / sizeof provision_fields[0],
};

static const struct record_field assessment_fields[] = {
	{ "violation", FIELD_TERM, "violation-status" },
	{ "standard", FIELD_TERM, "standard-of-proof" },
	{ "potential", FIELD_TERMS, "potential-violation" },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form assessment_form = {
	.kind = "incident",
	.fields = assessment_fields,
	.count = sizeof assessment_fields / sizeof assessment_fields[0],
};

static bool
is_given(const struct field_words *words, size_t count, const char *name)
{
	const char *text = field_text(words, count, name);

	return text != NULL && *text != '\0';
}

/* Who holds that it applies; anybody but us is named. */
static enum status
set_standing(struct catalogue *catalogue, const struct field_words *words, size_t count,
             json_t *values, struct error *err)
{
	const char *standing = field_text(words, count, "standing");
	bool suggested = standing == NULL || *standing == '\0' || strcmp(standing, "suggested") == 0;
	char uuid[UUID_TEXT_SIZE];
	struct resolved report;
	enum status st;

	if (!suggested && strcmp(standing, "asserted-by-source") != 0 &&
	    strcmp(standing, "found-by-court") != 0)
		return fail(err, STATUS_INVALID,
		            "the standing is suggested, asserted-by-source or found-by-court");
	if (json_object_set_new(values, "standing",
	                        json_string(suggested ? "suggested" : standing)) != 0)
		return fail_memory(err);
	if (!is_given(words, count, "by_report"))
		return suggested ? STATUS_OK
		                 : fail(err, STATUS_INVALID,
		                        "who says so? Name the report or judgment: --by-report R-…");
	if (suggested)
		return fail(err, STATUS_INVALID,
		            "what a report says is asserted-by-source or found-by-court, no suggestion of ours");
	st = resolve(catalogue->ledger, text_of(field_text(words, count, "by_report")), "R", &report,
	             err);
	uuid_write(uuid, &report.uuid);
	if (st == STATUS_OK && json_object_set_new(values, "by_report",
	                                           json_sprintf("report/%s", uuid)) != 0)
		st = fail_memory(err);
	return st;
}

/* The same rule for the same act from the same mouth says nothing new. */
static enum status
check_new(struct catalogue *catalogue, const char *incident, const json_t *values,
          struct error *err)
{
	static const char *const members[] = { "provision", "act", "standing", "by_report" };
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT 1 FROM p_provisions p WHERE p.incident = $1 AND p.provision IS $2"
		" AND p.act IS $3 AND p.standing IS $4 AND p.by_report IS $5 AND NOT EXISTS"
		" (SELECT 1 FROM p_retractions x WHERE x.record = p.uuid) LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(incident));
	for (size_t i = 0; i < 4; i++) {
		struct text text = { NULL, 0 };

		if (json_member_text(values, members[i], &text) && i == 3)
			text_cut(&text, '/');
		statement_bind_text(row, (int)i + 2, text);
	}
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "that provision is suggested already");
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The chain's version; STATUS_NOT_FOUND where there is no such incident. */
static enum status
read_version(struct catalogue *catalogue, const struct uuid *incident, int64_t *version,
             int64_t *assessed, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT i.version, coalesce((SELECT a.n FROM p_assessments a WHERE a.incident = i.uuid"
		" ORDER BY a.seq DESC LIMIT 1), 0) FROM p_incidents i WHERE i.uuid = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, incident);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such incident");
	*version = statement_integer(row, 0);
	*assessed = statement_integer(row, 1);
	return st;
}

static enum status
add(struct change *change, const char *type, const struct uuid *incident, const json_t *values,
    int64_t *version, struct error *err)
{
	struct subject subject = subject_of("incident", incident);
	SCOPED_JSON json_t *open = json_object();
	struct change_receipt receipt;
	enum status st = open ? change_add(change, type, &subject, open, values, &receipt, err)
	                      : fail_memory(err);

	if (st == STATUS_OK)
		*version = receipt.n;
	return st;
}

static enum status
suggest(struct catalogue *catalogue, struct change *change, const struct uuid *incident,
        const struct field_words *words, size_t count, int64_t *version, struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	char uuid[UUID_TEXT_SIZE];
	int64_t present, assessed;
	enum status st = values ? read_version(catalogue, incident, &present, &assessed, err)
	                        : fail_memory(err);

	uuid_write(uuid, incident);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &provision_form, values, words, count, err);
	if (st == STATUS_OK)
		st = set_standing(catalogue, words, count, values, err);
	if (st == STATUS_OK)
		st = check_new(catalogue, uuid, values, err);
	return st == STATUS_OK ? add(change, "provision.suggested", incident, values, version, err)
	                       : st;
}

enum status
incident_suggest(struct catalogue *catalogue, const struct uuid *incident,
                 const struct field_words *words, size_t count, int64_t *version,
                 struct error *err)
{
	static const char *const beside[] = { "standing", "by_report", NULL };
	struct change *change = NULL;
	enum status st = record_fields_check(&provision_form, words, count, beside, err);

	if (st == STATUS_OK && !is_given(words, count, "provision"))
		st = fail(err, STATUS_INVALID, "which rule? (vocabulary legal-reference)");
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "incident provision", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        suggest(catalogue, change, incident, words, count, version, err), err);
}

/* What is held to be so has a measure and reasons. */
static enum status
check_assessment(const struct field_words *words, size_t count, struct error *err)
{
	const char *violation = field_text(words, count, "violation");

	if (violation == NULL || *violation == '\0')
		return fail(err, STATUS_INVALID, "was it a violation? (vocabulary violation-status)");
	if (strcmp(violation, "unknown") == 0)
		return STATUS_OK;
	if (!is_given(words, count, "standard"))
		return fail(err, STATUS_INVALID, "by which standard? (vocabulary standard-of-proof)");
	if (!is_given(words, count, "grounds") && !is_given(words, count, "protected_grounds"))
		return fail(err, STATUS_INVALID,
		            "for which reasons? Give grounds that can be disclosed, or protected ones");
	return STATUS_OK;
}

static enum status
assess(struct catalogue *catalogue, struct change *change, const struct uuid *incident,
       const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
       struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	int64_t present, assessed;
	enum status st = values ? read_version(catalogue, incident, &present, &assessed, err)
	                        : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	if (based_on > present)
		return fail(err, STATUS_INVALID, "the incident has no version %lld yet, only %lld",
		            (long long)based_on, (long long)present);
	if (based_on > 0 && assessed > based_on)
		return fail(err, STATUS_STALE,
		            "it was assessed again in version %lld, after version %lld that yours is based on; look at it and assess it based on version %lld",
		            (long long)assessed, (long long)based_on, (long long)present);
	if (json_object_set_new(values, "based_on", json_integer(based_on > 0 ? based_on : present)) !=
	    0)
		return fail_memory(err);
	st = record_fields_set(catalogue, &assessment_form, values, words, count, err);
	return st == STATUS_OK ? add(change, "violation.assessed", incident, values, version, err)
	                       : st;
}

enum status
incident_assess(struct catalogue *catalogue, const struct uuid *incident,
                const struct field_words *words, size_t count, int64_t based_on,
                int64_t *version, struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(&assessment_form, words, count, NULL, err);

	if (st == STATUS_OK)
		st = check_assessment(words, count, err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "incident assess", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        assess(catalogue, change, incident, words, count, based_on, version,
	                               err),
	                        err);
}

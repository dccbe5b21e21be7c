/* SPDX-License-Identifier: Apache-2.0 */
/* decisions.c - what is wrong with an exhibit, and what it is worth: apart from its status. */
#include "casework/verification.h"

#include "casework/status_record.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field defect_fields[] = {
	{ "defects", FIELD_TERMS, "defect" },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form defect_form = {
	.kind = "defects",
	.fields = defect_fields,
	.count = sizeof defect_fields / sizeof defect_fields[0],
};

static const struct record_field value_fields[] = {
	{ "strength", FIELD_TERM, "evidential-strength" },
	{ "disclosure", FIELD_TERM, "disclosure-value" },
	{ "caption", FIELD_TERM, "caption-agreement" },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
};

static const struct record_form value_form = {
	.kind = "value",
	.fields = value_fields,
	.count = sizeof value_fields / sizeof value_fields[0],
};

struct deciding {
	struct catalogue         *catalogue;
	struct change            *change;
	struct judged             judged;
	const struct field_words *words;
	size_t                    count;
	json_t                   *values; /* owned */
};

/* The n of the last event of that kind in the chain, which `sql` reads; 0 for none. */
static enum status
check_stale(const struct deciding *deciding, const char *sql, int64_t based_on, struct error *err)
{
	int64_t last = 0;
	enum status st = view_integer(deciding->catalogue->ledger, sql,
	                              text_of(deciding->judged.subject.text), &last, err);

	if (st == STATUS_OK && last > based_on)
		return fail(err, STATUS_STALE,
		            "it was decided again in version %lld, after version %lld that yours is based on: look at `vidimus show %s` and decide based on version %lld",
		            (long long)last, (long long)based_on, deciding->judged.id,
		            (long long)deciding->judged.version);
	return st;
}

static enum status
begin(struct deciding *deciding, const struct subject *subject, const struct record_form *form,
      const char *last_sql, int64_t based_on, struct error *err)
{
	enum status st = judged_read(deciding->catalogue->database, subject, &deciding->judged, err);

	if (st == STATUS_OK)
		st = judged_check_version(&deciding->judged, false, &based_on, err);
	if (st == STATUS_OK)
		st = check_stale(deciding, last_sql, based_on, err);
	if (st != STATUS_OK)
		return st;
	deciding->values = json_pack("{s:I}", "based_on", (json_int_t)based_on);
	if (deciding->values == NULL)
		return fail_memory(err);
	return record_fields_set(deciding->catalogue, form, deciding->values, deciding->words,
	                         deciding->count, err);
}

static enum status
demand_reason(const struct deciding *deciding, const char *what, struct error *err)
{
	if (value_is_said(deciding->values, "grounds") ||
	    value_is_said(deciding->values, "protected_grounds"))
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "%s has a reason: --grounds, or --protected-grounds", what);
}

static enum status
set_original(struct deciding *deciding, struct error *err)
{
	const char *words = field_text(deciding->words, deciding->count, "original");
	struct resolved item;
	struct subject subject;
	enum status st;

	if (words == NULL || *words == '\0')
		return STATUS_OK;
	st = resolve(deciding->catalogue->ledger, text_of(words), "E", &item, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("item", &item.uuid);
	if (strcmp(subject.text, deciding->judged.subject.text) == 0)
		return fail(err, STATUS_INVALID, "nothing is made from itself");
	return json_object_set_new(deciding->values, "original", json_string(subject.text)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Defects rest on findings of the very chain. */
static enum status
set_findings(struct deciding *deciding, struct error *err)
{
	SCOPED_JSON json_t *named = NULL;
	enum status st = uuids_of_words(deciding->catalogue->ledger,
	                                field_text(deciding->words, deciding->count, "findings"),
	                                "F", &named, err);

	if (st != STATUS_OK || !json_is_array(named))
		return st;
	st = status_findings_set(deciding->catalogue, &deciding->judged, named, deciding->values,
	                         err);
	if (st == STATUS_OK && value_is_said(deciding->values, "member_findings"))
		return fail(err, STATUS_INVALID, "defects rest on findings of %s itself",
		            deciding->judged.id);
	json_object_del(deciding->values, "member_findings");
	return st;
}

static enum status
decide_defects(struct deciding *deciding, const struct subject *subject, int64_t based_on,
               struct error *err)
{
	const char *defects = field_text(deciding->words, deciding->count, "defects");
	enum status st = begin(deciding, subject, &defect_form,
	                       "SELECT coalesce(max(n), 0) FROM p_defects_decided WHERE subject = $1",
	                       based_on, err);

	if (st == STATUS_OK && defects == NULL)
		st = fail(err, STATUS_INVALID, "say which defects it has; an empty text: none");
	if (st == STATUS_OK)
		st = demand_reason(deciding, "what is wrong with it, or is not,", err);
	if (st == STATUS_OK)
		st = set_findings(deciding, err);
	return st == STATUS_OK ? set_original(deciding, err) : st;
}

/* What is not said stays as it was assessed last. */
static enum status
keep_values(struct deciding *deciding, struct error *err)
{
	static const struct view_column columns[] = { { "strength", VIEW_TEXT },
		                                      { "disclosure", VIEW_TEXT },
		                                      { "caption", VIEW_TEXT } };
	static const struct view_select last = {
		.sql = "SELECT strength, disclosure, caption FROM p_values_assessed WHERE subject = $1"
		       " ORDER BY seq DESC LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *before = json_object();
	enum status st = before ? view_one(deciding->catalogue->ledger, &last,
	                                   text_of(deciding->judged.subject.text), before, err)
	                        : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < sizeof columns / sizeof columns[0]; i++) {
		const char *name = columns[i].name;

		if (field_text(deciding->words, deciding->count, name) == NULL &&
		    json_object_set(deciding->values, name, json_object_get(before, name)) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status
assess(struct deciding *deciding, const struct subject *subject, int64_t based_on,
       struct error *err)
{
	enum status st = begin(deciding, subject, &value_form,
	                       "SELECT coalesce(max(n), 0) FROM p_values_assessed WHERE subject = $1",
	                       based_on, err);

	if (st == STATUS_OK && !value_is_said(deciding->values, "strength") &&
	    !value_is_said(deciding->values, "disclosure") &&
	    !value_is_said(deciding->values, "caption"))
		st = fail(err, STATUS_INVALID, "say a strength, a disclosure value or whether the caption agrees");
	if (st == STATUS_OK)
		st = demand_reason(deciding, "an assessment", err);
	return st == STATUS_OK ? keep_values(deciding, err) : st;
}

static enum status
finish(struct deciding *deciding, const char *type, enum status st, int64_t *version,
       struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	struct change_receipt receipt = { 0 };

	if (st == STATUS_OK)
		st = open ? change_add(deciding->change, type, &deciding->judged.subject, open,
		                       deciding->values, &receipt, err)
		          : fail_memory(err);
	*version = receipt.n;
	json_decref(deciding->values);
	return catalogue_finish(deciding->catalogue, deciding->change, st, err);
}

enum status
defects_decide(struct catalogue *catalogue, const struct subject *subject,
               const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
               struct error *err)
{
	static const char *const beside[] = { "findings", "original", NULL };
	struct deciding deciding = { .catalogue = catalogue, .words = words, .count = count };
	enum status st = record_fields_check(&defect_form, words, count, beside, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "defects", &deciding.change, err);
	if (st != STATUS_OK)
		return st;
	st = decide_defects(&deciding, subject, based_on, err);
	return finish(&deciding, "defects.decided", st, version, err);
}

enum status
value_assess(struct catalogue *catalogue, const struct subject *subject,
             const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
             struct error *err)
{
	struct deciding deciding = { .catalogue = catalogue, .words = words, .count = count };
	enum status st = record_fields_check(&value_form, words, count, NULL, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "value", &deciding.change, err);
	if (st != STATUS_OK)
		return st;
	st = assess(&deciding, subject, based_on, err);
	return finish(&deciding, "value.assessed", st, version, err);
}

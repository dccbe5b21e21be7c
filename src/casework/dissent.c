/* SPDX-License-Identifier: Apache-2.0 */
/* dissent.c - a third person decides what a dissent means for the status; both stay. */
#include "casework/finding.h"

#include "casework/reviewed.h"
#include "casework/status_record.h"
#include "casework/verification.h"
#include "casework/view_row.h"
#include "casework/vocabulary.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct record_field fields[] = {
	{ "decision", FIELD_TEXT, NULL },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "decision",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const char *const beside[] = { "of", "status", "verified_as", NULL };

struct deciding {
	struct catalogue         *catalogue;
	struct change            *change;
	struct reviewed           finding;
	struct judged             judged;
	char                      dissent[UUID_TEXT_SIZE];
	char                      dissenter[DIGEST_TEXT_SIZE];
	const struct field_words *words;
	size_t                    count;
	json_t                   *values; /* owned */
};

/* The open dissent on the finding: the only one, or that of the person who is named. */
static enum status
find_dissent(struct deciding *deciding, struct error *err)
{
	const char *of = field_text(deciding->words, deciding->count, "of");
	SCOPED_STATEMENT row = NULL;
	int found = 0;
	enum status st = view_query(deciding->catalogue->ledger,
	                            "SELECT r.uuid, r.actor, k.code FROM p_reviews r"
	                            " LEFT JOIN p_actors k ON k.fingerprint = r.actor"
	                            " WHERE r.finding = $1 AND r.conclusion = 'dissent'"
	                            " AND r.decided = 0 AND NOT EXISTS (SELECT 1 FROM p_retractions x"
	                            " WHERE x.record = r.uuid AND x.actor = r.actor)"
	                            " ORDER BY r.seq",
	                            text_of(deciding->finding.uuid), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (of != NULL && *of != '\0' && !text_is(statement_text(row, 2), of) &&
		    !text_is(statement_text(row, 0), of))
			continue;
		found++;
		snprintf(deciding->dissent, sizeof deciding->dissent, "%s",
		         statement_text(row, 0).p);
		snprintf(deciding->dissenter, sizeof deciding->dissenter, "%s",
		         statement_text(row, 1).p);
	}
	if (st != STATUS_DONE)
		return st;
	if (found == 0)
		return fail(err, STATUS_NOT_FOUND, "no dissent from %s stands open%s%s",
		            deciding->finding.id, of ? " by " : "", of ? of : "");
	if (found > 1)
		return fail(err, STATUS_INVALID,
		            "%d dissents from %s stand open: say whose, by --of and the person's code or the dissent's UUID",
		            found, deciding->finding.id);
	return STATUS_OK;
}

/* Did the person agree with the finding, by whichever key? */
static enum status
has_agreed(struct deciding *deciding, struct text signer, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	bool one = false;
	enum status st = view_query(deciding->catalogue->ledger,
	                            "SELECT r.actor FROM p_reviews r WHERE r.finding = $1"
	                            " AND r.conclusion = 'agree' AND r.person IS NULL AND r.actor <> ''"
	                            " AND NOT EXISTS (SELECT 1 FROM p_retractions x"
	                            " WHERE x.record = r.uuid AND x.actor = r.actor)",
	                            text_of(deciding->finding.uuid), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		st = actors_are_one(deciding->catalogue->database, signer, statement_text(row, 0),
		                    &one, err);
		*out = *out || one;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Neither who found or agreed, nor who dissents; unless the catalogue lets one person decide. */
static enum status
check_third(struct deciding *deciding, struct error *err)
{
	struct text signer = text_of(change_actor(deciding->change));
	struct database *database = deciding->catalogue->database;
	bool author = false, agreed = false, dissenter = false, one = false;
	enum status st = actors_are_one(database, signer, text_of(deciding->finding.actor), &author,
	                                err);

	if (st == STATUS_OK)
		st = actors_are_one(database, signer, text_of(deciding->dissenter), &dissenter, err);
	if (st == STATUS_OK)
		st = has_agreed(deciding, signer, &agreed, err);
	if (st == STATUS_OK)
		st = one_person_suffices(database, &one, err);
	if (st == STATUS_OK && (author || agreed || dissenter) && !one)
		return fail(err, STATUS_REFUSED,
		            "a third person decides: you %s, whichever of your keys signed it",
		            author   ? "recorded the finding"
		            : agreed ? "agreed with the finding"
		                     : "dissented");
	if (st == STATUS_OK &&
	    json_object_set_new(deciding->values, "one_person",
	                        json_boolean(author || agreed || dissenter)) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
set_values(struct deciding *deciding, int64_t based_on, struct error *err)
{
	enum status st = judged_check_version(&deciding->judged, false, &based_on, err);
	struct text decision;

	deciding->values = json_pack("{s:I,s:s}", "based_on", (json_int_t)based_on, "review",
	                             deciding->dissent);
	if (st == STATUS_OK && deciding->values == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = record_fields_set(deciding->catalogue, &form, deciding->values,
		                       deciding->words, deciding->count, err);
	if (st != STATUS_OK)
		return st;
	decision = view_text(deciding->values, "decision");
	if (!text_is(decision, "overruled") && !text_is(decision, "upheld"))
		return fail(err, STATUS_INVALID, "a dissent is overruled or upheld");
	if (!value_is_said(deciding->values, "grounds") &&
	    !value_is_said(deciding->values, "protected_grounds"))
		return fail(err, STATUS_INVALID,
		            "who decides a dissent says why: grounds, or protected grounds");
	return STATUS_OK;
}

/* What the last decision that no dissent brought about says; unverified without one. */
static enum status
read_before(struct deciding *deciding, json_t **out, struct error *err)
{
	static const struct view_column columns[] = {
		{ "status", VIEW_TEXT },       { "verified_as", VIEW_TEXT },
		{ "findings", VIEW_JSON },     { "member_findings", VIEW_JSON },
	};
	static const struct view_select select = {
		.sql = "SELECT status, verified_as, findings, member_findings FROM p_statuses"
		       " WHERE subject = $1 AND status IS NOT NULL"
		       " AND NOT (status = 'disputed' AND dissents IS NOT NULL)"
		       " ORDER BY n DESC LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *before = json_pack("{s:s}", "status", "unverified");
	enum status st = before ? view_one(deciding->catalogue->ledger, &select,
	                                   text_of(deciding->judged.subject.text), before, err)
	                        : fail_memory(err);

	if (st == STATUS_OK || st == STATUS_NOT_FOUND)
		*out = json_incref(before);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

/* The decision that follows: as it was before, or as it is said. */
static enum status
make_decision(struct deciding *deciding, json_t **out, struct error *err)
{
	const char *status = field_text(deciding->words, deciding->count, "status");
	const char *as = field_text(deciding->words, deciding->count, "verified_as");
	bool upheld = text_is(view_text(deciding->values, "decision"), "upheld");
	enum status st;

	if ((status == NULL || *status == '\0') && upheld)
		return fail(err, STATUS_INVALID,
		            "a dissent that is upheld changes what is known: say which status follows");
	if (status == NULL || *status == '\0')
		return read_before(deciding, out, err);
	st = vocabulary_check(deciding->catalogue->database, "verification-status", text_of(status),
	                      err);
	if (st == STATUS_OK && as != NULL && *as != '\0')
		st = record_title_check("verified_as", text_of(as), err);
	if (st != STATUS_OK)
		return st;
	*out = json_pack("{s:s,s:s?}", "status", status, "verified_as", as && *as ? as : NULL);
	if (*out == NULL)
		return fail_memory(err);
	st = status_findings_set(deciding->catalogue, &deciding->judged, NULL, *out, err);
	return st;
}

/* Is it disputed for no other reason than dissents? */
static enum status
disputed_by_dissent(struct deciding *deciding, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(deciding->catalogue->ledger,
	                            "SELECT status = 'disputed' AND dissents IS NOT NULL"
	                            " FROM p_statuses WHERE subject = $1 ORDER BY n DESC LIMIT 1",
	                            text_of(deciding->judged.subject.text), &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	*out = st == STATUS_OK && statement_integer(row, 0) != 0;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The findings that the decision names, its own and those of members. */
static enum status
named_by(const json_t *decision, json_t *named, struct error *err)
{
	static const char *const members[] = { "findings", "member_findings" };

	for (size_t i = 0; i < 2; i++) {
		json_t *list = json_object_get(decision, members[i]);

		if (json_is_array(list) && json_array_extend(named, list) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* The reasons for what follows are those for the decision itself. */
static enum status
copy_reasons(const struct deciding *deciding, json_t *decision, struct error *err)
{
	static const char *const reasons[] = { "grounds", "protected_grounds" };

	for (size_t i = 0; i < 2; i++) {
		json_t *reason = json_object_get(deciding->values, reasons[i]);

		if (reason != NULL && json_object_set(decision, reasons[i], reason) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
record_status(struct deciding *deciding, struct error *err)
{
	SCOPED_JSON json_t *decision = NULL, *named = json_array();
	bool one_person = false;
	enum status st = named ? make_decision(deciding, &decision, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = named_by(decision, named, err);
	if (st == STATUS_OK)
		st = status_check(deciding->catalogue, deciding->change, &deciding->judged,
		                  json_string_value(json_object_get(decision, "status")),
		                  json_string_value(json_object_get(decision, "verified_as")),
		                  json_array_size(named) > 0 ? named : NULL, &one_person, err);
	if (st == STATUS_OK)
		st = copy_reasons(deciding, decision, err);
	if (st == STATUS_OK &&
	    json_object_set_new(decision, "one_person", json_boolean(one_person)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? status_record(deciding->catalogue, deciding->change,
	                                       &deciding->judged, decision, err)
	                       : st;
}

/* While another dissent stands, or a person had decided that it is disputed, it stays so. */
static enum status
settle(struct deciding *deciding, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	bool by_dissent = false;
	enum status st = open ? open_dissents_add(deciding->catalogue->ledger,
	                                          &deciding->judged.subject, open, "dissents", err)
	                      : fail_memory(err);

	if (st == STATUS_OK)
		st = disputed_by_dissent(deciding, &by_dissent, err);
	if (st != STATUS_OK || json_array_size(json_object_get(open, "dissents")) > 0 || !by_dissent)
		return st;
	return record_status(deciding, err);
}

static enum status
decide(struct deciding *deciding, const struct uuid *finding, int64_t based_on, struct error *err)
{
	struct catalogue *catalogue = deciding->catalogue;
	SCOPED_JSON json_t *open = json_object();
	enum status st = open ? reviewed_read(catalogue->ledger, finding, &deciding->finding, err)
	                      : fail_memory(err);

	if (st == STATUS_OK)
		st = judged_read(catalogue->database, &deciding->finding.subject, &deciding->judged,
		                 err);
	if (st == STATUS_OK)
		st = find_dissent(deciding, err);
	if (st == STATUS_OK)
		st = set_values(deciding, based_on, err);
	if (st == STATUS_OK)
		st = check_third(deciding, err);
	if (st == STATUS_OK)
		st = change_add(deciding->change, "dissent.decided", &deciding->judged.subject, open,
		                deciding->values, NULL, err);
	return st == STATUS_OK ? settle(deciding, err) : st;
}

enum status
dissent_decide(struct catalogue *catalogue, const struct uuid *finding,
               const struct field_words *words, size_t count, int64_t based_on,
               struct error *err)
{
	struct deciding deciding = { .catalogue = catalogue, .words = words, .count = count };
	enum status st = record_fields_check(&form, words, count, beside, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "dissent decide", &deciding.change, err);
	if (st != STATUS_OK)
		return st;
	st = decide(&deciding, finding, based_on, err);
	json_decref(deciding.values);
	return catalogue_finish(catalogue, deciding.change, st, err);
}

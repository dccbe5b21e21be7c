/* SPDX-License-Identifier: Apache-2.0 */
/* match_record.c - proposals, and what people decide of them. */
#include "casework/match_record.h"

#include "casework/circumstances.h"
#include "casework/footage.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* What one item is to the other, and the other to it. */
static const struct {
	const char *relation, *inverse;
} relations[] = {
	{ "same", "same" },         { "clip-of", "contains" },  { "contains", "clip-of" },
	{ "edit-of", "edited-into" }, { "different", "different" },
};

static const char *
inverse_of(const char *relation)
{
	for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++) {
		if (strcmp(relations[i].relation, relation) == 0)
			return relations[i].inverse;
	}
	return NULL;
}

/* Runs a query with two UUIDs as $1 and $2; the number in its first column. */
static enum status
ask_of_pair(struct catalogue *catalogue, const char *sql, const struct uuid *a,
            const struct uuid *b, int64_t *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char first[UUID_TEXT_SIZE], second[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database, sql, &statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(first, a);
	uuid_write(second, b);
	statement_bind_text(statement, 1, text_of(first));
	statement_bind_text(statement, 2, text_of(second));
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		*out = statement_integer(statement, 0);
	return st;
}

/* Proposals of an item, on either side, that have no decision. */
static enum status
check_room(struct catalogue *catalogue, const struct uuid *item, struct error *err)
{
	int64_t open = 0;
	enum status st = ask_of_pair(
		catalogue,
		"SELECT count(*) FROM (SELECT link FROM p_matches WHERE item = $1"
		" UNION ALL SELECT link FROM p_matches WHERE other = $2) m"
		" WHERE NOT EXISTS (SELECT 1 FROM p_match_decisions d WHERE d.link = m.link)",
		item, item, &open, err);

	if (st == STATUS_OK && open >= MATCH_PROPOSALS_LIMIT)
		return fail(err, STATUS_LIMIT, "an item has %d proposals that nobody has decided",
		            MATCH_PROPOSALS_LIMIT);
	return st;
}

static enum status
check_new(struct catalogue *catalogue, const struct match_proposal *proposal, struct error *err)
{
	int64_t before = 0;
	enum status st = ask_of_pair(catalogue,
	                             "SELECT (SELECT count(*) FROM p_matches WHERE item = $1"
	                             " AND other = $2) + (SELECT count(*) FROM p_matches"
	                             " WHERE item = $2 AND other = $1)",
	                             &proposal->item, &proposal->other, &before, err);

	if (st == STATUS_OK && before > 0)
		return fail(err, STATUS_EXISTS, "the two were proposed to be alike before");
	if (st == STATUS_OK)
		st = check_room(catalogue, &proposal->item, err);
	return st == STATUS_OK ? check_room(catalogue, &proposal->other, err) : st;
}

static json_t *
other_item(const struct uuid *item)
{
	return json_string(subject_of("item", item).text);
}

static json_t *
proposal_values(struct catalogue *catalogue, const struct match_proposal *proposal,
                const struct uuid *link)
{
	return json_pack("{s:o,s:o,s:s,s:s,s:s,s:s?,s:O?,s:O?,s:O?,s:s,s:o}", "link",
	                 json_of_uuid(link), "other", other_item(&proposal->other), "kind",
	                 proposal->kind, "level", proposal->level, "distance", proposal->distance,
	                 "transform", proposal->transform, "region", proposal->region, "segments",
	                 proposal->segments, "reasons", proposal->reasons, "algorithms",
	                 proposal->algorithms, "tool", circumstances_tool(catalogue));
}

static enum status
add_both(struct catalogue *catalogue, struct change *change,
         const struct match_proposal *proposal, int64_t *number, struct error *err)
{
	struct subject item = subject_of("item", &proposal->item),
		       other = subject_of("item", &proposal->other);
	SCOPED_JSON json_t *open = NULL, *values = NULL, *none = json_object(), *echo = NULL;
	struct uuid link;
	enum status st = change_new_uuid(change, &link, err);

	if (st == STATUS_OK)
		st = catalogue_next_id(catalogue, 'M', &open, number, err);
	if (st != STATUS_OK)
		return st;
	values = proposal_values(catalogue, proposal, &link);
	echo = json_pack("{s:o,s:o}", "link", json_of_uuid(&link), "other",
	                 other_item(&proposal->item));
	if (values == NULL || none == NULL || echo == NULL)
		return fail_memory(err);
	st = change_add(change, "match.proposed", &item, open, values, NULL, err);
	return st == STATUS_OK ? change_add(change, "match.echoed", &other, none, echo, NULL, err)
	                       : st;
}

enum status
match_propose(struct catalogue *catalogue, struct change *change,
              const struct match_proposal *proposal, int64_t *number, struct error *err)
{
	int64_t before = change_count(change);
	enum status st = check_new(catalogue, proposal, err);

	if (st != STATUS_OK)
		return st;
	st = add_both(catalogue, change, proposal, number, err);
	if (st == STATUS_LIMIT)
		st = fail_as(err, STATUS_INVALID);
	/* half a match would be a fault of ours, and ends the change */
	return st == STATUS_INVALID && change_count(change) != before ? fail_as(err, STATUS_FAULT) : st;
}

/* A match inside the change that decides it. */
struct decided_match {
	struct uuid item, other;
	int64_t     version;    /* of the item asked about */
	int64_t     decided_at; /* its version at the last decision, 0 for none */
};

static enum status
read_match(struct catalogue *catalogue, const struct uuid *link, struct decided_match *out,
           struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT m.item, m.other, i.version, (SELECT max(n) FROM p_match_decisions d"
		" WHERE d.link = m.link AND d.item = m.item) FROM p_matches m"
		" JOIN p_items i ON i.uuid = m.item WHERE m.link = $1",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, link);
	statement_bind_text(statement, 1, text_of(text));
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such match");
	if (st != STATUS_OK)
		return st;
	if (!uuid_read(statement_text(statement, 0), &out->item) ||
	    !uuid_read(statement_text(statement, 1), &out->other))
		return fail(err, STATUS_REFUSED,
		            "what the match joins was destroyed; it cannot be decided any more");
	out->version = statement_integer(statement, 2);
	out->decided_at = statement_integer(statement, 3);
	return STATUS_OK;
}

static enum status
check_version(const struct decided_match *match, int64_t based_on, struct error *err)
{
	if (based_on > match->version)
		return fail(err, STATUS_INVALID, "the item has no version %lld yet, only %lld",
		            (long long)based_on, (long long)match->version);
	if (based_on > 0 && match->decided_at > based_on)
		return fail(err, STATUS_STALE,
		            "the match was decided in version %lld, after version %lld that yours is based on; look at it and decide it based on version %lld",
		            (long long)match->decided_at, (long long)based_on,
		            (long long)match->version);
	return STATUS_OK;
}

/* One side's event; `relation` is what `item` is to `other`. */
struct side {
	const struct uuid *item, *other;
	const char        *relation;
};

static enum status
add_decision(struct change *change, const struct match_decision *decision,
             const struct side *side, int64_t based_on, struct error *err)
{
	struct subject subject = subject_of("item", side->item);
	SCOPED_JSON json_t *open = json_object();
	SCOPED_JSON json_t *values =
		json_pack("{s:o,s:o,s:s,s:s,s:o,s:s?}", "link", json_of_uuid(decision->link),
	                  "other", other_item(side->other), "decision",
	                  decision->confirmed ? "confirmed" : "rejected", "relation",
	                  side->relation, "based_on",
	                  based_on ? json_integer(based_on) : json_null(), "because",
	                  decision->because);

	if (open == NULL || values == NULL)
		return fail(err, STATUS_INVALID, "the reason is not UTF-8 text");
	return change_add(change, "match.decided", &subject, open, values, NULL, err);
}

static enum status
add_decisions(struct change *change, const struct match_decision *decision,
              const struct decided_match *match, struct error *err)
{
	const char *relation = decision->confirmed ? decision->relation : "different";
	struct side here = { &match->item, &match->other, relation };
	struct side there = { &match->other, &match->item, inverse_of(relation) };
	int64_t based_on = decision->based_on > 0 ? decision->based_on : match->version;
	enum status st = add_decision(change, decision, &here, based_on, err);

	return st == STATUS_OK ? add_decision(change, decision, &there, 0, err) : st;
}

static enum status
join(struct change *change, const struct match_decision *decision, const struct uuid *footage,
     const struct uuid *item, struct error *err)
{
	struct membership membership = { footage, item, decision->link, NULL };

	return footage_join(change, &membership, err);
}

/* Both become members of the same footage, which is made where neither has one. */
static enum status
bring_together(struct catalogue *catalogue, struct change *change,
               const struct match_decision *decision, const struct decided_match *match,
               struct match_outcome *out, struct error *err)
{
	struct uuid here, there, footage;
	int64_t number_here, number_there;
	enum status st = footage_of_item(catalogue, &match->item, &here, &number_here, err);

	if (st == STATUS_OK)
		st = footage_of_item(catalogue, &match->other, &there, &number_there, err);
	if (st == STATUS_OK && number_here && number_there && number_here != number_there)
		return fail(err, STATUS_REFUSED,
		            "the two belong to different footage, V-%06lld and V-%06lld: first bring these together with vidimus footage edit V-%lld --into V-%lld",
		            (long long)number_here, (long long)number_there,
		            (long long)number_there, (long long)number_here);
	footage = number_here ? here : there;
	*out = (struct match_outcome){ number_here ? number_here : number_there, false };
	if (st == STATUS_OK && out->footage == 0) {
		st = footage_make(catalogue, change, decision->link, &footage, &out->footage, err);
		out->made = true;
	}
	if (st == STATUS_OK && number_here == 0)
		st = join(change, decision, &footage, &match->item, err);
	if (st == STATUS_OK && number_there == 0)
		st = join(change, decision, &footage, &match->other, err);
	return st;
}

/* Leaves its footage unless a confirmed match holds it there together with another member. */
static enum status
part(struct catalogue *catalogue, struct change *change, const struct match_decision *decision,
     const struct uuid *item, struct error *err)
{
	struct uuid footage;
	int64_t number, held = 0;
	enum status st = footage_of_item(catalogue, item, &footage, &number, err);
	struct membership membership = { &footage, item, decision->link, decision->because };

	if (st != STATUS_OK || number == 0)
		return st;
	st = ask_of_pair(catalogue,
	                 "SELECT count(*) FROM p_match_decisions d"
	                 " JOIN p_footage_members f ON f.item = d.other"
	                 " WHERE d.item = $1 AND f.footage = $2 AND f.left_seq IS NULL"
	                 " AND d.decision = 'confirmed' AND d.seq = (SELECT max(l.seq)"
	                 " FROM p_match_decisions l WHERE l.link = d.link AND l.item = d.item)",
	                 item, &footage, &held, err);
	return st == STATUS_OK && held == 0 ? footage_leave(change, &membership, err) : st;
}

static enum status
decide(struct catalogue *catalogue, struct change *change, const struct match_decision *decision,
       struct match_outcome *out, struct error *err)
{
	struct decided_match match;
	enum status st = read_match(catalogue, decision->link, &match, err);

	if (st == STATUS_OK)
		st = check_version(&match, decision->based_on, err);
	if (st == STATUS_OK)
		st = add_decisions(change, decision, &match, err);
	if (st != STATUS_OK)
		return st;
	if (decision->confirmed)
		return bring_together(catalogue, change, decision, &match, out, err);
	st = part(catalogue, change, decision, &match.item, err);
	return st == STATUS_OK ? part(catalogue, change, decision, &match.other, err) : st;
}

static enum status
check_words(const struct match_decision *decision, struct error *err)
{
	if (!decision->confirmed && (decision->because == NULL || *decision->because == '\0'))
		return fail(err, STATUS_INVALID, "a rejection needs a reason");
	if (decision->confirmed && (decision->relation == NULL ||
	                            strcmp(decision->relation, "different") == 0 ||
	                            inverse_of(decision->relation) == NULL))
		return fail(err, STATUS_INVALID,
		            "what the one is to the other must be said: same, clip-of, edit-of or contains");
	return STATUS_OK;
}

enum status
match_decide(struct catalogue *catalogue, const struct match_decision *decision,
             struct match_outcome *out, struct error *err)
{
	struct change *change = NULL;
	struct match_outcome outcome = { 0 };
	enum status st = check_words(decision, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "match", &change, err);
	if (st != STATUS_OK)
		return st;
	st = decide(catalogue, change, decision, &outcome, err);
	st = catalogue_finish(catalogue, change, st, err);
	if (st == STATUS_OK)
		*out = outcome;
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* report_questions.c - is it held, verified, refuted, disputed among us; may it be used; can somebody be recognised; has it changed? */
#include "casework/report_check_internal.h"

#include "casework/gate.h"
#include "casework/verification.h"
#include "casework/view_row.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static bool
is_text(const json_t *object, const char *name, const char *text)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value != NULL && strcmp(value, text) == 0;
}

enum status
check_held(struct report_check *check, const json_t *citation, struct error *err)
{
	if (!json_is_null(json_object_get(citation, "object_now")))
		return STATUS_OK;
	return finding_add(check, citation, "not-held", false, err, "%s is not held",
	                   cited_id(citation));
}

/* What a report only disputes need not be verified. */
enum status
check_status(struct report_check *check, const json_t *citation, struct error *err)
{
	const char *status = json_string_value(json_object_get(citation, "status_now"));

	if (is_text(citation, "status_now", "verified") || is_text(citation, "status_now", "refuted") ||
	    cited_for(citation, "disputes"))
		return STATUS_OK;
	return finding_add(check, citation, "unverified", false, err, "%s is %s", cited_id(citation),
	                   status ? status : "of unknown status");
}

enum status
check_refuted(struct report_check *check, const json_t *citation, struct error *err)
{
	if (!is_text(citation, "status_now", "refuted") || cited_for(citation, "disputes"))
		return STATUS_OK;
	return finding_add(check, citation, "refuted", false, err, "%s is refuted",
	                   cited_id(citation));
}

enum status
check_taken_back(struct report_check *check, const json_t *citation, struct error *err)
{
	if (!json_is_true(json_object_get(citation, "taken_back")) || cited_for(citation, "disputes"))
		return STATUS_OK;
	return finding_add(check, citation, "taken-back", false, err, "%s was retracted",
	                   cited_id(citation));
}

enum status
check_dissent(struct report_check *check, const json_t *citation, struct error *err)
{
	SCOPED_JSON json_t *found = json_object();
	struct subject subject;
	enum status st = found ? STATUS_OK : fail_memory(err);
	json_t *each;
	size_t i;

	if (st == STATUS_OK && !subject_read(view_text(citation, "subject"), &subject))
		return STATUS_OK;
	if (st == STATUS_OK)
		st = open_dissents_add(check->ledger, &subject, found, "dissents", err);
	json_array_foreach(json_object_get(found, "dissents"), i, each) {
		const char *finding = json_string_value(json_object_get(each, "finding"));
		const char *question = json_string_value(json_object_get(each, "question"));

		if (st == STATUS_OK)
			st = finding_add(check, citation, "open-dissent", false, err,
			                 "%s: a dissent on %s (%s) is open", cited_id(citation),
			                 finding ? finding : "a finding",
			                 question ? question : "of a question that is not known");
	}
	return st;
}

/* Withdrawn, refused, expired or missing consent; restrictions; what was destroyed. */
enum status
check_gate(struct report_check *check, const json_t *citation, struct error *err)
{
	SCOPED_JSON json_t *blocks = json_array();
	struct subject subject;
	enum status st = blocks ? STATUS_OK : fail_memory(err);
	json_t *each;
	size_t i;

	if (st == STATUS_OK && !subject_read(view_text(citation, "subject"), &subject))
		return STATUS_OK;
	if (st == STATUS_OK)
		st = gate_check(check->ledger, &subject, 1, GATE_PUBLICATION, check->now, blocks, err);
	json_array_foreach(blocks, i, each) {
		const char *text = json_string_value(json_object_get(each, "text"));
		const char *code = is_text(each, "code", "restricted")  ? "restricted"
		                   : is_text(each, "code", "destroyed") ? "not-held"
		                                                        : "no-consent";

		if (st == STATUS_OK)
			st = finding_add(check, citation, code, false, err, "%s",
			                 text ? text : cited_id(citation));
	}
	return st;
}

/* Which of an item's flags say that somebody can be recognised. */
static enum status
name_flags(const json_t *item, const char *member, struct buffer *out)
{
	static const char *const recognised[] = { "personal-information", "victim-identifiable",
		                                  "minor-visible", "captive-identifiable",
		                                  "witness-identifiable", "source-at-risk" };
	json_t *list = json_object_get(item, member), *each;
	size_t i;

	json_array_foreach(list, i, each) {
		for (size_t k = 0; k < sizeof recognised / sizeof recognised[0]; k++) {
			if (json_is_string(each) && strcmp(json_string_value(each), recognised[k]) == 0)
				buffer_append_format(out, "%s%s", out->n ? ", " : "", recognised[k]);
		}
	}
	return out->failed ? STATUS_MEMORY : STATUS_OK;
}

static enum status
check_item_persons(struct report_check *check, const json_t *citation, const json_t *item,
                   struct error *err)
{
	const char *id = json_string_value(json_object_get(item, "id"));
	SCOPED(buffer) flags = { 0 };

	if (name_flags(item, "flags", &flags) != STATUS_OK ||
	    name_flags(item, "protection_flags", &flags) != STATUS_OK)
		return fail_memory(err);
	if (flags.n > 0)
		return finding_add(check, citation, "identifiable-person", false, err,
		                   "somebody can be recognised in %s: %s", id, buffer_string(&flags));
	if (json_is_null(json_object_get(item, "graphic_level")) ||
	    is_text(item, "graphic_level", "unassessed"))
		return finding_add(check, citation, "identifiable-person", false, err,
		                   "nobody has looked whether somebody can be recognised in %s", id);
	return STATUS_OK;
}

/* Of an item that is held, or of each such member of footage. */
enum status
check_persons(struct report_check *check, const json_t *citation, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'E' },
		{ "graphic_level", VIEW_TEXT },
		{ "flags", VIEW_LIST },
		{ "protection_flags", VIEW_LIST },
	};
	static const struct view_select select = {
		.sql = "SELECT number, graphic_level, flags, protection_flags FROM p_items"
		       " WHERE uuid = substr($1, 6) AND object IS NOT NULL"
		       " UNION ALL SELECT i.number, i.graphic_level, i.flags, i.protection_flags"
		       " FROM p_footage_members m JOIN p_items i ON i.uuid = m.item"
		       " WHERE m.footage = substr($1, 9) AND m.left_seq IS NULL"
		       " AND i.object IS NOT NULL",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *found = json_object();
	enum status st = found ? view_all(check->ledger, &select, view_text(citation, "subject"),
	                                  found, "items", err)
	                       : fail_memory(err);
	json_t *each;
	size_t i;

	json_array_foreach(json_object_get(found, "items"), i, each) {
		if (st == STATUS_OK)
			st = check_item_persons(check, citation, each, err);
	}
	return st;
}

/* Events that change what a citation rests on. */
static bool
is_weighty(const char *type)
{
	static const char *const types[] = {
		"claim.made",       "claim.traced",    "defects.decided",  "depiction.stated",
		"dissent.decided",  "finding.recorded", "finding.reviewed", "footage.joined",
		"footage.left",     "item.filled",     "record.retracted", "restriction.placed",
		"status.decided",   "value.assessed",
	};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (strcmp(types[i], type) == 0)
			return true;
	}
	return false;
}

/* That another citation was taken back changes nothing of what is cited. */
static enum status
takes_citation_back(struct ledger *ledger, const struct event_record *event, bool *out,
                    struct error *err)
{
	int64_t number;
	enum status st = STATUS_NOT_FOUND;

	if (strcmp(event->header.type, "record.retracted") == 0 &&
	    view_text(event->values, "record").p != NULL)
		st = view_integer(ledger, "SELECT number FROM p_citations WHERE uuid = $1",
		                  view_text(event->values, "record"), &number, err);
	*out = st == STATUS_OK;
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

/* The types of weighty events after version `from` of the chain, each once. */
static enum status
events_since(struct ledger *ledger, const struct subject *subject, int64_t from, int64_t to,
             struct buffer *out, struct error *err)
{
	enum status st = STATUS_OK;

	for (int64_t n = from + 1; st == STATUS_OK && n <= to; n++) {
		SCOPED(event_record) event = { 0 };
		int64_t seq = 0;
		bool other = false;

		st = ledger_find_in_chain(ledger, subject, n, &seq, NULL, err);
		if (st == STATUS_OK)
			st = ledger_read(ledger, seq, &event, err);
		if (st == STATUS_OK)
			st = takes_citation_back(ledger, &event, &other, err);
		if (st == STATUS_OK && !other && is_weighty(event.header.type) &&
		    (out->n == 0 || strstr(buffer_string(out), event.header.type) == NULL))
			buffer_append_format(out, "%s%s", out->n ? ", " : "", event.header.type);
	}
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

static bool
differs(const json_t *citation, const char *then, const char *now)
{
	return !json_equal(json_object_get(citation, then), json_object_get(citation, now));
}

enum status
check_changes(struct report_check *check, const json_t *citation, struct error *err)
{
	SCOPED(buffer) events = { 0 };
	struct subject subject;
	int64_t then = 0, now = 0;
	enum status st;
	bool changed = differs(citation, "status", "status_now") ||
	               differs(citation, "verified_as", "verified_as_now") ||
	               differs(citation, "object", "object_now");

	if (!subject_read(view_text(citation, "subject"), &subject) ||
	    !json_member_integer(citation, "version", &then) ||
	    !json_member_integer(citation, "version_now", &now))
		return STATUS_OK;
	st = events_since(check->ledger, &subject, then, now, &events, err);
	if (st != STATUS_OK || (!changed && events.n == 0))
		return st;
	return finding_add(check, citation, "changed-since-draft", true, err,
	                   "%s is no longer what was cited%s%s", cited_id(citation),
	                   events.n ? ": " : "", buffer_string(&events));
}

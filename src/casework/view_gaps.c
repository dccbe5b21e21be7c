/* SPDX-License-Identifier: Apache-2.0 */
/* view_gaps.c - what a custody report cannot answer, said first. */
#include "casework/view_custody_parts.h"

#include "casework/view_custody.h"
#include "casework/view_item_parts.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* As many ids as a gap names; how many more there are is said. */
#define NAMED_IDS 5

static enum status
add_gap(json_t *gaps, const char *code, struct text text, struct error *err)
{
	json_t *gap = json_pack("{ss so}", "code", code, "text", json_of_text(text));

	return json_array_append_new(gaps, gap) == 0 ? STATUS_OK : fail_memory(err);
}

static enum status
add_buffer_gap(json_t *gaps, const char *code, const struct buffer *words, struct error *err)
{
	enum status st = buffer_check(words, err);

	return st == STATUS_OK ? add_gap(gaps, code, text_of_buffer(words), err) : st;
}

static bool
is_unknown(const json_t *record, const char *name)
{
	struct text value = view_text(record, name);

	return value.p == NULL || text_is(value, "unknown");
}

static bool
is_null(const json_t *record, const char *name)
{
	return json_is_null(json_object_get(record, name));
}

/* What we fetched ourselves has a place it was fetched from, and nobody who gave it. */
static bool
is_fetched(const json_t *acquisition)
{
	static const char *const methods[] = { "public-download", "private-channel-member",
		                               "screen-recording", "web-archive-capture",
		                               "tool-capture" };
	struct text method = view_text(acquisition, "method");

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (text_is(method, methods[i]))
			return true;
	}
	return false;
}

static bool
lacks_giver(const json_t *acquisition)
{
	return !is_fetched(acquisition) && is_null(acquisition, "from") &&
	       is_null(acquisition, "from_organisation");
}

static bool
lacks_place_of_fetching(const json_t *acquisition)
{
	return is_fetched(acquisition) && is_null(acquisition, "channel") &&
	       is_null(acquisition, "url");
}

static bool
lacks_method(const json_t *acquisition)
{
	return is_unknown(acquisition, "method");
}

static bool
has_undeterminable_method(const json_t *acquisition)
{
	return text_is(view_text(acquisition, "method"), "not-determinable");
}

static bool
lacks_medium(const json_t *acquisition)
{
	return is_unknown(acquisition, "medium");
}

static bool
has_undeterminable_medium(const json_t *acquisition)
{
	return text_is(view_text(acquisition, "medium"), "not-determinable");
}

static bool
lacks_hash(const json_t *acquisition)
{
	return is_null(acquisition, "sha256");
}

static bool
lacks_tool(const json_t *acquisition)
{
	return is_null(acquisition, "tool");
}

static bool
has_unsure_clock(const json_t *acquisition)
{
	return !text_is(view_text(acquisition, "clock"), "system-synchronised");
}

static bool
was_continued(const json_t *acquisition)
{
	return json_integer_value(json_object_get(acquisition, "delivery_continued")) > 0;
}

static bool
is_open(const json_t *acquisition)
{
	return is_null(acquisition, "delivery_closed");
}

/* What an acquisition may lack, in the order in which it is told. */
static const struct {
	const char *code, *text;
	bool (*lacks)(const json_t *acquisition);
} acquisition_gaps[] = {
	{ "giver-unknown", "Who handed it over is not known", lacks_giver },
	{ "source-unknown", "Where it was fetched is not known: neither channel nor address is recorded",
	  lacks_place_of_fetching },
	{ "method-unknown", "How the bytes reached us is not known", lacks_method },
	{ "method-not-determinable", "How the bytes reached us could not be found out",
	  has_undeterminable_method },
	{ "medium-unknown", "On what medium it came is not known", lacks_medium },
	{ "medium-not-determinable", "On what medium it came could not be found out",
	  has_undeterminable_medium },
	{ "hash-destroyed", "The hash of what was received was destroyed", lacks_hash },
	{ "tool-unknown", "By which program it was received is not known", lacks_tool },
	{ "clock-unsure",
	  "Whether the clock that gave the time of receipt was right is not known",
	  has_unsure_clock },
	{ "delivery-interrupted",
	  "The delivery was interrupted and continued later under other circumstances",
	  was_continued },
	{ "delivery-open", "The delivery was not finished: its list of files is not complete",
	  is_open },
};

/* Words, then the ids of those records in the array that `has` finds: "words (Q-000001, Q-000002)". */
struct found {
	struct buffer words;
	size_t        count;
};

static void
found_end(struct found *found)
{
	buffer_end(&found->words);
}

static void
found_add(struct found *found, const char *text, const json_t *record)
{
	struct text id = view_text(record, "id");

	if (found->count == 0)
		buffer_append_format(&found->words, "%s (", text);
	if (found->count < NAMED_IDS) {
		buffer_append_string(&found->words, found->count > 0 ? ", " : "");
		buffer_append_text(&found->words, id);
	}
	found->count++;
}

static enum status
found_tell(struct found *found, const char *code, json_t *gaps, struct error *err)
{
	if (found->count == 0)
		return STATUS_OK;
	if (found->count > NAMED_IDS)
		buffer_append_format(&found->words, " and %zu more", found->count - NAMED_IDS);
	buffer_append_string(&found->words, ").");
	return add_buffer_gap(gaps, code, &found->words, err);
}

static enum status
find_in_acquisitions(const json_t *acquisitions, json_t *gaps, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *acquisition;
	size_t i;

	if (json_array_size(acquisitions) == 0)
		return add_gap(gaps, "no-acquisition",
		               text_of("When and how the bytes were received is not recorded."), err);
	for (size_t k = 0; k < sizeof acquisition_gaps / sizeof acquisition_gaps[0]; k++) {
		SCOPED(found) found = { 0 };

		json_array_foreach(acquisitions, i, acquisition) {
			if (acquisition_gaps[k].lacks(acquisition))
				found_add(&found, acquisition_gaps[k].text, acquisition);
		}
		if (st == STATUS_OK)
			st = found_tell(&found, acquisition_gaps[k].code, gaps, err);
	}
	return st;
}

static bool
names_circumstance(const json_t *acquisition, const char *code)
{
	json_t *each;
	size_t i;

	json_array_foreach(json_object_get(acquisition, "circumstances"), i, each) {
		if (json_is_string(each) && strcmp(json_string_value(each), code) == 0)
			return true;
	}
	return false;
}

/* One circumstance, in the words of its vocabulary, with the acquisitions made under it. */
static enum status
tell_circumstance(struct ledger *ledger, const json_t *acquisitions, const char *code,
                  json_t *gaps, struct error *err)
{
	SCOPED_JSON json_t *label = NULL;
	SCOPED(found) found = { 0 };
	json_t *acquisition;
	size_t i;
	enum status st = term_text(ledger, "circumstance", text_of(code), true, &label, err);

	if (st != STATUS_OK)
		return st;
	json_array_foreach(acquisitions, i, acquisition) {
		if (names_circumstance(acquisition, code))
			found_add(&found, json_is_string(label) ? json_string_value(label) : code,
			          acquisition);
	}
	return found_tell(&found, code, gaps, err);
}

/* Every circumstance of any acquisition, once. */
static enum status
find_circumstances(struct ledger *ledger, const json_t *acquisitions, json_t *gaps,
                   struct error *err)
{
	SCOPED_JSON json_t *told = json_object();
	json_t *acquisition, *code;
	enum status st = told ? STATUS_OK : fail_memory(err);
	size_t i, k;

	json_array_foreach(acquisitions, i, acquisition) {
		json_array_foreach(json_object_get(acquisition, "circumstances"), k, code) {
			const char *text = json_string_value(code);

			if (st != STATUS_OK || text == NULL || json_object_get(told, text) != NULL)
				continue;
			st = tell_circumstance(ledger, acquisitions, text, gaps, err);
			if (st == STATUS_OK && !view_set(told, text, json_true()))
				st = fail_memory(err);
		}
	}
	return st;
}

static enum status
find_in_postings(const json_t *postings, json_t *gaps, struct error *err)
{
	SCOPED(found) found = { 0 };
	json_t *posting;
	size_t i;

	if (json_array_size(postings) == 0)
		return add_gap(gaps, "no-posting",
		               text_of("No publication of it is recorded."), err);
	json_array_foreach(postings, i, posting) {
		if (is_null(posting, "published"))
			found_add(&found, "When it was published is not known", posting);
	}
	return found_tell(&found, "published-unknown", gaps, err);
}

/* A repair after the check made the bytes whole again. */
static bool
was_repaired_since(const json_t *report, const json_t *check)
{
	json_int_t seq = json_integer_value(json_object_get(check, "seq"));
	json_t *repair;
	size_t i;

	json_array_foreach(json_object_get(report, "repairs"), i, repair) {
		if (json_integer_value(json_object_get(repair, "seq")) > seq)
			return true;
	}
	return false;
}

static void
write_check_words(struct buffer *words, const char *sentence, const json_t *check,
                  struct instant now)
{
	struct text time = view_text(check, "time");

	buffer_append_format(words, "%s on %.*s, ", sentence, (int)(time.n < 10 ? time.n : 10),
	                     time.p ? time.p : "");
	view_count(words, days_since(time, now), "day ago.", "days ago.");
}

/* Damage comes before everything else; an old or missing check is a gap as well. */
static enum status
find_in_checks(const json_t *report, struct instant now, json_t *gaps, struct error *err)
{
	json_t *check = json_object_get(report, "last_checked");
	struct text outcome = view_text(check, "outcome");
	SCOPED(buffer) words = { 0 };

	if (!json_is_object(check))
		return add_gap(gaps, "never-audited",
		               text_of("Its bytes were never hashed again since they were received."),
		               err);
	if (text_is(outcome, "altered") && !was_repaired_since(report, check)) {
		write_check_words(&words, "The held bytes are others than those received: found by the audit",
		                  check, now);
		return add_buffer_gap(gaps, "bytes-altered", &words, err);
	}
	if (text_is(outcome, "missing") && !was_repaired_since(report, check)) {
		write_check_words(&words, "The bytes are not there: found by the audit", check, now);
		return add_buffer_gap(gaps, "bytes-missing", &words, err);
	}
	if (!text_is(outcome, "ok")) {
		return add_gap(gaps, "not-audited-since-repair",
		               text_of("Its bytes were not hashed again since the damaged copy was replaced."),
		               err);
	}
	if (days_since(view_text(check, "time"), now) <= AUDIT_DAYS)
		return STATUS_OK;
	write_check_words(&words, "Its bytes were last hashed", check, now);
	return add_buffer_gap(gaps, "audit-old", &words, err);
}

static enum status
find_repairs(const json_t *report, json_t *gaps, struct error *err)
{
	int64_t count = (int64_t)json_array_size(json_object_get(report, "repairs"));
	SCOPED(buffer) words = { 0 };

	if (count == 0)
		return STATUS_OK;
	buffer_append_string(&words, "The held copy was found damaged and replaced by the same bytes received again, ");
	view_count(&words, count, "time.", "times.");
	return add_buffer_gap(gaps, "damaged-copy-replaced", &words, err);
}

/* Nothing can be shown of what is not there: it never came, or it was destroyed. */
static enum status
find_not_held(struct ledger *ledger, const json_t *report, json_t *gaps, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) words = { 0 };
	enum status st;

	if (!json_is_false(json_object_get(report, "held")))
		return STATUS_OK;
	st = view_query(ledger,
	                "SELECT d.time FROM p_destructions d WHERE d.subject = 'item/' || $1"
	                " AND d.approved = 1 AND d.objects > 0 ORDER BY d.seq DESC LIMIT 1",
	                view_text(report, "uuid"), &row, err);
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_OK) {
		buffer_append_format(&words, "Its file was held, and was destroyed by two people on %.10s.",
		                     statement_text(row, 0).p);
		return add_buffer_gap(gaps, "destroyed", &words, err);
	}
	if (st != STATUS_DONE)
		return st;
	return add_gap(gaps, "not-held",
	               text_of("Its file is not held: it is known from what others say of it."), err);
}

static enum status
tell_unseen(const json_t *report, json_t *gaps, struct error *err)
{
	json_t *unseen = json_object_get(report, "unseen");
	json_int_t events = json_integer_value(json_object_get(unseen, "events"));
	SCOPED(buffer) words = { 0 };

	if (events == 0)
		return STATUS_OK;
	buffer_append_string(&words, json_is_object(json_object_get(report, "seen"))
	                                     ? "Nobody outside has seen the end of the log: "
	                                     : "Nobody outside has seen the log: ");
	view_count(&words, events, "event, ", "events, ");
	view_count(&words, json_integer_value(json_object_get(unseen, "days")), "day.", "days.");
	return add_buffer_gap(gaps, "unseen", &words, err);
}

/* Of the actions, those by a key that is in other hands and that nobody outside saw before. */
static enum status
find_suspect(const json_t *actions, json_t *gaps, struct error *err)
{
	SCOPED(buffer) words = { 0 };
	size_t i, count = 0;
	json_t *line;

	json_array_foreach(actions, i, line) {
		if (!json_is_true(json_object_get(line, "suspect")))
			continue;
		if (count < NAMED_IDS)
			buffer_append_format(&words, "%s%lld", count > 0 ? ", " : "Events ",
			                     (long long)json_integer_value(json_object_get(line, "seq")));
		count++;
	}
	if (count == 0)
		return STATUS_OK;
	if (count > NAMED_IDS)
		buffer_append_format(&words, " and %zu more", count - NAMED_IDS);
	buffer_append_string(&words, ": by a key that was declared to be in other hands, and seen by "
	                             "nobody outside before. They may not be by whom they name.");
	return add_buffer_gap(gaps, "key-compromised", &words, err);
}

/* A log that shows one thing in two ways: whatever it says of the item is in doubt. */
static enum status
find_contradictions(const json_t *report, json_t *gaps, struct error *err)
{
	const json_t *list = json_object_get(json_object_get(report, "theirs"), "contradictions");
	const json_t *first = json_array_get(list, 0);
	struct text origin = view_text(first, "origin"), subject = view_text(first, "subject");
	struct text time = view_text(first, "time");
	size_t count = json_array_size(list);
	SCOPED(buffer) words = { 0 };

	if (count == 0)
		return STATUS_OK;
	buffer_append_format(&words,
	                     "Another log contradicts itself: %.*s showed event %lld of %.*s in two ways; the second was refused on %.*s, and both are kept",
	                     (int)origin.n, origin.p ? origin.p : "",
	                     (long long)json_integer_value(json_object_get(first, "n")), (int)subject.n,
	                     subject.p ? subject.p : "", (int)(time.n < 10 ? time.n : 10),
	                     time.p ? time.p : "");
	if (count > 1)
		buffer_append_format(&words, " (and %zu more)", count - 1);
	buffer_append_string(&words, ".");
	return add_buffer_gap(gaps, "contradicted", &words, err);
}

enum status
custody_find_gaps(struct ledger *ledger, const json_t *report, struct instant now, json_t *gaps,
                  struct error *err)
{
	json_t *acquisitions = json_object_get(report, "acquisitions");
	enum status st = find_contradictions(report, gaps, err);

	if (st == STATUS_OK)
		st = find_suspect(json_object_get(report, "actions"), gaps, err);
	if (st == STATUS_OK)
		st = find_not_held(ledger, report, gaps, err);
	if (st == STATUS_OK && !json_is_false(json_object_get(report, "held")))
		st = find_in_checks(report, now, gaps, err);
	if (st == STATUS_OK)
		st = find_in_acquisitions(acquisitions, gaps, err);
	if (st == STATUS_OK)
		st = find_circumstances(ledger, acquisitions, gaps, err);
	if (st == STATUS_OK)
		st = find_in_postings(json_object_get(report, "postings"), gaps, err);
	if (st == STATUS_OK)
		st = find_repairs(report, gaps, err);
	return st == STATUS_OK ? tell_unseen(report, gaps, err) : st;
}

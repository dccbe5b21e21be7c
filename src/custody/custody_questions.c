/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_questions.c - what a defence asks of a chain of custody, each answered
 * from the report alone, or printed as a gap.
 */
#include "custody/custody_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const json_t *
first_of(const json_t *report, const char *list)
{
	return json_array_get(json_object_get(report, list), 0);
}

static bool
has_gap(const json_t *report, const char *code)
{
	json_t *gap;
	size_t i;

	json_array_foreach(json_object_get(report, "gaps"), i, gap) {
		if (text_is(told_text(gap, "code"), code))
			return true;
	}
	return false;
}

static size_t
count_actions(const json_t *report, const char *type)
{
	size_t i, count = 0;
	json_t *action;

	json_array_foreach(json_object_get(report, "actions"), i, action)
		count += text_is(told_text(action, "type"), type) ? 1 : 0;
	return count;
}

/* Appends "words: VALUE." where the member of the record has a value. */
static bool
say(struct buffer *out, const char *words, const json_t *record, const char *member)
{
	SCOPED(buffer) value = { 0 };

	if (!told_value(&value, json_object_get(record, member)))
		return false;
	buffer_append_format(out, "%s%s %s.", out->n > 0 ? " " : "", words, buffer_string(&value));
	return true;
}

static bool
changed_before(const json_t *report, struct buffer *out)
{
	const json_t *first = first_of(report, "acquisitions");

	if (first == NULL) {
		buffer_append_string(out, "No file was received, so nothing is known of changes.");
		return false;
	}
	say(out, "The first hash was computed when the bytes were read, on", first, "read_ended");
	say(out, "They were collected or handed over:", first, "handed_over");
	buffer_append_string(out, " What was done with them before that hash is in no log of ours: nobody here can"
	                          " exclude a change before it.");
	return false;
}

static bool
changed_since(const json_t *report, struct buffer *out)
{
	const json_t *last = json_object_get(report, "last_checked");

	if (!text_is(told_text(last, "outcome"), "ok")) {
		buffer_append_string(out, "The bytes were not found unchanged by a later check, or were never checked.");
		return false;
	}
	say(out, "The bytes were hashed again and were the same on", last, "time");
	say(out, "The check was made by", last, "actor_id");
	return true;
}

static bool
days_between(const json_t *report, struct buffer *out)
{
	const json_t *posting = first_of(report, "postings");
	const json_t *first = first_of(report, "acquisitions");

	if (posting == NULL || first == NULL || told_nothing(json_object_get(posting, "published"))) {
		buffer_append_string(out, "When it was published is not known, so the time between cannot be told.");
		return false;
	}
	say(out, "Published, as claimed:", posting, "published");
	say(out, "First received:", first, "received");
	buffer_append_string(out, " Why it was not received earlier is not recorded.");
	return false;
}

static bool
was_first(const json_t *report, struct buffer *out)
{
	buffer_append_format(out, "Publications of it that are recorded: %zu. The earliest known is worth what was searched;"
	                          " an earlier one cannot be excluded.",
	                     json_array_size(json_object_get(report, "postings")));
	return false;
}

static bool
clock_right(const json_t *report, struct buffer *out)
{
	say(out, "Source of the time of receipt:", first_of(report, "acquisitions"), "clock");
	if (has_gap(report, "clock-unsure") || out->n == 0) {
		buffer_append_string(out, " Whether it was right is not known.");
		return false;
	}
	buffer_append_string(out, " The system said that its clock was synchronised; by how much it was off was not measured.");
	return true;
}

static bool
who_gave(const json_t *report, struct buffer *out)
{
	const json_t *first = first_of(report, "acquisitions");
	bool known = say(out, "Handed over by", first, "from_code");

	known = say(out, "Handed over by", first, "from_organisation") || known;
	say(out, "How it reached us:", first, "method");
	known = say(out, "Fetched from", first, "url") || say(out, "Channel:", first, "channel") || known;
	if (!known)
		buffer_append_string(out, " Who gave it, or where it was fetched, is not recorded.");
	return known;
}

static bool
giver_got(const json_t *report, struct buffer *out)
{
	(void)report;
	buffer_append_string(out, "How whoever gave or published it came by it is in no record of custody; claims and"
	                          " findings on provenance say what is known.");
	return false;
}

static bool
lawful(const json_t *report, struct buffer *out)
{
	if (say(out, "Legal basis, as recorded:", first_of(report, "acquisitions"), "legal_basis"))
		return true;
	buffer_append_string(out, "No legal basis or consent to the collection is recorded.");
	return false;
}

/* Codes of those who signed events of the type (NULL: of any) in the chain, once each; how many they are. */
static size_t
name_signers(const json_t *report, const char *type, struct buffer *out)
{
	SCOPED_JSON json_t *told = json_object();
	json_t *action;
	size_t i;

	json_array_foreach(json_object_get(report, "actions"), i, action) {
		const char *actor = told_string(action, "actor_id");

		if ((type != NULL && !text_is(told_text(action, "type"), type)) ||
		    json_object_get(told, actor) != NULL || json_object_set_new(told, actor, json_true()) != 0)
			continue;
		buffer_append_format(out, "%s%s (%s)", json_object_size(told) > 1 ? ", " : "", actor,
		                     told_string(action, "actor"));
	}
	return json_object_size(told);
}

static bool
who_acted(const json_t *report, struct buffer *out)
{
	buffer_append_string(out, "Signed actions are by ");
	if (name_signers(report, NULL, out) == 0)
		buffer_append_string(out, "nobody");
	buffer_append_string(out, ". Who else could log in to the machine, enter the room or read a backup is not recorded.");
	return false;
}

static bool
who_had_key(const json_t *report, struct buffer *out)
{
	if (has_gap(report, "key-compromised")) {
		buffer_append_string(out, "A key that signed here was declared to be in other hands. Which actions that makes suspect"
		                          " stands among the gaps and the actions.");
		return false;
	}
	if (has_gap(report, "key-without-passphrase")) {
		buffer_append_string(out, "A key that signed had no passphrase: whoever could read the file of that login could"
		                          " sign in its name.");
		return false;
	}
	buffer_append_string(out, "The keys that signed receipts had a passphrase. That nobody else knew it cannot be shown.");
	return true;
}

static bool
rewritten(const json_t *report, struct buffer *out)
{
	size_t i, proved = 0, count = json_array_size(json_object_get(report, "actions"));
	json_t *action;

	json_array_foreach(json_object_get(report, "actions"), i, action)
		proved += json_is_object(json_object_get(action, "proved")) ? 1 : 0;
	buffer_append_format(out, "Of %zu actions, %zu are proved to have existed by a witness or time-stamp outside. Who"
	                          " holds the disk and a key could have rewritten the others without anybody noticing.",
	                     count, proved);
	return count > 0 && proved == count;
}

static bool
program_sound(const json_t *report, struct buffer *out)
{
	const json_t *first = first_of(report, "acquisitions");

	if (!say(out, "Received by", first, "tool")) {
		buffer_append_string(out, "By which program it was received is not recorded.");
		return false;
	}
	if (has_gap(report, "no-sandbox") || has_gap(report, "examined-unsandboxed")) {
		buffer_append_string(out, " Its parsers ran without a complete sandbox, as somebody had said they may.");
		return false;
	}
	buffer_append_string(out, " Its parsers ran locked in, each file in a process of its own; their words about the file"
	                          " are no proof, its hash is.");
	return true;
}

static bool
edited(const json_t *report, struct buffer *out)
{
	json_t *warning;
	size_t i;

	json_array_foreach(json_object_get(report, "warnings"), i, warning) {
		const char *code = json_is_string(warning) ? json_string_value(warning)
		                                           : told_string(warning, "code");

		buffer_append_format(out, "%s%s", i > 0 ? ", " : "The file was found odd: ", code);
	}
	if (json_object_get(report, "warnings") == NULL)
		buffer_append_string(out, "What was found odd about the file may tell of places and channels, and stands in its"
		                          " metadata and the findings on integrity, not here. ");
	else
		buffer_append_string(out, out->n > 0 ? ". " : "Nothing odd about the file was noticed. ");
	buffer_append_string(out, "That it was not edited before it came cannot be shown from the file alone.");
	return false;
}

static bool
replaced(const json_t *report, struct buffer *out)
{
	size_t count = count_actions(report, "object.repaired");

	if (count == 0) {
		buffer_append_string(out, "No: the log tells of no repair, and originals are never written again.");
		return true;
	}
	buffer_append_format(out, "The held copy was found damaged and replaced by the same bytes %zu times; the damaged"
	                          " copies are kept.", count);
	return true;
}

static bool
reviewed(const json_t *report, struct buffer *out)
{
	size_t findings = count_actions(report, "finding.recorded");
	size_t reviews = count_actions(report, "finding.reviewed");

	if (reviews == 0) {
		buffer_append_format(out, "%zu findings, and no review of one by a second person is recorded.", findings);
		return false;
	}
	buffer_append_format(out, "%zu findings are signed by ", findings);
	name_signers(report, "finding.recorded", out);
	buffer_append_format(out, ", %zu reviews by ", reviews);
	name_signers(report, "finding.reviewed", out);
	buffer_append_string(out, ". Whether these people are independent of each other, and what each knew of the other's"
	                          " conclusion, is not recorded.");
	return false;
}

static bool
dissented(const json_t *report, struct buffer *out)
{
	size_t dissents = count_actions(report, "dissent.decided");

	if (dissents == 0) {
		buffer_append_string(out, "No dissent was decided. What speaks against a conclusion and was not recorded is not known.");
		return false;
	}
	buffer_append_format(out, "%zu dissents were decided; they stand among the actions.", dissents);
	return true;
}

static bool
copies_out(const json_t *report, struct buffer *out)
{
	buffer_append_format(out, "%zu working copies left the vault, and %zu transfers are recorded. What became of copies"
	                          " outside is not known.",
	                     count_actions(report, "copy.made"), count_actions(report, "transfer.made"));
	return false;
}

static bool
receipts(const json_t *report, struct buffer *out)
{
	size_t given = json_array_size(json_object_get(report, "transfers"));

	if (given == 0) {
		buffer_append_string(out, "No transfer is recorded. A sealed bundle that names no recipient has neither"
		                          " transfer nor receipt.");
		return json_array_size(json_object_get(report, "bundles")) == 0;
	}
	if (has_gap(report, "handover-receipt-missing")) {
		buffer_append_format(out, "Of %zu transfers, at least one has no receipt.", given);
		return false;
	}
	buffer_append_format(out, "Each of %zu transfers has a receipt.", given);
	return true;
}

static bool
withheld(const json_t *report, struct buffer *out)
{
	const char *class;
	json_t *count;

	if (json_is_null(json_object_get(report, "audience"))) {
		buffer_append_string(out, "This report withholds nothing that is in it: it is not for handing over. What a bundle"
		                          " withheld stands in its list of redactions.");
		return false;
	}
	json_object_foreach(json_iterable(json_object_get(report, WITHHELD)), class, count)
		buffer_append_format(out, "%s%s: %lld", out->n > 0 ? ", " : "Values withheld here, by class: ", class,
		                     (long long)json_integer_value(count));
	buffer_append_string(out, out->n > 0 ? ". " : "No value of the records shown was withheld. ");
	buffer_append_string(out, "Chains of persons, consents and interviews never leave, and are not counted.");
	return false;
}

static bool
exonerating(const json_t *report, struct buffer *out)
{
	struct text value = told_text(report, "disclosure");

	if (value.p == NULL || text_is(value, "unassessed")) {
		buffer_append_string(out, "Whether it is incriminating or exonerating was not assessed: it is to be treated as"
		                          " exonerating.");
		return false;
	}
	buffer_append_format(out, "It was assessed as %.*s.", (int)value.n, value.p);
	return true;
}

static bool
opened(const json_t *report, struct buffer *out)
{
	(void)report;
	buffer_append_string(out, "Openings are in no log that leaves: each login's own access journal has them, and is given"
	                          " out under an order.");
	return false;
}

static const struct question {
	const char *code, *words;
	bool (*answer)(const json_t *report, struct buffer *out); /* false: a gap */
} questions[] = {
	{ "changed-before", "Could anybody have changed it between its making, its download and its receipt?", changed_before },
	{ "changed-since", "How is it known that it is what was received?", changed_since },
	{ "delay", "How long after its publication was it first received, and why so late?", days_between },
	{ "first", "Is this its first publication?", was_first },
	{ "clock", "Was the clock right?", clock_right },
	{ "giver", "Who gave it, or where was it fetched?", who_gave },
	{ "giver-source", "How did whoever gave it get it?", giver_got },
	{ "law", "Under what law, or with whose consent, was it collected?", lawful },
	{ "access", "Who had access to it?", who_acted },
	{ "key", "Who else had the key?", who_had_key },
	{ "rewritten", "Could the record itself have been rewritten?", rewritten },
	{ "program", "Which program handled it, and could the file have misled it?", program_sound },
	{ "edited", "Was it edited, re-encoded or stripped before it came?", edited },
	{ "replaced", "Was the held original ever replaced?", replaced },
	{ "reviewer", "Was the second reviewer independent of the first?", reviewed },
	{ "dissent", "What speaks against the conclusions?", dissented },
	{ "openings", "Who looked at it, and when?", opened },
	{ "copies", "What copies were made, and where are they?", copies_out },
	{ "receipts", "Do those who received it confirm what they received?", receipts },
	{ "exonerating", "Is it exonerating, and was that looked at?", exonerating },
	{ "not-disclosed", "What was not disclosed?", withheld },
};

enum status
custody_ask(json_t *report, struct error *err)
{
	json_t *answers = json_array();

	if (json_object_set_new(report, "questions", answers) != 0)
		return fail_memory(err);
	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		SCOPED(buffer) words = { 0 };
		bool answered = questions[i].answer(report, &words);
		enum status status = buffer_check(&words, err);

		if (status != STATUS_OK)
			return status;
		if (json_array_append_new(
			    answers, json_pack("{ss ss so sb}", "code", questions[i].code, "question",
		                               questions[i].words, "answer",
		                               json_of_text(text_trim(text_of_buffer(&words))), "gap", !answered)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_finding.c - `vidimus finding` and `dissent`: answers to questions, and what others think of them. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/finding_text.h"
#include "cli/grounds_options.h"
#include "cli/ids.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/verification.h>

#include <stdlib.h>
#include <string.h>

static enum status
run_add(struct command *command, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	char id[VIDIMUS_ID_SIZE];
	enum status status = record_words_take(command, &words, err);

	if (status == STATUS_OK)
		status = vidimus_finding_add(command->session->catalogue, command->arguments[0],
		                             words.fields, words.count,
		                             (int64_t)command_number(command, "based-on", 0), id, err);
	if (status == STATUS_OK)
		record_added(command, "The finding", id);
	return status;
}

/* Adds a field to those of the options. */
static void
add_field(struct record_words *words, const char *name, const char *text)
{
	if (words->count < sizeof words->fields / sizeof words->fields[0])
		words->fields[words->count++] = (struct vidimus_field){ name, text };
}

/* Takes the options' fields, and of two flags the one that was given as a value of `field`. */
static enum status
take_choice(struct command *command, struct record_words *words, const char *const flags[2],
            const char *field, struct error *err)
{
	bool first = command_has(command, flags[0]), second = command_has(command, flags[1]);
	enum status status = record_words_take(command, words, err);

	if (status != STATUS_OK)
		return status;
	if (first == second)
		return fail(err, STATUS_INVALID, "say one of --%s and --%s", flags[0], flags[1]);
	add_field(words, field, flags[first ? 0 : 1]);
	return STATUS_OK;
}

/* Answers with what the finding's chain and its status became. */
static enum status
tell(struct command *command, const char *id, const char *done, struct error *err)
{
	SCOPED_JSON json_t *finding = NULL, *subject = NULL;
	const char *of, *state;
	enum status status = vidimus_show(command->session->catalogue, id, &finding, err);

	of = status == STATUS_OK ? shown_string(finding, "item") : NULL;
	if (of == NULL && status == STATUS_OK)
		of = shown_string(finding, "footage");
	if (status == STATUS_OK)
		status = vidimus_show(command->session->catalogue, of, &subject, err);
	if (status != STATUS_OK)
		return status;
	state = shown_string(subject, "status");
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:O,s:s,s:s?}", "id", json_object_get(finding, "id"), "of",
		                      of, "status", state));
	else
		output_format(command->output, "%s is %s; %s is %s.\n", shown_string(finding, "id"),
		              done, of, state ? state : "of a status that was destroyed");
	return STATUS_OK;
}

/* command->own are the words, which all that are named get. */
static enum status
review_one(struct command *command, const char *id, struct error *err)
{
	const struct record_words *words = command->own;
	enum status status = vidimus_finding_review(command->session->catalogue, id, words->fields,
	                                            words->count,
	                                            (int64_t)command_number(command, "based-on", 0), err);

	return status == STATUS_OK ? tell(command, id, "reviewed", err) : status;
}

static enum status
run_review(struct command *command, struct error *err)
{
	static const char *const flags[2] = { "agree", "dissent" };
	SCOPED(record_words) words = { 0 };
	enum status status = take_choice(command, &words, flags, "conclusion", err);

	if (status != STATUS_OK)
		return status;
	if (command_has(command, "blind"))
		add_field(&words, "blind", "yes");
	command->own = &words;
	status = ids_each(command, review_one, err);
	command->own = NULL;
	return status;
}

static enum status
run_decide(struct command *command, struct error *err)
{
	static const char *const flags[2] = { "overruled", "upheld" };
	SCOPED(record_words) words = { 0 };
	enum status status = take_choice(command, &words, flags, "decision", err);

	for (size_t i = 0; i < words.count; i++) {
		if (strcmp(words.fields[i].name, "as") == 0)
			words.fields[i].name = "verified_as";
	}
	if (status == STATUS_OK)
		status = vidimus_dissent_decide(command->session->catalogue, command->arguments[0],
		                                words.fields, words.count,
		                                (int64_t)command_number(command, "based-on", 0), err);
	return status == STATUS_OK ? tell(command, command->arguments[0], "decided", err) : status;
}

static enum status
run_list(struct command *command, struct error *err)
{
	SCOPED_FREE const char **room = calloc(command->argument_count + 1, sizeof *room);
	struct vidimus_asked asked = { 0 };
	enum status status = room ? asked_take(command, 'F', room, &asked, err) : fail_memory(err);
	struct listing listing;
	struct vidimus_output to;

	if (status != STATUS_OK)
		return status;
	listing_begin(&listing, command, finding_columns);
	to = listing_output(&listing);
	status = vidimus_findings(command->session->catalogue, &asked, &to, err);
	status = listing_finish(&listing, status,
	                        asked.filter_count > 0 ? "Nothing matches."
	                                               : "No finding is recorded. `vidimus finding add` adds one.",
	                        err);
	listing_end(&listing);
	return status;
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "finding", err);
}

static const struct verb_option answer_options[] = {
	{ .name = "question", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "provenance, source, date, place, integrity, content and so on (vocabulary verification-question)" },
	{ .name = "answer", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "answered (where there is a conclusion), not-determinable, not-applicable and so on" },
	{ .name = "conclusion", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "The answer, as far as it can be disclosed" },
	{ .name = "protected-conclusion", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "The answer, as far as it tells of somebody" },
	{ .name = "date", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "Of an answer that is a date, as EDTF: 2020-10-16, 2020-10~" },
	{ .name = "place", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Of an answer that is a place: Name (hy); 39.65,46.75; radius 500; precision locality" },
	{ .name = "region", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "The same for publication: Name (hy); precision region" },
	{ .name = "confidence", .kind = VALUE_TEXT, .argument = "CODE", .about = "low, moderate, high" },
	{ 0 },
};

static const struct verb_option basis_options[] = {
	{ .name = "methods", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "How, with commas (vocabulary verification-method)" },
	{ .name = "tools", .kind = VALUE_PROSE, .argument = "TEXT", .about = "With what, one a line" },
	{ .name = "sources", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "What was consulted, one a line" },
	{ .name = "private-sources", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Channels that not everyone can read, one a line" },
	{ .name = "protected-sources", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Sources that tell of somebody, one a line" },
	{ .name = "claims", .kind = VALUE_TEXT, .argument = "A-…,A-…", .about = "Claims that it rests on" },
	{ .name = "attachments", .kind = VALUE_TEXT, .argument = "X-…,X-…",
	  .about = "Attachments that it rests on" },
	{ .name = "part", .kind = VALUE_TEXT, .argument = "PART",
	  .about = "Which part: 1:05-1:20, frame 12.480, page 3, region LEFT,TOP,WIDTHxHEIGHT; several with ;" },
	{ .name = "instructions", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "What the expert was asked" },
	{ .name = "replaces", .kind = VALUE_TEXT, .argument = "F-…",
	  .about = "An earlier finding of the same person that it takes the place of" },
	{ 0 },
};

static const struct verb_option person_options[] = {
	{ .name = "by", .kind = VALUE_TEXT, .argument = "W-…|CODE",
	  .about = "The expert or other person whose it is, and who is none of the two persons" },
	{ .name = "discipline", .kind = VALUE_TEXT, .argument = "TEXT", .about = "What the expert is expert in" },
	{ .name = "objects", .kind = VALUE_TEXT, .argument = "HASHES",
	  .about = "The exact bytes that were looked at: hashes, E-…, or held (this exhibit's), with commas" },
	{ .name = "opinion", .kind = VALUE_TEXT, .argument = "X-…",
	  .about = "Attachment: the expert's signed opinion" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_option review_options[] = {
	{ .name = "agree", .about = "I come to the same conclusion" },
	{ .name = "dissent", .about = "I do not; the grounds are demanded, and the status becomes disputed" },
	{ .name = "confidence", .kind = VALUE_TEXT, .argument = "CODE", .about = "low, moderate, high" },
	{ .name = "blind", .about = "Made without sight of the finding's conclusion" },
	{ .name = "protected-sources", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Sources that tell of somebody, one a line" },
	{ 0 },
};

static const struct verb_option decide_options[] = {
	{ .name = "overruled", .about = "The finding holds" },
	{ .name = "upheld", .about = "The dissent holds: the finding concludes nothing any more" },
	{ .name = "of", .kind = VALUE_TEXT, .argument = "CODE", .about = "Whose dissent, where there are several" },
	{ .name = "status", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Which status follows; overruled and without it, that before the dissent" },
	{ .name = "as", .kind = VALUE_TEXT, .argument = "TEXT", .about = "Verified as what" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "finding add E-1", "A form opens in the editor." },
	{ "finding add E-1 --question place --conclusion @c --confidence low",
	  "By options; free text never stands in an argument." },
	{ "finding add E-1 --by expert-1 --fields finding.json",
	  "An expert's, which you write down: with instructions and objects." },
	{ "finding add E-1 --question source --answer open",
	  "A question that somebody is to bring to an end." },
	{ 0 },
};

static const struct verb_example review_examples[] = {
	{ "finding review F-1 --agree", "Another person than who found it." },
	{ "finding review F-1..F-5 --agree --grounds @why", "Several for the same reasons." },
	{ "finding review F-1 --dissent --protected-grounds @who",
	  "What must not leave the house is kept apart." },
	{ 0 },
};

static const struct verb_example decide_examples[] = {
	{ "dissent decide F-1 --overruled --grounds @why.txt", "The status is again what it was." },
	{ "dissent decide F-1 --upheld --status refuted --grounds @why", "It is not any more." },
	{ 0 },
};

static const struct verb verb_finding_add = {
	.name = "add", .summary = "Answer a verification question",
	.about = "One question, one answer, by one person: you, or whoever --by names. Without options a form "
	         "opens. A finding is never edited: one that takes its place --replaces it.",
	.arguments = "E-…|V-…", .argument_kind = VALUE_ID, .least = 1, .most = 1,
	.options = { answer_options, grounds_options, basis_options, person_options, based_on_options,
	             fields_options },
	.examples = add_examples, .needs = NEEDS_KEY, .has_form = true, .run = run_add,
};

static const struct verb verb_finding_review = {
	.name = "review", .summary = "Agree with a finding, or dissent",
	.about = "By another person than its own: two keys with the code of one person are one. Both stay, "
	         "whatever is decided. A dissent makes the status disputed until a third person decides.",
	.arguments = "F-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { review_options, grounds_options, person_options, based_on_options, fields_options },
	.examples = review_examples, .needs = NEEDS_KEY, .run = run_review,
};

static const struct verb verb_finding_list = {
	.name = "list", .summary = "List findings, all or those of one item or footage",
	.arguments = "[E-…|V-…] [FILTER…]", .argument_kind = VALUE_TEXT, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "finding list",
		  "All of them." },
		{ "finding list E-1",
		  "Those about one item." },
		{ "finding list question:place answer:contradicted",
		  "By members of the list as --json has them." },
		{ 0 },
	},
};

static const struct verb verb_finding_show = {
	.name = "show", .summary = "Show a finding with all reviews of it",
	.arguments = "F-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "finding show F-1",
		  "Its answer, grounds and reviews." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_finding_add, &verb_finding_review,
	                                    &verb_finding_list, &verb_finding_show, NULL };

const struct verb verb_finding = {
	.name = "finding", .summary = "Answers to verification questions, and reviews of them",
	.group = GROUP_JUDGING, .verbs = verbs, .fallback = &verb_finding_list,
};

static const struct verb verb_dissent_decide = {
	.name = "decide", .summary = "Decide a dissent as a third person",
	.about = "Neither who found nor who dissents. Finding and dissent both stay; when no other dissent is open "
	         "the status is what it was before, or what --status says.",
	.arguments = "F-…", .argument_kind = VALUE_ID, .least = 1, .most = 1,
	.options = { decide_options, grounds_options, based_on_options, fields_options },
	.examples = decide_examples, .needs = NEEDS_KEY, .run = run_decide,
};

static const struct verb *const dissent_verbs[] = { &verb_dissent_decide, NULL };

const struct verb verb_dissent = {
	.name = "dissent", .summary = "What becomes of a dissent",
	.group = GROUP_JUDGING, .verbs = dissent_verbs,
};

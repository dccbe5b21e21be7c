/* SPDX-License-Identifier: Apache-2.0 */
/* verb_claim.c - `vidimus claim`: somebody asserts something; nothing is overwritten. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/claim_fields.h"
#include "cli/fields.h"
#include "cli/part_option.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/claim.h>

#include <stdlib.h>
#include <string.h>

static enum status
run_add(struct command *command, struct error *err)
{
	enum status status;

	if (fields_are_a_list(command))
		return claims_take(command, err);
	if (command->argument_count != 1)
		return fail(err, STATUS_INVALID, "which record is it about? `vidimus claim E-1 …`");
	status = claim_arguments_check(command, err);
	return status == STATUS_OK ? record_add_to(command, "The claim", vidimus_claim_make, err)
	                           : status;
}

static enum status
run_trace(struct command *command, struct error *err)
{
	const char *id = command->arguments[0];
	int64_t version = 0, before = -1;
	struct record_words words;
	enum status status = record_words_take(command, &words, err);

	if (status == STATUS_OK)
		status = vidimus_claim_trace(command->session->catalogue, id, words.fields, words.count,
		                             (int64_t)command_number(command, "based-on", 0), &version,
		                             err);
	record_words_end(&words);
	if (status == STATUS_OK)
		record_edited(command, id, "traced", before, version);
	return status;
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "OF", .name = "of" },
		{ .title = "PROPERTY", .name = "property" },
		{ .title = "VALUE", .name = "words", .shrinks = true },
		{ .title = "STANCE", .name = "stance" },
		{ .title = "BY", .name = "by_text", .shrinks = true },
		{ .title = "GRADE", .name = "grade" },
		{ .title = "DERIVED FROM", .name = "derived_from", .shrinks = true },
		{ 0 },
	};
	SCOPED_FREE const char **room = calloc(command->argument_count + 1, sizeof *room);
	struct vidimus_asked asked = { .by = command_text(command, "by") };
	enum status status = room ? asked_take(command, 'A', room, &asked, err) : fail_memory(err);
	struct listing listing;
	struct vidimus_output to;

	if (status == STATUS_OK && asked.by != NULL && asked.of != NULL)
		status = fail(err, STATUS_INVALID, "claims are listed of a record, or by who asserts them");
	if (status != STATUS_OK)
		return status;
	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_claim_list(command->session->catalogue, &asked, &to, err);
	status = listing_finish(&listing, status,
	                        asked.filter_count > 0 ? "Nothing matches."
	                                               : "No claim is recorded. `vidimus claim E-1` makes one.",
	                        err);
	listing_end(&listing);
	return status;
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "claim", err);
}

static const char *const yes_no[] = { "yes", "no", NULL };

static const struct verb_option value_options[] = {
	{ .name = "property", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "What it is about (vocabulary claim-property)" },
	{ .name = "value", .kind = VALUE_PROSE, .argument = "VALUE", .limit = 16000,
	  .about = "A number (22, 20~, 10..14, >25), a date (EDTF), a code, yes or no, a place, a party, "
	           "a text; places and what tells of somebody by @FILE or -" },
	{ .name = "party", .kind = VALUE_TEXT, .argument = "PARTY",
	  .about = "Whose number it is, of count-by-alleged-party: Armenia; kind armed-forces; basis uniform" },
	{ .name = "region", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "Of a place, the same for publication: Syunik (hy); precision region" },
	{ .name = "zone", .kind = VALUE_TEXT, .argument = "CODE", .about = "Of a date: local" },
	{ .name = "time-of-day", .kind = VALUE_TEXT, .argument = "HH:MM/HH:MM",
	  .about = "Of a date: between which hours" },
	{ 0 },
};

static const struct verb_option source_options[] = {
	{ .name = "by", .kind = VALUE_TEXT, .argument = "WHO",
	  .about = "Who asserts it: me, file, R-…, or the code or id of a person or channel" },
	{ .name = "report-version", .kind = VALUE_NUMBER, .argument = "N",
	  .about = "In which version of the report; the latest unless said" },
	{ .name = "file-tag", .kind = VALUE_TEXT, .argument = "TAG",
	  .about = "Where the file says so itself, as `show --metadata` lists it" },
	{ .name = "stance", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "asserts, denies, repeats, corrects, questions, retracts" },
	{ .name = "refers-to", .kind = VALUE_TEXT, .argument = "A-…",
	  .about = "The claim that is denied, repeated, corrected, questioned or retracted" },
	{ .name = "raw", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65534,
	  .about = "In the words of the source" },
	{ .name = "language", .kind = VALUE_TEXT, .argument = "XX", .about = "Of these words, as in BCP 47" },
	{ .name = "made", .kind = VALUE_TEXT, .argument = "DATE", .about = "When it was said; EDTF" },
	{ .name = "basis", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "How the source knows, with commas (vocabulary claim-basis)" },
	{ .name = "disclosable", .kind = VALUE_CHOICE, .argument = "yes|no", .choices = yes_no,
	  .about = "What a person says endangers nobody and need not be protected" },
	{ 0 },
};

static const struct verb_option origin_options[] = {
	{ .name = "derived-from", .kind = VALUE_TEXT, .argument = "ID,…",
	  .about = "Claims (A-…) and reports (R-…) that it rests on" },
	{ .name = "independence", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "independent, derived, unknown, not-determinable" },
	{ 0 },
};

static const struct verb_option grade_options[] = {
	{ .name = "grade", .kind = VALUE_TEXT, .argument = "B2",
	  .about = "Admiralty grade: of the source A to F, of the information 1 to 6, or both" },
	{ .name = "grounds", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 16382, .is_private = true,
	  .about = "Reasons that can be disclosed: nobody, no private place, no private channel" },
	{ .name = "protected-grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "Reasons that rest on somebody who could be endangered" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65534,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_option trace_options[] = {
	{ .name = "derived-from", .kind = VALUE_TEXT, .argument = "ID,…",
	  .about = "Claims (A-…) and reports (R-…) that it rests on" },
	{ .name = "independence", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "independent, derived, unknown, not-determinable" },
	{ .name = "grounds", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 16382, .is_private = true,
	  .about = "Reasons that can be disclosed: nobody, no private place, no private channel" },
	{ .name = "protected-grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "Reasons that rest on somebody who could be endangered" },
	{ 0 },
};

static const struct verb_option list_options[] = {
	{ .name = "by", .kind = VALUE_TEXT, .argument = "WHO",
	  .about = "Only those that a report, person or channel asserts" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "claim add R-1 --property count-of-items-total --value 22 --by R-1",
	  "A report says how many videos it analysed; the word add can be left out." },
	{ "claim add R-1 --property victim-count --value 10..14 --by R-3",
	  "Another gives a range." },
	{ "claim add I-1 --property alleged-party --value 'AZ; basis uniform'",
	  "An attribution keeps what it rests on." },
	{ "claim add E-1 --property date --stance denies --refers-to A-4 --by W-2",
	  "A witness denies what was said." },
	{ "claim add --fields claims.json",
	  "Many at once: a JSON list; each object has \"of\", the record." },
	{ 0 },
};

static const struct verb_example trace_examples[] = {
	{ "claim trace A-7 --derived-from R-1", "The article repeats a press release." },
	{ "claim trace A-1 --independence independent --grounds @why.txt", "It is a source of its own." },
	{ 0 },
};

static const struct verb verb_claim_add = {
	.name = "add", .summary = "Record what somebody asserts of a record",
	.about = "Nothing is overwritten: claims that disagree stand side by side, and `vidimus claims` "
	         "shows them. What is not given is unknown. Without options a form opens in the "
	         "editor.\n\n"
	         "What a person says, and how they know, is protected like the person unless it is "
	         "called disclosable; what tells of a recorder, a channel's owner or a device always "
	         "is. The grade 1, confirmed, needs two independent sources.",
	.arguments = "ID", .argument_kind = VALUE_TEXT, .least = 0, .most = 1,
	.options = { value_options, source_options, origin_options, grade_options, part_options,
	             fields_options },
	.examples = add_examples, .needs = NEEDS_KEY, .has_form = true, .takes_list = true,
	.run = run_add,
};

static const struct verb verb_claim_trace = {
	.name = "trace", .summary = "Record what a claim was found to rest on",
	.about = "It takes the place of what was said of that before, which stays in the log. A claim "
	         "cannot rest on itself, through whatever others.",
	.arguments = "A-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { trace_options, based_on_options, fields_options }, .examples = trace_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_trace,
};

static const struct verb verb_claim_list = {
	.name = "list", .summary = "List the claims one by one",
	.arguments = "[ID] [FILTER…]", .argument_kind = VALUE_TEXT, .least = 0, .most = ARGUMENTS_MANY,
	.options = { list_options }, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "claim list",
		  "All of them." },
		{ "claim list E-1",
		  "Those about one record." },
		{ "claim list property:victim-count stance:denies",
		  "By members of the list as --json has them." },
		{ 0 },
	},
};

static const struct verb verb_claim_show = {
	.name = "show", .summary = "Show one claim and what it rests on",
	.arguments = "A-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "claim show A-1",
		  "Who asserts it, on what basis." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_claim_add, &verb_claim_trace, &verb_claim_list,
	                                    &verb_claim_show, NULL };

const struct verb verb_claim = {
	.name = "claim", .summary = "Who says what, on what grounds",
	.about = "`vidimus claim ID …` records a claim about that record.",
	.group = GROUP_JUDGING, .verbs = verbs, .fallback = &verb_claim_add,
};

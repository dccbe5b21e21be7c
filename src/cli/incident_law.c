/* SPDX-License-Identifier: Apache-2.0 */
/* incident_law.c - `vidimus incident provision` and `assess`. */
#include "cli/incident_law.h"

#include "base/error.h"
#include "base/json.h"
#include "cli/fields.h"
#include "cli/record_edit.h"
#include "cli/session.h"

#include <vidimus/incident.h>

static enum status
run_provision(struct command *command, struct error *err)
{
	const char *id = command->arguments[0];
	struct record_words words;
	int64_t version = 0;
	enum status status = record_words_take(command, &words, err);

	if (status == STATUS_OK)
		status = vidimus_incident_suggest(command->session->catalogue, id, words.fields,
		                                  words.count, &version, err);
	record_words_end(&words);
	if (status == STATUS_OK)
		record_edited(command, id, "given a provision, as a suggestion", -1, version);
	return status;
}

static enum status
run_assess(struct command *command, struct error *err)
{
	const char *id = command->arguments[0];
	struct record_words words;
	int64_t version = 0;
	enum status status = record_words_take(command, &words, err);

	if (status == STATUS_OK)
		status = vidimus_incident_assess(command->session->catalogue, id, words.fields,
		                                 words.count,
		                                 (int64_t)command_number(command, "based-on", 0),
		                                 &version, err);
	record_words_end(&words);
	if (status == STATUS_OK)
		record_edited(command, id, "assessed", -1, version);
	return status;
}

static const char *const standings[] = { "suggested", "asserted-by-source", "found-by-court", NULL };

static const struct verb_option grounds_options[] = {
	{ .name = "grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65534,
	  .about = "Reasons that can be disclosed: nobody, no private place, no private channel" },
	{ .name = "protected-grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 65534, .about = "Reasons that rest on somebody who could be endangered" },
	{ 0 },
};

static const struct verb_option provision_options[] = {
	{ .name = "provision", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Which rule (vocabulary legal-reference)" },
	{ .name = "act", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "For which act (vocabulary act-type)" },
	{ .name = "conflict", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "What kind of conflict that takes for granted: iac, niac, contested, undetermined" },
	{ .name = "standing", .kind = VALUE_CHOICE, .argument = "CODE", .choices = standings,
	  .about = "Who holds that it applies; ours is suggested" },
	{ .name = "by-report", .kind = VALUE_TEXT, .argument = "R-…",
	  .about = "The report or judgment that says so" },
	{ .name = "locator", .kind = VALUE_TEXT, .argument = "TEXT", .about = "Where it says so" },
	{ 0 },
};

static const struct verb_option assess_options[] = {
	{ .name = "violation", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "What it is (vocabulary violation-status)" },
	{ .name = "standard", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "By which standard (vocabulary standard-of-proof)" },
	{ .name = "potential", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What it may amount to, with commas (vocabulary potential-violation)" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65534,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_example provision_examples[] = {
	{ "incident provision I-1 --provision gc3-13 --act humiliating-treatment",
	  "It may fall under that rule." },
	{ "incident provision I-1 --fields provision.json", "From a JSON object." },
	{ 0 },
};

static const struct verb_example assess_examples[] = {
	{ "incident assess I-1", "Fill a form in, in the editor." },
	{ "incident assess I-1 --violation unknown", "Nothing is settled." },
	{ 0 },
};

const struct verb verb_incident_provision = {
	.name = "provision", .summary = "Suggest a rule of law for an incident",
	.about = "A suggestion, never a finding: to name an article classifies an act, and says "
	         "nothing of who may judge it.",
	.arguments = "I-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { provision_options, grounds_options, fields_options },
	.examples = provision_examples, .needs = NEEDS_KEY, .has_form = true, .run = run_provision,
};

const struct verb verb_incident_assess = {
	.name = "assess", .summary = "Say whether an incident was a violation",
	.about = "As far as you hold, by a named standard and with reasons; no court's finding. Earlier "
	         "assessments stay.",
	.arguments = "I-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { assess_options, grounds_options, based_on_options, fields_options },
	.examples = assess_examples, .needs = NEEDS_KEY, .has_form = true, .run = run_assess,
};

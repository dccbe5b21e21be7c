/* SPDX-License-Identifier: Apache-2.0 */
/* verb_match.c - `vidimus match`: what the program found alike, and what people decide of it. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/match_text.h"
#include "cli/prose.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/match.h>

#include <string.h>

static const char *const states[] = { "undecided", "confirmed", "rejected", "all", NULL };

static enum status
run_list(struct command *command, struct error *err)
{
	const char *state = command_text(command, "state");
	struct vidimus_asked asked = { .state = state ? state : "undecided",
		                       .filters = command->arguments,
		                       .filter_count = command->argument_count };
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	if (strcmp(asked.state, "all") == 0)
		asked.state = NULL;
	listing_begin(&listing, command, match_list_columns);
	to = listing_output(&listing);
	status = vidimus_match_list(command->session->catalogue, &asked, &to, err);
	status = listing_finish(&listing, status, "No such match.", err);
	listing_end(&listing);
	return status;
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "match", err);
}

static enum status
decide(struct command *command, const struct vidimus_match_decision *decision, struct error *err)
{
	char footage[VIDIMUS_ID_SIZE];
	bool made = false;
	enum status status = vidimus_match_decide(command->session->catalogue, decision, footage,
	                                          &made, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:s,s:s?}", "id", decision->match, "decision",
		                      decision->confirmed ? "confirmed" : "rejected", "footage",
		                      footage[0] ? footage : NULL));
	else if (!decision->confirmed)
		output_format(command->output, "%s is rejected.\n", decision->match);
	else
		output_format(command->output, "%s is confirmed; both belong to footage %s%s.\n",
		              decision->match, footage, made ? ", which is new" : "");
	return STATUS_OK;
}

static enum status
run_decision(struct command *command, bool confirmed, struct error *err)
{
	struct vidimus_match_decision decision = {
		.match = command->arguments[0],
		.confirmed = confirmed,
		.relation = confirmed ? command_text(command, "as") : NULL,
		.based_on = (int64_t)command_number(command, "based-on", 0),
	};
	SCOPED(buffer) because = { 0 };
	enum status status = confirmed ? prose_or_null(command, "because", &because,
	                                               &decision.because, err)
	                               : prose_demand(&because, command, "because",
	                                              "Why are the two not alike?", err);

	if (!confirmed)
		decision.because = buffer_string(&because);
	return status == STATUS_OK ? decide(command, &decision, err) : status;
}

static enum status
run_confirm(struct command *command, struct error *err)
{
	return run_decision(command, true, err);
}

static enum status
run_reject(struct command *command, struct error *err)
{
	return run_decision(command, false, err);
}

static const struct verb_option list_options[] = {
	{ .name = "state", .kind = VALUE_CHOICE, .argument = "STATE", .choices = states,
	  .about = "undecided (the default), confirmed, rejected or all" },
	{ 0 },
};

static const char *const relations[] = { "same", "clip-of", "edit-of", "contains", NULL };

static const struct verb_option confirm_options[] = {
	{ .name = "as", .kind = VALUE_CHOICE, .argument = "RELATION", .choices = relations,
	  .required = true, .about = "What ITEM of the match is to OTHER" },
	{ 0 },
};

static const struct verb_option decision_options[] = {
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Why, for colleagues" },
	{ .name = "based-on", .kind = VALUE_NUMBER, .argument = "N",
	  .about = "Version of ITEM that was looked at; refused if it was decided after it" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "match list", "What nobody has decided yet." },
	{ "match confirm M-3 --as clip-of", "ITEM of M-3 is a clip of OTHER." },
	{ "match reject M-4 --because -", "They only look alike; why is read from standard input." },
	{ 0 },
};

static const struct verb verb_match_list = {
	.name = "list", .summary = "List the matches", LIST_FILTERS, .options = { list_options },
	.needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "match list",
		  "What waits for a decision." },
		{ "match list item:E-7 kind:image",
		  "Of one item, and one kind." },
		{ 0 },
	},
};

static const struct verb verb_match_show = {
	.name = "show", .summary = "Show one match, with the stretches that are alike",
	.arguments = "M-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "match show M-1",
		  "Which parts are alike, and why." },
		{ 0 },
	},
};

static const struct verb verb_match_confirm = {
	.name = "confirm", .summary = "Decide that the two are the same filming",
	.about = "Both items become members of one footage; nothing moves from either's own record. "
	         "A later decision takes the place of this one, and both stay in the log.",
	.arguments = "M-…", .argument_kind = VALUE_ID, .least = 1, .most = 1,
	.options = { confirm_options, decision_options }, .needs = NEEDS_KEY, .run = run_confirm,
	.examples = (const struct verb_example[]){
		{ "match confirm M-1 --as clip-of",
		  "The one asked about is a part of the other; both are footage now." },
		{ 0 },
	},
};

static const struct verb verb_match_reject = {
	.name = "reject", .summary = "Decide that the two are different",
	.about = "They are not proposed to be alike again. An item leaves footage that no other "
	         "confirmed match holds it in.",
	.arguments = "M-…", .argument_kind = VALUE_ID, .least = 1, .most = 1,
	.options = { decision_options }, .needs = NEEDS_KEY, .run = run_reject,
	.examples = (const struct verb_example[]){
		{ "match reject M-1 --because @why.txt",
		  "It is another place; the reason stays." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_match_list, &verb_match_show,
	                                    &verb_match_confirm, &verb_match_reject, NULL };

const struct verb verb_match = {
	.name = "match", .summary = "What looks or sounds alike, and decisions on it",
	.about = "The program proposes, a person decides.",
	.group = GROUP_JUDGING, .examples = examples, .verbs = verbs, .fallback = &verb_match_list,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_status.c - `vidimus status`, `defects` and `value`: what is decided of an item or footage. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/grounds_options.h"
#include "cli/ids.h"
#include "cli/record_edit.h"
#include "cli/session.h"

#include <vidimus/verification.h>

#include <string.h>

/* Options that are fields of another name. */
static void
rename_field(struct record_words *words, const char *option, const char *field)
{
	for (size_t i = 0; i < words->count; i++) {
		if (strcmp(words->fields[i].name, option) == 0)
			words->fields[i].name = field;
	}
}

/* Decides, with what the argument after the id says as the field `second`. One at a time: each is a decision. */
static enum status
decide(struct command *command,
       enum status (*decision)(struct vidimus_catalogue *catalogue, const char *of,
                               const struct vidimus_field *fields, size_t count,
                               int64_t based_on, int64_t *version, struct error *err),
       const char *second, const char *done, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	const char *id = command->arguments[0];
	int64_t version = 0;
	enum status status = record_words_take(command, &words, err);

	if (status != STATUS_OK)
		return status;
	rename_field(&words, "as", "verified_as");
	if (command->argument_count > 1)
		words.fields[words.count++] = (struct vidimus_field){ second, command->arguments[1] };
	status = decision(command->session->catalogue, id, words.fields, words.count,
	                  (int64_t)command_number(command, "based-on", 0), &version, err);
	if (status == STATUS_OK)
		record_edited(command, id, done, 0, version);
	return status;
}

static enum status
run_status(struct command *command, struct error *err)
{
	return decide(command, vidimus_status_decide, "status", command->arguments[1], err);
}

static enum status
run_defects(struct command *command, struct error *err)
{
	return decide(command, vidimus_defects_decide, "defects", "judged", err);
}

/* command->own are the words, which all that are named get. */
static enum status
assess_one(struct command *command, const char *id, struct error *err)
{
	const struct record_words *words = command->own;
	int64_t version = 0;
	enum status status = vidimus_value_assess(command->session->catalogue, id, words->fields,
	                                          words->count,
	                                          (int64_t)command_number(command, "based-on", 0),
	                                          &version, err);

	if (status == STATUS_OK)
		record_edited(command, id, "assessed", 0, version);
	return status;
}

static enum status
run_value(struct command *command, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	enum status status = record_words_take(command, &words, err);

	if (status != STATUS_OK)
		return status;
	command->own = &words;
	status = ids_each(command, assess_one, err);
	command->own = NULL;
	return status;
}

static const struct verb_option status_options[] = {
	{ .name = "as", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "Verified as what: one sentence, printed wherever the status is" },
	{ .name = "findings", .kind = VALUE_TEXT, .argument = "F-…,F-…",
	  .about = "Findings that it rests on; without it all of its own that stand" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Why, for colleagues; demanded where the status falls" },
	{ 0 },
};

static const struct verb_option defect_options[] = {
	{ .name = "findings", .kind = VALUE_TEXT, .argument = "F-…,F-…",
	  .about = "Findings of it that they rest on" },
	{ .name = "original", .kind = VALUE_TEXT, .argument = "E-…",
	  .about = "The older item that it was made from, or stands for" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_option value_options[] = {
	{ .name = "strength", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Evidential strength: none, weak, strong" },
	{ .name = "disclosure", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "incriminating, exonerating, contextual; unassessed counts as exonerating" },
	{ .name = "caption", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Does it show what its publisher says: matches-claim, partly-differs, differs, no-claim" },
	{ 0 },
};

static const struct verb_example status_examples[] = {
	{ "status E-1 partly-verified --findings F-1,F-2 --grounds @why.txt",
	  "With the findings that it rests on." },
	{ "status E-1 verified --as 'Filmed in October' --grounds @why",
	  "Refused, with all that is missing, until every required question is concluded." },
	{ "status V-1 disputed --grounds - --because @mail.txt", "Why it falls is demanded." },
	{ 0 },
};

static const struct verb_example defect_examples[] = {
	{ "defects E-4 recycled --original E-2 --grounds @why",
	  "It is older than what it is published as." },
	{ "defects E-4 '' --grounds @why.txt", "None of what was decided before holds." },
	{ 0 },
};

static const struct verb_example value_examples[] = {
	{ "value E-1 --disclosure incriminating --grounds @why",
	  "What is not named stays as it was assessed." },
	{ 0 },
};

const struct verb verb_status = {
	.name = "status", .summary = "Decide a verification status",
	.about = "unverified, partly-verified, verified, not-verifiable, disputed or refuted: of an item, or of "
	         "footage, which has its own and never takes it from its members. `verified` needs each required "
	         "question (provenance, date, place, integrity, content) concluded, two persons by each answer, no "
	         "open dissent, and a sentence that says as what. What is missing is told, exit code 5.\n\n"
	         "A defect of it, and what it is worth, are decided apart: `vidimus defects`, `vidimus value`.",
	.arguments = "E-…|V-… STATUS", .argument_kind = VALUE_TEXT, .least = 2, .most = 2,
	.group = GROUP_JUDGING, .examples = status_examples,
	.options = { status_options, grounds_options, based_on_options, fields_options },
	.needs = NEEDS_KEY, .run = run_status,
};

const struct verb verb_defects = {
	.name = "defects", .summary = "Decide what is wrong with an item or footage",
	.about = "misattributed, recycled, staged, manipulated, synthetic, satire: several with commas, and an "
	         "empty text for none; they take the place of what was decided before. The status stays as it is.",
	.arguments = "E-…|V-… CODES", .argument_kind = VALUE_TEXT, .least = 2, .most = 2,
	.group = GROUP_JUDGING, .examples = defect_examples,
	.options = { defect_options, grounds_options, based_on_options, fields_options },
	.needs = NEEDS_KEY, .run = run_defects,
};

const struct verb verb_value = {
	.name = "value", .summary = "Assess what it is worth as evidence, and for whom",
	.about = "Evidential strength, disclosure value and whether the caption agrees: each apart from the status.",
	.arguments = "E-…|V-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.group = GROUP_JUDGING, .examples = value_examples,
	.options = { value_options, grounds_options, based_on_options, fields_options },
	.needs = NEEDS_KEY, .run = run_value,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* derive_kept.c - `vidimus derive add` and `review`: redacted files, transcripts, translations. */
#include "base/error.h"
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/grounds_options.h"
#include "cli/ids.h"
#include "cli/linking.h"
#include "cli/part_option.h"
#include "cli/session.h"
#include "cli/verb_derive.h"

static enum status
run_add(struct command *command, struct error *err)
{
	struct linking linking = { .add = vidimus_derivative_add, .has_to = true, .id_name = "id",
		                   .says = "was made into" };

	return linking_run(command, &linking, err);
}

static enum status
review_one(struct command *command, const char *id, struct error *err)
{
	const struct record_words *words = command->own;
	int64_t version = 0;
	enum status status = vidimus_derivative_review(
		command->session->catalogue, id, words->fields, words->count,
		(int64_t)command_number(command, "based-on", 0), &version, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:I}", "id", id, "version", (json_int_t)version));
	else
		output_format(command->output, "%s is reviewed.\n", id);
	return STATUS_OK;
}

static enum status
run_review(struct command *command, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	enum status status = record_words_take(command, &words, err);

	command->own = &words;
	if (status == STATUS_OK)
		status = ids_each(command, review_one, err);
	command->own = NULL;
	return status;
}

static const char *const answers[] = { "yes", "no", NULL };
static const char *const conclusions[] = { "passed", "not-passed", NULL };

static const struct verb_option add_options[] = {
	{ .name = "kind", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "redacted, transcript, translation, subtitle, enhanced, frame, clip (vocabulary derivative-kind)" },
	{ .name = "from", .kind = VALUE_TEXT, .argument = "X-…",
	  .about = "It was made from this derivative, not from the original" },
	{ .name = "steps", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65000,
	  .about = "What was done, a step a line" },
	{ .name = "protected-steps", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 65000, .about = "Steps that would tell what was masked" },
	{ .name = "machine-made", .kind = VALUE_CHOICE, .argument = "yes|no", .choices = answers,
	  .about = "A program made it, and nobody has yet read it through" },
	{ .name = "protect", .kind = VALUE_CHOICE, .argument = "yes|no", .choices = answers,
	  .about = "Whether it would tell of somebody: all but what is redacted, if nothing is said" },
	{ 0 },
};

static const struct verb_option review_options[] = {
	{ .name = "conclusion", .kind = VALUE_CHOICE, .argument = "passed|not-passed",
	  .choices = conclusions, .required = true, .about = "What came of it" },
	{ .name = "cleared-for", .kind = VALUE_TEXT, .argument = "LIST",
	  .about = "Whom it may be given to, with commas: court, defence, partner, public, self" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "derive add E-1 masked.mp4 --kind redacted --steps @steps.txt", "Faces masked." },
	{ "derive add E-1 hy.txt --kind transcript --language hy", "A transcript by a program." },
	{ "derive add E-1 en.txt --kind translation --from X-2",
	  "A translation of it." },
	{ 0 },
};

static const struct verb_example review_examples[] = {
	{ "derive review X-1 --conclusion passed --cleared-for court,public", "It may be given to them." },
	{ 0 },
};

const struct verb verb_derive_add = {
	.name = "add",
	.summary = "Keep what was made of an item",
	.about = "The file is kept in the vault and names the bytes that it was made from. It leaves only "
	         "when somebody else has reviewed it.",
	.arguments = "E-… FILE", .argument_kind = VALUE_PATH, .least = 2, .most = 2,
	.options = { add_options, part_options, tool_options, fields_options },
	.examples = add_examples, .needs = NEEDS_KEY, .run = run_add,
};

const struct verb verb_derive_review = {
	.name = "review",
	.summary = "Say whether a derivative is what it says",
	.about = "By somebody else than its maker: does it show nothing that it must not?",
	.arguments = "X-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { review_options, grounds_options, based_on_options, fields_options },
	.examples = review_examples, .needs = NEEDS_KEY, .run = run_review,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_claims.c - `vidimus claims`: what is said of a record, side by side. */
#include "base/error.h"
#include "base/json.h"
#include "cli/claims_text.h"
#include "cli/ids.h"
#include "cli/party_text.h"
#include "cli/received_text.h"
#include "cli/session.h"

#include <vidimus/claim.h>

/* One record's questions on their way out. */
struct asking {
	struct command *command;
	size_t          count;
};

static enum status
emit(void *context, json_t *question, struct error *err)
{
	struct asking *asking = context;

	asking->count++;
	if (asking->command->settings.json) {
		output_json(asking->command->output, json_incref(question));
		return output_failed(asking->command->output) ? STATUS_DONE : STATUS_OK;
	}
	if (json_is_true(json_object_get(question, "theirs"))) {
		theirs_claim_print(asking->command, question);
		return STATUS_OK;
	}
	return question_print(asking->command, question, err);
}

static enum status
show_one(struct command *command, const char *id, struct error *err)
{
	struct asking asking = { command, 0 };
	struct vidimus_output to = { emit, &asking };
	enum status status = vidimus_claims(command->session->catalogue, id,
	                                    command_text(command, "property"), &to, err);

	if (status == STATUS_DONE)
		return STATUS_OK;
	if (status == STATUS_OK && asking.count == 0 && !command->settings.json)
		output_format(command->output, "Nothing is claimed of %s.\n", id);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	bool by_party = command_has(command, "by-party");

	if (by_party && command_has(command, "property"))
		return fail(err, STATUS_INVALID, "--by-party asks for numbers: it goes without --property");
	if (by_party && command->argument_count == 0)
		return party_counts_print(command, NULL, err);
	if (command->argument_count == 0)
		return fail(err, STATUS_INVALID, "of which record? `vidimus claims I-1`");
	return ids_each(command, by_party ? party_counts_print : show_one, err);
}

static const struct verb_option options[] = {
	{ .name = "property", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Only this question (vocabulary claim-property)" },
	{ .name = "by-party", .about = "How many show acts by each side, according to whom; without ID everywhere" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "claims I-1", "Everything that is said of the incident." },
	{ "claims R-1 --property count-of-items-total", "How many, according to whom." },
	{ "claims --by-party R-1", "What is said about how many show acts by each side, by whom." },
	{ "claims --json E-1..E-22", "A line a question, for another program." },
	{ 0 },
};

const struct verb verb_claims = {
	.name = "claims",
	.summary = "Show who says what of a record, side by side",
	.about = "Each value with who asserts it. SOURCES counts independent ones: sources that rest on "
	         "one root, through whatever others, count once. “1 to 3” says that nobody has found "
	         "out whether three rest on each other; RESTS ON marks these with ?.\n\n"
	         "Values may agree, differ in precision, differ, or conflict: that is computed for the "
	         "eye, and nothing is ever decided by it. What was taken back is shown and not counted.\n\n"
	         "What others claim, whose bundles were received, follows as theirs and is counted nowhere.",
	.arguments = "[ID…]",
	.argument_kind = VALUE_ID,
	.least = 0,
	.most = ARGUMENTS_MANY,
	.group = GROUP_JUDGING,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};

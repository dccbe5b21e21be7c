/* SPDX-License-Identifier: Apache-2.0 */
/* verb_rebuild.c - `vidimus rebuild`: makes the tables again from the log. */
#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/session.h"

#include <vidimus/derive.h>
#include <vidimus/log.h>

#include <string.h>

static bool
step(void *context, int64_t done, int64_t total)
{
	progress_update(context, &(struct progress_state){ .files = (uint64_t)done,
	                                                   .files_total = (uint64_t)total,
	                                                   .doing = "replaying the log" });
	return !interrupt_asked(NULL);
}

/* Tables that are made of a damaged log show a damaged log. */
static enum status
check_log(struct command *command, const struct vidimus_log_progress *progress, struct error *err)
{
	SCOPED_JSON json_t *report = NULL;
	enum status status = vidimus_log_verify(command->session->catalogue, progress, &report, err);

	if (status == STATUS_OK && !json_is_true(json_object_get(report, "ok")))
		return fail(err, STATUS_FALSE,
		            "the tables are made, but the log they are made from does not verify: run `vidimus log verify`");
	return status;
}

static void
print_outcome(struct command *command, int64_t mended)
{
	output_string(command->output, "The tables are made again from the log.\n");
	if (mended > 0)
		output_format(command->output,
		              "What was damaged of the stored hash tree, %lld of its hashes, was made again from the events; they give the root that was signed last.\n",
		              (long long)mended);
}

/* How many pictures there were, by what became of them. */
struct pictures {
	struct command *command;
	uint64_t        there, remade, failed;
};

static void
count_picture(void *context, const struct vidimus_remade *remade)
{
	struct pictures *pictures = context;
	char hex[DIGEST_TEXT_SIZE];

	digest_write(hex, &remade->sha256);
	if (strcmp(remade->state, "there") == 0)
		pictures->there++;
	else if (strcmp(remade->state, "remade") == 0)
		pictures->remade++;
	else
		pictures->failed++;
	if (remade->why != NULL && remade->item[0] == '\0')
		command_warn(pictures->command, "the index of matches is not made again: %s", remade->why);
	else if (remade->why != NULL)
		command_warn(pictures->command, "the %s %s of %s is not made again: %s", remade->kind,
		             hex, remade->item, remade->why);
}

/* The parsers are started last: the tables do not depend on them. */
static enum status
remake_pictures(struct command *command, struct pictures *pictures, struct error *err)
{
	struct vidimus_parsers *parsers = NULL;
	enum status status = vidimus_parsers_open(&parsers, command_has(command, "allow-unsandboxed"),
	                                          interrupt_flag(), err);

	if (status == STATUS_OK)
		status = vidimus_rebuild_derived(command->session->catalogue, parsers, count_picture,
		                                 pictures, err);
	vidimus_parsers_close(parsers);
	if (status == STATUS_OK && pictures->failed > 0)
		command_partial(command);
	return status;
}

static void
print_pictures(struct command *command, const struct pictures *pictures)
{
	output_format(command->output,
	              "Derived files: %llu made again, %llu there, %llu not to be had.\n",
	              (unsigned long long)pictures->remade, (unsigned long long)pictures->there,
	              (unsigned long long)pictures->failed);
}

static void
print_answer(struct command *command, int64_t mended, const struct pictures *pictures)
{
	json_t *answer;

	if (!command->settings.json) {
		print_outcome(command, mended);
		if (command_has(command, "derived"))
			print_pictures(command, pictures);
		return;
	}
	answer = json_pack("{s:b, s:I}", "rebuilt", true, "mended_nodes", (json_int_t)mended);
	if (command_has(command, "derived"))
		json_object_set_new(answer, "derived",
		                    json_pack("{s:I,s:I,s:I}", "remade",
		                              (json_int_t)pictures->remade, "there",
		                              (json_int_t)pictures->there, "failed",
		                              (json_int_t)pictures->failed));
	output_json(command->output, answer);
}

static enum status
run(struct command *command, struct error *err)
{
	const struct vidimus_log_progress progress = { step, command_progress_begin(command) };
	struct pictures pictures = { .command = command };
	int64_t mended = 0;
	enum status status = vidimus_rebuild(command->session->catalogue, &progress, &mended, err);

	if (status == STATUS_OK)
		status = check_log(command, &progress, err);
	command_progress_end(command);
	if (status == STATUS_OK && command_has(command, "derived"))
		status = remake_pictures(command, &pictures, err);
	if (status == STATUS_OK)
		print_answer(command, mended, &pictures);
	return status;
}

static const struct verb_option options[] = {
	{ .name = "derived", .about = "Then make again what is missing or damaged in derived/" },
	{ .name = "allow-unsandboxed", .about = "With --derived: parse also where parsers cannot be locked in" },
	{ 0 },
};

const struct verb verb_rebuild = {
	.name = "rebuild",
	.summary = "Make the tables again from the log",
	.about = "What the commands show is made from the signed log and can be made again from it, as "
	         "can the stored hash tree, which is mended first if the events give the root that was "
	         "signed last. "
	         "While that goes on, other commands wait; when it is interrupted they ask for it to be "
	         "run again.",
	.group = GROUP_UPKEEP,
	.options = { options },
	.needs = NEEDS_REBUILDING,
	.run = run,
	.examples = (const struct verb_example[]){
		{ "rebuild",
		  "Make all tables again from the log." },
		{ 0 },
	},
};

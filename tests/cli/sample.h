/* SPDX-License-Identifier: Apache-2.0 */
/* sample.h - a small program with every kind of verb and option, for the tests of the framework. */
#ifndef VIDIMUS_TESTS_CLI_SAMPLE_H
#define VIDIMUS_TESTS_CLI_SAMPLE_H

#include "cli/command.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const char *const sample_kinds[] = { "image", "video", "audio", NULL };

static enum status
sample_check_date(struct text value, struct error *err)
{
	if (value.n == 10 && value.p[4] == '-')
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "\"%.*s\" is no date", (int)value.n, value.p);
}

static const struct verb_option sample_own[] = {
	{ .name = "dry-run", .letter = 'n', .about = "Only tell" },
	{ .name = "kind", .kind = VALUE_CHOICE, .argument = "KIND", .choices = sample_kinds,
	  .about = "Of one kind" },
	{ .name = "limit", .letter = 'l', .kind = VALUE_NUMBER, .argument = "N", .limit = 1000,
	  .about = "At most N" },
	{ .name = "tag", .kind = VALUE_TEXT, .argument = "WORD", .repeatable = true,
	  .about = "With the word" },
	{ .name = "since", .kind = VALUE_DATE, .argument = "DATE", .check = sample_check_date,
	  .about = "Since [a] date: 'quoted'" },
	{ .name = "files-from", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "Read names from FILE" },
	{ 0 },
};

static const struct verb_option sample_shared[] = {
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A note of yours" },
	{ .name = "title", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 40,
	  .about = "A short title" },
	{ 0 },
};

static const struct verb_option sample_required[] = {
	{ .name = "name", .kind = VALUE_TEXT, .argument = "NAME", .required = true,
	  .about = "How it is called" },
	{ 0 },
};

/* Prints what the parser understood, and ends as the first argument says. */
static enum status
sample_run(struct command *command, struct error *err)
{
	const char *first = command->argument_count ? command->arguments[0] : "";

	if (strcmp(first, "missing") == 0)
		return fail(err, STATUS_NOT_FOUND, "there is no \x1b[31mE-9");
	if (strcmp(first, "late") == 0) {
		output_string(command->output, "{\"a\":1}\n");
		return fail(err, STATUS_REFUSED, "it is held");
	}
	if (strcmp(first, "partial") == 0)
		command_partial(command);
	if (strcmp(first, "warn") == 0)
		command_warn(command, "careful with %s", "a\nb");
	if (strcmp(first, "much") == 0)
		for (int i = 0; i < 20000; i++)
			output_format(command->output, "line %d\n", i);
	output_format(command->output, "%s:%zu\n", command->name, command->argument_count);
	return STATUS_OK;
}

static const struct verb_example sample_examples[] = {
	{ "list --kind image", "Images only." },
	{ 0 },
};

static const struct verb sample_list = {
	.name = "list", .summary = "What is there", .group = GROUP_LOOKING,
	.about = "Lists it.\n.with a dot\n\nAnd more: \\back.", .arguments = "[FILE\u2026]",
	.argument_kind = VALUE_PATH, .most = ARGUMENTS_MANY, .options = { sample_own, sample_shared },
	.examples = sample_examples, .run = sample_run,
};
static const struct verb sample_log_show = {
	.name = "show", .summary = "Show the log", .options = { sample_own }, .run = sample_run,
};
static const struct verb sample_log_verify = {
	.name = "verify", .summary = "Verify \"it\": all", .run = sample_run,
	.arguments = "ID", .least = 1, .most = 1, .argument_kind = VALUE_ID,
};
static const struct verb *const sample_log_verbs[] = { &sample_log_show, &sample_log_verify, NULL };
static const struct verb sample_log = {
	.name = "log", .summary = "The log", .group = GROUP_CUSTODY, .verbs = sample_log_verbs,
	.fallback = &sample_log_show,
};
static const struct verb sample_channel_add = {
	.name = "add", .summary = "Add one", .options = { sample_required, sample_shared },
	.run = sample_run, .needs = NEEDS_KEY,
};
static const struct verb sample_channel_edit = {
	.name = "edit", .summary = "Edit one", .options = { sample_required }, .has_form = true,
	.run = sample_run,
};
static const struct verb *const sample_channel_verbs[] = { &sample_channel_add,
	                                                   &sample_channel_edit, NULL };
static const struct verb sample_channel = {
	.name = "channel", .summary = "Channels", .group = GROUP_RECORDS,
	.verbs = sample_channel_verbs,
};
static const struct verb sample_state = {
	.name = "state", .summary = "The state", .hidden = true, .when_bare = true, .run = sample_run,
};
static const struct verb *const sample_verbs[] = { &sample_list, &sample_log, &sample_channel,
	                                           &sample_state, NULL };
static const struct program sample_program = { "vidimus", "9.8.7", sample_verbs };

#endif

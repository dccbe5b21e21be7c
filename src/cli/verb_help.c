/* SPDX-License-Identifier: Apache-2.0 */
/* verb_help.c - `vidimus help`: help, manual pages and completions. */
#include "base/error.h"
#include "base/scoped.h"
#include "cli/help.h"
#include "cli/words.h"

#include <stdio.h>
#include <string.h>

/* The verb that the arguments name, and its path; NULL without arguments. */
static enum status
find_topic(const struct command *command, const struct verb **verb, char *path, size_t size,
           struct error *err)
{
	const struct verb *const *verbs = command->program->verbs;
	const char *parent = command->program->name;
	size_t used = 0;

	*verb = NULL;
	path[0] = '\0';
	for (size_t i = 0; i < command->argument_count; i++) {
		enum status status;

		if (verbs == NULL)
			return fail(err, STATUS_INVALID, "%s has no verbs of its own", parent);
		status = verb_lookup(verb, verbs, parent, command->arguments[i], err);
		if (status != STATUS_OK)
			return status;
		used += (size_t)snprintf(path + used, size - used, "%s%s", i ? " " : "",
		                         (*verb)->name);
		parent = (*verb)->name;
		verbs = (*verb)->verbs;
	}
	return STATUS_OK;
}

static void
append_completion(struct buffer *out, const struct program *program, const char *shell)
{
	if (strcmp(shell, "bash") == 0)
		completion_bash(out, program);
	else if (strcmp(shell, "zsh") == 0)
		completion_zsh(out, program);
	else
		completion_fish(out, program);
}

static enum status
run(struct command *command, struct error *err)
{
	const char *shell = command_text(command, "completion");
	SCOPED(buffer) text = { 0 };
	char path[COMMAND_NAME_SIZE];
	const struct verb *topic;
	enum status status = find_topic(command, &topic, path, sizeof path, err);

	if (status != STATUS_OK)
		return status;
	if (shell != NULL)
		append_completion(&text, command->program, shell);
	else if (command_has(command, "man"))
		help_man(&text, command->program, topic, path);
	else
		help_text(&text, command->program, topic, path, &command->terminal);
	status = buffer_check(&text, err);
	if (status == STATUS_OK)
		output_bytes(command->output, text.p, text.n);
	return status;
}

static const char *const shells[] = { "bash", "zsh", "fish", NULL };

static const struct verb_option options[] = {
	{ .name = "man", .about = "Print a manual page, for man -l or a file of its own" },
	{ .name = "completion", .kind = VALUE_CHOICE, .argument = "SHELL", .choices = shells,
	  .about = "Print the completion script for a shell" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "help help", "Explain one verb." },
	{ "help --man > vidimus.1", "The manual page of all verbs, to be installed or read by man -l." },
	{ "help --completion bash > vidimus.bash",
	  "Completes verbs and options once bash has read it: source vidimus.bash." },
	{ 0 },
};

const struct verb verb_help = {
	.name = "help",
	.group = GROUP_UPKEEP,
	.summary = "Explain the verbs; manual pages and completions",
	.about = "Without arguments, lists the verbs. With a verb (and a sub-verb), explains it and its\n"
	         "options. Help, manual pages and completions are made from the table by which the\n"
	         "command line is read, and need no network.",
	.arguments = "[VERB\u2026]",
	.argument_kind = VALUE_VERB,
	.most = VERB_DEPTH_LIMIT,
	.options = { options },
	.examples = examples,
	.when_bare = true,
	.run = run,
};

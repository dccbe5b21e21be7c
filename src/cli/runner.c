/* SPDX-License-Identifier: Apache-2.0 */
/* runner.c - parse, open, run, close, and say how it went. */
#include "cli/runner.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/build_id.h"
#include "cli/fields.h"
#include "cli/form.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "cli/parse.h"
#include "cli/unsaid.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* "vidimus 0.1.0", then a line for whoever has to name the exact build. */
static void
print_version(struct command *command)
{
	char build[BUILD_ID_TEXT_SIZE];
	bool known = build_id_write(build);

	if (command->settings.json) {
		output_json(command->output,
		            json_pack("{s:s, s:s, s:s?}", "program", command->program->name,
		                      "version", command->program->version, "build",
		                      known ? build : NULL));
		return;
	}
	output_format(command->output, "%s %s\n", command->program->name,
	              command->program->version);
	if (known)
		output_format(command->output, "build %s\n", build);
}

static enum status
run_verb(struct command *command, struct error *err)
{
	enum status (*run)(struct command *command, struct error *err) = command->verb->run;
	enum status status = fields_are_given(command) ? fields_take(command, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = form_is_wanted(command) ? form_run(command, NULL, run, err)
		                                 : run(command, err);

	command_progress_end(command);
	return status;
}

static enum status
run_with_session(struct command *command, const struct session_ways *ways, struct error *err)
{
	const struct verb *verb = command->verb;
	enum status status;

	if (verb->needs == NEEDS_NOTHING || (verb->alone != NULL && verb->alone(command)))
		return run_verb(command, err);
	if (ways == NULL)
		return fail(err, STATUS_FAULT, "this build has no way to open a catalogue");
	status = ways->open(command, err);
	if (status != STATUS_OK)
		return status;
	status = run_verb(command, err);
	ways->close(command);
	return status;
}

static enum status
run_parsed(struct command *command, const struct session_ways *ways, struct error *err)
{
	terminal_probe(&command->terminal, command->settings.colour);
	if (command->settings.version) {
		print_version(command);
		return STATUS_OK;
	}
	if (command->settings.help) {
		help_print(command, command->verb, command->name);
		return STATUS_OK;
	}
	return run_with_session(command, ways, err);
}

static void
print_error_object(struct command *command, const struct error *err)
{
	if (command->settings.json && command->output->printed == 0)
		output_json(command->output, json_pack("{s:o}", "error", error_json(err)));
}

/* Where to look after wrong usage, on a line of its own. */
static void
print_where_help_is(struct command *command)
{
	SCOPED(buffer) line = { 0 };

	buffer_append_format(&line, "try: %s help%s%s\n", command->program->name,
	                     command->name[0] ? " " : "", command->name);
	if (line.n > 0 && write(STDERR_FILENO, line.p, line.n) < 0)
		return;
}

static int
report(struct command *command, enum status status, bool wrong_usage, struct error *err)
{
	if (status == STATUS_OK)
		return command->partial ? EXIT_CODE_PARTIAL : 0;
	unsaid_hide(command->unsaid, err);
	print_error_object(command, err);
	command_tell(command, err);
	if (wrong_usage)
		print_where_help_is(command);
	if (status == STATUS_INTERRUPTED && interrupt_signal() != 0)
		return 128 + interrupt_signal();
	return exit_code_of(status);
}

/* The result of the command stands; an answer that nobody got is never silent. */
static int
finish_output(struct command *command, int code)
{
	struct error err = { 0 };

	if (output_finish(command->output, &err) == STATUS_OK)
		return code;
	/* Whoever closes a pipe, as head does, has had enough and knows it. */
	if (err.os != EPIPE)
		command_tell(command, &err);
	return code == 0 ? EXIT_CODE_PARTIAL : code;
}

int
run_command_line(const struct program *program, const struct session_ways *ways, int argc,
                 char **argv)
{
	SCOPED(output) output = { 0 };
	SCOPED(unsaid) unsaid = { 0 };
	SCOPED(command) command = { .program = program, .output = &output, .unsaid = &unsaid };
	struct error err = { 0 };
	enum status status;
	bool wrong_usage;

	output_begin(&output, STDOUT_FILENO);
	status = command_parse(&command, argc, argv, &err);
	wrong_usage = status == STATUS_INVALID;
	if (status == STATUS_OK)
		status = run_parsed(&command, ways, &err);
	return finish_output(&command, report(&command, status, wrong_usage, &err));
}

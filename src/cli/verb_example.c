/* SPDX-License-Identifier: Apache-2.0 */
/* verb_example.c - `vidimus example`: builds the worked example with the program's own commands. */
#include "base/embedded.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/example_child.h"
#include "cli/interrupt.h"
#include "cli/progress.h"

#include <vidimus/example.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRIPT       "catalog/example/case.txt"
#define OPEN_FOLDERS 16

static int
remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

/* Takes away what we made ourselves a moment ago; links are not followed. */
static void
take_away(struct command *command, const char *folder)
{
	if (nftw(folder, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		command_warn(command, "a part of %s is left: remove it", folder);
}

static enum status
make_folder(const char *path, char **absolute, struct error *err)
{
	if (mkdir(path, 0700) != 0)
		return errno == EEXIST ? fail(err, STATUS_EXISTS,
		                              "%s is there already; the example is built in a new folder",
		                              path)
		                       : fail_os(err, "cannot make the folder %s", path);
	*absolute = realpath(path, NULL);
	return *absolute ? STATUS_OK : fail_os(err, "cannot find %s", path);
}

static enum status
make_stand_ins(enum vidimus_stand_ins which, const char *folder, const char *name, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	enum status st;

	buffer_append_format(&path, "%s/%s", folder, name);
	st = buffer_check(&path, err);
	return st == STATUS_OK ? vidimus_stand_ins_write(which, buffer_string(&path), err) : st;
}

/* Where the root's key lies apart, as on a medium of its own. */
static enum status
make_safe(const char *folder, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	enum status st;

	buffer_append_format(&path, "%s/safe", folder);
	st = buffer_check(&path, err);
	if (st == STATUS_OK && mkdir(buffer_string(&path), 0700) != 0)
		st = fail_os(err, "cannot make the folder %s", buffer_string(&path));
	return st;
}

static enum status
make_files(const char *folder, struct error *err)
{
	enum status st = make_stand_ins(VIDIMUS_STAND_INS, folder, "stand-ins", err);

	if (st == STATUS_OK)
		st = make_stand_ins(VIDIMUS_STAND_INS_REDACTED, folder, "redacted", err);
	return st == STATUS_OK ? make_safe(folder, err) : st;
}

static enum status
run_script(struct command *command, const char *folder, size_t *steps, struct error *err)
{
	struct progress *progress = command_progress_begin(command);
	struct progress_state state = { .doing = "building" };
	struct example_step step = { 0 };
	struct example_script script;
	enum status st = STATUS_OK;

	example_script_begin(&script, embedded_text(embedded_find(SCRIPT)));
	state.files_total = *steps = script.steps;
	while (st == STATUS_OK) {
		st = example_script_next(&script, &step, err);
		state.name = step.heading;
		progress_update(progress, &state);
		if (st == STATUS_OK)
			st = example_child_run(&step, folder, err);
		state.files++;
	}
	command_progress_end(command);
	example_step_end(&step);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static void
answer(struct command *command, const char *folder, size_t steps)
{
	struct output *out = command->output;

	if (command->settings.json) {
		output_json(out, json_pack("{s:s, s:s+, s:I}", "folder", folder, "catalogue", folder,
		                           "/catalogue", "commands", (json_int_t)steps));
		return;
	}
	output_format(out, "The worked example is built, by %zu commands: ", steps);
	output_escaped(out, text_of(folder));
	output_string(out, "\n\nIts facts are attributed claims from public press; its media are synthetic, channels and\n"
	                   "staff are fictional; nothing in it is evidence. To look round, and to write in it:\n\n");
	output_string(out, "  export VIDIMUS_CATALOG='");
	output_escaped(out, text_of(folder));
	output_string(out, "/catalogue'\n  export XDG_CONFIG_HOME='");
	output_escaped(out, text_of(folder));
	output_string(out, "/home/config' XDG_STATE_HOME='");
	output_escaped(out, text_of(folder));
	output_string(out, "/home/state' VIDIMUS_KEY=ana\n  vidimus\n\n"
	                   "To hand exhibits over, and to check what was handed over:\n\n"
	                   "  vidimus bundle export E-23 I-1 --for court --out court\n"
	                   "  vidimus bundle export E-23 E-29 --for public --out public\n"
	                   "  vidimus bundle verify court --trust '");
	output_escaped(out, text_of(folder));
	output_string(out, "/safe/archive.root.crt'\n");
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED_FREE char *folder = NULL;
	size_t steps = 0;
	enum status st = make_folder(command->arguments[0], &folder, err);

	if (st != STATUS_OK)
		return st;
	st = make_files(folder, err);
	if (st == STATUS_OK)
		st = run_script(command, folder, &steps, err);
	if (st == STATUS_OK)
		answer(command, folder, steps);
	else
		take_away(command, folder);
	return st;
}

static const struct verb_example examples[] = {
	{ "example ~/vidimus-example", "Build it in a new folder, with keys and home files of its own." },
	{ 0 },
};

const struct verb verb_example = {
	.name = "example", .summary = "Build the worked example in a new folder",
	.about = "An organisation analysed 22 videos, all of them from private Telegram accounts; newspapers "
	         "disagree how many of them show which side. The example is this case, built from the public "
	         "press by the commands that this program has: items that are cited and not held, "
	         "conflicting claims with their sources, incidents, findings, a dissent, an expert's opinion, "
	         "a published and a corrected report.\n\n"
	         "Media are synthetic and say so in their pictures; channels and staff are fictional; "
	         "nothing in it is evidence. Nothing outside the new folder is touched.",
	.arguments = "DIR", .argument_kind = VALUE_PATH, .least = 1, .most = 1,
	.examples = examples, .group = GROUP_UPKEEP, .needs = NEEDS_NOTHING, .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_overview.c - bare `vidimus`: the state of the catalogue and the next steps. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/counted.h"
#include "cli/here.h"
#include "cli/session.h"

#include <vidimus/catalogue.h>
#include <vidimus/view.h>

#include <stdlib.h>

DEFINE_SCOPED_POINTER(vidimus_catalogue, vidimus_catalogue_close);

/* Whoever runs it the first time is told what to do. */
static void
explain(struct command *command)
{
	static const char *const make = "vidimus init DIR --name NAME --actor CODE";

	if (command->settings.json) {
		output_json(command->output,
		            json_pack("{s:n, s:[{s:s, s:s, s:s}]}", "catalogue", "next", "code",
		                      "no-catalogue", "text", "There is no catalogue here: make one",
		                      "command", make));
		return;
	}
	output_format(command->output,
	              "vidimus keeps evidence: files exactly as they were received, where they came "
	              "from, and a\nsigned log of everything that was done to them.\n\n"
	              "There is no catalogue here or in a folder above.\n\n"
	              "  Make one:   %s\n"
	              "  Go to one:  vidimus -C DIR, or set VIDIMUS_CATALOG\n"
	              "  Read more:  vidimus help\n", make);
}

static enum status
show_state(struct command *command, const char *path, struct error *err)
{
	SCOPED_POINTER(vidimus_catalogue) catalogue = NULL;
	SCOPED_JSON json_t *statistics = NULL;
	SCOPED(here) here = { 0 };
	enum status status = here_begin(&here, err);

	if (status == STATUS_OK)
		status = vidimus_catalogue_open(&catalogue, path, VIDIMUS_READING,
		                                &here.surroundings, err);
	if (status == STATUS_OK)
		status = vidimus_statistics(catalogue, &statistics, err);
	if (status == STATUS_OK)
		status = next_steps_name_key(command, here.keys, catalogue, statistics, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json) {
		output_json(command->output, json_incref(statistics));
		return STATUS_OK;
	}
	status = counted_print(command, statistics, false, err);
	next_steps_print(command, statistics);
	output_string(command->output, "\n`vidimus help` lists what can be done.\n");
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED_FREE char *path = NULL;
	enum status status = session_find(command, &path, err);

	if (status == STATUS_UNUSABLE) {
		explain(command);
		return STATUS_OK;
	}
	return status == STATUS_OK ? show_state(command, path, err) : status;
}

const struct verb verb_overview = {
	.name = "overview",
	.summary = "Show the state of the catalogue and the next steps",
	.about = "The same as `vidimus` without a verb.",
	.group = GROUP_LOOKING,
	.needs = NEEDS_NOTHING, /* where there is no catalogue it says how to make one */
	.hidden = true,
	.when_bare = true,
	.run = run,
};

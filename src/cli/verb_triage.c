/* SPDX-License-Identifier: Apache-2.0 */
/* verb_triage.c - `vidimus triage`: what nobody has assessed yet, one after the other, in words. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/triage.h"

#include <vidimus/view.h>

/* What matches the filters and nobody has assessed. */
static enum status
walk(struct command *command, const struct vidimus_output *to, struct error *err)
{
	size_t count = command->argument_count;
	SCOPED_FREE const char **filters = calloc(count + 1, sizeof *filters);

	if (filters == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < count; i++)
		filters[i] = command->arguments[i];
	filters[count] = "assessed:no";
	return vidimus_item_list(command->session->catalogue, filters, count + 1, to, err);
}

static enum status
sit_down(void *context, json_t *item, struct error *err)
{
	return triage_item(context, shown_string(item, "id"), err);
}

static enum status
triage_all(struct command *command, struct error *err)
{
	struct triage triage = { .command = command };
	enum status status = walk(command, &(struct vidimus_output){ sit_down, &triage }, err);

	if (status == STATUS_OK || status == STATUS_DONE || status == STATUS_INTERRUPTED)
		output_format(command->output, "\n%llu assessed, %llu left for later; all that was decided is saved.\n",
		              (unsigned long long)triage.assessed, (unsigned long long)triage.left);
	return status == STATUS_DONE ? STATUS_OK : status;
}

static json_t *
as_promised(const json_t *item)
{
	return json_pack("{s:O,s:O,s:O,s:O,s:O,s:O}", "id", json_object_get(item, "id"),
	                 "media_type", json_object_get(item, "media_type"), "graphic_level",
	                 json_object_get(item, "graphic_level"), "sound",
	                 json_object_get(item, "sound"), "title", json_object_get(item, "title"),
	                 "received", json_object_get(item, "received"));
}

static enum status
list_all(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "RECEIVED", .name = "received", .form = SHOWN_TIME },
		{ .title = "TYPE", .name = "media_type" },
		{ .title = "PICTURE", .name = "graphic_level" },
		{ .title = "SOUND", .name = "sound" },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ 0 },
	};
	SCOPED(listing) listing = { 0 };
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	listing.as_json = as_promised;
	to = listing_output(&listing);
	status = listing_finish(&listing, walk(command, &to, err), "Everything is assessed.", err);
	if (status == STATUS_OK && listing.count > 0)
		command_note(command, "%llu are to be assessed: run it at a terminal, or `vidimus "
		             "describe ID --graphic LEVEL --sound CODE`",
		             (unsigned long long)listing.count);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	return command_attended(command) ? triage_all(command, err) : list_all(command, err);
}

static const struct verb_example examples[] = {
	{ "triage", "Everything that nobody has assessed, oldest first." },
	{ "triage delivery:D-3 type:video", "Some of it, by the filters of `list`." },
	{ "triage --json", "Only tell what there is, a line each." },
	{ 0 },
};

const struct verb verb_triage = {
	.name = "triage",
	.summary = "Assess what nobody has assessed yet, in words first",
	.about = "Goes through the items whose picture or sound nobody has assessed, oldest first. Of "
	         "each it shows the card, words only, and asks: set the level, the sound, the flags; "
	         "describe it or write a note in the editor; view it, after two questions; or leave it "
	         "for later. Each decision is saved at once, so that q or Ctrl-C at any time loses "
	         "nothing.\n\n"
	         "Without a terminal, or with --json, it lists them and changes nothing.",
	.arguments = "[FILTER…]",
	.argument_kind = VALUE_TEXT,
	.most = ARGUMENTS_MANY,
	.group = GROUP_RECORDS,
	.examples = examples,
	.needs = NEEDS_KEY,
	.attended = true,
	.run = run,
};

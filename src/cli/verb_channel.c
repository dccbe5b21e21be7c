/* SPDX-License-Identifier: Apache-2.0 */
/* verb_channel.c - `vidimus channel`: accounts, groups, pages and sites that publish. */
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/record.h>

static enum status
run_add(struct command *command, struct error *err)
{
	struct vidimus_channel_words words = {
		.code = command_text(command, "code"),
		.platform = command_text(command, "platform"),
		.kind = command_text(command, "kind"),
		.visibility = command_text(command, "visibility"),
		.native_id = command_text(command, "native-id"),
		.handle = command_text(command, "handle"),
		.title = command_text(command, "title"),
		.url = command_text(command, "url"),
	};
	SCOPED(buffer) note = { 0 };
	char id[VIDIMUS_ID_SIZE];
	enum status status = prose_or_null(command, "note", &note, &words.note, err);

	if (status == STATUS_OK)
		status = vidimus_channel_add(command->session->catalogue, &words, id, err);
	if (status == STATUS_OK)
		record_added(command, "The channel", id);
	return status;
}

static enum status
run_edit(struct command *command, struct error *err)
{
	static const struct shown_as shown[] = { { "kind", "channel_kind" }, { 0 } };

	return record_edit(command, "channel", shown, err);
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "CODE", .name = "code" },
		{ .title = "PLATFORM", .name = "platform" },
		{ .title = "KIND", .name = "channel_kind" },
		{ .title = "VISIBILITY", .name = "visibility" },
		{ .title = "HANDLE", .name = "handle", .shrinks = true },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ 0 },
	};

	return record_list(command, "channel", columns,
	                   "No channel is recorded. `vidimus channel add` adds one.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "channel", err);
}

#define ABOUT_CODE "Code by which staff speak of it; must not give its name away"

static const struct verb_option code_options[] = {
	{ .name = "code", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = ABOUT_CODE },
	{ 0 },
};

static const struct verb_option edit_code_options[] = {
	{ .name = "code", .kind = VALUE_TEXT, .argument = "CODE", .about = ABOUT_CODE },
	{ 0 },
};

static const struct verb_option what_options[] = {
	{ .name = "platform", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Where it is: telegram, youtube, facebook, website and so on" },
	{ .name = "kind", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "personal-account, channel, group, supergroup, page, bot, site" },
	{ .name = "visibility", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Who can read it: public, private-invite, private-closed, restricted, deleted" },
	{ 0 },
};

static const struct verb_option options[] = {
	{ .name = "native-id", .kind = VALUE_TEXT, .argument = "ID",
	  .about = "The platform's own id" },
	{ .name = "handle", .kind = VALUE_TEXT, .argument = "HANDLE",
	  .about = "Its handle now" },
	{ .name = "title", .kind = VALUE_TEXT, .argument = "TITLE",
	  .about = "Its title now, in its own script" },
	{ .name = "url", .kind = VALUE_TEXT, .argument = "URL",
	  .about = "Its address" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_option edit_options[] = {
	{ .name = "roles", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "Its part in the spreading, with commas: early-sharer, aggregator and so on" },
	{ .name = "identity-disclosure", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "What may be shown of it: named, pseudonymous-id-only" },
	{ .name = "language", .kind = VALUE_TEXT, .argument = "XX",
	  .about = "Its language, as in BCP 47" },
	{ .name = "reliability", .kind = VALUE_TEXT, .argument = "GRADE",
	  .about = "Admiralty grade of the source: a to f" },
	{ .name = "grade-grounds", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 16384,
	  .is_private = true, .about = "Reasons for the grade that a court may read" },
	{ .name = "protected-grade-grounds", .kind = VALUE_PROSE, .argument = "TEXT",
	  .limit = 16384, .is_private = true,
	  .about = "Reasons for the grade that rest on somebody who could be endangered" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_option name_options[] = {
	{ .name = "native-id", .kind = VALUE_TEXT, .argument = "ID",
	  .about = "The platform's own id" },
	{ .name = "handle", .kind = VALUE_TEXT, .argument = "HANDLE", .about = "Its handle" },
	{ .name = "title", .kind = VALUE_TEXT, .argument = "TITLE",
	  .about = "Its title, in its own script" },
	{ .name = "url", .kind = VALUE_TEXT, .argument = "URL", .about = "Its address" },
	{ .name = "since", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "From when on it bears these names" },
	{ .name = "until", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "Until when it bore these names: the present ones stay" },
	{ .name = "seen", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When somebody saw these names" },
	{ .name = "names-basis", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "How the names are known: observed, archive, export, stated-by-source" },
	{ .name = "names-note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark on the names" },
	{ 0 },
};

static const struct verb_example edit_examples[] = {
	{ "channel edit C-1", "Fill a form in, in the editor, with what is there already." },
	{ "channel edit tg-7 --title 'New title' --since 2020-12-01",
	  "It is called otherwise now; the old title stays in its history." },
	{ "channel edit tg-7 --handle @before --until 2020-11", "A handle that it bore earlier." },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "channel add", "Fill a form in, in the editor; nothing stands in the shell's history." },
	{ "channel add --code tg-7 --platform telegram --visibility public", "The same by options." },
	{ 0 },
};

static const struct verb verb_channel_add = {
	.name = "add", .summary = "Record a channel",
	.about = "Without options a form opens in the editor. What a channel is called is treated as "
	         "public only when its visibility is public and it is no personal account; names of "
	         "any other are better written in the form than in options, which the shell remembers.",
	.options = { code_options, what_options, options, fields_options }, .examples = examples, .needs = NEEDS_KEY, .has_form = true,
	.run = run_add,
};

static const struct verb verb_channel_edit = {
	.name = "edit", .summary = "Describe a channel anew, or record names",
	.about = "What is not named stays as it is; an empty value empties it. Nothing is overwritten "
	         "in the log: earlier names and descriptions stay in the channel's history. When "
	         "somebody else edited it meanwhile, the difference is shown.\n\n"
	         "Names given here are public ones only if the channel is public then and no personal "
	         "account; those recorded before keep the protection that they had.",
	.arguments = "C-…|CODE", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { edit_code_options, what_options, edit_options, name_options,
	             based_on_options, fields_options },
	.examples = edit_examples, .needs = NEEDS_KEY, .run = run_edit,
};

static const struct verb verb_channel_list = {
	.name = "list", .summary = "List the channels", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "channel list",
		  "All of them." },
		{ "channel list platform:telegram visibility:public",
		  "Those that both filters match." },
		{ 0 },
	},
};

static const struct verb verb_channel_show = {
	.name = "show", .summary = "Show one channel",
	.arguments = "C-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "channel show tg-7",
		  "By its code, with the names it bore before." },
		{ "channel show --query platform:telegram",
		  "All that a filter of `channel list` finds." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_channel_add, &verb_channel_edit, &verb_channel_list,
	                                    &verb_channel_show, NULL };

const struct verb verb_channel = {
	.name = "channel", .summary = "Accounts, groups, pages that publish", .group = GROUP_RECORDS,
	.verbs = verbs, .fallback = &verb_channel_list,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_footage.c - `vidimus footage`: the same filming in several items. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/match.h>

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "MEMBERS", .name = "member_count", .right = true },
		{ .title = "REFERENCE", .name = "reference" },
		{ .title = "STATUS", .name = "status" },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ 0 },
	};

	return record_list(command, "footage", columns,
	                   "No footage yet. `vidimus match confirm` makes it of matches.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "footage", err);
}

static enum status
edit(struct command *command, const struct vidimus_footage_words *words, struct error *err)
{
	SCOPED_JSON json_t *record = NULL;
	int64_t before = 0, version = 0;
	enum status status = record_read(command, "footage", command->arguments[0], &record, err);

	if (status == STATUS_OK && !json_member_integer(record, "version", &before))
		status = fail(err, STATUS_FAULT, "footage without a version");
	if (status == STATUS_OK)
		status = vidimus_footage_edit(command->session->catalogue, command->arguments[0],
		                              words, &version, err);
	if (status == STATUS_OK)
		record_edited(command, shown_string(record, "id"), "edited", before, version);
	return status;
}

static enum status
run_edit(struct command *command, struct error *err)
{
	struct vidimus_footage_words words = {
		.title = command_text(command, "title"),
		.reference = command_text(command, "reference"),
		.into = command_text(command, "into"),
		.leaving = command_text(command, "without"),
		.based_on = (int64_t)command_number(command, "based-on", 0),
	};
	SCOPED(buffer) summary = { 0 };
	SCOPED(buffer) because = { 0 };
	enum status status = prose_or_null(command, "summary", &summary, &words.summary, err);

	if (status == STATUS_OK)
		status = prose_or_null(command, "because", &because, &words.because, err);
	return status == STATUS_OK ? edit(command, &words, err) : status;
}

static const struct verb_option options[] = {
	{ .name = "title", .kind = VALUE_TEXT, .argument = "TEXT", .about = "Neutral title, one line" },
	{ .name = "summary", .kind = VALUE_PROSE, .argument = "TEXT",
	  .about = "Neutral summary, so that others need not look" },
	{ .name = "reference", .kind = VALUE_ID, .argument = "E-…",
	  .about = "The member that stands for all" },
	{ .name = "without", .kind = VALUE_ID, .argument = "E-…",
	  .about = "This item is no member any more; needs --because" },
	{ .name = "into", .kind = VALUE_ID, .argument = "V-…",
	  .about = "All members go over to that footage; needs --because" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Why members leave: - for standard input, @FILE, or @ for the editor" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "footage show V-1", "Its members, with their postings together." },
	{ "footage edit V-1 --reference E-3", "E-3 is the copy that stands for all." },
	{ "footage edit V-2 --into V-1 --because @why.txt", "Two that are one filming." },
	{ 0 },
};

static const struct verb verb_footage_list = {
	.name = "list", .summary = "List the footage", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "footage list",
		  "All of it." },
		{ "footage list status:unverified title:market",
		  "By status, and a word of the title." },
		{ 0 },
	},
};

static const struct verb verb_footage_show = {
	.name = "show", .summary = "Show footage with its members and all their postings",
	.arguments = "V-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "footage show V-1",
		  "Its members, with their postings together." },
		{ 0 },
	},
};

static const struct verb verb_footage_edit = {
	.name = "edit", .summary = "Describe footage, or change its members",
	.about = "What is not named stays as it is; an empty text empties it. Members' own records "
	         "stay as they are.",
	.arguments = "V-…", .argument_kind = VALUE_ID, .least = 1, .most = 1,
	.options = { options, based_on_options }, .needs = NEEDS_KEY, .run = run_edit,
	.examples = (const struct verb_example[]){
		{ "footage edit V-1 --reference E-3",
		  "E-3 is the copy that stands for all." },
		{ "footage edit V-2 --into V-1 --because @why.txt",
		  "Two that are one filming." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_footage_list, &verb_footage_show,
	                                    &verb_footage_edit, NULL };

const struct verb verb_footage = {
	.name = "footage", .summary = "The same filming in several items",
	.about = "Footage is made when a match is confirmed. It starts unverified; what is known of its "
	         "members stays theirs.",
	.group = GROUP_JUDGING, .examples = examples, .verbs = verbs, .fallback = &verb_footage_list,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_work.c - `vidimus assign`, `tag`, `queue` and `setting`: what is to do, by whom, and under which rules. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/ids.h"
#include "cli/record_edit.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/work.h>

#include <string.h>

static enum status
move(struct command *command, const char *id, struct error *err)
{
	struct record_words *words = command->own;
	bool moved = false;
	enum status status = vidimus_work_move(command->session->catalogue, id, words->fields,
	                                       words->count, &moved, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:b}", "id", id, "moved", moved));
	else
		output_format(command->output, "%s %s.\n", id, moved ? "is changed" : "stands so already");
	return STATUS_OK;
}

/* The same words for each id. */
static enum status
move_all(struct command *command, struct record_words *words, struct error *err)
{
	enum status status;

	if (words->count == 0)
		return fail(err, STATUS_INVALID, "say what changes: see vidimus %s --help",
		            command->name);
	command->own = words;
	status = ids_each(command, move, err);
	command->own = NULL;
	return status;
}

static enum status
run_assign(struct command *command, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	enum status status = record_words_take(command, &words, err);

	for (size_t i = 0; i < words.count; i++) {
		if (strcmp(words.fields[i].name, "to") == 0)
			words.fields[i].name = "actor";
	}
	return status == STATUS_OK ? move_all(command, &words, err) : status;
}

static enum status
run_tag(struct command *command, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	enum status status = record_words_take(command, &words, err);

	for (size_t i = 0; i < words.count; i++) {
		const char *name = words.fields[i].name;

		words.fields[i].name = strcmp(name, "add") == 0      ? "tag"
		                       : strcmp(name, "remove") == 0 ? "untag"
		                                                     : name;
	}
	return status == STATUS_OK ? move_all(command, &words, err) : status;
}

static enum status
run_queue(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "PRIORITY", .name = "priority" },
		{ .title = "STATE", .name = "state" },
		{ .title = "WHOSE TURN", .name = "assigned" },
		{ .title = "TAGS", .name = "tags", .shrinks = true },
		{ .title = "STATUS", .name = "status" },
		{ .title = "SINCE", .name = "since", .form = SHOWN_TIME },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ 0 },
	};
	const struct vidimus_queue_filter filter = { .state = command_text(command, "state"),
		                                     .priority = command_text(command, "priority"),
		                                     .actor = command_text(command, "actor"),
		                                     .tag = command_text(command, "tag"),
		                                     .kind = command_text(command, "kind") };
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_queue(command->session->catalogue, &filter, &to, err);
	status = listing_finish(&listing, status, "Nothing of that kind waits for anybody.", err);
	listing_end(&listing);
	return status;
}

static enum status
run_setting_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "SETTING", .name = "name" },
		{ .title = "VALUE", .name = "value" },
		{ 0 },
	};

	return listing_print(command, columns, vidimus_settings, NULL, err);
}

static enum status
run_setting_change(struct command *command, struct error *err)
{
	const char *name = command->arguments[0], *value = command->arguments[1];
	bool changed = false;
	enum status status = vidimus_setting_change(command->session->catalogue, name, value,
	                                            &changed, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:s,s:b}", "name", name, "value", value, "changed", changed));
	else
		output_format(command->output, "%s is %s%s.\n", name, value,
		              changed ? "" : " already");
	return STATUS_OK;
}

static const struct verb_option assign_options[] = {
	{ .name = "to", .kind = VALUE_TEXT, .argument = "CODE", .about = "Whose turn it is: an actor's code or K-…; nobody" },
	{ .name = "state", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "new, triaged, in-review, needs-second-opinion, done, frozen, out-of-scope" },
	{ .name = "priority", .kind = VALUE_TEXT, .argument = "CODE", .about = "urgent, high, normal, low, rejected" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Why, for colleagues" },
	{ 0 },
};

static const struct verb_option tag_options[] = {
	{ .name = "add", .kind = VALUE_TEXT, .argument = "TAGS", .about = "Tags of one's own, with commas: lower-case, never a name" },
	{ .name = "remove", .kind = VALUE_TEXT, .argument = "TAGS", .about = "Tags that go" },
	{ 0 },
};

static const char *const kinds[] = { "item", "footage", "incident", "report", NULL };

static const struct verb_option queue_options[] = {
	{ .name = "state", .kind = VALUE_TEXT, .argument = "CODE", .about = "Only in this state; else all that waits for somebody" },
	{ .name = "priority", .kind = VALUE_TEXT, .argument = "CODE", .about = "Only of this priority" },
	{ .name = "actor", .kind = VALUE_TEXT, .argument = "CODE", .about = "Only an actor's; nobody: assigned to none" },
	{ .name = "tag", .kind = VALUE_TEXT, .argument = "TAG", .about = "Only with this tag" },
	{ .name = "kind", .kind = VALUE_CHOICE, .argument = "KIND", .choices = kinds, .about = "Only items, footage, incidents or reports" },
	{ 0 },
};

static const struct verb_example assign_examples[] = {
	{ "assign E-1..E-5 --to bo --state in-review", "Five items are bo's to check." },
	{ "assign E-7 --priority urgent --because @why.txt", "What is not named stays." },
	{ 0 },
};

static const struct verb_example queue_examples[] = {
	{ "queue", "All that waits for somebody, the most urgent first." },
	{ "queue --actor bo --kind item", "What bo is to do." },
	{ 0 },
};

static const struct verb_example tag_examples[] = {
	{ "tag E-1..E-5 --add first-batch", "A word of colleagues for several." },
	{ 0 },
};

static const struct verb_example setting_examples[] = {
	{ "setting list", "How the rules of this catalogue stand." },
	{ 0 },
};

static const struct verb_example change_examples[] = {
	{ "setting change two-people no", "In an office of one person." },
	{ 0 },
};

const struct verb verb_assign = {
	.name = "assign", .summary = "Say whose turn it is, how urgent, and how far it is",
	.about = "Of items, footage, incidents and reports. It is no evidence, and stands in none of their chains.",
	.arguments = "ID…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.group = GROUP_JUDGING, .options = { assign_options, fields_options }, .examples = assign_examples,
	.needs = NEEDS_KEY, .run = run_assign,
};

const struct verb verb_tag = {
	.name = "tag", .summary = "Tag records for colleagues",
	.about = "Tags never leave the house. They are codes, so that nobody's name gets into one.",
	.arguments = "ID…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.group = GROUP_JUDGING, .options = { tag_options }, .examples = tag_examples,
	.needs = NEEDS_KEY, .run = run_tag,
};

const struct verb verb_queue = {
	.name = "queue", .summary = "What is to do",
	.about = "What is done, frozen, out of scope or rejected waits for nobody; --state shows it.",
	.group = GROUP_LOOKING, .options = { queue_options }, .examples = queue_examples,
	.needs = NEEDS_READING, .run = run_queue,
};

static const struct verb verb_setting_list = {
	.name = "list", .summary = "List the settings", .examples = setting_examples, .needs = NEEDS_READING, .run = run_setting_list,
};

static const struct verb verb_setting_change = {
	.name = "change", .summary = "Change a setting, as a keeper",
	.about = "two-people yes|no: whether `verified`, and a dissent, need another person than who found. With no, one "
	         "decides alone, and every decision says so.",
	.arguments = "NAME VALUE", .argument_kind = VALUE_TEXT, .least = 2, .most = 2, .examples = change_examples,
	.needs = NEEDS_KEY, .run = run_setting_change,
};

static const struct verb *const setting_verbs[] = { &verb_setting_list, &verb_setting_change, NULL };

const struct verb verb_setting = {
	.name = "setting", .summary = "Rules of this catalogue",
	.group = GROUP_UPKEEP, .examples = setting_examples, .verbs = setting_verbs, .fallback = &verb_setting_list,
};

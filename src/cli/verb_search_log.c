/* SPDX-License-Identifier: Apache-2.0 */
/* verb_search_log.c - `vidimus search-log`: where somebody looked, and what was not found. */
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/linking.h"
#include "cli/records.h"
#include "cli/search_text.h"
#include "cli/session.h"

static enum status
add(struct vidimus_catalogue *catalogue, const char *of, const char *to,
    const struct vidimus_field *fields, size_t count, char *id, struct error *err)
{
	(void)to;
	return vidimus_search_log(catalogue, of, fields, count, id, err);
}

static enum status
run_add(struct command *command, struct error *err)
{
	struct linking linking = { .add = add, .id_name = "id", .says = "was searched for" };

	return linking_run(command, &linking, err);
}

static enum status
list_of(struct command *command, const char *of, struct error *err)
{
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, search_columns);
	to = listing_output(&listing);
	status = vidimus_searches(command->session->catalogue, of, &to, err);
	status = listing_finish(&listing, status, "Nobody recorded a search for it.", err);
	listing_end(&listing);
	return status;
}

static enum status
run_list(struct command *command, struct error *err)
{
	return command->argument_count > 0
	               ? list_of(command, command->arguments[0], err)
	               : record_list(command, "search", search_columns, "No search is recorded.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "search", err);
}

static const struct verb_option options[] = {
	{ .name = "question", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "What for: provenance, place, date … (vocabulary verification-question)" },
	{ .name = "where", .kind = VALUE_TEXT, .argument = "TEXT", .required = true,
	  .about = "Engine, platform or archive" },
	{ .name = "asked", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 16382,
	  .about = "What was asked, where it tells of nobody" },
	{ .name = "protected-asked", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "What was asked, where it does" },
	{ .name = "searched", .kind = VALUE_TEXT, .argument = "DATE", .about = "When (EDTF)" },
	{ .name = "result", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "found, found-older, not-found, inconclusive, not-possible" },
	{ .name = "count", .kind = VALUE_NUMBER, .argument = "N", .limit = 999999999,
	  .about = "How many hits" },
	{ .name = "found", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65534,
	  .about = "What was found" },
	{ .name = "channel", .kind = VALUE_TEXT, .argument = "C-…|CODE",
	  .about = "Where it was found: what was found is for anyone only where the channel is" },
	{ .name = "earliest", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "The earliest of what was found there, in a public channel (EDTF)" },
	{ .name = "limits", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 16382,
	  .about = "What could not be searched" },
	{ 0 },
};

static const struct verb_option tool[] = {
	{ .name = "tool", .kind = VALUE_TEXT, .argument = "NAME", .about = "Program that was used" },
	{ .name = "tool-version", .kind = VALUE_TEXT, .argument = "TEXT", .about = "Its version" },
	{ .name = "tool-settings", .kind = VALUE_TEXT, .argument = "TEXT", .about = "How it was set" },
	{ .name = "account", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "What kind of account was used; never its name or password" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65534,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "search-log add E-1 --where TinEye --result not-found",
	  "That nothing was found is a result." },
	{ 0 },
};

static const struct verb_example list_examples[] = {
	{ "search-log list V-1", "For footage and all its members." },
	{ 0 },
};

static const struct verb_example show_examples[] = {
	{ "search-log show G-1", "With what was asked, and what could not be searched." },
	{ 0 },
};

static const struct verb verb_search_log_add = {
	.name = "add", .summary = "Record where somebody looked, and what came of it",
	.about = "The earliest *known* posting is worth what was searched. The word add may be left out.",
	.arguments = "E-…|V-…|I-…|C-… …", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { options, tool, fields_options }, .examples = add_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_add,
};

static const struct verb verb_search_log_list = {
	.name = "list", .summary = "List the searches, all or those for one thing",
	.arguments = "[E-…|V-…|I-…|C-…]", .argument_kind = VALUE_TEXT, .most = 1,
	.examples = list_examples, .needs = NEEDS_READING, .run = run_list,
};

static const struct verb verb_search_log_show = {
	.name = "show", .summary = "Show one search",
	.arguments = "G-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.examples = show_examples, .needs = NEEDS_READING, .run = run_show,
};

static const struct verb *const verbs[] = { &verb_search_log_add, &verb_search_log_list,
	                                    &verb_search_log_show, NULL };

const struct verb verb_search_log = {
	.name = "search-log", .summary = "Where somebody looked, and what was found or not",
	.group = GROUP_RECORDS, .verbs = verbs, .fallback = &verb_search_log_add,
};

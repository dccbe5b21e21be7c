/* SPDX-License-Identifier: Apache-2.0 */
/* verb_journal.c - `vidimus journal`: what is kept of who opened what, and giving it out under an order. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/prose.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/looking.h>

static enum status
print_status(struct command *command, const json_t *status, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Days kept", .name = "days" },
		{ .label = "Lines", .name = "entries" },
		{ .label = "Oldest", .name = "oldest", .form = SHOWN_TIME },
		{ .label = "Newest", .name = "newest", .form = SHOWN_TIME },
		{ 0 },
	};
	static const struct shown_column columns[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "LINES", .name = "entries", .right = true },
		{ .title = "ORDER", .name = "order", .shrinks = true },
		{ 0 },
	};
	SCOPED(block) block = { 0 };
	enum status result;

	block_begin(&block, command->output, &command->terminal);
	shown_members(&block, status, members);
	block_add_string(&block, "File", shown_string(json_object_get(status, "path"), "text"));
	result = block_finish(&block, err);
	return result == STATUS_OK ? shown_table(command, "Given out", status, "disclosed", columns,
	                                         err)
	                           : result;
}

static enum status
run_status(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *journal = NULL;
	enum status status = vidimus_journal_status(command->session->catalogue, &journal, err);

	if (status != STATUS_OK)
		return status;
	if (!command->settings.json)
		return print_status(command, journal, err);
	output_json(command->output, json_incref(journal));
	return STATUS_OK;
}

static const struct shown_column line_columns[] = {
	{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
	{ .title = "PERSON", .name = "person" },
	{ .title = "OBJECT", .name = "object" },
	{ 0 },
};

static enum status
run_show(struct command *command, struct error *err)
{
	SCOPED(buffer) order = { 0 };
	SCOPED(listing) listing = { 0 };
	struct vidimus_output to;
	enum status status = prose_demand(&order, command, "order",
	                                  "Who orders it, by which right, with which reference.", err);

	if (status == STATUS_OK && order.n == 0)
		status = fail(err, STATUS_INVALID, "without an order nothing is given out");
	if (status != STATUS_OK)
		return status;
	listing_begin(&listing, command, line_columns);
	to = listing_output(&listing);
	status = vidimus_journal_disclose(command->session->catalogue, text_of_buffer(&order), &to,
	                                  err);
	return listing_finish(&listing, status, "The journal has no line.", err);
}

static enum status
run_keep(struct command *command, struct error *err)
{
	uint64_t days;
	enum status status;

	if (!text_number(text_of(command->arguments[0]), VIDIMUS_JOURNAL_DAYS_LIMIT, &days))
		return fail(err, STATUS_INVALID, "a number of days, 0 to %d, says how long",
		            VIDIMUS_JOURNAL_DAYS_LIMIT);
	status = vidimus_journal_keep(command->session->catalogue, (int64_t)days, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:I}", "days", (json_int_t)days));
	else if (days == 0)
		output_string(command->output, "No access journal is kept from here on.\n");
	else
		output_format(command->output, "Lines of access journals are kept for %llu days.\n",
		              (unsigned long long)days);
	return STATUS_OK;
}

static const struct verb verb_status = {
	.name = "status",
	.summary = "Tell how much is kept, and for how long",
	.about = "Counts the lines of your own journal and shows none. Tells which journals were given "
	         "out, by whom, under which order.",
	.needs = NEEDS_READING,
	.run = run_status,
	.examples = (const struct verb_example[]){
		{ "journal status",
		  "Whether the journal is kept, and for how long." },
		{ 0 },
	},
};

static const struct verb_option show_options[] = {
	{ .name = "order", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "The order: - for standard input, @FILE, or @ for the editor" },
	{ 0 },
};

static const struct verb_example show_examples[] = {
	{ "journal show --order @order.txt", "The words of the order are in the log before a line is shown." },
	{ 0 },
};

static const struct verb verb_show_journal = {
	.name = "show",
	.summary = "Give the lines out, under an order",
	.about = "Only for an order that has to be obeyed. An event with the words of the order, for "
	         "this house only, is in the log before the first line is shown. Without --order the "
	         "editor asks for it.",
	.options = { show_options },
	.examples = show_examples,
	.needs = NEEDS_KEY,
	.run = run_show,
};

static const struct verb_example keep_examples[] = {
	{ "journal keep 30", "Lines older than thirty days are taken out." },
	{ "journal keep 0", "No journal." },
	{ 0 },
};

static const struct verb verb_keep = {
	.name = "keep",
	.summary = "Decide for how many days lines are kept",
	.about = "A decision of the organisation, made by a keeper of the catalogue, in the log. Each "
	         "login's journal follows it when it is next written or counted.",
	.arguments = "DAYS",
	.argument_kind = VALUE_TEXT,
	.least = 1,
	.most = 1,
	.examples = keep_examples,
	.needs = NEEDS_KEY,
	.run = run_keep,
};

static const struct verb *const verbs[] = { &verb_status, &verb_show_journal, &verb_keep, NULL };

const struct verb verb_journal = {
	.name = "journal",
	.summary = "The access journal: who opened what, and when",
	.about = "`view` writes a line a time: person, object, time; not for how long, nor what was "
	         "revealed. It lies with your login, readable by you alone, in no catalogue, backup or "
	         "bundle, and is kept for 90 days unless the organisation decides otherwise. It is no "
	         "measure of anybody's work.",
	.group = GROUP_CUSTODY,
	.verbs = verbs,
	.fallback = &verb_status,
};

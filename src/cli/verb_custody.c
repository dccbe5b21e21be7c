/* SPDX-License-Identifier: Apache-2.0 */
/* verb_custody.c - `vidimus custody`: who had it, what was done to it, and what is not known. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/consent_text.h"
#include "cli/ids.h"
#include "cli/record_text.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/sight_text.h"
#include "cli/wrap.h"

#include <vidimus/view.h>

/* A sentence under a bullet, wrapped on a terminal. */
static void
print_bullet(struct command *command, const char *words)
{
	SCOPED(buffer) safe = { 0 };
	SCOPED(buffer) wrapped = { 0 };

	text_append_escaped(&safe, words, text_of(words).n);
	wrap_append(&wrapped, text_of_buffer(&safe), 4, 4, command->terminal.width);
	output_format(command->output, "  %s-%s %s\n", style_begin(&command->terminal, STYLE_WARNING),
	              style_end(&command->terminal, STYLE_WARNING), buffer_string(&wrapped));
}

static void
print_gaps(struct command *command, const json_t *report)
{
	json_t *gaps = json_object_get(report, "gaps"), *gap;
	size_t i;

	shown_heading(command, "What is not known");
	if (json_array_size(gaps) == 0)
		output_string(command->output, "  no gap was found\n");
	json_array_foreach(gaps, i, gap) {
		const char *words = shown_string(gap, "text");

		print_bullet(command, words ? words : "");
	}
}

static enum status
print_head(struct command *command, const json_t *report, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Item", .name = "id" },
		{ .label = "Title", .name = "title" },
		{ .label = "Status", .name = "status" },
		{ .label = "Verified as", .name = "verified_as" },
		{ .label = "Defects", .name = "defects" },
		{ .label = "Media type", .name = "media_type", .demanded = true },
		{ .label = "Size", .name = "bytes", .form = SHOWN_SIZE },
		{ .label = "SHA-256", .name = "sha256", .demanded = true },
		{ .label = "Accessioned", .name = "accessioned", .form = SHOWN_TIME },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "Prepared", .name = "prepared", .form = SHOWN_TIME },
		{ 0 },
	};
	SCOPED(buffer) sensitivity = { 0 };
	SCOPED(block) block = { 0 };

	shown_sensitivity(&sensitivity, report);
	block_begin(&block, command->output, &command->terminal);
	block_add(&block, "Sensitivity", text_of_buffer(&sensitivity));
	shown_members(&block, report, members);
	return block_finish(&block, err);
}

static enum status
print_hashes(struct command *command, const json_t *report, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ALGORITHM", .name = "algorithm" },
		{ .title = "VALUE", .name = "value" },
		{ .title = "ACQUISITION", .name = "acquisition" },
		{ .title = "TAKEN", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ 0 },
	};
	static const struct shown_member checked[] = {
		{ .label = "Last checked", .name = "time", .form = SHOWN_TIME },
		{ .label = "Outcome", .name = "outcome" },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ 0 },
	};
	json_t *last = json_object_get(report, "last_checked");
	enum status status = shown_table(command, "Hashes", report, "hashes", columns, err);

	if (status != STATUS_OK)
		return status;
	if (json_is_object(last))
		return shown_block(command, last, checked, err);
	output_string(command->output, "Never hashed again since it was received.\n");
	return STATUS_OK;
}

static enum status
print_rest(struct command *command, const json_t *report, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Origin", .name = "origin" },
		{ .label = "Events", .name = "size" },
		{ .label = "Root", .name = "root" },
		{ 0 },
	};
	const char *transfers = shown_string(report, "transfers_text");
	json_t *unseen = json_object_get(report, "unseen");
	enum status status;

	shown_heading(command, "Transfers");
	output_escaped(command->output, text_of(transfers ? transfers : ""));
	output_string(command->output, "\n");
	status = transfers_print(command, report, err);
	if (status != STATUS_OK)
		return status;
	shown_heading(command, "The log");
	output_format(command->output, "%lld events, %lld days not yet seen by anyone outside.\n",
	              (long long)json_integer_value(json_object_get(unseen, "events")),
	              (long long)json_integer_value(json_object_get(unseen, "days")));
	print_sight(command, json_object_get(report, "seen"));
	return shown_block(command, json_object_get(report, "log"), members, err);
}

static enum status
print_report(struct command *command, const json_t *report, struct error *err)
{
	enum status status;

	output_format(command->output, "%s%sChain of custody%s\n\n",
	              command->output->printed ? "\n\n" : "",
	              style_begin(&command->terminal, STYLE_HEADING),
	              style_end(&command->terminal, STYLE_HEADING));
	status = print_head(command, report, err);
	print_gaps(command, report);
	if (status == STATUS_OK)
		status = acquisitions_print(command, report, err);
	if (status == STATUS_OK)
		status = postings_print(command, report, err);
	if (status == STATUS_OK)
		status = print_hashes(command, report, err);
	if (status == STATUS_OK)
		status = actions_print(command, "What was done", report, "actions", err);
	if (status == STATUS_OK)
		status = notes_print(command, report, err);
	return status == STATUS_OK ? print_rest(command, report, err) : status;
}

static enum status
show_custody(struct command *command, const char *item, struct error *err)
{
	SCOPED_JSON json_t *report = NULL;
	enum status status = vidimus_custody(command->session->catalogue, item, &report, err);

	if (status != STATUS_OK)
		return status;
	if (!command->settings.json)
		return print_report(command, report, err);
	output_json(command->output, json_incref(report));
	return STATUS_OK;
}

static enum status
run(struct command *command, struct error *err)
{
	return ids_each(command, show_custody, err);
}

static const struct verb_option options[] = {
	{ .name = "captions", .about = "Show captions even of what is most graphic or not assessed" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "custody E-1", "From whom, when, on what, by which tool, and everything since." },
	{ "custody --json E-1..E-22", "A line each, for another program." },
	{ 0 },
};

const struct verb verb_custody = {
	.name = "custody",
	.summary = "Tell the chain of custody of items, gaps first",
	.about = "Begins with what is not known. Everything is told from the signed log; `vidimus log "
	         "verify` and `vidimus audit` check what it rests on.",
	.arguments = "ITEM…",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.group = GROUP_CUSTODY,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_approve.c - `vidimus bundle approve` and `requests`: what two people must agree to. */
#include "cli/bundle.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/records.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/withholding.h>

static enum status
run_approve(struct command *command, struct error *err)
{
	SCOPED(buffer) room = { 0 };
	SCOPED_JSON json_t *approved = NULL;
	const char *note = NULL;
	enum status status = prose_or_null(command, "note", &room, &note, err);

	if (status == STATUS_OK)
		status = vidimus_bundle_approve(command->session->catalogue, command->arguments[0],
		                                note, &approved, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_incref(approved));
	else
		output_format(command->output,
		              "%s is approved, exactly as it was asked for: the same command now runs.\n",
		              shown_string(approved, "bundle"));
	return STATUS_OK;
}

static enum status
run_requests(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "BUNDLE", .name = "bundle" },
		{ .title = "REQUEST", .name = "request" },
		{ .title = "ASKED", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "WHAT", .name = "kind" },
		{ .title = "FOR", .name = "policy" },
		{ .title = "RECIPIENT", .name = "recipient", .shrinks = true },
		{ .title = "OPENS PROTECTED", .name = "opens_protected" },
		{ .title = "STATE", .name = "state" },
		{ .title = "APPROVED BY", .name = "approved_by" },
		{ .title = "BECAUSE", .name = "because", .shrinks = true },
		{ 0 },
	};

	return listing_print(command, columns, vidimus_bundle_requests, "Nobody asked for a second person.", err);
}

static const struct verb_option approve_options[] = {
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 16384,
	  .about = "Words for colleagues" },
	{ 0 },
};

static const struct verb_example approve_examples[] = {
	{ "bundle approve B-3", "As another person than the one who asked." },
	{ 0 },
};

static const struct verb_example requests_examples[] = {
	{ "bundle requests --json", "With what exactly would be opened, and what the leak gate found." },
	{ 0 },
};

const struct verb verb_bundle_approve = {
	.name = "approve", .summary = "Agree to what another person asked for",
	.about = "An export that opens protected members, or lets a find of the leak gate pass, needs two "
	         "people. What is approved is exactly what was asked: recipient, exhibits, decisions "
	         "and finds. `vidimus bundle requests --json` shows it.",
	.arguments = "B-…|REQUEST", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { approve_options }, .examples = approve_examples, .needs = NEEDS_KEY,
	.run = run_approve,
};

const struct verb verb_bundle_requests = {
	.name = "requests", .summary = "List what waits for a second person",
	.examples = requests_examples, .needs = NEEDS_READING, .run = run_requests,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_restrict.c - `vidimus restrict`: uses that wait, until they are allowed again. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/gathered.h"
#include "cli/lines.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/consent.h>
#include <vidimus/view.h>

#include <string.h>

#define MOST_FIELDS 8

static enum status
lift(struct command *command, const struct vidimus_field *fields, size_t count, struct error *err)
{
	int64_t lifted = 0;
	enum status status = vidimus_restriction_lift(command->session->catalogue, fields, count,
	                                              &lifted, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:I}", "lifted", (json_int_t)lifted));
	else
		output_format(command->output, "%lld %s lifted.\n", (long long)lifted,
		              lifted == 1 ? "restriction is" : "restrictions are");
	return STATUS_OK;
}

static enum status
place(struct command *command, const struct vidimus_field *fields, size_t count,
      struct error *err)
{
	enum status status = vidimus_restrict(command->session->catalogue, fields, count, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:b}", "restricted", 1));
	else
		output_string(command->output, "It is restricted; `vidimus restrict --lift` allows it again.\n");
	return STATUS_OK;
}

/* The fields of the options, with the ids as what is covered. */
static enum status
apply(struct command *command, const struct vidimus_field *given, size_t count, struct error *err)
{
	struct vidimus_field fields[MOST_FIELDS];
	SCOPED(buffer) ids = { 0 };
	size_t taken = 0;
	enum status status = ids_gather(command, &ids, err);

	if (status != STATUS_OK)
		return status;
	for (; taken < count && taken + 1 < MOST_FIELDS; taken++)
		fields[taken] = given[taken];
	fields[taken++] = (struct vidimus_field){ "covers", buffer_string(&ids) };
	return command_has(command, "lift") ? lift(command, fields, taken, err)
	                                    : place(command, fields, taken, err);
}

static enum status
list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "SINCE", .name = "placed", .form = SHOWN_TIME },
		{ .title = "COVERS", .name = "covers", .shrinks = true },
		{ .title = "USES", .name = "uses" },
		{ .title = "UNTIL", .name = "until" },
		{ .title = "STATE", .name = "state" },
		{ .title = "BECAUSE", .name = "because", .shrinks = true },
		{ 0 },
	};

	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_record_query(command->session->catalogue, "restriction", command->arguments,
	                              command->argument_count, &to, err);
	status = listing_finish(&listing, status,
	                        command->argument_count > 0 ? "Nothing matches." : "Nothing is restricted.",
	                        err);
	listing_end(&listing);
	return status;
}

/* Nothing is named, or filters and no ids. */
static bool
only_asks(const struct command *command)
{
	for (size_t i = 0; i < command->argument_count; i++) {
		if (strchr(command->arguments[i], ':') == NULL)
			return false;
	}
	return command->argument_count > 0 || !lines_are_given(command);
}

static enum status
run(struct command *command, struct error *err)
{
	return only_asks(command) ? list(command, err) : record_words(command, apply, err);
}

static const struct verb_option options[] = {
	{ .name = "uses", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What is not allowed, with commas: export, citation, publication, viewing, "
	           "sharing-partners" },
	{ .name = "until", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "Until when, as EDTF; else until it is lifted" },
	{ .name = "lift", .about = "Allow it again: lift every restriction that names one of them" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Why, for colleagues" },
	{ .name = "protected-because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Why, where it is for somebody's sake" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "restrict E-1..E-3 --uses export,publication --because @reason.txt",
	  "They stay here, and are not published." },
	{ "restrict --lift E-2 --because @reason.txt", "One of them again; the others stay restricted." },
	{ "restrict", "List what was restricted." },
	{ "restrict uses:export covers:E-2", "Only those." },
	{ 0 },
};

const struct verb verb_restrict = {
	.name = "restrict", .summary = "Limit the use of records, or lift that",
	.about = "A restriction on an incident, channel, delivery, report or person reaches what shows "
	         "it, was published there, came in it, is cited in it or came from them. Without ids "
	         "all are listed, or those that filters (KEY:VALUE) match; no key is needed for that.",
	.arguments = "[ID…|FILTER…]", .argument_kind = VALUE_ID, .least = 0, .most = ARGUMENTS_MANY,
	.options = { options }, .examples = examples, .group = GROUP_JUDGING,
	.needs = NEEDS_KEY, .only_reads = only_asks, .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_destroy.c - `vidimus destroy`: lawful destruction, by two people. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/prose.h"
#include "cli/records.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/destruction.h>

static void
print_list(struct command *command, const char *heading, const json_t *list)
{
	json_t *entry;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	shown_heading(command, heading);
	json_array_foreach(list, i, entry) {
		output_string(command->output, "  ");
		if (json_is_string(entry))
			output_escaped(command->output, text_of(json_string_value(entry)));
		else
			output_format(command->output, "%s/%s of %s (%s)", shown_string(entry, "event"),
			              shown_string(entry, "member"), shown_string(entry, "record"),
			              shown_string(entry, "type"));
		output_string(command->output, "\n");
	}
}

static void
print_plan(struct command *command, const json_t *plan)
{
	const char *request = shown_string(plan, "request");
	long long values = (long long)json_array_size(json_object_get(plan, "members"));
	long long files = (long long)json_integer_value(json_object_get(plan, "objects"));

	if (request != NULL)
		output_format(command->output,
		              "Asked for as %s: values %lld, files %lld. Another person approves it:\n"
		              "  vidimus destroy approve %.8s\n",
		              request, values, files, request);
	else
		output_format(command->output, "Would be asked for: values %lld, files %lld.\n", values,
		              files);
	print_list(command, "Holds the same and would stay (--everywhere takes it along)",
	           json_object_get(plan, "elsewhere"));
	print_list(command, "Cannot be reached", json_object_get(plan, "reach"));
}

static enum status
read_reasons(struct command *command, struct vidimus_destruction *out, struct buffer rooms[2],
             struct error *err)
{
	enum status status = prose_or_null(command, "basis", &rooms[0], &out->basis, err);

	return status == STATUS_OK ? prose_or_null(command, "protected-because", &rooms[1],
	                                           &out->protected_because, err)
	                           : status;
}

static enum status
run_request(struct command *command, struct error *err)
{
	struct vidimus_destruction destruction = {
		.targets = command->arguments,
		.count = command->argument_count,
		.reason = command_text(command, "reason"),
		.keep_hash = command_has(command, "keep-hash"),
		.everywhere = command_has(command, "everywhere"),
		.dry_run = command_has(command, "dry-run"),
	};
	struct buffer rooms[2] = { 0 };
	SCOPED_JSON json_t *plan = NULL;
	enum status status = read_reasons(command, &destruction, rooms, err);

	if (status == STATUS_OK)
		status = vidimus_destroy_request(command->session->catalogue, &destruction, &plan, err);
	buffer_end(&rooms[0]);
	buffer_end(&rooms[1]);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_incref(plan));
	else
		print_plan(command, plan);
	return STATUS_OK;
}

static enum status
run_approve(struct command *command, struct error *err)
{
	uint64_t left = 0;
	const char *request = command->arguments[0];
	enum status status = vidimus_destroy_approve(command->session->catalogue, request, &left, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:I}", "request", request, "left",
		                                       (json_int_t)left));
	else if (left == 0)
		output_string(command->output,
		              "It is destroyed. Copies of the catalogue are not: see `vidimus destroy show`.\n");
	else
		output_string(command->output,
		              "It is destroyed, but not all files could be removed: run `vidimus tidy`.\n");
	if (left > 0)
		command_partial(command);
	return STATUS_OK;
}

static enum status
run_refuse(struct command *command, struct error *err)
{
	SCOPED(buffer) because = { 0 };
	const char *request = command->arguments[0];
	enum status status = prose_demand(&because, command, "because",
	                                  "Why is it not destroyed?", err);

	if (status == STATUS_OK)
		status = vidimus_destroy_refuse(command->session->catalogue, request,
		                                buffer_string(&because), err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:b}", "request", request, "refused", 1));
	else
		output_string(command->output, "It is refused; nothing is destroyed.\n");
	return STATUS_OK;
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "REQUEST", .name = "request" },
		{ .title = "ASKED", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "REASON", .name = "reason" },
		{ .title = "VALUES", .name = "values", .right = true },
		{ .title = "FILES", .name = "files", .right = true },
		{ .title = "STATE", .name = "state" },
		{ .title = "DECIDED BY", .name = "decided_by" },
		{ 0 },
	};

	return listing_print(command, columns, vidimus_destroy_list, "Nobody asked for a destruction.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Request", .name = "request" },
		{ .label = "Asked", .name = "time", .form = SHOWN_TIME },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "Reason", .name = "reason" },
		{ .label = "Basis", .name = "basis", .form = SHOWN_PROSE },
		{ .label = "Protected", .name = "protected_because", .form = SHOWN_PROSE },
		{ .label = "Files", .name = "files" },
		{ .label = "Hashes stay", .name = "keep_hash" },
		{ .label = "State", .name = "state" },
		{ .label = "Decided", .name = "decided", .form = SHOWN_TIME },
		{ .label = "By", .name = "decided_by", .form = SHOWN_REFERENCE },
		{ .label = "Because", .name = "because", .form = SHOWN_PROSE },
		{ 0 },
	};
	SCOPED_JSON json_t *request = NULL;
	enum status status = vidimus_destroy_show(command->session->catalogue, command->arguments[0],
	                                          &request, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json) {
		output_json(command->output, json_incref(request));
		return STATUS_OK;
	}
	status = shown_block(command, request, members, err);
	print_list(command, "Values", json_object_get(request, "members"));
	print_list(command, "Cannot be reached", json_object_get(request, "reach"));
	return status;
}

static const struct verb_option request_options[] = {
	{ .name = "reason", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "consent-withdrawn, legal-duty, data-protection, taken-in-by-mistake, "
	           "unlawful-content, end-of-retention" },
	{ .name = "basis", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "By which right" },
	{ .name = "protected-because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Why, where it is for somebody's sake" },
	{ .name = "keep-hash", .about = "Hashes and fingerprints stay, so that the file is known again" },
	{ .name = "everywhere", .about = "Take a named value out of all other records that hold it too" },
	{ .name = "dry-run", .letter = 'n', .about = "Only tell what it comes to" },
	{ 0 },
};

static const struct verb_option refuse_options[] = {
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Why, for colleagues" },
	{ 0 },
};

static const struct verb_example request_examples[] = {
	{ "destroy request E-7 --reason unlawful-content --keep-hash",
	  "An item with its file; the hash stays, so that it is known again." },
	{ "destroy request W-2/note --reason data-protection --everywhere",
	  "One member of a person, and the same words wherever they stand." },
	{ 0 },
};

static const struct verb_example approve_examples[] = {
	{ "destroy approve bbebc021", "As another person than the one who asked." },
	{ 0 },
};

static const struct verb_example refuse_examples[] = {
	{ "destroy refuse bbebc021 --because @reason.txt", "Nothing is destroyed." },
	{ 0 },
};

static const struct verb_example list_examples[] = {
	{ "destroy list", "What waits for a second person, and what was decided." },
	{ 0 },
};

static const struct verb_example show_examples[] = {
	{ "destroy show bbebc021", "Every value, and what cannot be reached." },
	{ 0 },
};

static const struct verb verb_destroy_request = {
	.name = "request", .summary = "Ask that values or files be destroyed",
	.about = "An item goes with its file, pictures and fingerprints, and its hash wherever it "
	         "stands. Nothing is destroyed before another person approves; under a hold it is "
	         "refused. What cannot be reached is told.",
	.arguments = "RECORD[/MEMBER]…", .argument_kind = VALUE_TEXT, .least = 1,
	.most = ARGUMENTS_MANY, .options = { request_options }, .examples = request_examples,
	.needs = NEEDS_KEY, .run = run_request,
};

static const struct verb verb_destroy_approve = {
	.name = "approve", .summary = "Destroy what another person asked for",
	.about = "For good: values, file and what was made of it. The events and their proofs stay, "
	         "and a tombstone in each chain says what went. What an interruption leaves, `vidimus "
	         "tidy` finishes.",
	.arguments = "REQUEST", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.examples = approve_examples, .needs = NEEDS_KEY, .run = run_approve,
};

static const struct verb verb_destroy_refuse = {
	.name = "refuse", .summary = "Refuse a request, or take it back",
	.arguments = "REQUEST", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { refuse_options }, .examples = refuse_examples, .needs = NEEDS_KEY,
	.run = run_refuse,
};

static const struct verb verb_destroy_list = {
	.name = "list", .summary = "List what was asked for and decided",
	.examples = list_examples, .needs = NEEDS_READING, .run = run_list,
};

static const struct verb verb_destroy_show = {
	.name = "show", .summary = "Show one request, value by value",
	.arguments = "REQUEST", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.examples = show_examples, .needs = NEEDS_READING, .run = run_show,
};

static const struct verb *const verbs[] = { &verb_destroy_request, &verb_destroy_approve,
	                                    &verb_destroy_refuse, &verb_destroy_list,
	                                    &verb_destroy_show, NULL };

const struct verb verb_destroy = {
	.name = "destroy", .summary = "Lawful destruction, by two people", .group = GROUP_CUSTODY,
	.verbs = verbs, .fallback = &verb_destroy_list,
};

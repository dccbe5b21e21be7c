/* SPDX-License-Identifier: Apache-2.0 */
/* log_show.c - `vidimus log show`: events as a list, one event whole, or their very bytes. */
#include "cli/log_show.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/log.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Codes of actors by the hash of their key, which is what an event says. */
static enum status
keep_actor(void *context, json_t *actor, struct error *err)
{
	const char *fingerprint = shown_string(actor, "fingerprint");
	const char *code = shown_string(actor, "code");

	if (code == NULL)
		code = shown_string(actor, "id");
	if (fingerprint != NULL && code != NULL &&
	    json_object_set_new(context, fingerprint, json_string(code)) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

/* Where the events of a list go. */
struct events_out {
	struct command *command;
	json_t         *actors; /* owned */
	struct listing  listing;
};

static void
events_out_end(struct events_out *events)
{
	json_decref(events->actors);
	listing_end(&events->listing);
}

static enum status
print_raw(struct events_out *events, const json_t *event, struct error *err)
{
	SCOPED_FREE char *bytes = NULL;
	int64_t seq = 0;
	char index[32];
	enum status status;

	if (!json_member_integer(event, "seq", &seq))
		return fail(err, STATUS_UNUSABLE, "an event without index");
	snprintf(index, sizeof index, "%" PRId64, seq);
	status = vidimus_log_bytes(events->command->session->catalogue, index, &bytes, err);
	if (status == STATUS_OK) {
		output_document(events->command->output, text_of(bytes));
		output_string(events->command->output, "\n");
	}
	return status;
}

static enum status
print_row(struct events_out *events, const json_t *event, struct error *err)
{
	const char *fingerprint = shown_string(event, "actor");
	json_t *code = fingerprint ? json_object_get(events->actors, fingerprint) : NULL;
	SCOPED_JSON json_t *row = json_pack("{s:O?, s:O?, s:O?, s:O?, s:O?, s:O?}", "seq",
	                                    json_object_get(event, "seq"), "time",
	                                    json_object_get(event, "time"), "actor",
	                                    code ? code : json_object_get(event, "actor"), "type",
	                                    json_object_get(event, "type"), "subject",
	                                    json_object_get(event, "subject"), "n",
	                                    json_object_get(event, "n"));

	return row ? listing_add(&events->listing, row, err) : fail_memory(err);
}

/* Members of an object a line each, as canonical as they come. */
static void
print_members(struct command *command, const char *heading, const json_t *object)
{
	const char *name;
	json_t *value;

	if (json_object_size(object) == 0)
		return;
	shown_heading(command, heading);
	json_object_foreach(json_iterable(object), name, value) {
		SCOPED_FREE char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

		output_string(command->output, "  ");
		output_escaped(command->output, text_of(name));
		output_string(command->output, ": ");
		output_escaped(command->output, text_of(text ? text : ""));
		output_string(command->output, "\n");
	}
}

static enum status
print_whole(struct events_out *events, const json_t *object, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Event", .name = "seq" },
		{ .label = "Id", .name = "id" },
		{ .label = "Type", .name = "type" },
		{ .label = "Time", .name = "time", .form = SHOWN_TIME },
		{ .label = "Subject", .name = "subject" },
		{ .label = "Version", .name = "n" },
		{ .label = "Previous", .name = "previous" },
		{ .label = "Key", .name = "actor" },
		{ 0 },
	};
	const json_t *event = json_object_get(object, "event");
	const char *fingerprint = shown_string(event, "actor");
	const char *code = fingerprint ? shown_string(events->actors, fingerprint) : NULL;
	struct command *command = events->command;
	SCOPED(block) block = { 0 };
	enum status status;

	if (command->output->printed > 0)
		output_string(command->output, "\n");
	block_begin(&block, command->output, &command->terminal);
	shown_members(&block, event, members);
	block_add_string(&block, "Actor", code);
	status = block_finish(&block, err);
	print_members(command, "Open", json_object_get(event, "open"));
	print_members(command, "Sealed: commitments", json_object_get(event, "sealed"));
	print_members(command, "Values", json_object_get(object, "values"));
	return status;
}

static enum status
print_event(void *context, json_t *object, struct error *err)
{
	struct events_out *events = context;
	const json_t *event = json_object_get(object, "event");

	if (command_has(events->command, "raw"))
		return print_raw(events, event, err);
	if (events->command->settings.json)
		return listing_add(&events->listing, object, err);
	if (command_has(events->command, "values") || events->command->argument_count > 0)
		return print_whole(events, object, err);
	return print_row(events, event, err);
}

/* The index of the event that the argument names. */
static enum status
find_event(struct command *command, int64_t *seq, struct error *err)
{
	SCOPED_FREE char *bytes = NULL;
	SCOPED_JSON json_t *event = NULL;
	enum status status = vidimus_log_bytes(command->session->catalogue, command->arguments[0],
	                                       &bytes, err);

	if (status == STATUS_OK)
		status = json_read(&event, text_of(bytes), err);
	if (status == STATUS_OK && !json_member_integer(event, "seq", seq))
		status = fail(err, STATUS_UNUSABLE, "the event has no index");
	return status;
}

static enum status
print_events(struct events_out *events, struct error *err)
{
	struct command *command = events->command;
	const struct vidimus_output to = { print_event, events };
	int64_t first = (int64_t)command_number(command, "from", 0);
	int64_t limit = (int64_t)command_number(command, "limit", JSON_INTEGER_LIMIT);
	enum status status = STATUS_OK;

	if (command->argument_count > 0) {
		status = find_event(command, &first, err);
		limit = 1;
	}
	if (status == STATUS_OK)
		status = vidimus_log_events(command->session->catalogue,
		                            command_text(command, "subject"), first, limit,
		                            command_has(command, "values"), &to, err);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor", .form = SHOWN_SHORT },
		{ .title = "TYPE", .name = "type" },
		{ .title = "SUBJECT", .name = "subject" },
		{ .title = "N", .name = "n", .right = true },
		{ 0 },
	};
	SCOPED(events_out) events = { .command = command, .actors = json_object() };
	struct vidimus_output to = { keep_actor, events.actors };
	enum status status;

	listing_begin(&events.listing, command, columns);
	if (events.actors == NULL)
		return fail_memory(err);
	if (command->argument_count > 0 &&
	    (command_has(command, "subject") || command_has(command, "from")))
		return fail(err, STATUS_INVALID, "name one event, or give --subject or --from");
	status = vidimus_record_list(command->session->catalogue, "actor", &to, err);
	if (status == STATUS_OK)
		status = print_events(&events, err);
	return listing_finish(&events.listing, status, NULL, err);
}

static const struct verb_option options[] = {
	{ .name = "subject", .kind = VALUE_ID, .argument = "ID",
	  .about = "Only the chain of that record: E-1, D-1, or KIND/UUID as the log names it" },
	{ .name = "from", .kind = VALUE_NUMBER, .argument = "N",
	  .about = "Begin at the event of that index" },
	{ .name = "limit", .kind = VALUE_NUMBER, .argument = "N", .about = "At most N events" },
	{ .name = "values", .about = "Show the sealed values too, which stay in the house" },
	{ .name = "raw", .about = "Print the very bytes that are hashed, one event a line" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "log show --subject E-1", "Everything that happened to an item." },
	{ "log show 0 --values", "The first event whole, with what it seals." },
	{ "log show --raw --from 100 --limit 50", "As another implementation reads it." },
	{ 0 },
};

const struct verb verb_log_show = {
	.name = "show",
	.summary = "Show events",
	.arguments = "[EVENT]",
	.argument_kind = VALUE_ID,
	.most = 1,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};

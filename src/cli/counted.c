/* SPDX-License-Identifier: Apache-2.0 */
/* counted.c - counts as sentences. */
#include "cli/counted.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/human.h"
#include "cli/key_choice.h"
#include "cli/shown.h"

#include <string.h>

static long long
number_of(const json_t *object, const char *name)
{
	return (long long)json_integer_value(json_object_get(object, name));
}

static void
add_items(struct block *block, const json_t *statistics)
{
	SCOPED(buffer) words = { 0 };
	const char *kind;
	json_t *count;

	buffer_append_format(&words, "%lld", number_of(statistics, "items"));
	json_object_foreach(json_object_get(statistics, "items_by_kind"), kind, count) {
		if (json_integer_value(count) > 0)
			buffer_append_format(&words, ", %s %lld", kind,
			                     (long long)json_integer_value(count));
	}
	if (number_of(statistics, "items_not_held") > 0)
		buffer_append_format(&words, "; %lld of them not held",
		                     number_of(statistics, "items_not_held"));
	if (number_of(statistics, "items_retracted") > 0)
		buffer_append_format(&words, "; %lld retracted besides",
		                     number_of(statistics, "items_retracted"));
	block_add(block, "Items", text_of_buffer(&words));
}

static void
add_files(struct block *block, const json_t *statistics)
{
	long long bytes = number_of(statistics, "bytes");
	char size[HUMAN_TEXT_SIZE];

	block_add_format(block, "Files held", "%lld, %s; %lld of them no items",
	                 number_of(statistics, "objects"),
	                 human_size(size, bytes > 0 ? (uint64_t)bytes : 0),
	                 number_of(statistics, "components"));
}

static void
add_deliveries(struct block *block, const json_t *statistics)
{
	long long open = number_of(statistics, "deliveries_open");

	block_add_format(block, "Deliveries", open ? "%lld, %lld of them open" : "%lld",
	                 number_of(statistics, "deliveries"), open);
}

static void
add_log(struct block *block, const json_t *statistics)
{
	json_t *unseen = json_object_get(statistics, "unseen");

	block_add_format(block, "Log", "%lld events; %lld of them (%lld days) not yet seen by anyone outside",
	                 number_of(statistics, "events"), number_of(unseen, "events"),
	                 number_of(unseen, "days"));
}

static void
add_audit(struct block *block, const json_t *statistics)
{
	static const struct shown_member members[] = {
		{ .label = "Last full audit", .name = "time", .form = SHOWN_TIME },
		{ 0 },
	};
	json_t *audit = json_object_get(statistics, "last_audit");
	long long damaged = number_of(audit, "missing") + number_of(audit, "altered");

	if (!json_is_object(audit))
		block_add_string(block, "Last full audit", "none is recorded");
	else
		shown_members(block, audit, members);
	if (damaged > 0)
		block_add_format(block, "", "it found damage: %lld files missing or altered", damaged);
}

static void
add_rest(struct block *block, const json_t *statistics)
{
	static const struct shown_member members[] = {
		{ .label = "Acquisitions", .name = "acquisitions" },
		{ .label = "Failed files", .name = "failures" },
		{ .label = "Described", .name = "described" },
		{ .label = "Unassessed", .name = "unassessed" },
		{ .label = "With warnings", .name = "with_warnings" },
		{ .label = "Open matches", .name = "matches_undecided" },
		{ .label = "Repaired copies", .name = "repairs" },
		{ .label = "Postings", .name = "postings" },
		{ .label = "Channels", .name = "channels" },
		{ .label = "Persons", .name = "persons" },
		{ .label = "Actors", .name = "actors" },
		{ .label = "Checkpoints", .name = "checkpoints" },
		{ 0 },
	};

	shown_members(block, statistics, members);
}

enum status
counted_print(struct command *command, const json_t *statistics, bool whole, struct error *err)
{
	static const struct shown_member about[] = {
		{ .label = "Catalogue", .name = "name" },
		{ .label = "Organisation", .name = "organisation" },
		{ .label = "UUID", .name = "uuid" },
		{ .label = "Made", .name = "created", .form = SHOWN_TIME },
		{ 0 },
	};
	SCOPED(block) block = { 0 };

	block_begin(&block, command->output, &command->terminal);
	shown_members(&block, json_object_get(statistics, "catalogue"), about);
	add_items(&block, statistics);
	add_files(&block, statistics);
	add_deliveries(&block, statistics);
	if (whole)
		add_rest(&block, statistics);
	add_log(&block, statistics);
	add_audit(&block, statistics);
	return block_finish(&block, err);
}

enum status
next_steps_name_key(struct command *command, const char *keys,
                    struct vidimus_catalogue *catalogue, json_t *statistics, struct error *err)
{
	json_t *next = json_object_get(statistics, "next"), *step;
	char name[KEY_NAME_SIZE];
	size_t i;
	enum status status = key_to_name(command, keys, catalogue, name, err);

	if (status != STATUS_OK || name[0] == '\0')
		return status;
	json_array_foreach(next, i, step) {
		const char *how = shown_string(step, "command");

		if (how != NULL && strcmp(how, "vidimus audit") == 0 &&
		    json_object_set_new(step, "command", json_sprintf("%s --key %s", how, name)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

void
next_steps_print(struct command *command, const json_t *statistics)
{
	json_t *next = json_object_get(statistics, "next"), *step;
	size_t i;

	shown_heading(command, "Next");
	if (json_array_size(next) == 0)
		output_string(command->output, "  nothing is waiting\n");
	json_array_foreach(next, i, step) {
		const char *words = shown_string(step, "text"), *how = shown_string(step, "command");

		output_string(command->output, "  ");
		output_escaped(command->output, text_of(words ? words : ""));
		output_string(command->output, "\n    ");
		output_escaped(command->output, text_of(how ? how : ""));
		output_string(command->output, "\n");
	}
}

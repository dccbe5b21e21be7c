/* SPDX-License-Identifier: Apache-2.0 */
/* match_text.c - what is alike, where, and what was decided of it. */
#include "cli/match_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/claims_text.h"
#include "cli/finding_text.h"
#include "cli/link_text.h"
#include "cli/record_text.h"
#include "cli/report_text.h"
#include "cli/shown.h"

#include <math.h>
#include <stdio.h>

const struct shown_column match_list_columns[] = {
	{ .title = "ID", .name = "id" },
	{ .title = "ITEM", .name = "item" },
	{ .title = "OTHER", .name = "other" },
	{ .title = "KIND", .name = "kind" },
	{ .title = "LEVEL", .name = "level" },
	{ .title = "DISTANCE", .name = "distance", .right = true },
	{ .title = "TURNED", .name = "transform" },
	{ .title = "DECISION", .name = "decision" },
	{ .title = "RELATION", .name = "relation" },
	{ 0 },
};

#define CLOCK_SIZE 32

/* 00:01:20.5 of seconds. */
static void
write_clock(char out[CLOCK_SIZE], const json_t *seconds)
{
	double value = json_number_value(seconds);
	long tenths = lround(value * 10);

	if (!json_is_number(seconds))
		snprintf(out, CLOCK_SIZE, "unknown");
	else
		snprintf(out, CLOCK_SIZE, "%02ld:%02ld:%02ld.%ld", tenths / 36000,
		         tenths / 600 % 60, tenths / 10 % 60, tenths % 10);
}

void
segments_print(struct command *command, const json_t *segments, const char *a, const char *b)
{
	json_t *segment;
	size_t i;

	json_array_foreach(json_iterable(segments), i, segment) {
		char times[4][CLOCK_SIZE];

		write_clock(times[0], json_object_get(segment, "a_from"));
		write_clock(times[1], json_object_get(segment, "a_to"));
		write_clock(times[2], json_object_get(segment, "b_from"));
		write_clock(times[3], json_object_get(segment, "b_to"));
		output_format(command->output, "  %s-%s of ", times[0], times[1]);
		output_escaped(command->output, text_of(a));
		output_format(command->output, " is %s-%s of ", times[2], times[3]);
		output_escaped(command->output, text_of(b));
		output_string(command->output, "\n");
	}
}

enum status
match_print(struct command *command, const json_t *match, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Match", .name = "id" },
		{ .label = "Item", .name = "item", .demanded = true },
		{ .label = "Is like", .name = "other", .demanded = true },
		{ .label = "Kind", .name = "kind", .demanded = true },
		{ .label = "Level", .name = "level", .demanded = true },
		{ .label = "Distance", .name = "distance", .demanded = true },
		{ .label = "Turned", .name = "transform" },
		{ .label = "Reasons", .name = "reasons" },
		{ .label = "Compared by", .name = "algorithms" },
		{ .label = "Proposed", .name = "proposed", .form = SHOWN_TIME },
		{ .label = "Decision", .name = "decision", .demanded = true },
		{ .label = "Relation", .name = "relation" },
		{ .label = "Decided", .name = "decided", .form = SHOWN_TIME },
		{ .label = "By", .name = "decided_by", .form = SHOWN_REFERENCE },
		{ .label = "Because", .name = "because", .form = SHOWN_PROSE },
		{ 0 },
	};
	const char *item = shown_string(match, "item"), *other = shown_string(match, "other");
	enum status status = shown_block(command, match, members, err);

	if (status == STATUS_OK)
		segments_print(command, json_object_get(match, "segments"), item ? item : "one",
		               other ? other : "the other");
	return status;
}

enum status
matches_print(struct command *command, const json_t *item, struct error *err)
{
	static const struct shown_column listed[] = {
		{ .title = "WHEN", .name = "time", .form = SHOWN_TIME },
		{ .title = "LIST", .name = "list_name", .shrinks = true },
		{ .title = "KIND", .name = "kind" },
		{ .title = "DISTANCE", .name = "distance", .right = true },
		{ .title = "ENTRY", .name = "entry", .form = SHOWN_SHORT },
		{ 0 },
	};
	const char *footage = shown_string(item, "footage");
	enum status status = shown_table(command, "Looks or sounds like", item, "matches",
	                                 match_list_columns + 2, err);

	if (status == STATUS_OK)
		status = shown_table(command, "Found in lists of hashes", item, "listed", listed,
		                     err);
	if (status == STATUS_OK && footage != NULL)
		output_format(command->output, "\nThe same filming: footage %s\n", footage);
	return status;
}

enum status
footage_print(struct command *command, const json_t *footage, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Footage", .name = "id" },
		{ .label = "Title", .name = "title", .demanded = true },
		{ .label = "Summary", .name = "summary", .form = SHOWN_PROSE },
		{ .label = "Status", .name = "status" },
		{ .label = "Verified as", .name = "verified_as" },
		{ .label = "Defects", .name = "defects" },
		{ .label = "Reference copy", .name = "reference", .demanded = true },
		{ .label = "Made", .name = "made", .form = SHOWN_TIME },
		{ .label = "UUID", .name = "uuid" },
		{ .label = "Version", .name = "version" },
		{ 0 },
	};
	static const struct shown_column columns[] = {
		{ .title = "ITEM", .name = "id" },
		{ .title = "TYPE", .name = "media_type" },
		{ .title = "STATUS", .name = "status" },
		{ .title = "SENSITIVITY", .name = "sensitivity" },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ .title = "BY", .name = "match" },
		{ .title = "JOINED", .name = "joined", .form = SHOWN_TIME },
		{ 0 },
	};
	enum status status = shown_block(command, footage, members, err);

	if (status == STATUS_OK)
		status = shown_table(command, "Members", footage, "members", columns, err);
	if (status == STATUS_OK)
		status = postings_print(command, footage, err);
	if (status == STATUS_OK)
		status = claims_print(command, footage, err);
	if (status == STATUS_OK)
		status = cited_by_print(command, footage, err);
	if (status == STATUS_OK)
		status = judgement_print(command, footage, err);
	if (status == STATUS_OK)
		status = links_print(command, footage, err);
	return status == STATUS_OK ? actions_print(command, "History", footage, "history", err)
	                           : status;
}

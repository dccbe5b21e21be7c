/* SPDX-License-Identifier: Apache-2.0 */
/* link_text.c - notes of exhibits that are not held, and tables of what hangs on a record. */
#include "cli/link_text.h"

#include "base/error.h"
#include "cli/search_text.h"
#include "cli/shown.h"

enum status
noted_print(struct command *command, const json_t *item, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Described as", .name = "described_as", .form = SHOWN_PROSE },
		{ .label = "Said to be", .name = "kind" },
		{ .label = "Availability", .name = "availability" },
		{ .label = "SHA-256 as told", .name = "told_sha256" },
		{ .label = "Wanted", .name = "wanted" },
		{ .label = "Because", .name = "because", .form = SHOWN_PROSE },
		{ .label = "File taken in", .name = "filled", .form = SHOWN_TIME },
		{ .label = "By", .name = "filled_by", .form = SHOWN_REFERENCE },
		{ .label = "Grounds", .name = "grounds", .form = SHOWN_PROSE },
		{ .label = "Protected grounds", .name = "protected_grounds", .form = SHOWN_PROSE },
		{ 0 },
	};
	const json_t *noted = json_object_get(item, "noted");

	if (!json_is_object(noted))
		return STATUS_OK;
	shown_heading(command, json_is_true(json_object_get(item, "held")) ? "Recorded before it was held"
	                                                                    : "Not held");
	return shown_block(command, noted, members, err);
}

static enum status
print_depictions(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column shows[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "INCIDENT", .name = "incident" },
		{ .title = "PART", .name = "part_words" },
		{ .title = "ACTS", .name = "acts", .shrinks = true },
		{ .title = "WHEN", .name = "when" },
		{ .title = "SURE", .name = "confidence" },
		{ .title = "SEEN", .name = "seen", .shrinks = true },
		{ 0 },
	};
	static const struct shown_column shown_by[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" },
		{ .title = "PART", .name = "part_words" },
		{ .title = "ACTS", .name = "acts", .shrinks = true },
		{ .title = "WHEN", .name = "when" },
		{ .title = "SURE", .name = "confidence" },
		{ .title = "SEEN", .name = "seen", .shrinks = true },
		{ 0 },
	};
	enum status status = shown_table(command, "Shows", record, "depicts", shows, err);

	return status == STATUS_OK ? shown_table(command, "Shown by", record, "shown_by", shown_by, err)
	                           : status;
}

static enum status
print_relations(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "LINK", .name = "link" },
		{ .title = "IT IS", .name = "relation" },
		{ .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" },
		{ .title = "INCIDENT", .name = "incident" },
		{ .title = "CHANNEL", .name = "channel" },
		{ .title = "REPORT", .name = "report" },
		{ .title = "PART", .name = "part_words" },
		{ 0 },
	};

	return shown_table(command, "Related", record, "relations", columns, err);
}

static enum status
print_files(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column attachments[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "KIND", .name = "kind" },
		{ .title = "CAPTURED", .name = "captured" },
		{ .title = "POSTING", .name = "posting" },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ .title = "SHA-256", .name = "sha256", .form = SHOWN_SHORT },
		{ 0 },
	};
	static const struct shown_column derivatives[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "KIND", .name = "kind" },
		{ .title = "LANGUAGE", .name = "language" },
		{ .title = "PART", .name = "part_words" },
		{ .title = "MACHINE-MADE", .name = "machine_made" },
		{ .title = "SHA-256", .name = "sha256", .form = SHOWN_SHORT },
		{ 0 },
	};
	enum status status = shown_table(command, "Attachments", record, "attachments", attachments, err);

	return status == STATUS_OK ? shown_table(command, "Made from it", record, "derivatives",
	                                         derivatives, err)
	                           : status;
}

/* Of a derivative that is shown by itself. */
static enum status
print_reviews(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "CONCLUSION", .name = "conclusion" },
		{ .title = "CLEARED FOR", .name = "cleared_for" },
		{ .title = "GROUNDS", .name = "grounds", .shrinks = true },
		{ 0 },
	};

	return json_object_get(record, "made_from") == NULL
	               ? STATUS_OK
	               : shown_table(command, "Reviews", record, "reviews", columns, err);
}

enum status
links_print(struct command *command, const json_t *record, struct error *err)
{
	enum status status = print_depictions(command, record, err);

	if (status == STATUS_OK)
		status = print_relations(command, record, err);
	if (status == STATUS_OK)
		status = print_files(command, record, err);
	if (status == STATUS_OK)
		status = print_reviews(command, record, err);
	return status == STATUS_OK ? searches_print(command, record, err) : status;
}

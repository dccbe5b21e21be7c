/* SPDX-License-Identifier: Apache-2.0 */
/* record_text.c - items, files, deliveries and small records for people. */
#include "cli/record_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/claims_text.h"
#include "cli/consent_text.h"
#include "cli/finding_text.h"
#include "cli/incident_text.h"
#include "cli/link_text.h"
#include "cli/match_text.h"
#include "cli/metadata_text.h"
#include "cli/received_text.h"
#include "cli/report_text.h"
#include "cli/shown.h"

#include <string.h>

/*
 * Captions hurt too: of the worst level, and of what nobody assessed, they
 * wait for being asked for.
 */
static bool
hides_captions(const struct command *command, const json_t *record)
{
	json_t *list = json_object_get(record, "sensitivity"), *entry;
	size_t i;

	if (verb_option_find(command->verb, "captions") != NULL && command_has(command, "captions"))
		return false;
	json_array_foreach(list, i, entry) {
		const char *code = json_string_value(entry);

		if (code != NULL && (strcmp(code, "unassessed") == 0 || strcmp(code, "graphic-4") == 0))
			return true;
	}
	return list == NULL;
}

static void
add_caption(struct block *block, const json_t *record, bool hidden)
{
	const json_t *caption = json_object_get(record, "caption");

	if (!json_is_string(caption))
		return;
	if (hidden)
		block_add_format(block, "Caption", "not shown here (%zu bytes); --captions shows it",
		                 json_string_length(caption));
	else
		block_add(block, "Caption",
		          (struct text){ json_string_value(caption), json_string_length(caption) });
}

static const struct shown_member acquisition_members[] = {
	{ .label = "Acquisition", .name = "id" },
	{ .label = "Received", .name = "received", .form = SHOWN_TIME, .demanded = true },
	{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE, .demanded = true },
	{ .label = "Delivery", .name = "delivery" },
	{ .label = "From", .name = "from", .form = SHOWN_REFERENCE, .demanded = true },
	{ .label = "From organisation", .name = "from_organisation" },
	{ .label = "Collected by", .name = "collector", .form = SHOWN_REFERENCE },
	{ .label = "Method", .name = "method", .demanded = true },
	{ .label = "Medium", .name = "medium", .demanded = true },
	{ .label = "Serial number", .name = "serial" },
	{ .label = "Seal number", .name = "seal_number" },
	{ .label = "Write-blocked", .name = "write_blocked" },
	{ .label = "Condition", .name = "condition", .form = SHOWN_PROSE },
	{ .label = "Handed over", .name = "handed_over" },
	{ .label = "Place", .name = "place", .form = SHOWN_PROSE },
	{ .label = "Legal basis", .name = "legal_basis" },
	{ .label = "Capture tool", .name = "capture_tool" },
	{ .label = "Name", .name = "name", .demanded = true },
	{ .label = "Path", .name = "path" },
	{ .label = "File's time", .name = "modified" },
	{ .label = "Channel", .name = "channel", .form = SHOWN_REFERENCE },
	{ .label = "Address", .name = "url" },
	{ .label = "Post", .name = "post_id" },
	{ .label = "Published", .name = "published" },
	{ .label = "Machine", .name = "host" },
	{ .label = "Login", .name = "login" },
	{ .label = "Clock", .name = "clock" },
	{ .label = "Circumstances", .name = "circumstances" },
	{ .label = "Warnings", .name = "warnings" },
	{ 0 },
};

enum status
acquisitions_print(struct command *command, const json_t *record, struct error *err)
{
	json_t *list = json_object_get(record, "acquisitions"), *each;
	bool hidden = hides_captions(command, record);
	enum status status = STATUS_OK;
	size_t i;

	json_array_foreach(list, i, each) {
		SCOPED(block) block = { 0 };

		if (status != STATUS_OK)
			break;
		shown_heading(command, i ? "Received again" : "Received");
		block_begin(&block, command->output, &command->terminal);
		shown_members(&block, each, acquisition_members);
		add_caption(&block, each, hidden);
		status = block_finish(&block, err);
	}
	return status;
}

static const struct shown_member posting_members[] = {
	{ .label = "Posting", .name = "id" },
	{ .label = "Channel", .name = "channel", .form = SHOWN_REFERENCE, .demanded = true },
	{ .label = "Platform", .name = "platform" },
	{ .label = "Published", .name = "published", .demanded = true },
	{ .label = "Address", .name = "url" },
	{ .label = "Post", .name = "post_id" },
	{ .label = "Language", .name = "language" },
	{ .label = "Author shown", .name = "author" },
	{ .label = "Forwarded from", .name = "forwarded_from" },
	{ .label = "Recorded by", .name = "actor", .form = SHOWN_REFERENCE },
	{ .label = "Rests on", .name = "basis" },
	{ 0 },
};

enum status
postings_print(struct command *command, const json_t *record, struct error *err)
{
	json_t *list = json_object_get(record, "postings"), *each;
	bool hidden = hides_captions(command, record);
	enum status status = STATUS_OK;
	size_t i;

	json_array_foreach(list, i, each) {
		SCOPED(block) block = { 0 };

		if (status != STATUS_OK)
			break;
		shown_heading(command, i ? "Posted again" : "Posted");
		block_begin(&block, command->output, &command->terminal);
		shown_members(&block, each, posting_members);
		if (json_is_object(json_object_get(each, "retracted")))
			block_add_string(&block, "Taken back",
			                 shown_string(json_object_get(each, "retracted"), "how"));
		add_caption(&block, each, hidden);
		status = block_finish(&block, err);
	}
	return status;
}

enum status
notes_print(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Note", .name = "text", .form = SHOWN_PROSE },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "When", .name = "time", .form = SHOWN_TIME },
		{ 0 },
	};
	json_t *list = json_object_get(record, "notes"), *each;
	enum status status = STATUS_OK;
	size_t i;

	if (json_array_size(list) > 0)
		shown_heading(command, "Notes");
	json_array_foreach(list, i, each) {
		if (status == STATUS_OK)
			status = shown_block(command, each, members, err);
	}
	return status;
}

enum status
actions_print(struct command *command, const char *heading, const json_t *record,
              const char *name, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "WHAT", .name = "summary" },
		{ 0 },
	};

	return shown_table(command, heading, record, name, columns, err);
}

/* First of all what a viewer must know; then what it is. */
static void
add_item(struct block *block, const json_t *item)
{
	static const struct shown_member before[] = {
		{ .label = "Item", .name = "id" },
		{ .label = "Title", .name = "title", .demanded = true },
		{ .label = "Summary", .name = "summary", .form = SHOWN_PROSE },
		{ .label = "Content", .name = "content_tags" },
		{ .label = "Status", .name = "status" },
		{ .label = "Verified as", .name = "verified_as" },
		{ .label = "Defects", .name = "defects" },
		{ .label = "Received", .name = "received", .form = SHOWN_TIME },
		{ .label = "Published", .name = "published", .demanded = true },
		{ .label = "Held", .name = "held" },
		{ .label = "Media type", .name = "media_type", .demanded = true },
		{ .label = "Size", .name = "bytes", .form = SHOWN_SIZE },
		{ .label = "SHA-256", .name = "sha256", .demanded = true },
		{ 0 },
	};
	static const struct shown_member digests[] = {
		{ .label = "MD5", .name = "md5" },
		{ .label = "SHA-1", .name = "sha1" },
		{ .label = "SHA-512", .name = "sha512" },
		{ 0 },
	};
	static const struct shown_member after[] = {
		{ .label = "UUID", .name = "uuid" },
		{ .label = "Version", .name = "version" },
		{ 0 },
	};

	shown_members(block, item, before);
	shown_members(block, json_object_get(item, "digests"), digests);
	shown_members(block, item, after);
}

void
sensitivity_print(struct command *command, const json_t *item)
{
	bool graphic = json_is_true(json_object_get(item, "treat_as_graphic"));
	enum style style = graphic ? STYLE_WARNING : STYLE_HEADING;
	SCOPED(buffer) words = { 0 };

	shown_sensitivity(&words, item);
	output_string(command->output, style_begin(&command->terminal, style));
	output_escaped(command->output, text_of_buffer(&words));
	output_string(command->output, graphic ? ": treat it as graphic" : "");
	output_string(command->output, style_end(&command->terminal, style));
	output_string(command->output, "\n");
}

/* Pictures made of it, and copies that left. */
static enum status
print_made(struct command *command, const json_t *item, struct error *err)
{
	static const struct shown_column derived[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "KIND", .name = "kind" },
		{ .title = "MICROSECONDS", .name = "microseconds", .right = true },
		{ .title = "SHA-256", .name = "sha256" },
		{ 0 },
	};
	static const struct shown_column copies[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "COPY", .name = "label" },
		{ .title = "FOLDER", .name = "folder", .shrinks = true },
		{ 0 },
	};
	enum status status = shown_table(command, "Pictures made of it", item, "derived", derived, err);

	return status == STATUS_OK ? shown_table(command, "Working copies that left", item, "copies",
	                                         copies, err)
	                           : status;
}

static enum status
print_item(struct command *command, const json_t *item, struct error *err)
{
	SCOPED(block) block = { 0 };
	enum status status;

	sensitivity_print(command, item);
	block_begin(&block, command->output, &command->terminal);
	add_item(&block, item);
	status = block_finish(&block, err);
	if (status == STATUS_OK)
		status = noted_print(command, item, err);
	if (status == STATUS_OK)
		status = warnings_print(command, item, err);
	if (status == STATUS_OK)
		status = metadata_print(command, item, err);
	if (status == STATUS_OK)
		status = acquisitions_print(command, item, err);
	if (status == STATUS_OK)
		status = postings_print(command, item, err);
	if (status == STATUS_OK)
		status = claims_print(command, item, err);
	if (status == STATUS_OK)
		status = matches_print(command, item, err);
	if (status == STATUS_OK)
		status = links_print(command, item, err);
	if (status == STATUS_OK)
		status = cited_by_print(command, item, err);
	if (status == STATUS_OK)
		status = judgement_print(command, item, err);
	if (status == STATUS_OK)
		status = notes_print(command, item, err);
	if (status == STATUS_OK)
		status = print_made(command, item, err);
	if (status == STATUS_OK)
		status = limits_print(command, item, err);
	if (status == STATUS_OK)
		status = theirs_print(command, item, err);
	return status == STATUS_OK ? actions_print(command, "Custody", item, "custody", err)
	                           : status;
}

static enum status
print_file(struct command *command, const json_t *file, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "File", .name = "path" },
		{ .label = "Held", .name = "held" },
		{ .label = "Item", .name = "item" },
		{ .label = "Media type", .name = "media_type" },
		{ .label = "Size", .name = "bytes", .form = SHOWN_SIZE },
		{ .label = "SHA-256", .name = "sha256" },
		{ 0 },
	};
	enum status status = shown_block(command, file, members, err);

	if (status == STATUS_OK)
		status = documents_print(command, file, err);
	return status == STATUS_OK ? acquisitions_print(command, file, err) : status;
}

/* Names that a channel bore; the present ones stand above. */
static enum status
print_names(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "HANDLE", .name = "handle" },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ .title = "SINCE", .name = "since" },
		{ .title = "UNTIL", .name = "until" },
		{ .title = "SEEN", .name = "seen" },
		{ .title = "BASIS", .name = "basis" },
		{ 0 },
	};

	return shown_table(command, "Names", record, "names", columns, err);
}

static enum status
print_other(struct command *command, const json_t *record, struct error *err)
{
	enum status status = shown_whole(command, record, err);

	if (status == STATUS_OK)
		status = print_names(command, record, err);
	if (status == STATUS_OK)
		status = claims_print(command, record, err);
	if (status == STATUS_OK)
		status = links_print(command, record, err);
	if (status == STATUS_OK)
		status = limits_print(command, record, err);
	if (status == STATUS_OK)
		status = notes_print(command, record, err);
	if (status == STATUS_OK)
		status = theirs_print(command, record, err);
	return status == STATUS_OK ? actions_print(command, "History", record, "history", err)
	                           : status;
}

/* Each time that somebody looked whether a posting is still there. */
static enum status
print_observations(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "OBSERVED", .name = "observed" },
		{ .title = "FOUND", .name = "availability" },
		{ .title = "VIEWS", .name = "views" },
		{ .title = "BY", .name = "actor" },
		{ .title = "NOTE", .name = "note", .shrinks = true },
		{ 0 },
	};

	return shown_table(command, "Observations", record, "observations", columns, err);
}

static enum status
print_posting(struct command *command, const json_t *posting, struct error *err)
{
	static const struct shown_member further[] = {
		{ .label = "Item", .name = "item" },
		{ .label = "Footage", .name = "footage" },
		{ .label = "Role", .name = "role" },
		{ .label = "Edited", .name = "edited" },
		{ .label = "Forwarded from channel", .name = "forwarded_channel", .form = SHOWN_REFERENCE },
		{ .label = "Forwarded from posting", .name = "forwarded_posting" },
		{ .label = "Published there", .name = "forwarded_published" },
		{ .label = "Acquisition", .name = "acquisition" },
		{ .label = "Version", .name = "version" },
		{ 0 },
	};
	SCOPED(block) block = { 0 };
	enum status status;

	block_begin(&block, command->output, &command->terminal);
	shown_members(&block, posting, posting_members);
	shown_members(&block, posting, further);
	add_caption(&block, posting, hides_captions(command, posting));
	status = block_finish(&block, err);
	if (status == STATUS_OK)
		status = links_print(command, posting, err);
	return status == STATUS_OK ? print_observations(command, posting, err) : status;
}

enum status
record_print(struct command *command, const json_t *record, struct error *err)
{
	const char *id = shown_string(record, "id");

	if (command->settings.json) {
		output_json(command->output, json_incref(json_iterable(record)));
		return STATUS_OK;
	}
	if (command->output->printed > 0)
		output_string(command->output, "\n");
	if (retraction_print(command, record, err) != STATUS_OK)
		return STATUS_MEMORY;
	if (json_object_get(record, "held") != NULL && id == NULL)
		return print_file(command, record, err);
	if (id != NULL && id[0] == 'E')
		return print_item(command, record, err);
	if (id != NULL && id[0] == 'F')
		return finding_print(command, record, err);
	if (id != NULL && id[0] == 'M')
		return match_print(command, record, err);
	if (id != NULL && id[0] == 'I')
		return incident_print(command, record, err);
	if (id != NULL && id[0] == 'A')
		return claim_print(command, record, err);
	if (id != NULL && id[0] == 'P')
		return print_posting(command, record, err);
	if (id != NULL && id[0] == 'R')
		return report_print(command, record, err);
	if (id != NULL && id[0] == 'N')
		return citation_print(command, record, err);
	if (id != NULL && id[0] == 'V')
		return footage_print(command, record, err);
	return print_other(command, record, err);
}

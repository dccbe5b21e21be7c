/* SPDX-License-Identifier: Apache-2.0 */
/* verb_delivery.c - `vidimus delivery`: what was handed over, file by file. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/ids.h"
#include "cli/record_text.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/view.h>

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "BEGUN", .name = "begun", .form = SHOWN_TIME },
		{ .title = "STATE", .name = "state" },
		{ .title = "FILES", .name = "files", .right = true },
		{ .title = "FAILED", .name = "failed", .right = true },
		{ .title = "FROM", .name = "from_code" },
		{ .title = "ORGANISATION", .name = "from_organisation", .shrinks = true },
		{ .title = "MEDIUM", .name = "medium" },
		{ .title = "CHANNEL", .name = "channel_code" },
		{ .title = "BY", .name = "actor" },
		{ 0 },
	};

	return record_list(command, "delivery", columns, "Nothing was received yet.", err);
}

static enum status
print_files(struct command *command, const char *id, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "ITEM", .name = "item" },
		{ .title = "BYTES", .name = "bytes", .right = true },
		{ .title = "SHA-256", .name = "sha256", .form = SHOWN_SHORT },
		{ .title = "TYPE", .name = "media_type" },
		{ .title = "PATH", .name = "path" },
		{ .title = "FAILED", .name = "text" },
		{ 0 },
	};
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_delivery_files(command->session->catalogue, id, &to, err);
	status = listing_finish(&listing, status, "It holds no file.", err);
	listing_end(&listing);
	return status;
}

static enum status
write_piece(void *context, struct text piece, struct error *err)
{
	struct command *command = context;

	(void)err;
	output_document(command->output, piece);
	return STATUS_OK;
}

static enum status
print_receipt(struct command *command, const char *id, struct error *err)
{
	SCOPED_JSON json_t *record = NULL;
	enum status status = vidimus_show(command->session->catalogue, id, &record, err);
	const char *receipt = shown_string(record, "receipt");

	if (status != STATUS_OK)
		return status;
	if (receipt == NULL)
		return fail(err, STATUS_NOT_FOUND,
		            "%s has no receipt: it is not closed (the same command as before goes on "
		            "with it)", id);
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s, s:s}", "id", id, "receipt", receipt));
	else
		output_document(command->output, text_of(receipt));
	return STATUS_OK;
}

static enum status
print_delivery(struct command *command, const json_t *delivery, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Delivery", .name = "id" },
		{ .label = "State", .name = "state" },
		{ .label = "Begun", .name = "begun", .form = SHOWN_TIME },
		{ .label = "Closed", .name = "closed", .form = SHOWN_TIME },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "Mode", .name = "mode" },
		{ .label = "Files", .name = "files" },
		{ .label = "Items", .name = "items" },
		{ .label = "Components", .name = "components" },
		{ .label = "Already had", .name = "already_had" },
		{ .label = "Failed", .name = "failed" },
		{ .label = "Size", .name = "bytes", .form = SHOWN_SIZE },
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
		{ .label = "Channel", .name = "channel", .form = SHOWN_REFERENCE },
		{ .label = "Address", .name = "url" },
		{ .label = "Post", .name = "post_id" },
		{ .label = "Published", .name = "published" },
		{ .label = "Machine", .name = "host" },
		{ .label = "Login", .name = "login" },
		{ .label = "Clock", .name = "clock" },
		{ .label = "Circumstances", .name = "circumstances" },
		{ .label = "Paths", .name = "paths" },
		{ .label = "Remark", .name = "note", .form = SHOWN_PROSE },
		{ .label = "Manifest", .name = "manifest" },
		{ .label = "UUID", .name = "uuid" },
		{ 0 },
	};
	enum status status;

	if (command->output->printed > 0)
		output_string(command->output, "\n");
	status = shown_block(command, delivery, members, err);
	return status == STATUS_OK ? notes_print(command, delivery, err) : status;
}

static enum status
show_one(struct command *command, const char *id, struct error *err)
{
	SCOPED_JSON json_t *delivery = NULL;
	enum status status;

	if (command_has(command, "files"))
		return print_files(command, id, err);
	if (command_has(command, "manifest"))
		return vidimus_delivery_manifest(command->session->catalogue, id, write_piece, command,
		                                 err);
	if (command_has(command, "receipt"))
		return print_receipt(command, id, err);
	status = vidimus_show(command->session->catalogue, id, &delivery, err);
	if (status != STATUS_OK)
		return status;
	if (!command->settings.json)
		return print_delivery(command, delivery, err);
	output_json(command->output, json_incref(delivery));
	return STATUS_OK;
}

static enum status
run_show(struct command *command, struct error *err)
{
	int ways = command_has(command, "files") + command_has(command, "manifest") +
	           command_has(command, "receipt");

	if (ways > 1)
		return fail(err, STATUS_INVALID, "give one of --files, --manifest and --receipt");
	return ids_each(command, show_one, err);
}

static const struct verb_option options[] = {
	{ .name = "files", .about = "List its files, and those that failed" },
	{ .name = "manifest", .about = "Print the manifest, byte for byte as it was hashed, also with --json" },
	{ .name = "receipt", .about = "Print the receipt, a signed note over the manifest's hash" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "delivery show D-1 --files", "What was in it." },
	{ "delivery show D-1 --manifest | sha256sum", "The hash that the receipt signs." },
	{ 0 },
};

static const struct verb verb_delivery_list = {
	.name = "list", .summary = "List the deliveries", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "delivery list",
		  "All of them." },
		{ "delivery list closed:none",
		  "Those that are still open." },
		{ 0 },
	},
};

static const struct verb verb_delivery_show = {
	.name = "show", .summary = "Show a delivery, its files, manifest or receipt",
	.arguments = "D-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { options }, .examples = examples, .needs = NEEDS_READING, .run = run_show,
};

static const struct verb *const verbs[] = { &verb_delivery_list, &verb_delivery_show, NULL };

const struct verb verb_delivery = {
	.name = "delivery", .summary = "What was handed over, file by file", .group = GROUP_RECORDS,
	.about = "Deliveries are made by receive and intake.",
	.verbs = verbs, .fallback = &verb_delivery_list,
};

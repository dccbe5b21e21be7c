/* SPDX-License-Identifier: Apache-2.0 */
/* transfer_receipt.c - `vidimus transfer receipt`: what the recipient confirmed is kept with the transfer. */
#include "cli/transfer_receipt.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/session.h"

#include <vidimus/receive.h>

#include <unistd.h>

#define NOTE_LIMIT ((size_t)64 << 10)

/* The verifier key itself, or a file that holds it. */
static enum status
read_vkey(const char *word, struct buffer *out, struct error *err)
{
	if (access(word, R_OK) == 0)
		return file_read(word, NOTE_LIMIT, out, err);
	buffer_append_string(out, word);
	return buffer_check(out, err);
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED(buffer) note = { 0 }, vkey = { 0 };
	size_t logged = 0;
	enum status status = file_read(command->arguments[1], NOTE_LIMIT, &note, err);

	if (status == STATUS_OK)
		status = read_vkey(command_text(command, "vkey"), &vkey, err);
	if (status == STATUS_OK)
		status = vidimus_transfer_receipt(command->session->catalogue, command->arguments[0],
		                                  text_of_buffer(&note), text_of_buffer(&vkey), &logged,
		                                  err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:I}", "id", command->arguments[0], "logged",
		                                       (json_int_t)logged));
	else if (logged == 0)
		output_string(command->output, "This receipt is kept already: nothing was changed.\n");
	else
		output_format(command->output, "The receipt is kept with %zu transfer%s.\n", logged,
		              logged == 1 ? "" : "s");
	return STATUS_OK;
}

static const struct verb_option options[] = {
	{ .name = "vkey", .kind = VALUE_TEXT, .argument = "VKEY|FILE", .required = true,
	  .about = "The recipient's verifier key, which came by another road" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "transfer receipt B-1 receipt.txt --vkey archive.vkey",
	  "Of everything that a bundle gave away." },
	{ 0 },
};

const struct verb verb_transfer_receipt = {
	.name = "receipt", .summary = "Keep a recipient's signed receipt",
	.about = "The note that `vidimus bundle receipt` made on the other side is verified with their "
	         "key, compared with the bundle that was sealed here, and logged: the chain of custody "
	         "tells of it. Exit code 1 when it is not theirs, or is the receipt of something else.",
	.arguments = "T-…|B-… FILE", .argument_kind = VALUE_PATH, .least = 2, .most = 2,
	.options = { options }, .examples = examples, .needs = NEEDS_KEY, .run = run,
};

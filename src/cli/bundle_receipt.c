/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_receipt.c - `vidimus bundle receipt`: confirm a bundle that was received, by a signed note. */
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/bundle.h"
#include "cli/session.h"

#include <vidimus/receive.h>

static enum status
run(struct command *command, struct error *err)
{
	const char *path = command_text(command, "out");
	SCOPED_FREE char *receipt = NULL;
	enum status status = vidimus_bundle_receipt(command->session->catalogue,
	                                            command->arguments[0], &receipt, err);

	if (status == STATUS_OK && path != NULL)
		status = file_create(path, text_of(receipt), 0640, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:s?}", "receipt", receipt, "file", path));
	else if (path == NULL)
		output_document(command->output, text_of(receipt));
	else
		command_note(command, "the receipt is in %s; whoever reads it needs your verifier key: vidimus log checkpoint --keys",
		             path);
	return STATUS_OK;
}

static const struct verb_option options[] = {
	{ .name = "out", .kind = VALUE_PATH, .argument = "FILE", .about = "Write it into a new file" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "bundle receipt B-2 --out receipt.txt", "Of a bundle by its id here." },
	{ "bundle receipt ABC-B1", "Of the bundle that lies there, if it was received." },
	{ 0 },
};

const struct verb verb_bundle_receipt = {
	.name = "receipt", .summary = "Confirm a bundle that was received",
	.about = "A note over the SHA-256 of its tag manifest and its checkpoint, signed by your key in "
	         "the name of this catalogue; the sender keeps it with `vidimus transfer receipt`. It is "
	         "the same text every time.",
	.arguments = "B-…|PATH", .argument_kind = VALUE_PATH, .least = 1, .most = 1,
	.options = { options }, .examples = examples, .needs = NEEDS_KEY, .run = run,
};

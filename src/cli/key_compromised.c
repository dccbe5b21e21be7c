/* SPDX-License-Identifier: Apache-2.0 */
/* key_compromised.c - `vidimus key compromised`: a key that is in other hands signs nothing more. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/here.h"
#include "cli/key_seals.h"
#include "cli/prose.h"
#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

static const char *const reasons[] = { "lost", "stolen", "copied", "forced", "other", NULL };

/* A certificate as somebody names it: by its digits, a file, or a leaf of the folder of keys. */
static enum status
name_certificate(struct command *command, struct buffer *out, struct error *err)
{
	const char *said = command_text(command, "certificate");
	struct here *here = &command->session->here;

	return said != NULL ? certificate_path(out, here->keys, said, err) : STATUS_OK;
}

static void
answer(struct command *command, const char *id, const char *certificate)
{
	const char *note = command_text(command, "note");

	if (command->settings.json) {
		output_json(command->output, json_pack("{s:s,s:s,s:I,s:s?}", "actor", id, "declared",
		                                       certificate ? "certificate" : "key", "last_good",
		                                       (json_int_t)command_number(command, "last-good", 0),
		                                       "note", note));
		return;
	}
	output_format(command->output,
	              certificate ? "The certificate of %s is declared compromised.\n"
	                          : "The key of %s is declared compromised: it signs nothing more.\n",
	              id);
	output_string(command->output,
	              "Next: `vidimus log verify` names the events that are suspect from now on.");
	if (note != NULL)
		output_format(command->output,
		              "\nGive %s to everybody who has bundles: `vidimus bundle verify --revoked` reads it.",
		              note);
	output_string(command->output, "\n");
}

static enum status
run(struct command *command, struct error *err)
{
	const char *reason = command_text(command, "reason");
	struct vidimus_compromise words = { .until = command_text(command, "until"),
		                            .reason = reason != NULL ? reason : "other",
		                            .note = command_text(command, "note") };
	SCOPED(buffer) because = { 0 };
	SCOPED(buffer) certificate = { 0 };
	enum status status = name_certificate(command, &certificate, err);

	if (status == STATUS_OK)
		status = prose_demand(&because, command, "because",
		                      "Why is the key not in good hands any more?", err);
	if (status != STATUS_OK)
		return status;
	words.certificate = certificate.n > 0 ? buffer_string(&certificate) : NULL;
	words.last_good = (int64_t)command_number(command, "last-good", 0);
	words.because = buffer_string(&because);
	status = vidimus_key_compromised(command->session->catalogue, command->arguments[0], &words,
	                                 err);
	if (status == STATUS_OK)
		answer(command, command->arguments[0], words.certificate);
	return status;
}

static const struct verb_option options[] = {
	{ .name = "last-good", .kind = VALUE_NUMBER, .argument = "SIZE", .required = true,
	  .about = "Events of the log when the key was last surely in good hands" },
	{ .name = "until", .kind = VALUE_TEXT, .argument = "TIME",
	  .about = "When that was, in UTC: 2026-03-04T05:06:07Z" },
	{ .name = "certificate", .kind = VALUE_PATH, .argument = "NAME|FILE|SHA256",
	  .about = "It is the key of this certificate for seals" },
	{ .name = "reason", .kind = VALUE_CHOICE, .argument = "REASON", .choices = reasons,
	  .about = "What happened to it; it may be disclosed (other)" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Why, for colleagues" },
	{ .name = "note", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "Write a signed note for whoever has bundles" },
	{ 0 },
};

const struct verb key_compromised = {
	.name = "compromised", .summary = "Say that a key is in other hands",
	.about = "A keeper declares it, of another's key or its own. The key signs nothing more, and "
	         "`vidimus log verify`, `audit` and `custody` name as suspect what it signed from SIZE "
	         "on, and what it signed before unless a checkpoint up to SIZE that somebody outside "
	         "cosigned or stamped covers it. Refused when no keeper with a good key would be left.",
	.arguments = "K-…", .argument_kind = VALUE_ID, .least = 1, .most = 1,
	.options = { options }, .needs = NEEDS_KEY, .run = run,
	.examples = (const struct verb_example[]){
		{ "key compromised K-2 --last-good 1200 --because @why.txt", "As of 1,200 events." },
		{ 0 },
	},
};

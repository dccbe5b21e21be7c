/* SPDX-License-Identifier: Apache-2.0 */
/* verb_similar.c - `vidimus similar`: what is held that looks or sounds like an item or a file. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/looked_at.h"
#include "cli/match_text.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/unread_text.h"

#include <vidimus/similar.h>

#include <string.h>

/* One question, and how many answers it had. */
struct asking {
	struct command *command;
	const char     *word;
	size_t          found;
};

/* "E-000002: video, same" and why. */
static void
print_text(const struct asking *asking, const json_t *found)
{
	struct command *command = asking->command;
	json_t *reason;
	size_t i;

	output_format(command->output, "%s: %s, %s\n", shown_string(found, "item"),
	              shown_string(found, "kind"), shown_string(found, "level"));
	json_array_foreach(json_object_get(found, "reasons"), i, reason)
		output_format(command->output, "  %s\n", json_string_value(reason));
	segments_print(command, json_object_get(found, "segments"), asking->word,
	               shown_string(found, "item"));
}

static enum status
take_found(void *context, json_t *found, struct error *err)
{
	struct asking *asking = context;

	(void)err;
	asking->found++;
	if (asking->command->settings.json)
		output_json(asking->command->output, json_incref(found));
	else
		print_text(asking, found);
	return STATUS_OK;
}

/* What of it could be compared, where that is not all. NULL: all. */
static const char *
say_comparable(const struct vidimus_fingerprint *print)
{
	static const char *const words[] = {
		[VIDIMUS_COMPARABLE] = NULL,
		[VIDIMUS_COMPARABLE_SOUND] = "only its sound was compared: its pictures are too plain or of too low a quality, below 50 of 100",
		[VIDIMUS_COMPARABLE_PICTURES] = "only its pictures were compared: its sound is silent, or one tone or noise",
		[VIDIMUS_TOO_PLAIN] = "it could not be compared: it is too plain or of too low a quality to be told from others (a picture needs 50 of 100), so this is no answer",
		[VIDIMUS_NOT_COMPARABLE] = "it could not be compared: there are no pictures and no sound in it that could be fingerprinted, so this is no answer",
	};

	return words[vidimus_fingerprint_comparable(print)];
}

static const char *
code_of(const struct vidimus_fingerprint *print)
{
	static const char *const codes[] = {
		[VIDIMUS_COMPARABLE] = "all",
		[VIDIMUS_COMPARABLE_SOUND] = "sound",
		[VIDIMUS_COMPARABLE_PICTURES] = "pictures",
		[VIDIMUS_TOO_PLAIN] = "too-plain",
		[VIDIMUS_NOT_COMPARABLE] = "nothing",
	};

	if (vidimus_fingerprint_missing(print) != NULL)
		return "missing";
	return codes[vidimus_fingerprint_comparable(print)];
}

/* A last object, only where something of what is held, or the item itself, could not be read. */
static void
print_summary(const struct asking *asking, const struct vidimus_fingerprint *print,
              const struct vidimus_unread *unread)
{
	const char *compared = code_of(print);
	json_t *summary;

	if (unread->count == 0 && !unread->more && vidimus_fingerprint_missing(print) == NULL)
		return;
	summary = json_pack("{s:I,s:s}", "found", (json_int_t)asking->found, "compared", compared);
	unread_add_json(summary, unread);
	output_json(asking->command->output, json_pack("{s:o}", "summary", summary));
}

static void
print_end(const struct asking *asking, const struct vidimus_fingerprint *print,
          const struct vidimus_unread *unread)
{
	const char *comparable = say_comparable(print);
	struct output *output = asking->command->output;

	if (asking->found == 0 && comparable == NULL)
		output_string(output, strcmp(vidimus_fingerprint_outcome(print), "complete") != 0
		                              ? "Nothing was found, as it could not be compared, or not all of it.\n"
		                      : unread->count > 0 || unread->more
		                              ? "Nothing was found among what could be compared.\n"
		                              : "Nothing that is held looks or sounds like it.\n");
	if (comparable == NULL)
		return;
	output_format(output, "%s%s.\n", asking->found == 0 ? "Nothing was found; " : "Of it ",
	              comparable);
}

/* Beside the objects, of which there are none then. */
static void
warn_of_plain(struct command *command, const struct vidimus_fingerprint *print)
{
	if (vidimus_fingerprint_missing(print) == NULL &&
	    vidimus_fingerprint_comparable(print) == VIDIMUS_TOO_PLAIN)
		command_warn(command, "%s", say_comparable(print));
}

/* An item whose own fingerprints are lost. */
static void
tell_missing(struct command *command, const struct vidimus_fingerprint *print)
{
	command_partial(command);
	command_warn(command, "it could not be compared: %s", vidimus_fingerprint_missing(print));
}

static enum status
run(struct command *command, struct error *err)
{
	struct asking asking = { .command = command, .word = command->arguments[0] };
	const struct vidimus_output to = { .emit = take_found, .context = &asking };
	SCOPED(looked_at) looked_at = { 0 };
	SCOPED_POINTER(vidimus_fingerprint) print = NULL;
	struct vidimus_unread unread = { 0 };
	enum status status = looked_at_read(&looked_at, command, asking.word, &print, err);

	if (status == STATUS_OK && vidimus_fingerprint_missing(print) != NULL)
		tell_missing(command, print);
	else if (status == STATUS_OK)
		status = vidimus_similar(command->session->catalogue, print, interrupt_flag(), &to,
		                         &unread, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json) {
		warn_of_plain(command, print);
		print_summary(&asking, print, &unread);
	} else if (vidimus_fingerprint_missing(print) == NULL) {
		print_end(&asking, print, &unread);
	}
	unread_tell(command, &unread);
	return STATUS_OK;
}

static const struct verb_option options[] = {
	{ .name = "allow-unsandboxed",
	  .about = "Parse the file even where it cannot be locked in" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "similar E-3", "What else is held of the same filming?" },
	{ "similar ~/Downloads/clip.mp4", "Is it, or a part of it, held already? Nothing is taken in." },
	{ 0 },
};

const struct verb verb_similar = {
	.name = "similar",
	.summary = "What is held that looks or sounds alike",
	.about = "Asks all that is held: the same pictures and films however they were re-encoded, cut,\n"
	         "turned, mirrored or put into bars, the same sound, and of still pictures also those\n"
	         "that are only similar (32 to 64 of 256 bits differ). Best first, at most 120; the\n"
	         "file with the same bytes is not told of (`vidimus show FILE` does). Proposals that a\n"
	         "person decides on are made by intake: see `vidimus match`. What could not be compared is\n"
	         "named, and the exit code is 3.\n"
	         "\n"
	         "Takes an item (E-1, UUID, SHA-256), whose fingerprints are kept, or a file, which is\n"
	         "parsed apart, locked in; nothing is kept of it.",
	.arguments = "ITEM|FILE",
	.argument_kind = VALUE_PATH,
	.least = 1,
	.most = 1,
	.group = GROUP_LOOKING,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_receive.c - `vidimus bundle receive`: a bundle of others is taken in, and stays theirs. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/bundle.h"
#include "cli/bundle_trust.h"
#include "cli/prose.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/taking.h"
#include "cli/taking_lines.h"

#include <vidimus/receive.h>

static enum status
print_answer(struct command *command, const json_t *answer, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "EXHIBIT", .name = "number" },
		{ .title = "ITEM", .name = "item" },
		{ .title = "THEIRS", .name = "foreign", .shrinks = true },
		{ 0 },
	};
	const char *bundle = shown_string(answer, "bundle"), *origin = shown_string(answer, "origin");
	long long events = (long long)json_integer_value(json_object_get(answer, "events"));
	long long opened = (long long)json_integer_value(json_object_get(answer, "opened"));

	if (json_is_true(json_object_get(answer, "already"))) {
		if (opened > 0)
			output_format(command->output, "This bundle is %s already; of events of which more is told now: %lld.\n",
			              bundle, opened);
		else
			output_format(command->output, "This bundle is %s already: nothing was changed.\n", bundle);
		return STATUS_OK;
	}
	output_format(command->output, "The bundle is %s, of the log ", bundle);
	output_escaped(command->output, text_of(origin));
	output_format(command->output, "; events of theirs that are new here: %lld.\n", events);
	return shown_table(command, "Its exhibits", answer, "exhibits", columns, err);
}

/* JSON is told whatever came of it; words where it was taken in, or is there. */
static enum status
tell(struct command *command, const json_t *answer, enum status status, struct error *err)
{
	if (answer != NULL && command->settings.json)
		output_json(command->output, json_incref(json_iterable(answer)));
	else if (status == STATUS_OK)
		return print_answer(command, answer, err);
	return status;
}

/* Either somebody vouches for the signer, or a person says why it is taken in all the same. */
static enum status
read_because(struct command *command, struct buffer *out, const char **because, struct error *err)
{
	bool given = false;
	enum status status = prose_read(out, command, "because", &given, err);

	*because = NULL;
	if (status != STATUS_OK)
		return status;
	if (given != command_has(command, "unidentified"))
		return fail(err, STATUS_INVALID,
		            given ? "--because is why a signer whom nobody vouches for is accepted: --unidentified"
		                  : "--unidentified needs the reason: --because");
	*because = given ? buffer_string(out) : NULL;
	return STATUS_OK;
}

static enum status
receive(struct command *command, struct vidimus_receiving *receiving, struct error *err)
{
	SCOPED_JSON json_t *answer = NULL;
	struct vidimus_matching matching;
	struct taking_lines lines;
	enum status status = taking_lines_begin(&lines, command, false, err);

	if (status != STATUS_OK)
		return status;
	receiving->context = &lines;
	lines.progress = command_progress_begin(command);
	status = vidimus_receive(command->session->catalogue, receiving, &answer, &matching, err);
	command_progress_end(command);
	if (status == STATUS_OK)
		taking_lines_matching(&lines, &matching);
	taking_lines_end(&lines);
	return tell(command, answer, status, err);
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED(bundle_trust) trust = { 0 };
	SCOPED(taking_texts) texts = { 0 };
	SCOPED(buffer) because = { 0 };
	struct vidimus_provenance provenance;
	struct vidimus_receiving receiving = {
		.verifying = &trust.verifying,
		.provenance = &provenance,
		.allow_unsandboxed = command_has(command, "allow-unsandboxed"),
		.line = taking_line,
		.progress = taking_progress,
		.matches = taking_matches,
	};
	enum status status = bundle_trust_read(&trust, command, command->arguments[0], err);

	if (status == STATUS_OK)
		status = read_because(command, &because, &receiving.because, err);
	if (status == STATUS_OK)
		status = taking_provenance_read(command, &texts, &provenance, err);
	return status == STATUS_OK ? receive(command, &receiving, err) : status;
}

static const struct verb_option options[] = {
	{ .name = "unidentified", .about = "Take it in although nobody vouches for its signer; needs --because" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16000, .about = "Why, for colleagues" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "bundle receive ABC-B1 --trust root.crt --from archive",
	  "The root's fingerprint came by another road." },
	{ "bundle receive ABC-B1 --unidentified --because @why.txt",
	  "Nobody could vouch for who sealed it." },
	{ 0 },
};

const struct verb verb_bundle_receive = {
	.name = "receive", .summary = "Take a bundle of others in",
	.about = "It is verified first, and nothing of one that fails is taken in (exit code 1). Its "
	         "exhibits become items by the same way as in `vidimus intake`; what is held already is "
	         "joined, and what looks or sounds like something here is proposed as a match. Its other "
	         "files are kept beside them.\n\n"
	         "Their events are sealed in this log as they came and stay theirs: `vidimus show` and "
	         "`vidimus custody` tell of them, and no status, claim or finding here comes of them. "
	         "Their ids stay names: E-1@B-2 is their E-1 as bundle B-2 brought it, and the number of "
	         "an exhibit can be used wherever an item is asked for.\n\n"
	         "The same bundle again changes nothing, unless something was disclosed since and laid into "
	         "its custody/later; a later one of the same log adds what "
	         "is new. "
	         "One that shows an event otherwise than an earlier one is refused (exit code 5), and "
	         "both are kept. So is one whose signer nobody vouches for, unless --unidentified says "
	         "so.\n\n"
	         "What was interrupted is continued by the same command.",
	.arguments = "PATH", .argument_kind = VALUE_PATH, .least = 1, .most = 1,
	.options = { bundle_trust_options, options, taking_provenance_options, taking_parsing_options },
	.examples = examples, .needs = NEEDS_KEY, .run = run,
};

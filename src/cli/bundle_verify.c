/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bundle_verify.c - `vidimus bundle verify`: one line a layer, what failed
 * first, and what nobody checked; never one sign for all of it.
 */
#include "cli/bundle.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/bundle_trust.h"
#include "cli/progress.h"
#include "cli/shown.h"

#include <vidimus/bundle_verify.h>

#include <string.h>

static void
print_layers(struct command *command, const json_t *report)
{
	const char *name;
	json_t *says;

	json_object_foreach(json_object_get(report, "layers"), name, says) {
		const char *words = json_string_value(says);
		enum style style = strcmp(words, "OK") == 0       ? STYLE_GOOD
		                   : strcmp(words, "FAILED") == 0 ? STYLE_BAD
		                                                  : STYLE_WARNING;

		output_format(command->output, "  %-12s %s", name, style_begin(&command->terminal, style));
		output_escaped(command->output, text_of(words));
		output_format(command->output, "%s\n", style_end(&command->terminal, style));
	}
}

/* One finding: code, file or event, words. */
static void
print_finding(struct command *command, const json_t *finding)
{
	const char *file = shown_string(finding, "file"), *event = shown_string(finding, "event");
	const char *words = shown_string(finding, "text");

	output_format(command->output, "  %s: %s", shown_string(finding, "layer"),
	              shown_string(finding, "code"));
	if (file != NULL) {
		output_string(command->output, ", ");
		output_escaped(command->output, text_of(file));
	}
	if (event != NULL)
		output_format(command->output, ", event %s", event);
	output_string(command->output, "\n      ");
	output_escaped(command->output, text_of(words ? words : ""));
	output_string(command->output, "\n");
}

static void
print_findings(struct command *command, const char *heading, const json_t *report, const char *name)
{
	json_t *findings = json_object_get(report, name), *finding;
	size_t i;

	if (json_array_size(findings) == 0)
		return;
	shown_heading(command, heading);
	json_array_foreach(findings, i, finding)
		print_finding(command, finding);
}

static enum status
print_report(struct command *command, const json_t *report, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Items", .name = "items" },
		{ .label = "Sealed by", .name = "signer" },
		{ .label = "Certificate", .name = "certificate_sha256" },
		{ 0 },
	};
	static const struct shown_column columns[] = {
		{ .title = "EVENT", .name = "event" },
		{ .title = "TYPE", .name = "type" },
		{ .title = "MEMBER", .name = "member" },
		{ .title = "OPENED", .name = "opened" },
		{ .title = "CODE", .name = "code" },
		{ 0 },
	};
	json_int_t left_out = json_integer_value(json_object_get(report, "errors_left_out"));
	enum status status;

	print_layers(command, report);
	print_findings(command, "What is wrong", report, "errors");
	if (left_out > 0)
		output_format(command->output, "  and %lld more\n", (long long)left_out);
	status = shown_table(command, "Opened or withheld by a person's decision", report, "decisions",
	                     columns, err);
	print_findings(command, "What else must be known", report, "notices");
	output_string(command->output, "\n");
	return status == STATUS_OK ? shown_block(command, report, members, err) : status;
}

/* Which words the exit code has. */
static enum status
judge(const json_t *report, struct error *err)
{
	const char *name;
	json_t *says;

	if (json_is_true(json_object_get(report, "ok")))
		return STATUS_OK;
	json_object_foreach(json_object_get(report, "layers"), name, says) {
		if (strcmp(json_string_value(says), "FAILED") == 0)
			return fail(err, STATUS_FALSE, "it does not verify: %s", name);
	}
	return fail(err, STATUS_FALSE, "intact, signer not identified: give the sender's certificate, "
	                               "which came by another road, with --trust, or --integrity-only");
}

struct progress_made {
	struct progress      *progress;
	struct progress_state state;
};

static void
step(void *context, uint64_t bytes)
{
	struct progress_made *made = context;

	made->state.bytes += bytes;
	progress_update(made->progress, &made->state);
}

static enum status
verify(struct command *command, json_t **report, struct error *err)
{
	SCOPED(bundle_trust) trust = { 0 };
	struct progress_made made = { .state = { .doing = "verifying" } };
	enum status status = bundle_trust_read(&trust, command, command->arguments[0], err);

	if (status != STATUS_OK)
		return status;
	trust.verifying.integrity_only = command_has(command, "integrity-only");
	trust.verifying.progress = step;
	trust.verifying.context = &made;
	made.progress = command_progress_begin(command);
	status = vidimus_bundle_verify(&trust.verifying, report, err);
	command_progress_end(command);
	return status;
}

static enum status
prove(struct command *command, const char *event, struct error *err)
{
	SCOPED_FREE char *proof = NULL;
	enum status status = vidimus_bundle_prove(command->arguments[0], event, &proof, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s}", "proof", proof));
	else
		output_document(command->output, text_of(proof));
	return STATUS_OK;
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *report = NULL;
	enum status status;

	if (command_has(command, "proof"))
		return prove(command, command_text(command, "proof"), err);
	status = verify(command, &report, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_incref(report));
	else
		status = print_report(command, report, err);
	return status == STATUS_OK ? judge(report, err) : status;
}

static const struct verb_option options[] = {
	{ .name = "integrity-only", .about = "Do not ask who sealed it" },
	{ .name = "proof", .kind = VALUE_TEXT, .argument = "EVENT",
	  .about = "Print the proof of one event, a C2SP tlog-proof, instead" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "bundle verify ABC-B1.zip --trust root.crt", "Everything, the sender's certificate included." },
	{ "bundle verify ABC-B1 --integrity-only", "Whether it is whole, whoever sealed it." },
	{ "bundle verify ABC-B2 --trust root.crt --since ABC-B1",
	  "And whether its log extends that of an earlier bundle." },
	{ 0 },
};

const struct verb verb_bundle_verify = {
	.name = "verify", .summary = "Verify a bundle, or any BagIt bag",
	.about = "Without a catalogue, a key or the network: a folder, ZIP or TAR. Each layer says OK, "
	         "FAILED or NOT CHECKED with the reason.\n\n"
	         "Exit code 1: a layer failed, or it is sealed and neither --trust names the signer's "
	         "root or leaf nor --integrity-only is given (\"intact, signer not identified\"). A "
	         "plain unsigned bag is judged on its own merits.",
	.arguments = "PATH", .argument_kind = VALUE_PATH, .least = 1, .most = 1,
	.options = { bundle_trust_options, options }, .examples = examples, .needs = NEEDS_NOTHING, .run = run,
};

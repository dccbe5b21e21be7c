/* SPDX-License-Identifier: Apache-2.0 */
/* verb_audit.c - `vidimus audit`: is everything as it was? */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/human.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/sight_text.h"

#include <vidimus/audit.h>

#include <string.h>

static enum status
read_scope(const struct command *command, struct vidimus_audit_options *options,
           struct error *err)
{
	bool sample = command_has(command, "sample"), quick = command_has(command, "quick");

	if (sample && quick)
		return fail(err, STATUS_INVALID, "give one of --quick and --sample");
	options->scope = sample  ? VIDIMUS_AUDIT_SAMPLE
	                 : quick ? VIDIMUS_AUDIT_QUICK
	                         : VIDIMUS_AUDIT_FULL;
	options->sample_percent = (unsigned)command_number(command, "sample", 0);
	if (sample && options->sample_percent == 0)
		return fail(err, STATUS_INVALID, "--sample needs a percentage from 1 to 99");
	return STATUS_OK;
}

/* OK, FAILED, NOT CHECKED: each layer by itself, and the words say it without colour. */
static void
print_layers(struct command *command, const json_t *report)
{
	const char *name;
	json_t *layer;

	json_object_foreach(json_object_get(report, "layers"), name, layer) {
		const char *words = json_string_value(layer) ? json_string_value(layer) : "";
		enum style style = strcmp(words, "OK") == 0       ? STYLE_GOOD
		                   : strcmp(words, "FAILED") == 0 ? STYLE_BAD
		                                                  : STYLE_WARNING;

		output_format(command->output, "%-12s %s", name,
		              style_begin(&command->terminal, style));
		output_escaped(command->output, text_of(words));
		output_format(command->output, "%s\n", style_end(&command->terminal, style));
	}
}

/* What was found, a line each, under its heading. */
static void
print_findings(struct command *command, const char *heading, const json_t *part, const char *name)
{
	json_t *list = json_object_get(part, name), *entry;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	shown_heading(command, heading);
	json_array_foreach(list, i, entry) {
		SCOPED(buffer) words = { 0 };

		shown_append(&words, json_is_object(entry) ? json_object_get(entry, "text") : entry,
		             SHOWN_PLAIN);
		output_string(command->output, "  ");
		output_escaped(command->output, text_of_buffer(&words));
		output_string(command->output, "\n");
	}
}

static const struct {
	const char *part, *name, *heading;
} findings[] = {
	{ "objects", "missing", "Missing originals; taking the same file in again puts one back" },
	{ "objects", "altered", "Altered originals; `vidimus intake --verify-known FILE` puts the same bytes back" },
	{ "objects", "faults", "What is wrong with them" },
	{ "log", "broken", "The log" },
	{ "signatures", "bad", "Signatures" },
	{ "commitments", "bad", "Sealed values" },
	{ "outside", "bad", "Cosignatures and time-stamps" },
	{ "projection", "different", "Tables that differ from the log; `vidimus rebuild` makes them again" },
	{ "projection", "faults", "Tables" },
	{ "log", "suspect", "Suspect events, by keys in other hands (no damage)" },
	{ NULL, "resumptions", "The log lost its end and went on (told, no damage)" },
	{ NULL, "contradictions", "Other logs that contradict themselves (no damage here)" },
	{ NULL, "moves", "Machines that took it over (told, no damage)" },
	{ NULL, "destructions", "Destroyed by two people (no damage)" },
	{ "objects", "unreferenced", "Files that no event names (no damage)" },
	{ "objects", "leftovers", "Left over in staging (no damage); `vidimus tidy` removes them" },
};

/* Does this layer say so; any of them for NULL? */
static bool
failed(const json_t *report, const char *wanted)
{
	const char *name;
	json_t *layer;

	json_object_foreach(json_object_get(report, "layers"), name, layer) {
		if ((wanted == NULL || strcmp(name, wanted) == 0) &&
		    json_string_value(layer) != NULL &&
		    strcmp(json_string_value(layer), "FAILED") == 0)
			return true;
	}
	return false;
}

static void
print_head(struct command *command, const json_t *report)
{
	json_t *objects = json_object_get(report, "objects");
	json_t *unseen = json_object_get(report, "unseen");
	long long bytes = (long long)json_integer_value(json_object_get(objects, "bytes"));
	char size[HUMAN_TEXT_SIZE], time[HUMAN_TEXT_SIZE];
	double seconds = json_number_value(json_object_get(report, "seconds"));

	if (!failed(report, NULL))
		output_string(command->output, "No damage was found in what was checked.\n\n");
	else
		output_format(command->output, "%sDamage was found.%s\n\n",
		              style_begin(&command->terminal, STYLE_BAD),
		              style_end(&command->terminal, STYLE_BAD));
	print_layers(command, report);
	output_format(command->output, "\n%lld originals, %s hashed; %lld events; %s.\n",
	              (long long)json_integer_value(json_object_get(objects, "checked")),
	              human_size(size, bytes > 0 ? (uint64_t)bytes : 0),
	              (long long)json_integer_value(
			      json_object_get(json_object_get(report, "log"), "events")),
	              human_duration(time, (uint64_t)(seconds * 1000)));
	output_format(command->output, "%lld events, %lld days not yet seen by anyone outside.\n",
	              (long long)json_integer_value(json_object_get(unseen, "events")),
	              (long long)json_integer_value(json_object_get(unseen, "days")));
	print_sight(command, json_object_get(json_object_get(report, "outside"), "newest"));
}

static void
print_report(struct command *command, const json_t *report)
{
	const char *event = shown_string(report, "recorded");
	const char *why = shown_string(report, "not_recorded");
	const char *home = shown_string(json_object_get(report, "home"), "text");

	print_head(command, report);
	if (home != NULL) {
		output_escaped(command->output, text_of(home));
		output_string(command->output, "\n");
	}
	for (size_t i = 0; i < sizeof findings / sizeof findings[0]; i++)
		print_findings(command, findings[i].heading,
		               findings[i].part ? json_object_get(report, findings[i].part) : report,
		               findings[i].name);
	if (event != NULL) {
		output_format(command->output, "\nThis audit is recorded as event %s.\n", event);
		return;
	}
	output_string(command->output, "\nThis audit is not recorded in the log");
	if (why != NULL) {
		output_string(command->output, ": ");
		output_escaped(command->output, text_of(why));
	}
	output_string(command->output, ".\n");
}

static enum status
answer(struct command *command, json_t *report, struct error *err)
{
	enum status status = STATUS_OK;

	if (json_is_false(json_object_get(report, "complete")))
		status = interrupt_check(err);
	if (command->settings.json)
		output_json(command->output, json_incref(report));
	else
		print_report(command, report);
	if (failed(report, "home") && !failed(report, "log") && !failed(report, "signatures"))
		return fail(err, STATUS_UNUSABLE, "%s: %s; see SECURITY.md on what was rolled back",
		            vidimus_catalogue_path(command->session->catalogue),
		            shown_string(json_object_get(report, "home"), "text"));
	if (failed(report, NULL))
		return fail(err, STATUS_FALSE, "damage was found");
	if (status == STATUS_OK && json_is_false(json_object_get(report, "complete")))
		command_partial(command);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	struct vidimus_audit_options options = { .progress = progress_take,
		                                 .stop = interrupt_flag() };
	SCOPED_JSON json_t *report = NULL;
	enum status status = read_scope(command, &options, err);

	if (status != STATUS_OK)
		return status;
	options.context = command_progress_begin(command);
	if (command->session->not_recorded[0] != '\0')
		options.not_recorded = command->session->not_recorded;
	status = vidimus_audit(command->session->catalogue, &options, &report, err);
	command_progress_end(command);
	return status == STATUS_OK ? answer(command, report, err) : status;
}

static const struct verb_option options[] = {
	{ .name = "quick", .about = "Look whether originals are there and have their sizes; hash none" },
	{ .name = "sample", .kind = VALUE_NUMBER, .argument = "PERCENT", .limit = 99,
	  .about = "Hash a share of the originals, drawn anew each time" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "audit", "Check everything; every original is hashed." },
	{ "audit --sample 5", "The same, but only one original in twenty is hashed." },
	{ "audit --json", "The findings for another program." },
	{ 0 },
};

const struct verb verb_audit = {
	.name = "audit",
	.summary = "Check that everything is as it was",
	.about = "Originals, log, signatures, sealed values and tables are checked each by itself, and "
	         "each says OK, FAILED or NOT CHECKED and why. Files that nothing names and leftovers "
	         "are told and are no damage. With a key at hand (one without a passphrase, or --key) "
	         "the audit is recorded in the log; else it says that it is not, and which key would.\n\n"
	         "Exit code 1: damage was found. Exit code 3: none was, but for want of "
	         "descriptors, permission or room something was not checked. Exit code 4: the log is sound but does not extend what "
	         "this login last saw of it: it was rolled back.",
	.group = GROUP_CUSTODY,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_RECORDING,
	.run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_log.c - `vidimus log`: reading the signed log, and proofs from it. */
#include "cli/log_show.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/log_resume.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/log.h>
#include <vidimus/outside.h>

#include <stdlib.h>
#include <string.h>

static bool
step(void *context, int64_t done, int64_t total)
{
	progress_update(context, &(struct progress_state){ .files = (uint64_t)done,
	                                                   .files_total = (uint64_t)total,
	                                                   .doing = "verifying" });
	return !interrupt_asked(NULL);
}

/* A log that is sound in itself, and is not the one that was seen here before, is another thing than damage. */
static bool
is_another(const json_t *report)
{
	const json_t *faults = json_object_get(report, "faults");
	const char *layer = shown_string(json_array_get(faults, 0), "layer");

	return json_array_size(faults) == 1 && layer != NULL && strcmp(layer, "home") == 0;
}

static enum status
print_verdict(struct command *command, json_t *report, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Events", .name = "events" },
		{ .label = "Checkpoints", .name = "checkpoints" },
		{ .label = "Signatures", .name = "signatures" },
		{ .label = "Root", .name = "root" },
		{ .label = "Clock warnings", .name = "clock_warnings" },
		{ .label = "Faults", .name = "fault_count" },
		{ .label = "Suspect events", .name = "suspect_count" },
		{ 0 },
	};
	static const struct shown_column columns[] = {
		{ .title = "LAYER", .name = "layer" },
		{ .title = "EVENT", .name = "seq", .right = true },
		{ .title = "CHECKPOINT", .name = "checkpoint", .right = true },
		{ .title = "FAULT", .name = "text" },
		{ 0 },
	};
	static const struct shown_column suspects[] = {
		{ .title = "EVENTS FROM", .name = "first", .right = true },
		{ .title = "TO", .name = "last", .right = true },
		{ .title = "DECLARED BY EVENT", .name = "declared", .right = true },
		{ .title = "KEY", .name = "actor", .form = SHOWN_SHORT },
		{ 0 },
	};
	enum status status;

	output_string(command->output,
	              json_is_true(json_object_get(report, "ok"))
	                      ? "The log verifies: form, chains, tree, keys and signatures.\n\n"
	              : is_another(report) ? "The log verifies in itself; it is not the one that was seen here last.\n\n"
	                                   : "The log does not verify.\n\n");
	status = shown_block(command, report, members, err);
	if (status == STATUS_OK)
		status = shown_table(command, "What is wrong", report, "faults", columns, err);
	return status == STATUS_OK
	               ? shown_table(command, "Suspect: by a key that is in other hands", report, "suspect",
	                             suspects, err)
	               : status;
}

static enum status
judge_report(const json_t *report, struct error *err)
{
	if (json_is_true(json_object_get(report, "ok")))
		return STATUS_OK;
	if (is_another(report))
		return fail(err, STATUS_UNUSABLE,
		            "the log verifies in itself, but it is not the one that this login last saw");
	return fail(err, STATUS_FALSE, "the log does not verify");
}

static enum status
run_verify(struct command *command, struct error *err)
{
	const struct vidimus_log_progress progress = { step, command_progress_begin(command) };
	SCOPED_JSON json_t *report = NULL;
	enum status status = vidimus_log_verify(command->session->catalogue, &progress, &report,
	                                        err);

	command_progress_end(command);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_incref(report));
	else
		status = print_verdict(command, report, err);
	return status == STATUS_OK ? judge_report(report, err) : status;
}

/* Texts of published forms; with --json as one string. */
static void
print_text(struct command *command, const char *name, const char *text)
{
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s}", name, text));
	else
		output_document(command->output, text_of(text));
}

static enum status
run_checkpoint(struct command *command, struct error *err)
{
	struct vidimus_catalogue *catalogue = command->session->catalogue;
	bool keys = command_has(command, "keys"), paper = command_has(command, "paper");
	const struct option_value *size = command_value(command, "size");
	SCOPED_FREE char *text = NULL;
	enum status status;

	if (keys + paper + (size != NULL) > 1)
		return fail(err, STATUS_INVALID, "give one of --keys, --paper and --size");
	if (keys)
		status = vidimus_log_keys(catalogue, &text, err);
	else if (paper)
		status = vidimus_log_paper(catalogue, &text, err);
	else if (size != NULL)
		status = vidimus_log_checkpoint_of(catalogue, (int64_t)size->number, &text, err);
	else
		status = vidimus_log_checkpoint(catalogue, &text, err);
	if (status == STATUS_OK)
		print_text(command, keys ? "keys" : paper ? "paper" : "checkpoint", text);
	return status;
}

static enum status
run_prove(struct command *command, struct error *err)
{
	SCOPED_FREE char *proof = NULL;
	enum status status = vidimus_log_prove(command->session->catalogue, command->arguments[0],
	                                       &proof, err);

	if (status == STATUS_OK)
		print_text(command, "proof", proof);
	return status;
}

static const struct verb_option checkpoint_options[] = {
	{ .name = "keys", .about = "Print the verifier keys of all actors instead, one a line" },
	{ .name = "paper", .about = "Print a page for a notary instead, to be signed and stamped" },
	{ .name = "size", .argument = "N", .kind = VALUE_NUMBER,
	  .about = "The checkpoint of so many events, with its witnesses' cosignatures" },
	{ 0 },
};

static const struct verb verb_log_verify = {
	.name = "verify",
	.summary = "Verify form, chains, tree, keys and signatures",
	.about = "Whether the sealed values and the originals are as they were is for `vidimus audit` "
	         "to say. Exit code 1: the log does not verify; 4: it verifies, but it "
	         "is not the one that this login last saw.",
	.needs = NEEDS_VERIFYING,
	.run = run_verify,
	.examples = (const struct verb_example[]){
		{ "log verify",
		  "The whole log: form, chains, tree, keys, signatures." },
		{ 0 },
	},
};

static const struct verb verb_log_checkpoint = {
	.name = "checkpoint",
	.summary = "Print the last checkpoint, a signed note",
	.about = "Give it to somebody outside: whoever has it can prove later that nothing before it "
	         "was rewritten. The form is C2SP tlog-checkpoint.",
	.options = { checkpoint_options },
	.needs = NEEDS_READING,
	.run = run_checkpoint,
	.examples = (const struct verb_example[]){
		{ "log checkpoint",
		  "The last checkpoint, to be shown to somebody outside." },
		{ "log checkpoint --paper",
		  "A page with its root in groups that can be read aloud, for a notary." },
		{ 0 },
	},
};

static const struct verb verb_log_prove = {
	.name = "prove",
	.summary = "Print the proof that an event is in the log",
	.about = "The form is C2SP tlog-proof: inclusion in the last checkpoint.",
	.arguments = "EVENT",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = 1,
	.needs = NEEDS_READING,
	.run = run_prove,
	.examples = (const struct verb_example[]){
		{ "log prove 12",
		  "That event 12 is in the log, as a file that others can check." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_log_show, &verb_log_verify,
	                                    &verb_log_checkpoint, &verb_log_cosign,
	                                    &verb_log_prove, &verb_log_resume, NULL };

const struct verb verb_log = {
	.name = "log",
	.summary = "The signed log: show, verify, prove, have it witnessed",
	.about = "Everything that was done is an event in an append-only, hash-chained, signed log. An "
	         "event is named by its index, from 0, or by its id.",
	.group = GROUP_CUSTODY,
	.verbs = verbs,
	.fallback = &verb_log_show,
};

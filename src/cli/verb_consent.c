/* SPDX-License-Identifier: Apache-2.0 */
/* verb_consent.c - `vidimus consent`: what somebody agreed to, and that they took it back. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/consent_text.h"
#include "cli/fields.h"
#include "cli/ids.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/consent.h>

static enum status
run_add(struct command *command, struct error *err)
{
	return record_add_to(command, "The consent", vidimus_consent_add, err);
}

static enum status
run_edit(struct command *command, struct error *err)
{
	return record_add_to(command, "The consent that stands in its place", vidimus_consent_edit,
	                     err);
}

static const struct shown_column list_columns[] = {
	{ .title = "ID", .name = "id" },
	{ .title = "PERSON", .name = "person" },
	{ .title = "DELIVERY", .name = "delivery" },
	{ .title = "BASIS", .name = "basis" },
	{ .title = "PURPOSES", .name = "purposes", .shrinks = true },
	{ .title = "EXPIRES", .name = "expires" },
	{ .title = "STATE", .name = "state" },
	{ 0 },
};

static enum status
run_list(struct command *command, struct error *err)
{
	return record_list(command, "consent", list_columns,
	                   "No consent is recorded. `vidimus consent add` adds one.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "consent", err);
}

/* What to do next: who has it, and what to write to them. */
static enum status
print_withdrawn(struct command *command, const json_t *consent, struct error *err)
{
	const char *id = shown_string(consent, "id");
	enum status status;

	if (command->settings.json) {
		output_json(command->output, json_incref(json_iterable(consent)));
		return STATUS_OK;
	}
	output_format(command->output,
	              "%s is withdrawn. What it covers is no longer given away or cited for what it was for.\n",
	              id);
	if (json_array_size(json_object_get(consent, "holders")) == 0)
		output_string(command->output, "Nothing of it was given to anybody that is recorded.\n");
	status = limits_print(command, consent, err);
	if (status == STATUS_OK)
		notices_print(command, consent);
	return status;
}

static enum status
withdraw(struct command *command, const struct vidimus_field *fields, size_t count,
         struct error *err)
{
	SCOPED_JSON json_t *consent = NULL;
	struct vidimus_catalogue *catalogue = command->session->catalogue;
	enum status status = vidimus_consent_withdraw(catalogue, command->arguments[0], fields,
	                                              count, err);

	if (status == STATUS_OK)
		status = vidimus_show(catalogue, command->arguments[0], &consent, err);
	return status == STATUS_OK ? print_withdrawn(command, consent, err) : status;
}

static enum status
run_withdraw(struct command *command, struct error *err)
{
	return record_words(command, withdraw, err);
}

static void
print_blocks(struct command *command, const char *id, const json_t *blocks)
{
	json_t *block;
	size_t i;

	if (json_array_size(blocks) == 0)
		output_format(command->output, "%s: nothing stands in the way.\n", id);
	json_array_foreach(blocks, i, block) {
		const char *text = shown_string(block, "text"), *subject = shown_string(block, "subject");

		output_escaped(command->output, text_of(subject ? subject : id));
		output_string(command->output, ": ");
		output_escaped(command->output, text_of(text ? text : ""));
		output_string(command->output, "\n");
	}
}

static enum status
check_one(struct command *command, const char *id, struct error *err)
{
	SCOPED_JSON json_t *blocks = NULL;
	enum status status = vidimus_gate(command->session->catalogue, id,
	                                  command_text(command, "for"), &blocks, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:b,s:O}", "id", id, "ok",
		                      (int)(json_array_size(blocks) == 0), "blocks", blocks));
	else
		print_blocks(command, id, blocks);
	return json_array_size(blocks) == 0
	               ? STATUS_OK
	               : fail(err, STATUS_FALSE, "%s may not be used for this", id);
}

static enum status
run_check(struct command *command, struct error *err)
{
	return ids_each(command, check_one, err);
}

static const struct verb_option options[] = {
	{ .name = "basis", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "How it was given: given-written, given-oral, refused … (vocabulary consent-basis)" },
	{ .name = "purposes", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What for, with commas: hold, analyse, share-partners, share-courts, "
	           "publish-redacted, publish-full" },
	{ .name = "covers", .kind = VALUE_TEXT, .argument = "IDS",
	  .about = "E-1..E-3,V-1,D-2; or everything that came from the person" },
	{ .name = "conditions", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "On what conditions" },
	{ .name = "language", .kind = VALUE_TEXT, .argument = "TAG",
	  .about = "Language it was asked in, as hy or ru (BCP 47)" },
	{ .name = "form", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 1024,
	  .about = "Form that was used, and its version" },
	{ .name = "given", .kind = VALUE_TEXT, .argument = "DATE", .about = "When, as EDTF" },
	{ .name = "expires", .kind = VALUE_TEXT, .argument = "DATE", .about = "Until when, as EDTF" },
	{ .name = "evidence", .kind = VALUE_TEXT, .argument = "X-…",
	  .about = "Attachments that show it, with commas" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark" },
	{ 0 },
};

static const struct verb_option withdraw_options[] = {
	{ .name = "purposes", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What for it no longer holds; without it: nothing any more" },
	{ .name = "received", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When we were told, as EDTF" },
	{ .name = "wishes", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "What the person asks for" },
	{ .name = "evidence", .kind = VALUE_TEXT, .argument = "X-…",
	  .about = "Attachments that show it, with commas" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark" },
	{ 0 },
};

static const char *const uses[] = { "citation", "publication", "partner", "court", "defence",
	                            "public",   "public-redacted", NULL };

static const struct verb_option check_options[] = {
	{ .name = "for", .kind = VALUE_CHOICE, .argument = "USE", .choices = uses, .required = true,
	  .about = "What is to be done with it" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "consent add W-1", "Fill a form in, in the editor." },
	{ "consent add W-1 --basis given-oral --purposes hold --covers E-1..E-3",
	  "By options." },
	{ "consent add D-2 --basis given-written --purposes hold,analyse",
	  "Of whoever gave a delivery and has no record." },
	{ 0 },
};

static const struct verb_example withdraw_examples[] = {
	{ "consent withdraw S-1 --received 2026-03-04", "Whole; says who has what it covers." },
	{ "consent withdraw S-1 --purposes publish-full,publish-redacted", "In part." },
	{ 0 },
};

static const struct verb_example check_examples[] = {
	{ "consent check E-1..E-22 --for court", "Exit code 1 when something stands in the way." },
	{ 0 },
};

static const struct verb verb_consent_add = {
	.name = "add", .summary = "Record what somebody agreed to, or refused",
	.about = "Of a person, or of whoever gave a delivery. It stands in the chain of that person or "
	         "delivery, which never travels. Without options a form opens in the editor.",
	.arguments = "W-…|CODE|D-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { options, fields_options }, .examples = add_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_add,
};

static const struct verb verb_consent_edit = {
	.name = "edit", .summary = "Record a consent anew, in place of another",
	.about = "What is not named stays as it was. The consent gets a new id; the one before stays "
	         "in the log and no longer counts.",
	.arguments = "S-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { options, fields_options },
	.needs = NEEDS_KEY, .has_form = true, .run = run_edit,
	.examples = (const struct verb_example[]){
		{ "consent edit S-1",
		  "Fill a form in, in the editor, with what is there already." },
		{ 0 },
	},
};

static const struct verb verb_consent_list = {
	.name = "list", .summary = "List the consents", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "consent list",
		  "All of them." },
		{ 0 },
	},
};

static const struct verb verb_consent_show = {
	.name = "show", .summary = "Show one consent, and who has what it covers",
	.arguments = "S-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "consent show S-1",
		  "Purposes, conditions, and whether it was withdrawn." },
		{ 0 },
	},
};

static const struct verb verb_consent_withdraw = {
	.name = "withdraw", .summary = "Take a consent back",
	.about = "From then on what it covers is neither given away nor cited for what it was for. "
	         "Says who has it already, and drafts what to write to them. Nothing is deleted: "
	         "`vidimus destroy request` asks for that.",
	.arguments = "S-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { withdraw_options, fields_options }, .examples = withdraw_examples,
	.needs = NEEDS_KEY, .run = run_withdraw,
};

static const struct verb verb_consent_check = {
	.name = "check", .summary = "Say what stands in the way of a use",
	.about = "Consents, restrictions and destructions; by what `vidimus transfer` and `vidimus "
	         "cite` refuse too.",
	.arguments = "ID…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { check_options }, .examples = check_examples,
	.needs = NEEDS_READING, .run = run_check,
};

static const struct verb *const verbs[] = { &verb_consent_add,  &verb_consent_edit,
	                                    &verb_consent_list, &verb_consent_show,
	                                    &verb_consent_withdraw, &verb_consent_check, NULL };

const struct verb verb_consent = {
	.name = "consent", .summary = "What persons agreed to, and took back", .group = GROUP_RECORDS,
	.verbs = verbs, .fallback = &verb_consent_list,
};

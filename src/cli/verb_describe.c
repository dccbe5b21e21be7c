/* SPDX-License-Identifier: Apache-2.0 */
/* verb_describe.c - `vidimus describe`: what is seen and heard, so that others need not look. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/form.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/record.h>
#include <vidimus/view.h>

#include <stdio.h>
#include <string.h>

/* The present description, as the form shows it. */
struct present {
	const char   *item;
	json_t       *record; /* owned */
	int64_t       version;
	struct buffer flags, tags;
};

static void
present_end(struct present *present)
{
	json_decref(present->record);
	buffer_end(&present->flags);
	buffer_end(&present->tags);
}

/* Codes with commas and no spaces, as the option takes them. */
static void
append_codes(struct buffer *out, const json_t *codes)
{
	json_t *code;
	size_t i;

	json_array_foreach(codes, i, code) {
		buffer_append_string(out, out->n ? "," : "");
		buffer_append_string(out, json_string_value(code));
	}
}

static enum status
read_present(struct command *command, struct present *present, struct error *err)
{
	json_t *record = NULL;
	enum status status = vidimus_show(command->session->catalogue, present->item, &record, err);

	if (status != STATUS_OK)
		return status;
	json_decref(present->record);
	present->record = record;
	if (!json_member_integer(record, "version", &present->version))
		return fail(err, STATUS_INVALID, "%s is no item", present->item);
	buffer_clear(&present->flags);
	append_codes(&present->flags, json_object_get(record, "flags"));
	append_codes(&present->flags, json_object_get(record, "protection_flags"));
	buffer_clear(&present->tags);
	append_codes(&present->tags, json_object_get(record, "content_tags"));
	return STATUS_OK;
}

static enum status
describe(struct command *command, const struct present *present,
         const struct vidimus_description *words, struct error *err)
{
	int64_t version = 0;
	enum status status = vidimus_item_describe(command->session->catalogue, present->item, words,
	                                           &version, err);

	if (status == STATUS_OK)
		record_edited(command, present->item, "described", present->version, version);
	return status;
}

/* A part as the form was filled in: NULL when it is as it was, "" when it was emptied. */
static const char *
changed_part(const struct command *command, const char *option, const char *before)
{
	const char *now = command_text(command, option);

	if (now == NULL)
		now = "";
	return strcmp(now, before ? before : "") == 0 ? NULL : now;
}

/*
 * A stale form is offered again with what another wrote above it; whoever has
 * read that says so by the new version in its last field.
 */
static enum status
apply_form(struct command *command, struct error *err)
{
	struct present *present = command->own;
	const json_t *record = present->record;
	const struct vidimus_description words = {
		.title = changed_part(command, "title", shown_string(record, "title")),
		.summary = changed_part(command, "summary", shown_string(record, "summary")),
		.graphic_level = changed_part(command, "graphic",
		                              shown_string(record, "graphic_level")),
		.sound = changed_part(command, "sound", shown_string(record, "sound")),
		.flags = changed_part(command, "flags", buffer_string(&present->flags)),
		.content_tags = changed_part(command, "tags", buffer_string(&present->tags)),
		.based_on = (int64_t)command_number(command, "based-on",
		                                    (uint64_t)present->version),
	};

	return describe(command, present, &words, err);
}

static enum status
describe_by_form(struct command *command, const char *item, struct error *err)
{
	SCOPED(present) present = { .item = item };
	enum status status = read_present(command, &present, err);
	char version[32];

	if (status != STATUS_OK)
		return status;
	snprintf(version, sizeof version, "%lld", (long long)present.version);
	command->own = &present;
	status = form_run(command,
	                  (const struct form_value[]){
				  { "title", text_of(shown_string(present.record, "title")) },
				  { "summary", text_of(shown_string(present.record, "summary")) },
				  { "graphic", text_of(shown_string(present.record, "graphic_level")) },
				  { "sound", text_of(shown_string(present.record, "sound")) },
				  { "flags", text_of_buffer(&present.flags) },
				  { "tags", text_of_buffer(&present.tags) },
				  { "based-on", text_of(version) },
				  { NULL, { NULL, 0 } } },
	                  apply_form, err);
	command->own = NULL;
	return status;
}

static enum status
describe_by_options(struct command *command, struct error *err)
{
	struct vidimus_description words = {
		.title = command_text(command, "title"),
		.graphic_level = command_text(command, "graphic"),
		.sound = command_text(command, "sound"),
		.flags = command_text(command, "flags"),
		.content_tags = command_text(command, "tags"),
		.based_on = (int64_t)command_number(command, "based-on", 0),
	};
	SCOPED(present) present = { .item = command->arguments[0] };
	SCOPED(buffer) summary = { 0 };
	enum status status = prose_or_null(command, "summary", &summary, &words.summary, err);

	if (status == STATUS_OK)
		status = read_present(command, &present, err);
	return status == STATUS_OK ? describe(command, &present, &words, err) : status;
}

static enum status
run(struct command *command, struct error *err)
{
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(command->verb, i)) != NULL; i++)
		if (command_has(command, option->name))
			return describe_by_options(command, err);
	return describe_by_form(command, command->arguments[0], err);
}

static const struct verb_option options[] = {
	{ .name = "title", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "Neutral title, one line" },
	{ .name = "summary", .kind = VALUE_PROSE, .argument = "TEXT",
	  .about = "Neutral summary, so that others need not look" },
	{ .name = "graphic", .kind = VALUE_TEXT, .argument = "LEVEL",
	  .about = "not-sensitive, graphic-1 aftermath, graphic-2 injuries, graphic-3 violence, "
	           "graphic-4 killing or torture, unassessed" },
	{ .name = "sound", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "no-sound, calm, distressing-audio, unassessed" },
	{ .name = "flags", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "With commas: personal-information, victim-identifiable, minor-visible, "
	           "captive-identifiable, witness-identifiable, source-at-risk, deleted-by-source, "
	           "deceptive" },
	{ .name = "tags", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What is seen, with commas: body, weapon, uniform-visible, speech and so on" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "describe E-1", "Fill a form in, in the editor, with what is there already." },
	{ "describe E-1 --graphic graphic-3 --sound calm --flags minor-visible",
	  "By options; what is not named stays as it is." },
	{ "describe E-1 --summary @summary.txt --based-on 5", "Refused if it was changed after version 5." },
	{ 0 },
};

const struct verb verb_describe = {
	.name = "describe",
	.summary = "Describe an item: title, summary, level, flags",
	.about = "A good summary spares colleagues the sight. What is not named stays as it is; an "
	         "empty value empties it. Without options a form opens in the editor with the present "
	         "values. When somebody else described the item meanwhile, nothing is overwritten: the "
	         "difference is shown.\n\n"
	         "What nobody assessed is treated as the worst.",
	.arguments = "ITEM",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = 1,
	.group = GROUP_RECORDS,
	.options = { options, based_on_options },
	.examples = examples,
	.needs = NEEDS_KEY,
	.run = run,
};

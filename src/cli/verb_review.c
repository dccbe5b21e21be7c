/* SPDX-License-Identifier: Apache-2.0 */
/* verb_review.c - `vidimus review`: reviews that travel between machines as signed notes. */
#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/bundle.h"
#include "cli/bundle_trust.h"
#include "cli/here.h"
#include "cli/key_choice.h"
#include "cli/prose.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/review.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(vidimus_key, vidimus_key_close);

#define NOTE_LIMIT ((size_t)2 << 20)

static enum status
read_pack(struct command *command, json_t **asked, struct error *err)
{
	SCOPED(bundle_trust) trust = { 0 };
	enum status status = bundle_trust_read(&trust, command, command->arguments[0], err);

	return status == STATUS_OK ? vidimus_review_show(&trust.verifying, asked, err) : status;
}

static enum status
run_show(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "FINDING", .name = "id" },
		{ .title = "QUESTION", .name = "question" },
		{ .title = "ANSWER", .name = "answer" },
		{ .title = "CONCLUSION", .name = "conclusion" },
		{ 0 },
	};
	SCOPED_JSON json_t *asked = NULL;
	enum status status = read_pack(command, &asked, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json) {
		output_json(command->output, json_incref(asked));
		return STATUS_OK;
	}
	return shown_table(command, "Findings that are to be reviewed", asked, "findings", columns, err);
}

/* The only key here that was requested for the pack's catalogue. */
struct key_search {
	const char *catalogue; /* UUID */
	char        name[KEY_NAME_SIZE];
	size_t      found;
};

static enum status
look_at_key(void *context, const struct vidimus_key_entry *entry, struct error *err)
{
	struct key_search *search = context;

	(void)err;
	if (strcmp(entry->catalogue, search->catalogue) != 0)
		return STATUS_OK;
	search->found++;
	snprintf(search->name, sizeof search->name, "%s", entry->name);
	return STATUS_OK;
}

static enum status
choose_key(struct command *command, const char *folder, const char *origin,
           char name[KEY_NAME_SIZE], struct error *err)
{
	const char *slash = strchr(origin, '/');
	struct key_search search = { .catalogue = slash ? slash + 1 : "" };
	enum status status;

	if (command->settings.key != NULL) {
		snprintf(name, KEY_NAME_SIZE, "%s", command->settings.key);
		return STATUS_OK;
	}
	status = vidimus_key_list(folder, look_at_key, &search, err);
	if (status == STATUS_OK && search.found != 1)
		return fail(err, STATUS_REFUSED,
		            "%s key here was made for the catalogue of this pack: name yours with --key",
		            search.found == 0 ? "no" : "more than one");
	snprintf(name, KEY_NAME_SIZE, "%s", search.name);
	return status;
}

static enum status
open_key(struct command *command, const char *origin, struct vidimus_key **key, struct error *err)
{
	char name[KEY_NAME_SIZE];
	struct here here = { 0 };
	enum status status = here_begin(&here, err);

	if (status == STATUS_OK)
		status = choose_key(command, here.keys, origin, name, err);
	if (status == STATUS_OK)
		status = key_unlock(command, here.keys, name, key, err);
	here_end(&here);
	return status;
}

static enum status
answer(struct command *command, const struct vidimus_review_said *said, struct error *err)
{
	SCOPED(bundle_trust) trust = { 0 };
	SCOPED_POINTER(vidimus_key) key = NULL;
	SCOPED_JSON json_t *asked = NULL;
	SCOPED_FREE char *note = NULL;
	const char *path = command_text(command, "out");
	enum status status = bundle_trust_read(&trust, command, command->arguments[0], err);

	if (status == STATUS_OK)
		status = vidimus_review_show(&trust.verifying, &asked, err);
	if (status == STATUS_OK)
		status = open_key(command, shown_string(asked, "origin"), &key, err);
	if (status == STATUS_OK)
		status = vidimus_review_answer(&trust.verifying, said, key, &note, err);
	if (status == STATUS_OK)
		status = file_create(path, text_of(note), 0640, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:s}", "file", path, "answer", note));
	else
		output_format(command->output, "The answer is in %s: it goes back to whoever made the pack.\n", path);
	return STATUS_OK;
}

static enum status
run_answer(struct command *command, struct error *err)
{
	SCOPED(buffer) grounds = { 0 }, words = { 0 };
	struct vidimus_review_said said = { .finding = command_text(command, "finding"),
		                            .conclusion = command_text(command, "conclusion"),
		                            .confidence = command_text(command, "confidence"),
		                            .answer = command_text(command, "answer") };
	bool given = false;
	enum status status = prose_read(&grounds, command, "grounds", &given, err);

	said.grounds = given ? buffer_string(&grounds) : NULL;
	if (status == STATUS_OK)
		status = prose_read(&words, command, "words", &given, err);
	said.words = given ? buffer_string(&words) : NULL;
	return status == STATUS_OK ? answer(command, &said, err) : status;
}

static void
tell_merged(struct command *command, const json_t *merged)
{
	const char *conclusion = shown_string(merged, "conclusion");
	const char *reviewer = shown_string(merged, "reviewer");
	const char *finding = shown_string(merged, "finding");

	if (json_is_true(json_object_get(merged, "already")))
		output_format(command->output, "%s: this review is here already: nothing was changed.\n", finding);
	else if (conclusion == NULL)
		output_format(command->output, "%s: %s answered without sight of it.\n", finding, reviewer);
	else
		output_format(command->output, "%s: %s %ss.%s\n", finding, reviewer, conclusion,
		              json_is_true(json_object_get(merged, "disputed"))
		                      ? " Its status is disputed until a third person decides."
		                      : "");
}

static enum status
merge_one(struct command *command, const char *path, struct error *err)
{
	SCOPED(buffer) note = { 0 };
	SCOPED_JSON json_t *merged = NULL;
	enum status status = file_read(path, NOTE_LIMIT, &note, err);

	if (status == STATUS_OK)
		status = vidimus_review_merge(command->session->catalogue, text_of_buffer(&note), &merged,
		                              err);
	if (status != STATUS_OK)
		return while_doing(err, status, "bringing in %s", path);
	if (command->settings.json)
		output_json(command->output, json_incref(merged));
	else
		tell_merged(command, merged);
	return STATUS_OK;
}

static enum status
run_merge(struct command *command, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < command->argument_count; i++)
		status = merge_one(command, command->arguments[i], err);
	return status;
}

static const char *const conclusions[] = { "agree", "dissent", NULL };
static const char *const confidences[] = { "high", "low", "moderate", NULL };

static const struct verb_option answer_options[] = {
	{ .name = "finding", .kind = VALUE_TEXT, .argument = "F-…", .required = true,
	  .about = "Which finding, as the pack calls it" },
	{ .name = "conclusion", .kind = VALUE_CHOICE, .argument = "agree|dissent", .choices = conclusions,
	  .about = "What you make of it; not where it is withheld" },
	{ .name = "confidence", .kind = VALUE_CHOICE, .argument = "LEVEL", .choices = confidences,
	  .about = "How sure you are" },
	{ .name = "answer", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Of a finding that is withheld: what you would answer (vocabulary answer-status)" },
	{ .name = "words", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "And your conclusion in words" },
	{ .name = "grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Reasons that can be disclosed: no person, no place of safety, no private channel" },
	{ .name = "out", .kind = VALUE_PATH, .argument = "FILE", .required = true,
	  .about = "Write the answer into a new file" },
	{ 0 },
};

static const struct verb verb_review_show = {
	.name = "show", .summary = "Verify a review pack, and say what it asks",
	.about = "No catalogue and no key is needed. Exit code 1 when it does not verify.",
	.arguments = "PACK", .argument_kind = VALUE_PATH, .least = 1, .most = 1,
	.options = { bundle_trust_options }, .needs = NEEDS_NOTHING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "review show pack.zip", "Which findings are to be reviewed." },
		{ 0 },
	},
};

static const struct verb verb_review_answer = {
	.name = "answer", .summary = "Answer a review pack, by a note that your key signs",
	.about = "No catalogue is needed, only the key that the pack's catalogue knows you by (--key, or "
	         "the only one here that was made for it). What is said here can be disclosed; reasons "
	         "that rest on somebody who could be endangered do not belong into it.\n\n"
	         "Of a finding that the pack withholds (a blind review) you say what you would answer; "
	         "when it was opened afterwards (its file lies in custody/later/ of the pack then), you "
	         "agree or dissent by a second answer.",
	.arguments = "PACK", .argument_kind = VALUE_PATH, .least = 1, .most = 1,
	.options = { answer_options, bundle_trust_options }, .needs = NEEDS_NOTHING, .run = run_answer,
	.examples = (const struct verb_example[]){
		{ "review answer pack --finding F-3 --conclusion agree --out f3.txt",
		  "Agree with a finding." },
		{ "review answer pack --finding F-3 --answer answered --out f3.txt",
		  "Answer without sight of what was found." },
		{ 0 },
	},
};

static const struct verb verb_review_merge = {
	.name = "merge", .summary = "Bring answers home",
	.about = "Each note is verified with the keys of this catalogue's actors and counts as the review "
	         "of whoever's key signed it, whoever brings it in. A dissent makes the status disputed. "
	         "Exit code 1 when no actor signed it, or when its pack did not leave here; 5 for a "
	         "finding of the reviewer's own.",
	.arguments = "FILE…", .argument_kind = VALUE_PATH, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_KEY, .run = run_merge,
	.examples = (const struct verb_example[]){
		{ "review merge f3.txt", "What came back." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_review_pack, &verb_review_show, &verb_review_answer,
	                                    &verb_review_merge, NULL };

const struct verb verb_review = {
	.name = "review", .summary = "Reviews that travel between machines",
	.group = GROUP_JUDGING, .verbs = verbs,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* verb_vocabulary.c - `vidimus vocabulary`: the codes that options take, and what they mean. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/prose.h"
#include "cli/fields.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/record.h>
#include <vidimus/view.h>

#include <string.h>

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "VOCABULARY", .name = "vocabulary" },
		{ .title = "TERMS", .name = "terms", .right = true },
		{ .title = "DEPRECATED", .name = "deprecated", .right = true },
		{ 0 },
	};

	return record_list(command, "vocabulary", columns, "The catalogue has no vocabulary.", err);
}

/* Terms on their way out: a line each for programs, a block for people. */
struct terms {
	struct command *command;
	struct block    block;
};

static void
terms_end(struct terms *terms)
{
	block_end(&terms->block);
}

/* "Label: definition", and below it what else is known. */
static enum status
add_term(struct terms *terms, const json_t *term, struct error *err)
{
	static const struct {
		const char *name, *words;
	} further[] = {
		{ "broader", "Part of " },
		{ "source", "Source: " },
		{ "deprecated", "No longer to be used: " },
	};
	const char *code = shown_string(term, "code"), *label = shown_string(term, "label");
	const char *definition = shown_string(term, "definition");
	const char *translation = shown_string(term, "translation");
	SCOPED(buffer) name = { 0 };
	SCOPED(buffer) words = { 0 };
	enum status status;

	text_append_escaped(&name, code ? code : "", code ? strlen(code) : 0);
	buffer_append_format(&words, "%s%s%s%s: %s", label ? label : "(no label)",
	                     translation ? " (" : "", translation ? translation : "",
	                     translation ? ")" : "",
	                     definition && *definition ? definition : "no definition");
	for (size_t i = 0; i < sizeof further / sizeof further[0]; i++) {
		const char *more = shown_string(term, further[i].name);

		if (more != NULL)
			buffer_append_format(&words, "\n%s%s", further[i].words, more);
	}
	status = buffer_check(&name, err);
	if (status == STATUS_OK)
		status = buffer_check(&words, err);
	if (status == STATUS_OK)
		block_add(&terms->block, buffer_string(&name), text_of_buffer(&words));
	return status;
}

static enum status
take_term(void *context, json_t *term, struct error *err)
{
	struct terms *terms = context;
	enum status status = interrupt_check(err);

	if (status != STATUS_OK)
		return status;
	if (!terms->command->settings.json)
		return add_term(terms, term, err);
	output_json(terms->command->output, json_incref(term));
	return STATUS_OK;
}

static enum status
run_show(struct command *command, struct error *err)
{
	SCOPED(terms) terms = { .command = command };
	const struct vidimus_output to = { take_term, &terms };
	enum status status;

	block_begin(&terms.block, command->output, &command->terminal);
	status = vidimus_terms(command->session->catalogue, command->arguments[0],
	                       command_text(command, "language"), &to, err);
	return status == STATUS_OK ? block_finish(&terms.block, err) : status;
}

/* Says what became of a term: CODE of LIST and what it is now; or both with --json. */
static void
tell_term(struct command *command, const char *now)
{
	const char *vocabulary = command->arguments[0], *code = command->arguments[1];

	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:s}", "vocabulary", vocabulary, "code", code));
	else
		output_format(command->output, "%s of %s %s.\n", code, vocabulary, now);
}

static enum status
run_add(struct command *command, struct error *err)
{
	struct vidimus_term_words words = {
		.vocabulary = command->arguments[0],
		.code = command->arguments[1],
		.label = command_text(command, "label"),
		.broader = command_text(command, "broader"),
		.source = command_text(command, "source"),
	};
	SCOPED(buffer) definition = { 0 };
	enum status status = prose_or_null(command, "definition", &definition, &words.definition,
	                                   err);

	if (status == STATUS_OK)
		status = vidimus_term_add(command->session->catalogue, &words, err);
	if (status == STATUS_OK)
		tell_term(command, "can be used now");
	return status;
}

static enum status
run_deprecate(struct command *command, struct error *err)
{
	SCOPED(buffer) because = { 0 };
	enum status status = prose_demand(&because, command, "because",
	                                  "Why is the term no longer to be used, and which instead?",
	                                  err);

	if (status == STATUS_OK)
		status = vidimus_term_deprecate(command->session->catalogue, command->arguments[0],
		                                command->arguments[1], buffer_string(&because), err);
	if (status == STATUS_OK)
		tell_term(command, "is no longer offered; records that have it keep it");
	return status;
}

static enum status
run_update(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *loaded = NULL;
	enum status status = vidimus_vocabulary_update(command->session->catalogue, &loaded, err);
	json_t *code;
	size_t i;

	if (status != STATUS_OK)
		return status;
	if (command->settings.json) {
		output_json(command->output, json_pack("{s:O}", "loaded", loaded));
		return STATUS_OK;
	}
	json_array_foreach(loaded, i, code)
		output_format(command->output, "%s is loaded.\n", json_string_value(code));
	if (json_array_size(loaded) == 0)
		output_string(command->output,
		              "Every list is as this version brings it: nothing is recorded.\n");
	return STATUS_OK;
}

static const struct verb_option show_options[] = {
	{ .name = "language", .kind = VALUE_TEXT, .argument = "XX",
	  .about = "Show labels in that language too: az, hy, ru" },
	{ 0 },
};

static const struct verb_option add_options[] = {
	{ .name = "label", .kind = VALUE_TEXT, .argument = "TEXT", .required = true,
	  .about = "How people call it" },
	{ .name = "definition", .kind = VALUE_PROSE, .argument = "TEXT", .required = true,
	  .limit = 4096, .about = "What it means: a sentence by which two people choose alike" },
	{ .name = "broader", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "The wider term of the same list that it belongs to" },
	{ .name = "source", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "Where it comes from" },
	{ 0 },
};

static const struct verb_option deprecate_options[] = {
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 512,
	  .about = "Why, and which term to use instead; else the editor opens" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "vocabulary add platform x-forum", "Fill label and definition in, in the editor." },
	{ "vocabulary add platform x-forum --label Forum --definition @forum.txt",
	  "The same by options." },
	{ 0 },
};

static const struct verb_example deprecate_examples[] = {
	{ "vocabulary deprecate platform x-forum --because 'Closed; use website.'",
	  "Old records keep it, new ones are refused with these words." },
	{ 0 },
};

static const struct verb_example list_examples[] = {
	{ "vocabulary list", "Which lists of codes there are." },
	{ 0 },
};

static const struct verb_example show_examples[] = {
	{ "vocabulary show acquisition-method", "The codes that --method takes, and what they mean." },
	{ "vocabulary show verification-status --language ru", "With labels in Russian." },
	{ 0 },
};

static const struct verb verb_vocabulary_list = {
	.name = "list", .summary = "List the vocabularies",
	.about = "A vocabulary is a list of codes, as options take them and lists show them. The "
	         "catalogue keeps its own, in its log, so that an old record still says what it said.",
	.examples = list_examples, .needs = NEEDS_READING, .run = run_list,
};

static const struct verb verb_vocabulary_show = {
	.name = "show", .summary = "Show the codes of a vocabulary and what they mean",
	.about = "Each code with its label, its definition, the wider term it belongs to, and where "
	         "the term comes from. One that is no longer to be used says so and stays valid in "
	         "old records.",
	.arguments = "NAME", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { show_options }, .examples = show_examples, .needs = NEEDS_READING,
	.run = run_show,
};

static const struct verb verb_vocabulary_add = {
	.name = "add", .summary = "Add a term of your own",
	.about = "Its code begins with x-, so that it is never taken for one that others know. Lists "
	         "whose terms have rules in the program, such as verification-status, take none.",
	.arguments = "NAME x-CODE", .argument_kind = VALUE_TEXT, .least = 2, .most = 2,
	.options = { add_options, fields_options }, .examples = add_examples, .needs = NEEDS_KEY, .has_form = true,
	.run = run_add,
};

static const struct verb verb_vocabulary_deprecate = {
	.name = "deprecate", .summary = "Offer a term no longer",
	.about = "Nothing is deleted: the term stays in the list, and in every record that has it.",
	.arguments = "NAME CODE", .argument_kind = VALUE_TEXT, .least = 2, .most = 2,
	.options = { deprecate_options }, .examples = deprecate_examples, .needs = NEEDS_KEY,
	.run = run_deprecate,
};

static const struct verb_example update_examples[] = {
	{ "vocabulary update", "After a newer vidimus was installed." },
	{ 0 },
};

static const struct verb verb_vocabulary_update = {
	.name = "update", .summary = "Load the lists that this version brings",
	.about = "A catalogue keeps the lists that it was made with. This loads those that it lacks or "
	         "has otherwise, each by an event. Terms of your own stay, and so does what you "
	         "deprecated; a term that a list has no longer is deprecated, and stays in old records.",
	.examples = update_examples, .needs = NEEDS_KEY, .run = run_update,
};

static const struct verb *const verbs[] = { &verb_vocabulary_list, &verb_vocabulary_show,
	                                    &verb_vocabulary_add, &verb_vocabulary_deprecate,
	                                    &verb_vocabulary_update, NULL };

const struct verb verb_vocabulary = {
	.name = "vocabulary", .summary = "The codes that options take, and what they mean",
	.group = GROUP_LOOKING, .verbs = verbs, .fallback = &verb_vocabulary_list,
};

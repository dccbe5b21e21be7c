/* SPDX-License-Identifier: Apache-2.0 */
/* verb_vocabulary.c - `vidimus vocabulary`: the codes that options take, and what they mean. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/records.h"
#include "cli/session.h"

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
	SCOPED(buffer) name = { 0 };
	SCOPED(buffer) words = { 0 };
	enum status status;

	text_append_escaped(&name, code ? code : "", code ? strlen(code) : 0);
	buffer_append_format(&words, "%s: %s", label ? label : "(no label)",
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
	status = vidimus_terms(command->session->catalogue, command->arguments[0], &to, err);
	return status == STATUS_OK ? block_finish(&terms.block, err) : status;
}

static const struct verb_example list_examples[] = {
	{ "vocabulary list", "Which lists of codes there are." },
	{ 0 },
};

static const struct verb_example show_examples[] = {
	{ "vocabulary show acquisition-method", "The codes that --method takes, and what they mean." },
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
	.examples = show_examples, .needs = NEEDS_READING, .run = run_show,
};

static const struct verb *const verbs[] = { &verb_vocabulary_list, &verb_vocabulary_show, NULL };

const struct verb verb_vocabulary = {
	.name = "vocabulary", .summary = "The codes that options take, and what they mean",
	.group = GROUP_LOOKING, .verbs = verbs, .fallback = &verb_vocabulary_list,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* claims_text.c - claims under each other, what was taken back struck out in words. */
#include "cli/claims_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/shown.h"

#include <string.h>

void
claim_by_append(struct buffer *out, const json_t *claim)
{
	const char *kind = shown_string(claim, "by_kind"), *by = shown_string(claim, "by");
	const char *text = shown_string(claim, "by_text");
	json_int_t version = json_integer_value(json_object_get(claim, "by_version"));

	if (kind == NULL)
		buffer_append_string(out, "unknown (destroyed)");
	else if (strcmp(kind, "file") == 0)
		buffer_append_string(out, "the file itself");
	else if (by != NULL && text != NULL)
		buffer_append_format(out, "%s (%s)", by, text);
	else
		buffer_append_string(out, by ? by : kind);
	if (version > 1)
		buffer_append_format(out, ", version %lld", (long long)version);
}

/* The stance, and whether it still stands. */
static void
append_stance(struct buffer *out, const json_t *claim)
{
	const char *stance = shown_string(claim, "stance");
	const char *superseded = shown_string(claim, "superseded_by");
	const char *how = shown_string(json_object_get(claim, "retracted"), "how");

	buffer_append_string(out, stance ? stance : "unknown");
	if (shown_string(claim, "refers_to") != NULL)
		buffer_append_format(out, " %s", shown_string(claim, "refers_to"));
	if (how != NULL)
		buffer_append_format(out, " (taken back: %s)", how);
	else if (superseded != NULL)
		buffer_append_format(out, " (no more: see %s)", superseded);
}

void
claim_roots_append(struct buffer *out, const json_t *claim)
{
	json_t *root;
	size_t i;

	json_array_foreach(json_object_get(claim, "roots"), i, root) {
		const char *id = shown_string(root, "id"), *text = shown_string(root, "text");

		buffer_append_format(out, "%s%s%s", out->n ? ", " : "",
		                     id ? id : text ? text : "unknown",
		                     json_is_true(json_object_get(root, "independent")) ? ""
		                                                                        : "?");
	}
	if (json_is_true(json_object_get(claim, "rests_on_unrecorded")))
		buffer_append_format(out, "%swhat is not recorded", out->n ? ", " : "");
}

void
claim_sources_append(struct buffer *out, const json_t *sources)
{
	json_int_t least = json_integer_value(json_object_get(sources, "least"));
	json_int_t most = json_integer_value(json_object_get(sources, "most"));

	if (most == 0)
		buffer_append_string(out, "none");
	else if (least == most)
		buffer_append_format(out, "%lld", (long long)least);
	else
		buffer_append_format(out, "%lld to %lld", (long long)least, (long long)most);
}

static json_t *
owned(const struct buffer *text)
{
	return text->failed ? NULL : json_of_text_lossy(text_of_buffer(text));
}

/* The value as the claim has it: a party is one on whatever basis it is named. */
static const char *
own_words(const json_t *value, const json_t *claim, bool first)
{
	const char *shared = shown_string(value, "words"), *own = shown_string(claim, "words");

	if (first)
		return shared ? shared : "no value";
	return own && shared && strcmp(own, shared) != 0 ? own : "";
}

/* A row for a claim; the value and its sources stand in the first. */
static enum status
add_row(json_t *rows, const json_t *value, const json_t *claim, bool first, struct error *err)
{
	SCOPED(buffer) by = { 0 };
	SCOPED(buffer) stance = { 0 };
	SCOPED(buffer) sources = { 0 };
	SCOPED(buffer) roots = { 0 };
	SCOPED(buffer) words = { 0 };

	claim_by_append(&by, claim);
	append_stance(&stance, claim);
	claim_roots_append(&roots, claim);
	buffer_append_string(&words, own_words(value, claim, first));
	if (first)
		claim_sources_append(&sources, json_object_get(value, "sources"));
	return json_array_append_new(
		       rows, json_pack("{s:o,s:o,s:o,s:o,s:o,s:O,s:O,s:O}", "words", owned(&words),
	                               "sources", owned(&sources), "by", owned(&by), "stance",
	                               owned(&stance), "roots", owned(&roots), "grade",
	                               json_object_get(claim, "grade"), "basis",
	                               json_object_get(claim, "basis"), "id",
	                               json_object_get(claim, "id"))) == 0
	               ? STATUS_OK
	               : fail(err, STATUS_MEMORY, "out of memory");
}

static enum status
add_rows(json_t *rows, const json_t *question, struct error *err)
{
	enum status status = STATUS_OK;
	json_t *value, *claim;
	size_t i, k;

	json_array_foreach(json_object_get(question, "values"), i, value)
		json_array_foreach(json_object_get(value, "claims"), k, claim)
			if (status == STATUS_OK)
				status = add_row(rows, value, claim, k == 0, err);
	return status;
}

/* "count-by-alleged-party, Armenia, of R-000001: conflict" */
static void
append_heading(struct buffer *out, const json_t *question)
{
	const char *party = shown_string(question, "party"), *about = shown_string(question, "about");
	const char *state = shown_string(question, "state"), *of = shown_string(question, "of");
	const char *property = shown_string(question, "property");

	buffer_append_string(out, property ? property : "unknown");
	if (party != NULL)
		buffer_append_format(out, ", %s", party);
	buffer_append_format(out, ", of %s", about ? about : of ? of : "unknown");
	if (state != NULL)
		buffer_append_format(out, ": %s", state);
}

static void
print_notes(struct command *command, const json_t *question)
{
	json_t *note;
	size_t i;

	json_array_foreach(json_object_get(question, "notes"), i, note) {
		const char *text = shown_string(note, "text");

		output_string(command->output, "Note: ");
		output_escaped(command->output, text_of(text ? text : "unknown"));
		output_string(command->output, "\n");
	}
}

enum status
question_print(struct command *command, const json_t *question, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "VALUE", .name = "words", .shrinks = true },
		{ .title = "SOURCES", .name = "sources", .right = true },
		{ .title = "ASSERTED BY", .name = "by", .shrinks = true },
		{ .title = "STANCE", .name = "stance" },
		{ .title = "GRADE", .name = "grade" },
		{ .title = "BASIS", .name = "basis", .shrinks = true },
		{ .title = "RESTS ON", .name = "roots", .shrinks = true },
		{ .title = "CLAIM", .name = "id" },
		{ 0 },
	};
	SCOPED_JSON json_t *table = json_pack("{s:[]}", "rows");
	SCOPED(buffer) heading = { 0 };
	enum status status = table ? add_rows(json_object_get(table, "rows"), question, err)
	                           : fail(err, STATUS_MEMORY, "out of memory");

	append_heading(&heading, question);
	if (status == STATUS_OK)
		status = buffer_check(&heading, err);
	if (status == STATUS_OK)
		status = shown_table(command, buffer_string(&heading), table, "rows", columns, err);
	if (status == STATUS_OK)
		print_notes(command, question);
	return status;
}

/* What a list's columns show of several members: who asserts, and what was taken back. */
static enum status
prepare_list(const json_t *list, struct error *err)
{
	json_t *claim;
	size_t i;

	json_array_foreach(json_iterable(list), i, claim) {
		json_t *how = json_object_get(json_object_get(claim, "retracted"), "how");

		if (json_is_null(json_object_get(claim, "by_text")) &&
		    json_object_set(claim, "by_text", json_object_get(claim, "by_kind")) != 0)
			return fail(err, STATUS_MEMORY, "out of memory");
		if (json_object_set(claim, "retracted_how", how ? how : json_null()) != 0)
			return fail(err, STATUS_MEMORY, "out of memory");
	}
	return STATUS_OK;
}

/* A record's claims one under the other, where they were not brought together. */
static enum status
print_list(struct command *command, const char *heading, const json_t *record, const char *name,
           struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "CLAIM", .name = "id" },
		{ .title = "OF", .name = "of" },
		{ .title = "PROPERTY", .name = "property" },
		{ .title = "VALUE", .name = "words", .shrinks = true },
		{ .title = "STANCE", .name = "stance" },
		{ .title = "BY", .name = "by_text", .shrinks = true },
		{ .title = "GRADE", .name = "grade" },
		{ .title = "TAKEN BACK", .name = "retracted_how" },
		{ 0 },
	};
	enum status status = prepare_list(json_object_get(record, name), err);

	return status == STATUS_OK ? shown_table(command, heading, record, name, columns, err) : status;
}

static enum status
print_lists(struct command *command, const json_t *record, struct error *err)
{
	json_int_t count = json_integer_value(json_object_get(record, "claim_count"));
	enum status status = print_list(command, "Claims", record, "claims", err);

	if (status == STATUS_OK &&
	    count > (json_int_t)json_array_size(json_object_get(record, "claims")))
		output_format(command->output, "… of %lld in all: `vidimus claim list` has them.\n",
		              (long long)count);
	return status == STATUS_OK ? print_list(command, "Claims about members, which stay theirs", record,
	                                        "member_claims", err)
	                           : status;
}

enum status
claims_print(struct command *command, const json_t *record, struct error *err)
{
	json_t *questions = json_object_get(record, "claims_beside"), *question;
	enum status status = STATUS_OK;
	size_t i;

	if (questions == NULL)
		return print_lists(command, record, err);
	json_array_foreach(questions, i, question) {
		if (status == STATUS_OK)
			status = question_print(command, question, err);
	}
	return status;
}

static const struct shown_member claim_members[] = {
	{ .label = "Claim", .name = "id" },
	{ .label = "Of", .name = "of", .demanded = true },
	{ .label = "About", .name = "about" },
	{ .label = "Part", .name = "part_words" },
	{ .label = "Property", .name = "property", .demanded = true },
	{ .label = "Value", .name = "words", .form = SHOWN_PROSE },
	{ .label = "Protected", .name = "protected" },
	{ .label = "Stance", .name = "stance", .demanded = true },
	{ .label = "Refers to", .name = "refers_to" },
	{ .label = "In the file", .name = "file_tag" },
	{ .label = "In its words", .name = "raw", .form = SHOWN_PROSE },
	{ .label = "Language", .name = "language" },
	{ .label = "Said on", .name = "made" },
	{ .label = "Basis", .name = "basis" },
	{ .label = "Grade", .name = "grade" },
	{ .label = "Grounds", .name = "grounds", .form = SHOWN_PROSE },
	{ .label = "Protected grounds", .name = "protected_grounds", .form = SHOWN_PROSE },
	{ .label = "Independence", .name = "independence" },
	{ .label = "Derived from", .name = "derived_from" },
	{ .label = "Because", .name = "trace_grounds", .form = SHOWN_PROSE },
	{ .label = "Protected reasons", .name = "protected_trace_grounds", .form = SHOWN_PROSE },
	{ .label = "Superseded by", .name = "superseded_by" },
	{ .label = "Note", .name = "note", .form = SHOWN_PROSE },
	{ .label = "Recorded", .name = "recorded", .form = SHOWN_TIME },
	{ .label = "Recorded by", .name = "actor", .form = SHOWN_REFERENCE },
	{ 0 },
};

static enum status
print_dependence(struct command *command, const json_t *claim, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "CLAIM", .name = "id" },
		{ .title = "HOW", .name = "how" },
		{ 0 },
	};
	enum status status = shown_table(command, "Claims that rest on it", claim, "source_of",
	                                 columns, err);

	return status == STATUS_OK ? shown_table(command, "Claims that refer to it", claim,
	                                         "referred_to_by", columns, err)
	                           : status;
}

enum status
claim_print(struct command *command, const json_t *claim, struct error *err)
{
	const char *how = shown_string(json_object_get(claim, "retracted"), "how");
	SCOPED(buffer) by = { 0 };
	SCOPED(buffer) roots = { 0 };
	SCOPED(block) block = { 0 };
	enum status status;

	claim_by_append(&by, claim);
	claim_roots_append(&roots, claim);
	if (how != NULL)
		output_format(command->output, "Taken back (%s): it is shown and not counted.\n", how);
	block_begin(&block, command->output, &command->terminal);
	block_add(&block, "Asserted by", text_of_buffer(&by));
	shown_members(&block, claim, claim_members);
	if (roots.n > 0)
		block_add(&block, "Rests on in the end", text_of_buffer(&roots));
	block.entries.failed = block.entries.failed || by.failed || roots.failed;
	status = block_finish(&block, err);
	return status == STATUS_OK ? print_dependence(command, claim, err) : status;
}

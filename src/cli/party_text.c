/* SPDX-License-Identifier: Apache-2.0 */
/* party_text.c - each source's own numbers in a row, then how many sources each number has. */
#include "cli/party_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/claims_text.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/table.h"

#include <vidimus/claim.h>

#include <string.h>

/* Columns of parties; who names more is told in the table of numbers below. */
#define PARTIES_MAX (TABLE_COLUMN_LIMIT - 4)

/* Names of the parties in the order in which the questions name them. */
static size_t
list_parties(const json_t *object, const char *names[PARTIES_MAX])
{
	json_t *question;
	size_t count = 0, i;

	json_array_foreach(json_object_get(object, "questions"), i, question) {
		const char *party = shown_string(question, "party");
		bool known = party == NULL;

		for (size_t k = 0; k < count; k++)
			known = known || strcmp(names[k], party) == 0;
		if (!known && count < PARTIES_MAX)
			names[count++] = party;
	}
	return count;
}

/* What a source says of one party; of two numbers both, with a bar between. */
static void
append_number(struct buffer *out, const json_t *source, const char *party)
{
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(source, "parties"), i, entry) {
		const char *name = shown_string(entry, "party"), *value = shown_string(entry, "value");

		if (name != NULL && value != NULL && strcmp(name, party) == 0)
			buffer_append_format(out, "%s%s", out->n ? " | " : "", value);
	}
	if (out->n == 0)
		buffer_append_string(out, "not said");
}

static void
add_source(struct table *table, const json_t *source, const char *const *parties, size_t count)
{
	const char *total = shown_string(source, "total"), *about = shown_string(source, "about");
	SCOPED(buffer) by = { 0 };
	SCOPED(buffer) roots = { 0 };

	claim_by_append(&by, source);
	if (about != NULL)
		buffer_append_format(&by, ", of %s", about);
	claim_roots_append(&roots, source);
	table_cell(table, text_of_buffer(&by));
	table_cell_string(table, total ? total : "not said");
	for (size_t i = 0; i < count; i++) {
		SCOPED(buffer) number = { 0 };

		append_number(&number, source, parties[i]);
		table_cell(table, text_of_buffer(&number));
	}
	table_cell(table, text_of_buffer(&roots));
	table->failed = table->failed || by.failed || roots.failed;
}

static enum status
print_sources(struct command *command, const json_t *object, struct error *err)
{
	struct column columns[TABLE_COLUMN_LIMIT + 1] = { { .title = "ACCORDING TO", .shrinks = true },
		                                          { .title = "IN ALL", .right = true } };
	const char *parties[PARTIES_MAX];
	size_t count = list_parties(object, parties), i;
	struct table table;
	json_t *source;
	enum status status;

	for (i = 0; i < count; i++)
		columns[i + 2] = (struct column){ .title = parties[i], .right = true };
	columns[count + 2] = (struct column){ .title = "RESTS ON", .shrinks = true };
	table_begin(&table, command->output, &command->terminal, columns);
	json_array_foreach(json_object_get(object, "sources"), i, source)
		add_source(&table, source, parties, count);
	status = table_finish(&table, err);
	table_end(&table);
	return status;
}

/* Each number with how many say so and how many of them are independent. */
static enum status
print_numbers(struct command *command, const json_t *object, struct error *err)
{
	static const struct column columns[] = {
		{ .title = "OF" },
		{ .title = "NUMBER", .right = true },
		{ .title = "SAID BY", .right = true },
		{ .title = "INDEPENDENT SOURCES", .right = true },
		{ 0 },
	};
	json_t *question, *value;
	struct table table;
	enum status status;
	size_t i, k;

	output_string(command->output, "\n");
	table_begin(&table, command->output, &command->terminal, columns);
	json_array_foreach(json_object_get(object, "questions"), i, question) {
		const char *party = shown_string(question, "party");

		json_array_foreach(json_object_get(question, "values"), k, value) {
			const json_t *sources = json_object_get(value, "sources");
			const char *words = shown_string(value, "value");
			SCOPED(buffer) independent = { 0 };

			claim_sources_append(&independent, sources);
			table_cell_string(&table, k > 0 ? "" : party ? party : "all");
			table_cell_string(&table, words ? words : "unknown");
			table_cell_number(&table, (uint64_t)json_integer_value(
							  json_object_get(sources, "claims")));
			table_cell(&table, text_of_buffer(&independent));
		}
	}
	status = table_finish(&table, err);
	table_end(&table);
	return status;
}

/* "verified 3, disputed 1" */
static void
append_statuses(struct buffer *out, const json_t *statuses)
{
	const char *code;
	json_t *number;

	json_object_foreach(json_iterable(statuses), code, number)
		buffer_append_format(out, "%s%s %lld", out->n ? ", " : "", code,
		                     (long long)json_integer_value(number));
}

static void
add_counted(struct table *table, const char *party, const json_t *asserter)
{
	SCOPED(buffer) by = { 0 };
	SCOPED(buffer) basis = { 0 };
	SCOPED(buffer) statuses = { 0 };
	SCOPED(buffer) roots = { 0 };

	claim_by_append(&by, asserter);
	shown_append(&basis, json_object_get(asserter, "basis"), SHOWN_PLAIN);
	append_statuses(&statuses, json_object_get(asserter, "statuses"));
	claim_roots_append(&roots, asserter);
	table_cell_string(table, party);
	table_cell(table, text_of_buffer(&by));
	table_cell(table, basis.n ? text_of_buffer(&basis) : text_of("not said"));
	table_cell_number(table, (uint64_t)json_integer_value(json_object_get(asserter, "cited")));
	table_cell(table, text_of_buffer(&statuses));
	table_cell(table, text_of_buffer(&roots));
	table->failed = table->failed || by.failed || basis.failed || statuses.failed || roots.failed;
}

/* Of what a report cites, by what is claimed here of each and of what it shows. */
static enum status
print_counted(struct command *command, const json_t *object, struct error *err)
{
	static const struct column columns[] = {
		{ .title = "PARTY" },
		{ .title = "ACCORDING TO", .shrinks = true },
		{ .title = "ON THE BASIS", .shrinks = true },
		{ .title = "CITED", .right = true },
		{ .title = "WITH STATUS", .shrinks = true },
		{ .title = "RESTS ON", .shrinks = true },
		{ 0 },
	};
	const char *of = shown_string(object, "of");
	json_t *party, *asserter;
	struct table table;
	enum status status;
	size_t i, k;

	output_format(command->output, "\nOf %lld that %s cites, by what is claimed of each and of what it shows; of %lld no party is claimed\n",
	              (long long)json_integer_value(json_object_get(object, "cited")),
	              of ? of : "the report",
	              (long long)json_integer_value(json_object_get(object, "unattributed")));
	table_begin(&table, command->output, &command->terminal, columns);
	json_array_foreach(json_object_get(object, "parties"), i, party) {
		const char *name = shown_string(party, "party");

		json_array_foreach(json_object_get(party, "by"), k, asserter)
			add_counted(&table, k > 0 ? "" : name ? name : "unknown", asserter);
	}
	status = table_finish(&table, err);
	table_end(&table);
	return status;
}

static enum status
print_stated(struct command *command, const json_t *object, struct error *err)
{
	const char *of = shown_string(object, "of"), *text = shown_string(object, "of_text");
	SCOPED(buffer) heading = { 0 };
	json_t *note;
	enum status status;
	size_t i;

	buffer_append_format(&heading, "How many show acts by whom, of %s%s%s%s", of ? of : "unknown",
	                     text ? " (" : "", text ? text : "", text ? ")" : "");
	status = buffer_check(&heading, err);
	if (status != STATUS_OK)
		return status;
	shown_heading(command, buffer_string(&heading));
	status = print_sources(command, object, err);
	if (status == STATUS_OK)
		status = print_numbers(command, object, err);
	json_array_foreach(json_object_get(object, "notes"), i, note) {
		const char *words = shown_string(note, "text");

		output_string(command->output, "Note: ");
		output_escaped(command->output, text_of(words ? words : "unknown"));
		output_string(command->output, "\n");
	}
	return status;
}

static enum status
print_object(struct command *command, const json_t *object, struct error *err)
{
	const char *kind = shown_string(object, "kind");

	return (kind != NULL && strcmp(kind, "counted") == 0 ? print_counted : print_stated)(
		command, object, err);
}

/* Objects on their way to standard output. */
struct printing {
	struct command *command;
	size_t          count;
};

static enum status
emit(void *context, json_t *object, struct error *err)
{
	struct printing *printing = context;

	printing->count++;
	if (!printing->command->settings.json)
		return print_object(printing->command, object, err);
	output_json(printing->command->output, json_incref(object));
	return output_failed(printing->command->output) ? STATUS_DONE : STATUS_OK;
}

enum status
party_counts_print(struct command *command, const char *of, struct error *err)
{
	struct printing printing = { command, 0 };
	struct vidimus_output to = { emit, &printing };
	enum status status = vidimus_party_counts(command->session->catalogue, of, &to, err);

	if (status == STATUS_DONE)
		return STATUS_OK;
	if (status == STATUS_OK && printing.count == 0 && !command->settings.json)
		output_format(command->output, "No number by party is claimed%s%s.\n", of ? " of " : "",
		              of ? of : "");
	return status;
}

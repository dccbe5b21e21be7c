/* SPDX-License-Identifier: Apache-2.0 */
/* listing.c - lists of objects: a table for people, a line each for programs. */
#include "cli/shown.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/session.h"

#include <assert.h>
#include <string.h>

void
listing_begin(struct listing *listing, struct command *command,
              const struct shown_column *columns)
{
	size_t count = 0;

	*listing = (struct listing){ .command = command, .shown = columns };
	for (; columns[count].title != NULL; count++) {
		assert(count < TABLE_COLUMN_LIMIT);
		listing->columns[count] = (struct column){ columns[count].title,
			                                   columns[count].right,
			                                   columns[count].shrinks };
	}
	table_begin(&listing->table, command->output, &command->terminal, listing->columns);
}

void
listing_end(struct listing *listing)
{
	table_end(&listing->table);
}

static enum status
print_object(const struct listing *listing, json_t *object, struct error *err)
{
	json_t *shown = listing->as_json ? listing->as_json(object) : json_incref(object);

	if (shown == NULL)
		return fail_memory(err);
	output_json(listing->command->output, shown);
	return STATUS_OK;
}

/* What was taken back is struck out, and what nobody assessed is never pale: it is treated as the worst. */
static enum style
style_of(const struct shown_column *column, const json_t *object)
{
	if (json_is_object(json_object_get(object, "retracted")))
		return STYLE_STRUCK;
	if (strcmp(column->name, "sensitivity") != 0 ||
	    !json_is_true(json_object_get(object, "treat_as_graphic")))
		return STYLE_PLAIN;
	return STYLE_WARNING;
}

static enum status
add_row(struct listing *listing, const json_t *object, struct error *err)
{
	for (const struct shown_column *column = listing->shown; column->title != NULL; column++) {
		SCOPED(buffer) words = { 0 };
		enum status status;

		shown_append(&words, json_object_get(object, column->name), column->form);
		if (column == listing->shown)
			shown_retraction(&words, object);
		status = buffer_check(&words, err);
		if (status != STATUS_OK)
			return status;
		table_cell_styled(&listing->table, text_of_buffer(&words),
		                  style_of(column, object));
	}
	return STATUS_OK;
}

enum status
listing_add(struct listing *listing, json_t *object, struct error *err)
{
	enum status status = interrupt_check(err);

	if (status != STATUS_OK)
		return status;
	if (output_failed(listing->command->output))
		return STATUS_DONE;
	listing->count++;
	return listing->command->settings.json ? print_object(listing, object, err)
	                                       : add_row(listing, object, err);
}

static enum status
emit(void *context, json_t *object, struct error *err)
{
	return listing_add(context, object, err);
}

struct vidimus_output
listing_output(struct listing *listing)
{
	return (struct vidimus_output){ emit, listing };
}

enum status
listing_finish(struct listing *listing, enum status status, const char *none, struct error *err)
{
	if (status != STATUS_OK && status != STATUS_DONE)
		return status;
	if (listing->command->settings.json || status == STATUS_DONE)
		return STATUS_OK;
	if (listing->count == 0 && none != NULL)
		output_format(listing->command->output, "%s\n", none);
	return table_finish(&listing->table, err);
}

enum status
listing_print(struct command *command, const struct shown_column *columns,
              enum status (*list)(struct vidimus_catalogue *, const struct vidimus_output *,
                                  struct error *),
              const char *none, struct error *err)
{
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = list(command->session->catalogue, &to, err);
	status = listing_finish(&listing, status, none, err);
	listing_end(&listing);
	return status;
}

enum status
shown_table(struct command *command, const char *heading, const json_t *object, const char *name,
            const struct shown_column *columns, struct error *err)
{
	json_t *list = json_object_get(object, name), *entry;
	enum status status = STATUS_OK;
	struct listing listing;
	size_t i;

	if (json_array_size(list) == 0)
		return STATUS_OK;
	shown_heading(command, heading);
	listing_begin(&listing, command, columns);
	json_array_foreach(list, i, entry) {
		if (status == STATUS_OK)
			status = add_row(&listing, entry, err);
	}
	if (status == STATUS_OK)
		status = table_finish(&listing.table, err);
	listing_end(&listing);
	return status;
}

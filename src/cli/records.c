/* SPDX-License-Identifier: Apache-2.0 */
/* records.c - lists and records through the public views. */
#include "cli/records.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/ids.h"
#include "cli/prose.h"
#include "cli/record_text.h"
#include "cli/session.h"

#include <vidimus/record.h>
#include <vidimus/view.h>

#include <stdio.h>
#include <string.h>

const char list_filters[] = "[FILTER…]";

enum status
record_list(struct command *command, const char *kind, const struct shown_column *columns,
            const char *none, struct error *err)
{
	bool filtered = command->verb->arguments == list_filters;
	size_t filters = filtered ? command->argument_count : 0;
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_record_query(command->session->catalogue, kind, command->arguments, filters,
	                              &to, err);
	status = listing_finish(&listing, status, filters > 0 ? "Nothing matches." : none, err);
	listing_end(&listing);
	return status;
}

enum status
asked_take(const struct command *command, char letter, const char **room,
           struct vidimus_asked *out, struct error *err)
{
	out->filters = room;
	for (size_t i = 0; i < command->argument_count; i++) {
		const char *argument = command->arguments[i];

		if (strchr(argument, ':') != NULL || (*argument & ~0x20) == letter)
			room[out->filter_count++] = argument;
		else if (out->of != NULL)
			return fail(err, STATUS_INVALID, "a list is about one record: %s or %s?", out->of,
			            argument);
		else
			out->of = argument;
	}
	return STATUS_OK;
}

/* A code as people say it, and the id it stands for. */
struct code_search {
	const char *code;
	char        id[VIDIMUS_ID_SIZE]; /* "" until it is found */
};

static enum status
compare_code(void *context, json_t *record, struct error *err)
{
	struct code_search *search = context;
	const char *code = shown_string(record, "code"), *id = shown_string(record, "id");

	(void)err;
	if (code == NULL || id == NULL || strcmp(code, search->code) != 0)
		return STATUS_OK;
	snprintf(search->id, sizeof search->id, "%s", id);
	return STATUS_DONE;
}

/* What is no id may be a code. `err` keeps what was said of it as an id. */
static enum status
show_by_code(struct command *command, const char *kind, const char *code, json_t **out,
             struct error *err)
{
	struct code_search search = { .code = code };
	const struct vidimus_output to = { compare_code, &search };
	struct error ignored = { 0 };
	enum status status = vidimus_record_list(command->session->catalogue, kind, &to, &ignored);

	if (status == STATUS_OK)
		return STATUS_INVALID;
	if (status != STATUS_DONE)
		return fail(err, status, "%s", ignored.text);
	return vidimus_show(command->session->catalogue, search.id, out, err);
}

/* Are records of this kind called by codes, so that any word may be the name of one? */
static bool
has_codes(const char *kind)
{
	return strcmp(kind, "channel") == 0 || strcmp(kind, "person") == 0 ||
	       strcmp(kind, "actor") == 0;
}

enum status
record_read(struct command *command, const char *wanted, const char *id, json_t **out,
            struct error *err)
{
	SCOPED_JSON json_t *object = NULL, *by_code = NULL;
	enum status status = vidimus_show(command->session->catalogue, id, &object, err);
	const char *kind = status == STATUS_OK ? shown_string(object, "record") : NULL;
	struct error ignored = { 0 };

	if (status == STATUS_OK && (kind == NULL || strcmp(kind, wanted) == 0)) {
		*out = json_incref(object);
		return STATUS_OK;
	}
	/* p1 is the code of a person, whatever P-1 is */
	if ((status == STATUS_OK || status == STATUS_INVALID || status == STATUS_NOT_FOUND) &&
	    show_by_code(command, wanted, id, &by_code, &ignored) == STATUS_OK) {
		*out = json_incref(by_code);
		return STATUS_OK;
	}
	if (status == STATUS_OK)
		return fail(err, STATUS_INVALID, "%s is no %s, but %s %s: `vidimus show` shows it", id,
		            wanted, strchr("aeiou", kind[0]) ? "an" : "a", kind);
	if (status == STATUS_INVALID && has_codes(wanted))
		return fail(err, STATUS_NOT_FOUND, "there is no %s “%s”: see vidimus %s list", wanted,
		            id, wanted);
	return status;
}

static enum status
show_one(struct command *command, const char *id, struct error *err)
{
	SCOPED_JSON json_t *object = NULL;
	enum status status = record_read(command, command->own, id, &object, err);

	return status == STATUS_OK ? record_print(command, object, err) : status;
}

enum status
record_show(struct command *command, const char *kind, struct error *err)
{
	enum status status;

	command->own = (void *)(uintptr_t)kind;
	status = ids_each(command, show_one, err);
	command->own = NULL;
	return status;
}

void
record_added(struct command *command, const char *what, const char *id)
{
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s}", "id", id));
	else
		output_format(command->output, "%s is %s.\n", what, id);
}

enum status
prose_or_null(const struct command *command, const char *option, struct buffer *room,
              const char **text, struct error *err)
{
	bool given = false;
	enum status status = prose_read(room, command, option, &given, err);

	*text = status == STATUS_OK && given ? buffer_string(room) : NULL;
	return status;
}

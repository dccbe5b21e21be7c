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

#include <vidimus/view.h>

enum status
record_list(struct command *command, const char *kind, const struct shown_column *columns,
            const char *none, struct error *err)
{
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_record_list(command->session->catalogue, kind, &to, err);
	if (status == STATUS_OK)
		status = listing_finish(&listing, none, err);
	listing_end(&listing);
	return status;
}

static enum status
show_one(struct command *command, const char *id, struct error *err)
{
	SCOPED_JSON json_t *object = NULL;
	enum status status = vidimus_show(command->session->catalogue, id, &object, err);

	return status == STATUS_OK ? record_print(command, object, err) : status;
}

static enum status
check_letter(struct command *command, char letter, struct error *err)
{
	for (size_t i = 0; i < command->argument_count; i++) {
		const char *id = command->arguments[i];

		if (letter != '\0' && id[0] != '\0' && id[1] != '\0' && (id[0] & ~0x20) != letter &&
		    text_columns(text_of(id)) < UUID_TEXT_SIZE - 1)
			return fail(err, STATUS_INVALID, "\"%s\" is no id of that kind: they begin with %c-",
			            id, letter);
	}
	return STATUS_OK;
}

enum status
record_show(struct command *command, char letter, struct error *err)
{
	enum status status = check_letter(command, letter, err);

	return status == STATUS_OK ? ids_each(command, show_one, err) : status;
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

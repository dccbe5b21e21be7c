/* SPDX-License-Identifier: Apache-2.0 */
/* withholding.c - a decision over members of events, taken and told. */
#include "cli/withholding.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/prose.h"
#include "cli/records.h"
#include "cli/session.h"
#include "cli/shown.h"

const struct verb_option why_options[] = {
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Why, for colleagues" },
	{ .name = "protected-because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Why, where it is for somebody's sake" },
	{ 0 },
};

enum status
why_read(struct command *command, struct buffer rooms[2], const char **because,
         const char **protected_because, const char *question, struct error *err)
{
	enum status status;

	if (!command_has(command, "because") && !command_has(command, "protected-because")) {
		status = prose_demand(&rooms[0], command, "because", question, err);
		*because = status == STATUS_OK ? buffer_string(&rooms[0]) : NULL;
		return status;
	}
	status = prose_or_null(command, "because", &rooms[0], because, err);
	return status == STATUS_OK ? prose_or_null(command, "protected-because", &rooms[1],
	                                           protected_because, err)
	                           : status;
}

static void
answer(struct command *command, const struct vidimus_withholding *words, const json_t *events)
{
	json_t *event;
	size_t i;

	json_array_foreach(events, i, event) {
		if (command->settings.json)
			output_json(command->output, json_incref(event));
		else
			output_format(command->output, "%s of %s (%s): %s%s%s.\n",
			              shown_string(event, "member"), shown_string(event, "type"),
			              shown_string(event, "event"),
			              json_is_true(json_object_get(event, "before")) ? "was decided so before, "
			                                                             : "",
			              words->code ? "does not leave, as " : "may leave",
			              words->code ? words->code : "");
	}
	if (words->code == NULL)
		command_note(command, "values of persons, devices, places, private channels, paths and notes leave only"
		                      " with an export that says --unencrypted and that a second person approves");
}

enum status
withholding_run(struct command *command, struct vidimus_withholding *words, const char *question,
                struct error *err)
{
	struct buffer rooms[2] = { 0 };
	SCOPED_JSON json_t *events = NULL;
	enum status status = why_read(command, rooms, &words->because, &words->protected_because,
	                              question, err);

	if (status == STATUS_OK)
		status = vidimus_withhold(command->session->catalogue, words, &events, err);
	if (status == STATUS_OK)
		answer(command, words, events);
	buffer_end(&rooms[0]);
	buffer_end(&rooms[1]);
	return status;
}

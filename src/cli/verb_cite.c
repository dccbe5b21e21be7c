/* SPDX-License-Identifier: Apache-2.0 */
/* verb_cite.c - `vidimus cite`: a report cites items and footage, many in one change. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/fields.h"
#include "cli/lines.h"
#include "cli/part_option.h"
#include "cli/record_edit.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/report.h>

#include <stdlib.h>

#define GIVEN_LIMIT 100000 /* ids and ranges that one command may name */

/* The arguments, and lines of standard input for `-`, as an owned list of texts. */
static enum status
gather(struct command *command, json_t *given, struct error *err)
{
	SCOPED(lines) lines;
	struct text line;
	enum status status;

	lines_begin(&lines, command);
	while ((status = lines_next(&lines, &line, err)) == STATUS_OK) {
		if (json_array_size(given) == GIVEN_LIMIT)
			return fail(err, STATUS_LIMIT, "more than %d ids", GIVEN_LIMIT);
		if (json_array_append_new(given, json_of_text(line)) != 0)
			return fail(err, STATUS_INVALID, "an id is not UTF-8 text");
	}
	if (status == STATUS_DONE && json_array_size(given) < 2)
		return fail(err, STATUS_INVALID, "nothing is named that it cites");
	return status == STATUS_DONE ? STATUS_OK : status;
}

/* "N-000001 cites E-000001", or that it does already. */
static enum status
tell(void *context, json_t *citation, struct error *err)
{
	struct command *command = context;
	const char *of = shown_string(citation, "item");

	(void)err;
	if (command->settings.json) {
		output_json(command->output, json_incref(citation));
		return STATUS_OK;
	}
	output_format(command->output, "%s cites %s%s.\n", shown_string(citation, "citation"),
	              of ? of : shown_string(citation, "footage"),
	              json_is_true(json_object_get(citation, "known")) ? " already, in the same words"
	                                                               : "");
	return STATUS_OK;
}

static enum status
cite(struct command *command, const json_t *given, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	const struct vidimus_output to = { tell, command };
	size_t count = json_array_size(given);
	SCOPED_FREE const char **of = calloc(count, sizeof *of);
	enum status status = of ? record_words_take(command, &words, err)
	                        : fail(err, STATUS_MEMORY, "out of memory");

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count; i++)
		of[i] = json_string_value(json_array_get(given, i));
	return vidimus_cite(command->session->catalogue, of[0], of + 1, count - 1, words.fields,
	                    words.count, &to, err);
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *given = json_array();
	enum status status = given ? gather(command, given, err)
	                           : fail(err, STATUS_MEMORY, "out of memory");

	return status == STATUS_OK ? cite(command, given, err) : status;
}

static const struct verb_option options[] = {
	{ .name = "stance", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "relies-on (if nothing is said), mentions, disputes, illustrates" },
	{ .name = "locator", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "Where in the report: para 7, p. 3, 00:04:10" },
	{ .name = "quote", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 4094, .about = "What the report says there" },
	{ .name = "quote-language", .kind = VALUE_TEXT, .argument = "XX",
	  .about = "Language of the quote, as in BCP 47" },
	{ .name = "label", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "What the report calls it: video 3" },
	{ .name = "accessed", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When the report was read" },
	{ .name = "in-version", .kind = VALUE_NUMBER, .argument = "N",
	  .about = "Which version of the report cites it; the latest if nothing is said" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "Why, for colleagues" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "cite R-1 E-1..E-22 V-1", "All in one change, or none." },
	{ "cite R-1 E-3 --part 1:05-1:20 --locator 'para 7' --quote @quote.txt",
	  "A part of one, and where the report speaks of it." },
	{ "cite R-1 - <ids.txt", "What a list names, an id a line." },
	{ 0 },
};

const struct verb verb_cite = {
	.name = "cite", .summary = "Record that a report cites items or footage",
	.about = "Each citation is pinned to the bytes, the status and the version that it finds; "
	         "`report check` tells what has changed since, and `report publish` pins all anew. "
	         "What is not held can be cited. A version that is published takes further "
	         "citations only where --in-version names it, or where it is somebody else's.",
	.arguments = "R-… E-…|V-…|-…", .argument_kind = VALUE_TEXT, .least = 2, .most = ARGUMENTS_MANY,
	.options = { part_options, options, fields_options, query_options }, .examples = examples,
	.group = GROUP_RECORDS, .needs = NEEDS_KEY, .run = run,
};

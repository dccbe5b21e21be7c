/* SPDX-License-Identifier: Apache-2.0 */
/* search_text.c - the columns of searches. */
#include "cli/search_text.h"

#include "base/error.h"
#include "base/json.h"
#include "cli/session.h"

#include <vidimus/link.h>

const struct shown_column search_columns[] = {
	{ .title = "ID", .name = "id" },
	{ .title = "SEARCHED", .name = "searched" },
	{ .title = "FOR", .name = "question" },
	{ .title = "WHERE", .name = "where" },
	{ .title = "RESULT", .name = "result" },
	{ .title = "HITS", .name = "count", .right = true },
	{ .title = "EARLIEST", .name = "earliest" },
	{ .title = "QUERY", .name = "query", .shrinks = true },
	{ 0 },
};

enum status
searches_print(struct command *command, const json_t *record, struct error *err)
{
	return shown_table(command, "Where else was looked", record, "searches", search_columns, err);
}

static enum status
keep(void *context, json_t *search, struct error *err)
{
	return json_array_append(context, search) == 0 ? STATUS_OK : fail_memory(err);
}

enum status
searches_print_of(struct command *command, const char *of, struct error *err)
{
	SCOPED_JSON json_t *record = json_pack("{s:[]}", "searches");
	const struct vidimus_output to = { keep, json_object_get(record, "searches") };
	enum status status = record ? vidimus_searches(command->session->catalogue, of, &to, err)
	                            : fail_memory(err);

	if (status == STATUS_OK && json_array_size(json_object_get(record, "searches")) == 0)
		output_string(command->output,
		              "\nNo search is recorded: the earliest is the earliest that we happen to know.\n");
	return status == STATUS_OK ? searches_print(command, record, err) : status;
}

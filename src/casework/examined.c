/* SPDX-License-Identifier: Apache-2.0 */
/* examined.c - looking up what was examined. */
#include "casework/examined.h"

#include "casework/circumstances.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

/* This program as item.examined tells it, canonical. */
static enum status
tool_text(const struct catalogue *catalogue, struct buffer *out, struct error *err)
{
	SCOPED_JSON json_t *tool = circumstances_tool(catalogue);

	return tool ? json_canonical(out, tool, err) : fail_memory(err);
}

enum status
examined_by_this_program(struct catalogue *catalogue, const struct digest *object, bool *out,
                         struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	SCOPED(buffer) tool = { 0 };
	char hash[DIGEST_TEXT_SIZE];
	enum status st = tool_text(catalogue, &tool, err);

	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        "SELECT 1 FROM p_objects o JOIN p_examinations e"
		                        " ON e.item = o.item AND e.object = o.sha256"
		                        " WHERE o.sha256 = $1 AND e.tool = $2 LIMIT 1",
		                        &statement, err);
	if (st != STATUS_OK)
		return st;
	digest_write(hash, object);
	statement_bind_text(statement, 1, text_of(hash));
	statement_bind_text(statement, 2, text_of_buffer(&tool));
	st = statement_step(statement, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
exhibit_uuid(struct catalogue *catalogue, int64_t number, struct uuid *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT uuid FROM p_items WHERE number = $1", &statement,
	                                    err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, number);
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no item E-%06lld", (long long)number);
	if (st == STATUS_OK && !uuid_read(statement_text(statement, 0), out))
		return fail(err, STATUS_UNUSABLE, "the UUID of item %lld is damaged",
		            (long long)number);
	return st;
}

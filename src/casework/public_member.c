/* SPDX-License-Identifier: Apache-2.0 */
/* public_member.c - members that are told apart by who can read the channel. */
#include "casework/public_member.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

bool
is_public_channel(const char *visibility, const char *kind)
{
	return visibility != NULL && kind != NULL && strcmp(visibility, "public") == 0 &&
	       strcmp(kind, "personal-account") != 0;
}

enum status
channel_is_public(struct database *database, const char *uuid, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st;

	*out = false;
	if (uuid == NULL)
		return STATUS_OK;
	st = database_statement(database,
	                        "SELECT visibility, kind FROM p_channels WHERE uuid = $1",
	                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*out = is_public_channel(statement_text(row, 0).p, statement_text(row, 1).p);
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
public_member_set(json_t *values, const char *name, bool is_public, json_t *value,
                  struct error *err)
{
	SCOPED(buffer) member = { 0 };

	if (value == NULL)
		return STATUS_OK;
	buffer_append_format(&member, "%s_%s", is_public ? "public" : "private", name);
	if (buffer_check(&member, err) != STATUS_OK)
		return STATUS_MEMORY;
	return json_object_set(values, buffer_string(&member), value) == 0 ? STATUS_OK
	                                                                   : fail_memory(err);
}

enum status
public_member_holds(const json_t *values, const char *name, const json_t *value, bool *out,
                    struct error *err)
{
	SCOPED(buffer) member = { 0 };
	const json_t *there;

	buffer_append_format(&member, "public_%s", name);
	*out = false;
	if (buffer_check(&member, err) != STATUS_OK)
		return STATUS_MEMORY;
	there = json_object_get(values, buffer_string(&member));
	*out = there != NULL && !json_is_null(there) && json_equal(there, value) != 0;
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* item_object.c - an item's row, as what is made of the item needs it. */
#include "casework/item_object.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <sys/stat.h>

static void
keep_text(char *out, size_t size, struct text text)
{
	snprintf(out, size, "%.*s", (int)text.n, text.p ? text.p : "");
}

static enum status
take_row(struct statement *row, struct item_object *out, struct error *err)
{
	short_id_write(out->id, (struct short_id){ 'E', statement_integer(row, 0) });
	if (statement_integer(row, 6) == 0)
		return fail(err, STATUS_NOT_FOUND,
		            "%s is not held: `vidimus intake --as %s FILE` takes its file in", out->id,
		            out->id);
	out->has_bytes = !statement_is_null(row, 2);
	out->bytes = (uint64_t)statement_integer(row, 2);
	keep_text(out->media_type, sizeof out->media_type, statement_text(row, 3));
	keep_text(out->level, sizeof out->level, statement_text(row, 4));
	keep_text(out->sound, sizeof out->sound, statement_text(row, 5));
	if (!digest_read(statement_text(row, 1), &out->object))
		return fail(err, STATUS_NOT_FOUND, "which file %s was is not known any more", out->id);
	return STATUS_OK;
}

enum status
item_object_read(struct catalogue *catalogue, const struct uuid *item, struct item_object *out,
                 struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT number, object, bytes, media_type, graphic_level,"
	                                    " sound, held FROM p_items WHERE uuid = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, item);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such item");
	return st == STATUS_OK ? take_row(row, out, err) : st;
}

enum status
item_object_open(struct catalogue *catalogue, const struct uuid *item, struct item_object *out,
                 int *fd, struct error *err)
{
	SCOPED_FD object = -1;
	struct stat held;
	enum status st = item_object_read(catalogue, item, out, err);

	if (st == STATUS_OK)
		st = vault_open_object(catalogue->vault, &out->object, &object, err);
	if (st != STATUS_OK)
		return st;
	if (fstat(object, &held) != 0)
		return fail_os(err, "cannot look at the held file");
	if (out->has_bytes && (uint64_t)held.st_size != out->bytes)
		return fail(err, STATUS_FALSE, "the held file has another length than the log says; `vidimus audit` tells more");
	*fd = object;
	object = -1;
	return STATUS_OK;
}

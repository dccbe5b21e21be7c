/* SPDX-License-Identifier: Apache-2.0 */
/* hash_list_record.c - item.listed, once a list, and list.made. */
#include "casework/hash_list_record.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

#include <string.h>

enum status
list_hit_known(struct catalogue *catalogue, const struct uuid *item, const struct list_hit *hit,
               bool *known, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE], list[DIGEST_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT 1 FROM p_listed WHERE item = $1 AND list = $2"
	                                    " AND kind = $3",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, item);
	digest_write(list, hit->list);
	statement_bind_text(row, 1, text_of(uuid));
	statement_bind_text(row, 2, text_of(list));
	statement_bind_text(row, 3, text_of(hit->kind));
	st = statement_step(row, err);
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	*known = st == STATUS_OK;
	return STATUS_OK;
}

/* SHA-256 of the item's bytes, or null where it was destroyed; NULL with *err. */
static enum status
item_object(struct catalogue *catalogue, const struct uuid *item, json_t **out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT object FROM p_items WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, item);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such item");
	if (st != STATUS_OK)
		return st;
	*out = statement_is_null(row, 0) ? json_null() : json_of_text(statement_text(row, 0));
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
list_hit_add(struct catalogue *catalogue, struct change *change, const struct uuid *item,
             const struct list_hit *hit, struct error *err)
{
	struct subject subject = subject_of("item", item);
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	json_t *object = NULL;
	bool known = false;
	enum status st = list_hit_known(catalogue, item, hit, &known, err);

	if (st == STATUS_OK && known)
		return fail(err, STATUS_EXISTS, "it is recorded already that the item stands in this list");
	if (st == STATUS_OK)
		st = item_object(catalogue, item, &object, err);
	if (st != STATUS_OK)
		return st;
	values = json_pack("{s:o,s:s,s:o,s:s,s:s,s:I,s:s?}", "object", object, "list_name", hit->name,
	                   "list", json_of_digest(hit->list), "kind", hit->kind, "entry", hit->entry,
	                   "distance", (json_int_t)hit->distance, "transform", hit->transform);
	if (open == NULL || values == NULL)
		return fail(err, STATUS_INVALID, "the name of the list is not UTF-8 text");
	return change_add(change, "item.listed", &subject, open, values, NULL, err);
}

enum status
made_list_add(struct catalogue *catalogue, const struct made_list *list, struct error *err)
{
	struct subject subject = subject_of("setting", &catalogue->uuid);
	struct change *change = NULL;
	SCOPED_JSON json_t *open = json_object();
	SCOPED_JSON json_t *values = json_pack(
		"{s:s,s:o,s:I,s:I,s:s?,s:s,s:o,s:s,s:s}", "kind", list->kind, "list",
		json_of_digest(&list->sha256), "entries", (json_int_t)list->entries, "items",
		(json_int_t)list->items, "ranges", list->ranges, "recipient", list->recipient, "path",
		json_of_name(list->path, strlen(list->path)), "host", catalogue->here.host, "login",
		catalogue->here.login);
	enum status st;

	if (open == NULL || values == NULL)
		return fail(err, STATUS_INVALID, "whom the list is for is not UTF-8 text");
	st = catalogue_begin(catalogue, "hash-list make", &change, err);
	if (st != STATUS_OK)
		return st;
	st = change_add(change, "list.made", &subject, open, values, NULL, err);
	return catalogue_finish(catalogue, change, st, err);
}

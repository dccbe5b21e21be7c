/* SPDX-License-Identifier: Apache-2.0 */
/* claim_file.c - statements of a file by their names. */
#include "casework/claim_file.h"

#include "casework/view_metadata.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

static const char *
part(const json_t *statement, const char *member)
{
	const char *text = json_string_value(json_object_get(statement, member));

	return text ? text : "";
}

/* Is it called so: TAG, GROUP:TAG, or SOURCE GROUP:TAG? */
static enum status
is_called(const json_t *statement, struct text name, bool *out, struct error *err)
{
	SCOPED(buffer) grouped = { 0 };
	SCOPED(buffer) whole = { 0 };

	buffer_append_format(&grouped, "%s:%s", part(statement, "group"), part(statement, "tag"));
	buffer_append_format(&whole, "%s %s", part(statement, "source"), buffer_string(&grouped));
	*out = text_is(name, part(statement, "tag")) ||
	       text_equal(name, text_of_buffer(&grouped)) || text_equal(name, text_of_buffer(&whole));
	return grouped.failed || whole.failed ? fail_memory(err) : STATUS_OK;
}

/* The statement of that name, borrowed; NULL for none. Two with the same words are one. */
static enum status
find(const json_t *list, struct text name, const json_t **out, struct error *err)
{
	const json_t *each;
	enum status st = STATUS_OK;
	bool called;
	size_t i;

	*out = NULL;
	json_array_foreach(list, i, each) {
		st = is_called(each, name, &called, err);
		if (st != STATUS_OK)
			return st;
		if (called && *out != NULL &&
		    !json_equal(json_object_get(*out, "raw"), json_object_get(each, "raw")))
			return fail(err, STATUS_INVALID,
			            "the file has several statements “%.*s” that differ: name one in full, as `show --metadata` lists them",
			            (int)(name.n < 64 ? name.n : 64), name.p);
		if (called && *out == NULL)
			*out = each;
	}
	return STATUS_OK;
}

static enum status
set(json_t *values, const json_t *statement, struct error *err)
{
	json_t *raw = json_object_get(statement, "raw"), *said = json_object_get(values, "file_raw");

	if (json_object_set_new(values, "file_tag",
	                        json_sprintf("%s %s:%s", part(statement, "source"),
	                                     part(statement, "group"), part(statement, "tag"))) != 0 ||
	    ((said == NULL || json_is_null(said)) &&
	     json_object_set(values, "file_raw", raw ? raw : json_null()) != 0))
		return fail_memory(err);
	return STATUS_OK;
}

enum status
claim_file_set(struct ledger *ledger, struct text item, const char *tag, json_t *values,
               struct error *err)
{
	SCOPED_JSON json_t *object = json_object();
	const json_t *statement = NULL;
	enum status st = object ? item_add_metadata(ledger, item, object, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = find(json_object_get(object, "metadata"), text_trim(text_of(tag)), &statement, err);
	if (st == STATUS_OK && statement == NULL)
		return fail(err, STATUS_NOT_FOUND,
		            "the file says nothing of the name %.64s; `show --metadata` lists what it says", tag);
	return st == STATUS_OK ? set(values, statement, err) : st;
}

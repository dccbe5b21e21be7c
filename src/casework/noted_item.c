/* SPDX-License-Identifier: Apache-2.0 */
/* noted_item.c - exhibits without their file, and the file that comes. */
#include "casework/noted_item.h"

#include "casework/short_id.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "described_as", FIELD_TEXT, NULL },
	{ "told_object", FIELD_HASH, NULL },
	{ "kind", FIELD_TERM, "material-type" },
	{ "availability", FIELD_TERM, "original-availability" },
	{ "wanted", FIELD_YES_NO, NULL },
	{ "because", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "item",
	.type = "item.noted",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

/* What any item has. */
static const struct record_field described_fields[] = {
	{ "title", FIELD_TITLE, NULL },
	{ "summary", FIELD_TEXT, NULL },
};

static const struct record_form described_form = {
	.kind = "item",
	.type = "item.described",
	.fields = described_fields,
	.count = sizeof described_fields / sizeof described_fields[0],
};

static enum status
add_noted(struct catalogue *catalogue, struct change *change, const struct field_words *words,
          size_t count, struct subject *subject, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL, *values = json_object();
	struct uuid uuid;
	enum status st = values ? record_fields_set(catalogue, &form, values, words, count, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = catalogue_next_id(catalogue, 'E', &open, number, err);
	if (st == STATUS_OK)
		st = change_new_uuid(change, &uuid, err);
	if (st != STATUS_OK)
		return st;
	*subject = subject_of("item", &uuid);
	return change_add(change, "item.noted", subject, open, values, NULL, err);
}

static enum status
add_description(struct catalogue *catalogue, struct change *change, const struct subject *subject,
                const struct field_words *words, size_t count, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = json_pack("{s:i}", "based_on", 1);
	enum status st = open && values ? record_fields_set(catalogue, &described_form, values, words,
	                                                    count, err)
	                                : fail_memory(err);

	return st == STATUS_OK ? change_add(change, described_form.type, subject, open, values, NULL,
	                                    err)
	                       : st;
}

enum status
noted_item_add(struct catalogue *catalogue, const struct field_words *words, size_t count,
               int64_t *number, struct error *err)
{
	const char *title = field_text(words, count, "title");
	struct change *change = NULL;
	struct subject subject;
	enum status st = record_fields_check(&form, words, count,
	                                     (const char *const[]){ "title", "summary", NULL }, err);

	if (st == STATUS_OK && (title == NULL || *title == '\0'))
		st = fail(err, STATUS_INVALID, "an item needs a title");
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "item add", &change, err);
	if (st != STATUS_OK)
		return st;
	st = add_noted(catalogue, change, words, count, &subject, number, err);
	if (st == STATUS_OK)
		st = add_description(catalogue, change, &subject, words, count, err);
	return catalogue_finish(catalogue, change, st, err);
}

/* The exhibit as it is now. Texts are borrowed from the row. */
struct exhibit {
	int64_t     number, version;
	bool        held, retracted;
	struct text object, told;
};

static enum status
find_exhibit(struct catalogue *catalogue, const struct uuid *item, struct statement **row,
             struct exhibit *out, struct error *err)
{
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT i.number, i.version, i.held, i.object,"
	                                    " n.told_object, EXISTS (SELECT 1 FROM p_retractions x"
	                                    " WHERE x.record = i.uuid) FROM p_items i"
	                                    " LEFT JOIN p_noted n ON n.item = i.uuid"
	                                    " WHERE i.uuid = $1",
	                                    row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, item);
	statement_bind_text(*row, 1, text_of(uuid));
	st = statement_step(*row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such item");
	*out = (struct exhibit){ .number = statement_integer(*row, 0),
		                 .version = statement_integer(*row, 1),
		                 .held = statement_integer(*row, 2) != 0,
		                 .retracted = statement_integer(*row, 5) != 0,
		                 .object = statement_text(*row, 3),
		                 .told = statement_text(*row, 4) };
	return st;
}

static enum status
check(const struct exhibit *is, const struct filling *filling, struct text object,
      int64_t exhibit, struct error *err)
{
	char id[SHORT_ID_SIZE], other[SHORT_ID_SIZE];

	short_id_write(id, (struct short_id){ 'E', is->number });
	if (is->retracted)
		return fail(err, STATUS_REFUSED, "%s is retracted: nothing joins it", id);
	if (is->held && !text_equal(is->object, object))
		return fail(err, STATUS_REFUSED,
		            "%s is held already, with other bytes (SHA-256 %.*s): take this file in without --as, and say by `vidimus relate` what the two are to each other",
		            id, (int)is->object.n, is->object.p ? is->object.p : "");
	if (exhibit > 0 && exhibit != is->number) {
		short_id_write(other, (struct short_id){ 'E', exhibit });
		return fail(err, STATUS_REFUSED,
		            "these bytes are exhibit %s already: `vidimus retract %s --instead %s` makes one of the two",
		            other, id, other);
	}
	if (!is->held && is->told.p != NULL && !text_equal(is->told, object) &&
	    filling->grounds == NULL && filling->protected_grounds == NULL)
		return fail(err, STATUS_REFUSED,
		            "another SHA-256 was told of %s (%.*s): say in --grounds why this file is it nevertheless",
		            id, (int)is->told.n, is->told.p);
	return STATUS_OK;
}

enum status
filling_check(struct catalogue *catalogue, const struct filling *filling, struct text object,
              int64_t exhibit, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct exhibit is;
	enum status st = find_exhibit(catalogue, &filling->item, &row, &is, err);

	return st == STATUS_OK ? check(&is, filling, object, exhibit, err) : st;
}

static enum status
filled_values(const struct exhibit *is, const struct filling *filling, const json_t *received,
              const struct uuid *delivery, json_t *out, struct error *err)
{
	static const char *const members[] = { "object", "bytes", "digests", "media_type",
		                               "warnings" };
	enum status st = STATUS_OK;

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		json_t *value = json_object_get(received, members[i]);

		if (value != NULL && json_object_set(out, members[i], value) != 0)
			return fail_memory(err);
	}
	if (json_object_set_new(out, "based_on", json_integer(is->version)) != 0 ||
	    json_object_set_new(out, "delivery",
	                        json_string(subject_of("delivery", delivery).text)) != 0)
		return fail_memory(err);
	st = value_set_text(out, "grounds", filling->grounds, err);
	return st == STATUS_OK ? value_set_text(out, "protected_grounds",
	                                        filling->protected_grounds, err)
	                       : st;
}

enum status
filling_add(struct catalogue *catalogue, struct change *change, const struct filling *filling,
            const json_t *received, const struct uuid *delivery, int64_t exhibit, int64_t *number,
            struct error *err)
{
	struct subject subject = subject_of("item", &filling->item);
	SCOPED_JSON json_t *open = json_object(), *values = json_object();
	SCOPED_STATEMENT row = NULL;
	struct text object = { 0 };
	struct exhibit is;
	enum status st = open && values ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK && !json_member_text(received, "object", &object))
		st = fail(err, STATUS_REFUSED, "the hash of this file was destroyed");
	if (st == STATUS_OK)
		st = find_exhibit(catalogue, &filling->item, &row, &is, err);
	if (st == STATUS_OK)
		st = check(&is, filling, object, exhibit, err);
	if (st != STATUS_OK)
		return st;
	*number = is.number;
	if (is.held)
		return STATUS_OK;
	st = filled_values(&is, filling, received, delivery, values, err);
	statement_release(row);
	row = NULL;
	return st == STATUS_OK ? change_add(change, "item.filled", &subject, open, values, NULL, err)
	                       : st;
}

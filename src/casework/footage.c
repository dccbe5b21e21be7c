/* SPDX-License-Identifier: Apache-2.0 */
/* footage.c - footage, its members and its description. */
#include "casework/footage.h"

#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

enum status
footage_of_item(struct catalogue *catalogue, const struct uuid *item, struct uuid *footage,
                int64_t *number, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT f.number, f.uuid FROM p_footage_members m JOIN p_footage f ON f.uuid = m.footage"
		" WHERE m.item = $1 AND m.left_seq IS NULL ORDER BY m.seq DESC LIMIT 1",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	*footage = (struct uuid){ { 0 } };
	*number = 0;
	uuid_write(text, item);
	statement_bind_text(statement, 1, text_of(text));
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return STATUS_OK;
	if (st == STATUS_OK && !uuid_read(statement_text(statement, 1), footage))
		return fail(err, STATUS_UNUSABLE, "footage without a UUID: run vidimus rebuild");
	if (st == STATUS_OK)
		*number = statement_integer(statement, 0);
	return st;
}

enum status
footage_make(struct catalogue *catalogue, struct change *change, const struct uuid *link,
             struct uuid *footage, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	SCOPED_JSON json_t *values = json_pack("{s:o}", "link", json_of_uuid(link));
	struct subject subject;
	enum status st = catalogue_next_id(catalogue, 'V', &open, number, err);

	if (st == STATUS_OK && values == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = change_new_uuid(change, footage, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("footage", footage);
	return change_add(change, "footage.made", &subject, open, values, NULL, err);
}

/* One event in the chain of the footage, then one in that of the item. */
static enum status
add_membership(struct change *change, const struct membership *membership, const char *type,
               const char *item_type, struct error *err)
{
	struct subject footage = subject_of("footage", membership->footage),
		       item = subject_of("item", membership->item);
	SCOPED_JSON json_t *open = json_object();
	SCOPED_JSON json_t *link = membership->link ? json_of_uuid(membership->link) : json_null();
	SCOPED_JSON json_t *here = json_pack("{s:s,s:O,s:s?}", "item", item.text, "link", link,
	                                     "because", membership->because);
	SCOPED_JSON json_t *there = json_pack("{s:s,s:O}", "footage", footage.text, "link", link);
	enum status st;

	if (open == NULL || here == NULL || there == NULL)
		return fail(err, STATUS_INVALID, "the reason is not UTF-8 text");
	st = change_add(change, type, &footage, open, here, NULL, err);
	return st == STATUS_OK ? change_add(change, item_type, &item, open, there, NULL, err) : st;
}

enum status
footage_join(struct change *change, const struct membership *membership, struct error *err)
{
	return add_membership(change, membership, "footage.joined", "item.grouped", err);
}

enum status
footage_leave(struct change *change, const struct membership *membership, struct error *err)
{
	return add_membership(change, membership, "footage.left", "item.ungrouped", err);
}

/* The present description and versions, inside the change. */
struct present {
	struct uuid uuid;
	int64_t     version, described;
	json_t     *values; /* owned: title, summary, reference */
};

static void
present_end(struct present *present)
{
	json_decref(present->values);
}

static json_t *
column_item(struct statement *statement, int column)
{
	struct uuid uuid;

	return uuid_read(statement_text(statement, column), &uuid)
	               ? json_string(subject_of("item", &uuid).text)
	               : json_null();
}

static enum status
read_present(struct catalogue *catalogue, struct present *present, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT version, described, title, summary, reference"
	                                    " FROM p_footage WHERE uuid = $1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, &present->uuid);
	statement_bind_text(statement, 1, text_of(text));
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such footage");
	if (st != STATUS_OK)
		return st;
	present->version = statement_integer(statement, 0);
	present->described = statement_integer(statement, 1);
	present->values = json_pack("{s:o,s:o,s:o}", "title", value_of_text_column(statement, 2), "summary",
	                            value_of_text_column(statement, 3), "reference",
	                            column_item(statement, 4));
	return present->values ? STATUS_OK : fail_memory(err);
}

static enum status
check_version(const struct present *present, int64_t based_on, struct error *err)
{
	SCOPED(buffer) words = { 0 };

	if (based_on > present->version)
		return fail(err, STATUS_INVALID, "the footage has no version %lld yet, only %lld",
		            (long long)based_on, (long long)present->version);
	if (based_on == 0 || present->described <= based_on)
		return STATUS_OK;
	if (json_canonical(&words, present->values, NULL) != STATUS_OK)
		return fail_memory(err);
	return fail(err, STATUS_STALE,
	            "it was described again in version %lld, after version %lld that yours is based on; it now says: %.600s; look at it and edit it based on version %lld",
	            (long long)present->described, (long long)based_on, buffer_string(&words),
	            (long long)present->version);
}

/* Only a member can stand for the others. */
static enum status
set_reference(struct catalogue *catalogue, const struct present *present, json_t *values,
              const struct uuid *reference, struct error *err)
{
	struct uuid footage;
	int64_t number;
	enum status st;

	if (reference == NULL)
		return STATUS_OK;
	st = footage_of_item(catalogue, reference, &footage, &number, err);
	if (st != STATUS_OK)
		return st;
	if (number == 0 || !uuid_equal(&footage, &present->uuid))
		return fail(err, STATUS_REFUSED,
		            "the reference copy must be a member of the footage");
	return json_object_set_new(values, "reference",
	                           json_string(subject_of("item", reference).text)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
describe(struct catalogue *catalogue, struct change *change, struct present *present,
         const struct footage_words *words, struct error *err)
{
	struct subject subject = subject_of("footage", &present->uuid);
	SCOPED_JSON json_t *open = json_object(), *values = json_deep_copy(present->values);
	enum status st;

	if (open == NULL || values == NULL)
		return fail_memory(err);
	st = value_set_text(values, "title", words->title, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "summary", words->summary, err);
	if (st == STATUS_OK)
		st = set_reference(catalogue, present, values, words->reference, err);
	if (st != STATUS_OK || json_equal(values, present->values))
		return st;
	if (json_object_set_new(values, "based_on",
	                        json_integer(words->based_on ? words->based_on
	                                                     : present->version)) != 0)
		return fail_memory(err);
	return change_add(change, "footage.described", &subject, open, values, NULL, err);
}

/* The member that joined after event `seq`; STATUS_DONE when there is none. */
static enum status
next_member(struct catalogue *catalogue, const struct uuid *footage, int64_t *seq,
            struct uuid *item, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT seq, item FROM p_footage_members"
	                                    " WHERE footage = $1 AND seq > $2 AND item IS NOT NULL"
	                                    " AND left_seq IS NULL ORDER BY seq LIMIT 1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, footage);
	statement_bind_text(statement, 1, text_of(text));
	statement_bind_integer(statement, 2, *seq);
	st = statement_step(statement, err);
	if (st != STATUS_OK)
		return st;
	*seq = statement_integer(statement, 0);
	if (!uuid_read(statement_text(statement, 1), item))
		return fail(err, STATUS_UNUSABLE, "a member without a UUID: run vidimus rebuild");
	return STATUS_OK;
}

/* All members leave the one and join the other. */
static enum status
move_members(struct catalogue *catalogue, struct change *change, const struct uuid *from,
             const struct uuid *into, const char *because, struct error *err)
{
	struct uuid item;
	int64_t seq = -1;
	enum status st;

	while ((st = next_member(catalogue, from, &seq, &item, err)) == STATUS_OK) {
		struct membership leaving = { from, &item, NULL, because };
		struct membership joining = { into, &item, NULL, because };

		st = footage_leave(change, &leaving, err);
		if (st == STATUS_OK)
			st = footage_join(change, &joining, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
take_out(struct catalogue *catalogue, struct change *change, const struct present *present,
         const struct footage_words *words, struct error *err)
{
	struct membership leaving = { &present->uuid, words->leaving, NULL, words->because };
	struct uuid footage;
	int64_t number;
	enum status st;

	if (words->leaving == NULL)
		return STATUS_OK;
	st = footage_of_item(catalogue, words->leaving, &footage, &number, err);
	if (st != STATUS_OK)
		return st;
	if (number == 0 || !uuid_equal(&footage, &present->uuid))
		return fail(err, STATUS_NOT_FOUND, "the item is no member of the footage");
	return footage_leave(change, &leaving, err);
}

static enum status
edit(struct catalogue *catalogue, struct change *change, struct present *present,
     const struct footage_words *words, struct error *err)
{
	enum status st = read_present(catalogue, present, err);

	if (st == STATUS_OK)
		st = check_version(present, words->based_on, err);
	if (st == STATUS_OK)
		st = describe(catalogue, change, present, words, err);
	if (st == STATUS_OK)
		st = take_out(catalogue, change, present, words, err);
	if (st == STATUS_OK && words->into != NULL)
		st = move_members(catalogue, change, &present->uuid, words->into, words->because,
		                  err);
	return st;
}

static enum status
check_words(const struct uuid *footage, const struct footage_words *words, struct error *err)
{
	if ((words->into != NULL || words->leaving != NULL) &&
	    (words->because == NULL || *words->because == '\0'))
		return fail(err, STATUS_INVALID, "members leave footage only for a reason");
	if (words->into != NULL && uuid_equal(words->into, footage))
		return fail(err, STATUS_INVALID, "footage cannot go over into itself");
	return STATUS_OK;
}

/* The version that the change leaves it in. */
static enum status
read_version(struct catalogue *catalogue, const struct uuid *uuid, int64_t *version,
             struct error *err)
{
	SCOPED(present) present = { .uuid = *uuid };
	enum status st = read_present(catalogue, &present, err);

	if (st == STATUS_OK)
		*version = present.version;
	return st;
}

enum status
footage_edit(struct catalogue *catalogue, const struct uuid *footage,
             const struct footage_words *words, int64_t *version, struct error *err)
{
	SCOPED(present) present = { .uuid = *footage };
	struct change *change = NULL;
	enum status st = check_words(footage, words, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "footage", &change, err);
	if (st != STATUS_OK)
		return st;
	st = edit(catalogue, change, &present, words, err);
	if (st == STATUS_OK)
		st = read_version(catalogue, footage, version, err);
	return catalogue_finish(catalogue, change, st, err);
}

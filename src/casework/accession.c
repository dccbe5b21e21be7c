/* SPDX-License-Identifier: Apache-2.0 */
/* accession.c - exhibits made of received files. */
#include "casework/accession.h"

#include "casework/delivery.h"
#include "casework/short_id.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

/* Copies members by name; one that is absent is left out and so becomes null. */
static enum status
copy_members(json_t *to, const json_t *from, const char *const *names, struct error *err)
{
	for (; *names != NULL; names++) {
		json_t *value = json_object_get(from, *names);

		if (value != NULL && json_object_set(to, *names, value) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static json_t *
subject_json(const char *kind, const struct uuid *uuid)
{
	return json_string(subject_of(kind, uuid).text);
}

/* The exhibit that is made of the object: its UUID and number, 0 when there is none. */
static enum status
find_item(struct catalogue *catalogue, const json_t *received, struct uuid *uuid, int64_t *number,
          struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct text object = { 0 };
	enum status st = database_statement(catalogue->database,
	                                    "SELECT i.uuid, i.number FROM p_objects o JOIN p_items i"
	                                    " ON i.uuid = o.item WHERE o.sha256 = $1",
	                                    &statement, err);

	*number = 0;
	if (st != STATUS_OK)
		return st;
	if (!json_member_text(received, "object", &object))
		return fail(err, STATUS_REFUSED, "the hash of this file was destroyed");
	statement_bind_text(statement, 1, object);
	st = statement_step(statement, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	if (!uuid_read(statement_text(statement, 0), uuid))
		return fail(err, STATUS_UNUSABLE, "the UUID of an item is damaged");
	*number = statement_integer(statement, 1);
	return STATUS_OK;
}

static enum status
add_item(struct catalogue *catalogue, struct change *change, const struct accession *accession,
         struct uuid *uuid, int64_t *number, struct error *err)
{
	static const char *const members[] = { "object", "bytes", "digests", "media_type", "warnings",
		                               NULL };
	SCOPED_JSON json_t *open = NULL, *values = json_object();
	struct subject subject;
	enum status st = catalogue_next_id(catalogue, 'E', &open, number, err);

	if (st == STATUS_OK)
		st = change_new_uuid(change, uuid, err);
	if (st == STATUS_OK)
		st = copy_members(values, accession->received, members, err);
	if (st == STATUS_OK &&
	    json_object_set_new(values, "delivery", subject_json("delivery", &accession->delivery)) != 0)
		st = fail_memory(err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("item", uuid);
	return change_add(change, "item.accessioned", &subject, open, values, NULL, err);
}

static enum status
add_acquisition(struct change *change, const struct accession *accession,
                const struct subject *item, struct error *err)
{
	static const char *const from_file[] = { "object",     "bytes",       "digests",
		                                 "known",      "public_name", "private_name",
		                                 "path",       "modified",    "copy_times",
		                                 "owner",      "read_ended",  "warnings",
		                                 NULL };
	static const char *const from_delivery[] = {
		"from",      "from_organisation", "collector",     "method",       "protected_method",
		"medium",    "serial",            "seal_number",   "write_blocked", "condition",
		"place",     "received",          "legal_basis",   "capture_tool", "tool",
		"circumstances", "clock",         "host",          "login",        NULL
	};
	char text[SHORT_ID_SIZE];
	SCOPED_JSON json_t *open = NULL, *values = NULL;
	enum status st;

	short_id_write(text, (struct short_id){ 'Q', accession->number });
	open = json_pack("{s:s}", "short_id", text);
	values = json_pack("{s:o,s:o}", "acquisition", json_of_uuid(&accession->acquisition),
	                   "delivery", subject_json("delivery", &accession->delivery));
	if (open == NULL || values == NULL)
		return fail_memory(err);
	st = copy_members(values, accession->received, from_file, err);
	if (st == STATUS_OK)
		st = copy_members(values, accession->begun, from_delivery, err);
	return st == STATUS_OK ? change_add(change, "item.acquired", item, open, values, NULL, err) : st;
}

static const char *const posting_members[] = {
	"public_channel",   "private_channel",   "public_url",     "private_url",
	"public_post_id",   "private_post_id",   "public_published", "private_published",
	"public_caption",   "private_caption",   NULL
};

/* Was anything said of a posting? */
static bool
tells_of_posting(const json_t *begun)
{
	for (size_t i = 0; posting_members[i] != NULL; i++) {
		const json_t *value = json_object_get(begun, posting_members[i]);

		if (value != NULL && !json_is_null(value))
			return true;
	}
	return false;
}

/* One acquisition's delivery states the same posting for the item only once. */
static enum status
has_posting(struct catalogue *catalogue, const struct subject *item,
            const struct accession *accession, bool *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char delivery[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT 1 FROM p_postings p JOIN p_acquisitions a ON a.uuid = p.acquisition"
		" JOIN p_deliveries d ON d.uuid = a.delivery JOIN p_deliveries mine ON mine.uuid = $2"
		" WHERE p.subject = $1 AND d.provenance = mine.provenance LIMIT 1",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(delivery, &accession->delivery);
	statement_bind_text(statement, 1, text_of(item->text));
	statement_bind_text(statement, 2, text_of(delivery));
	st = statement_step(statement, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_posting(struct catalogue *catalogue, struct change *change,
            const struct accession *accession, const struct subject *item, struct error *err)
{
	SCOPED_JSON json_t *open = NULL, *values = NULL;
	bool there = false;
	int64_t number;
	enum status st;

	if (!tells_of_posting(accession->begun))
		return STATUS_OK;
	st = has_posting(catalogue, item, accession, &there, err);
	if (st != STATUS_OK || there)
		return st;
	values = json_pack("{s:s,s:o}", "basis", "stated-at-intake", "acquisition",
	                   json_of_uuid(&accession->acquisition));
	if (values == NULL)
		return fail_memory(err);
	st = catalogue_next_id(catalogue, 'P', &open, &number, err);
	if (st == STATUS_OK)
		st = copy_members(values, accession->begun, posting_members, err);
	return st == STATUS_OK ? change_add(change, "posting.recorded", item, open, values, NULL, err)
	                       : st;
}

/* The exhibit that the file is of, or becomes. */
static enum status
choose_item(struct catalogue *catalogue, struct change *change, const struct accession *accession,
            struct uuid *uuid, int64_t *item, struct error *err)
{
	enum status st = find_item(catalogue, accession->received, uuid, item, err);

	if (st == STATUS_OK && accession->filling != NULL) {
		*uuid = accession->filling->item;
		return filling_add(catalogue, change, accession->filling, accession->received,
		                   &accession->delivery, *item, item, err);
	}
	return st == STATUS_OK && *item == 0 ? add_item(catalogue, change, accession, uuid, item, err)
	                                     : st;
}

enum status
accession_file(struct catalogue *catalogue, struct change *change,
               const struct accession *accession, int64_t *item, struct error *err)
{
	struct subject subject;
	struct uuid uuid;
	enum status st = choose_item(catalogue, change, accession, &uuid, item, err);

	if (st != STATUS_OK)
		return st;
	subject = subject_of("item", &uuid);
	st = add_acquisition(change, accession, &subject, err);
	return st == STATUS_OK ? add_posting(catalogue, change, accession, &subject, err) : st;
}

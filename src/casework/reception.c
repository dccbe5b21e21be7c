/* SPDX-License-Identifier: Apache-2.0 */
/* reception.c - one file of a delivery: looked up, received, failed, repaired. */
#include "casework/delivery.h"

#include "casework/accession.h"
#include "casework/given_path.h"
#include "casework/identity.h"

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static json_t *
hex_or_null(bool have, const unsigned char *bytes, size_t n)
{
	SCOPED(buffer) hex = { 0 };

	if (!have)
		return json_null();
	hex_append(&hex, bytes, n);
	return json_string(buffer_string(&hex));
}

/* The further digests; null when the catalogue keeps none. */
static json_t *
digests_json(const struct digests *digests)
{
	if (digests->set == DIGEST_SHA256_ONLY)
		return json_null();
	return json_pack("{s:o,s:o,s:o}", "md5",
	                 hex_or_null(digests->set & DIGEST_MD5, digests->md5, MD5_SIZE), "sha1",
	                 hex_or_null(digests->set & DIGEST_SHA1, digests->sha1, SHA1_SIZE), "sha512",
	                 hex_or_null(digests->set & DIGEST_SHA512, digests->sha512, SHA512_SIZE));
}

static json_t *
file_time_json(struct file_time time)
{
	char text[FILE_TIME_TEXT_SIZE];

	return file_time_write(text, time) ? json_string(text) : json_null();
}

/* Sorted codes without repetition. */
static json_t *
warnings_json(const struct received_file *file)
{
	json_t *codes = json_array();

	for (size_t i = 0; codes != NULL && i < file->warning_count; i++) {
		size_t at = 0;
		int order = 1;

		while (at < json_array_size(codes) &&
		       (order = strcmp(json_string_value(json_array_get(codes, at)),
		                       file->warnings[i])) < 0)
			at++;
		if (at < json_array_size(codes) && order == 0)
			continue;
		if (json_array_insert_new(codes, at, json_string(file->warnings[i])) != 0) {
			json_decref(codes);
			return NULL;
		}
	}
	return codes;
}

static json_t *
owner_json(const struct received_file *file)
{
	char mode[8];

	snprintf(mode, sizeof mode, "%04o", file->mode & 07777u);
	return json_pack("{s:s?,s:I,s:s?,s:I,s:s}", "user", file->owner_name, "user_number",
	                 (json_int_t)file->owner, "group", file->group_name, "group_number",
	                 (json_int_t)file->group, "mode", mode);
}

static json_t *
path_json(const struct delivery_plan *plan, struct text path)
{
	SCOPED(buffer) recorded = { 0 };

	given_path_append(&recorded, plan->working_folder, path);
	return recorded.failed ? NULL : json_of_name(recorded.p, recorded.n);
}

/* The values of file.received; owned, NULL without memory. */
static json_t *
received_values(const struct delivery_plan *plan, const struct received_file *file, bool known)
{
	char bytes[24], read_ended[INSTANT_TEXT_SIZE];
	bool is_item = file->is_item || plan->all_items;
	json_t *values;

	snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)file->bytes);
	if (!instant_write(read_ended, file->read_ended))
		return NULL;
	values = json_pack("{s:o,s:s,s:o,s:s,s:o,s:s,s:b,s:o,s:o,s:o,s:o,s:s}", "object",
	                   json_of_digest(&file->digests->sha256), "bytes", bytes, "digests",
	                   digests_json(file->digests), "media_type", file->media_type, "warnings",
	                   warnings_json(file), "kind", is_item ? "item" : "component", "known",
	                   known, plan->public_names ? "public_name" : "private_name",
	                   json_of_name(file->name.p, file->name.n), "path",
	                   path_json(plan, file->path), "modified",
	                   file_time_json(file->modified), "owner", owner_json(file), "read_ended",
	                   read_ended);
	if (values != NULL &&
	    json_object_set_new(values, "copy_times",
	                        json_pack("{s:o,s:o}", "changed", file_time_json(file->changed),
	                                  "born",
	                                  file->born_known ? file_time_json(file->born)
	                                                   : json_null())) != 0) {
		json_decref(values);
		return NULL;
	}
	return values;
}

/* The acquisition of that identity, if it stands in the log. */
static enum status
find_acquisition(struct catalogue *catalogue, const struct delivery_plan *plan,
                 const struct digest *identity, struct reception *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char text[DIGEST_TEXT_SIZE], delivery[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT a.number, d.number, i.number, a.kind = 'item', d.uuid FROM p_acquisitions a"
		" JOIN p_deliveries d ON d.uuid = a.delivery"
		" LEFT JOIN p_objects o ON o.sha256 = a.object LEFT JOIN p_items i ON i.uuid = o.item"
		" WHERE a.identity = $1 ORDER BY a.number LIMIT 1",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	digest_write(text, identity);
	statement_bind_text(statement, 1, text_of(text));
	st = statement_step(statement, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	uuid_write(delivery, &plan->delivery);
	*out = (struct reception){
		.had_already = true,
		.known = true,
		.acquisition = statement_integer(statement, 0),
		.delivery = statement_integer(statement, 1),
		.item = statement_integer(statement, 2),
		.is_item = statement_integer(statement, 3) != 0,
		.in_delivery = plan->begun_here && text_is(statement_text(statement, 4), delivery),
	};
	return STATUS_OK;
}

/* Is the object held, and as which exhibit? */
static enum status
find_object(struct catalogue *catalogue, const struct digest *object, struct reception *out,
            struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char text[DIGEST_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT i.number FROM p_objects o LEFT JOIN p_items i"
	                                    " ON i.uuid = o.item WHERE o.sha256 = $1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	digest_write(text, object);
	statement_bind_text(statement, 1, text_of(text));
	st = statement_step(statement, err);
	if (st == STATUS_OK) {
		out->known = true;
		out->item = statement_integer(statement, 0);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* What was received and is no item yet is made one by `accession`, not by taking it in again. */
static enum status
check_filling(struct catalogue *catalogue, const struct delivery_plan *plan,
              const struct received_file *file, const struct reception *found, struct error *err)
{
	char text[DIGEST_TEXT_SIZE];

	if (plan->filling == NULL)
		return STATUS_OK;
	if (found->had_already && found->item == 0)
		return fail(err, STATUS_REFUSED,
		            "this file was received before, as Q-%06lld, and is no item: `vidimus accession Q-%06lld --as` makes it that",
		            (long long)found->acquisition, (long long)found->acquisition);
	digest_write(text, &file->digests->sha256);
	return filling_check(catalogue, plan->filling, text_of(text), found->item, err);
}

static enum status
look_up(struct catalogue *catalogue, const struct delivery_plan *plan,
        const struct received_file *file, json_t **values, struct reception *out,
        struct error *err)
{
	struct digest provenance, identity;
	char text[DIGEST_TEXT_SIZE];
	enum status st;

	*out = (struct reception){ .is_item = file->is_item || plan->all_items };
	*values = received_values(plan, file, false);
	if (*values == NULL)
		return fail_memory(err);
	st = identity_of_provenance(plan->begun, &provenance, err);
	if (st != STATUS_OK)
		return st;
	digest_write(text, &provenance);
	st = identity_of_acquisition(*values, text_of(catalogue->here.host), text_of(text), &identity,
	                             err);
	if (st == STATUS_OK)
		st = find_acquisition(catalogue, plan, &identity, out, err);
	if (st == STATUS_OK && !out->had_already)
		st = find_object(catalogue, &file->digests->sha256, out, err);
	return st == STATUS_OK ? check_filling(catalogue, plan, file, out, err) : st;
}

enum status
delivery_look_up(struct catalogue *catalogue, const struct delivery_plan *plan,
                 const struct received_file *file, struct reception *out, struct error *err)
{
	SCOPED_JSON json_t *values = NULL;

	return look_up(catalogue, plan, file, &values, out, err);
}

/* Adds file.received, and what makes an exhibit of it. */
static enum status
add_received(struct catalogue *catalogue, struct change *change, struct delivery_plan *plan,
             json_t *values, struct reception *out, struct error *err)
{
	struct subject subject = subject_of("delivery", &plan->delivery);
	struct change_receipt receipt;
	SCOPED_JSON json_t *open = NULL;
	enum status st = catalogue_next_id(catalogue, 'Q', &open, &out->acquisition, err);

	if (st == STATUS_OK)
		st = change_add(change, "file.received", &subject, open, values, &receipt, err);
	if (st != STATUS_OK)
		return st;
	out->in_delivery = true;
	out->delivery = plan->number;
	if (!out->is_item || plan->mode != DELIVERY_INTAKE)
		return STATUS_OK;
	return accession_file(catalogue, change,
	                      &(struct accession){ .acquisition = receipt.id,
	                                           .number = out->acquisition,
	                                           .delivery = plan->delivery,
	                                           .received = values,
	                                           .begun = plan->begun,
	                                           .filling = plan->filling },
	                      &out->item, err);
}

enum status
delivery_receive(struct catalogue *catalogue, struct change *change, struct delivery_plan *plan,
                 const struct received_file *file, struct reception *out, struct error *err)
{
	SCOPED_JSON json_t *values = NULL;
	enum status st = look_up(catalogue, plan, file, &values, out, err);

	if (st != STATUS_OK || out->had_already)
		return st;
	if (json_object_set_new(values, "known", json_boolean(out->known)) != 0)
		return fail_memory(err);
	st = delivery_begin(catalogue, change, plan, err);
	return st == STATUS_OK ? add_received(catalogue, change, plan, values, out, err) : st;
}

/* The chain that tells of an object: its exhibit's, or that of the delivery it came again in. */
static enum status
subject_of_object(struct catalogue *catalogue, const struct delivery_plan *plan, int64_t item,
                  struct subject *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct uuid uuid = plan->delivery;
	enum status st = STATUS_OK;

	if (item > 0) {
		st = database_statement(catalogue->database,
		                        "SELECT uuid FROM p_items WHERE number = $1", &statement,
		                        err);
		if (st != STATUS_OK)
			return st;
		statement_bind_integer(statement, 1, item);
		st = statement_step(statement, err);
		if (st == STATUS_OK && !uuid_read(statement_text(statement, 0), &uuid))
			st = fail(err, STATUS_UNUSABLE, "the UUID of item %lld is damaged",
			          (long long)item);
	}
	if (st == STATUS_OK)
		*out = subject_of(item > 0 ? "item" : "delivery", &uuid);
	return st;
}

/* The UUID of an acquisition by its number, as JSON text; null when unknown. */
static enum status
acquisition_uuid(struct catalogue *catalogue, int64_t number, json_t **out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT uuid FROM p_acquisitions WHERE number = $1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, number);
	st = statement_step(statement, err);
	*out = st == STATUS_OK ? json_of_text(statement_text(statement, 0)) : json_null();
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
delivery_repaired(struct catalogue *catalogue, struct change *change,
                  const struct delivery_plan *plan, const struct reception *reception,
                  const struct digest *object, const struct vault_finding *damaged,
                  const char *kept_as, struct error *err)
{
	struct subject subject;
	char bytes[24];
	json_t *acquisition = NULL;
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	enum status st = subject_of_object(catalogue, plan, reception->item, &subject, err);

	if (st == STATUS_OK)
		st = acquisition_uuid(catalogue, reception->acquisition, &acquisition, err);
	if (st != STATUS_OK)
		return st;
	snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)damaged->bytes);
	values = json_pack("{s:o,s:o,s:o,s:s?,s:o}", "object", json_of_digest(object), "damaged",
	                   damaged->readable ? json_of_digest(&damaged->digest) : json_null(),
	                   "damaged_bytes", damaged->readable ? json_string(bytes) : json_null(),
	                   "kept_as", kept_as, "acquisition", acquisition);
	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "object.repaired", &subject, open, values, NULL, err);
}

/* Does the delivery have a failure of this path already? */
static enum status
has_failure(struct catalogue *catalogue, const char *delivery, struct text path, bool *out,
            struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT 1 FROM p_failures WHERE delivery = $1 AND path_bytes = $2", &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(delivery));
	statement_bind_blob(statement, 2, path.p, path.n);
	st = statement_step(statement, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
delivery_failed(struct catalogue *catalogue, struct change *change,
                const struct delivery_plan *plan, struct text path, const char *code,
                const char *text, struct error *err)
{
	struct subject subject = subject_of("delivery", &plan->delivery);
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	SCOPED(buffer) recorded = { 0 };
	char delivery[UUID_TEXT_SIZE];
	bool there = false;
	enum status st;

	if (!plan->begun_here)
		return fail(err, STATUS_FAULT, "a failure of a delivery that has not begun");
	uuid_write(delivery, &plan->delivery);
	given_path_append(&recorded, plan->working_folder, path);
	st = buffer_check(&recorded, err);
	if (st == STATUS_OK)
		st = has_failure(catalogue, delivery, text_of_buffer(&recorded), &there, err);
	if (st != STATUS_OK || there)
		return st;
	values = json_pack("{s:o,s:s,s:s}", "path", json_of_name(recorded.p, recorded.n), "code",
	                   code, "text", text);
	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "file.failed", &subject, open, values, NULL, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* delivery.c - deliveries: found, begun, continued, closed with a receipt. */
#include "casework/delivery.h"

#include "casework/accession.h"
#include "casework/closing.h"
#include "casework/identity.h"
#include "crypto/note.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

static const char *const circumstance_members[] = { "tool", "circumstances", "clock", "host", "login" };
#define CIRCUMSTANCE_MEMBERS (sizeof circumstance_members / sizeof circumstance_members[0])

enum status
delivery_find_open(struct catalogue *catalogue, struct delivery_plan *plan, const char *actor,
                   struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char text[DIGEST_TEXT_SIZE];
	struct digest identity;
	enum status st = identity_of_delivery(plan->begun, actor, &identity, err);

	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        "SELECT uuid, number FROM p_deliveries WHERE identity = $1"
		                        " AND closed IS NULL ORDER BY number LIMIT 1",
		                        &statement, err);
	if (st != STATUS_OK)
		return st;
	digest_write(text, &identity);
	statement_bind_text(statement, 1, text_of(text));
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "no delivery of this command is open");
	if (st == STATUS_OK && !uuid_read(statement_text(statement, 0), &plan->delivery))
		st = fail(err, STATUS_UNUSABLE, "the UUID of a delivery is damaged");
	if (st == STATUS_OK) {
		plan->number = statement_integer(statement, 1);
		plan->begun_here = true;
	}
	return st;
}

/* Reads the values of the last event of the delivery that tells circumstances. */
static enum status
last_circumstances(struct catalogue *catalogue, const struct subject *subject, json_t **out,
                   struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct event_record record = { 0 };
	enum status st = database_statement(catalogue->database,
	                                    "SELECT seq FROM events WHERE subject = $1 AND type IN"
	                                    " ('delivery.begun', 'delivery.continued')"
	                                    " ORDER BY n DESC LIMIT 1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(subject->text));
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		st = ledger_read(catalogue->ledger, statement_integer(statement, 0), &record, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_UNUSABLE, "%s has no beginning", subject->text);
	if (st == STATUS_OK)
		*out = json_incref(record.values);
	event_record_end(&record);
	return st;
}

/* A found delivery goes on; the log says so when program, login or key are others than before. */
static enum status
continue_delivery(struct catalogue *catalogue, struct change *change, struct delivery_plan *plan,
                  struct error *err)
{
	struct subject subject = subject_of("delivery", &plan->delivery);
	SCOPED_JSON json_t *before = NULL, *open = json_object(), *values = json_object();
	bool same = true;
	enum status st = open && values ? last_circumstances(catalogue, &subject, &before, err)
	                                : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < CIRCUMSTANCE_MEMBERS; i++) {
		const char *name = circumstance_members[i];
		json_t *now = json_object_get(plan->begun, name);

		same = same && json_equal(now, json_object_get(before, name));
		if (json_object_set(values, name, now) != 0)
			st = fail_memory(err);
	}
	if (st != STATUS_OK || same)
		return st;
	return change_add(change, "delivery.continued", &subject, open, values, NULL, err);
}

enum status
delivery_begin(struct catalogue *catalogue, struct change *change, struct delivery_plan *plan,
               struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	struct subject subject;
	enum status st;

	if (plan->settled)
		return STATUS_OK;
	if (plan->begun_here) {
		st = continue_delivery(catalogue, change, plan, err);
		plan->settled = st == STATUS_OK;
		return st;
	}
	st = catalogue_next_id(catalogue, 'D', &open, &plan->number, err);
	if (st == STATUS_OK)
		st = change_new_uuid(change, &plan->delivery, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("delivery", &plan->delivery);
	st = change_add(change, "delivery.begun", &subject, open, plan->begun, NULL, err);
	plan->begun_here = plan->settled = st == STATUS_OK;
	return st;
}

/* The receipt: a signed note that whoever handed the material over can keep and check. */
static enum status
write_receipt(struct catalogue *catalogue, struct change *change, const struct delivery_plan *plan,
              const struct closing *closing, struct buffer *out, struct error *err)
{
	char origin[ORIGIN_SIZE];
	SCOPED(buffer) text = { 0 };
	enum status st;

	ledger_origin(origin, &catalogue->uuid);
	st = closing_text(closing, origin, plan->number, &plan->delivery, change_time(change), &text,
	                  err);
	return st == STATUS_OK ? note_sign(out, text_of_buffer(&text), text_of(origin),
	                                   catalogue->signer, err)
	                       : st;
}

enum status
delivery_close(struct catalogue *catalogue, struct change *change,
               const struct delivery_plan *plan, int64_t already_had, struct error *err)
{
	struct subject subject = subject_of("delivery", &plan->delivery);
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	SCOPED(buffer) receipt = { 0 };
	struct closing closing;
	char bytes[24];
	enum status st = closing_compute(catalogue->database, &plan->delivery, &closing, err);

	if (st == STATUS_OK)
		st = write_receipt(catalogue, change, plan, &closing, &receipt, err);
	if (st != STATUS_OK)
		return st;
	snprintf(bytes, sizeof bytes, "%lld", (long long)closing.bytes);
	values = json_pack("{s:I,s:s,s:I,s:I,s:o,s:o}", "files", (json_int_t)closing.files, "bytes",
	                   bytes, "already_had", (json_int_t)already_had, "failed",
	                   (json_int_t)closing.failed, "manifest",
	                   json_of_digest(&closing.manifest), "receipt",
	                   json_of_text(text_of_buffer(&receipt)));
	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "delivery.closed", &subject, open, values, NULL, err);
}

/* The values of delivery.begun with the circumstances that held when file `seq` was received. */
static enum status
begun_for(struct catalogue *catalogue, const struct subject *subject, int64_t seq, json_t **out,
          struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct event_record record = { 0 };
	json_t *begun = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT seq FROM events WHERE subject = $1 AND seq < $2"
	                                    " AND type IN ('delivery.begun', 'delivery.continued')"
	                                    " ORDER BY n",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(subject->text));
	statement_bind_integer(statement, 2, seq);
	while ((st = statement_step(statement, err)) == STATUS_OK) {
		st = ledger_read(catalogue->ledger, statement_integer(statement, 0), &record, err);
		if (st != STATUS_OK)
			break;
		if (begun == NULL)
			begun = json_incref(record.values);
		else if (json_object_update(begun, record.values) != 0)
			st = fail_memory(err);
	}
	event_record_end(&record);
	if (st == STATUS_DONE && begun != NULL) {
		*out = begun;
		return STATUS_OK;
	}
	json_decref(begun);
	return st == STATUS_DONE ? fail(err, STATUS_UNUSABLE, "%s has no beginning", subject->text) : st;
}

static enum status
accession_one(struct catalogue *catalogue, struct change *change,
              const struct accession_choice *choice, int64_t number, int64_t seq,
              struct error *err)
{
	struct subject subject = subject_of("delivery", &choice->delivery);
	struct event_record record = { 0 };
	SCOPED_JSON json_t *begun = NULL;
	int64_t item;
	enum status st = ledger_read(catalogue->ledger, seq, &record, err);

	if (st == STATUS_OK)
		st = begun_for(catalogue, &subject, seq, &begun, err);
	if (st == STATUS_OK)
		st = accession_file(catalogue, change,
		                    &(struct accession){ .acquisition = record.header.id,
		                                         .number = number,
		                                         .delivery = choice->delivery,
		                                         .received = record.values,
		                                         .begun = begun,
		                                         .filling = choice->filling },
		                    &item, err);
	event_record_end(&record);
	return st;
}

enum status
delivery_accession(struct catalogue *catalogue, struct change *change,
                   const struct accession_choice *choice, int64_t *last, size_t *made,
                   struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT number, seq FROM p_acquisitions"
	                                    " WHERE delivery = $1 AND number > $2 AND number <= $3"
	                                    " AND item IS NULL AND (kind = 'item' OR $4)"
	                                    " ORDER BY number LIMIT $5",
	                                    &statement, err);

	*made = 0;
	*last = choice->after;
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &choice->delivery);
	statement_bind_text(statement, 1, text_of(uuid));
	statement_bind_integer(statement, 2, choice->after);
	statement_bind_integer(statement, 3, choice->to);
	statement_bind_integer(statement, 4, choice->all_items);
	statement_bind_integer(statement, 5, (int64_t)choice->limit);
	while ((st = statement_step(statement, err)) == STATUS_OK) {
		*last = statement_integer(statement, 0);
		st = accession_one(catalogue, change, choice, *last, statement_integer(statement, 1),
		                   err);
		if (st != STATUS_OK)
			return st;
		(*made)++;
	}
	return st == STATUS_DONE && *made > 0 ? STATUS_OK : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* transfer.c - transfers as events, after the gate was asked. */
#include "casework/transfer.h"

#include "casework/gate.h"
#include "casework/resolve.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "to_organisation", FIELD_TEXT, NULL }, { "purpose", FIELD_TEXT, NULL },
	{ "expires", FIELD_DATE, NULL },         { "means", FIELD_TEXT, NULL },
	{ "condition", FIELD_TEXT, NULL },       { "handed_over", FIELD_DATE, NULL },
	{ "place", FIELD_PLACE, NULL },          { "because", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "transfer",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const char *const beside[] = { "to", "for", "terms", "no_onward", "receipt", "derivative",
	                              NULL };

/* One of the codes that the event's schema lists. */
static enum status
set_choice(json_t *values, const char *member, const char *text, const char *const *choices,
           const char *missing, struct error *err)
{
	for (; text != NULL && *choices != NULL; choices++) {
		if (strcmp(*choices, text) == 0)
			return value_set_text(values, member, text, err);
	}
	return fail(err, STATUS_INVALID, "%s", missing);
}

static enum status
set_codes(const struct field_words *words, size_t count, json_t *values, struct error *err)
{
	static const char *const audiences[] = { "court", "defence", "partner", "public", NULL };
	static const char *const terms[] = { "disclosable", "lead-only", NULL };
	const char *onward = field_text(words, count, "no_onward");
	bool forbidden = onward != NULL && *onward != '\0';
	enum status st = set_choice(values, "audience", field_text(words, count, "for"), audiences,
	                            "say for what kind of recipient: court, defence, partner or public",
	                            err);

	if (st == STATUS_OK)
		st = set_choice(values, "terms", field_text(words, count, "terms"), terms,
		                "say on what terms: disclosable (may be used as evidence) or lead-only",
		                err);
	if (st == STATUS_OK && json_object_set_new(values, "no_onward", json_boolean(forbidden)) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
set_recipient(struct catalogue *catalogue, const struct field_words *words, size_t count,
              json_t *values, struct error *err)
{
	const char *to = field_text(words, count, "to");
	bool organisation = json_is_string(json_object_get(values, "to_organisation"));
	struct resolved person;
	struct subject subject;
	enum status st;

	if ((to == NULL || *to == '\0') != organisation)
		return fail(err, STATUS_INVALID,
		            "say who received it: a person (to: W-1) or an organisation, one of the two");
	if (organisation)
		return STATUS_OK;
	st = resolve_person(catalogue->ledger, text_of(to), &person, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("person", &person.uuid);
	return json_object_set_new(values, "to_person", json_string(subject.text)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
set_receipt(struct catalogue *catalogue, const struct field_words *words, size_t count,
            json_t *values, struct error *err)
{
	const char *receipt = field_text(words, count, "receipt");
	struct resolved attachment;
	char text[UUID_TEXT_SIZE];
	enum status st;

	if (receipt == NULL || *receipt == '\0')
		return STATUS_OK;
	st = resolve(catalogue->ledger, text_of(receipt), "X", &attachment, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(text, &attachment.uuid);
	return json_object_set_new(values, "receipt", json_string(text)) == 0 ? STATUS_OK
	                                                                      : fail_memory(err);
}

/* A derivative leaves when its last review, by somebody else than its maker, cleared it for such a recipient. */
static enum status
check_review(struct catalogue *catalogue, const char *id, struct text derivative,
             struct text audience, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT r.conclusion = 'passed', EXISTS (SELECT 1 FROM"
		" json_each(coalesce(r.cleared_for, '[]')) c WHERE c.value = $1)"
		" FROM p_derivative_reviews r WHERE r.derivative = $2 ORDER BY r.seq DESC LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, audience);
	statement_bind_text(row, 2, derivative);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_REFUSED,
		            "%s was not reviewed; somebody else than its maker does that: vidimus derive review %s",
		            id, id);
	if (st == STATUS_OK && statement_integer(row, 0) != 1)
		return fail(err, STATUS_REFUSED, "%s did not pass its last review", id);
	if (st == STATUS_OK && statement_integer(row, 1) != 1)
		return fail(err, STATUS_REFUSED, "%s was not cleared for this audience in its last review: %.*s",
		            id, (int)audience.n, audience.p);
	return st;
}

/* A derivative goes in place of the bytes of its item, which must be the only one; is it a redacted one? */
static enum status
set_derivative(struct catalogue *catalogue, const char *text, const struct uuid *items,
               size_t count, json_t *values, bool *redacted, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct resolved resolved;
	struct text audience;
	char uuid[UUID_TEXT_SIZE], item[UUID_TEXT_SIZE];
	enum status st = resolve(catalogue->ledger, text_of(text), "X", &resolved, err);

	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        "SELECT d.item, d.object, d.kind FROM p_derivatives d WHERE d.uuid = $1"
		                        " AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = d.uuid)",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &resolved.uuid);
	uuid_write(item, &items[0]);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && (count != 1 || !text_is(statement_text(row, 0), item))))
		return fail(err, STATUS_INVALID, "%s is no derivative of the item: name the one that it was made of", text);
	if (st == STATUS_OK && statement_is_null(row, 1))
		return fail(err, STATUS_REFUSED, "the file of %s is not held: there is nothing to give", text);
	if (st == STATUS_OK && json_member_text(values, "audience", &audience))
		st = check_review(catalogue, text, text_of(uuid), audience, err);
	*redacted = st == STATUS_OK && text_is(statement_text(row, 2), "redacted");
	if (st == STATUS_OK &&
	    (json_object_set_new(values, "derivative", json_string(uuid)) != 0 ||
	     json_object_set_new(values, "object", json_of_text(statement_text(row, 1))) != 0 ||
	     json_object_set_new(values, "form", json_string("derivative")) != 0))
		st = fail_memory(err);
	return st;
}

static enum status
transfer_values(struct catalogue *catalogue, const struct field_words *words, size_t count,
                json_t *values, struct error *err)
{
	enum status st = record_fields_set(catalogue, &form, values, words, count, err);

	if (st == STATUS_OK)
		st = set_codes(words, count, values, err);
	if (st == STATUS_OK)
		st = set_recipient(catalogue, words, count, values, err);
	if (st == STATUS_OK)
		st = set_receipt(catalogue, words, count, values, err);
	if (st == STATUS_OK && !json_is_string(json_object_get(values, "purpose")))
		st = fail(err, STATUS_INVALID, "say what it is for: the purpose");
	return st;
}

/* Nothing is done when anything stands in the way of one of them. */
static enum status
ask_gate(struct catalogue *catalogue, struct change *change, const struct uuid *items,
         size_t count, const json_t *values, bool redacted, struct error *err)
{
	SCOPED_FREE struct subject *subjects = calloc(count, sizeof *subjects);
	SCOPED_JSON json_t *blocks = json_array();
	enum gate_use use;
	struct text audience;
	enum status st;

	if (subjects == NULL || blocks == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < count; i++)
		subjects[i] = subject_of("item", &items[i]);
	if (!json_member_text(values, "audience", &audience) || !gate_use_read(audience, &use))
		return fail(err, STATUS_FAULT, "a transfer to nobody");
	if (use == GATE_PUBLIC && redacted)
		use = GATE_PUBLIC_REDACTED;
	st = gate_check(catalogue->ledger, subjects, count, use, change_time(change), blocks, err);
	if (st == STATUS_OK && text_is(text_of(json_string_value(json_object_get(values, "terms"))), "disclosable"))
		st = gate_check_disclosable(catalogue->ledger, subjects, count, blocks, err);
	return st == STATUS_OK ? gate_refuse(blocks, err) : st;
}

/* The file of the item, which must be held. */
static enum status
read_object(struct catalogue *catalogue, const char *item, struct digest *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	uint64_t size;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT object FROM p_items WHERE uuid = $1", &row, err);

	if (st == STATUS_OK) {
		statement_bind_text(row, 1, text_of(item));
		st = statement_step(row, err);
	}
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such item");
	if (st == STATUS_OK &&
	    (statement_is_null(row, 0) || !digest_read(statement_text(row, 0), out)))
		return fail(err, STATUS_REFUSED, "no file of the item is held: there is nothing to give");
	if (st == STATUS_OK)
		st = vault_find(catalogue->vault, out, &size, err);
	return st == STATUS_NOT_FOUND
	               ? fail(err, STATUS_REFUSED, "the file of the item is not in originals/: run vidimus audit")
	               : st;
}

static enum status
add_one(struct catalogue *catalogue, struct change *change, const struct uuid *item,
        json_t *values, int64_t *number, struct error *err)
{
	const struct subject subject = subject_of("item", item);
	SCOPED_JSON json_t *open = NULL;
	char text[UUID_TEXT_SIZE];
	struct digest object;
	enum status st;

	uuid_write(text, item);
	st = json_is_string(json_object_get(values, "derivative"))
	             ? STATUS_OK
	             : read_object(catalogue, text, &object, err);
	if (st == STATUS_OK)
		st = catalogue_next_id(catalogue, 'T', &open, number, err);
	if (st != STATUS_OK)
		return st;
	if (!json_is_string(json_object_get(values, "derivative")) &&
	    (json_object_set_new(values, "object", json_of_digest(&object)) != 0 ||
	     json_object_set_new(values, "form", json_string("byte-exact")) != 0))
		return fail_memory(err);
	return change_add(change, "transfer.made", &subject, open, values, NULL, err);
}

enum status
transfer_make(struct catalogue *catalogue, const struct uuid *items, size_t item_count,
              const struct field_words *words, size_t count, int64_t *first, struct error *err)
{
	const char *derivative = field_text(words, count, "derivative");
	SCOPED_JSON json_t *values = json_object();
	struct change *change = NULL;
	bool redacted = false;
	int64_t number = 0;
	enum status st = values ? record_fields_check(&form, words, count, beside, err)
	                        : fail_memory(err);

	if (st == STATUS_OK && (item_count == 0 || item_count > TRANSFER_ITEMS_MAX))
		st = fail(err, STATUS_INVALID, "a transfer is of 1 to %d items", TRANSFER_ITEMS_MAX);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "transfer", &change, err);
	if (st != STATUS_OK)
		return st;
	st = transfer_values(catalogue, words, count, values, err);
	if (st == STATUS_OK && derivative != NULL && *derivative != '\0')
		st = set_derivative(catalogue, derivative, items, item_count, values, &redacted, err);
	if (st == STATUS_OK)
		st = ask_gate(catalogue, change, items, item_count, values, redacted, err);
	for (size_t i = 0; st == STATUS_OK && i < item_count; i++) {
		st = add_one(catalogue, change, &items[i], values, &number, err);
		if (i == 0)
			*first = number;
	}
	return catalogue_finish(catalogue, change, st, err);
}

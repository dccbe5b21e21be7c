/* SPDX-License-Identifier: Apache-2.0 */
/* leak_near.c - the records near the exhibits, and what they are called. */
#include "bundle/leak_gather_internal.h"

#include "casework/scope.h"
#include "casework/subject_words.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static int
compare_subjects(const void *a, const void *b)
{
	return strcmp(((const struct subject *)a)->text, ((const struct subject *)b)->text);
}

bool
leak_is_carried(const struct leak_gathering *gathering, struct text subject)
{
	const struct bundle_selection *selection = gathering->selection;
	struct subject key;

	if (!subject_read(subject, &key))
		return false;
	for (size_t low = 0, high = selection->chain_count; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = compare_subjects(&key, &selection->chains[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	for (size_t i = 0; !selection->carries_events && i < selection->exhibit_count; i++) {
		if (compare_subjects(&key, &selection->exhibits[i].item) == 0)
			return true;
	}
	return false;
}

/* Items of a record of each kind; $1 is its UUID. */
static const struct {
	const char *kind, *sql;
} items_of[] = {
	{ "footage", "SELECT 'item/' || item FROM p_footage_members WHERE footage = $1"
	             " AND item IS NOT NULL" },
	{ "incident", "SELECT subject FROM p_depictions WHERE incident = $1" },
	{ "report", "SELECT subject FROM p_citations WHERE report = $1" },
	{ "delivery", "SELECT 'item/' || item FROM p_acquisitions WHERE delivery = $1"
	              " AND item IS NOT NULL" },
	{ "channel", "SELECT subject FROM p_postings WHERE channel = $1" },
	{ "person", "SELECT about FROM p_person_links WHERE person = $1 AND about IS NOT NULL"
	            " UNION SELECT 'item/' || a.item FROM p_deliveries d JOIN p_acquisitions a"
	            " ON a.delivery = d.uuid WHERE d.from_person = $1 AND a.item IS NOT NULL" },
};

static enum status
note_items(struct leak_gathering *gathering, const char *sql, struct text uuid, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(gathering->ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, uuid);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		struct text item = statement_text(row, 0);

		if (leak_is_carried(gathering, item) || !text_begins(item, "item/"))
			continue;
		if (json_object_setn_new(gathering->items, item.p, item.n, json_true()) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
gather_items(struct leak_gathering *gathering, struct error *err)
{
	enum status st = STATUS_OK;
	const char *key;
	json_t *value;

	json_object_foreach(gathering->near, key, value) {
		struct text uuid = text_of(key), kind = text_cut(&uuid, '/');

		for (size_t i = 0; i < sizeof items_of / sizeof items_of[0]; i++) {
			if (st == STATUS_OK && text_is(kind, items_of[i].kind))
				st = note_items(gathering, items_of[i].sql, uuid, err);
		}
	}
	return st;
}

enum status
leak_gather_near(struct leak_gathering *gathering, struct error *err)
{
	const struct bundle_selection *selection = gathering->selection;
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < selection->exhibit_count; i++) {
		SCOPED_JSON json_t *scope = NULL;
		json_t *subject;
		size_t k;

		st = scope_of(gathering->ledger, text_of(selection->exhibits[i].item.text), true,
		              &scope, err);
		json_array_foreach(scope, k, subject) {
			if (st == STATUS_OK &&
			    json_object_set_new(gathering->near, json_string_value(subject),
			                        json_true()) != 0)
				st = fail_memory(err);
		}
	}
	for (size_t i = 0; st == STATUS_OK && i < selection->chain_count; i++) {
		if (json_object_set_new(gathering->near, selection->chains[i].text, json_true()) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_OK ? gather_items(gathering, err) : st;
}

/* What names an item or another record, and where it has the name from. */
static enum status
add_name(struct leak_gathering *gathering, struct text name, enum leak_kind kind,
         const struct leak_origin *from, struct error *err)
{
	uint32_t origin;
	enum status st;

	if (name.n == 0 || leak_needles_has(gathering->needles, name))
		return STATUS_OK;
	st = leak_origin_add(gathering->needles, from, &origin, err);
	return st == STATUS_OK
	               ? leak_needles_add(gathering->needles, name, kind, false, origin, err)
	               : st;
}

/* The event with which the record's chain begins. */
static enum status
first_event(struct leak_gathering *gathering, const char *subject, int64_t *seq, struct error *err)
{
	struct subject key;
	int64_t last;

	if (!subject_read(text_of(subject), &key))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed subject: run vidimus rebuild");
	return ledger_find_in_chain(gathering->ledger, &key, 1, seq, &last, err);
}

static enum status
add_record(struct leak_gathering *gathering, const char *subject, int64_t *seq, struct error *err)
{
	SCOPED(buffer) id = { 0 };
	struct text uuid = text_of(subject);
	enum status st = first_event(gathering, subject, seq, err);
	struct leak_origin from = { .seq = *seq, .class = "other-record", .member = "id" };

	if (st == STATUS_OK)
		st = subject_id(gathering->ledger, text_of(subject), &id, err);
	if (st == STATUS_OK && id.n > 0 && strcmp(buffer_string(&id), subject) != 0)
		st = add_name(gathering, text_of_buffer(&id), LEAK_IDENTIFIER, &from, err);
	text_cut(&uuid, '/');
	from.member = "uuid";
	return st == STATUS_OK ? add_name(gathering, uuid, LEAK_IDENTIFIER, &from, err) : st;
}

static enum status
add_column(struct leak_gathering *gathering, const char *sql, struct text uuid, int64_t seq,
           struct error *err)
{
	static const char *const members[] = { "sha256", "name", "path" };
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(gathering->ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, uuid);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		for (int column = 0; st == STATUS_OK && column < 3; column++) {
			const struct leak_origin from = { .seq = seq, .class = "other-record",
				                          .member = members[column] };

			if (!statement_is_null(row, column))
				st = add_name(gathering, statement_text(row, column),
				              column == 0 ? LEAK_IDENTIFIER : LEAK_PATH, &from, err);
		}
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_item(struct leak_gathering *gathering, const char *subject, struct error *err)
{
	struct text uuid = text_of(subject);
	int64_t seq = 0;
	enum status st = add_record(gathering, subject, &seq, err);

	text_cut(&uuid, '/');
	if (st == STATUS_OK)
		st = add_column(gathering, "SELECT object, NULL, NULL FROM p_items WHERE uuid = $1",
		                uuid, seq, err);
	return st == STATUS_OK ? add_column(gathering,
	                                    "SELECT object, name, path FROM p_acquisitions"
	                                    " WHERE item = $1",
	                                    uuid, seq, err)
	                       : st;
}

enum status
leak_gather_records(struct leak_gathering *gathering, struct error *err)
{
	enum status st = STATUS_OK;
	const char *key;
	json_t *value;
	int64_t seq;

	json_object_foreach(gathering->items, key, value) {
		if (st == STATUS_OK)
			st = add_item(gathering, key, err);
	}
	json_object_foreach(gathering->near, key, value) {
		if (st == STATUS_OK && !leak_is_carried(gathering, text_of(key)))
			st = add_record(gathering, key, &seq, err);
	}
	return st;
}

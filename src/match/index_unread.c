/* SPDX-License-Identifier: Apache-2.0 */
/* index_unread.c - who is missing in a segment, as the state tells it. */
#include "match/index_internal.h"

#include "base/error.h"
#include "base/text.h"

enum status
index_know_unread(json_t *known, const struct unread *unread, struct error *err)
{
	json_t *numbers = json_array();
	size_t n = unread->n < INDEX_UNREAD ? unread->n : INDEX_UNREAD;

	if (unread->n == 0) {
		json_decref(numbers);
		return STATUS_OK;
	}
	if (json_object_set_new(known, "unread", numbers) != 0)
		return fail_memory(err);
	for (size_t i = 0; i < n; i++) {
		if (json_array_append_new(numbers, json_integer(unread->numbers[i])) != 0)
			return fail_memory(err);
	}
	if (unread->n > n && json_object_set_new(known, "more", json_true()) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

/* Are its fingerprints still those that the segment should have? */
static enum status
add_if_covered(struct index *index, int64_t number, const struct segment_cover *cover,
               struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		index->catalogue->database,
		"SELECT 1 FROM p_items i JOIN p_fingerprints p ON p.item = i.uuid"
		" WHERE i.number = $1 AND p.seq >= $2 AND p.seq <= $3",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, number);
	statement_bind_integer(row, 2, (int64_t)cover->first_seq);
	statement_bind_integer(row, 3, (int64_t)cover->last_seq);
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	return unread_add(&index->unread, number, err);
}

enum status
index_take_unread(struct index *index, const struct segment *segment, struct error *err)
{
	const struct segment_cover cover = segment_cover(segment);
	char name[SEGMENT_NAME_SIZE];
	const json_t *known, *number;
	enum status st = STATUS_OK;
	size_t i;

	segment_name(name, cover.kind, cover.last_seq);
	known = json_object_get(json_object_get(index->state, "segments"), name);
	json_array_foreach(json_iterable(json_object_get(known, "unread")), i, number) {
		st = add_if_covered(index, json_integer_value(number), &cover, err);
		if (st != STATUS_OK)
			return st;
	}
	if (json_is_true(json_object_get(known, "more")))
		index->unread.more = true;
	return st;
}

const struct unread *
index_unread(const struct index *index)
{
	return &index->unread;
}

/* Do segments or the watermark lack somebody? */
static bool
lacks_somebody(const struct index *index)
{
	const char *name;
	json_t *known;

	if (json_is_true(json_object_get(index->state, "unread")))
		return true;
	json_object_foreach(json_object_get(index->state, "segments"), name, known) {
		if (json_object_get(known, "unread") != NULL)
			return true;
	}
	return false;
}

DEFINE_SCOPED_POINTER(index, index_close);

enum status
index_was_unread(struct catalogue *catalogue, bool *out, struct error *err)
{
	SCOPED_POINTER(index) index = NULL;
	enum status st = index_open(&index, catalogue, err);

	if (st == STATUS_OK)
		*out = lacks_somebody(index);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_items.c - items.json against what the events' disclosures say: its
 * text is kept, and every value is found again by the event it is from.
 */
#include "bundle/verify_internal.h"

#include "base/canonical_reader.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define ITEMS_LIMIT ((uint64_t)512 << 20)

struct stated_value {
	struct uuid event;
	struct text name, member, part; /* member without its slash; part: p NULL for the whole */
	struct text value;              /* canonical */
	bool        seen;
};

struct stated {
	struct buffer        text;
	struct stated_value *values; /* in the order of events, once sorted */
	size_t               count, room;
};

void
stated_close(struct stated *stated)
{
	if (stated == NULL)
		return;
	buffer_end(&stated->text);
	free(stated->values);
	free(stated);
}

static enum status
add_value(struct stated *stated, const struct stated_value *value, struct error *err)
{
	if (stated->count == stated->room) {
		size_t room = stated->room ? stated->room * 2 : 256;
		struct stated_value *values = realloc(stated->values, room * sizeof *values);

		if (values == NULL)
			return fail_memory(err);
		stated->values = values;
		stated->room = room;
	}
	stated->values[stated->count++] = *value;
	return STATUS_OK;
}

/* [EVENT-ID, "/member"] or [EVENT-ID, "/member", "part"]. */
static enum status
read_from(struct canonical_reader *reader, struct stated_value *value, struct error *err)
{
	struct text parts[4] = { 0 };
	size_t count = 0;
	enum status st = canonical_array(reader, err);

	while (st == STATUS_OK && (st = canonical_element(reader, err)) == STATUS_OK) {
		if (count == 3)
			return fail(err, STATUS_INVALID, "a `from` of more than three parts");
		st = canonical_plain(reader, &parts[count++], err);
	}
	if (st != STATUS_DONE)
		return st;
	if (count < 2 || !uuid_read(parts[0], &value->event) || !text_begins(parts[1], "/"))
		return fail(err, STATUS_INVALID, "a `from` that names no member of an event");
	value->member = (struct text){ parts[1].p + 1, parts[1].n - 1 };
	value->part = parts[2];
	return STATUS_OK;
}

static enum status
read_value(struct canonical_reader *reader, struct verification *v, struct error *err)
{
	struct stated_value value = { 0 };
	struct text key;
	bool has_from = false;
	enum status st = canonical_object(reader, err);

	while (st == STATUS_OK && (st = canonical_member(reader, &key, err)) == STATUS_OK) {
		if (text_is(key, "from")) {
			has_from = true;
			st = read_from(reader, &value, err);
		} else if (text_is(key, "name")) {
			st = canonical_plain(reader, &value.name, err);
		} else if (text_is(key, "value")) {
			st = canonical_skip(reader, &value.value, err);
		} else {
			return fail(err, STATUS_INVALID, "a value with a further member");
		}
	}
	if (st != STATUS_DONE)
		return st;
	if (value.name.p == NULL || value.value.p == NULL || has_from == v->begun.is_public)
		return fail(err, STATUS_INVALID, "a value without name, value%s",
		            v->begun.is_public ? ", or with the event it is from" : " or the event it is from");
	return v->begun.is_public ? STATUS_OK : add_value(v->stated, &value, err);
}

static enum status
read_values(struct canonical_reader *reader, struct verification *v, struct error *err)
{
	enum status st = canonical_array(reader, err);

	while (st == STATUS_OK && (st = canonical_element(reader, err)) == STATUS_OK)
		st = read_value(reader, v, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static void
check_file(struct verification *v, struct text exhibit, const struct canonical_value *file)
{
	size_t index;

	if (file->kind == CANONICAL_STRING && !bundle_source_find(v->source, file->raw, &index))
		verify_fault(v, LAYER_DISCLOSURES, "no-such-file", ITEMS, NULL,
		             "exhibit %.*s names the file %.*s, which is not here", (int)exhibit.n,
		             exhibit.p, (int)file->raw.n, file->raw.p);
}

static enum status
read_item(struct canonical_reader *reader, struct verification *v, struct error *err)
{
	struct text key, exhibit = { 0 };
	struct canonical_value file = { .kind = CANONICAL_NULL };
	enum status st = canonical_object(reader, err);

	while (st == STATUS_OK && (st = canonical_member(reader, &key, err)) == STATUS_OK) {
		if (text_is(key, "exhibit"))
			st = canonical_plain(reader, &exhibit, err);
		else if (text_is(key, "file"))
			st = canonical_value(reader, &file, err);
		else if (text_is(key, "values"))
			st = read_values(reader, v, err);
		else
			return fail(err, STATUS_INVALID, "an item with a further member");
	}
	if (st != STATUS_DONE)
		return st;
	if (exhibit.p == NULL)
		return fail(err, STATUS_INVALID, "an item without its exhibit number");
	check_file(v, exhibit, &file);
	v->items++;
	return STATUS_OK;
}

static enum status
read_all(struct verification *v, struct error *err)
{
	struct canonical_reader reader;
	struct text text = text_of_buffer(&v->stated->text), format;
	enum status st;

	if (text.n == 0 || text.p[--text.n] != '\n')
		return fail(err, STATUS_INVALID, "it does not end with a line end");
	canonical_begin(&reader, text);
	st = canonical_object(&reader, err);
	if (st == STATUS_OK)
		st = canonical_expect(&reader, "format", err);
	if (st == STATUS_OK)
		st = canonical_plain(&reader, &format, err);
	if (st == STATUS_OK && !text_is(format, "vidimus-items-v1"))
		st = fail(err, STATUS_INVALID, "its format is not known here");
	if (st == STATUS_OK)
		st = canonical_expect(&reader, "items", err);
	if (st == STATUS_OK)
		st = canonical_array(&reader, err);
	while (st == STATUS_OK && (st = canonical_element(&reader, err)) == STATUS_OK)
		st = read_item(&reader, v, err);
	if (st == STATUS_DONE)
		st = canonical_leave(&reader, err);
	return st == STATUS_OK ? canonical_finish(&reader, err) : st;
}

static int
compare(const void *a, const void *b)
{
	const struct stated_value *left = a, *right = b;

	return memcmp(left->event.bytes, right->event.bytes, sizeof left->event.bytes);
}

enum status
items_begin(struct verification *v, struct error *err)
{
	struct error why = { 0 };
	enum status st;

	v->stated = calloc(1, sizeof *v->stated);
	if (v->stated == NULL)
		return fail_memory(err);
	st = bundle_source_read(v->source, ITEMS, ITEMS_LIMIT, &v->stated->text, &why);
	if (st == STATUS_OK)
		st = read_all(v, &why);
	if (verify_is_answer(st)) {
		verify_fault(v, LAYER_DISCLOSURES, st == STATUS_NOT_FOUND ? "missing-file" : "bad-items",
		             ITEMS, NULL, "%s", why.text);
		v->stated->count = 0;
		return STATUS_OK;
	}
	if (st != STATUS_OK && err != NULL)
		*err = why;
	if (v->stated->count > 0)
		qsort(v->stated->values, v->stated->count, sizeof *v->stated->values, compare);
	return st;
}

/* The first value that is from the event. */
static size_t
first_of(const struct stated *stated, const struct uuid *event)
{
	size_t low = 0, high = stated->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(stated->values[middle].event.bytes, event->bytes, sizeof event->bytes) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum status
check_value(struct verification *v, const struct judged_event *judged, struct stated_value *stated,
            struct error *err)
{
	const struct event_header *header = &judged->event->header;
	const json_t *value = json_object_getn(judged->event->values, stated->member.p,
	                                       stated->member.n);
	SCOPED(buffer) canonical = { 0 };
	enum status st = STATUS_OK;

	stated->seen = true;
	if (value != NULL && stated->part.p != NULL)
		value = json_object_getn(value, stated->part.p, stated->part.n);
	if (value != NULL)
		st = json_canonical(&canonical, value, err);
	if (st == STATUS_OK && !text_equal(text_of_buffer(&canonical), stated->value))
		verify_fault(v, LAYER_DISCLOSURES, "other-value", ITEMS, &header->id,
		             "%.*s is not what %s /%.*s says", (int)stated->name.n, stated->name.p,
		             header->type, (int)stated->member.n, stated->member.p);
	return st;
}

enum status
items_check(struct verification *v, const struct judged_event *judged, struct error *err)
{
	const struct uuid *id = &judged->event->header.id;
	enum status st = STATUS_OK;

	for (size_t i = first_of(v->stated, id);
	     st == STATUS_OK && i < v->stated->count && uuid_equal(&v->stated->values[i].event, id);
	     i++)
		st = check_value(v, judged, &v->stated->values[i], err);
	return st;
}

void
items_finish(struct verification *v)
{
	for (size_t i = 0; i < v->stated->count; i++) {
		const struct stated_value *value = &v->stated->values[i];

		if (!value->seen)
			verify_fault(v, LAYER_DISCLOSURES, "other-value", ITEMS, &value->event,
			             "%.*s is from an event that is not here", (int)value->name.n,
			             value->name.p);
	}
}

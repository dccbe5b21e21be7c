/* SPDX-License-Identifier: Apache-2.0 */
/* record_edit.c - words of people as values of a description, by a table of fields. */
#include "casework/record_edit.h"

#include "casework/part_words.h"
#include "casework/place_words.h"
#include "casework/value.h"
#include "casework/vocabulary.h"

#include "base/dated.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* The present description and versions, inside the change. */
struct present {
	int64_t version;   /* of the chain */
	int64_t described; /* n of the last description, 0 for none */
	json_t *values;    /* owned: every field */
};

const char *
field_text(const struct field_words *words, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i].name, name) == 0)
			return words[i].text;
	}
	return NULL;
}

static bool
is_json(const struct record_field *field)
{
	return field->form != FIELD_TEXT && field->form != FIELD_TERM;
}

static enum status
read_fields(const struct record_form *form, struct statement *row, struct present *out,
            struct error *err)
{
	out->version = statement_integer(row, 0);
	out->described = statement_integer(row, 1);
	out->values = json_object();
	for (size_t i = 0; i < form->count; i++) {
		json_t *value = is_json(&form->fields[i]) ? value_of_json_column(row, (int)i + 2)
		                                          : value_of_text_column(row, (int)i + 2);

		if (json_object_set_new(out->values, form->fields[i].name, value) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
read_present(struct catalogue *catalogue, const struct record_form *form, const struct uuid *uuid,
             struct present *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database, form->select, &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, uuid);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such %s", form->kind);
	return st == STATUS_OK ? read_fields(form, row, out, err) : st;
}

/* Says what the fields that one wanted to write hold now, as another wrote it. */
static enum status
refuse_stale(const struct present *present, const struct field_words *words, size_t count,
             int64_t based_on, struct error *err)
{
	SCOPED(buffer) now = { 0 };

	for (size_t i = 0; i < count; i++) {
		json_t *value = json_object_get(present->values, words[i].name);

		if (words[i].text == NULL || value == NULL)
			continue;
		buffer_append_format(&now, "%s%s ", now.n ? "; " : "", words[i].name);
		if (json_canonical(&now, value, NULL) != STATUS_OK)
			return fail_memory(err);
	}
	return fail(err, STATUS_STALE,
	            "it was described again in version %lld, after version %lld that yours is based on; it now says: %.600s; look at it and edit it based on version %lld",
	            (long long)present->described, (long long)based_on, buffer_string(&now),
	            (long long)present->version);
}

enum status
record_date_set(json_t *values, const char *name, const char *text, struct error *err)
{
	struct dated_words words = { .edtf = text_of(text) };
	struct dated date;
	enum status st = STATUS_OK;

	if (text == NULL || *text == '\0')
		return json_object_set_new(values, name, json_null()) == 0 ? st : fail_memory(err);
	st = dated_make(&words, &date, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading %s", name);
	return json_object_set_new(values, name, dated_to_json(&date)) == 0 ? st : fail_memory(err);
}

/* The value of a field that is more than a text or a code. */
static enum status
read_value(struct database *database, const struct record_field *field, struct text text,
           json_t **out, struct error *err)
{
	switch (field->form) {
	case FIELD_TERMS:
		return vocabulary_read_codes(database, field->vocabulary, text, out, err);
	case FIELD_PLACE:
		return place_of_words(database, text, false, out, err);
	case FIELD_REGION:
		return place_of_words(database, text, true, out, err);
	case FIELD_VICTIMS:
		return victims_of_words(database, text, out, err);
	case FIELD_PART:
		return part_of_words(text, out, err);
	default:
		return fail(err, STATUS_FAULT, "the field %s has no form", field->name);
	}
}

static enum status
set_field(struct catalogue *catalogue, json_t *values, const struct record_field *field,
          const char *text, struct error *err)
{
	json_t *value = NULL;
	enum status st = STATUS_OK;

	if (text == NULL)
		return STATUS_OK;
	if (field->form == FIELD_TERM && *text != '\0')
		st = vocabulary_check(catalogue->database, field->vocabulary, text_of(text), err);
	if (st == STATUS_OK && !is_json(field))
		return value_set_text(values, field->name, text, err);
	if (st == STATUS_OK && field->form == FIELD_DATE)
		return record_date_set(values, field->name, text, err);
	if (st == STATUS_OK)
		st = read_value(catalogue->database, field, text_of(text), &value, err);
	if (st == STATUS_OK && json_object_set_new(values, field->name, value) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? st : while_doing(err, st, "reading %s", field->name);
}

enum status
record_fields_set(struct catalogue *catalogue, const struct record_form *form, json_t *values,
                  const struct field_words *words, size_t count, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < form->count; i++)
		st = set_field(catalogue, values, &form->fields[i],
		               field_text(words, count, form->fields[i].name), err);
	return st;
}

static bool
is_field_of(const struct record_form *form, const char *const *beside, const char *name)
{
	for (size_t i = 0; i < form->count; i++) {
		if (strcmp(form->fields[i].name, name) == 0)
			return true;
	}
	for (; beside != NULL && *beside != NULL; beside++) {
		if (strcmp(*beside, name) == 0)
			return true;
	}
	return false;
}

enum status
record_fields_check(const struct record_form *form, const struct field_words *words, size_t count,
                    const char *const *beside, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_field_of(form, beside, words[i].name))
			return fail(err, STATUS_INVALID, "there is no field %s of a record of the kind %s",
			            words[i].name, form->kind);
		for (size_t k = 0; k < i; k++) {
			if (strcmp(words[k].name, words[i].name) == 0)
				return fail(err, STATUS_INVALID, "the field %s is given twice",
				            words[i].name);
		}
	}
	return STATUS_OK;
}

enum status
record_revise(struct catalogue *catalogue, const struct record_form *form, const struct uuid *uuid,
              const struct field_words *words, size_t count, int64_t based_on,
              struct record_revision *out, struct error *err)
{
	SCOPED_JSON json_t *before = NULL, *values = NULL;
	struct present present = { 0 };
	enum status st = read_present(catalogue, form, uuid, &present, err);

	before = present.values;
	if (st != STATUS_OK)
		return st;
	*out = (struct record_revision){ .version = present.version };
	out->based_on = based_on > 0 ? based_on : present.version;
	if (out->based_on > present.version)
		return fail(err, STATUS_INVALID, "the %s has no version %lld yet, only %lld",
		            form->kind, (long long)based_on, (long long)present.version);
	if (present.described > out->based_on)
		return refuse_stale(&present, words, count, out->based_on, err);
	values = json_deep_copy(before);
	st = values ? record_fields_set(catalogue, form, values, words, count, err)
	            : fail_memory(err);
	if (st != STATUS_OK)
		return st;
	out->changed = !json_equal(values, before);
	out->values = json_incref(values);
	return STATUS_OK;
}

enum status
record_describe(struct catalogue *catalogue, struct change *change, const struct record_form *form,
                const struct uuid *uuid, const struct field_words *words, size_t count,
                int64_t based_on, int64_t *version, struct error *err)
{
	struct subject subject = subject_of(form->kind, uuid);
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	struct record_revision revision = { 0 };
	struct change_receipt receipt;
	enum status st = open ? record_revise(catalogue, form, uuid, words, count, based_on, &revision,
	                                      err)
	                      : fail_memory(err);

	values = revision.values;
	*version = revision.version;
	if (st != STATUS_OK || !revision.changed)
		return st;
	if (json_object_set_new(values, "based_on", json_integer(revision.based_on)) != 0)
		return fail_memory(err);
	st = change_add(change, form->type, &subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		*version = receipt.n;
	return st;
}

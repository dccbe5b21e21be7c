/* SPDX-License-Identifier: Apache-2.0 */
/* record_edit.c - words of people as values of a description, by a table of fields. */
#include "casework/record_edit.h"

#include "casework/part_words.h"
#include "casework/place_words.h"
#include "casework/report.h"
#include "casework/resolve.h"
#include "casework/value.h"
#include "casework/vocabulary.h"

#include "base/dated.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/language.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define SHOWN_MAX  60        /* bytes of a value that a message shows */
#define NUMBER_MAX 999999999

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
	return field->form != FIELD_TEXT && field->form != FIELD_TITLE &&
	       field->form != FIELD_LANGUAGE && field->form != FIELD_TERM;
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

enum status
record_dates_check(const json_t *values, const char *first, const char *last, struct error *err)
{
	struct dated early, late;
	struct edtf from, to;

	if (dated_of_json(json_object_get(values, first), &early, NULL) != STATUS_OK ||
	    dated_of_json(json_object_get(values, last), &late, NULL) != STATUS_OK ||
	    dated_read(&early, &from, NULL) != STATUS_OK || dated_read(&late, &to, NULL) != STATUS_OK ||
	    edtf_compare(&from, &to) != DATES_AFTER)
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "%s %s lies after %s %s", first, early.edtf, last, late.edtf);
}

/* Characters that end a line, in whatever script. */
static bool
ends_line(struct text rest)
{
	return (unsigned char)*rest.p < 0x20 || text_begins(rest, "\xc2\x85") ||
	       text_begins(rest, "\xe2\x80\xa8") || text_begins(rest, "\xe2\x80\xa9");
}

enum status
record_title_check(const char *name, struct text text, struct error *err)
{
	SCOPED(buffer) folded = { 0 };
	enum status st;

	for (struct text rest = text; rest.n > 0; rest = (struct text){ rest.p + 1, rest.n - 1 }) {
		if (ends_line(rest))
			return fail(err, STATUS_INVALID, "the %s is one line, without control characters",
			            name);
	}
	if (!text_is_utf8(text.p, text.n))
		return fail(err, STATUS_INVALID, "the %s is not UTF-8 text", name);
	st = text_fold(&folded, text, err); /* which makes every kind of space one */
	if (st == STATUS_OK && text_trim(text_of_buffer(&folded)).n == 0)
		st = fail(err, STATUS_INVALID, "the %s says nothing: write a few neutral words", name);
	return st;
}

/* The next part of a list with commas, trimmed; false at its end. */
static bool
next_part(struct text *rest, struct text *part)
{
	while (rest->p != NULL) {
		*part = text_trim(text_cut(rest, ','));
		if (part->n > 0)
			return true;
	}
	return false;
}

/* Appends a string to a list that has it not yet. */
static enum status
append_once(json_t *list, json_t *value, struct error *err)
{
	SCOPED_JSON json_t *owned = value;
	json_t *there;
	size_t i;

	json_array_foreach(list, i, there) {
		if (json_equal(there, value))
			return STATUS_OK;
	}
	return json_array_append(list, owned) == 0 ? STATUS_OK : fail_memory(err);
}

static enum status
append_person(struct catalogue *catalogue, json_t *list, struct text part, struct error *err)
{
	struct resolved person;
	struct subject subject;
	enum status st = resolve_person(catalogue->ledger, part, &person, err);

	if (st == STATUS_OK && !resolved_subject(&person, &subject))
		st = fail(err, STATUS_FAULT, "a person without a chain");
	return st == STATUS_OK ? append_once(list, json_string(subject.text), err) : st;
}

/* Languages or persons, in their order; null for none. */
static enum status
read_list(struct catalogue *catalogue, bool persons, struct text text, json_t **out,
          struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	enum status st = list ? STATUS_OK : fail_memory(err);
	struct text part;

	while (st == STATUS_OK && next_part(&text, &part)) {
		if (persons)
			st = append_person(catalogue, list, part, err);
		else if ((st = language_check(part, err)) == STATUS_OK)
			st = append_once(list, json_of_text(part), err);
	}
	if (st == STATUS_OK)
		*out = json_array_size(list) > 0 ? json_incref(list) : json_null();
	return st;
}

static enum status
read_yes_no(struct text text, json_t **out, struct error *err)
{
	if (text.n > 0 && !text_is(text, "yes") && !text_is(text, "no"))
		return fail(err, STATUS_INVALID, "“%.*s” is neither yes nor no",
		            (int)text_whole(text, SHOWN_MAX), text.p);
	*out = text.n > 0 ? json_boolean(text_is(text, "yes")) : json_null();
	return STATUS_OK;
}

static enum status
read_number(struct text text, json_t **out, struct error *err)
{
	uint64_t number = 0;

	if (text.n > 0 && !text_number(text, NUMBER_MAX, &number))
		return fail(err, STATUS_INVALID, "“%.*s” is no whole number below a thousand million",
		            (int)text_whole(text, SHOWN_MAX), text.p);
	*out = text.n > 0 ? json_integer((json_int_t)number) : json_null();
	return STATUS_OK;
}

static enum status
read_hash(struct text text, json_t **out, struct error *err)
{
	char lower[DIGEST_TEXT_SIZE] = { 0 };
	struct digest digest;

	for (size_t i = 0; i < text.n && i + 1 < sizeof lower; i++)
		lower[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'F' ? text.p[i] - 'A' + 'a'
		                                                       : text.p[i]);
	if (text.n > 0 && (text.n + 1 != sizeof lower || !digest_read(text_of(lower), &digest)))
		return fail(err, STATUS_INVALID, "“%.*s” is no SHA-256: it has 64 hex digits",
		            (int)text_whole(text, SHOWN_MAX), text.p);
	*out = text.n > 0 ? json_string(lower) : json_null();
	return STATUS_OK;
}

/* A list of the lines that say something; null when there is none. */
static enum status
lines_of_words(struct text text, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *lines = json_array();

	if (lines == NULL)
		return fail_memory(err);
	while (text.p != NULL) {
		struct text line = text_trim(text_cut(&text, '\n'));

		if (line.n > 0 && json_array_append_new(lines, json_of_text(line)) != 0)
			return fail(err, STATUS_INVALID, "a line that is not UTF-8 text");
	}
	*out = json_array_size(lines) > 0 ? json_incref(lines) : json_null();
	return STATUS_OK;
}

/* The value of a field that is more than a text or a code. */
static enum status
read_value(struct catalogue *catalogue, const struct record_field *field, struct text text,
           json_t **out, struct error *err)
{
	struct database *database = catalogue->database;

	switch (field->form) {
	case FIELD_YES_NO:
		return read_yes_no(text, out, err);
	case FIELD_REPORTS:
		return reports_of_words(catalogue, text, out, err);
	case FIELD_TERMS:
		return vocabulary_read_codes(database, field->vocabulary, text, out, err);
	case FIELD_LANGUAGES:
	case FIELD_PERSONS:
		return read_list(catalogue, field->form == FIELD_PERSONS, text, out, err);
	case FIELD_LINES:
		return lines_of_words(text, out, err);
	case FIELD_PLACE:
		return place_of_words(database, text, false, out, err);
	case FIELD_REGION:
		return place_of_words(database, text, true, out, err);
	case FIELD_VICTIMS:
		return victims_of_words(database, text, out, err);
	case FIELD_NUMBER:
		return read_number(text, out, err);
	case FIELD_HASH:
		return read_hash(text, out, err);
	case FIELD_PART:
		return part_of_words(text, out, err);
	default:
		return fail(err, STATUS_FAULT, "the field %s has no form", field->name);
	}
}

/* Is the word one that a field of one text takes? */
static enum status
check_text(struct catalogue *catalogue, const struct record_field *field, struct text text,
           struct error *err)
{
	if (field->form == FIELD_TITLE)
		return record_title_check(field->name, text, err);
	if (field->form == FIELD_LANGUAGE && text.n > 0)
		return language_check(text, err);
	if (field->form == FIELD_TERM && text.n > 0)
		return vocabulary_check(catalogue->database, field->vocabulary, text, err);
	return STATUS_OK;
}

static enum status
set_field(struct catalogue *catalogue, json_t *values, const struct record_field *field,
          const char *text, struct error *err)
{
	json_t *value = NULL;
	enum status st;

	if (text == NULL)
		return STATUS_OK;
	st = check_text(catalogue, field, text_of(text), err);
	if (st == STATUS_OK && !is_json(field))
		return value_set_text(values, field->name, text, err);
	if (st == STATUS_OK && field->form == FIELD_DATE)
		return record_date_set(values, field->name, text, err);
	if (st == STATUS_OK)
		st = read_value(catalogue, field, text_of(text), &value, err);
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

/* SPDX-License-Identifier: Apache-2.0 */
/* incident.c - incidents: opened once, described again and again. */
#include "casework/record_edit.h"

#include "casework/resolve.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "title", FIELD_TITLE, NULL },
	{ "summary", FIELD_TEXT, NULL },
	{ "internal_summary", FIELD_TEXT, NULL },
	{ "acts", FIELD_TERMS, "act-type" },
	{ "methods", FIELD_TERMS, "method-of-violence" },
	{ "purposes", FIELD_TERMS, "purpose-of-violence" },
	{ "types", FIELD_TERMS, "incident-type" },
	{ "date", FIELD_DATE, NULL },
	{ "place", FIELD_PLACE, NULL },
	{ "region", FIELD_REGION, NULL },
	{ "victims", FIELD_VICTIMS, NULL },
	{ "victim_persons", FIELD_PERSONS, NULL },
	{ "victim_note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "incident",
	.type = "incident.described",
	.select = "SELECT version, described, title, summary, internal_summary, acts, methods,"
	          " purposes, types, date, place, region, victims, victim_persons, victim_note"
	          " FROM p_incidents"
	          " WHERE uuid = $1",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

/* The wider incident as the event names it; null for none. */
static enum status
read_part_of(struct catalogue *catalogue, const char *text, json_t *values, struct error *err)
{
	struct resolved wider;
	struct subject subject;
	enum status st;

	if (text == NULL || *text == '\0')
		return STATUS_OK;
	st = resolve(catalogue->ledger, text_of(text), "I", &wider, err);
	if (st == STATUS_OK && !resolved_subject(&wider, &subject))
		st = fail(err, STATUS_FAULT, "an incident without a chain");
	if (st == STATUS_OK && json_object_set_new(values, "part_of", json_string(subject.text)) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
open_incident(struct catalogue *catalogue, struct change *change, const struct field_words *words,
              size_t count, struct uuid *uuid, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL, *values = json_object();
	struct subject subject;
	enum status st = values ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = read_part_of(catalogue, field_text(words, count, "part_of"), values, err);
	if (st == STATUS_OK)
		st = catalogue_next_id(catalogue, 'I', &open, number, err);
	if (st == STATUS_OK)
		st = change_new_uuid(change, uuid, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("incident", uuid);
	return change_add(change, "incident.opened", &subject, open, values, NULL, err);
}

enum status
incident_add(struct catalogue *catalogue, const struct field_words *words, size_t count,
             int64_t *number, struct error *err)
{
	struct change *change = NULL;
	struct uuid uuid;
	int64_t version = 0;
	enum status st = record_fields_check(&form, words, count, (const char *const[]){ "part_of", NULL }, err);

	if (st == STATUS_OK)
		st = record_title_check("title", text_of(field_text(words, count, "title")), err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "incident add", &change, err);
	if (st != STATUS_OK)
		return st;
	st = open_incident(catalogue, change, words, count, &uuid, number, err);
	if (st == STATUS_OK)
		st = record_describe(catalogue, change, &form, &uuid, words, count, 0, &version, err);
	return catalogue_finish(catalogue, change, st, err);
}

enum status
incident_edit(struct catalogue *catalogue, const struct uuid *incident,
              const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
              struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(&form, words, count, NULL, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "incident edit", &change, err);
	if (st != STATUS_OK)
		return st;
	st = record_describe(catalogue, change, &form, incident, words, count, based_on, version,
	                     err);
	return catalogue_finish(catalogue, change, st, err);
}

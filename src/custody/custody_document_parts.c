/* SPDX-License-Identifier: Apache-2.0 */
/* custody_document_parts.c - values, members and records of a report in a document. */
#include "custody/custody_document_parts.h"

#include "custody/custody_internal.h"

#include "base/text.h"

/* As many records of one kind as are told one by one. */
#define RECORDS_LIMIT 100

void
part_text(struct document *document, const char *label, const char *words)
{
	document_value(document, text_of(label), text_of(words));
}

void
part_member(struct document *document, const char *label, const json_t *record, const char *member)
{
	SCOPED(buffer) words = { 0 };

	document_value(document, text_of(label),
	               told_value(&words, json_object_get(record, member)) ? text_of_buffer(&words)
	                                                                   : (struct text){ 0 });
}

/* Members by a table that ends with a NULL label. */
void
part_members(struct document *document, const json_t *record, const struct label *labels)
{
	for (size_t i = 0; labels[i].label != NULL; i++)
		part_member(document, labels[i].label, record, labels[i].member);
}

void
part_heading(struct document *document, int level, const char *words)
{
	document_heading(document, level, text_of(words));
}

void
part_paragraph(struct document *document, const char *words)
{
	document_paragraph(document, text_of(words));
}

/* "code (K-000001)", for who acted. */
void
part_append_actor(struct buffer *out, const json_t *record)
{
	const char *code = told_string(record, "actor"), *id = told_string(record, "actor_id");

	buffer_append_format(out, "%s (%s)", code[0] ? code : "not known", id[0] ? id : "no id");
}

void
part_actor(struct document *document, const char *label, const json_t *record)
{
	SCOPED(buffer) words = { 0 };

	part_append_actor(&words, record);
	document_value(document, text_of(label), text_of_buffer(&words));
}

void
part_hash(struct document *document, const char *label, const json_t *record, const char *member)
{
	if (json_is_object(json_object_get(record, member)))
		part_member(document, label, record, member);
	else
		document_hash(document, text_of(label), told_text(record, member));
}

void
part_retracted(struct document *document, const json_t *record)
{
	const json_t *retracted = json_object_get(record, "retracted");
	SCOPED(buffer) words = { 0 };

	if (!json_is_object(retracted))
		return;
	buffer_append_format(&words, "TAKEN BACK on %s by ", told_string(retracted, "time"));
	part_append_actor(&words, retracted);
	buffer_append_format(&words, ": it is not stated any more%s",
	                     json_is_true(json_object_get(retracted, "entered_in_error")) ? ", as it was entered in error" : "");
	if (json_is_string(json_object_get(retracted, "instead")))
		buffer_append_format(&words, "; instead: %s", told_string(retracted, "instead"));
	buffer_append_string(&words, ".");
	document_gap(document, text_of_buffer(&words));
}

/* The records of a list, one by one; how many are left out is said. */
void
part_records(struct document *document, const json_t *report, const char *list,
            void (*put)(struct document *document, const json_t *record))
{
	const json_t *records = json_object_get(report, list);
	SCOPED(buffer) words = { 0 };
	json_t *record;
	size_t i;

	json_array_foreach(records, i, record) {
		if (i < RECORDS_LIMIT)
			put(document, record);
	}
	if (json_array_size(records) <= RECORDS_LIMIT)
		return;
	buffer_append_format(&words, "%zu more are not told here; the report as JSON has all.",
	                     json_array_size(records) - RECORDS_LIMIT);
	document_paragraph(document, text_of_buffer(&words));
}

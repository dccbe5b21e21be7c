/* SPDX-License-Identifier: Apache-2.0 */
/* depiction.c - what is seen of an incident, and how sure that is. */
#include "casework/depiction.h"

#include "casework/part_fits.h"
#include "casework/short_id.h"
#include "casework/sub_record.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

static const struct record_field fields[] = {
	{ "part", FIELD_PART, NULL },
	{ "acts", FIELD_TERMS, "act-type" },
	{ "seen", FIELD_TEXT, NULL },
	{ "protected_seen", FIELD_TEXT, NULL },
	{ "when", FIELD_TERM, "temporal-relation" },
	{ "confidence", FIELD_TERM, "confidence" },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "depiction",
	.type = "depiction.stated",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

/* The same part shows the same incident once. */
static enum status
check_new(struct catalogue *catalogue, const struct subject *subject, const struct uuid *incident,
          const json_t *part, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) words = { 0 };
	char uuid[UUID_TEXT_SIZE], id[SHORT_ID_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT d.number FROM p_depictions d WHERE d.subject = $1"
	                                    " AND d.incident = $2 AND d.part IS $3 AND NOT EXISTS"
	                                    " (SELECT 1 FROM p_retractions x WHERE x.record = d.uuid)",
	                                    &row, err);

	if (st == STATUS_OK && json_is_object(part))
		st = json_canonical(&words, part, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, incident);
	statement_bind_text(row, 1, text_of(subject->text));
	statement_bind_text(row, 2, text_of(uuid));
	if (words.n > 0)
		statement_bind_text(row, 3, text_of_buffer(&words));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	short_id_write(id, (struct short_id){ 'L', statement_integer(row, 0) });
	return fail(err, STATUS_EXISTS,
	            "%s says already that this part shows it: `vidimus unlink %s` takes that away",
	            id, id);
}

static enum status
add(struct catalogue *catalogue, struct change *change, const struct subject *subject,
    const struct uuid *incident, const struct field_words *words, size_t count, int64_t *number,
    struct error *err)
{
	struct subject shown = subject_of("incident", incident);
	SCOPED_JSON json_t *values = json_pack("{s:s}", "incident", shown.text);
	enum status st = values ? record_fields_set(catalogue, &form, values, words, count, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = subject_check_stands(catalogue, &shown, err);
	if (st == STATUS_OK)
		st = part_fits(catalogue, subject, json_object_get(values, "part"), err);
	if (st == STATUS_OK)
		st = check_new(catalogue, subject, incident, json_object_get(values, "part"), err);
	return st == STATUS_OK ? sub_record_add(catalogue, change, form.type, 'L', subject, values,
	                                        number, err)
	                       : st;
}

enum status
depiction_add(struct catalogue *catalogue, const struct subject *subject,
              const struct uuid *incident, const struct field_words *words, size_t count,
              int64_t *number, struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(&form, words, count, NULL, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "depict", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        add(catalogue, change, subject, incident, words, count, number, err),
	                        err);
}

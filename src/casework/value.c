/* SPDX-License-Identifier: Apache-2.0 */
/* value.c - values from words and from columns. */
#include "casework/value.h"

#include "base/error.h"
#include "base/text.h"

enum status
value_set_text(json_t *values, const char *name, const char *text, struct error *err)
{
	if (text == NULL)
		return STATUS_OK;
	return json_object_set_new(values, name,
	                           *text ? json_of_text(text_of(text)) : json_null()) == 0
	               ? STATUS_OK
	               : fail(err, STATUS_INVALID, "the %s is not UTF-8 text", name);
}

json_t *
value_of_text_column(struct statement *statement, int column)
{
	struct text text = statement_text(statement, column);

	return text.p ? json_of_text(text) : json_null();
}

json_t *
value_of_json_column(struct statement *statement, int column)
{
	struct text text = statement_text(statement, column);
	json_t *value = NULL;

	if (text.p == NULL)
		return json_null();
	return json_read(&value, text, NULL) == STATUS_OK ? value : NULL;
}

enum status
values_of_event(struct ledger *ledger, const struct uuid *event, struct subject *subject,
                json_t **out, struct error *err)
{
	SCOPED(event_record) record = { 0 };
	int64_t seq = 0;
	enum status st = ledger_find(ledger, event, &seq, err);

	if (st == STATUS_OK)
		st = ledger_read(ledger, seq, &record, err);
	if (st != STATUS_OK)
		return st;
	if (subject != NULL)
		*subject = record.header.subject;
	*out = json_deep_copy(record.values);
	return *out ? STATUS_OK : fail_memory(err);
}

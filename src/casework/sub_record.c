/* SPDX-License-Identifier: Apache-2.0 */
/* sub_record.c - what records in others' chains have in common. */
#include "casework/sub_record.h"

#include "casework/resolve_internal.h"
#include "casework/value.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

enum status
sub_record_add(struct catalogue *catalogue, struct change *change, const char *type, char letter,
               const struct subject *subject, const json_t *values, int64_t *number,
               struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	enum status st = subject_check_stands(catalogue, subject, err);

	if (st == STATUS_OK)
		st = catalogue_next_id(catalogue, letter, &open, number, err);
	return st == STATUS_OK ? change_add(change, type, subject, open, values, NULL, err) : st;
}

enum status
subject_check_stands(struct catalogue *catalogue, const struct subject *subject,
                     struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT 1 FROM p_retractions WHERE record = $1", &row,
	                                    err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject_name(subject));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_REFUSED, "the %.*s was retracted: nothing is added to it",
		            (int)subject_kind(subject).n, subject_kind(subject).p);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Of the letters, those that stand for something in this version. */
static void
keep_known(char out[32], const char *letters)
{
	size_t n = 0;

	for (; *letters != '\0' && n + 1 < 32; letters++) {
		if (resolvable_find(*letters) != NULL)
			out[n++] = *letters;
	}
	out[n] = '\0';
}

enum status
sub_record_chain(struct catalogue *catalogue, const char *id, const char *kinds,
                 struct subject *subject, struct uuid *about, bool *is_part, struct error *err)
{
	SCOPED(event_record) event = { 0 };
	struct resolved resolved;
	char known[32];
	int64_t seq;
	enum status st;

	keep_known(known, kinds);
	st = resolve(catalogue->ledger, text_of(id), known, &resolved, err);
	if (st != STATUS_OK)
		return st;
	*is_part = !resolved_subject(&resolved, subject);
	*about = resolved.uuid;
	if (!*is_part)
		return STATUS_OK;
	st = ledger_find(catalogue->ledger, &resolved.uuid, &seq, err);
	if (st == STATUS_OK)
		st = ledger_read(catalogue->ledger, seq, &event, err);
	if (st == STATUS_OK)
		*subject = event.header.subject;
	return st;
}

enum status
tool_of_words(const struct field_words *words, size_t count, json_t **out, struct error *err)
{
	static const char *const fields[] = { "tool", "tool_version", "tool_settings" };
	static const char *const members[] = { "name", "version", "settings" };
	SCOPED_JSON json_t *tool = json_pack("{s:n,s:n,s:n}", "name", "version", "settings");
	enum status st = tool ? STATUS_OK : fail_memory(err);
	bool any = false;

	for (size_t i = 0; st == STATUS_OK && i < 3; i++) {
		const char *text = field_text(words, count, fields[i]);

		any = any || (text != NULL && *text != '\0');
		st = value_set_text(tool, members[i], text, err);
	}
	if (st == STATUS_OK && any && json_is_null(json_object_get(tool, "name")))
		return fail(err, STATUS_INVALID, "a version or settings without the name of the tool");
	if (st == STATUS_OK)
		*out = any ? json_incref(tool) : json_null();
	return st;
}

enum status
person_member_set(struct catalogue *catalogue, json_t *values, const char *name,
                  const char *person, struct error *err)
{
	struct resolved resolved;
	struct subject subject;
	enum status st;

	if (person == NULL || *person == '\0')
		return STATUS_OK;
	st = resolve_person(catalogue->ledger, text_of(person), &resolved, err);
	if (st == STATUS_OK && !resolved_subject(&resolved, &subject))
		st = fail(err, STATUS_FAULT, "a person without a chain");
	if (st == STATUS_OK && json_object_set_new(values, name, json_string(subject.text)) != 0)
		st = fail_memory(err);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* person_link.c - what persons have to do with records. */
#include "casework/consent.h"

#include "casework/part_fits.h"
#include "casework/part_words.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>

static const struct record_field fields[] = {
	{ "role", FIELD_TERM, "person-role" },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "link",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static enum status
check_new(struct catalogue *catalogue, const struct subject *person, const struct subject *about,
          const json_t *values, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) part = { 0 };
	struct text role;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT 1 FROM p_person_links WHERE about = $1"
	                                    " AND person = $2 AND role = $3"
	                                    " AND coalesce(part, 'null') = $4 AND NOT EXISTS"
	                                    " (SELECT 1 FROM p_retractions t WHERE t.record ="
	                                    " p_person_links.uuid)",
	                                    &row, err);

	if (st == STATUS_OK)
		st = json_canonical(&part, json_object_get(values, "part"), err);
	if (st != STATUS_OK || !json_member_text(values, "role", &role))
		return st;
	statement_bind_text(row, 1, text_of(about->text));
	statement_bind_text(row, 2, subject_name(person));
	statement_bind_text(row, 3, role);
	statement_bind_text(row, 4, text_of_buffer(&part));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "the person is linked with it as %.*s already",
		            (int)role.n, role.p);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
link_values(struct catalogue *catalogue, const struct subject *about,
            const struct field_words *words, size_t count, json_t *values, struct error *err)
{
	const char *text = field_text(words, count, "part"), *role = field_text(words, count, "role");
	char kind[16];
	json_t *part = NULL;
	enum status st = part_of_words(text_of(text ? text : ""), &part, err);

	snprintf(kind, sizeof kind, "%.*s", (int)subject_kind(about).n, subject_kind(about).p);
	if (st == STATUS_OK && json_object_set_new(values, "part", part) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = part_fits(catalogue, about, json_object_get(values, "part"), err);
	if (st == STATUS_OK && (role == NULL || *role == '\0'))
		st = fail(err, STATUS_INVALID, "say what the person is to it: a role of the vocabulary person-role");
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &form, values, words, count, err);
	if (st == STATUS_OK && json_object_set_new(values, kind, json_string(about->text)) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
add_link(struct catalogue *catalogue, struct change *change, const struct subject *person,
         const struct subject *about, json_t *values, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	char text[UUID_TEXT_SIZE];
	struct uuid link;
	enum status st = open ? check_new(catalogue, person, about, values, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = change_new_uuid(change, &link, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(text, &link);
	if (json_object_set_new(values, "link", json_string(text)) != 0)
		return fail_memory(err);
	return change_add(change, "person.linked", person, open, values, NULL, err);
}

enum status
person_link(struct catalogue *catalogue, const struct uuid *person, const struct subject *about,
            const struct field_words *words, size_t count, struct error *err)
{
	const struct subject subject = subject_of("person", person);
	SCOPED_JSON json_t *values = json_object();
	struct change *change = NULL;
	enum status st = values ? record_fields_check(&form, words, count,
	                                              (const char *const[]){ "part", NULL }, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "person link", &change, err);
	if (st != STATUS_OK)
		return st;
	st = link_values(catalogue, about, words, count, values, err);
	if (st == STATUS_OK)
		st = add_link(catalogue, change, &subject, about, values, err);
	return catalogue_finish(catalogue, change, st, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* record_edits.c - what can be edited of channels and persons. */
#include "casework/record_edit.h"

#include "casework/public_member.h"
#include "casework/records.h"
#include "casework/value.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field channel_fields[] = {
	{ "code", FIELD_TEXT, NULL },
	{ "platform", FIELD_TERM, "platform" },
	{ "kind", FIELD_TERM, "channel-kind" },
	{ "visibility", FIELD_TERM, "channel-visibility" },
	{ "roles", FIELD_TERMS, "channel-role" },
	{ "identity_disclosure", FIELD_TERM, "identity-disclosure" },
	{ "language", FIELD_LANGUAGE, NULL },
	{ "reliability", FIELD_TERM, "source-reliability" },
	{ "grade_grounds", FIELD_TEXT, NULL },
	{ "protected_grade_grounds", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form channel_form = {
	.kind = "channel",
	.type = "channel.described",
	.select = "SELECT version, described, code, platform, kind, visibility, roles,"
	          " identity_disclosure, language, reliability, grade_grounds,"
	          " protected_grade_grounds, note FROM p_channels WHERE uuid = $1",
	.fields = channel_fields,
	.count = sizeof channel_fields / sizeof channel_fields[0],
};

static const struct record_field person_fields[] = {
	{ "code", FIELD_TEXT, NULL },
	{ "roles", FIELD_TERMS, "person-role" },
	{ "protection_level", FIELD_TERM, "protection-level" },
	{ "identity_held_at", FIELD_TEXT, NULL },
	{ "discipline", FIELD_TEXT, NULL },
	{ "languages", FIELD_LANGUAGES, NULL },
	{ "reliability", FIELD_TERM, "source-reliability" },
	{ "grade_grounds", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form person_form = {
	.kind = "person",
	.type = "person.described",
	.select = "SELECT version, described, code, roles, protection_level, identity_held_at,"
	          " discipline, languages, reliability, grade_grounds, note FROM p_persons"
	          " WHERE uuid = $1",
	.fields = person_fields,
	.count = sizeof person_fields / sizeof person_fields[0],
};

/* Codes stay codes, and of one record each. */
static enum status
check_new_code(struct catalogue *catalogue, const struct record_form *form,
               const struct uuid *uuid, const struct field_words *words, size_t count,
               struct error *err)
{
	const char *code = field_text(words, count, "code");
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st;

	if (code == NULL)
		return STATUS_OK;
	st = record_code_check(form->kind, code, err);
	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        form == &person_form
		                                ? "SELECT 1 FROM p_persons WHERE code = $1 AND uuid <> $2"
		                                : "SELECT 1 FROM p_channels WHERE code = $1 AND uuid <> $2",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(text, uuid);
	statement_bind_text(row, 1, text_of(code));
	statement_bind_text(row, 2, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "there is a %s '%.64s' already", form->kind, code);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Fields of channel.named: the names, then what else it says. */
static const char *const naming_fields[] = { "native_id", "handle", "title", "url", "since", "until",
	                                     "seen", "names_basis", "names_note", NULL };
static const char *const *const names = naming_fields;
#define NAMES 4

/* The present names, and the event that told them. */
static enum status
read_names(struct catalogue *catalogue, const struct uuid *channel, json_t *out,
           struct event_record *last, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT native_id, handle, title, url, (SELECT max(seq) FROM p_channel_names"
		" WHERE channel = p_channels.uuid AND until IS NULL) FROM p_channels WHERE uuid = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, channel);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no such channel") : st;
	for (size_t i = 0; i < NAMES; i++) {
		if (json_object_set_new(out, names[i], value_of_text_column(row, (int)i)) != 0)
			return fail_memory(err);
	}
	return ledger_read(catalogue->ledger, statement_integer(row, 4), last, err);
}

/* What was said of names: the present ones with these in their place, or former ones alone. */
static enum status
merge_names(json_t *now, const struct field_words *words, size_t count, bool former,
            struct error *err)
{
	enum status st = STATUS_OK;

	if (former)
		json_object_clear(now);
	for (size_t i = 0; st == STATUS_OK && i < NAMES; i++)
		st = value_set_text(now, names[i], field_text(words, count, names[i]), err);
	return st;
}

/* Dates and remarks alone name nothing; but the present names may be taken away. */
static enum status
check_named(const json_t *now, const struct field_words *words, size_t count, bool former,
            struct error *err)
{
	bool named = false;

	for (size_t i = 0; i < NAMES; i++)
		named = named || json_is_string(json_object_get(now, names[i])) ||
		        (!former && field_text(words, count, names[i]) != NULL);
	return named ? STATUS_OK
	             : fail(err, STATUS_INVALID,
	                    "no name is given that this is said of: a native-id, handle, title or url");
}

/* Says what the names that one wanted to write are now, as another wrote them. */
static enum status
refuse_stale_names(const json_t *now, const struct field_words *words, size_t count, int64_t named,
                   int64_t based_on, struct error *err)
{
	SCOPED(buffer) says = { 0 };

	for (size_t i = 0; i < NAMES; i++) {
		if (field_text(words, count, names[i]) == NULL)
			continue;
		buffer_append_format(&says, "%s%s ", says.n ? "; " : "", names[i]);
		if (json_canonical(&says, json_object_get(now, names[i]), NULL) != STATUS_OK)
			return fail_memory(err);
	}
	return fail(err, STATUS_STALE,
	            "it was named again in version %lld, after version %lld that yours is based on; it now says: %.600s; look at it and edit it based on version %lld",
	            (long long)named, (long long)based_on, buffer_string(&says), (long long)named);
}

/* Refuses names that are based on a version before the last naming, of present or former ones. */
static enum status
check_names_basis(struct catalogue *catalogue, const struct uuid *channel, const json_t *now,
                  const struct field_words *words, size_t count, int64_t based_on,
                  struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(event_record) last = { 0 };
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT max(seq) FROM p_channel_names WHERE channel = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, channel);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		st = ledger_read(catalogue->ledger, statement_integer(row, 0), &last, err);
	if (st == STATUS_OK && last.header.n > based_on)
		st = refuse_stale_names(now, words, count, last.header.n, based_on, err);
	return st;
}

/*
 * Each name in the public member or in its private twin. One that this edit
 * does not give is carried over and keeps the protection that it had.
 */
static enum status
class_names(const json_t *now, const json_t *before, bool is_public,
            const struct field_words *words, size_t count, json_t *values, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < NAMES; i++) {
		json_t *name = json_object_get(now, names[i]);
		bool open = field_text(words, count, names[i]) != NULL;

		if (!open)
			st = public_member_holds(before, names[i], name, &open, err);
		if (st == STATUS_OK)
			st = public_member_set(values, names[i], open && is_public, name, err);
	}
	return st;
}

/* What else a channel.named says. */
static enum status
name_circumstances(struct catalogue *catalogue, bool is_public, json_t *values,
                   const struct field_words *words, size_t count, struct error *err)
{
	static const char *const told[] = { "since", "until", "seen", "basis" };
	const char *basis = field_text(words, count, "names_basis");
	SCOPED_JSON json_t *said = json_object();
	enum status st = said ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < 3; i++)
		st = record_date_set(said, told[i], field_text(words, count, told[i]), err);
	if (st == STATUS_OK)
		st = record_dates_check(said, "since", "until", err);
	if (st == STATUS_OK && basis != NULL && *basis != '\0')
		st = vocabulary_check(catalogue->database, "channel-basis", text_of(basis), err);
	if (st == STATUS_OK)
		st = value_set_text(said, "basis", basis, err);
	for (size_t i = 0; st == STATUS_OK && i < sizeof told / sizeof told[0]; i++)
		st = public_member_set(values, told[i], is_public, json_object_get(said, told[i]),
		                       err);
	return st == STATUS_OK ? value_set_text(values, "note", field_text(words, count, "names_note"),
	                                        err)
	                       : st;
}

static bool
speaks_of_names(const struct field_words *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (const char *const *field = naming_fields; *field != NULL; field++) {
			if (words[i].text != NULL && strcmp(*field, words[i].name) == 0)
				return true;
		}
	}
	return false;
}

static enum status
name_values(struct catalogue *catalogue, const struct uuid *channel,
            const struct field_words *words, size_t count, int64_t based_on, json_t *values,
            struct error *err)
{
	const char *until = field_text(words, count, "until");
	bool former = until != NULL && *until != '\0', is_public = false;
	SCOPED_JSON json_t *now = json_object();
	SCOPED(event_record) last = { 0 };
	char text[UUID_TEXT_SIZE];
	enum status st = now ? read_names(catalogue, channel, now, &last, err) : fail_memory(err);

	uuid_write(text, channel);
	if (st == STATUS_OK)
		st = check_names_basis(catalogue, channel, now, words, count, based_on, err);
	if (st == STATUS_OK)
		st = channel_is_public(catalogue->database, text, &is_public, err);
	if (st == STATUS_OK)
		st = merge_names(now, words, count, former, err);
	if (st == STATUS_OK)
		st = check_named(now, words, count, former, err);
	if (st == STATUS_OK)
		st = class_names(now, last.values, is_public, words, count, values, err);
	return st == STATUS_OK ? name_circumstances(catalogue, is_public, values, words, count, err)
	                       : st;
}

static enum status
add_names(struct catalogue *catalogue, struct change *change, const struct uuid *channel,
          const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
          struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = json_object();
	struct subject subject = subject_of("channel", channel);
	struct change_receipt receipt;
	enum status st = open && values ? STATUS_OK : fail_memory(err);

	if (based_on < 1)
		based_on = *version;
	if (st == STATUS_OK)
		st = name_values(catalogue, channel, words, count, based_on, values, err);
	if (st == STATUS_OK && json_object_set_new(values, "based_on", json_integer(based_on)) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = change_add(change, "channel.named", &subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		*version = receipt.n;
	return st;
}

static enum status
edit(struct catalogue *catalogue, const struct record_form *form, const struct uuid *uuid,
     const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
     struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(form, words, count,
	                                     form == &channel_form ? naming_fields : NULL, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "edit", &change, err);
	if (st != STATUS_OK)
		return st;
	st = check_new_code(catalogue, form, uuid, words, count, err);
	if (st == STATUS_OK)
		st = record_describe(catalogue, change, form, uuid, words, count, based_on, version,
		                     err);
	if (st == STATUS_OK && form == &channel_form && speaks_of_names(words, count))
		st = add_names(catalogue, change, uuid, words, count, based_on, version, err);
	return catalogue_finish(catalogue, change, st, err);
}

enum status
channel_edit(struct catalogue *catalogue, const struct uuid *channel,
             const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
             struct error *err)
{
	return edit(catalogue, &channel_form, channel, words, count, based_on, version, err);
}

enum status
person_edit(struct catalogue *catalogue, const struct uuid *person,
            const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
            struct error *err)
{
	return edit(catalogue, &person_form, person, words, count, based_on, version, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* attachment.c - supporting files as events, each value in the member of its class. */
#include "casework/attachment.h"

#include "casework/given_path.h"
#include "casework/public_member.h"
#include "casework/sub_record.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "kind", FIELD_TERM, "material-type" },
	{ "http_status", FIELD_NUMBER, NULL },
	{ "language", FIELD_LANGUAGE, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "attachment",
	.type = "attachment.added",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

/* Told in one of two members each. */
static const struct record_field twin_fields[] = {
	{ "title", FIELD_TEXT, NULL },
	{ "description", FIELD_TEXT, NULL },
	{ "url", FIELD_TEXT, NULL },
	{ "captured", FIELD_DATE, NULL },
	{ "protect", FIELD_YES_NO, NULL },
};

static const struct record_form twin_form = {
	.kind = "attachment",
	.type = "attachment.added",
	.fields = twin_fields,
	.count = sizeof twin_fields / sizeof twin_fields[0],
};

static const char *const beside[] = { "title", "description", "url", "captured", "protect",
	                              "channel", "tool", "tool_version", "tool_settings",
	                              "author", NULL };

enum status
attachment_check(struct catalogue *catalogue, const struct field_words *words, size_t count,
                 struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	const char *kind = field_text(words, count, "kind");
	enum status st = values ? record_fields_check(&form, words, count, beside, err)
	                        : fail_memory(err);

	if (st == STATUS_OK && (kind == NULL || *kind == '\0'))
		st = fail(err, STATUS_INVALID, "say what it is: satellite-image, web-page, correspondence (vocabulary material-type)");
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &form, values, words, count, err);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &twin_form, values, words, count, err);
	if (st == STATUS_OK && json_is_integer(json_object_get(values, "http_status")) &&
	    (json_integer_value(json_object_get(values, "http_status")) < 100 ||
	     json_integer_value(json_object_get(values, "http_status")) > 599))
		st = fail(err, STATUS_INVALID, "a server answers with 100 to 599");
	return st;
}

/* Kinds that tell of somebody unless a person says that this one does not. */
static bool
tells_of_somebody(const char *kind)
{
	static const char *const kinds[] = { "testimony-written", "testimony-audio",
		                             "interview-notes", "medical-report",
		                             "autopsy-report", "expert-report", "correspondence",
		                             "receipt", "court-record", "message-export", "other" };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	}
	return strncmp(kind, "x-", 2) == 0;
}

/* Sets NAME, or protected_NAME. */
static enum status
set_guarded(json_t *values, const char *name, bool is_protected, json_t *value, struct error *err)
{
	SCOPED(buffer) member = { 0 };

	buffer_append_format(&member, "%s%s", is_protected ? "protected_" : "", name);
	if (value == NULL || buffer_check(&member, err) != STATUS_OK)
		return fail_memory(err);
	return json_object_set(values, buffer_string(&member), value) == 0 ? STATUS_OK
	                                                                   : fail_memory(err);
}

static enum status
set_file(json_t *values, const struct kept_file *file, bool is_protected, struct error *err)
{
	SCOPED_JSON json_t *told = kept_file_json(file),
		           *name = json_of_name(file->name.p, file->name.n);
	enum status st = set_guarded(values, "file", is_protected, told, err);

	return st == STATUS_OK ? set_guarded(values, "name", is_protected, name, err) : st;
}

static enum status
set_path(struct catalogue *catalogue, json_t *values, struct text path, struct error *err)
{
	SCOPED(buffer) recorded = { 0 };
	enum status st;

	given_path_append(&recorded, catalogue->here.working_folder, path);
	st = buffer_check(&recorded, err);
	if (st == STATUS_OK &&
	    json_object_set_new(values, "path", json_of_name(recorded.p, recorded.n)) != 0)
		st = fail_memory(err);
	return st;
}

/* The channel of the posting that it is attached to; "" for anything else. */
static enum status
channel_of_posting(struct catalogue *catalogue, const struct attachment_place *place,
                   char out[UUID_TEXT_SIZE], struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT channel FROM p_postings WHERE uuid = $1", &row,
	                                    err);

	if (st != STATUS_OK || !place->is_part)
		return st;
	uuid_write(uuid, &place->about);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_OK && !statement_is_null(row, 0))
		snprintf(out, UUID_TEXT_SIZE, "%.*s", (int)statement_text(row, 0).n,
		         statement_text(row, 0).p);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Was it captured in a channel, and can anyone read that? */
static enum status
read_channel(struct catalogue *catalogue, const struct attachment_place *place, const char *said,
             bool *is_channel, bool *is_public, struct error *err)
{
	struct text name = subject_name(&place->subject);
	char uuid[UUID_TEXT_SIZE] = "";
	struct resolved channel;
	enum status st = STATUS_OK;

	*is_public = false;
	if (said != NULL && *said != '\0') {
		st = resolve_channel(catalogue->ledger, text_of(said), &channel, err);
		if (st == STATUS_OK)
			uuid_write(uuid, &channel.uuid);
	} else if (text_is(subject_kind(&place->subject), "channel")) {
		snprintf(uuid, sizeof uuid, "%.*s", (int)name.n, name.p);
	} else {
		st = channel_of_posting(catalogue, place, uuid, err);
	}
	*is_channel = *uuid != '\0';
	return st == STATUS_OK && *is_channel
	               ? channel_is_public(catalogue->database, uuid, is_public, err)
	               : st;
}

/* What is told in twins, by who could be endangered and by who can read the channel. */
static enum status
set_twins(struct catalogue *catalogue, const struct attachment_place *place,
          const struct kept_file *file, const struct field_words *words, size_t count,
          json_t *values, struct error *err)
{
	SCOPED_JSON json_t *said = json_pack("{s:n,s:n,s:n,s:n,s:n}", "title", "description", "url",
	                                     "captured", "protect");
	const char *kind = field_text(words, count, "kind");
	bool is_protected, is_channel = false, is_public = false;
	enum status st = said ? record_fields_set(catalogue, &twin_form, said, words, count, err)
	                      : fail_memory(err);

	if (st == STATUS_OK)
		st = read_channel(catalogue, place, field_text(words, count, "channel"),
		                  &is_channel, &is_public, err);
	is_protected = json_is_null(json_object_get(said, "protect"))
	                       ? tells_of_somebody(kind) || (is_channel && !is_public)
	                       : json_is_true(json_object_get(said, "protect"));
	if (st == STATUS_OK)
		st = set_file(values, file, is_protected, err);
	if (st == STATUS_OK)
		st = set_guarded(values, "title", is_protected, json_object_get(said, "title"), err);
	if (st == STATUS_OK)
		st = set_guarded(values, "description", is_protected,
		                 json_object_get(said, "description"), err);
	if (st == STATUS_OK)
		st = public_member_set(values, "url", is_public, json_object_get(said, "url"), err);
	return st == STATUS_OK ? public_member_set(values, "captured", is_public,
	                                           json_object_get(said, "captured"), err)
	                       : st;
}

static enum status
add(struct catalogue *catalogue, struct change *change, const struct attachment_place *place,
    struct kept_file *file, struct text path, const struct field_words *words,
    size_t count, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *values = json_pack("{s:o}", "about",
	                                       place->is_part ? json_of_uuid(&place->about)
	                                                      : json_null());
	json_t *tool = NULL;
	enum status st = values ? record_fields_set(catalogue, &form, values, words, count, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = set_twins(catalogue, place, file, words, count, values, err);
	if (st == STATUS_OK)
		st = set_path(catalogue, values, path, err);
	if (st == STATUS_OK)
		st = tool_of_words(words, count, &tool, err);
	if (st == STATUS_OK && json_object_set_new(values, "tool", tool) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = person_member_set(catalogue, values, "author",
		                       field_text(words, count, "author"), err);
	if (st == STATUS_OK)
		st = sub_record_add(catalogue, change, form.type, 'X', &place->subject, values, number,
		                    err);
	return st == STATUS_OK ? kept_file_keep(catalogue, file, err) : st;
}

enum status
attachment_add(struct catalogue *catalogue, const struct attachment_place *place,
               struct kept_file *file, struct text path, const struct field_words *words,
               size_t count, int64_t *number, struct error *err)
{
	struct change *change = NULL;
	enum status st = catalogue_begin(catalogue, "attach", &change, err);

	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        add(catalogue, change, place, file, path, words, count, number, err),
	                        err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* search_entry.c - searches, with negative results as results. */
#include "casework/search_entry.h"

#include "casework/public_member.h"
#include "casework/sub_record.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

static const struct record_field fields[] = {
	{ "question", FIELD_TERM, "verification-question" },
	{ "where", FIELD_TEXT, NULL },
	{ "searched", FIELD_DATE, NULL },
	{ "result", FIELD_TERM, "search-result" },
	{ "count", FIELD_NUMBER, NULL },
	{ "earliest", FIELD_DATE, NULL },
	{ "limits", FIELD_TEXT, NULL },
	{ "account", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "search",
	.type = "search.logged",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static bool
is_given(const struct field_words *words, size_t count, const char *name)
{
	const char *text = field_text(words, count, name);

	return text != NULL && *text != '\0';
}

/* The channel that is named, or that whose chain it is. */
static enum status
is_found_in_public(struct catalogue *catalogue, const struct subject *subject,
                   const struct field_words *words, size_t count, bool *out, struct error *err)
{
	char uuid[UUID_TEXT_SIZE] = "";
	struct text name = subject_name(subject);
	struct resolved channel;
	enum status st = STATUS_OK;

	*out = false;
	if (is_given(words, count, "channel")) {
		st = resolve_channel(catalogue->ledger, text_of(field_text(words, count, "channel")),
		                     &channel, err);
		if (st == STATUS_OK)
			uuid_write(uuid, &channel.uuid);
	} else if (text_is(subject_kind(subject), "channel")) {
		snprintf(uuid, sizeof uuid, "%.*s", (int)name.n, name.p);
	}
	return st == STATUS_OK && *uuid != '\0'
	               ? channel_is_public(catalogue->database, uuid, out, err)
	               : st;
}

static enum status
set_found(struct catalogue *catalogue, const struct subject *subject,
          const struct field_words *words, size_t count, json_t *values, struct error *err)
{
	const char *found = field_text(words, count, "found");
	SCOPED_JSON json_t *text = found && *found ? json_of_text(text_of(found)) : json_null();
	bool is_public = false;
	enum status st = text ? is_found_in_public(catalogue, subject, words, count, &is_public, err)
	                      : fail(err, STATUS_INVALID, "found is not UTF-8 text");

	if (st == STATUS_OK && is_given(words, count, "earliest") && !is_public)
		st = fail(err, STATUS_INVALID,
		          "the earliest of what was found is a date from public channels: name the channel, or say it under found");
	return st == STATUS_OK ? public_member_set(values, "found", is_public, text, err) : st;
}

static enum status
check_words(const struct field_words *words, size_t count, struct error *err)
{
	static const char *const beside[] = { "asked", "protected_asked", "found", "channel",
		                              "tool", "tool_version", "tool_settings", NULL };
	enum status st = record_fields_check(&form, words, count, beside, err);

	if (st == STATUS_OK && !is_given(words, count, "where"))
		st = fail(err, STATUS_INVALID, "say where somebody looked: an engine, platform or archive");
	if (st == STATUS_OK && !is_given(words, count, "result"))
		st = fail(err, STATUS_INVALID,
		          "say what came of it: found, found-older, not-found, inconclusive, not-possible");
	return st;
}

static enum status
add(struct catalogue *catalogue, struct change *change, const struct subject *subject,
    const struct field_words *words, size_t count, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	json_t *tool = NULL;
	enum status st = values ? record_fields_set(catalogue, &form, values, words, count, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = value_set_text(values, "query", field_text(words, count, "asked"), err);
	if (st == STATUS_OK)
		st = value_set_text(values, "protected_query",
		                    field_text(words, count, "protected_asked"), err);
	if (st == STATUS_OK)
		st = tool_of_words(words, count, &tool, err);
	if (st == STATUS_OK && json_object_set_new(values, "tool", tool) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = set_found(catalogue, subject, words, count, values, err);
	return st == STATUS_OK ? sub_record_add(catalogue, change, form.type, 'G', subject, values,
	                                        number, err)
	                       : st;
}

enum status
search_entry_add(struct catalogue *catalogue, const struct subject *subject,
                 const struct field_words *words, size_t count, int64_t *number,
                 struct error *err)
{
	struct change *change = NULL;
	enum status st = check_words(words, count, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "search-log", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        add(catalogue, change, subject, words, count, number, err), err);
}

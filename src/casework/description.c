/* SPDX-License-Identifier: Apache-2.0 */
/* description.c - describing an item; a stale description is refused with the difference. */
#include "casework/records.h"

#include "casework/value.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

static const char *const parts[] = { "title", "summary",          "graphic_level", "sound",
	                             "flags", "protection_flags", "content_tags" };
#define PARTS (sizeof parts / sizeof parts[0])

/* The present description and versions, inside the change. */
struct present {
	int64_t version;   /* of the item */
	int64_t described; /* n of the last description, 0 for none */
	json_t *values;    /* owned: every part */
};

static enum status
read_present(struct catalogue *catalogue, const char *item, struct present *out,
             struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT version, described, title, summary, graphic_level, sound, flags,"
		" protection_flags, content_tags FROM p_items WHERE uuid = $1",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(item));
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such item");
	if (st != STATUS_OK)
		return st;
	out->version = statement_integer(statement, 0);
	out->described = statement_integer(statement, 1);
	out->values = json_object();
	for (size_t i = 0; i < PARTS; i++) {
		if (json_object_set_new(out->values, parts[i],
		                        i >= 4 ? value_of_json_column(statement, (int)i + 2)
		                               : value_of_text_column(statement, (int)i + 2)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* Appends "title is now "…"" for every part that another has written since. */
static enum status
refuse_stale(const struct present *present, int64_t based_on, struct error *err)
{
	SCOPED(buffer) words = { 0 };

	for (size_t i = 0; i < PARTS; i++) {
		json_t *value = json_object_get(present->values, parts[i]);

		if (json_is_null(value))
			continue;
		buffer_append_format(&words, "%s%s ", words.n ? "; " : "", parts[i]);
		if (json_canonical(&words, value, NULL) != STATUS_OK)
			return fail_memory(err);
	}
	return fail(err, STATUS_STALE,
	            "it was described again in version %lld, after version %lld that yours is based on; it now says: %.600s; look at it and describe it based on version %lld",
	            (long long)present->described, (long long)based_on, buffer_string(&words),
	            (long long)present->version);
}

static enum status
set_term(struct catalogue *catalogue, json_t *values, const char *name, const char *vocabulary,
         const char *code, struct error *err)
{
	enum status st = STATUS_OK;

	if (code != NULL && *code != '\0')
		st = vocabulary_check(catalogue->database, vocabulary, text_of(code), err);
	return st == STATUS_OK ? value_set_text(values, name, code, err) : st;
}

static enum status
set_codes(struct catalogue *catalogue, json_t *values, const char *name, const char *vocabulary,
          const char *codes, struct error *err)
{
	json_t *array = NULL;
	enum status st = vocabulary_read_codes(catalogue->database, vocabulary, text_of(codes),
	                                       &array, err);

	if (st == STATUS_OK && json_object_set_new(values, name, array) != 0)
		st = fail_memory(err);
	return st;
}

/* Flags of two vocabularies come in one list; those that tell of somebody at risk are kept apart. */
static enum status
set_flags(struct catalogue *catalogue, json_t *values, const char *flags, struct error *err)
{
	SCOPED(buffer) open = { 0 };
	SCOPED(buffer) protecting = { 0 };
	struct text rest = text_of(flags);
	enum status st = STATUS_OK;

	while (rest.n > 0) {
		struct text code = text_trim(text_cut(&rest, ','));
		bool protects = vocabulary_check(catalogue->database, "protection-flag", code,
		                                 NULL) == STATUS_OK;
		struct buffer *list = protects ? &protecting : &open;

		buffer_append_text(list, code);
		buffer_append_byte(list, ',');
	}
	st = set_codes(catalogue, values, "flags", "sensitivity-flag", buffer_string(&open), err);
	return st == STATUS_OK ? set_codes(catalogue, values, "protection_flags", "protection-flag",
	                                   buffer_string(&protecting), err)
	                       : st;
}

static enum status
set_parts(struct catalogue *catalogue, json_t *values, const struct description_words *words,
          struct error *err)
{
	enum status st = value_set_text(values, "title", words->title, err);

	if (st == STATUS_OK)
		st = value_set_text(values, "summary", words->summary, err);
	if (st == STATUS_OK)
		st = set_term(catalogue, values, "graphic_level", "graphic-level",
		              words->graphic_level, err);
	if (st == STATUS_OK)
		st = set_term(catalogue, values, "sound", "sound", words->sound, err);
	if (st == STATUS_OK && words->flags != NULL)
		st = set_flags(catalogue, values, words->flags, err);
	if (st == STATUS_OK && words->content_tags != NULL)
		st = set_codes(catalogue, values, "content_tags", "content-tag", words->content_tags,
		               err);
	return st;
}

static enum status
describe(struct catalogue *catalogue, struct change *change, const struct uuid *item,
         const struct description_words *words, int64_t *version, struct error *err)
{
	struct subject subject = subject_of("item", item);
	SCOPED_JSON json_t *open = json_object(), *values = NULL, *present_values = NULL;
	struct change_receipt receipt;
	struct present present = { 0 };
	char text[UUID_TEXT_SIZE];
	int64_t based_on;
	enum status st;

	uuid_write(text, item);
	st = read_present(catalogue, text, &present, err);
	present_values = present.values;
	if (st != STATUS_OK)
		return st;
	based_on = words->based_on > 0 ? words->based_on : present.version;
	if (based_on > present.version)
		return fail(err, STATUS_INVALID, "the item has no version %lld yet, only %lld",
		            (long long)based_on, (long long)present.version);
	if (present.described > based_on)
		return refuse_stale(&present, based_on, err);
	*version = present.version;
	values = json_deep_copy(present.values);
	if (open == NULL || values == NULL)
		return fail_memory(err);
	st = set_parts(catalogue, values, words, err);
	if (st != STATUS_OK || json_equal(values, present.values))
		return st;
	if (json_object_set_new(values, "based_on", json_integer(based_on)) != 0)
		return fail_memory(err);
	st = change_add(change, "item.described", &subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		*version = receipt.n;
	return st;
}

enum status
item_describe(struct catalogue *catalogue, const struct uuid *item,
              const struct description_words *words, int64_t *version, struct error *err)
{
	struct change *change = NULL;
	enum status st = catalogue_begin(catalogue, "describe", &change, err);

	if (st != STATUS_OK)
		return st;
	st = describe(catalogue, change, item, words, version, err);
	return catalogue_finish(catalogue, change, st, err);
}

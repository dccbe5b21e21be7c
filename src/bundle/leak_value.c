/* SPDX-License-Identifier: Apache-2.0 */
/* leak_value.c - values walked beside the rules of their schema. */
#include "bundle/leak_value.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static struct text
string_of(const json_t *value)
{
	return (struct text){ json_string_value(value), json_string_length(value) };
}

static enum status
give(const json_t *value, enum leak_kind kind, const struct leak_text_output *to,
     struct error *err)
{
	return json_is_string(value) ? to->text(to->context, string_of(value), kind, err) : STATUS_OK;
}

/* KIND/UUID: the UUID. */
static enum status
give_subject(const json_t *value, const struct leak_text_output *to, struct error *err)
{
	struct text rest = string_of(value);

	if (!json_is_string(value))
		return STATUS_OK;
	text_cut(&rest, '/');
	return rest.p ? to->text(to->context, rest, LEAK_IDENTIFIER, err) : STATUS_OK;
}

static enum leak_kind
kind_of_class(const char *class)
{
	if (strcmp(class, "internal-note") == 0)
		return LEAK_REMARK;
	return strcmp(class, "person") == 0 ? LEAK_PERSONAL : LEAK_WORDS;
}

/* Members whose text is of a standard or of this program, and says nothing of anybody. */
bool
leak_value_is_form(const char *name)
{
	static const char *const names[] = {
		"altitude", "born",   "bytes",  "changed",   "class", "discipline", "faults", "file", "form",
		"group",    "language", "languages", "media_type", "member", "mode",  "modified",
		"private_language", "protected_language", "reach", "record", "source", "subsecond", "tag", "file_tag",
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static bool
has_word(const char *tag, const char *word)
{
	size_t n = strlen(word);

	for (; *tag != '\0'; tag++) {
		if (strncasecmp(tag, word, n) == 0)
			return true;
	}
	return false;
}

/*
 * Of what a file says of itself, what can name somebody, a device or a place;
 * programs, profiles and settings stand in every file.
 */
static bool
is_idle_tag(const json_t *record)
{
	static const char *const telling[] = {
		"artist",  "author", "by-line", "byline",   "caption",     "city",    "comment",
		"contact", "copyright", "country", "creator", "credit", "description", "email", "gps",
		"headline", "keyword", "latitude", "location", "longitude", "make", "model", "name",
		"owner", "person", "phone", "place", "rights", "serial", "state", "subject", "title", "writer",
	};
	const char *tag = json_string_value(json_object_get(record, "tag"));
	const char *kind = json_string_value(json_object_get(record, "kind"));

	if (kind != NULL && strcmp(kind, "software") == 0) /* of what is declared: a make, a model, a program */
		return true;
	for (size_t i = 0; tag != NULL && i < sizeof telling / sizeof telling[0]; i++) {
		if (has_word(tag, telling[i]))
			return false;
	}
	return tag != NULL;
}

static enum status
give_record(const json_t *rule, const json_t *value, const char *class,
            const struct leak_text_output *to, struct error *err)
{
	enum status st = STATUS_OK;
	const char *name;
	json_t *part;

	if (is_idle_tag(value))
		return st;
	json_object_foreach(json_iterable(json_object_get(rule, "members")), name, part) {
		if (st == STATUS_OK && !leak_value_is_form(name))
			st = leak_value_texts(part, json_object_get(value, name), class, to, err);
	}
	return st;
}

static enum status
give_list(const json_t *rule, const json_t *value, const char *class,
          const struct leak_text_output *to, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *element;
	size_t i;

	json_array_foreach(value, i, element) {
		if (st == STATUS_OK)
			st = leak_value_texts(json_object_get(rule, "of"), element, class, to, err);
	}
	return st;
}

enum status
leak_value_texts(const json_t *rule, const json_t *value, const char *class,
                 const struct leak_text_output *to, struct error *err)
{
	const char *is = json_string_value(json_object_get(rule, "is"));

	if (is == NULL || value == NULL || json_is_null(value))
		return STATUS_OK;
	if (strcmp(is, "record") == 0)
		return give_record(rule, value, class, to, err);
	if (strcmp(is, "list") == 0)
		return give_list(rule, value, class, to, err);
	if (strcmp(is, "text") == 0)
		return give(value, kind_of_class(class), to, err);
	if (strcmp(is, "dated") == 0)
		return give(json_object_get(value, "raw"), kind_of_class(class), to, err);
	if (strcmp(is, "name") == 0)
		return give(json_object_get(value, "text"), LEAK_PATH, to, err);
	if (strcmp(is, "subject") == 0)
		return give_subject(value, to, err);
	if (strcmp(is, "uuid") == 0 || strcmp(is, "hash") == 0 || strcmp(is, "short-id") == 0)
		return give(value, LEAK_IDENTIFIER, to, err);
	return STATUS_OK;
}

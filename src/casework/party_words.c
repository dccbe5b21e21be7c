/* SPDX-License-Identifier: Apache-2.0 */
/* party_words.c - a party part by part. */
#include "casework/party_words.h"

#include "casework/vocabulary.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define NAME_LIMIT 1022 /* bytes that the event has room for */

static const struct {
	const char *member, *vocabulary;
	bool        several;
} parts[] = {
	{ "kind", "actor-type", false },
	{ "basis", "affiliation-basis", true },
	{ "involvement", "degree-of-involvement", false },
};

static enum status
set_once(json_t *party, const char *member, json_t *value, struct error *err)
{
	SCOPED_JSON json_t *owned = value;

	if (!json_is_null(json_object_get(party, member)))
		return fail(err, STATUS_INVALID, "the %s of a party is given twice", member);
	return json_object_set(party, member, owned) == 0 ? STATUS_OK : fail_memory(err);
}

/* "kind armed-forces" and the like; false when the part is none of these. */
static bool
take_coded(struct database *database, json_t *party, struct text part, enum status *st,
           struct error *err)
{
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		size_t n = strlen(parts[i].member);
		struct text codes;
		json_t *value = NULL;

		if (!text_begins(part, parts[i].member) || part.n <= n || part.p[n] != ' ')
			continue;
		codes = text_trim((struct text){ part.p + n, part.n - n });
		if (parts[i].several) {
			*st = vocabulary_read_codes(database, parts[i].vocabulary, codes, &value, err);
		} else {
			*st = vocabulary_check(database, parts[i].vocabulary, codes, err);
			value = *st == STATUS_OK ? json_of_text(codes) : NULL;
		}
		if (*st == STATUS_OK)
			*st = set_once(party, parts[i].member, value, err);
		return true;
	}
	return false;
}

static enum status
take_name(json_t *party, struct text name, struct error *err)
{
	json_t *value = json_of_text(name);

	if (name.n > NAME_LIMIT || value == NULL) {
		json_decref(value);
		return fail(err, name.n > NAME_LIMIT ? STATUS_LIMIT : STATUS_INVALID,
		            name.n > NAME_LIMIT ? "the name of the party is too long"
		                                : "the name of the party is not UTF-8 text");
	}
	if (json_is_string(json_object_get(party, "name"))) {
		json_decref(value);
		return fail(err, STATUS_INVALID,
		            "“%.*s”: a party has one name, then kind, basis and involvement: "
		            "“Armenia; kind armed-forces; basis uniform”",
		            (int)(name.n < 60 ? name.n : 60), name.p);
	}
	return set_once(party, "name", value, err);
}

enum status
party_of_words(struct database *database, struct text words, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *party = json_pack("{s:n,s:n,s:n,s:n}", "name", "kind", "basis",
	                                      "involvement");
	enum status st = party ? STATUS_OK : fail_memory(err);
	bool any = false;

	while (st == STATUS_OK && words.p != NULL) {
		struct text part = text_trim(text_cut(&words, ';'));

		if (part.n == 0)
			continue;
		any = true;
		if (!take_coded(database, party, part, &st, err))
			st = take_name(party, part, err);
	}
	if (st == STATUS_OK && any && !json_is_string(json_object_get(party, "name")))
		st = fail(err, STATUS_INVALID, "a party has a name: “Armenia; kind armed-forces”");
	if (st == STATUS_OK)
		*out = any ? json_incref(party) : json_null();
	return st;
}

void
party_to_words(struct buffer *out, const json_t *party)
{
	const char *name = json_string_value(json_object_get(party, "name"));

	buffer_append_string(out, name ? name : "");
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		json_t *value = json_object_get(party, parts[i].member), *code;
		size_t k;

		if (json_is_string(value))
			buffer_append_format(out, "; %s %s", parts[i].member, json_string_value(value));
		json_array_foreach(value, k, code)
			buffer_append_format(out, "%s%s", k > 0 ? "," : "; basis ",
			                     json_string_value(code));
	}
}

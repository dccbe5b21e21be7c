/* SPDX-License-Identifier: Apache-2.0 */
/* subject_words.c - ids and ranges as lists of subjects. */
#include "casework/subject_words.h"

#include "casework/resolve.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const struct {
	char        letter;
	const char *list;
} lists[] = { { 'E', "items" },    { 'V', "footage" },    { 'I', "incidents" },
	      { 'C', "channels" }, { 'D', "deliveries" }, { 'R', "reports" },
	      { 'W', "persons" } };
#define LISTS (sizeof lists / sizeof lists[0])

struct naming {
	json_t *values;
	size_t  count;
};

static json_t *
list_of(json_t *values, char letter)
{
	for (size_t i = 0; i < LISTS; i++) {
		json_t *list = json_object_get(values, lists[i].list);

		if (lists[i].letter != letter)
			continue;
		if (json_is_array(list))
			return list;
		list = json_array();
		if (list != NULL && json_object_set_new(values, lists[i].list, list) != 0)
			return NULL;
		return list;
	}
	return NULL;
}

/* Keeps the list sorted, each subject once. */
static enum status
insert(json_t *list, const char *subject, struct error *err)
{
	size_t at = 0, end = json_array_size(list);

	while (at < end) {
		size_t middle = at + (end - at) / 2;
		int order = strcmp(json_string_value(json_array_get(list, middle)), subject);

		if (order == 0)
			return STATUS_OK;
		if (order < 0)
			at = middle + 1;
		else
			end = middle;
	}
	return json_array_insert_new(list, at, json_string(subject)) == 0 ? STATUS_OK
	                                                                  : fail_memory(err);
}

static enum status
take(void *context, const struct resolved *resolved, struct error *err)
{
	struct naming *naming = context;
	json_t *list = list_of(naming->values, resolved->kind);
	struct subject subject;

	if (!resolved_subject(resolved, &subject))
		return fail(err, STATUS_FAULT, "a record without a chain");
	if (++naming->count > SUBJECTS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d records at once", SUBJECTS_MAX);
	return list ? insert(list, subject.text, err) : fail_memory(err);
}

static enum status
take_word(struct ledger *ledger, struct text word, const char *kinds, struct naming *naming,
          struct error *err)
{
	const struct resolved_output to = { take, naming };

	return word.n == 0 ? STATUS_OK : resolve_each(ledger, word, kinds, &to, err);
}

enum status
subjects_of_words(struct ledger *ledger, struct text words, const char *kinds, json_t *values,
                  struct error *err)
{
	struct naming naming = { .values = values };
	enum status st = STATUS_OK;

	for (size_t i = 0; i < LISTS; i++) {
		if (strchr(kinds, lists[i].letter) != NULL &&
		    json_object_set_new(values, lists[i].list, json_null()) != 0)
			return fail_memory(err);
	}
	while (st == STATUS_OK && words.p != NULL && words.n > 0) {
		struct text part = text_cut(&words, ',');

		while (st == STATUS_OK && part.p != NULL && part.n > 0)
			st = take_word(ledger, text_cut(&part, ' '), kinds, &naming, err);
	}
	return st;
}

enum status
subject_id(struct ledger *ledger, struct text subject, struct buffer *out, struct error *err)
{
	struct text name = subject;
	struct resolved resolved;
	char id[SHORT_ID_SIZE];
	enum status st;

	text_cut(&name, '/');
	st = resolve(ledger, name, "EDCWKIVR", &resolved, NULL);
	if (st != STATUS_OK) {
		buffer_append_text(out, subject);
		return buffer_check(out, err);
	}
	short_id_write(id, (struct short_id){ resolved.kind, resolved.number });
	buffer_append_string(out, id);
	return buffer_check(out, err);
}

enum status
subjects_gather(const json_t *values, json_t *array, struct error *err)
{
	for (size_t i = 0; i < LISTS; i++) {
		json_t *list = json_object_get(values, lists[i].list);

		if (json_is_array(list) && json_array_extend(array, list) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

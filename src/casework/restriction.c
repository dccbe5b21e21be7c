/* SPDX-License-Identifier: Apache-2.0 */
/* restriction.c - uses that wait: restrictions placed and lifted. */
#include "casework/hold.h"

#include "casework/subject_words.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define RESTRICTED "EVICDRW" /* kinds that can be restricted */

static const struct record_field fields[] = {
	{ "uses", FIELD_TERMS, "restricted-use" },
	{ "until", FIELD_DATE, NULL },
	{ "because", FIELD_TEXT, NULL },
	{ "protected_because", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "restriction",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const struct record_field lift_fields[] = {
	{ "because", FIELD_TEXT, NULL },
	{ "protected_because", FIELD_TEXT, NULL },
};

static const struct record_form lift_form = {
	.kind = "restriction",
	.fields = lift_fields,
	.count = sizeof lift_fields / sizeof lift_fields[0],
};

static const char *const beside[] = { "covers", NULL };

static enum status
check_reason(const json_t *values, struct error *err)
{
	if (json_is_string(json_object_get(values, "because")) ||
	    json_is_string(json_object_get(values, "protected_because")))
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "say why");
}

static enum status
restriction_values(struct catalogue *catalogue, const struct field_words *words, size_t count,
                   json_t *values, struct error *err)
{
	const char *covers = field_text(words, count, "covers");
	enum status st = record_fields_set(catalogue, &form, values, words, count, err);

	if (st == STATUS_OK)
		st = subjects_of_words(catalogue->ledger, text_of(covers ? covers : ""), RESTRICTED,
		                       values, err);
	if (st == STATUS_OK && !json_is_array(json_object_get(values, "uses")))
		st = fail(err, STATUS_INVALID, "say what is not allowed: uses of the vocabulary restricted-use");
	return st == STATUS_OK ? check_reason(values, err) : st;
}

static enum status
place(struct catalogue *catalogue, struct change *change, const json_t *values, struct error *err)
{
	const struct subject setting = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object();

	return open ? change_add(change, "restriction.placed", &setting, open, values, NULL, err)
	            : fail_memory(err);
}

enum status
restriction_place(struct catalogue *catalogue, const struct field_words *words, size_t count,
                  struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	struct change *change = NULL;
	enum status st = values ? record_fields_check(&form, words, count, beside, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "restrict", &change, err);
	if (st != STATUS_OK)
		return st;
	st = restriction_values(catalogue, words, count, values, err);
	if (st == STATUS_OK)
		st = place(catalogue, change, values, err);
	return catalogue_finish(catalogue, change, st, err);
}

/* Adds the restrictions in force that name the subject to a set of UUIDs. */
static enum status
find_restrictions(struct catalogue *catalogue, const char *subject, json_t *found,
                  struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT c.record FROM p_covers c WHERE c.subject = $1 AND c.kind = 'restriction'"
		" AND NOT EXISTS (SELECT 1 FROM p_restrictions_lifted l WHERE l.restriction ="
		" c.record)",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		if (json_object_set_new(found, statement_text(row, 0).p, json_true()) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Takes the subjects that are freed out of the lists; is anything left? */
static bool
keep_the_rest(json_t *values, const json_t *freed)
{
	const char *name;
	json_t *list;
	void *next;
	bool left = false;

	json_object_foreach_safe(values, next, name, list) {
		if (!json_is_array(list) || strcmp(name, "uses") == 0)
			continue;
		for (size_t i = json_array_size(list); i-- > 0;) {
			json_t *each;
			size_t k;

			json_array_foreach(freed, k, each) {
				if (json_equal(each, json_array_get(list, i))) {
					json_array_remove(list, i);
					break;
				}
			}
		}
		left = left || json_array_size(list) > 0;
	}
	return left;
}

/* Lifts one; what it names beside those that are freed is restricted anew. */
static enum status
lift(struct catalogue *catalogue, struct change *change, const char *uuid, const json_t *freed,
     json_t *values, struct error *err)
{
	const struct subject setting = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object(), *rest = NULL;
	SCOPED(event_record) event = { 0 };
	struct uuid id;
	int64_t seq = 0;
	enum status st = open && uuid_read(text_of(uuid), &id) ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = ledger_find(catalogue->ledger, &id, &seq, err);
	if (st == STATUS_OK)
		st = ledger_read(catalogue->ledger, seq, &event, err);
	if (st == STATUS_OK && json_object_set_new(values, "restriction", json_string(uuid)) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = change_add(change, "restriction.lifted", &setting, open, values, NULL, err);
	rest = json_deep_copy(event.values);
	if (st == STATUS_OK && rest != NULL && keep_the_rest(rest, freed))
		st = place(catalogue, change, rest, err);
	return st;
}

static enum status
lift_all(struct catalogue *catalogue, struct change *change, const struct field_words *words,
         size_t count, int64_t *lifted, struct error *err)
{
	SCOPED_JSON json_t *named = json_object(), *freed = json_array(), *found = json_object(),
		           *values = json_object();
	const char *covers = field_text(words, count, "covers"), *uuid;
	json_t *subject, *unused;
	size_t i;
	enum status st = named && freed && found && values ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = subjects_of_words(catalogue->ledger, text_of(covers ? covers : ""), RESTRICTED,
		                       named, err);
	if (st == STATUS_OK)
		st = subjects_gather(named, freed, err);
	json_array_foreach(freed, i, subject) {
		if (st == STATUS_OK)
			st = find_restrictions(catalogue, json_string_value(subject), found, err);
	}
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &lift_form, values, words, count, err);
	if (st == STATUS_OK)
		st = check_reason(values, err);
	*lifted = (int64_t)json_object_size(found);
	if (st == STATUS_OK && *lifted == 0)
		st = fail(err, STATUS_NOT_FOUND, "no restriction in force names it");
	json_object_foreach(found, uuid, unused) {
		if (st == STATUS_OK)
			st = lift(catalogue, change, uuid, freed, values, err);
	}
	return st;
}

enum status
restriction_lift(struct catalogue *catalogue, const struct field_words *words, size_t count,
                 int64_t *lifted, struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(&lift_form, words, count, beside, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "restrict", &change, err);
	if (st != STATUS_OK)
		return st;
	st = lift_all(catalogue, change, words, count, lifted, err);
	return catalogue_finish(catalogue, change, st, err);
}

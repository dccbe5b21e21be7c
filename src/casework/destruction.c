/* SPDX-License-Identifier: Apache-2.0 */
/* destruction.c - destructions asked for and refused. */
#include "casework/destruction_internal.h"

#include "casework/value.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

static enum status
request_values(const struct destruction_words *words, const json_t *plan, json_t *values,
               struct error *err)
{
	enum status st = value_set_text(values, "reason", words->reason, err);

	if (st == STATUS_OK)
		st = value_set_text(values, "basis", words->basis, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "protected_because", words->protected_because, err);
	if (st == STATUS_OK &&
	    (json_object_set(values, "members", json_object_get(plan, "members")) != 0 ||
	     json_object_set(values, "files", json_object_get(plan, "files")) != 0 ||
	     json_object_set(values, "objects", json_object_get(plan, "objects")) != 0 ||
	     json_object_set(values, "reach", json_object_get(plan, "reach")) != 0 ||
	     json_object_set_new(values, "keep_hash", json_boolean(words->keep_hash)) != 0))
		st = fail_memory(err);
	return st;
}

static enum status
ask(struct catalogue *catalogue, struct change *change, const struct destruction_words *words,
    json_t *plan, struct error *err)
{
	const struct subject setting = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object(), *values = json_object();
	struct change_receipt receipt;
	char id[UUID_TEXT_SIZE];
	enum status st = open && values ? request_values(words, plan, values, err)
	                                : fail_memory(err);

	if (st == STATUS_OK)
		st = change_add(change, "destruction.requested", &setting, open, values, &receipt, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(id, &receipt.id);
	return json_object_set_new(plan, "request", json_string(id)) == 0 ? STATUS_OK
	                                                                  : fail_memory(err);
}

enum status
destruction_request(struct catalogue *catalogue, const struct destruction_words *words,
                    json_t **out, struct error *err)
{
	SCOPED_JSON json_t *plan = NULL;
	struct change *change = NULL;
	enum status st;

	if (words->reason == NULL)
		return fail(err, STATUS_INVALID, "say why: a reason of the vocabulary destruction-reason");
	st = vocabulary_check(catalogue->database, "destruction-reason", text_of(words->reason), err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "destroy request", &change, err);
	if (st != STATUS_OK)
		return st;
	st = destruction_plan(catalogue->ledger, words, change_time(change), &plan, err);
	if (st == STATUS_OK)
		st = ask(catalogue, change, words, plan, err);
	st = catalogue_finish(catalogue, change, st, err);
	if (st == STATUS_OK)
		*out = json_incref(plan);
	return st;
}

enum status
destruction_check_open(struct catalogue *catalogue, const char *request, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT approved, seq FROM p_destructions"
	                                    " WHERE request = $1 ORDER BY seq LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(request));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "it was %s already, by event %lld",
		            statement_integer(row, 0) ? "approved" : "refused",
		            (long long)statement_integer(row, 1));
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
refuse(struct catalogue *catalogue, struct change *change, const struct uuid *request,
       const char *because, struct error *err)
{
	const struct subject setting = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, request);
	st = destruction_check_open(catalogue, text, err);
	if (st != STATUS_OK)
		return st;
	values = json_pack("{s:s,s:s}", "request", text, "because", because);
	return open && values ? change_add(change, "destruction.refused", &setting, open, values,
	                                   NULL, err)
	                      : fail(err, STATUS_INVALID, "the reason is not UTF-8 text");
}

enum status
destruction_refuse(struct catalogue *catalogue, const struct uuid *request, const char *because,
                   struct error *err)
{
	struct change *change = NULL;
	enum status st;

	if (because == NULL || *because == '\0')
		return fail(err, STATUS_INVALID, "say why it is refused");
	st = catalogue_begin(catalogue, "destroy refuse", &change, err);
	if (st != STATUS_OK)
		return st;
	st = refuse(catalogue, change, request, because, err);
	return catalogue_finish(catalogue, change, st, err);
}

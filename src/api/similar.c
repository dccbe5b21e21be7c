/* SPDX-License-Identifier: Apache-2.0 */
/* similar.c - comparing and finding through the public library. */
#include "api/api_internal.h"

#include "casework/fingerprint_record.h"
#include "casework/resolve.h"
#include "match/finder.h"
#include "match/likeness_json.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/similar.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(vidimus_fingerprint, vidimus_fingerprint_close);
DEFINE_SCOPED_POINTER(index, index_close);

/* What the item's file is. */
static enum status
read_object(struct catalogue *catalogue, const struct uuid *item,
            struct vidimus_fingerprint *fingerprint, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT object, bytes, media_type FROM p_items"
	                                    " WHERE uuid = $1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, item);
	statement_bind_text(statement, 1, text_of(uuid));
	st = statement_step(statement, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no such item") : st;
	snprintf(fingerprint->sha256, sizeof fingerprint->sha256, "%.*s",
	         (int)statement_text(statement, 0).n, statement_text(statement, 0).p);
	fingerprint->bytes = (uint64_t)statement_integer(statement, 1);
	snprintf(fingerprint->media_type, sizeof fingerprint->media_type, "%.*s",
	         (int)statement_text(statement, 2).n, statement_text(statement, 2).p);
	return STATUS_OK;
}

/* What cannot be read is said in the fingerprint: of the file something is known all the same. */
static enum status
read_prints(struct catalogue *catalogue, const struct uuid *item,
            struct vidimus_fingerprint *fingerprint, struct error *err)
{
	struct error why = { 0 };
	enum status st = fingerprints_of_item(catalogue, item, &fingerprint->prints, &why);

	if (st == STATUS_FALSE) {
		snprintf(fingerprint->missing, sizeof fingerprint->missing, "%s", why.text);
		return STATUS_OK;
	}
	if (st != STATUS_OK && err != NULL)
		*err = why;
	return st;
}

enum status
vidimus_fingerprint_item(struct vidimus_catalogue *catalogue, const char *item,
                         struct vidimus_fingerprint **out, struct error *err)
{
	SCOPED_POINTER(vidimus_fingerprint) fingerprint = calloc(1, sizeof *fingerprint);
	struct resolved resolved;
	enum status st;

	if (fingerprint == NULL)
		return fail_memory(err);
	st = resolve(catalogue->inner->ledger, text_of(item), "E", &resolved, err);
	if (st != STATUS_OK)
		return st;
	st = read_object(catalogue->inner, &resolved.uuid, fingerprint, err);
	if (st == STATUS_OK)
		st = read_prints(catalogue->inner, &resolved.uuid, fingerprint, err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, STATUS_FALSE,
		            "%s has no fingerprints; `vidimus examine %s` makes them if it is a picture, film or sound",
		            item, item);
	if (st != STATUS_OK)
		return st;
	*out = fingerprint;
	fingerprint = NULL;
	return STATUS_OK;
}

/* As likeness_comparison_json, without a verdict. */
static enum status
tell_not_compared(const struct vidimus_fingerprint *a, const struct vidimus_fingerprint *b,
                  json_t **out, struct error *err)
{
	const struct vidimus_fingerprint *const both[] = { a, b };
	SCOPED_JSON json_t *reasons = json_array();

	for (size_t i = 0; i < 2; i++) {
		if (both[i]->missing[0] != '\0' &&
		    json_array_append_new(reasons, json_string(both[i]->missing)) != 0)
			return fail_memory(err);
	}
	*out = json_pack("{s:b,s:n,s:n,s:n,s:n,s:O}", "same_bytes", false, "image", "video", "audio",
	                 "verdict", "reasons", reasons);
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_compare(const struct vidimus_fingerprint *a, const struct vidimus_fingerprint *b,
                json_t **out, struct error *err)
{
	bool same_bytes = a->sha256[0] != '\0' && strcmp(a->sha256, b->sha256) == 0;
	struct likeness likeness;
	enum status st;

	if (!same_bytes && (a->missing[0] != '\0' || b->missing[0] != '\0'))
		return tell_not_compared(a, b, out, err);
	st = likeness_of(&a->prints, &b->prints, same_bytes, &likeness, err);

	if (st != STATUS_OK)
		return st;
	*out = likeness_comparison_json(&likeness);
	return *out ? STATUS_OK : fail_memory(err);
}

/* The item that has these very bytes; NULL in *out where none has. */
static enum status
find_itself(struct catalogue *catalogue, const struct vidimus_fingerprint *asked,
            struct uuid *room, const struct uuid **out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT uuid FROM p_items WHERE object = $1", &row, err);

	*out = NULL;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(asked->sha256));
	st = statement_step(row, err);
	if (st == STATUS_OK && uuid_read(statement_text(row, 0), room))
		*out = room;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
tell_findings(const struct findings *found, const struct vidimus_output *to, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < found->n; i++) {
		json_t *object = likeness_json(&found->list[i].likeness);
		char id[VIDIMUS_ID_SIZE];

		short_id_write(id, (struct short_id){ 'E', found->list[i].number });
		if (object == NULL || json_object_set_new(object, "item", json_string(id)) != 0) {
			json_decref(object);
			return fail_memory(err);
		}
		st = to->emit(to->context, object, err);
		json_decref(object);
	}
	return st;
}

enum status
vidimus_similar(struct vidimus_catalogue *catalogue, const struct vidimus_fingerprint *asked,
                const atomic_bool *stop, const struct vidimus_output *to,
                struct vidimus_unread *unread, struct error *err)
{
	struct finder_question question = {
		.asked = { .prints = &asked->prints, .similar = true, .stop = stop },
		.before = INT64_MAX,
	};
	SCOPED_POINTER(index) index = NULL;
	SCOPED(findings) found = { 0 };
	struct uuid itself;
	enum status st;

	if (asked->missing[0] != '\0')
		return fail(err, STATUS_FALSE, "%s", asked->missing);
	st = find_itself(catalogue->inner, asked, &itself, &question.except, err);
	if (st == STATUS_OK)
		st = index_open(&index, catalogue->inner, err);
	if (st == STATUS_OK)
		st = finder_find(catalogue->inner, index, &question, &found, err);
	if (st != STATUS_OK)
		return st;
	api_unread(&found.unread, unread);
	return tell_findings(&found, to, err);
}

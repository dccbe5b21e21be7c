/* SPDX-License-Identifier: Apache-2.0 */
/* destruction_approve.c - the second person's word: tombstones, values, tables, then files. */
#include "casework/destruction_internal.h"

#include "ledger/destroy.h"
#include "ledger/replay.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was asked for, and what it comes to by chain and event. Owned members. */
struct approval {
	struct catalogue *catalogue;
	struct change    *change;
	char              request[UUID_TEXT_SIZE];
	json_t           *members, *files, *reason; /* of the request */
	bool              keep_hash;
	json_t           *chains;  /* subject to [{"event","member"}] */
	json_t           *events;  /* seq as text to [member] */
	json_t           *subjects; /* "EVENT/member" to subject */
	json_t           *objects; /* hash to the subject of the chain that counts it */
	json_t           *digests; /* of what was made from items, as keys */
};

static void
approval_end(struct approval *approval)
{
	json_t *owned[] = { approval->members,  approval->files,   approval->reason,
		            approval->chains,   approval->events,  approval->subjects,
		            approval->objects,  approval->digests };

	for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
		json_decref(owned[i]);
}

static enum status
begin(struct approval *approval, const struct uuid *request, struct error *err)
{
	uuid_write(approval->request, request);
	approval->chains = json_object();
	approval->events = json_object();
	approval->subjects = json_object();
	approval->objects = json_object();
	approval->digests = json_object();
	return approval->chains && approval->events && approval->subjects && approval->objects &&
	                       approval->digests
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Two persons: two codes, whatever their keys; without a code nobody can tell. */
static enum status
check_two_people(struct approval *approval, struct text asked_by, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(approval->catalogue->database,
	                                    "SELECT (SELECT code FROM p_actors WHERE fingerprint = $1),"
	                                    " (SELECT code FROM p_actors WHERE fingerprint = $2)",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, asked_by);
	statement_bind_text(row, 2, text_of(change_actor(approval->change)));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st;
	if (statement_is_null(row, 0) || statement_is_null(row, 1))
		return fail(err, STATUS_REFUSED, "it cannot be told whether two persons agree: an actor has no code");
	if (text_equal(statement_text(row, 0), statement_text(row, 1)))
		return fail(err, STATUS_REFUSED, "%.64s asked for it: another person approves",
		            statement_text(row, 0).p);
	return STATUS_OK;
}

static enum status
take_request(struct approval *approval, struct statement *row, struct error *err)
{
	enum status st = STATUS_OK;

	if (statement_is_null(row, 1))
		return fail(err, STATUS_REFUSED, "what was asked for is not known any more");
	st = json_read(&approval->members, statement_text(row, 1), err);
	if (st == STATUS_OK && !statement_is_null(row, 2))
		st = json_read(&approval->files, statement_text(row, 2), err);
	approval->keep_hash = statement_integer(row, 3) != 0;
	approval->reason = statement_is_null(row, 4) ? json_null()
	                                             : json_of_text(statement_text(row, 4));
	return st == STATUS_OK ? check_two_people(approval, statement_text(row, 0), err) : st;
}

static enum status
read_request(struct approval *approval, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = destruction_check_open(approval->catalogue, approval->request, err);

	if (st == STATUS_OK)
		st = database_statement(approval->catalogue->database,
		                        "SELECT actor, members, files, keep_hash, reason"
		                        " FROM p_destruction_requests WHERE uuid = $1",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(approval->request));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "nobody asked for a destruction %s",
		            approval->request);
	return st == STATUS_OK ? take_request(approval, row, err) : st;
}

static json_t *
list_in(json_t *map, const char *key)
{
	json_t *list = json_object_get(map, key);

	if (list == NULL) {
		list = json_array();
		if (list != NULL && json_object_set_new(map, key, list) != 0)
			return NULL;
	}
	return list;
}

/* Sorts one entry by chain and by event. */
static enum status
place_entry(struct approval *approval, json_t *entry, struct error *err)
{
	const char *event = json_string_value(json_object_get(entry, "event"));
	const char *member = json_string_value(json_object_get(entry, "member"));
	SCOPED_STATEMENT row = NULL;
	char seq[24], key[UUID_TEXT_SIZE + 66];
	enum status st;

	if (event == NULL || member == NULL)
		return fail(err, STATUS_UNUSABLE, "the request is malformed");
	st = database_statement(approval->catalogue->database,
	                        "SELECT seq, subject FROM events WHERE id = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(event));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_UNUSABLE, "there is no event %s", event);
	if (st != STATUS_OK)
		return st;
	snprintf(seq, sizeof seq, "%lld", (long long)statement_integer(row, 0));
	snprintf(key, sizeof key, "%s/%.64s", event, member);
	if (json_array_append(list_in(approval->chains, statement_text(row, 1).p), entry) != 0 ||
	    json_array_append_new(list_in(approval->events, seq), json_string(member)) != 0 ||
	    json_object_set_new(approval->subjects, key, json_of_text(statement_text(row, 1))) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

/* The bytes that an acquisition brought; they count in their item's chain, else in the delivery's. */
static enum status
place_file(struct approval *approval, const char *acquisition, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		approval->catalogue->database,
		"SELECT object, CASE WHEN item IS NULL THEN 'delivery/' || delivery"
		" ELSE 'item/' || item END FROM p_acquisitions WHERE uuid = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(acquisition));
	st = statement_step(row, err);
	if (st == STATUS_OK && !statement_is_null(row, 0) &&
	    json_object_set_new(approval->objects, statement_text(row, 0).p,
	                        json_of_text(statement_text(row, 1))) != 0)
		return fail_memory(err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
place_all(struct approval *approval, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *entry;
	size_t i;

	json_array_foreach(approval->members, i, entry) {
		if (st == STATUS_OK)
			st = place_entry(approval, entry, err);
	}
	json_array_foreach(approval->files, i, entry) {
		if (st == STATUS_OK)
			st = place_file(approval, json_string_value(entry), err);
	}
	return st;
}

/* A bundle that left since it was asked for holds values too, and the request does not name what is kept of it. */
static enum status
check_bundles(struct approval *approval, struct error *err)
{
	SCOPED_JSON json_t *members = json_copy(approval->subjects), *values = json_array();
	struct destruction plan = { .ledger = approval->catalogue->ledger,
		                    .keep_hash = approval->keep_hash,
		                    .members = members, .values = values };
	enum status st = members && values ? destruction_add_bundles(&plan, err) : fail_memory(err);

	if (st == STATUS_OK && json_object_size(members) != json_object_size(approval->subjects))
		st = fail(err, STATUS_REFUSED,
		          "a bundle that holds such values was sealed since it was asked for: refuse this request (vidimus destroy refuse) and ask again");
	return st;
}

static int64_t
objects_of(const struct approval *approval, const char *chain)
{
	const char *hash;
	json_t *subject;
	int64_t count = 0;

	json_object_foreach(approval->objects, hash, subject)
		count += strcmp(json_string_value(subject), chain) == 0;
	return count;
}

static enum status
add_tombstone(struct approval *approval, const char *chain, json_t *entries, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	struct subject subject;

	values = json_pack("{s:s,s:O,s:I,s:b,s:O}", "request", approval->request, "members", entries,
	                   "objects", (json_int_t)objects_of(approval, chain), "keep_hash",
	                   approval->keep_hash, "reason", approval->reason);
	if (open == NULL || values == NULL)
		return fail_memory(err);
	if (!subject_read(text_of(chain), &subject))
		return fail(err, STATUS_UNUSABLE, "a malformed chain");
	return change_add(approval->change, "destruction.approved", &subject, open, values, NULL,
	                  err);
}

/* A file whose values all stayed (its hash was kept) still needs a tombstone in its chain. */
static enum status
add_tombstones(struct approval *approval, struct error *err)
{
	const char *chain, *hash;
	json_t *entries, *subject;
	enum status st = STATUS_OK;

	json_object_foreach(approval->objects, hash, subject) {
		if (list_in(approval->chains, json_string_value(subject)) == NULL)
			return fail_memory(err);
	}
	json_object_foreach(approval->chains, chain, entries) {
		if (st == STATUS_OK)
			st = add_tombstone(approval, chain, entries, err);
	}
	return st;
}

/* What was made from every item that loses values. */
static enum status
gather_derived(struct approval *approval, struct error *err)
{
	SCOPED_JSON json_t *items = json_object();
	const char *chain;
	json_t *entries;

	if (items == NULL)
		return fail_memory(err);
	json_object_foreach(approval->chains, chain, entries) {
		if (strncmp(chain, "item/", 5) == 0 &&
		    json_object_set_new(items, chain + 5, json_true()) != 0)
			return fail_memory(err);
	}
	return destruction_derived(approval->catalogue->ledger, items, approval->digests, err);
}

/* Files that the values which go name: with the last name a file goes too. */
static enum status
gather_named(struct approval *approval, struct error *err)
{
	const char *seq;
	json_t *names;
	enum status st = STATUS_OK;

	json_object_foreach(approval->events, seq, names) {
		if (st == STATUS_OK)
			st = destruction_note_hashes(approval->catalogue->ledger,
			                             strtoll(seq, NULL, 10), names,
			                             approval->digests, err);
	}
	return st;
}

static enum status
shred(struct approval *approval, struct error *err)
{
	struct database *database = approval->catalogue->database;
	const char *seq;
	json_t *names;
	enum status st = database_begin_shredding(database, err);

	json_object_foreach(approval->events, seq, names) {
		size_t gone = 0;

		if (st == STATUS_OK)
			st = change_destroy(approval->change, strtoll(seq, NULL, 10), names, &gone, err);
	}
	return st == STATUS_OK ? database_end_shredding(database, err) : st;
}

static enum status
approve(struct approval *approval, struct error *err)
{
	struct ledger *ledger = approval->catalogue->ledger;
	enum status st = read_request(approval, err);

	if (st == STATUS_OK)
		st = place_all(approval, err);
	if (st == STATUS_OK)
		st = check_bundles(approval, err);
	if (st == STATUS_OK)
		st = destruction_check_holds(ledger, approval->subjects,
		                             change_time(approval->change), err);
	if (st == STATUS_OK)
		st = add_tombstones(approval, err);
	if (st == STATUS_OK)
		st = gather_derived(approval, err);
	if (st == STATUS_OK)
		st = destruction_note_damaged(ledger, approval->objects, approval->digests, err);
	if (st == STATUS_OK)
		st = gather_named(approval, err);
	if (st == STATUS_OK)
		st = shred(approval, err);
	if (st == STATUS_OK)
		st = replay_within(ledger, err);
	if (st == STATUS_OK)
		st = destruction_list(approval->catalogue, approval->request, approval->objects,
		                      approval->digests, !approval->keep_hash, err);
	return st;
}

static void
count_left(void *context, const struct destruction_leftover *left)
{
	*(uint64_t *)context += !left->removed;
}

enum status
destruction_approve(struct catalogue *catalogue, const struct uuid *request, uint64_t *left,
                    struct error *err)
{
	SCOPED(approval) approval = { .catalogue = catalogue };
	enum status st = begin(&approval, request, err);

	*left = 0;
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "destroy approve", &approval.change, err);
	if (st != STATUS_OK)
		return st;
	st = approve(&approval, err);
	st = catalogue_finish(catalogue, approval.change, st, err);
	if (st != STATUS_OK)
		return st;
	/* it is done, whatever becomes of this: tidy finishes it */
	if (destruction_finish(catalogue, false, count_left, left, NULL) != STATUS_OK && *left == 0)
		*left = 1;
	return STATUS_OK;
}

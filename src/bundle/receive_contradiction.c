/* SPDX-License-Identifier: Apache-2.0 */
/* receive_contradiction.c - what a log showed us otherwise before: refused, and kept beside it. */
#include "bundle/receive_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

struct keeping {
	struct change *change;
	json_t        *open; /* {} */
};

/* The same contradiction is kept once, however often it comes. */
static enum status
is_kept(struct receiving *receiving, const struct event_header *header, const struct digest *leaf,
        bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hex[DIGEST_TEXT_SIZE];
	enum status st = database_statement(receiving->catalogue->database,
	                                    "SELECT 1 FROM p_contradictions WHERE origin = $1"
	                                    " AND foreign_subject = $2 AND foreign_n = $3"
	                                    " AND leaf = $4",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	digest_write(hex, leaf);
	statement_bind_text(row, 1, text_of(receiving->out->origin));
	statement_bind_text(row, 2, text_of(header->subject.text));
	statement_bind_integer(row, 3, header->n);
	statement_bind_text(row, 4, text_of(hex));
	st = statement_step(row, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_beside(const struct receiving *receiving, const struct held_event *held, json_t *values,
           struct error *err)
{
	SCOPED_JSON json_t *beside = json_pack(
		"{s:s,s:o,s:o,s:o}", "held", held->uuid, "held_leaf", json_of_digest(&held->leaf),
		"tag_manifest", json_of_digest(&receiving->tag_manifest), "checkpoint",
		json_of_text(text_of_buffer(&receiving->checkpoint)));

	if (beside == NULL || json_object_update(values, beside) != 0)
		return fail_memory(err);
	return receive_set_signer(receiving, values, err);
}

static enum status
add_contradiction(struct receiving *receiving, const struct custody_event *event,
                  const struct digest *leaf, void *context, struct error *err)
{
	struct keeping *keeping = context;
	SCOPED_JSON json_t *values = NULL;
	struct held_event held;
	bool kept = false;
	enum status st = receive_find_held(receiving, &event->header, &held, err);

	if (st != STATUS_OK || !held.held || digest_equal(&held.leaf, leaf))
		return st;
	st = is_kept(receiving, &event->header, leaf, &kept, err);
	if (st != STATUS_OK || kept)
		return st;
	st = receive_members(receiving, event, leaf, &values, err);
	if (st == STATUS_OK)
		st = add_beside(receiving, &held, values, err);
	if (st == STATUS_OK)
		st = change_add(keeping->change, "event.contradicted", &held.subject,
		                keeping->open, values, NULL, err);
	return receive_tell_too_long(event, st, err);
}

/* The root of a log at a size, where an earlier bundle showed another: in whose chain, and which. */
enum status
receive_find_fork(struct receiving *receiving, struct held_event *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hex[DIGEST_TEXT_SIZE];
	struct uuid bundle;
	enum status st = database_statement(receiving->catalogue->database,
	                                    "SELECT uuid, checkpoint_root FROM p_received_bundles"
	                                    " WHERE origin = $1 AND checkpoint_size = $2"
	                                    " AND checkpoint_root <> $3 ORDER BY seq LIMIT 1",
	                                    &row, err);

	*out = (struct held_event){ .held = false };
	if (st != STATUS_OK)
		return st;
	digest_write(hex, &receiving->head.root);
	statement_bind_text(row, 1, text_of(receiving->out->origin));
	statement_bind_integer(row, 2, (int64_t)receiving->head.size);
	statement_bind_text(row, 3, text_of(hex));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	if (!uuid_read(statement_text(row, 0), &bundle) ||
	    !digest_read(statement_text(row, 1), &out->leaf))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed bundle: run vidimus rebuild");
	out->subject = subject_of("bundle", &bundle);
	out->held = true;
	return STATUS_OK;
}

static enum status
add_fork(struct receiving *receiving, const struct keeping *keeping, struct error *err)
{
	struct event_header place = { .subject = { .text = "checkpoint" },
		                      .n = (int64_t)receiving->head.size };
	SCOPED_JSON json_t *values = NULL;
	struct held_event held;
	bool kept = false;
	enum status st = receive_find_fork(receiving, &held, err);

	if (st == STATUS_OK && held.held)
		st = is_kept(receiving, &place, &receiving->head.root, &kept, err);
	if (st != STATUS_OK || !held.held || kept)
		return st;
	values = json_pack("{s:s,s:s,s:I,s:o,s:o,s:o,s:o}", "origin", receiving->out->origin,
	                   "foreign_subject", place.subject.text, "foreign_n", (json_int_t)place.n,
	                   "leaf", json_of_digest(&receiving->head.root), "held_leaf",
	                   json_of_digest(&held.leaf), "tag_manifest",
	                   json_of_digest(&receiving->tag_manifest), "checkpoint",
	                   json_of_text(text_of_buffer(&receiving->checkpoint)));
	st = values ? receive_set_signer(receiving, values, err) : fail_memory(err);
	return st == STATUS_OK ? change_add(keeping->change, "event.contradicted", &held.subject,
	                                    keeping->open, values, NULL, err)
	                       : st;
}

enum status
receive_keep_contradictions(struct receiving *receiving, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	struct keeping keeping = { .open = open };
	enum status st = open ? catalogue_begin(receiving->catalogue, RECEIVE_VERB,
	                                        &keeping.change, err)
	                      : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	st = receive_each(receiving, add_contradiction, &keeping, err);
	if (st == STATUS_OK)
		st = add_fork(receiving, &keeping, err);
	return catalogue_finish(receiving->catalogue, keeping.change, st, err);
}

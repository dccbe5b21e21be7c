/* SPDX-License-Identifier: Apache-2.0 */
/* log.c - the log through the public library. */
#include "api/api_internal.h"

#include "casework/resolve.h"
#include "crypto/note.h"
#include "ledger/origin.h"
#include "ledger/replay.h"
#include "ledger/suspect.h"
#include "ledger/tree.h"
#include "ledger/verify.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <vidimus/log.h>

#include <stdio.h>

#define FAULTS_KEPT 1000 /* lines of a report; the count goes on */

/* One event as an object: its bytes parsed, and its values if wanted. */
static enum status
emit_event(struct ledger *ledger, int64_t seq, bool with_values, const struct vidimus_output *to,
           struct error *err)
{
	struct event_record record = { 0 };
	SCOPED_JSON json_t *object = NULL;
	enum status st = ledger_read(ledger, seq, &record, err);

	if (st != STATUS_OK)
		return st;
	object = json_pack("{s:O}", "event", record.whole);
	if (object == NULL ||
	    (with_values && json_object_set(object, "values", record.values) != 0))
		st = fail_memory(err);
	event_record_end(&record);
	return st == STATUS_OK ? to->emit(to->context, object, err) : st;
}

static enum status
chain_of(struct ledger *ledger, const char *id, struct subject *out, struct error *err)
{
	struct resolved resolved;
	enum status st;

	if (subject_read(text_of(id), out))
		return STATUS_OK;
	st = resolve(ledger, text_of(id), "EDCWKI", &resolved, err);
	if (st == STATUS_OK && !resolved_subject(&resolved, out))
		st = fail(err, STATUS_INVALID, "%s has no events of its own", id);
	return st;
}

/* Collects the indexes first, so that no statement is open while objects go out. */
static enum status
next_in_chain(struct ledger *ledger, const struct subject *subject, int64_t from, int64_t *seq,
              struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(ledger_database(ledger),
	                                    "SELECT seq FROM events WHERE subject = $1 AND seq >= $2"
	                                    " ORDER BY n LIMIT 1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(subject->text));
	statement_bind_integer(statement, 2, from);
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		*seq = statement_integer(statement, 0);
	return st;
}

enum status
vidimus_log_events(struct vidimus_catalogue *catalogue, const char *subject, int64_t first,
                   int64_t limit, bool with_values, const struct vidimus_output *to,
                   struct error *err)
{
	struct ledger *ledger = catalogue->inner->ledger;
	struct subject chain;
	int64_t size = 0, seq = first;
	enum status st = ledger_size(ledger, &size, err);

	if (st == STATUS_OK && subject != NULL)
		st = chain_of(ledger, subject, &chain, err);
	for (int64_t done = 0; st == STATUS_OK && done < limit && seq < size; done++, seq++) {
		if (subject != NULL)
			st = next_in_chain(ledger, &chain, seq, &seq, err);
		if (st == STATUS_OK)
			st = emit_event(ledger, seq, with_values, to, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* An event by its index or its id. */
static enum status
find_event(struct ledger *ledger, const char *event, int64_t *seq, struct error *err)
{
	struct uuid id;
	uint64_t number;
	enum status st;

	if (text_number(text_of(event), JSON_INTEGER_LIMIT, &number)) {
		*seq = (int64_t)number;
		return STATUS_OK;
	}
	if (!uuid_read(text_of(event), &id))
		return fail(err, STATUS_INVALID,
		            "'%.80s' is no event: give its index in the log, or its UUID", event);
	st = ledger_find(ledger, &id, seq, err);
	return st == STATUS_NOT_FOUND ? fail(err, st, "there is no event %s", event) : st;
}

static enum status
give(struct buffer *from, enum status st, char **out, struct error *err)
{
	if (st != STATUS_OK)
		return st;
	*out = buffer_take(from);
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_log_bytes(struct vidimus_catalogue *catalogue, const char *event, char **bytes,
                  struct error *err)
{
	SCOPED(buffer) text = { 0 };
	int64_t seq;
	enum status st = find_event(catalogue->inner->ledger, event, &seq, err);

	if (st == STATUS_OK)
		st = ledger_bytes(catalogue->inner->ledger, seq, &text, err);
	return give(&text, st, bytes, err);
}

enum status
vidimus_log_checkpoint(struct vidimus_catalogue *catalogue, char **note, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	enum status st = ledger_checkpoint(catalogue->inner->ledger, &text, err);

	return give(&text, st, note, err);
}

/* Under the name that the log had in that generation. */
static enum status
append_keys(const struct catalogue *catalogue, int64_t generation, struct buffer *text,
            struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char origin[ORIGIN_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT public_key FROM p_actors ORDER BY number",
	                                    &statement, err);

	origin_write(origin, &catalogue->uuid, generation);
	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK) {
		struct note_verifier verifier;
		struct public_key key;

		if (!hex_read(statement_text(statement, 0), key.bytes, sizeof key.bytes))
			return fail(err, STATUS_UNUSABLE, "a public key in the catalogue is damaged");
		st = note_verifier_of(&verifier, text_of(origin), &key, err);
		if (st == STATUS_OK) {
			vkey_write(text, &verifier);
			buffer_append_byte(text, '\n');
		}
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
vidimus_log_keys(struct vidimus_catalogue *catalogue, char **vkeys, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	int64_t last = 1;
	enum status st = ledger_generation(catalogue->inner->ledger, INT64_MAX, &last, err);

	for (int64_t generation = 1; st == STATUS_OK && generation <= last; generation++)
		st = append_keys(catalogue->inner, generation, &text, err);
	return give(&text, st, vkeys, err);
}

enum status
vidimus_log_prove(struct vidimus_catalogue *catalogue, const char *event, char **proof,
                  struct error *err)
{
	SCOPED(buffer) text = { 0 };
	int64_t seq;
	enum status st = find_event(catalogue->inner->ledger, event, &seq, err);

	if (st == STATUS_OK)
		st = ledger_prove(catalogue->inner->ledger, seq, &text, err);
	return give(&text, st, proof, err);
}

static void
keep_fault(void *context, const struct log_fault *fault)
{
	static const char *const layers[] = { "form", "tree", "signature", "commitment" };
	json_t *faults = context, *entry;

	if (json_array_size(faults) >= FAULTS_KEPT)
		return;
	entry = json_pack("{s:s,s:o,s:o,s:s}", "layer", layers[fault->layer], "seq",
	                  fault->seq >= 0 ? json_integer(fault->seq) : json_null(), "checkpoint",
	                  fault->size >= 0 ? json_integer(fault->size) : json_null(), "text",
	                  fault->text);
	json_array_append_new(faults, entry);
}

/* Read before the log is: it is written after each commit, and must not be newer. */
struct remembered {
	struct home  home;
	struct error why;
	enum status  status;
};

static void
remember(const struct catalogue *catalogue, struct remembered *out)
{
	*out = (struct remembered){ 0 };
	out->status = home_read(catalogue->here.state_folder, &catalogue->uuid, &out->home, &out->why);
}

/* A sound log that is not the one this login knows is a finding. A damaged tree was found by the walk. */
static enum status
compare_with_home(const struct catalogue *catalogue, struct remembered *remembered,
                  json_t *faults, int64_t *count, struct error *err)
{
	enum home_verdict verdict = HOME_EXTENDED;
	enum status st = remembered->status;

	if (st == STATUS_OK)
		st = home_judge(&remembered->home, catalogue->ledger, &verdict, &remembered->why);
	if (st == STATUS_NOT_FOUND || (st == STATUS_OK && verdict != HOME_NOT_EXTENDED))
		return STATUS_OK;
	if (st != STATUS_OK && st != STATUS_UNUSABLE)
		return fail(err, st, "%s", remembered->why.text);
	(*count)++;
	return json_array_append_new(faults,
	                             json_pack("{s:s,s:n,s:n,s:s}", "layer", "home", "seq",
	                                       "checkpoint", "text", remembered->why.text)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static void
keep_suspect(void *context, const struct suspect_range *range)
{
	json_t *list = context;

	if (json_array_size(list) < FAULTS_KEPT)
		json_array_append_new(list, json_pack("{s:o,s:I,s:I,s:I}", "actor",
		                                      json_of_digest(&range->actor), "declared",
		                                      (json_int_t)range->declared, "first",
		                                      (json_int_t)range->first, "last",
		                                      (json_int_t)range->last));
}

/* Suspect events are no fault of the log: they are what they were. */
static enum status
add_suspects(struct ledger *ledger, json_t *report, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	int64_t count = 0;
	enum status st = list ? log_suspects(ledger, keep_suspect, list, &count, err)
	                      : fail_memory(err);

	if (st == STATUS_OK && (json_object_set_new(report, "suspect_count", json_integer(count)) != 0 ||
	                        json_object_set(report, "suspect", list) != 0))
		st = fail_memory(err);
	return st;
}

enum status
vidimus_log_verify(struct vidimus_catalogue *catalogue,
                   const struct vidimus_log_progress *progress, json_t **out, struct error *err)
{
	struct log_progress inner = { 0 };
	SCOPED_JSON json_t *faults = json_array();
	struct remembered remembered;
	SCOPED_JSON json_t *whole = NULL;
	struct log_report report;
	char root[DIGEST_TEXT_SIZE];
	enum status st = faults ? STATUS_OK : fail_memory(err);

	remember(catalogue->inner, &remembered);
	if (progress != NULL)
		inner = (struct log_progress){ progress->step, progress->context };
	if (st == STATUS_OK)
		st = log_verify(catalogue->inner->ledger, progress ? &inner : NULL, keep_fault, faults,
		                &report, err);
	if (st == STATUS_OK)
		st = compare_with_home(catalogue->inner, &remembered, faults, &report.faults, err);
	home_end(&remembered.home);
	if (st != STATUS_OK)
		return st;
	digest_write(root, &report.root);
	whole = json_pack("{s:b,s:I,s:I,s:I,s:s,s:I,s:I,s:O}", "ok", report.faults == 0, "events",
	                 (json_int_t)report.events, "checkpoints", (json_int_t)report.checkpoints,
	                 "signatures", (json_int_t)report.signatures, "root", root,
	                 "clock_warnings", (json_int_t)report.clock_warnings, "fault_count",
	                 (json_int_t)report.faults, "faults", faults);
	st = whole ? add_suspects(catalogue->inner->ledger, whole, err) : fail_memory(err);
	if (st == STATUS_OK)
		*out = json_incref(whole);
	return st;
}

enum status
vidimus_rebuild(struct vidimus_catalogue *catalogue, const struct vidimus_log_progress *progress,
                int64_t *mended_nodes, struct error *err)
{
	struct log_progress inner = { 0 };
	struct lock *lock = NULL;
	enum status st = lock_take(&lock, catalogue->inner->folder, "rebuild", LOCK_USUAL_WAIT, err);

	if (st != STATUS_OK)
		return st;
	if (progress != NULL)
		inner = (struct log_progress){ progress->step, progress->context };
	st = tree_mend(catalogue->inner->ledger, progress ? &inner : NULL, mended_nodes, err);
	if (st == STATUS_OK)
		st = replay_rebuild(catalogue->inner->ledger, progress ? &inner : NULL, err);
	lock_release(lock);
	return st;
}

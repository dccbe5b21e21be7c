/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c - one walk through the log: form, chains, tree, keys and signatures. */
#include "ledger/verify.h"

#include "ledger/ledger_internal.h"
#include "ledger/verify_actors.h"
#include "ledger/verify_chain.h"
#include "ledger/verify_form.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/checkpoint.h"

#include <stdio.h>
#include <string.h>

#define EVENTS_A_STEP 4096 /* between two looks at the progress */

struct walk {
	struct ledger             *ledger;
	const struct log_progress *progress;
	void (*found)(void *context, const struct log_fault *fault);
	void                *context;
	struct log_report   *report;
	struct known_actors  actors;
	struct chain_cache  *chains;
	struct merkle_range  tree;
	struct statement    *checkpoints; /* stands on the next one, by size */
	int64_t              next_checkpoint; /* its size, or -1 */
	int64_t              last_checkpoint; /* size of the one before */
	struct digest        signer;          /* of the events since */
	bool                 signer_known;    /* one of them could be read */
	bool                 one_signer;      /* they all have it */
	struct instant       last_time;       /* of the last event that could be read */
	int64_t              last_read;       /* its index, or -1 */
};

static void
report(struct walk *walk, enum log_layer layer, int64_t seq, int64_t size, const char *text)
{
	const struct log_fault fault = { layer, seq, size, text };

	walk->report->faults++;
	if (walk->found != NULL)
		walk->found(walk->context, &fault);
}

/* Reports a fault of one event, unless it is one of ours or of the machine's. */
static enum status
report_event(struct walk *walk, enum log_layer layer, int64_t seq, enum status st,
             const struct error *why)
{
	if (st == STATUS_OK || st == STATUS_MEMORY || st == STATUS_FAULT || st == STATUS_IO)
		return st;
	report(walk, layer, seq, -1, why->text);
	return STATUS_OK;
}

/* Stands on the next checkpoint of any events; others are none, and are told. */
static enum status
advance_checkpoints(struct walk *walk, struct error *err)
{
	enum status st;

	while ((st = statement_step(walk->checkpoints, err)) == STATUS_OK) {
		walk->next_checkpoint = statement_integer(walk->checkpoints, 0);
		if (walk->next_checkpoint > 0)
			return STATUS_OK;
		report(walk, LOG_SIGNATURE, -1, walk->next_checkpoint,
		       "its size is not that of any log");
		walk->report->checkpoints++;
	}
	walk->next_checkpoint = -1;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The nodes that a leaf completes must be those that are stored. */
static enum status
check_nodes(struct walk *walk, const struct merkle_made *made, int64_t seq, struct error *err)
{
	struct merkle_source nodes = ledger_nodes(walk->ledger->database);

	for (size_t i = 1; i < made->count; i++) {
		const struct merkle_subtree *node = &made->subtrees[i];
		struct digest stored;
		char text[96];
		enum status st = nodes.fetch(nodes.context, node->level, node->index, &stored, NULL);

		if (st == STATUS_OK && digest_equal(&stored, &node->hash))
			continue;
		if (st != STATUS_OK && st != STATUS_UNUSABLE)
			return fail(err, st, "cannot read the stored hash tree");
		snprintf(text, sizeof text, "the stored tree node %u/%llu is %s", node->level,
		         (unsigned long long)node->index, st == STATUS_OK ? "altered" : "missing");
		report(walk, LOG_TREE, seq, -1, text);
	}
	return STATUS_OK;
}

static enum status
grow_tree(struct walk *walk, const struct read_event *event, struct error *err)
{
	struct merkle_made made;
	struct digest leaf;
	enum status st = event_leaf(event->bytes, &leaf, err);

	if (st == STATUS_OK && (event->leaf.n != sizeof leaf.bytes ||
	                        memcmp(event->leaf.p, leaf.bytes, sizeof leaf.bytes) != 0))
		report(walk, LOG_TREE, event->seq, -1,
		       "the event's bytes are not those of its leaf: it was altered");
	if (st == STATUS_OK)
		st = merkle_range_add(&walk->tree, &leaf, &made, err);
	if (st == STATUS_OK)
		st = check_nodes(walk, &made, event->seq, err);
	return st;
}

static void
follow_signer(struct walk *walk, const struct event_header *header)
{
	if (!walk->signer_known) {
		walk->signer = header->actor;
		walk->signer_known = walk->one_signer = true;
	} else if (!digest_equal(&walk->signer, &header->actor)) {
		walk->one_signer = false;
	}
}

/* All events of a change bear its one time, so another time means that a checkpoint stands between. */
static void
check_time(struct walk *walk, const struct event_header *header)
{
	char text[128];

	if (walk->last_read >= 0 && walk->last_read == header->seq - 1 &&
	    header->time.milliseconds != walk->last_time.milliseconds &&
	    walk->last_checkpoint != header->seq) {
		snprintf(text, sizeof text,
		         "checkpoint %lld is missing: this event is of another change than the one before it",
		         (long long)header->seq);
		report(walk, LOG_SIGNATURE, header->seq, -1, text);
	}
	if (header->time.milliseconds < walk->last_time.milliseconds)
		walk->report->clock_warnings++;
	walk->last_time = header->time;
	walk->last_read = header->seq;
}

static enum status
check_event(struct walk *walk, const struct read_event *event, struct error *err)
{
	struct event_header header = { 0 };
	struct error why = { 0 };
	SCOPED_JSON json_t *open = NULL;
	enum status st = verify_form(walk->ledger->schemas, event, &header, &open, &why);

	if (st != STATUS_OK)
		return report_event(walk, LOG_FORM, event->seq, st, &why);
	st = chain_cache_check(walk->chains, event, &header, &why);
	if (report_event(walk, LOG_FORM, event->seq, st, &why) != STATUS_OK)
		return fail(err, st, "%s", why.text);
	check_time(walk, &header);
	follow_signer(walk, &header);
	st = known_actors_learn(&walk->actors, &header, event->type, open, &why);
	if (st != STATUS_OK && report_event(walk, LOG_SIGNATURE, event->seq, st, &why) != STATUS_OK)
		return fail(err, st, "%s", why.text);
	return STATUS_OK;
}

/* Words of what is wrong with a checkpoint, or NULL; a right signature of another log accuses the log. */
static const char *
judge_checkpoint(struct walk *walk, struct text note, const struct digest *root,
                 enum log_layer *layer)
{
	const struct known_actor *signer = known_actors_find(&walk->actors, &walk->signer);
	struct checkpoint checkpoint;

	*layer = LOG_SIGNATURE;
	if (!walk->signer_known)
		return "none of the events under this checkpoint can be read";
	if (!walk->one_signer)
		return "the events under this checkpoint name several actors";
	if (signer == NULL)
		return "the events under this checkpoint name a key that no event added";
	walk->report->signatures++;
	if (checkpoint_verify(note, &signer->verifier, 1, NULL, &checkpoint, NULL) != STATUS_OK)
		return "its signature is not that of the events' actor";
	if (!text_is(checkpoint.origin, signer->verifier.name))
		return "it is of another log";
	if ((int64_t)checkpoint.head.size != walk->next_checkpoint)
		return "it signs another size";
	*layer = LOG_TREE;
	if (!digest_equal(&checkpoint.head.root, root))
		return "the events before it do not give the root that it signs";
	return NULL;
}

static enum status
check_checkpoint(struct walk *walk, struct error *err)
{
	enum log_layer layer;
	struct digest root;
	const char *wrong;
	enum status st = merkle_range_root(&walk->tree, &root, err);

	if (st != STATUS_OK)
		return st;
	walk->report->checkpoints++;
	wrong = judge_checkpoint(walk, statement_text(walk->checkpoints, 1), &root, &layer);
	if (wrong != NULL)
		report(walk, layer, -1, walk->next_checkpoint, wrong);
	walk->last_checkpoint = walk->next_checkpoint;
	walk->signer_known = false;
	return advance_checkpoints(walk, err);
}

static enum status
take_event(struct walk *walk, struct statement *events, struct error *err)
{
	struct read_event event = { .seq = statement_integer(events, 0),
		                    .id = statement_text(events, 1),
		                    .subject = statement_text(events, 2),
		                    .n = statement_integer(events, 3),
		                    .type = statement_text(events, 4),
		                    .leaf = statement_blob(events, 5),
		                    .bytes = statement_text(events, 6) };
	enum status st = STATUS_OK;

	if (event.seq != walk->report->events) {
		report(walk, LOG_FORM, walk->report->events, -1,
		       "one or more events are missing from here on");
		return STATUS_DONE;
	}
	while (st == STATUS_OK && walk->next_checkpoint >= 0 &&
	       walk->next_checkpoint <= event.seq && event.seq > 0)
		st = check_checkpoint(walk, err);
	if (st == STATUS_OK)
		st = grow_tree(walk, &event, err);
	if (st == STATUS_OK)
		st = check_event(walk, &event, err);
	walk->report->events++;
	return st;
}

/* What stands after the last event: one checkpoint, which signs all of them. */
static enum status
check_end(struct walk *walk, struct error *err)
{
	enum status st = STATUS_OK;

	while (st == STATUS_OK && walk->next_checkpoint >= 0) {
		if (walk->next_checkpoint > walk->report->events) {
			report(walk, LOG_FORM, -1, walk->next_checkpoint,
			       "it signs events that are not there: the log was cut");
			walk->report->checkpoints++;
			st = advance_checkpoints(walk, err);
		} else {
			st = check_checkpoint(walk, err);
		}
	}
	if (st == STATUS_OK && walk->last_checkpoint < walk->report->events)
		report(walk, LOG_SIGNATURE, walk->last_checkpoint, -1,
		       "no checkpoint signs the events from here on");
	if (st == STATUS_OK)
		st = merkle_range_root(&walk->tree, &walk->report->root, err);
	return st;
}

static enum status
walk_events(struct walk *walk, int64_t size, struct error *err)
{
	SCOPED_STATEMENT events = NULL;
	enum status st = database_statement(
		walk->ledger->database,
		"SELECT seq, id, subject, n, type, leaf, bytes FROM events ORDER BY seq", &events,
		err);

	while (st == STATUS_OK && (st = statement_step(events, err)) == STATUS_OK) {
		st = take_event(walk, events, err);
		if (st == STATUS_OK && walk->progress != NULL &&
		    walk->report->events % EVENTS_A_STEP == 0 &&
		    !walk->progress->step(walk->progress->context, walk->report->events, size))
			return fail(err, STATUS_INTERRUPTED, "stopped at event %lld of %lld",
			            (long long)walk->report->events, (long long)size);
	}
	return st == STATUS_DONE ? check_end(walk, err) : st;
}

static enum status
begin_walk(struct walk *walk, struct error *err)
{
	enum status st = chain_cache_open(&walk->chains, walk->ledger->database, err);

	if (st == STATUS_OK)
		st = database_statement(walk->ledger->database,
		                        "SELECT size, note FROM checkpoints ORDER BY size",
		                        &walk->checkpoints, err);
	return st == STATUS_OK ? advance_checkpoints(walk, err) : st;
}

enum status
log_verify(struct ledger *ledger, const struct log_progress *progress,
           void (*found)(void *context, const struct log_fault *fault), void *context,
           struct log_report *out, struct error *err)
{
	struct walk walk = { .ledger = ledger, .progress = progress, .found = found,
		             .context = context, .report = out, .last_read = -1 };
	int64_t size = 0;
	enum status st;

	*out = (struct log_report){ 0 };
	st = ledger_size(ledger, &size, err);
	if (st == STATUS_OK)
		st = begin_walk(&walk, err);
	if (st == STATUS_OK)
		st = walk_events(&walk, size, err);
	statement_release(walk.checkpoints);
	chain_cache_close(walk.chains);
	known_actors_end(&walk.actors);
	return st;
}

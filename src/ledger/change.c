/* SPDX-License-Identifier: Apache-2.0 */
/* change.c - one transaction of one actor's events, signed as its last row. */
#include "ledger/change.h"

#include "ledger/ledger_internal.h"
#include "ledger/origin.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/checkpoint.h"

#include <string.h>
#include <time.h>

#define CLOCK_TRIES 10

struct change {
	struct ledger            *ledger; /* borrowed */
	const struct signing_key *signer; /* borrowed */
	struct digest             actor;
	char                      actor_text[DIGEST_TEXT_SIZE];
	struct instant            time;
	struct merkle_range       tree;
	struct buffer             bytes;    /* of the event that is added */
	struct buffer             members;  /* its plain values, canonical */
	int64_t                   begun_at; /* size of the log before */
	bool                      open;     /* the transaction is */
};

/* The stored tree must give what was signed last: nothing may be signed over a damaged one. */
static enum status
check_head(const struct change *change, struct text note, struct error *err)
{
	struct merkle_head signed_head;
	struct digest root;
	enum status st = ledger_head_of_note(note, &signed_head, err);

	if (st == STATUS_INVALID)
		return fail(err, STATUS_UNUSABLE, "the last checkpoint is damaged: run `vidimus log verify`");
	if (st == STATUS_OK)
		st = merkle_range_root(&change->tree, &root, err);
	if (st == STATUS_OK && !digest_equal(&root, &signed_head.root))
		return fail(err, STATUS_UNUSABLE,
		            "the stored hash tree does not give the root that was signed last, so it or the log is damaged: run `vidimus rebuild`, then `vidimus audit`");
	return st;
}

/* The log's right edge, which must be what the last checkpoint covers. */
static enum status
read_head(struct change *change, struct error *err)
{
	struct database *database = change->ledger->database;
	struct merkle_source nodes = ledger_nodes(database);
	SCOPED(buffer) note = { 0 };
	int64_t size = 0, signed_size = 0;
	enum status st = ledger_size(change->ledger, &size, err);

	if (st == STATUS_OK)
		st = ledger_last_checkpoint(database, &signed_size, &note, err);
	if (st == STATUS_OK && signed_size != size)
		return fail(err, STATUS_UNUSABLE,
		            "the log has %lld events but its last checkpoint signs %lld: run `vidimus log verify`",
		            (long long)size, (long long)signed_size);
	change->begun_at = size;
	if (st == STATUS_OK)
		st = merkle_range_fetch(&change->tree, &nodes, (uint64_t)size, err);
	return st == STATUS_OK && size > 0 ? check_head(change, text_of_buffer(&note), err) : st;
}

/*
 * Two changes bear two times, so that a checkpoint that is taken away between
 * them is missed: a change in the same millisecond waits for the next. A clock
 * that stands still is not waited for.
 */
static enum status
read_time(struct change *change, struct error *err)
{
	const struct ledger_sources *sources = &change->ledger->sources;
	const struct timespec moment = { 0, 1000 * 1000 };
	struct event_record last = { 0 };
	enum status st = STATUS_OK;

	change->time = sources->now(sources->context);
	if (change->begun_at > 0)
		st = ledger_read(change->ledger, change->begun_at - 1, &last, err);
	for (int i = 0; st == STATUS_OK && change->begun_at > 0 && i < CLOCK_TRIES &&
	                change->time.milliseconds == last.header.time.milliseconds;
	     i++) {
		nanosleep(&moment, NULL);
		change->time = sources->now(sources->context);
	}
	event_record_end(&last);
	return st;
}

static enum status
start(struct change *change, struct error *err)
{
	struct ledger *ledger = change->ledger;
	enum status st = actor_fingerprint(signing_key_public(change->signer), &change->actor, err);

	if (st != STATUS_OK)
		return st;
	digest_write(change->actor_text, &change->actor);
	st = database_begin(ledger->database, err);
	if (st != STATUS_OK)
		return st;
	change->open = true;
	st = read_head(change, err);
	return st == STATUS_OK ? read_time(change, err) : st;
}

enum status
change_begin(struct change **out, struct ledger *ledger, const struct signing_key *signer,
             struct error *err)
{
	struct change *change = calloc(1, sizeof *change);
	enum status st;

	if (change == NULL)
		return fail_memory(err);
	change->ledger = ledger;
	change->signer = signer;
	st = start(change, err);
	if (st != STATUS_OK) {
		change_end(change);
		return st;
	}
	*out = change;
	return STATUS_OK;
}

void
change_end(struct change *change)
{
	if (change == NULL)
		return;
	if (change->open)
		database_rollback(change->ledger->database);
	buffer_end(&change->bytes);
	buffer_end(&change->members);
	free(change);
}

struct instant
change_time(const struct change *change)
{
	return change->time;
}

const char *
change_actor(const struct change *change)
{
	return change->actor_text;
}

struct ledger *
change_ledger(struct change *change)
{
	return change->ledger;
}

int64_t
change_count(const struct change *change)
{
	return (int64_t)change->tree.size - change->begun_at;
}

static enum status
draw(struct change *change, void *out, size_t n, struct error *err)
{
	const struct ledger_sources *sources = &change->ledger->sources;

	return sources->random(sources->context, out, n, err);
}

enum status
change_new_uuid(struct change *change, struct uuid *out, struct error *err)
{
	struct uuid uuid;
	enum status st = draw(change, uuid.bytes, sizeof uuid.bytes, err);

	if (st != STATUS_OK)
		return st;
	uuid.bytes[6] = (unsigned char)((uuid.bytes[6] & 0x0f) | 0x40); /* RFC 9562 §5.4 */
	uuid.bytes[8] = (unsigned char)((uuid.bytes[8] & 0x3f) | 0x80);
	*out = uuid;
	return STATUS_OK;
}

/* Every sealed member of the type, null where `values` lacks it. Owned. */
static json_t *
complete_values(const struct schema *schema, const json_t *values)
{
	json_t *complete = json_object();

	for (size_t i = 0; complete != NULL && i < schema_sealed_count(schema); i++) {
		const char *name = schema_sealed_name(schema, i);
		json_t *value = json_object_get(values, name);

		if (json_object_set_new(complete, name, value ? json_incref(value) : json_null()) != 0) {
			json_decref(complete);
			return NULL;
		}
	}
	return complete;
}

/* The leaf that the next event of a chain will name must be that of what stands there. */
static enum status
read_leaf(const struct change *change, struct statement *row, struct digest *out, struct error *err)
{
	struct text stored = statement_blob(row, 1);
	enum status st = STATUS_OK;

	if (stored.n != sizeof out->bytes)
		return fail(err, STATUS_UNUSABLE, "a leaf is damaged: run `vidimus rebuild`");
	if (statement_integer(row, 2) < change->begun_at)
		st = event_leaf(statement_text(row, 3), out, err);
	else
		memcpy(out->bytes, stored.p, stored.n); /* ours; check_written reads it again */
	if (st == STATUS_OK && memcmp(out->bytes, stored.p, stored.n) != 0)
		st = fail(err, STATUS_UNUSABLE,
		          "event %lld or its leaf is damaged: run `vidimus rebuild`, then `vidimus audit`",
		          (long long)statement_integer(row, 2));
	return st;
}

/* n and previous: the subject's last event, if there is one. */
static enum status
follow_chain(struct change *change, struct event_header *header, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(change->ledger->database,
	                                    "SELECT n, leaf, seq, bytes FROM events"
	                                    " WHERE subject = $1 ORDER BY n DESC LIMIT 1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(header->subject.text));
	st = statement_step(statement, err);
	header->n = 1;
	if (st == STATUS_DONE)
		return STATUS_OK;
	if (st != STATUS_OK)
		return st;
	header->n = statement_integer(statement, 0) + 1;
	header->has_previous = true;
	return read_leaf(change, statement, &header->previous, err);
}

static enum status
insert_event(struct database *database, const struct event_header *header, struct text bytes,
             const struct digest *leaf, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char id[UUID_TEXT_SIZE];
	enum status st = database_statement(database,
	                                    "INSERT INTO events (seq, id, subject, n, type, leaf,"
	                                    " bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(id, &header->id);
	statement_bind_integer(statement, 1, header->seq);
	statement_bind_text(statement, 2, text_of(id));
	statement_bind_text(statement, 3, text_of(header->subject.text));
	statement_bind_integer(statement, 4, header->n);
	statement_bind_text(statement, 5, text_of(header->type));
	statement_bind_blob(statement, 6, leaf->bytes, sizeof leaf->bytes);
	statement_bind_text(statement, 7, bytes);
	st = statement_step(statement, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
insert_values(struct database *database, int64_t seq, const unsigned char seed[EVENT_SEED_SIZE],
              struct text members, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		database, "INSERT INTO event_values (seq, seed, members) VALUES ($1, $2, $3)",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, seq);
	statement_bind_blob(statement, 2, seed, EVENT_SEED_SIZE);
	statement_bind_text(statement, 3, members);
	st = statement_step(statement, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Stores the event's bytes, its values and its place in the tree. */
static enum status
store_event(struct change *change, const struct event_header *header,
            const unsigned char seed[EVENT_SEED_SIZE], struct error *err)
{
	struct database *database = change->ledger->database;
	struct text bytes = text_of_buffer(&change->bytes);
	struct merkle_made made;
	struct digest leaf;
	enum status st = event_leaf(bytes, &leaf, err);

	if (st == STATUS_OK)
		st = insert_event(database, header, bytes, &leaf, err);
	if (st == STATUS_OK)
		st = insert_values(database, header->seq, seed, text_of_buffer(&change->members),
		                   err);
	if (st == STATUS_OK)
		st = merkle_range_add(&change->tree, &leaf, &made, err);
	return st == STATUS_OK ? ledger_store_nodes(database, &made, err) : st;
}

/*
 * Writes the event, stores it, then projects it. The projector gets what was
 * written, not read again: check_written and every replay see to it that both
 * are the same.
 */
static enum status
write_event(struct change *change, const struct event_header *header, const json_t *open,
            json_t *values, struct error *err)
{
	const struct event_record record = { .header = *header, .open = json_iterable(open),
		                             .values = values };
	const struct ledger *ledger = change->ledger;
	unsigned char seed[EVENT_SEED_SIZE];
	enum status st = draw(change, seed, sizeof seed, err);

	buffer_clear(&change->bytes);
	buffer_clear(&change->members);
	if (st == STATUS_OK)
		st = json_canonical(&change->members, values, err);
	if (st == STATUS_OK)
		st = event_write(&change->bytes, header, open, text_of_buffer(&change->members), seed,
		                 err);
	if (st == STATUS_OK)
		st = store_event(change, header, seed, err);
	return st == STATUS_OK ? ledger->projector->apply(ledger->database, &record, err) : st;
}

static enum status
check_event(const struct schema *schema, const char *type, const struct subject *subject,
            const json_t *open, const json_t *values, struct error *err)
{
	struct subject again;
	enum status st;

	if (schema == NULL)
		return fail(err, STATUS_FAULT, "there is no schema of %s", type);
	if (!subject_read(text_of(subject->text), &again) ||
	    !schema_allows_chain(schema, subject_kind(subject)))
		return fail(err, STATUS_FAULT, "%s may not stand in the chain of %s", type,
		            subject->text);
	st = schema_check_open(schema, open, err);
	return st == STATUS_OK ? schema_check_values(schema, values, err) : st;
}

enum status
change_add(struct change *change, const char *type, const struct subject *subject,
           const json_t *open, const json_t *values, struct change_receipt *out, struct error *err)
{
	const struct schema *schema = schema_find(change->ledger->schemas, text_of(type), 1);
	struct event_header header = { .seq = (int64_t)change->tree.size, .type = type, .tv = 1,
		                       .time = change->time, .actor = change->actor,
		                       .subject = *subject };
	SCOPED_JSON json_t *complete = NULL;
	enum status st = check_event(schema, type, subject, open, values, err);

	if (st != STATUS_OK)
		return while_doing(err, st, "adding the event %s", type);
	complete = complete_values(schema, values);
	if (complete == NULL)
		return fail_memory(err);
	st = change_new_uuid(change, &header.id, err);
	if (st == STATUS_OK)
		st = follow_chain(change, &header, err);
	if (st == STATUS_OK)
		st = write_event(change, &header, open, complete, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "adding the event %s", type);
	if (out != NULL)
		*out = (struct change_receipt){ header.seq, header.n, header.id, header.time };
	return STATUS_OK;
}

static enum status
sign_checkpoint(struct change *change, struct error *err)
{
	struct database *database = change->ledger->database;
	struct checkpoint checkpoint = { .head.size = change->tree.size };
	SCOPED_STATEMENT statement = NULL;
	SCOPED(buffer) note = { 0 };
	char origin[ORIGIN_SIZE];
	enum status st = ledger_origin_at(change->ledger, (int64_t)change->tree.size, origin, err);

	if (st != STATUS_OK)
		return st;
	checkpoint.origin = text_of(origin);
	st = merkle_range_root(&change->tree, &checkpoint.head.root, err);
	if (st == STATUS_OK)
		st = checkpoint_sign(&note, &checkpoint, change->signer, err);
	if (st == STATUS_OK)
		st = database_statement(database,
		                        "INSERT INTO checkpoints (size, note) VALUES ($1, $2)",
		                        &statement, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, (int64_t)checkpoint.head.size);
	statement_bind_text(statement, 2, text_of_buffer(&note));
	st = statement_step(statement, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Before the commit, what was written is read back and hashed again. */
static enum status
check_written(struct change *change, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	int64_t seen = 0;
	enum status st = database_statement(
		change->ledger->database,
		"SELECT leaf, bytes FROM events WHERE seq >= $1 ORDER BY seq", &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, change->begun_at);
	while ((st = statement_step(statement, err)) == STATUS_OK) {
		struct text stored = statement_blob(statement, 0);
		struct digest leaf;

		st = event_leaf(statement_text(statement, 1), &leaf, err);
		if (st != STATUS_OK)
			return st;
		if (stored.n != sizeof leaf.bytes || memcmp(stored.p, leaf.bytes, stored.n) != 0)
			return fail(err, STATUS_UNUSABLE, "event %lld was read back altered",
			            (long long)(change->begun_at + seen));
		seen++;
	}
	if (st == STATUS_DONE && seen != change_count(change))
		return fail(err, STATUS_UNUSABLE, "%lld events were read back of %lld",
		            (long long)seen, (long long)change_count(change));
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
change_commit(struct change *change, struct error *err)
{
	enum status st;

	if (change_count(change) == 0)
		return STATUS_OK;
	st = sign_checkpoint(change, err);
	if (st == STATUS_OK)
		st = check_written(change, err);
	if (st == STATUS_OK)
		st = database_commit(change->ledger->database, err);
	if (st == STATUS_OK)
		change->open = false;
	return st == STATUS_OK ? st : while_doing(err, st, "committing to the log");
}

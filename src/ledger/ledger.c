/* SPDX-License-Identifier: Apache-2.0 */
/* ledger.c - opening the log and reading from it. */
#include "ledger/ledger_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/proof.h"
#include "crypto/random.h"

#include <stdio.h>
#include <string.h>

static struct instant
read_clock(void *context)
{
	(void)context;
	return instant_now();
}

static enum status
read_random(void *context, void *out, size_t n, struct error *err)
{
	(void)context;
	return random_bytes(out, n, err);
}

const struct ledger_sources ledger_true_sources = { read_clock, read_random, NULL };

void
event_record_end(struct event_record *record)
{
	json_decref(record->values);
	json_decref(record->whole);
	*record = (struct event_record){ 0 };
}

enum status
event_record_fill(const struct ledger *ledger, struct event_record *record, struct text bytes,
                  struct text members, struct error *err)
{
	struct event_record filled = { 0 };
	const struct schema *schema;
	enum status st;

	st = event_read(bytes, &filled.header, &filled.whole, &filled.open, &filled.commitments,
	                err);
	if (st == STATUS_OK && members.p == NULL) {
		filled.values = json_object();
		st = filled.values ? STATUS_OK : fail_memory(err);
	} else if (st == STATUS_OK) {
		st = json_read(&filled.values, members, err);
		if (st == STATUS_OK && !json_is_object(filled.values))
			st = fail(err, STATUS_INVALID, "its values are not an object");
	}
	if (st != STATUS_OK) {
		event_record_end(&filled);
		return st;
	}
	schema = schema_find(ledger->schemas, text_of(filled.header.type), filled.header.tv);
	if (schema != NULL)
		schema_drop_unfit(schema, filled.values);
	event_record_end(record);
	*record = filled;
	return STATUS_OK;
}

/* Refuses a catalogue whose first event names another format. */
static enum status
check_format(struct ledger *ledger, struct error *err)
{
	struct event_record first = { 0 };
	int64_t format = 0;
	enum status st = ledger_read(ledger, 0, &first, err);

	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK &&
	    (!json_member_integer(first.open, "format", &format) || format != LEDGER_FORMAT))
		st = fail(err, STATUS_UNUSABLE,
		          "the catalogue has format %lld, this vidimus reads format %d: use the vidimus it was made with",
		          (long long)format, LEDGER_FORMAT);
	else if (st == STATUS_INVALID)
		fail_as(err, st = STATUS_UNUSABLE);
	event_record_end(&first);
	return st;
}

enum status
ledger_open(struct ledger **out, struct database *database, const struct projector *projector,
            const struct ledger_sources *sources, struct error *err)
{
	struct ledger *ledger = calloc(1, sizeof *ledger);
	enum status st;

	if (ledger == NULL)
		return fail_memory(err);
	ledger->database = database;
	ledger->projector = projector;
	ledger->sources = *sources;
	st = schemas_open(&ledger->schemas, err);
	if (st == STATUS_OK)
		st = check_format(ledger, err);
	if (st != STATUS_OK) {
		ledger_close(ledger);
		return st;
	}
	*out = ledger;
	return STATUS_OK;
}

void
ledger_close(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	schemas_close(ledger->schemas);
	free(ledger);
}

struct database *
ledger_database(const struct ledger *ledger)
{
	return ledger->database;
}

const struct schemas *
ledger_schemas(const struct ledger *ledger)
{
	return ledger->schemas;
}

enum status
ledger_integer(struct database *database, const char *sql, struct text key, int64_t *out,
               struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database, sql, &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, key);
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "not in the log");
	if (st == STATUS_OK)
		*out = statement_integer(statement, 0);
	return st;
}

enum status
ledger_size(struct ledger *ledger, int64_t *size, struct error *err)
{
	return ledger_integer(ledger->database,
	                      "SELECT coalesce(max(seq) + 1, 0) FROM events WHERE $1 IS NOT NULL",
	                      text_of(""), size, err);
}

enum status
ledger_uuid(struct ledger *ledger, struct uuid *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct subject subject;
	enum status st = database_statement(
		ledger->database, "SELECT subject FROM events WHERE seq = 0", &statement, err);

	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "the log is empty");
	if (st != STATUS_OK)
		return st;
	if (!subject_read(statement_text(statement, 0), &subject) ||
	    !text_is(subject_kind(&subject), "catalogue") ||
	    !uuid_read(subject_name(&subject), out))
		return fail(err, STATUS_UNUSABLE, "the log does not begin with a catalogue");
	return STATUS_OK;
}

void
ledger_origin(char out[ORIGIN_SIZE], const struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];

	uuid_write(text, uuid);
	snprintf(out, ORIGIN_SIZE, "vidimus/%s", text);
}

enum status
ledger_root(struct ledger *ledger, int64_t size, struct digest *root, struct error *err)
{
	struct merkle_source nodes = ledger_nodes(ledger->database);

	return merkle_root_fetch(&nodes, (uint64_t)size, root, err);
}

enum status
ledger_last_checkpoint(struct database *database, int64_t *size, struct buffer *note,
                       struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		database, "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1",
		&statement, err);

	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st == STATUS_DONE) {
		*size = 0;
		return STATUS_OK;
	}
	if (st != STATUS_OK)
		return st;
	*size = statement_integer(statement, 0);
	if (note != NULL)
		buffer_append_text(note, statement_text(statement, 1));
	return note != NULL ? buffer_check(note, err) : STATUS_OK;
}

enum status
ledger_checkpoint(struct ledger *ledger, struct buffer *note, struct error *err)
{
	int64_t size = 0;
	enum status st = ledger_last_checkpoint(ledger->database, &size, note, err);

	if (st == STATUS_OK && size == 0)
		st = fail(err, STATUS_NOT_FOUND, "the log is empty");
	return st;
}

enum status
ledger_head_of_note(struct text note, struct merkle_head *out, struct error *err)
{
	SCOPED_FREE struct note *read = calloc(1, sizeof *read);
	struct checkpoint checkpoint;
	enum status st;

	if (read == NULL)
		return fail_memory(err);
	st = note_read(note, read, err);
	if (st == STATUS_OK)
		st = checkpoint_read(read->text, &checkpoint, err);
	if (st == STATUS_OK)
		*out = checkpoint.head;
	return st;
}

enum status
ledger_bytes(struct ledger *ledger, int64_t seq, struct buffer *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		ledger->database, "SELECT bytes FROM events WHERE seq = $1", &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, seq);
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no event %lld", (long long)seq);
	if (st == STATUS_OK)
		buffer_append_text(out, statement_text(statement, 0));
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

enum status
ledger_read(struct ledger *ledger, int64_t seq, struct event_record *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(ledger->database,
	                                    "SELECT bytes, members FROM events LEFT JOIN"
	                                    " event_values USING (seq) WHERE seq = $1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, seq);
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no event %lld", (long long)seq);
	if (st == STATUS_OK)
		st = event_record_fill(ledger, out, statement_text(statement, 0),
		                       statement_text(statement, 1), err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading event %lld", (long long)seq);
	return STATUS_OK;
}

enum status
ledger_find(struct ledger *ledger, const struct uuid *id, int64_t *seq, struct error *err)
{
	char text[UUID_TEXT_SIZE];

	uuid_write(text, id);
	return ledger_integer(ledger->database, "SELECT seq FROM events WHERE id = $1",
	                      text_of(text), seq, err);
}

enum status
ledger_find_in_chain(struct ledger *ledger, const struct subject *subject, int64_t n, int64_t *seq,
                     int64_t *last_n, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(ledger->database,
	                                    "SELECT seq, n FROM events WHERE subject = $1 AND"
	                                    " (n = $2 OR $2 < 1) ORDER BY n DESC LIMIT 1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(subject->text));
	statement_bind_integer(statement, 2, n);
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such event of %s", subject->text);
	if (st == STATUS_OK) {
		*seq = statement_integer(statement, 0);
		if (last_n != NULL)
			*last_n = statement_integer(statement, 1);
	}
	return st;
}

/* What is handed out must convince others: it is checked as they would. */
static enum status
check_proof(struct ledger *ledger, const struct log_proof *proof, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct merkle_head head;
	struct digest leaf;
	enum status st = ledger_bytes(ledger, (int64_t)proof->index, &bytes, err);

	if (st == STATUS_OK)
		st = event_leaf(text_of_buffer(&bytes), &leaf, err);
	if (st == STATUS_OK)
		st = ledger_head_of_note(proof->checkpoint, &head, err);
	if (st == STATUS_OK)
		st = merkle_inclusion_check(&proof->path, proof->index, &leaf, &head, err);
	if (st == STATUS_FALSE || st == STATUS_INVALID)
		return fail(err, STATUS_UNUSABLE,
		            "the stored hash tree, the event or the last checkpoint is damaged, and no proof can be given: run `vidimus log verify`, then `vidimus rebuild`");
	return st;
}

enum status
ledger_prove(struct ledger *ledger, int64_t seq, struct buffer *out, struct error *err)
{
	struct merkle_source nodes = ledger_nodes(ledger->database);
	struct log_proof proof = { .index = (uint64_t)seq };
	SCOPED(buffer) note = { 0 };
	int64_t size = 0;
	enum status st = ledger_last_checkpoint(ledger->database, &size, &note, err);

	if (st == STATUS_OK && (seq < 0 || seq >= size))
		st = fail(err, STATUS_NOT_FOUND, "there is no event %lld under a checkpoint",
		          (long long)seq);
	if (st == STATUS_OK)
		st = merkle_inclusion_make(&nodes, (uint64_t)seq, (uint64_t)size, &proof.path, err);
	proof.checkpoint = text_of_buffer(&note);
	if (st == STATUS_OK)
		st = check_proof(ledger, &proof, err);
	return st == STATUS_OK ? log_proof_write(out, &proof, err) : st;
}

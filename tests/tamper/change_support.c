/* SPDX-License-Identifier: Apache-2.0 */
/* change_support.c - SQLite, leaves, nodes and signatures in the wrong hands. */
#include "tamper/change.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "ledger/event.h"
#include "ledger/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
tamper_begin(struct tampering *t, const struct sample *sample, const char *name)
{
	struct run run = { 0 };

	*t = (struct tampering){ .sample = sample, .here = sample->here };
	assert_true(asprintf(&t->folder, "%s/%s", sample->folder, name) > 0);
	assert_true(asprintf(&t->path, "%s/catalogue", t->folder) > 0);
	assert_true(asprintf(&t->state, "%s/home/state/vidimus", t->folder) > 0);
	expect_shell(0, &run, sample->folder, "mkdir -p '%s/home/state'", t->folder);
	run_end(&run);
	sample_copy(sample->path, t->path);
	sample_copy(sample->state, t->state);
	t->here.state_folder = t->state;
}

void
tamper_end(struct tampering *t)
{
	struct run run = { 0 };

	expect_shell(0, &run, t->sample->folder, "rm -rf '%s'", t->folder);
	run_end(&run);
	free(t->folder);
	free(t->path);
	free(t->state);
	buffer_end(&t->triggers);
}

static void
take_triggers(struct tampering *t)
{
	SCOPED(buffer) drops = { 0 };
	sqlite3_stmt *row;

	buffer_clear(&t->triggers);
	assert_int_equal(sqlite3_prepare_v2(t->db,
	                                    "SELECT name, sql FROM sqlite_schema WHERE type ="
	                                    " 'trigger'",
	                                    -1, &row, NULL),
	                 SQLITE_OK);
	while (sqlite3_step(row) == SQLITE_ROW) {
		buffer_append_format(&drops, "DROP TRIGGER %s;", sqlite3_column_text(row, 0));
		buffer_append_format(&t->triggers, "%s;", sqlite3_column_text(row, 1));
	}
	sqlite3_finalize(row);
	tamper_sql(t, "%s", buffer_string(&drops));
}

void
tamper_open(struct tampering *t)
{
	SCOPED(buffer) name = { 0 };

	buffer_append_format(&name, "%s/catalog.db", t->path);
	assert_int_equal(sqlite3_open_v2(buffer_string(&name), &t->db, SQLITE_OPEN_READWRITE, NULL),
	                 SQLITE_OK);
	tamper_sql(t, "PRAGMA synchronous = OFF");
	take_triggers(t);
}

void
tamper_close(struct tampering *t)
{
	if (t->triggers.n > 0)
		tamper_sql(t, "%s", buffer_string(&t->triggers));
	buffer_clear(&t->triggers);
	assert_int_equal(sqlite3_close(t->db), SQLITE_OK);
	t->db = NULL;
}

PRINTF_LIKE(2, 0) static sqlite3_stmt *
prepare(struct tampering *t, const char *format, va_list ap)
{
	SCOPED_FREE char *sql = NULL;
	sqlite3_stmt *row = NULL;

	if (vasprintf(&sql, format, ap) < 0 ||
	    sqlite3_prepare_v2(t->db, sql, -1, &row, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(t->db), sql);
	if (sqlite3_step(row) != SQLITE_ROW)
		fail_msg("no row: %s", sql);
	return row;
}

void
tamper_sql(struct tampering *t, const char *format, ...)
{
	SCOPED_FREE char *sql = NULL;
	char *message = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&sql, format, ap) < 0)
		sql = NULL;
	va_end(ap);
	if (sqlite3_exec(t->db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", message, sql);
}

int64_t
tamper_integer(struct tampering *t, const char *format, ...)
{
	sqlite3_stmt *row;
	int64_t value;
	va_list ap;

	va_start(ap, format);
	row = prepare(t, format, ap);
	va_end(ap);
	value = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return value;
}

char *
tamper_text(struct tampering *t, const char *format, ...)
{
	sqlite3_stmt *row;
	char *value;
	va_list ap;

	va_start(ap, format);
	row = prepare(t, format, ap);
	va_end(ap);
	assert_int_not_equal(sqlite3_column_type(row, 0), SQLITE_NULL);
	value = strdup((const char *)sqlite3_column_text(row, 0));
	assert_non_null(value);
	sqlite3_finalize(row);
	return value;
}

char *
tamper_bytes(struct tampering *t, int64_t seq)
{
	return tamper_text(t, "SELECT bytes FROM events WHERE seq = %lld", (long long)seq);
}

void
tamper_set_bytes(struct tampering *t, int64_t seq, const char *bytes)
{
	sqlite3_stmt *update;

	assert_int_equal(sqlite3_prepare_v2(t->db, "UPDATE events SET bytes = ? WHERE seq = ?", -1,
	                                    &update, NULL),
	                 SQLITE_OK);
	sqlite3_bind_text(update, 1, bytes, -1, SQLITE_STATIC);
	sqlite3_bind_int64(update, 2, seq);
	assert_int_equal(sqlite3_step(update), SQLITE_DONE);
	assert_int_equal(sqlite3_changes(t->db), 1);
	sqlite3_finalize(update);
}

void
tamper_replace(struct tampering *t, int64_t seq, const char *from, const char *to)
{
	SCOPED_FREE char *bytes = tamper_bytes(t, seq);
	SCOPED(buffer) changed = { 0 };
	const char *at = strstr(bytes, from);

	if (at == NULL)
		fail_msg("event %lld has no %s: %s", (long long)seq, from, bytes);
	buffer_append(&changed, bytes, (size_t)(at - bytes));
	buffer_append_string(&changed, to);
	buffer_append_string(&changed, at + strlen(from));
	tamper_set_bytes(t, seq, buffer_string(&changed));
}

static void
set_leaf(struct tampering *t, int64_t seq, const struct digest *leaf)
{
	char hex[DIGEST_TEXT_SIZE];

	digest_write(hex, leaf);
	tamper_sql(t, "UPDATE events SET leaf = x'%s' WHERE seq = %lld", hex, (long long)seq);
}

void
tamper_make_leaf(struct tampering *t, int64_t seq)
{
	SCOPED_FREE char *bytes = tamper_bytes(t, seq);
	struct digest leaf;

	assert_ok(event_leaf(text_of(bytes), &leaf, NULL), NULL);
	set_leaf(t, seq, &leaf);
}

/* Walks the leaves of the first `size` events; makes the nodes if asked to, and gives the root. */
static void
walk_leaves(struct tampering *t, int64_t size, bool make_nodes, struct digest *root)
{
	struct merkle_range range = { 0 };
	sqlite3_stmt *rows;

	assert_int_equal(sqlite3_prepare_v2(t->db,
	                                    "SELECT leaf FROM events WHERE seq < ? ORDER BY seq", -1,
	                                    &rows, NULL),
	                 SQLITE_OK);
	sqlite3_bind_int64(rows, 1, size);
	while (sqlite3_step(rows) == SQLITE_ROW) {
		struct merkle_made made;
		struct digest leaf;

		memcpy(leaf.bytes, sqlite3_column_blob(rows, 0), sizeof leaf.bytes);
		assert_ok(merkle_range_add(&range, &leaf, &made, NULL), NULL);
		for (size_t i = 1; make_nodes && i < made.count; i++) {
			char hex[DIGEST_TEXT_SIZE];

			digest_write(hex, &made.subtrees[i].hash);
			tamper_sql(t, "INSERT INTO tree_nodes VALUES (%u, %llu, x'%s')",
			           made.subtrees[i].level,
			           (unsigned long long)made.subtrees[i].index, hex);
		}
	}
	sqlite3_finalize(rows);
	assert_ok(merkle_range_root(&range, root, NULL), NULL);
}

void
tamper_make_nodes(struct tampering *t)
{
	struct digest root;

	tamper_sql(t, "DELETE FROM tree_nodes");
	walk_leaves(t, INT64_MAX, true, &root);
}

struct instant
tamper_next_time(struct tampering *t)
{
	SCOPED_FREE char *last = tamper_text(t, "SELECT json_extract(bytes, '$.time') FROM events"
	                                        " ORDER BY seq DESC LIMIT 1");
	struct instant time;

	assert_true(instant_read(text_of(last), &time));
	time.milliseconds += 1000;
	return time;
}

/* n and previous, as the chain of the subject has them. */
static void
follow_chain(struct tampering *t, const char *subject, struct event_header *header)
{
	SCOPED_FREE char *previous = NULL;

	assert_true(subject_read(text_of(subject), &header->subject));
	header->n = tamper_integer(t, "SELECT coalesce(max(n), 0) + 1 FROM events WHERE subject = '%s'",
	                           subject);
	header->has_previous = header->n > 1;
	if (!header->has_previous)
		return;
	previous = tamper_text(t,
	                       "SELECT lower(hex(leaf)) FROM events WHERE subject = '%s'"
	                       " ORDER BY n DESC LIMIT 1",
	                       subject);
	assert_true(digest_read(text_of(previous), &header->previous));
}

static void
fill_header(struct tampering *t, const struct forgery *forgery, struct event_header *header)
{
	SCOPED_FREE char *noted = tamper_text(t, "SELECT subject FROM events WHERE type ="
	                                         " 'note.added' LIMIT 1");

	*header = (struct event_header){
		.seq = tamper_integer(t, "SELECT max(seq) + 1 FROM events"),
		.id = { { 1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16 } },
		.type = forgery->type,
		.tv = 1,
		.time = tamper_next_time(t),
	};
	header->id.bytes[15] = (unsigned char)header->seq;
	follow_chain(t, forgery->subject ? forgery->subject : noted, header);
	assert_ok(actor_fingerprint(signing_key_public(forgery->actor), &header->actor, NULL), NULL);
}

static void
insert_forgery(struct tampering *t, const struct event_header *header, const char *bytes,
               const char *members, const unsigned char seed[EVENT_SEED_SIZE])
{
	char id[UUID_TEXT_SIZE], hex[2 * EVENT_SEED_SIZE + 1];

	uuid_write(id, &header->id);
	hex_write(hex, seed, EVENT_SEED_SIZE);
	tamper_sql(t, "INSERT INTO events VALUES (%lld, '%s', '%s', %lld, '%s', zeroblob(32), '%s')",
	           (long long)header->seq, id, header->subject.text, (long long)header->n,
	           header->type, bytes);
	tamper_sql(t, "INSERT INTO event_values VALUES (%lld, x'%s', NULL, '%s')",
	           (long long)header->seq, hex, members);
}

void
tamper_append(struct tampering *t, const struct forgery *forgery)
{
	const unsigned char seed[EVENT_SEED_SIZE] = { 9 };
	SCOPED_JSON json_t *open = NULL;
	SCOPED(buffer) bytes = { 0 };
	struct event_header header;

	fill_header(t, forgery, &header);
	assert_ok(json_read(&open, text_of(forgery->open ? forgery->open : "{}"), NULL), NULL);
	assert_ok(event_write(&bytes, &header, open, text_of(forgery->members), seed, NULL), NULL);
	t->event = header.seq;
	insert_forgery(t, &header, buffer_string(&bytes), forgery->members, seed);
	tamper_make_leaf(t, header.seq);
	tamper_make_nodes(t);
}

void
tamper_append_note(struct tampering *t, const struct signing_key *actor)
{
	tamper_append(t, &(struct forgery){ .actor = actor,
	                                    .type = "note.added",
	                                    .members = "{\"text\":\"forged\"}" });
}

void
tamper_sign(struct tampering *t, const char *origin, int64_t size, const struct digest *root,
            const struct signing_key *key)
{
	struct checkpoint checkpoint = { .origin = text_of(origin) };
	SCOPED(buffer) note = { 0 };
	sqlite3_stmt *insert;

	checkpoint.head.size = (uint64_t)size;
	if (root != NULL)
		checkpoint.head.root = *root;
	else
		walk_leaves(t, size, false, &checkpoint.head.root);
	assert_ok(checkpoint_sign(&note, &checkpoint, key, NULL), NULL);
	t->checkpoint = size;
	assert_int_equal(sqlite3_prepare_v2(t->db, "INSERT OR REPLACE INTO checkpoints VALUES (?, ?)",
	                                    -1, &insert, NULL),
	                 SQLITE_OK);
	sqlite3_bind_int64(insert, 1, size);
	sqlite3_bind_text(insert, 2, note.p, (int)note.n, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
	sqlite3_finalize(insert);
}

char *
tamper_origin(struct tampering *t)
{
	return tamper_text(t, "SELECT 'vidimus/' || substr(subject, 11) FROM events WHERE seq = 0");
}

struct signing_key *
tamper_strange_key(void)
{
	unsigned char seed[SIGNING_SEED_SIZE];
	struct signing_key *key;

	memset(seed, 0x43, sizeof seed);
	assert_ok(signing_key_of_seed(&key, seed, NULL), NULL);
	return key;
}

void
tamper_rebuild(struct tampering *t)
{
	struct surroundings elsewhere = t->here;
	SCOPED_FREE char *none = NULL;
	struct catalogue *catalogue;
	struct error err;

	assert_true(asprintf(&none, "%s/no-state", t->folder) > 0);
	elsewhere.state_folder = none;
	tamper_close(t);
	assert_ok(catalogue_open_for_rebuild(&catalogue, t->path, &elsewhere, &err), &err);
	assert_ok(replay_rebuild(catalogue->ledger, NULL, &err), &err);
	catalogue_close(catalogue);
	tamper_open(t);
}

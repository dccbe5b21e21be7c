/* SPDX-License-Identifier: Apache-2.0 */
/* change_events.c - single events changed in their bytes, their columns, their places. */
#include "tamper/change.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A change of one event alone, in the midst of the log: the first note. */
static void
open_at_note(struct tampering *t)
{
	tamper_open(t);
	t->event = tamper_integer(t, "SELECT min(seq) FROM events WHERE type = 'note.added'");
	t->checkpoint = t->event + 1;
}

/* An event of a change of many: the second file of the first delivery. */
static void
open_at_file(struct tampering *t)
{
	tamper_open(t);
	t->event = tamper_integer(t, "SELECT seq FROM events WHERE type = 'file.received'"
	                             " ORDER BY seq LIMIT 1 OFFSET 1");
	t->checkpoint = tamper_integer(t, "SELECT min(size) FROM checkpoints WHERE size > %lld",
	                               (long long)t->event);
}

/* The last digit of the note's time. */
static void
move_time(struct tampering *t)
{
	SCOPED_FREE char *time = NULL;
	char from[64], to[64];

	open_at_note(t);
	time = tamper_text(t, "SELECT json_extract(bytes, '$.time') FROM events WHERE seq = %lld",
	                   (long long)t->event);
	snprintf(from, sizeof from, "%s", time);
	snprintf(to, sizeof to, "%s", time);
	to[22] = to[22] == '0' ? '1' : '0';
	tamper_replace(t, t->event, from, to);
}

static void
change_byte(struct tampering *t)
{
	move_time(t);
	tamper_close(t);
}

static void
change_byte_and_leaf(struct tampering *t)
{
	move_time(t);
	tamper_make_leaf(t, t->event);
	tamper_close(t);
}

static void
change_byte_and_tree(struct tampering *t)
{
	move_time(t);
	tamper_make_leaf(t, t->event);
	tamper_make_nodes(t);
	tamper_close(t);
}

static void
add_space(struct tampering *t)
{
	open_at_note(t);
	tamper_replace(t, t->event, "\"n\":", "\"n\": ");
	tamper_make_leaf(t, t->event);
	tamper_make_nodes(t);
	tamper_close(t);
}

static void
change_leaf(struct tampering *t)
{
	open_at_note(t);
	tamper_sql(t,
	           "UPDATE events SET leaf = (SELECT leaf FROM events WHERE seq = 0) WHERE seq = %lld",
	           (long long)t->event);
	tamper_close(t);
}

static void
change_type_column(struct tampering *t)
{
	open_at_file(t);
	tamper_sql(t, "UPDATE events SET type = 'file.failed' WHERE seq = %lld", (long long)t->event);
	tamper_close(t);
}

static void
change_subject_column(struct tampering *t)
{
	open_at_file(t);
	tamper_sql(t,
	           "UPDATE events SET subject = 'delivery/0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11'"
	           " WHERE seq = %lld",
	           (long long)t->event);
	tamper_close(t);
}

static void
change_id_column(struct tampering *t)
{
	open_at_file(t);
	tamper_sql(t,
	           "UPDATE events SET id = '0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11' WHERE seq = %lld",
	           (long long)t->event);
	tamper_close(t);
}

static void
exchange_n(struct tampering *t)
{
	SCOPED_FREE char *subject = NULL;
	int64_t n;

	open_at_file(t);
	subject = tamper_text(t, "SELECT subject FROM events WHERE seq = %lld", (long long)t->event);
	n = tamper_integer(t, "SELECT n FROM events WHERE seq = %lld", (long long)t->event);
	tamper_sql(t, "UPDATE events SET n = 0 WHERE subject = '%s' AND n = %lld", subject, (long long)n);
	tamper_sql(t, "UPDATE events SET n = n - 1 WHERE subject = '%s' AND n = %lld", subject,
	           (long long)n + 1);
	tamper_sql(t, "UPDATE events SET n = %lld WHERE subject = '%s' AND n = 0", (long long)n + 1,
	           subject);
	tamper_close(t);
}

/* Neighbours of one change, with their values. */
static void
exchange_events(struct tampering *t)
{
	static const char *const tables[] = { "events", "event_values" };

	open_at_file(t);
	tamper_sql(t, "PRAGMA foreign_keys = OFF");
	for (size_t i = 0; i < 2; i++) {
		tamper_sql(t, "UPDATE %s SET seq = -1 WHERE seq = %lld", tables[i],
		           (long long)t->event);
		tamper_sql(t, "UPDATE %s SET seq = seq - 1 WHERE seq = %lld", tables[i],
		           (long long)t->event + 1);
		tamper_sql(t, "UPDATE %s SET seq = %lld WHERE seq = -1", tables[i],
		           (long long)t->event + 1);
	}
	tamper_close(t);
}

static void
delete_event(struct tampering *t, int64_t seq)
{
	tamper_sql(t, "DELETE FROM event_values WHERE seq = %lld", (long long)seq);
	tamper_sql(t, "DELETE FROM events WHERE seq = %lld", (long long)seq);
}

static void
delete_last(struct tampering *t)
{
	tamper_open(t);
	t->event = tamper_integer(t, "SELECT max(seq) FROM events");
	t->checkpoint = t->event + 1;
	delete_event(t, t->event);
	tamper_close(t);
}

static void
delete_middle(struct tampering *t)
{
	open_at_note(t);
	delete_event(t, t->event);
	tamper_close(t);
}

static void
append(struct tampering *t)
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);

	tamper_open(t);
	tamper_append_note(t, ana);
	tamper_close(t);
	signing_key_close(ana);
}

/* A copy of the note goes before it; that and all later ones move up by one, with their values. */
static void
insert(struct tampering *t)
{
	static const char *const tables[] = { "events", "event_values" };

	open_at_note(t);
	for (size_t i = 0; i < 2; i++) {
		tamper_sql(t, "UPDATE %s SET seq = -seq - 1 WHERE seq >= %lld", tables[i],
		           (long long)t->event);
		tamper_sql(t, "UPDATE %s SET seq = -seq WHERE seq < 0", tables[i]);
	}
	tamper_sql(t,
	           "INSERT INTO events SELECT %lld, '0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11', subject,"
	           " 1000, type, leaf, bytes FROM events WHERE seq = %lld",
	           (long long)t->event, (long long)t->event + 1);
	tamper_sql(t,
	           "INSERT INTO event_values SELECT %lld, seed, salts, members FROM event_values"
	           " WHERE seq = %lld",
	           (long long)t->event, (long long)t->event + 1);
	tamper_make_nodes(t);
	t->event++; /* the first that says it was moved; the copy says what is true */
	tamper_close(t);
}

static void
ascribe_to_ben(struct tampering *t)
{
	SCOPED_FREE char *ana = NULL, *ben = NULL;

	open_at_file(t);
	ana = tamper_text(t, "SELECT fingerprint FROM p_actors WHERE code = 'ana'");
	ben = tamper_text(t, "SELECT fingerprint FROM p_actors WHERE code = 'ben'");
	tamper_replace(t, t->event, ana, ben);
	tamper_make_leaf(t, t->event);
	tamper_make_nodes(t);
	tamper_close(t);
}

static void
append_nul(struct tampering *t)
{
	tamper_open(t);
	t->event = tamper_integer(t, "SELECT max(seq) - 3 FROM events");
	tamper_sql(t, "UPDATE events SET bytes = bytes || char(0) || '{}' WHERE seq = %lld",
	           (long long)t->event);
	tamper_close(t);
}

const struct change changes_of_events[] = {
	{ "event-nul-appended", append_nul, NULL },
	{ "event-negative", NULL,
	  "INSERT INTO events SELECT -1, 'x', 'item/x', 1, type, leaf, bytes FROM events LIMIT 1" },
	{ "event-byte-changed", change_byte, NULL },
	{ "event-leaf-recomputed", change_byte_and_leaf, NULL },
	{ "event-tree-recomputed", change_byte_and_tree, NULL },
	{ "event-space-added", add_space, NULL },
	{ "event-leaf-changed", change_leaf, NULL },
	{ "event-type-column", change_type_column, NULL },
	{ "event-subject-column", change_subject_column, NULL },
	{ "event-id-column", change_id_column, NULL },
	{ "event-n-exchanged", exchange_n, NULL },
	{ "events-exchanged", exchange_events, NULL },
	{ "event-last-deleted", delete_last, NULL },
	{ "event-middle-deleted", delete_middle, NULL },
	{ "event-appended", append, NULL },
	{ "event-inserted", insert, NULL },
	{ "event-of-other-actor", ascribe_to_ben, NULL },
	{ NULL, NULL, NULL },
};

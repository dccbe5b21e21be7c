/* SPDX-License-Identifier: Apache-2.0 */
/* test_database_protection.c - the log's tables refuse change by SQL of ours and of other programs. */
#include "store/database_internal.h"

#include "support/support.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place {
	char            *folder;
	char             path[4096];
	struct database *database;
};

#define ZEROS "'" "0000000000000000000000000000000000000000000000000000000000000000" "'"

/* One row in each primary table. */
static const char rows[] =
	"INSERT INTO events (seq, id, subject, n, type, leaf, bytes)"
	" VALUES (0, 'id', 'item/x', 1, 'item.made', x" ZEROS ", '{}');"
	"INSERT INTO event_values (seq, seed, members) VALUES (0, x" ZEROS ", '{}');"
	"INSERT INTO tree_nodes (level, position, hash) VALUES (1, 0, x" ZEROS ");"
	"INSERT INTO checkpoints (size, note) VALUES (1, 'note');";

static int
set_up(void **state)
{
	struct place *place = calloc(1, sizeof *place);
	struct error err = { 0 };

	place->folder = folder_make();
	snprintf(place->path, sizeof place->path, "%s/catalog.db", place->folder);
	assert_ok(database_open(&place->database, place->path, DATABASE_CREATE, &err), &err);
	assert_ok(database_execute(place->database, text_of(rows), &err), &err);
	*state = place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;

	database_close(place->database);
	folder_remove(place->folder);
	free(place);
	return 0;
}

static const char *const changes[] = {
	"UPDATE events SET bytes = '{\"x\":1}'",
	"UPDATE events SET seq = 5",
	"DELETE FROM events WHERE seq = 0",
	"DELETE FROM event_values",
	"UPDATE event_values SET members = '{}'",
	"UPDATE event_values SET seed = NULL, salts = '{}'",
	"UPDATE tree_nodes SET hash = zeroblob(32)",
	"DELETE FROM tree_nodes",
	"UPDATE checkpoints SET note = ''",
	"DELETE FROM checkpoints",
};

static void
keep_words(void *context, enum schema_finding finding, const char *text)
{
	buffer_append_format(context, "%d %s;", (int)finding, text);
}

/* Everything that is said of the schema. */
static void
check_schema(struct place *place, struct buffer *said)
{
	struct error err = { 0 };

	buffer_clear(said);
	assert_ok(database_check_schema(place->database, keep_words, said, &err), &err);
}

static void
rows_of_the_log_are_not_changed_by_our_sql(void **state)
{
	struct place *place = *state;
	struct error err = { 0 };

	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
		assert_status(STATUS_FAULT,
		              database_execute(place->database, text_of(changes[i]), &err), &err);
}

/* The triggers alone, in a program that knows nothing of us. */
static void
rows_of_the_log_are_not_changed_by_others(void **state)
{
	struct place *place = *state;
	sqlite3 *theirs = NULL;

	assert_int_equal(sqlite3_open(place->path, &theirs), SQLITE_OK);
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		assert_int_equal(sqlite3_exec(theirs, changes[i], NULL, NULL, NULL),
		                 SQLITE_CONSTRAINT);
		assert_non_null(strstr(sqlite3_errmsg(theirs), "are never"));
	}
	sqlite3_close(theirs);
}

static void
rows_of_the_log_are_not_replaced(void **state)
{
	static const char *const replacing[] = {
		"INSERT OR REPLACE INTO events SELECT * FROM events",
		"INSERT OR REPLACE INTO events VALUES (1, 'id', 'item/y', 1, 't', zeroblob(32), '{}')",
		"INSERT OR REPLACE INTO events VALUES (1, 'new', 'item/x', 1, 't', zeroblob(32), '{}')",
		"REPLACE INTO tree_nodes VALUES (1, 0, zeroblob(32))",
		"REPLACE INTO checkpoints VALUES (1, 'other')",
		"REPLACE INTO event_values VALUES (0, zeroblob(32), NULL, '[]')",
		"INSERT INTO checkpoints VALUES (1, 'o') ON CONFLICT DO UPDATE SET note = 'o'",
	};
	struct place *place = *state;
	struct error err = { 0 };

	for (size_t i = 0; i < sizeof replacing / sizeof replacing[0]; i++)
		assert_status(STATUS_FAULT,
		              database_execute(place->database, text_of(replacing[i]), &err), &err);
}

static void
protection_cannot_be_taken_away_by_sql(void **state)
{
	static const char *const removing[] = {
		"DROP TABLE events",
		"DROP TABLE migrations",
		"DROP TABLE cosignatures",
		"DROP TABLE stamps",
		"DROP TRIGGER stamps_remain",
		"DROP TRIGGER cosignatures_stay",
		"DROP TRIGGER events_stay",
		"ALTER TABLE events RENAME TO p_events",
		"ALTER TABLE checkpoints ADD COLUMN more TEXT",
		"CREATE TRIGGER more AFTER INSERT ON events BEGIN SELECT 1; END",
		"CREATE TEMP TRIGGER more AFTER INSERT ON Events BEGIN SELECT 1; END",
		"CREATE INDEX more ON events (type)",
		"UPDATE migrations SET sha256 = ''",
		"DELETE FROM migrations",
		"UPDATE cosignatures SET time = 1",
		"DELETE FROM cosignatures",
		"UPDATE stamps SET time = 1",
		"DELETE FROM stamps",
		"UPDATE sqlite_schema SET sql = '' WHERE name = 'events'",
		"DELETE FROM sqlite_schema",
		"ATTACH 'other.db' AS other",
		"DETACH main",
		"PRAGMA writable_schema=ON",
		"PRAGMA recursive_triggers=OFF",
		"PRAGMA foreign_keys=OFF",
		"PRAGMA synchronous=OFF",
		"PRAGMA journal_mode=DELETE",
		"PRAGMA user_version=7",
		"PRAGMA trusted_schema=ON",
		"PRAGMA wal_checkpoint",
		"SELECT load_extension('x.so')",
		"VACUUM INTO 'copy.db'",
	};
	SCOPED(buffer) said = { 0 };
	struct place *place = *state;
	struct error err = { 0 };

	for (size_t i = 0; i < sizeof removing / sizeof removing[0]; i++) {
		if (database_execute(place->database, text_of(removing[i]), &err) == STATUS_OK)
			fail_msg("allowed: %s", removing[i]);
	}
	check_schema(place, &said);
	assert_int_equal(said.n, 0);
}

static void
rows_that_cannot_be_are_refused(void **state)
{
	static const char *const wrong[] = {
		"INSERT INTO events VALUES (1, 'b', 's', 1, 't', zeroblob(31), '{}')",
		"INSERT INTO events VALUES (1, 'b', 's', 1, 't', zeroblob(32), NULL)",
		"INSERT INTO events VALUES (1, 'id', 's', 1, 't', zeroblob(32), '{}')",
		"INSERT INTO events VALUES (1, 'b', 'item/x', 1, 't', zeroblob(32), '{}')",
		"INSERT INTO events VALUES (1, 'b', 's', 'one', 't', zeroblob(32), '{}')",
		"INSERT INTO event_values VALUES (9, zeroblob(32), NULL, '{}')",
		"INSERT INTO event_values VALUES (0, zeroblob(32), '{}', '{}')",
		"INSERT INTO tree_nodes VALUES (0, 0, zeroblob(32))",
		"INSERT INTO tree_nodes VALUES (1, 1, zeroblob(33))",
		"INSERT INTO checkpoints VALUES (1, 'again')",
		"INSERT INTO checkpoints (size, note) VALUES (\"quoted\", 'x')",
	};
	struct place *place = *state;
	struct error err = { 0 };

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_status(STATUS_FAULT,
		              database_execute(place->database, text_of(wrong[i]), &err), &err);
}

static void
reading_writes_nothing(void **state)
{
	struct place *place = *state;
	struct database *reader = NULL;
	struct error err = { 0 };

	assert_ok(database_open(&reader, place->path, DATABASE_READ, &err), &err);
	assert_status(STATUS_UNUSABLE,
	              database_execute(reader, text_of("INSERT INTO checkpoints VALUES (2, 'x')"), &err), &err);
	assert_status(STATUS_UNUSABLE, database_execute(reader, text_of("CREATE TABLE p_x (x)"), &err), &err);
	database_close(reader);
}

/* What an attacker with another program does to the schema is named. */
static void
a_changed_schema_is_named(void **state)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{ "DROP TRIGGER events_remain", "trigger events_remain is missing" },
		{ "CREATE TRIGGER sly AFTER INSERT ON events BEGIN DELETE FROM checkpoints; END",
		  "trigger sly was added" },
		{ "DROP TRIGGER events_stay; CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT 1; END",
		  "trigger events_stay was altered" },
		{ "CREATE INDEX sly ON EVENTS (type)", "index sly was added" },
		{ "ALTER TABLE checkpoints ADD COLUMN more TEXT", "table checkpoints was altered" },
		{ "DROP TABLE tree_nodes", "table tree_nodes is missing" },
		{ "DROP TRIGGER events_stay; DROP TRIGGER events_remain",
		  "0 the trigger events_remain is missing;0 the trigger events_stay is missing;" },
		{ "CREATE TABLE stash (a UNIQUE); CREATE VIEW peek AS SELECT * FROM event_values",
		  "2 the table stash is none of ours (of stash);2 the view peek is none of ours (of peek);" },
		{ "CREATE TABLE p_x (a); CREATE TRIGGER spy AFTER INSERT ON p_x BEGIN SELECT 1; END",
		  "1 the trigger spy was added to the table p_x;" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(buffer) said = { 0 };
		void *own = NULL;
		sqlite3 *theirs = NULL;
		struct place *place;

		set_up(&own);
		place = own;
		check_schema(place, &said);
		assert_int_equal(said.n, 0);
		assert_int_equal(sqlite3_open(place->path, &theirs), SQLITE_OK);
		assert_int_equal(sqlite3_exec(theirs, cases[i].sql, NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(theirs);
		check_schema(place, &said);
		if (strstr(buffer_string(&said), cases[i].words) == NULL)
			fail_msg("\"%s\" lacks \"%s\"", buffer_string(&said), cases[i].words);
		tear_down(&own);
	}
	(void)state;
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(rows_of_the_log_are_not_changed_by_our_sql),
		TEST(rows_of_the_log_are_not_changed_by_others),
		TEST(rows_of_the_log_are_not_replaced),
		TEST(protection_cannot_be_taken_away_by_sql),
		TEST(rows_that_cannot_be_are_refused),
		TEST(reading_writes_nothing),
		cmocka_unit_test(a_changed_schema_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_database.c - what may be opened, statements kept prepared, transactions that end whole. */
#include "store/database_internal.h"

#include "support/support.h"

#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A folder for one test and the path of the database in it. */
struct place {
	char *folder;
	char  path[4096];
};

static int
set_up(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	place->folder = folder_make();
	snprintf(place->path, sizeof place->path, "%s/catalog.db", place->folder);
	*state = place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;

	folder_remove(place->folder);
	free(place);
	return 0;
}

static struct database *
open_as(const struct place *place, enum database_mode mode)
{
	struct database *database = NULL;
	struct error err = { 0 };

	assert_ok(database_open(&database, place->path, mode, &err), &err);
	return database;
}

/* Opening fails so, and its words hold both parts. */
static void
refuses_to_open(const char *path, enum database_mode mode, enum status status, const char *words)
{
	struct database *database = NULL;
	struct error err = { 0 };

	assert_status(status, database_open(&database, path, mode, &err), &err);
	assert_null(database);
	if (strstr(err.text, words) == NULL || strchr(err.text, '\n') != NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.text, words);
	assert_non_null(strstr(err.text, "catalog.db"));
}

static int64_t
number_of(struct database *database, const char *sql)
{
	SCOPED_STATEMENT statement = NULL;
	struct error err = { 0 };

	assert_ok(database_statement(database, sql, &statement, &err), &err);
	assert_ok(statement_step(statement, &err), &err);
	return statement_integer(statement, 0);
}

static enum status
execute(struct database *database, const char *script, struct error *err)
{
	return database_execute(database, text_of(script), err);
}

static const char add_one[] = "INSERT INTO checkpoints (size, note) VALUES (1, 'a note')";

static void
a_new_one_is_private_and_set_up(void **state)
{
	struct place *place = *state;
	struct database *database = open_as(place, DATABASE_CREATE);
	SCOPED_STATEMENT statement = NULL;
	struct error err = { 0 };
	struct stat st;

	assert_int_equal(stat(place->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(number_of(database, "PRAGMA synchronous"), 2);
	assert_int_equal(number_of(database, "PRAGMA foreign_keys"), 1);
	assert_int_equal(number_of(database, "PRAGMA recursive_triggers"), 1);
	assert_int_equal(number_of(database, "PRAGMA trusted_schema"), 0);
	assert_int_equal(number_of(database, "PRAGMA mmap_size"), 0);
	assert_int_equal(number_of(database, "PRAGMA temp_store"), 1);
	assert_int_equal(number_of(database, "PRAGMA user_version"), 2);
	assert_ok(database_statement(database, "PRAGMA journal_mode", &statement, &err), &err);
	assert_ok(statement_step(statement, &err), &err);
	assert_true(text_is(statement_text(statement, 0), "wal"));
	statement_release(statement);
	statement = NULL;
	database_close(database);
	refuses_to_open(place->path, DATABASE_CREATE, STATUS_EXISTS, "exists already");
}

static void
a_creation_that_fails_leaves_nothing(void **state)
{
	struct place *place = *state;
	char path[4200];

	/* A folder where the -wal should be: SQLite cannot write the first row. */
	snprintf(path, sizeof path, "%s-wal", place->path);
	assert_int_equal(mkdir(path, 0700), 0);
	refuses_to_open(place->path, DATABASE_CREATE, STATUS_IO, "Is a directory");
	assert_int_not_equal(access(place->path, F_OK), 0);
	assert_int_equal(rmdir(path), 0);
	database_close(open_as(place, DATABASE_CREATE));
}

static void
what_is_no_catalogue_is_refused_and_left_alone(void **state)
{
	struct place *place = *state;
	sqlite3 *theirs = NULL;
	SCOPED(buffer) before = { 0 };
	SCOPED(buffer) after = { 0 };

	for (int mode = DATABASE_WRITE; mode <= DATABASE_READ; mode++) {
		refuses_to_open(place->path, mode, STATUS_UNUSABLE, "there is no database");
		assert_int_equal(mkfifo(place->path, 0600), 0);
		refuses_to_open(place->path, mode, STATUS_UNUSABLE, "not a regular file");
		unlink(place->path);
		assert_int_equal(symlink("elsewhere", place->path), 0);
		refuses_to_open(place->path, mode, STATUS_UNUSABLE, "not a regular file");
		unlink(place->path);
		write_file(place->path, "", 0);
		refuses_to_open(place->path, mode, STATUS_UNUSABLE, "not the database");
		write_file(place->path, "just some words, and enough of them to be longer than a header "
		                        "of SQLite would be: it has a hundred bytes, of which none is here",
		           127);
		refuses_to_open(place->path, mode, STATUS_UNUSABLE, "damaged");
		unlink(place->path);
	}
	assert_int_equal(sqlite3_open(place->path, &theirs), SQLITE_OK);
	assert_int_equal(sqlite3_exec(theirs, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)",
	                              NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(theirs);
	read_file(&before, place->path);
	refuses_to_open(place->path, DATABASE_WRITE, STATUS_UNUSABLE, "not the database");
	refuses_to_open(place->path, DATABASE_READ, STATUS_UNUSABLE, "not the database");
	read_file(&after, place->path);
	assert_int_equal(before.n, after.n);
	assert_memory_equal(before.p, after.p, before.n);
}

static void
a_damaged_one_says_so(void **state)
{
	struct place *place = *state;
	struct database *database = open_as(place, DATABASE_CREATE);
	char page[4096];
	FILE *file;

	database_settle(database);
	database_close(database);
	memset(page, 0xa5, sizeof page);
	file = fopen(place->path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 100, SEEK_SET), 0); /* behind the header: the schema */
	assert_int_equal(fwrite(page, 1, 3996, file), 3996);
	fclose(file);
	refuses_to_open(place->path, DATABASE_READ, STATUS_UNUSABLE, "restore a backup");
	refuses_to_open(place->path, DATABASE_WRITE, STATUS_UNUSABLE, "restore a backup");
}

static void
its_folder_may_be_reached_by_a_link(void **state)
{
	struct place *place = *state;
	struct place linked = { 0 };
	char link[4200];

	database_close(open_as(place, DATABASE_CREATE));
	snprintf(link, sizeof link, "%s/link ?#%%41", place->folder);
	assert_int_equal(symlink(place->folder, link), 0);
	assert_true((size_t)snprintf(linked.path, sizeof linked.path, "%s/catalog.db", link) <
	            sizeof linked.path);
	database_close(open_as(&linked, DATABASE_WRITE));
	database_close(open_as(&linked, DATABASE_READ));
}

static void
names_that_a_uri_reserves_are_only_names(void **state)
{
	struct place *place = *state;
	struct place odd = { 0 };

	snprintf(odd.path, sizeof odd.path, "%s/a?mode=memory#%%00", place->folder);
	assert_int_equal(mkdir(odd.path, 0700), 0);
	strcat(odd.path, "/catalog.db?immutable=1");
	database_close(open_as(&odd, DATABASE_CREATE));
	assert_int_equal(access(odd.path, F_OK), 0);
	database_close(open_as(&odd, DATABASE_READ));
}

static void
a_path_too_long_for_sqlite_is_told(void **state)
{
	struct place *place = *state;
	char path[4096];
	size_t n = (size_t)snprintf(path, sizeof path, "%s", place->folder);

	for (int i = 0; i < 3; i++) {
		memset(path + n, 'd', 200);
		path[n] = '/';
		path[n += 200] = '\0';
		assert_int_equal(mkdir(path, 0700), 0);
	}
	strcpy(path + n, "/catalog.db");
	refuses_to_open(path, DATABASE_CREATE, STATUS_UNUSABLE, "longer than");
}

static void
a_statement_is_kept_and_given_again_clean(void **state)
{
	static const char sql[] = "SELECT $1, $2";
	struct database *database = open_as(*state, DATABASE_CREATE);
	struct statement *first = NULL, *second = NULL, *again = NULL;
	struct error err = { 0 };

	assert_ok(database_statement(database, sql, &first, &err), &err);
	statement_bind_integer(first, 1, INT64_MIN);
	statement_bind_blob(first, 2, "", 0);
	assert_ok(statement_step(first, &err), &err);
	assert_true(statement_integer(first, 0) == INT64_MIN);
	assert_false(statement_is_null(first, 1));
	assert_non_null(statement_blob(first, 1).p);
	assert_int_equal(statement_blob(first, 1).n, 0);
	assert_int_equal(statement_columns(first), 2);

	assert_ok(database_statement(database, sql, &second, &err), &err);
	assert_ptr_not_equal(first, second);
	assert_ok(statement_step(second, &err), &err);
	statement_release(second);
	assert_status(STATUS_DONE, statement_step(first, &err), &err);
	statement_release(first);

	assert_ok(database_statement(database, sql, &again, &err), &err);
	assert_true(again == first || again == second);
	assert_ok(statement_step(again, &err), &err);
	assert_true(statement_is_null(again, 0));
	assert_null(statement_text(again, 0).p);
	assert_null(statement_blob(again, 1).p);
	statement_release(again);
	database_close(database);
}

static void
more_statements_than_are_kept_work(void **state)
{
	static const char sql[] = "SELECT $1";
	struct database *database = open_as(*state, DATABASE_CREATE);
	struct statement *held[STATEMENT_SLOTS + 20];
	struct error err = { 0 };

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < STATEMENT_SLOTS + 20; i++) {
			assert_ok(database_statement(database, sql, &held[i], &err), &err);
			statement_bind_integer(held[i], 1, i);
		}
		for (int i = 0; i < STATEMENT_SLOTS + 20; i++) {
			assert_ok(statement_step(held[i], &err), &err);
			assert_int_equal(statement_integer(held[i], 0), i);
			statement_release(held[i]);
		}
	}
	database_close(database);
}

static void
a_failed_bind_sticks_until_the_step(void **state)
{
	struct database *database = open_as(*state, DATABASE_CREATE);
	SCOPED_STATEMENT statement = NULL;
	struct error err = { 0 };

	assert_ok(database_statement(database, "SELECT $1", &statement, &err), &err);
	statement_bind_integer(statement, 7, 1);
	statement_bind_integer(statement, 1, 1);
	assert_status(STATUS_FAULT, statement_step(statement, &err), &err);
	statement_reset(statement);
	assert_ok(statement_step(statement, &err), &err);
	statement_release(statement);
	statement = NULL;
	database_close(database);
}

static void
text_keeps_every_byte(void **state)
{
	struct database *database = open_as(*state, DATABASE_CREATE);
	static const char odd[] = "a\0b\xff\n";
	SCOPED_STATEMENT statement = NULL;
	struct error err = { 0 };
	struct text got;

	assert_ok(database_statement(database, "SELECT $1", &statement, &err), &err);
	statement_bind_text(statement, 1, (struct text){ odd, sizeof odd - 1 });
	assert_ok(statement_step(statement, &err), &err);
	got = statement_text(statement, 0);
	assert_int_equal(got.n, sizeof odd - 1);
	assert_memory_equal(got.p, odd, got.n);
	statement_release(statement);
	statement = NULL;
	database_close(database);
}

static void
what_is_rolled_back_is_gone_and_what_is_committed_stays(void **state)
{
	struct database *database = open_as(*state, DATABASE_CREATE);
	struct error err = { 0 };

	assert_ok(database_begin(database, &err), &err);
	assert_ok(execute(database, add_one, &err), &err);
	database_rollback(database);
	database_rollback(database);
	assert_int_equal(number_of(database, "SELECT count(*) FROM checkpoints"), 0);
	assert_ok(database_begin(database, &err), &err);
	assert_ok(execute(database, add_one, &err), &err);
	assert_ok(database_commit(database, &err), &err);
	database_close(database);
	database = open_as(*state, DATABASE_WRITE);
	assert_int_equal(number_of(database, "SELECT count(*) FROM checkpoints"), 1);
	database_close(database);
}

static void
a_commit_that_fails_leaves_no_transaction(void **state)
{
	struct database *database = open_as(*state, DATABASE_CREATE);
	struct error err = { 0 };

	assert_ok(execute(database,
	                  "CREATE TABLE p_parent (id INTEGER PRIMARY KEY) STRICT;"
	                  "CREATE TABLE p_child (id INTEGER REFERENCES p_parent DEFERRABLE INITIALLY DEFERRED) STRICT",
	                  &err), &err);
	assert_ok(database_begin(database, &err), &err);
	assert_ok(execute(database, "INSERT INTO p_child VALUES (5)", &err), &err);
	assert_status(STATUS_FAULT, database_commit(database, &err), &err);
	assert_ok(database_begin(database, &err), &err);
	assert_int_equal(number_of(database, "SELECT count(*) FROM p_child"), 0);
	assert_ok(database_commit(database, &err), &err);
	database_close(database);
}

static void
another_writer_is_waited_for_and_then_named_busy(void **state)
{
	struct database *first = open_as(*state, DATABASE_CREATE);
	struct database *second = open_as(*state, DATABASE_WRITE);
	struct error err = { 0 };

	sqlite3_busy_timeout(second->handle, 100);
	assert_ok(database_begin(first, &err), &err);
	assert_status(STATUS_BUSY, database_begin(second, &err), &err);
	assert_non_null(strstr(err.text, "another process is writing"));
	assert_ok(execute(first, add_one, &err), &err);
	/* A reader does not wait, and sees the state before. */
	assert_int_equal(number_of(second, "SELECT count(*) FROM checkpoints"), 0);
	assert_ok(database_commit(first, &err), &err);
	assert_ok(database_begin(second, &err), &err);
	assert_int_equal(number_of(second, "SELECT count(*) FROM checkpoints"), 1);
	database_rollback(second);
	database_close(second);
	database_close(first);
}

static void
two_processes_take_turns(void **state)
{
	static const char add[] = "INSERT INTO checkpoints (size, note)"
	                          " SELECT coalesce(max(size), 0) + 1, 'n' FROM checkpoints";
	struct database *database;
	struct error err = { 0 };
	pid_t children[3];
	int outcome;

	database_close(open_as(*state, DATABASE_CREATE));
	for (int i = 0; i < 3; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		database = open_as(*state, DATABASE_WRITE);
		for (int k = 0; k < 40; k++) {
			if (database_begin(database, &err) != STATUS_OK ||
			    execute(database, add, &err) != STATUS_OK ||
			    database_commit(database, &err) != STATUS_OK)
				_exit(1);
		}
		database_settle(database);
		database_close(database);
		_exit(0);
	}
	for (int i = 0; i < 3; i++) {
		assert_int_equal(waitpid(children[i], &outcome, 0), children[i]);
		assert_int_equal(outcome, 0);
	}
	database = open_as(*state, DATABASE_READ);
	assert_int_equal(number_of(database, "SELECT count(*) FROM checkpoints"), 120);
	assert_int_equal(number_of(database, "SELECT max(size) FROM checkpoints"), 120);
	database_close(database);
}

static void
settling_makes_the_file_alone_the_whole(void **state)
{
	struct place *place = *state;
	struct database *database = open_as(place, DATABASE_CREATE);
	struct database *reader;
	struct error err = { 0 };
	char wal[4200];
	struct stat st;

	snprintf(wal, sizeof wal, "%s-wal", place->path);
	assert_ok(execute(database, add_one, &err), &err);
	assert_int_equal(stat(wal, &st), 0);
	assert_true(st.st_size > 0);
	reader = open_as(place, DATABASE_READ);
	assert_ok(database_begin_read(reader, &err), &err);
	assert_ok(execute(database, "INSERT INTO checkpoints (size, note) VALUES (2, 'b')", &err), &err);
	database_settle(database); /* a reader needs the -wal: left as it is, at once */
	assert_int_equal(stat(wal, &st), 0);
	assert_true(st.st_size > 0);
	assert_int_equal(number_of(reader, "SELECT count(*) FROM checkpoints"), 1);
	database_close(reader);
	database_settle(database);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	database_close(database);
	assert_int_not_equal(access(wal, F_OK), 0);
}

static void
a_full_disk_is_an_io_failure_that_undoes_the_change(void **state)
{
	struct database *database = open_as(*state, DATABASE_CREATE);
	struct error err = { 0 };

	/* SQLite's own limit of pages takes the same way as a disk without room. */
	sqlite3_set_authorizer(database->handle, NULL, NULL);
	assert_ok(execute(database, "PRAGMA max_page_count=1", &err), &err);
	sqlite3_set_authorizer(database->handle, database_authorize, database);
	assert_ok(database_begin(database, &err), &err);
	assert_status(STATUS_IO,
	              execute(database,
	                      "INSERT INTO checkpoints (size, note) VALUES (1, hex(zeroblob(200000)))",
	                      &err), &err);
	assert_int_equal(err.os, ENOSPC);
	assert_non_null(strstr(err.text, "catalog.db"));
	assert_non_null(strstr(err.text, "No space left"));
	database_rollback(database);
	assert_int_equal(number_of(database, "SELECT count(*) FROM checkpoints"), 0);
	database_close(database);
}

static void
one_catalogue_is_compared_with_another(void **state)
{
	struct place *place = *state;
	struct database *database = open_as(place, DATABASE_CREATE);
	struct database *fresh = NULL;
	struct error err = { 0 };

	assert_ok(execute(database, "CREATE TABLE p_one (x INTEGER) STRICT; INSERT INTO p_one VALUES (1), (2);",
	                  &err), &err);
	assert_ok(database_open(&fresh, NULL, DATABASE_TEMPORARY, &err), &err);
	assert_null(database_path(fresh));
	assert_ok(execute(fresh, "CREATE TABLE p_one (x INTEGER) STRICT; INSERT INTO p_one VALUES (1)", &err), &err);
	assert_ok(database_attach(fresh, database, "kept", &err), &err);
	assert_int_equal(number_of(fresh, "SELECT count(*) FROM (SELECT x FROM kept.p_one EXCEPT SELECT x FROM main.p_one)"), 1);
	assert_status(STATUS_UNUSABLE, execute(fresh, "INSERT INTO kept.p_one VALUES (3)", &err), &err);
	assert_status(STATUS_FAULT, database_attach(database, fresh, "other", &err), &err);
	database_detach(fresh, "kept");
	assert_status(STATUS_FAULT, execute(fresh, "SELECT * FROM kept.p_one", &err), &err);
	database_close(fresh);
	database_close(database);
}

static void
a_temporary_one_leaves_no_name(void **state)
{
	struct place *place = *state;
	struct database *database = NULL;
	struct error err = { 0 };
	SCOPED(run) run = { 0 };
	char folder[4200];

	snprintf(folder, sizeof folder, "%s/temporary", place->folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	setenv("SQLITE_TMPDIR", folder, 1);
	assert_ok(database_open(&database, NULL, DATABASE_TEMPORARY, &err), &err);
	/* More than the cache holds, so that it is written to a file. */
	assert_ok(execute(database, "CREATE TABLE p_big (x TEXT) STRICT; BEGIN;"
	                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)"
	                            " INSERT INTO p_big SELECT hex(zeroblob(2000)) FROM n; COMMIT", &err), &err);
	assert_int_equal(number_of(database, "SELECT count(*) FROM p_big"), 8000);
	expect_shell(0, &run, place->folder, "ls -A temporary");
	assert_int_equal(run.out.n, 0);
	unsetenv("SQLITE_TMPDIR");
	database_close(database);
}

static void
tables_of_a_prefix_are_dropped(void **state)
{
	struct database *database = open_as(*state, DATABASE_CREATE);
	struct error err = { 0 };

	assert_ok(execute(database,
	                  "CREATE TABLE p_one (x); CREATE INDEX p_one_x ON p_one (x); CREATE TABLE \"p_o\"\"dd\" (x);"
	                  "CREATE VIRTUAL TABLE p_words USING fts5(x); CREATE TABLE px (x)",
	                  &err), &err);
	assert_ok(database_drop_tables(database, "p_", &err), &err);
	assert_int_equal(number_of(database, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'p\\_%' ESCAPE '\\'"), 0);
	assert_int_equal(number_of(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'px'"), 1);
	assert_status(STATUS_FAULT, database_drop_tables(database, "event", &err), &err);
	assert_int_equal(number_of(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'events'"), 1);
	database_close(database);
}

static void
count_finding(void *context, const char *text)
{
	(void)text;
	++*(int *)context;
}

static void
sqlites_own_check_finds_a_damaged_page(void **state)
{
	struct place *place = *state;
	struct database *database = open_as(place, DATABASE_CREATE);
	struct error err = { 0 };
	int findings = 0;
	int64_t page;
	FILE *file;

	assert_ok(database_check(database, count_finding, &findings, &err), &err);
	assert_int_equal(findings, 0);
	assert_ok(execute(database, "INSERT INTO checkpoints (size, note) VALUES (1, hex(zeroblob(50000)))", &err), &err);
	page = number_of(database, "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_events_1'");
	database_settle(database);
	database_close(database);
	file = fopen(place->path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, (long)(page - 1) * 4096, SEEK_SET), 0);
	assert_int_equal(fwrite("\x55\x55\x55\x55\x55\x55\x55\x55", 1, 8, file), 8);
	fclose(file);
	database = open_as(place, DATABASE_READ);
	assert_ok(database_check(database, count_finding, &findings, &err), &err);
	assert_true(findings > 0);
	database_close(database);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_new_one_is_private_and_set_up),
		TEST(a_creation_that_fails_leaves_nothing),
		TEST(what_is_no_catalogue_is_refused_and_left_alone),
		TEST(a_damaged_one_says_so),
		TEST(its_folder_may_be_reached_by_a_link),
		TEST(names_that_a_uri_reserves_are_only_names),
		TEST(a_path_too_long_for_sqlite_is_told),
		TEST(a_statement_is_kept_and_given_again_clean),
		TEST(more_statements_than_are_kept_work),
		TEST(a_failed_bind_sticks_until_the_step),
		TEST(text_keeps_every_byte),
		TEST(what_is_rolled_back_is_gone_and_what_is_committed_stays),
		TEST(a_commit_that_fails_leaves_no_transaction),
		TEST(another_writer_is_waited_for_and_then_named_busy),
		TEST(two_processes_take_turns),
		TEST(settling_makes_the_file_alone_the_whole),
		TEST(a_full_disk_is_an_io_failure_that_undoes_the_change),
		TEST(one_catalogue_is_compared_with_another),
		TEST(a_temporary_one_leaves_no_name),
		TEST(tables_of_a_prefix_are_dropped),
		TEST(sqlites_own_check_finds_a_damaged_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* test_migrations.c - forward only, each once, whole or not at all, and never one that was changed. */
#include "store/database_internal.h"

#include "support/support.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
create(const struct place *place)
{
	struct database *database = NULL;
	struct error err = { 0 };

	assert_ok(database_open(&database, place->path, DATABASE_CREATE, &err), &err);
	return database;
}

/* What is done by a program that is not ours. */
static void
tamper(const struct place *place, const char *sql)
{
	sqlite3 *theirs = NULL;

	assert_int_equal(sqlite3_open(place->path, &theirs), SQLITE_OK);
	assert_int_equal(sqlite3_exec(theirs, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(theirs);
}

static void
both_refuse(const struct place *place, const char *words)
{
	for (int mode = DATABASE_WRITE; mode <= DATABASE_READ; mode++) {
		struct database *database = NULL;
		struct error err = { 0 };

		assert_status(STATUS_UNUSABLE, database_open(&database, place->path, mode, &err), &err);
		if (strstr(err.text, words) == NULL || strstr(err.text, place->path) == NULL)
			fail_msg("\"%s\" lacks \"%s\"", err.text, words);
	}
}

static int64_t
number_of(struct database *database, const char *sql)
{
	SCOPED_STATEMENT statement = NULL;
	struct error err = { 0 };

	assert_ok(database_prepare(database, sql, &statement, &err), &err);
	assert_ok(statement_step(statement, &err), &err);
	return statement_integer(statement, 0);
}

static void
each_is_kept_with_its_hash(void **state)
{
	struct place *place = *state;
	struct database *database = create(place);
	SCOPED(run) run = { 0 };
	SCOPED_STATEMENT statement = NULL;
	struct error err = { 0 };

	assert_ok(database_statement(database, "SELECT number, name, sha256 FROM migrations ORDER BY number", &statement, &err), &err);
	assert_ok(statement_step(statement, &err), &err);
	assert_int_equal(statement_integer(statement, 0), 1);
	assert_true(text_is(statement_text(statement, 1), "migrations/0001-log.sql"));
	expect_shell(0, &run, place->folder, "sha256sum < \"$SOURCE\"/migrations/0001-log.sql");
	assert_int_equal(statement_text(statement, 2).n, 64);
	assert_memory_equal(run.out.p, statement_text(statement, 2).p, 64);
	statement_release(statement);
	statement = NULL;
	database_close(database);
}

static void
a_changed_one_is_refused(void **state)
{
	database_close(create(*state));
	tamper(*state, "UPDATE migrations SET sha256 = 'ab' || substr(sha256, 3) || ''");
	both_refuse(*state, "is not the one");
}

static void
a_renamed_one_is_refused(void **state)
{
	database_close(create(*state));
	tamper(*state, "UPDATE migrations SET name = 'migrations/0001-lag.sql'");
	both_refuse(*state, "is not the one");
}

static void
a_newer_one_is_refused(void **state)
{
	database_close(create(*state));
	tamper(*state, "PRAGMA user_version=99");
	both_refuse(*state, "newer vidimus");
	tamper(*state, "PRAGMA user_version=2; INSERT INTO migrations SELECT 3, 'migrations/0003-x.sql', sha256 FROM migrations LIMIT 1");
	both_refuse(*state, "newer vidimus");
}

static void
a_missing_table_of_migrations_is_damage(void **state)
{
	database_close(create(*state));
	tamper(*state, "DROP TABLE migrations");
	both_refuse(*state, "damaged");
}

static const unsigned char more[] = "CREATE TABLE further (size INTEGER PRIMARY KEY) STRICT;";
static const unsigned char wrong[] = "CREATE TABLE half (x INTEGER) STRICT; CREATE TABLE events (x);";

/* The embedded migrations and a further one; then the end. */
static void
list_further(struct embedded_file files[5], const unsigned char *further, size_t size)
{
	files[0] = *embedded_find("migrations/0001-log.sql");
	files[1] = *embedded_find("migrations/0002-outside.sql");
	files[2] = (struct embedded_file){ "migrations/0003-more.sql", further, size };
	files[3] = (struct embedded_file){ "migrations/projection.sql", (const unsigned char *)"nonsense", 8 };
	files[4] = (struct embedded_file){ 0 };
}

static void
an_older_one_is_brought_forward_once(void **state)
{
	struct database *database = create(*state);
	struct embedded_file files[5];
	struct error err = { 0 };
	unsigned missing = 77;

	list_further(files, more, sizeof more - 1);
	sqlite3_set_authorizer(database->handle, NULL, NULL);
	assert_status(STATUS_UNUSABLE, migrations_check(database, files, NULL, &err), &err);
	assert_non_null(strstr(err.text, "older vidimus"));
	assert_ok(migrations_check(database, files, &missing, &err), &err);
	assert_int_equal(missing, 1);
	assert_ok(migrations_apply(database, files, &err), &err);
	assert_ok(migrations_apply(database, files, &err), &err); /* as after another process */
	assert_ok(migrations_check(database, files, NULL, &err), &err);
	assert_int_equal(number_of(database, "SELECT count(*) FROM further"), 0);
	assert_int_equal(number_of(database, "SELECT count(*) FROM migrations"), 3);
	assert_int_equal(number_of(database, "PRAGMA user_version"), 3);
	database_close(database);
	both_refuse(*state, "newer vidimus");
}

/* As catalogues were before anybody outside could be kept. */
static void
a_catalogue_of_the_first_kind_is_brought_forward_by_writing(void **state)
{
	struct place *place = *state;
	struct database *database = create(place);
	struct error err = { 0 };

	database_close(database);
	database = NULL;
	tamper(place, "DROP TABLE cosignatures; DROP TABLE stamps;"
	              "DELETE FROM migrations WHERE number = 2; PRAGMA user_version=1");
	assert_status(STATUS_UNUSABLE, database_open(&database, place->path, DATABASE_READ, &err), &err);
	assert_non_null(strstr(err.text, "older vidimus"));
	assert_ok(database_open(&database, place->path, DATABASE_WRITE, &err), &err);
	assert_int_equal(number_of(database, "SELECT count(*) FROM cosignatures"), 0);
	assert_int_equal(number_of(database, "SELECT count(*) FROM stamps"), 0);
	assert_int_equal(number_of(database, "SELECT count(*) FROM migrations"), 2);
	database_close(database);
}

static void
one_that_fails_changes_nothing(void **state)
{
	struct database *database = create(*state);
	struct embedded_file files[5];
	struct error err = { 0 };

	list_further(files, wrong, sizeof wrong - 1);
	sqlite3_set_authorizer(database->handle, NULL, NULL);
	assert_status(STATUS_FAULT, migrations_apply(database, files, &err), &err);
	assert_non_null(strstr(err.text, "0003-more.sql"));
	assert_int_equal(number_of(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
	assert_int_equal(number_of(database, "SELECT count(*) FROM migrations"), 2);
	assert_int_equal(number_of(database, "PRAGMA user_version"), 2);
	database_close(database);
	database = NULL;
	assert_ok(database_open(&database, ((struct place *)*state)->path, DATABASE_WRITE, &err), &err);
	database_close(database);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(each_is_kept_with_its_hash),
		TEST(a_changed_one_is_refused),
		TEST(a_renamed_one_is_refused),
		TEST(a_newer_one_is_refused),
		TEST(a_missing_table_of_migrations_is_damage),
		TEST(an_older_one_is_brought_forward_once),
		TEST(a_catalogue_of_the_first_kind_is_brought_forward_by_writing),
		TEST(one_that_fails_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

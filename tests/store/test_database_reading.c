/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_database_reading.c - reading beside a writer, after a crashed one, and
 * where nothing can be written. Folders that cannot be written are made so for
 * a child without privileges, since root may write anywhere.
 */
#include "store/database_internal.h"

#include "support/support.h"

#include "base/text.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

/* The folder of a catalogue by itself, and one for temporary files. */
struct place {
	char *folder;
	char  catalogue[2048];
	char  path[2100];
	char  wal[2200];
	char  temporary[2048];
};

static int
set_up(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	place->folder = folder_make();
	chmod(place->folder, 0755);
	snprintf(place->catalogue, sizeof place->catalogue, "%s/catalogue", place->folder);
	snprintf(place->path, sizeof place->path, "%s/catalog.db", place->catalogue);
	snprintf(place->wal, sizeof place->wal, "%s-wal", place->path);
	snprintf(place->temporary, sizeof place->temporary, "%s/temporary", place->folder);
	assert_int_equal(mkdir(place->catalogue, 0755), 0);
	assert_int_equal(mkdir(place->temporary, 0700), 0);
	chmod(place->temporary, 0777);
	setenv("TMPDIR", place->temporary, 1);
	*state = place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;

	unsetenv("TMPDIR");
	chmod(place->catalogue, 0755);
	folder_remove(place->folder);
	free(place);
	return 0;
}

static void
add(struct database *database, int size)
{
	SCOPED_STATEMENT statement = NULL;
	struct error err = { 0 };

	assert_ok(database_statement(database, "INSERT INTO checkpoints (size, note) VALUES ($1, 'x')",
	                             &statement, &err), &err);
	statement_bind_integer(statement, 1, size);
	assert_status(STATUS_DONE, statement_step(statement, &err), &err);
}

static int
count(struct database *database)
{
	SCOPED_STATEMENT statement = NULL;

	if (database_statement(database, "SELECT count(*) FROM checkpoints", &statement, NULL) != STATUS_OK ||
	    statement_step(statement, NULL) != STATUS_OK)
		return -1;
	return (int)statement_integer(statement, 0);
}

static struct database *
open_as(const struct place *place, enum database_mode mode)
{
	struct database *database = NULL;
	struct error err = { 0 };

	assert_ok(database_open(&database, place->path, mode, &err), &err);
	return database;
}

/* A catalogue of `rows` rows whose writer ended in order. */
static void
make_settled(const struct place *place, int rows)
{
	struct database *database = open_as(place, DATABASE_CREATE);

	for (int i = 1; i <= rows; i++)
		add(database, i);
	database_settle(database);
	database_close(database);
	chmod(place->path, 0644);
}

/* A catalogue whose writer was killed: rows stand in the -wal, and there is no -shm. */
static void
make_crashed(const struct place *place, int rows)
{
	char shm[2200];
	pid_t child = fork();
	int outcome;

	if (child == 0) {
		struct database *database = open_as(place, DATABASE_CREATE);

		for (int i = 1; i <= rows; i++)
			add(database, i);
		_exit(0);
	}
	waitpid(child, &outcome, 0);
	assert_int_equal(outcome, 0);
	snprintf(shm, sizeof shm, "%s-shm", place->path);
	unlink(shm);
	chmod(place->path, 0644);
	chmod(place->wal, 0644);
}

static int
files_in(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, NULL, "ls -A '%s' | wc -l", folder);
	return atoi(buffer_string(&run.out));
}

/* Runs `act` as nobody, where the catalogue's folder cannot be written; its result must be 0. */
static void
as_nobody(struct place *place, int (*act)(struct place *place))
{
	pid_t child;
	int outcome;

	chmod(place->catalogue, 0555);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 && (setegid(NOBODY) != 0 || seteuid(NOBODY) != 0))
			_exit(99);
		_exit(act(place));
	}
	waitpid(child, &outcome, 0);
	chmod(place->catalogue, 0755);
	assert_int_equal(outcome, 0);
}

static void
a_reader_sees_the_last_commit_and_keeps_its_view(void **state)
{
	struct database *writer = open_as(*state, DATABASE_CREATE);
	struct database *reader = open_as(*state, DATABASE_READ);
	struct error err = { 0 };

	assert_int_equal(reader->access, ACCESS_PLAIN);
	assert_int_equal(count(reader), 0);
	assert_ok(database_begin(writer, &err), &err);
	add(writer, 1);
	assert_int_equal(count(reader), 0);
	assert_ok(database_commit(writer, &err), &err);
	assert_int_equal(count(reader), 1);
	assert_ok(database_begin_read(reader, &err), &err);
	add(writer, 2);
	assert_int_equal(count(reader), 1);
	database_rollback(reader);
	assert_int_equal(count(reader), 2);
	database_close(reader);
	database_close(writer);
}

static void
reading_leaves_the_folder_as_it_was(void **state)
{
	struct place *place = *state;
	SCOPED(buffer) before = { 0 };
	SCOPED(buffer) after = { 0 };
	struct database *reader;

	make_settled(place, 3);
	read_file(&before, place->path);
	reader = open_as(place, DATABASE_READ);
	assert_int_equal(count(reader), 3);
	database_close(reader);
	read_file(&after, place->path);
	assert_int_equal(before.n, after.n);
	assert_memory_equal(before.p, after.p, before.n);
	assert_int_equal(files_in(place->catalogue), 1);
}

/* Whoever only reads does not move a dead writer's rows into the file. */
static void
a_crashed_writers_rows_are_read_and_left_in_place(void **state)
{
	struct place *place = *state;
	SCOPED(buffer) before = { 0 };
	SCOPED(buffer) after = { 0 };
	SCOPED(buffer) wal_before = { 0 };
	SCOPED(buffer) wal_after = { 0 };
	struct database *reader;

	make_crashed(place, 4);
	read_file(&before, place->path);
	read_file(&wal_before, place->wal);
	reader = open_as(place, DATABASE_READ);
	assert_int_equal(count(reader), 4);
	database_close(reader);
	read_file(&after, place->path);
	read_file(&wal_after, place->wal);
	assert_int_equal(before.n, after.n);
	assert_int_equal(wal_before.n, wal_after.n);
	assert_true(wal_after.n > 0);
	if (after.n > 0)
		assert_memory_equal(before.p, after.p, before.n);
}

static int
read_in_place(struct place *place)
{
	struct database *reader = NULL;
	struct error err = { 0 };

	if (database_open(&reader, place->path, DATABASE_READ, &err) != STATUS_OK) {
		print_error("%s\n", err.text);
		return 1;
	}
	if (reader->access != ACCESS_IMMUTABLE || count(reader) != 3)
		return 2;
	if (database_begin_read(reader, &err) != STATUS_OK)
		return 3;
	database_rollback(reader);
	database_close(reader);
	return files_in(place->temporary);
}

static void
a_settled_one_is_read_in_place_where_nothing_can_be_written(void **state)
{
	make_settled(*state, 3);
	as_nobody(*state, read_in_place);
	assert_int_equal(files_in(((struct place *)*state)->catalogue), 1);
}

static int
read_a_copy(struct place *place)
{
	struct database *reader = NULL;
	struct error err = { 0 };

	if (database_open(&reader, place->path, DATABASE_READ, &err) != STATUS_OK) {
		print_error("%s\n", err.text);
		return 1;
	}
	if (reader->access != ACCESS_COPY || count(reader) != 5)
		return 2;
	if (files_in(place->temporary) != 0)
		return 3;
	if (database_begin_read(reader, &err) != STATUS_OK || count(reader) != 5)
		return 4;
	database_rollback(reader);
	if (strcmp(database_path(reader), place->path) != 0)
		return 5;
	if (database_execute(reader, text_of("INSERT INTO checkpoints VALUES (9, 'x')"), &err) == STATUS_OK)
		return 6;
	database_close(reader);
	return files_in(place->temporary) == 0 ? 0 : 7;
}

/* However far it came: nothing is there to be found, for nothing had a name. */
static void
a_killed_reader_leaves_nothing_of_its_copy(void **state)
{
	struct place *place = *state;

	make_crashed(place, 5);
	assert_int_equal(chmod(place->catalogue, 0555), 0);
	for (unsigned delay = 0; delay < 20000; delay += 400) {
		pid_t child = fork();

		if (child == 0) {
			struct database *reader = NULL;

			if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0 ||
			    database_open(&reader, place->path, DATABASE_READ, NULL) != STATUS_OK)
				_exit(1);
			for (;;)
				pause();
		}
		usleep(delay);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		assert_int_equal(files_in(place->temporary), 0);
	}
}

static int
read_a_copy_twice(struct place *place)
{
	struct database *one = NULL, *other = NULL;
	int sum;

	if (database_open(&one, place->path, DATABASE_READ, NULL) != STATUS_OK ||
	    database_open(&other, place->path, DATABASE_READ, NULL) != STATUS_OK)
		return 1;
	sum = count(one) + count(other);
	database_close(one);
	sum += count(other);
	database_close(other);
	return sum == 15 ? 0 : 2;
}

static void
two_copies_do_not_know_of_each_other(void **state)
{
	make_crashed(*state, 5);
	as_nobody(*state, read_a_copy_twice);
}

static void
one_with_rows_in_its_wal_is_copied_where_nothing_can_be_written(void **state)
{
	make_crashed(*state, 5);
	as_nobody(*state, read_a_copy);
	assert_int_equal(files_in(((struct place *)*state)->catalogue), 2);
}

static int
compare_in_a_scratch(struct place *place)
{
	struct database *reader = NULL, *fresh = NULL;
	struct error err = { 0 };
	int found;

	if (database_open(&reader, place->path, DATABASE_READ, &err) != STATUS_OK ||
	    database_open(&fresh, NULL, DATABASE_TEMPORARY, &err) != STATUS_OK ||
	    database_attach(fresh, reader, "kept", &err) != STATUS_OK)
		return 1;
	found = count(fresh); /* fresh has no such table itself */
	if (found <= 0 || found != count(reader))
		return 2;
	database_close(fresh);
	database_close(reader);
	return files_in(place->temporary) == 0 ? 0 : 3;
}

static void
what_is_read_without_locks_can_be_attached(void **state)
{
	struct place *place = *state;

	make_settled(place, 3);
	as_nobody(place, compare_in_a_scratch);
	unlink(place->path);
	make_crashed(place, 5);
	as_nobody(place, compare_in_a_scratch);
}

/* The children: one may write the folder, the other reads it without locks. */
static int
notice_a_writer(struct place *place)
{
	struct database *reader = NULL;
	struct error err = { 0 };

	if (database_open(&reader, place->path, DATABASE_READ, &err) != STATUS_OK)
		return 1;
	if (reader->access != ACCESS_IMMUTABLE || database_begin_read(reader, &err) != STATUS_OK)
		return 2;
	database_rollback(reader);
	if (seteuid(0) != 0)
		return 0; /* without root there is nobody to write it */
	if (truncate(place->path, 8192) != 0)
		return 3;
	if (database_begin_read(reader, &err) != STATUS_BUSY || strstr(err.text, "try again") == NULL)
		return 4;
	database_close(reader);
	return 0;
}

static void
a_change_under_reading_without_locks_is_noticed(void **state)
{
	make_settled(*state, 3);
	as_nobody(*state, notice_a_writer);
}

static int
read_beside_a_foreign_writer(struct place *place)
{
	struct database *reader = NULL;
	struct error err = { 0 };

	if (database_open(&reader, place->path, DATABASE_READ, &err) != STATUS_OK) {
		print_error("%s\n", err.text);
		return 1;
	}
	if (reader->access != ACCESS_PLAIN)
		return 2;
	if (count(reader) != 2)
		return 3;
	database_close(reader);
	return 0;
}

/* Somebody else's catalogue, open for writing in another process: its -shm can be read. */
static void
anothers_catalogue_is_read_while_it_is_written(void **state)
{
	struct place *place = *state;
	struct database *writer = open_as(place, DATABASE_CREATE);
	char shm[2200];

	add(writer, 1);
	add(writer, 2);
	snprintf(shm, sizeof shm, "%s-shm", place->path);
	chmod(place->path, 0644);
	chmod(place->wal, 0644);
	chmod(shm, 0644);
	as_nobody(place, read_beside_a_foreign_writer);
	add(writer, 3);
	assert_int_equal(count(writer), 3);
	database_close(writer);
}

static int
fail_without_a_place(struct place *place)
{
	struct database *reader = NULL;
	struct error err = { 0 };

	setenv("TMPDIR", "/nonexistent", 1);
	if (database_open(&reader, place->path, DATABASE_READ, &err) != STATUS_IO)
		return 1;
	return strstr(err.text, "/nonexistent") && strstr(err.text, "catalog.db") ? 0 : 2;
}

static void
without_room_for_a_copy_the_failure_names_both(void **state)
{
	make_crashed(*state, 2);
	as_nobody(*state, fail_without_a_place);
}

static int
fail_without_permission(struct place *place)
{
	struct database *reader = NULL;
	struct error err = { 0 };

	if (database_open(&reader, place->path, DATABASE_READ, &err) != STATUS_UNUSABLE)
		return 1;
	return strstr(err.text, "Permission denied") && strstr(err.text, "catalog.db") ? 0 : 2;
}

static void
one_that_may_not_be_read_says_so(void **state)
{
	struct place *place = *state;

	make_settled(place, 1);
	chmod(place->path, 0600);
	as_nobody(place, fail_without_permission);
}

/* A mount that is really read-only; loudly passed over where none can be made. */
static void
read_only_media_are_read_both_ways(void **state)
{
	struct place *place = *state;

	for (int crashed = 0; crashed <= 1; crashed++) {
		struct database *reader;

		if (crashed)
			make_crashed(place, 5);
		else
			make_settled(place, 3);
		if (mount(place->catalogue, place->catalogue, NULL, MS_BIND, NULL) != 0) {
			print_message("SKIPPED: no read-only mount can be made here\n");
			return;
		}
		assert_int_equal(mount(NULL, place->catalogue, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), 0);
		reader = open_as(place, DATABASE_READ);
		assert_int_equal(umount2(place->catalogue, MNT_DETACH), 0);
		assert_int_equal(reader->access, crashed ? ACCESS_COPY : ACCESS_IMMUTABLE);
		assert_int_equal(count(reader), crashed ? 5 : 3);
		database_close(reader);
		assert_int_equal(files_in(place->temporary), 0);
		assert_int_equal(files_in(place->catalogue), crashed ? 2 : 1);
		unlink(place->path);
		unlink(place->wal);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_reader_sees_the_last_commit_and_keeps_its_view),
		TEST(reading_leaves_the_folder_as_it_was),
		TEST(a_crashed_writers_rows_are_read_and_left_in_place),
		TEST(a_settled_one_is_read_in_place_where_nothing_can_be_written),
		TEST(one_with_rows_in_its_wal_is_copied_where_nothing_can_be_written),
		TEST(what_is_read_without_locks_can_be_attached),
		TEST(a_change_under_reading_without_locks_is_noticed),
		TEST(anothers_catalogue_is_read_while_it_is_written),
		TEST(without_room_for_a_copy_the_failure_names_both),
		TEST(a_killed_reader_leaves_nothing_of_its_copy),
		TEST(two_copies_do_not_know_of_each_other),
		TEST(one_that_may_not_be_read_says_so),
		TEST(read_only_media_are_read_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A fault of the catalogue ends a command with 4 or 5, in one line, before anything is read, and changes nothing. */
#include "fault/case.h"

#include "base/scoped.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRITING "$VIDIMUS -C %s intake --json in"

/* now/cat with one item and one edit, now/in with a file to take in. */
static void
fill(struct stage *stage)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now,
	             "mkdir first in; printf '\\377\\330\\377\\340one' >first/a.jpg; printf '\\377\\330\\377\\340two' >in/b.jpg; "
	             ON_CAT "intake first; " ON_CAT "describe E-1 --title First");
}

/* Does the command refuse with the code and words, opening no source and changing no byte? */
static void
expect_untouched(struct stage *stage, int code, const char *name, const char *words)
{
	char *before = case_bytes(stage, name);
	SCOPED(run) run = { 0 };

	expect_shell(code, &run, stage->now, "strace -f -qq -y -o ../trace -e trace=open,openat,openat2 " WRITING,
	             name);
	case_expect_refused(stage, &run, name, words);
	case_expect_bytes(stage, name, before);
	expect_shell(1, &run, stage->now, "grep -e '/now/in' -e '\"in' ../trace");
}

/* The same of verbs that read, which are refused or not. */
static void
expect_reading(struct stage *stage, int code, const char *name, const char *words)
{
	static const char *const verbs[] = { "list", "show E-1", "stats", "custody E-1", "log" };
	char *before = case_bytes(stage, name);
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		expect_shell(code, &run, stage->now, "$VIDIMUS -C %s %s", name, verbs[i]);
		if (code != 0)
			case_expect_refused(stage, &run, name, words);
	}
	case_expect_bytes(stage, name, before);
}

static void
change_database(struct stage *stage, const char *sql)
{
	sqlite3 *database = NULL;
	char path[4096], *words = NULL;

	snprintf(path, sizeof path, "%s/cat/catalog.db", stage->now);
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	if (sqlite3_exec(database, sql, NULL, NULL, &words) != SQLITE_OK)
		fail_msg("%s: %s", sql, words);
	assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void
one_that_is_none_is_refused(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	fill(stage);
	expect_shell(0, &run, stage->now, "mkdir none");
	expect_untouched(stage, 4, "none", "is not a catalogue: make one with `vidimus init`");
	expect_reading(stage, 4, "none", "is not a catalogue");
	expect_shell(0, &run, stage->now, "echo x >none/catalog.db");
	expect_untouched(stage, 4, "none", "keep a copy of it and restore a backup");
	expect_shell(0, &run, stage->now, ": >none/catalog.db");
	expect_untouched(stage, 4, "none", "name another folder, or restore it from a backup");
}

/* Another vidimus works on it, and is named. */
static void
one_that_is_locked_is_waited_for_and_then_refused(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	fill(stage);
	/* the other one's sync takes its time */
	expect_shell(0, &run, stage->now,
	             "(strace -f -qq -o /dev/null -e trace=fsync,fdatasync"
	             " -e inject=fsync,fdatasync:delay_enter=9000000:when=1 "
	             ON_CAT "channel add --code other >other; echo $? >code) & "
	             "n=0; while flock -n cat/lock true; do sleep 0.05; n=$((n+1)); test $n -lt 400 || exit 8; done; "
	             "code=0; " ON_CAT "describe E-1 --title Second || code=$?; "
	             ON_CAT "list >list || exit 9; " /* readers wait for nobody */
	             "wait; test $code = 4 && test $(cat code) = 0");
	case_expect_refused(stage, &run, "cat", "try again later");
	assert_non_null(strstr(buffer_string(&run.err), "is being written by process "));
	assert_non_null(strstr(buffer_string(&run.err), "channel"));
	case_expect_sound(stage, "a turn that did not come");
	expect_shell(0, &run, stage->now, ON_CAT "show E-1; " ON_CAT "describe E-1 --title Second");
	assert_non_null(strstr(buffer_string(&run.out), "First"));
}

static void
a_newer_database_is_refused(void **state)
{
	struct stage *stage = *state;

	fill(stage);
	change_database(stage, "PRAGMA user_version=99");
	expect_untouched(stage, 4, "cat", "was made by a newer vidimus: use that one");
	expect_reading(stage, 4, "cat", "was made by a newer vidimus: use that one");
}

/* The first event says by which rules the log is written. */
static void
another_format_is_refused(void **state)
{
	struct stage *stage = *state;

	fill(stage);
	change_database(stage,
	                "CREATE TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = 'events_stay';"
	                "DROP TRIGGER events_stay;"
	                "UPDATE events SET bytes = replace(bytes, '\"format\":2', '\"format\":3') WHERE seq = 0;"
	                "CREATE TRIGGER events_stay BEFORE UPDATE ON events"
	                " BEGIN SELECT raise(ABORT, 'events are never changed'); END;"
	                "DROP TABLE kept");
	expect_untouched(stage, 4, "cat", "the catalogue has format 3, this vidimus reads format 2: use the vidimus it was made with");
	expect_reading(stage, 4, "cat", "use the vidimus it was made with");
}

static void
a_damaged_database_is_refused(void **state)
{
	static const char *const damages[] = {
		"head -c 40000 /dev/urandom >cat/catalog.db",
		"truncate -s 50000 cat/catalog.db",
		"dd if=/dev/urandom of=cat/catalog.db bs=4096 seek=1 count=60 conv=notrunc 2>/dev/null",
	};
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		stage_reset(stage);
		fill(stage);
		expect_shell(0, &run, stage->now, "%s", damages[i]);
		expect_untouched(stage, 4, "cat", "the database is damaged");
		expect_untouched(stage, 4, "cat", "keep a copy of it and restore a backup");
		expect_reading(stage, 4, "cat", "keep a copy of it and restore a backup");
		case_refuse(stage, 4, "cat", "keep a copy of it and restore a backup", ON_CAT "audit");
	}
}

static void
one_without_its_database_is_refused(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	fill(stage);
	expect_shell(0, &run, stage->now, "rm cat/catalog.db*");
	expect_untouched(stage, 4, "cat", "the database was lost; change nothing here and restore it from a backup");
	expect_reading(stage, 4, "cat", "the database was lost");
	case_refuse(stage, 4, "cat", "the database was lost", ON_CAT "audit");
}

static void
one_that_is_being_rebuilt_is_refused(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	fill(stage);
	/* killed in the midst: the marker stands, the tables are half there */
	run_shell(&run, stage->now,
	          "strace -f -qq -o /dev/null -e trace=fdatasync,fsync -e inject=fdatasync,fsync:signal=KILL:when=4 "
	          ON_CAT "rebuild");
	assert_int_equal(run.code, 137);
	/* opening it moves what the killed one committed out of its -wal, so the bytes may differ */
	case_refuse(stage, 4, "cat", "vidimus rebuild", ON_CAT "intake --json in >lines");
	expect_shell(0, &run, stage->now, "test $(find cat/originals -type f | wc -l) = 1");
	expect_reading(stage, 4, "cat", "vidimus rebuild");
	expect_shell(0, &run, stage->now, ON_CAT "rebuild && " ON_CAT "show E-1");
	assert_non_null(strstr(buffer_string(&run.out), "First"));
	case_expect_sound(stage, "a rebuild after a killed one");
}

/* Whoever may only read it, reads it; who would write, hears who may. */
static void
one_that_may_not_be_written_is_read(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	const char *nobody;
	char *before;

	fill(stage);
	expect_shell(0, &run, stage->now, "chmod -R a-w cat");
	nobody = case_become_nobody(stage);
	before = case_bytes(stage, "cat");
	expect_shell(4, &run, stage->now, "%s" ON_CAT "intake in", nobody);
	case_expect_refused(stage, &run, "cat", "check that you may write there and that its disk is mounted for writing");
	expect_shell(0, &run, stage->now, "%s" ON_CAT "show E-1", nobody);
	assert_non_null(strstr(buffer_string(&run.out), "First"));
	expect_shell(0, &run, stage->now, "%s" ON_CAT "audit", nobody);
	case_expect_bytes(stage, "cat", before);
	expect_shell(0, &run, stage->now, "chmod -R u+w cat");
}

static void
one_that_was_rolled_back_is_refused(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	char *before;

	fill(stage);
	expect_shell(0, &run, stage->now, "cp -a cat old; " ON_CAT "describe E-1 --title Later; mv cat late; mv old cat");
	expect_untouched(stage, 4, "cat", "the catalogue was rolled back");
	expect_untouched(stage, 4, "cat", "if it was restored from a backup and the rest is lost, `vidimus log resume` goes on from here");
	before = case_bytes(stage, "cat");
	case_refuse(stage, 4, "cat", "rolled back", ON_CAT "list");
	case_refuse(stage, 4, "cat", "rolled back", ON_CAT "show E-1");
	/* an audit looks at it all the same, and says so */
	case_refuse(stage, 4, "cat", "was rolled back", ON_CAT "audit >report");
	expect_shell(0, &run, stage->now, "grep -q 'home  *FAILED' report && grep -q 'log  *OK' report");
	expect_shell(0, &run, stage->now, "rm report");
	case_expect_bytes(stage, "cat", before);
	expect_shell(0, &run, stage->now, "rm -r cat; mv late cat; " ON_CAT "show E-1");
	assert_non_null(strstr(buffer_string(&run.out), "Later"));
	case_expect_sound(stage, "the later one came back");
}

static void
a_copy_is_read_and_not_written(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	fill(stage);
	expect_shell(0, &run, stage->now, "cp -a cat copy");
	expect_untouched(stage, 5, "copy", "is a copy: this login writes the catalogue in ");
	expect_reading(stage, 0, "copy", "");
	expect_shell(0, &run, stage->now, ON_CAT "describe E-1 --title Later"); /* the one it is a copy of goes on */
	/* one that was moved is no copy */
	expect_shell(0, &run, stage->now, "rm -r copy; mv cat moved; $VIDIMUS -C moved describe E-1 --title Moved; mv moved cat");
	case_expect_sound(stage, "moved there and back");
}

/* Another machine has another id, and no home file. */
static void
one_of_another_machine_is_read_and_not_written(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	char *before;

	fill(stage);
	if (!case_can_mount("another machine's id"))
		skip();
	run_shell(&run, NULL, "test -e /etc/machine-id");
	if (run.code != 0) {
		print_message("SKIPPED: this machine has no /etc/machine-id to put another over\n");
		skip();
	}
	expect_shell(0, &run, stage->now, "echo 0123456789abcdef0123456789abcdef >id; mv home/state home/away");
	before = case_bytes(stage, "cat");
	expect_shell(5, &run, stage->now, IN_MOUNTS "mount --bind id /etc/machine-id; " ON_CAT "intake in'");
	case_expect_refused(stage, &run, "cat", "belongs to another machine: it may be read here; where it was moved for good");
	expect_shell(0, &run, stage->now, IN_MOUNTS "mount --bind id /etc/machine-id; " ON_CAT "show E-1'");
	case_expect_bytes(stage, "cat", before);
	expect_shell(0, &run, stage->now, "mv home/away home/state");
	case_expect_sound(stage, "a visit elsewhere");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_that_is_none_is_refused),
		CASE(one_that_is_locked_is_waited_for_and_then_refused),
		CASE(a_newer_database_is_refused),
		CASE(another_format_is_refused),
		CASE(a_damaged_database_is_refused),
		CASE(one_without_its_database_is_refused),
		CASE(one_that_is_being_rebuilt_is_refused),
		CASE(one_that_may_not_be_written_is_read),
		CASE(one_that_was_rolled_back_is_refused),
		CASE(a_copy_is_read_and_not_written),
		CASE(one_of_another_machine_is_read_and_not_written),
	};

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

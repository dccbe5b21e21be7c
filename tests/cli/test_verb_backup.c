/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_backup.c - backups are whole, checked, brought up to date, and gone back to. */
#include "cli/catalogue.h"

#define TAKE_IN "mkdir -p in && printf '\\377\\330\\377\\340one' >in/1.jpg && " V "intake in -q >out"

static void
it_holds_everything_and_can_be_gone_back_to(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, TAKE_IN " && " V "backup bk");
	assert_out(&run, "1 originals");
	assert_out(&run, "1 of them copied now");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" -C bk audit");
	assert_out(&run, "No damage was found");
	assert_out(&run, "this folder is a backup");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" -C bk list --json");
	assert_out(&run, "E-000001");
	expect_shell(5, &run, *state, "\"$VIDIMUS\" -C bk describe E-1 --title x");
	assert_err(&run, "vidimus restore");
	expect_shell(0, &run, *state, "mv cat lost && \"$VIDIMUS\" restore bk cat --json");
	assert_out(&run, "\"originals\":1");
	/* the event that records the backup came after it: that much is lost */
	expect_shell(4, &run, *state, V "list");
	assert_err(&run, "log resume");
	expect_shell(0, &run, *state, "echo burnt | " V "log resume --because -");
	assert_out(&run, "/2");
	expect_shell(0, &run, *state, V "describe E-1 --title found -q && " V "audit");
	assert_out(&run, "No damage was found");
	assert_out(&run, "The log lost its end and went on");
	expect_shell(0, &run, *state, V "rebuild && " V "audit && " V "log verify");
	assert_out(&run, "The log verifies");
	expect_shell(5, &run, *state, "echo again | " V "log resume --because -");
	assert_err(&run, "nothing is lost");
}

static void
an_older_one_is_brought_up_to_date(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, TAKE_IN " && " V "backup bk -q >out && "
	             "printf '\\377\\330\\377\\340two' >in/2.jpg && " V "intake in -q >out && " V "backup bk");
	assert_out(&run, "2 originals");
	assert_out(&run, "1 of them copied now");
	/* a damaged copy is found by --verify, and replaced */
	expect_shell(0, &run, *state, "f=$(find bk/originals -type f | head -1) && chmod u+w \"$f\" && "
	             "printf x | dd of=\"$f\" bs=1 seek=4 conv=notrunc 2>/dev/null && " V "backup bk --verify");
	assert_out(&run, "1 of them copied now");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" -C bk audit && ls bk | grep -c unfinished | grep -q '^0$'");
}

static void
damage_here_is_named_and_all_else_is_copied(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, TAKE_IN " && printf '\\377\\330\\377\\340two' >in/2.jpg && " V "intake in -q >out && "
	             "f=$(find cat/originals -type f | head -1) && basename \"$f\" >hash && chmod u+w \"$f\" && "
	             "printf x | dd of=\"$f\" bs=1 seek=4 conv=notrunc 2>/dev/null");
	expect_shell(1, &run, *state, V "backup bk >out; s=$?; grep -q \"$(cat hash)\" out && exit $s");
	assert_err(&run, "1 originals are damaged or missing");
	expect_shell(0, &run, *state, "test $(find bk/originals -type f | wc -l) = 1");
}

static void
what_was_destroyed_is_told(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, TAKE_IN " && " V "backup bk >out && export VIDIMUS_KEY=ana && "
	             V "key new ben --no-passphrase >out && " V "actor add --role member --code ben --request "
	             "\"$XDG_CONFIG_HOME/vidimus/keys/ben.request\" >out && " V "destroy request E-1 --reason legal-duty >out && "
	             "r=$(" V "destroy list --json | sed 's/.*\"request\":\"\\([0-9a-f-]*\\)\".*/\\1/') && "
	             V "--key ben destroy approve $r >out && test $(find bk/originals -type f | wc -l) = 1 && " V "backup bk");
	assert_out(&run, "1 files in it belong to nothing any more");
	expect_shell(0, &run, *state, "! grep -aq \"$(basename $(find bk/originals -type f))\" bk/catalog.db && VIDIMUS_KEY=ana " V "backup fresh && "
	             "test $(find fresh/originals -type f | wc -l) = 0");
}

static void
other_folders_are_left_alone(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(5, &run, *state, "mkdir full && echo x >full/x && " V "backup full");
	assert_err(&run, "neither empty nor a backup of this catalogue");
	expect_shell(5, &run, *state, V "backup cat/bk");
	assert_err(&run, "lies in the catalogue itself");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" init other --name O --actor ana >out && \"$VIDIMUS\" -C other backup bk >out");
	expect_shell(5, &run, *state, V "backup bk");
	assert_err(&run, "backup of this catalogue");
	expect_shell(4, &run, *state, "\"$VIDIMUS\" restore full new; s=$?; test ! -e new && exit $s");
	expect_shell(5, &run, *state, "\"$VIDIMUS\" restore bk full; s=$?; test ! -e full.unfinished-restore && exit $s");
}

/* Triggers that somebody added to a backup do not come back with it. */
static void
foreign_rules_do_not_come_back(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, TAKE_IN " && " V "backup bk -q >out && cp -r bk bent && sqlite3 bent/catalog.db "
	             "\"CREATE TRIGGER t AFTER INSERT ON p_items BEGIN DELETE FROM p_items; END; PRAGMA wal_checkpoint;\" >out");
	expect_shell(1, &run, *state, "\"$VIDIMUS\" restore bent new; s=$?; test ! -e new && exit $s");
	assert_err(&run, "the database's own rules");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" restore bk new -q");
}

/* Somebody takes files in while it is copied: it is a whole one of some moment. */
static void
a_catalogue_in_use_is_copied(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, TAKE_IN " && for i in $(seq 40); do printf \"\\377\\330\\377\\340$i\" >in/n$i.jpg; done; "
	             "(" V "intake in -q >o2) & for i in 1 2 3; do " V "backup bk$i -q >out || exit 9; done; wait; "
	             "for i in 1 2 3; do \"$VIDIMUS\" -C bk$i audit >out || exit 8; done");
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_catalogue, end_folder)
	const struct CMUnitTest tests[] = {
		CASE(it_holds_everything_and_can_be_gone_back_to),
		CASE(an_older_one_is_brought_up_to_date),
		CASE(damage_here_is_named_and_all_else_is_copied),
		CASE(what_was_destroyed_is_told),
		CASE(other_folders_are_left_alone),
		CASE(foreign_rules_do_not_come_back),
		CASE(a_catalogue_in_use_is_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

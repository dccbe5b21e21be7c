/* SPDX-License-Identifier: Apache-2.0 */
/* A destruction that is killed, or that the disk refuses, was not done at all, or is finished by tidy. */
#include "fault/sweep.h"

#include "base/text.h"

#include <string.h>

#define ON      "$VIDIMUS -C cat "
#define APPROVE ON "--key ben destroy approve $(cat request)"
#define TITLE   "Uncommon title"

static const struct fault faults[] = {
	{ "fsync", "signal=KILL", NULL, false },     { "fsync", "error=EIO", NULL, false },
	{ "fdatasync", "signal=KILL", NULL, false }, { "pwrite64", "error=ENOSPC", NULL, true },
	{ "unlinkat", "signal=KILL", NULL, false },  { "unlinkat", "error=EIO", NULL, false },
	{ "ftruncate", "signal=KILL", NULL, false }, { "rename", "signal=KILL", NULL, false },
	{ NULL, NULL, NULL, false },
};

/* Is anything of it in the catalogue? */
static bool
is_there(struct stage *stage)
{
	struct run run = { 0 };
	bool found;

	run_shell(&run, stage->now,
	          "grep -arqF -e \"$(cat hash)\" -e '" TITLE "' cat || find cat | grep -qF \"$(cat hash)\"");
	found = run.code == 0;
	run_end(&run);
	return found;
}

static bool
was_done(struct stage *stage)
{
	struct run run = { 0 };
	bool done;

	run_shell(&run, stage->now, ON "destroy list --json | grep -q '\"state\":\"approved\"'");
	done = run.code == 0;
	run_end(&run);
	return done;
}

static void
judge(struct stage *stage, const struct trial *trial, const struct shot *shot)
{
	struct run run = { 0 };

	(void)trial;
	stage_audit(stage, shot->words);
	if (!was_done(stage)) {
		if (shot->run.code == 0)
			fail_msg("%s: it says that it was done\n", shot->words);
		/* as before, to the file and the value; then it can be done again */
		expect_shell(0, &run, stage->now, ON "show E-1 | grep -q '" TITLE "' && "
		             "find cat/originals | grep -qF \"$(cat hash)\" && " APPROVE);
	}
	expect_shell(0, &run, stage->now, "VIDIMUS_KEY=ana " ON "tidy");
	if (is_there(stage))
		fail_msg("%s, and tidy after it: something of it is left\n", shot->words);
	stage_audit(stage, shot->words);
	expect_shell(0, &run, stage->now, "test -z \"$(ls -A cat/staging)\" && VIDIMUS_KEY=ana " ON "tidy");
	if (strstr(buffer_string(&run.out), "Nothing was left over.") == NULL)
		fail_msg("%s: %s\n", shot->words, buffer_string(&run.out));
	run_end(&run);
}

static void
a_destruction_is_done_or_not(void **state)
{
	const struct trial trial = { .name = "destroy approve", .command = APPROVE, .judge = judge };
	struct run run = { 0 };
	struct stage stage;

	(void)state;
	stage_make(&stage, STAGE_IN_MEMORY, true);
	expect_shell(0, &run, stage.now,
	             "export VIDIMUS_KEY=ana; cp $SHARED/corpus/mathiasbynens__small/jpeg.jpg a.jpg && "
	             ON "intake a.jpg >o && rm o && " ON "describe E-1 --title '" TITLE "' -q && "
	             ON "derive thumbnail E-1 -q && sha256sum <a.jpg | cut -c1-64 >hash && "
	             ON "key new ben --no-passphrase >o && " ON "actor add --role member --code ben "
	             "--request \"$XDG_CONFIG_HOME/vidimus/keys/ben.request\" && "
	             ON "destroy request E-1 --reason legal-duty && " ON "destroy list --json | "
	             "sed 's/.*\"request\":\"\\([0-9a-f-]*\\)\".*/\\1/' >request");
	stage_keep(&stage);
	sweep(&stage, &trial, faults);
	run_end(&run);
	stage_drop(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_destruction_is_done_or_not),
	};

	need_shared("corpus/mathiasbynens__small/jpeg.jpg");
	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

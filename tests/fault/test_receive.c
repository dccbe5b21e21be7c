/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle that is being received when we are killed, or the disk refuses, is in the log whole or not at all; the same command does the rest. */
#include "fault/sweep.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define RECEIVE "$VIDIMUS -C cat bundle receive -q --trust ../in/root.crt ../in/bundle"

/* What there is to be seen of it, the same each time: our own ids and times are left out. */
#define SEEN                                                                                       \
	"$VIDIMUS -C cat log show --json | grep -o '\"type\":\"\\(bundle\\|event\\)\\.[a-z]*\"' |"     \
	" sort | uniq -c; $VIDIMUS -C cat list --json | grep -c '\"sha256\"'"

/* A change is written and synced in few calls of these; its pages are hundreds of writes, which test_edit takes. */
static const struct fault faults[] = {
	{ "fdatasync", "signal=KILL", NULL, false }, { "fsync", "signal=KILL", NULL, false },
	{ "fsync", "error=EIO", NULL, false },       { "linkat", "signal=KILL", NULL, false },
	{ "linkat", "error=ENOSPC", NULL, false },   { NULL, NULL, NULL, false },
};

/* What is seen in now/; owned. */
static char *
seen(struct stage *stage)
{
	struct run run = { 0 };
	char *words;

	run_shell(&run, stage->now, "%s", SEEN);
	words = buffer_take(&run.out);
	run_end(&run);
	return words;
}

/* Who is not killed says what happened, and leaves nothing behind. */
static void
judge_ending(struct stage *stage, const struct shot *shot)
{
	struct run run = { 0 };

	if (shot->run.code != 0)
		shot_expect_words(shot, false);
	expect_shell(0, &run, stage->now, "ls -A cat/staging");
	if (run.out.n > 0)
		fail_msg("after %s: left in staging/: %s", shot->words, buffer_string(&run.out));
	run_end(&run);
}

static void
judge(struct stage *stage, const struct trial *trial, const struct shot *shot)
{
	struct run run = { 0 };
	char *left, *done;

	stage_audit(stage, shot->words);
	left = seen(stage);
	/* files may have come without events, never events without the others */
	if (strstr(left, ".received") != NULL && strcmp(left, trial->clean) != 0)
		fail_msg("after %s a part is there:\n%s", shot->words, left);
	if (shot->run.code == 0 && strstr(left, ".received") == NULL)
		fail_msg("after %s: exit 0, and nothing was received", shot->words);
	if (!shot->killed)
		judge_ending(stage, shot);
	run_shell(&run, stage->now, "%s", RECEIVE);
	if (run.code != 0)
		fail_msg("after %s the same command ends with %d\n%s", shot->words, run.code,
		         buffer_string(&run.err));
	done = seen(stage);
	if (strcmp(done, trial->clean) != 0)
		fail_msg("after %s and the same command again:\n%s\nexpected\n%s", shot->words, done,
		         trial->clean);
	stage_audit(stage, shot->words);
	free(left);
	free(done);
	run_end(&run);
}

/* Another organisation's catalogue with two pages, and what it gives of them: in/bundle, in/root.crt. */
static void
make_bundle(struct stage *stage)
{
	struct run run = { 0 };

	expect_shell(0, &run, stage->root,
	             "cd in && unset XDG_CONFIG_HOME XDG_STATE_HOME HOME; export HOME=$PWD/home && "
	             "$VIDIMUS init sender --name Sender --actor bo --no-passphrase && "
	             "printf '%%%%PDF-1.4\\nSYNTHETIC DEMO, one\\n' >one.pdf && "
	             "printf '%%%%PDF-1.4\\nSYNTHETIC DEMO, two\\n' >two.pdf && "
	             "$VIDIMUS -C sender intake -q one.pdf two.pdf && mkdir stick && "
	             "$VIDIMUS key root new archive --organisation Sender --no-passphrase --out stick && "
	             "$VIDIMUS -C sender key seal new office --root stick/archive --no-passphrase && "
	             "$VIDIMUS -C sender bundle export E-1 E-2 --for self --out bundle && "
	             "cp stick/archive.root.crt root.crt");
	run_end(&run);
}

static void
a_bundle_is_received_whole_or_not_at_all(void **state)
{
	struct trial trial = { .name = "bundle receive", .command = RECEIVE, .judge = judge };
	struct run run = { 0 };
	struct stage stage;
	char *clean;

	(void)state;
	stage_make(&stage, STAGE_IN_MEMORY, true);
	make_bundle(&stage);
	expect_shell(0, &run, stage.now, "%s", RECEIVE);
	trial.clean = clean = seen(&stage);
	assert_non_null(strstr(clean, "1 \"type\":\"bundle.received\""));
	assert_non_null(strstr(clean, "\"type\":\"event.received\""));
	sweep(&stage, &trial, faults);
	free(clean);
	run_end(&run);
	stage_drop(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bundle_is_received_whole_or_not_at_all),
	};

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A picture that is being derived when we are killed, or the disk refuses, is whole and in the log, or not there. */
#include "fault/sweep.h"

#include "base/text.h"

/* Of what lies in derived/: pictures and fingerprints by their hashes, and the index over these. */
#define HASHED   "find cat/derived -path '*/match' -prune -o -type f -print"
#define PICTURES "grep -alr IHDR cat/derived"
#define DERIVE   "$VIDIMUS -C cat derive frame E-1 --at 0.25"

static const struct fault faults[] = {
	{ "fsync", "signal=KILL", NULL, false },  { "fsync", "error=EIO", NULL, false },
	{ "linkat", "signal=KILL", NULL, false }, { "linkat", "error=ENOSPC", NULL, false },
	{ "mkdirat", "signal=KILL", NULL, false }, { "mkdirat", "error=ENOSPC", NULL, false },
	{ "fdatasync", "signal=KILL", NULL, false }, { NULL, NULL, NULL, false },
};

static void
judge(struct stage *stage, const struct trial *trial, const struct shot *shot)
{
	struct run run = { 0 };

	(void)trial;
	stage_audit(stage, shot->words);
	run_shell(&run, stage->now,
	          "for f in $(" HASHED "); do "
	          "[ \"$(sha256sum <$f | cut -c1-64)\" = \"$(basename $f)\" ] || echo half $f; done; "
	          "if $VIDIMUS -C cat log show --json | grep -q object.derived; then "
	          "[ -n \"$(" PICTURES ")\" ] || echo named and not there; fi");
	if (run.out.n > 0 || run.err.n > 0)
		fail_msg("after %s: %s%s", shot->words, buffer_string(&run.out),
		         buffer_string(&run.err));
	if (!shot->killed && shot->run.code != 0)
		shot_expect_words(shot, true);
	expect_shell(0, &run, stage->now, DERIVE " && " DERIVE " | grep -q already && "
	             PICTURES " | wc -l");
	if (!text_ends(text_of_buffer(&run.out), "\n1\n"))
		fail_msg("after %s and the same command again: %s", shot->words,
		         buffer_string(&run.out));
	run_end(&run);
}

static void
a_picture_is_whole_and_logged_or_not_there(void **state)
{
	const struct trial trial = { .name = "derive", .command = DERIVE, .judge = judge };
	struct run run = { 0 };
	struct stage stage;

	(void)state;
	stage_make(&stage, STAGE_IN_MEMORY, true);
	expect_shell(0, &run, stage.now, "$VIDIMUS -C cat intake "
	             "$SHARED/corpus/abema__go-mp4/testdata/sample.mp4 >o; rm o");
	stage_keep(&stage);
	sweep(&stage, &trial, faults);
	run_end(&run);
	stage_drop(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_is_whole_and_logged_or_not_there),
	};

	need_shared("corpus/abema__go-mp4/testdata/sample.mp4");
	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

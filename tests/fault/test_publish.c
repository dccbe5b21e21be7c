/* SPDX-License-Identifier: Apache-2.0 */
/* A publication that is killed, or that the disk refuses, is out with every pin and its document, or not at all. */
#include "fault/sweep.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define ON      "$VIDIMUS -C cat --key ana "
#define PUBLISH ON "report publish R-1 --as-drafted --published 2020-12 --because @why --document page.html" \
	" --override unverified,identifiable-person"

static const struct fault faults[] = {
	{ "fsync", "signal=KILL", NULL, false },     { "pwrite64", "signal=KILL", NULL, false },
	{ "pwrite64", "error=ENOSPC", NULL, true },  { "linkat", "signal=KILL", NULL, false },
	{ "rename", "signal=KILL", NULL, false },    { NULL, NULL, NULL, false },
};

/* How many events of the kinds that a publication is made of the log has, as "pins 2, published 1". */
static void
expect_events(struct stage *stage, const struct shot *shot, const char *expected)
{
	struct run run = { 0 };

	expect_shell(0, &run, stage->now,
	             ON "log show --json >events; echo pins $(grep -c '\"type\":\"citation.pinned\"' events), "
	             "published $(grep -c '\"type\":\"report.published\"' events); rm events");
	if (!text_is(text_trim(text_of_buffer(&run.out)), expected))
		fail_msg("after %s there are %s, expected %s", shot->words, buffer_string(&run.out), expected);
	run_end(&run);
}

static bool
is_out(struct stage *stage)
{
	struct run run = { 0 };
	bool out;

	run_shell(&run, stage->now, ON "report show R-1 --json | grep -q '\"state\":\"published\"'");
	out = run.code == 0;
	run_end(&run);
	return out;
}

static void
judge(struct stage *stage, const struct trial *trial, const struct shot *shot)
{
	struct run run = { 0 };
	bool out = is_out(stage);

	(void)trial;
	stage_audit(stage, shot->words);
	if (shot->run.code == 0 && !out)
		fail_msg("after %s: exit 0, and nothing is published", shot->words);
	if (!shot->killed && shot->run.code != 0)
		shot_expect_words(shot, true);
	expect_events(stage, shot, out ? "pins 2, published 1" : "pins 0, published 0");
	/* said again, it is published once */
	expect_shell(out ? 2 : 0, &run, stage->now, PUBLISH);
	expect_events(stage, shot, "pins 2, published 1");
	expect_shell(0, &run, stage->now,
	             "h=$(sha256sum <page.html | cut -c1-64) && find cat/originals | grep -q $h && " ON
	             "report show R-1 --json | grep -q $h");
	stage_audit(stage, shot->words);
	run_end(&run);
}

static void
a_publication_is_whole_or_not_there(void **state)
{
	const struct trial trial = { .name = "report publish", .command = PUBLISH, .judge = judge };
	struct run run = { 0 };
	struct stage stage;

	(void)state;
	stage_make(&stage, STAGE_IN_MEMORY, true);
	expect_shell(0, &run, stage.now,
	             "printf '\\377\\330\\377\\340one' >a.jpg; printf '\\377\\330\\377\\340two' >b.jpg; echo why >why; "
	             "echo '<p>page</p>' >page.html; " ON "intake a.jpg b.jpg -q >o; rm o; "
	             ON "report add --own yes --title @why -q && " ON "cite R-1 E-1..E-2 -q");
	stage_keep(&stage);
	sweep(&stage, &trial, faults);
	run_end(&run);
	stage_drop(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_publication_is_whole_or_not_there) };

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

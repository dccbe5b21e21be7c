/* SPDX-License-Identifier: Apache-2.0 */
/* judge.c - init and an edit: all of it or nothing of it. */
#include "fault/judge_internal.h"

#include "fault/projection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INIT "$VIDIMUS init cat --name Cases --actor ana --no-passphrase"
#define EDIT "$VIDIMUS -C cat describe E-1 --title 'A street' --graphic not-sensitive --json"

static void
name_catalogue(char out[4096], const struct stage *stage)
{
	snprintf(out, 4096, "%s/cat", stage->now);
}

char *
judge_contents(struct stage *stage, bool in_order)
{
	struct buffer text = { 0 };
	char path[4096];

	name_catalogue(path, stage);
	projection_read(&text, path, in_order);
	return buffer_take(&text);
}

void
judge_same(const char *expected, const char *got, const char *words)
{
	const char *a = expected, *b = got;

	if (strcmp(expected, got) == 0)
		return;
	while (*a != '\0' && *a == *b)
		a++, b++;
	while (a > expected && a[-1] != '\n')
		a--, b--;
	fail_msg("after %s and the same command again, expected\n  %.*s\ngot\n  %.*s", words,
	         (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
}

/* Nothing beside the catalogue and the home folder, and no draft of a key. */
static void
expect_tidy(struct stage *stage, const struct shot *shot)
{
	struct run run = { 0 };

	expect_shell(0, &run, stage->now, "ls -A . home/config/vidimus/keys | tr '\\n' ' '");
	if (strcmp(buffer_string(&run.out), ".: cat home  home/config/vidimus/keys: ana.pem ana.request ") != 0)
		fail_msg("after %s and the same command again there are: %s", shot->words,
		         buffer_string(&run.out));
	run_end(&run);
}

static void
judge_one_init(struct stage *stage, const struct trial *trial, const struct shot *shot)
{
	struct run run = { 0 };
	char path[4096];
	char *contents;

	name_catalogue(path, stage);
	if (access(path, F_OK) == 0) {
		stage_audit(stage, shot->words);
	} else {
		if (shot->run.code == 0)
			fail_msg("after %s: exit 0, and there is no catalogue", shot->words);
		expect_shell(0, &run, stage->now, INIT);
	}
	if (!shot->killed && shot->run.code != 0)
		shot_expect_words(shot, false);
	stage_audit(stage, shot->words);
	contents = judge_contents(stage, true);
	judge_same(trial->clean, contents, shot->words);
	expect_tidy(stage, shot);
	free(contents);
	run_end(&run);
}

void
judge_init(const struct fault *faults)
{
	struct trial trial = { .name = "init", .command = INIT, .judge = judge_one_init };
	struct run run = { 0 };
	struct stage stage;
	char *clean;

	stage_make(&stage, STAGE_IN_MEMORY, false);
	expect_shell(0, &run, stage.now, INIT);
	trial.clean = clean = judge_contents(&stage, true);
	sweep(&stage, &trial, faults);
	free(clean);
	run_end(&run);
	stage_drop(&stage);
}

/* The text of the table row that tells of the item. */
static bool
has_title(const char *contents)
{
	return strstr(contents, "title=A street") != NULL;
}

static void
judge_one_edit(struct stage *stage, const struct trial *trial, const struct shot *shot)
{
	struct run run = { 0 };
	char *contents;

	stage_audit(stage, shot->words);
	contents = judge_contents(stage, true);
	if (shot->run.code == 0 && !has_title(contents))
		fail_msg("after %s: exit 0, and nothing is edited", shot->words);
	if (has_title(contents) != (strstr(contents, "graphic_level=not-sensitive") != NULL))
		fail_msg("after %s: half of the edit is there", shot->words);
	free(contents);
	if (!shot->killed && shot->run.code != 0)
		shot_expect_words(shot, true);
	expect_shell(0, &run, stage->now, EDIT);
	contents = judge_contents(stage, true);
	judge_same(trial->clean, contents, shot->words);
	stage_audit(stage, shot->words);
	free(contents);
	run_end(&run);
}

void
judge_edit(const struct fault *faults)
{
	struct trial trial = { .name = "edit", .command = EDIT, .judge = judge_one_edit };
	struct run run = { 0 };
	struct stage stage;
	char *clean;

	stage_make(&stage, STAGE_IN_MEMORY, true);
	stage_sources(&stage);
	expect_shell(0, &run, stage.now, "$VIDIMUS -C cat intake ../in/photo-1.jpg");
	stage_keep(&stage);
	expect_shell(0, &run, stage.now, EDIT);
	trial.clean = clean = judge_contents(&stage, true);
	assert_true(has_title(clean));
	sweep(&stage, &trial, faults);
	free(clean);
	run_end(&run);
	stage_drop(&stage);
}

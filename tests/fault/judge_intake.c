/* SPDX-License-Identifier: Apache-2.0 */
/* judge_intake.c - an intake: what it said is true, and the rest comes with the next run. */
#include "fault/judge_internal.h"

#include "fault/projection.h"

#include "base/json.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INTAKE "$VIDIMUS -C cat intake --json ../in"

/* What the lines of a run said. */
struct told {
	unsigned lines, failed, damaged;
	bool     summary;
};

static json_t *
read_line(struct text line, const char *words)
{
	struct error err = { 0 };
	json_t *object = NULL;

	if (json_read(&object, line, &err) != STATUS_OK)
		fail_msg("after %s: a line is no JSON: %s\n%.*s", words, err.text, (int)line.n, line.p);
	return object;
}

static const char *
word(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "";
}

/* A file that failed says why, and which it is. */
static void
check_failed(const json_t *line, const char *words)
{
	const json_t *error = json_object_get(line, "error");
	const char *path = word(line, "path"), *name = strrchr(path, '/');

	if (name == NULL || *word(error, "code") == '\0' || strstr(word(error, "text"), name + 1) == NULL)
		fail_msg("after %s: the failure of %s says: %s: %s", words, path, word(error, "code"),
		         word(error, "text"));
}

static void
check_line(struct stage *stage, const json_t *line, struct told *told, const char *words)
{
	char catalogue[4096];

	if (json_object_get(line, "summary") != NULL) {
		told->summary = true;
		return;
	}
	if (json_object_get(line, "path") == NULL)
		return; /* an error object */
	told->lines++;
	if (strcmp(word(line, "outcome"), "failed") == 0) {
		told->failed++;
		check_failed(line, words);
		return;
	}
	snprintf(catalogue, sizeof catalogue, "%s/cat", stage->now);
	if (!projection_has(catalogue, word(line, "path"), word(line, "sha256")))
		fail_msg("after %s: %s was reported as %s, and is not there", words, word(line, "path"),
		         word(line, "outcome"));
}

/* All complete lines; a killed process may have been in the midst of one. */
static struct told
check_lines(struct stage *stage, const struct shot *shot)
{
	struct text rest = { shot->run.out.p, shot->run.out.n };
	struct told told = { 0 };

	while (rest.n > 0 && memchr(rest.p, '\n', rest.n) != NULL) {
		json_t *line = read_line(text_cut(&rest, '\n'), shot->words);

		check_line(stage, line, &told, shot->words);
		json_decref(line);
	}
	return told;
}

static bool
has(struct text line, const char *words)
{
	return memmem(line.p, line.n, words, strlen(words)) != NULL;
}

/* Did the fault meet files on their way into the vault, and not the log or a lock? */
static bool
met_files_only(const struct shot *shot)
{
	struct text rest = { 0 }, line;

	while (shot_next_hit(shot, &rest, &line))
		if ((!has(line, "/cat/staging") && !has(line, "/cat/originals")) ||
		    has(line, "\"damaged\"") || has(line, ".vidimus-probe")) /* while it is opened */
			return false;
	return true;
}

/* A file of the vault whose sync failed is never synced again: its inode, as "/staging/#123", comes no more. */
static void
expect_no_second_try(const struct shot *shot)
{
	struct text rest = { 0 }, line;

	while (shot_next_hit(shot, &rest, &line)) {
		const char *inode = memmem(line.p, line.n, "/staging/#", 10);
		char words[64];

		if (!has(line, "fsync(") || inode == NULL)
			continue;
		snprintf(words, sizeof words, "%.*s", (int)strcspn(inode + 10, " >") + 10, inode);
		if (has(rest, words))
			fail_msg("after %s: %s was synced again", shot->words, words);
	}
}

/* A fault of a file: every file has its line, the failed ones are counted, the exit code says so. */
static void
check_files_fault(const struct shot *shot, const struct told *told)
{
	int code = shot->run.code;

	if (code == 4 || told->lines != STAGE_FILES || !told->summary ||
	    (code == 3) != (told->failed > 0))
		fail_msg("after %s: a file's fault ends with exit %d, %u lines, %u failed\n%s\n%s",
		         shot->words, code, told->lines, told->failed, buffer_string(&shot->run.err),
		         buffer_string(&shot->trace));
}

/* The fault met the parsers' program before anything was taken in: nothing is parsed without a sandbox. */
static bool
is_refusal(const struct shot *shot, const struct told *told)
{
	const char *words = buffer_string(&shot->run.err);

	return told->lines == 0 && (strstr(words, "cannot be locked in") != NULL ||
	                            strstr(words, "ended before it was ready") != NULL);
}

/* What an error, as against a kill, must end with. */
static void
check_ending(struct stage *stage, const struct shot *shot, const struct told *told)
{
	struct run run = { 0 };
	int code = shot->run.code;

	if (code != 0 && code != 3 && code != 4 && !(code == 5 && is_refusal(shot, told)))
		fail_msg("after %s: exit %d\n%s", shot->words, code, buffer_string(&shot->run.err));
	if (code == 4) {
		shot_expect_words(shot, true);
		if (strstr(buffer_string(&shot->run.err), stage->now) == NULL)
			fail_msg("after %s: the message does not say where: %s", shot->words,
			         buffer_string(&shot->run.err));
	}
	if (code == 0 && (told->failed > 0 || told->lines != STAGE_FILES || !told->summary))
		fail_msg("after %s: exit 0, with %u lines and %u failed", shot->words, told->lines,
		         told->failed);
	if (met_files_only(shot))
		check_files_fault(shot, told);
	expect_no_second_try(shot);
	expect_shell(0, &run, stage->now, "ls -A cat/staging");
	if (run.out.n > 0)
		fail_msg("after %s: left in staging/: %s", shot->words, buffer_string(&run.out));
	run_end(&run);
}

/* What is an exhibit was examined in the same change. */
static void
expect_examined(struct stage *stage, const struct shot *shot)
{
	char catalogue[4096];
	unsigned left;

	snprintf(catalogue, sizeof catalogue, "%s/cat", stage->now);
	left = projection_unexamined(catalogue);
	if (left > 0)
		fail_msg("after %s: %u exhibits were not examined", shot->words, left);
}

static void
judge_one(struct stage *stage, const struct trial *trial, const struct shot *shot)
{
	struct run run = { 0 };
	struct told told;
	char *contents;

	stage_audit(stage, shot->words);
	told = check_lines(stage, shot);
	if (!shot->killed)
		check_ending(stage, shot, &told);
	run_shell(&run, stage->now, INTAKE);
	if (run.code != 0)
		fail_msg("after %s the same command ends with %d\n%s\n%s", shot->words, run.code,
		         buffer_string(&run.out), buffer_string(&run.err));
	stage_audit(stage, shot->words);
	expect_examined(stage, shot);
	contents = judge_contents(stage, shot->killed);
	judge_same(shot->killed ? trial->clean : trial->clean_unordered, contents, shot->words);
	free(contents);
	run_end(&run);
}

void
judge_intake(enum stage_place place, const struct fault *faults)
{
	struct trial trial = { .name = "intake", .command = INTAKE, .judge = judge_one };
	struct run run = { 0 };
	struct stage stage;
	char *all, *unordered;

	stage_make(&stage, place, true);
	stage_sources(&stage);
	expect_shell(0, &run, stage.now, INTAKE);
	trial.clean = all = judge_contents(&stage, true);
	trial.clean_unordered = unordered = judge_contents(&stage, false);
	sweep(&stage, &trial, faults);
	free(all);
	free(unordered);
	run_end(&run);
	stage_drop(&stage);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* case.c - looking at what one fault left, and at what was said of it. */
#include "fault/case.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
case_begin(void **state)
{
	struct stage *stage = calloc(1, sizeof *stage);

	assert_non_null(stage);
	stage_make(stage, STAGE_IN_MEMORY, true);
	*state = stage;
	return 0;
}

int
case_end(void **state)
{
	struct stage *stage = *state;

	stage_drop(stage);
	free(stage);
	return 0;
}

/* The line about the path, NULL for the summary; owned, or NULL. *lines is how many have a path. */
static json_t *
find_line(const struct run *run, const char *path, int *lines)
{
	struct text rest = { run->out.p, run->out.n };
	json_t *found = NULL;

	*lines = 0;
	while (rest.n > 0) {
		SCOPED_JSON json_t *line = NULL;
		struct text bytes = text_cut(&rest, '\n');
		struct error err = { 0 };
		const char *of;

		if (json_read(&line, bytes, &err) != STATUS_OK)
			fail_msg("no line of JSON: %s\n%.*s", err.text, (int)bytes.n, bytes.p);
		of = json_string_value(json_object_get(line, "path"));
		*lines += of != NULL;
		if (found == NULL && (path ? of != NULL && strcmp(of, path) == 0
		                           : json_object_get(line, "summary") != NULL))
			found = json_incref(line);
	}
	return found;
}

static json_t *
expect_line(const struct run *run, const char *path)
{
	int lines;
	json_t *line = find_line(run, path, &lines);

	if (line == NULL)
		fail_msg("no line tells of %s:\n%s\n%s", path ? path : "the sums",
		         buffer_string(&run->out), buffer_string(&run->err));
	return line;
}

void
case_expect_counts(const struct run *run, struct case_counts expected)
{
	int lines, added, known, components, failed;
	SCOPED_JSON json_t *last = expect_line(run, NULL);
	json_t *sums = json_object_get(last, "summary");

	json_decref(find_line(run, NULL, &lines));
	if (json_unpack(sums, "{s:i,s:i,s:i,s:i}", "added", &added, "known", &known, "components",
	                &components, "failed", &failed) != 0 ||
	    added != expected.added || known != expected.known ||
	    components != expected.components || failed != expected.failed ||
	    lines != added + known + components + failed)
		fail_msg("expected %d added, %d known, %d components, %d failed:\n%s", expected.added,
		         expected.known, expected.components, expected.failed,
		         buffer_string(&run->out));
}

void
case_expect_failed(const struct run *run, const char *path, const char *code, const char *words)
{
	SCOPED_JSON json_t *line = expect_line(run, path);
	json_t *error = json_object_get(line, "error");
	const char *outcome = json_string_value(json_object_get(line, "outcome"));
	const char *said = json_string_value(json_object_get(error, "code"));
	const char *text = json_string_value(json_object_get(error, "text"));

	if (outcome == NULL || said == NULL || text == NULL || strcmp(outcome, "failed") != 0 ||
	    strcmp(said, code) != 0 || strstr(text, path) == NULL || strstr(text, words) == NULL ||
	    strchr(text, '\n') != NULL)
		fail_msg("expected %s to fail as %s: \"%s\"\ngot %s, %s: %s", path, code, words,
		         outcome ? outcome : "nothing", said ? said : "no code", text ? text : "no words");
}

void
case_expect_outcome(const struct run *run, const char *path, const char *outcome)
{
	SCOPED_JSON json_t *line = expect_line(run, path);

	assert_string_equal(json_string_value(json_object_get(line, "outcome")), outcome);
}

void
case_expect_refused(const struct stage *stage, const struct run *run, const char *name,
                    const char *words)
{
	struct text rest = { run->err.p, run->err.n }, line = text_cut(&rest, '\n');
	char *path = NULL;

	if (asprintf(&path, "%s/%s", stage->now, name) < 0)
		abort();
	if (line.n < 9 || memcmp(line.p, "vidimus: ", 9) != 0 || rest.n > 0 ||
	    strstr(buffer_string(&run->err), words) == NULL ||
	    strstr(buffer_string(&run->err), path) == NULL)
		fail_msg("expected one line that names %s and says \"%s\"; exit %d, and it says:\n%s",
		         path, words, run->code, buffer_string(&run->err));
	free(path);
}

void
case_refuse(struct stage *stage, int code, const char *name, const char *words,
            const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(code, &run, stage->now, "%s", command);
	case_expect_refused(stage, &run, name, words);
}

void
case_expect_sound(struct stage *stage, const char *after)
{
	SCOPED(run) run = { 0 };

	stage_audit(stage, after);
	expect_shell(0, &run, stage->now, "ls -A cat/staging; ls -dA *unfinished* .[!.]* 2>/dev/null || :");
	if (run.out.n > 0)
		fail_msg("after %s there is left: %s", after, buffer_string(&run.out));
}

char *
case_bytes(struct stage *stage, const char *name)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now,
	             "find '%s' home | sort && find '%s' home -type f -exec sha256sum {} + | sort", name,
	             name);
	assert_true(run.out.n > 0);
	return buffer_take(&run.out);
}

void
case_expect_bytes(struct stage *stage, const char *name, char *before)
{
	char *now = case_bytes(stage, name);

	assert_string_equal(before, now);
	free(now);
	free(before);
}

const char *
case_become_nobody(struct stage *stage)
{
	SCOPED(run) run = { 0 };

	if (geteuid() != 0)
		return "";
	/* the folder that holds the program may be root's alone */
	expect_shell(0, &run, stage->root,
	             "cp \"$VIDIMUS\" program; cp \"${VIDIMUS%%/*}\"/vidimus-worker-* . 2>/dev/null; chmod 755 . program; chown -R 65534:65534 .");
	return "VIDIMUS=\"$PWD/../program\"; export VIDIMUS; "
	       "exec setpriv --reuid=65534 --regid=65534 --clear-groups ";
}

bool
case_can_mount(const char *what)
{
	SCOPED(run) run = { 0 };

	run_shell(&run, NULL, IN_MOUNTS "mount -t tmpfs x /mnt'");
	if (run.code == 0)
		return true;
	print_message("SKIPPED: no mount can be made here, so %s was not tried: %s\n", what,
	              buffer_string(&run.err));
	return false;
}

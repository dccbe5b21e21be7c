/* SPDX-License-Identifier: Apache-2.0 */
/* example_child.c - starts the program anew, with the example's folder as its world. */
#include "cli/example_child.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/child.h"
#include "cli/interrupt.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF       "/proc/self/exe"
#define SAID_LIMIT ((size_t)1 << 20)
#define FILE_MODE  0644u

/* What the child is given and leaves. */
struct ends {
	int input, said; /* memory files */
};

static enum status
open_ends(const struct example_step *step, struct ends *ends, struct error *err)
{
	ends->input = memfd_create("input", MFD_CLOEXEC);
	ends->said = memfd_create("said", MFD_CLOEXEC);
	if (ends->input < 0 || ends->said < 0)
		return fail_os(err, "cannot make the streams of a command");
	if (file_write_all(ends->input, step->input.p, step->input.n, err) != STATUS_OK)
		return err ? err->status : STATUS_IO;
	if (lseek(ends->input, 0, SEEK_SET) != 0)
		return fail_os(err, "cannot rewind the input of a command");
	return STATUS_OK;
}

static void
close_ends(struct ends *ends)
{
	if (ends->input >= 0)
		close(ends->input);
	if (ends->said >= 0)
		close(ends->said);
}

static bool
set_folder(const char *variable, const char *folder, const char *name)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/%s", folder, name);

	return n > 0 && (size_t)n < sizeof path && setenv(variable, path, 1) == 0;
}

/* The child. Only the example's own folder says whose keys there are. */
static void
become(const struct example_step *step, const char *folder, const struct ends *ends)
{
	const char *words[EXAMPLE_WORDS + 3] = { "vidimus", "--quiet" };
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	char path[4096];
	ssize_t n = readlink(SELF, path, sizeof path - 1);

	for (size_t i = 0; i <= step->count; i++)
		words[i + 2] = step->words[i];
	if (n > 0 && set_folder("XDG_CONFIG_HOME", folder, "home/config") &&
	    set_folder("XDG_STATE_HOME", folder, "home/state") &&
	    set_folder("VIDIMUS_CATALOG", folder, "catalogue") &&
	    setenv("VIDIMUS_KEY", step->key, 1) == 0 && chdir(folder) == 0 &&
	    dup2(ends->input, 0) == 0 && dup2(nothing, 1) == 1 && dup2(ends->said, 2) == 2) {
		path[n] = '\0';
		interrupt_restore_defaults();
		execv(path, (char *const *)(uintptr_t)words);
	}
	_exit(127);
}

/* The first line that the child said on standard error. */
static struct text
first_line(const struct buffer *said)
{
	struct text rest = text_trim(text_of_buffer(said));

	return text_cut(&rest, '\n');
}

static enum status
judge(const struct example_step *step, int state, int said, struct error *err)
{
	SCOPED(buffer) command = { 0 };
	SCOPED(buffer) words = { 0 };
	struct text line;

	if (WIFEXITED(state) && WEXITSTATUS(state) == 0)
		return STATUS_OK;
	for (size_t i = 0; i < step->count; i++) {
		buffer_append_string(&command, i > 0 ? " " : "");
		buffer_append_string(&command, step->words[i]);
	}
	if (lseek(said, 0, SEEK_SET) != 0 ||
	    file_read_all(said, SAID_LIMIT, &words, NULL) != STATUS_OK)
		return fail(err, STATUS_FAULT, "`vidimus %s` failed", buffer_string(&command));
	line = first_line(&words);
	return fail(err, STATUS_FAULT, "`vidimus %.300s` ended with %d: %.*s", buffer_string(&command),
	            WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state), (int)line.n, line.p);
}

static enum status
write_new(const struct example_step *step, const char *folder, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	enum status st;

	buffer_append_format(&path, "%s/%s", folder, step->words[1]);
	st = buffer_check(&path, err);
	return st == STATUS_OK ? file_create(buffer_string(&path), text_of_buffer(&step->input), FILE_MODE, err)
	                       : st;
}

static enum status
run_program(const struct example_step *step, const char *folder, struct error *err)
{
	struct ends ends = { -1, -1 };
	enum status st = open_ends(step, &ends, err);
	pid_t child = st == STATUS_OK ? fork() : -1;
	int state;

	if (st == STATUS_OK && child < 0)
		st = fail_os(err, "cannot start a command");
	if (child == 0)
		become(step, folder, &ends);
	if (st == STATUS_OK) {
		state = child_wait(child, 0);
		st = interrupt_check(err);
		if (st == STATUS_OK)
			st = judge(step, state, ends.said, err);
	}
	close_ends(&ends);
	return st;
}

enum status
example_child_run(const struct example_step *step, const char *folder, struct error *err)
{
	if (step->count == 2 && strcmp(step->words[0], ">") == 0)
		return write_new(step, folder, err);
	return run_program(step, folder, err);
}

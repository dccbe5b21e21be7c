/* SPDX-License-Identifier: Apache-2.0 */
/* editor.c - a private folder, an editor in it, and nothing left behind. */
#include "cli/editor.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/child.h"
#include "cli/interrupt.h"
#include "cli/prose.h"
#include "cli/terminal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FOLDER_SIZE 512

static const char *
chosen_editor(void)
{
	const char *names[] = { "VISUAL", "EDITOR" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *editor = getenv(names[i]);

		if (editor != NULL && editor[0] != '\0')
			return editor;
	}
	return terminal_has_person() ? "vi" : NULL;
}

bool
editor_is_there(void)
{
	return chosen_editor() != NULL;
}

/* $XDG_RUNTIME_DIR when it is a folder of ours that nobody else enters, else /tmp. */
static const char *
private_base(void)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	if (base != NULL && base[0] == '/' && strlen(base) < FOLDER_SIZE / 2 &&
	    stat(base, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	    (st.st_mode & 077) == 0)
		return base;
	return "/tmp";
}

static enum status
write_template(int folder, const char *name, struct text template, struct error *err)
{
	SCOPED_FD file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t at = 0;

	if (file < 0)
		return fail_os(err, "cannot create a file for the editor");
	while (at < template.n) {
		ssize_t n = write(file, template.p + at, template.n - at);

		if (n < 0 && errno != EINTR)
			return fail_os(err, "cannot write the file for the editor");
		at += n > 0 ? (size_t)n : 0;
	}
	return STATUS_OK;
}

/* The child: the terminal as its input and output, even where ours are pipes. */
static void
become_editor(const char *editor, const char *path)
{
	SCOPED_FREE char *command = NULL;
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY);

	interrupt_restore_defaults();
	if (tty > STDERR_FILENO && terminal_has_person()) {
		dup2(tty, STDIN_FILENO);
		dup2(tty, STDOUT_FILENO);
	}
	if (tty > STDERR_FILENO)
		close(tty);
	/* $EDITOR may have arguments and set variables; exec: what we end must be the editor itself */
	if (asprintf(&command, "exec env %s \"$1\"", editor) >= 0)
		execl("/bin/sh", "sh", "-c", command, "sh", path, (char *)NULL);
	_exit(127);
}

/* Ctrl-C belongs to the editor while it runs. */
static int
wait_for_editor(pid_t child)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, interrupt, quit;
	int state;

	sigemptyset(&ignore.sa_mask);
	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	state = child_wait(child, 0);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	return state;
}

static enum status
run_editor(const char *editor, const char *path, struct error *err)
{
	enum status status;
	pid_t child = fork();
	int state;

	if (child < 0)
		return fail_os(err, "cannot start the editor");
	if (child == 0)
		become_editor(editor, path);
	state = wait_for_editor(child);
	status = interrupt_check(err);
	if (status != STATUS_OK)
		return status;
	if (WIFSIGNALED(state))
		return fail(err, STATUS_INVALID, "the editor %s was ended by signal %d; nothing is kept",
		            editor, WTERMSIG(state));
	if (WEXITSTATUS(state) != 0)
		return fail(err, STATUS_INVALID, "the editor %s ended with %d; nothing is kept", editor,
		            WEXITSTATUS(state));
	return STATUS_OK;
}

/* Zeros over the bytes, then the name. */
static void
shred(int folder, const char *name)
{
	SCOPED_FD file = openat(folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	static const char zeros[4096];
	struct stat st;

	if (file >= 0 && fstat(file, &st) == 0 && S_ISREG(st.st_mode)) {
		off_t left = st.st_size;

		while (left > 0) {
			size_t n = left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros;

			if (write(file, zeros, n) != (ssize_t)n)
				break;
			left -= (off_t)n;
		}
		fsync(file);
	}
	unlinkat(folder, name, 0);
}

/* Takes over `folder`. What cannot be removed (a folder of the editor's) stays, private. */
static void
remove_folder(int folder, const char *path)
{
	DIR *list = fdopendir(folder);
	struct dirent *entry;

	if (list == NULL) {
		close(folder);
		return;
	}
	while ((entry = readdir(list)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			shred(dirfd(list), entry->d_name);
	closedir(list);
	rmdir(path);
}

static enum status
edit_in(int folder, const char *path, struct text template, size_t limit, struct buffer *out,
        struct error *err)
{
	const char *name = strrchr(path, '/') + 1;
	enum status status = write_template(folder, name, template, err);

	if (status == STATUS_OK)
		status = run_editor(chosen_editor(), path, err);
	if (status == STATUS_OK) {
		SCOPED_FD file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

		if (file < 0)
			return fail_os(err, "the editor left no file");
		status = read_bounded(out, file, limit, err);
	}
	return status;
}

enum status
editor_edit(struct buffer *out, const char *name, struct text template, size_t limit,
            bool *changed, struct error *err)
{
	char path[FOLDER_SIZE], whole[2 * FOLDER_SIZE];
	enum status status;
	int folder;

	if (!editor_is_there())
		return fail(err, STATUS_INVALID, "there is neither a terminal nor $EDITOR to write it in");
	snprintf(path, sizeof path, "%s/vidimus-XXXXXX", private_base());
	if (mkdtemp(path) == NULL)
		return fail_os(err, "cannot create a private folder below %s", private_base());
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0) {
		status = fail_os(err, "cannot open the private folder %s", path);
		rmdir(path);
		return status;
	}
	snprintf(whole, sizeof whole, "%s/%s", path, name);
	status = edit_in(folder, whole, template, limit, out, err);
	remove_folder(folder, path);
	if (status != STATUS_OK)
		return while_doing(err, status, "writing %s in the editor", name);
	*changed = !text_equal(text_of_buffer(out), template);
	return STATUS_OK;
}

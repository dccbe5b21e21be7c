/* SPDX-License-Identifier: Apache-2.0 */
/* support.c - temporary folders, programs and shared data for the tests. */
#include "support/support.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void
run_end(struct run *run)
{
	buffer_end(&run->out);
	buffer_end(&run->err);
}

static void
set_folder(const char *name, const char *folder, const char *below)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/home%s", folder, below);
	setenv(name, path, 1);
}

void
become_shell(const char *folder, const char *command)
{
	setenv("VIDIMUS", VIDIMUS_PROGRAM, 1);
	setenv("SHARED", VIDIMUS_SHARED, 1);
	setenv("SOURCE", VIDIMUS_SOURCE, 1);
	unsetenv("VIDIMUS_CATALOG");
	unsetenv("VIDIMUS_KEY");
	if (folder != NULL) {
		set_folder("HOME", folder, "");
		set_folder("XDG_CONFIG_HOME", folder, "/config");
		set_folder("XDG_STATE_HOME", folder, "/state");
		set_folder("XDG_CACHE_HOME", folder, "/cache");
		if (chdir(folder) != 0)
			_exit(126);
	}
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static void
become_silent_shell(const char *folder, const char *command, int out, int err)
{
	int null = open("/dev/null", O_RDONLY);

	dup2(null, 0);
	dup2(out, 1);
	dup2(err, 2);
	become_shell(folder, command);
}

/* Reads both pipes until their ends close. */
static void
collect(struct run *run, int out, int err)
{
	struct pollfd fds[2] = { { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN } };
	struct buffer *buffers[2] = { &run->out, &run->err };
	char bytes[65536];

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, -1) < 0)
			continue;
		for (int i = 0; i < 2; i++) {
			ssize_t n;

			if (fds[i].fd < 0 || fds[i].revents == 0)
				continue;
			n = read(fds[i].fd, bytes, sizeof bytes);
			if (n > 0) {
				buffer_append(buffers[i], bytes, (size_t)n);
			} else if (n == 0 || errno != EINTR) {
				close(fds[i].fd);
				fds[i].fd = -1;
			}
		}
	}
}

static void
run_command(struct run *run, const char *folder, const char *command)
{
	int out[2], err[2], state;
	pid_t child;

	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
		fail_msg("pipe: %s", strerror(errno));
	child = fork();
	if (child < 0)
		fail_msg("fork: %s", strerror(errno));
	if (child == 0)
		become_silent_shell(folder, command, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	collect(run, out[0], err[0]);
	while (waitpid(child, &state, 0) < 0 && errno == EINTR)
		;
	run->code = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

PRINTF_LIKE(1, 0) static char *
format_command(const char *format, va_list ap)
{
	char *command = NULL;

	if (vasprintf(&command, format, ap) < 0)
		abort();
	return command;
}

void
run_shell(struct run *run, const char *folder, const char *format, ...)
{
	char *command;
	va_list ap;

	run_end(run);
	va_start(ap, format);
	command = format_command(format, ap);
	va_end(ap);
	run_command(run, folder, command);
	free(command);
}

void
expect_shell(int code, struct run *run, const char *folder, const char *format, ...)
{
	char *command;
	va_list ap;

	run_end(run);
	va_start(ap, format);
	command = format_command(format, ap);
	va_end(ap);
	run_command(run, folder, command);
	if (run->code != code)
		fail_msg("exit %d, expected %d: %s\n--- output\n%s\n--- error\n%s", run->code, code,
		         command, buffer_string(&run->out), buffer_string(&run->err));
	free(command);
}

char *
folder_make(void)
{
	const char *base = getenv("TMPDIR");
	char *path = NULL, inner[4096];

	if (asprintf(&path, "%s/vidimus-test-XXXXXX", base ? base : "/tmp") < 0 ||
	    mkdtemp(path) == NULL)
		fail_msg("mkdtemp: %s", strerror(errno));
	snprintf(inner, sizeof inner, "%s/home", path);
	if (mkdir(inner, 0700) != 0)
		fail_msg("mkdir: %s", strerror(errno));
	return path;
}

static int
remove_entry(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st;
	(void)kind;
	(void)walk;
	if (remove(path) != 0)
		fprintf(stderr, "cannot remove %s: %s\n", path, strerror(errno));
	return 0;
}

void
folder_remove(char *folder)
{
	if (folder != NULL && getenv("VIDIMUS_TEST_KEEP") == NULL)
		nftw(folder, remove_entry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	free(folder);
}

char *
shared_path(const char *relative)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s", VIDIMUS_SHARED, relative) < 0)
		abort();
	if (access(path, F_OK) != 0) {
		free(path);
		return NULL;
	}
	return path;
}

void
need_shared(const char *relative)
{
	char *path = shared_path(relative);

	if (path == NULL) {
		printf("SKIPPED: the test data %s/%s is not there\n", VIDIMUS_SHARED, relative);
		exit(SKIPPED_EXIT);
	}
	free(path);
}

void
read_file(struct buffer *out, const char *path)
{
	char bytes[65536];
	FILE *file = fopen(path, "rb");
	size_t n;

	if (file == NULL)
		fail_msg("cannot open %s: %s", path, strerror(errno));
	while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
		buffer_append(out, bytes, n);
	fclose(file);
}

void
write_file(const char *path, const void *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");

	if (file == NULL || fwrite(bytes, 1, n, file) != n || fclose(file) != 0)
		fail_msg("cannot write %s: %s", path, strerror(errno));
}

void
assert_status_is(enum status expected, enum status got, const struct error *err, const char *file,
                 int line)
{
	if (got != expected) {
		print_error("%s:%d: status %d, expected %d: %s\n", file, line, (int)got,
		            (int)expected, err ? err->text : "");
		_fail(file, line);
	}
}

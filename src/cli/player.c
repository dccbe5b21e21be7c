/* SPDX-License-Identifier: Apache-2.0 */
/* player.c - mpv's words, and the process in which it runs. */
#include "cli/player.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/child.h"
#include "cli/fence.h"
#include "cli/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLAYER          "mpv"
#define PLAYER_FILE     3    /* the descriptor it finds the file at: fd://3 */
#define PLAYER_PATIENCE 2000 /* milliseconds to end by itself */
#define EXIT_UNFENCED   126
#define EXIT_NOT_RUN    127
#define X11_PORT        6000 /* of display 0 */

/* Given always: nothing but the one file is opened, and nothing is kept. */
static const char *const always[] = {
	"--no-config",              "--terminal=no",       "--load-scripts=no",
	"--load-auto-profiles=no",  "--load-osd-console=no", "--load-stats-overlay=no",
	"--ytdl=no",                "--access-references=no", "--load-unsafe-playlists=no",
	"--autoload-files=no",      "--sub-auto=no",       "--audio-file-auto=no",
	"--cover-art-auto=no",      "--embeddedfonts=no",  "--resume-playback=no",
	"--save-position-on-quit=no", "--hwdec=no",        "--idle=no",
	"--force-window=yes",       "--pause",             "--keep-open=yes",
	"--image-display-duration=inf", "--volume=20",
	/* windows only: others fill a bare console, or show nothing and wait for ever */
	"--vo=gpu,wlshm,x11",
};
#define ALWAYS (sizeof always / sizeof always[0])

/* The program's path in PATH; what is not absolute there is left out. Owned, or NULL. */
static char *
find_player(void)
{
	const char *path = getenv("PATH");
	struct text rest = text_of(path ? path : "");

	while (rest.p != NULL) {
		struct text folder = text_cut(&rest, ':');
		SCOPED(buffer) name = { 0 };
		struct stat st;

		if (folder.n == 0 || folder.p[0] != '/')
			continue;
		buffer_append_text(&name, folder);
		buffer_append_string(&name, "/" PLAYER);
		if (access(buffer_string(&name), X_OK) == 0 && stat(buffer_string(&name), &st) == 0 &&
		    S_ISREG(st.st_mode))
			return buffer_take(&name);
	}
	return NULL;
}

static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && value[0] != '\0';
}

enum status
player_check(const struct player_look *look, struct error *err)
{
	SCOPED_FREE char *path = find_player();

	if (path == NULL)
		return fail(err, STATUS_NOT_FOUND,
		            "there is no " PLAYER " to look with: install it (Debian, Ubuntu: sudo apt "
		            "install mpv), or take a copy elsewhere with `vidimus working-copy`");
	if (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY"))
		return fail(err, STATUS_NOT_FOUND,
		            "there is no display here, as neither DISPLAY nor WAYLAND_DISPLAY is set: look from a "
		            "desktop, or take a copy elsewhere with `vidimus working-copy`");
	if (!look->unfenced && !fence_is_there())
		return fail(err, STATUS_REFUSED,
		            "this kernel has no Landlock, so a hostile file could make the player write "
		            "anywhere: --unfenced opens it all the same");
	return STATUS_OK;
}

/* A display elsewhere, as ssh -X makes it, is reached by TCP: "localhost:10.0" is port 6010. */
static unsigned
display_port(void)
{
	const char *display = getenv("DISPLAY"), *colon;

	if (is_set("WAYLAND_DISPLAY") || !is_set("DISPLAY") || display[0] == '/' ||
	    display[0] == ':' || strncmp(display, "unix:", 5) == 0)
		return 0;
	colon = strrchr(display, ':');
	return colon ? X11_PORT + (unsigned)(strtoul(colon + 1, NULL, 10) % 1000) : 0;
}

/* The words of the command line; options end before the file, which is a number. */
struct words {
	const char   *list[ALWAYS + 12];
	size_t        n;
	struct buffer fit, title, media;
};

static void
words_end(struct words *words)
{
	buffer_end(&words->fit);
	buffer_end(&words->title);
	buffer_end(&words->media);
}

static void
words_add(struct words *words, const char *word)
{
	words->list[words->n++] = word;
}

static enum status
words_make(struct words *words, const struct player_look *look, struct error *err)
{
	if (look->large)
		buffer_append_string(&words->fit, "--autofit-larger=90%x90%");
	else
		buffer_append_format(&words->fit, "--autofit=%ux%u", look->side, look->side);
	buffer_append_format(&words->title, "--title=%s", look->title);
	buffer_append_format(&words->media, "--force-media-title=%s", look->title);
	words_add(words, PLAYER);
	for (size_t i = 0; i < ALWAYS; i++)
		words_add(words, always[i]);
	words_add(words, is_set("WAYLAND_DISPLAY") ? "--gpu-context=wayland" : "--gpu-context=x11egl");
	words_add(words, look->sound ? "--mute=no" : "--mute=yes");
	if (!look->colour) {
		words_add(words, "--saturation=-100");
		/* some outputs know no saturation; this makes the frames themselves grey */
		words_add(words, "--vf=lavfi=[hue=s=0]");
	}
	words_add(words, buffer_string(&words->fit));
	words_add(words, buffer_string(&words->title));
	words_add(words, buffer_string(&words->media));
	words_add(words, "--");
	words_add(words, "fd://3");
	return buffer_check(&words->title, err);
}

/* In the child: the file as its only descriptor beside the silent standard ones. */
static void
become_player(const char *path, const struct words *words, const struct player_look *look,
              int file, pid_t parent)
{
	int apart = fcntl(file, F_DUPFD_CLOEXEC, PLAYER_FILE + 1);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (apart < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0 || dup2(apart, PLAYER_FILE) < 0 ||
	    close_range(PLAYER_FILE + 1, ~0u, 0) != 0 || chdir("/") != 0)
		_exit(EXIT_NOT_RUN);
	interrupt_restore_defaults();
	/* no picture stays on the screen when we are killed */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
		_exit(EXIT_NOT_RUN);
	if (!fence_apply(display_port()) && !look->unfenced)
		_exit(EXIT_UNFENCED);
	execv(path, (char *const *)(uintptr_t)words->list);
	_exit(EXIT_NOT_RUN);
}

/* mpv(1), EXIT CODES: 4 is an end by a signal or by the window being closed. */
static enum status
judge_end(int state, struct error *err)
{
	enum status status = interrupt_check(err);
	int code = WIFEXITED(state) ? WEXITSTATUS(state) : 0;

	if (status != STATUS_OK || (WIFEXITED(state) && (code == 0 || code == 4)))
		return status;
	if (WIFSIGNALED(state) && (WTERMSIG(state) == SIGINT || WTERMSIG(state) == SIGTERM))
		return STATUS_OK;
	if (WIFSIGNALED(state))
		return fail(err, STATUS_FALSE, "the player was ended by signal %d", WTERMSIG(state));
	if (code == EXIT_UNFENCED)
		return fail(err, STATUS_REFUSED, "the player could not be fenced in");
	return fail(err, STATUS_FALSE,
	            "the player could not show it (" PLAYER " ended with %d): it cannot read the file, or "
	            "the display that DISPLAY or WAYLAND_DISPLAY names is not there; `vidimus "
	            "working-copy` makes a copy to open elsewhere", code);
}

enum status
player_run(const struct player_look *look, int file, struct error *err)
{
	SCOPED_FREE char *path = find_player();
	SCOPED(words) words = { .n = 0 };
	pid_t parent = getpid(), child;
	enum status status = player_check(look, err);

	if (status == STATUS_OK)
		status = words_make(&words, look, err);
	if (status != STATUS_OK)
		return status;
	child = fork();
	if (child < 0)
		return fail_os(err, "cannot start the player");
	if (child == 0)
		become_player(path, &words, look, file, parent);
	return judge_end(child_wait(child, PLAYER_PATIENCE), err);
}

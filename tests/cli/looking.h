/* SPDX-License-Identifier: Apache-2.0 */
/* looking.h - a catalogue with three items, and an mpv of the test's own, first on PATH. */
#ifndef VIDIMUS_TESTS_CLI_LOOKING_H
#define VIDIMUS_TESTS_CLI_LOOKING_H

#include "cli/catalogue.h"

#include "support/person.h"

#include <sys/stat.h>

/* A display that nobody has, and the test's programs before all others. */
#define SEAT "PATH=\"$PWD/bin:$PATH\" DISPLAY=:87 WAYLAND_DISPLAY= "

/* The journal of the catalogue `cat`. */
#define JOURNAL "home/state/vidimus/journal/*.jsonl"

/* bin/mpv is this script. */
static inline void
write_player(const char *folder, const char *script)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/bin/mpv", folder);
	write_file(path, script, strlen(script));
	assert_int_equal(chmod(path, 0755), 0);
}

/* E-000001 and E-000002, which nobody assessed, are images, E-000003 sounds; mpv shows all at once. */
static inline int
begin_looking(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "a.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	expect_shell(0, &run, *state, "printf 'fLaC\\0\\0\\0\\042' >c.flac; mkdir bin && " V
	             "intake a.jpg b.jpg c.flac >o && " V "list type:audio --json");
	assert_out(&run, "E-000003");
	write_player(*state, "#!/bin/sh\nexit 0\n");
	return 0;
}

/* Skips the test, loudly, where the real player is not there. */
static inline void
need_player(void)
{
	if (system("mpv --version >/dev/null 2>&1") == 0)
		return;
	print_message("SKIPPED: no mpv is installed\n");
	skip();
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* stage.c - the same start for every trial. */
#include "fault/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define ROOM_NEEDED (UINT64_C(256) << 20)

static char *
join(const char *folder, const char *name)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	return path;
}

/* As folder_make, below /dev/shm if that has room and nobody said otherwise. */
static char *
make_in_memory(void)
{
	struct statvfs fs;
	char *folder;

	if (getenv("TMPDIR") != NULL || access("/dev/shm", W_OK) != 0 ||
	    statvfs("/dev/shm", &fs) != 0 || (uint64_t)fs.f_bavail * fs.f_frsize < ROOM_NEEDED)
		return folder_make();
	setenv("TMPDIR", "/dev/shm", 1);
	folder = folder_make();
	unsetenv("TMPDIR");
	return folder;
}

void
stage_make(struct stage *stage, enum stage_place place, bool catalogue)
{
	struct run run = { 0 };

	stage->root = place == STAGE_IN_MEMORY ? make_in_memory() : folder_make();
	stage->start = join(stage->root, "start");
	stage->now = join(stage->root, "now");
	expect_shell(0, &run, NULL, "mkdir -p '%s/home' '%s/in'", stage->start, stage->root);
	stage_reset(stage);
	if (catalogue) {
		expect_shell(0, &run, stage->now,
		             "$VIDIMUS init cat --name Cases --actor ana --no-passphrase");
		stage_keep(stage);
	}
	run_end(&run);
}

void
stage_drop(struct stage *stage)
{
	free(stage->start);
	free(stage->now);
	folder_remove(stage->root);
}

/* Bytes that begin as a JPEG does and differ by name. */
static void
write_source(struct stage *stage, const char *name, const char *head, size_t n)
{
	char *path = join(stage->root, name);
	char *bytes = malloc(n + 1);
	unsigned state = 2166136261u;

	if (bytes == NULL)
		abort();
	for (const char *p = name; *p != '\0'; p++)
		state = (state ^ (unsigned char)*p) * 16777619u;
	for (size_t i = 0; i < n; i++) {
		state = state * 1664525u + 1013904223u;
		bytes[i] = (char)(state >> 24);
	}
	memcpy(bytes, head, strlen(head) < n ? strlen(head) : n);
	write_file(path, bytes, n);
	free(bytes);
	free(path);
}

void
stage_sources(struct stage *stage)
{
	static const char jpeg[] = "\xff\xd8\xff\xe0";
	struct run run = { 0 };
	char name[64];

	expect_shell(0, &run, stage->root, "mkdir in/below in/below/deeper");
	for (int i = 1; i <= 5; i++) {
		snprintf(name, sizeof name, "in/photo-%d.jpg", i);
		write_source(stage, name, jpeg, (size_t)i * 3000);
	}
	write_source(stage, "in/below/large.jpg", jpeg, (3u << 20) + 17);
	write_source(stage, "in/below/other.png", "\x89PNG\r\n\x1a\n", 5000);
	write_source(stage, "in/below/deeper/last.jpg", jpeg, 70000);
	write_source(stage, "in/result.json", "{\"name\":\"chat\"}", 15);
	write_source(stage, "in/notes.txt", "text", 900);
	write_source(stage, "in/empty.mp4", "", 0);
	expect_shell(0, &run, stage->root, "cp in/photo-3.jpg in/below/photo-3-again.jpg");
	run_end(&run);
}

void
stage_reset(struct stage *stage)
{
	struct run run = { 0 };

	expect_shell(0, &run, NULL, "rm -rf '%s' && cp -a '%s' '%s'", stage->now, stage->start,
	             stage->now);
	run_end(&run);
}

void
stage_keep(struct stage *stage)
{
	struct run run = { 0 };

	expect_shell(0, &run, NULL, "rm -rf '%s' && cp -a '%s' '%s'", stage->start, stage->now,
	             stage->start);
	run_end(&run);
}

unsigned
stage_step(void)
{
	if (getenv("VIDIMUS_TEST_FULL") != NULL)
		return 1;
#ifdef __SANITIZE_ADDRESS__
	return 41; /* several times as slow, and the plain build takes more of them */
#else
	return 7;
#endif
}

void
stage_audit(struct stage *stage, const char *after)
{
	struct run run = { 0 };

	run_shell(&run, stage->now, "XDG_CONFIG_HOME=$PWD/nobody $VIDIMUS -C cat audit --json");
	if (run.code != 0 || run.out.p == NULL || strstr(run.out.p, "\"ok\":true") == NULL)
		fail_msg("after %s: audit ends with %d\n%s\n%s", after, run.code,
		         buffer_string(&run.out), buffer_string(&run.err));
	run_end(&run);
}

void
stage_need_strace(void)
{
	struct run run = { 0 };

	run_shell(&run, NULL, "strace -f -qq -o /dev/null -e trace=write -e inject=write:error=EIO:when=9 true");
	if (run.code != 0) {
		printf("SKIPPED: strace is not there or may not trace here: %s\n",
		       buffer_string(&run.err));
		exit(SKIPPED_EXIT);
	}
#ifdef __SANITIZE_ADDRESS__
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* whoever is traced cannot look for leaks */
#endif
	run_end(&run);
}

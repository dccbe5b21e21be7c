/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lock.c - turns by flock(2), with words for who waits.
 *
 * Who waits holds the next turn, a lock on the file's first byte (fcntl(2),
 * F_OFD_SETLK, which flock(2) does not know of), so that who releases cannot
 * come back before it. A waiter that was stopped in its sleep is passed over
 * after a while.
 */
#include "store/lock.h"

#include "base/error.h"
#include "base/file.h"
#include "base/instant.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#define LOCK_FILE "lock"
#define LOCK_MODE 0640
#define WORDS_MAX 512
#define NAP       5   /* milliseconds between two tries */
#define POLITE    500 /* milliseconds for which another's turn is respected */

struct lock {
	int fd;
};

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum status
open_file(int catalogue_fd, int *fd, struct error *err)
{
	SCOPED_FD file = openat(catalogue_fd, LOCK_FILE,
	                        O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
	                        LOCK_MODE);
	struct stat st;

	if (file < 0 && errno == ELOOP)
		return fail(err, STATUS_UNUSABLE,
		            "the catalogue's file " LOCK_FILE " is a symbolic link, which is never followed: remove it");
	if (file < 0) {
		fail_os(err, "cannot open the catalogue's file " LOCK_FILE);
		return fail_as(err, STATUS_UNUSABLE);
	}
	if (fstat(file, &st) != 0 || !S_ISREG(st.st_mode))
		return fail(err, STATUS_UNUSABLE,
		            "the catalogue's file " LOCK_FILE " is no regular file: remove it");
	*fd = file;
	file = -1;
	return STATUS_OK;
}

/* Whether the name still leads to the open file; another one would lock nothing. */
static bool
is_current(int catalogue_fd, int fd)
{
	struct stat named, open;

	return fstatat(catalogue_fd, LOCK_FILE, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(fd, &open) == 0 && named.st_dev == open.st_dev && named.st_ino == open.st_ino;
}

/* Takes, or gives back, the next turn. */
static bool
set_turn(int fd, short type)
{
	struct flock turn = { .l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &turn) == 0;
}

/* Tries until `deadline`; STATUS_BUSY then. */
static enum status
wait_for_turn(int fd, int64_t deadline, struct error *err)
{
	const struct timespec nap = { 0, NAP * 1000000 };
	int64_t polite_until = milliseconds() + POLITE;
	bool ours = false;

	for (;;) {
		int64_t now = milliseconds();

		ours = ours || set_turn(fd, F_WRLCK);
		errno = EWOULDBLOCK;
		if ((ours || now >= polite_until || now >= deadline) &&
		    flock(fd, LOCK_EX | LOCK_NB) == 0)
			break;
		if (errno != EWOULDBLOCK && errno != EINTR) {
			fail_os(err, "cannot lock the catalogue");
			return fail_as(err, STATUS_UNUSABLE);
		}
		if (now >= deadline)
			return STATUS_BUSY;
		nanosleep(&nap, NULL);
	}
	if (ours)
		set_turn(fd, F_UNLCK);
	return STATUS_OK;
}

/* Whether the words name a process that is there; what a dead one left tells nothing. */
static bool
is_alive(struct text words)
{
	struct text number = text_cut(&words, ' ');
	uint64_t pid;

	if (!text_is(number, "process"))
		return false;
	number = text_cut(&words, ' ');
	return text_number(number, INT32_MAX, &pid) && pid > 0 &&
	       (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

/* Who holds it, from what the holder wrote. */
static enum status
say_busy(int fd, struct error *err)
{
	SCOPED(buffer) words = { 0 };
	struct text who = { 0 };

	if (lseek(fd, 0, SEEK_SET) == 0 && file_read_all(fd, WORDS_MAX, &words, NULL) == STATUS_OK)
		who = text_trim(text_of_buffer(&words));
	if (!is_alive(who))
		who = text_of("another process");
	return fail(err, STATUS_BUSY, "the catalogue is being written by %.*s: try again later",
	            (int)who.n, who.p);
}

/* Words for people only: whether they can be written decides nothing, not even on a full disk. */
static void
write_words(int fd, const char *verb)
{
	char words[WORDS_MAX], time[INSTANT_HUMAN_SIZE];
	int n;

	if (!instant_write_human(time, instant_now()))
		time[0] = '\0';
	n = snprintf(words, sizeof words, "process %ld (%.64s) since %s\n", (long)getpid(), verb, time);
	if (ftruncate(fd, 0) == 0 && n > 0 && pwrite(fd, words, (size_t)n, 0) < 0)
		return;
}

/* Opens the file and waits; STATUS_STALE when the file was taken away meanwhile. */
static enum status
take(int catalogue_fd, int64_t deadline, int *fd, struct error *err)
{
	SCOPED_FD file = -1;
	enum status st = open_file(catalogue_fd, &file, err);

	if (st == STATUS_OK)
		st = wait_for_turn(file, deadline, err);
	if (st == STATUS_BUSY)
		return say_busy(file, err);
	if (st != STATUS_OK)
		return st;
	if (!is_current(catalogue_fd, file))
		return STATUS_STALE;
	*fd = file;
	file = -1;
	return STATUS_OK;
}

enum status
lock_take(struct lock **out, int catalogue_fd, const char *verb, unsigned wait_milliseconds,
          struct error *err)
{
	int64_t deadline = milliseconds() + wait_milliseconds;
	SCOPED_POINTER(lock) lock = calloc(1, sizeof *lock);
	enum status st;

	if (lock == NULL)
		return fail_memory(err);
	lock->fd = -1;
	do
		st = take(catalogue_fd, deadline, &lock->fd, err);
	while (st == STATUS_STALE);
	if (st != STATUS_OK)
		return st;
	write_words(lock->fd, verb);
	*out = lock;
	lock = NULL;
	return STATUS_OK;
}

void
lock_release(struct lock *lock)
{
	if (lock == NULL)
		return;
	if (lock->fd >= 0) {
		/* words that stay are those of one who is gone, or does something else */
		(void)!ftruncate(lock->fd, 0);
		flock(lock->fd, LOCK_UN);
		close(lock->fd);
	}
	free(lock);
}

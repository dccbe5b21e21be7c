/* SPDX-License-Identifier: Apache-2.0 */
/* lock.c - turns by flock(2), with words for who waits. */
#include "store/lock.h"

#include "base/error.h"
#include "base/file.h"
#include "base/instant.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#define LOCK_FILE  "lock"
#define QUEUE_FILE "lock.queue" /* held by whoever is next, so that a releaser cannot come back first */
#define WORDS_MAX  512
#define NAP        (10 * 1000 * 1000) /* nanoseconds */

struct lock {
	int fd;
};

static enum status
open_file(int folder, const char *name, int *fd, struct error *err)
{
	*fd = openat(folder, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0) {
		fail_os(err, "cannot open the catalogue's file %s", name);
		return fail_as(err, STATUS_UNUSABLE);
	}
	return STATUS_OK;
}

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Tries until `deadline`; STATUS_BUSY then. */
static enum status
flock_until(int fd, int64_t deadline, struct error *err)
{
	const struct timespec nap = { 0, NAP };

	for (;;) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return STATUS_OK;
		if (errno != EWOULDBLOCK && errno != EINTR) {
			fail_os(err, "cannot lock the catalogue");
			return fail_as(err, STATUS_UNUSABLE);
		}
		if (milliseconds() >= deadline)
			return STATUS_BUSY;
		nanosleep(&nap, NULL);
	}
}

/* Who holds it, from what the holder wrote. */
static enum status
say_busy(int fd, struct error *err)
{
	SCOPED(buffer) words = { 0 };
	struct text who;

	if (lseek(fd, 0, SEEK_SET) != 0 || file_read_all(fd, WORDS_MAX, &words, NULL) != STATUS_OK)
		buffer_clear(&words);
	who = text_trim(text_of_buffer(&words));
	if (who.n == 0)
		who = text_of("another process");
	return fail(err, STATUS_BUSY, "the catalogue is being written by %.*s: try again later",
	            (int)who.n, who.p);
}

static void
write_words(int fd, const char *verb)
{
	char words[WORDS_MAX], time[INSTANT_HUMAN_SIZE];
	int n;

	if (!instant_write_human(time, instant_now()))
		time[0] = '\0';
	n = snprintf(words, sizeof words, "process %ld (%.64s) since %s\n", (long)getpid(), verb, time);
	/* words for people only: whether they can be written decides nothing */
	if (ftruncate(fd, 0) == 0 && n > 0 && pwrite(fd, words, (size_t)n, 0) < 0)
		return;
}

enum status
lock_take(struct lock **out, int catalogue_fd, const char *verb, unsigned wait_milliseconds,
          struct error *err)
{
	int64_t deadline = milliseconds() + wait_milliseconds;
	SCOPED_FD queue = -1;
	SCOPED_FD fd = -1;
	struct lock *lock;
	enum status st = open_file(catalogue_fd, LOCK_FILE, &fd, err);

	if (st == STATUS_OK)
		st = open_file(catalogue_fd, QUEUE_FILE, &queue, err);
	if (st == STATUS_OK)
		st = flock_until(queue, deadline, err);
	if (st == STATUS_OK)
		st = flock_until(fd, deadline, err);
	if (st == STATUS_BUSY)
		return say_busy(fd, err);
	if (st != STATUS_OK)
		return st;
	lock = calloc(1, sizeof *lock);
	if (lock == NULL)
		return fail_memory(err);
	write_words(fd, verb);
	lock->fd = fd;
	fd = -1;
	*out = lock;
	return STATUS_OK;
}

void
lock_release(struct lock *lock)
{
	if (lock == NULL)
		return;
	if (ftruncate(lock->fd, 0) != 0)
		write_words(lock->fd, "done");
	close(lock->fd);
	free(lock);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* progress.c - when the progress line is drawn, by whom, and how it makes way. */
#include "cli/progress.h"

#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MILLISECOND   UINT64_C(1000000)
#define REDRAW_EVERY  (100 * MILLISECOND)
#define LINE_EVERY    (10000 * MILLISECOND)
#define STEPS         20 /* of 5 % */

struct progress {
	pthread_mutex_t       lock;
	pthread_cond_t        ended_change;
	pthread_t             thread;
	int                   fd;
	bool                  in_place; /* rewritten on a terminal */
	bool                  plain;    /* a line now and then */
	bool                  ended;
	bool                  shown; /* the terminal's line holds ours */
	bool                  any;   /* there was an update */
	struct progress_state state; /* state.name points into name */
	char                  name[PROGRESS_NAME_SIZE];
	struct rate           rate;
	uint64_t              drawn_at;
	uint64_t              step; /* twentieths done when the last plain line came */
};

static uint64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 * MILLISECOND + (uint64_t)time.tv_nsec;
}

/* Progress that cannot be written is no reason to stop the work. */
static void
put(const struct progress *progress, const struct buffer *bytes)
{
	ssize_t written = 0;

	for (size_t at = 0; at < bytes->n && written >= 0; at += (size_t)written) {
		written = write(progress->fd, bytes->p + at, bytes->n - at);
		if (written < 0 && errno == EINTR)
			written = 0;
	}
}

static uint64_t
steps_done(const struct progress_state *state)
{
	if (state->bytes_total > 0)
		return (uint64_t)((double)state->bytes / (double)state->bytes_total * STEPS);
	if (state->files_total > 0)
		return (uint64_t)((double)state->files / (double)state->files_total * STEPS);
	return 0;
}

static void
hide(struct progress *progress)
{
	struct buffer sequence = { .p = "\r\033[K", .n = 4 };

	if (!progress->shown)
		return;
	put(progress, &sequence);
	progress->shown = false;
}

/* The state as it is now: in place, or as a line of its own. */
static void
draw(struct progress *progress, uint64_t time, bool in_place)
{
	unsigned columns = terminal_width(progress->fd);
	SCOPED(buffer) line = { 0 };

	if (in_place)
		buffer_append_byte(&line, '\r');
	else
		hide(progress);
	/* The last column stays free: some terminals break the line when it is filled. */
	progress_format(&line, &progress->state, progress->rate.a_second,
	                columns > 1 ? columns - 1 : columns);
	buffer_append_string(&line, in_place ? "\033[K" : "\n");
	put(progress, &line);
	progress->shown = in_place;
	progress->drawn_at = time;
	progress->step = steps_done(&progress->state);
}

static void
draw_when_due(struct progress *progress)
{
	uint64_t time = now(), since = time - progress->drawn_at;
	const struct progress_state *state = &progress->state;
	bool bytes = state->bytes > 0 || state->bytes_total > 0;

	if (!progress->any)
		return;
	rate_sample(&progress->rate, time, bytes ? state->bytes : state->files);
	if (progress->in_place && since >= REDRAW_EVERY)
		draw(progress, time, true);
	else if (progress->plain && (since >= LINE_EVERY || steps_done(state) > progress->step))
		draw(progress, time, false);
}

static void
wait_a_moment(struct progress *progress)
{
	uint64_t until = now() + REDRAW_EVERY;
	struct timespec time = { .tv_sec = (time_t)(until / (1000 * MILLISECOND)),
		                 .tv_nsec = (long)(until % (1000 * MILLISECOND)) };

	pthread_cond_timedwait(&progress->ended_change, &progress->lock, &time);
}

static void *
keep_alive(void *argument)
{
	struct progress *progress = argument;

	pthread_mutex_lock(&progress->lock);
	while (!progress->ended) {
		if (interrupt_wants_state())
			draw(progress, now(), false);
		draw_when_due(progress);
		wait_a_moment(progress);
	}
	pthread_mutex_unlock(&progress->lock);
	return NULL;
}

/* Signals are for the thread that works: its waiting calls must return. */
static bool
start_thread(struct progress *progress)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&progress->thread, NULL, keep_alive, progress);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed == 0;
}

struct progress *
progress_begin(int fd, enum when when)
{
	struct progress *progress = calloc(1, sizeof *progress);
	pthread_condattr_t monotonic;

	if (progress == NULL)
		return NULL;
	progress->fd = fd;
	progress->in_place = isatty(fd) && when != WHEN_NEVER;
	progress->plain = !progress->in_place && when == WHEN_ALWAYS;
	progress->drawn_at = now();
	pthread_mutex_init(&progress->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&progress->ended_change, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (!start_thread(progress)) {
		free(progress);
		return NULL;
	}
	return progress;
}

void
progress_update(struct progress *progress, const struct progress_state *state)
{
	size_t n;

	if (progress == NULL)
		return;
	n = state->name.n < sizeof progress->name ? state->name.n : sizeof progress->name;
	pthread_mutex_lock(&progress->lock);
	progress->state = *state;
	if (n > 0)
		memcpy(progress->name, state->name.p, n);
	progress->state.name = (struct text){ progress->name, n };
	progress->any = true;
	draw_when_due(progress);
	pthread_mutex_unlock(&progress->lock);
}

void
progress_take(void *progress, const char *doing, uint64_t done, uint64_t total, uint64_t bytes,
              uint64_t bytes_total)
{
	progress_update(progress, &(struct progress_state){ .files = done,
	                                                   .files_total = total,
	                                                   .bytes = bytes,
	                                                   .bytes_total = bytes_total,
	                                                   .doing = doing });
}

void
progress_pause(struct progress *progress)
{
	if (progress == NULL)
		return;
	pthread_mutex_lock(&progress->lock);
	hide(progress);
}

void
progress_resume(struct progress *progress)
{
	if (progress != NULL)
		pthread_mutex_unlock(&progress->lock);
}

void
progress_end(struct progress *progress)
{
	if (progress == NULL)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->ended = true;
	pthread_cond_signal(&progress->ended_change);
	pthread_mutex_unlock(&progress->lock);
	pthread_join(progress->thread, NULL);
	hide(progress);
	if (progress->plain && progress->any)
		draw(progress, now(), false);
	pthread_cond_destroy(&progress->ended_change);
	pthread_mutex_destroy(&progress->lock);
	free(progress);
}

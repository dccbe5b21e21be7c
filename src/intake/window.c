/* SPDX-License-Identifier: Apache-2.0 */
/* window.c - a ring of jobs under one lock. */
#include "intake/window.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * Bytes that may be read ahead of the oldest file: an interruption loses no
 * more reading than that, and the disk fills no further.
 */
#define WAITING_BYTES (UINT64_C(1) << 30)

struct text
job_path(const struct job *job)
{
	return (struct text){ buffer_string(&job->path), job->path.n };
}

struct text
job_name(const struct job *job)
{
	struct text path = job_path(job);

	return (struct text){ path.p + job->name_at, path.n - job->name_at };
}

bool
job_is_well(const struct job *job)
{
	return job->failure.code == NULL && !job->interrupted;
}

void
job_fail(struct job *job, const char *code, const struct error *error)
{
	job->failure.code = code;
	job->failure.error = *error;
}

void
job_clear(struct job *job)
{
	struct buffer path = job->path;

	if (job->folder >= 0)
		close(job->folder);
	source_end(&job->source);
	staged_discard(job->staged);
	examinee_end(&job->examinee);
	if (path.room > 4096 || path.failed)
		buffer_end(&path);
	buffer_clear(&path);
	*job = (struct job){ .path = path, .folder = -1, .source = { .file = -1 } };
}

static bool
begin_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	bool begun;

	if (pthread_condattr_init(&attributes) != 0)
		return false;
	begun = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
	        pthread_cond_init(condition, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	return begun;
}

static void
free_ring(struct window *window)
{
	free(window->jobs);
	free(window->finished);
	window->jobs = NULL;
	window->finished = NULL;
}

enum status
window_begin(struct window *window, size_t room, struct error *err)
{
	*window = (struct window){ .room = room,
		                   .jobs = calloc(room, sizeof *window->jobs),
		                   .finished = calloc(room, sizeof *window->finished) };
	if (window->jobs == NULL || window->finished == NULL) {
		free_ring(window);
		return fail_memory(err);
	}
	for (size_t i = 0; i < room; i++)
		window->jobs[i] = (struct job){ .folder = -1, .source = { .file = -1 } };
	if (pthread_mutex_init(&window->lock, NULL) != 0 || !begin_condition(&window->space) ||
	    !begin_condition(&window->work) || !begin_condition(&window->ready)) {
		free_ring(window);
		return fail_memory(err);
	}
	return STATUS_OK;
}

void
window_end(struct window *window)
{
	if (window->jobs == NULL)
		return;
	for (size_t i = 0; i < window->room; i++) {
		job_clear(&window->jobs[i]);
		buffer_end(&window->jobs[i].path);
	}
	free_ring(window);
	pthread_cond_destroy(&window->space);
	pthread_cond_destroy(&window->work);
	pthread_cond_destroy(&window->ready);
	pthread_mutex_destroy(&window->lock);
}

static struct job *
job_at(struct window *window, uint64_t number)
{
	return &window->jobs[number % window->room];
}

struct job *
window_fill(struct window *window)
{
	struct job *job = NULL;

	pthread_mutex_lock(&window->lock);
	while (!window->halted && window->tail - window->head == window->room)
		pthread_cond_wait(&window->space, &window->lock);
	if (!window->halted)
		job = job_at(window, window->tail);
	pthread_mutex_unlock(&window->lock);
	return job;
}

void
window_push(struct window *window, bool finished)
{
	struct job *job;

	pthread_mutex_lock(&window->lock);
	job = job_at(window, window->tail);
	window->finished[window->tail++ % window->room] = finished;
	if (finished) {
		job->finished_at = monotonic_seconds();
		pthread_cond_signal(&window->ready);
	} else {
		pthread_cond_signal(&window->work);
	}
	pthread_mutex_unlock(&window->lock);
}

void
window_walk_ended(struct window *window, enum status status, const struct error *error)
{
	pthread_mutex_lock(&window->lock);
	window->walk_ended = true;
	window->walk_status = status;
	window->walk_error = *error;
	pthread_cond_broadcast(&window->work);
	pthread_cond_signal(&window->ready);
	pthread_mutex_unlock(&window->lock);
}

/* Too much waits for the oldest file already; the oldest itself is always read. */
static bool
is_full(const struct window *window)
{
	return window->waiting_bytes > WAITING_BYTES && window->next != window->head;
}

/* Files that failed before they could be read; some may be released already. */
static void
skip_finished(struct window *window)
{
	if (window->next < window->head)
		window->next = window->head;
	while (window->next < window->tail && window->finished[window->next % window->room])
		window->next++;
}

struct job *
window_take(struct window *window)
{
	struct job *job = NULL;

	pthread_mutex_lock(&window->lock);
	for (;;) {
		skip_finished(window);
		if (window->halted || (window->next == window->tail && window->walk_ended))
			break;
		if (window->next < window->tail && !is_full(window)) {
			job = job_at(window, window->next++);
			break;
		}
		pthread_cond_wait(&window->work, &window->lock);
	}
	pthread_mutex_unlock(&window->lock);
	return job;
}

void
window_finish(struct window *window, struct job *job)
{
	pthread_mutex_lock(&window->lock);
	window->finished[job - window->jobs] = true;
	job->finished_at = monotonic_seconds();
	window->waiting_bytes += job->bytes;
	pthread_cond_signal(&window->ready);
	pthread_mutex_unlock(&window->lock);
}

void
window_halt(struct window *window)
{
	pthread_mutex_lock(&window->lock);
	window->halted = true;
	pthread_cond_broadcast(&window->space);
	pthread_cond_broadcast(&window->work);
	pthread_cond_broadcast(&window->ready);
	pthread_mutex_unlock(&window->lock);
}

static struct gathered
gather(struct window *window, const struct wanted *wanted)
{
	struct gathered out = { 0 };
	uint64_t number = window->head + wanted->skip;

	while (number < window->tail && out.count < wanted->limit && out.bytes < wanted->bytes) {
		const struct job *job = job_at(window, number);

		if (!window->finished[number % window->room])
			break;
		if (out.count++ == 0)
			out.oldest = job->finished_at;
		out.bytes += job->bytes;
		number++;
	}
	out.all = window->walk_ended && number == window->tail;
	return out;
}

/*
 * That nothing is left behind those that are skipped is none: who waits for these
 * would go round and round meanwhile, on a processor that the parsers need.
 */
static bool
is_news(const struct gathered *found, const struct wanted *wanted, size_t known)
{
	return found->count != known || (found->all && (found->count > 0 || wanted->skip == 0));
}

static struct timespec
deadline_in(double seconds)
{
	double end = monotonic_seconds() + seconds;

	return (struct timespec){ .tv_sec = (time_t)end,
		                  .tv_nsec = (long)((end - (double)(time_t)end) * 1e9) };
}

struct gathered
window_gather(struct window *window, const struct wanted *wanted, size_t known, double seconds)
{
	struct timespec deadline = deadline_in(seconds);
	struct gathered out;

	pthread_mutex_lock(&window->lock);
	for (;;) {
		out = gather(window, wanted);
		if (is_news(&out, wanted, known) || window->halted ||
		    pthread_cond_timedwait(&window->ready, &window->lock, &deadline) == ETIMEDOUT)
			break;
	}
	pthread_mutex_unlock(&window->lock);
	return out;
}

struct job *
window_at(struct window *window, size_t index)
{
	return job_at(window, window->head + index);
}

struct text
window_current(struct window *window)
{
	struct text path = { "", 0 };

	pthread_mutex_lock(&window->lock);
	if (window->head < window->tail)
		path = job_path(job_at(window, window->head));
	pthread_mutex_unlock(&window->lock);
	return path;
}

void
window_release(struct window *window, size_t count)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < count; i++) {
		bytes += window_at(window, i)->bytes;
		job_clear(window_at(window, i));
	}
	pthread_mutex_lock(&window->lock);
	window->waiting_bytes -= bytes;
	window->head += count;
	pthread_cond_signal(&window->space);
	pthread_cond_broadcast(&window->work);
	pthread_mutex_unlock(&window->lock);
}

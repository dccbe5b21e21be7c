/* SPDX-License-Identifier: Apache-2.0 */
/* check_pool.c - a ring of checks between one owner and several threads. */
#include "custody/check_pool.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

/*
 * The ring: [taken, started) are under way or finished, [started, put) wait.
 * The numbers only grow; a check lies at its number modulo the room.
 */
struct check_pool {
	struct vault   *vault;
	pthread_mutex_t mutex;
	pthread_cond_t  work;     /* something waits, or it is the end */
	pthread_cond_t  finished; /* the check that is taken next is finished */
	uint64_t        taken, started, put;
	bool            closing;
	atomic_bool     stop;
	_Atomic uint64_t bytes;
	unsigned        threads; /* that were asked for */
	unsigned        running; /* that were started; the owner's */
	pthread_t      *thread;  /* owned */
	struct {
		struct object_check check;
		bool                done;
	} ring[CHECK_POOL_ROOM];
};

static void
count_bytes(void *context, uint64_t bytes)
{
	struct check_pool *pool = context;

	atomic_fetch_add_explicit(&pool->bytes, bytes, memory_order_relaxed);
}

/* `alone`: enough other checks keep the cores busy. */
static void
run_check(struct check_pool *pool, struct object_check *check, bool alone)
{
	const struct stage_options options = { .alone = alone, .progress = count_bytes,
		                               .context = pool, .stop = &pool->stop };
	struct error why = { 0 };

	if (atomic_load_explicit(&pool->stop, memory_order_relaxed))
		check->status = STATUS_INTERRUPTED;
	else if (check->hash)
		check->status = vault_check(pool->vault, &check->digest, &options,
		                            &check->finding, &why);
	else
		check->status = vault_find(pool->vault, &check->digest, &check->finding.bytes,
		                           &why);
	check->os = why.os;
	text_escape_into(check->why, sizeof check->why, why.text, strlen(why.text));
}

static void *
work(void *context)
{
	struct check_pool *pool = context;

	pthread_mutex_lock(&pool->mutex);
	while (true) {
		struct object_check check;
		uint64_t number;
		bool alone;

		while (pool->started == pool->put && !pool->closing)
			pthread_cond_wait(&pool->work, &pool->mutex);
		if (pool->started == pool->put)
			break;
		number = pool->started++;
		check = pool->ring[number % CHECK_POOL_ROOM].check;
		alone = pool->put - pool->started + 1 >= pool->threads;
		pthread_mutex_unlock(&pool->mutex);
		run_check(pool, &check, alone);
		pthread_mutex_lock(&pool->mutex);
		pool->ring[number % CHECK_POOL_ROOM].check = check;
		pool->ring[number % CHECK_POOL_ROOM].done = true;
		if (number == pool->taken)
			pthread_cond_signal(&pool->finished);
	}
	pthread_mutex_unlock(&pool->mutex);
	return NULL;
}

/* Signals are for the caller's thread. Fewer threads than asked for will do. */
static enum status
start_threads(struct check_pool *pool, struct error *err)
{
	sigset_t all, before;

	pool->thread = calloc(pool->threads, sizeof *pool->thread);
	if (pool->thread == NULL)
		return fail_memory(err);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errno = 0;
	while (pool->running < pool->threads && errno == 0) {
		errno = pthread_create(&pool->thread[pool->running], NULL, work, pool);
		pool->running += errno == 0;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (pool->running == 0)
		return fail_os(err, "cannot start a thread");
	return STATUS_OK;
}

enum status
check_pool_open(struct check_pool **out, struct vault *vault, unsigned threads, struct error *err)
{
	struct check_pool *pool = calloc(1, sizeof *pool);
	pthread_condattr_t monotonic;
	enum status st;

	if (pool == NULL)
		return fail_memory(err);
	pool->vault = vault;
	pool->threads = threads;
	pthread_mutex_init(&pool->mutex, NULL);
	pthread_cond_init(&pool->work, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&pool->finished, &monotonic);
	pthread_condattr_destroy(&monotonic);
	st = start_threads(pool, err);
	if (st != STATUS_OK) {
		check_pool_close(pool);
		return st;
	}
	*out = pool;
	return STATUS_OK;
}

bool
check_pool_put(struct check_pool *pool, const struct object_check *check)
{
	bool room;

	pthread_mutex_lock(&pool->mutex);
	room = pool->put - pool->taken < CHECK_POOL_ROOM;
	if (room) {
		pool->ring[pool->put % CHECK_POOL_ROOM].check = *check;
		pool->ring[pool->put % CHECK_POOL_ROOM].done = false;
		pool->put++;
		pthread_cond_signal(&pool->work);
	}
	pthread_mutex_unlock(&pool->mutex);
	return room;
}

bool
check_pool_take(struct check_pool *pool, struct object_check *out)
{
	bool done;

	pthread_mutex_lock(&pool->mutex);
	done = pool->taken < pool->put && pool->ring[pool->taken % CHECK_POOL_ROOM].done;
	if (done)
		*out = pool->ring[pool->taken++ % CHECK_POOL_ROOM].check;
	pthread_mutex_unlock(&pool->mutex);
	return done;
}

bool
check_pool_busy(struct check_pool *pool)
{
	bool busy;

	pthread_mutex_lock(&pool->mutex);
	busy = pool->taken < pool->put;
	pthread_mutex_unlock(&pool->mutex);
	return busy;
}

void
check_pool_wait(struct check_pool *pool, unsigned milliseconds)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_mutex_lock(&pool->mutex);
	if (pool->taken < pool->put && !pool->ring[pool->taken % CHECK_POOL_ROOM].done)
		pthread_cond_timedwait(&pool->finished, &pool->mutex, &until);
	pthread_mutex_unlock(&pool->mutex);
}

uint64_t
check_pool_bytes(const struct check_pool *pool)
{
	return atomic_load_explicit(&pool->bytes, memory_order_relaxed);
}

void
check_pool_stop(struct check_pool *pool)
{
	atomic_store(&pool->stop, true);
}

void
check_pool_close(struct check_pool *pool)
{
	if (pool == NULL)
		return;
	check_pool_stop(pool);
	pthread_mutex_lock(&pool->mutex);
	pool->closing = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->mutex);
	for (unsigned i = 0; i < pool->running; i++)
		pthread_join(pool->thread[i], NULL);
	pthread_cond_destroy(&pool->finished);
	pthread_cond_destroy(&pool->work);
	pthread_mutex_destroy(&pool->mutex);
	free(pool->thread);
	free(pool);
}

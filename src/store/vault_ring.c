/* SPDX-License-Identifier: Apache-2.0 */
/* vault_ring.c - a bounded ring of pieces with one giver and a thread for each user. */
#include "store/vault_ring.h"

#include "base/error.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#define PIECES 8
#define PAGE   4096 /* also what direct writing wants */

struct lane {
	struct ring      *ring;
	struct piece_user user;
	size_t            tail; /* pieces done, ever */
	enum status       status;
	struct error      error;
	pthread_t         thread;
};

struct ring {
	pthread_mutex_t lock;
	pthread_cond_t  changed;
	char           *rooms; /* PIECES * PIECE_SIZE */
	struct piece    pieces[PIECES];
	size_t          head; /* pieces given, ever */
	bool            ended;
	size_t          count;
	struct lane     lanes[PIECE_USERS];
};

/* Waits for the next piece; false when there will be none. With the lock held. */
static bool
wait_for_piece(struct ring *ring, const struct lane *lane)
{
	while (lane->tail == ring->head && !ring->ended)
		pthread_cond_wait(&ring->changed, &ring->lock);
	return lane->tail != ring->head;
}

static void *
use_pieces(void *context)
{
	struct lane *lane = context;
	struct ring *ring = lane->ring;

	pthread_mutex_lock(&ring->lock);
	while (wait_for_piece(ring, lane)) {
		struct piece piece = ring->pieces[lane->tail % PIECES];
		enum status st = lane->status;

		pthread_mutex_unlock(&ring->lock);
		if (st == STATUS_OK)
			st = lane->user.take(lane->user.context, &piece, &lane->error);
		pthread_mutex_lock(&ring->lock);
		lane->status = st;
		lane->tail++;
		pthread_cond_broadcast(&ring->changed);
	}
	pthread_mutex_unlock(&ring->lock);
	return NULL;
}

/* A thread that leaves the signals to those that wait for them. */
static bool
start_thread(struct lane *lane)
{
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&lane->thread, NULL, use_pieces, lane) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

enum status
ring_open(struct ring **out, const struct piece_user *users, size_t count, struct error *err)
{
	struct ring *ring = calloc(1, sizeof *ring);

	if (ring == NULL)
		return fail_memory(err);
	pthread_mutex_init(&ring->lock, NULL);
	pthread_cond_init(&ring->changed, NULL);
	ring->rooms = aligned_alloc(PAGE, PIECES * PIECE_SIZE);
	for (size_t i = 0; i < count && ring->rooms != NULL; i++) {
		ring->lanes[i] = (struct lane){ .ring = ring, .user = users[i] };
		if (!start_thread(&ring->lanes[i]))
			break;
		ring->count++;
	}
	if (ring->count < count) {
		enum status ended = ring_close(ring, NULL);

		return ended == STATUS_OK ? fail_memory(err) : ended;
	}
	*out = ring;
	return STATUS_OK;
}

/* Pieces that the slowest has not done yet; with the lock held. */
static size_t
pending(const struct ring *ring)
{
	size_t most = 0;

	for (size_t i = 0; i < ring->count; i++) {
		size_t left = ring->head - ring->lanes[i].tail;

		most = left > most ? left : most;
	}
	return most;
}

static bool
has_failed(const struct ring *ring)
{
	for (size_t i = 0; i < ring->count; i++)
		if (ring->lanes[i].status != STATUS_OK)
			return true;
	return false;
}

char *
ring_room(struct ring *ring)
{
	bool failed;

	pthread_mutex_lock(&ring->lock);
	while (pending(ring) == PIECES)
		pthread_cond_wait(&ring->changed, &ring->lock);
	failed = has_failed(ring);
	pthread_mutex_unlock(&ring->lock);
	return failed ? NULL : ring->rooms + ring->head % PIECES * PIECE_SIZE;
}

void
ring_give(struct ring *ring, const struct piece *piece)
{
	pthread_mutex_lock(&ring->lock);
	ring->pieces[ring->head % PIECES] = *piece;
	ring->head++;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->lock);
}

enum status
ring_close(struct ring *ring, struct error *err)
{
	enum status st = STATUS_OK;

	pthread_mutex_lock(&ring->lock);
	ring->ended = true;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->lock);
	for (size_t i = 0; i < ring->count; i++) {
		pthread_join(ring->lanes[i].thread, NULL);
		if (st == STATUS_OK && ring->lanes[i].status != STATUS_OK) {
			st = ring->lanes[i].status;
			if (err != NULL)
				*err = ring->lanes[i].error;
		}
	}
	free(ring->rooms);
	pthread_mutex_destroy(&ring->lock);
	pthread_cond_destroy(&ring->changed);
	free(ring);
	return st;
}

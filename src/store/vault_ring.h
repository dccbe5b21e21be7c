/* SPDX-License-Identifier: Apache-2.0 */
/* vault_ring.h - pieces of a file on their way from the thread that reads to those that hash and write. */
#ifndef VIDIMUS_STORE_VAULT_RING_H
#define VIDIMUS_STORE_VAULT_RING_H

#include <vidimus/types.h>

#define PIECE_SIZE ((size_t)1 << 20) /* most bytes of data in a piece */

/* Bytes of a file, or a stretch of zeros that has none. */
struct piece {
	char    *room;   /* PIECE_SIZE bytes, at a whole page; NULL in a stretch of zeros */
	uint64_t offset; /* in the file */
	size_t   n;      /* bytes */
};

/* Something that is done with every piece, in the order of the file. */
struct piece_user {
	enum status (*take)(void *context, const struct piece *piece, struct error *err);
	void *context;
};

#define PIECE_USERS 2

struct ring;

/*
 * Starts a thread for each of up to PIECE_USERS users, which must outlive the
 * ring; the threads take no signals. STATUS_MEMORY when there is no memory or
 * no thread for it.
 */
CHECKED enum status ring_open(struct ring **out, const struct piece_user *users, size_t count,
                              struct error *err);

/*
 * Waits for room and returns PIECE_SIZE bytes to fill, valid until ring_give;
 * NULL once a user has failed, which ring_close tells.
 */
CHECKED char *ring_room(struct ring *ring);

/* Hands on a piece whose room, if any, ring_room has given; ring_room comes before each. */
void ring_give(struct ring *ring, const struct piece *piece);

/* Waits until all is done, ends the threads and the ring. The failure of a user, if any did. */
CHECKED enum status ring_close(struct ring *ring, struct error *err);

#endif

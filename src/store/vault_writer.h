/* SPDX-License-Identifier: Apache-2.0 */
/* vault_writer.h - the pieces of a file written to a new one, holes left out, write-back begun early. */
#ifndef VIDIMUS_STORE_VAULT_WRITER_H
#define VIDIMUS_STORE_VAULT_WRITER_H

#include "store/vault_ring.h"

/* Multiples of it, in place and in size, suit writing around the page cache everywhere. */
#define WRITER_BLOCK 4096

/* Its members are private; it needs no ending. */
struct vault_writer {
	int      fd;
	bool     direct; /* around the page cache */
	uint64_t begun;  /* until here write-back is begun */
	bool     failed; /* to write */
};

/* Will write a file of that size, from its start on, to an empty file (borrowed). */
void writer_begin(struct vault_writer *writer, int fd, uint64_t size);

/* A piece_user's take: writes the piece at its offset; `context` is the writer. */
CHECKED enum status writer_take(void *context, const struct piece *piece, struct error *err);

/*
 * The next `size` bytes, from a multiple of WRITER_BLOCK on, go around the page
 * cache if they are many and the file system can; after writer_leave_direct all
 * goes through it again. What does not fit into blocks ends it too.
 */
void writer_enter_direct(struct vault_writer *writer, uint64_t size);
CHECKED enum status writer_leave_direct(struct vault_writer *writer, struct error *err);

/* Gives the file its length, holes at the end included, and begins the rest of the write-back. */
CHECKED enum status writer_finish(struct vault_writer *writer, uint64_t size, struct error *err);

#endif

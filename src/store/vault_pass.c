/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vault_pass.c - one pass over a file: read, hash, write, holes kept.
 *
 * Large files are hashed in a second thread, which gets the pieces through a
 * ring of fixed size; small ones in the calling thread.
 */
#include "store/vault_internal.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE        (1u << 20)
#define PIECES       4
#define LARGE        (8u << 20) /* from this size on, hashing has a thread of its own */
#define WRITE_BACK   (8u << 20) /* bytes after which the kernel is asked to begin writing */

static const char zeros[PIECE];

/* A piece on its way to the hashing thread. */
struct piece {
	char       *room;  /* PIECE bytes, owned */
	const char *bytes; /* in room, or the zeros of a hole */
	size_t      n;
};

struct ring {
	pthread_mutex_t  lock;
	pthread_cond_t   changed;
	struct piece     pieces[PIECES];
	size_t           head, tail; /* pieces given and taken, ever */
	bool             ended;
	enum status      status; /* of hashing */
	struct error     error;
	struct digester *digester;
	pthread_t        thread;
};

struct pass {
	int                         source, out;
	const struct stage_options *options;
	struct digester            *digester;
	struct ring                *ring; /* NULL: hash here */
	char                       *room; /* PIECE bytes when there is no ring */
	uint64_t                    size;
	uint64_t                    written_back;
};

static void *
hash_pieces(void *context)
{
	struct ring *ring = context;

	pthread_mutex_lock(&ring->lock);
	for (;;) {
		struct piece *piece = &ring->pieces[ring->tail % PIECES];

		while (ring->tail == ring->head && !ring->ended)
			pthread_cond_wait(&ring->changed, &ring->lock);
		if (ring->tail == ring->head)
			break;
		pthread_mutex_unlock(&ring->lock);
		if (ring->status == STATUS_OK)
			ring->status = digester_update(ring->digester, piece->bytes, piece->n,
			                               &ring->error);
		pthread_mutex_lock(&ring->lock);
		ring->tail++;
		pthread_cond_broadcast(&ring->changed);
	}
	pthread_mutex_unlock(&ring->lock);
	return NULL;
}

/* The next free piece; waits for the hashing thread. */
static struct piece *
ring_room(struct ring *ring)
{
	pthread_mutex_lock(&ring->lock);
	while (ring->head - ring->tail == PIECES)
		pthread_cond_wait(&ring->changed, &ring->lock);
	pthread_mutex_unlock(&ring->lock);
	return &ring->pieces[ring->head % PIECES];
}

static void
ring_give(struct ring *ring)
{
	pthread_mutex_lock(&ring->lock);
	ring->head++;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->lock);
}

/* Waits until everything given is hashed, and ends the thread. */
static enum status
ring_finish(struct ring *ring, struct error *err)
{
	pthread_mutex_lock(&ring->lock);
	ring->ended = true;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->lock);
	pthread_join(ring->thread, NULL);
	if (ring->status != STATUS_OK)
		return fail(err, ring->status, "%s", ring->error.text);
	return STATUS_OK;
}

static void
ring_free(struct ring *ring)
{
	if (ring == NULL)
		return;
	for (size_t i = 0; i < PIECES; i++)
		free(ring->pieces[i].room);
	pthread_mutex_destroy(&ring->lock);
	pthread_cond_destroy(&ring->changed);
	free(ring);
}

/* A ring with its thread, or NULL when there is no memory or thread for it. */
static struct ring *
ring_start(struct digester *digester)
{
	struct ring *ring = calloc(1, sizeof *ring);

	if (ring == NULL)
		return NULL;
	pthread_mutex_init(&ring->lock, NULL);
	pthread_cond_init(&ring->changed, NULL);
	ring->digester = digester;
	for (size_t i = 0; i < PIECES; i++) {
		ring->pieces[i].room = malloc(PIECE);
		if (ring->pieces[i].room == NULL) {
			ring_free(ring);
			return NULL;
		}
	}
	if (pthread_create(&ring->thread, NULL, hash_pieces, ring) != 0) {
		ring_free(ring);
		return NULL;
	}
	return ring;
}

static enum status
check_stop(const struct pass *pass, uint64_t n, struct error *err)
{
	const struct stage_options *options = pass->options;

	if (options->progress != NULL)
		options->progress(options->context, n);
	if (options->stop != NULL && atomic_load(options->stop))
		return fail(err, STATUS_INTERRUPTED, "stopped as asked");
	return STATUS_OK;
}

/* Hashes `n` bytes of `piece`, here or in the other thread. */
static enum status
hash(struct pass *pass, struct piece *piece, const char *bytes, size_t n, struct error *err)
{
	if (pass->ring == NULL)
		return digester_update(pass->digester, bytes, n, err);
	piece->bytes = bytes;
	piece->n = n;
	ring_give(pass->ring);
	return STATUS_OK;
}

/* Asks the kernel to begin writing, so that the sync at the end has little left to do. */
static void
write_back(struct pass *pass, uint64_t end, bool last)
{
	if (pass->out < 0 || (!last && end - pass->written_back < WRITE_BACK))
		return;
	sync_file_range(pass->out, (off_t)pass->written_back, (off_t)(end - pass->written_back),
	                SYNC_FILE_RANGE_WRITE);
	pass->written_back = end;
}

static ssize_t
read_at(int fd, char *room, size_t n, uint64_t offset)
{
	ssize_t got;

	do
		got = pread(fd, room, n, (off_t)offset);
	while (got < 0 && errno == EINTR);
	return got;
}

static enum status
write_at(int fd, const char *bytes, size_t n, uint64_t offset, struct error *err)
{
	while (n > 0) {
		ssize_t done = pwrite(fd, bytes, n, (off_t)offset);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return fail_os(err, "cannot write to the vault at byte %llu",
			               (unsigned long long)offset);
		bytes += done;
		offset += (uint64_t)done;
		n -= (size_t)done;
	}
	return STATUS_OK;
}

/* Takes the bytes from `from` to `to`, which are data. */
static enum status
take_data(struct pass *pass, uint64_t from, uint64_t to, struct error *err)
{
	while (from < to) {
		struct piece *piece = pass->ring ? ring_room(pass->ring) : NULL;
		char *room = piece ? piece->room : pass->room;
		size_t want = to - from < PIECE ? (size_t)(to - from) : PIECE;
		ssize_t got = read_at(pass->source, room, want, from);
		enum status st = STATUS_OK;

		if (got < 0)
			return fail_os(err, "cannot read at byte %llu", (unsigned long long)from);
		if (got == 0)
			return fail(err, STATUS_CHANGED,
			            "it became shorter while it was read: %llu of %llu bytes were there",
			            (unsigned long long)from, (unsigned long long)pass->size);
		if (pass->out >= 0)
			st = write_at(pass->out, room, (size_t)got, from, err);
		if (st == STATUS_OK)
			st = hash(pass, piece, room, (size_t)got, err);
		from += (uint64_t)got;
		if (st == STATUS_OK)
			st = check_stop(pass, (uint64_t)got, err);
		if (st != STATUS_OK)
			return st;
		write_back(pass, from, false);
	}
	return STATUS_OK;
}

/* Hashes the zeros of a hole; nothing is written, so it stays one. */
static enum status
take_hole(struct pass *pass, uint64_t from, uint64_t to, struct error *err)
{
	while (from < to) {
		struct piece *piece = pass->ring ? ring_room(pass->ring) : NULL;
		size_t n = to - from < PIECE ? (size_t)(to - from) : PIECE;
		enum status st = hash(pass, piece, zeros, n, err);

		from += n;
		if (st == STATUS_OK)
			st = check_stop(pass, n, err);
		if (st != STATUS_OK)
			return st;
	}
	return STATUS_OK;
}

static enum status
take_all(struct pass *pass, bool sparse, struct error *err)
{
	uint64_t at = 0;

	while (at < pass->size) {
		off_t data = sparse ? lseek(pass->source, (off_t)at, SEEK_DATA) : (off_t)at;
		off_t hole;
		enum status st;

		if (data < 0)
			data = errno == ENXIO ? (off_t)pass->size : (off_t)at;
		hole = sparse ? lseek(pass->source, data, SEEK_HOLE) : (off_t)pass->size;
		if (hole < 0 || (uint64_t)hole > pass->size)
			hole = (off_t)pass->size;
		st = take_hole(pass, at, (uint64_t)data, err);
		if (st == STATUS_OK)
			st = take_data(pass, (uint64_t)data, (uint64_t)hole, err);
		if (st != STATUS_OK)
			return st;
		at = (uint64_t)hole;
	}
	return STATUS_OK;
}

static bool
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static enum status
check_unchanged(const struct pass *pass, const struct stat *before, struct error *err)
{
	struct stat after;
	char byte;

	if (fstat(pass->source, &after) != 0)
		return fail_os(err, "cannot look at it again");
	if (after.st_size != before->st_size || !same_time(after.st_mtim, before->st_mtim) ||
	    !same_time(after.st_ctim, before->st_ctim) ||
	    read_at(pass->source, &byte, 1, pass->size) > 0)
		return fail(err, STATUS_CHANGED, "it was changed while it was read: take it in again when it rests");
	return STATUS_OK;
}

static enum status
run(struct pass *pass, const struct stat *before, struct error *err)
{
	bool sparse = (uint64_t)before->st_blocks * 512 < pass->size;
	enum status st = take_all(pass, sparse, err), hashed = STATUS_OK;

	if (pass->ring != NULL)
		hashed = ring_finish(pass->ring, st == STATUS_OK ? err : NULL);
	if (st == STATUS_OK)
		st = hashed;
	if (st == STATUS_OK && pass->out >= 0 && ftruncate(pass->out, (off_t)pass->size) != 0)
		st = fail_os(err, "cannot write to the vault");
	if (st == STATUS_OK)
		st = check_unchanged(pass, before, err);
	write_back(pass, pass->size, true);
	return st;
}

enum status
vault_pass(int source, int out, const struct stage_options *options, struct digests *digests,
           uint64_t *size, struct error *err)
{
	static const struct stage_options none;
	struct pass pass = { .source = source, .out = out, .options = options ? options : &none };
	SCOPED_FREE char *room = NULL;
	struct stat before;
	enum status st;

	if (fstat(source, &before) != 0)
		return fail_os(err, "cannot look at it");
	if (!S_ISREG(before.st_mode))
		return fail(err, STATUS_INVALID, "it is not a regular file");
	pass.size = (uint64_t)before.st_size;
	if (pass.options->max_size > 0 && pass.size > pass.options->max_size)
		return fail(err, STATUS_LIMIT, "it has %llu bytes where %llu are allowed",
		            (unsigned long long)pass.size,
		            (unsigned long long)pass.options->max_size);
	st = digester_open(&pass.digester, pass.options->digests, err);
	if (st != STATUS_OK)
		return st;
	posix_fadvise(source, 0, 0, POSIX_FADV_SEQUENTIAL);
	if (pass.size >= LARGE && !pass.options->alone)
		pass.ring = ring_start(pass.digester);
	if (pass.ring == NULL)
		pass.room = room = malloc(PIECE);
	st = pass.ring || room ? run(&pass, &before, err) : fail_memory(err);
	if (st == STATUS_OK)
		st = digester_finish(pass.digester, digests, err);
	ring_free(pass.ring);
	digester_close(pass.digester);
	*size = pass.size;
	return st;
}

enum status
vault_hash(int source_fd, const struct stage_options *options, struct digests *out,
           uint64_t *size, struct error *err)
{
	struct digests digests;
	uint64_t length;
	enum status st = vault_pass(source_fd, -1, options, &digests, &length, err);

	if (st == STATUS_OK) {
		*out = digests;
		*size = length;
	}
	return st;
}

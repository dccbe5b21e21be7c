/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vault_pass.c - one pass over a file: read from start to end, hashed, written,
 * holes kept, changes noticed.
 *
 * Large files are read in the calling thread while others hash and write what
 * was read before; small ones are done piece by piece in the calling thread.
 */
#include "store/vault_internal.h"

#include "base/error.h"
#include "base/scoped.h"
#include "store/vault_ring.h"
#include "store/vault_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#define SMALL_PIECE STAGE_SCRATCH /* stays in a core's cache between reading, hashing and writing */
#define LARGE       (UINT64_C(8) << 20) /* from this size on, hashing and writing have threads of their own */
#define PAGE        ((size_t)4096)      /* what direct writing wants */
#define HOLE_PIECE  ((size_t)16 << 20)  /* zeros between two looks at the stop flag */

struct pass {
	int                         source;
	const struct stage_options *options;
	bool                        of_object; /* reads an object of the vault */
	struct stat                 before;
	uint64_t                    size;
	bool                        sparse;
	struct digester            *digester;
	struct vault_writer         writer;
	struct piece_user           users[PIECE_USERS];
	size_t                      user_count;
	struct ring                *ring; /* or NULL: */
	char                       *room; /* room_size bytes */
	size_t                      room_size;
	uint64_t                    done; /* bytes read and given on */
};

static enum status
hash_piece(void *context, const struct piece *piece, struct error *err)
{
	static const char zeros[64 << 10];
	struct digester *digester = context;
	enum status st = STATUS_OK;

	if (piece->room != NULL)
		return digester_update(digester, piece->room, piece->n, err);
	for (size_t left = piece->n; left > 0 && st == STATUS_OK;) {
		size_t n = left < sizeof zeros ? left : sizeof zeros;

		st = digester_update(digester, zeros, n, err);
		left -= n;
	}
	return st;
}

static enum status
check_stop(const struct pass *pass, struct error *err)
{
	if (pass->options->stop != NULL && atomic_load(pass->options->stop))
		return fail(err, STATUS_INTERRUPTED, "stopped as asked");
	return STATUS_OK;
}

/* Where the next piece's bytes go; NULL when a thread has failed. */
static char *
find_room(struct pass *pass)
{
	return pass->ring != NULL ? ring_room(pass->ring) : pass->room;
}

/* Has the piece hashed and written, now or soon. */
static enum status
give(struct pass *pass, const struct piece *piece, struct error *err)
{
	enum status st = STATUS_OK;

	if (pass->ring != NULL)
		ring_give(pass->ring, piece);
	for (size_t i = 0; pass->ring == NULL && st == STATUS_OK && i < pass->user_count; i++)
		st = pass->users[i].take(pass->users[i].context, piece, err);
	if (st != STATUS_OK)
		return st;
	pass->done += piece->n;
	if (pass->options->progress != NULL)
		pass->options->progress(pass->options->context, piece->n);
	return check_stop(pass, err);
}

/* Fills the room with n bytes from `offset`, however many calls that takes. */
static enum status
read_whole(const struct pass *pass, char *room, size_t n, uint64_t offset, struct error *err)
{
	while (n > 0) {
		ssize_t got = pread(pass->source, room, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_os(err, "cannot read at byte %llu", (unsigned long long)offset);
		if (got == 0)
			return fail(err, STATUS_CHANGED,
			            "it became shorter while it was read: %llu of %llu bytes were there",
			            (unsigned long long)offset, (unsigned long long)pass->size);
		room += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return STATUS_OK;
}

/* Takes the bytes from `from` to `to`, which are data. A thread's failure is told when the ring closes. */
static enum status
take_data(struct pass *pass, uint64_t from, uint64_t to, struct error *err)
{
	while (from < to) {
		struct piece piece = { .room = find_room(pass), .offset = from };
		enum status st;

		if (piece.room == NULL)
			return STATUS_FAULT;
		piece.n = to - from < pass->room_size ? (size_t)(to - from) : pass->room_size;
		st = read_whole(pass, piece.room, piece.n, from, err);
		if (st == STATUS_OK)
			st = give(pass, &piece, err);
		if (st != STATUS_OK)
			return st;
		from += piece.n;
	}
	return STATUS_OK;
}

/* Takes the zeros of a hole; nothing is read or written, so it stays one. */
static enum status
take_hole(struct pass *pass, uint64_t from, uint64_t to, struct error *err)
{
	while (from < to) {
		struct piece piece = { .offset = from };
		enum status st;

		if (find_room(pass) == NULL)
			return STATUS_FAULT;
		piece.n = to - from < HOLE_PIECE ? (size_t)(to - from) : HOLE_PIECE;
		st = give(pass, &piece, err);
		if (st != STATUS_OK)
			return st;
		from += piece.n;
	}
	return STATUS_OK;
}

/*
 * Where the next data from `at` on begin and end. What a file system says is
 * believed only where it leads forward; where it cannot tell, all is data.
 */
static void
find_data(const struct pass *pass, uint64_t at, uint64_t *data, uint64_t *end)
{
	off_t found;

	*data = at;
	*end = pass->size;
	if (!pass->sparse)
		return;
	found = lseek(pass->source, (off_t)at, SEEK_DATA);
	if (found < 0) {
		*data = errno == ENXIO ? pass->size : at;
		return;
	}
	if ((uint64_t)found > at)
		*data = (uint64_t)found < pass->size ? (uint64_t)found : pass->size;
	found = lseek(pass->source, (off_t)*data, SEEK_HOLE);
	if (found > 0 && (uint64_t)found > *data && (uint64_t)found < pass->size)
		*end = (uint64_t)found;
}

static enum status
take_all(struct pass *pass, struct error *err)
{
	off_t position = pass->sparse ? lseek(pass->source, 0, SEEK_CUR) : -1;
	enum status st = check_stop(pass, err);

	for (uint64_t at = 0, data, end; st == STATUS_OK && at < pass->size; at = end) {
		find_data(pass, at, &data, &end);
		st = take_hole(pass, at, data, err);
		if (st == STATUS_OK)
			st = take_data(pass, data, end, err);
	}
	if (position >= 0)
		lseek(pass->source, position, SEEK_SET);
	return st;
}

static bool
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* An object's ctime may change by a name that is taken away, as staging does; a source's may not. */
static enum status
check_unchanged(const struct pass *pass, struct error *err)
{
	const struct stat *before = &pass->before;
	struct stat after;
	char byte;

	if (fstat(pass->source, &after) != 0)
		return fail_os(err, "cannot look at it again");
	if (after.st_size != before->st_size || !same_time(after.st_mtim, before->st_mtim) ||
	    (!pass->of_object && !same_time(after.st_ctim, before->st_ctim)) ||
	    pread(pass->source, &byte, 1, (off_t)pass->size) > 0)
		return fail(err, STATUS_CHANGED, "it was changed while it was read: try again when nothing writes to it");
	return STATUS_OK;
}

/* Threads for a large file, where they can be had; else one piece after the other. */
static enum status
prepare(struct pass *pass, struct error *err)
{
	pass->room_size = PIECE_SIZE;
	if (pass->size >= LARGE && !pass->options->alone &&
	    ring_open(&pass->ring, pass->users, pass->user_count, NULL) == STATUS_OK)
		return STATUS_OK;
	pass->ring = NULL;
	pass->room_size = pass->size < SMALL_PIECE ? ((size_t)pass->size | (PAGE - 1)) + 1 : SMALL_PIECE;
	pass->room = pass->options->scratch;
	if (pass->room == NULL)
		pass->room = aligned_alloc(PAGE, pass->room_size);
	return pass->room != NULL ? STATUS_OK : fail_memory(err);
}

/* Reads everything; the users are done with it on return. */
static enum status
run(struct pass *pass, struct error *err)
{
	enum status st = prepare(pass, err), used = STATUS_OK;
	struct error error = { 0 };

	if (st != STATUS_OK)
		return st;
	st = take_all(pass, err);
	if (pass->ring != NULL)
		used = ring_close(pass->ring, &error);
	if (used == STATUS_OK || st == STATUS_INTERRUPTED)
		return st;
	if (err != NULL)
		*err = error;
	return used;
}

static enum status
look_at_source(struct pass *pass, struct error *err)
{
	uint64_t most = pass->options->max_size;

	if (fstat(pass->source, &pass->before) != 0)
		return fail_os(err, "cannot look at it");
	if (!S_ISREG(pass->before.st_mode))
		return fail(err, STATUS_INVALID, "it is not a regular file");
	pass->size = (uint64_t)pass->before.st_size;
	if (most > 0 && pass->size > most)
		return fail(err, STATUS_LIMIT, "it has %llu bytes where %llu are allowed",
		            (unsigned long long)pass->size, (unsigned long long)most);
	pass->sparse = (uint64_t)pass->before.st_blocks < pass->size / 512;
	return STATUS_OK;
}

static enum status
run_with_digester(struct pass *pass, int out, struct pass_result *result, struct error *err)
{
	enum status st;

	pass->users[pass->user_count++] = (struct piece_user){ hash_piece, pass->digester };
	if (out >= 0) {
		writer_begin(&pass->writer, out, pass->size);
		pass->users[pass->user_count++] = (struct piece_user){ writer_take, &pass->writer };
	}
	posix_fadvise(pass->source, 0, 0, POSIX_FADV_SEQUENTIAL);
	st = run(pass, err);
	if (st == STATUS_OK && out >= 0)
		st = writer_finish(&pass->writer, pass->size, err);
	if (st == STATUS_OK)
		st = check_unchanged(pass, err);
	return st == STATUS_OK ? digester_finish(pass->digester, &result->digests, err) : st;
}

enum status
vault_pass(int source, int out, const struct stage_options *options, bool of_object,
           struct pass_result *result, struct error *err)
{
	static const struct stage_options plain;
	struct pass pass = { .source = source,
		             .options = options ? options : &plain,
		             .of_object = of_object };
	enum status st = look_at_source(&pass, err);

	if (st == STATUS_OK)
		st = digester_open(&pass.digester, pass.options->digests, err);
	if (st == STATUS_OK)
		st = run_with_digester(&pass, out, result, err);
	digester_close(pass.digester);
	if (pass.room != pass.options->scratch)
		free(pass.room);
	result->bytes = pass.done;
	result->unwritten = pass.writer.failed;
	return st;
}

enum status
vault_hash(int source_fd, const struct stage_options *options, struct digests *out,
           uint64_t *size, struct error *err)
{
	struct pass_result result;
	enum status st = vault_pass(source_fd, -1, options, false, &result, err);

	if (st == STATUS_OK) {
		*out = result.digests;
		*size = result.bytes;
	}
	return st;
}

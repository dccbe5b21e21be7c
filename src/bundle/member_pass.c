/* SPDX-License-Identifier: Apache-2.0 */
/*
 * member_pass.c - small members in one piece; large ones are read in the calling
 * thread while one thread hashes and another takes the CRC-32 and writes.
 */
#include "bundle/member_pass.h"

#include "base/error.h"
#include "base/scoped.h"
#include "store/vault_ring.h"

#include <errno.h>
#include <libdeflate.h>
#include <sys/types.h>

#define LARGE      (UINT64_C(4) << 20)  /* from here on threads are worth their start */
#define HOLE_PIECE ((size_t)16 << 20)   /* zeros between two looks at the stop flag */
#define PAGE       ((size_t)4096)

DEFINE_SCOPED_POINTER(digester, digester_close);

struct pass {
	const struct member_bytes *bytes;
	const struct member_work  *work;
	const struct member_watch *watch;
	struct digester           *digester;
	uint32_t                   crc;
	struct ring               *ring; /* or NULL: */
	char                      *room;
	size_t                     room_size;
};

enum status
member_watch_check(const struct member_watch *watch, struct error *err)
{
	if (watch->stop != NULL && atomic_load(watch->stop))
		return fail(err, STATUS_INTERRUPTED, "stopped as asked");
	return STATUS_OK;
}

enum status
member_read(int fd, void *out, size_t n, uint64_t offset, struct error *err)
{
	char *room = out;

	while (n > 0) {
		ssize_t got = pread(fd, room, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_os(err, "cannot read at byte %llu", (unsigned long long)offset);
		if (got == 0)
			return fail(err, STATUS_CHANGED, "it ends at byte %llu, too early",
			            (unsigned long long)offset);
		room += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return STATUS_OK;
}

static const char zeros[64 << 10];

static enum status
hash_piece(void *context, const struct piece *piece, struct error *err)
{
	const struct pass *pass = context;
	enum status st = STATUS_OK;

	if (piece->room != NULL)
		return digester_update(pass->digester, piece->room, piece->n, err);
	for (size_t left = piece->n, n; left > 0 && st == STATUS_OK; left -= n) {
		n = left < sizeof zeros ? left : sizeof zeros;
		st = digester_update(pass->digester, zeros, n, err);
	}
	return st;
}

static void
add_crc(struct pass *pass, const struct piece *piece)
{
	if (piece->room != NULL) {
		pass->crc = libdeflate_crc32(pass->crc, piece->room, piece->n);
		return;
	}
	for (size_t left = piece->n, n; left > 0; left -= n) {
		n = left < sizeof zeros ? left : sizeof zeros;
		pass->crc = libdeflate_crc32(pass->crc, zeros, n);
	}
}

/* What of the member lies before the first whole block of what is written: behind it the page cache may be left aside. */
static size_t
head_size(const struct pass *pass)
{
	size_t behind = pass->work->writer != NULL ? (size_t)(pass->work->place % WRITER_BLOCK) : 0;

	return behind > 0 ? WRITER_BLOCK - behind : 0;
}

static enum status
keep_piece(void *context, const struct piece *piece, struct error *err)
{
	struct pass *pass = context;
	struct piece placed = *piece;

	if (pass->work->crc)
		add_crc(pass, piece);
	if (pass->work->writer == NULL)
		return STATUS_OK;
	placed.offset += pass->work->place;
	if (piece->offset == head_size(pass))
		writer_enter_direct(pass->work->writer, pass->bytes->size - piece->offset);
	return writer_take(pass->work->writer, &placed, err);
}

/* Has the piece hashed and kept, now or soon. */
static enum status
give(struct pass *pass, const struct piece *piece, struct error *err)
{
	enum status st = STATUS_OK;

	if (pass->ring != NULL)
		ring_give(pass->ring, piece);
	else
		st = hash_piece(pass, piece, err);
	if (pass->ring == NULL && st == STATUS_OK)
		st = keep_piece(pass, piece, err);
	if (st == STATUS_OK && pass->watch->progress != NULL)
		pass->watch->progress(pass->watch->context, piece->n);
	return st == STATUS_OK ? member_watch_check(pass->watch, err) : st;
}

/* One piece of data or of zeros, from `from` on, at most to `to`; a thread's failure is told when the ring closes. */
static enum status
take_piece(struct pass *pass, uint64_t from, uint64_t to, bool hole, size_t *n, struct error *err)
{
	char *room = pass->ring != NULL ? ring_room(pass->ring) : pass->room;
	struct piece piece = { .room = hole ? NULL : room, .offset = from };
	size_t head = head_size(pass), most = hole ? HOLE_PIECE : pass->room_size;
	enum status st = STATUS_OK;

	if (room == NULL)
		return STATUS_FAULT;
	if (from < head)
		most = head - (size_t)from;
	piece.n = to - from < most ? (size_t)(to - from) : most;
	if (!hole)
		st = member_read(pass->bytes->fd, room, piece.n, pass->bytes->offset + from, err);
	*n = piece.n;
	return st == STATUS_OK ? give(pass, &piece, err) : st;
}

/* Where the hole or the data at `at` end. What a file system says is believed only where it leads forward. */
static uint64_t
find_end(const struct pass *pass, uint64_t at, bool *hole)
{
	const struct member_bytes *bytes = pass->bytes;
	off_t here = (off_t)(bytes->offset + at), end = (off_t)(bytes->offset + bytes->size);
	off_t data = lseek(bytes->fd, here, SEEK_DATA), next;

	*hole = data > here || (data < 0 && errno == ENXIO);
	next = *hole ? data : lseek(bytes->fd, here, SEEK_HOLE);
	return next > here && next < end ? (uint64_t)next - bytes->offset : bytes->size;
}

static enum status
take_all(struct pass *pass, bool sparse, struct error *err)
{
	enum status st = STATUS_OK;
	uint64_t at = 0;

	while (st == STATUS_OK && at < pass->bytes->size) {
		bool hole = false;
		uint64_t end = sparse ? find_end(pass, at, &hole) : pass->bytes->size;
		size_t n = 0;

		for (; st == STATUS_OK && at < end; at += n)
			st = take_piece(pass, at, end, hole, &n, err);
	}
	return st;
}

/* Large files with holes keep them, and the time that reading them would cost. */
static enum status
take_large(struct pass *pass, struct error *err)
{
	off_t before = lseek(pass->bytes->fd, 0, SEEK_CUR);
	struct error error = { 0 };
	enum status st = take_all(pass, before >= 0, err), used = STATUS_OK;

	if (before >= 0)
		lseek(pass->bytes->fd, before, SEEK_SET);
	if (pass->ring != NULL)
		used = ring_close(pass->ring, &error);
	if (used == STATUS_OK || st == STATUS_INTERRUPTED)
		return st;
	if (err != NULL)
		*err = error;
	return used;
}

static enum status
run_large(struct pass *pass, struct error *err)
{
	const struct piece_user users[] = { { hash_piece, pass }, { keep_piece, pass } };
	size_t count = pass->work->crc || pass->work->writer != NULL ? 2 : 1;
	SCOPED_FREE char *room = NULL;

	pass->room_size = PIECE_SIZE;
	if (!pass->work->alone && pass->bytes->size >= LARGE &&
	    ring_open(&pass->ring, users, count, NULL) == STATUS_OK)
		return take_large(pass, err);
	pass->ring = NULL;
	pass->room_size = MEMBER_SCRATCH;
	pass->room = pass->work->scratch;
	if (pass->room == NULL)
		pass->room = room = aligned_alloc(PAGE, MEMBER_SCRATCH);
	return pass->room != NULL ? take_large(pass, err) : fail_memory(err);
}

static enum status
run_small(struct pass *pass, struct error *err)
{
	SCOPED_FREE char *room = NULL;

	pass->room_size = MEMBER_SCRATCH;
	pass->room = pass->work->scratch;
	if (pass->room == NULL)
		pass->room = room = aligned_alloc(PAGE, ((size_t)pass->bytes->size | (PAGE - 1)) + 1);
	if (pass->room == NULL)
		return fail_memory(err);
	return take_all(pass, false, err);
}

static enum status
run_memory(struct pass *pass, struct error *err)
{
	const struct member_bytes *bytes = pass->bytes;
	const struct piece piece = { (char *)(uintptr_t)bytes->memory, 0, (size_t)bytes->size };

	return bytes->size > 0 ? give(pass, &piece, err) : STATUS_OK;
}

enum status
member_pass(const struct member_bytes *bytes, const struct member_work *work,
            const struct member_watch *watch, struct member_sums *out, struct error *err)
{
	struct pass pass = { .bytes = bytes, .work = work, .watch = watch };
	SCOPED_POINTER(digester) digester = NULL;
	struct member_sums sums = { 0 };
	enum status st = member_watch_check(watch, err);

	if (st == STATUS_OK)
		st = digester_open(&digester, work->digests, err);
	if (st != STATUS_OK)
		return st;
	pass.digester = digester;
	if (bytes->memory != NULL)
		st = run_memory(&pass, err);
	else if (bytes->size <= MEMBER_SCRATCH)
		st = run_small(&pass, err);
	else
		st = run_large(&pass, err);
	if (st == STATUS_OK)
		st = digester_finish(digester, &sums.digests, err);
	if (st != STATUS_OK)
		return st;
	sums.crc = pass.crc;
	*out = sums;
	return STATUS_OK;
}

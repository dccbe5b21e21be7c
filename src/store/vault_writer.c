/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vault_writer.c - writing so that little is left for the sync.
 *
 * Small and middling files go through the page cache, as they will be read
 * again soon, and the kernel is asked early to write them back. Large ones go
 * around it where the file system can (O_DIRECT, open(2)): they would push out
 * everything else, and the cache's own copying costs as much as hashing.
 */
#include "store/vault_writer.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define WRITE_BACK  (UINT64_C(8) << 20)   /* bytes after which write-back is begun */
#define DIRECT_FROM (UINT64_C(256) << 20) /* size of a file that goes around the page cache */

static bool
set_direct(int fd, bool direct)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 &&
	       fcntl(fd, F_SETFL, direct ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

void
writer_begin(struct vault_writer *writer, int fd, uint64_t size)
{
	*writer = (struct vault_writer){ .fd = fd };
	writer_enter_direct(writer, size);
}

void
writer_enter_direct(struct vault_writer *writer, uint64_t size)
{
	writer->direct = size >= DIRECT_FROM && set_direct(writer->fd, true);
}

enum status
writer_leave_direct(struct vault_writer *writer, struct error *err)
{
	if (!writer->direct)
		return STATUS_OK;
	writer->direct = false;
	return set_direct(writer->fd, false) ? STATUS_OK
	                                     : fail_os(err, "cannot write directly");
}

/* How much of n bytes for `offset` one call may be given; 0 when direct writing must stop. */
static size_t
fitting(const struct vault_writer *writer, size_t n, uint64_t offset)
{
	if (!writer->direct)
		return n;
	return offset % WRITER_BLOCK == 0 ? n - n % WRITER_BLOCK : 0;
}

static enum status
write_all(struct vault_writer *writer, const char *bytes, size_t n, uint64_t offset,
          struct error *err)
{
	enum status st = STATUS_OK;

	while (n > 0 && st == STATUS_OK) {
		size_t now = fitting(writer, n, offset);
		ssize_t done = now > 0 ? pwrite(writer->fd, bytes, now, (off_t)offset) : 0;

		if (done < 0 && errno == EINTR)
			continue;
		if (now == 0 || (done < 0 && errno == EINVAL && writer->direct)) {
			st = writer_leave_direct(writer, err);
			continue;
		}
		if (done < 0)
			return fail_os(err, "cannot write at byte %llu",
			               (unsigned long long)offset);
		bytes += done;
		offset += (uint64_t)done;
		n -= (size_t)done;
	}
	return st;
}

/* A failure to begin it is told by the sync, which comes in any case. */
static void
write_back(struct vault_writer *writer, uint64_t end)
{
	if (!writer->direct)
		sync_file_range(writer->fd, (off_t)writer->begun, (off_t)(end - writer->begun),
		                SYNC_FILE_RANGE_WRITE);
	writer->begun = end;
}

enum status
writer_take(void *context, const struct piece *piece, struct error *err)
{
	struct vault_writer *writer = context;
	enum status st;

	if (piece->room == NULL)
		return STATUS_OK;
	st = write_all(writer, piece->room, piece->n, piece->offset, err);
	writer->failed = st != STATUS_OK;
	if (st == STATUS_OK && piece->offset + piece->n - writer->begun >= WRITE_BACK)
		write_back(writer, piece->offset + piece->n);
	return st;
}

enum status
writer_finish(struct vault_writer *writer, uint64_t size, struct error *err)
{
	writer->failed = ftruncate(writer->fd, (off_t)size) != 0;
	if (writer->failed)
		return fail_os(err, "cannot write at byte %llu",
		               (unsigned long long)size);
	if (size > writer->begun)
		write_back(writer, size);
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zip_writer.c - header, bytes, header, bytes, then the central directory,
 * which is kept in memory until then. The CRC-32 of a member that is streamed
 * is written into its header afterwards.
 */
#include "bundle/zip_writer.h"

#include "base/error.h"
#include "bundle/zip_format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#define EXTRA_LOCAL  20 /* bytes of a Zip64 field with both sizes */
#define EXTRA_MOST   28 /* and with the offset */

struct zip_writer {
	int                 fd;
	uint64_t            at; /* where the next record begins */
	uint64_t            count;
	struct buffer       central;
	struct vault_writer out;
	struct member_watch watch;
	char               *scratch; /* borrowed */
};

/* What a header says. */
struct entry {
	struct text name;
	uint64_t    size;
	uint64_t    offset; /* of the local header */
	uint32_t    crc;
};

enum status
zip_writer_open(struct zip_writer **out, int fd, const struct member_watch *watch, char *scratch,
                struct error *err)
{
	struct zip_writer *writer = calloc(1, sizeof *writer);

	if (writer == NULL)
		return fail_memory(err);
	writer->fd = fd;
	writer->watch = *watch;
	writer->scratch = scratch;
	writer_begin(&writer->out, fd, 0);
	*out = writer;
	return STATUS_OK;
}

void
zip_writer_close(struct zip_writer *writer)
{
	if (writer == NULL)
		return;
	buffer_end(&writer->central);
	free(writer);
}

/* Writes both parts one after the other, whole. */
static enum status
write_parts(struct zip_writer *writer, const void *a, size_t a_size, const void *b, size_t b_size,
            struct error *err)
{
	struct iovec parts[] = { { (void *)(uintptr_t)a, a_size }, { (void *)(uintptr_t)b, b_size } };

	while (parts[0].iov_len + parts[1].iov_len > 0) {
		ssize_t done = pwritev(writer->fd, parts, 2, (off_t)writer->at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return fail_os(err, "cannot write at byte %llu", (unsigned long long)writer->at);
		writer->at += (uint64_t)done;
		for (int i = 0; i < 2; i++) {
			size_t n = (size_t)done < parts[i].iov_len ? (size_t)done : parts[i].iov_len;

			parts[i].iov_base = (char *)parts[i].iov_base + n;
			parts[i].iov_len -= n;
			done -= (ssize_t)n;
		}
	}
	return STATUS_OK;
}

static bool
is_large(uint64_t number)
{
	return number >= ZIP_MAX_32;
}

static uint32_t
small_of(uint64_t number)
{
	return is_large(number) ? ZIP_MAX_32 : (uint32_t)number;
}

/* Version to extract, flags, method, time, date, CRC-32, both sizes, length of the name: the part that both headers share. */
static unsigned char *
put_shared(unsigned char *at, const struct entry *entry, bool zip64)
{
	at = zip_put_16(at, zip64 ? ZIP_VERSION_64 : ZIP_VERSION);
	at = zip_put_16(at, ZIP_UTF8);
	at = zip_put_16(at, ZIP_STORED);
	at = zip_put_16(at, 0);
	at = zip_put_16(at, ZIP_DATE);
	at = zip_put_32(at, entry->crc);
	at = zip_put_32(at, small_of(entry->size));
	at = zip_put_32(at, small_of(entry->size));
	return zip_put_16(at, (unsigned)entry->name.n);
}

/* The local header with its name; *size bytes of it, owned. */
static unsigned char *
make_local(const struct entry *entry, size_t *size)
{
	bool zip64 = is_large(entry->size);
	size_t extra = zip64 ? EXTRA_LOCAL : 0;
	unsigned char *made = malloc(ZIP_LOCAL_SIZE + entry->name.n + extra), *at = made;

	if (made == NULL)
		return NULL;
	*size = ZIP_LOCAL_SIZE + entry->name.n + extra;
	at = zip_put_32(at, ZIP_LOCAL);
	at = put_shared(at, entry, zip64);
	at = zip_put_16(at, (unsigned)extra);
	memcpy(at, entry->name.p, entry->name.n);
	at += entry->name.n;
	if (zip64) {
		at = zip_put_16(at, ZIP_EXTRA_64);
		at = zip_put_16(at, EXTRA_LOCAL - 4);
		at = zip_put_64(at, entry->size);
		zip_put_64(at, entry->size);
	}
	return made;
}

/* The Zip64 field of a central header; 0 bytes when none is needed. */
static size_t
put_extra(unsigned char out[EXTRA_MOST], const struct entry *entry)
{
	unsigned char *at = out + 4;

	if (is_large(entry->size)) {
		at = zip_put_64(at, entry->size);
		at = zip_put_64(at, entry->size);
	}
	if (is_large(entry->offset))
		at = zip_put_64(at, entry->offset);
	if (at == out + 4)
		return 0;
	zip_put_16(zip_put_16(out, ZIP_EXTRA_64), (unsigned)(at - out - 4));
	return (size_t)(at - out);
}

static void
add_central(struct zip_writer *writer, const struct entry *entry)
{
	unsigned char fixed[ZIP_CENTRAL_SIZE], extra[EXTRA_MOST], *at = fixed;
	size_t extra_size = put_extra(extra, entry);

	at = zip_put_32(at, ZIP_CENTRAL);
	at = zip_put_16(at, extra_size > 0 ? ZIP_VERSION_64 : ZIP_VERSION); /* made by, of no particular system */
	at = put_shared(at, entry, extra_size > 0);
	at = zip_put_16(at, (unsigned)extra_size);
	at = zip_put_16(at, 0); /* comment */
	at = zip_put_16(at, 0); /* disk */
	at = zip_put_16(at, 0); /* internal attributes */
	at = zip_put_32(at, 0); /* external attributes */
	zip_put_32(at, small_of(entry->offset));
	buffer_append(&writer->central, fixed, sizeof fixed);
	buffer_append_text(&writer->central, entry->name);
	buffer_append(&writer->central, extra, extra_size);
	writer->count++;
}

/* Bytes that are in memory already: their CRC-32 is known before the header is written. */
static enum status
add_held(struct zip_writer *writer, struct entry *entry, const char *memory,
         struct member_sums *out, struct error *err)
{
	const struct member_bytes bytes = { .memory = memory, .size = entry->size };
	enum status st = member_pass(&bytes, &(struct member_work){ .crc = true }, &writer->watch, out, err);
	SCOPED_FREE unsigned char *local = NULL;
	size_t n = 0;

	if (st != STATUS_OK)
		return st;
	entry->crc = out->crc;
	local = make_local(entry, &n);
	if (local == NULL)
		return fail_memory(err);
	return write_parts(writer, local, n, memory, (size_t)entry->size, err);
}

static enum status
add_streamed(struct zip_writer *writer, struct entry *entry, const struct member_bytes *bytes,
             struct member_sums *out, struct error *err)
{
	size_t n = 0;
	SCOPED_FREE unsigned char *local = make_local(entry, &n);
	struct member_work work = { .crc = true, .writer = &writer->out };
	unsigned char crc[4];
	enum status st;

	if (local == NULL)
		return fail_memory(err);
	st = write_parts(writer, local, n, NULL, 0, err);
	work.place = writer->at;
	if (st == STATUS_OK)
		st = member_pass(bytes, &work, &writer->watch, out, err);
	if (st == STATUS_OK)
		st = writer_leave_direct(&writer->out, err);
	if (st != STATUS_OK)
		return st;
	writer->at += entry->size;
	entry->crc = out->crc;
	zip_put_32(crc, entry->crc);
	if (pwrite(writer->fd, crc, sizeof crc, (off_t)(entry->offset + ZIP_LOCAL_CRC)) != sizeof crc)
		return fail_os(err, "cannot write at byte %llu", (unsigned long long)entry->offset);
	return STATUS_OK;
}

enum status
zip_writer_add(struct zip_writer *writer, struct text name, const struct member_bytes *bytes,
               struct member_sums *out, struct error *err)
{
	struct entry entry = { .name = name, .size = bytes->size, .offset = writer->at };
	const char *memory = bytes->memory;
	enum status st = STATUS_OK;

	if (name.n == 0 || name.n > ZIP_MAX_16)
		return fail(err, STATUS_FAULT, "a member of a ZIP has a name of %zu bytes", name.n);
	if (memory == NULL && bytes->size <= MEMBER_SCRATCH) {
		st = member_read(bytes->fd, writer->scratch, (size_t)bytes->size, bytes->offset, err);
		memory = writer->scratch;
	}
	if (st == STATUS_OK)
		st = memory != NULL ? add_held(writer, &entry, memory, out, err)
		                    : add_streamed(writer, &entry, bytes, out, err);
	if (st == STATUS_OK)
		add_central(writer, &entry);
	return st;
}

/* The Zip64 end record and its locator. */
static void
put_end_64(unsigned char *at, uint64_t count, uint64_t size, uint64_t offset)
{
	at = zip_put_32(at, ZIP_END_64);
	at = zip_put_64(at, ZIP_END_64_SIZE - 12);
	at = zip_put_16(at, ZIP_VERSION_64);
	at = zip_put_16(at, ZIP_VERSION_64);
	at = zip_put_32(at, 0);
	at = zip_put_32(at, 0);
	at = zip_put_64(at, count);
	at = zip_put_64(at, count);
	at = zip_put_64(at, size);
	at = zip_put_64(at, offset);
	at = zip_put_32(at, ZIP_LOCATOR);
	at = zip_put_32(at, 0);
	at = zip_put_64(at, offset + size);
	zip_put_32(at, 1);
}

static void
put_end(unsigned char *at, uint64_t count, uint64_t size, uint64_t offset)
{
	unsigned few = count >= ZIP_MAX_16 ? ZIP_MAX_16 : (unsigned)count;

	at = zip_put_32(at, ZIP_END);
	at = zip_put_16(at, 0);
	at = zip_put_16(at, 0);
	at = zip_put_16(at, few);
	at = zip_put_16(at, few);
	at = zip_put_32(at, small_of(size));
	at = zip_put_32(at, small_of(offset));
	zip_put_16(at, 0);
}

enum status
zip_writer_finish(struct zip_writer *writer, struct error *err)
{
	unsigned char end[ZIP_END_64_SIZE + ZIP_LOCATOR_SIZE + ZIP_END_SIZE], *at = end;
	uint64_t offset = writer->at, size = writer->central.n;
	enum status st = buffer_check(&writer->central, err);

	if (st != STATUS_OK)
		return st;
	if (writer->count >= ZIP_MAX_16 || is_large(size) || is_large(offset)) {
		put_end_64(at, writer->count, size, offset);
		at += ZIP_END_64_SIZE + ZIP_LOCATOR_SIZE;
	}
	put_end(at, writer->count, size, offset);
	at += ZIP_END_SIZE;
	st = write_parts(writer, writer->central.p, writer->central.n, end, (size_t)(at - end), err);
	return st == STATUS_OK ? writer_finish(&writer->out, writer->at, err) : st;
}

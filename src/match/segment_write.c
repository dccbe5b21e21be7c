/* SPDX-License-Identifier: Apache-2.0 */
/* segment_write.c - segment files written beside their place, synced, then renamed. */
#include "match/segment.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "crypto/digest.h"
#include "match/segment_form.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define HELD 4096                     /* hashes that are written at once */
#define TABLE_ROOM ((size_t)12 << 20) /* numbers of 32 bits for making tables: 48 MiB */

struct segment_writer {
	int                   fd;
	char                 *folder, *path, *draft; /* owned */
	bool                  drafted; /* the draft's name is ours */
	struct segment_header header;
	size_t                added, held;
	struct hash256        hashes[HELD];
	struct segment_label  labels[HELD];
};

DEFINE_SCOPED_POINTER(segment_writer, segment_writer_close);

static enum status
write_at(int fd, const void *bytes, size_t n, uint64_t at, struct error *err)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t written = pwrite(fd, p, n, (off_t)at);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return fail_os(err, "cannot write");
		p += written;
		at += (uint64_t)written;
		n -= (size_t)written;
	}
	return STATUS_OK;
}

static enum status
make_names(struct segment_writer *writer, const char *folder, struct error *err)
{
	char name[SEGMENT_NAME_SIZE];

	segment_name(name, (enum segment_kind)writer->header.kind, writer->header.last_seq);
	writer->folder = strdup(folder);
	if (asprintf(&writer->path, "%s/%s", folder, name) < 0)
		writer->path = NULL;
	if (asprintf(&writer->draft, "%s/%s.new", folder, name) < 0)
		writer->draft = NULL;
	if (writer->folder == NULL || writer->path == NULL || writer->draft == NULL)
		return fail_memory(err);
	return STATUS_OK;
}

/*
 * The draft, ours alone by its lock. Whoever renamed it between our opening and
 * our lock made it a segment that is in use: then it is not touched.
 */
static enum status
open_draft(struct segment_writer *writer, struct error *err)
{
	struct stat held, there;

	writer->fd = open(writer->draft, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (writer->fd < 0)
		return fail_os(err, "cannot make %s", writer->draft);
	if (flock(writer->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return fail(err, STATUS_BUSY, "another process writes %s", writer->path);
	if (fstat(writer->fd, &held) != 0 || lstat(writer->draft, &there) != 0 ||
	    held.st_dev != there.st_dev || held.st_ino != there.st_ino)
		return fail(err, STATUS_BUSY, "another process wrote %s", writer->path);
	writer->drafted = true;
	if (ftruncate(writer->fd, 0) != 0 || ftruncate(writer->fd, (off_t)writer->header.size) != 0)
		return fail_os(err, "cannot make %s", writer->draft);
	return STATUS_OK;
}

enum status
segment_writer_open(struct segment_writer **out, const char *folder,
                    const struct segment_cover *cover, size_t count, struct error *err)
{
	SCOPED_POINTER(segment_writer) writer = calloc(1, sizeof *writer);
	enum status st;

	if (writer == NULL)
		return fail_memory(err);
	writer->fd = -1;
	if (count > HASH_INDEX_LIMIT || cover->first_seq > cover->last_seq)
		return fail(err, STATUS_INVALID, "no segment can hold that");
	writer->header = (struct segment_header){
		.magic = SEGMENT_MAGIC,
		.byte_order = SEGMENT_BYTE_ORDER,
		.kind = cover->kind,
		.first_seq = cover->first_seq,
		.last_seq = cover->last_seq,
		.count = count,
	};
	segment_form_places(&writer->header);
	st = make_names(writer, folder, err);
	if (st == STATUS_OK)
		st = open_draft(writer, err);
	if (st != STATUS_OK)
		return st;
	*out = writer;
	writer = NULL;
	return STATUS_OK;
}

void
segment_writer_close(struct segment_writer *writer)
{
	if (writer == NULL)
		return;
	if (writer->drafted)
		unlink(writer->draft);
	if (writer->fd >= 0)
		close(writer->fd);
	free(writer->folder);
	free(writer->path);
	free(writer->draft);
	free(writer);
}

static enum status
write_held(struct segment_writer *writer, struct error *err)
{
	uint64_t first = writer->added - writer->held;
	enum status st = write_at(writer->fd, writer->hashes, writer->held * sizeof *writer->hashes,
	                          SEGMENT_HEADER_SIZE + first * sizeof *writer->hashes, err);

	if (st == STATUS_OK)
		st = write_at(writer->fd, writer->labels, writer->held * sizeof *writer->labels,
		              writer->header.labels_at + first * sizeof *writer->labels, err);
	writer->held = 0;
	return st;
}

enum status
segment_writer_add(struct segment_writer *writer, const struct hash256 *hash,
                   const struct segment_label *label, struct error *err)
{
	if (writer->added == writer->header.count)
		return fail(err, STATUS_INVALID, "more hashes than the segment was begun for");
	writer->hashes[writer->held] = *hash;
	writer->labels[writer->held++] = *label;
	writer->added++;
	return writer->held == HELD ? write_held(writer, err) : STATUS_OK;
}

struct table_target {
	const struct segment_writer *writer;
	struct error                *err;
};

static enum status
put_table(void *context, size_t at, const uint32_t *numbers, size_t n)
{
	const struct table_target *target = context;

	return write_at(target->writer->fd, numbers, n * sizeof *numbers,
	                target->writer->header.tables_at + at * sizeof *numbers, target->err);
}

static enum status
write_tables(const struct segment_writer *writer, const unsigned char *map, struct error *err)
{
	struct table_target target = { writer, err };
	SCOPED_FREE uint32_t *memory = malloc(TABLE_ROOM * sizeof *memory);

	if (memory == NULL)
		return fail_memory(err);
	return hash_index_build((const void *)(map + SEGMENT_HEADER_SIZE),
	                        (uint32_t)writer->header.count, writer->header.parts, memory,
	                        TABLE_ROOM, put_table, &target);
}

static enum status
write_header(struct segment_writer *writer, const unsigned char *map, struct error *err)
{
	struct segment_header *header = &writer->header;
	enum status st = digest_of(map + SEGMENT_HEADER_SIZE, header->size - SEGMENT_HEADER_SIZE,
	                           &header->body, err);

	if (st == STATUS_OK)
		st = segment_form_digest(header, &header->header, err);
	return st == STATUS_OK ? write_at(writer->fd, header, sizeof *header, 0, err) : st;
}

/* Tables and digests are made of what was written, read through a mapping of it. */
static enum status
complete(struct segment_writer *writer, struct error *err)
{
	void *map = mmap(NULL, writer->header.size, PROT_READ, MAP_SHARED, writer->fd, 0);
	enum status st;

	if (map == MAP_FAILED)
		return fail_os(err, "cannot map");
	st = writer->header.parts > 0 ? write_tables(writer, map, err) : STATUS_OK;
	if (st == STATUS_OK)
		st = write_header(writer, map, err);
	munmap(map, writer->header.size);
	return st;
}

static enum status
publish(struct segment_writer *writer, struct error *err)
{
	if (fsync(writer->fd) != 0)
		return fail_os(err, "cannot sync");
	if (rename(writer->draft, writer->path) != 0)
		return fail_os(err, "cannot name it");
	writer->drafted = false;
	return folder_sync(writer->folder, err);
}

enum status
segment_writer_finish(struct segment_writer *writer, struct error *err)
{
	enum status st;

	if (writer->added != writer->header.count)
		return fail(err, STATUS_INVALID, "fewer hashes than the segment was begun for");
	st = write_held(writer, err);
	if (st == STATUS_OK)
		st = complete(writer, err);
	if (st == STATUS_OK)
		st = publish(writer, err);
	return st == STATUS_OK ? st : while_doing(err, st, "writing the segment %s", writer->path);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* spool.c - reading a list of paths into a memory file. */
#include "intake/spool.h"

#include "intake/path_list.h"
#include "intake/walk.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PIECE_SIZE ((size_t)256 << 10)

void
spool_end(struct spool *spool)
{
	free(spool->paths);
	if (spool->list != NULL)
		munmap(spool->list, spool->list_size);
	*spool = (struct spool){ 0 };
}

static enum status
write_piece(int file, struct buffer *piece, struct error *err)
{
	enum status st = buffer_check(piece, err);

	if (st == STATUS_OK)
		st = file_write_all(file, piece->p, piece->n, err);
	buffer_clear(piece);
	return st;
}

/*
 * Adds one path with a NUL behind it. One that is cut because it is too long
 * stays too long for the walk, which names it.
 */
static enum status
add_path(struct buffer *piece, const struct buffer *path, size_t number, struct error *err)
{
	if (memchr(path->p, '\0', path->n) != NULL)
		return fail(err, STATUS_INVALID,
		            "path %zu of the list holds a NUL byte: is it a list ended by NUL bytes?",
		            number);
	buffer_append(piece, path->p, path->n);
	buffer_append_byte(piece, '\0');
	return STATUS_OK;
}

static enum status
copy_list(const struct intake_options *options, int file, struct spool *out, struct error *err)
{
	struct path_list from = { .file = options->list, .separator = options->separator };
	const atomic_bool *stop = options->callbacks.stop;
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) piece = { 0 };
	size_t count = 0;
	bool whole;
	enum status st;

	while ((st = path_list_next(&from, &path, WALK_PATH + 1, &whole, err)) == STATUS_OK) {
		if (stop != NULL && atomic_load(stop))
			return fail(err, STATUS_INTERRUPTED, "interrupted");
		out->list_size += path.n + 1;
		if (out->list_size > SPOOL_LIMIT)
			return fail(err, STATUS_LIMIT,
			            "the list of paths is longer than %zu MiB: give it in parts",
			            SPOOL_LIMIT >> 20);
		st = add_path(&piece, &path, ++count, err);
		if (st == STATUS_OK && piece.n >= PIECE_SIZE)
			st = write_piece(file, &piece, err);
		if (st != STATUS_OK)
			return st;
	}
	out->count += count;
	return st == STATUS_DONE ? write_piece(file, &piece, err) : st;
}

static enum status
read_list(struct spool *out, const struct intake_options *options, struct error *err)
{
	SCOPED_FD file = memfd_create("vidimus-paths", MFD_CLOEXEC);
	enum status st;
	char *mapped;

	if (file < 0)
		return fail_os(err, "cannot make room for the list of paths");
	st = copy_list(options, file, out, err);
	if (st != STATUS_OK || out->list_size == 0)
		return st;
	mapped = mmap(NULL, out->list_size, PROT_READ, MAP_SHARED, file, 0);
	if (mapped == MAP_FAILED)
		return fail_os(err, "cannot read the list of paths");
	out->list = mapped;
	return STATUS_OK;
}

static enum status
point(struct spool *out, const char *const *paths, size_t count, struct error *err)
{
	const char *at = out->list;

	out->paths = calloc(out->count ? out->count : 1, sizeof *out->paths);
	if (out->paths == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < count; i++)
		out->paths[i] = paths[i];
	for (size_t i = count; i < out->count; i++, at += strlen(at) + 1)
		out->paths[i] = at;
	return STATUS_OK;
}

enum status
spool_read(struct spool *out, const struct intake_options *options, struct error *err)
{
	struct spool spool = { .count = options->path_count };
	enum status st = options->list < 0 ? STATUS_OK : read_list(&spool, options, err);

	if (st == STATUS_OK)
		st = point(&spool, options->paths, options->path_count, err);
	if (st != STATUS_OK) {
		spool_end(&spool);
		return st;
	}
	*out = spool;
	return STATUS_OK;
}

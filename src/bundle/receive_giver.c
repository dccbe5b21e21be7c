/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receive_giver.c - members of an archive for the intake, one by one, as copies
 * without a name: nothing of a bundle is ever unpacked where it could stay.
 */
#include "bundle/receive_internal.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#define STAGING "staging"

bool
receive_is_folder(const struct receiving *receiving)
{
	struct stat st;

	return stat(receiving->options->path, &st) == 0 && S_ISDIR(st.st_mode);
}

static enum status
make_unnamed(const struct catalogue *catalogue, int *file, struct error *err)
{
	*file = openat(catalogue->folder, STAGING, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (*file >= 0)
		return STATUS_OK;
	if (errno == EOPNOTSUPP || errno == EISDIR)
		return fail(err, STATUS_REFUSED,
		            "the catalogue's file system keeps no files without names: unpack the bundle, then receive the folder");
	return fail_os(err, "cannot make a copy of a file of the bundle");
}

/* The archive's own time is the last that anybody can tell of its members. */
static enum status
date(const struct receiving *receiving, int file, struct error *err)
{
	struct timespec times[2];
	struct stat st;

	if (stat(receiving->options->path, &st) != 0)
		return fail_os(err, "cannot look at %s", receiving->options->path);
	times[0] = times[1] = st.st_mtim;
	return futimens(file, times) == 0 ? STATUS_OK : fail_os(err, "cannot date a copy");
}

static enum status
copy(struct receiving *receiving, const char *name, int file, struct error *err)
{
	SCOPED_POINTER(bundle_stream) stream = NULL;
	struct text block;
	enum status st = bundle_stream_open(&stream, receiving->source, name, err);

	while (st == STATUS_OK && (st = bundle_stream_next(stream, &block, err)) == STATUS_OK)
		st = file_write_all(file, block.p, block.n, err);
	return st == STATUS_DONE ? date(receiving, file, err) : st;
}

static enum status
give(struct receive_giving *giving, const char *name, struct buffer *path, int *out,
     struct error *err)
{
	SCOPED_FD file = -1;
	enum status st = make_unnamed(giving->receiving->catalogue, &file, err);

	if (st == STATUS_OK)
		st = copy(giving->receiving, name, file, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading %s of the bundle", name);
	buffer_append_format(path, "%s/%s", giving->receiving->options->path, name);
	if (buffer_check(path, err) != STATUS_OK)
		return err->status;
	*out = file;
	file = -1;
	return STATUS_OK;
}

enum status
receive_give(void *context, struct buffer *path, int *file, struct error *err)
{
	struct receive_giving *giving = context;
	size_t count = bundle_source_count(giving->receiving->source);

	while (giving->at < count) {
		const char *name = bundle_source_member(giving->receiving->source, giving->at++)->name;

		if (receive_is_of(name, giving->part))
			return give(giving, name, path, file, err);
	}
	return STATUS_DONE;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder_writer.c - names come in order, so that one chain of open folders is
 * enough: a folder that is left is never entered again. Where one syncfs(2)
 * makes all durable, it comes once at the end; else each file and folder is
 * synced before it is closed.
 */
#include "bundle/folder_writer.h"

#include "base/error.h"
#include "base/text.h"
#include "store/filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH       60 /* of folders in a name of 120 bytes */
#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

struct folder_writer {
	struct member_watch watch;
	char  *scratch;      /* borrowed */
	bool   together;     /* one sync for all */
	size_t depth;        /* of the chain below the bag's folder */
	int    folders[DEPTH + 1]; /* the first is the bag's own, borrowed */
	char   names[DEPTH + 1][128];
};

enum status
folder_writer_open(struct folder_writer **out, int folder, const struct member_watch *watch,
                   char *scratch, struct error *err)
{
	struct folder_writer *writer = calloc(1, sizeof *writer);

	if (writer == NULL)
		return fail_memory(err);
	writer->watch = *watch;
	writer->scratch = scratch;
	writer->folders[0] = folder;
	writer->together = filesystem_syncs_together(folder);
	*out = writer;
	return STATUS_OK;
}

static enum status
leave_one(struct folder_writer *writer, struct error *err)
{
	int fd = writer->folders[writer->depth--];
	enum status st = STATUS_OK;

	if (!writer->together && fsync(fd) != 0)
		st = fail_os(err, "cannot sync a folder");
	close(fd);
	return st;
}

static enum status
leave_to(struct folder_writer *writer, size_t depth, struct error *err)
{
	enum status st = STATUS_OK;

	while (writer->depth > depth && st == STATUS_OK)
		st = leave_one(writer, err);
	return st;
}

void
folder_writer_close(struct folder_writer *writer)
{
	if (writer == NULL)
		return;
	while (writer->depth > 0)
		close(writer->folders[writer->depth--]);
	free(writer);
}

static enum status
enter(struct folder_writer *writer, struct text name, struct error *err)
{
	size_t depth = writer->depth + 1;
	char *own = writer->names[depth];
	int fd;

	if (depth > DEPTH || name.n >= sizeof writer->names[depth])
		return fail(err, STATUS_FAULT, "a name in a bag is too long or too deep");
	memcpy(own, name.p, name.n);
	own[name.n] = '\0';
	if (mkdirat(writer->folders[depth - 1], own, 0750) != 0)
		return fail_os(err, "cannot make the folder %s", own);
	fd = openat(writer->folders[depth - 1], own, OPEN_FOLDER);
	if (fd < 0)
		return fail_os(err, "cannot open the folder %s", own);
	writer->folders[depth] = fd;
	writer->depth = depth;
	return STATUS_OK;
}

/* Goes to the folder of the name; *file is the part behind it. */
static enum status
go_to(struct folder_writer *writer, const char *name, const char **file, struct error *err)
{
	enum status st = STATUS_OK;
	size_t depth = 0;
	const char *slash;

	for (; st == STATUS_OK && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
		struct text part = { name, (size_t)(slash - name) };

		depth++;
		if (depth <= writer->depth && text_is(part, writer->names[depth]))
			continue;
		st = leave_to(writer, depth - 1, err);
		if (st == STATUS_OK)
			st = enter(writer, part, err);
	}
	*file = name;
	return st == STATUS_OK ? leave_to(writer, depth, err) : st;
}

enum status
folder_writer_add(struct folder_writer *writer, const char *name, const struct member_bytes *bytes,
                  struct member_sums *out, struct error *err)
{
	struct vault_writer file;
	const struct member_work work = { .writer = &file, .scratch = writer->scratch };
	SCOPED_FD fd = -1;
	const char *last;
	enum status st = go_to(writer, name, &last, err);

	if (st != STATUS_OK)
		return st;
	fd = openat(writer->folders[writer->depth], last,
	            O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return fail_os(err, "cannot make the file %s", name);
	writer_begin(&file, fd, bytes->size);
	st = member_pass(bytes, &work, &writer->watch, out, err);
	if (st == STATUS_OK && bytes->size > MEMBER_SCRATCH)
		st = writer_finish(&file, bytes->size, err);
	if (st == STATUS_OK && !writer->together && fsync(fd) != 0)
		st = fail_os(err, "cannot sync the file %s", name);
	return st;
}

enum status
folder_writer_finish(struct folder_writer *writer, struct error *err)
{
	enum status st = leave_to(writer, 0, err);

	if (st != STATUS_OK)
		return st;
	if ((writer->together ? syncfs(writer->folders[0]) : fsync(writer->folders[0])) != 0)
		return fail_os(err, "the disk failed to keep what was written");
	return STATUS_OK;
}

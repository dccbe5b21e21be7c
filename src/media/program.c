/* SPDX-License-Identifier: Apache-2.0 */
/* program.c - beside /proc/self/exe, which no caller's environment can change. */
#include "media/program.h"

#include "base/error.h"
#include "base/scoped.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void
put_path(struct buffer *out, const char *folder, const char *name)
{
	buffer_clear(out);
	buffer_append_format(out, "%s/%s", folder, name);
}

static bool
can_run(const struct buffer *path)
{
	return !path->failed && access(path->p, X_OK) == 0;
}

/* The folder of the running program, NUL-ended; "" when the system does not tell. */
static void
own_folder(char out[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
	char *slash;

	out[n > 0 ? n : 0] = '\0';
	slash = strrchr(out, '/');
	if (slash != NULL)
		*slash = '\0';
}

enum status
program_find(const char *folder, const char *name, struct buffer *out, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	char own[PATH_MAX];

	if (folder == NULL)
		own_folder(own);
	put_path(&path, folder ? folder : own, name);
	if (folder == NULL && !can_run(&path))
		put_path(&path, VIDIMUS_LIBEXEC, name);
	if (path.failed)
		return fail_memory(err);
	if (!can_run(&path))
		return fail(err, STATUS_NOT_FOUND, "%s is neither in %s nor in %s", name,
		            folder ? folder : own, VIDIMUS_LIBEXEC);
	buffer_append_text(out, (struct text){ path.p, path.n });
	return buffer_check(out, err);
}

enum status
program_check_mark(const char *path, const char *mark, struct error *err)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat there = { 0 };
	bool marked = false;
	void *bytes;

	if (file < 0 || fstat(file, &there) != 0)
		return fail_os(err, "cannot read %s", path);
	if (there.st_size > 0) {
		bytes = mmap(NULL, (size_t)there.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		if (bytes == MAP_FAILED)
			return fail_os(err, "cannot read %s", path);
		marked = memmem(bytes, (size_t)there.st_size, mark, strlen(mark)) != NULL;
		munmap(bytes, (size_t)there.st_size);
	}
	return marked ? STATUS_OK
	              : fail(err, STATUS_REFUSED, "%s is of another build than this program", path);
}

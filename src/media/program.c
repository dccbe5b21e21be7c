/* SPDX-License-Identifier: Apache-2.0 */
/* program.c - beside /proc/self/exe, which no caller's environment can change. */
#include "media/program.h"

#include "base/error.h"
#include "base/scoped.h"

#include <limits.h>
#include <string.h>
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

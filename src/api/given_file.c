/* SPDX-License-Identifier: Apache-2.0 */
/* given_file.c - opened, told by its first bytes, copied. */
#include "api/given_file.h"

#include "intake/signature.h"

#include "base/error.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static enum status
tell(int file, struct kept_file *out, struct error *err)
{
	SCOPED_FREE unsigned char *head = malloc(SIGNATURE_HEAD);
	struct stat st;
	struct told told;
	ssize_t n;

	if (head == NULL)
		return fail_memory(err);
	if (fstat(file, &st) != 0)
		return fail_os(err, "cannot look at it");
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return fail(err, STATUS_INVALID, "it is %s",
		            S_ISREG(st.st_mode) ? "empty" : "no regular file");
	n = pread(file, head, SIGNATURE_HEAD, 0);
	if (n < 0)
		return fail_os(err, "cannot read its first bytes");
	signature_tell(head, (size_t)n, (uint64_t)st.st_size, out->name, &told);
	snprintf(out->media_type, sizeof out->media_type, "%.*s", (int)told.media_type.n,
	         told.media_type.p);
	return STATUS_OK;
}

enum status
given_file_stage(struct catalogue *catalogue, const char *path, struct kept_file *out,
                struct error *err)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *slash = strrchr(path, '/');
	enum status st;

	if (file < 0)
		return fail_os(err, "cannot open %s", path);
	out->name = text_of(slash ? slash + 1 : path);
	st = tell(file, out, err);
	if (st == STATUS_OK)
		st = kept_file_stage(catalogue, file, NULL, out, err);
	return st == STATUS_OK ? st : while_doing(err, st, "reading %s", path);
}

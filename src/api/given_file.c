/* SPDX-License-Identifier: Apache-2.0 */
/* given_file.c - opened, told by its first bytes, copied. */
#include "api/given_file.h"

#include "intake/signature.h"
#include "intake/source.h"

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

/* The catalogue's own folders, and those of one's keys, are nobody's evidence. */
static enum status
guard_set(struct source_guard *guard, struct catalogue *catalogue, struct error *err)
{
	enum status st = source_guard_set(guard, catalogue->folder, err);

	if (st == STATUS_OK)
		st = source_guard_keys(guard, catalogue->here.keys_folder, err);
	return st == STATUS_OK ? source_guard_keys(guard, catalogue->here.state_folder, err) : st;
}

enum status
given_file_stage(struct catalogue *catalogue, const char *path, struct kept_file *out,
                 struct error *err)
{
	struct source_guard guard = { .n = 0 };
	struct source_place place = { AT_FDCWD, path, text_of(path), &guard };
	struct source source = { .file = -1 };
	const char *slash = strrchr(path, '/');
	enum status st = guard_set(&guard, catalogue, err);

	if (st == STATUS_OK)
		st = source_open(&source, &place, NULL, err);
	if (st == STATUS_IO)
		return fail_as(err, STATUS_INVALID);
	if (st != STATUS_OK)
		return st;
	out->name = text_of(slash ? slash + 1 : path);
	st = tell(source.file, out, err);
	if (st == STATUS_OK)
		st = kept_file_stage(catalogue, source.file, NULL, out, err);
	if (st == STATUS_OK)
		st = source_unchanged(&source, out->bytes, place.path, err);
	source_end(&source);
	return st == STATUS_OK ? st : while_doing(err, st, "reading %s", path);
}

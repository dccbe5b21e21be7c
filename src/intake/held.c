/* SPDX-License-Identifier: Apache-2.0 */
/* held.c - rows of the database as files to examine, and what they told as events. */
#include "intake/held.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

void
held_clear(struct held_group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		buffer_end(&group->files[i].path);
		examinee_end(&group->files[i].examinee);
	}
	group->count = 0;
}

/* The last part of a path as it was received. */
static struct text
name_of(const struct buffer *path)
{
	const char *slash = path->n ? memrchr(path->p, '/', path->n) : NULL;
	size_t at = slash ? (size_t)(slash + 1 - path->p) : 0;

	return (struct text){ path->p ? path->p + at : NULL, path->n - at };
}

enum status
held_add(struct held_group *group, struct statement *row, struct instant now, struct error *err)
{
	struct held_file *file = &group->files[group->count];
	struct text type = statement_text(row, 3);

	*file = (struct held_file){ .number = statement_integer(row, 0) };
	snprintf(file->media_type, sizeof file->media_type, "%.*s", (int)type.n,
	         type.p ? type.p : "");
	file->examinee.bytes = (uint64_t)statement_integer(row, 2);
	file->examinee.media_type = file->media_type;
	file->examinee.now = now;
	file->examinee.held_before = true;
	file->wanted = digest_read(statement_text(row, 1), &file->examinee.object);
	if (!file->wanted)
		file->examinee.failure = fail(&file->examinee.error, STATUS_NOT_FOUND,
		                              "its file is not held, or its hash was destroyed");
	buffer_append_text(&file->path, statement_blob(row, 4));
	file->examinee.name = name_of(&file->path);
	group->count++;
	return buffer_check(&file->path, err);
}

enum status
held_examine(struct held_group *group, struct examiners *examiners, struct error *err)
{
	struct examinee *files[HELD_FILES];
	size_t count = 0;

	for (size_t i = 0; i < group->count; i++)
		if (group->files[i].wanted)
			files[count++] = &group->files[i].examinee;
	return examiners_run(examiners, files, count, err);
}

static enum status
give_up(struct held_file *file, enum status failure, const struct error *cause)
{
	examinee_end(&file->examinee);
	file->examinee.failure = failure;
	file->examinee.error = *cause;
	return STATUS_STALE;
}

enum status
held_record(struct catalogue *catalogue, struct change *change, struct held_file *file,
            const struct uuid *item, struct error *err)
{
	struct error cause = { 0 };
	enum status st = examinee_add(&file->examinee, catalogue, change, item, &cause);

	if (st == STATUS_INVALID || st == STATUS_LIMIT)
		return give_up(file, st, &cause);
	if (st != STATUS_OK && err != NULL)
		*err = cause;
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* made_files.c - files that grow in memory, and out of it when they become large. */
#include "bundle/made_files.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPILL (1u << 20) /* bytes in memory at which a file is written to disk */

enum status
made_files_open(struct made_files *out, int catalogue, struct error *err)
{
	*out = (struct made_files){ .staging = openat(catalogue, "staging",
		                                      O_DIRECTORY | O_RDONLY | O_CLOEXEC | O_NOFOLLOW) };
	return out->staging >= 0 ? STATUS_OK : fail_os(err, "staging/ cannot be opened");
}

static void
end_file(struct made_file *file)
{
	if (file->file.fd >= 0)
		newfile_end(&file->file);
	digester_close(file->digester);
	buffer_end(&file->pending);
	free(file);
}

void
made_files_end(struct made_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		end_file(files->all[i]);
	free(files->all);
	if (files->staging >= 0)
		close(files->staging);
	*files = (struct made_files){ .staging = -1 };
}

enum status
made_file_begin(struct made_files *files, const char *name, struct made_file **out,
                struct error *err)
{
	struct made_file *file = calloc(1, sizeof *file);
	struct made_file **grown = file ? reallocarray(files->all, files->count + 1, sizeof *grown)
	                                : NULL;

	if (grown == NULL) {
		free(file);
		return fail_memory(err);
	}
	files->all = grown;
	files->all[files->count++] = file;
	file->file.fd = -1;
	if (snprintf(file->name, sizeof file->name, "%s", name) >= (int)sizeof file->name)
		return fail(err, STATUS_FAULT, "the name %s is too long", name);
	*out = file;
	return STATUS_OK;
}

enum status
made_file_search(struct made_files *files, struct made_file *file, struct error *err)
{
	struct text rest = { file->pending.p + file->checked, file->pending.n - file->checked };
	enum status st = buffer_check(&file->pending, err);

	if (st == STATUS_OK && rest.n > 0 && files->gate != NULL)
		st = leak_gate_text(files->gate, file->name, rest, err);
	file->checked = file->pending.n;
	return st;
}

/* Moves what is in memory to the file. */
static enum status
spill(struct made_files *files, struct made_file *file, struct error *err)
{
	struct text text = text_of_buffer(&file->pending);
	enum status st = STATUS_OK;

	if (file->file.fd < 0) {
		st = newfile_open(&file->file, files->staging, 0600, err);
		if (st == STATUS_OK)
			st = digester_open(&file->digester, DIGEST_SHA256_ONLY, err);
	}
	if (st == STATUS_OK)
		st = digester_update(file->digester, text.p, text.n, err);
	if (st == STATUS_OK)
		st = file_write_all(file->file.fd, text.p, text.n, err);
	file->size += text.n;
	file->checked = 0;
	buffer_clear(&file->pending);
	return st;
}

enum status
made_file_mark(struct made_files *files, struct made_file *file, struct error *err)
{
	enum status st = buffer_check(&file->pending, err);

	if (st != STATUS_OK || file->pending.n < SPILL)
		return st;
	st = made_file_search(files, file, err);
	return st == STATUS_OK ? spill(files, file, err) : st;
}

enum status
made_file_write(struct made_files *files, struct made_file *file, struct text text,
                struct error *err)
{
	buffer_append_text(&file->pending, text);
	return made_file_mark(files, file, err);
}

enum status
made_file_json(struct made_file *file, const json_t *value, struct error *err)
{
	return value ? json_canonical(&file->pending, value, err) : fail_memory(err);
}

enum status
made_file_of_text(struct made_files *files, const char *name, struct text text, struct error *err)
{
	struct made_file *file;
	enum status st = made_file_begin(files, name, &file, err);

	return st == STATUS_OK ? made_file_write(files, file, text, err) : st;
}

static int
compare_files(const void *a, const void *b)
{
	const struct made_file *one = *(struct made_file *const *)a, *other = *(struct made_file *const *)b;

	return strcmp(one->name, other->name);
}

static enum status
finish_file(struct made_files *files, struct made_file *file, struct error *err)
{
	struct digests digests;
	enum status st = made_file_search(files, file, err);

	if (st != STATUS_OK || file->file.fd < 0)
		return st;
	st = spill(files, file, err);
	if (st == STATUS_OK)
		st = digester_finish(file->digester, &digests, err);
	if (st == STATUS_OK)
		file->digest = digests.sha256;
	return st;
}

enum status
made_files_finish(struct made_files *files, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < files->count; i++)
		st = finish_file(files, files->all[i], err);
	qsort(files->all, files->count, sizeof(struct made_file *), compare_files);
	return st;
}

uint64_t
made_file_size(const struct made_file *file)
{
	return file->size + file->pending.n;
}

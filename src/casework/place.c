/* SPDX-License-Identifier: Apache-2.0 */
/* place.c - the folder that a catalogue is going to be. */
#include "casework/place.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum status
place_check(const char *path, struct error *err)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	bool empty = true;

	if (folder == NULL && errno == ENOENT)
		return STATUS_OK;
	if (folder == NULL)
		return fail_os(err, "cannot make a catalogue in %s", path);
	while ((entry = readdir(folder)) != NULL)
		empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
	closedir(folder);
	if (!empty)
		return fail(err, STATUS_EXISTS,
		            "%s is not empty: a catalogue needs a folder of its own", path);
	return STATUS_OK;
}

static int
remove_entry(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st;
	(void)kind;
	(void)walk;
	return remove(path);
}

void
place_remove(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

enum status
place_add_small_files(const char *folder, struct error *err)
{
	static const char *const markers[] = { ".nomedia", ".trackerignore", ".metadata_never_index" };
	const struct embedded_file *readme = embedded_find("catalog/folder/README.txt");
	SCOPED(buffer) name = { 0 };
	enum status st;

	buffer_append_format(&name, "%s/README.txt", folder);
	st = file_create(buffer_string(&name), embedded_text(readme), 0640, err);
	for (size_t i = 0; st == STATUS_OK && i < sizeof markers / sizeof markers[0]; i++) {
		buffer_clear(&name);
		buffer_append_format(&name, "%s/%s", folder, markers[i]);
		st = file_create(buffer_string(&name), text_of(""), 0640, err);
	}
	return st;
}

enum status
place_make_parent(const char *path, struct error *err)
{
	SCOPED_FREE char *copy = strdup(path);
	char *slash;

	if (copy == NULL)
		return fail_memory(err);
	while (strlen(copy) > 1 && copy[strlen(copy) - 1] == '/')
		copy[strlen(copy) - 1] = '\0';
	slash = strrchr(copy, '/');
	if (slash == NULL || slash == copy)
		return STATUS_OK;
	*slash = '\0';
	return folder_make_path(copy, 0777, err);
}

enum status
place_absolute(const char *path, struct buffer *out, struct error *err)
{
	SCOPED_FREE char *copy = strdup(path);
	SCOPED_FREE char *parent = NULL;
	char *slash;

	if (copy == NULL)
		return fail_memory(err);
	while (strlen(copy) > 1 && copy[strlen(copy) - 1] == '/')
		copy[strlen(copy) - 1] = '\0';
	slash = strrchr(copy, '/');
	if (slash != NULL && slash != copy)
		*slash = '\0';
	parent = realpath(slash == NULL ? "." : slash == copy ? "/" : copy, NULL);
	if (parent == NULL)
		return fail_os(err, "cannot make a catalogue in %s", path);
	buffer_append_format(out, "%s/%s", strcmp(parent, "/") == 0 ? "" : parent,
	                     slash ? slash + 1 : copy);
	return buffer_check(out, err);
}

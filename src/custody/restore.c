/* SPDX-License-Identifier: Apache-2.0 */
/* restore.c - a catalogue made of a backup, in a folder that gets its name last. */
#include "custody/backup.h"

#include "casework/place.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNFINISHED ".unfinished-restore"

static enum status
make_folders(const char *path, struct error *err)
{
	SCOPED(buffer) derived = { 0 };
	enum status st;

	if (mkdir(path, 0700) != 0)
		return fail_os(err, "cannot make the folder %s", path);
	buffer_append_format(&derived, "%s/derived", path);
	st = buffer_check(&derived, err);
	if (st == STATUS_OK && mkdir(buffer_string(&derived), 0700) != 0)
		st = fail_os(err, "cannot make the folder %s", buffer_string(&derived));
	return st == STATUS_OK ? place_add_small_files(path, err) : st;
}

static enum status
fill(struct catalogue *backup, const char *path, const struct copying_options *options,
     struct copying_report *report, struct error *err)
{
	SCOPED_FD folder = -1;
	enum status st = make_folders(path, err);

	if (st != STATUS_OK)
		return st;
	folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return fail_os(err, "cannot open the folder %s", path);
	return copying_run(&(struct copying_ends){ .database = backup->database,
	                                           .vault = backup->vault,
	                                           .path = path,
	                                           .folder = folder },
	                   options, report, err);
}

static enum status
give_name(const char *unfinished, const char *path, struct error *err)
{
	SCOPED(buffer) parent = { 0 };

	if (rename(unfinished, path) != 0)
		return fail_os(err, "cannot give %s its name", path);
	buffer_append(&parent, path, (size_t)(strrchr(path, '/') - path));
	if (parent.n == 0)
		buffer_append_byte(&parent, '/');
	return folder_sync(buffer_string(&parent), err);
}

static enum status
restore(struct catalogue *backup, const char *path, const struct copying_options *options,
        struct copying_report *report, struct error *err)
{
	SCOPED(buffer) unfinished = { 0 };
	enum status st;

	buffer_append_format(&unfinished, "%s" UNFINISHED, path);
	st = buffer_check(&unfinished, err);
	if (st != STATUS_OK)
		return st;
	place_remove(buffer_string(&unfinished));
	st = fill(backup, buffer_string(&unfinished), options, report, err);
	if (st == STATUS_OK)
		st = give_name(buffer_string(&unfinished), path, err);
	if (st != STATUS_OK)
		place_remove(buffer_string(&unfinished));
	return st;
}

enum status
backup_restore(const char *from, const char *given, const struct surroundings *here,
               const struct copying_options *options, struct copying_report *report,
               struct error *err)
{
	SCOPED_POINTER(catalogue) backup = NULL;
	SCOPED(buffer) path = { 0 };
	enum status st;

	*report = (struct copying_report){ 0 };
	st = place_make_parent(given, err);
	if (st == STATUS_OK)
		st = place_absolute(given, &path, err);
	if (st == STATUS_OK)
		st = place_check(buffer_string(&path), err);
	if (st == STATUS_OK)
		st = catalogue_open_for_audit(&backup, from, here, err);
	if (st == STATUS_OK)
		st = restore(backup, buffer_string(&path), options, report, err);
	return st == STATUS_OK ? st : while_doing(err, st, "restoring %s to %s", from, given);
}

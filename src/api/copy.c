/* SPDX-License-Identifier: Apache-2.0 */
/* copy.c - working copies through the public library. */
#include "api/api_internal.h"

#include "casework/resolve.h"
#include "casework/working_copy.h"
#include "intake/source.h"
#include "store/newfile.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/copy.h>

#include <fcntl.h>
#include <stdio.h>

/* What lies in the catalogue would be taken for evidence, or be backed up as such. */
static enum status
check_outside(const struct catalogue *catalogue, int folder, const char *path, struct error *err)
{
	enum source_fault fault = SOURCE_FAULT_NONE;
	struct source_guard guard;
	enum status st = source_guard_set(&guard, catalogue->folder, err);

	if (st == STATUS_OK)
		fault = source_guard_covers(&guard, folder);
	if (fault == SOURCE_FAULT_INSIDE_CATALOGUE)
		return fail(err, STATUS_REFUSED,
		            "%s lies in the catalogue: working copies go outside of it", path);
	if (fault != SOURCE_FAULT_NONE)
		return fail(err, STATUS_REFUSED,
		            "a folder above %s may not be entered, so whether it lies in the catalogue is unknown: choose another place",
		            path);
	return st;
}

static void
keep_copy(struct vidimus_copy *out, const struct working_copy *copy)
{
	snprintf(out->name, sizeof out->name, "%s", copy->name);
	snprintf(out->label, sizeof out->label, "%s", copy->label);
	out->sha256 = copy->sha256;
	out->bytes = copy->bytes;
	out->mode_kept = copy->mode_kept;
}

enum status
vidimus_working_copy(struct vidimus_catalogue *catalogue, const char *item, const char *folder,
                     const struct vidimus_copy_options *options, struct vidimus_copy *out,
                     struct error *err)
{
	struct stage_options stage = { .progress = options->progress,
		                       .context = options->context,
		                       .stop = options->stop };
	SCOPED_FD fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED_FREE char *path = realpath(folder, NULL);
	struct working_copy_place place = { .folder = fd, .path = path, .options = &stage };
	struct working_copy copy;
	struct resolved resolved;
	enum status st;

	if (fd < 0 || path == NULL) {
		fail_os(err, "cannot open the folder %s, which has to be there already", folder);
		return fail_as(err, STATUS_INVALID);
	}
	st = check_outside(catalogue->inner, fd, folder, err);
	if (st == STATUS_OK) /* what an earlier run left there when it was killed */
		st = newfile_leftovers(fd, true, NULL, NULL, err);
	if (st == STATUS_OK)
		st = resolve(catalogue->inner->ledger, text_of(item), "E", &resolved, err);
	if (st == STATUS_OK)
		st = working_copy_make(catalogue->inner, &resolved.uuid, &place, &copy, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "making a working copy of %s", item);
	keep_copy(out, &copy);
	return STATUS_OK;
}

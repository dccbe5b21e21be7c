/* SPDX-License-Identifier: Apache-2.0 */
/* hash_list.c - lists of hashes through the public library. */
#include "api/api_internal.h"

#include "exchange/hash_check.h"
#include "exchange/hash_make.h"

#include "base/error.h"
#include "base/scoped.h"

#include <vidimus/hash_list.h>

#include <fcntl.h>
#include <sys/stat.h>

/* "theirs.txt: line 3: …" of what is wrong in it. */
static enum status
at_file(const char *path, enum status status, struct error *err)
{
	struct error why = { 0 };

	if (status != STATUS_INVALID || err == NULL)
		return while_doing(err, status, "checking the list %s", path);
	why = *err;
	return fail(err, status, "%s: %s", path, why.text);
}

/* The list is read several times, so it must be a file. */
static enum status
open_list(const char *path, int *out, struct error *err)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (file < 0 || fstat(file, &st) != 0) {
		fail_os(err, "cannot open the list %s", path);
		return fail_as(err, STATUS_INVALID);
	}
	if (!S_ISREG(st.st_mode))
		return fail(err, STATUS_INVALID, "%s: this is no regular file, as a list has to be: it is read more than once", path);
	*out = file;
	file = -1;
	return STATUS_OK;
}

enum status
vidimus_hash_check(struct vidimus_catalogue *catalogue, const struct vidimus_hash_check *check,
                   const struct vidimus_output *to, struct vidimus_hash_check_summary *out,
                   struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };
	struct hash_check_summary summary;
	SCOPED_FD file = -1;
	struct hash_check run = {
		.name = check->name,
		.kind = hash_kind_of(check->kind),
		.recording = check->recording,
		.read_originals = check->read_originals,
		.stop = check->stop,
	};
	enum status st = open_list(check->path, &file, err);

	if (st != STATUS_OK)
		return st;
	run.file = file;
	st = hash_check_run(catalogue->inner, &run, &inner, &summary, err);
	if (st != STATUS_OK)
		return at_file(check->path, st, err);
	*out = (struct vidimus_hash_check_summary){
		hash_kind_name(summary.list.kind), summary.list.sha256, summary.list.entries,
		summary.list.weak, summary.hits, summary.added, summary.unknown, summary.list.odd,
	};
	return STATUS_OK;
}

enum status
vidimus_hash_make(struct vidimus_catalogue *catalogue, const struct vidimus_hash_making *making,
                  struct vidimus_hash_making_summary *out, struct error *err)
{
	struct hash_making_summary summary;
	const struct hash_making run = {
		.filters = making->filters,
		.filter_count = making->filter_count,
		.kind = hash_kind_of(making->kind),
		.path = making->path,
		.recipient = making->recipient,
		.read_originals = making->read_originals,
		.stop = making->stop,
	};
	enum status st = hash_make_run(catalogue->inner, &run, &summary, err);

	if (st == STATUS_OK)
		*out = (struct vidimus_hash_making_summary){ summary.sha256, summary.items,
			                                     summary.entries, summary.without,
			                                     summary.mode_kept };
	return st;
}

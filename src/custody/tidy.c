/* SPDX-License-Identifier: Apache-2.0 */
/* tidy.c - leftovers in staging/ and derived/. */
#include "custody/tidy.h"

#include "casework/destruction.h"

#include "base/error.h"
#include "store/derived.h"

struct tidying {
	bool dry_run;
	void (*found)(void *context, const struct vault_leftover *leftover);
	void               *context;
	struct tidy_report *report;
};

static void
take(void *context, const struct vault_leftover *leftover)
{
	struct tidying *tidying = context;
	struct tidy_report *report = tidying->report;

	if (!leftover->ours) {
		report->kept++;
	} else if (leftover->removed || (tidying->dry_run && leftover->os == 0)) {
		report->removed++;
		report->bytes += leftover->size;
	} else {
		report->failed++;
	}
	if (tidying->found != NULL)
		tidying->found(tidying->context, leftover);
}

/* What an approved destruction still has to remove. */
static void
take_destroyed(void *context, const struct destruction_leftover *left)
{
	take(context, &(struct vault_leftover){ .name = left->name,
	                                        .ours = true,
	                                        .removed = left->removed,
	                                        .os = left->os });
}

/* In derived/ only what is ours is told: the rest are what was made. */
static void
take_derived(void *context, const struct newfile_leftover *found)
{
	take(context, &(struct vault_leftover){ .name = found->name,
	                                        .size = found->size,
	                                        .ours = true,
	                                        .removed = found->removed,
	                                        .os = found->os });
}

enum status
tidy_run(struct catalogue *catalogue, bool dry_run,
         void (*found)(void *context, const struct vault_leftover *leftover), void *context,
         struct tidy_report *report, struct error *err)
{
	struct tidying tidying = { dry_run, found, context, report };
	enum status st;

	*report = (struct tidy_report){ 0 };
	if (!dry_run && !catalogue->writable)
		return fail(err, STATUS_REFUSED,
		            "the catalogue %s is open for reading: nothing may be removed",
		            catalogue->path);
	st = destruction_finish(catalogue, dry_run, take_destroyed, &tidying, err);
	if (st == STATUS_OK)
		st = vault_leftovers(catalogue->vault, !dry_run, take, &tidying, err);
	if (st == STATUS_OK)
		st = derived_leftovers(catalogue->folder, !dry_run, take_derived, &tidying, err);
	return st == STATUS_OK ? st : while_doing(err, st, "tidying %s", catalogue->path);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* examine.c - what an intake has examined, and how that is recorded with the exhibit. */
#include "intake/intake.h"

#include "casework/examined.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
intake_choose_examinees(struct intake *intake, const struct batch *batch)
{
	for (size_t i = 0; intake->examiners != NULL && i < batch->count; i++) {
		struct job *job = batch->jobs[i];

		job->to_examine = job_is_well(job) && job->twin == NULL && job->reception.is_item &&
		                  !job->reception.had_already && !job->examined_before;
	}
}

/* About how much longer a byte takes than one of a photograph. */
static uint64_t
weight_of(const char *media_type)
{
	static const struct {
		const char *beginning;
		uint64_t    weight;
	} weights[] = { { "video/", 32 }, { "audio/", 4 }, { "image/hei", 12 }, { "image/avif", 12 } };

	for (size_t i = 0; i < sizeof weights / sizeof weights[0]; i++)
		if (strncmp(media_type, weights[i].beginning, strlen(weights[i].beginning)) == 0)
			return weights[i].weight;
	return 1;
}

static int
longest_first(const void *left, const void *right)
{
	const struct examinee *const *a = left, *const *b = right;
	uint64_t x = (*a)->bytes / 1024 * weight_of((*a)->media_type);
	uint64_t y = (*b)->bytes / 1024 * weight_of((*b)->media_type);

	return (x < y) - (x > y);
}

/* What takes longest begins first: a film begun last would keep one processor while the others have nothing. */
enum status
intake_examine(struct intake *intake, const struct batch *batch, struct error *err)
{
	struct examinee *files[GROUP_FILES];
	size_t count = 0;

	for (size_t i = 0; i < batch->count; i++) {
		struct job *job = batch->jobs[i];

		if (!job->to_examine || !job_is_well(job))
			continue;
		job->examinee = (struct examinee){ .object = job->digests.sha256,
			                           .bytes = job->bytes,
			                           .media_type = job->media_type,
			                           .name = job_name(job),
			                           .now = job->read_ended,
			                           .held_before = job->reception.known };
		files[count++] = &job->examinee;
	}
	qsort(files, count, sizeof files[0], longest_first);
	return examiners_run(intake->examiners, files, count, err);
}

/* No event can hold what a parser told: the file is kept without it. */
static enum status
forget(struct job *job)
{
	examinee_end(&job->examinee);
	return STATUS_STALE;
}

/*
 * The group before this one may have brought the same bytes after they were
 * looked up; what was examined twice is recorded once.
 */
static enum status
examined_meanwhile(struct intake *intake, const struct job *job, bool *out, struct error *err)
{
	*out = false;
	if (!job->reception.known)
		return STATUS_OK;
	return examined_by_this_program(intake->catalogue, &job->digests.sha256, out, err);
}

enum status
intake_add_examination(struct intake *intake, struct change *change, struct job *job,
                       struct error *err)
{
	struct uuid item;
	bool examined;
	enum status st;

	if (!examinee_has_news(&job->examinee) || job->reception.had_already ||
	    job->reception.item == 0)
		return STATUS_OK;
	st = examined_meanwhile(intake, job, &examined, err);
	if (st != STATUS_OK || examined)
		return st;
	st = exhibit_uuid(intake->catalogue, job->reception.item, &item, err);
	if (st == STATUS_OK)
		st = examinee_add(&job->examinee, intake->catalogue, change, &item, err);
	return st == STATUS_INVALID || st == STATUS_LIMIT ? forget(job) : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* examine.c - what an intake has examined, and how that is recorded with the exhibit. */
#include "intake/intake.h"

#include "casework/examined.h"

#include "base/error.h"
#include "base/text.h"

void
intake_choose_examinees(struct intake *intake, const struct batch *batch)
{
	for (size_t i = 0; intake->examiners != NULL && i < batch->count; i++) {
		struct job *job = batch->jobs[i];

		job->to_examine = job_is_well(job) && job->twin == NULL && job->reception.is_item &&
		                  !job->reception.had_already && !job->examined_before;
	}
}

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
	return examiners_run(intake->examiners, files, count, err);
}

/* No event can hold what a parser told: the file is kept without it. */
static enum status
forget(struct job *job)
{
	examinee_end(&job->examinee);
	return STATUS_STALE;
}

enum status
intake_add_examination(struct intake *intake, struct change *change, struct job *job,
                       struct error *err)
{
	struct uuid item;
	enum status st;

	if (!examinee_has_news(&job->examinee) || job->reception.had_already ||
	    job->reception.item == 0)
		return STATUS_OK;
	st = exhibit_uuid(intake->catalogue, job->reception.item, &item, err);
	if (st == STATUS_OK)
		st = examinee_add(&job->examinee, intake->catalogue, change, &item, err);
	return st == STATUS_INVALID || st == STATUS_LIMIT ? forget(job) : st;
}

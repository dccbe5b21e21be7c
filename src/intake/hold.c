/* SPDX-License-Identifier: Apache-2.0 */
/* hold.c - the bytes of a group, in the vault, durable and looked into before anything is recorded of them. */
#include "intake/intake.h"

#include "base/encoding.h"
#include "base/error.h"

#include <errno.h>
#include <signal.h>

/* A fault of the vault for one file. */
static void
fail_keeping(struct job *job, struct error *error)
{
	job_fail_reading(job, error->os == ENOSPC || error->os == EDQUOT ? NULL : "not-durable",
	                 error);
	job->publish = false;
}

/* An earlier file of the group that brings the same bytes. */
static const struct job *
find_twin(const struct batch *batch, const struct job *job)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct job *other = batch->jobs[i];

		if (other->publish && digest_equal(&other->digests.sha256, &job->digests.sha256))
			return other;
	}
	return NULL;
}

/*
 * Decides whether the staged copy is needed: the log does not know the bytes,
 * or the vault does not have them as the log says. Bytes that the vault has
 * and the log does not know, as a crash leaves them, are copied too: only then
 * are they compared, and their name made durable.
 */
static void
decide(struct intake *intake, const struct batch *before, struct job *job)
{
	bool needed;

	job->twin = find_twin(before, job);
	needed = job->twin == NULL &&
	         !(job->reception.known && (job->held || intake_holds(intake, job, NULL)));
	if (needed && job->staged == NULL)
		intake_read_again(intake, job);
	source_end(&job->source);
	if (!job_is_well(job))
		return;
	job->publish = needed;
	if (!needed) {
		staged_discard(job->staged);
		job->staged = NULL;
	}
}

/* Syncs what is needed; each file that could not be synced fails. */
static void
sync_bytes(struct intake *intake, const struct batch *batch)
{
	struct staged *staged[GROUP_FILES];
	struct job *jobs[GROUP_FILES];
	enum status results[GROUP_FILES];
	struct error error;
	size_t n = 0;

	for (size_t i = 0; i < batch->count; i++) {
		struct job *job = batch->jobs[i];

		if (job->publish) {
			jobs[n] = job;
			staged[n++] = job->staged;
		}
	}
	if (n == 0 ||
	    vault_sync_staged(intake->catalogue->vault, staged, n, results, &error) == STATUS_OK)
		return;
	for (size_t i = 0; i < n; i++) {
		struct error own = error;

		if (results[i] != STATUS_OK)
			fail_keeping(jobs[i], &own);
	}
}

/* Puts the staged copy in the place of what is there and is not what its name says. */
static enum status
replace(struct intake *intake, struct job *job, struct error *err)
{
	enum status st = vault_replace_damaged(intake->catalogue->vault, job->staged, job->kept_as,
	                                       &job->damaged, err);

	if (st == STATUS_NOT_FOUND)
		return staged_publish(job->staged, NULL, err);
	job->repaired = st == STATUS_OK;
	return st == STATUS_EXISTS ? STATUS_OK : st;
}

/* Bytes that lay there before, unknown to the log, are hashed before they are believed. */
static bool
is_sound(struct intake *intake, const struct job *job)
{
	struct vault_finding finding;

	return vault_check(intake->catalogue->vault, &job->digests.sha256, NULL, &finding, NULL) ==
	       STATUS_OK;
}

static void
publish(struct intake *intake, struct job *job)
{
	struct error error;
	bool already_there = false;
	enum status st;

	st = staged_publish(job->staged, &already_there, &error);
	if (st == STATUS_FALSE || (st == STATUS_OK && already_there && !is_sound(intake, job)))
		st = replace(intake, job, &error);
	else if (st == STATUS_OK && !already_there && job->reception.known)
		job->repaired = true; /* it was gone */
	if (st != STATUS_OK)
		fail_keeping(job, &error);
}

/* The names are durable together, or none of the group's may be believed. */
static void
sync_names(struct intake *intake, const struct batch *batch)
{
	struct error error;
	bool any = false;

	for (size_t i = 0; i < batch->count; i++)
		any = any || batch->jobs[i]->publish;
	if (!any || vault_sync_shelves(intake->catalogue->vault, &error) == STATUS_OK)
		return;
	for (size_t i = 0; i < batch->count; i++) {
		struct error own = error;

		if (batch->jobs[i]->publish)
			fail_keeping(batch->jobs[i], &own);
	}
}

/* What became of the first of several files with the same bytes holds for the others. */
static void
follow_twins(const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct job *job = batch->jobs[i];
		struct error error;

		if (!job_is_well(job) || job->twin == NULL || job->twin->failure.code == NULL)
			continue;
		fail(&error, job->twin->failure.error.status,
		     "the same bytes could not be kept under an earlier name");
		error.os = job->twin->failure.error.os;
		fail_keeping(job, &error);
	}
}

/* In one view of the database: its locks cost more than the look-ups. */
static enum status
look_up_all(struct intake *intake, const struct batch *batch, struct error *err)
{
	struct database *database = intake->catalogue->database;
	enum status st = database_begin_read(database, err);

	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; st == STATUS_OK && i < batch->count; i++)
		if (job_is_well(batch->jobs[i]))
			st = intake_look_up(intake, batch->jobs[i], err);
	database_rollback(database);
	return st;
}

/* The files from `first` on, as far as they were read to their end. */
static void
gather_batch(struct intake *intake, size_t first, size_t count, struct batch *out)
{
	*out = (struct batch){ 0 };
	while (out->count < count) {
		struct job *job = window_at(&intake->window, first + out->count);

		if (job->interrupted)
			break;
		out->jobs[out->count++] = job;
	}
}

enum status
intake_decide(struct intake *intake, size_t first, size_t count, struct batch *out,
              struct error *err)
{
	struct batch all;
	enum status st;

	gather_batch(intake, first, count, &all);
	*out = (struct batch){ 0 };
	st = look_up_all(intake, &all, err);
	if (st != STATUS_OK)
		return st;
	while (out->count < all.count) {
		struct job *job = all.jobs[out->count];

		if (job_is_well(job))
			decide(intake, out, job);
		if (job->interrupted) /* while it was read again */
			break;
		out->jobs[out->count++] = job;
	}
	intake_choose_examinees(intake, out);
	return STATUS_OK;
}

static void
hold(struct intake *intake, const struct batch *batch)
{
	sync_bytes(intake, batch);
	for (size_t i = 0; i < batch->count; i++)
		if (batch->jobs[i]->publish)
			publish(intake, batch->jobs[i]);
	sync_names(intake, batch);
	follow_twins(batch);
	intake->examining = intake_examine(intake, batch, &intake->examining_error);
	atomic_store(&intake->held_is_durable, true);
}

static void *
run_holder(void *context)
{
	struct intake *intake = context;

	hold(intake, &intake->held);
	return NULL;
}

void
intake_hold_begin(struct intake *intake, const struct batch *batch)
{
	sigset_t all, before;

	intake->held = *batch;
	atomic_store(&intake->held_is_durable, false);
	sigfillset(&all); /* signals are the calling thread's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	intake->holder_begun = batch->count > 0 &&
	                       pthread_create(&intake->holder, NULL, run_holder, intake) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!intake->holder_begun)
		hold(intake, batch);
}

enum status
intake_hold_end(struct intake *intake, struct error *err)
{
	if (intake->holder_begun)
		pthread_join(intake->holder, NULL);
	intake->holder_begun = false;
	if (intake->examining != STATUS_OK && err != NULL)
		*err = intake->examining_error;
	return intake->examining;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* hold.c - the bytes of a group, in the vault and durable before anything is recorded of them. */
#include "intake/intake.h"

#include "base/encoding.h"
#include "base/error.h"

#include <errno.h>

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
find_twin(struct intake *intake, size_t index)
{
	const struct job *job = window_at(&intake->window, index);

	for (size_t i = 0; i < index; i++) {
		const struct job *other = window_at(&intake->window, i);

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
decide(struct intake *intake, size_t index)
{
	struct job *job = window_at(&intake->window, index);
	bool needed;

	job->twin = find_twin(intake, index);
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
sync_bytes(struct intake *intake, size_t count)
{
	struct staged *staged[GROUP_FILES];
	struct job *jobs[GROUP_FILES];
	enum status results[GROUP_FILES];
	struct error error;
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct job *job = window_at(&intake->window, i);

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
sync_names(struct intake *intake, size_t count)
{
	struct error error;
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any = any || window_at(&intake->window, i)->publish;
	if (!any || vault_sync_shelves(intake->catalogue->vault, &error) == STATUS_OK)
		return;
	for (size_t i = 0; i < count; i++) {
		struct error own = error;

		if (window_at(&intake->window, i)->publish)
			fail_keeping(window_at(&intake->window, i), &own);
	}
}

/* What became of the first of several files with the same bytes holds for the others. */
static void
follow_twins(struct intake *intake, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct job *job = window_at(&intake->window, i);
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
look_up_all(struct intake *intake, size_t count, struct error *err)
{
	struct database *database = intake->catalogue->database;
	enum status st = database_begin_read(database, err);

	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		if (job_is_well(window_at(&intake->window, i)))
			st = intake_look_up(intake, window_at(&intake->window, i), err);
	database_rollback(database);
	return st;
}

enum status
intake_hold(struct intake *intake, size_t count, struct error *err)
{
	enum status st = look_up_all(intake, count, err);

	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; i < count; i++)
		if (job_is_well(window_at(&intake->window, i)))
			decide(intake, i);
	sync_bytes(intake, count);
	for (size_t i = 0; i < count; i++)
		if (window_at(&intake->window, i)->publish)
			publish(intake, window_at(&intake->window, i));
	sync_names(intake, count);
	follow_twins(intake, count);
	return STATUS_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* record.c - a group of files as events, in one change. */
#include "intake/intake.h"

#include "casework/examined.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* How a file is told to the delivery. What it points to lives as long as the job. */
static struct received_file
describe(struct intake *intake, const struct job *job)
{
	const struct source_facts *facts = &job->facts;
	struct source_owner *owner = &intake->owner;

	source_owner_tell(owner, facts);
	return (struct received_file){
		.digests = &job->digests,
		.bytes = job->bytes,
		.media_type = job->media_type,
		.is_item = job->told.item,
		.warnings = job->warnings,
		.warning_count = job->warning_count,
		.name = job_name(job),
		.path = job_path(job),
		.modified = facts->modified,
		.changed = facts->changed,
		.born = facts->born,
		.born_known = facts->born_known,
		.owner = facts->owner,
		.group = facts->group,
		.mode = facts->mode,
		.owner_name = owner->owner[0] ? owner->owner : NULL,
		.group_name = owner->group[0] ? owner->group : NULL,
		.read_ended = job->read_ended,
	};
}

enum status
intake_look_up(struct intake *intake, struct job *job, struct error *err)
{
	struct received_file file = describe(intake, job);
	enum status st = delivery_look_up(intake->catalogue, &intake->plan, &file, &job->reception,
	                                  err);

	job->examined_before = false;
	if (st == STATUS_OK && intake->examiners != NULL && job->reception.item > 0)
		st = examined_by_this_program(intake->catalogue, &job->digests.sha256,
		                              &job->examined_before, err);
	return st;
}

/*
 * The chain of a repair is the item's, else that of the delivery in which the
 * acquisition stands; that is another one when nothing new was received.
 */
static enum status
plan_of_repair(struct intake *intake, const struct job *job, struct delivery_plan *out,
               struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st;

	*out = intake->plan;
	if (job->reception.item > 0 || job->reception.in_delivery)
		return STATUS_OK;
	st = database_statement(intake->catalogue->database,
	                        "SELECT uuid FROM p_deliveries WHERE number = $1", &statement, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, job->reception.delivery);
	st = statement_step(statement, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !uuid_read(statement_text(statement, 0), &out->delivery)))
		return fail(err, STATUS_UNUSABLE, "delivery %lld has no UUID",
		            (long long)job->reception.delivery);
	return st;
}

static enum status
add_repair(struct intake *intake, struct change *change, const struct job *job, struct error *err)
{
	struct delivery_plan plan;
	enum status st = plan_of_repair(intake, job, &plan, err);

	if (st != STATUS_OK)
		return st;
	return delivery_repaired(intake->catalogue, change, &plan, &job->reception,
	                         &job->digests.sha256, &job->damaged,
	                         job->kept_as[0] ? job->kept_as : NULL, err);
}

/* The last look before the commit: what the events name is there, and as long as they say. */
static enum status
check_held(struct intake *intake, struct job *job)
{
	struct error error;
	uint64_t size;
	enum status st = vault_find(intake->catalogue->vault, &job->digests.sha256, &size, &error);

	if (st == STATUS_OK && size != job->bytes)
		st = fail(&error, STATUS_CHANGED, "its copy in the vault changed its length");
	if (st != STATUS_OK)
		job_fail_reading(job, "not-durable", &error);
	return st;
}

/* What a change adds is added; STATUS_STALE when a file failed on the way, so that it must begin anew. */
static enum status
add_file(struct intake *intake, struct change *change, struct job *job, struct error *err)
{
	struct received_file file = describe(intake, job);
	enum status st = delivery_receive(intake->catalogue, change, &intake->plan, &file,
	                                  &job->reception, err);

	if (st == STATUS_OK && job->repaired)
		st = add_repair(intake, change, job, err);
	if (st == STATUS_OK)
		st = intake_add_examination(intake, change, job, err);
	if (st == STATUS_OK)
		return check_held(intake, job) == STATUS_OK ? STATUS_OK : STATUS_STALE;
	if (st != STATUS_INVALID && st != STATUS_LIMIT)
		return st;
	job_fail_reading(job, "unrecordable", err);
	return STATUS_STALE;
}

static enum status
add_failures(struct intake *intake, struct change *change, struct error *err)
{
	enum status st;

	if (intake->failures.count == 0 ||
	    (!intake->plan.begun_here && !failures_are_many(&intake->failures)))
		return STATUS_OK;
	st = delivery_begin(intake->catalogue, change, &intake->plan, err);
	return st == STATUS_OK ? failures_add(&intake->failures, intake->catalogue, change,
	                                      &intake->plan, err)
	                       : st;
}

static enum status
add_group(struct intake *intake, struct change *change, size_t count, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		if (job_is_well(window_at(&intake->window, i)))
			st = add_file(intake, change, window_at(&intake->window, i), err);
	return st == STATUS_OK ? add_failures(intake, change, err) : st;
}

/* A change that is not committed has not begun the delivery either. */
static enum status
try_group(struct intake *intake, size_t count, struct error *err)
{
	struct delivery_plan before = intake->plan;
	struct change *change;
	enum status st = intake_begin_change(intake, &change, err);

	if (st != STATUS_OK)
		return st;
	st = add_group(intake, change, count, err);
	st = catalogue_finish(intake->catalogue, change, st, err);
	if (st != STATUS_OK)
		intake->plan = before;
	else if (intake->plan.begun_here)
		failures_clear(&intake->failures);
	return st;
}

/* Is there anything that the log does not have? */
static bool
has_news(struct intake *intake, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct job *job = window_at(&intake->window, i);

		if (job_is_well(job) && (!job->reception.had_already || job->repaired))
			return true;
	}
	return failures_are_many(&intake->failures);
}

/*
 * Full disks and failed syncs are ours, not the file's, and pass: such a failure is
 * told, but it is no event, and the delivery stays open for the same command.
 */
static bool
is_for_now(const struct job *job)
{
	return strcmp(job->failure.code, "no-space") == 0 ||
	       strcmp(job->failure.code, "not-durable") == 0;
}

static enum status
keep_failures(struct intake *intake, size_t count, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		const struct job *job = window_at(&intake->window, i);

		if (job->failure.code != NULL && is_for_now(job))
			intake->summary->not_kept++;
		else if (job->failure.code != NULL)
			st = failures_keep(&intake->failures, job, err);
	}
	return st;
}

enum status
intake_record(struct intake *intake, size_t count, struct error *err)
{
	enum status st = STATUS_OK;

	/* Each time round at least one more file has failed, or lost its examination. */
	while (has_news(intake, count)) {
		st = try_group(intake, count, err);
		if (st != STATUS_STALE)
			break;
		st = STATUS_OK;
	}
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		const struct job *job = window_at(&intake->window, i);

		if (job_is_well(job))
			size_hint_add(intake->sizes, job->bytes);
		if (job_is_well(job) && job->reception.had_already && !job->reception.in_delivery)
			intake->already_had++;
	}
	return st == STATUS_OK ? keep_failures(intake, count, err) : st;
}

static enum status
read_receipt(struct intake *intake, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct buffer *receipt = &intake->summary->receipt;
	enum status st = database_statement(intake->catalogue->database,
	                                    "SELECT receipt FROM p_deliveries WHERE number = $1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, intake->plan.number);
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		buffer_append_text(receipt, statement_text(statement, 0));
	return st == STATUS_OK ? buffer_check(receipt, err) : st;
}

static enum status
add_closing(struct intake *intake, struct change *change, struct error *err)
{
	enum status st = delivery_begin(intake->catalogue, change, &intake->plan, err);

	if (st == STATUS_OK)
		st = add_failures(intake, change, err);
	return st == STATUS_OK ? delivery_close(intake->catalogue, change, &intake->plan,
	                                        intake->already_had, err)
	                       : st;
}

enum status
intake_close(struct intake *intake, struct error *err)
{
	struct change *change;
	enum status st;

	if (!intake->plan.begun_here && !failures_are_many(&intake->failures))
		return STATUS_OK;
	st = intake_begin_change(intake, &change, err);
	if (st != STATUS_OK)
		return st;
	st = add_closing(intake, change, err);
	st = catalogue_finish(intake->catalogue, change, st, err);
	return st == STATUS_OK ? read_receipt(intake, err) : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* dry_run.c - what a run would do: looked up, and nothing written but to a temporary table. */
#include "intake/intake.h"

#include "base/text.h"

/* Has an earlier file of the run the same bytes? Remembers it if not. */
static enum status
meet(struct database *seen, const struct digest *object, bool *before, struct error *err)
{
	SCOPED_STATEMENT find = NULL;
	SCOPED_STATEMENT keep = NULL;
	enum status st = database_statement(seen, "SELECT 1 FROM seen WHERE object = $1", &find, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_blob(find, 1, object->bytes, sizeof object->bytes);
	st = statement_step(find, err);
	*before = st == STATUS_OK;
	if (st != STATUS_DONE)
		return st;
	st = database_statement(seen, "INSERT INTO seen (object) VALUES ($1)", &keep, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_blob(keep, 1, object->bytes, sizeof object->bytes);
	st = statement_step(keep, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
open_seen(struct intake *intake, struct error *err)
{
	enum status st;

	if (intake->seen != NULL)
		return STATUS_OK;
	st = database_open(&intake->seen, "", DATABASE_TEMPORARY, err);
	return st == STATUS_OK
	               ? database_execute(intake->seen,
	                                  text_of("CREATE TABLE seen (object BLOB PRIMARY KEY)"
	                                          " STRICT, WITHOUT ROWID"),
	                                  err)
	               : st;
}

enum status
intake_foresee(struct intake *intake, size_t count, struct error *err)
{
	enum status st = open_seen(intake, err);

	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		struct job *job = window_at(&intake->window, i);

		if (!job_is_well(job))
			continue;
		st = intake_look_up(intake, job, err);
		if (st != STATUS_OK)
			break;
		job->repaired = job->reception.known && !job->held;
		if (!job->reception.known)
			st = meet(intake->seen, &job->digests.sha256, &job->reception.known, err);
	}
	return st;
}

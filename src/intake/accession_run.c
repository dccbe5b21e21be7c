/* SPDX-License-Identifier: Apache-2.0 */
/* accession_run.c - items made of a delivery's evidence, group by group. */
#include "intake/pipeline.h"
#include "intake/window.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#define ACCESSIONS_A_CHANGE 256
#define TURNS 36 /* of waiting for other processes, as in turn.c */

struct accession_run {
	struct catalogue *catalogue;
	const struct accession_options *options;
	struct accession_summary *summary;
	double      began;
	uint64_t    total;
	int64_t     numbers[ACCESSIONS_A_CHANGE]; /* of the acquisitions of one change */
	size_t      count;
};

static bool
is_stopped(const struct accession_run *run)
{
	return run->options->callbacks.stop != NULL && atomic_load(run->options->callbacks.stop);
}

/* How many there are to be made, for the progress. */
static enum status
count_all(struct accession_run *run, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(run->catalogue->database,
	                                    "SELECT count(*) FROM p_acquisitions WHERE delivery = $1"
	                                    " AND item IS NULL AND (kind = 'item' OR $2)",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &run->options->delivery);
	statement_bind_text(statement, 1, text_of(uuid));
	statement_bind_integer(statement, 2, run->options->all_items);
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		run->total = (uint64_t)statement_integer(statement, 0);
	return st;
}

static void
tell(const struct accession_run *run)
{
	struct intake_progress progress = {
		.files_done = run->summary->made,
		.files_total = run->total,
		.totals_known = true,
		.seconds = monotonic_seconds() - run->began,
		.current = { "", 0 },
	};

	if (run->options->callbacks.progress != NULL)
		run->options->callbacks.progress(run->options->callbacks.context, &progress);
}

static enum status
begin_change(const struct accession_run *run, struct change **out, struct error *err)
{
	const char *verb = run->options->verb ? run->options->verb : "accession";
	enum status st = STATUS_BUSY;

	for (unsigned i = 0; st == STATUS_BUSY && i < TURNS; i++) {
		if (i > 0 && is_stopped(run))
			return fail(err, STATUS_INTERRUPTED, "interrupted while another process was writing");
		st = catalogue_begin(run->catalogue, verb, out, err);
	}
	return st;
}

/* Which acquisitions the next change makes items of: the same choice as delivery_accession's. */
static enum status
choose(struct accession_run *run, int64_t after, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(run->catalogue->database,
	                                    "SELECT number FROM p_acquisitions WHERE delivery = $1"
	                                    " AND number > $2 AND item IS NULL"
	                                    " AND (kind = 'item' OR $3) ORDER BY number LIMIT $4",
	                                    &statement, err);

	run->count = 0;
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &run->options->delivery);
	statement_bind_text(statement, 1, text_of(uuid));
	statement_bind_integer(statement, 2, after);
	statement_bind_integer(statement, 3, run->options->all_items);
	statement_bind_integer(statement, 4, ACCESSIONS_A_CHANGE);
	while ((st = statement_step(statement, err)) == STATUS_OK)
		run->numbers[run->count++] = statement_integer(statement, 0);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static void
tell_row(const struct accession_run *run, struct statement *row)
{
	struct intake_line line = {
		.path = statement_blob(row, 0),
		.outcome = INTAKE_ADDED,
		.item = statement_integer(row, 1),
		.acquisition = statement_integer(row, 2),
		.delivery = statement_integer(row, 3),
		.bytes = (uint64_t)statement_integer(row, 5),
		.media_type = statement_text(row, 6),
	};

	if (digest_read(statement_text(row, 4), &line.digest))
		run->options->callbacks.line(run->options->callbacks.context, &line);
}

/* Tells of the acquisition, whose item is committed. */
static enum status
tell_line(const struct accession_run *run, int64_t number, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		run->catalogue->database,
		"SELECT a.path_bytes, i.number, a.number, d.number, a.object, a.bytes, a.media_type"
		" FROM p_acquisitions a JOIN p_items i ON i.uuid = a.item"
		" JOIN p_deliveries d ON d.uuid = a.delivery WHERE a.number = $1",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, number);
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		tell_row(run, statement);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
tell_lines(const struct accession_run *run, struct error *err)
{
	enum status st = STATUS_OK;

	if (run->options->callbacks.line == NULL)
		return STATUS_OK;
	for (size_t i = 0; st == STATUS_OK && i < run->count; i++)
		st = tell_line(run, run->numbers[i], err);
	return st;
}

/* One group; STATUS_DONE when nothing was left. */
static enum status
make_group(struct accession_run *run, int64_t *after, struct error *err)
{
	struct change *change;
	int64_t last = *after;
	size_t made = 0;
	enum status st = begin_change(run, &change, err);

	if (st != STATUS_OK)
		return st;
	st = choose(run, *after, err);
	if (st == STATUS_OK)
		st = delivery_accession(run->catalogue, change, &run->options->delivery, run->options->all_items,
		                        *after, ACCESSIONS_A_CHANGE, &last, &made, err);
	if (st != STATUS_OK) {
		catalogue_abandon(run->catalogue, change);
		return st;
	}
	st = catalogue_commit(run->catalogue, change, err);
	if (st != STATUS_OK)
		return st;
	run->summary->made += made;
	*after = last;
	return tell_lines(run, err);
}

static enum status
make_all(struct accession_run *run, struct error *err)
{
	int64_t after = 0;
	enum status st = count_all(run, err);

	while (st == STATUS_OK) {
		tell(run);
		if (is_stopped(run)) {
			run->summary->interrupted = true;
			return STATUS_OK;
		}
		st = make_group(run, &after, err);
	}
	if (st == STATUS_INTERRUPTED) {
		run->summary->interrupted = true;
		return STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
intake_accession(struct catalogue *catalogue, const struct accession_options *options,
                 struct accession_summary *out, struct error *err)
{
	struct accession_run run = {
		.catalogue = catalogue,
		.options = options,
		.summary = out,
		.began = monotonic_seconds(),
	};
	enum status st;

	*out = (struct accession_summary){ 0 };
	st = make_all(&run, err);
	out->seconds = monotonic_seconds() - run.began;
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* accession_run.c - items made of a delivery's evidence, group by group. */
#include "intake/held.h"
#include "intake/pipeline.h"
#include "intake/window.h"

#include "casework/examined.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#define TURNS 36 /* of waiting for other processes, as in turn.c */

struct accession_run {
	struct catalogue *catalogue;
	const struct accession_options *options;
	struct accession_summary *summary;
	double      began;
	uint64_t    total;
	struct examiners *examiners;
	struct held_group group; /* the acquisitions of one change */
};

static bool
is_stopped(const struct accession_run *run)
{
	return run->options->callbacks.stop != NULL && atomic_load(run->options->callbacks.stop);
}

/* The number before the first acquisition that is meant, and the last. */
static int64_t
before_first(const struct accession_run *run)
{
	return run->options->acquisition > 0 ? run->options->acquisition - 1 : 0;
}

static int64_t
last_meant(const struct accession_run *run)
{
	return run->options->acquisition > 0 ? run->options->acquisition : INT64_MAX;
}

/* How many there are to be made, for the progress. */
static enum status
count_all(struct accession_run *run, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(run->catalogue->database,
	                                    "SELECT count(*) FROM p_acquisitions WHERE delivery = $1"
	                                    " AND number > $2 AND number <= $3 AND item IS NULL"
	                                    " AND (kind = 'item' OR $4)",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &run->options->delivery);
	statement_bind_text(statement, 1, text_of(uuid));
	statement_bind_integer(statement, 2, before_first(run));
	statement_bind_integer(statement, 3, last_meant(run));
	statement_bind_integer(statement, 4, run->options->all_items);
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

/* An exhibit of these bytes that this very program examined needs it no more. */
static enum status
skip_examined(struct accession_run *run, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < run->group.count; i++) {
		struct held_file *file = &run->group.files[i];
		bool examined = false;

		if (file->wanted)
			st = examined_by_this_program(run->catalogue, &file->examinee.object,
			                              &examined, err);
		file->wanted = file->wanted && !examined;
	}
	return st;
}

/* Which acquisitions the next change makes items of: the same choice as delivery_accession's. */
static enum status
choose(struct accession_run *run, int64_t after, struct error *err)
{
	const struct ledger_sources *sources = run->catalogue->here.sources;
	SCOPED_STATEMENT statement = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(run->catalogue->database,
	                                    "SELECT number, object, bytes, media_type, path_bytes"
	                                    " FROM p_acquisitions WHERE delivery = $1"
	                                    " AND number > $2 AND number <= $3 AND item IS NULL"
	                                    " AND (kind = 'item' OR $4) ORDER BY number LIMIT $5",
	                                    &statement, err);

	held_clear(&run->group);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &run->options->delivery);
	statement_bind_text(statement, 1, text_of(uuid));
	statement_bind_integer(statement, 2, after);
	statement_bind_integer(statement, 3, last_meant(run));
	statement_bind_integer(statement, 4, run->options->all_items);
	statement_bind_integer(statement, 5, HELD_FILES);
	while ((st = statement_step(statement, err)) == STATUS_OK) {
		st = held_add(&run->group, statement, sources->now(sources->context), err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? skip_examined(run, err) : st;
}

/* The exhibit that an acquisition is of, in this change. */
static enum status
find_item(struct accession_run *run, int64_t number, struct uuid *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(run->catalogue->database,
	                                    "SELECT item FROM p_acquisitions WHERE number = $1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, number);
	st = statement_step(statement, err);
	return st == STATUS_OK && !uuid_read(statement_text(statement, 0), out) ? STATUS_DONE : st;
}

/* Of two acquisitions of the same bytes the first brings the examination. */
static enum status
add_examination(struct accession_run *run, struct change *change, struct held_file *file,
                struct error *err)
{
	struct uuid item;
	bool examined = false;
	enum status st;

	if (!examinee_has_news(&file->examinee))
		return STATUS_OK;
	st = examined_by_this_program(run->catalogue, &file->examinee.object, &examined, err);
	if (st != STATUS_OK || examined)
		return st;
	st = find_item(run, file->number, &item, err);
	if (st == STATUS_OK)
		st = held_record(run->catalogue, change, file, &item, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_examinations(struct accession_run *run, struct change *change, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < run->group.count; i++)
		st = add_examination(run, change, &run->group.files[i], err);
	return st;
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
tell_line(const struct accession_run *run, const struct held_file *file, struct error *err)
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
	statement_bind_integer(statement, 1, file->number);
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
	for (size_t i = 0; st == STATUS_OK && i < run->group.count; i++)
		st = tell_line(run, &run->group.files[i], err);
	return st;
}

/* Items of the group and what their parsers told, in one change; *last and *made as delivery_accession. */
static enum status
record_group(struct accession_run *run, int64_t after, int64_t *last, size_t *made,
             struct error *err)
{
	const struct accession_choice choice = { .delivery = run->options->delivery,
		                                 .all_items = run->options->all_items,
		                                 .after = after,
		                                 .to = last_meant(run),
		                                 .limit = HELD_FILES,
		                                 .filling = run->options->filling };
	struct change *change;
	enum status st = begin_change(run, &change, err);

	if (st != STATUS_OK)
		return st;
	st = delivery_accession(run->catalogue, change, &choice, last, made, err);
	if (st == STATUS_OK)
		st = add_examinations(run, change, err);
	return catalogue_finish(run->catalogue, change, st, err);
}

/* What an interruption left out; a file that the vault does not give says so elsewhere. */
static uint64_t
count_unexamined(const struct accession_run *run)
{
	uint64_t count = 0;

	for (size_t i = 0; i < run->group.count; i++) {
		const struct held_file *file = &run->group.files[i];

		count += file->wanted && !file->examinee.done &&
		         file->examinee.failure == STATUS_OK;
	}
	return count;
}

/* One group; STATUS_DONE when nothing was left. */
static enum status
make_group(struct accession_run *run, int64_t *after, struct error *err)
{
	int64_t last = *after;
	size_t made = 0;
	enum status st = choose(run, *after, err);

	if (st == STATUS_OK)
		st = held_examine(&run->group, run->examiners, err);
	if (st != STATUS_OK)
		return st;
	do /* each time round one more file has lost its examination */
		st = record_group(run, *after, &last, &made, err);
	while (st == STATUS_STALE);
	if (st != STATUS_OK)
		return st;
	run->summary->made += made;
	run->summary->unexamined += count_unexamined(run);
	*after = last;
	return tell_lines(run, err);
}

static enum status
make_all(struct accession_run *run, struct error *err)
{
	int64_t after = before_first(run);
	const struct examiners_options how = { .allow_unsandboxed = run->options->allow_unsandboxed,
		                               .stop = run->options->callbacks.stop };
	enum status st = examiners_open(&run->examiners, run->catalogue, &how, err);

	if (st == STATUS_OK)
		st = count_all(run, err);
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
	held_clear(&run.group);
	examiners_close(run.examiners);
	out->seconds = monotonic_seconds() - run.began;
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* examine_run.c - choose a group, examine it, record it in one change, tell of it. */
#include "intake/examine_run.h"

#include "intake/held.h"
#include "intake/window.h"

#include "casework/circumstances.h"
#include "casework/examined.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <errno.h>

#define TURNS 36 /* of waiting for other processes, as in turn.c */

struct examine_run {
	struct catalogue             *catalogue;
	const struct examine_options *options;
	struct examine_summary       *summary;
	struct examiners             *examiners;
	struct buffer                 tool;  /* this program, as its events tell it */
	int64_t                       after; /* EXAMINE_MISSING, EXAMINE_AGAIN: the last item that was chosen */
	size_t                        given; /* EXAMINE_GIVEN: how many were chosen */
	uint64_t                      total;
	double                        began;
	struct held_group             group;
};

static bool
is_stopped(const struct examine_run *run)
{
	return run->options->stop != NULL && atomic_load(run->options->stop);
}

/* $1 after, $2 the one that is given or 0, $3 this program or NULL for any, $4 limit */
#define ASKED "WITH asked (after, given, tool) AS (SELECT $1, $2, $3) "

/* What has no parser has no fingerprints either. */
#define CHOICE                                                                                 \
	" FROM asked JOIN p_items i ON i.number > after WHERE given > 0 AND i.number = given"  \
	" OR given = 0 AND i.held = 1 AND (NOT EXISTS (SELECT 1 FROM p_examinations e WHERE e.item = i.uuid"  \
	" AND (asked.tool IS NULL OR e.tool = asked.tool))"                                    \
	" OR NOT EXISTS (SELECT 1 FROM p_fingerprints f WHERE f.item = i.uuid)"                \
	" AND NOT EXISTS (SELECT 1 FROM p_examinations n WHERE n.item = i.uuid"                \
	" AND n.outcome = 'no-parser'))"

static void
bind_choice(const struct examine_run *run, struct statement *statement, int64_t given)
{
	statement_bind_integer(statement, 1, run->after);
	statement_bind_integer(statement, 2, given);
	if (run->options->choice == EXAMINE_AGAIN)
		statement_bind_text(statement, 3, text_of_buffer(&run->tool));
	else
		statement_bind_null(statement, 3);
}

static enum status
count_all(struct examine_run *run, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st;

	run->total = run->options->count;
	if (run->options->choice == EXAMINE_GIVEN)
		return STATUS_OK;
	st = database_statement(run->catalogue->database, ASKED "SELECT count(*)" CHOICE, &statement, err);
	if (st != STATUS_OK)
		return st;
	bind_choice(run, statement, 0);
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		run->total = (uint64_t)statement_integer(statement, 0);
	return st;
}

/* Adds what the choice finds next: `limit` exhibits, or the given one. */
static enum status
choose_some(struct examine_run *run, int64_t given, size_t limit, struct error *err)
{
	const struct ledger_sources *sources = run->catalogue->here.sources;
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		run->catalogue->database,
		ASKED
		"SELECT i.number, i.object, i.bytes, i.media_type, (SELECT a.path_bytes"
		" FROM p_acquisitions a WHERE a.item = i.uuid ORDER BY a.number DESC LIMIT 1),"
		" given = 0 AND EXISTS (SELECT 1 FROM p_examinations e WHERE e.item = i.uuid"
		" AND (asked.tool IS NULL OR e.tool = asked.tool))" CHOICE
		" ORDER BY i.number LIMIT $4",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	bind_choice(run, statement, given);
	statement_bind_integer(statement, 4, (int64_t)limit);
	while ((st = statement_step(statement, err)) == STATUS_OK) {
		struct held_file *file = &run->group.files[run->group.count];

		st = held_add(&run->group, statement, sources->now(sources->context), err);
		if (st != STATUS_OK)
			return st;
		file->examinee.examined_before = statement_integer(statement, 5) != 0;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The next group; STATUS_DONE when nothing is left. */
static enum status
choose(struct examine_run *run, struct error *err)
{
	const struct examine_options *options = run->options;
	enum status st = STATUS_OK;

	held_clear(&run->group);
	if (options->choice != EXAMINE_GIVEN) {
		st = choose_some(run, 0, HELD_FILES, err);
		if (st == STATUS_OK && run->group.count > 0)
			run->after = run->group.files[run->group.count - 1].number;
	}
	while (st == STATUS_OK && options->choice == EXAMINE_GIVEN && run->given < options->count &&
	       run->group.count < HELD_FILES)
		st = choose_some(run, options->items[run->given++], 1, err);
	return st == STATUS_OK && run->group.count == 0 ? STATUS_DONE : st;
}

static enum status
begin_change(const struct examine_run *run, struct change **out, struct error *err)
{
	enum status st = STATUS_BUSY;

	for (unsigned i = 0; st == STATUS_BUSY && i < TURNS; i++) {
		if (i > 0 && is_stopped(run))
			return fail(err, STATUS_INTERRUPTED,
			            "interrupted while another process was writing");
		st = catalogue_begin(run->catalogue, "examine", out, err);
	}
	return st;
}

static enum status
add_group(struct examine_run *run, struct change *change, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < run->group.count; i++) {
		struct held_file *file = &run->group.files[i];
		struct uuid item;

		if (!examinee_has_news(&file->examinee))
			continue;
		st = exhibit_uuid(run->catalogue, file->number, &item, err);
		if (st == STATUS_OK)
			st = held_record(run->catalogue, change, file, &item, err);
	}
	return st;
}

static bool
has_news(const struct examine_run *run)
{
	for (size_t i = 0; i < run->group.count; i++)
		if (examinee_has_news(&run->group.files[i].examinee))
			return true;
	return false;
}

static enum status
record_once(struct examine_run *run, struct error *err)
{
	struct change *change;
	enum status st = begin_change(run, &change, err);

	if (st != STATUS_OK)
		return st;
	st = add_group(run, change, err);
	return catalogue_finish(run->catalogue, change, st, err);
}

/* Each time round one more file has lost what was told of it. */
static enum status
record(struct examine_run *run, struct error *err)
{
	enum status st = STATUS_STALE;

	while (st == STATUS_STALE && has_news(run))
		st = record_once(run, err);
	return st == STATUS_STALE ? STATUS_OK : st;
}

static const char *
failure_code(const struct examinee *file)
{
	if (file->failure == STATUS_NOT_FOUND)
		return "missing";
	if (file->failure == STATUS_FALSE)
		return "altered";
	return file->failure == STATUS_INVALID || file->failure == STATUS_LIMIT ? "unrecordable"
	                                                                        : "unreadable";
}

static bool
came_to_the_end(const json_t *values)
{
	struct text outcome;

	return values == NULL || (json_member_text(values, "outcome", &outcome) &&
	                          (text_is(outcome, "complete") || text_is(outcome, "no-parser")));
}

static enum status
read_told(bool told, const struct kept *kept, json_t **values, struct error *err)
{
	return told ? kept_get(kept, values, err) : STATUS_OK;
}

/* Counts one file and tells of it. */
static enum status
tell_one(struct examine_run *run, const struct held_file *file, struct error *err)
{
	const struct examinee *examinee = &file->examinee;
	struct examine_line line = { .item = file->number, .object = examinee->object };
	SCOPED_JSON json_t *values = NULL, *fingerprints = NULL;
	enum status st = read_told(examinee->examined, &examinee->values, &values, err);

	if (st == STATUS_OK)
		st = read_told(examinee->fingerprinted, &examinee->fingerprints, &fingerprints, err);
	if (examinee_has_news(examinee)) {
		line.values = values;
		line.fingerprints = fingerprints;
		line.warnings = examinee->warnings;
		run->summary->examined++;
		run->summary->unfinished += !came_to_the_end(values) ||
		                            !came_to_the_end(fingerprints);
	} else {
		line.error_code = failure_code(examinee);
		line.error_text = examinee->error.text;
		run->summary->failed++;
	}
	if (st == STATUS_OK && run->options->line != NULL)
		run->options->line(run->options->context, &line);
	return st;
}

/* Those that were left out because of an interruption are not told of: they are not done. */
static enum status
tell_group(struct examine_run *run, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < run->group.count; i++) {
		const struct held_file *file = &run->group.files[i];

		if (examinee_has_news(&file->examinee) || file->examinee.failure != STATUS_OK)
			st = tell_one(run, file, err);
	}
	return st;
}

static void
tell_progress(const struct examine_run *run)
{
	const struct intake_progress progress = {
		.files_done = run->summary->examined + run->summary->failed,
		.files_total = run->total,
		.totals_known = true,
		.seconds = monotonic_seconds() - run->began,
		.current = { "", 0 },
	};

	if (run->options->progress != NULL)
		run->options->progress(run->options->context, &progress);
}

static enum status
examine_groups(struct examine_run *run, struct error *err)
{
	enum status st = STATUS_OK;

	while (st == STATUS_OK && !is_stopped(run)) {
		tell_progress(run);
		st = choose(run, err);
		if (st == STATUS_OK)
			st = held_examine(&run->group, run->examiners, err);
		if (st == STATUS_OK)
			st = record(run, err);
		if (st == STATUS_OK)
			st = tell_group(run, err);
	}
	run->summary->interrupted = st == STATUS_OK || st == STATUS_INTERRUPTED;
	return st == STATUS_DONE || st == STATUS_INTERRUPTED ? STATUS_OK : st;
}

static enum status
prepare(struct examine_run *run, struct error *err)
{
	const struct examiners_options how = { .allow_unsandboxed = run->options->allow_unsandboxed,
		                               .stop = run->options->stop };
	SCOPED_JSON json_t *tool = circumstances_tool(run->catalogue);
	enum status st = tool ? json_canonical(&run->tool, tool, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = examiners_open(&run->examiners, run->catalogue, &how, err);
	return st == STATUS_OK ? count_all(run, err) : st;
}

enum status
examine_run(struct catalogue *catalogue, const struct examine_options *options,
            struct examine_summary *out, struct error *err)
{
	struct examine_run run = { .catalogue = catalogue,
		                   .options = options,
		                   .summary = out,
		                   .began = monotonic_seconds() };
	enum status st;

	*out = (struct examine_summary){ 0 };
	st = prepare(&run, err);
	if (st == STATUS_OK)
		st = examine_groups(&run, err);
	held_clear(&run.group);
	examiners_close(run.examiners);
	buffer_end(&run.tool);
	out->seconds = monotonic_seconds() - run.began;
	return st;
}

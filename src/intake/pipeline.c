/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline.c - a run from its words to its summary. */
#include "intake/intake.h"

#include "base/encoding.h"
#include "base/error.h"

#include <errno.h>

/* How long the calling thread waits at most before it looks whether to stop. */
#define PATIENCE_SECONDS 0.05

/* The same while a group is on its way to the disk. */
#define HOLDING_SECONDS 0.002

bool
intake_stopped(struct intake *intake)
{
	const atomic_bool *stop = intake->options->callbacks.stop;

	if (stop != NULL && atomic_load(stop))
		atomic_store(&intake->halt, true);
	return atomic_load(&intake->halt);
}

/* The `count` oldest are done with. */
static void
tell(struct intake *intake, size_t count)
{
	intake_report(intake, count);
	window_release(&intake->window, count);
}

/*
 * The next `count` files go to the vault; meanwhile those that are held already
 * are recorded and told of. What the one waits for, the disk, the other does not
 * need: it is the log that costs time.
 */
static enum status
advance(struct intake *intake, size_t count, struct error *err)
{
	size_t held = intake->held.count;
	struct batch next;
	enum status st = intake_decide(intake, held, count, &next, err);
	enum status ended = intake_hold_end(intake, st == STATUS_OK ? err : NULL);

	if (st == STATUS_OK)
		st = ended;
	if (st != STATUS_OK)
		return st;
	intake_hold_begin(intake, &next);
	st = intake_record(intake, held, err);
	if (st != STATUS_OK)
		return st;
	tell(intake, held);
	return next.count == count ? STATUS_OK : fail(err, STATUS_INTERRUPTED, "interrupted");
}

/* What a dry run does instead. */
static enum status
foresee(struct intake *intake, size_t count, struct error *err)
{
	size_t n = 0;
	enum status st;

	while (n < count && !window_at(&intake->window, n)->interrupted)
		n++;
	st = intake_foresee(intake, n, err);
	if (st != STATUS_OK)
		return st;
	tell(intake, n);
	return n == count ? STATUS_OK : fail(err, STATUS_INTERRUPTED, "interrupted");
}

static enum status
finish_group(struct intake *intake, size_t count, struct error *err)
{
	return intake->options->dry_run ? foresee(intake, count, err) : advance(intake, count, err);
}

/* Is the group as large as it gets, or old enough? */
static bool
is_due(const struct gathered *group)
{
	return group->count >= GROUP_FILES || group->bytes >= GROUP_BYTES ||
	       (group->count > 0 &&
	        (group->all || monotonic_seconds() - group->oldest >= GROUP_SECONDS));
}

/* Finished files behind those that are held. */
static struct gathered
gather(struct intake *intake, size_t known, double seconds)
{
	const struct wanted wanted = { intake->held.count, GROUP_FILES, GROUP_BYTES };

	return window_gather(&intake->window, &wanted, known, seconds);
}

static enum status
next_group(struct intake *intake, struct gathered *group, struct error *err)
{
	bool holding = intake->held.count > 0, due;

	*group = gather(intake, group->count, holding ? HOLDING_SECONDS : PATIENCE_SECONDS);
	due = is_due(group);
	if (due || (holding && atomic_load(&intake->held_is_durable))) {
		enum status st = finish_group(intake, due ? group->count : 0, err);

		group->count = 0;
		if (st != STATUS_OK)
			return st;
	} else if (group->all && group->count == 0 && !holding) {
		return STATUS_DONE;
	}
	intake_tell_progress(intake, false);
	return STATUS_OK;
}

/* Whatever is finished, group by group; *last is empty when that was everything. */
static enum status
finish_groups(struct intake *intake, struct gathered *last, struct error *err)
{
	enum status st = STATUS_OK;

	while (st == STATUS_OK) {
		*last = gather(intake, 0, 0);
		if (last->count == 0 && intake->held.count == 0)
			break;
		st = finish_group(intake, last->count, err);
	}
	return st;
}

/*
 * After an interruption: what was read to its end is worth keeping. If that
 * was everything, the run is whole.
 */
static enum status
finish_rest(struct intake *intake, struct error *err)
{
	struct gathered group;
	enum status st = finish_groups(intake, &group, err);

	intake->summary->interrupted = st != STATUS_OK || !group.all ||
	                               intake->window.walk_status != STATUS_DONE;
	if (st == STATUS_INTERRUPTED)
		st = intake->held.count > 0 ? finish_group(intake, 0, err) : STATUS_OK;
	return st;
}

static enum status
run_groups(struct intake *intake, struct error *err)
{
	struct gathered group = { 0 };
	enum status st = intake_threads_begin(intake, err);

	while (st == STATUS_OK && !intake_stopped(intake))
		st = next_group(intake, &group, err);
	intake_threads_end(intake);
	if (st == STATUS_DONE && intake->window.walk_status != STATUS_DONE) {
		st = intake->window.walk_status;
		if (err != NULL)
			*err = intake->window.walk_error;
	}
	if (st == STATUS_OK || st == STATUS_INTERRUPTED)
		return finish_rest(intake, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The delivery that the same command began before and did not end. */
static enum status
find_open_delivery(struct intake *intake, struct error *err)
{
	char actor[DIGEST_TEXT_SIZE];
	struct digest fingerprint;
	enum status st;

	if (intake->options->dry_run)
		return STATUS_OK;
	if (intake->catalogue->signer == NULL)
		return fail(err, STATUS_FAULT, "an intake without a key");
	st = actor_fingerprint(signing_key_public(intake->catalogue->signer), &fingerprint, err);
	if (st != STATUS_OK)
		return st;
	digest_write(actor, &fingerprint);
	st = delivery_find_open(intake->catalogue, &intake->plan, actor, err);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

/* Before anything is written: without a sandbox there is no intake. */
static enum status
open_examiners(struct intake *intake, struct error *err)
{
	const struct intake_options *options = intake->options;
	const struct examiners_options how = { .allow_unsandboxed = options->allow_unsandboxed,
		                               .threads = options->threads,
		                               .stop = options->callbacks.stop };
	enum status st;

	if (options->dry_run || options->mode != DELIVERY_INTAKE)
		return STATUS_OK;
	st = examiners_open(&intake->examiners, intake->catalogue, &how, err);
	if (st == STATUS_OK) {
		intake->catalogue->forced_unsandboxed = options->allow_unsandboxed;
		intake->catalogue->unsandboxed = !examiners_are_sandboxed(intake->examiners);
	}
	return st;
}

static enum status
prepare(struct intake *intake, struct error *err)
{
	static const struct provenance_words nothing_said;
	const struct intake_options *options = intake->options;
	const struct provenance_words *words = options->words ? options->words : &nothing_said;
	enum status st = spool_read(&intake->paths, options, err);

	if (st == STATUS_OK)
		st = open_examiners(intake, err);
	if (st == STATUS_OK)
		st = delivery_plan_make(&intake->plan, intake->catalogue, words, options->mode,
		                        options->all_items, intake->paths.paths, intake->paths.count,
		                        err);
	if (st == STATUS_OK)
		st = source_guard_set(&intake->guard, intake->catalogue->folder, err);
	if (st == STATUS_OK)
		st = source_guard_keys(&intake->guard, intake->catalogue->here.keys_folder, err);
	if (st == STATUS_OK)
		st = source_guard_keys(&intake->guard, intake->catalogue->here.state_folder, err);
	if (st == STATUS_OK)
		st = find_open_delivery(intake, err);
	if (st == STATUS_OK)
		st = size_hint_open(&intake->sizes, err);
	if (st == STATUS_OK)
		st = size_hint_load(intake->sizes, intake->catalogue->database, err);
	intake->plan.filling = options->filling;
	intake->digests = intake->plan.digests;
	return st;
}

static enum status
run(struct intake *intake, struct error *err)
{
	enum status st = prepare(intake, err);

	if (st == STATUS_OK)
		st = run_groups(intake, err);
	if (st == STATUS_OK && !intake->summary->interrupted && intake->summary->not_kept == 0)
		st = intake_close(intake, err);
	if (st != STATUS_INTERRUPTED)
		return st;
	intake->summary->interrupted = true;
	return STATUS_OK;
}

static void
end(struct intake *intake)
{
	intake_threads_end(intake);
	(void)!intake_hold_end(intake, NULL);
	window_end(&intake->window);
	failures_end(&intake->failures);
	database_close(intake->seen);
	size_hint_close(intake->sizes);
	examiners_close(intake->examiners);
	delivery_plan_end(&intake->plan);
	spool_end(&intake->paths);
	pthread_mutex_destroy(&intake->clock);
}

enum status
intake_run(struct catalogue *catalogue, const struct intake_options *options,
           struct intake_summary *out, struct error *err)
{
	struct intake intake = {
		.catalogue = catalogue,
		.options = options,
		.summary = out,
		.clock = PTHREAD_MUTEX_INITIALIZER,
		.began = monotonic_seconds(),
	};
	enum status st;

	*out = (struct intake_summary){ 0 };
	st = run(&intake, err);
	if (intake.plan.begun_here)
		out->delivery = intake.plan.number;
	if (intake.window.jobs != NULL)
		intake_tell_progress(&intake, true);
	out->seconds = monotonic_seconds() - intake.began;
	end(&intake);
	return st;
}

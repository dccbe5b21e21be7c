/* SPDX-License-Identifier: Apache-2.0 */
/* examiners.c - a thread and a worker for each processor, taking file after file. */
#include "intake/examiners.h"

#include "intake/window.h"

#include "casework/examination.h"
#include "casework/fingerprint_record.h"
#include "media/worker.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* How long after the wish to stop files are still examined. */
#define GRACE_SECONDS 3.0

struct examiners {
	const struct catalogue  *catalogue;
	struct examiners_options options;
	size_t                   count;
	struct worker           *workers[EXAMINERS_LIMIT]; /* NULL until first used */
	atomic_bool              unsandboxed;
	_Atomic double           stopped_at; /* monotonic seconds, 0: nobody wished it yet */
};

/* What the threads of one run share. */
struct round {
	struct examiners       *examiners;
	struct examinee *const *files;
	size_t                  count;
	atomic_size_t           next;
	pthread_mutex_t         lock;
	enum status             status; /* the first error */
	struct error            error;
};

/* A thread of a run, and whose worker it uses. */
struct hand {
	struct round *round;
	size_t        index;
	pthread_t     thread;
	bool          begun;
};

/* Is it wished to stop, and the time for what was begun over? */
static bool
out_of_time(void *context)
{
	struct examiners *examiners = context;
	const atomic_bool *stop = examiners->options.stop;
	double since = atomic_load(&examiners->stopped_at), now;

	if (stop == NULL || !atomic_load(stop))
		return false;
	now = monotonic_seconds();
	if (since == 0)
		atomic_compare_exchange_strong(&examiners->stopped_at, &since, now);
	return since != 0 && now - since > GRACE_SECONDS;
}

static enum status
ensure_worker(struct examiners *examiners, size_t index, struct error *err)
{
	const struct worker_settings settings = {
		.folder = examiners->catalogue->here.workers,
		.allow_unsandboxed = examiners->options.allow_unsandboxed,
		.stopped = out_of_time,
		.context = examiners,
	};
	enum status st = STATUS_OK;

	if (examiners->workers[index] == NULL)
		st = worker_open(&examiners->workers[index], &settings, err);
	if (st == STATUS_OK && !worker_is_sandboxed(examiners->workers[index]))
		atomic_store(&examiners->unsandboxed, true);
	return st;
}

static size_t
hands_wanted(const struct examiners_options *options)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t wanted = options->threads ? options->threads : processors > 0 ? (size_t)processors : 1;

	return wanted < EXAMINERS_LIMIT ? wanted : EXAMINERS_LIMIT;
}

enum status
examiners_open(struct examiners **out, const struct catalogue *catalogue,
               const struct examiners_options *options, struct error *err)
{
	struct examiners *examiners = calloc(1, sizeof *examiners);
	enum status st;

	if (examiners == NULL)
		return fail_memory(err);
	examiners->catalogue = catalogue;
	examiners->options = *options;
	examiners->count = hands_wanted(options);
	st = ensure_worker(examiners, 0, err);
	if (st != STATUS_OK) {
		examiners_close(examiners);
		return st;
	}
	*out = examiners;
	return STATUS_OK;
}

void
examiners_close(struct examiners *examiners)
{
	if (examiners == NULL)
		return;
	for (size_t i = 0; i < examiners->count; i++)
		worker_close(examiners->workers[i]);
	free(examiners);
}

bool
examiners_are_sandboxed(const struct examiners *examiners)
{
	return !atomic_load(&examiners->unsandboxed);
}

void
examinee_end(struct examinee *file)
{
	kept_end(&file->values);
	kept_end(&file->fingerprints);
	json_decref(file->warnings);
	file->warnings = NULL;
	file->summary = (struct fingerprint_summary){ 0 };
	file->done = file->examined = file->fingerprinted = false;
}

bool
examinee_has_news(const struct examinee *file)
{
	return file->examined || file->fingerprinted;
}

/* One of the two events. */
typedef enum status add_values(struct catalogue *catalogue, struct change *change,
                               const struct uuid *item, json_t *values, struct error *err);

static enum status
add_event(add_values *add, const struct kept *kept, struct catalogue *catalogue,
          struct change *change, const struct uuid *item, struct error *err)
{
	SCOPED_JSON json_t *values = NULL;
	enum status st = kept_get(kept, &values, err);

	return st == STATUS_OK ? add(catalogue, change, item, values, err) : st;
}

enum status
examinee_add(const struct examinee *file, struct catalogue *catalogue, struct change *change,
             const struct uuid *item, struct error *err)
{
	enum status st = STATUS_OK;

	if (file->examined)
		st = add_event(examination_add, &file->values, catalogue, change, item, err);
	if (st == STATUS_OK && file->fingerprinted)
		st = add_event(fingerprint_add, &file->fingerprints, catalogue, change, item, err);
	return st;
}

/* Adds the codes of all members that hold warnings. */
static enum status
gather_warnings(struct examinee *file, const json_t *values, struct error *err)
{
	static const char *const members[] = { "warnings", "origin_warnings", "place_warnings",
		                               "traits" };

	if (file->warnings == NULL && (file->warnings = json_array()) == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		const json_t *some = json_object_get(values, members[i]);

		if (json_is_array(some) && json_array_extend(file->warnings, json_iterable(some)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* Makes the event's values of what the worker told, and keeps them. */
static enum status
keep(struct examinee *file, const struct examination *examination, struct error *err)
{
	const struct examined_file about = { .object = file->object,
		                             .bytes = file->bytes,
		                             .media_type = { file->media_type,
		                                             strlen(file->media_type) },
		                             .name = file->name,
		                             .now = file->now };
	SCOPED_JSON json_t *values = NULL;
	enum status st = examination_values(examination, &about, &values, err);

	if (st == STATUS_OK)
		st = kept_set(&file->values, values, err);
	if (st == STATUS_OK)
		st = gather_warnings(file, values, err);
	file->examined = st == STATUS_OK;
	return st;
}

/* Its series and sound go to derived/; the hashes of pictures wait with the rest. */
static enum status
keep_fingerprints(const struct catalogue *catalogue, struct examinee *file,
                  struct fingerprints *fingerprints, const struct examination *examination,
                  struct error *err)
{
	SCOPED_JSON json_t *values = NULL;
	enum status st = fingerprint_values(catalogue, fingerprints, examination, &file->object,
	                                    &values, err);

	if (st == STATUS_FALSE) /* a folder or link stands in the way; the run cannot go on as if the disk were full */
		return fail_as(err, STATUS_IO);
	if (st == STATUS_OK)
		st = kept_set(&file->fingerprints, values, err);
	if (st == STATUS_OK)
		st = gather_warnings(file, values, err);
	file->fingerprinted = st == STATUS_OK;
	if (file->fingerprinted)
		fingerprint_summarise(values, &file->summary);
	return st;
}

/* Both by one child, or by one of their own the fingerprints that alone are wanted. */
static enum status
look_at(const struct examiners *examiners, struct worker *worker, struct examinee *file, int object,
        struct error *err)
{
	struct parser_task task = { .work = file->examined_before ? PARSER_FINGERPRINT
		                                                  : PARSER_EXAMINE };
	SCOPED(fingerprints) fingerprints = { 0 };
	SCOPED(examination) examined = { 0 };
	SCOPED(examination) fingerprinted = { 0 };
	enum status st;

	snprintf(task.media_type, sizeof task.media_type, "%s", file->media_type);
	if (file->examined_before)
		st = worker_fingerprint(worker, object, file->bytes, &task, NULL, &fingerprints,
		                        &fingerprinted, err);
	else
		st = worker_examine_and_fingerprint(worker, object, file->bytes, &task, &examined,
		                                    &fingerprints, &fingerprinted, err);
	if (st == STATUS_OK && !file->examined_before)
		st = keep(file, &examined, err);
	if (st != STATUS_OK || fingerprinted.outcome == EXAMINATION_NO_PARSER)
		return st;
	return keep_fingerprints(examiners->catalogue, file, &fingerprints, &fingerprinted, err);
}

/* Opened anew, after publication: what is parsed is what the vault has. */
static enum status
open_examinee(const struct examiners *examiners, const struct examinee *file, int *object,
              struct error *err)
{
	struct vault *vault = examiners->catalogue->vault;
	const struct stage_options how = { .alone = true, .stop = examiners->options.stop };
	struct vault_finding finding;
	enum status st = file->held_before ? vault_check(vault, &file->object, &how, &finding, err)
	                                   : STATUS_OK;

	return st == STATUS_OK ? vault_open_object(vault, &file->object, object, err) : st;
}

static enum status
examine(struct examiners *examiners, size_t index, struct examinee *file, struct error *err)
{
	SCOPED_FD object = -1;
	enum status st = open_examinee(examiners, file, &object, err);

	if (st == STATUS_INTERRUPTED)
		return STATUS_OK;
	if (st != STATUS_OK) {
		file->failure = st;
		file->error = *err;
		return STATUS_OK;
	}
	st = ensure_worker(examiners, index, err);
	if (st == STATUS_OK)
		st = look_at(examiners, examiners->workers[index], file, object, err);
	file->done = st == STATUS_OK;
	return st == STATUS_INTERRUPTED ? STATUS_OK : st;
}

static void
note_error(struct round *round, enum status status, const struct error *error)
{
	pthread_mutex_lock(&round->lock);
	if (round->status == STATUS_OK) {
		round->status = status;
		round->error = *error;
	}
	pthread_mutex_unlock(&round->lock);
	atomic_store(&round->next, round->count);
}

static void *
run_hand(void *context)
{
	struct hand *hand = context;
	struct round *round = hand->round;
	size_t i;

	while ((i = atomic_fetch_add(&round->next, 1)) < round->count &&
	       !out_of_time(round->examiners)) {
		struct error error = { 0 };
		enum status st = examine(round->examiners, hand->index, round->files[i], &error);

		if (st != STATUS_OK)
			note_error(round, st, &error);
	}
	return NULL;
}

/* The others begin; where no thread can be had, fewer hands do the same. */
static void
begin_others(struct hand *hands, size_t count)
{
	sigset_t all, before;

	sigfillset(&all); /* signals are the calling thread's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (size_t i = 1; i < count; i++)
		hands[i].begun = pthread_create(&hands[i].thread, NULL, run_hand, &hands[i]) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

enum status
examiners_run(struct examiners *examiners, struct examinee *const *files, size_t count,
              struct error *err)
{
	struct round round = { .examiners = examiners, .files = files, .count = count };
	struct hand hands[EXAMINERS_LIMIT];
	size_t hand_count;

	if (count == 0)
		return STATUS_OK;
	hand_count = count < examiners->count ? count : examiners->count;
	pthread_mutex_init(&round.lock, NULL);
	for (size_t i = 0; i < hand_count; i++)
		hands[i] = (struct hand){ .round = &round, .index = i };
	begin_others(hands, hand_count);
	run_hand(&hands[0]);
	for (size_t i = 1; i < hand_count; i++)
		if (hands[i].begun)
			pthread_join(hands[i].thread, NULL);
	pthread_mutex_destroy(&round.lock);
	if (round.status != STATUS_OK && err != NULL)
		*err = round.error;
	return round.status;
}

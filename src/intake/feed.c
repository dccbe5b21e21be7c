/* SPDX-License-Identifier: Apache-2.0 */
/* feed.c - the threads of a run: one walks, one looks ahead and counts, several read. */
#include "intake/intake.h"

#include "intake/walk.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* The names that the counting walk keeps; it keeps folders only. */
#define COUNTING_MEMORY (4u << 20)

/* Files under way; each holds one descriptor most of the time. */
#define FILES_UNDER_WAY 384
#define OTHER_DESCRIPTORS 96

static struct walk_options
what_to_walk(const struct intake *intake)
{
	return (struct walk_options){
		.paths = intake->paths.paths,
		.path_count = intake->paths.count,
		.list = -1,
		.guard = &intake->guard,
	};
}

/* Bytes that file.received has for a path, as catalog/events says; any path this long fits. */
#define PATH_EVENT_LIMIT 32768
#define PATH_ALWAYS_FITS 4096

/* A path that no event can hold is refused before its file is kept. */
static bool
fits_event(struct text path)
{
	SCOPED_JSON json_t *name = NULL;
	SCOPED(buffer) bytes = { 0 };

	if (path.n <= PATH_ALWAYS_FITS)
		return true;
	name = json_of_name(path.p, path.n);
	return name != NULL && json_canonical(&bytes, name, NULL) == STATUS_OK &&
	       bytes.n <= PATH_EVENT_LIMIT;
}

static bool
fail_filling(struct job *job, enum source_fault fault, int os)
{
	struct error error;

	source_fail(fault, os, job_path(job), &error);
	job_fail(job, source_fault_code(fault), &error);
	return false;
}

/* Fills the job from what the walk found; false when it has failed already. */
static bool
fill(struct job *job, const struct walk_entry *entry)
{
	struct error error;

	buffer_append_text(&job->path, entry->path);
	if (buffer_check(&job->path, &error) != STATUS_OK) {
		job_fail(job, "no-memory", &error);
		return false;
	}
	if (entry->fault != SOURCE_FAULT_NONE) {
		job_fail(job, source_fault_code(entry->fault), &entry->error);
		return false;
	}
	if (!fits_event(entry->path))
		return fail_filling(job, SOURCE_FAULT_INVALID_PATH, ENAMETOOLONG);
	job->name_at = (size_t)(entry->name - entry->path.p);
	job->folder = entry->folder;
	if (entry->folder >= 0)
		job->folder = fcntl(entry->folder, F_DUPFD_CLOEXEC, 0);
	if (entry->folder >= 0 && job->folder < 0)
		return fail_filling(job, SOURCE_FAULT_UNREADABLE, errno);
	return true;
}

static enum status
walk_all(struct intake *intake, struct error *err)
{
	struct walk_options options = what_to_walk(intake);
	const struct walk_entry *entry;
	struct walk *walk;
	struct job *job;
	enum status st = walk_begin(&walk, &options, err);

	if (st != STATUS_OK)
		return st;
	while (!intake_stopped(intake) && (st = walk_next(walk, &entry, err)) == STATUS_OK) {
		job = window_fill(&intake->window);
		if (job == NULL)
			break;
		window_push(&intake->window, !fill(job, entry));
	}
	walk_end(walk);
	return st;
}

/* Gives the job a file without a name; false when the job has failed already. */
static bool
adopt(struct job *job, int file)
{
	struct text path = text_of_buffer(&job->path);
	const char *slash = memrchr(path.p, '/', path.n);
	struct error error;

	job->name_at = slash ? (size_t)(slash + 1 - path.p) : 0;
	job->folder = -1;
	if (source_adopt(&job->source, file, &error) != STATUS_OK) {
		job_fail_reading(job, NULL, &error);
		return false;
	}
	if (!fits_event(path))
		return fail_filling(job, SOURCE_FAULT_INVALID_PATH, ENAMETOOLONG);
	return true;
}

/* Files of a giver in place of a walk; STATUS_DONE after the last. */
static enum status
take_given(struct intake *intake, struct error *err)
{
	const struct intake_giver *giver = intake->options->giver;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && !intake_stopped(intake)) {
		SCOPED(buffer) path = { 0 };
		struct job *job;
		int file = -1;

		st = giver->next(giver->context, &path, &file, err);
		if (st != STATUS_OK)
			break;
		job = window_fill(&intake->window);
		if (job == NULL) {
			close(file);
			break;
		}
		buffer_append_text(&job->path, text_of_buffer(&path));
		window_push(&intake->window, !adopt(job, file));
	}
	return st;
}

static void *
run_walker(void *context)
{
	struct intake *intake = context;
	struct error error = { 0 };
	enum status st = intake->options->giver != NULL ? take_given(intake, &error)
	                                                : walk_all(intake, &error);

	window_walk_ended(&intake->window, st, &error);
	return NULL;
}

static void
fail_without_memory(struct job *job)
{
	struct error error;

	fail_memory(&error);
	job_fail_reading(job, NULL, &error);
}

static void *
run_reader(void *context)
{
	struct intake *intake = context;
	SCOPED_FREE void *scratch = aligned_alloc(4096, STAGE_SCRATCH);
	struct job *job;

	while ((job = window_take(&intake->window)) != NULL) {
		if (scratch != NULL)
			intake_read(intake, job, scratch);
		else
			fail_without_memory(job);
		window_finish(&intake->window, job);
	}
	return NULL;
}

static void *
run_counter(void *context)
{
	struct intake *intake = context;
	struct walk_options options = what_to_walk(intake);
	struct walk_totals totals = { 0 };
	struct walk *walk;
	enum status st = STATUS_OK;

	options.memory = COUNTING_MEMORY;
	if (walk_begin(&walk, &options, NULL) != STATUS_OK)
		return NULL;
	while (!atomic_load(&intake->halt) &&
	       (st = walk_count(walk, &totals, NULL)) != STATUS_DONE) {
		if (st != STATUS_OK)
			break;
		atomic_store(&intake->files_total, totals.files);
		atomic_store(&intake->bytes_total, totals.bytes);
	}
	atomic_store(&intake->files_total, totals.files);
	atomic_store(&intake->bytes_total, totals.bytes);
	atomic_store(&intake->totals_known, !atomic_load(&intake->halt) && st == STATUS_DONE);
	walk_end(walk);
	return NULL;
}

static enum status
begin_thread(pthread_t *thread, void *(*run)(void *), struct intake *intake, struct error *err)
{
	int os = pthread_create(thread, NULL, run, intake);

	if (os == 0)
		return STATUS_OK;
	errno = os;
	return fail_os(err, "cannot begin a thread");
}

static enum status
begin_all(struct intake *intake, unsigned readers, struct error *err)
{
	enum status st = begin_thread(&intake->walker, run_walker, intake, err);

	intake->walker_begun = st == STATUS_OK;
	if (st == STATUS_OK && intake->options->callbacks.progress != NULL &&
	    intake->options->giver == NULL) {
		st = begin_thread(&intake->counter, run_counter, intake, err);
		intake->counter_begun = st == STATUS_OK;
	}
	for (unsigned i = 0; st == STATUS_OK && i < readers; i++) {
		st = begin_thread(&intake->readers[i], run_reader, intake, err);
		if (st == STATUS_OK)
			intake->threads_begun++;
	}
	return st;
}

static size_t
files_under_way(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_cur >= FILES_UNDER_WAY + OTHER_DESCRIPTORS)
		return FILES_UNDER_WAY;
	return limit.rlim_cur > 2 * OTHER_DESCRIPTORS ? limit.rlim_cur - OTHER_DESCRIPTORS : 16;
}

static unsigned
processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : (unsigned)n;
}

enum status
intake_threads_begin(struct intake *intake, struct error *err)
{
	unsigned readers = intake->options->threads ? intake->options->threads : processors();
	sigset_t all, before;
	enum status st = window_begin(&intake->window, files_under_way(), err);

	if (st != STATUS_OK)
		return st;
	intake->reader_count = readers < INTAKE_THREADS ? readers : INTAKE_THREADS;
	sigfillset(&all); /* signals are the calling thread's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	st = begin_all(intake, intake->reader_count, err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return st;
}

void
intake_threads_end(struct intake *intake)
{
	if (intake->window.jobs == NULL)
		return;
	atomic_store(&intake->halt, true);
	window_halt(&intake->window);
	if (intake->walker_begun)
		pthread_join(intake->walker, NULL);
	if (intake->counter_begun)
		pthread_join(intake->counter, NULL);
	for (unsigned i = 0; i < intake->threads_begun; i++)
		pthread_join(intake->readers[i], NULL);
	intake->walker_begun = intake->counter_begun = false;
	intake->threads_begun = 0;
}

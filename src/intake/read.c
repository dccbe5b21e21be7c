/* SPDX-License-Identifier: Apache-2.0 */
/* read.c - one file: opened safely, hashed, copied, looked at by its first bytes. */
#include "intake/intake.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Files of this size are made durable where they are read, while others are read. */
#define LARGE_FILE (UINT64_C(16) << 20)

#define SHOWN_SIZE 300

/* The code that programs read, of what went wrong with a file's bytes or their copy. */
static const char *
failure_code(enum status status, int os)
{
	if (os == ENOSPC || os == EDQUOT)
		return "no-space";
	switch (status) {
	case STATUS_CHANGED:
		return source_fault_code(SOURCE_FAULT_CHANGED);
	case STATUS_LIMIT:
		return "too-large";
	case STATUS_MEMORY:
		return "no-memory";
	case STATUS_UNUSABLE:
		return "not-durable"; /* the vault, and not the file */
	case STATUS_FAULT:
		return "fault";
	default:
		return source_fault_code(SOURCE_FAULT_UNREADABLE);
	}
}

static const char *
what_to_do(const char *code)
{
	if (strcmp(code, "no-space") == 0)
		return "; make room on the catalogue's disk, then run the same command again";
	if (strcmp(code, "not-durable") == 0)
		return "; check the catalogue's disk, then run the same command again";
	if (strcmp(code, source_fault_code(SOURCE_FAULT_UNREADABLE)) == 0)
		return "; check the medium that it lies on, then run the same command again";
	return "";
}

void
job_fail_reading(struct job *job, const char *code, struct error *error)
{
	struct text path = job_path(job);
	char shown[SHOWN_SIZE];

	text_escape_into(shown, sizeof shown, path.p, path.n);
	if (code == NULL)
		code = failure_code(error->status, error->os);
	while_doing(error, error->status, "taking in '%s'%s", shown, what_to_do(code));
	job_fail(job, code, error);
}

struct reading {
	struct intake *intake;
	bool           counted; /* its bytes count for the progress */
	void          *scratch; /* of this thread, or NULL */
};

static void
bytes_were_read(void *context, uint64_t bytes)
{
	struct reading *reading = context;

	if (reading->counted)
		atomic_fetch_add(&reading->intake->bytes_read, bytes);
	intake_stopped(reading->intake);
}

static struct stage_options
how_to_read(struct reading *reading)
{
	struct intake *intake = reading->intake;

	return (struct stage_options){
		.digests = intake->digests,
		.alone = atomic_load(&intake->reading) >= intake->reader_count,
		.progress = bytes_were_read,
		.context = reading,
		.stop = &intake->halt,
		.scratch = reading->scratch,
	};
}

bool
intake_holds(struct intake *intake, const struct job *job, void *scratch)
{
	struct reading reading = { intake, false, scratch };
	struct stage_options options = how_to_read(&reading);
	struct vault *vault = intake->catalogue->vault;
	struct vault_finding finding;
	uint64_t size;

	return vault_find(vault, &job->digests.sha256, &size, NULL) == STATUS_OK &&
	       size == job->bytes &&
	       (!intake->options->verify_known ||
	        vault_check(vault, &job->digests.sha256, &options, &finding, NULL) == STATUS_OK);
}

/* Copies the bytes to the vault, where they have no name yet. */
static enum status
copy(struct reading reading, struct job *job, struct error *err)
{
	struct intake *intake = reading.intake;
	struct stage_options options = how_to_read(&reading);
	struct staged *staged;
	bool unwritten = false;
	enum status st;

	options.unwritten = &unwritten;
	st = vault_stage(intake->catalogue->vault, job->source.file, &options, &staged, err);
	if (st == STATUS_IO && unwritten)
		return fail_as(err, STATUS_UNUSABLE);
	if (st != STATUS_OK)
		return st;
	job->staged = staged;
	job->digests = *staged_digests(staged);
	job->bytes = staged_size(staged);
	return STATUS_OK;
}

/*
 * Hashes a file that may be known, or that nothing shall be written for, and
 * copies it only when the vault has no such bytes.
 */
static enum status
hash_or_copy(struct intake *intake, struct job *job, void *scratch, struct error *err)
{
	struct reading reading = { intake, true, scratch };
	struct stage_options options = how_to_read(&reading);
	enum status st;

	if (!intake->options->dry_run && !size_hint_may_have(intake->sizes, job->facts.size))
		return copy(reading, job, err);
	st = vault_hash(job->source.file, &options, &job->digests, &job->bytes, err);
	if (st != STATUS_OK)
		return st;
	job->held = intake_holds(intake, job, scratch);
	if (job->held || intake->options->dry_run)
		return STATUS_OK;
	return copy((struct reading){ intake, false, scratch }, job, err);
}

_Static_assert(SIGNATURE_HEAD <= STAGE_SCRATCH, "the scratch holds a file's first bytes");

static enum status
tell_signature(struct job *job, unsigned char *head, struct error *err)
{
	ssize_t n;

	do
		n = pread(job->source.file, head, SIGNATURE_HEAD, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_os(err, "cannot read its first bytes");
	signature_tell(head, (size_t)n, job->bytes, job_name(job), &job->told);
	snprintf(job->media_type, sizeof job->media_type, "%.*s", (int)job->told.media_type.n,
	         job->told.media_type.p);
	return STATUS_OK;
}

/* Sorted as event and line give them. */
static void
add_warning(struct job *job, const char *code)
{
	size_t at = job->warning_count++;

	for (; at > 0 && strcmp(job->warnings[at - 1], code) > 0; at--)
		job->warnings[at] = job->warnings[at - 1];
	job->warnings[at] = code;
}

static void
gather_warnings(struct intake *intake, struct job *job)
{
	const struct ledger_sources *sources = intake->catalogue->here.sources;
	const char *codes[SOURCE_WARNINGS];
	size_t n;

	pthread_mutex_lock(&intake->clock);
	job->read_ended = sources->now(sources->context);
	pthread_mutex_unlock(&intake->clock);
	n = source_warnings(&job->facts, job_name(job), job->read_ended.milliseconds / 1000, codes);
	for (size_t i = 0; i < n; i++)
		add_warning(job, codes[i]);
	if (job->told.warning != NULL)
		add_warning(job, job->told.warning);
}

static enum status
read_open(struct intake *intake, struct job *job, void *scratch, struct error *err)
{
	enum status st = hash_or_copy(intake, job, scratch, err);

	return st == STATUS_OK ? tell_signature(job, scratch, err) : st;
}

/* What is asked of a source after everything was read. */
static void
finish_reading(struct intake *intake, struct job *job)
{
	struct error error;
	enum status st = source_unchanged(&job->source, job->bytes, job_path(job), &error);

	if (st != STATUS_OK) {
		job_fail(job, failure_code(st, error.os), &error);
		return;
	}
	if (job->staged != NULL && job->bytes >= LARGE_FILE &&
	    staged_sync(job->staged, &error) != STATUS_OK) {
		job_fail_reading(job, error.os == ENOSPC ? NULL : "not-durable", &error);
		return;
	}
	if (job->staged != NULL || intake->options->dry_run)
		source_end(&job->source);
	gather_warnings(intake, job);
}

void
intake_read(struct intake *intake, struct job *job, void *scratch)
{
	struct source_place place = { job->folder, job->path.p + job->name_at, job_path(job), NULL };
	enum source_fault fault = SOURCE_FAULT_NONE;
	struct error error;
	enum status st = job->source.file >= 0 ? STATUS_OK /* it was given */
	                                       : source_open(&job->source, &place, &fault, &error);

	if (job->folder >= 0)
		close(job->folder);
	job->folder = -1;
	if (st != STATUS_OK) {
		job_fail(job, source_fault_code(fault), &error);
		return;
	}
	job->facts = job->source.facts;
	atomic_fetch_add(&intake->reading, 1);
	st = read_open(intake, job, scratch, &error);
	atomic_fetch_sub(&intake->reading, 1);
	if (st == STATUS_INTERRUPTED)
		job->interrupted = true;
	else if (st != STATUS_OK)
		job_fail_reading(job, NULL, &error);
	else
		finish_reading(intake, job);
}

void
intake_read_again(struct intake *intake, struct job *job)
{
	struct digest before = job->digests.sha256;
	struct error error;
	enum status st = copy((struct reading){ intake, false, NULL }, job, &error);

	if (st == STATUS_OK)
		st = source_unchanged(&job->source, job->bytes, job_path(job), &error);
	if (st == STATUS_OK && memcmp(&before, &job->digests.sha256, sizeof before) != 0)
		st = source_fail(SOURCE_FAULT_CHANGED, 0, job_path(job), &error);
	if (st == STATUS_INTERRUPTED)
		job->interrupted = true;
	else if (st != STATUS_OK)
		job_fail_reading(job, NULL, &error);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - what is said of each file, of the whole, and meanwhile. */
#include "intake/intake.h"

#include "base/json.h"

#include <string.h>

/* Most warnings that a line names. */
#define LINE_WARNINGS 64

/* Seconds between two words of progress. */
#define PROGRESS_SECONDS 0.1

const char *
intake_outcome_name(enum intake_outcome outcome)
{
	static const char *const names[] = {
		[INTAKE_ADDED] = "added",
		[INTAKE_KNOWN] = "known",
		[INTAKE_COMPONENT] = "component",
		[INTAKE_FAILED] = "failed",
	};

	return names[outcome];
}

void
intake_summary_end(struct intake_summary *summary)
{
	buffer_end(&summary->receipt);
}

static enum intake_outcome
outcome_of(const struct job *job)
{
	if (job->failure.code != NULL)
		return INTAKE_FAILED;
	if (job->reception.known)
		return INTAKE_KNOWN;
	return job->reception.is_item ? INTAKE_ADDED : INTAKE_COMPONENT;
}

static void
count_file(struct intake_summary *summary, const struct job *job)
{
	switch (outcome_of(job)) {
	case INTAKE_ADDED:
		summary->added++;
		break;
	case INTAKE_KNOWN:
		summary->known++;
		break;
	case INTAKE_COMPONENT:
		summary->components++;
		break;
	case INTAKE_FAILED:
		summary->failed++;
		return;
	}
	summary->bytes += job->bytes;
	summary->unexamined += job->to_examine && !job->examinee.done;
}

/* Puts a code at its place among `count` sorted ones, unless it is there; the new count. */
static size_t
insert_code(const char *codes[LINE_WARNINGS], size_t count, const char *code)
{
	size_t at = 0;

	while (at < count && strcmp(codes[at], code) < 0)
		at++;
	if (count == LINE_WARNINGS || (at < count && strcmp(codes[at], code) == 0))
		return count;
	memmove(&codes[at + 1], &codes[at], (count - at) * sizeof codes[0]);
	codes[at] = code;
	return count + 1;
}

static struct intake_line
line_of_failed(const struct job *job)
{
	return (struct intake_line){
		.path = job_path(job),
		.outcome = INTAKE_FAILED,
		.error_code = job->failure.code,
		.error_text = job->failure.error.text,
	};
}

/* The warnings of the source and of the examination in `out`, sorted, each once; their count. */
static size_t
all_warnings(const struct job *job, const char *out[LINE_WARNINGS])
{
	size_t count = 0, i;
	json_t *code;

	for (i = 0; i < job->warning_count; i++)
		count = insert_code(out, count, job->warnings[i]);
	json_array_foreach(job->examinee.warnings, i, code)
		count = insert_code(out, count, json_string_value(code));
	return count;
}

static struct intake_line
line_of(const struct job *job, const char *warnings[LINE_WARNINGS])
{
	const struct reception *reception = &job->reception;

	if (job->failure.code != NULL)
		return line_of_failed(job);
	return (struct intake_line){
		.path = job_path(job),
		.outcome = outcome_of(job),
		.had_already = reception->had_already,
		.repaired = job->repaired,
		.item = reception->item,
		.acquisition = reception->acquisition,
		.delivery = reception->delivery,
		.digest = job->digests.sha256,
		.bytes = job->bytes,
		.media_type = job->told.media_type,
		.warnings = warnings,
		.warning_count = all_warnings(job, warnings),
		.fingerprints = job->examinee.summary,
	};
}

void
intake_report(struct intake *intake, size_t count)
{
	const struct intake_callbacks *callbacks = &intake->options->callbacks;

	for (size_t i = 0; i < count; i++) {
		const struct job *job = window_at(&intake->window, i);
		const char *warnings[LINE_WARNINGS];
		struct intake_line line = line_of(job, warnings);

		count_file(intake->summary, job);
		if (callbacks->line != NULL)
			callbacks->line(callbacks->context, &line);
	}
}

void
intake_tell_progress(struct intake *intake, bool at_once)
{
	const struct intake_callbacks *callbacks = &intake->options->callbacks;
	const struct intake_summary *summary = intake->summary;
	double now = monotonic_seconds();
	struct intake_progress progress;

	if (callbacks->progress == NULL || (!at_once && now - intake->told < PROGRESS_SECONDS))
		return;
	intake->told = now;
	progress = (struct intake_progress){
		.files_done = summary->added + summary->known + summary->components +
		              summary->failed,
		.bytes_done = atomic_load(&intake->bytes_read),
		.totals_known = atomic_load(&intake->totals_known),
		.files_total = atomic_load(&intake->files_total),
		.bytes_total = atomic_load(&intake->bytes_total),
		.seconds = now - intake->began,
		.current = window_current(&intake->window),
	};
	callbacks->progress(callbacks->context, &progress);
}

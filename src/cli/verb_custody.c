/* SPDX-License-Identifier: Apache-2.0 */
/* verb_custody.c - `vidimus custody`: who had it, what was done to it, and what is not known. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/custody_options.h"
#include "cli/ids.h"
#include "cli/session.h"

#include <vidimus/custody.h>

#include <stdlib.h>
#include <string.h>

/* Columns of a text that is written to a file, to be printed. */
#define FILE_COLUMNS 100

enum format { FORMAT_TEXT, FORMAT_HTML, FORMAT_PDF, FORMAT_JSON };

static const char *const formats[] = { "text", "html", "pdf", "json", NULL };

struct job {
	struct vidimus_custody_settings settings;
	enum format format;
	const char *path;    /* of a file to write, or NULL */
	json_t     *reports; /* owned: those that make one document; each is printed at once where there is no need to wait */
};

static void
job_end(struct job *job)
{
	json_decref(job->reports);
}

static enum format
format_of(const struct command *command)
{
	const char *named = command_text(command, "format");

	for (int i = 0; named != NULL && formats[i] != NULL; i++) {
		if (strcmp(named, formats[i]) == 0)
			return (enum format)i;
	}
	return command->settings.json ? FORMAT_JSON : FORMAT_TEXT;
}

/* The reports gathered, as a document or as lines of JSON, in `out`. */
static enum status
write_all(struct command *command, const struct job *job, struct buffer *out, struct error *err)
{
	struct vidimus_document made = { 0 };
	enum status status;
	json_t *report;
	size_t i;

	if (job->format == FORMAT_JSON) {
		json_array_foreach(job->reports, i, report) {
			SCOPED_FREE char *line = json_dumps(report, JSON_COMPACT);

			if (line == NULL)
				return fail_memory(err);
			buffer_append_format(out, "%s\n", line);
		}
		return buffer_check(out, err);
	}
	status = vidimus_custody_document(command->session->catalogue, job->reports, &job->settings,
	                                  &made, err);
	if (status != STATUS_OK)
		return status;
	buffer_append(out, made.bytes, made.size);
	free(made.bytes);
	return buffer_check(out, err);
}

/* Writes what was gathered, to the file or to standard output, and forgets it. */
static enum status
deliver(struct command *command, struct job *job, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	enum status status = write_all(command, job, &bytes, err);

	if (status == STATUS_OK && job->path != NULL)
		status = vidimus_document_save(job->path, bytes.p, bytes.n, err);
	else if (status == STATUS_OK)
		output_bytes(command->output, bytes.p, bytes.n);
	json_array_clear(job->reports);
	return status;
}

static enum status
tell_one(struct command *command, const char *item, struct error *err)
{
	struct job *job = command->own;
	json_t *report = NULL;
	enum status status = vidimus_custody_report(command->session->catalogue, item, &job->settings,
	                                            &report, err);

	if (status != STATUS_OK)
		return status;
	if (json_array_append_new(job->reports, report) != 0)
		return fail_memory(err);
	if (job->path != NULL || job->format == FORMAT_HTML || job->format == FORMAT_PDF)
		return STATUS_OK;
	return deliver(command, job, err);
}

/* A report that silently lacks an item is none. */
static enum status
tell_all(struct command *command, struct job *job, struct error *err)
{
	enum status status;

	command->own = job;
	status = ids_each(command, tell_one, err);
	command->own = NULL;
	if (status != STATUS_OK || json_array_size(job->reports) == 0)
		return status;
	if (command->partial)
		return fail(err, STATUS_NOT_FOUND, "not every item could be told: no report was written");
	status = deliver(command, job, err);
	if (status == STATUS_OK && job->path != NULL)
		command_note(command, "the report is in %s", job->path);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	static const enum vidimus_form forms[] = { VIDIMUS_TEXT, VIDIMUS_HTML, VIDIMUS_PDF, VIDIMUS_TEXT };
	SCOPED(job) job = { .format = format_of(command), .path = command_text(command, "out"),
		            .reports = json_array() };

	custody_options_read(command, &job.settings);
	job.settings.form = forms[job.format];
	job.settings.columns = job.path ? FILE_COLUMNS : command->terminal.width;
	job.settings.questions = command_has(command, "cross-examine");
	job.settings.captions = command_has(command, "captions");
	job.settings.pictures = command_has(command, "frames");
	if (job.reports == NULL)
		return fail_memory(err);
	if (command->settings.json && job.format != FORMAT_JSON)
		return fail(err, STATUS_INVALID, "--json and --format %s exclude each other", formats[job.format]);
	if (job.format == FORMAT_PDF && job.path == NULL && command->terminal.out)
		return fail(err, STATUS_INVALID, "a PDF is no text for a terminal: name a file by --out");
	return tell_all(command, &job, err);
}

static const struct verb_option options[] = {
	{ .name = "format", .kind = VALUE_CHOICE, .argument = "FORM", .choices = formats,
	  .about = "Form of the report; text unless said otherwise" },
	{ .name = "out", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "Write one report on all items to a new file; none is replaced" },
	{ .name = "cross-examine", .about = "Ask what a defence would, and answer from the log or say that it cannot" },
	{ .name = "captions", .about = "Show captions even of what is most graphic or not assessed" },
	{ .name = "frames", .about = "Show blurred thumbnails that were made of it" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "custody E-1", "From whom, when, on what, by which tool, and everything since." },
	{ "custody E-1..E-9 --for court --format pdf --out custody.pdf", "To be handed over, printed and signed." },
	{ "custody E-1 --cross-examine", "What a defence would ask, answered from the log or told as a gap." },
	{ "custody --json E-1..E-22", "A line each, for another program." },
	{ 0 },
};

const struct verb verb_custody = {
	.name = "custody",
	.summary = "Tell the chain of custody of items, gaps first",
	.about = "Begins with what is not known. Everything is told from the signed log; `vidimus log "
	         "verify` and `vidimus audit` check what it rests on. Without --for it is for the "
	         "organisation's own eyes and says so on every page; with it, values whose class the "
	         "policy does not open are withheld. docs/custody-reports.md has the list of fields.",
	.arguments = "ITEM…",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.group = GROUP_CUSTODY,
	.options = { options, custody_options },
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* copying.c - the database of one moment, the originals it names, a look at both, and the name. */
#include "custody/copying_internal.h"

#include "casework/apply.h"
#include "casework/catalogue.h"
#include "ledger/verify.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

void
copying_report_end(struct copying_report *report)
{
	json_decref(report->missing);
	json_decref(report->altered);
	*report = (struct copying_report){ 0 };
}

static bool
step_of_log(void *context, int64_t done, int64_t total)
{
	struct copying *copying = context;

	copying->progress.done = (uint64_t)done;
	copying->progress.total = (uint64_t)total;
	copying_tell(copying);
	return copying->options->stop == NULL || !atomic_load(copying->options->stop);
}

static void
note_fault(void *context, const struct log_fault *fault)
{
	struct copying *copying = context;

	if (copying->fault[0] == '\0')
		snprintf(copying->fault, sizeof copying->fault, "event %lld, checkpoint %lld: %s",
		         (long long)fault->seq, (long long)fault->size, fault->text);
}

/* A copy of a damaged log is no backup: the older one, if there is one, may be whole. */
static enum status
verify_log(struct copying *copying, struct error *err)
{
	const struct log_progress progress = { .step = step_of_log, .context = copying };
	struct commitment_report commitments;
	struct log_report report;
	enum status st;

	copying->progress = (struct copying_progress){ .doing = "verifying the log" };
	st = log_verify(copying->ledger, &progress, note_fault, copying, &report, err);
	if (st == STATUS_OK)
		st = log_check_commitments(copying->ledger, &progress, note_fault, copying,
		                           &commitments, err);
	if (st == STATUS_OK && copying->fault[0] != '\0')
		return fail(err, STATUS_FALSE,
		            "the log is damaged, and a copy of it is none to go back to; `vidimus audit` tells all of it: %s",
		            copying->fault);
	return st;
}

static enum status
open_copy(struct copying *copying, struct error *err)
{
	enum status st = database_open(&copying->database, buffer_string(&copying->unfinished),
	                               DATABASE_READ, err);

	if (st == STATUS_OK)
		st = ledger_open(&copying->ledger, copying->database, casework_projector(),
		                 &ledger_true_sources, err);
	return st == STATUS_OK ? ledger_size(copying->ledger, &copying->report->events, err) : st;
}

static void
take_finding(void *context, enum schema_finding finding, const char *text)
{
	struct copying *copying = context;

	(void)finding;
	if (copying->fault[0] == '\0')
		snprintf(copying->fault, sizeof copying->fault, "%s", text);
}

/* Triggers and views that somebody added would go on working in the copy. */
static enum status
check_rules(struct copying *copying, struct error *err)
{
	enum status st = database_check_schema(copying->database, take_finding, copying, err);

	if (st != STATUS_OK || copying->fault[0] == '\0')
		return st;
	return fail(err, STATUS_FALSE,
	            "somebody changed the database's own rules, and a copy of it is none to go back to; `vidimus audit` tells all of it: %s",
	            copying->fault);
}

/* The -wal of an older copy would be read as the new one's. */
static enum status
give_name(struct copying *copying, struct error *err)
{
	static const char *const beside[] = { CATALOGUE_DATABASE "-wal", CATALOGUE_DATABASE "-shm" };
	const struct copying_ends *ends = copying->ends;

	for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
		if (unlinkat(ends->folder, beside[i], 0) != 0 && errno != ENOENT)
			return fail_os(err, "cannot remove %s/%s", ends->path, beside[i]);
	}
	if (renameat(ends->folder, COPY_DATABASE, ends->folder, CATALOGUE_DATABASE) != 0)
		return fail_os(err, "cannot give %s its name", buffer_string(&copying->unfinished));
	return folder_sync(ends->path, err);
}

static enum status
open_vault(struct copying *copying, struct error *err)
{
	const struct copying_ends *ends = copying->ends;
	struct filesystem_abilities abilities;
	enum status st = filesystem_check(ends->folder, ends->path, &abilities, err);

	if (st == STATUS_OK)
		st = vault_create(ends->folder, err);
	return st == STATUS_OK ? vault_open(&copying->copies, ends->folder, &abilities, err) : st;
}

static enum status
run(struct copying *copying, struct error *err)
{
	const struct copying_ends *ends = copying->ends;
	enum status st = open_vault(copying, err);

	if (st != STATUS_OK)
		return st;
	buffer_append_format(&copying->unfinished, "%s/" COPY_DATABASE, ends->path);
	st = buffer_check(&copying->unfinished, err);
	if (st != STATUS_OK)
		return st;
	unlink(buffer_string(&copying->unfinished)); /* of a copying that was killed */
	st = database_backup(ends->database, buffer_string(&copying->unfinished), err);
	if (st == STATUS_OK)
		st = open_copy(copying, err);
	if (st == STATUS_OK)
		st = check_rules(copying, err);
	if (st == STATUS_OK)
		st = verify_log(copying, err);
	if (st == STATUS_OK)
		st = copying_objects(copying, err);
	if (st == STATUS_OK)
		st = copying_count_unnamed(copying, err);
	ledger_close(copying->ledger);
	database_close(copying->database);
	if (st == STATUS_OK)
		st = give_name(copying, err);
	if (st != STATUS_OK)
		unlink(buffer_string(&copying->unfinished));
	return st;
}

enum status
copying_run(const struct copying_ends *ends, const struct copying_options *options,
            struct copying_report *report, struct error *err)
{
	struct copying copying = { .ends = ends, .options = options, .report = report };
	enum status st;

	*report = (struct copying_report){ .missing = json_array(), .altered = json_array() };
	if (report->missing == NULL || report->altered == NULL)
		return fail_memory(err);
	st = run(&copying, err);
	vault_close(copying.copies);
	buffer_end(&copying.unfinished);
	return st;
}

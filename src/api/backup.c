/* SPDX-License-Identifier: Apache-2.0 */
/* backup.c - backups, restores and moves through the public library. */
#include "api/api_internal.h"

#include "casework/moving.h"
#include "custody/backup.h"
#include "ledger/origin.h"

#include "base/text.h"

#include <vidimus/backup.h>

static void
pass_progress(void *context, const struct copying_progress *from)
{
	const struct vidimus_copying *options = context;

	options->progress(options->context, from->doing, from->done, from->total, from->bytes,
	                  from->bytes_total);
}

static struct copying_options
options_of(const struct vidimus_copying *options)
{
	return (struct copying_options){ .verify_all = options->verify_all,
		                         .progress = options->progress ? pass_progress : NULL,
		                         .context = (void *)(uintptr_t)options,
		                         .stop = options->stop };
}

static enum status
tell(const char *path, const struct copying_report *report, json_t **out, struct error *err)
{
	*out = json_pack("{s:s,s:I,s:I,s:I,s:I,s:I,s:O,s:O,s:I,s:I}", "path", path, "events",
	                 (json_int_t)report->events, "originals",
	                 (json_int_t)(report->copied + report->held), "copied",
	                 (json_int_t)report->copied, "bytes", (json_int_t)report->bytes, "unnamed",
	                 (json_int_t)report->unnamed, "missing", report->missing, "altered",
	                 report->altered, "missing_count", (json_int_t)report->missing_count,
	                 "altered_count", (json_int_t)report->altered_count);
	return *out != NULL ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_backup(struct vidimus_catalogue *catalogue, const char *path,
               const struct vidimus_copying *options, json_t **out, struct error *err)
{
	const struct copying_options inner = options_of(options);
	struct copying_report report;
	enum status st = backup_make(catalogue->inner, path, &inner, &report, err);

	if (st == STATUS_OK)
		st = tell(path, &report, out, err);
	copying_report_end(&report);
	return st;
}

enum status
vidimus_restore(const char *from, const char *path,
                const struct vidimus_surroundings *surroundings,
                const struct vidimus_copying *options, json_t **out, struct error *err)
{
	const struct surroundings here = api_surroundings(surroundings);
	const struct copying_options inner = options_of(options);
	struct copying_report report;
	enum status st = backup_restore(from, path, &here, &inner, &report, err);

	if (st == STATUS_OK)
		st = tell(path, &report, out, err);
	copying_report_end(&report);
	return st;
}

static struct text
text_or_none(const char *text)
{
	return text != NULL ? text_of(text) : (struct text){ NULL, 0 };
}

enum status
vidimus_adopt(struct vidimus_catalogue *catalogue, const char *because, struct error *err)
{
	return catalogue_adopt(catalogue->inner, text_or_none(because), err);
}

enum status
vidimus_log_resume(struct vidimus_catalogue *catalogue, struct text lost, const char *because,
                   json_t **out, struct error *err)
{
	struct resumption made;
	char origin[ORIGIN_SIZE];
	enum status st = catalogue_resume(catalogue->inner, lost, text_or_none(because), &made, err);

	if (st != STATUS_OK)
		return st;
	origin_write(origin, &catalogue->inner->uuid, made.generation);
	*out = json_pack("{s:s,s:I,s:I,s:I,s:o}", "origin", origin, "generation",
	                 (json_int_t)made.generation, "kept", (json_int_t)made.kept, "lost_size",
	                 (json_int_t)made.lost_size, "lost_root", json_of_digest(&made.lost_root));
	return *out != NULL ? STATUS_OK : fail_memory(err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c - audits and tidying through the public library. */
#include "api/api_internal.h"

#include "custody/audit.h"
#include "custody/tidy.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/audit.h>

#include <string.h>

static void
pass_progress(void *context, const struct audit_progress *from)
{
	const struct vidimus_audit_options *options = context;

	options->progress(options->context, from->doing, from->done, from->total, from->bytes,
	                  from->bytes_total);
}

enum status
vidimus_audit(struct vidimus_catalogue *catalogue, const struct vidimus_audit_options *options,
              json_t **out, struct error *err)
{
	static const enum audit_scope scopes[] = { [VIDIMUS_AUDIT_FULL] = AUDIT_FULL,
		                                   [VIDIMUS_AUDIT_QUICK] = AUDIT_QUICK,
		                                   [VIDIMUS_AUDIT_SAMPLE] = AUDIT_SAMPLE };
	struct audit_options inner = { .scope = scopes[options->scope],
		                       .sample_percent = options->sample_percent,
		                       .progress = options->progress ? pass_progress : NULL,
		                       .context = (void *)(uintptr_t)options,
		                       .stop = options->stop,
		                       .not_recorded = options->not_recorded };

	return audit_run(catalogue->inner, &inner, out, err);
}

struct tidying {
	const struct vidimus_output *to;
	enum status                  status; /* of the first failure to tell */
	struct error                *err;
};

static void
tell_leftover(void *context, const struct vault_leftover *leftover)
{
	struct tidying *tidying = context;
	SCOPED_JSON json_t *object = NULL;

	if (tidying->status != STATUS_OK)
		return;
	object = json_pack("{s:o,s:I,s:b,s:b,s:o}", "name",
	                   json_of_name(leftover->name, strlen(leftover->name)), "bytes",
	                   (json_int_t)leftover->size, "ours", leftover->ours, "removed",
	                   leftover->removed, "error",
	                   leftover->os ? json_string(strerror(leftover->os)) : json_null());
	tidying->status = object ? tidying->to->emit(tidying->to->context, object, tidying->err)
	                         : fail_memory(tidying->err);
}

enum status
vidimus_tidy(struct vidimus_catalogue *catalogue, bool dry_run, const struct vidimus_output *to,
             struct error *err)
{
	struct tidying tidying = { to, STATUS_OK, err };
	struct tidy_report report;
	enum status st = tidy_run(catalogue->inner, dry_run, tell_leftover, &tidying, &report, err);

	return st == STATUS_OK ? tidying.status : st;
}

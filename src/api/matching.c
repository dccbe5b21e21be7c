/* SPDX-License-Identifier: Apache-2.0 */
/* matching.c - the matching stage behind intake, accession and examine. */
#include "api/api_internal.h"

#include "casework/short_id.h"
#include "match/stage.h"

#include "base/scoped.h"

#include <stdio.h>

void
api_unread(const struct unread *unread, struct vidimus_unread *out)
{
	*out = (struct vidimus_unread){ .count = unread->n, .more = unread->more };
	while (out->named < unread->n && out->named < VIDIMUS_UNREAD_NAMED) {
		short_id_write(out->items[out->named],
		               (struct short_id){ 'E', unread->numbers[out->named] });
		out->named++;
	}
}

static void
pass_item(void *context, int64_t number, const json_t *matches)
{
	const struct matching_settings *settings = context;
	struct vidimus_matches_line line = { .matches = matches };

	short_id_write(line.item, (struct short_id){ 'E', number });
	if (settings->matches != NULL)
		settings->matches(settings->context, &line);
}

static void
pass_progress(void *context, uint64_t done, uint64_t total)
{
	const struct matching_settings *settings = context;

	if (settings->progress != NULL)
		settings->progress(settings->context,
		                   &(struct vidimus_intake_progress){ .files = done,
		                                                      .files_total = total,
		                                                      .name = { "", 0 },
		                                                      .matching = true });
}

void
api_match(struct vidimus_catalogue *catalogue, const struct matching_settings *settings,
          struct vidimus_matching *out)
{
	const struct stage_settings inner = { .verb = settings->verb,
		                              .item = pass_item,
		                              .progress = pass_progress,
		                              .context = (void *)(uintptr_t)settings,
		                              .stop = settings->stop };
	SCOPED(stage_summary) summary = { 0 };
	struct error err = { 0 };
	enum status st = stage_run(catalogue->inner, &inner, &summary, &err);

	*out = (struct vidimus_matching){ .asked = summary.asked,
		                          .matches = summary.matches,
		                          .left = summary.left,
		                          .elsewhere = summary.elsewhere,
		                          .passed_over = summary.passed_over };
	api_unread(&summary.unread, &out->unread);
	snprintf(out->why_passed_over, sizeof out->why_passed_over, "%s",
	         summary.why_passed_over.text);
	if (st != STATUS_OK)
		snprintf(out->failure, sizeof out->failure, "%s", err.text);
}

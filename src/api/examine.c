/* SPDX-License-Identifier: Apache-2.0 */
/* examine.c - examinations through the public library. */
#include "api/api_internal.h"

#include "casework/fingerprint_record.h"
#include "casework/resolve.h"
#include "intake/examine_run.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/examine.h>

#include <stdlib.h>
#include <string.h>

/* Most warnings that a line names. */
#define LINE_WARNINGS 64

enum status
vidimus_item_number(struct vidimus_catalogue *catalogue, const char *id, int64_t *number,
                    struct error *err)
{
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(id), "E", &resolved, err);

	if (st == STATUS_OK)
		*number = resolved.number;
	return st;
}

static int
compare_codes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The codes, sorted, each once; how many. */
static size_t
gather_codes(const json_t *warnings, const char *out[LINE_WARNINGS])
{
	size_t count = 0, i;
	json_t *code;

	json_array_foreach(warnings, i, code) {
		const char *word = json_string_value(code);
		size_t k = 0;

		while (word != NULL && k < count && strcmp(out[k], word) != 0)
			k++;
		if (word != NULL && k == count && count < LINE_WARNINGS)
			out[count++] = word;
	}
	qsort(out, count, sizeof *out, compare_codes);
	return count;
}

/* Of the examination; of the fingerprints where only these were made. */
static const char *
outcome_of(const struct examine_line *line)
{
	const json_t *values = line->values ? line->values : line->fingerprints;

	return json_string_value(json_object_get(values, "outcome"));
}

static void
pass_line(void *context, const struct examine_line *from)
{
	const struct vidimus_examine_options *options = context;
	const char *codes[LINE_WARNINGS];
	struct vidimus_examine_line line = {
		.sha256 = from->object,
		.outcome = outcome_of(from),
		.media_type = json_string_value(json_object_get(from->values, "media_type")),
		.warnings = codes,
		.warning_count = gather_codes(from->warnings, codes),
		.error_code = from->error_code,
		.error_text = from->error_text,
	};

	short_id_write(line.item, (struct short_id){ 'E', from->item });
	fingerprint_summarise(from->fingerprints, &line.fingerprints);
	if (options->line != NULL)
		options->line(options->context, &line);
}

static void
pass_progress(void *context, const struct intake_progress *from)
{
	const struct vidimus_examine_options *options = context;

	if (options->progress != NULL)
		options->progress(options->context,
		                  &(struct vidimus_intake_progress){ .files = from->files_done,
		                                                     .files_total = from->files_total,
		                                                     .name = from->current });
}

enum status
vidimus_examine(struct vidimus_catalogue *catalogue,
                const struct vidimus_examine_options *options,
                struct vidimus_examine_summary *summary, struct error *err)
{
	static const enum examine_choice choices[] = {
		[VIDIMUS_EXAMINE_GIVEN] = EXAMINE_GIVEN,
		[VIDIMUS_EXAMINE_MISSING] = EXAMINE_MISSING,
		[VIDIMUS_EXAMINE_AGAIN] = EXAMINE_AGAIN,
	};
	const struct examine_options inner = { .choice = choices[options->choice],
		                               .items = options->items,
		                               .count = options->item_count,
		                               .allow_unsandboxed = options->allow_unsandboxed,
		                               .line = pass_line,
		                               .progress = pass_progress,
		                               .context = (void *)(uintptr_t)options,
		                               .stop = options->stop };
	struct examine_summary got;
	enum status st = examine_run(catalogue->inner, &inner, &got, err);

	*summary = (struct vidimus_examine_summary){ .examined = got.examined,
		                                     .unfinished = got.unfinished,
		                                     .failed = got.failed,
		                                     .seconds = got.seconds,
		                                     .interrupted = got.interrupted };
	if (st == STATUS_OK)
		api_match(catalogue,
		          &(struct matching_settings){ .verb = "examine",
		                                       .matches = options->matches,
		                                       .progress = options->progress,
		                                       .context = options->context,
		                                       .stop = options->stop },
		          &summary->matching);
	return st;
}

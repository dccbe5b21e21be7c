/* SPDX-License-Identifier: Apache-2.0 */
/* av_examine.c - brings libavformat's facts and those of our own readers together. */
#include "worker/av/av_examine.h"

#include "worker/av/av_facts.h"
#include "worker/av/av_log.h"
#include "worker/av/av_say.h"
#include "worker/av/bmff.h"
#include "worker/av/ebml.h"
#include "worker/av/riff.h"

#include <stdio.h>

static void
tell_movie(const struct parser_input *input, const struct bmff_layout *layout,
           const struct container *container, struct report *report)
{
	const struct bmff_known known = { facts_known, container };
	struct part movie;

	if (!layout->moov)
		return;
	if (part_take(input, layout->movie.at, layout->movie.n, &movie)) {
		const struct bmff_bytes bytes = { movie.p, movie.n };
		uint64_t tracks = bmff_tell_movie(bytes, container ? &known : NULL, report);

		if (!container)
			say_measured(report, "streams", (int64_t)tracks);
	} else {
		report_warning(report, "facts-left-out", "the movie box is larger than is read");
	}
	part_end(&movie);
}

static void
tell_failure(enum status st, const struct error *err, struct report *report)
{
	char detail[64];

	if (st == STATUS_REFUSED) {
		report_warning(report, "facts-left-out", err->text);
		return;
	}
	if (!complaints()->too_many_streams) {
		report_warning(report, "damaged-structure", err->text);
		return;
	}
	snprintf(detail, sizeof detail, "more than %d", AV_STREAM_LIMIT);
	report_warning(report, "too-many-streams", detail);
}

static void
tell_container(struct container *container, const char *media_type, struct report *report)
{
	const char *found = facts_media_type(container);

	if (found)
		report_media_type(report, found);
	facts_measured(container, media_type, report);
	facts_tags(container, report);
}

void
examine(const struct parser_input *input, const struct parser_task *task, struct report *report)
{
	const struct bmff_layout layout = bmff_layout(input);
	SCOPED(container) container = { 0 };
	struct error err = { 0 };
	enum status st;
	bool opened;

	bmff_tell_layout(input, &layout, report);
	riff_tell(input, report);
	report_flush(report); /* what a library that dies on the file cannot take with it */
	st = container_open(&container, input, task->media_type, &err);
	opened = st == STATUS_OK;
	ebml_tell(input, !opened, report);
	if (opened)
		tell_container(&container, task->media_type, report);
	else
		tell_failure(st, &err, report);
	tell_movie(input, &layout, opened ? &container : NULL, report);
	report_flush(report);
	if (opened)
		facts_times(&container, report);
}

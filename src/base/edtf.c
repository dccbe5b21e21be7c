/* SPDX-License-Identifier: Apache-2.0 */
/* edtf.c - reads a whole EDTF text: a date, a date with time, an interval or a set. */
#include "base/edtf.h"

#include "base/edtf_part.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const char day_example[] = "2020-11-22";
static const char interval_example[] = "2020-09-27/2020-11-10, 2020-10/.. or 2020-10/";

void
edtf_add_marks(struct edtf *date, const struct edtf_part *part)
{
	date->uncertain |= part->uncertain;
	date->approximate |= part->approximate;
	date->unspecified |= part->unspecified;
}

bool
edtf_join(const struct edtf_part *start, const struct edtf_part *end, struct edtf_bounds *out)
{
	*out = (struct edtf_bounds){ NO_EARLIEST, NO_LATEST, NO_EARLIEST, NO_LATEST };
	if (start != NULL) {
		out->earliest = start->bounds.earliest;
		out->widest_earliest = start->bounds.widest_earliest;
	}
	if (end != NULL) {
		out->latest = end->bounds.latest;
		out->widest_latest = end->bounds.widest_latest;
	}
	return out->earliest <= out->latest;
}

static enum status
read_single(struct text text, struct edtf *out, struct error *err)
{
	struct edtf date = { .kind = DATE_ALONE };
	struct edtf_part part;
	enum status st = edtf_part_read(text, &part, err);

	if (st != STATUS_OK)
		return st;
	edtf_add_marks(&date, &part);
	date.bounds = part.bounds;
	*out = date;
	return STATUS_OK;
}

/* An end that names no date: empty is unknown, two dots are open. */
static bool
is_unbounded(struct text end)
{
	return end.n == 0 || text_is(end, "..");
}

static enum status
read_interval(struct text text, struct edtf *out, struct error *err)
{
	struct edtf date = { .kind = DATE_INTERVAL };
	struct text end_text = text, start_text = text_cut(&end_text, '/');
	struct edtf_part start = { 0 }, end = { 0 };
	bool no_start = is_unbounded(start_text), no_end = is_unbounded(end_text);
	enum status st = STATUS_OK;

	if (no_start && no_end)
		return edtf_wrong(err, text, "an interval needs a date on one side at least",
		                  interval_example);
	if (!no_start)
		st = edtf_part_read(start_text, &start, err);
	if (st == STATUS_OK && !no_end)
		st = edtf_part_read(end_text, &end, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading the interval \"%.*s\"", (int)text.n, text.p);
	if (!edtf_join(no_start ? NULL : &start, no_end ? NULL : &end, &date.bounds))
		return edtf_wrong(err, text, "the interval runs backwards", interval_example);
	edtf_add_marks(&date, &start);
	edtf_add_marks(&date, &end);
	*out = date;
	return STATUS_OK;
}

/* Refuses what no EDTF text has, with a word on each likely slip. */
static enum status
check_characters(struct text text, struct error *err)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ' ')
			return edtf_wrong(err, text, "EDTF has no spaces; T stands before a time",
			                  "2020-11-22T18:04:11");
		if (text.p[i] < '!' || text.p[i] > '~')
			return edtf_wrong(err, text, "EDTF has only letters, digits and signs of ASCII",
			                  day_example);
	}
	return STATUS_OK;
}

enum status
edtf_read(struct text text, struct edtf *out, struct error *err)
{
	enum status st;

	if (text.n > DATE_TEXT_LIMIT)
		return fail(err, STATUS_LIMIT, "a date has at most %d bytes, this one has %zu",
		            DATE_TEXT_LIMIT, text.n);
	if (text.n == 0)
		return edtf_wrong(err, text, "it is empty", day_example);
	st = check_characters(text, err);
	if (st != STATUS_OK)
		return st;
	if (text.p[0] == '[' || text.p[0] == '{')
		return edtf_set_read(text, out, err);
	if (memchr(text.p, '/', text.n) != NULL)
		return read_interval(text, out, err);
	if (memchr(text.p, 'T', text.n) != NULL)
		return edtf_time_read(text, out, err);
	return read_single(text, out, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* part_fits.c - compares a part with the examination that counts. */
#include "casework/part_fits.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#define ROUNDING 1000 /* milliseconds */

/* Of an item; 0 where nothing was measured. */
struct measured {
	int64_t milliseconds, longer_side, pages;
};

static enum status
read_measured(struct catalogue *catalogue, struct text item, struct measured *out,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT coalesce(duration, 0), max(coalesce(width, 0),"
	                                    " coalesce(height, 0)), coalesce(pages, 0)"
	                                    " FROM p_measured WHERE item = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, item);
	st = statement_step(row, err);
	if (st == STATUS_OK) {
		out->milliseconds = statement_integer(row, 0);
		out->longer_side = statement_integer(row, 1);
		out->pages = statement_integer(row, 2);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* A number of the part; 0 where it has none. */
static int64_t
number(const json_t *part, const char *name)
{
	return json_integer_value(json_object_get(part, name));
}

static enum status
check_time(const json_t *part, int64_t milliseconds, struct error *err)
{
	int64_t from = number(part, "from"), to = number(part, "to"), frame = number(part, "frame");

	if (from < milliseconds && to <= milliseconds + ROUNDING &&
	    frame <= (milliseconds + ROUNDING) * 1000)
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "the part ends behind the item, which lasts %lld.%03lld seconds",
	            (long long)(milliseconds / 1000), (long long)(milliseconds % 1000));
}

/* Which side is the upright one's width is not asked: neither is longer than the longer. */
static enum status
check_region(const json_t *region, int64_t longer, struct error *err)
{
	if (number(region, "x") + number(region, "width") <= longer &&
	    number(region, "y") + number(region, "height") <= longer)
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "the region lies outside the picture, whose longer side has %lld pixels",
	            (long long)longer);
}

enum status
part_fits(struct catalogue *catalogue, const struct subject *subject, const json_t *part,
          struct error *err)
{
	struct text uuid = text_of(subject->text), kind = text_cut(&uuid, '/');
	struct measured measured = { 0 };
	enum status st = STATUS_OK;

	if (!json_is_object(part) || !text_is(kind, "item"))
		return STATUS_OK;
	st = read_measured(catalogue, uuid, &measured, err);
	if (st == STATUS_OK && measured.milliseconds > 0)
		st = check_time(part, measured.milliseconds, err);
	if (st == STATUS_OK && measured.longer_side > 0)
		st = check_region(json_object_get(part, "region"), measured.longer_side, err);
	if (st == STATUS_OK && measured.pages > 0 && number(part, "page") > measured.pages)
		st = fail(err, STATUS_INVALID, "the item has %lld pages", (long long)measured.pages);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* view_item_list.c - the list of items, by filters, a page at a time. */
#include "casework/view_item.h"

#include "casework/view_filter.h"
#include "casework/view_item_parts.h"
#include "casework/view_metadata.h"
#include "casework/view_retraction.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const struct view_column list_columns[] = {
	{ "id", 'E' },
	{ "uuid", VIEW_TEXT },
	{ "held", VIEW_BOOLEAN },
	{ "sha256", VIEW_TEXT },
	{ "media_type", VIEW_TEXT },
	{ "bytes", VIEW_INTEGER },
	{ "status", VIEW_TEXT },
	{ "verified_as", VIEW_TEXT },
	{ "defects", VIEW_LIST },
	{ "title", VIEW_TEXT },
	{ "described", VIEW_BOOLEAN },
	{ "graphic_level", VIEW_TEXT },
	{ "sound", VIEW_TEXT },
	{ "flags", VIEW_LIST },
	{ "protection_flags", VIEW_LIST },
	{ "warnings", VIEW_LIST },
	{ "delivery", 'D' },
	EXAMINED_COLUMNS,
};

#define LIST_SELECT                                                                               \
	"SELECT i.number, i.uuid, i.held, i.object, i.media_type, i.bytes, i.status, i.verified_as," \
	" i.defects, i.title, i.described, i.graphic_level, i.sound, i.flags, i.protection_flags," \
	" i.warnings, d.number,"
#define LIST_FROM " FROM p_items i LEFT JOIN p_deliveries d ON d.uuid = i.delivery"

static const struct view_select list_page = {
	.sql = LIST_SELECT EXAMINED_SQL LIST_FROM EXAMINED_JOIN
		" WHERE i.number >= $1 AND i.number <= $2 ORDER BY i.number LIMIT 256",
	VIEW_COLUMNS(list_columns),
};

/* Of one status alone, by its index: what few have is not looked for in all. */
static const struct view_select status_page = {
	.sql = LIST_SELECT EXAMINED_SQL LIST_FROM EXAMINED_JOIN
		" WHERE i.number >= $1 AND i.number <= $2 AND i.status = $3"
		" ORDER BY i.number LIMIT 256",
	VIEW_COLUMNS(list_columns),
};

/* The filters of one list; its members are private. */
struct filters {
	struct item_filter *each;
	size_t              count;
	bool                has_ranges;
	int64_t             first, last; /* numbers between which matches lie */
	const char         *driver;      /* gives the only numbers that can match; NULL: any can */
	struct text         driver_value;
};

static void
filters_end(struct filters *filters)
{
	for (size_t i = 0; i < filters->count; i++)
		item_filter_end(&filters->each[i]);
	free(filters->each);
}

static void
widen(struct filters *ranges, const struct item_filter *range)
{
	if (range->number < ranges->first)
		ranges->first = range->number;
	if (range->last > ranges->last)
		ranges->last = range->last;
}

/* The numbers between which every filter may match; those of ranges first, as they widen each other. */
static enum status
filters_narrow(struct ledger *ledger, struct filters *filters, struct error *err)
{
	struct filters ranges = { .first = INT64_MAX, .last = 0 };
	enum status st = STATUS_OK;

	for (size_t i = 0; i < filters->count; i++) {
		if (item_filter_is_range(&filters->each[i]))
			widen(&ranges, &filters->each[i]);
	}
	filters->has_ranges = ranges.last > 0;
	filters->first = filters->has_ranges ? ranges.first : 1;
	filters->last = filters->has_ranges ? ranges.last : INT64_MAX;
	for (size_t i = 0; i < filters->count && filters->driver == NULL; i++)
		filters->driver = item_filter_driver(&filters->each[i], &filters->driver_value);
	for (size_t i = 0; i < filters->count && st == STATUS_OK; i++)
		st = item_filter_narrow(ledger, &filters->each[i], &filters->first, &filters->last,
		                        err);
	return st;
}

static enum status
filters_read(struct ledger *ledger, const char *const *texts, size_t count,
             struct filters *filters, struct error *err)
{
	enum status st = STATUS_OK;

	if (count > FILTER_LIMIT)
		return fail(err, STATUS_LIMIT, "more than %d filters", FILTER_LIMIT);
	filters->each = calloc(count + 1, sizeof *filters->each);
	if (filters->each == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < count && st == STATUS_OK; i++) {
		st = item_filter_read(ledger, texts[i], &filters->each[i], err);
		if (st == STATUS_OK)
			filters->count++;
	}
	return st == STATUS_OK ? filters_narrow(ledger, filters, err) : st;
}

/* STATUS_OK when all filters match and, where there are ranges, one of these does. */
static enum status
filters_match(struct ledger *ledger, const struct filters *filters, const json_t *item,
              struct error *err)
{
	bool in_range = !filters->has_ranges;
	enum status st;

	for (size_t i = 0; i < filters->count; i++) {
		const struct item_filter *filter = &filters->each[i];

		if (item_filter_is_range(filter) && in_range)
			continue;
		st = filter->key->matches(ledger, filter, item, err);
		if (item_filter_is_range(filter))
			in_range = st == STATUS_OK;
		else if (st != STATUS_OK)
			return st;
	}
	return in_range ? STATUS_OK : STATUS_FALSE;
}

/* Name and time of the first acquisition, and how many there are. */
static enum status
add_first_acquisition(struct ledger *ledger, json_t *item, struct error *err)
{
	static const struct view_column columns[] = {
		{ "received", VIEW_TEXT },
		{ "name", VIEW_TEXT },
		{ "acquisition_count", VIEW_INTEGER },
	};
	static const struct view_select first = {
		.sql = "SELECT received, name,"
		       " (SELECT count(*) FROM p_acquisitions WHERE item = $1)"
		       " FROM p_acquisitions WHERE item = $1 ORDER BY number LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	enum status st;

	if (!view_set(item, "received", json_null()) || !view_set(item, "name", json_null()) ||
	    !view_set(item, "acquisition_count", json_integer(0)))
		return fail_memory(err);
	st = view_one(ledger, &first, view_text(item, "uuid"), item, err);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status
emit_item(struct ledger *ledger, json_t *item, const struct view_output *to, struct error *err)
{
	enum status st = add_first_acquisition(ledger, item, err);

	if (st == STATUS_OK)
		st = item_add_published(ledger, view_text(item, "uuid"), item, err);
	if (st == STATUS_OK)
		st = item_explain_warnings(ledger, item, err);
	if (st == STATUS_OK)
		st = retraction_add(ledger, item, err);
	return st == STATUS_OK ? to->emit(to->context, item, err) : st;
}

/* The status that a filter asks for; p is NULL when none does. */
static struct text
wanted_status(const struct filters *filters)
{
	for (size_t i = 0; i < filters->count; i++) {
		if (strcmp(filters->each[i].key->name, "status") == 0)
			return filters->each[i].value;
	}
	return (struct text){ NULL, 0 };
}

/* Reads up to a page of the items from first to last, which moves first behind the last of them. */
static enum status
read_between(struct ledger *ledger, struct filters *filters, int64_t last, json_t *page,
             struct error *err)
{
	struct text status = wanted_status(filters);
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger),
	                                    status.p ? status_page.sql : list_page.sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, filters->first);
	statement_bind_integer(row, 2, last);
	if (status.p != NULL)
		statement_bind_text(row, 3, status);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		json_t *item = json_object();

		if (json_array_append_new(page, item) != 0)
			return fail_memory(err);
		st = view_fill(item, &list_page, row, err);
		if (st == STATUS_OK)
			st = item_add_sensitivity(item, err);
		if (st == STATUS_OK)
			st = item_merge_warnings(item, err);
		if (st != STATUS_OK)
			return st;
		filters->first = statement_integer(row, 0) + 1;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Up to a page of the numbers that the driver gives. */
static enum status
read_numbers(struct ledger *ledger, const struct filters *filters, int64_t *numbers,
             size_t *count, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, filters->driver, filters->driver_value, &row, err);

	*count = 0;
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 2, filters->first - 1);
	while (*count < VIEW_PAGE && (st = statement_step(row, err)) == STATUS_OK)
		numbers[(*count)++] = statement_integer(row, 0);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The next page, from filters->first on; *more when another may follow. */
static enum status
read_items(struct ledger *ledger, struct filters *filters, json_t *page, bool *more,
           struct error *err)
{
	int64_t numbers[VIEW_PAGE];
	size_t count = 0;
	enum status st;

	if (filters->driver == NULL) {
		st = read_between(ledger, filters, filters->last, page, err);
		*more = json_array_size(page) == VIEW_PAGE;
		return st;
	}
	st = read_numbers(ledger, filters, numbers, &count, err);
	*more = count == VIEW_PAGE;
	for (size_t i = 0; st == STATUS_OK && i < count && numbers[i] <= filters->last; i++) {
		filters->first = numbers[i];
		st = read_between(ledger, filters, numbers[i], page, err);
	}
	return st;
}

enum status
item_list(struct ledger *ledger, const char *const *filters, size_t count,
          const struct view_output *to, struct error *err)
{
	SCOPED(filters) all = { 0 };
	enum status st = filters_read(ledger, filters, count, &all, err);
	bool more = true;

	while (st == STATUS_OK && more) {
		SCOPED_JSON json_t *page = json_array();
		size_t rows;

		st = page ? read_items(ledger, &all, page, &more, err) : fail_memory(err);
		rows = json_array_size(page);
		for (size_t i = 0; i < rows && st == STATUS_OK; i++) {
			json_t *item = json_array_get(page, i);

			st = filters_match(ledger, &all, item, err);
			if (st == STATUS_OK)
				st = emit_item(ledger, item, to, err);
			else if (st == STATUS_FALSE)
				st = STATUS_OK;
		}
	}
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* view_filter_media.c - filters by what files declare and what was measured. */
#include "casework/view_filter.h"

#include "casework/view_item_parts.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static enum status
answer(bool matches)
{
	return matches ? STATUS_OK : STATUS_FALSE;
}

/* Goes past the prefix when the text begins with it. */
static bool
skip(struct text *text, const char *prefix)
{
	if (!text_begins(*text, prefix))
		return false;
	text->p += strlen(prefix);
	text->n -= strlen(prefix);
	return true;
}

/* Reads one number of a comparison: the first and the last value that it stands for. */
typedef bool number_reader(struct text text, int64_t *first, int64_t *last);

/* "N..M", "N..", "..M": both ends included, one may be missing. */
static bool
read_range(struct text text, const char *dots, number_reader *read, struct item_filter *filter)
{
	struct text first = { text.p, (size_t)(dots - text.p) };
	struct text last = { dots + 2, text.n - first.n - 2 };
	int64_t ignored;

	filter->number = INT64_MIN;
	filter->last = INT64_MAX;
	return (first.n > 0 || last.n > 0) &&
	       (first.n == 0 || read(first, &filter->number, &ignored)) &&
	       (last.n == 0 || read(last, &ignored, &filter->last));
}

/* ">N", ">=N", "<N", "<=N", a range, or "N" as the first and last value that match. */
static bool
read_comparison(struct text text, number_reader *read, struct item_filter *filter)
{
	const char *dots = memmem(text.p, text.n, "..", 2);
	bool more, less, equal;
	int64_t first, last;

	if (dots != NULL)
		return read_range(text, dots, read, filter);
	more = skip(&text, ">");
	less = !more && skip(&text, "<");
	equal = (more || less) && skip(&text, "=");
	if (!read(text, &first, &last))
		return false;
	filter->number = less ? INT64_MIN : more && !equal ? last + 1 : first;
	filter->last = more ? INT64_MAX : less && !equal ? first - 1 : last;
	return true;
}

static bool
read_whole(struct text text, int64_t *first, int64_t *last)
{
	uint64_t number;

	if (!text_number(text, INT64_MAX - 1, &number))
		return false;
	*first = *last = (int64_t)number;
	return true;
}

enum status
filter_read_size(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	(void)ledger;
	return read_comparison(filter->value, read_whole, filter)
	               ? STATUS_OK
	               : item_filter_refuse(filter, NULL, err);
}

#define SECONDS_LIMIT 1000000000

/* h:mm:ss, m:ss, or a number of seconds, minutes (90m) or hours (2h), in seconds. */
static bool
read_seconds(struct text text, uint64_t *out)
{
	uint64_t unit = text_ends(text, "h") ? 3600 : text_ends(text, "m") ? 60 : 1, part;

	if (unit > 1 || text_ends(text, "s"))
		text.n--;
	*out = 0;
	while (text.p != NULL) {
		struct text digits = text_cut(&text, ':');

		if (digits.n == 2 && digits.p[0] == '0')
			digits = (struct text){ digits.p + 1, 1 };
		if (!text_number(digits, SECONDS_LIMIT, &part) || *out > SECONDS_LIMIT)
			return false;
		*out = *out * 60 + part;
	}
	*out *= unit;
	return true;
}

/* In milliseconds: a length of 90 is any from there to the next second. */
static bool
read_length(struct text text, int64_t *first, int64_t *last)
{
	uint64_t seconds;

	if (!read_seconds(text, &seconds))
		return false;
	*first = (int64_t)seconds * 1000;
	*last = *first + 999;
	return true;
}

enum status
filter_read_duration(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	(void)ledger;
	return read_comparison(filter->value, read_length, filter)
	               ? STATUS_OK
	               : item_filter_refuse(filter, NULL, err);
}

static enum status
match_between(const struct item_filter *filter, const json_t *item, const char *name)
{
	int64_t value;

	return answer(json_member_integer(item, name, &value) && value >= filter->number &&
	              value <= filter->last);
}

enum status
filter_match_bytes(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                   struct error *err)
{
	(void)ledger;
	(void)err;
	return match_between(filter, item, "bytes");
}

enum status
filter_match_width(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                   struct error *err)
{
	(void)ledger;
	(void)err;
	return match_between(filter, item, "width");
}

enum status
filter_match_height(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                    struct error *err)
{
	(void)ledger;
	(void)err;
	return match_between(filter, item, "height");
}

enum status
filter_match_duration(struct ledger *ledger, const struct item_filter *filter,
                      const json_t *item, struct error *err)
{
	(void)ledger;
	(void)err;
	return match_between(filter, item, "milliseconds");
}

enum status
filter_match_codec(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                   struct error *err)
{
	const char *wanted = buffer_string(&filter->folded);

	(void)ledger;
	(void)err;
	return answer(text_is(view_text(item, "video_codec"), wanted) ||
	              text_is(view_text(item, "audio_codec"), wanted));
}

/* yes: read to the end; failed: tried, and not read to the end; no: never tried, or no parser reads it. */
enum status
filter_match_examined(struct ledger *ledger, const struct item_filter *filter,
                      const json_t *item, struct error *err)
{
	struct text outcome = view_text(item, "examined");
	bool complete = outcome.p != NULL && text_is(outcome, "complete");
	bool tried = outcome.p != NULL && !text_is(outcome, "no-parser");

	(void)ledger;
	(void)err;
	if (text_is(filter->value, "yes"))
		return answer(complete);
	return answer(text_is(filter->value, "failed") ? tried && !complete : !tried);
}

/* The values of that kind which the item declares. */
static enum status
query_declared(struct ledger *ledger, const json_t *item, const char *kind,
               struct statement **out, struct error *err)
{
	enum status st = view_query(ledger,
	                            "SELECT value, zone, earliest, latest FROM p_declared"
	                            " WHERE item = $1 AND kind = $2",
	                            view_text(item, "uuid"), out, err);

	if (st == STATUS_OK)
		statement_bind_text(*out, 2, text_of(kind));
	return st;
}

/* The key is the kind: make, model, software. */
enum status
filter_match_device(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                    struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = query_declared(ledger, item, filter->key->name, &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		st = filter_holds_words(filter, statement_text(row, 0), err);
		if (st != STATUS_FALSE)
			return st;
		st = STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

/* A date of the projection as edtf_compare takes it. */
static bool
declared_date(struct statement *row, struct edtf *out)
{
	*out = (struct edtf){ .kind = DATE_ALONE };
	if (statement_is_null(row, 2) || !zone_status_read(statement_text(row, 1), &out->zone))
		return false;
	out->bounds.earliest = out->bounds.widest_earliest = statement_integer(row, 2);
	out->bounds.latest = out->bounds.widest_latest = statement_integer(row, 3);
	return true;
}

enum status
filter_match_taken(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                   struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = query_declared(ledger, item, "taken", &row, err);
	struct edtf date;

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (declared_date(row, &date) &&
		    edtf_compare(&date, &filter->date) == DATES_UNORDERED)
			return STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

enum status
filter_match_has_media(struct ledger *ledger, const struct item_filter *filter,
                       const json_t *item, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st;
	int64_t tags;

	if (text_is(filter->value, "metadata"))
		return answer(json_member_integer(item, "metadata_count", &tags) && tags > 0);
	if (text_is(filter->value, "c2pa"))
		return answer(filter_holds_code(json_object_get(item, "warnings"),
		                                text_of("c2pa-present")) ||
		              filter_holds_code(json_object_get(item, "warnings"),
		                                text_of("c2pa-broken")));
	st = query_declared(ledger, item, "place", &row, err);
	if (st == STATUS_OK)
		st = statement_step(row, err);
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

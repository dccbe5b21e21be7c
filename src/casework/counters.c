/* SPDX-License-Identifier: Apache-2.0 */
/* counters.c - rows taken off the counters and put on again, around the events that change them. */
#include "casework/counters.h"

#include "casework/row.h"

#include "base/text.h"

/* Of the row: what was taken back stands in the totals alone, which take it off themselves. */
#define STANDS "NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = uuid)"

/* SQL that adds $1 to the counters of the row whose UUID is $2. */
static const char count_item[] =
	"INSERT INTO p_counters (name, key, number) SELECT c.name, c.key, c.number FROM ("
	"WITH one(sign, type, status, graphic, warnings, described, held, stands) AS (SELECT $1, media_type,"
	" status, graphic_level, warnings, described, held, " STANDS " FROM p_items WHERE uuid = $2)"
	" SELECT 'items' AS name, '' AS key, sign AS number FROM one"
	" UNION ALL SELECT 'item-type', coalesce(type, ''), sign FROM one WHERE stands"
	" UNION ALL SELECT 'item-status', coalesce(status, ''), sign FROM one WHERE stands"
	" UNION ALL SELECT 'item-graphic', coalesce(graphic, 'unassessed'), sign FROM one WHERE stands"
	" UNION ALL SELECT 'item-warned', iif(coalesce(warnings, '[]') = '[]', 'no', 'yes'), sign FROM one"
	" WHERE stands"
	" UNION ALL SELECT 'item-described', iif(described > 0, 'yes', 'no'), sign FROM one WHERE stands"
	" UNION ALL SELECT 'item-held', iif(held = 1, 'yes', 'no'), sign FROM one"
	") c WHERE true ON CONFLICT (name, key) DO UPDATE SET number = number + excluded.number";

/* An acquisition without an item is a component. */
#define COUNT_ACQUISITION(column)                                                                   \
	"INSERT INTO p_counters (name, key, number) SELECT c.name, c.key, c.number FROM ("          \
	"WITH one(sign, item) AS (SELECT $1, item FROM p_acquisitions WHERE " column " = $2)"       \
	" SELECT 'acquisitions' AS name, '' AS key, sign AS number FROM one"                        \
	" UNION ALL SELECT 'acquisitions', 'components', sign FROM one WHERE item IS NULL"          \
	") c WHERE true ON CONFLICT (name, key) DO UPDATE SET number = number + excluded.number"
static const char count_own_acquisition[] = COUNT_ACQUISITION("uuid");
static const char count_numbered_acquisition[] = COUNT_ACQUISITION("number");

/* A month stands for a date within it; "other" for what is no plain month or day. */
static const char count_posting[] =
	"INSERT INTO p_counters (name, key, number) SELECT c.name, c.key, c.number FROM ("
	"WITH one(sign, channel, edtf, stands) AS (SELECT $1, channel, json_extract(published, '$.edtf'),"
	" " STANDS " FROM p_postings WHERE uuid = $2)"
	" SELECT 'postings' AS name, '' AS key, sign AS number FROM one"
	" UNION ALL SELECT 'posting-channel', coalesce(channel, ''), sign FROM one WHERE stands"
	" UNION ALL SELECT 'posting-month', CASE WHEN edtf IS NULL THEN ''"
	" WHEN edtf GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]*' AND instr(edtf, '/') = 0"
	" THEN substr(edtf, 1, 7) ELSE 'other' END, sign FROM one WHERE stands"
	") c WHERE true ON CONFLICT (name, key) DO UPDATE SET number = number + excluded.number";

static const char count_incident[] =
	"INSERT INTO p_counters (name, key, number) SELECT c.name, c.key, c.number FROM ("
	"WITH one(sign, acts) AS (SELECT $1, acts FROM p_incidents WHERE uuid = $2 AND " STANDS ")"
	" SELECT 'incidents' AS name, '' AS key, $1 AS number FROM p_incidents WHERE uuid = $2"
	" UNION ALL SELECT 'incident-act', a.value, sign FROM one, json_each(one.acts) a"
	" UNION ALL SELECT 'incident-act', '', sign FROM one WHERE coalesce(acts, '[]') = '[]'"
	") c WHERE true ON CONFLICT (name, key) DO UPDATE SET number = number + excluded.number";

/* What an event counts anew: the row that its chain names, its own, that of its number, or of a member. */
static const struct {
	const char *type, *sql, *member;
	enum { OF_CHAIN, OF_EVENT, OF_NUMBER, OF_MEMBER } row;
} counted[] = {
	{ "destruction.approved", count_item, NULL, OF_CHAIN },
	{ "file.received", count_own_acquisition, NULL, OF_EVENT },
	{ "incident.described", count_incident, NULL, OF_CHAIN },
	{ "incident.opened", count_incident, NULL, OF_CHAIN },
	{ "item.accessioned", count_item, NULL, OF_CHAIN },
	{ "item.acquired", count_numbered_acquisition, NULL, OF_NUMBER },
	{ "item.described", count_item, NULL, OF_CHAIN },
	{ "item.examined", count_item, NULL, OF_CHAIN },
	{ "item.filled", count_item, NULL, OF_CHAIN },
	{ "item.noted", count_item, NULL, OF_CHAIN },
	{ "posting.recorded", count_posting, NULL, OF_EVENT },
	{ "posting.revised", count_posting, "posting", OF_MEMBER },
	{ "record.retracted", count_incident, NULL, OF_CHAIN },
	{ "record.retracted", count_item, NULL, OF_CHAIN },
	{ "record.retracted", count_posting, "record", OF_MEMBER },
	{ "status.decided", count_item, NULL, OF_CHAIN },
};

static void
bind_row(struct row *row, size_t i)
{
	switch (counted[i].row) {
	case OF_CHAIN:
		row_subject_name(row);
		return;
	case OF_EVENT:
		row_event_id(row);
		return;
	case OF_NUMBER:
		row_number(row);
		return;
	case OF_MEMBER:
		row_value(row, counted[i].member);
		return;
	}
}

static enum status
count(struct database *database, const struct event_record *record, int64_t sign,
      struct error *err)
{
	struct text type = text_of(record->header.type);
	enum status st = STATUS_OK;
	struct row row;

	for (size_t i = 0; st == STATUS_OK && i < sizeof counted / sizeof counted[0]; i++) {
		if (!text_is(type, counted[i].type))
			continue;
		row_begin(&row, database, counted[i].sql, record, err);
		row_integer(&row, sign);
		bind_row(&row, i);
		st = row_write(&row);
	}
	return st;
}

enum status
counters_take(struct database *database, const struct event_record *record, struct error *err)
{
	return count(database, record, -1, err);
}

/* What there is nothing of any more has no row, so that tables made again are the same. */
enum status
counters_give(struct database *database, const struct event_record *record, struct error *err)
{
	enum status st = count(database, record, 1, err);
	struct row row;

	for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
		if (st != STATUS_OK || !text_is(text_of(record->header.type), counted[i].type))
			continue;
		row_begin(&row, database, "DELETE FROM p_counters WHERE number = 0", record, err);
		st = row_write(&row);
	}
	return st;
}

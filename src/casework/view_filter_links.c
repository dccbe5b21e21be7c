/* SPDX-License-Identifier: Apache-2.0 */
/* view_filter_links.c - filters by what items show, where they are cited, and what is concluded of them. */
#include "casework/view_filter.h"

#include "casework/verification.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/suggestion.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static enum status
read_record(struct ledger *ledger, struct item_filter *filter, const char *kind,
            struct error *err)
{
	struct resolved found;
	enum status st = resolve(ledger, filter->value, kind, &found, err);

	if (st == STATUS_OK)
		uuid_write(filter->uuid, &found.uuid);
	return st;
}

enum status
filter_read_incident(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_record(ledger, filter, "I", err);
}

enum status
filter_read_report(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_record(ledger, filter, "R", err);
}

/* What the driver below finds matches; each query is of the item as $1 and the value as $2. */
static enum status
has_link(struct ledger *ledger, const char *sql, const json_t *item, struct text value,
         struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, sql, view_text(item, "uuid"), &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 2, value);
	st = statement_step(row, err);
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

/* The item's own chain and those of the footage it is a member of now. */
#define CHAINS                                                                                    \
	" IN (SELECT 'item/' || $1 UNION ALL SELECT 'footage/' || m.footage"                      \
	" FROM p_footage_members m WHERE m.item = $1 AND m.left_seq IS NULL)"
#define STANDS " AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = d.uuid)"

enum status
filter_match_incident(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                      struct error *err)
{
	return has_link(ledger,
	                "SELECT 1 FROM p_depictions d WHERE d.subject" CHAINS
	                " AND +d.incident = $2" STANDS " LIMIT 1",
	                item, text_of(filter->uuid), err);
}

enum status
filter_match_report(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                    struct error *err)
{
	return has_link(ledger,
	                "SELECT 1 FROM p_citations d WHERE d.subject" CHAINS
	                " AND +d.report = $2" STANDS " LIMIT 1",
	                item, text_of(filter->uuid), err);
}

/* As the depiction says, or the incident that it shows. */
enum status
filter_match_act(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                 struct error *err)
{
	return has_link(ledger,
	                "SELECT 1 FROM p_depictions d LEFT JOIN p_incidents c ON c.uuid = d.incident"
	                " WHERE d.subject" CHAINS " AND EXISTS (SELECT 1 FROM json_each("
	                "coalesce(d.acts, c.acts, '[]')) a WHERE a.value = $2)" STANDS " LIMIT 1",
	                item, filter->value, err);
}

/* Somebody says so of the item, its footage, or an incident that either shows. */
enum status
filter_match_party(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                   struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger,
	                            "WITH chains(subject) AS (SELECT 'item/' || $1 UNION ALL"
	                            " SELECT 'footage/' || m.footage FROM p_footage_members m"
	                            " WHERE m.item = $1 AND m.left_seq IS NULL), told(subject) AS ("
	                            "SELECT subject FROM chains UNION SELECT 'incident/' || d.incident"
	                            " FROM chains CROSS JOIN p_depictions d ON d.subject = chains.subject"
	                            " WHERE d.incident IS NOT NULL" STANDS ")"
	                            " SELECT json_extract(d.party, '$.name') FROM told CROSS JOIN p_claims d"
	                            " ON d.subject = told.subject AND d.property = 'alleged-party'"
	                            " WHERE d.party IS NOT NULL" STANDS,
	                            view_text(item, "uuid"), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		st = filter_holds_words(filter, statement_text(row, 0), err);
		if (st != STATUS_FALSE)
			return st;
		st = STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

/* place-concluded:no: the question is open, of the item itself. */
enum status
filter_match_concluded(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                       struct error *err)
{
	struct text rest = text_of(filter->key->name), question = text_cut(&rest, '-');
	SCOPED_JSON json_t *found = json_object();
	struct subject subject;
	struct uuid uuid;
	bool open;
	enum status st;

	if (found == NULL || !json_member_uuid(item, "uuid", &uuid))
		return fail_memory(err);
	subject = subject_of("item", &uuid);
	st = open_questions_add(ledger, &subject, found, "open", err);
	if (st != STATUS_OK)
		return st;
	open = filter_holds_code(json_object_get(found, "open"), question);
	return open == text_is(filter->value, "no") ? STATUS_OK : STATUS_FALSE;
}

/* Any zone is within a day of any other. */
#define DAYS_AROUND 1

/* Dates that can be ordered are days of a calendar of four digits or, open, beyond it. */
#define DAYS_MOST   INT64_C(10000000)

static int64_t
bounded_day(int64_t second)
{
	int64_t day = edtf_day(second);

	return day < -DAYS_MOST ? -DAYS_MOST : day > DAYS_MOST ? DAYS_MOST : day;
}

enum status
filter_read_party(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	(void)ledger;
	if (filter->value.n == 0 || !text_is_utf8(filter->value.p, filter->value.n))
		return item_filter_refuse(filter, NULL, err);
	(void)snprintf(filter->uuid, sizeof filter->uuid, "alleged-party");
	return text_fold(&filter->folded, filter->value, err);
}

enum status
filter_read_posted(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	enum status st = edtf_read(filter->value, &filter->date, err);
	const struct edtf_bounds *bounds = &filter->date.bounds;

	(void)ledger;
	if (st != STATUS_OK)
		return while_doing(err, st, "reading the filter %s:", filter->key->name);
	(void)snprintf(filter->uuid, sizeof filter->uuid, "[%d,%d]",
	               (int)bounded_day(bounds->widest_earliest) - DAYS_AROUND,
	               (int)bounded_day(bounds->widest_latest) + DAYS_AROUND);
	return STATUS_OK;
}

/* Postings that may be of those days, by an index; the filter itself looks closer. */
#define POSTED                                                                                    \
	"SELECT number FROM (SELECT DISTINCT i.number FROM p_postings p CROSS JOIN p_items i"     \
	" ON i.uuid = substr(p.subject, 6) WHERE p.last_day >= json_extract($1, '$[0]')"          \
	" AND p.first_day <= json_extract($1, '$[1]')) WHERE number > $2 ORDER BY number LIMIT 256"

const char *
item_filter_driver(const struct item_filter *filter, struct text *value)
{
	static const struct {
		const char *key, *sql;
		bool        coded; /* the value itself is asked for */
	} drivers[] = {
		{ "posted", POSTED, false },
		{ "published", POSTED, false },
		{ "channel",
		  "SELECT number FROM (SELECT i.number FROM p_postings p CROSS JOIN p_items i"
		  " ON i.uuid = substr(p.subject, 6) WHERE p.channel = $1 UNION"
		  " SELECT i.number FROM p_deliveries d CROSS JOIN p_acquisitions a"
		  " ON a.delivery = d.uuid CROSS JOIN p_items i ON i.uuid = a.item"
		  " WHERE d.channel = $1) WHERE number > $2 ORDER BY number LIMIT 256", false },
		{ "incident",
		  "SELECT number FROM (SELECT i.number FROM p_depictions d CROSS JOIN p_items i"
		  " ON i.uuid = substr(d.subject, 6) WHERE d.incident = $1 UNION"
		  " SELECT i.number FROM p_depictions d CROSS JOIN p_footage_members m"
		  " ON m.footage = substr(d.subject, 9) CROSS JOIN p_items i ON i.uuid = m.item"
		  " WHERE d.incident = $1) WHERE number > $2 ORDER BY number LIMIT 256", false },
		{ "report",
		  "SELECT number FROM (SELECT i.number FROM p_citations d CROSS JOIN p_items i"
		  " ON i.uuid = substr(d.subject, 6) WHERE d.report = $1 UNION"
		  " SELECT i.number FROM p_citations d CROSS JOIN p_footage_members m"
		  " ON m.footage = substr(d.subject, 9) CROSS JOIN p_items i ON i.uuid = m.item"
		  " WHERE d.report = $1) WHERE number > $2 ORDER BY number LIMIT 256", false },
		{ "party",
		  "WITH told(subject) AS (SELECT DISTINCT subject FROM p_claims WHERE property = $1),"
		  " chains(subject) AS (SELECT subject FROM told UNION SELECT d.subject FROM told"
		  " CROSS JOIN p_depictions d ON d.incident = substr(told.subject, 10))"
		  " SELECT number FROM (SELECT i.number FROM chains CROSS JOIN p_items i"
		  " ON i.uuid = substr(chains.subject, 6) UNION SELECT i.number FROM chains"
		  " CROSS JOIN p_footage_members m ON m.footage = substr(chains.subject, 9)"
		  " CROSS JOIN p_items i ON i.uuid = m.item) WHERE number > $2 ORDER BY number"
		  " LIMIT 256", false },
		{ "type",
		  "SELECT number FROM p_items WHERE media_type = $1 AND number > $2 ORDER BY number"
		  " LIMIT 256", true },
	};

	for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++) {
		if (strcmp(drivers[i].key, filter->key->name) != 0)
			continue;
		/* a kind of types, such as video, is no type */
		if (strcmp(drivers[i].key, "type") == 0 &&
		    memchr(filter->value.p, '/', filter->value.n) == NULL)
			continue;
		*value = drivers[i].coded ? filter->value : text_of(filter->uuid);
		return drivers[i].sql;
	}
	return NULL;
}

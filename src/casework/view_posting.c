/* SPDX-License-Identifier: Apache-2.0 */
/* view_posting.c - postings listed by what is known of their dates, and shown. */
#include "casework/view_posting.h"

#include "casework/view_links.h"
#include "casework/view_retraction.h"

#include "base/dated.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>

#define POSTING_COLUMNS                                                                           \
	"SELECT p.number, p.uuid, e.number, v.number, p.recorded, k.code, k.number, h.number,"    \
	" h.code, h.platform, p.url, p.post_id, p.published, p.caption, p.language, p.author,"    \
	" p.role, p.edited, p.forwarded_from, c.number, c.code, f.number, p.forwarded_published," \
	" p.basis, a.number"
#define POSTING_FROM                                                                              \
	" FROM p_postings p LEFT JOIN p_actors k ON k.fingerprint = p.actor"                      \
	" LEFT JOIN p_items e ON e.uuid = substr(p.subject, 6)"                                   \
	" LEFT JOIN p_footage v ON v.uuid = substr(p.subject, 9)"                                 \
	" LEFT JOIN p_channels h ON h.uuid = p.channel"                                           \
	" LEFT JOIN p_channels c ON c.uuid = p.forwarded_channel"                                 \
	" LEFT JOIN p_postings f ON f.uuid = p.forwarded_posting"                                 \
	" LEFT JOIN p_acquisitions a ON a.uuid = p.acquisition"
#define POSTING_MEMBERS                                                                           \
	{ "id", 'P' }, { "uuid", VIEW_TEXT }, { "item", 'E' }, { "footage", 'V' },                \
	{ "recorded", VIEW_TEXT }, { "actor", VIEW_ACTOR }, { "channel", 'C' },                   \
	{ "channel_code", VIEW_TEXT }, { "platform", VIEW_TEXT }, { "url", VIEW_TEXT },           \
	{ "post_id", VIEW_TEXT }, { "published", VIEW_JSON }, { "caption", VIEW_TEXT },           \
	{ "language", VIEW_TEXT }, { "author", VIEW_TEXT }, { "role", VIEW_TEXT },                \
	{ "edited", VIEW_JSON }, { "forwarded_from", VIEW_TEXT }, { "forwarded_channel", 'C' },   \
	{ "forwarded_channel_code", VIEW_TEXT }, { "forwarded_posting", 'P' },                    \
	{ "forwarded_published", VIEW_JSON }, { "basis", VIEW_TEXT }, { "acquisition", 'Q' }

static const struct view_column columns[] = { POSTING_MEMBERS };

/* The first second that the claimed date can mean; INT64_MAX where there is none, and of what was taken back. */
static int64_t
earliest_of(const json_t *posting)
{
	struct dated dated;
	struct edtf date;

	if (json_is_object(json_object_get(posting, "retracted")))
		return INT64_MAX;
	if (dated_of_json(json_object_get(posting, "published"), &dated, NULL) != STATUS_OK ||
	    dated_read(&dated, &date, NULL) != STATUS_OK)
		return INT64_MAX;
	return date.bounds.earliest;
}

struct placed {
	int64_t earliest;
	size_t  at; /* in the order of numbers, which decides where dates do not */
};

static int
compare_placed(const void *a, const void *b)
{
	const struct placed *one = a, *other = b;

	if (one->earliest != other->earliest)
		return one->earliest < other->earliest ? -1 : 1;
	return one->at < other->at ? -1 : 1;
}

static enum status
emit_by_date(json_t *postings, const struct view_output *to, struct error *err)
{
	size_t count = json_array_size(postings);
	SCOPED_FREE struct placed *order = calloc(count + 1, sizeof *order);
	enum status st = order ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		order[i] = (struct placed){ earliest_of(json_array_get(postings, i)), i };
	if (st == STATUS_OK)
		qsort(order, count, sizeof *order, compare_placed);
	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = to->emit(to->context, json_array_get(postings, order[i].at), err);
	return st;
}

static const struct view_select *
select_of(char kind)
{
	static const struct view_select item = {
		.sql = POSTING_COLUMNS POSTING_FROM
		" WHERE p.subject = 'item/' || $1 ORDER BY p.number",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};
	static const struct view_select footage = {
		.sql = POSTING_COLUMNS POSTING_FROM
		" WHERE p.subject IN (SELECT 'footage/' || $1 UNION ALL SELECT 'item/' || m.item"
		" FROM p_footage_members m WHERE m.footage = $1 AND m.left_seq IS NULL)"
		" ORDER BY p.number",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};
	static const struct view_select channel = {
		.sql = POSTING_COLUMNS POSTING_FROM " WHERE p.channel = $1 ORDER BY p.number",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return kind == 'E' ? &item : kind == 'V' ? &footage : kind == 'C' ? &channel : NULL;
}

enum status
posting_list(struct ledger *ledger, const struct resolved *of, const struct view_output *to,
             struct error *err)
{
	static const struct view_select page = {
		.sql = POSTING_COLUMNS POSTING_FROM
		" WHERE $1 IS NULL AND p.number > $2 ORDER BY p.number LIMIT 256",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};
	const struct view_select *select = of ? select_of(of->kind) : NULL;
	SCOPED_JSON json_t *found = json_object();
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	if (of == NULL)
		return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
	if (select == NULL)
		return fail(err, STATUS_INVALID,
		            "postings are of an item (E-…), of footage (V-…) or in a channel (C-…)");
	uuid_write(uuid, &of->uuid);
	st = found ? view_all(ledger, select, text_of(uuid), found, "postings", err)
	           : fail_memory(err);
	return st == STATUS_OK ? emit_by_date(json_object_get(found, "postings"), to, err) : st;
}

/* Every time that somebody looked, in the order in which that was recorded. */
static enum status
add_observations(struct ledger *ledger, struct text uuid, json_t *posting, struct error *err)
{
	static const struct view_column seen[] = {
		{ "seq", VIEW_INTEGER },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "availability", VIEW_TEXT },
		{ "observed", VIEW_JSON },
		{ "title", VIEW_TEXT },
		{ "caption", VIEW_TEXT },
		{ "views", VIEW_TEXT },
		{ "http_status", VIEW_INTEGER },
		{ "note", VIEW_TEXT },
	};
	static const struct view_select observations = {
		.sql = "SELECT o.seq, o.time, k.code, k.number, o.availability, o.observed, o.title,"
		       " o.caption, o.views, o.http_status, o.note FROM p_observations o"
		       " LEFT JOIN p_actors k ON k.fingerprint = o.actor"
		       " WHERE o.posting = $1 ORDER BY o.seq",
		VIEW_COLUMNS(seen),
	};

	return view_all(ledger, &observations, uuid, posting, "observations", err);
}

enum status
posting_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_column members[] = { POSTING_MEMBERS,
		                                      { "version", VIEW_INTEGER } };
	static const struct view_select select = {
		.sql = POSTING_COLUMNS ", coalesce(e.version, v.version)" POSTING_FROM
		       " WHERE p.uuid = $1",
		VIEW_COLUMNS(members), .finish = retraction_add,
	};
	SCOPED_JSON json_t *posting = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = posting ? view_one(ledger, &select, text_of(text), posting, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no posting %s", text);
	if (st == STATUS_OK)
		st = add_observations(ledger, text_of(text), posting, err);
	if (st == STATUS_OK)
		st = record_add_attachments(ledger, text_of(text), posting, err);
	if (st == STATUS_OK)
		*out = json_incref(posting);
	return st;
}

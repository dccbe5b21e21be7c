/* SPDX-License-Identifier: Apache-2.0 */
/* view_custody.c - the custody report of an item, and the lines of a chain. */
#include "casework/view_custody.h"

#include "casework/event_summary.h"
#include "casework/seal_identity.h"
#include "casework/view_custody_parts.h"
#include "casework/view_item.h"
#include "casework/view_item_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "ledger/origin.h"
#include "ledger/outside.h"

#define MILLISECONDS_A_DAY INT64_C(86400000)

int64_t
days_since(struct text time, struct instant now)
{
	struct instant then;

	if (time.p == NULL || !instant_read(time, &then) || now.milliseconds < then.milliseconds)
		return 0;
	return (now.milliseconds - then.milliseconds) / MILLISECONDS_A_DAY;
}

/* The actor who signed; unknown when the projection has no such key. */
static enum status
add_actor(struct ledger *ledger, const struct digest *fingerprint, json_t *line,
          struct error *err)
{
	static const struct view_column columns[] = { { "actor", VIEW_ACTOR } };
	static const struct view_select actor = {
		.sql = "SELECT code, number FROM p_actors WHERE fingerprint = $1",
		VIEW_COLUMNS(columns),
	};
	char text[DIGEST_TEXT_SIZE];
	enum status st;

	digest_write(text, fingerprint);
	st = view_one(ledger, &actor, text_of(text), line, err);
	if (st == STATUS_NOT_FOUND && (!view_set(line, "actor", json_null()) ||
	                               !view_set(line, "actor_id", json_null())))
		return fail_memory(err);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status
fill_line(const struct event_record *record, json_t *line, struct error *err)
{
	json_t *tool = json_object_get(json_object_get(record->values, "tool"), "version");
	char time[INSTANT_TEXT_SIZE];
	SCOPED(buffer) summary = { 0 };
	enum status st = event_summary(record, &summary, err);

	if (st != STATUS_OK)
		return st;
	if (!instant_write(time, record->header.time) ||
	    !view_set(line, "seq", json_integer(record->header.seq)) ||
	    !view_set(line, "n", json_integer(record->header.n)) ||
	    !view_set(line, "time", json_string(time)) ||
	    !view_set(line, "type", json_string(record->header.type)) ||
	    !view_set(line, "outcome", json_string("done")) ||
	    !view_set(line, "summary", json_of_text(text_of_buffer(&summary))) ||
	    !view_set(line, "tool", tool ? json_incref(tool) : json_null()))
		return fail_memory(err);
	return STATUS_OK;
}

/* How somebody outside saw the log, as an object; NULL when memory ran out. */
static json_t *
sight_json(const struct outside_sight *sight)
{
	char time[INSTANT_TEXT_SIZE];

	return json_pack("{s:I, s:s?, s:s, s:s}", "events", (json_int_t)sight->size, "time",
	                 instant_write(time, sight->time) ? time : NULL, "by", sight->name, "how",
	                 sight->stamp > 0 ? "stamped" : "cosigned");
}

static enum status
add_proved(struct ledger *ledger, int64_t seq, json_t *line, struct error *err)
{
	struct outside_sight sight;
	enum status st = outside_earliest(ledger, seq, &sight, err);

	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	return view_set(line, "proved", st == STATUS_OK ? sight_json(&sight) : json_null())
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Is it by a key that is in other hands, and unseen by outsiders before? */
static enum status
add_suspect(struct ledger *ledger, const struct event_header *header, json_t *line,
            struct error *err)
{
	char actor[DIGEST_TEXT_SIZE];
	int64_t from = INT64_MAX;
	enum status st;

	digest_write(actor, &header->actor);
	st = actor_suspect_from(ledger, text_of(actor), &from, err);
	if (st != STATUS_OK)
		return st;
	return view_set(line, "suspect", json_boolean(header->seq >= from)) ? STATUS_OK
	                                                                    : fail_memory(err);
}

enum status
custody_line(struct ledger *ledger, int64_t seq, json_t **out, struct error *err)
{
	SCOPED(event_record) record = { 0 };
	SCOPED_JSON json_t *line = json_object();
	enum status st = line ? ledger_read(ledger, seq, &record, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = fill_line(&record, line, err);
	if (st == STATUS_OK)
		st = add_actor(ledger, &record.header.actor, line, err);
	if (st == STATUS_OK)
		st = add_proved(ledger, seq, line, err);
	if (st == STATUS_OK)
		st = add_suspect(ledger, &record.header, line, err);
	if (st == STATUS_OK)
		*out = json_incref(line);
	return st;
}

enum status
custody_add_chain(struct ledger *ledger, const struct subject *subject, json_t *object,
                  const char *name, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	json_t *lines = json_array(), *line;
	enum status st;

	if (!view_set(object, name, lines))
		return fail_memory(err);
	st = view_query(ledger, "SELECT seq FROM events WHERE subject = $1 ORDER BY n",
	                text_of(subject->text), &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		st = custody_line(ledger, statement_integer(row, 0), &line, err);
		if (st == STATUS_OK && json_array_append_new(lines, line) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
custody_add_unseen(struct ledger *ledger, struct instant now, json_t *object, struct error *err)
{
	struct outside_unseen unseen = { 0 };
	char since[INSTANT_TEXT_SIZE] = "";
	int64_t size = 0;
	enum status st = ledger_size(ledger, &size, err);

	if (st == STATUS_OK)
		st = outside_unseen(ledger, size, &unseen, err);
	if (st != STATUS_OK)
		return st;
	if (unseen.events > 0)
		instant_write(since, unseen.since);
	if (!view_set(object, "seen", unseen.seen ? sight_json(&unseen.newest) : json_null()) ||
	    !view_set(object, "unseen",
	              json_pack("{sI sI}", "events", (json_int_t)unseen.events, "days",
	                        (json_int_t)days_since(text_of(since), now))))
		return fail_memory(err);
	return STATUS_OK;
}

static bool
append_hash(json_t *hashes, const char *algorithm, json_t *value, const json_t *acquisition)
{
	json_t *read_ended = json_object_get(acquisition, "read_ended");
	json_t *time = json_is_string(read_ended) ? read_ended
	                                          : json_object_get(acquisition, "received");
	json_t *tool = json_object_get(json_object_get(acquisition, "tool"), "version");

	return json_array_append_new(
		       hashes, json_pack("{ss sO sO sO sO sO sO?}", "algorithm", algorithm, "value",
	                                 value, "acquisition", json_object_get(acquisition, "id"),
	                                 "actor", json_object_get(acquisition, "actor"),
	                                 "actor_id", json_object_get(acquisition, "actor_id"),
	                                 "time", time, "tool", tool)) == 0;
}

/* SHA-256 at each time the bytes came; the other digests belong to the first. */
static enum status
add_hashes(json_t *report, const json_t *digests, struct error *err)
{
	json_t *hashes = json_array(), *acquisition, *value;
	json_t *acquisitions = json_object_get(report, "acquisitions");
	const char *algorithm;
	size_t i;

	if (!view_set(report, "hashes", hashes))
		return fail_memory(err);
	json_array_foreach(acquisitions, i, acquisition) {
		if (!append_hash(hashes, "sha256", json_object_get(acquisition, "sha256"),
		                 acquisition))
			return fail_memory(err);
		if (i > 0)
			continue;
		json_object_foreach(json_iterable(digests), algorithm, value) {
			if (!json_is_null(value) &&
			    !append_hash(hashes, algorithm, value, acquisition))
				return fail_memory(err);
		}
	}
	return STATUS_OK;
}

/* The checkpoint that the report is told from. */
static enum status
add_log(struct ledger *ledger, json_t *report, struct error *err)
{
	char origin[ORIGIN_SIZE], hex[DIGEST_TEXT_SIZE];
	struct digest root;
	int64_t size = 0;
	enum status st = ledger_size(ledger, &size, err);

	if (st == STATUS_OK)
		st = ledger_root(ledger, size, &root, err);
	if (st == STATUS_OK)
		st = ledger_origin_at(ledger, size, origin, err);
	if (st != STATUS_OK)
		return st;
	digest_write(hex, &root);
	if (!view_set(report, "log", json_pack("{ss sI ss}", "origin", origin, "size",
	                                       (json_int_t)size, "root", hex)))
		return fail_memory(err);
	return STATUS_OK;
}

static int
compare_seq(const void *a, const void *b)
{
	json_t *const *first = a, *const *second = b;
	json_int_t x = json_integer_value(json_object_get(*first, "seq"));
	json_int_t y = json_integer_value(json_object_get(*second, "seq"));

	return x < y ? -1 : x > y;
}

/* Puts the checks among the chain's events, in the order of the log. */
static enum status
sort_actions(json_t *actions, struct error *err)
{
	size_t count = json_array_size(actions);
	SCOPED_FREE json_t **lines = calloc(count + 1, sizeof *lines);

	if (lines == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < count; i++)
		lines[i] = json_incref(json_array_get(actions, i));
	qsort(lines, count, sizeof *lines, compare_seq);
	for (size_t i = 0; i < count; i++)
		json_array_set_new(actions, i, lines[i]);
	return STATUS_OK;
}

/* The event that brought the bytes; that of the item where the hash was destroyed. */
static enum status
find_since(struct ledger *ledger, struct text sha256, struct text uuid, int64_t *since,
           struct error *err)
{
	enum status st = view_integer(ledger, "SELECT seq FROM p_objects WHERE sha256 = $1", sha256,
	                              since, err);

	if (st == STATUS_NOT_FOUND)
		st = view_integer(ledger, "SELECT seq FROM p_items WHERE uuid = $1", uuid, since,
		                  err);
	return st;
}

static enum status
add_actions(struct ledger *ledger, struct text sha256, struct text uuid, json_t *item,
            json_t *report, struct error *err)
{
	json_t *actions = json_object_get(item, "custody");
	int64_t since = 0;
	enum status st = find_since(ledger, sha256, uuid, &since, err);

	if (st == STATUS_OK)
		st = custody_add_checks(ledger, sha256, since, report, actions, err);
	if (st == STATUS_OK)
		st = sort_actions(actions, err);
	if (st == STATUS_OK && json_object_set(report, "actions", actions) != 0)
		st = fail_memory(err);
	return st;
}

/* Copies members from the item's own view. */
static enum status
copy_members(json_t *report, const json_t *item, const char *const *names, struct error *err)
{
	for (size_t i = 0; names[i] != NULL; i++) {
		if (json_object_set(report, names[i], json_object_get(item, names[i])) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* Every transfer, and the sentence that stands where there is none. */
static enum status
add_transfers(const json_t *item, json_t *report, struct error *err)
{
	json_t *transfers = json_object_get(item, "transfers");
	SCOPED(buffer) words = { 0 };

	if (json_array_size(transfers) == 0)
		buffer_append_string(&words, "No transfer to anybody is recorded.");
	else
		view_count(&words, (int64_t)json_array_size(transfers), "transfer is recorded.",
		           "transfers are recorded.");
	if (buffer_check(&words, err) != STATUS_OK ||
	    json_object_set(report, "transfers", transfers) != 0 ||
	    !view_set(report, "transfers_text", json_string(buffer_string(&words))))
		return fail_memory(err);
	return STATUS_OK;
}

/* By what moment somebody outside saw that the item was there. */
static enum status
add_proved_by(json_t *report, struct error *err)
{
	json_t *first = json_array_get(json_object_get(report, "actions"), 0);
	json_t *proved = json_object_get(first, "proved"), *list = json_array();

	if (!view_set(report, "proved_by", list) ||
	    (json_is_object(proved) && json_array_append(list, proved) != 0))
		return fail_memory(err);
	return STATUS_OK;
}

static enum status
add_prepared(json_t *report, struct instant now, struct error *err)
{
	char time[INSTANT_TEXT_SIZE];

	if (!instant_write(time, now))
		return fail(err, STATUS_INVALID, "the clock is out of range");
	return view_set(report, "prepared", json_string(time)) ? STATUS_OK : fail_memory(err);
}

static enum status
fill_report(struct ledger *ledger, json_t *item, struct instant now, json_t *report,
            struct error *err)
{
	static const char *const head[] = { "id",     "uuid",        "held",   "sha256",      "bytes",
		                            "media_type", "title",   "status",      "verified_as", "defects",
		                            "sensitivity", "treat_as_graphic", "warnings",
		                            "accessioned", "actor",  "actor_id", "noted", "retracted", NULL };
	static const char *const tail[] = { "acquisitions", "postings", "published", "repairs", "theirs",
		                            "notes", "derived", "copies", "derivatives", "relations",
		                            "restrictions", "holds", "declared", "graphic_level",
		                            "protection_flags", "strength", "disclosure",
		                            "examinations", NULL };
	struct text uuid = view_text(item, "uuid"), sha256 = view_text(item, "sha256");
	json_t *gaps = json_array();
	enum status st = view_set(report, "gaps", gaps) ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = copy_members(report, item, head, err);
	if (st == STATUS_OK)
		st = copy_members(report, item, tail, err);
	if (st == STATUS_OK)
		st = add_hashes(report, json_object_get(item, "digests"), err);
	if (st == STATUS_OK)
		st = add_actions(ledger, sha256, uuid, item, report, err);
	if (st == STATUS_OK)
		st = add_transfers(item, report, err);
	if (st == STATUS_OK)
		st = custody_add_bundles(ledger, uuid, report, err);
	if (st == STATUS_OK)
		st = add_proved_by(report, err);
	if (st == STATUS_OK)
		st = custody_add_unseen(ledger, now, report, err);
	if (st == STATUS_OK)
		st = add_log(ledger, report, err);
	if (st == STATUS_OK)
		st = add_prepared(report, now, err);
	return st == STATUS_OK ? custody_find_gaps(ledger, report, now, gaps, err) : st;
}

enum status
custody_view(struct ledger *ledger, const struct uuid *uuid, struct instant now, json_t **out,
             struct error *err)
{
	SCOPED_JSON json_t *item = NULL, *report = json_object();
	enum status st = report ? item_show(ledger, uuid, &item, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = fill_report(ledger, item, now, report, err);
	if (st == STATUS_OK)
		*out = json_incref(report);
	return st;
}

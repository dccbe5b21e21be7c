/* SPDX-License-Identifier: Apache-2.0 */
/* case.c - the events of a made-up case, as casework makes them. */
#include "case.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

void
case_file_end(struct case_file *file)
{
	free(file->items);
	free(file->channels);
	free(file->incidents);
	free(file->reports);
}

/* One of `count`, spread so that neighbours are of different ones. */
static int64_t
one_of(int64_t number, int64_t count)
{
	return (int64_t)((uint64_t)number * UINT64_C(2654435761) % (uint64_t)count);
}

static json_t *
short_id(const char *kind, int64_t number)
{
	return json_pack("{s:o}", "short_id", json_sprintf("%s-%06lld", kind, (long long)number));
}

static json_t *
named(const char *kind, const struct uuid *uuid)
{
	return json_string(subject_of(kind, uuid).text);
}

static json_t *
dated(int64_t number)
{
	return json_pack("{s:o,s:o,s:n,s:s}", "edtf",
	                 json_sprintf("2020-%02d-%02d", (int)(number % 3) + 9, (int)(number % 28) + 1),
	                 "raw", json_sprintf("autumn, day %d", (int)(number % 90)), "time_of_day",
	                 "zone", "unknown");
}

static enum status
add(struct change *change, const char *type, const struct subject *subject, json_t *open,
    json_t *values, struct error *err)
{
	enum status st = open != NULL && values != NULL
	                         ? change_add(change, type, subject, open, values, NULL, err)
	                         : fail_memory(err);

	json_decref(open);
	json_decref(values);
	return st;
}

static struct subject
item_at(const struct case_file *file, int64_t number)
{
	return subject_of("item", &file->items[one_of(number, file->item_count)]);
}

static enum status
new_subject(struct change *change, const char *kind, struct uuid *uuid, struct subject *out,
            struct error *err)
{
	enum status st = change_new_uuid(change, uuid, err);

	if (st == STATUS_OK)
		*out = subject_of(kind, uuid);
	return st;
}

static enum status
add_channel(struct case_file *file, struct change *change, int64_t number, struct error *err)
{
	struct subject subject;
	enum status st = new_subject(change, "channel", &file->channels[number - 1], &subject, err);

	if (st != STATUS_OK)
		return st;
	file->channel_count = number;
	return add(change, "channel.added", &subject, short_id("C", number),
	           json_pack("{s:o,s:s,s:s,s:s,s:o}", "code",
	                     json_sprintf("tg-%lld", (long long)number), "platform", "telegram",
	                     "kind", "channel", "visibility", number % 3 ? "private-closed" : "public",
	                     number % 3 ? "private_title" : "public_title",
	                     json_sprintf("Channel of the %lld. district", (long long)number)),
	           err);
}

static enum status
add_incident(struct case_file *file, struct change *change, int64_t number, struct error *err)
{
	struct subject subject;
	enum status st = new_subject(change, "incident", &file->incidents[number - 1], &subject, err);

	if (st == STATUS_OK)
		st = add(change, "incident.opened", &subject, short_id("I", number), json_object(), err);
	file->incident_count = number;
	return st == STATUS_OK
	               ? add(change, "incident.described", &subject, json_object(),
	                     json_pack("{s:i,s:o,s:[s],s:o}", "based_on", 1, "title",
	                               json_sprintf("What happened in place %lld", (long long)number),
	                               "acts", number % 2 ? "torture" : "extrajudicial-execution",
	                               "date", dated(number)),
	                     err)
	               : st;
}

static enum status
add_report(struct case_file *file, struct change *change, int64_t number, struct error *err)
{
	struct subject subject;
	enum status st = new_subject(change, "report", &file->reports[number - 1], &subject, err);

	if (st == STATUS_OK)
		st = add(change, "report.registered", &subject, short_id("R", number),
		         json_pack("{s:b}", "own", 0), err);
	if (st == STATUS_OK)
		st = add(change, "report.described", &subject, json_object(),
		         json_pack("{s:i,s:o,s:s}", "based_on", 1, "published_title",
		                   json_sprintf("Report on district %lld", (long long)number),
		                   "published_publisher", "A newspaper"),
		         err);
	file->report_count = number;
	return st == STATUS_OK ? add(change, "report.published", &subject, json_object(),
	                             json_pack("{s:i,s:i,s:o,s:i}", "based_on", 2, "version", 1,
	                                       "published", dated(number), "citations", 0),
	                             err)
	                       : st;
}

static enum status
add_posting(struct case_file *file, struct change *change, int64_t number, struct error *err)
{
	struct subject subject = item_at(file, number);
	int64_t channel = one_of(number, file->channel_count);
	bool is_public = (channel + 1) % 3 == 0;

	return add(change, "posting.recorded", &subject, short_id("P", number),
	           json_pack("{s:o,s:o,s:o,s:s}", is_public ? "public_channel" : "private_channel",
	                     named("channel", &file->channels[channel]),
	                     is_public ? "public_published" : "private_published", dated(number),
	                     is_public ? "public_post_id" : "private_post_id",
	                     json_sprintf("%lld", (long long)number), "basis", "observed"),
	           err);
}

static enum status
add_depiction(struct case_file *file, struct change *change, int64_t number, struct error *err)
{
	struct subject subject = item_at(file, number);

	return add(change, "depiction.stated", &subject, short_id("L", number),
	           json_pack("{s:o,s:[s],s:s,s:s}", "incident",
	                     named("incident", &file->incidents[one_of(number, file->incident_count)]),
	                     "acts", number % 2 ? "torture" : "extrajudicial-execution", "seen",
	                     "Two men in uniform and a third on the ground.", "confidence", "moderate"),
	           err);
}

static enum status
add_citation(struct case_file *file, struct change *change, int64_t number, struct error *err)
{
	struct subject subject = item_at(file, number);

	return add(change, "citation.made", &subject, short_id("N", number),
	           json_pack("{s:o,s:i,s:s,s:i,s:o}", "published_report",
	                     named("report", &file->reports[one_of(number, file->report_count)]),
	                     "version", 1, "status", "unverified", "version_cited", 2,
	                     "published_locator", json_sprintf("paragraph %d", (int)(number % 40))),
	           err);
}

/* Of each item several, a third of which contradict. */
static enum status
add_claim(struct case_file *file, struct change *change, int64_t number, struct error *err)
{
	static const char *const properties[] = { "event-date", "event-place", "victim-count" };
	int64_t at = number % file->item_count, kind = number / file->item_count % 3;
	struct subject subject = subject_of("item", &file->items[at]);
	json_t *values = json_pack(
		"{s:s,s:s,s:o,s:o,s:[s]}", "property", properties[kind], "stance", "asserts",
		"by_report", named("report", &file->reports[one_of(number, file->report_count)]), "raw",
		json_sprintf("as they wrote, number %lld", (long long)number), "basis", "stated");

	if (kind == 0)
		json_object_set_new(values, "date", dated(number));
	else
		json_object_set_new(values, "value", json_sprintf("%d", (int)(number % 7)));
	return add(change, "claim.made", &subject, short_id("A", number), values, err);
}

static enum status
add_finding(struct case_file *file, struct change *change, int64_t number, struct error *err)
{
	static const char *const questions[] = { "place", "date", "content", "integrity" };
	struct subject subject = item_at(file, number);

	return add(change, "finding.recorded", &subject, short_id("F", number),
	           json_pack("{s:i,s:s,s:s,s:s,s:s,s:s}", "based_on", 2, "question",
	                     questions[number % 4], "answer", "answered", "conclusion",
	                     "The ridge and both pylons are where the picture has them.", "confidence",
	                     "moderate", "grounds", "Compared with an image of the same month."),
	           err);
}

static int64_t
at_least(int64_t number, int64_t least)
{
	return number > least ? number : least;
}

static int64_t few(int64_t items) { return at_least(items / 400, 10); }
static int64_t hundredth(int64_t items) { return at_least(items / 200, 10); }
static int64_t fortieth(int64_t items) { return at_least(items / 40, 10); }
static int64_t fifth(int64_t items) { return at_least(items / 5, 1); }
static int64_t quarter(int64_t items) { return at_least(items / 4, 1); }
static int64_t half(int64_t items) { return at_least(items / 2, 1); }
static int64_t thrice(int64_t items) { return 3 * items; }

const struct case_kind case_kinds[CASE_KINDS] = {
	{ "channels", add_channel, few },       { "incidents", add_incident, fortieth },
	{ "reports", add_report, hundredth },   { "postings", add_posting, half },
	{ "depictions", add_depiction, half },  { "citations", add_citation, quarter },
	{ "claims", add_claim, thrice },        { "findings", add_finding, fifth },
	{ NULL, NULL, NULL },
};

static enum status
read_items(struct case_file *file, struct database *database, struct error *err)
{
	struct statement *row = NULL;
	enum status st = database_prepare(database, "SELECT uuid FROM p_items ORDER BY number LIMIT $1",
	                                  &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, file->item_count);
	for (file->item_count = 0; (st = statement_step(row, err)) == STATUS_OK; file->item_count++) {
		if (!uuid_read(statement_text(row, 0), &file->items[file->item_count]))
			return fail(err, STATUS_FAULT, "an item without a UUID");
	}
	statement_release(row);
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
case_file_begin(struct case_file *out, struct database *database, struct ledger *ledger,
                const struct signing_key *key, int64_t items, struct error *err)
{
	*out = (struct case_file){ .ledger = ledger, .key = key, .item_count = items };
	out->items = calloc((size_t)items, sizeof *out->items);
	out->channels = calloc((size_t)few(items), sizeof *out->channels);
	out->incidents = calloc((size_t)fortieth(items), sizeof *out->incidents);
	out->reports = calloc((size_t)hundredth(items), sizeof *out->reports);
	if (!out->items || !out->channels || !out->incidents || !out->reports)
		return fail_memory(err);
	return read_items(out, database, err);
}

enum status
case_fill(struct case_file *file, const struct case_kind *kind, int64_t batch, struct error *err)
{
	int64_t count = kind->count(file->item_count), number = 1;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && number <= count) {
		SCOPED_POINTER(change) change = NULL;

		st = change_begin(&change, file->ledger, file->key, err);
		for (int64_t i = 0; st == STATUS_OK && i < batch && number <= count; i++)
			st = kind->add(file, change, number++, err);
		if (st == STATUS_OK)
			st = change_commit(change, err);
	}
	return st;
}

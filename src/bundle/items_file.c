/* SPDX-License-Identifier: Apache-2.0 */
/* items_file.c - the opened values of each exhibit's chain, under names that programs can rely on. */
#include "bundle/items_file.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "ledger/travel.h"

#include <string.h>

/* What is told of an exhibit, where events travel. `current`: of several the last alone. */
static const struct told_value {
	const char *type, *member, *name;
	bool        current;
} told_values[] = {
	{ "claim.made", "date", "claim_date", false },
	{ "claim.made", "property", "claim_property", false },
	{ "claim.made", "stance", "claim_stance", false },
	{ "claim.made", "value", "claim_value", false },
	{ "defects.decided", "defects", "defects", true },
	{ "depiction.stated", "acts", "depicted_acts", false },
	{ "depiction.stated", "confidence", "depicted_confidence", false },
	{ "depiction.stated", "seen", "depicted_seen", false },
	{ "dissent.decided", "decision", "dissent_decision", false },
	{ "dissent.decided", "grounds", "dissent_grounds", false },
	{ "finding.recorded", "answer", "finding_answer", false },
	{ "finding.recorded", "conclusion", "finding_conclusion", false },
	{ "finding.recorded", "confidence", "finding_confidence", false },
	{ "finding.recorded", "date", "finding_date", false },
	{ "finding.recorded", "grounds", "finding_grounds", false },
	{ "finding.recorded", "methods", "finding_methods", false },
	{ "finding.recorded", "question", "finding_question", false },
	{ "finding.recorded", "region", "finding_region", false },
	{ "finding.recorded", "sources", "finding_sources", false },
	{ "finding.reviewed", "conclusion", "review", false },
	{ "finding.reviewed", "confidence", "review_confidence", false },
	{ "finding.reviewed", "grounds", "review_grounds", false },
	{ "item.accessioned", "bytes", "bytes", true },
	{ "item.accessioned", "media_type", "media_type", true },
	{ "item.accessioned", "object", "sha256", true },
	{ "item.accessioned", "warnings", "warnings", true },
	{ "item.acquired", "from_organisation", "received_from", false },
	{ "item.acquired", "method", "received_by", false },
	{ "item.acquired", "public_name", "name_as_received", false },
	{ "item.acquired", "received", "received", false },
	{ "item.described", "content_tags", "content_tags", true },
	{ "item.described", "flags", "flags", true },
	{ "item.described", "graphic_level", "graphic_level", true },
	{ "item.described", "sound", "sound", true },
	{ "item.described", "summary", "summary", true },
	{ "item.described", "title", "title", true },
	{ "item.filled", "bytes", "bytes", true },
	{ "item.filled", "media_type", "media_type", true },
	{ "item.filled", "object", "sha256", true },
	{ "item.noted", "described_as", "described_as", true },
	{ "posting.recorded", "public_caption", "posting_caption", false },
	{ "posting.recorded", "public_language", "posting_language", false },
	{ "posting.recorded", "public_published", "posting_published", false },
	{ "posting.recorded", "public_url", "posting_url", false },
	{ "status.decided", "grounds", "status_grounds", true },
	{ "status.decided", "status", "status", true },
	{ "status.decided", "verified_as", "verified_as", true },
	{ "transfer.made", "audience", "given_to", false },
	{ "transfer.made", "to_organisation", "given_to_organisation", false },
	{ "value.assessed", "disclosure", "disclosure_value", true },
	{ "value.assessed", "strength", "evidential_strength", true },
};

struct telling {
	struct ledger                 *ledger;
	const struct bundle_ask       *ask;
	const struct bundle_selection *selection;
	struct travelling              event;
	const struct schema           *schema;
	size_t                         at;       /* index of the event in the selection */
	json_t                        *values;   /* of the exhibit; borrowed from it */
};

static const struct told_value *
find_told(const char *type, struct text member)
{
	for (size_t i = 0; i < sizeof told_values / sizeof told_values[0]; i++) {
		if (strcmp(told_values[i].type, type) == 0 && text_is(member, told_values[i].member))
			return &told_values[i];
	}
	return NULL;
}

/* Removes what an earlier event said under the name. */
static void
forget_earlier(json_t *values, const char *name)
{
	for (size_t i = json_array_size(values); i-- > 0;) {
		const char *other = json_string_value(json_object_get(json_array_get(values, i), "name"));

		if (other != NULL && strcmp(other, name) == 0)
			json_array_remove(values, i);
	}
}

static enum status
add_value(struct telling *telling, const struct told_value *told, struct text value,
          struct error *err)
{
	char id[UUID_TEXT_SIZE];
	json_t *parsed = NULL, *entry;
	enum status st = json_read(&parsed, value, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(id, &telling->event.id);
	entry = json_pack("{s:[s,s+],s:s,s:o}", "from", id, "/", told->member, "name", told->name,
	                  "value", parsed);
	if (told->current)
		forget_earlier(telling->values, told->name);
	return entry && json_array_append_new(telling->values, entry) == 0 ? STATUS_OK
	                                                                   : fail_memory(err);
}

/* The index of a member in the schema, whose code says whether it is opened. */
static bool
is_opened(const struct telling *telling, struct text member)
{
	for (size_t i = 0; i < schema_sealed_count(telling->schema); i++) {
		if (text_is(member, schema_sealed_name(telling->schema, i)))
			return selection_code(telling->selection, telling->at, i) == NULL;
	}
	return false;
}

static enum status
tell_opened(void *context, struct text member, struct text value, struct error *err)
{
	struct telling *telling = context;
	const struct told_value *told = find_told(telling->event.type, member);

	if (told == NULL || !is_opened(telling, member))
		return STATUS_OK;
	if (text_is(value, "null")) {
		if (told->current && strcmp(told->name, "verified_as") == 0)
			forget_earlier(telling->values, told->name);
		return STATUS_OK;
	}
	return add_value(telling, told, value, err);
}

/* By the list of a policy without events: no event is named. */
static enum status
tell_listed(void *context, struct text member, struct text value, struct error *err)
{
	struct telling *telling = context;
	SCOPED_JSON json_t *parsed = NULL;
	SCOPED(buffer) name = { 0 };
	const char *told, *part = NULL;
	json_t *entry, *decision;
	enum status st;

	buffer_append_text(&name, member);
	st = buffer_check(&name, err);
	if (st != STATUS_OK)
		return st;
	told = policy_value(telling->ask->policy, telling->event.type, buffer_string(&name), &part);
	decision = json_iterable(bundle_decision(telling->ask, &telling->event.id, buffer_string(&name)));
	if (told == NULL || (decision != NULL && !json_is_true(json_object_get(decision, "opened"))))
		return STATUS_OK;
	st = json_read(&parsed, value, err);
	if (st != STATUS_OK)
		return st;
	entry = part != NULL ? json_object_get(parsed, part) : parsed;
	if (strcmp(told, "acts") != 0)
		forget_earlier(telling->values, told);
	if (entry == NULL || json_is_null(entry))
		return STATUS_OK;
	return json_array_append_new(telling->values,
	                             json_pack("{s:s,s:O}", "name", told, "value", entry)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Was the record that this event is retracted since, or the finding replaced? */
static enum status
is_gone(struct telling *telling, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char id[UUID_TEXT_SIZE];
	enum status st = database_statement(
		ledger_database(telling->ledger),
		"SELECT EXISTS (SELECT 1 FROM p_retractions WHERE record = $1)"
		" OR EXISTS (SELECT 1 FROM p_findings WHERE uuid = $1 AND replaced <> 0)",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(id, &telling->event.id);
	statement_bind_text(row, 1, text_of(id));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*out = statement_integer(row, 0) != 0;
	return st;
}

static size_t
index_of(const struct bundle_selection *selection, int64_t seq)
{
	size_t low = 0, high = selection->event_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (selection->events[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum status
tell_event(struct telling *telling, int64_t seq, struct error *err)
{
	bool gone = false;
	enum status st = travelling_read(telling->ledger, seq, &telling->event, err);

	if (st == STATUS_OK)
		st = is_gone(telling, &gone, err);
	if (st != STATUS_OK || gone)
		return st;
	telling->schema = schema_find(ledger_schemas(telling->ledger),
	                              text_of(telling->event.type), 1);
	telling->at = index_of(telling->selection, seq);
	if (telling->schema == NULL)
		return fail(err, STATUS_UNUSABLE, "the type %s is not known here", telling->event.type);
	return travelling_each(&telling->event,
	                       telling->selection->carries_events ? tell_opened : tell_listed,
	                       telling, err);
}

static enum status
tell_chain(struct telling *telling, const struct subject *subject, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(telling->ledger),
	                                    "SELECT seq FROM events WHERE subject = $1 ORDER BY n",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject->text));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		int64_t seq = statement_integer(row, 0);

		if (telling->selection->carries_events &&
		    !bundle_selection_has_event(telling->selection, seq))
			continue;
		st = tell_event(telling, seq, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Without events: also what is listed of the incidents that are named and that the exhibit shows. */
static enum status
tell_incidents(struct telling *telling, const struct subject *item, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < telling->ask->record_count; i++) {
		const struct subject *record = &telling->ask->records[i];
		SCOPED_STATEMENT row = NULL;

		if (!text_is(subject_kind(record), "incident"))
			continue;
		st = database_statement(
			ledger_database(telling->ledger),
			"SELECT 1 FROM p_depictions d WHERE d.subject = $1 AND d.incident = $2 AND NOT"
			" EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = d.uuid) LIMIT 1",
			&row, err);
		if (st != STATUS_OK)
			return st;
		statement_bind_text(row, 1, text_of(item->text));
		statement_bind_text(row, 2, subject_name(record));
		st = statement_step(row, err);
		if (st == STATUS_OK)
			st = tell_chain(telling, record, err);
		else if (st == STATUS_DONE)
			st = STATUS_OK;
	}
	return st;
}

/* Without events a dissent that nobody decided can only be seen in the status. */
static enum status
tell_dissent(struct telling *telling, const struct subject *item, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(telling->ledger),
	                                    "SELECT 1 FROM p_reviews WHERE subject = $1 AND"
	                                    " conclusion = 'dissent' AND decided = 0 LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(item->text));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	forget_earlier(telling->values, "status");
	forget_earlier(telling->values, "verified_as");
	return json_array_append_new(telling->values, json_pack("{s:s,s:s}", "name", "status",
	                                                        "value", "disputed")) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
tell_exhibit(struct telling *telling, size_t at, const struct exhibit_file *file, json_t **out,
             struct error *err)
{
	const struct selected_exhibit *exhibit = &telling->selection->exhibits[at];
	SCOPED_JSON json_t *object =
		json_pack("{s:s,s:s?,s:[]}", "exhibit", exhibit->number, "file",
	                  file->name[0] != '\0' ? file->name : NULL, "values");
	enum status st;

	if (object == NULL)
		return fail_memory(err);
	telling->values = json_object_get(object, "values");
	st = tell_chain(telling, &exhibit->item, err);
	if (st == STATUS_OK && !telling->selection->carries_events)
		st = tell_incidents(telling, &exhibit->item, err);
	if (st == STATUS_OK && !telling->selection->carries_events)
		st = tell_dissent(telling, &exhibit->item, err);
	if (st == STATUS_OK)
		*out = json_incref(object);
	return st;
}

enum status
items_file_write(struct made_files *files, struct ledger *ledger, const struct bundle_ask *ask,
                 const struct bundle_selection *selection, const struct exhibit_file *exhibits,
                 const struct items_output *to, struct error *err)
{
	struct telling telling = { .ledger = ledger, .ask = ask, .selection = selection };
	struct made_file *file;
	enum status st = made_file_begin(files, "catalogue/items.json", &file, err);

	if (st != STATUS_OK)
		return st;
	buffer_append_string(&file->pending, "{\"format\":\"vidimus-items-v1\",\"items\":[");
	for (size_t i = 0; st == STATUS_OK && i < selection->exhibit_count; i++) {
		SCOPED_JSON json_t *exhibit = NULL;

		st = tell_exhibit(&telling, i, &exhibits[i], &exhibit, err);
		if (i > 0)
			buffer_append_byte(&file->pending, ',');
		if (st == STATUS_OK)
			st = made_file_json(file, exhibit, err);
		if (st == STATUS_OK)
			st = to->exhibit(to->context, exhibit, err);
		if (st == STATUS_OK)
			st = made_file_mark(files, file, err);
	}
	travelling_end(&telling.event);
	buffer_append_string(&file->pending, "]}\n");
	return st == STATUS_OK ? made_file_search(files, file, err) : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_redact.c - a report for somebody else: a value stays only if the
 * policy allows the class of the event's member that it came from. What is not
 * listed here does not stay.
 */
#include "custody/custody_internal.h"

#include "casework/event_summary.h"
#include "casework/withholding.h"
#include "ledger/schema.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define ORIGINS_LIMIT 6

/* A member of a record, and the members of its event that it may come from; without any it is of the envelope. */
struct origin {
	const char *member;
	const char *from[ORIGINS_LIMIT];
};

static const struct origin acquisition_members[] = {
	{ "id", { 0 } }, { "uuid", { 0 } }, { "item", { 0 } }, { "received", { 0 } },
	{ "actor", { 0 } }, { "actor_id", { 0 } }, { "kind", { 0 } }, { "media_type", { 0 } },
	{ "delivery_continued", { 0 } }, { "delivery_closed", { 0 } },
	{ "sha256", { "object" } }, { "bytes", { "bytes" } }, { "known", { "known" } },
	{ "name", { "public_name", "private_name" } }, { "path", { "path" } },
	{ "modified", { "modified" } }, { "copy_times", { "copy_times" } }, { "owner", { "owner" } },
	{ "read_ended", { "read_ended" } }, { "from", { "from" } }, { "from_code", { "from" } },
	{ "from_organisation", { "from_organisation" } }, { "collector", { "collector" } },
	{ "collector_code", { "collector" } }, { "method", { "method", "protected_method" } },
	{ "medium", { "medium" } }, { "serial", { "serial" } }, { "seal_number", { "seal_number" } },
	{ "write_blocked", { "write_blocked" } }, { "condition", { "condition" } },
	{ "place", { "place" } }, { "handed_over", { "received" } },
	{ "legal_basis", { "legal_basis" } }, { "capture_tool", { "capture_tool" } },
	{ "tool", { "tool" } }, { "circumstances", { "circumstances" } }, { "clock", { "clock" } },
	{ "host", { "host" } }, { "login", { "login" } }, { "delivery", { "delivery" } },
	{ 0 },
};

static const struct origin posting_members[] = {
	{ "id", { 0 } }, { "uuid", { 0 } }, { "recorded", { 0 } }, { "actor", { 0 } },
	{ "actor_id", { 0 } }, { "basis", { "basis" } },
	{ "channel", { "public_channel", "private_channel" } },
	{ "url", { "public_url", "private_url" } }, { "post_id", { "public_post_id", "private_post_id" } },
	{ "published", { "public_published", "private_published" } },
	{ "caption", { "public_caption", "private_caption" } },
	{ "language", { "public_language", "private_language" } },
	{ "author", { "public_author", "private_author" } },
	{ "forwarded_from", { "public_forwarded_from", "private_forwarded_from" } },
	{ 0 },
};

static const struct origin transfer_members[] = {
	{ "id", { 0 } }, { "uuid", { 0 } }, { "item", { 0 } }, { "time", { 0 } }, { "actor", { 0 } },
	{ "actor_id", { 0 } }, { "to_organisation", { "to_organisation" } },
	{ "to_person", { "to_person" } }, { "to_person_code", { "to_person" } },
	{ "sha256", { "object" } }, { "form", { "form" } }, { "audience", { "audience" } },
	{ "purpose", { "purpose" } }, { "terms", { "terms" } }, { "expires", { "expires" } },
	{ "no_onward", { "no_onward" } }, { "means", { "means" } }, { "condition", { "condition" } },
	{ "handed_over", { "handed_over" } }, { "place", { "place" } }, { "place_words", { "place" } }, { "receipt", { "receipt" } },
	{ "receipts", { "transfer", "tag_manifest", "receiver", "key", "received", "signed_note" } },
	{ 0 },
};

static const struct origin derivative_members[] = {
	{ "id", { 0 } }, { "uuid", { 0 } }, { "time", { 0 } }, { "actor", { 0 } }, { "actor_id", { 0 } },
	{ "item", { 0 } }, { "kind", { "kind" } }, { "made_from", { "object" } },
	{ "sha256", { "file", "protected_file" } }, { "tool", { "tool" } }, { "steps", { "steps" } },
	{ "language", { "language" } }, { "machine_made", { "machine_made" } },
	{ "author_code", { "author" } },
	{ 0 },
};

/* How a list's records are made known by their events. */
static const struct redacted_list {
	const char *list;
	const char *type;  /* of the event that records one */
	const char *value; /* its member that names the record, … */
	const char *named; /* … and the record's member that is the same */
	const struct origin *members;
	const char *later; /* a type of event that may change one, naming it likewise; or NULL */
	const char *later_value;
} lists[] = {
	{ "acquisitions", "item.acquired", "acquisition", "uuid", acquisition_members, NULL, NULL },
	{ "postings", "posting.recorded", "short_id", "id", posting_members, "posting.revised", "posting" },
	{ "transfers", "transfer.made", "short_id", "id", transfer_members, "transfer.received", "transfer" },
	{ "derivatives", "derivative.made", "short_id", "id", derivative_members, NULL, NULL },
};

/* Members of the report whose classes are plain, or which tell of events alone. */
static const char *const kept_members[] = {
	"gaps", "id", "uuid", "held", "sha256", "bytes", "media_type", "title", "status",
	"verified_as", "defects", "treat_as_graphic", "accessioned", "actor", "actor_id",
	"acquisitions", "postings", "transfers", "derivatives", "hashes", "last_checked",
	"actions", "transfers_text", "unseen", "seen", "proved_by", "log", "prepared", "case", "prepared_by",
	"tool", "audience", "disclosure", "strength", "derived", "retracted", NULL,
};

struct redaction {
	struct ledger  *ledger;
	json_t         *policy;  /* owned */
	json_t         *decided; /* owned: decisions in force, by event and member */
	json_t         *report;  /* borrowed */
	json_t         *withheld; /* borrowed from it: {CLASS: count} */
};

static void
redaction_end(struct redaction *redaction)
{
	json_decref(redaction->policy);
	json_decref(redaction->decided);
}

static bool
allows(const struct redaction *redaction, const char *class)
{
	json_t *each;
	size_t i;

	json_array_foreach(json_object_get(redaction->policy, "classes"), i, each) {
		if (strcmp(json_string_value(each), class) == 0)
			return true;
	}
	return false;
}

/* The class of a sealed member of the type, or NULL. */
static const char *
class_of(const struct redaction *redaction, const struct event_header *header, const char *member)
{
	const struct schema *schema =
		schema_find(ledger_schemas(redaction->ledger), text_of(header->type), header->tv);

	for (size_t i = 0; schema != NULL && i < schema_sealed_count(schema); i++) {
		if (strcmp(schema_sealed_name(schema, i), member) == 0)
			return schema_sealed_class(schema, i);
	}
	return NULL;
}

/*
 * What keeps a member of an event back: its class, or the code of a decision to
 * withhold it. NULL: nothing. A decision to open one is for the bundle that
 * carries its disclosure, and opens nothing here.
 */
static const char *
barrier(const struct redaction *redaction, const struct event_header *header, const char *member)
{
	const char *class = class_of(redaction, header, member);
	char id[UUID_TEXT_SIZE];
	const char *code;

	uuid_write(id, &header->id);
	code = json_string_value(json_object_get(
		json_object_get(json_object_get(redaction->decided, id), member), "code"));
	return code != NULL ? code : class != NULL && !allows(redaction, class) ? class : NULL;
}

static enum status
count_withheld(struct redaction *redaction, const char *class, struct error *err)
{
	json_int_t count = json_integer_value(json_object_get(redaction->withheld, class));

	return json_object_set_new(redaction->withheld, class, json_integer(count + 1)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/*
 * The class that keeps a record's member back, or NULL: that of any member of
 * the event, named as its origin, that has a value and is not allowed. Without
 * an event nothing is known, and everything is kept back.
 */
static const char *
kept_back_by(const struct redaction *redaction, const struct event_record *record,
             const struct origin *origin)
{
	if (origin->from[0] == NULL)
		return NULL;
	for (size_t i = 0; i < ORIGINS_LIMIT && record != NULL && origin->from[i] != NULL; i++) {
		const char *what = barrier(redaction, &record->header, origin->from[i]);

		if (what != NULL && !told_nothing(json_object_get(record->values, origin->from[i])))
			return what;
	}
	return record == NULL ? "unknown" : NULL;
}

static const struct origin *
find_origin(const struct origin *origins, const char *member)
{
	for (size_t i = 0; origins[i].member != NULL; i++) {
		if (strcmp(origins[i].member, member) == 0)
			return &origins[i];
	}
	return NULL;
}

/* That a record was taken back is told to everybody, and nothing of why. */
static void
trim_retraction(json_t *record)
{
	static const char *const kept[] = { "how", "time", "actor", "actor_id", "entered_in_error", "instead" };
	json_t *retracted = json_object_get(record, "retracted");
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(retracted, next, name, value) {
		bool stays = false;

		for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
			stays = stays || strcmp(kept[i], name) == 0;
		if (!stays)
			json_object_del(retracted, name);
	}
}

/* Members stay, are replaced by the class that keeps them back, or, where none is listed, go. */
static enum status
redact_record(struct redaction *redaction, const struct event_record *event,
              const struct origin *origins, json_t *record, struct error *err)
{
	enum status status = STATUS_OK;
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(record, next, name, value) {
		const struct origin *origin = find_origin(origins, name);
		const char *class = origin ? kept_back_by(redaction, event, origin) : NULL;

		if (strcmp(name, "retracted") == 0)
			trim_retraction(record);
		else if (origin == NULL)
			json_object_del(record, name);
		else if (class != NULL && !told_nothing(value)) {
			status = count_withheld(redaction, class, err);
			if (status != STATUS_OK ||
			    json_object_set_new(record, name, json_pack("{ss}", WITHHELD, class)) != 0)
				return status != STATUS_OK ? status : fail_memory(err);
		}
	}
	return status;
}

static bool
names_record(const struct event_record *event, const char *member, const json_t *record,
             const char *named)
{
	const json_t *value = json_object_get(event->open, member);

	if (value == NULL)
		value = json_object_get(event->values, member);
	return value != NULL && json_equal(value, json_object_get(record, named));
}

/* Reads each event of the type and redacts the record that it names; then those that no event names. */
static enum status
redact_list(struct redaction *redaction, const struct redacted_list *list, struct error *err)
{
	json_t *records = json_object_get(redaction->report, list->list), *action, *record;
	enum status status = STATUS_OK;
	size_t i, k;

	json_array_foreach(json_object_get(redaction->report, "actions"), i, action) {
		SCOPED(event_record) event = { 0 };
		struct text type = told_text(action, "type");
		bool first = text_is(type, list->type);

		if (!first && (list->later == NULL || !text_is(type, list->later)))
			continue;
		status = ledger_read(redaction->ledger,
		                     json_integer_value(json_object_get(action, "seq")), &event, err);
		if (status != STATUS_OK)
			return status;
		json_array_foreach(records, k, record) {
			if (!names_record(&event, first ? list->value : list->later_value, record,
			                  first ? list->named : "uuid"))
				continue;
			status = redact_record(redaction, &event, list->members, record, err);
			if (status != STATUS_OK || json_object_set_new(record, "seen", json_true()) != 0)
				return status != STATUS_OK ? status : fail_memory(err);
		}
	}
	json_array_foreach(records, k, record) {
		if (json_object_del(record, "seen") == 0)
			continue;
		status = redact_record(redaction, NULL, list->members, record, err);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* The sentence anew, from the values that are allowed; those that are not read "withheld". */
static enum status
redact_action(struct redaction *redaction, json_t *action, struct error *err)
{
	SCOPED(event_record) event = { 0 };
	SCOPED(buffer) words = { 0 };
	const char *name;
	json_t *value;
	void *next;
	enum status status = ledger_read(redaction->ledger,
	                                 json_integer_value(json_object_get(action, "seq")), &event, err);

	if (status != STATUS_OK)
		return status;
	json_object_foreach_safe(event.values, next, name, value) {
		if (!told_nothing(value) && barrier(redaction, &event.header, name) != NULL &&
		    json_object_set_new(event.values, name, json_string(WITHHELD)) != 0)
			return fail_memory(err);
	}
	status = event_summary(&event, &words, err);
	if (status != STATUS_OK)
		return status;
	return json_object_set_new(action, "summary", json_of_text(text_of_buffer(&words))) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Events of audits stand among the actions with a sentence of their own, which tells only of this item. */
static enum status
redact_actions(struct redaction *redaction, struct error *err)
{
	json_t *action;
	size_t i;

	json_array_foreach(json_object_get(redaction->report, "actions"), i, action) {
		enum status status = text_is(told_text(action, "type"), "audit.completed")
		                             ? STATUS_OK
		                             : redact_action(redaction, action, err);

		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* Where circumstances are not told, neither are the gaps that are named after them. */
static void
drop_circumstances(const struct redaction *redaction)
{
	json_t *gaps = json_object_get(redaction->report, "gaps"), *acquisition, *code;
	size_t i, k, g;

	if (allows(redaction, "source"))
		return;
	json_array_foreach(json_object_get(redaction->report, "acquisitions"), i, acquisition) {
		json_array_foreach(json_object_get(acquisition, "circumstances"), k, code) {
			for (g = json_array_size(gaps); g-- > 0;) {
				if (json_equal(json_object_get(json_array_get(gaps, g), "code"), code))
					json_array_remove(gaps, g);
			}
		}
	}
}

static bool
is_kept(const char *name)
{
	for (size_t i = 0; kept_members[i] != NULL; i++) {
		if (strcmp(kept_members[i], name) == 0)
			return true;
	}
	return false;
}

static void
drop_members(json_t *report)
{
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(report, next, name, value) {
		if (!is_kept(name))
			json_object_del(report, name);
	}
}

static enum status
read_policy(struct redaction *redaction, const char *audience, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	const struct embedded_file *file;
	enum status status;

	buffer_append_format(&path, "catalog/policies/%s.json", audience);
	status = buffer_check(&path, err);
	if (status != STATUS_OK)
		return status;
	file = embedded_find(buffer_string(&path));
	if (file == NULL)
		return fail(err, STATUS_INVALID, "there is no policy '%.32s'", audience);
	status = json_read(&redaction->policy, embedded_text(file), err);
	if (status == STATUS_OK && !text_is(told_text(redaction->policy, "carries"), "events"))
		return fail(err, STATUS_INVALID,
		            "the policy '%s' carries no events: there is no custody report for it", audience);
	return status;
}

enum status
custody_redact(struct ledger *ledger, const char *audience, json_t *report, struct error *err)
{
	SCOPED(redaction) redaction = { .ledger = ledger, .report = report };
	enum status status = read_policy(&redaction, audience, err);

	if (status == STATUS_OK)
		status = withholding_in_force(ledger, audience, &redaction.decided, err);
	if (status != STATUS_OK)
		return status;
	redaction.withheld = json_object();
	drop_members(report);
	trim_retraction(report);
	drop_circumstances(&redaction);
	if (json_object_set_new(report, WITHHELD, redaction.withheld) != 0)
		return fail_memory(err);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0] && status == STATUS_OK; i++)
		status = redact_list(&redaction, &lists[i], err);
	return status == STATUS_OK ? redact_actions(&redaction, err) : status;
}

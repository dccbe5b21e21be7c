/* SPDX-License-Identifier: Apache-2.0 */
/* retraction.c - taking back, as an event in the chain of what is taken back. */
#include "casework/retraction.h"

#include "casework/judged.h"
#include "casework/resolve_internal.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* Letters of records that are taken back as a whole, or are the id of their event. */
static const char retractable[] = "EDCWVIRPNLXGAFST";

/* What is taken back. */
struct target {
	struct subject subject;
	bool           whole;  /* the subject itself */
	struct uuid    record; /* its UUID, or the id of the event */
	char           kind;   /* of its short id; 0 for an event without one */
};

/* Of the letters, those that stand for something in this version. */
static void
keep_known(char *out, const char *letters)
{
	for (; *letters != '\0'; letters++) {
		if (resolvable_find(*letters) != NULL)
			*out++ = *letters;
	}
	*out = '\0';
}

static enum status
read_event(struct catalogue *catalogue, const struct uuid *id, struct event_record *out,
           struct error *err)
{
	int64_t seq;
	enum status st = ledger_find(catalogue->ledger, id, &seq, err);

	return st == STATUS_OK ? ledger_read(catalogue->ledger, seq, out, err) : st;
}

/* Events without a short id that can be named by their own. */
static enum status
find_event(struct catalogue *catalogue, const struct uuid *id, struct target *out,
           struct error *err)
{
	static const char *const types[] = { "note.added", "posting.observed" };
	SCOPED(event_record) event = { 0 };
	enum status st = read_event(catalogue, id, &event, err);

	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no such record");
	for (size_t i = 0; st == STATUS_OK && i < sizeof types / sizeof types[0]; i++) {
		if (strcmp(event.header.type, types[i]) == 0) {
			*out = (struct target){ .subject = event.header.subject, .record = *id };
			return STATUS_OK;
		}
	}
	if (st == STATUS_OK && strcmp(event.header.type, "relation.stated") == 0)
		return fail(err, STATUS_INVALID, "a relation is taken away on both sides: `vidimus unlink`");
	return st == STATUS_OK ? fail(err, STATUS_INVALID, "an event %s is not retracted by itself",
	                              event.header.type)
	                       : st;
}

static enum status
find_target(struct catalogue *catalogue, const char *id, const char *letters, struct target *out,
            struct error *err)
{
	char kinds[sizeof retractable];
	SCOPED(event_record) event = { 0 };
	struct resolved resolved;
	struct uuid uuid;
	enum status st;

	keep_known(kinds, letters);
	st = resolve(catalogue->ledger, text_of(id), kinds, &resolved, err);
	if (st == STATUS_NOT_FOUND && uuid_read(text_of(id), &uuid))
		return find_event(catalogue, &uuid, out, err);
	if (st != STATUS_OK)
		return st;
	*out = (struct target){ .record = resolved.uuid, .kind = resolved.kind };
	out->whole = resolved_subject(&resolved, &out->subject);
	if (out->whole)
		return STATUS_OK;
	st = read_event(catalogue, &resolved.uuid, &event, err);
	out->subject = event.header.subject;
	return st;
}

static enum status
check_stands(struct catalogue *catalogue, const struct target *target, const char *id,
             struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT how, time FROM p_retractions WHERE record = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, &target->record);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "%s was %.*s already, at %.*s", id,
		            (int)statement_text(row, 0).n, statement_text(row, 0).p,
		            (int)statement_text(row, 1).n, statement_text(row, 1).p);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The version that the event is based on: the present one, unless an older was looked at. */
static enum status
choose_version(struct catalogue *catalogue, const struct target *target, int64_t said,
               int64_t *out, struct error *err)
{
	int64_t seq, present = 0;
	enum status st = ledger_find_in_chain(catalogue->ledger, &target->subject, 0, &seq, &present,
	                                      err);

	*out = said > 0 ? said : present;
	if (st == STATUS_OK && *out > present)
		return fail(err, STATUS_INVALID, "there is no version %lld yet, only %lld",
		            (long long)said, (long long)present);
	if (st == STATUS_OK && *out < present)
		return fail(err, STATUS_STALE,
		            "version %lld came after version %lld that yours is based on: look at it again",
		            (long long)present, (long long)said);
	return st;
}

/* The id of an event that names the record: its own, or the first of its chain. */
static enum status
event_of(struct catalogue *catalogue, const struct target *target, struct uuid *out,
         struct error *err)
{
	SCOPED(event_record) event = { 0 };
	int64_t seq;
	enum status st = STATUS_OK;

	*out = target->record;
	if (!target->whole)
		return STATUS_OK;
	st = ledger_find_in_chain(catalogue->ledger, &target->subject, 1, &seq, NULL, err);
	if (st == STATUS_OK)
		st = ledger_read(catalogue->ledger, seq, &event, err);
	*out = event.header.id;
	return st;
}

static enum status
set_instead(struct catalogue *catalogue, const struct target *target, const char *instead,
            json_t *values, struct error *err)
{
	struct target other;
	struct uuid id;
	enum status st;

	if (instead == NULL)
		return STATUS_OK;
	st = find_target(catalogue, instead, (const char[]){ target->kind, '\0' }, &other, err);
	if (st == STATUS_OK && memcmp(&other.record, &target->record, sizeof other.record) == 0)
		st = fail(err, STATUS_INVALID, "nothing takes its own place");
	if (st == STATUS_OK)
		st = check_stands(catalogue, &other, instead, err);
	if (st == STATUS_OK)
		st = event_of(catalogue, &other, &id, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "choosing what takes its place");
	return json_object_set_new(values, "instead", json_of_uuid(&id)) == 0 ? STATUS_OK
	                                                                       : fail_memory(err);
}

static enum status
set_words(const struct retraction_words *words, json_t *values, struct error *err)
{
	enum status st = value_set_text(values, "because", words->because, err);

	if (st == STATUS_OK)
		st = value_set_text(values, "grounds", words->grounds, err);
	return st == STATUS_OK ? value_set_text(values, "protected_grounds",
	                                        words->protected_grounds, err)
	                       : st;
}

static enum status
add_event(struct catalogue *catalogue, struct change *change, const char *type,
          const struct target *target, const struct retraction_words *words, int64_t *version,
          struct error *err)
{
	bool link = strcmp(type, "link.removed") == 0;
	SCOPED_JSON json_t *open = json_object(), *values = json_object();
	struct change_receipt receipt;
	int64_t based_on = 0;
	enum status st = open && values ? choose_version(catalogue, target, words->based_on,
	                                                 &based_on, err)
	                                : fail_memory(err);

	if (st == STATUS_OK &&
	    (json_object_set_new(values, "based_on", json_integer(based_on)) != 0 ||
	     json_object_set_new(values, "record",
	                         target->whole ? json_null() : json_of_uuid(&target->record)) != 0 ||
	     (!link && json_object_set_new(values, "entered_in_error",
	                                   json_boolean(words->entered_in_error)) != 0)))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = set_instead(catalogue, target, words->instead, values, err);
	if (st == STATUS_OK)
		st = set_words(words, values, err);
	if (st == STATUS_OK)
		st = change_add(change, type, &target->subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		*version = receipt.n;
	return st;
}

static enum status
check_words(const struct retraction_words *words, struct error *err)
{
	if (words->because == NULL || *words->because == '\0')
		return fail(err, STATUS_INVALID, "say why it is taken back");
	return STATUS_OK;
}

static enum status
check_chain(struct catalogue *catalogue, const struct target *target, const char *id,
            struct error *err)
{
	const struct schema *schema = schema_find(ledger_schemas(catalogue->ledger),
	                                          text_of("record.retracted"), 1);

	if (schema_allows_chain(schema, subject_kind(&target->subject)))
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "%s cannot be retracted", id);
}

/* A withdrawal stands: without its consent, an older one would count again. */
static enum status
check_not_withdrawn(struct catalogue *catalogue, const struct target *target, const char *id,
                    struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT 1 FROM p_withdrawals WHERE consent = $1 LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, &target->record);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_REFUSED,
		            "%s was withdrawn, and that stands: what was agreed to since is recorded anew, `vidimus consent add`",
		            id);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Who disagrees with somebody's finding dissents, so that both are seen. */
static enum status
check_own_finding(struct catalogue *catalogue, const struct change *change,
                  const struct target *target, const char *id, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	bool own = true;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT actor FROM p_findings WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, &target->record);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return STATUS_OK;
	if (st == STATUS_OK)
		st = actors_are_one(catalogue->database, text_of(change_actor(change)),
		                    statement_text(row, 0), &own, err);
	if (st == STATUS_OK && !own)
		return fail(err, STATUS_REFUSED,
		            "%s was recorded by another person, who alone takes it back: `vidimus finding review %s --dissent` says that you disagree",
		            id, id);
	return st;
}

static enum status
retract(struct catalogue *catalogue, struct change *change, const char *id,
        const struct retraction_words *words, int64_t *version, struct error *err)
{
	struct target target;
	enum status st = find_target(catalogue, id, retractable, &target, err);

	if (st == STATUS_OK)
		st = check_chain(catalogue, &target, id, err);
	if (st == STATUS_OK)
		st = check_stands(catalogue, &target, id, err);
	if (st == STATUS_OK)
		st = check_not_withdrawn(catalogue, &target, id, err);
	if (st == STATUS_OK)
		st = check_own_finding(catalogue, change, &target, id, err);
	return st == STATUS_OK ? add_event(catalogue, change, "record.retracted", &target, words,
	                                   version, err)
	                       : st;
}

enum status
record_retract(struct catalogue *catalogue, const char *id, const struct retraction_words *words,
               int64_t *version, struct error *err)
{
	struct change *change = NULL;
	enum status st = check_words(words, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "retract", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        retract(catalogue, change, id, words, version, err), err);
}

/* The two events of a relation, by the link that they share or the id of either. */
static enum status
find_sides(struct catalogue *catalogue, const char *uuid, struct target sides[2], size_t *count,
           struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT uuid, subject FROM p_relations WHERE link ="
	                                    " coalesce((SELECT link FROM p_relations WHERE uuid = $1),"
	                                    " $1) ORDER BY seq LIMIT 2",
	                                    &row, err);

	*count = 0;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(uuid));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		struct target *side = &sides[(*count)++];

		*side = (struct target){ .whole = false };
		if (!uuid_read(statement_text(row, 0), &side->record) ||
		    !subject_read(statement_text(row, 1), &side->subject))
			return fail(err, STATUS_UNUSABLE, "a relation is damaged: run vidimus rebuild");
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
unlink_sides(struct catalogue *catalogue, struct change *change, const char *id,
             const struct target *sides, size_t count, const struct retraction_words *words,
             int64_t *version, struct error *err)
{
	enum status st = STATUS_OK;

	if (words->based_on > 0)
		return fail(err, STATUS_INVALID, "a relation stands in two chains, and is based on a version of neither");
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		st = check_stands(catalogue, &sides[i], id, err);
		if (st == STATUS_OK)
			st = add_event(catalogue, change, "link.removed", &sides[i], words, version, err);
	}
	return st;
}

static enum status
unlink_one(struct catalogue *catalogue, struct change *change, const char *id,
           const struct retraction_words *words, int64_t *version, struct error *err)
{
	struct target target, sides[2];
	size_t count = 0;
	enum status st = strlen(id) + 1 == UUID_TEXT_SIZE
	                         ? find_sides(catalogue, id, sides, &count, err)
	                         : STATUS_OK;

	if (st == STATUS_OK && count > 0)
		return unlink_sides(catalogue, change, id, sides, count, words, version, err);
	if (st == STATUS_OK)
		st = find_target(catalogue, id, "NL", &target, err);
	if (st == STATUS_OK)
		st = check_stands(catalogue, &target, id, err);
	return st == STATUS_OK ? add_event(catalogue, change, "link.removed", &target, words,
	                                   version, err)
	                       : st;
}

enum status
link_remove(struct catalogue *catalogue, const char *id, const struct retraction_words *words,
            int64_t *version, struct error *err)
{
	struct change *change = NULL;
	enum status st = check_words(words, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "unlink", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        unlink_one(catalogue, change, id, words, version, err), err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* custody_files.c - each selected event as a line, its members as disclosures or as redactions. */
#include "bundle/custody_files.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "ledger/travel.h"

#include <string.h>

#define REDACTIONS_BEGIN "{\"format\":\"vidimus-redactions-v1\",\"redactions\":["

/* One event while its members are written. */
struct writing {
	struct custody_files          *custody;
	const struct bundle_selection *selection;
	const struct schema           *schema;
	struct travelling             *event;
	size_t                         at;     /* index of the event */
	size_t                         member; /* index of the next sealed member */
};

/* Neither ids, names of members nor codes need escapes. */
static enum status
list_redaction(struct writing *writing, const char *member, const char *code, struct error *err)
{
	struct custody_files *custody = writing->custody;
	char id[UUID_TEXT_SIZE];

	uuid_write(id, &writing->event->id);
	buffer_append_format(&custody->redactions->pending,
	                     "%s{\"code\":\"%s\",\"event\":\"%s\",\"member\":\"/%s\"}",
	                     custody->listed ? "," : "", code, id, member);
	custody->listed = true;
	return made_file_mark(custody->files, custody->redactions, err);
}

/* Lists the members up to the one of this name (p NULL: all that are left), which have no value any more. */
static enum status
list_until(struct writing *writing, struct text name, struct error *err)
{
	enum status st = STATUS_OK;

	for (; st == STATUS_OK && writing->member < schema_sealed_count(writing->schema);
	     writing->member++) {
		const char *member = schema_sealed_name(writing->schema, writing->member);
		const char *code = selection_code(writing->selection, writing->at, writing->member);

		if (name.p != NULL && text_is(name, member))
			break;
		st = code != NULL ? list_redaction(writing, member, code, err)
		                  : fail(err, STATUS_FAULT, "/%s has no value to be opened", member);
	}
	return st;
}

static enum status
write_member(void *context, struct text member, struct text value, struct error *err)
{
	struct writing *writing = context;
	struct custody_files *custody = writing->custody;
	enum status st = list_until(writing, member, err);
	const char *code;

	if (st != STATUS_OK)
		return st;
	if (writing->member == schema_sealed_count(writing->schema))
		return fail(err, STATUS_UNUSABLE, "it has a value that its type has not: run `vidimus audit`");
	code = selection_code(writing->selection, writing->at, writing->member);
	if (code != NULL) {
		st = list_redaction(writing, schema_sealed_name(writing->schema, writing->member),
		                    code, err);
	} else {
		st = travelling_disclose(writing->event, member, value,
		                         &custody->disclosures->pending, err);
		buffer_append_byte(&custody->disclosures->pending, '\n');
		if (st == STATUS_OK)
			st = made_file_mark(custody->files, custody->disclosures, err);
	}
	writing->member++;
	return st;
}

static enum status
write_event(struct custody_files *custody, struct ledger *ledger,
            const struct bundle_selection *selection, size_t at, struct travelling *event,
            struct error *err)
{
	struct writing writing = { .custody = custody, .selection = selection, .event = event,
		                   .at = at };
	enum status st = travelling_read(ledger, selection->events[at].seq, event, err);

	if (st == STATUS_OK && custody->stop != NULL && atomic_load(custody->stop))
		st = fail(err, STATUS_INTERRUPTED, "stopped");
	if (st != STATUS_OK)
		return st;
	writing.schema = schema_find(ledger_schemas(ledger), text_of(event->type), 1);
	if (writing.schema == NULL)
		return fail(err, STATUS_UNUSABLE, "the type %s is not known here", event->type);
	buffer_append_text(&custody->events->pending, text_of_buffer(&event->bytes));
	buffer_append_byte(&custody->events->pending, '\n');
	st = made_file_mark(custody->files, custody->events, err);
	if (st == STATUS_OK)
		st = travelling_each(event, write_member, &writing, err);
	if (st == STATUS_OK)
		st = list_until(&writing, (struct text){ NULL, 0 }, err);
	return st == STATUS_OK ? st
	                       : while_doing(err, st, "writing event %lld",
	                                     (long long)selection->events[at].seq);
}

enum status
custody_files_begin(struct custody_files *custody, struct ledger *ledger,
                    const struct bundle_selection *selection, struct error *err)
{
	SCOPED(travelling) event = { 0 };
	enum status st = made_file_begin(custody->files, "custody/events.jsonl", &custody->events,
	                                 err);

	if (st == STATUS_OK)
		st = made_file_begin(custody->files, "custody/disclosures.jsonl",
		                     &custody->disclosures, err);
	if (st == STATUS_OK)
		st = made_file_begin(custody->files, "custody/redactions.json",
		                     &custody->redactions, err);
	if (st == STATUS_OK)
		buffer_append_string(&custody->redactions->pending, REDACTIONS_BEGIN);
	for (size_t i = 0; st == STATUS_OK && i < selection->event_count; i++)
		st = write_event(custody, ledger, selection, i, &event, err);
	/* whatever the gate finds, it finds before anything is begun */
	if (st == STATUS_OK)
		st = made_file_search(custody->files, custody->events, err);
	if (st == STATUS_OK)
		st = made_file_search(custody->files, custody->disclosures, err);
	return st == STATUS_OK ? made_file_search(custody->files, custody->redactions, err) : st;
}

enum status
custody_files_begun(struct custody_files *custody, struct ledger *ledger,
                    const struct bundle_selection *selection, struct error *err)
{
	SCOPED(travelling) event = { 0 };
	enum status st = write_event(custody, ledger, selection, selection->event_count - 1,
	                             &event, err);

	buffer_append_string(&custody->redactions->pending, "]}\n");
	return st == STATUS_OK ? made_file_mark(custody->files, custody->redactions, err) : st;
}

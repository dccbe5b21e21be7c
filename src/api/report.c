/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - reports through the public library. */
#include "api/api_internal.h"
#include "api/given_file.h"

#include "casework/citation.h"
#include "casework/report_check.h"
#include "casework/report_publish.h"
#include "casework/resolve.h"
#include "casework/view_citation.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/report.h>

#include <stdlib.h>
#include <string.h>

/* That one command may cite. */
#define CITED_MAX 10000

typedef enum status version_maker(struct catalogue *catalogue, const struct uuid *report,
                                  const struct field_words *words, size_t count,
                                  struct kept_file *document, int64_t based_on,
                                  struct report_version *out, struct error *err);

/* Fields of a report: its words, and its document. */
struct report_fields {
	struct field_words words[64];
	size_t             count;
	struct kept_file   kept;
	struct kept_file  *document; /* NULL where none is given */
};

static void
report_fields_end(struct report_fields *fields)
{
	kept_file_end(&fields->kept);
}

static enum status
stage_document(struct vidimus_catalogue *catalogue, const char *path, struct report_fields *out,
              struct error *err)
{
	if (path == NULL || *path == '\0')
		return STATUS_OK;
	out->document = &out->kept;
	return given_file_stage(catalogue->inner, path, &out->kept, err);
}

static enum status
take_fields(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields, size_t count,
            struct report_fields *out, struct error *err)
{
	const char *path = NULL;

	if (count > sizeof out->words / sizeof out->words[0])
		return fail(err, STATUS_LIMIT, "more fields than a report has");
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].name, "document") == 0)
			path = fields[i].text;
		else
			out->words[out->count++] = (struct field_words){ fields[i].name, fields[i].text };
	}
	return stage_document(catalogue, path, out, err);
}

enum status
vidimus_report_add(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields,
                   size_t count, char id[VIDIMUS_ID_SIZE], struct error *err)
{
	SCOPED(report_fields) taken = { .count = 0 };
	int64_t number = 0;
	enum status st = take_fields(catalogue, fields, count, &taken, err);

	if (st == STATUS_OK)
		st = report_add(catalogue->inner, taken.words, taken.count, taken.document, &number,
		                err);
	if (st == STATUS_OK)
		short_id_write(id, (struct short_id){ 'R', number });
	return st;
}

static void
tell_version(const struct report_version *made, struct vidimus_report_version *out)
{
	short_id_write(out->id, (struct short_id){ 'R', made->number });
	out->version = made->version;
	out->chain = made->chain;
	out->citations = made->citations;
}

/* Drafts a version, or amends one: what differs is the work. */
static enum status
make_version(struct vidimus_catalogue *catalogue, const char *report,
             const struct vidimus_field *fields, size_t count, int64_t based_on,
             version_maker *make, struct vidimus_report_version *out, struct error *err)
{
	struct report_version made = { 0 };
	SCOPED(report_fields) taken = { .count = 0 };
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(report), "R", &resolved, err);

	if (st == STATUS_OK)
		st = take_fields(catalogue, fields, count, &taken, err);
	if (st == STATUS_OK)
		st = make(catalogue->inner, &resolved.uuid, taken.words, taken.count, taken.document,
		          based_on, &made, err);
	if (st == STATUS_OK)
		tell_version(&made, out);
	return st;
}

enum status
vidimus_report_draft(struct vidimus_catalogue *catalogue, const char *report,
                     const struct vidimus_field *fields, size_t count, int64_t based_on,
                     struct vidimus_report_version *out, struct error *err)
{
	return make_version(catalogue, report, fields, count, based_on, report_draft, out, err);
}

enum status
vidimus_report_amend(struct vidimus_catalogue *catalogue, const char *report,
                     const struct vidimus_field *fields, size_t count, int64_t based_on,
                     struct vidimus_report_version *out, struct error *err)
{
	return make_version(catalogue, report, fields, count, based_on, report_amend, out, err);
}

enum status
vidimus_report_publish(struct vidimus_catalogue *catalogue, const char *report,
                       const struct vidimus_publication *publication,
                       struct vidimus_report_version *out, struct error *err)
{
	struct report_version made = { 0 };
	SCOPED(report_fields) taken = { .count = 0 };
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(report), "R", &resolved, err);

	if (st == STATUS_OK)
		st = take_fields(catalogue, publication->fields, publication->count, &taken, err);
	if (st == STATUS_OK)
		st = report_publish(catalogue->inner,
		                    &(struct publication){ .report = resolved.uuid,
		                                           .words = taken.words,
		                                           .count = taken.count,
		                                           .document = taken.document,
		                                           .as_drafted = publication->as_drafted,
		                                           .corrects = publication->correct,
		                                           .based_on = publication->based_on },
		                    &made, err);
	if (st == STATUS_OK)
		tell_version(&made, out);
	return st;
}

enum status
vidimus_report_check(struct vidimus_catalogue *catalogue, const char *report, json_t **out,
                     struct error *err)
{
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status st = resolve(ledger, text_of(report), "R", &resolved, err);

	if (st == STATUS_OK)
		st = database_begin_read(catalogue->inner->database, err);
	if (st != STATUS_OK)
		return st;
	st = report_check(ledger, &resolved.uuid, instant_now(), out, err);
	database_rollback(catalogue->inner->database);
	return st;
}

/* Items and footage that are named, each once, in the order of naming. */
struct named {
	struct subject *subjects; /* owned */
	size_t          count, room;
};

static void
named_end(struct named *named)
{
	free(named->subjects);
}

static enum status
take_named(void *context, const struct resolved *resolved, struct error *err)
{
	struct named *named = context;

	if (named->count == CITED_MAX)
		return fail(err, STATUS_LIMIT, "more than %d citations at once", CITED_MAX);
	if (named->count == named->room) {
		size_t room = named->room ? named->room * 2 : 64;
		struct subject *grown = realloc(named->subjects, room * sizeof *grown);

		if (grown == NULL)
			return fail_memory(err);
		named->subjects = grown;
		named->room = room;
	}
	if (!resolved_subject(resolved, &named->subjects[named->count]))
		return fail(err, STATUS_FAULT, "what is cited has no chain");
	named->count++;
	return STATUS_OK;
}

static enum status
tell_citation(void *context, const struct citation_told *told, struct error *err)
{
	const struct vidimus_output *to = context;
	bool item = told->id[0] == 'E';
	char id[SHORT_ID_SIZE];
	SCOPED_JSON json_t *object = NULL;

	short_id_write(id, (struct short_id){ 'N', told->number });
	object = json_pack("{s:s,s:s?,s:s?,s:b}", "citation", id, "item", item ? told->id : NULL,
	                   "footage", item ? NULL : told->id, "known", (int)told->known);
	return object ? to->emit(to->context, object, err) : fail_memory(err);
}

enum status
vidimus_cite(struct vidimus_catalogue *catalogue, const char *report, const char *const *of,
             size_t of_count, const struct vidimus_field *fields, size_t count,
             const struct vidimus_output *to, struct error *err)
{
	struct ledger *ledger = catalogue->inner->ledger;
	SCOPED(report_fields) taken = { .count = 0 };
	SCOPED(named) named = { 0 };
	const struct resolved_output found = { take_named, &named };
	struct resolved resolved;
	enum status st = resolve(ledger, text_of(report), "R", &resolved, err);

	for (size_t i = 0; st == STATUS_OK && i < of_count; i++)
		st = resolve_each(ledger, text_of(of[i]), "EV", &found, err);
	if (st == STATUS_OK)
		st = take_fields(catalogue, fields, count, &taken, err);
	if (st != STATUS_OK)
		return st;
	return citation_make(catalogue->inner,
	                     &(struct citing){ .report = resolved.uuid,
	                                       .words = taken.words,
	                                       .count = taken.count,
	                                       .subjects = named.subjects,
	                                       .subject_count = named.count,
	                                       .told = tell_citation,
	                                       .context = (void *)(uintptr_t)to },
	                     err);
}

enum status
vidimus_citations(struct vidimus_catalogue *catalogue, const char *of, int64_t version,
                  const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status st;

	if (of == NULL)
		return citation_list(ledger, NULL, version, &inner, err);
	st = resolve(ledger, text_of(of), "REV", &resolved, err);
	return st == STATUS_OK ? citation_list(ledger, &resolved, version, &inner, err) : st;
}

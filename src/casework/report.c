/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - reports: registered once, described again and again, in members for drafts and for what is published. */
#include "casework/report.h"

#include "casework/report_internal.h"
#include "casework/resolve.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define REPORTS_MAX 1000 /* that one repeats */

static const struct record_field fields[] = {
	{ "title", FIELD_TITLE, NULL },
	{ "authors", FIELD_TEXT, NULL },
	{ "publisher", FIELD_TEXT, NULL },
	{ "url", FIELD_TEXT, NULL },
	{ "kind", FIELD_TERM, "material-type" },
	{ "language", FIELD_LANGUAGE, NULL },
	{ "derived_from", FIELD_REPORTS, NULL },
	{ "retrieved", FIELD_YES_NO, NULL },
	{ "accessed", FIELD_DATE, NULL },
	{ "reliability", FIELD_TERM, "source-reliability" },
	{ "grade_grounds", FIELD_TEXT, NULL },
	{ "protected_grade_grounds", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

/* The first fields have a member published_NAME and one draft_NAME. */
#define TWINS 4

static const struct record_form form = {
	.kind = "report",
	.type = "report.described",
	.select = "SELECT version, described, iif(drafting, coalesce(draft_title, title), title),"
	          " iif(drafting, coalesce(draft_authors, authors), authors),"
	          " iif(drafting, coalesce(draft_publisher, publisher), publisher),"
	          " iif(drafting, coalesce(draft_url, url), url), kind, language, derived_from,"
	          " retrieved, accessed, reliability, grade_grounds, protected_grade_grounds, note"
	          " FROM p_reports WHERE uuid = $1",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

struct reports_read {
	int64_t     numbers[REPORTS_MAX];
	struct uuid uuids[REPORTS_MAX];
	size_t      count;
};

/* Keeps them in the order of their numbers, each once. */
static enum status
take_report(void *context, const struct resolved *resolved, struct error *err)
{
	struct reports_read *read = context;
	size_t at = read->count;

	while (at > 0 && read->numbers[at - 1] > resolved->number)
		at--;
	if (at > 0 && read->numbers[at - 1] == resolved->number)
		return STATUS_OK;
	if (read->count == REPORTS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d reports", REPORTS_MAX);
	memmove(&read->numbers[at + 1], &read->numbers[at],
	        (read->count - at) * sizeof read->numbers[0]);
	memmove(&read->uuids[at + 1], &read->uuids[at],
	        (read->count - at) * sizeof read->uuids[0]);
	read->numbers[at] = resolved->number;
	read->uuids[at] = resolved->uuid;
	read->count++;
	return STATUS_OK;
}

static enum status
report_subjects(const struct reports_read *read, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();

	for (size_t i = 0; i < read->count; i++) {
		struct subject subject = subject_of("report", &read->uuids[i]);

		if (json_array_append_new(list, json_string(subject.text)) != 0)
			return fail_memory(err);
	}
	if (list == NULL)
		return fail_memory(err);
	*out = read->count > 0 ? json_incref(list) : json_null();
	return STATUS_OK;
}

enum status
reports_of_words(struct catalogue *catalogue, struct text text, json_t **out, struct error *err)
{
	SCOPED_FREE struct reports_read *read = calloc(1, sizeof *read);
	const struct resolved_output to = { take_report, read };
	enum status st = read ? STATUS_OK : fail_memory(err);
	size_t i = 0;

	while (st == STATUS_OK && i < text.n) {
		size_t from = i;

		while (i < text.n && text.p[i] != ',' && text.p[i] != ' ' && text.p[i] != '\n')
			i++;
		if (i > from)
			st = resolve_each(catalogue->ledger, (struct text){ text.p + from, i - from },
			                  "R", &to, err);
		i++;
	}
	return st == STATUS_OK ? report_subjects(read, out, err) : st;
}

/* Would a report repeat itself, by way of `origin`? */
static enum status
check_origin(struct catalogue *catalogue, const struct uuid *report, const struct subject *origin,
             struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"WITH RECURSIVE above (report) AS (SELECT $1 UNION SELECT o.origin"
		" FROM above a JOIN p_report_origins o ON o.report = a.report)"
		" SELECT r.number FROM above LEFT JOIN p_reports r ON r.uuid = $1"
		" WHERE above.report = $2 LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, report);
	statement_bind_text(row, 1, subject_name(origin));
	statement_bind_text(row, 2, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_INVALID,
		            "a report cannot repeat itself, and R-%06lld is it or repeats it",
		            (long long)statement_integer(row, 0));
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
check_origins(struct catalogue *catalogue, const struct uuid *report, const json_t *values,
              struct error *err)
{
	const json_t *list = json_object_get(values, "derived_from"), *each;
	enum status st = STATUS_OK;
	size_t i;

	json_array_foreach(list, i, each) {
		struct subject origin;

		if (st == STATUS_OK && subject_read(text_of(json_string_value(each)), &origin))
			st = check_origin(catalogue, report, &origin, err);
	}
	return st;
}

/* A draft's member and a published one, as the event has them. */
static enum status
set_twins(json_t *values, const char *name, json_t *published, json_t *draft, struct error *err)
{
	SCOPED(buffer) first = { 0 };
	SCOPED(buffer) second = { 0 };

	buffer_append_format(&first, "published_%s", name);
	buffer_append_format(&second, "draft_%s", name);
	if (buffer_check(&first, err) != STATUS_OK || buffer_check(&second, err) != STATUS_OK)
		return STATUS_MEMORY;
	return json_object_set(values, buffer_string(&first), published) == 0 &&
	                       json_object_set(values, buffer_string(&second), draft) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* The pairs of members on their way into the event. */
struct classing {
	const struct description *description;
	struct statement         *row; /* drafting, then each published and draft column */
	json_t                   *values;
	bool                      changed;
};

/* What becomes of one pair, whose field is `now` in words. */
static enum status
class_twins(struct classing *classing, size_t pair, json_t *now, struct error *err)
{
	const struct description *description = classing->description;
	SCOPED_JSON json_t *published = value_of_text_column(classing->row, (int)pair * 2 + 1);
	SCOPED_JSON json_t *draft = value_of_text_column(classing->row, (int)pair * 2 + 2);
	const char *name = fields[pair].name;
	bool said = field_text(description->words, description->count, name) != NULL;
	bool drafting = statement_integer(classing->row, 0) != 0;
	json_t *publish = published, *keep = draft;

	if (published == NULL || draft == NULL)
		return fail_memory(err);
	if (description->how == DESCRIBE_EDIT && said) {
		publish = drafting ? published : now;
		keep = drafting ? now : draft;
	} else if (description->how != DESCRIBE_EDIT) {
		if (said)
			publish = now;
		else if (description->how == DESCRIBE_AS_DRAFTED && !json_is_null(draft))
			publish = draft;
		keep = json_null();
	}
	classing->changed = classing->changed || !json_equal(publish, published) ||
	                    !json_equal(keep, draft);
	return set_twins(classing->values, name, publish, keep, err);
}

static enum status
class_values(struct catalogue *catalogue, const struct uuid *report,
             const struct record_revision *revision, struct classing *classing,
             struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT drafting, title, draft_title, authors, draft_authors, publisher,"
		" draft_publisher, url, draft_url FROM p_reports WHERE uuid = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, report);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	classing->row = row;
	for (size_t i = 0; st == STATUS_OK && i < form.count; i++) {
		json_t *now = json_object_get(revision->values, fields[i].name);

		if (i < TWINS)
			st = class_twins(classing, i, now, err);
		else if (json_object_set(classing->values, fields[i].name, now) != 0)
			st = fail_memory(err);
	}
	return st;
}

enum status
report_describe(struct catalogue *catalogue, struct change *change, const struct uuid *report,
                const struct description *description, int64_t *version, struct error *err)
{
	struct subject subject = subject_of("report", report);
	SCOPED_JSON json_t *open = json_object(), *values = json_object(), *all = NULL;
	struct record_revision revision = { 0 };
	struct classing classing = { .description = description, .values = values };
	struct change_receipt receipt;
	enum status st = open && values
	                         ? record_revise(catalogue, &form, report, description->words,
	                                         description->count, description->based_on,
	                                         &revision, err)
	                         : fail_memory(err);

	all = revision.values;
	*version = revision.version;
	classing.changed = revision.changed;
	if (st == STATUS_OK)
		st = class_values(catalogue, report, &revision, &classing, err);
	if (st == STATUS_OK)
		st = check_origins(catalogue, report, values, err);
	if (st != STATUS_OK || !classing.changed)
		return st;
	if (json_object_set_new(values, "based_on", json_integer(revision.based_on)) != 0)
		return fail_memory(err);
	st = change_add(change, form.type, &subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		*version = receipt.n;
	return st;
}

/* `own`, and that only what is published has a date. */
static enum status
read_own(const struct field_words *words, size_t count, bool *own, struct error *err)
{
	const char *text = field_text(words, count, "own");
	const char *published = field_text(words, count, "published");

	if (text == NULL || (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0))
		return fail(err, STATUS_INVALID,
		            "say whether we write it (own: yes) or somebody else does (no)");
	*own = strcmp(text, "yes") == 0;
	if (*own && published != NULL && *published != '\0')
		return fail(err, STATUS_INVALID,
		            "a report of one's own begins as a draft, which has no date of publication: vidimus report publish gives it one");
	return STATUS_OK;
}

static enum status
register_report(struct catalogue *catalogue, struct change *change, bool own, struct uuid *uuid,
                int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL, *values = json_pack("{s:b}", "own", (int)own);
	struct subject subject;
	enum status st = values ? catalogue_next_id(catalogue, 'R', &open, number, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = change_new_uuid(change, uuid, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("report", uuid);
	return change_add(change, "report.registered", &subject, open, values, NULL, err);
}

static enum status
first_version(struct change *change, bool own, const struct field_words *words, size_t count,
              const struct kept_file *document, const struct uuid *uuid, struct error *err)
{
	struct version_words version = { .report = *uuid,
		                         .version = 1,
		                         .document = kept_file_json(document),
		                         .words = words,
		                         .count = count };
	enum status st;

	if (document != NULL)
		version.name = json_of_name(document->name.p, document->name.n);
	st = own ? version_add_draft(change, &version, err)
	         : version_add_published(change, &version, err);
	version_words_end(&version);
	return st;
}

enum status
report_add(struct catalogue *catalogue, const struct field_words *words, size_t count,
           struct kept_file *document, int64_t *number, struct error *err)
{
	struct description description = { .words = words, .count = count };
	struct change *change = NULL;
	struct uuid uuid;
	int64_t version = 0;
	bool own = true;
	enum status st = record_fields_check(&form, words, count,
	                                     (const char *const[]){ "own", "published", NULL }, err);

	if (st == STATUS_OK)
		st = read_own(words, count, &own, err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "report add", &change, err);
	if (st != STATUS_OK)
		return st;
	st = register_report(catalogue, change, own, &uuid, number, err);
	if (st == STATUS_OK)
		st = first_version(change, own, words, count, document, &uuid, err);
	if (st == STATUS_OK)
		st = report_describe(catalogue, change, &uuid, &description, &version, err);
	if (st == STATUS_OK)
		st = kept_file_keep(catalogue, document, err);
	return catalogue_finish(catalogue, change, st, err);
}

enum status
report_edit(struct catalogue *catalogue, const struct uuid *report, const struct field_words *words,
            size_t count, int64_t based_on, int64_t *version, struct error *err)
{
	struct description description = { .words = words, .count = count, .based_on = based_on };
	struct change *change = NULL;
	enum status st = record_fields_check(&form, words, count, NULL, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "report edit", &change, err);
	if (st != STATUS_OK)
		return st;
	st = report_describe(catalogue, change, report, &description, version, err);
	return catalogue_finish(catalogue, change, st, err);
}

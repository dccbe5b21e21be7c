/* SPDX-License-Identifier: Apache-2.0 */
/* report_amend.c - what becomes known of a published version later: its date, its address, its document. */
#include "casework/report_internal.h"

#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

/* The version as it was recorded last: the members of its event that may stay. */
static enum status
read_version(struct catalogue *catalogue, struct version_words *version, json_t *values,
             struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT published, url, citations, overridden, corrects, correction"
		" FROM p_report_versions WHERE report = $1 AND version = $2 AND state <> 'draft'"
		" ORDER BY seq DESC LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, &version->report);
	statement_bind_text(row, 1, text_of(text));
	statement_bind_integer(row, 2, version->version);
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no such version") : st;
	version->corrects = statement_integer(row, 4);
	if (json_object_set_new(values, "published", value_of_json_column(row, 0)) != 0 ||
	    json_object_set_new(values, "url", value_of_text_column(row, 1)) != 0 ||
	    json_object_set_new(values, "citations", json_integer(statement_integer(row, 2))) != 0 ||
	    json_object_set_new(values, "overridden", value_of_json_column(row, 3)) != 0 ||
	    (version->corrects > 0 &&
	     (json_object_set_new(values, "corrects", json_integer(version->corrects)) != 0 ||
	      json_object_set_new(values, "correction", value_of_text_column(row, 5)) != 0)))
		return fail_memory(err);
	return STATUS_OK;
}

/* What is said now in place of what was said. */
static enum status
set_words(const struct version_words *version, json_t *values, struct error *err)
{
	const char *published = field_text(version->words, version->count, "published");
	enum status st = published ? record_date_set(values, "published", published, err) : STATUS_OK;

	if (st == STATUS_OK)
		st = value_set_text(values, "url", field_text(version->words, version->count, "url"),
		                    err);
	if (st == STATUS_OK)
		st = value_set_text(values, "because",
		                    field_text(version->words, version->count, "because"), err);
	if (st == STATUS_OK &&
	    (json_object_set_new(values, "version", json_integer(version->version)) != 0 ||
	     json_object_set_new(values, "based_on", json_integer(version->based_on)) != 0 ||
	     json_object_set_new(values, "document",
	                         version->document ? json_incref(version->document)
	                                           : json_null()) != 0))
		st = fail_memory(err);
	return st;
}

static enum status
amend(struct catalogue *catalogue, struct change *change, struct version_words *version,
      const struct kept_file *document, struct error *err)
{
	struct subject subject = subject_of("report", &version->report);
	SCOPED_JSON json_t *open = json_object(), *values = json_object();
	enum status st = open && values ? read_version(catalogue, version, values, err)
	                                : fail_memory(err);

	if (st == STATUS_OK && document != NULL)
		version->document = kept_file_json(document);
	else if (st == STATUS_OK)
		st = version_keep_document(catalogue, version, err);
	if (st == STATUS_OK)
		st = set_words(version, values, err);
	return st == STATUS_OK ? change_add(change,
	                                    version->corrects > 0 ? "report.corrected"
	                                                          : "report.published",
	                                    &subject, open, values, NULL, err)
	                       : st;
}

static enum status
amend_published(struct catalogue *catalogue, struct change *change, struct version_words *version,
                struct kept_file *document, int64_t based_on, struct report_version *out,
                struct error *err)
{
	struct report_state state;
	enum status st = report_state_read(catalogue, &version->report, based_on, &state, err);

	if (st == STATUS_OK && state.published == 0)
		st = fail(err, STATUS_INVALID, "nothing of %s is published yet", state.id);
	if (st != STATUS_OK)
		return st;
	version->version = state.published;
	version->based_on = state.chain;
	*out = (struct report_version){ .number = state.number, .version = version->version,
		                        .chain = state.chain + 1 };
	st = amend(catalogue, change, version, document, err);
	return st == STATUS_OK ? kept_file_keep(catalogue, document, err) : st;
}

enum status
report_amend(struct catalogue *catalogue, const struct uuid *report,
             const struct field_words *words, size_t count, struct kept_file *document,
             int64_t based_on, struct report_version *out, struct error *err)
{
	static const struct record_form form = { .kind = "publication" };
	struct version_words version = { .report = *report, .words = words, .count = count };
	struct change *change = NULL;
	enum status st = record_fields_check(
		&form, words, count, (const char *const[]){ "published", "url", "because", NULL }, err);

	if (st == STATUS_OK && count == 0 && document == NULL)
		st = fail(err, STATUS_INVALID, "say what is known now: its date, address or document");
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "report amend", &change, err);
	if (st != STATUS_OK)
		return st;
	st = amend_published(catalogue, change, &version, document, based_on, out, err);
	version_words_end(&version);
	return catalogue_finish(catalogue, change, st, err);
}

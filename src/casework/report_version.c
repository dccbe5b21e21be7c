/* SPDX-License-Identifier: Apache-2.0 */
/* report_version.c - versions of a report: drafts, and the events of those that are published. */
#include "casework/report_internal.h"

#include "casework/short_id.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>

void
version_words_end(struct version_words *version)
{
	json_decref(version->document);
	json_decref(version->name);
	json_decref(version->pins);
	json_decref(version->overridden);
}

static json_t *
or_null(json_t *value)
{
	return value ? json_incref(value) : json_null();
}

static json_t *
number_or_null(int64_t number)
{
	return number > 0 ? json_integer(number) : json_null();
}

enum status
version_add_draft(struct change *change, const struct version_words *version, struct error *err)
{
	struct subject subject = subject_of("report", &version->report);
	SCOPED_JSON json_t *open = json_object(),
		           *values = json_pack("{s:o,s:I,s:o,s:o}", "based_on",
	                                       number_or_null(version->based_on), "version",
	                                       (json_int_t)version->version, "document",
	                                       or_null(version->document), "name",
	                                       or_null(version->name));
	enum status st = open && values ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = value_set_text(values, "note", field_text(version->words, version->count, "note"),
		                    err);
	return st == STATUS_OK
	               ? change_add(change, "report.drafted", &subject, open, values, NULL, err)
	               : st;
}

static enum status
add_words(json_t *values, const struct version_words *version, struct error *err)
{
	const struct field_words *words = version->words;
	size_t count = version->count;
	enum status st = record_date_set(values, "published",
	                                 field_text(words, count, "published"), err);

	if (st == STATUS_OK)
		st = value_set_text(values, "url", field_text(words, count, "url"), err);
	if (st == STATUS_OK)
		st = value_set_text(values, "because", field_text(words, count, "because"), err);
	if (st == STATUS_OK && version->corrects > 0)
		st = value_set_text(values, "correction", field_text(words, count, "correction"), err);
	return st;
}

enum status
version_add_published(struct change *change, const struct version_words *version,
                      struct error *err)
{
	struct subject subject = subject_of("report", &version->report);
	SCOPED_JSON json_t *open = json_object(),
		           *values = json_pack("{s:o,s:I,s:o,s:I,s:o,s:o}", "based_on",
	                                       number_or_null(version->based_on), "version",
	                                       (json_int_t)version->version, "document",
	                                       or_null(version->document), "citations",
	                                       (json_int_t)version->citations, "pins",
	                                       version->pins ? json_incref(version->pins)
	                                                     : json_array(),
	                                       "overridden", or_null(version->overridden));
	enum status st = open && values ? add_words(values, version, err) : fail_memory(err);

	if (st == STATUS_OK && version->corrects > 0 &&
	    json_object_set_new(values, "corrects", json_integer(version->corrects)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? change_add(change,
	                                    version->corrects > 0 ? "report.corrected"
	                                                          : "report.published",
	                                    &subject, open, values, NULL, err)
	                       : st;
}

static enum status
fill_state(struct statement *row, int64_t based_on, struct report_state *out, struct error *err)
{
	*out = (struct report_state){ .number = statement_integer(row, 0),
		                      .chain = statement_integer(row, 1),
		                      .own = statement_is_null(row, 2) || statement_integer(row, 2),
		                      .drafting = statement_integer(row, 3) != 0,
		                      .latest = statement_integer(row, 4),
		                      .published = statement_integer(row, 5) };
	short_id_write(out->id, (struct short_id){ 'R', out->number });
	if (based_on > out->chain)
		return fail(err, STATUS_INVALID, "%s has no version %lld yet, only %lld", out->id,
		            (long long)based_on, (long long)out->chain);
	if (based_on > 0 && based_on != out->chain)
		return fail(err, STATUS_STALE,
		            "%s was changed after version %lld that yours is based on; look at it and do it based on version %lld",
		            out->id, (long long)based_on, (long long)out->chain);
	return STATUS_OK;
}

enum status
report_state_read(struct catalogue *catalogue, const struct uuid *report, int64_t based_on,
                  struct report_state *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT number, version, own, drafting, (SELECT coalesce(max(version), 0)"
		" FROM p_report_versions WHERE report = $1), (SELECT coalesce(max(version), 0)"
		" FROM p_report_versions WHERE report = $1 AND state <> 'draft')"
		" FROM p_reports WHERE uuid = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, report);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such report");
	return st == STATUS_OK ? fill_state(row, based_on, out, err) : st;
}

/* {"object","bytes","media_type"} and a name, of columns in this order. */
static enum status
document_of_row(struct statement *row, json_t **document, json_t **name, struct error *err)
{
	char bytes[24];

	snprintf(bytes, sizeof bytes, "%lld", (long long)statement_integer(row, 1));
	*document = json_pack("{s:o,s:o,s:o}", "object", value_of_text_column(row, 0), "bytes",
	                      statement_is_null(row, 1) ? json_null() : json_string(bytes),
	                      "media_type", value_of_text_column(row, 2));
	if (!statement_is_null(row, 3)) {
		struct text blob = statement_blob(row, 3);

		*name = json_of_name(blob.p, blob.n);
	}
	return *document ? STATUS_OK : fail_memory(err);
}

enum status
version_keep_document(struct catalogue *catalogue, struct version_words *version, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(
		catalogue->database,
		"SELECT document, bytes, media_type, name_bytes FROM p_report_versions"
		" WHERE report = $1 AND version = $2 ORDER BY seq DESC LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, &version->report);
	statement_bind_text(row, 1, text_of(text));
	statement_bind_integer(row, 2, version->version);
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && statement_is_null(row, 0)))
		return STATUS_OK;
	if (st == STATUS_OK)
		st = document_of_row(row, &version->document, &version->name, err);
	return st;
}

static enum status
add_draft(struct catalogue *catalogue, struct change *change, struct version_words *version,
          struct kept_file *document, struct error *err)
{
	enum status st = STATUS_OK;

	if (document == NULL)
		st = version_keep_document(catalogue, version, err);
	else {
		version->document = kept_file_json(document);
		version->name = json_of_name(document->name.p, document->name.n);
	}
	return st == STATUS_OK ? version_add_draft(change, version, err) : st;
}

static enum status
draft(struct catalogue *catalogue, struct change *change, struct version_words *version,
      struct kept_file *document, int64_t based_on, struct report_version *out,
      struct error *err)
{
	struct report_state state;
	enum status st = report_state_read(catalogue, &version->report, based_on, &state, err);

	if (st != STATUS_OK)
		return st;
	if (!state.own)
		return fail(err, STATUS_INVALID,
		            "%s is somebody else's, whose drafts are not recorded: vidimus report correct records a further version",
		            state.id);
	version->version = state.drafting && state.latest > 0 ? state.latest : state.latest + 1;
	version->based_on = state.chain;
	*out = (struct report_version){ .number = state.number, .version = version->version,
		                        .chain = state.chain };
	if (state.drafting && state.latest > 0 && document == NULL &&
	    field_text(version->words, version->count, "note") == NULL)
		return STATUS_OK;
	st = add_draft(catalogue, change, version, document, err);
	out->chain++;
	return st;
}

enum status
report_draft(struct catalogue *catalogue, const struct uuid *report,
             const struct field_words *words, size_t count, struct kept_file *document,
             int64_t based_on, struct report_version *out, struct error *err)
{
	static const struct record_form form = { .kind = "report" };
	struct version_words version = { .report = *report, .words = words, .count = count };
	struct change *change = NULL;
	enum status st = record_fields_check(&form, words, count,
	                                     (const char *const[]){ "note", NULL }, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "report draft", &change, err);
	if (st != STATUS_OK)
		return st;
	st = draft(catalogue, change, &version, document, based_on, out, err);
	version_words_end(&version);
	if (st == STATUS_OK)
		st = kept_file_keep(catalogue, document, err);
	return catalogue_finish(catalogue, change, st, err);
}

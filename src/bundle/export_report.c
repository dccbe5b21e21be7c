/* SPDX-License-Identifier: Apache-2.0 */
/* export_report.c - data/report.html and report.pdf: for people, what items.json says, gaps first. */
#include "bundle/export_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "ledger/outside.h"
#include "render/document.h"
#include "render/pdf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct reporting {
	struct export   *export;
	struct document *document;
};

static void
add_words(struct reporting *reporting, const char *label, struct text value)
{
	if (value.p != NULL && value.n > 0)
		document_value(reporting->document, text_of(label), value);
}

static struct text
begun_text(const struct export *export, const char *member)
{
	struct text text = { NULL, 0 };

	return json_member_text(export->values, member, &text) ? text : (struct text){ NULL, 0 };
}

static void
add_terms(struct reporting *reporting)
{
	const struct export *export = reporting->export;
	struct text edtf = { NULL, 0 };
	char time[INSTANT_HUMAN_SIZE];

	instant_write_human(time, export->begun);
	add_words(reporting, "Made for", text_of(policy_name(export->policy)));
	add_words(reporting, "Recipient", export_recipient(export));
	add_words(reporting, "Purpose", begun_text(export, "purpose"));
	add_words(reporting, "Terms", begun_text(export, "terms"));
	if (json_member_text(json_object_get(export->values, "expires"), "edtf", &edtf))
		add_words(reporting, "To be kept until", edtf);
	if (export->words->no_onward)
		add_words(reporting, "Onward transfer", text_of("forbidden: it must not be passed on"));
	add_words(reporting, "Begun", text_of(time));
}

static void
add_gap(struct reporting *reporting, const char *format, ...) PRINTF_LIKE(2, 3);

static void
add_gap(struct reporting *reporting, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	document_gap(reporting->document, text_of(text));
}

static const json_t *
value_of(const json_t *exhibit, const char *name)
{
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(exhibit, "values"), i, entry) {
		const char *other = json_string_value(json_object_get(entry, "name"));

		if (other != NULL && strcmp(other, name) == 0)
			return json_object_get(entry, "value");
	}
	return NULL;
}

/* Exhibits without bytes, in dispute, and those of which a derivative is given. */
static void
add_exhibit_gaps(struct reporting *reporting)
{
	const struct export *export = reporting->export;
	json_t *exhibit;
	size_t i;

	json_array_foreach(export->told, i, exhibit) {
		const char *number = export->selection.exhibits[i].number;
		const char *status = json_string_value(value_of(exhibit, "status"));

		if (export->files[i].name[0] == '\0')
			add_gap(reporting, "%s: its file is not held; what others say of it is all there is.",
			        number);
		else if (!export->selection.exhibits[i].is_original)
			add_gap(reporting, "%s: a reviewed derivative is given in place of the original.",
			        number);
		if (status != NULL && strcmp(status, "disputed") == 0)
			add_gap(reporting, "%s: its status is disputed.", number);
	}
}

static size_t
count_withheld(const struct bundle_selection *selection)
{
	size_t withheld = 0;

	for (size_t i = 0; i < selection->code_count; i++)
		withheld += selection->codes[i] != NULL;
	return withheld;
}

static enum status
add_outside_gap(struct reporting *reporting, struct error *err)
{
	const struct export *export = reporting->export;
	struct outside_sight sight;
	enum status st = outside_newest(export->catalogue->ledger, &sight, err);

	if (st == STATUS_NOT_FOUND)
		add_gap(reporting, "Nobody outside has seen this log: whoever holds its key could have"
		                   " rewritten all of it.");
	else if (st == STATUS_OK && sight.size < export->size)
		add_gap(reporting, "The last %" PRId64 " events of the log were not yet seen by anyone outside.",
		        export->size - sight.size);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static void
add_decision_gaps(struct reporting *reporting)
{
	const json_t *decisions = json_object_get(reporting->export->values, "decisions");
	size_t withheld = 0, opened = 0, i;
	json_t *entry;

	json_array_foreach(json_iterable(decisions), i, entry) {
		if (json_is_true(json_object_get(entry, "opened")))
			opened++;
		else
			withheld++;
	}
	if (withheld > 0)
		add_gap(reporting, "%zu members are withheld by a person's decision, and not by the policy.",
		        withheld);
	if (opened > 0)
		add_gap(reporting, "%zu members are opened by a person's decision, against the policy.",
		        opened);
	if (reporting->export->accepted > 0)
		add_gap(reporting, "%zu finds of the search for protected values were accepted by two people.",
		        reporting->export->accepted);
}

static enum status
add_gaps(struct reporting *reporting, struct error *err)
{
	const struct export *export = reporting->export;
	enum status st = STATUS_OK;

	document_heading(reporting->document, 2, text_of("What is not known, not given or not checked"));
	if (export->words->signer == NULL)
		add_gap(reporting, "This bundle is not sealed: who made it cannot be checked.");
	if (export->selection.carries_events) {
		add_gap(reporting, "%zu members of its events are withheld; custody/redactions.json lists each with its reason.",
		        count_withheld(&export->selection));
		st = add_outside_gap(reporting, err);
	} else {
		add_gap(reporting, "It carries no events: the policy gives a list of values and nothing else.");
	}
	add_decision_gaps(reporting);
	add_exhibit_gaps(reporting);
	add_gap(reporting, "What a picture shows and a voice says was not searched for protected values: no program can.");
	return st;
}

/* A value as words: a text as it is, a list by its parts, anything else as JSON. */
static enum status
write_value(struct buffer *out, const json_t *value, struct error *err)
{
	struct text text;
	json_t *entry;
	size_t i;

	if (json_is_string(value)) {
		buffer_append(out, json_string_value(value), json_string_length(value));
		return buffer_check(out, err);
	}
	if (json_member_text(value, "edtf", &text) || json_member_text(value, "text", &text)) {
		buffer_append_text(out, text);
		return buffer_check(out, err);
	}
	if (!json_is_array(value))
		return json_canonical(out, value, err);
	if (json_array_size(value) == 0)
		buffer_append_string(out, "none");
	json_array_foreach(json_iterable(value), i, entry) {
		enum status st;

		buffer_append_string(out, i > 0 ? ", " : "");
		st = write_value(out, entry, err);
		if (st != STATUS_OK)
			return st;
	}
	return buffer_check(out, err);
}

/* "finding_conclusion" as "Finding conclusion". */
static void
write_label(char out[64], const char *name)
{
	snprintf(out, 64, "%s", name);
	for (char *at = out; *at != '\0'; at++) {
		if (*at == '_')
			*at = ' ';
	}
	if (out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 'a' + 'A');
}

static enum status
add_value(struct reporting *reporting, const json_t *entry, struct error *err)
{
	const char *name = json_string_value(json_object_get(entry, "name"));
	SCOPED(buffer) words = { 0 };
	char label[64];
	enum status st = write_value(&words, json_object_get(entry, "value"), err);

	if (st != STATUS_OK)
		return st;
	write_label(label, name);
	if (strcmp(name, "sha256") == 0)
		document_hash(reporting->document, text_of("SHA-256 of the original"),
		              text_of_buffer(&words));
	else
		document_value(reporting->document, text_of(label), text_of_buffer(&words));
	return st;
}

/* Which events its chain has, and who signed each: what the envelopes tell. */
static enum status
add_custody(struct reporting *reporting, const struct subject *item, struct error *err)
{
	static const char *const headings[] = { "Time (UTC)", "Event", "Signed by" };
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		reporting->export->catalogue->database,
		"SELECT json_extract(e.bytes, '$.time'), e.type, coalesce(k.code,"
		" substr(json_extract(e.bytes, '$.actor'), 1, 16)) FROM events e LEFT JOIN p_actors k"
		" ON k.fingerprint = json_extract(e.bytes, '$.actor') WHERE e.subject = $1"
		" ORDER BY e.n",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(item->text));
	document_heading(reporting->document, 3, text_of("Custody"));
	document_table_begin(reporting->document, headings, 3);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		const struct text cells[] = { statement_text(row, 0), statement_text(row, 1),
			                      statement_text(row, 2) };

		document_table_row(reporting->document, cells);
	}
	document_table_end(reporting->document);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The word for what several values tell of together, by what the name of one begins with; NULL for none. */
static const char *
together(const char *name)
{
	static const struct {
		const char *begins, *word;
	} words[] = {
		{ "claim_", "Claim" },     { "depicted_", "What it shows" }, { "finding_", "Finding" },
		{ "posting_", "Posting" }, { "review", "Review" },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strncmp(name, words[i].begins, strlen(words[i].begins)) == 0)
			return words[i].word;
	}
	return NULL;
}

/* Values of one event stand below one heading, so that nobody reads one person's answer as another's. */
static void
head_event(struct reporting *reporting, const json_t *before, const json_t *entry)
{
	const char *word = together(json_string_value(json_object_get(entry, "name")));
	const json_t *event = json_array_get(json_object_get(entry, "from"), 0);

	if (event == NULL || json_equal(event, json_array_get(json_object_get(before, "from"), 0)))
		return;
	if (word != NULL)
		document_heading(reporting->document, 3, text_of(word));
	else if (before != NULL && together(json_string_value(json_object_get(before, "name"))) != NULL)
		document_heading(reporting->document, 3, text_of("Further"));
}

static enum status
add_exhibit(struct reporting *reporting, size_t at, const json_t *exhibit, struct error *err)
{
	const struct export *export = reporting->export;
	char hash[DIGEST_TEXT_SIZE];
	enum status st = STATUS_OK;
	json_t *entry;
	size_t i;

	document_heading(reporting->document, 2, text_of(export->selection.exhibits[at].number));
	if (export->files[at].name[0] != '\0') {
		digest_write(hash, &export->selection.exhibits[at].object);
		add_words(reporting, "File", text_of(export->files[at].name));
		document_hash(reporting->document, text_of("SHA-256 of the file"), text_of(hash));
	}
	json_array_foreach(json_object_get(exhibit, "values"), i, entry) {
		head_event(reporting, i > 0 ? json_array_get(json_object_get(exhibit, "values"), i - 1) : NULL,
		           entry);
		if (st == STATUS_OK)
			st = add_value(reporting, entry, err);
	}
	if (st == STATUS_OK && export->selection.carries_events)
		st = add_custody(reporting, &export->selection.exhibits[at].item, err);
	return st;
}

/* Of very many exhibits a list, and where the rest is. */
static void
add_list(struct reporting *reporting)
{
	static const char *const headings[] = { "Exhibit", "Status", "File" };
	const struct export *export = reporting->export;
	json_t *exhibit;
	size_t i;

	document_paragraph(reporting->document,
	                   text_of("There are too many exhibits to tell all of each here:"
	                           " catalogue/items.json has every value."));
	document_table_begin(reporting->document, headings, 3);
	json_array_foreach(export->told, i, exhibit) {
		const char *status = json_string_value(value_of(exhibit, "status"));
		const struct text cells[] = { text_of(export->selection.exhibits[i].number),
			                      text_of(status ? status : ""),
			                      text_of(export->files[i].name) };

		document_table_row(reporting->document, cells);
	}
	document_table_end(reporting->document);
}

static enum status
fill(struct reporting *reporting, struct text title, struct error *err)
{
	const struct export *export = reporting->export;
	char running[64], time[INSTANT_TEXT_SIZE];
	enum status st;
	size_t i;
	json_t *exhibit;

	instant_write(time, export->begun);
	snprintf(running, sizeof running, "Made for: %s", policy_name(export->policy));
	document_running(reporting->document, text_of(running));
	document_prepared(reporting->document, text_of(time));
	document_heading(reporting->document, 1, title);
	add_terms(reporting);
	st = add_gaps(reporting, err);
	if (export->selection.exhibit_count > REPORT_EXHIBITS_MOST) {
		add_list(reporting);
		return st;
	}
	json_array_foreach(export->told, i, exhibit) {
		if (st == STATUS_OK)
			st = add_exhibit(reporting, i, exhibit, err);
	}
	return st;
}

/* The words of a PDF are compressed: the gate sees them as HTML, of which they are the same. */
static enum status
write_pdf(struct export *export, const struct document *document, struct error *err)
{
	SCOPED(buffer) pdf = { 0 };
	struct leak_gate *gate = export->made.gate;
	struct made_file *file;
	enum status st = document_pdf_by(export->catalogue->here.workers, document, &pdf, err);

	if (st != STATUS_OK)
		return st;
	export->made.gate = NULL;
	st = made_file_begin(&export->made, "data/report.pdf", &file, err);
	if (st == STATUS_OK)
		st = made_file_write(&export->made, file, text_of_buffer(&pdf), err);
	if (st == STATUS_OK)
		st = made_file_search(&export->made, file, err);
	export->made.gate = gate;
	return st;
}

enum status
export_report(struct export *export, struct error *err)
{
	struct reporting reporting = { .export = export };
	SCOPED_POINTER(document) document = NULL;
	SCOPED(buffer) html = { 0 };
	char title[MADE_NAME_SIZE + 16], name[MADE_NAME_SIZE];
	enum status st;

	export_name(export, name);
	snprintf(title, sizeof title, "Bundle %s", name);
	st = document_open(&document, title, "en", err);
	reporting.document = document;
	if (st == STATUS_OK)
		st = fill(&reporting, text_of(title), err);
	if (st == STATUS_OK)
		st = document_html(document, &html, err);
	if (st == STATUS_OK)
		st = made_file_of_text(&export->made, "data/report.html", text_of_buffer(&html), err);
	return st == STATUS_OK ? write_pdf(export, document, err) : st;
}

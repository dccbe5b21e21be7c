/* SPDX-License-Identifier: Apache-2.0 */
/* report_publish.c - a version gets published or corrected: checked, and every citation pinned, in one change. */
#include "casework/report_publish.h"

#include "casework/citation.h"
#include "casework/report_check.h"
#include "casework/report_internal.h"
#include "casework/value.h"
#include "casework/view_retraction.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* One publication on its way. Owned members end by publishing_end. */
struct publishing {
	struct catalogue         *catalogue;
	struct change            *change;
	const struct publication *asked;
	struct report_state       report;
	struct version_words      version;
	json_t                   *codes; /* that may be overridden */
};

static void
publishing_end(struct publishing *publishing)
{
	version_words_end(&publishing->version);
	json_decref(publishing->codes);
}

static const char *
word(const struct publishing *publishing, const char *name)
{
	const char *text = field_text(publishing->asked->words, publishing->asked->count, name);

	return text != NULL && *text != '\0' ? text : NULL;
}

static enum status
check_not_taken_back(struct publishing *publishing, struct error *err)
{
	char uuid[UUID_TEXT_SIZE];
	bool retracted = false;
	enum status st;

	uuid_write(uuid, &publishing->asked->report);
	st = record_is_retracted(publishing->catalogue->ledger, text_of(uuid), &retracted, err);
	if (st == STATUS_OK && retracted)
		return fail(err, STATUS_REFUSED, "%s was taken back", publishing->report.id);
	return st;
}

/* Which version it is, and whether there is one to publish or to correct. */
static enum status
choose_version(struct publishing *publishing, struct error *err)
{
	const struct report_state *report = &publishing->report;

	publishing->version.version = report->drafting && report->latest > 0 ? report->latest
	                                                                     : report->latest + 1;
	publishing->version.based_on = report->chain;
	if (publishing->asked->corrects && report->published == 0)
		return fail(err, STATUS_INVALID, "nothing of %s is published that could be corrected",
		            report->id);
	if (publishing->asked->corrects)
		publishing->version.corrects = report->published;
	else if (!report->drafting)
		return fail(err, STATUS_INVALID,
		            "version %lld of %s is published: vidimus report draft begins the next one, vidimus report correct corrects it",
		            (long long)report->latest, report->id);
	return check_not_taken_back(publishing, err);
}

/* A report that was never published needs a title that somebody chose for it. */
static enum status
check_title(struct publishing *publishing, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(publishing->catalogue->database,
	                                    "SELECT title, draft_title FROM p_reports WHERE uuid = $1",
	                                    &row, err);

	if (st != STATUS_OK || !publishing->report.own || word(publishing, "title") != NULL)
		return st;
	uuid_write(uuid, &publishing->asked->report);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_OK && statement_is_null(row, 0) &&
	    (!publishing->asked->as_drafted || statement_is_null(row, 1)))
		return fail(err, STATUS_INVALID,
		            "say what it is called where everybody reads it: --title @FILE, or --as-drafted, which publishes the draft's words");
	return st;
}

/* Codes stand in their order in an event. */
static bool
insert_code(json_t *codes, json_t *code)
{
	size_t at = 0;

	while (at < json_array_size(codes) &&
	       strcmp(json_string_value(json_array_get(codes, at)), json_string_value(code)) < 0)
		at++;
	return json_array_insert(codes, at, code) == 0;
}

/* The findings that nobody said to publish in spite of; those that somebody did, in *overridden. */
static enum status
sort_findings(const json_t *checked, const json_t *codes, json_t *overridden, struct buffer *left,
              struct error *err)
{
	json_t *each, *code;
	size_t i, k;

	json_array_foreach(json_object_get(checked, "counts"), i, each) {
		json_t *found = json_object_get(each, "code");
		bool named = false;

		json_array_foreach(codes, k, code)
			named = named || json_equal(code, found);
		if (named && !insert_code(overridden, found))
			return fail_memory(err);
		if (!named)
			buffer_append_format(left, "%s%s (%lld)", left->n ? ", " : "",
			                     json_string_value(found),
			                     (long long)json_integer_value(
				                     json_object_get(each, "citations")));
	}
	return buffer_check(left, err);
}

/* Asks of one's own report what would embarrass it; others answer for theirs. */
static enum status
pass_check(struct publishing *publishing, struct error *err)
{
	SCOPED_JSON json_t *checked = NULL;
	SCOPED(buffer) left = { 0 };
	enum status st;

	publishing->version.overridden = json_array();
	if (publishing->version.overridden == NULL)
		return fail_memory(err);
	if (!publishing->report.own)
		return STATUS_OK;
	st = report_check(publishing->catalogue->ledger, &publishing->asked->report,
	                  change_time(publishing->change), &checked, err);
	if (st == STATUS_OK)
		st = sort_findings(checked, publishing->codes, publishing->version.overridden, &left,
		                   err);
	if (st == STATUS_OK && left.n > 0)
		return fail(err, STATUS_REFUSED,
		            "%s is not published, because of: %s; vidimus report check %s tells each; mend them, or publish in spite of some with --override CODES --because @FILE",
		            publishing->report.id, buffer_string(&left), publishing->report.id);
	if (st == STATUS_OK && json_array_size(publishing->version.overridden) > 0 &&
	    word(publishing, "because") == NULL)
		return fail(err, STATUS_INVALID,
		            "say why it is published in spite of what was found: --because @FILE");
	return st;
}

static enum status
take_document(struct publishing *publishing, struct error *err)
{
	struct kept_file *document = publishing->asked->document;

	if (document != NULL) {
		publishing->version.document = kept_file_json(document);
		return publishing->version.document ? STATUS_OK : fail_memory(err);
	}
	return publishing->asked->as_drafted && publishing->report.drafting
	               ? version_keep_document(publishing->catalogue, &publishing->version, err)
	               : STATUS_OK;
}

/*
 * Where the report cites it, and in which words: as was published before, or
 * said of what was published already; a draft's only where somebody says so.
 */
static enum status
add_place(json_t *pin, struct statement *row, bool as_drafted, struct error *err)
{
	static const char *const names[] = { "locator", "quote" };
	bool told = as_drafted || statement_integer(row, 2) == 0;

	for (int i = 0; i < 2; i++) {
		bool pinned = !statement_is_null(row, 3 + i);
		json_t *value = pinned ? value_of_text_column(row, 3 + i)
		                : told ? value_of_text_column(row, 5 + i)
		                       : json_null();

		if (json_object_set_new(pin, names[i], value) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* What a citation is pinned to: an object with all that the two events say of it. */
static enum status
append_pin(struct publishing *publishing, struct statement *row, json_t *pins, struct error *err)
{
	SCOPED_JSON json_t *pin = json_object();
	SCOPED(cited) cited = { 0 };
	struct subject subject;
	enum status st = pin ? STATUS_OK : fail_memory(err);

	if (!subject_read(statement_text(row, 1), &subject))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed subject: run vidimus rebuild");
	if (st == STATUS_OK)
		st = cited_read(publishing->catalogue->ledger, &subject, &cited, err);
	if (st == STATUS_OK &&
	    (json_object_set_new(pin, "citation", value_of_text_column(row, 0)) != 0 ||
	     json_object_set_new(pin, "subject", json_string(subject.text)) != 0 ||
	     json_object_set(pin, "object", cited.object) != 0 ||
	     json_object_set(pin, "status", cited.status) != 0 ||
	     json_object_set(pin, "verified_as", cited.verified_as) != 0 ||
	     json_object_set_new(pin, "version_cited", json_integer(cited.version)) != 0))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = add_place(pin, row, publishing->asked->as_drafted, err);
	if (st == STATUS_OK && json_array_append(pins, pin) != 0)
		st = fail_memory(err);
	return st;
}

/* All are read before the first event, which is one more in its chain. */
static enum status
read_pins(struct publishing *publishing, json_t *pins, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(
		publishing->catalogue->database,
		"SELECT c.uuid, c.subject, c.drafted, p.locator, p.quote, c.locator, c.quote"
		" FROM p_citations c LEFT JOIN p_pins p ON p.seq = (SELECT max(seq) FROM p_pins"
		" WHERE citation = c.uuid) WHERE c.report = $1 AND c.version <= $2 AND NOT EXISTS"
		" (SELECT 1 FROM p_retractions x WHERE x.record = c.uuid) ORDER BY c.number",
		&row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &publishing->asked->report);
	statement_bind_text(row, 1, text_of(uuid));
	statement_bind_integer(row, 2, publishing->version.version);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = append_pin(publishing, row, pins, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* citation.pinned in the chain of what is cited. */
static enum status
add_pin_event(struct publishing *publishing, const json_t *pin, struct error *err)
{
	struct subject report = subject_of("report", &publishing->asked->report), subject;
	SCOPED_JSON json_t *open = json_object(), *values = json_copy(json_iterable(pin));

	if (open == NULL || values == NULL ||
	    json_object_set_new(values, "report", json_string(report.text)) != 0 ||
	    json_object_set_new(values, "version", json_integer(publishing->version.version)) != 0)
		return fail_memory(err);
	json_object_del(values, "subject");
	if (!subject_read(text_of(json_string_value(json_object_get(pin, "subject"))), &subject))
		return fail(err, STATUS_FAULT, "a pin without a subject");
	return change_add(publishing->change, "citation.pinned", &subject, open, values, NULL, err);
}

/* The same in the list that the report's own chain holds. */
static enum status
list_pin(struct publishing *publishing, const json_t *pin, struct error *err)
{
	const char *subject = json_string_value(json_object_get(pin, "subject"));
	bool item = text_begins(text_of(subject), "item/");
	json_t *listed = json_pack("{s:O,s:s?,s:s?,s:O,s:O,s:O}", "citation",
	                           json_object_get(pin, "citation"), "item", item ? subject : NULL,
	                           "footage", item ? NULL : subject, "n",
	                           json_object_get(pin, "version_cited"), "object",
	                           json_object_get(pin, "object"), "status",
	                           json_object_get(pin, "status"));

	return json_array_append_new(publishing->version.pins, listed) == 0 ? STATUS_OK
	                                                                    : fail_memory(err);
}

static enum status
pin_all(struct publishing *publishing, struct error *err)
{
	SCOPED_JSON json_t *pins = json_array();
	enum status st = pins ? read_pins(publishing, pins, err) : fail_memory(err);
	json_t *each;
	size_t i;

	publishing->version.pins = json_array();
	publishing->version.citations = (int64_t)json_array_size(pins);
	json_array_foreach(pins, i, each) {
		if (st == STATUS_OK)
			st = list_pin(publishing, each, err);
		if (st == STATUS_OK)
			st = add_pin_event(publishing, each, err);
	}
	return st;
}

static enum status
publish(struct publishing *publishing, int64_t *chain, struct error *err)
{
	const struct publication *asked = publishing->asked;
	const struct description description = {
		.words = asked->words,
		.count = asked->count,
		.how = asked->as_drafted ? DESCRIBE_AS_DRAFTED : DESCRIBE_PUBLISH,
	};
	enum status st = report_state_read(publishing->catalogue, &asked->report, asked->based_on,
	                                   &publishing->report, err);

	if (st == STATUS_OK)
		st = choose_version(publishing, err);
	if (st == STATUS_OK)
		st = check_title(publishing, err);
	if (st == STATUS_OK)
		st = pass_check(publishing, err);
	if (st == STATUS_OK)
		st = take_document(publishing, err);
	if (st == STATUS_OK)
		st = pin_all(publishing, err);
	if (st == STATUS_OK)
		st = version_add_published(publishing->change, &publishing->version, err);
	if (st == STATUS_OK)
		st = report_describe(publishing->catalogue, publishing->change, &asked->report,
		                     &description, chain, err);
	return st == STATUS_OK ? kept_file_keep(publishing->catalogue, asked->document, err) : st;
}

/* What others decided for their own safety is no question of what may be overridden. */
static enum status
check_codes(const json_t *codes, struct error *err)
{
	json_t *code;
	size_t i;

	json_array_foreach(codes, i, code) {
		if (strcmp(json_string_value(code), "no-consent") == 0)
			return fail(err, STATUS_REFUSED,
			            "no report is published in spite of no-consent: record the consent, or unlink what is cited");
		if (strcmp(json_string_value(code), "restricted") == 0)
			return fail(err, STATUS_REFUSED,
			            "no report is published in spite of a restriction: lift it, or unlink what is cited");
	}
	return STATUS_OK;
}

/* The words that a publication has, and the codes among them. */
static enum status
read_words(struct publishing *publishing, struct error *err)
{
	static const char *const names[] = { "title",   "authors",    "publisher", "url",      "published",
		                             "because", "correction", "override",  NULL };
	static const struct record_form form = { .kind = "publication" };
	const struct publication *asked = publishing->asked;
	const char *override = word(publishing, "override");
	enum status st = record_fields_check(&form, asked->words, asked->count, names, err);

	if (st == STATUS_OK && asked->corrects != (word(publishing, "correction") != NULL))
		return fail(err, STATUS_INVALID,
		            asked->corrects ? "say what is corrected, in the words that are published: --correction @FILE"
		                            : "only a correction says what is corrected");
	if (st == STATUS_OK && override != NULL)
		st = vocabulary_read_codes(publishing->catalogue->database, "report-check",
		                           text_of(override), &publishing->codes, err);
	return st == STATUS_OK ? check_codes(publishing->codes, err) : st;
}

enum status
report_publish(struct catalogue *catalogue, const struct publication *asked,
               struct report_version *out, struct error *err)
{
	SCOPED(publishing) publishing = {
		.catalogue = catalogue,
		.asked = asked,
		.version = { .report = asked->report, .words = asked->words, .count = asked->count },
	};
	const char *verb = asked->corrects ? "report correct" : "report publish";
	int64_t chain = 0;
	enum status st = read_words(&publishing, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, verb, &publishing.change, err);
	if (st != STATUS_OK)
		return st;
	st = catalogue_finish(catalogue, publishing.change, publish(&publishing, &chain, err), err);
	if (st == STATUS_OK)
		*out = (struct report_version){ .number = publishing.report.number,
			                        .version = publishing.version.version,
			                        .chain = chain,
			                        .citations = publishing.version.citations };
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* citation.c - citations, many in one change, each pinned to what it found. */
#include "casework/citation.h"

#include "casework/gate.h"
#include "casework/part_fits.h"
#include "casework/report_internal.h"
#include "casework/value.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "part", FIELD_PART, NULL },
	{ "stance", FIELD_TERM, "citation-stance" },
	{ "locator", FIELD_TEXT, NULL },
	{ "quote", FIELD_TEXT, NULL },
	{ "label", FIELD_TEXT, NULL },
	{ "quote_language", FIELD_LANGUAGE, NULL },
	{ "accessed", FIELD_DATE, NULL },
	{ "because", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "citation",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

/* Members of a citation that a draft has of its own. */
static const char *const twins[] = { "report", "locator", "quote", "label" };
#define TWINS (sizeof twins / sizeof twins[0])

/* All citations of one call: what they share, and how each came out. */
struct making {
	struct catalogue    *catalogue;
	struct change       *change;
	const struct citing *citing;
	struct report_state  report;
	int64_t              version;
	bool                 draft;  /* it is not published */
	json_t              *shared; /* owned: values that all have */
	json_t              *told;   /* owned: [number, known] of each, and its id */
};

static void
making_end(struct making *making)
{
	json_decref(making->shared);
	json_decref(making->told);
}

/* Which version cites: the latest, or one that is named. */
static enum status
choose_version(struct making *making, struct error *err)
{
	const struct report_state *report = &making->report;
	const char *text = field_text(making->citing->words, making->citing->count, "in_version");
	uint64_t number = 0;

	making->version = report->latest;
	if (text != NULL && *text != '\0') {
		if (!text_number(text_of(text), INT64_MAX, &number) || number == 0 ||
		    (int64_t)number > report->latest)
			return fail(err, STATUS_INVALID, "%s has no version %.32s: its latest is %lld",
			            report->id, text, (long long)report->latest);
		making->version = (int64_t)number;
	}
	making->draft = report->drafting && making->version == report->latest;
	if (report->own && !making->draft && number == 0)
		return fail(err, STATUS_REFUSED,
		            "version %lld of %s is published: vidimus report draft begins the next one; if it did cite this, --in-version %lld says so",
		            (long long)making->version, report->id, (long long)making->version);
	return STATUS_OK;
}

/* What is said of all, in members of the class that the version has. */
static enum status
class_shared(struct making *making, const json_t *said, struct error *err)
{
	struct subject report = subject_of("report", &making->citing->report);
	const char *class = making->draft ? "draft" : "published";
	SCOPED_JSON json_t *all = json_pack("{s:s}", "report", report.text);

	making->shared = json_deep_copy(said);
	if (all == NULL || making->shared == NULL || json_object_update_missing(all, making->shared) != 0)
		return fail_memory(err);
	for (size_t i = 0; i < TWINS; i++) {
		json_t *value = json_object_get(all, twins[i]);
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "%s_%s", class, twins[i]);
		if (buffer_check(&name, err) != STATUS_OK ||
		    json_object_set(making->shared, buffer_string(&name), value) != 0)
			return fail_memory(err);
		json_object_del(making->shared, twins[i]);
	}
	return json_object_set_new(making->shared, "version", json_integer(making->version)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
read_shared(struct making *making, struct error *err)
{
	const struct citing *citing = making->citing;
	SCOPED_JSON json_t *said = json_object();
	enum status st = said ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < form.count; i++) {
		if (json_object_set_new(said, fields[i].name, json_null()) != 0)
			st = fail_memory(err);
	}
	if (st == STATUS_OK)
		st = record_fields_set(making->catalogue, &form, said, citing->words, citing->count,
		                       err);
	if (st == STATUS_OK && json_is_null(json_object_get(said, "stance")) &&
	    json_object_set_new(said, "stance", json_string("relies-on")) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? class_shared(making, said, err) : st;
}

static enum status
check_report(struct making *making, struct error *err)
{
	char uuid[UUID_TEXT_SIZE];
	bool retracted = false;
	enum status st;

	uuid_write(uuid, &making->citing->report);
	st = record_is_retracted(making->catalogue->ledger, text_of(uuid), &retracted, err);
	if (st == STATUS_OK && retracted)
		return fail(err, STATUS_REFUSED, "%s was taken back: it cites nothing more",
		            making->report.id);
	return st == STATUS_OK ? choose_version(making, err) : st;
}

static enum status
check_cited(struct making *making, const struct cited *cited, struct error *err)
{
	bool retracted = false;
	enum status st = record_is_retracted(making->catalogue->ledger,
	                                     subject_name(&cited->subject), &retracted, err);

	if (st == STATUS_OK && retracted)
		return fail(err, STATUS_REFUSED,
		            "%s was taken back, and is not cited any more: vidimus show %s tells why, and what takes its place",
		            cited->id, cited->id);
	return st;
}

/* What one's own report cites must be free to be cited; what others cite is a fact. */
static enum status
pass_gate(struct making *making, struct error *err)
{
	SCOPED_JSON json_t *blocks = json_array();
	enum status st = blocks ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK && making->report.own)
		st = gate_check(making->catalogue->ledger, making->citing->subjects,
		                making->citing->subject_count, GATE_CITATION,
		                change_time(making->change), blocks, err);
	return st == STATUS_OK ? gate_refuse(blocks, err) : st;
}

static void
bind_json(struct statement *row, int parameter, const json_t *value, struct buffer *room)
{
	if (json_is_string(value))
		statement_bind_text(row, parameter, (struct text){ json_string_value(value),
		                                                   json_string_length(value) });
	else if (json_is_object(value) && json_canonical(room, value, NULL) == STATUS_OK)
		statement_bind_text(row, parameter, text_of_buffer(room));
}

/* The same citation, of this version or carried over from one before; 0 for none. */
static enum status
find_same(struct making *making, const struct cited *cited, int64_t *number, struct error *err)
{
	static const char *const compared[] = { "part", "stance", "locator", "quote", "label" };
	const char *class = making->draft ? "draft" : "published";
	SCOPED(buffer) part = { 0 };
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(
		making->catalogue->database,
		"SELECT c.number FROM p_citations c WHERE c.subject = $1 AND c.report = $2"
		" AND c.version <= $3 AND c.part IS $4 AND c.stance IS $5 AND c.locator IS $6"
		" AND c.quote IS $7 AND c.label IS $8 AND NOT EXISTS (SELECT 1 FROM p_retractions x"
		" WHERE x.record = c.uuid) ORDER BY c.number LIMIT 1",
		&row, err);

	*number = 0;
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &making->citing->report);
	statement_bind_text(row, 1, text_of(cited->subject.text));
	statement_bind_text(row, 2, text_of(uuid));
	statement_bind_integer(row, 3, making->version);
	for (size_t i = 0; i < sizeof compared / sizeof compared[0]; i++) {
		json_t *value = json_object_get(making->shared, compared[i]);
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "%s_%s", class, compared[i]);
		if (buffer_check(&name, err) != STATUS_OK)
			return STATUS_MEMORY;
		if (value == NULL)
			value = json_object_get(making->shared, buffer_string(&name));
		bind_json(row, (int)i + 4, value, &part);
	}
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*number = statement_integer(row, 0);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_citation(struct making *making, const struct cited *cited, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL, *values = json_deep_copy(making->shared);
	enum status st = catalogue_next_id(making->catalogue, 'N', &open, number, err);

	if (st != STATUS_OK)
		return st;
	if (values == NULL || json_object_set(values, "object", cited->object) != 0 ||
	    json_object_set(values, "status", cited->status) != 0 ||
	    json_object_set(values, "verified_as", cited->verified_as) != 0 ||
	    json_object_set_new(values, "version_cited", json_integer(cited->version)) != 0)
		return fail_memory(err);
	return change_add(making->change, "citation.made", &cited->subject, open, values, NULL, err);
}

static enum status
cite_one(struct making *making, const struct subject *subject, struct error *err)
{
	SCOPED(cited) cited = { 0 };
	int64_t number = 0;
	bool known;
	enum status st = cited_read(making->catalogue->ledger, subject, &cited, err);

	if (st == STATUS_OK)
		st = check_cited(making, &cited, err);
	if (st == STATUS_OK)
		st = part_fits(making->catalogue, subject, json_object_get(making->shared, "part"), err);
	if (st == STATUS_OK)
		st = find_same(making, &cited, &number, err);
	known = number > 0;
	if (st == STATUS_OK && !known)
		st = add_citation(making, &cited, &number, err);
	if (st != STATUS_OK)
		return st;
	return json_array_append_new(making->told, json_pack("{s:I,s:s,s:b}", "number",
	                                                     (json_int_t)number, "id", cited.id,
	                                                     "known", (int)known)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
make_all(struct making *making, struct error *err)
{
	enum status st = report_state_read(making->catalogue, &making->citing->report, 0,
	                                   &making->report, err);

	if (st == STATUS_OK)
		st = check_report(making, err);
	if (st == STATUS_OK)
		st = pass_gate(making, err);
	if (st == STATUS_OK)
		st = read_shared(making, err);
	for (size_t i = 0; st == STATUS_OK && i < making->citing->subject_count; i++)
		st = cite_one(making, &making->citing->subjects[i], err);
	return st;
}

static enum status
tell_all(const struct making *making, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *each;
	size_t i;

	json_array_foreach(making->told, i, each) {
		struct citation_told told = { .id = json_string_value(json_object_get(each, "id")),
			                      .known = json_is_true(json_object_get(each, "known")) };

		if (st == STATUS_OK && json_member_integer(each, "number", &told.number))
			st = making->citing->told(making->citing->context, &told, err);
	}
	return st;
}

enum status
citation_make(struct catalogue *catalogue, const struct citing *citing, struct error *err)
{
	SCOPED(making) making = { .catalogue = catalogue, .citing = citing, .told = json_array() };
	enum status st = record_fields_check(&form, citing->words, citing->count,
	                                     (const char *const[]){ "in_version", NULL }, err);

	if (st == STATUS_OK && making.told == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "cite", &making.change, err);
	if (st != STATUS_OK)
		return st;
	st = catalogue_finish(catalogue, making.change, make_all(&making, err), err);
	return st == STATUS_OK ? tell_all(&making, err) : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* provenance.c - what was said of the origin, checked and told apart by export class. */
#include "casework/delivery.h"

#include "casework/circumstances.h"
#include "casework/given_path.h"
#include "casework/public_member.h"
#include "casework/short_id.h"
#include "casework/vocabulary.h"

#include "base/dated.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define PATHS_LIMIT 200000 /* bytes of canonical JSON kept of the paths; docs/event-log.md */

void
delivery_plan_end(struct delivery_plan *plan)
{
	json_decref(plan->begun);
	*plan = (struct delivery_plan){ 0 };
}

static enum status
set(json_t *values, const char *name, json_t *value, struct error *err)
{
	return json_object_set_new(values, name, value) == 0
	               ? STATUS_OK
	               : fail(err, STATUS_INVALID, "the value of %s is not UTF-8 text", name);
}

/* Sets a text, null when it was not given. */
static enum status
set_text(json_t *values, const char *name, const char *text, struct error *err)
{
	return set(values, name, text ? json_of_text(text_of(text)) : json_null(), err);
}

static enum status
set_code(json_t *values, struct catalogue *catalogue, const char *name, const char *vocabulary,
         const char *code, struct error *err)
{
	enum status st = STATUS_OK;

	if (code != NULL)
		st = vocabulary_check(catalogue->database, vocabulary, text_of(code), err);
	return st == STATUS_OK ? set_text(values, name, code, err) : st;
}

/*
 * Methods that say nothing of a giver, and those of them that come from places
 * which anyone can see, so that a name as received tells nothing more.
 */
static bool
is_one_of(const char *code, const char *const *codes)
{
	for (; code != NULL && *codes != NULL; codes++) {
		if (strcmp(*codes, code) == 0)
			return true;
	}
	return false;
}

static bool
is_open_method(const char *code)
{
	static const char *const open[] = { "public-download",     "web-archive-capture",
		                            "tool-capture",        "storage-medium",
		                            "court-or-authority",  "import-from-catalogue",
		                            "unknown",             "not-determinable",
		                            NULL };

	return is_one_of(code, open);
}

static bool
is_public_method(const char *code)
{
	static const char *const public_ones[] = { "public-download", "web-archive-capture",
		                                   "tool-capture", "court-or-authority", NULL };

	return is_one_of(code, public_ones);
}

static enum status
set_method(json_t *values, struct catalogue *catalogue, const char *method, struct error *err)
{
	bool open = is_open_method(method);
	enum status st = set_code(values, catalogue, open ? "method" : "protected_method",
	                          "acquisition-method", method, err);

	return st == STATUS_OK
	               ? set(values, open ? "protected_method" : "method", json_null(), err)
	               : st;
}

static enum status
set_date(json_t *values, const char *name, const char *edtf, const char *zone, struct error *err)
{
	struct dated_words words = { .edtf = text_of(edtf), .zone = text_of(zone) };
	struct dated date;
	enum status st;

	if (edtf == NULL && zone != NULL)
		return fail(err, STATUS_INVALID, "a zone was given without a date");
	if (edtf == NULL)
		return set(values, name, json_null(), err);
	st = dated_make(&words, &date, err);
	return st == STATUS_OK ? set(values, name, dated_to_json(&date), err) : st;
}

/* A row by short id or code: its UUID, and two more columns if the statement has them. */
static enum status
find_record(struct statement *statement, char kind, const char *what, const char *word,
            struct error *err)
{
	struct short_id id = { 0 };
	enum status st;

	if (!short_id_read(text_of(word), &id) || id.kind != kind)
		id.number = -1;
	statement_bind_integer(statement, 1, id.number);
	statement_bind_text(statement, 2, text_of(word));
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND,
		            "there is no %s '%.64s': give %c-1 or a code, or add it first with `vidimus %s add`",
		            what, word, kind, what);
	return st;
}

static enum status
set_person(json_t *values, struct catalogue *catalogue, const char *name, const char *word,
           struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st;

	if (word == NULL)
		return set(values, name, json_null(), err);
	st = database_statement(catalogue->database,
	                        "SELECT uuid FROM p_persons WHERE number = $1 OR code = $2",
	                        &statement, err);
	if (st == STATUS_OK)
		st = find_record(statement, 'W', "person", word, err);
	if (st != STATUS_OK)
		return st;
	return set(values, name, json_sprintf("person/%s", statement_text(statement, 0).p), err);
}

/* The channel's subject, and whether anyone can read it. */
static enum status
find_channel(struct catalogue *catalogue, const char *word, json_t **subject, bool *is_public,
             struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st;

	*subject = NULL;
	*is_public = false;
	if (word == NULL)
		return STATUS_OK;
	st = database_statement(catalogue->database,
	                        "SELECT uuid FROM p_channels WHERE number = $1 OR code = $2",
	                        &statement, err);
	if (st == STATUS_OK)
		st = find_record(statement, 'C', "channel", word, err);
	if (st != STATUS_OK)
		return st;
	st = channel_is_public(catalogue->database, statement_text(statement, 0).p, is_public, err);
	if (st != STATUS_OK)
		return st;
	*subject = json_sprintf("channel/%s", statement_text(statement, 0).p);
	return *subject ? STATUS_OK : fail_memory(err);
}

/* Sets the member of the right class and leaves its twin null. */
static enum status
set_either(json_t *values, bool is_public, const char *name, json_t *value, struct error *err)
{
	SCOPED(buffer) one = { 0 };
	SCOPED(buffer) other = { 0 };
	enum status st;

	buffer_append_format(&one, "%s_%s", is_public ? "public" : "private", name);
	buffer_append_format(&other, "%s_%s", is_public ? "private" : "public", name);
	st = set(values, buffer_string(&one), value, err);
	return st == STATUS_OK ? set(values, buffer_string(&other), json_null(), err) : st;
}

static json_t *
text_or_null(const char *text)
{
	return text ? json_of_text(text_of(text)) : json_null();
}

static enum status
set_posting(json_t *values, struct catalogue *catalogue, const struct provenance_words *words,
            bool *is_public, struct error *err)
{
	SCOPED_JSON json_t *date = json_object();
	json_t *channel = NULL, *published;
	enum status st = date ? set_date(date, "date", words->published, words->published_zone, err)
	                      : fail_memory(err);

	if (st == STATUS_OK)
		st = find_channel(catalogue, words->channel, &channel, is_public, err);
	if (st != STATUS_OK)
		return st;
	published = json_incref(json_object_get(date, "date"));
	st = set_either(values, *is_public, "channel", channel ? channel : json_null(), err);
	if (st == STATUS_OK)
		st = set_either(values, *is_public, "published", published, err);
	if (st == STATUS_OK)
		st = set_either(values, *is_public, "url", text_or_null(words->url), err);
	if (st == STATUS_OK)
		st = set_either(values, *is_public, "post_id", text_or_null(words->post_id), err);
	if (st == STATUS_OK)
		st = set_either(values, *is_public, "caption", text_or_null(words->caption), err);
	return st;
}

static enum status
set_handing(json_t *values, struct catalogue *catalogue, const struct provenance_words *words,
            struct error *err)
{
	enum status st = set_person(values, catalogue, "from", words->from, err);

	if (st == STATUS_OK)
		st = set_person(values, catalogue, "collector", words->collector, err);
	if (st == STATUS_OK)
		st = set_method(values, catalogue, words->method, err);
	if (st == STATUS_OK)
		st = set_code(values, catalogue, "medium", "delivery-medium", words->medium, err);
	if (st == STATUS_OK)
		st = set_code(values, catalogue, "write_blocked", "write-blocked",
		              words->write_blocked, err);
	if (st == STATUS_OK)
		st = set_date(values, "received", words->received, NULL, err);
	if (st == STATUS_OK)
		st = set_text(values, "from_organisation", words->from_organisation, err);
	if (st == STATUS_OK)
		st = set_text(values, "serial", words->serial, err);
	if (st == STATUS_OK)
		st = set_text(values, "seal_number", words->seal_number, err);
	if (st == STATUS_OK)
		st = set_text(values, "condition", words->condition, err);
	if (st == STATUS_OK)
		st = set_text(values, "place", words->place, err);
	if (st == STATUS_OK)
		st = set_text(values, "legal_basis", words->legal_basis, err);
	if (st == STATUS_OK)
		st = set_text(values, "capture_tool", words->capture_tool, err);
	return st == STATUS_OK ? set_text(values, "note", words->note, err) : st;
}

static enum status
set_paths(json_t *values, const char *folder, const char *const *paths, size_t count,
          struct error *err)
{
	SCOPED(buffer) all = { 0 };
	json_t *kept = json_array();
	struct digest digest;
	size_t used = 0;
	enum status st;

	for (size_t i = 0; i < count && !all.failed; i++) {
		size_t from = all.n;

		given_path_append(&all, folder, text_of(paths[i]));
		/* a name costs at most eight bytes of JSON for each of its own, and some for the object */
		used += 8 * (all.n - from) + 32;
		if (used <= PATHS_LIMIT &&
		    json_array_append_new(kept, json_of_name(all.p + from, all.n - from)) != 0)
			return fail_memory(err);
		buffer_append_byte(&all, '\0');
	}
	st = set(values, "paths", kept, err);
	if (st == STATUS_OK)
		st = buffer_check(&all, err);
	if (st == STATUS_OK)
		st = digest_of(all.p, all.n, &digest, err);
	if (st == STATUS_OK)
		st = set(values, "paths_digest", json_of_digest(&digest), err);
	return st == STATUS_OK ? set(values, "paths_count", json_integer((json_int_t)count), err) : st;
}

/* The further digests that this catalogue keeps of each file. */
static enum status
read_digest_setting(struct catalogue *catalogue, unsigned *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct text value, code;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT value FROM p_settings WHERE name = 'digests'"
	                                    " ORDER BY seq DESC LIMIT 1",
	                                    &statement, err);

	*out = DIGEST_SHA256_ONLY;
	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	for (value = statement_text(statement, 0); value.n > 0;) {
		code = text_cut(&value, ' ');
		if (text_is(code, "md5"))
			*out |= DIGEST_MD5;
		else if (text_is(code, "sha1"))
			*out |= DIGEST_SHA1;
		else if (text_is(code, "sha512"))
			*out |= DIGEST_SHA512;
	}
	return STATUS_OK;
}

enum status
delivery_plan_make(struct delivery_plan *out, struct catalogue *catalogue,
                   const struct provenance_words *words, enum delivery_mode mode, bool all_items,
                   const char *const *paths, size_t path_count, struct error *err)
{
	struct delivery_plan plan = { .begun = json_object(), .mode = mode, .all_items = all_items,
		                      .working_folder = catalogue->here.working_folder };
	bool is_public = false;
	enum status st = plan.begun ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = set_handing(plan.begun, catalogue, words, err);
	if (st == STATUS_OK)
		st = set_posting(plan.begun, catalogue, words, &is_public, err);
	if (st == STATUS_OK)
		st = set_paths(plan.begun, plan.working_folder, paths, path_count, err);
	if (st == STATUS_OK)
		st = circumstances_set(plan.begun, catalogue, err);
	if (st == STATUS_OK)
		st = set_text(plan.begun, "mode", mode == DELIVERY_INTAKE ? "intake" : "receive", err);
	if (st == STATUS_OK)
		st = set(plan.begun, "all_items", json_boolean(all_items), err);
	if (st == STATUS_OK)
		st = read_digest_setting(catalogue, &plan.digests, err);
	plan.public_names = is_public || is_public_method(words->method);
	if (st != STATUS_OK) {
		delivery_plan_end(&plan);
		return st;
	}
	*out = plan;
	return STATUS_OK;
}

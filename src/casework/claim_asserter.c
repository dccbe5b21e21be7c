/* SPDX-License-Identifier: Apache-2.0 */
/* claim_asserter.c - words for who asserts, and the members that say so. */
#include "casework/claim_asserter.h"

#include "casework/public_member.h"
#include "casework/resolve.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* A code may be a person's or a channel's; of both it says nothing. */
static enum status
read_code(struct catalogue *catalogue, struct text text, struct resolved *out, struct error *err)
{
	struct error none = { 0 };
	struct resolved person, channel;
	enum status as_person = resolve_person(catalogue->ledger, text, &person, &none);
	enum status as_channel = resolve_channel(catalogue->ledger, text, &channel, err);

	if (as_person == STATUS_OK && as_channel == STATUS_OK)
		return fail(err, STATUS_INVALID,
		            "“%.*s” is the code of a person and of a channel: write the id, W-… or C-…",
		            (int)text.n, text.p);
	if (as_person == STATUS_OK) {
		*out = person;
		return STATUS_OK;
	}
	if (as_person != STATUS_NOT_FOUND)
		return fail(err, as_person, "%s", none.text);
	if (as_channel == STATUS_OK)
		*out = channel;
	if (as_channel == STATUS_NOT_FOUND)
		return fail(err, STATUS_NOT_FOUND,
		            "there is no person or channel “%.*s”; who asserts it is me, file, a report (R-…), or the code or id of a person or channel",
		            (int)(text.n < 64 ? text.n : 64), text.p);
	return as_channel;
}

static enum status
read_record(struct catalogue *catalogue, struct text text, struct resolved *out, struct error *err)
{
	struct short_id id;

	if (!short_id_read(text, &id) || strchr("WCRK", id.kind) == NULL)
		return read_code(catalogue, text, out, err);
	if (id.kind == 'K')
		return fail(err, STATUS_INVALID,
		            "an actor asserts by signing: write me, and use the other's key for another");
	if (id.kind == 'W')
		return resolve_person(catalogue->ledger, text, out, err);
	if (id.kind == 'C')
		return resolve_channel(catalogue->ledger, text, out, err);
	return resolve(catalogue->ledger, text, "R", out, err);
}

/* High, extreme and unassessed: nothing of what the person says goes where others may read it. */
static enum status
read_protection(struct catalogue *catalogue, struct claim_asserter *asserter, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT protection_level IN ('open', 'standard') FROM p_persons WHERE uuid = $1", &row,
		err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(asserter->uuid));
	st = statement_step(row, err);
	asserter->may_speak = st == STATUS_OK && statement_integer(row, 0) == 1;
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
claim_asserter_read(struct catalogue *catalogue, const char *words, struct claim_asserter *out,
                    struct error *err)
{
	struct text text = text_trim(text_of(words));
	struct resolved resolved;
	enum status st;

	*out = (struct claim_asserter){ .kind = ASSERTER_ACTOR };
	if (text.n == 0 || text_is(text, "me"))
		return STATUS_OK;
	if (text_is(text, "file")) {
		out->kind = ASSERTER_FILE;
		return STATUS_OK;
	}
	st = read_record(catalogue, text, &resolved, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(out->uuid, &resolved.uuid);
	out->kind = resolved.kind == 'W'   ? ASSERTER_PERSON
	            : resolved.kind == 'C' ? ASSERTER_CHANNEL
	                                   : ASSERTER_REPORT;
	if (out->kind == ASSERTER_CHANNEL)
		return channel_is_public(catalogue->database, out->uuid, &out->is_public, err);
	return out->kind == ASSERTER_PERSON ? read_protection(catalogue, out, err) : STATUS_OK;
}

/* The latest version there is of a report; 0 for none. */
static enum status
latest_version(struct catalogue *catalogue, const char *report, int64_t *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT coalesce(max(version), 0) FROM p_report_versions WHERE report = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(report));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*out = statement_integer(row, 0);
	return st;
}

static enum status
set_report_version(struct catalogue *catalogue, const struct claim_asserter *asserter,
                   const char *words, json_t *values, struct error *err)
{
	int64_t latest = 0;
	uint64_t version = 0;
	enum status st = latest_version(catalogue, asserter->uuid, &latest, err);

	if (st != STATUS_OK)
		return st;
	if (words != NULL && *words != '\0' &&
	    (!text_number(text_of(words), (uint64_t)latest, &version) || version == 0))
		return fail(err, STATUS_NOT_FOUND, "the report has no version %.20s%s", words,
		            latest == 0 ? ": no version of it is recorded" : "");
	if (version == 0)
		version = (uint64_t)latest;
	if (version == 0)
		return STATUS_OK;
	return json_object_set_new(values, "by_report_version", json_integer((json_int_t)version)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

enum status
claim_asserter_set(struct catalogue *catalogue, const struct claim_asserter *asserter,
                   const char *report_version, json_t *values, struct error *err)
{
	const char *member = asserter->kind == ASSERTER_PERSON   ? "by"
	                     : asserter->kind == ASSERTER_REPORT ? "by_report"
	                     : asserter->is_public               ? "public_by_channel"
	                                                         : "private_by_channel";
	const char *kind = asserter->kind == ASSERTER_PERSON   ? "person"
	                   : asserter->kind == ASSERTER_REPORT ? "report"
	                                                       : "channel";
	enum status st = STATUS_OK;

	if (report_version != NULL && *report_version != '\0' && asserter->kind != ASSERTER_REPORT)
		return fail(err, STATUS_INVALID, "only a report has versions");
	if (asserter->kind == ASSERTER_ACTOR)
		return STATUS_OK;
	if (asserter->kind == ASSERTER_FILE)
		return json_object_set_new(values, "by_file", json_true()) == 0 ? STATUS_OK
		                                                                : fail_memory(err);
	if (json_object_set_new(values, member, json_sprintf("%s/%s", kind, asserter->uuid)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK && asserter->kind == ASSERTER_REPORT
	               ? set_report_version(catalogue, asserter, report_version, values, err)
	               : st;
}

static const char *
kind_word(enum asserter_kind kind)
{
	static const char *const words[] = { "actor", "person", "report", "channel", "file" };

	return words[kind];
}

enum status
claim_asserter_made(struct catalogue *catalogue, const struct claim_asserter *asserter,
                    const char *claim, const char *actor, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT c.by_kind = $1 AND CASE WHEN $1 = 'actor' THEN c.actor = $2 OR EXISTS"
		" (SELECT 1 FROM p_actors a JOIN p_actors b ON b.code = a.code"
		" WHERE a.fingerprint = c.actor AND b.fingerprint = $2)"
		" ELSE coalesce(c.by_record, '') = $3 END FROM p_claims c WHERE c.uuid = $4",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(kind_word(asserter->kind)));
	statement_bind_text(row, 2, text_of(actor));
	statement_bind_text(row, 3, text_of(asserter->uuid));
	statement_bind_text(row, 4, text_of(claim));
	st = statement_step(row, err);
	*out = st == STATUS_OK && statement_integer(row, 0) == 1;
	return st == STATUS_DONE ? STATUS_OK : st;
}

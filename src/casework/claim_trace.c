/* SPDX-License-Identifier: Apache-2.0 */
/* claim_trace.c - what a claim rests on, found out later. */
#include "casework/claim.h"

#include "casework/claim_origin.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct record_field fields[] = {
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
};

static const struct record_form form = { .kind = "claim", .fields = fields, .count = 2 };

/* A claim as it stands before it is traced. */
struct traced {
	struct subject subject;
	char           uuid[UUID_TEXT_SIZE], report[UUID_TEXT_SIZE];
	bool           repeats;
	int64_t        last_trace, version;
};

static enum status
read_claim(struct catalogue *catalogue, struct traced *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct text report;
	int64_t seq;
	enum status st = database_statement(
		catalogue->database,
		"SELECT subject, traced, coalesce(stance = 'repeats', 0),"
		" CASE by_kind WHEN 'report' THEN by_record END FROM p_claims WHERE uuid = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(out->uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !subject_read(statement_text(row, 0), &out->subject)))
		return fail(err, STATUS_NOT_FOUND, "there is no such claim");
	if (st != STATUS_OK)
		return st;
	report = statement_text(row, 3);
	out->last_trace = statement_integer(row, 1);
	out->repeats = statement_integer(row, 2) != 0;
	snprintf(out->report, sizeof out->report, "%.*s", (int)report.n, report.p ? report.p : "");
	return ledger_find_in_chain(catalogue->ledger, &out->subject, 0, &seq, &out->version, err);
}

static enum status
check_version(const struct traced *claim, int64_t *based_on, struct error *err)
{
	if (*based_on == 0)
		*based_on = claim->version;
	if (*based_on > claim->version)
		return fail(err, STATUS_INVALID, "its chain has no version %lld yet, only %lld",
		            (long long)*based_on, (long long)claim->version);
	if (claim->last_trace > *based_on)
		return fail(err, STATUS_STALE,
		            "it was traced again in version %lld, after version %lld that yours is based on; look at it and trace it based on version %lld",
		            (long long)claim->last_trace, (long long)*based_on,
		            (long long)claim->version);
	return STATUS_OK;
}

static enum status
check_said(const struct field_words *words, size_t count, struct error *err)
{
	const char *independence = field_text(words, count, "independence");
	const char *derived = field_text(words, count, "derived_from");

	if ((independence == NULL || *independence == '\0') && (derived == NULL || *derived == '\0'))
		return fail(err, STATUS_INVALID,
		            "what was found out? What it is derived from, or its independence");
	return record_fields_check(&form, words, count,
	                           (const char *const[]){ "independence", "derived_from", NULL }, err);
}

static enum status
trace(struct catalogue *catalogue, struct change *change, struct traced *claim,
      const struct field_words *words, size_t count, int64_t based_on, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	struct claim_origin origin;
	struct change_receipt receipt;
	enum status st = read_claim(catalogue, claim, err);

	if (st == STATUS_OK)
		st = check_version(claim, &based_on, err);
	if (st != STATUS_OK)
		return st;
	values = json_pack("{s:s,s:I}", "claim", claim->uuid, "based_on", (json_int_t)based_on);
	origin = (struct claim_origin){ .claim = claim->uuid,
		                        .report = claim->report[0] ? claim->report : NULL,
		                        .repeats = claim->repeats };
	st = open && values ? claim_origin_set(catalogue, &origin, words, count, values, err)
	                    : fail_memory(err);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &form, values, words, count, err);
	if (st == STATUS_OK)
		st = change_add(change, "claim.traced", &claim->subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		claim->version = receipt.n;
	return st;
}

enum status
claim_trace(struct catalogue *catalogue, const struct uuid *claim, const struct field_words *words,
            size_t count, int64_t based_on, int64_t *version, struct error *err)
{
	struct traced traced = { 0 };
	struct change *change = NULL;
	enum status st = check_said(words, count, err);

	uuid_write(traced.uuid, claim);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "claim trace", &change, err);
	if (st != STATUS_OK)
		return st;
	st = catalogue_finish(catalogue, change,
	                      trace(catalogue, change, &traced, words, count, based_on, err), err);
	if (st == STATUS_OK)
		*version = traced.version;
	return st;
}

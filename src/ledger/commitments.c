/* SPDX-License-Identifier: Apache-2.0 */
/* commitments.c - every sealed value against its commitment. */
#include "ledger/verify.h"

#include "ledger/destroy.h"
#include "ledger/ledger_internal.h"

#include "base/canonical_reader.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define EVENTS_A_STEP 1024 /* between two looks at the progress */

struct check {
	const struct schemas *schemas;
	void (*found)(void *context, const struct log_fault *fault);
	void                     *context;
	struct commitment_report *report;
	struct destroyed          destroyed;
};

/* A row of the log with its private side; views until the next row. */
struct stored {
	int64_t     seq;
	struct text bytes, members, seed, subject;
	json_t     *salts; /* borrowed; NULL where there is a seed */
};

static void report(struct check *check, int64_t seq, const char *format, ...) PRINTF_LIKE(3, 4);

static void
report(struct check *check, int64_t seq, const char *format, ...)
{
	char draft[512], text[512];
	const struct log_fault fault = { LOG_COMMITMENT, seq, -1, text };
	va_list ap;

	va_start(ap, format);
	vsnprintf(draft, sizeof draft, format, ap);
	va_end(ap);
	text_escape_into(text, sizeof text, draft, strlen(draft));
	check->report->faults++;
	if (check->found != NULL)
		check->found(check->context, &fault);
}

/*
 * Commitments and values of an event, both canonical objects read in step.
 * Nothing is parsed into trees: a value's bytes are those that were hashed.
 */
struct pairs {
	struct canonical_reader stated, kept;
	enum status             has_commitment, has_value; /* OK; DONE after the last; a fault */
	struct text             member, commitment;        /* of the event */
	struct text             name, value;               /* of event_values */
	struct text             type;                      /* of the event; read last */
	int64_t                 tv;
};

static void
next_commitment(struct pairs *pairs, struct error *err)
{
	pairs->has_commitment = canonical_member(&pairs->stated, &pairs->member, err);
	if (pairs->has_commitment == STATUS_OK)
		pairs->has_commitment = canonical_plain(&pairs->stated, &pairs->commitment, err);
}

static void
next_value(struct pairs *pairs, struct error *err)
{
	pairs->has_value = canonical_member(&pairs->kept, &pairs->name, err);
	if (pairs->has_value == STATUS_OK)
		pairs->has_value = canonical_skip(&pairs->kept, &pairs->value, err);
	if (pairs->has_value == STATUS_DONE && canonical_finish(&pairs->kept, err) != STATUS_OK)
		pairs->has_value = STATUS_INVALID;
}

/* Enters the event as far as its sealed members, whose own form is log_verify's affair, and the values. */
static enum status
begin_pairs(struct pairs *pairs, struct text bytes, struct text members, struct uuid *id,
            struct error *err)
{
	struct text key, id_text = { 0 };
	enum status st;

	canonical_begin(&pairs->stated, bytes);
	canonical_begin(&pairs->kept, members);
	pairs->type = (struct text){ 0 };
	pairs->tv = 0;
	st = canonical_object(&pairs->stated, err);
	while (st == STATUS_OK && (st = canonical_member(&pairs->stated, &key, err)) == STATUS_OK) {
		if (text_is(key, "sealed"))
			break;
		if (text_is(key, "id"))
			st = canonical_plain(&pairs->stated, &id_text, err);
	}
	if (st == STATUS_DONE || (st == STATUS_OK && !uuid_read(id_text, id)))
		return fail(err, STATUS_INVALID, "the event has no id or no commitments");
	if (st == STATUS_OK)
		st = canonical_object(&pairs->stated, err);
	return st == STATUS_OK ? canonical_object(&pairs->kept, err) : st;
}

/* How much of a member's name is told, for %.*s. */
static int
name_length(struct text name)
{
	return name.n < 64 ? (int)name.n : 64;
}

static enum status
check_pair(struct check *check, const struct pairs *pairs, const struct stored *stored,
           const struct uuid *id, struct error *err)
{
	char computed[BASE64URL_LENGTH(DIGEST_SIZE) + 1];
	unsigned char salt[EVENT_SALT_SIZE];
	struct digest commitment;
	enum status st = ledger_salt((const unsigned char *)stored->seed.p, stored->salts,
	                             pairs->member, salt, err);

	if (destroyed_lists(&check->destroyed, id, pairs->member))
		report(check, stored->seq,
		       "%.*s is listed as destroyed by an approved destruction, and is there",
		       name_length(pairs->member), pairs->member.p);
	if (st == STATUS_OK)
		st = event_commitment(id, pairs->member, salt, pairs->value, &commitment, err);
	if (st != STATUS_OK)
		return st;
	base64url_write(computed, commitment.bytes, sizeof commitment.bytes);
	if (!text_is(pairs->commitment, computed))
		report(check, stored->seq,
		       "the value or seed of %.*s is not what was committed to: it was altered",
		       name_length(pairs->member), pairs->member.p);
	return STATUS_OK;
}

/* A value is missing: by an approved destruction, which takes its salt along, or it is damage. */
static void
check_missing(struct check *check, const struct pairs *pairs, const struct stored *stored,
              const struct uuid *id)
{
	struct text member = pairs->member;

	if (!destroyed_meet(&check->destroyed, id, stored->subject, member))
		report(check, stored->seq, "the value of %.*s is missing", name_length(member),
		       member.p);
	else if (stored->salts == NULL || json_object_getn(stored->salts, member.p, member.n) != NULL)
		report(check, stored->seq,
		       "the value of %.*s was destroyed, but what it was sealed with is still there",
		       name_length(member), member.p);
	else
		check->report->destroyed++;
}

/* Goes on in one of the two or in both, whichever name comes first. */
static enum status
check_next(struct check *check, struct pairs *pairs, const struct stored *stored,
           const struct uuid *id, struct error *err)
{
	int order = pairs->has_value != STATUS_OK        ? -1
	            : pairs->has_commitment != STATUS_OK ? 1
	                                                 : json_key_compare(pairs->member, pairs->name);
	enum status st = STATUS_OK;

	check->report->checked += order <= 0;
	if (order == 0)
		st = check_pair(check, pairs, stored, id, err);
	else if (order < 0)
		check_missing(check, pairs, stored, id);
	else
		report(check, stored->seq, "%.*s has a value but no commitment",
		       name_length(pairs->name), pairs->name.p);
	if (order <= 0)
		next_commitment(pairs, err);
	if (order >= 0)
		next_value(pairs, err);
	return st;
}

/* What stands behind the sealed members in the event: its type. */
static enum status
read_type(struct pairs *pairs, struct error *err)
{
	struct text key;
	enum status st;

	while ((st = canonical_member(&pairs->stated, &key, err)) == STATUS_OK) {
		if (text_is(key, "type"))
			st = canonical_plain(&pairs->stated, &pairs->type, err);
		else if (text_is(key, "tv"))
			st = canonical_integer(&pairs->stated, &pairs->tv, err);
		if (st != STATUS_OK)
			break;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* A value may be what was committed to, and yet nothing that its type may say. */
static enum status
check_fit(struct check *check, struct pairs *pairs, const struct stored *stored, struct error *err)
{
	const struct schema *schema;
	SCOPED_JSON json_t *values = NULL;
	const char *name;
	json_t *value;
	enum status st = read_type(pairs, err);

	if (st == STATUS_OK)
		st = json_read(&values, stored->members, err);
	if (st != STATUS_OK)
		return st;
	schema = schema_find(check->schemas, pairs->type, pairs->tv);
	if (schema == NULL)
		return STATUS_OK; /* log_verify names an unknown type */
	json_object_foreach(values, name, value) {
		struct error why = { 0 };

		st = schema_check_value(schema, name, value, &why);
		if (st == STATUS_MEMORY)
			return fail_memory(err);
		if (st != STATUS_OK && schema_has_sealed(schema, text_of(name)))
			report(check, stored->seq, "the value of %s does not fit its schema: %s", name,
			       why.text);
	}
	return STATUS_OK;
}

static enum status
check_members(struct check *check, const struct stored *stored, struct error *err)
{
	struct pairs pairs;
	struct uuid id;
	enum status st = begin_pairs(&pairs, stored->bytes, stored->members, &id, err);

	if (st != STATUS_OK)
		return st;
	next_commitment(&pairs, err);
	next_value(&pairs, err);
	while (st == STATUS_OK && pairs.has_commitment <= STATUS_DONE &&
	       pairs.has_value <= STATUS_DONE &&
	       (pairs.has_commitment == STATUS_OK || pairs.has_value == STATUS_OK))
		st = check_next(check, &pairs, stored, &id, err);
	if (st != STATUS_OK)
		return st;
	return pairs.has_commitment > STATUS_DONE ? pairs.has_commitment
	       : pairs.has_value > STATUS_DONE    ? pairs.has_value
	                                          : check_fit(check, &pairs, stored, err);
}

static enum status
check_row(struct check *check, struct statement *row, struct error *err)
{
	struct stored stored = { .seq = statement_integer(row, 0), .bytes = statement_text(row, 1),
		                 .members = statement_text(row, 2), .seed = statement_blob(row, 3),
		                 .subject = statement_text(row, 4) };
	SCOPED_JSON json_t *salts = NULL;
	struct error why = { 0 };
	enum status st = STATUS_OK;

	if (stored.seed.n != EVENT_SEED_SIZE && statement_is_null(row, 5)) {
		report(check, stored.seq, "its seed is missing");
		return STATUS_OK;
	}
	if (stored.seed.n != EVENT_SEED_SIZE)
		st = json_read(&salts, statement_text(row, 5), &why);
	stored.salts = salts;
	if (st == STATUS_OK)
		st = check_members(check, &stored, &why);
	if (st == STATUS_INVALID || st == STATUS_LIMIT) {
		report(check, stored.seq, "its values cannot be read: %s", why.text);
		return STATUS_OK;
	}
	return st == STATUS_OK ? st : fail(err, st, "%s", why.text);
}

static void
report_unmet(void *context, const char *what, int64_t seq)
{
	report(context, seq, "it lists %.104s as destroyed, and no such value is missing", what);
}

/* Values that belong to no event. */
static enum status
check_strays(struct check *check, struct database *database, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database,
	                                    "SELECT seq FROM event_values WHERE seq NOT IN"
	                                    " (SELECT seq FROM events) LIMIT 100",
	                                    &statement, err);

	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK)
		report(check, statement_integer(statement, 0), "there are values but no event");
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
check_rows(struct check *check, struct ledger *ledger, const struct log_progress *progress,
           struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	int64_t size = 0, done = 0;
	enum status st = ledger_size(ledger, &size, err);

	if (st == STATUS_OK)
		st = database_statement(ledger->database,
		                        "SELECT seq, bytes, members, seed, subject, salts FROM events"
		                        " LEFT JOIN event_values USING (seq) ORDER BY seq",
		                        &statement, err);
	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK) {
		st = check_row(check, statement, err);
		if (st == STATUS_OK && progress != NULL && ++done % EVENTS_A_STEP == 0 &&
		    !progress->step(progress->context, done, size))
			return fail(err, STATUS_INTERRUPTED, "stopped at event %lld of %lld",
			            (long long)done, (long long)size);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
log_check_commitments(struct ledger *ledger, const struct log_progress *progress,
                      void (*found)(void *context, const struct log_fault *fault),
                      void *context, struct commitment_report *out, struct error *err)
{
	struct check check = { .schemas = ledger->schemas, .found = found, .context = context,
		               .report = out };
	enum status st;

	*out = (struct commitment_report){ 0 };
	st = destroyed_read(ledger, &check.destroyed, err);
	if (st == STATUS_OK)
		st = check_rows(&check, ledger, progress, err);
	if (st == STATUS_OK)
		destroyed_unmet(&check.destroyed, report_unmet, &check);
	if (st == STATUS_OK)
		st = check_strays(&check, ledger->database, err);
	destroyed_end(&check.destroyed);
	return st;
}

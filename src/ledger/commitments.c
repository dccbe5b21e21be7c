/* SPDX-License-Identifier: Apache-2.0 */
/* commitments.c - every sealed value against its commitment. */
#include "ledger/verify.h"

#include "ledger/ledger_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define EVENTS_A_STEP 1024 /* between two looks at the progress */

struct check {
	void (*found)(void *context, const struct log_fault *fault);
	void                     *context;
	struct commitment_report *report;
};

static void report(struct check *check, int64_t seq, const char *format, ...) PRINTF_LIKE(3, 4);

static void
report(struct check *check, int64_t seq, const char *format, ...)
{
	char text[512];
	const struct log_fault fault = { LOG_COMMITMENT, seq, -1, text };
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	check->report->faults++;
	if (check->found != NULL)
		check->found(check->context, &fault);
}

static enum status
check_member(struct check *check, const struct event_record *record, const char *member,
             const unsigned char *seed, struct error *err)
{
	const char *stated = json_string_value(json_object_get(record->commitments, member));
	const json_t *value = json_object_get(record->values, member);
	unsigned char salt[EVENT_SALT_SIZE];
	char computed[BASE64URL_LENGTH(DIGEST_SIZE) + 1];
	struct digest commitment;
	enum status st;

	check->report->checked++;
	if (value == NULL) {
		report(check, record->header.seq, "the value of %s is missing", member);
		return STATUS_OK;
	}
	st = event_salt(seed, member, salt, err);
	if (st == STATUS_OK)
		st = event_commitment(&record->header.id, member, salt, value, &commitment, err);
	if (st != STATUS_OK)
		return st;
	base64url_write(computed, commitment.bytes, sizeof commitment.bytes);
	if (stated == NULL || strcmp(stated, computed) != 0)
		report(check, record->header.seq,
		       "the value or seed of %s is not what was committed to: it was altered", member);
	return STATUS_OK;
}

static enum status
check_event(struct check *check, const struct event_record *record, struct text seed,
            struct error *err)
{
	const char *member;
	json_t *ignored;
	enum status st = STATUS_OK;

	if (seed.n != EVENT_SEED_SIZE) {
		report(check, record->header.seq, "its seed is missing");
		return STATUS_OK;
	}
	json_object_foreach(record->commitments, member, ignored) {
		if (st == STATUS_OK)
			st = check_member(check, record, member, (const unsigned char *)seed.p, err);
	}
	json_object_foreach(record->values, member, ignored) {
		if (json_object_get(record->commitments, member) == NULL)
			report(check, record->header.seq, "%.64s has a value but no commitment",
			       member);
	}
	return st;
}

static enum status
check_row(struct check *check, struct statement *row, struct error *err)
{
	struct event_record record = { 0 };
	struct error why = { 0 };
	enum status st = event_record_fill(&record, statement_text(row, 1), statement_text(row, 2),
	                                   &why);

	if (st == STATUS_INVALID || st == STATUS_LIMIT) {
		report(check, statement_integer(row, 0), "its values cannot be read: %s", why.text);
		return STATUS_OK;
	}
	if (st != STATUS_OK)
		return fail(err, st, "%s", why.text);
	st = check_event(check, &record, statement_blob(row, 3), err);
	event_record_end(&record);
	return st;
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

enum status
log_check_commitments(struct ledger *ledger, const struct log_progress *progress,
                      void (*found)(void *context, const struct log_fault *fault),
                      void *context, struct commitment_report *out, struct error *err)
{
	struct check check = { found, context, out };
	SCOPED_STATEMENT statement = NULL;
	int64_t size = 0, done = 0;
	enum status st = ledger_size(ledger, &size, err);

	*out = (struct commitment_report){ 0 };
	if (st == STATUS_OK)
		st = database_statement(ledger->database,
		                        "SELECT seq, bytes, members, seed FROM events"
		                        " LEFT JOIN event_values USING (seq) ORDER BY seq",
		                        &statement, err);
	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK) {
		st = check_row(&check, statement, err);
		if (st == STATUS_OK && progress != NULL && ++done % EVENTS_A_STEP == 0 &&
		    !progress->step(progress->context, done, size))
			return fail(err, STATUS_INTERRUPTED, "stopped at event %lld of %lld",
			            (long long)done, (long long)size);
	}
	return st == STATUS_DONE ? check_strays(&check, ledger->database, err) : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* view_checks.c - which audits checked the bytes of one object, and what they found. */
#include "casework/view_custody_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <string.h>

static const struct view_column audit_columns[] = {
	{ "seq", VIEW_INTEGER },
	{ "time", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "scope", VIEW_TEXT },
	{ "complete", VIEW_BOOLEAN },
	{ "size", VIEW_INTEGER },
	{ "sample_percent", VIEW_INTEGER },
	{ "sample_seed", VIEW_TEXT },
	{ "missing", VIEW_JSON },
	{ "missing_count", VIEW_INTEGER },
	{ "altered", VIEW_JSON },
	{ "altered_count", VIEW_INTEGER },
};

static const struct view_select audits = {
	.sql = "SELECT a.seq, a.time, k.code, k.number, a.scope, a.complete, a.size,"
	       " a.sample_percent, a.sample_seed, a.missing, a.missing_count, a.altered,"
	       " a.altered_count FROM p_audits a LEFT JOIN p_actors k ON k.fingerprint = a.actor"
	       " WHERE a.seq > $1 ORDER BY a.seq",
	VIEW_COLUMNS(audit_columns),
};

/* The object whose checks are looked for. */
struct checked {
	struct digest digest;
	char          first[UUID_TEXT_SIZE]; /* its first acquisition, by which audits name it; "" if unknown */
	int64_t       since;                 /* the event that brought it */
};

/* What an audit's list says of the object. */
enum listing { LISTED, NOT_LISTED, LISTING_UNKNOWN };

/* A list says nothing when it was destroyed, or was cut before this one. */
static enum listing
look_up(const json_t *audit, const char *name, const char *count_name, const struct checked *checked)
{
	json_t *list = json_object_get(audit, name), *each;
	int64_t count = 0;
	size_t i;

	if (!json_is_array(list) || checked->first[0] == '\0')
		return LISTING_UNKNOWN;
	json_array_foreach(list, i, each) {
		if (json_is_string(each) && strcmp(json_string_value(each), checked->first) == 0)
			return LISTED;
	}
	if (!json_member_integer(audit, count_name, &count) ||
	    (size_t)count > json_array_size(list))
		return LISTING_UNKNOWN;
	return NOT_LISTED;
}

/*
 * Was the object drawn? The first four bytes, big-endian, of
 * SHA-256(seed || object), modulo 100, are below the percentage
 * (catalog/events/audit.completed.json).
 */
static enum status
is_drawn(const json_t *audit, const struct checked *checked, enum listing *out, struct error *err)
{
	unsigned char joined[2 * DIGEST_SIZE];
	struct digest seed, drawn;
	int64_t percent;
	uint32_t number;
	enum status st;

	if (!json_member_digest(audit, "sample_seed", &seed) ||
	    !json_member_integer(audit, "sample_percent", &percent)) {
		*out = LISTING_UNKNOWN;
		return STATUS_OK;
	}
	memcpy(joined, seed.bytes, DIGEST_SIZE);
	memcpy(joined + DIGEST_SIZE, checked->digest.bytes, DIGEST_SIZE);
	st = digest_of(joined, sizeof joined, &drawn, err);
	if (st != STATUS_OK)
		return st;
	number = (uint32_t)drawn.bytes[0] << 24 | (uint32_t)drawn.bytes[1] << 16 |
	         (uint32_t)drawn.bytes[2] << 8 | drawn.bytes[3];
	*out = number % 100 < percent ? LISTED : NOT_LISTED;
	return STATUS_OK;
}

/* Did a finished audit hash the object's bytes? LISTED is yes. */
static enum status
has_hashed(const json_t *audit, const struct checked *checked, enum listing *out,
           struct error *err)
{
	struct text scope = view_text(audit, "scope");
	int64_t size;

	*out = NOT_LISTED;
	if (!json_is_true(json_object_get(audit, "complete")))
		return STATUS_OK;
	if (!json_member_integer(audit, "size", &size) || size <= checked->since)
		return STATUS_OK;
	if (scope.p == NULL)
		*out = LISTING_UNKNOWN;
	else if (text_is(scope, "full"))
		*out = LISTED;
	else if (text_is(scope, "sample"))
		return is_drawn(audit, checked, out, err);
	return STATUS_OK;
}

/*
 * The outcome, or NULL when the audit did not reach the bytes. Damage that it
 * names counts even where it was quick or interrupted.
 */
static enum status
find_outcome(const json_t *audit, const struct checked *checked, const char **out,
             struct error *err)
{
	enum listing missing = look_up(audit, "missing", "missing_count", checked);
	enum listing altered = look_up(audit, "altered", "altered_count", checked);
	enum listing hashed = NOT_LISTED;
	enum status st = has_hashed(audit, checked, &hashed, err);

	if (missing == LISTED)
		*out = "missing";
	else if (altered == LISTED)
		*out = "altered";
	else if (hashed == NOT_LISTED)
		*out = NULL;
	else if (hashed == LISTED && missing == NOT_LISTED && altered == NOT_LISTED)
		*out = "ok";
	else
		*out = "unknown";
	return st;
}

static const char *
sentence_of(const char *outcome)
{
	if (strcmp(outcome, "ok") == 0)
		return "An audit hashed the bytes again: unchanged";
	if (strcmp(outcome, "altered") == 0)
		return "An audit hashed the bytes again: they are others than those received";
	if (strcmp(outcome, "missing") == 0)
		return "An audit did not find the bytes";
	return "An audit was run; whether it found these bytes unchanged is not known";
}

/* Only what a check with a certain answer says becomes the last one. */
static enum status
set_last_checked(json_t *report, const json_t *audit, const char *outcome, struct error *err)
{
	json_t *last = json_pack("{sO sO sO sO sO ss}", "seq", json_object_get(audit, "seq"), "time",
	                         json_object_get(audit, "time"), "actor",
	                         json_object_get(audit, "actor"), "actor_id",
	                         json_object_get(audit, "actor_id"), "scope",
	                         json_object_get(audit, "scope"), "outcome", outcome);

	return view_set(report, "last_checked", last) ? STATUS_OK : fail_memory(err);
}

static enum status
add_check(struct ledger *ledger, const json_t *audit, const char *outcome, json_t *report,
          json_t *actions, struct error *err)
{
	json_t *line = NULL;
	enum status st = custody_line(
		ledger, json_integer_value(json_object_get(audit, "seq")), &line, err);

	if (st != STATUS_OK)
		return st;
	if (json_array_append_new(actions, line) != 0 ||
	    !view_set(line, "outcome", json_string(outcome)) ||
	    !view_set(line, "summary", json_string(sentence_of(outcome))))
		return fail_memory(err);
	return strcmp(outcome, "unknown") == 0 ? STATUS_OK
	                                       : set_last_checked(report, audit, outcome, err);
}

static enum status
checked_begin(struct ledger *ledger, struct text sha256, struct checked *checked,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger,
	                            "SELECT uuid FROM p_acquisitions WHERE object = $1"
	                            " ORDER BY number LIMIT 1",
	                            sha256, &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_OK) {
		struct text uuid = statement_text(row, 0);

		if (uuid.n < sizeof checked->first)
			memcpy(checked->first, uuid.p, uuid.n);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
walk_audits(struct ledger *ledger, const struct checked *checked, json_t *report, json_t *actions,
            struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), audits.sql, &row, err);

	if (st == STATUS_OK)
		statement_bind_integer(row, 1, checked->since);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED_JSON json_t *audit = json_object();
		const char *outcome = NULL;

		st = audit ? view_fill(audit, &audits, row, err) : fail_memory(err);
		if (st == STATUS_OK)
			st = find_outcome(audit, checked, &outcome, err);
		if (st == STATUS_OK && outcome != NULL)
			st = add_check(ledger, audit, outcome, report, actions, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
custody_add_checks(struct ledger *ledger, struct text sha256, int64_t since, json_t *report,
                   json_t *actions, struct error *err)
{
	struct checked checked = { .since = since };
	enum status st;

	if (!view_set(report, "last_checked", json_null()))
		return fail_memory(err);
	if (sha256.p == NULL || !digest_read(sha256, &checked.digest))
		return STATUS_OK;
	st = checked_begin(ledger, sha256, &checked, err);
	return st == STATUS_OK ? walk_audits(ledger, &checked, report, actions, err) : st;
}

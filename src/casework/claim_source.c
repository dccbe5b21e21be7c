/* SPDX-License-Identifier: Apache-2.0 */
/* claim_source.c - walks from claims to their roots, each step by a key. */
#include "casework/claim_source.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* Claims that $1 rests on, itself first. A walk ends at 20,000, more than anybody could have read. */
#define CLAIMS_UP                                                                            \
	"WITH RECURSIVE up(uuid) AS (SELECT $1 UNION SELECT s.source FROM up"                \
	" JOIN p_claim_sources s ON s.claim = up.uuid AND s.kind = 'claim' LIMIT 20000)"
#define REPORTS_UP                                                                           \
	"WITH RECURSIVE up(uuid) AS (SELECT $1 UNION SELECT o.origin FROM up"                \
	" JOIN p_report_origins o ON o.report = up.uuid LIMIT 20000)"

void
claim_walk_end(struct claim_walk *walk)
{
	json_decref(walk->reports);
	walk->reports = NULL;
}

/* Reports that the report repeats in the end, or itself; a new list kept in the walk. */
static enum status
read_report_roots(struct claim_walk *walk, const char *report, json_t *list, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(walk->ledger),
	                                    REPORTS_UP
	                                    " SELECT uuid FROM up WHERE NOT EXISTS"
	                                    " (SELECT 1 FROM p_report_origins o"
	                                    " WHERE o.report = up.uuid)",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(report));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		if (json_array_append_new(list, json_of_text(statement_text(row, 0))) != 0)
			return fail_memory(err);
	}
	if (st == STATUS_DONE && json_array_size(list) == 0)
		return json_array_append_new(list, json_string(report)) == 0 ? STATUS_OK
		                                                              : fail_memory(err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
report_roots(struct claim_walk *walk, const char *report, json_t **out, struct error *err)
{
	json_t *list;
	enum status st;

	if (walk->reports == NULL)
		walk->reports = json_object();
	*out = json_object_get(walk->reports, report);
	if (*out != NULL)
		return STATUS_OK;
	list = json_array();
	if (json_object_set_new(walk->reports, report, list) != 0)
		return fail_memory(err);
	st = read_report_roots(walk, report, list, err);
	*out = list;
	return st;
}

/* What is known of a root once stays known. */
static enum status
add_root(json_t *roots, const char *kind, const char *name, bool known, struct error *err)
{
	SCOPED(buffer) key = { 0 };

	buffer_append_format(&key, "%s/%s", kind, name);
	if (buffer_check(&key, err) != STATUS_OK)
		return STATUS_MEMORY;
	if (json_is_true(json_object_get(roots, buffer_string(&key))))
		return STATUS_OK;
	return json_object_set_new(roots, buffer_string(&key), json_boolean(known)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
add_report_roots(struct claim_walk *walk, const char *report, json_t *roots, struct error *err)
{
	json_t *list, *root;
	enum status st = report_roots(walk, report, &list, err);
	size_t i;

	json_array_foreach(st == STATUS_OK ? list : NULL, i, root) {
		if (st == STATUS_OK)
			st = add_root(roots, "report", json_string_value(root), false, err);
	}
	return st;
}

/* Where a walk ends: a claim that names nothing else, or a report that a claim names. */
struct end {
	char kind[16], name[512], independence[32];
};

static void
copy(char *out, size_t size, struct text text)
{
	size_t n = text.n < size ? text.n : size - 1;

	if (n > 0)
		memcpy(out, text.p, n);
	out[n] = '\0';
}

static enum status
add_end(struct claim_walk *walk, const struct end *end, json_t *roots, bool *unnamed,
        struct error *err)
{
	bool known = strcmp(end->independence, "independent") == 0;

	if (strcmp(end->independence, "derived") == 0 || end->name[0] == '\0') {
		*unnamed = true;
		return STATUS_OK;
	}
	if (strcmp(end->kind, "report") == 0 && !known)
		return add_report_roots(walk, end->name, roots, err);
	return add_root(roots, end->kind, end->name, known, err);
}

/*
 * Reports that claims on the way name, then the claims at which ways end. A
 * claim that was received from elsewhere and is not here ends nowhere.
 */
#define ENDS                                                                                 \
	" SELECT 'report', s.source, '' FROM up JOIN p_claim_sources s ON s.claim = up.uuid" \
	" AND s.kind = 'report' UNION ALL"                                                   \
	" SELECT coalesce(c.by_kind, ''), CASE c.by_kind WHEN 'actor' THEN"                  \
	" coalesce((SELECT code FROM p_actors k WHERE k.fingerprint = c.actor), c.actor)"    \
	" WHEN 'file' THEN substr(c.subject, instr(c.subject, '/') + 1)"                     \
	" ELSE c.by_record END, coalesce(c.independence, '') FROM up JOIN p_claims c"        \
	" ON c.uuid = up.uuid WHERE NOT EXISTS"                                              \
	" (SELECT 1 FROM p_claim_sources s WHERE s.claim = up.uuid)"

enum status
claim_add_roots(struct claim_walk *walk, struct text claim, json_t *roots, bool *unnamed,
                struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct end end;
	bool any = false;
	enum status st = database_statement(ledger_database(walk->ledger), CLAIMS_UP ENDS, &row, err);

	*unnamed = false;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, claim);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		any = true;
		copy(end.kind, sizeof end.kind, statement_text(row, 0));
		copy(end.name, sizeof end.name, statement_text(row, 1));
		copy(end.independence, sizeof end.independence, statement_text(row, 2));
		st = add_end(walk, &end, roots, unnamed, err);
		if (st != STATUS_OK)
			return st;
	}
	*unnamed = *unnamed || !any;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
is_above(struct ledger *ledger, const char *sql, struct text below, struct text above, bool *out,
         struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, below);
	statement_bind_text(row, 2, above);
	st = statement_step(row, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
claim_rests_on(struct ledger *ledger, struct text claim, struct text other, bool *out,
               struct error *err)
{
	return is_above(ledger, CLAIMS_UP " SELECT 1 FROM up WHERE uuid = $2 LIMIT 1", claim, other,
	                out, err);
}

enum status
report_rests_on(struct ledger *ledger, struct text report, struct text other, bool *out,
                struct error *err)
{
	return is_above(ledger, REPORTS_UP " SELECT 1 FROM up WHERE uuid = $2 LIMIT 1", report,
	                other, out, err);
}

enum status
claim_rests_on_report(struct ledger *ledger, struct text claim, struct text report, bool *out,
                      struct error *err)
{
	return is_above(ledger,
	                CLAIMS_UP
	                ", named(uuid) AS (SELECT s.source FROM up JOIN p_claim_sources s"
	                " ON s.claim = up.uuid AND s.kind = 'report' UNION SELECT o.origin FROM up"
	                " JOIN p_claims c ON c.uuid = up.uuid AND c.by_kind = 'report'"
	                " JOIN p_report_origins o ON o.report = c.by_record"
	                " UNION SELECT o.origin FROM named JOIN p_report_origins o"
	                " ON o.report = named.uuid LIMIT 20000)"
	                " SELECT 1 FROM named WHERE uuid = $2 LIMIT 1",
	                claim, report, out, err);
}

enum status
report_uses_claim(struct ledger *ledger, struct text claim, struct text report, bool *out,
                  struct error *err)
{
	return is_above(ledger,
	                "WITH RECURSIVE down(uuid) AS (SELECT $1 UNION SELECT s.claim FROM down"
	                " JOIN p_claim_sources s ON s.source = down.uuid AND s.kind = 'claim'"
	                " LIMIT 20000) SELECT 1 FROM down JOIN p_claims c ON c.uuid = down.uuid"
	                " WHERE c.by_kind = 'report' AND c.by_record = $2 AND c.uuid <> $1 LIMIT 1",
	                claim, report, out, err);
}

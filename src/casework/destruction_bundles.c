/* SPDX-License-Identifier: Apache-2.0 */
/*
 * destruction_bundles.c - what is kept of bundles, to write them again, holds
 * the values that they opened: where one of those goes, it goes too.
 */
#include "casework/destruction_internal.h"

#include "base/error.h"
#include "base/scoped.h"

/* Does a bundle carry a chain that loses values? `chains` is of its bundle.begun, `losing` has subjects as keys. */
static bool
carries(const json_t *chains, const json_t *losing)
{
	json_t *chain;
	size_t i;

	json_array_foreach(chains, i, chain) {
		const char *subject = json_string_value(json_object_get(chain, "subject"));

		if (subject != NULL && json_object_get(losing, subject) != NULL)
			return true;
	}
	return false;
}

static enum status
add_bundle(struct destruction *plan, int64_t begun, int64_t sealed, const json_t *losing,
           struct error *err)
{
	SCOPED(event_record) record = { 0 };
	enum status st = ledger_read(plan->ledger, begun, &record, err);

	if (st != STATUS_OK || !carries(json_object_get(record.values, "chains"), losing))
		return st;
	return destruction_add_event(plan, sealed, "files", err);
}

/* Subjects of the chains that lose values, as keys. */
static enum status
gather_losing(const struct destruction *plan, json_t *losing, struct error *err)
{
	const char *key;
	json_t *subject;

	json_object_foreach(plan->members, key, subject) {
		if (json_object_set_new(losing, json_string_value(subject), json_true()) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

enum status
destruction_add_bundles(struct destruction *plan, struct error *err)
{
	SCOPED_JSON json_t *losing = json_object();
	SCOPED_STATEMENT row = NULL;
	enum status st = losing ? gather_losing(plan, losing, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = database_statement(ledger_database(plan->ledger),
		                        "SELECT begun_seq, sealed_seq FROM p_bundles WHERE"
		                        " files > ''",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	while ((st = statement_step(row, err)) == STATUS_OK &&
	       (st = add_bundle(plan, statement_integer(row, 0), statement_integer(row, 1), losing,
	                        err)) == STATUS_OK)
		;
	return st == STATUS_DONE ? STATUS_OK : st;
}

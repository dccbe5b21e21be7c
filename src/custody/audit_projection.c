/* SPDX-License-Identifier: Apache-2.0 */
/* audit_projection.c - are the tables that the commands show what the log says? */
#include "custody/audit_internal.h"

#include "casework/closing.h"
#include "casework/pins_check.h"
#include "casework/short_id.h"
#include "ledger/compare.h"

#include "base/error.h"
#include "base/text.h"

static void
take_table(void *context, const char *table, int64_t only_here, int64_t only_in_log)
{
	struct audit *audit = context;

	audit_list_add(audit, &audit->different, json_of_text(text_of(table)));
	audit_list_add(audit, &audit->rows,
	               json_pack("{s:o,s:I,s:I}", "table", json_of_text(text_of(table)),
	                         "only_here", (json_int_t)only_here, "only_in_log",
	                         (json_int_t)only_in_log));
	if (only_here < 0)
		audit_fault(audit, PART_PROJECTION,
		            "%s is missing, was added, cannot be read or is not made as it should be",
		            table);
	else
		audit_fault(audit, PART_PROJECTION,
		            "the table %s has %lld rows that the log does not give, and lacks %lld that it gives",
		            table, (long long)only_here, (long long)only_in_log);
}

/* A delivery and what was stated of it, as "D-000001: …". */
static void
take_closing(void *context, enum closing_fault fault, int64_t number, const char *text)
{
	char id[SHORT_ID_SIZE];

	short_id_write(id, (struct short_id){ 'D', number });
	audit_fault(context, fault == CLOSING_RECEIPT ? PART_SIGNATURES : PART_LOG, "%s: %s", id,
	            text);
}

/* A publication and what disagrees in it, as "R-000001: …". */
static void
take_pins(void *context, int64_t report, const char *text)
{
	char id[SHORT_ID_SIZE];

	short_id_write(id, (struct short_id){ 'R', report });
	audit_fault(context, PART_LOG, "%s: %s", id, text);
}

static enum status
check_pins(struct audit *audit, struct database *fresh, struct error *err)
{
	const struct pins_watcher watcher = { take_pins, audit };
	enum status st = pins_check(audit->catalogue->ledger, fresh, &watcher, err);

	return st == STATUS_OK ? st : while_doing(err, st, "comparing what publications rest on");
}

/* While the tables stand there as the log gives them. */
static enum status
check_statements(void *context, struct database *fresh, struct error *err)
{
	struct audit *audit = context;
	struct closing_watcher watcher = { .found = take_closing, .context = audit };
	enum status st = closings_check(audit->catalogue->ledger, fresh, &watcher, err);

	audit->deliveries = watcher.checked;
	audit->deliveries_unknown = watcher.unknown;
	return st == STATUS_OK ? check_pins(audit, fresh, err)
	                       : while_doing(err, st, "checking manifests and receipts");
}

enum status
audit_projection(struct audit *audit, struct error *err)
{
	struct ledger *ledger = audit->catalogue->ledger;
	const struct projection_watcher watcher = { take_table, check_statements, audit };
	struct projection_report found = { 0 };
	struct error why = { 0 };
	struct audit_walk walk;
	enum status st = replay_check(ledger, &why);

	if (st == STATUS_UNUSABLE)
		audit_fault(audit, PART_PROJECTION, "%s", why.text);
	audit_walk_begin(&walk, audit, "comparing the tables with the log");
	if (st == STATUS_OK || st == STATUS_UNUSABLE)
		st = projection_compare(ledger, &walk.progress, &watcher, &found, &why);
	audit->tables = found.tables;
	return audit_ended(audit, PART_PROJECTION, st, &why, err);
}

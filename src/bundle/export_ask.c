/* SPDX-License-Identifier: Apache-2.0 */
/* export_ask.c - ids of items, footage, incidents, reports and channels, as what travels. */
#include "bundle/export_ask.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "casework/resolve.h"

#include <stdlib.h>
#include <string.h>

struct asking {
	struct ledger   *ledger;
	struct subjects *items, *records;
	int64_t          version; /* of a report; 0: its last */
};

void
subjects_end(struct subjects *subjects)
{
	free(subjects->all);
	*subjects = (struct subjects){ 0 };
}

static enum status
add_subject(struct subjects *subjects, const char *kind, struct text uuid, struct error *err)
{
	struct uuid read;

	if (!uuid_read(uuid, &read))
		return fail(err, STATUS_UNUSABLE, "a %s has no UUID: run `vidimus audit`", kind);
	if (subjects->count == subjects->room) {
		size_t room = subjects->room ? subjects->room * 2 : 64;
		struct subject *grown = reallocarray(subjects->all, room, sizeof *grown);

		if (grown == NULL)
			return fail_memory(err);
		subjects->all = grown;
		subjects->room = room;
	}
	subjects->all[subjects->count++] = subject_of(kind, &read);
	return STATUS_OK;
}

static enum status
add_footage(struct asking *asking, struct text footage, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = add_subject(asking->records, "footage", footage, err);

	if (st == STATUS_OK)
		st = database_statement(ledger_database(asking->ledger),
		                        "SELECT item FROM p_footage_members WHERE footage = $1 AND"
		                        " left_seq IS NULL AND item IS NOT NULL",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, footage);
	while ((st = statement_step(row, err)) == STATUS_OK &&
	       (st = add_subject(asking->items, "item", statement_text(row, 0), err)) == STATUS_OK)
		;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* KIND/UUID of an item or of footage. */
static enum status
add_exhibit(struct asking *asking, struct text subject, struct error *err)
{
	struct text name = subject, kind = text_cut(&name, '/');

	return text_is(kind, "footage") ? add_footage(asking, name, err)
	                                : add_subject(asking->items, "item", name, err);
}

static enum status
add_incident(struct asking *asking, struct text incident, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = add_subject(asking->records, "incident", incident, err);

	if (st == STATUS_OK)
		st = database_statement(ledger_database(asking->ledger),
		                        "SELECT d.subject FROM p_depictions d WHERE d.incident = $1"
		                        " AND NOT EXISTS (SELECT 1 FROM p_retractions x"
		                        " WHERE x.record = d.uuid)",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, incident);
	while ((st = statement_step(row, err)) == STATUS_OK &&
	       (st = add_exhibit(asking, statement_text(row, 0), err)) == STATUS_OK)
		;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The version that is meant; STATUS_NOT_FOUND where the report has no such one. */
static enum status
find_version(const struct asking *asking, struct text report, int64_t *version, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(asking->ledger),
		"SELECT max(version) FROM p_report_versions WHERE report = $1 AND ($2 = 0 OR version = $2)",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, report);
	statement_bind_integer(row, 2, asking->version);
	st = statement_step(row, err);
	if (st == STATUS_OK && statement_is_null(row, 0))
		st = fail(err, STATUS_NOT_FOUND, "the report has no version %lld",
		          (long long)asking->version);
	if (st == STATUS_OK)
		*version = statement_integer(row, 0);
	return st;
}

/* What was pinned when the version was published; of one that was not, what is cited up to it. */
static enum status
add_report(struct asking *asking, struct text report, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	int64_t version = 0;
	enum status st = add_subject(asking->records, "report", report, err);

	if (st == STATUS_OK)
		st = find_version(asking, report, &version, err);
	if (st == STATUS_OK)
		st = database_statement(
			ledger_database(asking->ledger),
			"SELECT n.subject FROM p_citations n WHERE n.report = $1 AND (EXISTS (SELECT 1"
			" FROM p_pins p WHERE p.citation = n.uuid AND p.version = $2) OR (NOT EXISTS"
			" (SELECT 1 FROM p_pins p WHERE p.report = $1 AND p.version = $2) AND"
			" coalesce(n.version, 0) <= $2 AND NOT EXISTS (SELECT 1 FROM p_retractions x"
			" WHERE x.record = n.uuid)))",
			&row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, report);
	statement_bind_integer(row, 2, version);
	while ((st = statement_step(row, err)) == STATUS_OK &&
	       (st = add_exhibit(asking, statement_text(row, 0), err)) == STATUS_OK)
		;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_resolved(void *context, const struct resolved *resolved, struct error *err)
{
	struct asking *asking = context;
	char uuid[UUID_TEXT_SIZE];

	uuid_write(uuid, &resolved->uuid);
	switch (resolved->kind) {
	case 'V':
		return add_footage(asking, text_of(uuid), err);
	case 'I':
		return add_incident(asking, text_of(uuid), err);
	case 'R':
		return add_report(asking, text_of(uuid), err);
	case 'C':
		return add_subject(asking->records, "channel", text_of(uuid), err);
	default:
		return add_subject(asking->items, "item", text_of(uuid), err);
	}
}

static enum status
resolve_one(struct asking *asking, const char *id, struct error *err)
{
	const struct resolved_output to = { add_resolved, asking };
	struct text version = text_of(id), name = text_cut(&version, '@');
	uint64_t number = 0;
	enum status st;

	if (version.p != NULL && (!text_number(version, INT32_MAX, &number) || number == 0))
		return fail(err, STATUS_INVALID, "%s: a version of a report is written like R-1@2", id);
	asking->version = (int64_t)number;
	st = resolve_each(asking->ledger, name, version.p != NULL ? "R" : "EVIRC", &to, err);
	return st == STATUS_OK ? st : while_doing(err, st, "looking for %.64s", id);
}

/* A subject with its item's number, by which exhibits are ordered. */
struct numbered {
	int64_t        number;
	struct subject subject;
};

static int
compare_numbered(const void *a, const void *b)
{
	int64_t one = ((const struct numbered *)a)->number, other = ((const struct numbered *)b)->number;

	return (one > other) - (one < other);
}

static enum status
number_of(struct ledger *ledger, const struct subject *item, int64_t *number, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger), "SELECT number FROM p_items WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject_name(item));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*number = statement_integer(row, 0);
	return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no %s", item->text) : st;
}

/* In the order of their short ids, each once. */
static enum status
order_items(struct ledger *ledger, struct subjects *items, struct error *err)
{
	SCOPED_FREE struct numbered *numbered = calloc(items->count + 1, sizeof *numbered);
	enum status st = numbered ? STATUS_OK : fail_memory(err);
	size_t kept = 0;

	for (size_t i = 0; st == STATUS_OK && i < items->count; i++) {
		numbered[i].subject = items->all[i];
		st = number_of(ledger, &items->all[i], &numbered[i].number, err);
	}
	if (st != STATUS_OK)
		return st;
	qsort(numbered, items->count, sizeof *numbered, compare_numbered);
	for (size_t i = 0; i < items->count; i++) {
		if (kept == 0 || strcmp(items->all[kept - 1].text, numbered[i].subject.text) != 0)
			items->all[kept++] = numbered[i].subject;
	}
	items->count = kept;
	return STATUS_OK;
}

enum status
export_resolve(struct ledger *ledger, const char *const *ids, size_t count,
               struct subjects *items, struct subjects *records, struct error *err)
{
	struct asking asking = { .ledger = ledger, .items = items, .records = records };
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = resolve_one(&asking, ids[i], err);
	if (st == STATUS_OK)
		st = order_items(ledger, items, err);
	if (st == STATUS_OK && items->count == 0)
		st = fail(err, STATUS_INVALID, "nothing of that is an exhibit: there is nothing to export");
	return st;
}

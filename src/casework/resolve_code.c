/* SPDX-License-Identifier: Apache-2.0 */
/* resolve_code.c - persons and channels by their codes. */
#include "casework/resolve_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static enum status
ambiguous(struct text text, const struct resolved *a, const struct resolved *b, struct error *err)
{
	char first[SHORT_ID_SIZE], second[SHORT_ID_SIZE];

	short_id_write(first, (struct short_id){ a->kind, a->number });
	short_id_write(second, (struct short_id){ b->kind, b->number });
	return fail(err, STATUS_INVALID, "“%.*s” may mean %s or %s: write the id out", (int)text.n,
	            text.p, first, second);
}

/* The record with that code; STATUS_NOT_FOUND, wordless, when there is none. */
static enum status
by_code(struct ledger *ledger, const char *sql, struct text code, struct resolved *out,
        struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct resolved other;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, code);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return STATUS_NOT_FOUND;
	if (st == STATUS_OK)
		st = resolved_fill(out, out->kind, row, err);
	if (st != STATUS_OK)
		return st;
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return STATUS_OK;
	if (st == STATUS_OK)
		st = resolved_fill(&other, out->kind, row, err);
	return st == STATUS_OK ? ambiguous(code, out, &other, err) : st;
}

/* True for E-000001 in full, which means the id whatever codes there are. */
static bool
is_written_out(struct text text, struct short_id id)
{
	char full[SHORT_ID_SIZE];

	short_id_write(full, id);
	return text_is(text, full);
}

static enum status
by_code_or_id(struct ledger *ledger, const char *sql, struct text text, struct resolved *out,
              struct error *err)
{
	struct resolved coded = { .kind = out->kind }, numbered;
	struct short_id id;
	enum status st;

	if (!short_id_read(text, &id) || id.kind != out->kind) {
		st = by_code(ledger, sql, text, &coded, err);
	} else if (is_written_out(text, id)) {
		st = resolve_number(ledger, id, &coded, err);
	} else {
		st = by_code(ledger, sql, text, &coded, err);
		if (st == STATUS_NOT_FOUND)
			st = resolve_number(ledger, id, &coded, err);
		else if (st == STATUS_OK && resolve_number(ledger, id, &numbered, NULL) == STATUS_OK &&
		         numbered.number != coded.number)
			st = ambiguous(text, &coded, &numbered, err);
	}
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no %s “%.*s”: see vidimus %s list",
		            resolvable_find(out->kind)->noun, (int)text.n, text.p,
		            resolvable_find(out->kind)->noun);
	if (st == STATUS_OK)
		*out = coded;
	return st;
}

enum status
resolve_person(struct ledger *ledger, struct text text, struct resolved *out, struct error *err)
{
	struct resolved found = { .kind = 'W' };
	enum status st = by_code_or_id(ledger,
	                               "SELECT number, uuid FROM p_persons WHERE code = $1 LIMIT 2",
	                               text, &found, err);

	if (st == STATUS_OK)
		*out = found;
	return st;
}

enum status
resolve_channel(struct ledger *ledger, struct text text, struct resolved *out, struct error *err)
{
	struct resolved found = { .kind = 'C' };
	enum status st = by_code_or_id(
		ledger, "SELECT number, uuid FROM p_channels WHERE code = $1 LIMIT 2", text, &found,
		err);

	if (st == STATUS_OK)
		*out = found;
	return st;
}

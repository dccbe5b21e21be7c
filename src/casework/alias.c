/* SPDX-License-Identifier: Apache-2.0 */
/* alias.c - others' names of records, looked up among what bundles brought. */
#include "casework/alias.h"

#include "casework/resolve_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* The longest name that is kept: an exhibit's number. */
#define ALIAS_SIZE 129

struct wanted {
	char        alias[ALIAS_SIZE];
	struct text origin; /* n 0: any */
	char        kind;   /* of a short id, else 0 */
};

bool
alias_names_origin(struct text text)
{
	return text.n > 0 && memchr(text.p, '@', text.n) != NULL;
}

/* Short ids as we write them, UUIDs in lower case, numbers of exhibits as they are printed. */
static bool
read_wanted(struct text text, struct wanted *out)
{
	struct text name = text_cut(&text, '@');
	struct short_id id;
	struct uuid uuid;

	*out = (struct wanted){ .origin = text };
	if (name.n == 0 || name.n >= sizeof out->alias)
		return false;
	snprintf(out->alias, sizeof out->alias, "%.*s", (int)name.n, name.p);
	if (short_id_read(name, &id) && out->origin.n > 0) {
		short_id_write(out->alias, id);
		out->kind = id.kind;
	} else if (uuid_read(name, &uuid)) {
		uuid_write(out->alias, &uuid);
	}
	return true;
}

/* B-… as an origin is the log that this bundle came from. */
static enum status
read_origin(struct ledger *ledger, struct wanted *wanted, struct buffer *room, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct short_id id;
	enum status st;

	if (!short_id_read(wanted->origin, &id) || id.kind != 'B')
		return STATUS_OK;
	st = database_statement(ledger_database(ledger),
	                        "SELECT origin FROM p_received_bundles WHERE number = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, id.number);
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && statement_is_null(row, 0)))
		return fail(err, STATUS_NOT_FOUND, "no bundle B-%06lld was received from another log",
		            (long long)id.number);
	if (st != STATUS_OK)
		return st;
	buffer_append_text(room, statement_text(row, 0));
	wanted->origin = text_of_buffer(room);
	return buffer_check(room, err);
}

/* Their record stands with one of ours and is none here. */
static enum status
no_record(const struct wanted *wanted, struct text subject, struct error *err)
{
	return fail(err, STATUS_INVALID,
	            "%s is a record of theirs and none here; it stands with %.*s, where `vidimus show` tells of it",
	            wanted->alias, (int)subject.n, subject.p);
}

/* The record here by KIND/UUID. */
static enum status
fill(struct ledger *ledger, const struct wanted *wanted, struct text subject, struct resolved *out,
     struct error *err)
{
	bool bundle = text_begins(subject, "bundle/");
	char kind = bundle ? 'B' : 'E';
	struct text whole = subject;
	SCOPED_STATEMENT row = NULL;
	enum status st;

	text_cut(&subject, '/');
	if (bundle ? wanted->kind != 'B' : wanted->kind != 0 && wanted->kind != 'E')
		return no_record(wanted, whole, err);
	st = database_statement(ledger_database(ledger), resolvable_find(kind)->by_uuid, &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return no_record(wanted, whole, err);
	return st == STATUS_OK ? resolved_fill(out, kind, row, err) : st;
}

enum status
alias_resolve(struct ledger *ledger, struct text text, struct resolved *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) room = { 0 }, subject = { 0 };
	struct wanted wanted;
	enum status st;

	if (!read_wanted(text, &wanted))
		return STATUS_NOT_FOUND;
	st = read_origin(ledger, &wanted, &room, err);
	if (st == STATUS_OK)
		st = database_statement(ledger_database(ledger),
		                        "SELECT DISTINCT subject FROM p_aliases WHERE alias = $1"
		                        " AND ($2 = '' OR origin = $2 OR origin = 'vidimus/' || $2)"
		                        " LIMIT 2",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(wanted.alias));
	statement_bind_text(row, 2, wanted.origin.n ? wanted.origin : text_of(""));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_NOT_FOUND : st;
	buffer_append_text(&subject, statement_text(row, 0));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_INVALID,
		            "several records are called %s by others: say whose, as in %s@B-1",
		            wanted.alias, wanted.alias);
	if (st == STATUS_DONE)
		st = buffer_check(&subject, err);
	return st == STATUS_OK ? fill(ledger, &wanted, text_of_buffer(&subject), out, err) : st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* resolve.c - short ids, UUIDs and hashes to records. */
#include "casework/resolve_internal.h"

#include "casework/alias.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* Each with its numbers and UUIDs from $1, at most to $2. */
static const struct resolvable resolvables[] = {
	{ 'E', "item", "item",
	  "SELECT number, uuid FROM p_items WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_items WHERE uuid = $1" },
	{ 'D', "delivery", "delivery",
	  "SELECT number, uuid FROM p_deliveries WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_deliveries WHERE uuid = $1" },
	{ 'B', "bundle", "bundle",
	  "SELECT number, uuid FROM p_bundles WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_bundles WHERE uuid = $1" },
	{ 'C', "channel", "channel",
	  "SELECT number, uuid FROM p_channels WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_channels WHERE uuid = $1" },
	{ 'W', "person", "person",
	  "SELECT number, uuid FROM p_persons WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_persons WHERE uuid = $1" },
	{ 'K', "actor", "actor",
	  "SELECT number, uuid FROM p_actors WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_actors WHERE uuid = $1" },
	{ 'Q', "acquisition", NULL,
	  "SELECT number, uuid FROM p_acquisitions WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_acquisitions WHERE uuid = $1" },
	{ 'P', "posting", NULL,
	  "SELECT number, uuid FROM p_postings WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_postings WHERE uuid = $1" },
	{ 'M', "match", NULL,
	  "SELECT number, link FROM p_matches WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, link FROM p_matches WHERE link = $1" },
	{ 'I', "incident", "incident",
	  "SELECT number, uuid FROM p_incidents WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_incidents WHERE uuid = $1" },
	{ 'R', "report", "report",
	  "SELECT number, uuid FROM p_reports WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_reports WHERE uuid = $1" },
	{ 'N', "citation", NULL,
	  "SELECT number, uuid FROM p_citations WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_citations WHERE uuid = $1" },
	{ 'A', "claim", NULL,
	  "SELECT number, uuid FROM p_claims WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_claims WHERE uuid = $1" },
	{ 'L', "depiction", NULL,
	  "SELECT number, uuid FROM p_depictions WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_depictions WHERE uuid = $1" },
	{ 'G', "search", NULL,
	  "SELECT number, uuid FROM p_searches WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_searches WHERE uuid = $1" },
	{ 'X', "attachment or derivative", NULL,
	  "SELECT number, uuid FROM p_attachments WHERE number BETWEEN $1 AND $2 UNION ALL"
	  " SELECT number, uuid FROM p_derivatives WHERE number BETWEEN $1 AND $2"
	  " ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_attachments WHERE uuid = $1 UNION ALL"
	  " SELECT number, uuid FROM p_derivatives WHERE uuid = $1" },
	{ 'V', "footage", "footage",
	  "SELECT number, uuid FROM p_footage WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_footage WHERE uuid = $1" },
	{ 'S', "consent", NULL,
	  "SELECT number, uuid FROM p_consents WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_consents WHERE uuid = $1" },
	{ 'H', "hold", NULL,
	  "SELECT number, uuid FROM p_holds WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_holds WHERE uuid = $1" },
	{ 'T', "transfer", NULL,
	  "SELECT number, uuid FROM p_transfers WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_transfers WHERE uuid = $1" },
	{ 'F', "finding", NULL,
	  "SELECT number, uuid FROM p_findings WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 256",
	  "SELECT number, uuid FROM p_findings WHERE uuid = $1" },
};
#define RESOLVABLES (sizeof resolvables / sizeof resolvables[0])

const struct resolvable *
resolvable_find(char kind)
{
	for (size_t i = 0; i < RESOLVABLES; i++) {
		if (resolvables[i].kind == kind)
			return &resolvables[i];
	}
	return NULL;
}

bool
resolved_subject(const struct resolved *resolved, struct subject *out)
{
	const struct resolvable *is = resolvable_find(resolved->kind);

	if (is == NULL || is->subject == NULL)
		return false;
	*out = subject_of(is->subject, &resolved->uuid);
	return true;
}

/* "an item (E-…), a delivery (D-…) or the SHA-256 of a file" */
static void
write_kinds(struct buffer *out, const char *kinds)
{
	for (size_t i = 0, n = strlen(kinds); i < n; i++) {
		const struct resolvable *is = resolvable_find(kinds[i]);

		if (i > 0)
			buffer_append_string(out, i + 1 == n ? " or " : ", ");
		if (is == NULL)
			buffer_append_string(out, "the SHA-256 of a file");
		else
			buffer_append_format(out, "%s %s (%c-…)",
			                     strchr("aeiou", is->noun[0]) ? "an" : "a", is->noun,
			                     is->kind);
	}
}

/* Refuses a record of a kind that is not accepted here. */
static enum status
wrong_kind(struct text text, char kind, const char *kinds, struct error *err)
{
	const struct resolvable *is = resolvable_find(kind);
	SCOPED(buffer) accepted = { 0 };

	write_kinds(&accepted, kinds);
	if (is == NULL)
		return fail(err, STATUS_INVALID, "%.*s is no record; expected is %s", (int)text.n,
		            text.p, buffer_string(&accepted));
	return fail(err, STATUS_INVALID, "%.*s is %s %s; expected is %s", (int)text.n, text.p,
	            strchr("aeiou", is->noun[0]) ? "an" : "a", is->noun, buffer_string(&accepted));
}

static enum status
malformed(struct text text, const char *kinds, struct error *err)
{
	SCOPED(buffer) accepted = { 0 };

	write_kinds(&accepted, kinds);
	return fail(err, STATUS_INVALID, "“%.*s” is no id; expected is %s",
	            (int)(text.n < 200 ? text.n : 200), text.p, buffer_string(&accepted));
}

static enum status
missing(struct short_id id, struct error *err)
{
	char text[SHORT_ID_SIZE];

	short_id_write(text, id);
	return fail(err, STATUS_NOT_FOUND, "there is no %s %s", resolvable_find(id.kind)->noun,
	            text);
}

enum status
resolved_fill(struct resolved *out, char kind, struct statement *row, struct error *err)
{
	struct resolved filled = { .kind = kind, .number = statement_integer(row, 0) };

	if (!uuid_read(statement_text(row, 1), &filled.uuid))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed UUID: run vidimus rebuild");
	*out = filled;
	return STATUS_OK;
}

enum status
resolve_number(struct ledger *ledger, struct short_id id, struct resolved *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger),
	                                    resolvable_find(id.kind)->by_number, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, id.number);
	statement_bind_integer(row, 2, id.number);
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return missing(id, err);
	return st == STATUS_OK ? resolved_fill(out, id.kind, row, err) : st;
}

static enum status
resolve_uuid(struct ledger *ledger, struct text text, const char *kinds, struct resolved *out,
             struct error *err)
{
	for (size_t i = 0; i < RESOLVABLES; i++) {
		SCOPED_STATEMENT row = NULL;
		enum status st = database_statement(ledger_database(ledger), resolvables[i].by_uuid,
		                                    &row, err);

		if (st == STATUS_OK) {
			statement_bind_text(row, 1, text);
			st = statement_step(row, err);
		}
		if (st == STATUS_DONE)
			continue;
		if (st == STATUS_OK && strchr(kinds, resolvables[i].kind) == NULL)
			return wrong_kind(text, resolvables[i].kind, kinds, err);
		return st == STATUS_OK ? resolved_fill(out, resolvables[i].kind, row, err) : st;
	}
	return fail(err, STATUS_NOT_FOUND, "there is no record %.*s", (int)text.n, text.p);
}

static enum status
resolve_digest(struct ledger *ledger, struct text text, const char *kinds, struct resolved *out,
               struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct resolved object = { .kind = RESOLVED_OBJECT };
	enum status st = database_statement(ledger_database(ledger),
	                                    "SELECT i.number, i.uuid FROM p_objects o"
	                                    " LEFT JOIN p_items i ON i.uuid = o.item"
	                                    " WHERE o.sha256 = $1",
	                                    &row, err);

	if (st == STATUS_OK) {
		statement_bind_text(row, 1, text);
		st = statement_step(row, err);
	}
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "no file with the SHA-256 %.*s was received",
		            (int)text.n, text.p);
	if (st != STATUS_OK)
		return st;
	if (!statement_is_null(row, 0) && strchr(kinds, 'E') != NULL)
		return resolved_fill(out, 'E', row, err);
	if (strchr(kinds, RESOLVED_OBJECT) == NULL)
		return fail(err, STATUS_INVALID, "the file %.*s was received, but is no item",
		            (int)text.n, text.p);
	if (!digest_read(text, &object.digest))
		return fail(err, STATUS_FAULT, "a malformed hash");
	*out = object;
	return STATUS_OK;
}

/* Lower-case letters of a hash or UUID, which people copy from anywhere. */
static struct text
lower(struct text text, char out[DIGEST_TEXT_SIZE])
{
	for (size_t i = 0; i < text.n; i++)
		out[i] = text.p[i] >= 'A' && text.p[i] <= 'F' ? (char)(text.p[i] - 'A' + 'a')
		                                              : text.p[i];
	return (struct text){ out, text.n };
}

/* What others call it. STATUS_NOT_FOUND, wordless, when nobody calls anything so. */
static enum status
resolve_alias(struct ledger *ledger, struct text text, const char *kinds, struct resolved *out,
              struct error *err)
{
	struct resolved found;
	enum status st = alias_resolve(ledger, text, &found, err);

	if (st == STATUS_OK && strchr(kinds, found.kind) == NULL)
		return wrong_kind(text, found.kind, kinds, err);
	if (st == STATUS_OK)
		*out = found;
	return st;
}

static enum status
resolve_of_origin(struct ledger *ledger, struct text text, const char *kinds, struct resolved *out,
                  struct error *err)
{
	enum status st = resolve_alias(ledger, text, kinds, out, err);

	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "no bundle that came calls anything “%.*s”",
		            (int)(text.n < 200 ? text.n : 200), text.p);
	return st;
}

/* Our own records first. */
static enum status
resolve_uuid_or_alias(struct ledger *ledger, struct text text, const char *kinds,
                      struct resolved *out, struct error *err)
{
	struct error own = { 0 };
	enum status st = resolve_uuid(ledger, text, kinds, out, &own);
	enum status theirs = st == STATUS_NOT_FOUND ? resolve_alias(ledger, text, kinds, out, err)
	                                            : STATUS_NOT_FOUND;

	if (st == STATUS_OK || theirs != STATUS_NOT_FOUND)
		return st == STATUS_OK ? st : theirs;
	return fail(err, st, "%s", own.text);
}

enum status
resolve(struct ledger *ledger, struct text text, const char *kinds, struct resolved *out,
        struct error *err)
{
	char copy[DIGEST_TEXT_SIZE] = { 0 };
	struct digest digest;
	struct short_id id;
	struct uuid uuid;
	enum status st;

	if (alias_names_origin(text))
		return resolve_of_origin(ledger, text, kinds, out, err);
	if (short_id_read(text, &id)) {
		if (strchr(kinds, id.kind) == NULL || resolvable_find(id.kind) == NULL)
			return wrong_kind(text, id.kind, kinds, err);
		return resolve_number(ledger, id, out, err);
	}
	if (text.n < DIGEST_TEXT_SIZE) {
		struct text lowered = lower(text, copy);

		if (uuid_read(lowered, &uuid))
			return resolve_uuid_or_alias(ledger, lowered, kinds, out, err);
		if (digest_read(lowered, &digest))
			return resolve_digest(ledger, lowered, kinds, out, err);
	}
	st = resolve_alias(ledger, text, kinds, out, err);
	return st == STATUS_NOT_FOUND ? malformed(text, kinds, err) : st;
}

/* Up to a page of records from `first` on; they are handed out after the statement is released. */
static enum status
read_range(struct ledger *ledger, struct short_id first, struct short_id last,
           struct resolved page[RESOLVED_PAGE], size_t *rows, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger),
	                                    resolvable_find(first.kind)->by_number, &row, err);

	*rows = 0;
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, first.number);
	statement_bind_integer(row, 2, last.number);
	while (*rows < RESOLVED_PAGE && (st = statement_step(row, err)) == STATUS_OK) {
		st = resolved_fill(&page[*rows], first.kind, row, err);
		if (st != STATUS_OK)
			return st;
		++*rows;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
walk_range(struct ledger *ledger, struct short_id first, struct short_id last,
           const struct resolved_output *to, struct error *err)
{
	struct resolved page[RESOLVED_PAGE];
	size_t rows = RESOLVED_PAGE;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && rows == RESOLVED_PAGE) {
		st = read_range(ledger, first, last, page, &rows, err);
		for (size_t i = 0; i < rows && st == STATUS_OK; i++)
			st = to->found(to->context, &page[i], err);
		if (rows > 0)
			first.number = page[rows - 1].number + 1;
	}
	return st;
}

enum status
resolve_each(struct ledger *ledger, struct text text, const char *kinds,
             const struct resolved_output *to, struct error *err)
{
	struct short_id first, last;
	struct resolved one;
	enum status st;

	if (!short_id_read_range(text, &first, &last)) {
		st = resolve(ledger, text, kinds, &one, err);
		return st == STATUS_OK ? to->found(to->context, &one, err) : st;
	}
	if (strchr(kinds, first.kind) == NULL || resolvable_find(first.kind) == NULL)
		return wrong_kind(text, first.kind, kinds, err);
	st = resolve_number(ledger, first, &one, err);
	if (st == STATUS_OK)
		st = resolve_number(ledger, last, &one, err);
	return st == STATUS_OK ? walk_range(ledger, first, last, to, err) : st;
}

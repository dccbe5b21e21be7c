/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_moves.c - where the log lost its end and went on, which machines wrote
 * it, and which logs of others contradicted themselves: no damage here, and never hidden.
 */
#include "custody/audit_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

static json_t *
lossy(struct statement *row, int column)
{
	return statement_is_null(row, column) ? json_null()
	                                      : json_of_text_lossy(statement_text(row, column));
}

static const char *
word(struct statement *row, int column)
{
	return statement_is_null(row, column) ? "unknown" : statement_text(row, column).p;
}

static void
take_resumption(struct audit *audit, struct statement *row)
{
	long long kept = statement_integer(row, 1), lost = statement_integer(row, 2);
	SCOPED(buffer) text = { 0 };

	buffer_append_format(&text,
	                     "%.10s, by %s: the log went on from %lld events; a checkpoint of %lld was known, and the events after the first %lld are lost",
	                     word(row, 0), word(row, 3), kept, lost, kept);
	audit_list_add(audit, &audit->resumptions,
	               json_pack("{s:o,s:I,s:I,s:o,s:o}", "time", lossy(row, 0), "kept",
	                         (json_int_t)kept, "lost_size", (json_int_t)lost, "by",
	                         lossy(row, 3), "text", json_of_text_lossy(text_of_buffer(&text))));
}

static void
take_move(struct audit *audit, struct statement *row)
{
	SCOPED(buffer) text = { 0 };

	buffer_append_format(&text, "%.10s, by %s: written on the machine %s from then on",
	                     word(row, 0), word(row, 1), word(row, 2));
	audit_list_add(audit, &audit->moves,
	               json_pack("{s:o,s:o,s:o}", "time", lossy(row, 0), "by", lossy(row, 1), "text",
	                         json_of_text_lossy(text_of_buffer(&text))));
}

static void
take_contradiction(struct audit *audit, struct statement *row)
{
	SCOPED(buffer) text = { 0 };

	buffer_append_format(&text,
	                     "%.10s: the log %s showed event %lld of %s in two ways; what came second was refused, and both are kept with %s",
	                     word(row, 0), word(row, 1), (long long)statement_integer(row, 2), word(row, 3),
	                     word(row, 4));
	audit_list_add(audit, &audit->contradictions,
	               json_pack("{s:o,s:o,s:I,s:o,s:o,s:o}", "time", lossy(row, 0), "origin",
	                         lossy(row, 1), "n", (json_int_t)statement_integer(row, 2), "foreign",
	                         lossy(row, 3), "subject", lossy(row, 4), "text",
	                         json_of_text_lossy(text_of_buffer(&text))));
}

static enum status
take_rows(struct audit *audit, const char *sql,
          void (*take)(struct audit *audit, struct statement *row), struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct error why = { 0 };
	enum status st = database_statement(audit->catalogue->database, sql, &row, &why);

	while (st == STATUS_OK && (st = statement_step(row, &why)) == STATUS_OK)
		take(audit, row);
	/* that the tables were checked at all, audit_projection said */
	return st == STATUS_DONE ? STATUS_OK : audit_ended(audit, PART_PROJECTION, st, &why, err);
}

enum status
audit_moves(struct audit *audit, struct error *err)
{
	enum status st = take_rows(audit,
	                           "SELECT r.time, r.kept, r.lost_size, k.code FROM p_resumptions r"
	                           " LEFT JOIN p_actors k ON k.fingerprint = r.actor ORDER BY r.seq",
	                           take_resumption, err);

	if (st != STATUS_OK)
		return st;
	st = take_rows(audit,
	               "SELECT c.time, c.origin, c.foreign_n, c.foreign_subject, c.subject"
	               " FROM p_contradictions c ORDER BY c.seq",
	               take_contradiction, err);
	if (st != STATUS_OK)
		return st;
	return take_rows(audit,
	                 "SELECT m.time, k.code, m.host FROM p_moves m"
	                 " LEFT JOIN p_actors k ON k.fingerprint = m.actor ORDER BY m.seq",
	                 take_move, err);
}

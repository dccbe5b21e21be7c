/* SPDX-License-Identifier: Apache-2.0 */
/* cited.c - an item or footage as a citation finds it. */
#include "casework/citation.h"

#include "casework/value.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

void
cited_end(struct cited *cited)
{
	json_decref(cited->status);
	json_decref(cited->verified_as);
	json_decref(cited->object);
}

static enum status
fill(struct statement *row, bool item, struct cited *out, struct error *err)
{
	short_id_write(out->id, (struct short_id){ item ? 'E' : 'V', statement_integer(row, 0) });
	out->version = statement_integer(row, 1);
	out->status = value_of_text_column(row, 2);
	out->verified_as = value_of_text_column(row, 3);
	out->object = value_of_text_column(row, 4);
	return out->status && out->verified_as && out->object ? STATUS_OK : fail_memory(err);
}

enum status
cited_read(struct ledger *ledger, const struct subject *subject, struct cited *out,
           struct error *err)
{
	bool item = text_is(subject_kind(subject), "item");
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger),
		item ? "SELECT number, version, status, verified_as, object FROM p_items"
		       " WHERE uuid = $1"
		     : "SELECT v.number, v.version, v.status, v.verified_as, i.object FROM p_footage v"
		       " LEFT JOIN p_items i ON i.uuid = v.reference WHERE v.uuid = $1",
		&row, err);

	*out = (struct cited){ .subject = *subject };
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject_name(subject));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no %s", subject->text);
	return st == STATUS_OK ? fill(row, item, out, err) : st;
}

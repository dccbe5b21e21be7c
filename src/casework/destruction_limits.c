/* SPDX-License-Identifier: Apache-2.0 */
/* destruction_limits.c - holds, which forbid it, and what it cannot reach. */
#include "casework/destruction_internal.h"

#include "casework/gate.h"
#include "casework/scope.h"
#include "casework/short_id.h"
#include "casework/subject_words.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

static enum status
check_subject(struct ledger *ledger, const char *subject, struct instant now, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) id = { 0 };
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT h.number, h.until FROM p_covers c JOIN p_holds h ON h.uuid = c.record"
		" WHERE c.subject = $1 AND c.kind = 'hold'"
		" AND NOT EXISTS (SELECT 1 FROM p_holds_lifted l WHERE l.hold = h.uuid)"
		" AND NOT EXISTS (SELECT 1 FROM p_holds r WHERE r.replaces = h.uuid)"
		" ORDER BY h.number",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		if (date_is_over(statement_text(row, 1), now))
			continue;
		st = subject_id(ledger, text_of(subject), &id, err);
		return st == STATUS_OK
		               ? fail(err, STATUS_REFUSED,
		                      "the hold H-%06lld on %s forbids it: nothing that it covers is destroyed until it is lifted (vidimus hold show H-%lld)",
		                      (long long)statement_integer(row, 0), buffer_string(&id),
		                      (long long)statement_integer(row, 0))
		               : st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
hold_check(struct ledger *ledger, const json_t *subjects, struct instant now, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *subject;
	size_t i;

	json_array_foreach(subjects, i, subject) {
		if (st == STATUS_OK)
			st = check_subject(ledger, json_string_value(subject), now, err);
	}
	return st;
}

/*
 * What the chain of an event belongs to. An acquisition in a delivery's chain
 * is about its own file, and not about all that came in the delivery.
 */
static enum status
subject_of_loss(struct ledger *ledger, struct text event, struct text chain, struct buffer *out,
                struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st;

	if (!text_begins(chain, "delivery/")) {
		buffer_append_text(out, chain);
		return buffer_check(out, err);
	}
	st = database_statement(ledger_database(ledger),
	                        "SELECT item FROM p_acquisitions WHERE uuid = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, event);
	st = statement_step(row, err);
	if (st == STATUS_OK && !statement_is_null(row, 0)) {
		buffer_append_string(out, "item/");
		buffer_append_text(out, statement_text(row, 0));
	} else if (st == STATUS_OK) {
		buffer_append_string(out, "component "); /* of the delivery, and of no item in it */
		buffer_append_text(out, chain);
	} else {
		buffer_append_text(out, chain);
	}
	return st == STATUS_OK || st == STATUS_DONE ? buffer_check(out, err) : st;
}

/* Takes items out of what a delivery belongs to. */
static void
drop_items(json_t *scope)
{
	for (size_t i = json_array_size(scope); i-- > 0;) {
		if (text_begins(text_of(json_string_value(json_array_get(scope, i))), "item/"))
			json_array_remove(scope, i);
	}
}

static enum status
check_scope(struct ledger *ledger, const char *subject, struct instant now, struct error *err)
{
	SCOPED_JSON json_t *scope = NULL;
	struct text text = text_of(subject);
	bool component = text_begins(text, "component ");
	enum status st;

	if (component)
		text_cut(&text, ' ');
	st = scope_of(ledger, text, true, &scope, err);
	if (st == STATUS_OK && component)
		drop_items(scope);
	return st == STATUS_OK ? hold_check(ledger, scope, now, err) : st;
}

enum status
destruction_check_holds(struct ledger *ledger, const json_t *members, struct instant now,
                        struct error *err)
{
	SCOPED_JSON json_t *seen = json_object();
	const char *key;
	json_t *chain;
	enum status st = seen ? STATUS_OK : fail_memory(err);

	json_object_foreach(json_iterable(members), key, chain) {
		SCOPED(buffer) subject = { 0 };
		struct text member = text_of(key), event = text_cut(&member, '/');

		if (st == STATUS_OK)
			st = subject_of_loss(ledger, event, text_of(json_string_value(chain)),
			                     &subject, err);
		if (st != STATUS_OK || json_object_get(seen, buffer_string(&subject)) != NULL)
			continue;
		if (json_object_set_new(seen, buffer_string(&subject), json_true()) != 0)
			st = fail_memory(err);
		if (st == STATUS_OK)
			st = check_scope(ledger, buffer_string(&subject), now, err);
	}
	return st;
}

/* "E-000001 was given away: T-000001"; a row is the number of the item and of what it is about, or NULL. */
static enum status
tell_rows(struct ledger *ledger, const char *sql, const char *item, char kind, const char *words,
          json_t *sentences, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(item));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		char id[SHORT_ID_SIZE] = "";

		if (!statement_is_null(row, 1))
			short_id_write(id, (struct short_id){ kind, statement_integer(row, 1) });
		if (json_array_append_new(sentences, json_sprintf("E-%06lld %s%s",
		                                                  (long long)statement_integer(row, 0),
		                                                  words, id)) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
tell_item(struct ledger *ledger, const char *item, json_t *sentences, struct error *err)
{
	enum status st = tell_rows(ledger,
	                           "SELECT e.number, t.number FROM p_transfers t JOIN p_items e"
	                           " ON e.uuid = t.item WHERE t.item = $1 ORDER BY t.number",
	                           item, 'T', "was given to somebody else: ", sentences, err);

	if (st == STATUS_OK)
		st = tell_rows(ledger,
		               "SELECT e.number, NULL FROM p_copies c JOIN p_items e ON e.uuid ="
		               " c.item WHERE c.item = $1 ORDER BY c.seq",
		               item, ' ', "left as a working copy (vidimus show tells where to)",
		               sentences, err);
	if (st == STATUS_OK)
		st = tell_rows(ledger,
		               "SELECT DISTINCT e.number, r.number FROM p_citations n JOIN p_reports r"
		               " ON r.uuid = n.report JOIN p_items e ON e.uuid = $1"
		               " WHERE n.subject = 'item/' || $1",
		               item, 'R', "is cited in ", sentences, err);
	return st;
}

enum status
destruction_reach(struct destruction *plan, json_t *sentences, struct error *err)
{
	static const char *const always[] = {
		"backups, snapshots and other copies of the catalogue",
		"what a disk keeps below its file system, as flash memory does",
		"access journals of the logins, until their time is over",
	};
	const char *item;
	json_t *unused;
	enum status st = STATUS_OK;

	for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
		if (json_array_append_new(sentences, json_string(always[i])) != 0)
			return fail_memory(err);
	}
	json_object_foreach(plan->items, item, unused) {
		if (st == STATUS_OK)
			st = tell_item(plan->ledger, item, sentences, err);
	}
	return st;
}

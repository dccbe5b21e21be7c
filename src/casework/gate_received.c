/* SPDX-License-Identifier: Apache-2.0 */
/* gate_received.c - the terms on which others gave us something: they bind whoever got it, also when it leaves here. */
#include "casework/gate_internal.h"

#include "casework/short_id.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

/* Terms that a bundle of others gives. */
struct terms {
	char        id[SHORT_ID_SIZE];
	bool        no_onward, is_lead;
	bool        is_over;
	struct text origin; /* borrowed from the row */
};

static enum status
block(struct gate *gate, const struct terms *terms, const char *code, const char *words,
      struct error *err)
{
	SCOPED(buffer) text = { 0 };

	buffer_append_format(&text, "it came with %s, %s: ask whoever gave it (%.*s)", terms->id, words,
	                     (int)terms->origin.n, terms->origin.p);
	return buffer_check(&text, err) == STATUS_OK
	               ? gate_block(gate, code, terms->id, buffer_string(&text), err)
	               : err->status;
}

static enum status
judge(struct gate *gate, const struct terms *terms, struct error *err)
{
	enum status st = STATUS_OK;

	if (gate->rule->passes_on && terms->no_onward)
		st = block(gate, terms, "received-no-onward", "which must not be passed on", err);
	if (st == STATUS_OK && gate->rule->passes_on && terms->is_over)
		st = block(gate, terms, "received-expired", "which might be kept for a time that is over", err);
	if (st == STATUS_OK && gate->rule->publishes && terms->is_lead)
		st = block(gate, terms, "received-lead-only", "as a lead, which is no evidence to show", err);
	return st;
}

/* Of each log its latest bundle with the item counts; one of which nobody knows the signer frees nothing. */
static enum status
find_terms(struct ledger *ledger, struct text item, struct statement **row, struct error *err)
{
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT b.number, b.no_onward, b.expires, b.terms, b.origin FROM p_received_exhibits x"
		" JOIN p_received_bundles b ON b.uuid = x.bundle WHERE x.item = $1"
		" AND NOT EXISTS (SELECT 1 FROM p_received_exhibits y JOIN p_received_bundles n"
		" ON n.uuid = y.bundle WHERE y.item = x.item AND n.origin = b.origin"
		" AND n.seq > b.seq AND n.identified = 1) ORDER BY b.seq",
		row, err);

	if (st == STATUS_OK)
		statement_bind_text(*row, 1, item);
	return st;
}

static struct terms
read_terms(struct statement *row, struct instant now)
{
	struct terms terms = { .no_onward = statement_integer(row, 1) == 1,
		               .is_over = date_is_over(statement_text(row, 2), now),
		               .origin = statement_text(row, 4) };
	struct text code = statement_text(row, 3);

	terms.is_lead = code.p != NULL && text_is(code, "lead-only");
	short_id_write(terms.id, (struct short_id){ 'B', statement_integer(row, 0) });
	return terms;
}

enum status
gate_received(struct gate *gate, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = find_terms(gate->ledger, gate->subject, &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		const struct terms terms = read_terms(row, gate->now);

		st = judge(gate, &terms, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
gate_check_disclosable(struct ledger *ledger, const struct subject *items, size_t count,
                       json_t *blocks, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		struct gate gate = { .ledger = ledger, .subject = text_of(items[i].text), .blocks = blocks };
		SCOPED_STATEMENT row = NULL;

		st = find_terms(ledger, gate.subject, &row, err);
		while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
			const struct terms terms = read_terms(row, gate.now);

			if (terms.is_lead)
				st = block(&gate, &terms, "received-lead-only",
				           "as a lead alone, and cannot be given as evidence (--terms disclosable)", err);
		}
		st = st == STATUS_DONE ? STATUS_OK : st;
	}
	return st;
}

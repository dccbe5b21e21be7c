/* SPDX-License-Identifier: Apache-2.0 */
/*
 * selection.h - what a bundle is going to carry: which events, and which of
 * their members it opens; made by the policy (policy.h), the rule of
 * references and the named decisions, before a byte is written.
 */
#ifndef VIDIMUS_BUNDLE_SELECTION_H
#define VIDIMUS_BUNDLE_SELECTION_H

#include "bundle/policy.h"
#include "ledger/ledger.h"

/* What is asked for; all borrowed. */
struct bundle_ask {
	const struct policy  *policy;
	const struct subject *items;     /* the exhibits */
	size_t                item_count;
	const struct subject *records;   /* footage, incidents, reports, channels that are named */
	size_t                record_count;
	const json_t         *decisions; /* in force, as withholding_in_force gives them; NULL: none */
	const struct subject *bundle;    /* whose events so far are carried; NULL: it has none */
	const char           *signer;    /* fingerprint, hex, of who will sign bundle.begun */
};

/* One event that leaves, in the order of the log. */
struct selected_event {
	int64_t seq;
	size_t  first; /* index in `codes` of its first sealed member, in the order of its schema */
};

/* One exhibit. */
struct selected_exhibit {
	struct subject item;
	char           number[65];  /* as printed: "ABC-0001" */
	struct digest  object;      /* whose bytes are given: the original's or a derivative's */
	bool           is_original;
};

struct bundle_selection {
	struct selected_event   *events;     /* owned */
	size_t                   event_count;
	const char             **codes;      /* owned array of borrowed words: NULL where a member is
	                                        opened, else its redaction code */
	size_t                   code_count;
	struct selected_exhibit *exhibits;   /* owned */
	size_t                   exhibit_count;
	struct subject          *chains;     /* owned: those that are carried whole, ascending */
	size_t                   chain_count;
	bool                     carries_events; /* false for `public` */
};
void bundle_selection_end(struct bundle_selection *selection);

/*
 * Selects the events of the chains that travel whole: of the items and the
 * records, the catalogue's, and of every actor who signed any of them, or the
 * bundle. A policy that carries no events selects none. The exhibits stay for
 * exhibits.h. STATUS_REFUSED when a member that may not be withheld in silence
 * names a record that stays at home, or a decision withholds one under another
 * code than its own. What is read is one state of the log: inside
 * database_begin_read.
 */
CHECKED enum status bundle_selection_make(struct ledger *ledger, const struct bundle_ask *ask,
                                          struct bundle_selection *out, struct error *err);

/* Adds bundle.begun, the last event of the log, at the end; it may be the only one. */
CHECKED enum status bundle_selection_add(struct ledger *ledger, const struct bundle_ask *ask,
                                         int64_t begun, struct bundle_selection *selection,
                                         struct error *err);

/* What a person decided on a member: {"opened","code"}, borrowed; NULL: nothing. */
const json_t *bundle_decision(const struct bundle_ask *ask, const struct uuid *event,
                              const char *member);

/* Is the chain of that subject, or the event of that id, carried? */
bool bundle_selection_has_chain(const struct bundle_selection *selection, struct text subject);
bool bundle_selection_has_event(const struct bundle_selection *selection, int64_t seq);

/* The redaction code of an event's sealed member by its index in the schema; NULL: it is opened. */
static inline const char *
selection_code(const struct bundle_selection *selection, size_t event, size_t member)
{
	return selection->codes[selection->events[event].first + member];
}

#endif

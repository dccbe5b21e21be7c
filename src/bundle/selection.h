/* SPDX-License-Identifier: Apache-2.0 */
/*
 * selection.h - what a bundle is going to carry: which events, and which of
 * their members it opens; made by the policy (policy.h), the rule of
 * references and the named decisions, before a byte is written.
 */
#ifndef VIDIMUS_BUNDLE_SELECTION_H
#define VIDIMUS_BUNDLE_SELECTION_H

#include "ledger/ledger.h"

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

/* The redaction code of an event's sealed member by its index in the schema; NULL: it is opened. */
static inline const char *
selection_code(const struct bundle_selection *selection, size_t event, size_t member)
{
	return selection->codes[selection->events[event].first + member];
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_party.h - how many recordings show acts by each side, according to
 * whom, independently or not. Numbers that sources state stay theirs; nothing
 * is added up or filled in.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_PARTY_H
#define VIDIMUS_CASEWORK_VIEW_PARTY_H

#include "casework/resolve.h"
#include "casework/view.h"

/*
 * An object for each record (or the one, `of`; else NULL) of which such a
 * number is stated:
 *
 *	{"kind":"stated","of","of_text","sources":[{"by","by_text","by_kind","about",
 *	 "total","parties":[{"party","value","claim"}],"roots","rests_on_unrecorded"}],
 *	 "questions":[...],"notes":[...]}
 *
 * A source has a row a record it speaks of; `total` and `value` are null where
 * it does not say. `questions` are claims_beside's without their claims.
 *
 * And of a report (`of`), what is claimed here of all that it cites:
 *
 *	{"kind":"counted","of","of_text","cited","unattributed","parties":[{"party",
 *	 "by":[{"by","by_text","by_kind","basis","roots","cited","statuses":{CODE:number},
 *	 "sources"}],"cited","statuses","sources":{"least","most","unknown"},"roots"}]}
 */
CHECKED enum status party_counts(struct ledger *ledger, const struct resolved *of,
                                 const struct view_output *to, struct error *err);

#endif

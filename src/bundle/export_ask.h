/* SPDX-License-Identifier: Apache-2.0 */
/* export_ask.h - what an export is asked for, resolved: exhibits and records that are named. */
#ifndef VIDIMUS_BUNDLE_EXPORT_ASK_H
#define VIDIMUS_BUNDLE_EXPORT_ASK_H

#include "bundle/export.h"
#include "bundle/selection.h"

/* Subjects in an owned array. */
struct subjects {
	struct subject *all;
	size_t          count, room;
};
void subjects_end(struct subjects *subjects);

/*
 * Resolves ids: an item is an exhibit; footage is named, its members are
 * exhibits; an incident is named, what shows it are exhibits; a version of a
 * report (R-1@2; without a number the last) is named, what it cites are
 * exhibits; a channel is named. Exhibits come once each, in the order of their
 * short ids. STATUS_INVALID when there are none.
 */
CHECKED enum status export_resolve(struct ledger *ledger, const char *const *ids, size_t count,
                                   struct subjects *items, struct subjects *records,
                                   struct error *err);

#endif

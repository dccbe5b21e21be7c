/* SPDX-License-Identifier: Apache-2.0 */
/*
 * depiction.h - an item or footage shows an incident.
 *
 * Fields: part (part_words.h), acts, seen (neutral; may be disclosed),
 * protected_seen, when (temporal-relation), confidence, grounds,
 * protected_grounds.
 */
#ifndef VIDIMUS_CASEWORK_DEPICTION_H
#define VIDIMUS_CASEWORK_DEPICTION_H

#include "casework/record_edit.h"

/*
 * Adds depiction.stated to the chain of an item or footage, in a change of its
 * own. STATUS_EXISTS when it is stated already that this part shows the
 * incident; STATUS_REFUSED when either of the two was retracted.
 */
CHECKED enum status depiction_add(struct catalogue *catalogue, const struct subject *subject,
                                  const struct uuid *incident, const struct field_words *words,
                                  size_t count, int64_t *number, struct error *err);

#endif

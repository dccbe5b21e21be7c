/* SPDX-License-Identifier: Apache-2.0 */
/*
 * relation.h - items, footage, incidents, channels and reports that have to do
 * with each other: one event on either side, in one change, with one link.
 *
 * Fields: relation (demanded; what the first is to the second), part (of the
 * first), grounds, protected_grounds. The second's event says the opposite:
 * part-of and encompasses, causes and consequence-of. A local term says the
 * same from both sides.
 */
#ifndef VIDIMUS_CASEWORK_RELATION_H
#define VIDIMUS_CASEWORK_RELATION_H

#include "casework/record_edit.h"

/*
 * Relates two records. *link is the UUID that their events share.
 * STATUS_INVALID for one with itself, or when the relation would go round in
 * a circle; STATUS_EXISTS when it is stated already; STATUS_REFUSED when either
 * was retracted.
 */
CHECKED enum status relation_add(struct catalogue *catalogue, const struct subject *one,
                                 const struct subject *other, const struct field_words *words,
                                 size_t count, struct uuid *link, struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hold.h - holds, under which nothing is destroyed, and restrictions, by which
 * some uses wait. Both stand in the chain of the setting, not in those of what
 * they cover, which travel.
 */
#ifndef VIDIMUS_CASEWORK_HOLD_H
#define VIDIMUS_CASEWORK_HOLD_H

#include "casework/record_edit.h"

/*
 * Places a hold. Fields: kind (hold-kind), authority, covers (ids: items,
 * footage, incidents, channels, deliveries, reports, persons), from, until, note.
 */
CHECKED enum status hold_add(struct catalogue *catalogue, const struct field_words *words,
                             size_t count, int64_t *number, struct error *err);

/*
 * Places it anew with these fields; the earlier one no longer counts.
 * STATUS_STALE when another stands in its place, STATUS_REFUSED when it was
 * lifted, or when what it covers would get less: lift it for that.
 */
CHECKED enum status hold_edit(struct catalogue *catalogue, const struct uuid *hold,
                              const struct field_words *words, size_t count, int64_t *number,
                              struct error *err);

/* Ends it. Fields: authority, because (demanded). STATUS_EXISTS when it was lifted. */
CHECKED enum status hold_lift(struct catalogue *catalogue, const struct uuid *hold,
                              const struct field_words *words, size_t count, struct error *err);

/*
 * Restricts the use of records. Fields: uses (restricted-use), covers (as
 * above), until, because or protected_because (one is demanded).
 */
CHECKED enum status restriction_place(struct catalogue *catalogue,
                                      const struct field_words *words, size_t count,
                                      struct error *err);

/*
 * Lifts every restriction in force that names one of the records in covers;
 * what else it names stays restricted, by a new one. *lifted counts them.
 * STATUS_NOT_FOUND when there is none.
 */
CHECKED enum status restriction_lift(struct catalogue *catalogue,
                                     const struct field_words *words, size_t count,
                                     int64_t *lifted, struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * consent.h - what persons have to do with records, what they agreed to, and
 * that they took it back. Everything stands in the chain of the person, or of
 * the delivery of somebody who has no record; neither ever travels.
 */
#ifndef VIDIMUS_CASEWORK_CONSENT_H
#define VIDIMUS_CASEWORK_CONSENT_H

#include "casework/record_edit.h"

/*
 * Links a person with an item, footage, incident or delivery. Fields: role
 * (person-role), part (part_words.h), note. STATUS_EXISTS when the same stands
 * there.
 */
CHECKED enum status person_link(struct catalogue *catalogue, const struct uuid *person,
                                const struct subject *about, const struct field_words *words,
                                size_t count, struct error *err);

/*
 * Records a consent of a person, or of the giver of a delivery. Fields: basis,
 * purposes, conditions, language, form, given, expires, covers (ids of items,
 * footage and deliveries, or "everything"; a delivery's own covers the delivery
 * where nothing is named), evidence (X-…), note.
 */
CHECKED enum status consent_add(struct catalogue *catalogue, const struct subject *giver,
                                const struct field_words *words, size_t count, int64_t *number,
                                struct error *err);

/*
 * Records it anew with these fields in another place; the earlier one no longer
 * counts. STATUS_STALE when another stands in its place already, STATUS_REFUSED
 * when it was withdrawn, STATUS_EXISTS when nothing would change.
 */
CHECKED enum status consent_edit(struct catalogue *catalogue, const struct uuid *consent,
                                 const struct field_words *words, size_t count, int64_t *number,
                                 struct error *err);

/*
 * Takes it back, for `purposes` or (NULL or "") whole. Fields: purposes,
 * received, wishes, evidence, note. STATUS_EXISTS when nothing of it is left.
 */
CHECKED enum status consent_withdraw(struct catalogue *catalogue, const struct uuid *consent,
                                     const struct field_words *words, size_t count,
                                     struct error *err);

#endif

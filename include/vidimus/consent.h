/* SPDX-License-Identifier: Apache-2.0 */
/*
 * consent.h - what persons have to do with records and what they agreed to;
 * holds, restrictions and transfers; and the gate that all of them feed. Each
 * call that changes anything is one signed change. Fields as record.h has them.
 */
#ifndef VIDIMUS_CONSENT_H
#define VIDIMUS_CONSENT_H

#include <vidimus/record.h>
#include <vidimus/view.h>

/* Links a person (`person`: id or code) with an item, footage, incident or delivery: role, part, note. */
CHECKED enum status vidimus_person_link(struct vidimus_catalogue *catalogue, const char *person,
                                        const char *about, const struct vidimus_field *fields,
                                        size_t count, struct error *err);

/*
 * Records a consent of a person (id or code), or of whoever gave a delivery:
 * basis purposes conditions language form given expires covers evidence note.
 * covers names items, footage and deliveries, or is "everything".
 */
CHECKED enum status vidimus_consent_add(struct vidimus_catalogue *catalogue, const char *giver,
                                        const struct vidimus_field *fields, size_t count,
                                        char id[VIDIMUS_ID_SIZE], struct error *err);

/*
 * Records it anew with these fields; the one before no longer counts, and `id`
 * is that of the new one. STATUS_STALE when another stands in its place
 * already, STATUS_REFUSED after a withdrawal, STATUS_EXISTS when nothing changes.
 */
CHECKED enum status vidimus_consent_edit(struct vidimus_catalogue *catalogue, const char *consent,
                                         const struct vidimus_field *fields, size_t count,
                                         char id[VIDIMUS_ID_SIZE], struct error *err);

/*
 * Takes it back: purposes (none: all), received, wishes, evidence, note. What
 * it blocks from then on, and who has what it covers, vidimus_show tells of it.
 */
CHECKED enum status vidimus_consent_withdraw(struct vidimus_catalogue *catalogue,
                                             const char *consent,
                                             const struct vidimus_field *fields, size_t count,
                                             struct error *err);

/*
 * What is in the way of a use of an item, footage, delivery or report: citation,
 * publication, partner, court, defence, public, public-redacted. *out is an
 * owned array of {"code","subject","record","text"}, empty when nothing is.
 */
CHECKED enum status vidimus_gate(struct vidimus_catalogue *catalogue, const char *id,
                                 const char *use, json_t **out, struct error *err);

/* Places a hold: kind authority covers from until note. Nothing that it covers is destroyed. */
CHECKED enum status vidimus_hold_add(struct vidimus_catalogue *catalogue,
                                     const struct vidimus_field *fields, size_t count,
                                     char id[VIDIMUS_ID_SIZE], struct error *err);

/* Places it anew, never over less; as vidimus_consent_edit. */
CHECKED enum status vidimus_hold_edit(struct vidimus_catalogue *catalogue, const char *hold,
                                      const struct vidimus_field *fields, size_t count,
                                      char id[VIDIMUS_ID_SIZE], struct error *err);

/* Ends it: authority, because (demanded). */
CHECKED enum status vidimus_hold_lift(struct vidimus_catalogue *catalogue, const char *hold,
                                      const struct vidimus_field *fields, size_t count,
                                      struct error *err);

/* Restricts uses of the records in covers: uses, until, because or protected_because. */
CHECKED enum status vidimus_restrict(struct vidimus_catalogue *catalogue,
                                     const struct vidimus_field *fields, size_t count,
                                     struct error *err);

/* Lifts what restricts the records in covers: because or protected_because. *lifted counts. */
CHECKED enum status vidimus_restriction_lift(struct vidimus_catalogue *catalogue,
                                             const struct vidimus_field *fields, size_t count,
                                             int64_t *lifted, struct error *err);

/*
 * Records that the bytes of items were given away, one transfer each: to or
 * to_organisation, for (court, defence, partner, public), purpose, terms
 * (disclosable, lead-only), expires, no_onward, means, condition, handed_over,
 * place, receipt, derivative, because. STATUS_REFUSED, nothing done, when the gate says so
 * of one. `id` is the first transfer's; the others follow it.
 */
CHECKED enum status vidimus_transfer(struct vidimus_catalogue *catalogue,
                                     const char *const *items, size_t item_count,
                                     const struct vidimus_field *fields, size_t count,
                                     char id[VIDIMUS_ID_SIZE], size_t *made, struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* view_item_parts.h - members that several views of items and deliveries share. Private to the views. */
#ifndef VIDIMUS_CASEWORK_VIEW_ITEM_PARTS_H
#define VIDIMUS_CASEWORK_VIEW_ITEM_PARTS_H

#include "base/edtf.h"
#include "casework/view_row.h"

/*
 * From graphic_level, sound, flags and protection_flags of the object: adds
 * sensitivity, treat_as_graphic and assessed.
 */
CHECKED enum status item_add_sensitivity(json_t *object, struct error *err);

/* Turns the member's codes into {"code", "text"}, the text from vocabulary `warning`. */
CHECKED enum status item_explain_warnings(struct ledger *ledger, json_t *object,
                                          struct error *err);

/* A code's definition, or its label, as an owned string; null for an unknown code. */
CHECKED enum status term_text(struct ledger *ledger, const char *vocabulary, struct text code,
                              bool label, json_t **out, struct error *err);

/* The date of a claim, {"edtf", "zone", …}; false when there is none that can be read. */
CHECKED bool claimed_date(const json_t *dated, struct edtf *out);

/*
 * Sets `postings` to those of item `uuid`, and `published` to the earliest
 * EDTF of them or null.
 */
CHECKED enum status item_add_postings(struct ledger *ledger, struct text uuid, json_t *object,
                                      struct error *err);

/* Only the EDTF, or null, and the number of postings: members published and posting_count. */
CHECKED enum status item_add_published(struct ledger *ledger, struct text uuid, json_t *object,
                                       struct error *err);

/* Sets `acquisitions` with everything that is known of each one's provenance. */
CHECKED enum status item_add_acquisitions(struct ledger *ledger, struct text uuid,
                                          json_t *object, struct error *err);
CHECKED enum status object_add_acquisitions(struct ledger *ledger, struct text sha256,
                                            json_t *object, struct error *err);

/* Sets `notes` and `repairs`; the subject is KIND/UUID. */
CHECKED enum status subject_add_notes(struct ledger *ledger, struct text subject,
                                      json_t *object, struct error *err);
CHECKED enum status object_add_repairs(struct ledger *ledger, struct text sha256,
                                       json_t *object, struct error *err);

/* Sets `derived` and `copies`: what was made from the item, and what left of it. */
CHECKED enum status item_add_derived(struct ledger *ledger, struct text uuid, json_t *object,
                                     struct error *err);
CHECKED enum status item_add_copies(struct ledger *ledger, struct text uuid, json_t *object,
                                    struct error *err);

/* Emits the files of a delivery with the members that differ from file to file. */
CHECKED enum status acquisition_pages(struct ledger *ledger, struct text delivery,
                                      const struct view_output *to, struct error *err);

/* "item/UUID"; freed with the buffer. */
CHECKED enum status item_subject(struct buffer *out, struct text uuid, struct error *err);

#endif

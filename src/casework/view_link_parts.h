/* SPDX-License-Identifier: Apache-2.0 */
/* view_link_parts.h - what the views of links share. Private to them. */
#ifndef VIDIMUS_CASEWORK_VIEW_LINK_PARTS_H
#define VIDIMUS_CASEWORK_VIEW_LINK_PARTS_H

#include "casework/view_row.h"

/* The `finish` of a link: part_words, what people write for its part, and the mark of what was taken back. */
CHECKED enum status link_finish(struct ledger *ledger, json_t *object, struct error *err);

/* The only row of that UUID as an owned object; STATUS_NOT_FOUND says "there is no WHAT". */
CHECKED enum status link_show(struct ledger *ledger, const struct view_select *select,
                              const struct uuid *uuid, const char *what, json_t **out,
                              struct error *err);

/* Members `attachments`, `derivatives` and `searches`. */
CHECKED enum status subject_add_attachments(struct ledger *ledger, struct text subject,
                                            json_t *object, struct error *err);
CHECKED enum status item_add_derivatives(struct ledger *ledger, struct text uuid, json_t *object,
                                         struct error *err);
CHECKED enum status subject_add_searches(struct ledger *ledger, const struct subject *subject,
                                         json_t *object, struct error *err);

#endif

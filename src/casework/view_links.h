/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_links.h - what hangs on a record: the note of an exhibit that is not
 * held, what it shows, what it has to do with others, what supports it, what
 * was made of it, where somebody looked. Every list has what was taken back
 * too, marked `retracted` (view_retraction.h). docs/views.md has the members.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_LINKS_H
#define VIDIMUS_CASEWORK_VIEW_LINKS_H

#include "casework/resolve.h"
#include "casework/view_row.h"

/*
 * Sets `noted` of an item: null for one that was taken in at once, else
 * {"described_as","told_sha256","kind","availability","wanted","because",
 * "filled","filled_by","filled_by_id","grounds","protected_grounds"}.
 */
CHECKED enum status item_add_noted(struct ledger *ledger, struct text uuid, json_t *item,
                                   struct error *err);

/*
 * Sets `relations`, `attachments` and `searches` of the subject KIND/UUID, and
 * `depicts` where it is an item or footage; `derivatives` of an item,
 * `shown_by` of an incident.
 */
CHECKED enum status subject_add_links(struct ledger *ledger, const struct subject *subject,
                                      json_t *object, struct error *err);

/* Sets `attachments` to those about a record within a chain: a posting, a finding. */
CHECKED enum status record_add_attachments(struct ledger *ledger, struct text uuid,
                                           json_t *object, struct error *err);

/* One by UUID, owned by the caller; STATUS_NOT_FOUND. What X stands for says "record". */
CHECKED enum status depiction_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                   struct error *err);
CHECKED enum status search_entry_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                      struct error *err);
CHECKED enum status attachment_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                    struct error *err);

/*
 * Searches in order of number: all (`of` NULL), or those of an item, footage
 * (and of its members), incident or channel.
 */
CHECKED enum status search_entry_list(struct ledger *ledger, const struct resolved *of,
                                      const struct view_output *to, struct error *err);

#endif

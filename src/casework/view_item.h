/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_item.h - exhibits, and files by their hash: one item with all that is
 * known of it, a list of items, and who holds a file that is no item.
 *
 * `sensitivity` is a list of codes: graphic level, sound, flags, protection
 * flags. What nobody has assessed stands there as "unassessed" (once, though
 * both picture and sound may be), and is treated as the worst: the member
 * treat_as_graphic is false only where a person chose `not-sensitive`.
 *
 * `received` is when our clock says that the bytes first came; `published`
 * the EDTF of the earliest posting: of those that none is certainly before,
 * the one that had happened first at the latest.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_ITEM_H
#define VIDIMUS_CASEWORK_VIEW_ITEM_H

#include "casework/view.h"
#include "ledger/ledger.h"

/*
 * Emits the items that every one of `count` filters matches, in order of
 * number, in pages: each row is consistent in itself. Filters are KEY:VALUE
 * (view_filter.h) or ids and ranges E-1..E-22, of which one must match.
 * STATUS_INVALID tells what is wrong with a filter and what may have been
 * meant; STATUS_LIMIT for more than 1,000.
 */
CHECKED enum status item_list(struct ledger *ledger, const char *const *filters, size_t count,
                              const struct view_output *to, struct error *err);

/* One item, owned by the caller. STATUS_NOT_FOUND when there is none. */
CHECKED enum status item_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                              struct error *err);

/*
 * A file by its SHA-256, whether it is an item, a component or unknown:
 * `held` is false and the lists are empty for a file that was never received.
 * It tells what the log says; whether the vault still has it is audit's.
 */
CHECKED enum status object_show(struct ledger *ledger, const struct digest *digest, json_t **out,
                                struct error *err);

/* For type: and statistics: "image", "video", "audio", "document", "other" or "unknown"; static. */
const char *media_kind(struct text media_type);

#endif

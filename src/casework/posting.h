/* SPDX-License-Identifier: Apache-2.0 */
/*
 * posting.h - postings of an item or of footage: recorded, revised, and looked
 * at again. Every value is a claim; what was said before stays in the log.
 *
 * Fields: channel (C-1 or code), url, post_id, published, caption, language,
 * author, forwarded_from, forwarded_channel, forwarded_posting (P-1),
 * forwarded_published, edited, role, basis, because.
 */
#ifndef VIDIMUS_CASEWORK_POSTING_H
#define VIDIMUS_CASEWORK_POSTING_H

#include "casework/record_edit.h"

/* Records a posting in the chain of `subject`, an item or footage. */
CHECKED enum status posting_add(struct catalogue *catalogue, const struct subject *subject,
                                const struct field_words *words, size_t count, int64_t *number,
                                struct error *err);

/* Revises one; `based_on` and *version are of the chain that it stands in. As record_describe. */
CHECKED enum status posting_edit(struct catalogue *catalogue, const struct uuid *posting,
                                 const struct field_words *words, size_t count, int64_t based_on,
                                 int64_t *version, struct error *err);

/*
 * Records that somebody looked: availability is demanded; observed, title,
 * caption, views, http_status and note are what there was to see.
 */
CHECKED enum status posting_observe(struct catalogue *catalogue, const struct uuid *posting,
                                    const struct field_words *words, size_t count,
                                    struct error *err);

#endif

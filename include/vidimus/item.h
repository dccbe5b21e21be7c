/* SPDX-License-Identifier: Apache-2.0 */
/* item.h - exhibits of which we know, and whose file we do not hold. */
#ifndef VIDIMUS_ITEM_H
#define VIDIMUS_ITEM_H

#include <vidimus/record.h>

/*
 * Records an exhibit without its file. Fields: title (demanded), summary,
 * described_as (how a source describes it), told_object (the SHA-256 that
 * somebody told), kind, availability, wanted (yes, no), because. The file may
 * come later: vidimus_intake_options.as.
 */
CHECKED enum status vidimus_item_add(struct vidimus_catalogue *catalogue,
                                     const struct vidimus_field *fields, size_t count,
                                     char id[VIDIMUS_ID_SIZE], struct error *err);

#endif

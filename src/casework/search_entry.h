/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_entry.h - where somebody looked, and what was found or not found: the
 * earliest *known* posting is worth what was searched.
 *
 * Fields: question (verification-question), where (demanded), asked or
 * protected_asked (where it tells of somebody), searched (EDTF), result
 * (demanded; search-result), count, found, channel (C-… or code: where it was
 * found; a public one lets `found` be told), earliest (EDTF), limits, tool,
 * tool_version, tool_settings, account, note.
 */
#ifndef VIDIMUS_CASEWORK_SEARCH_ENTRY_H
#define VIDIMUS_CASEWORK_SEARCH_ENTRY_H

#include "casework/record_edit.h"

/* Adds search.logged to the chain of an item, footage, incident or channel, in a change of its own. */
CHECKED enum status search_entry_add(struct catalogue *catalogue, const struct subject *subject,
                                     const struct field_words *words, size_t count,
                                     int64_t *number, struct error *err);

#endif

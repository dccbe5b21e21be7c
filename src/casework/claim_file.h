/* SPDX-License-Identifier: Apache-2.0 */
/* claim_file.h - what a file says of itself, as a claim of the file. */
#ifndef VIDIMUS_CASEWORK_CLAIM_FILE_H
#define VIDIMUS_CASEWORK_CLAIM_FILE_H

#include "base/json.h"
#include "ledger/ledger.h"

/*
 * Finds the one statement of the examination that counts which `tag` names: TAG,
 * GROUP:TAG or SOURCE GROUP:TAG, as `show --metadata` lists them. Sets
 * "file_tag" to the last and "file_raw" to the file's words, unless it has
 * some. STATUS_NOT_FOUND where the file has none of that name, STATUS_INVALID
 * where several that differ do.
 */
CHECKED enum status claim_file_set(struct ledger *ledger, struct text item, const char *tag,
                                   json_t *values, struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stamp_request.h - requests for time-stamps that wait for their replies, in
 * FOLDER/stamps, named by what they are over. So a reply is held against the
 * very request, nonce and all, although only files go to the authority and
 * back; and several authorities can answer the same one.
 */
#ifndef VIDIMUS_LEDGER_STAMP_REQUEST_H
#define VIDIMUS_LEDGER_STAMP_REQUEST_H

#include "ledger/ledger.h"

#define STAMP_REQUESTS_FOLDER "stamps"

/*
 * Appends the request over SHA-256 `imprint`: the one that waits, else a new one
 * with a random nonce, which is kept (mode 0600) before it is given.
 */
CHECKED enum status stamp_request(const char *folder, const struct digest *imprint,
                                  const struct ledger_sources *sources, struct buffer *der,
                                  struct error *err);

/*
 * Holds a reply against its request: `request`, or, where p is NULL, the one
 * that waits. STATUS_FALSE when it answers another. *compared is false when no
 * request is known.
 */
CHECKED enum status stamp_request_check(const char *folder, struct text reply, struct text request,
                                        bool *compared, struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bundle_receipt.h - the receiver of a bundle confirms what came, by a signed
 * note; the sender keeps it with the transfer (docs/bundle-format.md §14).
 */
#ifndef VIDIMUS_CASEWORK_BUNDLE_RECEIPT_H
#define VIDIMUS_CASEWORK_BUNDLE_RECEIPT_H

#include "casework/catalogue.h"
#include "casework/resolve.h"

/*
 * Appends the receipt of a bundle that was received here, signed by the
 * catalogue's signer under its origin. The text is the same every time.
 * STATUS_NOT_FOUND when no such bundle came; STATUS_REFUSED without a signer.
 */
CHECKED enum status bundle_receipt_make(struct catalogue *catalogue, const struct uuid *bundle,
                                        struct buffer *out, struct error *err);

/* The bundle that was received with this tag manifest. STATUS_NOT_FOUND. */
CHECKED enum status bundle_receipt_find(struct catalogue *catalogue,
                                        const struct digest *tag_manifest, struct uuid *bundle,
                                        struct error *err);

/*
 * Verifies a receipt with the receiver's verifier key (c2sp.org/signed-note)
 * and logs it with the transfer (T), or with every transfer that a bundle (B)
 * made. STATUS_FALSE when the signature is not that key's, or when it is a
 * receipt of something else; STATUS_INVALID when it is none. *logged is how
 * many transfers have it now that had it not.
 */
CHECKED enum status transfer_receive(struct catalogue *catalogue, const struct resolved *of,
                                     struct text note, struct text vkey, size_t *logged,
                                     struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receive.h - bundles of others that are taken in, the receipts that confirm
 * them, and what others say of what is here (docs/bundle-format.md §14).
 */
#ifndef VIDIMUS_RECEIVE_H
#define VIDIMUS_RECEIVE_H

#include <vidimus/bundle_verify.h>
#include <vidimus/intake.h>

struct vidimus_receiving {
	const struct vidimus_bundle_verifying *verifying; /* path, and whose word counts */
	const struct vidimus_provenance       *provenance; /* of the delivery */
	const char *because;           /* why it is taken in although nobody vouches for its signer; or NULL */
	bool        allow_unsandboxed; /* as in an intake */
	void (*line)(void *context, const struct vidimus_intake_line *line);
	void (*progress)(void *context, const struct vidimus_intake_progress *progress);
	void (*matches)(void *context, const struct vidimus_matches_line *line);
	void *context;
};

/*
 * Verifies a bundle and takes it in: its files as deliveries, its events as
 * theirs. *answer, owned, also on STATUS_FALSE and STATUS_REFUSED: {"bundle",
 * "already","origin","events","contradictions","exhibits":[{"number","item",
 * "foreign"}],"verify"}. STATUS_FALSE when it does not verify; STATUS_REFUSED
 * when its signer is not identified, or when it contradicts what its log
 * showed before. Until it is all recorded, the same call goes on from there.
 */
CHECKED enum status vidimus_receive(struct vidimus_catalogue *catalogue,
                                    const struct vidimus_receiving *receiving, json_t **answer,
                                    struct vidimus_matching *matching, struct error *err);

/*
 * The receipt of a bundle that was received, B-… or the path of it: a note
 * signed by the catalogue's key. *receipt is owned (free). STATUS_NOT_FOUND
 * when it was not received here.
 */
CHECKED enum status vidimus_bundle_receipt(struct vidimus_catalogue *catalogue, const char *bundle,
                                           char **receipt, struct error *err);

/*
 * Verifies a receipt with the receiver's verifier key and logs it with the
 * transfers of a bundle (B-…) or with one (T-…); *logged is how many have it
 * now that had it not. STATUS_FALSE when it is not theirs, or of another bundle.
 */
CHECKED enum status vidimus_transfer_receipt(struct vidimus_catalogue *catalogue, const char *id,
                                             struct text note, struct text vkey, size_t *logged,
                                             struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proof.h - one file that proves one entry of a log: its index, the inclusion
 * proof and the signed checkpoint (https://c2sp.org/tlog-proof, version 1).
 */
#ifndef VIDIMUS_CRYPTO_PROOF_H
#define VIDIMUS_CRYPTO_PROOF_H

#include "base/buffer.h"
#include "crypto/checkpoint.h"
#include "crypto/merkle.h"

#include <vidimus/types.h>

#define LOG_PROOF_EXTRA_LIMIT (64u << 10) /* base64 letters of extra data */

/* Reads one more hash of a proof, base64 of 32 bytes without a line end. STATUS_INVALID, STATUS_LIMIT. */
CHECKED enum status merkle_proof_read_line(struct merkle_proof *path, struct text line,
                                           struct error *err);

/* Appends the hashes, a line each. */
void merkle_proof_write_lines(struct buffer *out, const struct merkle_proof *path);

struct log_proof {
	struct text         extra; /* base64 of extra data, proved by nothing; p NULL when absent */
	uint64_t            index; /* of the leaf, from 0 */
	struct merkle_proof path;
	struct text         checkpoint; /* the whole signed note, as the log gave it */
};

/*
 * Reads the text form strictly: index without leading zeros and below 2^53,
 * hashes of 32 bytes, at most MERKLE_PROOF_LIMIT of them, and a checkpoint
 * that is well-formed and whose size is above the index. STATUS_INVALID or
 * STATUS_LIMIT otherwise. Verifies nothing. `out` borrows `bytes`.
 */
CHECKED enum status log_proof_read(struct text bytes, struct log_proof *out, struct error *err);

/* Appends the text form; STATUS_INVALID when log_proof_read would refuse what it gives. */
CHECKED enum status log_proof_write(struct buffer *out, const struct log_proof *proof,
                                    struct error *err);

/*
 * Whether the checkpoint verifies against the known keys (checkpoint_verify)
 * and the leaf hash is at the index of the tree it names. STATUS_FALSE, with
 * the reason, when not. `checkpoint` (may be NULL) borrows from the proof.
 */
CHECKED enum status log_proof_verify(const struct log_proof *proof, const struct digest *leaf,
                                     const struct note_verifier *known, size_t count,
                                     struct checkpoint *checkpoint, struct error *err);

#endif

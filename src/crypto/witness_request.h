/* SPDX-License-Identifier: Apache-2.0 */
/*
 * witness_request.h - what a log gives a witness: a checkpoint and the proof
 * that it extends an older one, as the body of add-checkpoint in
 * https://c2sp.org/tlog-witness:
 *
 *	old SIZE
 *	BASE64 OF EACH HASH OF THE CONSISTENCY PROOF (RFC 9162 §2.1.4.1)
 *	                                              (an empty line)
 *	THE CHECKPOINT, A SIGNED NOTE
 */
#ifndef VIDIMUS_CRYPTO_WITNESS_REQUEST_H
#define VIDIMUS_CRYPTO_WITNESS_REQUEST_H

#include "base/buffer.h"
#include "crypto/checkpoint.h"

struct witness_request {
	bool                has_proof; /* false: a bare checkpoint */
	uint64_t            older;     /* size of the tree that the proof is from; 0: none */
	struct merkle_proof path;
	struct text         checkpoint; /* the whole signed note */
};

/*
 * Reads a request, or a bare checkpoint. Verifies nothing. STATUS_INVALID or
 * STATUS_LIMIT when it is neither. `out` borrows `bytes`.
 */
CHECKED enum status witness_request_read(struct text bytes, struct witness_request *out,
                                         struct error *err);

/* Appends a request with its proof. */
CHECKED enum status witness_request_write(struct buffer *out,
                                          const struct witness_request *request,
                                          struct error *err);

#endif

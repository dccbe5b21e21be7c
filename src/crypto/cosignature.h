/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cosignature.h - a witness's word on somebody else's checkpoint, as
 * https://c2sp.org/tlog-cosignature: Ed25519, type byte 0x04. It states that at
 * a time this was the largest tree of that log that the witness had seen, and
 * that it extends all that it saw before.
 */
#ifndef VIDIMUS_CRYPTO_COSIGNATURE_H
#define VIDIMUS_CRYPTO_COSIGNATURE_H

#include "crypto/note.h"

#include "base/instant.h"

/* A witness: its key's id is another than that of the same key signing notes. */
struct cosigner {
	struct note_verifier as;
};

/* As note_verifier_of, vkey_read and vkey_write, with 0x04 in the place of 0x01. */
CHECKED enum status cosigner_of(struct cosigner *out, struct text name,
                                const struct public_key *key, struct error *err);
CHECKED enum status cosigner_read(struct text vkey, struct cosigner *out, struct error *err);
void cosigner_write(struct buffer *out, const struct cosigner *cosigner);

/*
 * Appends the signature line by `key` under `name` for the text of a
 * checkpoint's note, at `time` (rounded down to the second; after 1970).
 * STATUS_INVALID or STATUS_LIMIT when text, name or time may not stand in one.
 * On failure `out` is as it was.
 */
CHECKED enum status cosignature_make(struct buffer *out, struct text text, struct text name,
                                     const struct signing_key *key, struct instant time,
                                     struct error *err);

/*
 * Verifies one signature line of a note. STATUS_NOT_FOUND when it is of
 * another name or key id than the cosigner's (no words); STATUS_FALSE, with the reason, when it is
 * and does not verify. *time is what the witness states.
 */
CHECKED enum status cosignature_verify(const struct note *note,
                                       const struct note_signature *signature,
                                       const struct cosigner *cosigner, struct instant *time,
                                       struct error *err);

#endif

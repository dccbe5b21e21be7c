/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checkpoint.h - what a log says of itself: origin, size and root, as the text
 * of a signed note (https://c2sp.org/tlog-checkpoint).
 */
#ifndef VIDIMUS_CRYPTO_CHECKPOINT_H
#define VIDIMUS_CRYPTO_CHECKPOINT_H

#include "base/buffer.h"
#include "crypto/merkle.h"
#include "crypto/note.h"

#include <vidimus/types.h>

/* The largest size that is read: sizes stand in JSON beside the log. */
#define CHECKPOINT_SIZE_LIMIT ((UINT64_C(1) << 53) - 1)

struct checkpoint {
	struct text        origin; /* a line, not empty, in characters that a note allows */
	struct merkle_head head;
	struct text        extension; /* further lines, none empty, each with its newline; mostly none */
};

/*
 * Reads the text of a checkpoint, which is the text of its note: every line
 * ends with a newline, the size has no leading zero, the root is base64 of 32
 * bytes. STATUS_INVALID otherwise. `out` borrows `body`.
 */
CHECKED enum status checkpoint_read(struct text body, struct checkpoint *out, struct error *err);

/* Appends the text; STATUS_INVALID when origin or extension may not stand in one. */
CHECKED enum status checkpoint_write(struct buffer *out, const struct checkpoint *checkpoint,
                                     struct error *err);

/*
 * Appends the checkpoint as a note signed by `key` under the origin as key
 * name, so the origin may have neither spaces nor "+". STATUS_INVALID else.
 */
CHECKED enum status checkpoint_sign(struct buffer *out, const struct checkpoint *checkpoint,
                                    const struct signing_key *key, struct error *err);

/*
 * Reads a signed checkpoint and verifies it as note_verify does, whose
 * `known`, `count` and `signed_by` these are. At least one of the keys that
 * signed must have the origin as its name: one key may sign for several logs,
 * and a witness is not the log. STATUS_FALSE otherwise. `out` borrows `bytes`.
 */
CHECKED enum status checkpoint_verify(struct text bytes, const struct note_verifier *known,
                                      size_t count, bool *signed_by, struct checkpoint *out,
                                      struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * witness.h - being an outsider to somebody else's log: verify its checkpoint,
 * see that it extends what was seen last, remember it, cosign it. Nothing of
 * the log itself is needed.
 *
 * What was seen is kept in FOLDER/witnessed, a file for each log and key,
 * mode 0600: canonical JSON {"checkpoint","keys","origin","witness"}. It is
 * written before a cosignature is given, so that no two trees are ever cosigned.
 */
#ifndef VIDIMUS_LEDGER_WITNESS_H
#define VIDIMUS_LEDGER_WITNESS_H

#include "base/instant.h"
#include "crypto/cosignature.h"
#include "crypto/merkle.h"

#define WITNESS_FOLDER "witnessed"

struct witness_question {
	struct text request; /* a checkpoint, or a request with its proof (witness_request.h) */
	struct text keys;    /* verifier keys of the log, one a line, that came by another road; may be empty */
	struct text since;   /* the checkpoint seen last, where nothing is remembered; p NULL: none */
	struct text proof;   /* a request for the same checkpoint, whose proof counts; p NULL: that of `request` */
};

struct witness_answer {
	struct buffer      note;  /* owned: the checkpoint with the cosignature below its other lines */
	struct buffer      origin; /* owned */
	struct cosigner    witness;
	struct merkle_head head;  /* what was cosigned */
	uint64_t           older; /* size of the tree that it was proved to extend; 0: it is the first seen */
};
void witness_answer_end(struct witness_answer *answer);

/*
 * Cosigns as `name` with `key` at `now`. STATUS_FALSE, with the reason, when
 * the checkpoint is not the log's, is older than what was seen, or does not
 * extend it (a proof that is missing or from elsewhere too); STATUS_REFUSED
 * when `key` is one of the log's own; STATUS_INVALID when no key of the log is
 * known, or something is malformed.
 */
CHECKED enum status witness_cosign(const char *folder, const struct witness_question *question,
                                   const struct signing_key *key, struct text name,
                                   struct instant now, struct witness_answer *out,
                                   struct error *err);

#endif

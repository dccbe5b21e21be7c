/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forge.h - what somebody can make who holds the keys of the log, or a key of
 * his own: the custody part anew around events that were changed, right in
 * everything but for what the change was about.
 */
#ifndef VIDIMUS_TESTS_FORGE_H
#define VIDIMUS_TESTS_FORGE_H

#include "hand_bundle/hand_log.h"

struct forgery {
	const struct signing_key *ana, *bo, *mallory; /* borrowed; mallory is a stranger to the log */
	bool keeps_begun; /* bundle.begun goes on naming the chains as they were */
	bool recommits;   /* commitments follow what disclosures.jsonl says now */
};

/*
 * Makes the custody part of BUNDLE anew after its events.jsonl: places, numbers
 * and links of events, chains of bundle.begun, checkpoints by the key that each
 * event names, proofs; lines of what is no longer there are dropped.
 */
void forge_custody(const struct forgery *forgery, const char *bundle);

/* Writes consistency.txt of BUNDLE for the checkpoint of OLDER, both of this log, ... */
void forge_consistency(struct hand_log *log, const char *older, const char *bundle);

/* ... and its cosignature by `witness` as custody/witnessed/SIZE.txt. */
void forge_cosignature(const char *older, const struct signing_key *witness, const char *bundle);

/* FOLDER/resigned.txt is a checkpoint: signs it anew with ana's key alone. */
void forge_resigned(struct hand_log *log, const char *folder);

/*
 * PATH is then a note by `keeper` that this certificate, or ana's key where it
 * is NULL, has been in other hands since the log had three events.
 */
void forge_revocation(struct hand_log *log, const struct signing_key *keeper,
                      const struct digest *certificate, const char *path);

#endif

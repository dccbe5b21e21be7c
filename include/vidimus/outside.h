/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outside.h - eyes outside of the catalogue: witnesses who cosign checkpoints,
 * and time-stamping authorities. Everything comes and goes as bytes of files;
 * nothing here uses the network.
 */
#ifndef VIDIMUS_OUTSIDE_H
#define VIDIMUS_OUTSIDE_H

#include <vidimus/view.h>

/* The checkpoint as a page of text that is printed for a notary. Owned. */
CHECKED enum status vidimus_log_paper(struct vidimus_catalogue *catalogue, char **page,
                                      struct error *err);

/* The checkpoint of so many events. Owned. STATUS_NOT_FOUND when none was signed then. */
CHECKED enum status vidimus_log_checkpoint_of(struct vidimus_catalogue *catalogue, int64_t size,
                                              char **note, struct error *err);

/* The verifier key (c2sp.org/tlog-cosignature) by which others know this witness. Owned. */
CHECKED enum status vidimus_witness_key(const struct vidimus_key *key, const char *name,
                                        char **vkey, struct error *err);

/* What an outsider is shown of somebody else's log; p NULL where there is nothing. */
struct vidimus_cosigning {
	const char *state_folder; /* where is kept what was seen: $XDG_STATE_HOME/vidimus */
	const char *name;         /* that the witness signs under */
	struct text request;      /* a checkpoint, or what vidimus_cosign_request gave */
	struct text log_keys;     /* verifier keys of the log, one a line; remembered from then on */
	struct text since;        /* the checkpoint seen last, where that is not kept any more */
	struct text proof;        /* a request whose proof is to be taken */
};

/*
 * Verifies the checkpoint and that it extends what was seen last, remembers it,
 * and cosigns it; no catalogue is needed. *answer is owned: {"origin","events",
 * "root","extends" (events of the one seen last, or null),"witness" (verifier
 * key),"checkpoint" (the cosigned note)}. STATUS_FALSE says what is wrong.
 */
CHECKED enum status vidimus_cosign(const struct vidimus_cosigning *cosigning,
                                   const struct vidimus_key *key, json_t **answer,
                                   struct error *err);

/*
 * What a witness is given: the last checkpoint and the proof that it extends the
 * one that this witness holds: `since` (a checkpoint; p NULL: what `witness`,
 * verifier keys one a line, or anybody, cosigned last). Owned.
 */
CHECKED enum status vidimus_cosign_request(struct vidimus_catalogue *catalogue,
                                           struct text since, struct text witness,
                                           char **request, struct error *err);

/*
 * Takes in what a witness gave back. `witnesses` are verifier keys, one a
 * line, that came by another road. *out is owned: {"added"} counts the
 * cosignatures that are new. STATUS_FALSE, STATUS_REFUSED say why none counts.
 */
CHECKED enum status vidimus_cosign_attach(struct vidimus_catalogue *catalogue, struct text note,
                                          struct text witnesses, json_t **out,
                                          struct error *err);

#endif

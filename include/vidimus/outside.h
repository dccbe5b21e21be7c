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

/* What a time-stamp is asked for. */
enum vidimus_stamped {
	VIDIMUS_STAMP_CHECKPOINT, /* the log's last checkpoint */
	VIDIMUS_STAMP_SEAL,       /* the seal of a bundle that was made here */
	VIDIMUS_STAMP_BYTES,      /* a file, such as a bundle's seal; no catalogue is needed */
	VIDIMUS_STAMP_AGAIN       /* an earlier time-stamp, before its authority's certificate ends */
};

struct vidimus_stamp_wish {
	enum vidimus_stamped what;
	struct text          bytes;  /* of VIDIMUS_STAMP_BYTES */
	const char          *bundle; /* of VIDIMUS_STAMP_SEAL: B-… */
	int64_t              number; /* of VIDIMUS_STAMP_AGAIN; 0: the one that ends soonest */
	const char          *state_folder; /* where requests wait for their replies */
};

/*
 * The request (RFC 3161) for a time-stamping authority, DER. `catalogue` may be NULL for
 * bytes. *request is owned; *size bytes.
 */
CHECKED enum status vidimus_timestamp_request(struct vidimus_catalogue *catalogue,
                                              const struct vidimus_stamp_wish *wish,
                                              char **request, size_t *size, struct error *err);

/* A reply or token, and what it is held against; p NULL where nothing was given. */
struct vidimus_stamp {
	struct text reply;
	struct text of;      /* the bytes that are stamped, where they lie elsewhere */
	struct text request; /* that it answers; else the one that waits, if there is one */
	struct text trust;   /* certificates of authorities, PEM or DER */
	const char *state_folder;
};

/*
 * Takes a time-stamp in, over a checkpoint, an earlier time-stamp, the seal of a
 * bundle made here, or `of`. *out is owned: {"number","of","events","renews","bundle","sha256","time","ends",
 * "authority_sha256","nonce"}; nonce is "compared" or "no request is known".
 * STATUS_FALSE when it was not granted or does not verify, STATUS_EXISTS when
 * it is there.
 */
CHECKED enum status vidimus_timestamp_attach(struct vidimus_catalogue *catalogue,
                                             const struct vidimus_stamp *stamp, json_t **out,
                                             struct error *err);

/*
 * Verifies one over `of`, at its own time; no catalogue is needed. *out is
 * owned: {"identified","time","authority","authority_sha256","ends","nonce"}.
 * Without `trust` it is STATUS_OK and not identified.
 */
CHECKED enum status vidimus_timestamp_verify(const struct vidimus_stamp *stamp, json_t **out,
                                             struct error *err);

/* Days before the end of an authority's certificate from which on a time-stamp is warned of. */
#define VIDIMUS_STAMP_WARNING_DAYS 90

/*
 * Each time-stamp: {"number","of" ("checkpoint","stamp","seal","file"),
 * "events","renews","bundle","sha256","time","ends","authority","authority_sha256","renewed","days_left",
 * "warning"}; warning is words, or null while it is sound or another renews it.
 */
CHECKED enum status vidimus_timestamp_list(struct vidimus_catalogue *catalogue,
                                           const struct vidimus_output *to, struct error *err);

#endif

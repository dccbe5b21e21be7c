/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal_identity.h - which certificates the actors seal with, and keys and
 * certificates that are in other hands. All of it is signed by keepers.
 */
#ifndef VIDIMUS_CASEWORK_SEAL_IDENTITY_H
#define VIDIMUS_CASEWORK_SEAL_IDENTITY_H

#include "casework/catalogue.h"
#include "crypto/seal_key.h"

/*
 * Records (actor.certified) that an actor seals with the certificate; `used_by`
 * is "office" or "person". STATUS_EXISTS when one has it already,
 * STATUS_REFUSED when the signer is no keeper, or it was declared compromised.
 */
CHECKED enum status actor_certify(struct catalogue *catalogue, const struct uuid *actor,
                                  const struct seal_certificate *certificate,
                                  const char *used_by, struct error *err);

/* What somebody knows of a key that another may have. */
struct compromise_words {
	const struct digest *certificate; /* NULL: the actor's own key */
	int64_t              last_good;   /* events of the log when it was last surely in good hands */
	const char          *until;       /* RFC 3339 with or without decimals, or NULL */
	const char          *reason;      /* lost, stolen, copied, forced, other */
	const char          *because;     /* why, for colleagues */
	const char          *note;        /* path of a new file for the signed note (crypto/revocation.h), or NULL */
};

/*
 * Records key.compromised or certificate.compromised. STATUS_REFUSED when the
 * signer is no keeper or no keeper with a good key would be left,
 * STATUS_INVALID for a size beyond the log, STATUS_EXISTS for the note's name.
 */
CHECKED enum status compromise_declare(struct catalogue *catalogue, const struct uuid *actor,
                                       const struct compromise_words *words, struct error *err);

/*
 * STATUS_REFUSED when the key that signs was declared compromised, or is no
 * actor's. catalogue_begin asks it, holding the lock.
 */
CHECKED enum status signer_check(struct catalogue *catalogue, struct error *err);

/*
 * From which event on those of this actor (fingerprint in hex) are suspect
 * (ledger/suspect.h); INT64_MAX: none is.
 */
CHECKED enum status actor_suspect_from(struct ledger *ledger, struct text fingerprint,
                                       int64_t *from, struct error *err);

/* STATUS_REFUSED when the certificate was declared compromised: whoever verifies would refuse its seal. */
CHECKED enum status certificate_refuse_compromised(struct ledger *ledger,
                                                   const struct digest *sha256,
                                                   struct error *err);

/* Certificates of a catalogue that are certified and not compromised: is this one of them? */
CHECKED enum status certificate_is_good(struct ledger *ledger, const struct digest *sha256,
                                        bool *good, struct error *err);

#endif

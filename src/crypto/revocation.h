/* SPDX-License-Identifier: Apache-2.0 */
/*
 * revocation.h - word to those outside that a key of a catalogue, or a
 * certificate it sealed with, is in other hands: a signed note by a keeper
 * (docs/bundle-format.md §9), which `bundle verify --revoked` reads.
 */
#ifndef VIDIMUS_CRYPTO_REVOCATION_H
#define VIDIMUS_CRYPTO_REVOCATION_H

#include "base/buffer.h"
#include "base/instant.h"
#include "crypto/note.h"

#define REVOCATION_LIMIT 65536 /* bytes of a note that is read */

struct revocation {
	struct uuid    catalogue;
	bool           of_certificate;
	struct digest  what;      /* SHA-256 of the certificate's DER, or of the Ed25519 public key */
	int64_t        last_good; /* events of the log when it was last surely in good hands */
	bool           has_until;
	struct instant until;     /* when that was */
	struct instant declared;
};

/* Appends the note, signed as vidimus/CATALOGUE-UUID. */
CHECKED enum status revocation_sign(struct buffer *out, const struct revocation *revocation,
                                    const struct signing_key *keeper, struct error *err);

/*
 * Reads a note without believing it: STATUS_INVALID when it is none of ours. It
 * holds only if revocation_verify says so of the keepers that the log names.
 */
CHECKED enum status revocation_read(struct text note, struct revocation *out, struct error *err);

/*
 * Reads a note that one of `count` keepers of the catalogue signed; their
 * names are vidimus/CATALOGUE-UUID, which must be that of the note.
 * STATUS_FALSE when none of them did.
 */
CHECKED enum status revocation_verify(struct text note, const struct note_verifier *keepers,
                                      size_t count, struct revocation *out, struct error *err);

#endif

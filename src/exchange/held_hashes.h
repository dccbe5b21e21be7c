/* SPDX-License-Identifier: Apache-2.0 */
/*
 * held_hashes.h - the hashes of what is held, one kind after the other by the
 * number of their item: of bytes from the log, of pictures from their
 * fingerprints with all eight turns, which were made from pixels.
 */
#ifndef VIDIMUS_EXCHANGE_HELD_HASHES_H
#define VIDIMUS_EXCHANGE_HELD_HASHES_H

#include "casework/catalogue.h"
#include "exchange/hash_line.h"

struct held_hash {
	int64_t        item; /* number of its short id */
	struct hash256 hash; /* of MD5 twice, so that every part of it says something */
	enum dihedral  transform; /* of a picture: how it was turned to have this hash */
};

/* The hash of an entry as it is compared with these. */
struct hash256 held_hash_of(enum hash_kind kind, const unsigned char bytes[HASH_ENTRY_SIZE]);

struct held_hashes;

/*
 * Begins; *out is owned, and holds a statement open. `read_originals`: MD5 of
 * files of which the catalogue keeps none is made by reading them. Not for
 * HASHES_VPDQ: STATUS_FAULT.
 */
CHECKED enum status held_hashes_open(struct held_hashes **out, struct catalogue *catalogue,
                                     enum hash_kind kind, bool read_originals,
                                     const atomic_bool *stop, struct error *err);

/* Gives the next; STATUS_DONE after the last. STATUS_UNUSABLE for a damaged table. */
CHECKED enum status held_hashes_next(struct held_hashes *held, struct held_hash *out,
                                     struct error *err);

/*
 * Items passed so far of which no such hash is known and which could have one:
 * without MD5, or pictures without fingerprints. Of what no program makes a
 * fingerprint of, and of pictures too poor to compare, nothing is counted.
 */
uint64_t held_hashes_unknown(const struct held_hashes *held);

/* NULL is allowed. */
void held_hashes_close(struct held_hashes *held);

/*
 * MD5 of an object: as the log has it, else, where `read_originals`, by
 * reading it. STATUS_NOT_FOUND when it is not kept; STATUS_FALSE when the
 * original is missing or altered.
 */
CHECKED enum status held_md5(struct catalogue *catalogue, const struct digest *object,
                             bool read_originals, const atomic_bool *stop,
                             unsigned char out[MD5_SIZE], struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * travel.h - an event as it travels in a bundle: the bytes that are hashed,
 * the disclosures that open its members, and its proofs in any checkpoint.
 */
#ifndef VIDIMUS_LEDGER_TRAVEL_H
#define VIDIMUS_LEDGER_TRAVEL_H

#include "ledger/ledger.h"

/* An event with its private side. { 0 } is none; it may be read into again and again. */
struct travelling {
	struct uuid    id;
	char           type[64];
	char           actor[65];  /* fingerprint of the key that signed it, hex */
	struct buffer  bytes;      /* as they are hashed */
	struct buffer  members;    /* canonical JSON of its values; a destroyed one is absent */
	unsigned char  seed[EVENT_SEED_SIZE];
	bool           has_seed;
	json_t        *salts;      /* owned; of an event of which values were destroyed */
};
void travelling_end(struct travelling *event);

/* Reads event `seq`. STATUS_NOT_FOUND; STATUS_UNUSABLE when what stands there is no event. */
CHECKED enum status travelling_read(struct ledger *ledger, int64_t seq, struct travelling *out,
                                    struct error *err);

/*
 * Tells each value that is still there, in the order of names: `value` is its
 * canonical JSON, borrowed from the event, as `member` is.
 */
CHECKED enum status travelling_each(const struct travelling *event,
                                    enum status (*found)(void *context, struct text member,
                                                         struct text value, struct error *err),
                                    void *context, struct error *err);

/*
 * Appends the disclosure of one member (docs/event-log.md §3), without line
 * end. It is hashed and compared with the commitment: STATUS_UNUSABLE when it
 * opens nothing, as somebody changed the catalogue.
 */
CHECKED enum status travelling_disclose(const struct travelling *event, struct text member,
                                        struct text value, struct buffer *out,
                                        struct error *err);

/* Makes many proofs; nodes that neighbours share are fetched once. Not thread-safe. */
struct prover;
CHECKED enum status prover_open(struct prover **out, struct ledger *ledger, struct error *err);
void prover_close(struct prover *prover);
DEFINE_SCOPED_POINTER(prover, prover_close);

/* Appends the proof that leaf `seq` is among the first `size`: base64 of hashes, commas between; "-" for none. */
CHECKED enum status prover_inclusion(struct prover *prover, int64_t seq, int64_t size,
                                     struct buffer *out, struct error *err);

/* Appends, in the same form, the proof that the first `older` leaves are a prefix of the first `newer`. */
CHECKED enum status prover_consistency(struct prover *prover, int64_t older, int64_t newer,
                                       struct buffer *out, struct error *err);

/* The size of the first checkpoint that covers event `seq`. STATUS_NOT_FOUND. */
CHECKED enum status ledger_checkpoint_above(struct ledger *ledger, int64_t seq, int64_t *size,
                                            struct error *err);

/* Appends the note of the checkpoint of that size. STATUS_NOT_FOUND. */
CHECKED enum status ledger_checkpoint_at(struct ledger *ledger, int64_t size, struct buffer *note,
                                         struct error *err);

#endif

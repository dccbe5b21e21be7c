/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outside.h - what others saw of the log: cosignatures of its checkpoints and
 * time-stamps, in primary tables of their own (docs/event-log.md §11). They are
 * no events: what is added here changes no tree, and needs no key.
 *
 * What is added was verified first; what is read was verified then, and is
 * again by outside_check, which the audit calls.
 */
#ifndef VIDIMUS_LEDGER_OUTSIDE_H
#define VIDIMUS_LEDGER_OUTSIDE_H

#include "ledger/ledger.h"

#include "crypto/cosignature.h"
#include "crypto/timestamp.h"

/* Somebody outside saw the log as it was with `size` events, at the latest at `time`. */
struct outside_sight {
	int64_t        size;
	struct instant time;
	int64_t        stamp; /* number of the time-stamp; 0: a witness's cosignature */
	char           name[SEAL_NAME_SIZE]; /* of the witness's key, or subject of the authority */
};

/* The largest checkpoint that somebody outside saw, and who did first. STATUS_NOT_FOUND: none. */
CHECKED enum status outside_newest(struct ledger *ledger, struct outside_sight *out,
                                   struct error *err);

/* The earliest sight of the event `seq`: by what moment it is proved to have been there. STATUS_NOT_FOUND. */
CHECKED enum status outside_earliest(struct ledger *ledger, int64_t seq,
                                     struct outside_sight *out, struct error *err);

/* What nobody outside has seen of the log's first `size` events. */
struct outside_unseen {
	int64_t              events;
	struct instant       since;  /* the time of the first of them; 0 when there is none */
	bool                 seen;   /* the others were seen, as `newest` tells */
	struct outside_sight newest;
};
CHECKED enum status outside_unseen(struct ledger *ledger, int64_t size,
                                   struct outside_unseen *out, struct error *err);

/*
 * The largest checkpoint below `below` that somebody outside saw; beginning
 * with INT64_MAX this gives them all, newest first. STATUS_DONE: no further one.
 */
CHECKED enum status outside_next(struct ledger *ledger, int64_t below, int64_t *size,
                                 struct error *err);

/* Appends the checkpoint's note as the log signed it: the bytes that its stamps are over. STATUS_NOT_FOUND. */
CHECKED enum status outside_checkpoint(struct ledger *ledger, int64_t size, struct buffer *out,
                                       struct error *err);

/* The same with the lines of all its witnesses after the log's: still one signed note. */
CHECKED enum status outside_note(struct ledger *ledger, int64_t size, struct buffer *out,
                                 struct error *err);

/* Appends the newest token over the bytes with this SHA-256 (a checkpoint's note, a seal). STATUS_NOT_FOUND. */
CHECKED enum status outside_token(struct ledger *ledger, const struct digest *of,
                                  struct buffer *out, struct error *err);

struct outside_cosignature {
	int64_t        size;
	struct instant time;    /* that the witness states, to the second */
	struct text    witness; /* verifier key; borrowed during the call, as is line */
	struct text    line;    /* the signature line with its newline */
};

struct outside_stamp {
	int64_t        number;
	struct digest  digest;    /* SHA-256 of the bytes stamped */
	int64_t        size;      /* of the checkpoint whose note they are; 0: something else */
	int64_t        renews;    /* number of the stamp whose token they are; 0: something else */
	int64_t        renewed;   /* number of the newest stamp over this token; 0: none */
	struct instant time, ends; /* of the token; of the authority's certificate */
	struct digest  authority; /* SHA-256 of that certificate */
	struct text    name, token; /* borrowed during the call */
};

/* Calls `each` for every one, in the order of size, or of number. Its failure ends the walk. */
CHECKED enum status outside_cosignatures(struct ledger *ledger,
                                         enum status (*each)(void *context,
                                                             const struct outside_cosignature *one,
                                                             struct error *err),
                                         void *context, struct error *err);
CHECKED enum status outside_stamps(struct ledger *ledger,
                                   enum status (*each)(void *context,
                                                       const struct outside_stamp *one,
                                                       struct error *err),
                                   void *context, struct error *err);

/*
 * Takes in the cosignatures that these witnesses gave to a checkpoint of this
 * log: `note` must be one of its checkpoints to the byte of its text.
 * STATUS_FALSE when it is another log's or another tree's, when none of the
 * witnesses signed or a signature does not verify; STATUS_REFUSED when a
 * witness is one of the log's own actors. *added counts those that were not
 * there before.
 */
CHECKED enum status outside_add_cosignatures(struct ledger *ledger, struct text note,
                                             const struct cosigner *witnesses, size_t count,
                                             size_t *added, struct error *err);

/* What lies elsewhere and is stamped: its bytes, or only their SHA-256. { 0 }: nothing was named. */
struct outside_given {
	struct text          bytes;
	const struct digest *sha256; /* borrowed; NULL where the bytes are given */
};

/*
 * Takes in a token, or a reply with one, over the note of one of the log's
 * checkpoints, over the token of an earlier stamp, or over what is `given`,
 * which, where it is, must be what is stamped. `trust` must name the authority:
 * STATUS_FALSE with the reason else. `out` (name and token empty) tells what
 * was taken in; the same again changes nothing and is STATUS_EXISTS.
 */
CHECKED enum status outside_add_stamp(struct ledger *ledger, struct text token,
                                      const struct outside_given *given,
                                      const struct seal_trust *trust, struct outside_stamp *out,
                                      struct error *err);

/*
 * Appends what a witness is given to cosign (witness_request.h): the last
 * checkpoint, with the proof that it extends the one of `older` events (0: the
 * witness saw none). STATUS_INVALID when the log has fewer.
 */
CHECKED enum status outside_request(struct ledger *ledger, int64_t older, struct buffer *out,
                                    struct error *err);

/*
 * Of how many events the checkpoint is that a witness holds. STATUS_FALSE when
 * it is another log's, or when this log did not have that root: one of the two
 * was rewritten.
 */
CHECKED enum status outside_held_size(struct ledger *ledger, struct text note, int64_t *size,
                                      struct error *err);

/* The newest checkpoint that this witness cosigned, or, for NULL, that anybody did; 0 for none. */
CHECKED enum status outside_cosigned_size(struct ledger *ledger, const struct cosigner *witness,
                                          int64_t *size, struct error *err);

/*
 * The token to be stamped again before its authority's certificate ends:
 * appended, with its number in *number. 0 asks for the one that ends soonest of
 * those that are valid at `now` and that no other renews; STATUS_NOT_FOUND:
 * there is none. STATUS_REFUSED when the certificate of the one that is named
 * has ended: a stamp over it would prove nothing of the time before.
 */
CHECKED enum status outside_renewable(struct ledger *ledger, struct instant now, int64_t *number,
                                      struct buffer *token, struct error *err);

struct outside_report {
	int64_t cosignatures, stamps; /* checked */
	int64_t faults;
};

/* Verifies all of it again; each fault is told by `found`. */
CHECKED enum status outside_check(struct ledger *ledger,
                                  void (*found)(void *context, const char *text), void *context,
                                  struct outside_report *report, struct error *err);

#endif

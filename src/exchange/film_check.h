/* SPDX-License-Identifier: Apache-2.0 */
/*
 * film_check.h - which held films stand in a list of frames, such as
 * vpdq-hash-video prints: one file is one film.
 */
#ifndef VIDIMUS_EXCHANGE_FILM_CHECK_H
#define VIDIMUS_EXCHANGE_FILM_CHECK_H

#include "casework/catalogue.h"
#include "fingerprint/frame_series.h"

#include <stdatomic.h>

/*
 * Share of the frames, of the shorter film, that must be in the other, when
 * they agree on no time: python-threatexchange's VPDQ_QUERY_MATCH_THRESHOLD_PERCENT.
 */
#define FILM_LIST_SHARE 0.80

/* The frames of a list, by time. */
struct film_list {
	struct frame_hash *frames; /* owned */
	size_t             n, room;
};
void film_list_end(struct film_list *list);

/*
 * Reads the list in a regular file (borrowed), whose kind is HASHES_VPDQ.
 * *sha256 is that of its bytes. STATUS_INVALID also for more than
 * FRAME_SERIES_LIMIT frames.
 */
CHECKED enum status film_list_read(int file, const atomic_bool *stop, struct film_list *out,
                                   struct digest *sha256, struct error *err);

/* A held film that stands in the list. */
struct film_hit {
	int64_t        item;      /* number of its short id */
	unsigned       distance;  /* of the nearest two frames */
	enum dihedral  transform; /* how the held film is turned to be like the list's */
	struct hash256 entry;     /* the list's frame of these two */
};

typedef enum status film_hit_take(void *context, const struct film_hit *hit, struct error *err);

/*
 * Compares every held film with the list (clip_vote.h), and hands over those
 * with a stretch in common or FILM_LIST_SHARE of the frames, by number.
 * *unknown: films whose frames are not known, or whose file in derived/ is missing.
 */
CHECKED enum status film_check(struct catalogue *catalogue, const struct film_list *list,
                               const atomic_bool *stop, film_hit_take *take, void *context,
                               uint64_t *unknown, struct error *err);

#endif

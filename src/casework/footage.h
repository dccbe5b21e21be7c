/* SPDX-License-Identifier: Apache-2.0 */
/* footage.h - the same filming in several items: members by decisions, and a reference copy. */
#ifndef VIDIMUS_CASEWORK_FOOTAGE_H
#define VIDIMUS_CASEWORK_FOOTAGE_H

#include "casework/catalogue.h"

/* Footage that an item belongs to now; *footage is zero and *number 0 for none. */
CHECKED enum status footage_of_item(struct catalogue *catalogue, const struct uuid *item,
                                    struct uuid *footage, int64_t *number, struct error *err);

/* Makes footage that rests on a match, without members yet. */
CHECKED enum status footage_make(struct catalogue *catalogue, struct change *change,
                                 const struct uuid *link, struct uuid *footage, int64_t *number,
                                 struct error *err);

/* A membership begins or ends: one event in the chain of either. All borrowed. */
struct membership {
	const struct uuid *footage, *item;
	const struct uuid *link;    /* the match that it rests on, or NULL */
	const char        *because; /* or NULL */
};
CHECKED enum status footage_join(struct change *change, const struct membership *membership,
                                 struct error *err);
CHECKED enum status footage_leave(struct change *change, const struct membership *membership,
                                  struct error *err);

/* NULL leaves a part as it was; "" empties it. */
struct footage_words {
	const char        *title, *summary;
	const struct uuid *reference;   /* a member */
	const struct uuid *into;        /* other footage, which all members go over to */
	const struct uuid *leaving;     /* a member that leaves */
	const char        *because;     /* demanded for `into` and `leaving` */
	int64_t            based_on;    /* version that was looked at; 0: the present one */
};

/*
 * Edits footage in a change of its own; *version is its version afterwards.
 * STATUS_STALE, with what another wrote meanwhile, when it was described after
 * `based_on`; STATUS_REFUSED for a reference that is no member; STATUS_INVALID
 * when something is taken away without `because`.
 */
CHECKED enum status footage_edit(struct catalogue *catalogue, const struct uuid *footage,
                                 const struct footage_words *words, int64_t *version,
                                 struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moving.h - a catalogue that is written by another machine from now on, or
 * that goes on after a restore which lost its last events. Both are told in
 * the log, since both are what somebody who rolls it back would say too.
 */
#ifndef VIDIMUS_CASEWORK_MOVING_H
#define VIDIMUS_CASEWORK_MOVING_H

#include "casework/catalogue.h"

/*
 * This machine writes the catalogue (open for adopting, with a key) from here
 * on, and no other does. STATUS_EXISTS when it does already. `because`, with p
 * NULL where nothing was said, is for colleagues.
 */
CHECKED enum status catalogue_adopt(struct catalogue *catalogue, struct text because,
                                    struct error *err);

/* What catalogue_resume gave up. */
struct resumption {
	int64_t       generation; /* of the log from here on */
	int64_t       kept;       /* events that are still there */
	struct digest lost_root;
	int64_t       lost_size;
};

/*
 * Goes on from the events that are here (open for resuming, with a keeper's
 * key) although the log had more: `lost` is its last known checkpoint, a note
 * signed by one of its actors, or p NULL for the one that this login's home
 * file keeps. STATUS_INVALID when that is none; STATUS_FALSE when it is not
 * signed by an actor of this log; STATUS_REFUSED by a key that is no keeper's,
 * or when nothing is lost.
 */
CHECKED enum status catalogue_resume(struct catalogue *catalogue, struct text lost,
                                     struct text because, struct resumption *out,
                                     struct error *err);

#endif

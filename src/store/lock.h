/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lock.h - one writer a catalogue: processes take turns by flock(2) on the
 * file `lock`, which says for people who holds it. A holder that dies, however
 * it dies, holds it no more; what the file says then counts for nothing.
 */
#ifndef VIDIMUS_STORE_LOCK_H
#define VIDIMUS_STORE_LOCK_H

#include "base/scoped.h"

#include <vidimus/types.h>

struct lock;

/* A wait in milliseconds that is right for most verbs. */
#define LOCK_USUAL_WAIT 5000

/*
 * Takes the lock of the catalogue whose folder is open (borrowed, needed only
 * for the call), waiting up to `wait_milliseconds`; 0 tries once. *out is
 * owned. STATUS_BUSY when another holds it all that time: the error says
 * process, verb and since when. Whoever waits comes before one who releases
 * and takes again at once. `verb` stands in the file. Two takes in one process
 * exclude each other too. A child of fork(2) shares the lock; releasing it in
 * either releases it.
 */
CHECKED enum status lock_take(struct lock **out, int catalogue_fd, const char *verb,
                              unsigned wait_milliseconds, struct error *err);

/* Ends it and empties the file; NULL is allowed. */
void lock_release(struct lock *lock);
DEFINE_SCOPED_POINTER(lock, lock_release);

#endif

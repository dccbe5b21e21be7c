/* SPDX-License-Identifier: Apache-2.0 */
/*
 * retract.h - records that are taken back, and links that are removed. They
 * stay readable: views give them a member "retracted", and counts leave them out.
 */
#ifndef VIDIMUS_RETRACT_H
#define VIDIMUS_RETRACT_H

#include <vidimus/catalogue.h>

/* Words are borrowed, UTF-8; NULL where nothing was said. */
struct vidimus_retraction {
	bool        entered_in_error; /* it should never have been recorded; else it no longer holds */
	const char *instead;          /* id of a record of the same kind that takes its place */
	const char *because;          /* for colleagues; demanded */
	const char *grounds, *protected_grounds; /* reasons that can be disclosed, and those that cannot */
	int64_t     based_on;         /* version of its chain that was looked at; 0: the present one */
};

/*
 * Retracts a record (its short id or UUID; a note, observation or relation by
 * its UUID). *version is that of its chain afterwards. STATUS_EXISTS when it
 * was taken back before, STATUS_STALE when its chain went on after `based_on`.
 */
CHECKED enum status vidimus_retract(struct vidimus_catalogue *catalogue, const char *id,
                                    const struct vidimus_retraction *words, int64_t *version,
                                    struct error *err);

/* Removes a link: a citation (N-1), a depiction (L-1), a relation by its link. As vidimus_retract. */
CHECKED enum status vidimus_unlink(struct vidimus_catalogue *catalogue, const char *id,
                                   const struct vidimus_retraction *words, int64_t *version,
                                   struct error *err);

#endif

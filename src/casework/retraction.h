/* SPDX-License-Identifier: Apache-2.0 */
/*
 * retraction.h - records that are taken back, and links that are removed. What
 * was recorded stays readable, struck out (view_retraction.h), and counts no
 * more. What was taken back is not put back: it is recorded anew.
 */
#ifndef VIDIMUS_CASEWORK_RETRACTION_H
#define VIDIMUS_CASEWORK_RETRACTION_H

#include "casework/catalogue.h"

/* Words are borrowed; NULL where nothing was said. */
struct retraction_words {
	bool        entered_in_error; /* it should never have been recorded; else it no longer holds */
	const char *instead;          /* id of a record of the same kind that takes its place */
	const char *because;          /* for colleagues; demanded */
	const char *grounds, *protected_grounds;
	int64_t     based_on;         /* version of its chain that was looked at; 0: the present one */
};

/*
 * Retracts the record that `id` names: any record with a chain or a short id
 * of its own but actors, acquisitions and matches, or the UUID of a note, an
 * observation or a relation. *version is that of its chain afterwards.
 * STATUS_NOT_FOUND; STATUS_INVALID for what cannot be retracted, or without
 * `because`; STATUS_EXISTS when it was taken back before; STATUS_STALE when
 * anything came to its chain after `based_on`.
 */
CHECKED enum status record_retract(struct catalogue *catalogue, const char *id,
                                   const struct retraction_words *words, int64_t *version,
                                   struct error *err);

/*
 * The same for a link, which once held and is taken away: a citation (N-…), a
 * depiction (L-…), or a relation by the UUID that its two events share, both
 * of which are removed. `instead` and `entered_in_error` do not apply.
 */
CHECKED enum status link_remove(struct catalogue *catalogue, const char *id,
                                const struct retraction_words *words, int64_t *version,
                                struct error *err);

#endif

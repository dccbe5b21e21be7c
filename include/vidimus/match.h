/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match.h - which items look or sound alike, what people decide of that, and
 * the footage that their decisions make. Lists and records are in view.h:
 * kinds "match" and "footage".
 */
#ifndef VIDIMUS_MATCH_H
#define VIDIMUS_MATCH_H

#include <vidimus/record.h>
#include <vidimus/view.h>

/* Matches whose `state` is "undecided", "confirmed" or "rejected"; NULL: all. */
CHECKED enum status vidimus_match_list(struct vidimus_catalogue *catalogue,
                                       const struct vidimus_asked *asked,
                                       const struct vidimus_output *to, struct error *err);

/* Words are borrowed, UTF-8. */
struct vidimus_match_decision {
	const char *match;    /* M-1 */
	bool        confirmed;
	const char *relation; /* what the item asked about is to the other: same, clip-of, edit-of, contains; NULL where it is rejected */
	const char *because;  /* demanded where it is rejected; else may be NULL */
	int64_t     based_on; /* version of the item asked about; 0: the present one */
};

/*
 * Decides a match. `footage` is that which both items belong to now, "" for
 * none; *made: by this decision. STATUS_REFUSED when they belong to two,
 * STATUS_STALE when it was decided after `based_on`.
 */
CHECKED enum status vidimus_match_decide(struct vidimus_catalogue *catalogue,
                                         const struct vidimus_match_decision *decision,
                                         char footage[VIDIMUS_ID_SIZE], bool *made,
                                         struct error *err);

/* NULL leaves a part as it is, "" empties a text. */
struct vidimus_footage_words {
	const char *title, *summary;
	const char *reference; /* E-1: a member */
	const char *into;      /* V-1: all members go over to it */
	const char *leaving;   /* E-1: it is no member any more */
	const char *because;   /* demanded for `into` and `leaving` */
	int64_t     based_on;  /* version that was looked at; 0: the present one */
};

/* Edits footage (V-1); *version is its version afterwards. STATUS_STALE, STATUS_REFUSED. */
CHECKED enum status vidimus_footage_edit(struct vidimus_catalogue *catalogue, const char *footage,
                                         const struct vidimus_footage_words *words,
                                         int64_t *version, struct error *err);

#endif

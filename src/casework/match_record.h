/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_record.h - matches as records: the program proposes that two items are
 * alike, a person decides what they are to each other, and what is confirmed
 * makes footage. Each is one event in the chain of either item, in one change.
 */
#ifndef VIDIMUS_CASEWORK_MATCH_RECORD_H
#define VIDIMUS_CASEWORK_MATCH_RECORD_H

#include "casework/catalogue.h"

#include "base/json.h"

/* Most proposals of an item that nobody has decided: more than a person can look through. */
#define MATCH_PROPOSALS_LIMIT 20

/* Two items that are alike. All borrowed. */
struct match_proposal {
	struct uuid   item, other;  /* the one asked about, and the one it is like */
	const char   *kind;         /* image, video, audio, film-and-sound */
	const char   *level;        /* same, similar */
	const char   *distance;     /* decimal text */
	const char   *transform;    /* of enum dihedral; NULL where it has no sense */
	const json_t *region;       /* {"here":{x,y,width,height}|null,"there":…}; or NULL */
	const json_t *segments;     /* [{"from","to","other_from","other_to","distance"}]; or NULL */
	const json_t *reasons;      /* texts, strongest first */
	const char   *algorithms;   /* what compared, with versions and thresholds */
};

/*
 * Adds match.proposed and match.echoed; *number is that of its short id.
 * STATUS_EXISTS when the two were proposed to be alike before, whichever was
 * asked about and whatever was decided; STATUS_LIMIT when either of them has
 * MATCH_PROPOSALS_LIMIT that nobody has decided; STATUS_INVALID when no event
 * can hold what is proposed. Nothing is added then, and the change goes on.
 */
CHECKED enum status match_propose(struct catalogue *catalogue, struct change *change,
                                  const struct match_proposal *proposal, int64_t *number,
                                  struct error *err);

/* What a person decides. All borrowed. */
struct match_decision {
	const struct uuid *link;     /* of the match */
	bool               confirmed;
	const char        *relation; /* same, clip-of, edit-of, contains; NULL where it is rejected */
	const char        *because;  /* NULL: nothing was said, which only a confirmation may */
	int64_t            based_on; /* version of the item asked about; 0: the present one */
};

/* What became of it. */
struct match_outcome {
	int64_t footage; /* number of the footage that both belong to now; 0 for none */
	bool    made;    /* it was made by this */
};

/*
 * Decides a match in a change of its own; a later decision takes the place of
 * an earlier one. A confirmation makes both members of one footage; STATUS_REFUSED
 * when they belong to two. A rejection takes each of the two out of footage
 * that no other confirmed match holds it in. STATUS_STALE when the match was
 * decided after the version that `based_on` names.
 */
CHECKED enum status match_decide(struct catalogue *catalogue,
                                 const struct match_decision *decision,
                                 struct match_outcome *out, struct error *err);

#endif

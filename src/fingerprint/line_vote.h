/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line_vote.h - do moments of one recording and of another lie on a line?
 * Single hits between them may be chance; hits that agree on the time offset
 * and the speed are not (a Hough transform with offset bins, then slopes).
 */
#ifndef VIDIMUS_FINGERPRINT_LINE_VOTE_H
#define VIDIMUS_FINGERPRINT_LINE_VOTE_H

#include <vidimus/types.h>

/* Hits on a line agree within this (bins of 0.5 s; docs/matching.md). */
#define LINE_BIN_SECONDS 0.5

/* Speeds that are tried, in hundredths: a quarter faster or slower, as films are posted to escape filters, and a little beyond. */
#define LINE_SLOWEST 78
#define LINE_FASTEST 128

/* Hits that one vote takes. */
#define LINE_HITS_LIMIT 20000

struct line_hit {
	double   query, reference; /* seconds */
	uint32_t voter;            /* hits of one voter count once on a line; below the voters' count */
	uint32_t distance;         /* how unlike the two are */
	bool     taken;            /* it is part of a line found before, and does not vote any more */
};

/* reference = offset + slope * query */
struct line {
	double slope, offset;
	size_t voters; /* different ones within the bin */
};

/*
 * Finds the line with the most voters; of as many, the one whose speed is
 * nearest to 1. No hits: no voters. STATUS_LIMIT for more hits than the limit,
 * STATUS_INVALID for a voter that is not below `voters`, STATUS_MEMORY.
 */
CHECKED enum status line_vote(const struct line_hit *hits, size_t n, uint32_t voters,
                              struct line *out, struct error *err);

/* How far a hit's reference is from the line, in seconds. */
double line_error(const struct line *line, const struct line_hit *hit);

/*
 * Draws the line anew through the hits near it, by least squares, if they
 * cover some time and the speed stays within bounds; else it is left as it was.
 */
void line_fit(struct line *line, const struct line_hit *hits, size_t n);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* nearest.h - the word that somebody probably meant. */
#ifndef VIDIMUS_CLI_NEAREST_H
#define VIDIMUS_CLI_NEAREST_H

#include <vidimus/types.h>

/* A search over candidates, one call of nearest_try each. */
struct nearest {
	const char *word;  /* what was typed, borrowed */
	const char *found; /* the best candidate so far, or NULL */
	size_t      distance;
};

/* Begins; candidates further away than a third of the word (at least 1) never match. */
void nearest_begin(struct nearest *nearest, const char *word);

/*
 * Considers one candidate (borrowed, must outlive the search): insertions,
 * deletions, changes and swaps of neighbours count 1; a candidate that the
 * word begins counts as near.
 */
void nearest_try(struct nearest *nearest, const char *candidate);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* suggestion.h - the words that somebody may have meant by one that is not known. */
#ifndef VIDIMUS_BASE_SUGGESTION_H
#define VIDIMUS_BASE_SUGGESTION_H

#include <vidimus/types.h>

#define SUGGESTION_WORDS 3
#define SUGGESTION_SIZE  64 /* longer words are never suggested */

/*
 * Changes that make one word of the other: inserting, dropping, changing a
 * byte and swapping two neighbours are one each (optimal string alignment);
 * capital and small letters of ASCII are the same.
 * Words longer than SUGGESTION_SIZE are as far as can be.
 */
unsigned suggestion_distance(struct text a, struct text b);

/* The nearest words so far, nearest first; { 0 } with `word` set begins. */
struct suggestion {
	struct text word; /* as typed, borrowed */
	size_t      count;
	struct {
		char     text[SUGGESTION_SIZE];
		unsigned distance;
	} nearest[SUGGESTION_WORDS];
};

/*
 * Considers a word (copied). Only one that differs by at most a third of its
 * letters (one change at least), or that begins with what was typed, counts.
 */
void suggestion_consider(struct suggestion *suggestion, struct text candidate);

/* Writes "; did you mean a, b or c?", or nothing, NUL-ended. */
#define SUGGESTION_TEXT_SIZE (SUGGESTION_WORDS * (SUGGESTION_SIZE + 4) + 32)
void suggestion_write(char out[SUGGESTION_TEXT_SIZE], const struct suggestion *suggestion);

#endif

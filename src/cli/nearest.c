/* SPDX-License-Identifier: Apache-2.0 */
/* nearest.c - edit distance with swaps (optimal string alignment) between short words. */
#include "cli/nearest.h"

#include <string.h>

#define WORD_LIMIT 48

static size_t
least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Both words must be at most WORD_LIMIT bytes. */
static size_t
edit_distance(const char *a, size_t an, const char *b, size_t bn)
{
	size_t rows[3][WORD_LIMIT + 1];
	size_t *before = rows[0], *above = rows[1], *here = rows[2];

	for (size_t j = 0; j <= bn; j++)
		above[j] = j;
	for (size_t i = 1; i <= an; i++) {
		size_t *oldest = before;

		here[0] = i;
		for (size_t j = 1; j <= bn; j++) {
			here[j] = above[j - 1] + (a[i - 1] != b[j - 1]);
			here[j] = least_of(here[j], least_of(above[j], here[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				here[j] = least_of(here[j], before[j - 2] + 1);
		}
		before = above;
		above = here;
		here = oldest;
	}
	return above[bn];
}

void
nearest_begin(struct nearest *nearest, const char *word)
{
	size_t n = strlen(word);

	*nearest = (struct nearest){ .word = word, .distance = (n < 6 ? 1 : n / 3) + 1 };
}

void
nearest_try(struct nearest *nearest, const char *candidate)
{
	size_t n = strlen(nearest->word), length = strlen(candidate), distance;

	if (n == 0 || n > WORD_LIMIT || length > WORD_LIMIT)
		return;
	distance = edit_distance(nearest->word, n, candidate, length);
	if (n >= 2 && length > n && strncmp(candidate, nearest->word, n) == 0)
		distance = 1;
	if (distance < nearest->distance) {
		nearest->distance = distance;
		nearest->found = candidate;
	}
}

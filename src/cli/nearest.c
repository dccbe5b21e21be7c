/* SPDX-License-Identifier: Apache-2.0 */
/* nearest.c - the one nearest word of several. */
#include "cli/nearest.h"

#include "base/suggestion.h"
#include "base/text.h"

#include <string.h>

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

	if (n == 0)
		return;
	distance = suggestion_distance(text_of(nearest->word), text_of(candidate));
	if (n >= 2 && length > n && strncmp(candidate, nearest->word, n) == 0)
		distance = 1;
	if (distance < nearest->distance) {
		nearest->distance = distance;
		nearest->found = candidate;
	}
}

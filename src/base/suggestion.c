/* SPDX-License-Identifier: Apache-2.0 */
/* suggestion.c - edit distance with swaps, and the nearest few words. */
#include "base/suggestion.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static unsigned
lesser(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Whoever writes CA3 for ca3 knows the word. */
static bool
alike(char a, char b)
{
	char lower_a = a >= 'A' && a <= 'Z' ? (char)(a - 'A' + 'a') : a;
	char lower_b = b >= 'A' && b <= 'Z' ? (char)(b - 'A' + 'a') : b;

	return lower_a == lower_b;
}

unsigned
suggestion_distance(struct text a, struct text b)
{
	unsigned table[3][SUGGESTION_SIZE + 1] = { { 0 } };

	if (a.n > SUGGESTION_SIZE || b.n > SUGGESTION_SIZE)
		return UINT_MAX;
	for (size_t j = 0; j <= b.n; j++)
		table[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned *here = table[i % 3];
		const unsigned *above = table[(i + 2) % 3], *before = table[(i + 1) % 3];

		here[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			here[j] = above[j - 1] + !alike(a.p[i - 1], b.p[j - 1]);
			here[j] = lesser(here[j], lesser(above[j], here[j - 1]) + 1);
			if (i > 1 && j > 1 && alike(a.p[i - 1], b.p[j - 2]) &&
			    alike(a.p[i - 2], b.p[j - 1]))
				here[j] = lesser(here[j], before[j - 2] + 1);
		}
	}
	return table[a.n % 3][b.n];
}

static bool
begins(struct text word, struct text prefix)
{
	return prefix.n >= 2 && word.n >= prefix.n && memcmp(word.p, prefix.p, prefix.n) == 0;
}

void
suggestion_consider(struct suggestion *suggestion, struct text candidate)
{
	unsigned distance, limit = candidate.n < 6 ? 1 : (unsigned)candidate.n / 3;
	size_t at;

	if (suggestion->word.n == 0 || suggestion->word.n >= SUGGESTION_SIZE ||
	    candidate.n >= SUGGESTION_SIZE)
		return;
	distance = suggestion_distance(suggestion->word, candidate);
	if (distance > limit && !begins(candidate, suggestion->word))
		return;
	for (at = suggestion->count; at > 0 && suggestion->nearest[at - 1].distance > distance; at--)
		;
	if (at == SUGGESTION_WORDS)
		return;
	if (suggestion->count < SUGGESTION_WORDS)
		suggestion->count++;
	memmove(&suggestion->nearest[at + 1], &suggestion->nearest[at],
	        (suggestion->count - at - 1) * sizeof suggestion->nearest[0]);
	memcpy(suggestion->nearest[at].text, candidate.p, candidate.n);
	suggestion->nearest[at].text[candidate.n] = '\0';
	suggestion->nearest[at].distance = distance;
}

void
suggestion_write(char out[SUGGESTION_TEXT_SIZE], const struct suggestion *suggestion)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < suggestion->count; i++) {
		const char *before = i == 0                       ? "; did you mean "
		                     : i + 1 == suggestion->count ? " or "
		                                                  : ", ";

		n += (size_t)snprintf(out + n, SUGGESTION_TEXT_SIZE - n, "%s%s", before,
		                      suggestion->nearest[i].text);
	}
	if (suggestion->count > 0)
		snprintf(out + n, SUGGESTION_TEXT_SIZE - n, "?");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* short_id.c - short ids and ranges of them. */
#include "casework/short_id.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_MAX ((1ULL << 53) - 1)

void
short_id_write(char out[SHORT_ID_SIZE], struct short_id id)
{
	snprintf(out, SHORT_ID_SIZE, "%c-%06lld", id.kind, (long long)id.number);
}

static bool
read_number(struct text digits, int64_t *out)
{
	uint64_t number;

	while (digits.n > 1 && digits.p[0] == '0') {
		digits.p++;
		digits.n--;
	}
	if (!text_number(digits, NUMBER_MAX, &number) || number == 0)
		return false;
	*out = (int64_t)number;
	return true;
}

bool
short_id_read(struct text text, struct short_id *out)
{
	struct short_id id;

	if (text.n < 2)
		return false;
	id.kind = text.p[0] >= 'a' && text.p[0] <= 'z' ? (char)(text.p[0] - 'a' + 'A') : text.p[0];
	if (id.kind < 'A' || id.kind > 'Z')
		return false;
	text.p++;
	text.n--;
	if (text.p[0] == '-') {
		text.p++;
		text.n--;
	}
	if (!read_number(text, &id.number))
		return false;
	*out = id;
	return true;
}

bool
short_id_read_range(struct text text, struct short_id *first, struct short_id *last)
{
	const char *dots = text.n ? memmem(text.p, text.n, "..", 2) : NULL;
	struct text tail;

	if (dots == NULL) {
		if (!short_id_read(text, first))
			return false;
		*last = *first;
		return true;
	}
	tail = (struct text){ dots + 2, text.n - (size_t)(dots - text.p) - 2 };
	text.n = (size_t)(dots - text.p);
	if (!short_id_read(text, first))
		return false;
	last->kind = first->kind;
	if (!read_number(tail, &last->number) && !short_id_read(tail, last))
		return false;
	return last->kind == first->kind && last->number >= first->number;
}

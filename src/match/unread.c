/* SPDX-License-Identifier: Apache-2.0 */
/* unread.c - a sorted list, as items mostly come in the order of their numbers. */
#include "match/unread.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

void
unread_end(struct unread *unread)
{
	free(unread->numbers);
	*unread = (struct unread){ 0 };
}

/* Where the number stands, or belongs. */
static size_t
place_of(const struct unread *unread, int64_t number)
{
	size_t from = 0, to = unread->n;

	if (to > 0 && unread->numbers[to - 1] < number)
		return to;
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (unread->numbers[middle] < number)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static enum status
make_room(struct unread *unread, struct error *err)
{
	size_t room = unread->room ? unread->room * 2 : 16;
	int64_t *grown;

	if (unread->n < unread->room)
		return STATUS_OK;
	grown = reallocarray(unread->numbers, room, sizeof *grown);
	if (grown == NULL)
		return fail_memory(err);
	unread->numbers = grown;
	unread->room = room;
	return STATUS_OK;
}

enum status
unread_add(struct unread *unread, int64_t number, struct error *err)
{
	size_t at = place_of(unread, number);
	enum status st;

	if (at < unread->n && unread->numbers[at] == number)
		return STATUS_OK;
	st = make_room(unread, err);
	if (st != STATUS_OK)
		return st;
	memmove(unread->numbers + at + 1, unread->numbers + at,
	        (unread->n - at) * sizeof *unread->numbers);
	unread->numbers[at] = number;
	unread->n++;
	return STATUS_OK;
}

enum status
unread_join(struct unread *unread, const struct unread *other, int64_t except, struct error *err)
{
	enum status st = STATUS_OK;

	unread->more = unread->more || other->more;
	for (size_t i = 0; st == STATUS_OK && i < other->n; i++) {
		if (other->numbers[i] != except)
			st = unread_add(unread, other->numbers[i], err);
	}
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* tally.c - an open table by item. */
#include "match/tally.h"

#include "base/error.h"

#include <stdlib.h>

#define FIRST_ROOM 256

void
tally_end(struct tally *tally)
{
	free(tally->votes);
	*tally = (struct tally){ 0 };
}

/* The item's place, or the free one where it belongs. */
static struct vote *
place_of(const struct tally *tally, uint64_t item)
{
	size_t i = (size_t)(item * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (tally->room - 1);

	while (tally->votes[i].votes > 0 && tally->votes[i].item != item)
		i = (i + 1) & (tally->room - 1);
	return &tally->votes[i];
}

/* At most half of the places are taken. */
static enum status
make_room(struct tally *tally, struct error *err)
{
	struct tally larger = { .n = tally->n, .room = tally->room ? tally->room * 2 : FIRST_ROOM };

	if (tally->n * 2 < tally->room)
		return STATUS_OK;
	larger.votes = calloc(larger.room, sizeof *larger.votes);
	if (larger.votes == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < tally->room; i++) {
		if (tally->votes[i].votes > 0)
			*place_of(&larger, tally->votes[i].item) = tally->votes[i];
	}
	free(tally->votes);
	*tally = larger;
	return STATUS_OK;
}

static enum status
add_votes(struct tally *tally, const struct vote *added, struct error *err)
{
	enum status st = make_room(tally, err);
	struct vote *vote;

	if (st != STATUS_OK)
		return st;
	vote = place_of(tally, added->item);
	if (vote->votes == 0) {
		*vote = *added;
		tally->n++;
		return STATUS_OK;
	}
	vote->votes += added->votes;
	vote->voter = added->voter;
	if (added->distance < vote->distance)
		vote->distance = added->distance;
	return STATUS_OK;
}

enum status
tally_add(struct tally *tally, uint64_t item, uint32_t voter, uint32_t distance, struct error *err)
{
	struct vote *vote = tally->room > 0 ? place_of(tally, item) : NULL;

	if (vote != NULL && vote->votes > 0 && vote->voter == voter) {
		if (distance < vote->distance)
			vote->distance = distance;
		return STATUS_OK;
	}
	return add_votes(tally, &(struct vote){ item, 1, voter, distance }, err);
}

enum status
tally_join(struct tally *tally, const struct tally *other, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < other->room; i++) {
		if (other->votes[i].votes > 0)
			st = add_votes(tally, &other->votes[i], err);
	}
	return st;
}

static int
compare_votes(const void *left, const void *right)
{
	const struct vote *a = left, *b = right;

	if (a->votes != b->votes)
		return a->votes < b->votes ? 1 : -1;
	if (a->distance != b->distance)
		return a->distance > b->distance ? 1 : -1;
	return (a->item > b->item) - (a->item < b->item);
}

void
tally_sort(struct tally *tally)
{
	size_t n = 0;

	for (size_t i = 0; i < tally->room; i++) {
		if (tally->votes[i].votes > 0)
			tally->votes[n++] = tally->votes[i];
	}
	if (n > 0)
		qsort(tally->votes, n, sizeof *tally->votes, compare_votes);
}

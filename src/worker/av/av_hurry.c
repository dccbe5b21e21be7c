/* SPDX-License-Identifier: Apache-2.0 */
/* av_hurry.c - places in a file at which its speed is looked at. */
#include "worker/av/av_hurry.h"

static uint64_t
place_of(uint64_t size, unsigned place)
{
	return size >> (HURRY_PLACES - place);
}

bool
hurry_is_due(struct hurry *hurry, double spent, uint64_t at, uint64_t size)
{
	bool too_slow = spent * (double)size > (double)at;

	if (hurry->asked == 0 && at < place_of(size, 0))
		return too_slow && spent >= HURRY_AFTER;
	if (hurry->asked == HURRY_PLACES || at < place_of(size, hurry->asked))
		return false;
	while (hurry->asked < HURRY_PLACES && at >= place_of(size, hurry->asked))
		hurry->asked++;
	return too_slow && 2 * spent > HURRY_AFTER;
}

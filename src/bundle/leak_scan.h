/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leak_scan.h - many byte strings searched at once, at the speed of memory.
 *
 * Every pattern has at least LEAK_PATTERN_MIN bytes, so one of its first five
 * groups of four begins at a multiple of five whatever its place: only there
 * the text is looked at, in a table of bits. What the bits let through is
 * compared by the first eight bytes, then by a hash of the whole.
 */
#ifndef VIDIMUS_BUNDLE_LEAK_SCAN_H
#define VIDIMUS_BUNDLE_LEAK_SCAN_H

#include "base/scoped.h"

#include <vidimus/types.h>

#define LEAK_PATTERN_MIN 8
#define LEAK_PATTERN_MAX 512 /* longer ones are cut */

struct leak_scan;

CHECKED enum status leak_scan_open(struct leak_scan **out, struct error *err);
void leak_scan_close(struct leak_scan *scan);
DEFINE_SCOPED_POINTER(leak_scan, leak_scan_close);

/*
 * Adds a pattern with a number of the caller's for it. One that is shorter
 * than LEAK_PATTERN_MIN is passed over; the same bytes again keep the first
 * number. STATUS_LIMIT beyond four million.
 */
CHECKED enum status leak_scan_add(struct leak_scan *scan, struct text pattern, uint32_t number,
                                  struct error *err);

/* Ends the adding; from here on it may be searched for. */
CHECKED enum status leak_scan_prepare(struct leak_scan *scan, struct error *err);

/* How many patterns there are. */
size_t leak_scan_count(const struct leak_scan *scan);

/*
 * Calls `found` for each place of the text at which a pattern stands: `where` is
 * a view of it in the text. Any status but STATUS_OK ends it.
 */
struct leak_hits {
	enum status (*found)(void *context, uint32_t number, struct text where,
	                     struct error *err);
	void *context;
};
CHECKED enum status leak_scan_search(const struct leak_scan *scan, struct text text,
                                     const struct leak_hits *hits, struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exhibits.h - the exhibits of a bundle: their numbers, and whose bytes are
 * given of each: the original's, or a reviewed derivative's in its place.
 */
#ifndef VIDIMUS_BUNDLE_EXHIBITS_H
#define VIDIMUS_BUNDLE_EXHIBITS_H

#include "bundle/selection.h"
#include "casework/catalogue.h"

/* Longest prefix of exhibit numbers: capitals and digits, a capital first. */
#define EXHIBIT_PREFIX_MAX 16

/* One exhibit's file; what selected_exhibit says, and where it goes. */
struct exhibit_file {
	char     name[128]; /* below the bag: data/ABC-0001/original.mp4; "": no bytes are held */
	uint64_t size;
};

/*
 * Reads "ABC" or "ABC-0001", the number of the first. STATUS_INVALID with the
 * rule.
 */
CHECKED enum status exhibit_prefix_read(struct text text, char prefix[EXHIBIT_PREFIX_MAX + 1],
                                        uint64_t *first, struct error *err);

/*
 * Numbers the items of `ask` in their order, from `first` on, and finds the
 * bytes to be given; fills selection->exhibits and *files, an owned array
 * beside it. An original that is to be replaced goes as it is only if its tags
 * and flags are clear: examined in whole, no tag that could tell of persons,
 * places, devices or sources, described, and no flag of protection or
 * sensitivity set. STATUS_REFUSED names the first item of which neither a
 * cleared derivative nor a clear original is there. An item that is recorded
 * without a file stays an exhibit without one.
 */
CHECKED enum status exhibits_choose(struct catalogue *catalogue, const struct bundle_ask *ask,
                                    const char *prefix, uint64_t first,
                                    struct bundle_selection *selection,
                                    struct exhibit_file **files, struct error *err);

#endif

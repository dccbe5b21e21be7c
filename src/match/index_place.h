/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index_place.h - derived/match/ and what has to be a file there. A link, folder
 * or pipe under one of these names is never followed or opened: the search
 * goes without segments, and the stage says what is wrong.
 */
#ifndef VIDIMUS_MATCH_INDEX_PLACE_H
#define VIDIMUS_MATCH_INDEX_PLACE_H

#include "casework/catalogue.h"

/* Is all as it should be, or not there yet? STATUS_FALSE names what is not, and what to do. */
CHECKED enum status index_place_check(const struct catalogue *catalogue, struct error *err);

/*
 * Takes away links, pipes and empty folders that stand in the way, durably;
 * *mended when there were any. STATUS_FALSE names what has something in it, which
 * is left as it is, and what to do; STATUS_IO.
 */
CHECKED enum status index_place_mend(const struct catalogue *catalogue, bool *mended,
                                     struct error *err);

#endif

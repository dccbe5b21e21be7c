/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_filter.h - lists of records other than items, by filters of their
 * members as the list has them (docs/views.md):
 *
 *	C-1, C-1..C-9     one of these, by id
 *	published:2020-11 a date or time that the member may mean; a place or region
 *	                  that has a name with these words in it
 *	channel:tg-7      a reference by id or code; a code; an entry of a list; yes, no; a number
 *	title:TEXT        part of a free text; case and form do not count, here and everywhere
 *	part-of:none      nothing is known of it; `any`: something is
 *
 * Hyphens and underscores are the same. `act`, `posted` and others that people
 * say in the singular stand for the members of the list.
 */
#ifndef VIDIMUS_CASEWORK_RECORD_FILTER_H
#define VIDIMUS_CASEWORK_RECORD_FILTER_H

#include "base/edtf.h"
#include "casework/view.h"

#define RECORD_FILTERS_MAX 64

struct record_filter {
	struct text   key;    /* borrowed, as typed; p is NULL for ids */
	struct text   value;  /* likewise */
	char          member[64];
	struct buffer folded; /* the value */
	struct edtf   date;
	bool          is_date;
	char          kind; /* of ids: the letter and both ends */
	int64_t       first, last;
};

/* The filters of one list, and where those that match go. */
struct record_filters {
	struct record_filter each[RECORD_FILTERS_MAX];
	size_t               count;
	bool                 has_ids;
	const struct view_output *to; /* borrowed */
};

/* Reads them. STATUS_INVALID for what is neither an id nor KEY:VALUE, STATUS_LIMIT. End it in any case. */
CHECKED enum status record_filters_read(struct record_filters *out, const char *const *filters,
                                        size_t count, const struct view_output *to,
                                        struct error *err);
void record_filters_end(struct record_filters *filters);

/*
 * An output that passes on to `to` what all filters match and, where there are
 * ids, one of these. A key that the list's objects have not ends the list with
 * STATUS_INVALID, which names those of like name.
 */
struct view_output record_filters_output(struct record_filters *filters);

#endif

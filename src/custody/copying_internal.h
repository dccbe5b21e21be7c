/* SPDX-License-Identifier: Apache-2.0 */
/* copying_internal.h - what the files of copying share. */
#ifndef VIDIMUS_CUSTODY_COPYING_INTERNAL_H
#define VIDIMUS_CUSTODY_COPYING_INTERNAL_H

#include "custody/copying.h"

#include "base/buffer.h"
#include "ledger/ledger.h"

struct copying {
	const struct copying_ends    *ends;
	const struct copying_options *options;
	struct copying_report        *report;
	struct copying_progress       progress;
	struct vault                 *copies;     /* of the copy, open for writing */
	struct buffer                 unfinished; /* path of the copy's database */
	struct database              *database;   /* of the copy, read */
	struct ledger                *ledger;     /* the same */
	char                          fault[256]; /* the first that was found in the log */
};

/* Tells how far it is. */
void copying_tell(struct copying *copying);

/* Copies every original that the copy's database names and expects to be held. */
CHECKED enum status copying_objects(struct copying *copying, struct error *err);

/* Counts what lies in the copy and is named by nothing any more. */
CHECKED enum status copying_count_unnamed(struct copying *copying, struct error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* accession.h - a received file becomes an exhibit. */
#ifndef VIDIMUS_CASEWORK_ACCESSION_H
#define VIDIMUS_CASEWORK_ACCESSION_H

#include "casework/noted_item.h"

/* An acquisition that is to become an exhibit, or one more of it. All borrowed. */
struct accession {
	struct uuid   acquisition; /* id of its file.received */
	int64_t       number;      /* Q */
	struct uuid   delivery;
	const json_t *received;    /* values of file.received */
	const json_t *begun;       /* values of delivery.begun, with later circumstances */
	const struct filling *filling; /* the exhibit that was noted and whose file this is; or NULL */
};

/*
 * Adds item.accessioned unless the object is an item already (or item.filled,
 * where it is the file of an exhibit that was noted), item.acquired, and
 * posting.recorded when something was said of a posting that the item does not
 * have yet. *item is the number of the exhibit.
 */
CHECKED enum status accession_file(struct catalogue *catalogue, struct change *change,
                                   const struct accession *accession, int64_t *item,
                                   struct error *err);

#endif

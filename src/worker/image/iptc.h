/* SPDX-License-Identifier: Apache-2.0 */
/* iptc.h - IPTC-NAA Information Interchange Model 4.2, datasets as news agencies and Photoshop write them. */
#ifndef VIDIMUS_WORKER_IMAGE_IPTC_H
#define VIDIMUS_WORKER_IMAGE_IPTC_H

#include "worker/image/carrier.h"

#define IPTC_DATASET_LIMIT 1024 /* datasets told of one block */

struct iptc_dataset {
	unsigned    record, number;
	struct span value; /* cut at the end of the block */
};

/* Takes the next dataset off `rest`; false at the end or where none begins (1.5). */
CHECKED bool iptc_next(struct span *rest, struct iptc_dataset *out);

/* The standard's name of a dataset, "By-line"; NULL for one that is not in our table. */
const char *iptc_name(unsigned record, unsigned number);

/*
 * Tells each dataset as source "IPTC", group "record N". Where dataset 1:90
 * declares ISO 8859-1, text is told as UTF-8; without a declaration as it stands.
 */
void iptc_tell(struct carrier *carrier, struct span block);

#endif

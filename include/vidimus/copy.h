/* SPDX-License-Identifier: Apache-2.0 */
/* copy.h - working copies: an item's bytes as they are, labelled, outside the catalogue. */
#ifndef VIDIMUS_COPY_H
#define VIDIMUS_COPY_H

#include <vidimus/catalogue.h>

#include <stdatomic.h>

struct vidimus_copy_options {
	void (*progress)(void *context, uint64_t bytes); /* so many more are copied; or NULL */
	void *context;
	const atomic_bool *stop; /* set it to end the copying, leaving nothing; or NULL */
};

struct vidimus_copy {
	char          name[64];  /* E-000001-WORKING-COPY.mp4 */
	char          label[64]; /* E-000001-WORKING-COPY.txt: what it is, in words */
	struct digest sha256;
	uint64_t      bytes;
	bool          mode_kept; /* false: the folder's file system keeps no permissions, all may read it */
};

/*
 * Copies the item's bytes into the folder, which must exist and lie outside
 * the catalogue (STATUS_REFUSED), mode 0640; nothing is ever replaced
 * (STATUS_EXISTS). The copy is hashed again after it was written, and in the
 * log before it has its name. Needs a key. STATUS_FALSE when the held bytes,
 * or those read back, are others than the log says.
 */
CHECKED enum status vidimus_working_copy(struct vidimus_catalogue *catalogue, const char *item,
                                         const char *folder,
                                         const struct vidimus_copy_options *options,
                                         struct vidimus_copy *out, struct error *err);

#endif

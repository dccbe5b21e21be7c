/* SPDX-License-Identifier: Apache-2.0 */
/* netpbm.h - binary PGM and PPM of 8 bits, the pictures that need no decoder. */
#ifndef VIDIMUS_TESTS_NETPBM_H
#define VIDIMUS_TESTS_NETPBM_H

#include "support/support.h"

struct netpbm {
	struct buffer        file;
	const unsigned char *samples; /* in `file` */
	uint32_t             width, height;
	unsigned             channels; /* 1 (P5) or 3 (P6) */
};
void netpbm_end(struct netpbm *picture);

/* Reads one; fails the test when it is not such a file. */
void netpbm_read(struct netpbm *out, const char *path);

#endif

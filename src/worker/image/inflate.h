/* SPDX-License-Identifier: Apache-2.0 */
/* inflate.h - zlib streams (RFC 1950) out of foreign files, never longer than they may be. */
#ifndef VIDIMUS_WORKER_IMAGE_INFLATE_H
#define VIDIMUS_WORKER_IMAGE_INFLATE_H

#include "base/buffer.h"
#include "worker/image/carrier.h"

enum inflated {
	INFLATED_WHOLE,   /* to the end of the stream, checksum right */
	INFLATED_CUT,     /* `limit` bytes, and there was more */
	INFLATED_DAMAGED  /* what came before the damage was appended */
};

/* Appends the inflated bytes, at most `limit` of them. */
enum inflated inflate_append(struct buffer *out, struct span compressed, size_t limit);

/* The same within what one block and all of the file may grow to; damage and excess are told. */
void inflate_block(struct carrier *carrier, struct buffer *out, struct span compressed);

#endif

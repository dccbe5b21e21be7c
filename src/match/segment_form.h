/* SPDX-License-Identifier: Apache-2.0 */
/* segment_form.h - the bytes of a segment file, for the two files that write and read it. */
#ifndef VIDIMUS_MATCH_SEGMENT_FORM_H
#define VIDIMUS_MATCH_SEGMENT_FORM_H

#include "match/segment.h"

#define SEGMENT_MAGIC "vidimus segment 1\n"
#define SEGMENT_HEADER_SIZE 4096 /* a page, so that the hashes begin at one */
#define SEGMENT_BYTE_ORDER 0x01020304u

struct segment_header {
	char          magic[20]; /* SEGMENT_MAGIC and zeros */
	uint32_t      byte_order;
	uint32_t      kind;
	uint32_t      parts;
	uint64_t      first_seq, last_seq;
	uint64_t      count;
	uint64_t      labels_at, tables_at, size; /* bytes from the start of the file */
	struct digest body;   /* SHA-256 from SEGMENT_HEADER_SIZE to the end */
	struct digest header; /* SHA-256 of the members above */
};

/* Where things lie in a segment of `count` hashes: fills parts, labels_at, tables_at and size. */
void segment_form_places(struct segment_header *header);

/* SHA-256 of the header without its own digest. */
CHECKED enum status segment_form_digest(const struct segment_header *header, struct digest *out,
                                        struct error *err);

#endif

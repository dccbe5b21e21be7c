/* SPDX-License-Identifier: Apache-2.0 */
/* av_part.h - parts of a file that may be too large to be mapped, for readers of ours. */
#ifndef VIDIMUS_WORKER_AV_PART_H
#define VIDIMUS_WORKER_AV_PART_H

#include "worker/parser.h"

/* Longest part in bytes that is copied into memory, of a file that is not mapped. */
#define PART_LIMIT ((size_t)64 << 20)

/* A view of bytes: of the mapped file, or of a copy that part_end frees. */
struct part {
	const unsigned char *p;
	size_t               n;
	unsigned char       *copy; /* owned; NULL for a view */
};
void part_end(struct part *part);

/* Copies up to `n` bytes at `at` to `out`; returns how many there were. */
size_t part_peek(const struct parser_input *input, uint64_t at, void *out, size_t n);

/*
 * Takes the bytes from `at` on: `n` of them, or as many as the file has. False
 * when they are to be copied and more than PART_LIMIT, or memory or the file fails.
 */
CHECKED bool part_take(const struct parser_input *input, uint64_t at, uint64_t n,
                       struct part *part);

#endif

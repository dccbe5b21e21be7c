/* SPDX-License-Identifier: Apache-2.0 */
/* riff.c - walks the outermost chunks of a RIFF file and those right below them. */
#include "worker/av/riff.h"

#include "worker/av/av_say.h"
#include "worker/jumbf.h"

#include <string.h>

#define CHUNK_LIMIT 200000

static uint32_t
little_32(const unsigned char *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void
tell_chunk(const struct parser_input *input, const unsigned char *head, uint64_t at,
           struct report *report)
{
	struct part body;

	if (memcmp(head, "_PMX", 4) != 0 && memcmp(head, "C2PA", 4) != 0)
		return;
	if (part_take(input, at, little_32(head + 4), &body)) {
		if (head[0] == '_') {
			say_text(report, "XMP", "packet", "_PMX chunk", body.p, body.n);
		} else {
			struct jumbf_store store = jumbf_read(body.p, body.n);

			jumbf_tell(report, &store, body.n);
		}
	}
	part_end(&body);
}

/* The chunks from `at` to `end`, which lie in one RIFF chunk. */
static void
walk(const struct parser_input *input, uint64_t at, uint64_t end, unsigned *budget,
     struct report *report)
{
	unsigned char head[8];

	for (; *budget > 0 && at < end && end - at >= 8; --*budget) {
		uint64_t size;

		if (part_peek(input, at, head, sizeof head) < sizeof head)
			return;
		size = little_32(head + 4);
		at += 8;
		if (size > end - at)
			return;
		tell_chunk(input, head, at, report);
		at += size + (size & 1); /* chunks begin at even places */
	}
}

void
riff_tell(const struct parser_input *input, struct report *report)
{
	unsigned budget = CHUNK_LIMIT;
	unsigned char head[12];
	uint64_t at = 0;

	/* Films above 1 GiB go on in further RIFF chunks (OpenDML). */
	while (at < input->size && part_peek(input, at, head, sizeof head) == sizeof head &&
	       memcmp(head, "RIFF", 4) == 0 && budget > 0) {
		uint64_t size = little_32(head + 4), left = input->size - at - 8;

		if (size == 0 || size == UINT32_MAX) /* a recorder that never came to its end */
			return;
		if (size > left) {
			say_bytes_warning(report, "truncated", size - left, "of the RIFF chunk are missing");
			size = left;
		}
		walk(input, at + 12, at + 8 + size, &budget, report);
		at += 8 + size + (size & 1);
		budget--;
	}
	if (at > 0 && at < input->size)
		say_bytes_warning(report, "trailing-data", input->size - at, "after the last RIFF chunk");
}

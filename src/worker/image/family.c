/* SPDX-License-Identifier: Apache-2.0 */
/* family.c - what is asked of the family of still pictures, and what must be loaded before. */
#include "worker/image/family.h"

#include "worker/image/animation.h"
#include "worker/image/examine.h"
#include "worker/image/fingerprint.h"
#include "worker/image/format.h"
#include "worker/image/image_decode.h"
#include "worker/image/thumbnail.h"
#include "worker/image/xmp.h"

#include <malloc.h>
#include <unistd.h>

/* Bytes up to which freed memory is kept by a process, and from which it is the kernel's at once. */
#define KEPT_MEMORY  (64 << 20)
#define LARGE_MEMORY (4 << 20)

/* The many tiles of a picture lie in the same memory, one after the other, and no page is faulted in twice. */
static void
keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_MEMORY);
	mallopt(M_MMAP_THRESHOLD, LARGE_MEMORY);
}

static void
warm(void)
{
	keep_memory();
	xmp_warm();
	image_decode_warm();
}

/* A file too long to be mapped: what it begins as, and that it was not read. */
static void
tell_too_long(const struct parser_input *input, struct report *report)
{
	unsigned char head[4096];
	ssize_t n = pread(input->file, head, sizeof head, 0);
	const struct format *format = NULL;

	if (n > 0)
		format = format_of((struct span){ head, (size_t)n });
	if (format != NULL)
		report_media_type(report, format->media_type);
	report_warning(report, "too-large-to-decode", "the file is longer than what is read of pictures");
}

/*
 * What an examination that is followed by fingerprints of the same file decoded. Whoever runs the
 * one runs the other next; a child has no third.
 */
static struct decoded decoded;

static void
run(const struct parser_input *input, const struct parser_task *task, struct report *report)
{
	struct span file = { input->bytes, (size_t)input->size };

	if (input->bytes == NULL) {
		tell_too_long(input, report);
		return;
	}
	switch (task->work) {
	case PARSER_EXAMINE:
		decoded_end(&decoded);
		image_examine(file, task->then_fingerprint ? &decoded : NULL, report);
		break;
	case PARSER_THUMBNAIL:
		image_thumbnail(file, report);
		break;
	case PARSER_FRAME:
		image_frame(file, report);
		break;
	case PARSER_FINGERPRINT:
		image_fingerprint(file, decoded.done ? &decoded : NULL, report);
		decoded_end(&decoded);
		report_flush(report);
		animation_fingerprint(file, task, report);
		break;
	}
}

const struct parser image_parser = { "vidimus-worker-image", warm, run };

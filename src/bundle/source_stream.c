/* SPDX-License-Identifier: Apache-2.0 */
/* source_stream.c - the bytes of one file of a source, block by block, line by line, or all of them. */
#include "bundle/source_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <libdeflate.h>
#include <stdlib.h>

#define BLOCK ((size_t)64 << 10)

struct bundle_stream {
	const struct bundle_source *source;
	const struct source_member *member;
	int                         fd;    /* of the source, or own */
	bool                        own;
	uint64_t                    done;
	uint32_t                    crc;
	char                        block[BLOCK];
};

static enum status
open_stream(struct bundle_stream *stream, struct bundle_source *source, const char *name,
            struct error *err)
{
	size_t index;

	if (!bundle_source_find(source, text_of(name), &index))
		return fail(err, STATUS_NOT_FOUND, "the bag has no %s", name);
	stream->source = source;
	stream->member = &source->members[index];
	stream->fd = source->fd;
	if (!source->is_folder && !stream->member->placed)
		return fail(err, STATUS_UNUSABLE,
		            "%s is read from a ZIP without compression or from a folder only: unpack the archive first", name);
	if (!source->is_folder)
		return STATUS_OK;
	stream->own = true;
	stream->fd = -1;
	return source_open_file(source, stream->member, &stream->fd, err);
}

enum status
bundle_stream_open(struct bundle_stream **out, struct bundle_source *source, const char *name,
                   struct error *err)
{
	struct bundle_stream *stream = calloc(1, sizeof *stream);
	enum status st;

	if (stream == NULL)
		return fail_memory(err);
	st = open_stream(stream, source, name, err);
	if (st != STATUS_OK) {
		bundle_stream_close(stream);
		return st;
	}
	*out = stream;
	return STATUS_OK;
}

void
bundle_stream_close(struct bundle_stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->own)
		scoped_close(&stream->fd);
	free(stream);
}

/* What a container told of the bytes that were all read. */
static enum status
finish(const struct bundle_stream *stream, struct error *err)
{
	if (stream->member->has_crc && stream->crc != stream->member->crc)
		return source_refuse(err, "checksum", text_of(stream->member->member.name),
		                     "its bytes are not those that its CRC-32 is of");
	return STATUS_DONE;
}

enum status
bundle_stream_next(struct bundle_stream *stream, struct text *block, struct error *err)
{
	const struct source_member *member = stream->member;
	uint64_t left = member->member.size - stream->done;
	size_t n = left < BLOCK ? (size_t)left : BLOCK;
	enum status st = member_watch_check(&stream->source->watch, err);

	if (n == 0 && st == STATUS_OK)
		return finish(stream, err);
	if (st == STATUS_OK)
		st = member_read(stream->fd, stream->block, n, member->offset + stream->done, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading %s", member->member.name);
	stream->done += n;
	if (member->has_crc)
		stream->crc = libdeflate_crc32(stream->crc, stream->block, n);
	*block = (struct text){ stream->block, n };
	return STATUS_OK;
}

enum status
bundle_source_read(struct bundle_source *source, const char *name, uint64_t limit,
                   struct buffer *out, struct error *err)
{
	SCOPED_POINTER(bundle_stream) stream = NULL;
	enum status st = bundle_stream_open(&stream, source, name, err);
	struct text block;

	if (st == STATUS_OK && stream->member->member.size > limit)
		return fail(err, STATUS_LIMIT, "%s has %llu bytes where %llu are allowed", name,
		            (unsigned long long)stream->member->member.size, (unsigned long long)limit);
	while (st == STATUS_OK && (st = bundle_stream_next(stream, &block, err)) == STATUS_OK)
		buffer_append_text(out, block);
	return st == STATUS_DONE ? buffer_check(out, err) : st;
}

/* Cuts what is held and the block into lines. */
static enum status
cut_lines(struct buffer *held, struct text block, size_t limit,
          enum status (*line)(void *context, struct text line, struct error *err), void *context,
          struct error *err)
{
	enum status st = STATUS_OK;

	while (block.p != NULL && st == STATUS_OK) {
		struct text part = text_cut(&block, '\n');

		if (held->n + part.n > limit)
			return fail(err, STATUS_LIMIT, "a line has more than %zu bytes", limit);
		if (block.p != NULL && held->n == 0) {
			st = line(context, part, err);
			continue;
		}
		buffer_append_text(held, part);
		if (held->failed)
			return fail_memory(err);
		if (block.p == NULL)
			break;
		st = line(context, text_of_buffer(held), err);
		buffer_clear(held);
	}
	return st;
}

enum status
bundle_source_lines(struct bundle_source *source, const char *name, size_t limit,
                    enum status (*line)(void *context, struct text line, struct error *err),
                    void *context, struct error *err)
{
	SCOPED_POINTER(bundle_stream) stream = NULL;
	SCOPED(buffer) held = { 0 };
	enum status st = bundle_stream_open(&stream, source, name, err);
	struct text block;

	while (st == STATUS_OK && (st = bundle_stream_next(stream, &block, err)) == STATUS_OK)
		st = cut_lines(&held, block, limit, line, context, err);
	if (st == STATUS_DONE && stream->done == stream->member->member.size && held.n > 0)
		return fail(err, STATUS_INVALID, "the last line of %s has no end", name);
	return st == STATUS_DONE ? STATUS_OK : st;
}

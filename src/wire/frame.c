/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c - a hostile stream cut into frames, each length checked before it is believed. */
#include "wire/frame.h"

#include "wire/report.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* Lengths of fields and fixed numbers, with room to spare. */
#define FIELDS_ROOM 64

size_t
frame_limit(unsigned char kind)
{
	switch (kind) {
	case FRAME_BEGIN:
	case FRAME_END:
		return FIELDS_ROOM;
	case FRAME_MEDIA_TYPE:
		return REPORT_NAME_LIMIT + FIELDS_ROOM;
	case FRAME_PARSER:
	case FRAME_MEASURED:
	case FRAME_WARNING:
		return 2 * REPORT_NAME_LIMIT + REPORT_DETAIL_LIMIT + FIELDS_ROOM;
	case FRAME_TAG:
		return 3 * REPORT_NAME_LIMIT + REPORT_VALUE_LIMIT + FIELDS_ROOM;
	case FRAME_PICTURE:
		return REPORT_PICTURE_LIMIT + FIELDS_ROOM;
	case FRAME_HASHES:
		return (REPORT_TURNS + REPORT_DETAILS) * REPORT_HASH_SIZE + FIELDS_ROOM;
	case FRAME_SERIES:
		return FIELDS_ROOM;
	case FRAME_FRAMES:
		return REPORT_BATCH * REPORT_FRAME_SIZE;
	case FRAME_SOUND:
		return REPORT_BATCH * sizeof(uint32_t);
	case FRAME_MEMBER:
		return REPORT_MEMBER_NAME_LIMIT + FIELDS_ROOM;
	case FRAME_BYTES:
		return REPORT_BYTES_LIMIT;
	default:
		return 0;
	}
}

void
frame_head_write(unsigned char out[FRAME_HEAD_SIZE], enum frame_kind kind, size_t size)
{
	out[0] = (unsigned char)kind;
	for (size_t i = 1; i < FRAME_HEAD_SIZE; i++)
		out[i] = (unsigned char)(size >> (8 * (i - 1)));
}

void
frame_reader_end(struct frame_reader *reader)
{
	buffer_end(&reader->held);
}

static size_t
payload_size(const char *head)
{
	struct text rest = { head + 1, FRAME_HEAD_SIZE - 1 };
	uint64_t size = 0;

	return frame_take_number(&rest, FRAME_HEAD_SIZE - 1, &size) ? (size_t)size : 0;
}

static enum status
check_head(const char *head, struct error *err)
{
	unsigned char kind = (unsigned char)head[0];
	size_t size = payload_size(head), limit = frame_limit(kind);

	if (limit == 0)
		return fail(err, STATUS_INVALID, "a frame of unknown kind 0x%02x", kind);
	if (size > limit)
		return fail(err, STATUS_INVALID, "a frame '%c' of %zu bytes, more than %zu", kind,
		            size, limit);
	return STATUS_OK;
}

/* Hands on the frame at `p` when all of it is there; *used stays 0 else. */
static enum status
hand_on_first(const char *p, size_t n, const struct frame_taker *taker, size_t *used,
              struct error *err)
{
	struct frame frame;
	enum status status;

	*used = 0;
	if (n < FRAME_HEAD_SIZE)
		return STATUS_OK;
	status = check_head(p, err);
	if (status != STATUS_OK || n - FRAME_HEAD_SIZE < payload_size(p))
		return status;
	frame.kind = (enum frame_kind)(unsigned char)p[0];
	frame.payload = (struct text){ p + FRAME_HEAD_SIZE, payload_size(p) };
	status = taker->take(taker->context, &frame, err);
	*used = FRAME_HEAD_SIZE + frame.payload.n;
	return status;
}

/* Hands on all whole frames of what is held, and forgets them. */
static enum status
hand_on(struct buffer *held, const struct frame_taker *taker, struct error *err)
{
	enum status status = STATUS_OK;
	size_t used = 0, one;

	do {
		status = hand_on_first(held->p + used, held->n - used, taker, &one, err);
		used += one;
	} while (status == STATUS_OK && one > 0 && used < held->n);
	if (status == STATUS_OK && used > 0) {
		memmove(held->p, held->p + used, held->n - used);
		held->n -= used;
	}
	return status;
}

enum status
frame_reader_feed(struct frame_reader *reader, const void *bytes, size_t n,
                  const struct frame_taker *taker, struct error *err)
{
	enum status status;

	if (reader->failed)
		return fail(err, STATUS_INVALID, "frames after one that was refused");
	if (n == 0)
		return STATUS_OK;
	buffer_append(&reader->held, bytes, n);
	status = buffer_check(&reader->held, err);
	if (status == STATUS_OK)
		status = hand_on(&reader->held, taker, err);
	if (status != STATUS_OK) {
		reader->failed = true;
		buffer_end(&reader->held);
	}
	return status;
}

bool
frame_reader_between(const struct frame_reader *reader)
{
	return !reader->failed && reader->held.n == 0;
}

void
frame_put_number(struct buffer *out, uint64_t number, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		buffer_append_byte(out, (char)(unsigned char)(number >> (8 * i)));
}

void
frame_put_text(struct buffer *out, struct text text)
{
	frame_put_number(out, text.n, 4);
	buffer_append_text(out, text);
}

bool
frame_take_number(struct text *rest, size_t bytes, uint64_t *out)
{
	uint64_t number = 0;

	if (rest->n < bytes)
		return false;
	for (size_t i = bytes; i > 0; i--)
		number = number << 8 | (unsigned char)rest->p[i - 1];
	rest->p += bytes;
	rest->n -= bytes;
	*out = number;
	return true;
}

bool
frame_take_text(struct text *rest, size_t limit, struct text *out)
{
	struct text after = *rest;
	uint64_t n;

	if (!frame_take_number(&after, 4, &n) || n > limit || n > after.n)
		return false;
	*out = (struct text){ after.p, (size_t)n };
	rest->p = after.p + n;
	rest->n = after.n - (size_t)n;
	return true;
}

bool
frame_is_name(struct text name, size_t limit)
{
	if (name.n == 0 || name.n > limit || !text_is_utf8(name.p, name.n))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool c1 = c == 0xc2 && (unsigned char)name.p[i + 1] < 0xa0;

		if (c < 0x20 || c == 0x7f || c1)
			return false;
	}
	return true;
}

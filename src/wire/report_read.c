/* SPDX-License-Identifier: Apache-2.0 */
/* report_read.c - frames into facts, refusing what an honest report never holds. */
#include "wire/report_read.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* Counts stand in events: below 2^53, as JSON's numbers are. */
#define COUNT_LIMIT ((UINT64_C(1) << 53) - 1)

void
report_reader_end(struct report_reader *reader)
{
	frame_reader_end(&reader->frames);
}

static enum status
refuse(struct error *err, const struct frame *frame, const char *why)
{
	return fail(err, STATUS_INVALID, "a frame '%c' %s", (int)frame->kind, why);
}

static bool
take_name(struct text *rest, size_t limit, struct text *out)
{
	return frame_take_text(rest, limit, out) && frame_is_name(*out, limit);
}

/* A name that may be empty. */
static bool
take_words(struct text *rest, size_t limit, struct text *out)
{
	return frame_take_text(rest, limit, out) && (out->n == 0 || frame_is_name(*out, limit));
}

/* Lower-case letters, digits and `joint`, beginning with a letter. */
static bool
is_code(struct text code, char joint)
{
	if (code.n == 0 || code.p[0] < 'a' || code.p[0] > 'z')
		return false;
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != joint)
			return false;
	}
	return true;
}

/* RFC 6838, 4.2: restricted names, one slash. */
static bool
is_media_type(struct text type)
{
	size_t slashes = 0;

	for (size_t i = 0; i < type.n; i++) {
		char c = type.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		slashes += c == '/';
		if (!letter && strchr("/!#$&-^_.+", c) == NULL)
			return false;
	}
	return slashes == 1 && type.p[0] != '/' && type.p[type.n - 1] != '/';
}

static bool
decode_pair(struct text *rest, struct report_fact *fact)
{
	return take_name(rest, REPORT_NAME_LIMIT, &fact->name) &&
	       take_words(rest, REPORT_DETAIL_LIMIT, &fact->value) &&
	       (fact->kind == FRAME_PARSER || is_code(fact->name, '_'));
}

static bool
decode_warning(struct text *rest, struct report_fact *fact)
{
	uint64_t detailed;

	if (!take_name(rest, REPORT_NAME_LIMIT, &fact->name) || !is_code(fact->name, '-') ||
	    !frame_take_number(rest, 1, &detailed) || detailed > 1 ||
	    !take_words(rest, REPORT_DETAIL_LIMIT, &fact->value))
		return false;
	if (detailed == 0)
		fact->value.p = NULL;
	return detailed == 1 || fact->value.n == 0;
}

static bool
decode_tag(struct text *rest, struct report_fact *fact)
{
	uint64_t form;
	size_t limit;

	if (!frame_take_number(rest, 1, &form) || form > REPORT_BINARY)
		return false;
	fact->form = (enum report_form)form;
	limit = fact->form == REPORT_BINARY ? REPORT_BINARY_LIMIT : REPORT_VALUE_LIMIT;
	return frame_take_number(rest, 8, &fact->length) && fact->length <= COUNT_LIMIT &&
	       take_name(rest, REPORT_NAME_LIMIT, &fact->source) &&
	       take_words(rest, REPORT_NAME_LIMIT, &fact->group) &&
	       take_name(rest, REPORT_NAME_LIMIT, &fact->tag) &&
	       frame_take_text(rest, limit, &fact->value) && fact->value.n <= fact->length;
}

static bool
decode_picture(struct text *rest, struct report_picture *picture)
{
	uint64_t width, height, channels, when, pixels;

	if (!frame_take_number(rest, 4, &width) || !frame_take_number(rest, 4, &height) ||
	    !frame_take_number(rest, 1, &channels) || !frame_take_number(rest, 8, &when) ||
	    (channels != 1 && channels != 3) || width == 0 || height == 0)
		return false;
	pixels = width * height; /* below 2^64: both are below 2^32 */
	if (pixels > REPORT_PICTURE_LIMIT || rest->n != pixels * channels)
		return false;
	if ((int64_t)when > (int64_t)COUNT_LIMIT || (int64_t)when < -(int64_t)COUNT_LIMIT)
		return false;
	*picture = (struct report_picture){ .width = (uint32_t)width,
		                            .height = (uint32_t)height,
		                            .channels = (uint32_t)channels,
		                            .microseconds = (int64_t)when,
		                            .samples = (const unsigned char *)rest->p };
	rest->n = 0;
	return true;
}

/* All of a picture, or a part with sides. */
static bool
decode_box(struct text *rest, struct report_box *box)
{
	uint64_t x, y, width, height;

	if (!frame_take_number(rest, 4, &x) || !frame_take_number(rest, 4, &y) ||
	    !frame_take_number(rest, 4, &width) || !frame_take_number(rest, 4, &height) ||
	    (width == 0) != (height == 0) || (width == 0 && (x != 0 || y != 0)))
		return false;
	*box = (struct report_box){ (uint32_t)x, (uint32_t)y, (uint32_t)width, (uint32_t)height };
	return x + width <= UINT32_MAX && y + height <= UINT32_MAX;
}

static bool
decode_hashes(struct text *rest, struct report_hashes *hashes)
{
	uint64_t quality;

	if (!decode_box(rest, &hashes->box) || !frame_take_number(rest, 1, &quality) ||
	    quality > 100 || rest->n != sizeof hashes->hashes + sizeof hashes->details)
		return false;
	hashes->quality = (unsigned)quality;
	memcpy(hashes->hashes, rest->p, sizeof hashes->hashes);
	memcpy(hashes->details, rest->p + sizeof hashes->hashes, sizeof hashes->details);
	rest->n = 0;
	return true;
}

bool
report_frame_take(struct text *batch, struct report_frame *out)
{
	uint64_t microseconds, number, quality, burst;

	if (!frame_take_number(batch, 8, &microseconds) || !frame_take_number(batch, 4, &number) ||
	    !frame_take_number(batch, 1, &quality) || !frame_take_number(batch, 1, &burst) ||
	    batch->n < sizeof out->hash)
		return false;
	*out = (struct report_frame){ .microseconds = (int64_t)microseconds,
		                      .number = (uint32_t)number,
		                      .quality = (unsigned)quality,
		                      .burst = burst != 0 };
	memcpy(out->hash, batch->p, sizeof out->hash);
	batch->p += sizeof out->hash;
	batch->n -= sizeof out->hash;
	return true;
}

bool
report_number_take(struct text *batch, uint32_t *out)
{
	uint64_t number;

	if (!frame_take_number(batch, 4, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

/* Times from 0 on, qualities to 100; whole frames only. */
static bool
decode_frames(struct text *rest, struct report_fact *fact)
{
	struct report_frame frame;
	struct text batch = *rest;

	if (batch.n == 0 || batch.n % REPORT_FRAME_SIZE != 0)
		return false;
	while (report_frame_take(&batch, &frame))
		if (frame.microseconds < 0 || frame.quality > 100)
			return false;
	fact->batch = *rest;
	rest->n = 0;
	return true;
}

static bool
decode_sound(struct text *rest, struct report_fact *fact)
{
	if (rest->n == 0 || rest->n % sizeof(uint32_t) != 0)
		return false;
	fact->batch = *rest;
	rest->n = 0;
	return true;
}

static bool
decode_begin(struct text *rest)
{
	uint64_t version;

	return frame_take_number(rest, 1, &version) && version == FRAME_VERSION;
}

static bool
decode(const struct frame *frame, struct report_fact *fact)
{
	struct text rest = frame->payload;
	bool understood = false;

	switch (frame->kind) {
	case FRAME_BEGIN:
		understood = decode_begin(&rest);
		break;
	case FRAME_PARSER:
	case FRAME_MEASURED:
		understood = decode_pair(&rest, fact);
		break;
	case FRAME_MEDIA_TYPE:
		understood = take_name(&rest, REPORT_MEDIA_TYPE_LIMIT, &fact->name) &&
		             is_media_type(fact->name);
		break;
	case FRAME_WARNING:
		understood = decode_warning(&rest, fact);
		break;
	case FRAME_TAG:
		understood = decode_tag(&rest, fact);
		break;
	case FRAME_PICTURE:
		understood = decode_picture(&rest, &fact->picture);
		break;
	case FRAME_HASHES:
		understood = decode_hashes(&rest, &fact->hashes);
		break;
	case FRAME_SERIES:
		understood = decode_box(&rest, &fact->hashes.box);
		break;
	case FRAME_FRAMES:
		understood = decode_frames(&rest, fact);
		break;
	case FRAME_SOUND:
		understood = decode_sound(&rest, fact);
		break;
	case FRAME_MEMBER: /* of no media */
	case FRAME_BYTES:
		break;
	case FRAME_END:
		understood = frame_take_number(&rest, 8, &fact->dropped) &&
		             fact->dropped <= COUNT_LIMIT;
		break;
	}
	return understood && rest.n == 0;
}

static size_t
count_limit(const struct report_reader *reader, enum frame_kind kind)
{
	switch (kind) {
	case FRAME_TAG:
		return REPORT_TAG_LIMIT;
	case FRAME_PICTURE:
		return reader->pictures;
	case FRAME_MEDIA_TYPE:
		return 1;
	case FRAME_HASHES:
		return reader->fingerprints ? REPORT_BOXES : 0;
	case FRAME_SERIES:
		return reader->fingerprints ? REPORT_SERIES : 0;
	case FRAME_FRAMES:
	case FRAME_SOUND:
		return reader->fingerprints ? SIZE_MAX : 0; /* their contents are counted */
	default:
		return REPORT_OTHER_LIMIT;
	}
}

static bool
is_fingerprint(enum frame_kind kind)
{
	return kind == FRAME_HASHES || kind == FRAME_SERIES || kind == FRAME_FRAMES ||
	       kind == FRAME_SOUND;
}

/* Frames belong to a series, and neither they nor sound have an end of their own. */
static enum status
count_fingerprint(struct report_reader *reader, const struct frame *frame, struct error *err)
{
	if (frame->kind == FRAME_SERIES)
		reader->film_frames = 0;
	if (frame->kind == FRAME_FRAMES) {
		if (reader->counts[FRAME_SERIES] == 0)
			return refuse(err, frame, "before any series");
		reader->film_frames += frame->payload.n / REPORT_FRAME_SIZE;
	}
	if (frame->kind == FRAME_SOUND)
		reader->numbers += frame->payload.n / sizeof(uint32_t);
	return reader->film_frames > REPORT_FRAMES_LIMIT || reader->numbers > REPORT_SOUND_LIMIT
	               ? refuse(err, frame, "too many")
	               : STATUS_OK;
}

/* The order of frames, their number and their size altogether. */
static enum status
check_place(struct report_reader *reader, const struct frame *frame, struct error *err)
{
	if (reader->ended)
		return refuse(err, frame, "after the report's end");
	if (reader->begun == (frame->kind == FRAME_BEGIN))
		return refuse(err, frame, reader->begun ? "that begins a second report"
		                                        : "before the report's beginning");
	if (frame->kind == FRAME_BEGIN || frame->kind == FRAME_END)
		return STATUS_OK;
	if (++reader->counts[frame->kind] > count_limit(reader, frame->kind))
		return refuse(err, frame, "too many");
	if (frame->kind == FRAME_PICTURE)
		return STATUS_OK;
	if (is_fingerprint(frame->kind))
		return count_fingerprint(reader, frame, err);
	reader->facts += FRAME_HEAD_SIZE + frame->payload.n;
	return reader->facts > REPORT_FACTS_LIMIT ? refuse(err, frame, "beyond all facts' size")
	                                          : STATUS_OK;
}

static enum status
take_frame(void *context, const struct frame *frame, struct error *err)
{
	struct report_reader *reader = context;
	struct report_fact fact = { .kind = frame->kind };
	enum status status;

	if (reader->ended && reader->then != NULL)
		return take_frame(reader->then, frame, err);
	status = check_place(reader, frame, err);
	if (status != STATUS_OK)
		return status;
	if (!decode(frame, &fact))
		return refuse(err, frame, "whose fields are malformed");
	reader->begun = true;
	reader->ended = frame->kind == FRAME_END;
	reader->bytes += FRAME_HEAD_SIZE + frame->payload.n;
	if (frame->kind == FRAME_BEGIN)
		return STATUS_OK;
	return reader->taker.take(reader->taker.context, &fact, err);
}

enum status
report_reader_feed(struct report_reader *reader, const void *bytes, size_t n, struct error *err)
{
	const struct frame_taker taker = { take_frame, reader };

	return frame_reader_feed(&reader->frames, bytes, n, &taker, err);
}

bool
report_reader_complete(const struct report_reader *reader)
{
	return reader->ended && (reader->then != NULL || frame_reader_between(&reader->frames));
}

uint64_t
report_reader_bytes(const struct report_reader *reader)
{
	return reader->bytes;
}

bool
report_reader_torn(const struct report_reader *reader)
{
	return !reader->frames.failed && reader->frames.held.n > 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - facts as frames, cut and counted so that an honest report is never refused. */
#include "wire/report.h"

#include "wire/frame.h"

#include "base/file.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Held back before it is written, to spare system calls. */
#define FLUSH_SIZE ((size_t)32 << 10)

/* What tags leave free of REPORT_FACTS_LIMIT, so that warnings still find room. */
#define OTHERS_ROOM ((size_t)256 << 10)

struct report {
	int           fd;
	struct buffer out;     /* frames not yet written */
	struct buffer payload; /* of the frame being made */
	size_t        facts;   /* bytes of all frames but pictures */
	size_t        tags;
	size_t        others[128]; /* by kind of frame */
	size_t        frames;  /* of the series begun last */
	size_t        numbers; /* of sound */
	uint64_t      dropped;
	bool          ended;
};

void
report_flush(struct report *report)
{
	/* nobody reads any more, or memory is gone: there is nothing left to tell */
	if (report->out.failed ||
	    file_write_all(report->fd, report->out.p, report->out.n, NULL) != STATUS_OK)
		_exit(REPORT_GONE_EXIT);
	buffer_clear(&report->out);
}

/* Puts the frame out whose payload was made. */
static void
send_frame(struct report *report, enum frame_kind kind)
{
	unsigned char head[FRAME_HEAD_SIZE];

	if (report->payload.failed)
		_exit(REPORT_GONE_EXIT);
	frame_head_write(head, kind, report->payload.n);
	buffer_append(&report->out, head, sizeof head);
	buffer_append_text(&report->out, text_of_buffer(&report->payload));
	buffer_clear(&report->payload);
	if (report->out.n >= FLUSH_SIZE)
		report_flush(report);
}

/* Puts a fact out if `limit` bytes of facts hold it, else counts it as dropped. */
static void
send_fact(struct report *report, enum frame_kind kind, size_t limit)
{
	size_t size = FRAME_HEAD_SIZE + report->payload.n;

	if (size > limit || report->facts > limit - size) {
		buffer_clear(&report->payload);
		report->dropped++;
		return;
	}
	report->facts += size;
	send_frame(report, kind);
}

static bool
has_room(struct report *report, enum frame_kind kind)
{
	if (report->others[kind] >= REPORT_OTHER_LIMIT) {
		report->dropped++;
		return false;
	}
	report->others[kind]++;
	return true;
}

struct report *
report_open(int fd)
{
	struct report *report = calloc(1, sizeof *report);

	if (report == NULL)
		return NULL;
	report->fd = fd;
	frame_put_number(&report->payload, FRAME_VERSION, 1);
	send_frame(report, FRAME_BEGIN);
	return report;
}

void
report_close(struct report *report)
{
	if (report == NULL)
		return;
	report_flush(report);
	buffer_end(&report->out);
	buffer_end(&report->payload);
	free(report);
}

/* Length of the text's beginning that has at most `limit` bytes and no half character. */
static size_t
cut_length(struct text text, size_t limit)
{
	size_t n = text.n < limit ? text.n : limit;

	while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80 && limit - n < 4)
		n--;
	return n;
}

/* Puts a name of foreign bytes as names must be. */
static void
put_name(struct report *report, const char *name, size_t limit)
{
	struct text raw = text_of(name ? name : "");
	struct buffer clean = { 0 };
	size_t bad, length;

	if (frame_is_name(raw, limit)) {
		frame_put_text(&report->payload, raw);
		return;
	}
	for (size_t i = 0; i < raw.n && clean.n <= limit; i += length ? length : bad) {
		length = text_character_length(raw.p + i, raw.n - i, &bad);
		if (length > 0 && frame_is_name((struct text){ raw.p + i, length }, limit))
			buffer_append(&clean, raw.p + i, length);
		else
			buffer_append_string(&clean, "\xef\xbf\xbd");
	}
	clean.n = cut_length(text_of_buffer(&clean), limit);
	frame_put_text(&report->payload, text_of_buffer(&clean));
	if (clean.failed)
		_exit(REPORT_GONE_EXIT);
	buffer_end(&clean);
}

static const char *
or_unknown(const char *name)
{
	return name && name[0] ? name : "?";
}

void
report_tag(struct report *report, const struct report_tag *tag)
{
	size_t limit = tag->form == REPORT_BINARY ? REPORT_BINARY_LIMIT : REPORT_VALUE_LIMIT;
	struct text kept = { tag->raw.p, cut_length(tag->raw, limit) };

	if (report->tags >= REPORT_TAG_LIMIT) {
		report->dropped++;
		return;
	}
	report->tags++;
	frame_put_number(&report->payload, (uint64_t)tag->form, 1);
	frame_put_number(&report->payload, tag->raw.n, 8);
	put_name(report, or_unknown(tag->source), REPORT_NAME_LIMIT);
	put_name(report, tag->group, REPORT_NAME_LIMIT);
	put_name(report, or_unknown(tag->tag), REPORT_NAME_LIMIT);
	frame_put_text(&report->payload, kept);
	send_fact(report, FRAME_TAG, REPORT_FACTS_LIMIT - OTHERS_ROOM);
}

static void
send_pair(struct report *report, enum frame_kind kind, const char *name, const char *value)
{
	if (!has_room(report, kind))
		return;
	put_name(report, or_unknown(name), REPORT_NAME_LIMIT);
	put_name(report, value, REPORT_DETAIL_LIMIT);
	send_fact(report, kind, REPORT_FACTS_LIMIT);
}

void
report_parser(struct report *report, const char *name, const char *version)
{
	send_pair(report, FRAME_PARSER, name, version);
}

void
report_measured(struct report *report, const char *name, const char *value)
{
	send_pair(report, FRAME_MEASURED, name, value);
}

void
report_media_type(struct report *report, const char *media_type)
{
	if (report->others[FRAME_MEDIA_TYPE] > 0)
		return;
	report->others[FRAME_MEDIA_TYPE]++;
	put_name(report, or_unknown(media_type), REPORT_MEDIA_TYPE_LIMIT);
	send_fact(report, FRAME_MEDIA_TYPE, REPORT_FACTS_LIMIT);
}

void
report_warning(struct report *report, const char *code, const char *detail)
{
	if (!has_room(report, FRAME_WARNING))
		return;
	put_name(report, or_unknown(code), REPORT_NAME_LIMIT);
	frame_put_number(&report->payload, detail != NULL, 1);
	put_name(report, detail, REPORT_DETAIL_LIMIT);
	send_fact(report, FRAME_WARNING, REPORT_FACTS_LIMIT);
}

/* Bytes of the samples, or 0 when the picture cannot be told. */
static size_t
samples_size(const struct report_picture *picture)
{
	uint64_t pixels = (uint64_t)picture->width * picture->height;

	if ((picture->channels != 1 && picture->channels != 3) ||
	    pixels > REPORT_PICTURE_LIMIT / picture->channels)
		return 0;
	return (size_t)pixels * picture->channels;
}

void
report_picture(struct report *report, const struct report_picture *picture)
{
	size_t size = samples_size(picture);

	if (size == 0) {
		report->dropped++;
		return;
	}
	frame_put_number(&report->payload, picture->width, 4);
	frame_put_number(&report->payload, picture->height, 4);
	frame_put_number(&report->payload, picture->channels, 1);
	frame_put_number(&report->payload, (uint64_t)picture->microseconds, 8);
	buffer_append(&report->payload, picture->samples, size);
	send_frame(report, FRAME_PICTURE);
}

static void
put_box(struct report *report, const struct report_box *box)
{
	frame_put_number(&report->payload, box->x, 4);
	frame_put_number(&report->payload, box->y, 4);
	frame_put_number(&report->payload, box->width, 4);
	frame_put_number(&report->payload, box->height, 4);
}

void
report_hashes(struct report *report, const struct report_hashes *hashes)
{
	if (report->others[FRAME_HASHES]++ >= REPORT_BOXES) {
		report->dropped++;
		return;
	}
	put_box(report, &hashes->box);
	frame_put_number(&report->payload, hashes->quality, 1);
	buffer_append(&report->payload, hashes->hashes, sizeof hashes->hashes);
	buffer_append(&report->payload, hashes->details, sizeof hashes->details);
	send_frame(report, FRAME_HASHES);
}

void
report_series(struct report *report, const struct report_box *box)
{
	report->frames = REPORT_FRAMES_LIMIT; /* those of a series too many are dropped */
	if (report->others[FRAME_SERIES]++ >= REPORT_SERIES)
		return;
	report->frames = 0;
	put_box(report, box);
	send_frame(report, FRAME_SERIES);
}

static void
put_frame(struct report *report, const struct report_frame *frame)
{
	frame_put_number(&report->payload, (uint64_t)frame->microseconds, 8);
	frame_put_number(&report->payload, frame->number, 4);
	frame_put_number(&report->payload, frame->quality, 1);
	frame_put_number(&report->payload, frame->burst, 1);
	buffer_append(&report->payload, frame->hash, sizeof frame->hash);
}

/* How many of `n` may still be told of `limit`; the others are counted as dropped. */
static size_t
allow(struct report *report, size_t *told, size_t n, size_t limit)
{
	size_t room = limit - *told, allowed = n < room ? n : room;

	*told += allowed;
	report->dropped += n - allowed;
	return allowed;
}

void
report_frames(struct report *report, const struct report_frame *frames, size_t n)
{
	size_t allowed = allow(report, &report->frames, n, REPORT_FRAMES_LIMIT);

	for (size_t i = 0; i < allowed; i++) {
		put_frame(report, &frames[i]);
		if ((i + 1) % REPORT_BATCH == 0 || i + 1 == allowed)
			send_frame(report, FRAME_FRAMES);
	}
}

void
report_sound(struct report *report, const uint32_t *numbers, size_t n)
{
	size_t allowed = allow(report, &report->numbers, n, REPORT_SOUND_LIMIT);

	for (size_t i = 0; i < allowed; i++) {
		frame_put_number(&report->payload, numbers[i], 4);
		if ((i + 1) % REPORT_BATCH == 0 || i + 1 == allowed)
			send_frame(report, FRAME_SOUND);
	}
}

void
report_member(struct report *report, const struct report_member *member)
{
	struct text name = { member->name.p,
		             member->name.n < REPORT_MEMBER_NAME_LIMIT ? member->name.n : REPORT_MEMBER_NAME_LIMIT };

	frame_put_number(&report->payload, (uint64_t)member->kind, 1);
	frame_put_number(&report->payload, member->has_size, 1);
	frame_put_number(&report->payload, member->size, 8);
	frame_put_text(&report->payload, name);
	send_frame(report, FRAME_MEMBER);
}

void
report_bytes(struct report *report, const void *bytes, size_t n)
{
	for (const char *p = bytes; n > 0;) {
		size_t now = n < REPORT_BYTES_LIMIT ? n : REPORT_BYTES_LIMIT;

		buffer_append(&report->payload, p, now);
		send_frame(report, FRAME_BYTES);
		p += now;
		n -= now;
	}
}

void
report_end(struct report *report)
{
	if (report->ended)
		return;
	report->ended = true;
	frame_put_number(&report->payload, report->dropped, 8);
	send_frame(report, FRAME_END);
	report_flush(report);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* bmff_movie.c - what a movie box says of itself: times, user data, keys. */
#include "worker/av/bmff.h"

#include "worker/av/av_limits.h"
#include "worker/av/av_say.h"
#include "base/instant.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAME_SIZE  32      /* bytes of a group's name with the NUL */
#define KEYS_LIMIT 1024    /* keys of one meta box */

struct teller {
	struct report           *report;
	const struct bmff_known *known;
	char                     group[NAME_SIZE]; /* "" for the movie, or "track N " */
	uint64_t                 created, modified; /* of the movie; 0 while unknown */
};

/* A box's type as text of UTF-8: 0xa9 is the sign © of QuickTime's user data. */
static void
type_name(uint32_t type, char name[16])
{
	size_t n = 0;

	for (int shift = 24; shift >= 0; shift -= 8) {
		unsigned char c = (unsigned char)(type >> shift);

		if (c == 0xa9) {
			name[n++] = (char)0xc2;
			name[n++] = (char)0xa9;
		} else {
			name[n++] = c >= ' ' && c <= '~' ? (char)c : '?';
		}
	}
	name[n] = '\0';
}

static void
group_name(const struct teller *teller, const char *part, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "%.20s%.8s", teller->group, part);
}

/*
 * Times stand first in mvhd, tkhd and mdhd after version and flags, 32 or 64
 * bits as the version says (ISO/IEC 14496-12 8.2.2); 0 is none.
 */
static bool
read_times(struct bmff_bytes body, uint64_t *created, uint64_t *modified)
{
	if (body.n >= 20 && body.p[0] == 1) {
		*created = bmff_64(body.p + 4);
		*modified = bmff_64(body.p + 12);
		return true;
	}
	if (body.n < 12 || body.p[0] != 0)
		return false;
	*created = bmff_32(body.p + 4);
	*modified = bmff_32(body.p + 8);
	return true;
}

/*
 * Seconds since 1904 in UTC; some writers count from 1970, and a film from
 * before 1970 is none, so smaller numbers are read so, as libavformat does. What no
 * calendar of four digits holds is told as the number.
 */
static void
tell_time(const struct teller *teller, const char *group, const char *tag, uint64_t time)
{
	const uint64_t from_1904_to_1970 = 2082844800;
	char words[INSTANT_TEXT_SIZE];
	uint64_t seconds = time >= from_1904_to_1970 ? time - from_1904_to_1970 : time;

	if (time == 0)
		return;
	if (seconds <= INT64_MAX / 1000 &&
	    instant_write(words, (struct instant){ (int64_t)seconds * 1000 }))
		say_string(teller->report, "QuickTime", group, tag, words);
	else
		say_number(teller->report, "QuickTime", group, tag,
		           time <= INT64_MAX ? (int64_t)time : INT64_MAX);
}

/* Tells the times that differ from the movie's; its creation only where nobody else tells it. */
static void
tell_times(struct teller *teller, const char *part, struct bmff_bytes body)
{
	uint64_t created, modified;
	char group[NAME_SIZE];

	if (!read_times(body, &created, &modified))
		return;
	group_name(teller, part, group);
	if (!teller->group[0]) {
		teller->created = created;
		teller->modified = modified;
		tell_time(teller, group, "creation_time", teller->known ? 0 : created);
		tell_time(teller, group, "modification_time", modified);
		return;
	}
	if (created != teller->created)
		tell_time(teller, group, "creation_time", created);
	if (modified != teller->modified)
		tell_time(teller, group, "modification_time", modified);
}

/* Text is what is UTF-8 without controls but white space; other encodings stay bytes. */
static bool
is_plain(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < ' ' && p[i] != '\t' && p[i] != '\n' && p[i] != '\r') || p[i] == 0x7f)
			return false;
	return n > 0;
}

static size_t
without_nuls(const unsigned char *p, size_t n)
{
	while (n > 0 && p[n - 1] == '\0')
		n--;
	return n;
}

static void
tell_value(const struct teller *teller, const char *group, const char *tag,
           const unsigned char *p, size_t n, bool text)
{
	size_t length = without_nuls(p, n);

	if (!text && !is_plain(p, length)) {
		if (n > 0)
			say_binary(teller->report, "QuickTime", group, tag, p, n);
		return;
	}
	if (length > 0 && !(teller->known && teller->known->says(teller->known->context, p, length)))
		say_text(teller->report, "QuickTime", group, tag, p, length);
}

/* The texts of one ©-atom: length and language in 16 bits each, then the text, and again. */
static void
tell_international(const struct teller *teller, const char *group, const char *tag,
                   struct bmff_bytes body)
{
	for (int texts = 0; texts < 16 && body.n >= 4; texts++) {
		size_t n = bmff_16(body.p);

		if (n > body.n - 4)
			break;
		tell_value(teller, group, tag, body.p + 4, n, true);
		body.p += 4 + n;
		body.n -= 4 + n;
	}
}

/*
 * A place of 3GPP TS 26.244 8.10: language, name, role, then longitude, latitude
 * and altitude in 16.16. Told in the notation of ISO 6709, which © xyz uses too.
 */
static void
tell_place(const struct teller *teller, const char *group, struct bmff_bytes body)
{
	const unsigned char *p = body.p + 6;
	const unsigned char *end = body.p + body.n;
	char place[64];
	double value[3];

	if (body.n < 6)
		return;
	p += strnlen((const char *)p, (size_t)(end - p)) + 2; /* the name's NUL, the role */
	if (p > end || end - p < 12)
		return;
	for (int i = 0; i < 3; i++)
		value[i] = (int32_t)bmff_32(p + 4 * (size_t)i) / 65536.0;
	snprintf(place, sizeof place, "%+010.6f%+011.6f%+.3f/", value[1], value[0], value[2]);
	say_string(teller->report, "QuickTime", group, "loci", place);
}

/* What an item of ilst holds: boxes `data` with a type, a locale and the value. */
static void
tell_item(const struct teller *teller, const char *group, const char *tag, struct bmff_bytes body)
{
	struct bmff_box box;

	for (int values = 0; values < 16 && bmff_next(&body, &box); values++) {
		uint32_t kind;

		if (box.type != BMFF_TYPE('d', 'a', 't', 'a') || box.body.n < 8)
			continue;
		kind = bmff_32(box.body.p);
		tell_value(teller, group, tag, box.body.p + 8, box.body.n - 8, kind == 1 || kind == 4);
	}
}

/* A key of the `keys` box by its number from 1; empty when there is none. */
static struct bmff_bytes
key_of(struct bmff_bytes keys, uint32_t number)
{
	struct bmff_box box;

	if (keys.n < 8 || number == 0 || number > KEYS_LIMIT)
		return (struct bmff_bytes){ 0 };
	keys = (struct bmff_bytes){ keys.p + 8, keys.n - 8 };
	while (number > 0 && bmff_next(&keys, &box))
		number--;
	return number == 0 ? box.body : (struct bmff_bytes){ 0 };
}

/* A meta box: in QuickTime its boxes come at once, in ISO files after version and flags. */
static void
tell_meta(const struct teller *teller, struct bmff_bytes body)
{
	struct bmff_box keys = { 0 }, items, item;
	char group[NAME_SIZE];
	unsigned told = 0;

	if (body.n >= 8 && bmff_32(body.p + 4) != BMFF_TYPE('h', 'd', 'l', 'r')) {
		body.p += 4;
		body.n -= 4;
	}
	if (!bmff_find(body, BMFF_TYPE('k', 'e', 'y', 's'), &keys))
		keys.body = (struct bmff_bytes){ 0 };
	if (!bmff_find(body, BMFF_TYPE('i', 'l', 's', 't'), &items))
		return;
	group_name(teller, keys.body.n > 0 ? "keys" : "ilst", group);
	for (; told < AV_TAGS_TOLD && bmff_next(&items.body, &item); told++) {
		struct bmff_bytes key = key_of(keys.body, item.type);
		char tag[REPORT_NAME_LIMIT];

		if (key.n > 0)
			snprintf(tag, sizeof tag, "%.*s", (int)(key.n < 200 ? key.n : 200),
			         (const char *)key.p);
		else
			type_name(item.type, tag);
		tell_item(teller, group, tag, item.body);
	}
}

static void
tell_user_atom(const struct teller *teller, const char *group, const struct bmff_box *box)
{
	char tag[16];

	switch (box->type) {
	case BMFF_TYPE('m', 'e', 't', 'a'):
		tell_meta(teller, box->body);
		return;
	case BMFF_TYPE('l', 'o', 'c', 'i'):
		tell_place(teller, group, box->body);
		return;
	case BMFF_TYPE('X', 'M', 'P', '_'):
		say_text(teller->report, "XMP", "packet", "XMP_ atom", box->body.p, box->body.n);
		return;
	default:
		break;
	}
	type_name(box->type, tag);
	if (box->type >> 24 == 0xa9)
		tell_international(teller, group, tag, box->body);
	else
		tell_value(teller, group, tag, box->body.p, box->body.n, false);
}

static void
tell_user_data(const struct teller *teller, struct bmff_bytes body)
{
	struct bmff_box box;
	char group[NAME_SIZE];
	unsigned told = 0;

	group_name(teller, "udta", group);
	for (; told < AV_TAGS_TOLD && bmff_next(&body, &box); told++)
		tell_user_atom(teller, group, &box);
}

static void
tell_media(struct teller *teller, struct bmff_bytes body)
{
	struct bmff_box box;

	if (bmff_find(body, BMFF_TYPE('m', 'd', 'h', 'd'), &box))
		tell_times(teller, "mdhd", box.body);
	/* version, flags, component type and subtype, three reserved words, then the name */
	if (!teller->known && bmff_find(body, BMFF_TYPE('h', 'd', 'l', 'r'), &box) && box.body.n > 24) {
		char group[NAME_SIZE];

		group_name(teller, "hdlr", group);
		tell_value(teller, group, "handler_name", box.body.p + 24, box.body.n - 24, false);
	}
}

static void
tell_track(struct teller *teller, struct bmff_bytes body)
{
	struct bmff_box box;

	while (bmff_next(&body, &box)) {
		if (box.type == BMFF_TYPE('t', 'k', 'h', 'd'))
			tell_times(teller, "tkhd", box.body);
		else if (box.type == BMFF_TYPE('m', 'd', 'i', 'a'))
			tell_media(teller, box.body);
		else if (box.type == BMFF_TYPE('u', 'd', 't', 'a'))
			tell_user_data(teller, box.body);
		else if (box.type == BMFF_TYPE('m', 'e', 't', 'a'))
			tell_meta(teller, box.body);
	}
}

uint64_t
bmff_tell_movie(struct bmff_bytes movie, const struct bmff_known *known, struct report *report)
{
	struct teller teller = { .report = report, .known = known };
	uint64_t tracks = 0;
	struct bmff_box box;

	while (bmff_next(&movie, &box)) {
		teller.group[0] = '\0';
		if (box.type == BMFF_TYPE('m', 'v', 'h', 'd')) {
			tell_times(&teller, "mvhd", box.body);
		} else if (box.type == BMFF_TYPE('u', 'd', 't', 'a')) {
			tell_user_data(&teller, box.body);
		} else if (box.type == BMFF_TYPE('m', 'e', 't', 'a')) {
			tell_meta(&teller, box.body);
		} else if (box.type == BMFF_TYPE('t', 'r', 'a', 'k')) {
			if (tracks++ >= AV_STREAM_TOLD)
				continue;
			snprintf(teller.group, sizeof teller.group, "track %" PRIu64 " ", tracks);
			tell_track(&teller, box.body);
		}
	}
	return tracks;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* av_sei.c - user data messages between the pictures of a stream. */
#include "worker/av/av_sei.h"

#include "worker/av/av_say.h"

#include <stdio.h>
#include <string.h>

static const unsigned char mdpm[20] = { 0x17, 0xee, 0x8c, 0x60, 0xf8, 0x4d, 0x11, 0xd9, 0x8c, 0xd6,
	                                0x08, 0x00, 0x20, 0x0c, 0x9a, 0x66, 'M',  'D',  'P',  'M' };

/* The UUIDs of the messages that x264 and x265 begin a stream with. */
#define UUID_SIZE 16
static const unsigned char x264[UUID_SIZE] = { 0xdc, 0x45, 0xe9, 0xbd, 0xe6, 0xd9, 0x48, 0xb7,
	                                       0x96, 0x2c, 0xd8, 0x20, 0xd9, 0x23, 0xee, 0xef };
static const unsigned char x265[UUID_SIZE] = { 0x2c, 0xa2, 0xde, 0x09, 0xb5, 0x17, 0x47, 0xdb,
	                                       0xbb, 0x55, 0xa4, 0xfe, 0x7f, 0xc2, 0xfc, 0x4e };
#define SETTINGS_LIMIT 4096 /* bytes of an encoder's settings */

#define PACK_SIZE 5
#define PACK_DATE 0x18 /* zone, century and year, month: decimal digits in half bytes */
#define PACK_TIME 0x19 /* day, hour, minute, second */

static bool
is_decimal(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] & 0xf) > 9 || p[i] >> 4 > 9)
			return false;
	return true;
}

bool
sei_read_date(const unsigned char *message, size_t n, struct sei_date *date)
{
	const unsigned char *day = NULL, *clock = NULL;
	size_t packs;

	if (n < sizeof mdpm + 1 || memcmp(message, mdpm, sizeof mdpm) != 0)
		return false;
	packs = message[sizeof mdpm];
	for (size_t i = 0; i < packs; i++) {
		size_t at = sizeof mdpm + 1 + i * PACK_SIZE;

		if (at + PACK_SIZE > n)
			break;
		if (message[at] == PACK_DATE)
			day = message + at + 1;
		else if (message[at] == PACK_TIME)
			clock = message + at + 1;
	}
	if (!day || !clock || !is_decimal(day + 1, 3) || !is_decimal(clock, 4))
		return false;
	n = (size_t)snprintf(date->words, sizeof date->words, "%02x%02x:%02x:%02x %02x:%02x:%02x",
	                     day[1], day[2], day[3], clock[0], clock[1], clock[2], clock[3]);
	if (day[0] & 0x3f) /* 0 is what camcorders write that were told no zone */
		snprintf(date->words + n, sizeof date->words - n, "%c%02d:%s", day[0] & 0x20 ? '-' : '+',
		         day[0] >> 1 & 0xf, day[0] & 1 ? "30" : "00");
	date->zone = day[0];
	return true;
}

/*
 * Copies a message out of its stream of bytes, where after two zero bytes a 3 is
 * put in that means nothing (ITU-T H.264 7.4.1). Returns the bytes copied.
 */
static size_t
unescape(const unsigned char *p, size_t n, unsigned char *out, size_t room)
{
	size_t zeros = 0, length = 0;

	for (size_t i = 0; i < n && length < room; i++) {
		if (zeros >= 2 && p[i] == 3) {
			zeros = 0;
			continue;
		}
		zeros = p[i] == 0 ? zeros + 1 : 0;
		out[length++] = p[i];
	}
	return length;
}

static void
tell_date(const unsigned char *p, size_t n, const char *group, struct report *report)
{
	unsigned char message[sizeof mdpm + 1 + 255 * PACK_SIZE];
	struct sei_date date;

	if (!sei_read_date(message, unescape(p, n, message, sizeof message), &date))
		return;
	say_string(report, "MDPM", group, "DateTimeOriginal", date.words);
	say_number(report, "MDPM", group, "TimeZone", date.zone);
}

/* The text after an encoder's UUID, to the first byte that is no printable ASCII. */
static void
tell_settings(const unsigned char *p, size_t n, const char *group, struct report *report)
{
	size_t length = 0;

	while (length < n && length < SETTINGS_LIMIT && p[length] >= ' ' && p[length] <= '~')
		length++;
	if (length > 0)
		say_text(report, "stream", group, "user_data", p, length);
}

void
sei_tell(const unsigned char *packet, size_t n, const char *group, struct report *report)
{
	static const unsigned char *const encoders[] = { x264, x265 };
	const unsigned char *found = memmem(packet, n, mdpm, sizeof mdpm);

	if (found)
		tell_date(found, n - (size_t)(found - packet), group, report);
	for (int i = 0; i < 2; i++) {
		found = memmem(packet, n, encoders[i], UUID_SIZE);
		if (found)
			tell_settings(found + UUID_SIZE, n - (size_t)(found - packet) - UUID_SIZE, group,
			              report);
	}
}

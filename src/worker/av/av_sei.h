/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_sei.h - what encoders and camcorders write between the pictures of a
 * stream: user data messages (ITU-T H.264 D.2.7, H.265 D.3.7), such as the
 * settings of x264 and the date of recording of AVCHD (MDPM).
 */
#ifndef VIDIMUS_WORKER_AV_SEI_H
#define VIDIMUS_WORKER_AV_SEI_H

#include "wire/report.h"

/*
 * Looks through one packet of a stream for the messages that are known, whether
 * it decodes or not: source "stream", the stream's `group`, tag "user_data" for the
 * settings of x264 and x265; source "MDPM", tags "DateTimeOriginal" and "TimeZone" for AVCHD's date.
 */
void sei_tell(const unsigned char *packet, size_t n, const char *group, struct report *report);

struct sei_date {
	char          words[32]; /* "2010:01:31 12:00:00+01:00"; no zone where it names none */
	unsigned char zone;      /* its byte: 0x40 summer time, 0x20 west, then hours and a half hour */
};

/*
 * AVCHD's "modified digital video pack metadata": after the UUID "MDPM", a count and
 * packs of five bytes. False when it has no date. Facts of the format, which has no
 * public specification, by the description of the tool exiftool (H264).
 */
CHECKED bool sei_read_date(const unsigned char *message, size_t n, struct sei_date *date);

#endif

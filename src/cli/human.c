/* SPDX-License-Identifier: Apache-2.0 */
/* human.c - whole-number arithmetic behind the figures that people read. */
#include "cli/human.h"

#include <stdio.h>

/* bytes * scale / unit, rounded; without overflow for scale <= 10. */
static uint64_t
rounded(uint64_t bytes, uint64_t unit, uint64_t scale)
{
	return bytes / unit * scale + (bytes % unit * scale + unit / 2) / unit;
}

const char *
human_size(char out[HUMAN_TEXT_SIZE], uint64_t bytes)
{
	static const char units[][3] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	const size_t last = sizeof units / sizeof units[0] - 1;
	uint64_t unit = 1, tenths, whole;
	size_t which = 0;

	while (which < last && rounded(bytes, unit, 1) >= 1000) {
		unit *= 1000;
		which++;
	}
	tenths = rounded(bytes, unit, 10);
	whole = rounded(bytes, unit, 1);
	if (tenths >= 1000 || tenths % 10 == 0)
		snprintf(out, HUMAN_TEXT_SIZE, "%llu %s", (unsigned long long)whole, units[which]);
	else
		snprintf(out, HUMAN_TEXT_SIZE, "%llu.%llu %s", (unsigned long long)tenths / 10,
		         (unsigned long long)tenths % 10, units[which]);
	return out;
}

const char *
human_rate(char out[HUMAN_TEXT_SIZE], uint64_t bytes_a_second)
{
	char size[HUMAN_TEXT_SIZE];

	snprintf(out, HUMAN_TEXT_SIZE, "%.20s/s", human_size(size, bytes_a_second));
	return out;
}

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static const char *
write_days(char out[HUMAN_TEXT_SIZE], uint64_t seconds)
{
	snprintf(out, HUMAN_TEXT_SIZE, "%llu d %02u h", (unsigned long long)(seconds / DAY),
	         (unsigned)(seconds % DAY / HOUR));
	return out;
}

const char *
human_clock(char out[HUMAN_TEXT_SIZE], uint64_t seconds)
{
	if (seconds >= 100 * HOUR)
		return write_days(out, seconds);
	snprintf(out, HUMAN_TEXT_SIZE, "%02u:%02u:%02u", (unsigned)(seconds / HOUR),
	         (unsigned)(seconds % HOUR / MINUTE), (unsigned)(seconds % MINUTE));
	return out;
}

const char *
human_duration(char out[HUMAN_TEXT_SIZE], uint64_t milliseconds)
{
	uint64_t seconds = milliseconds / 1000;
	unsigned tenths = (unsigned)(milliseconds % 1000 / 100);

	if (seconds < 10 && tenths > 0)
		snprintf(out, HUMAN_TEXT_SIZE, "%u.%u s", (unsigned)seconds, tenths);
	else if (seconds < MINUTE)
		snprintf(out, HUMAN_TEXT_SIZE, "%u s", (unsigned)seconds);
	else if (seconds < HOUR)
		snprintf(out, HUMAN_TEXT_SIZE, "%u min %02u s", (unsigned)(seconds / MINUTE),
		         (unsigned)(seconds % MINUTE));
	else if (seconds < DAY)
		snprintf(out, HUMAN_TEXT_SIZE, "%u h %02u min", (unsigned)(seconds / HOUR),
		         (unsigned)(seconds % HOUR / MINUTE));
	else
		return write_days(out, seconds);
	return out;
}

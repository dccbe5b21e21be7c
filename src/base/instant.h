/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instant.h - points of time as our clock and file systems tell them, always
 * UTC, never a leap second. What people and files claim is edtf.h's.
 */
#ifndef VIDIMUS_BASE_INSTANT_H
#define VIDIMUS_BASE_INSTANT_H

#include <vidimus/types.h>

struct timespec;

/* Milliseconds since 1970-01-01T00:00:00Z. */
struct instant {
	int64_t milliseconds;
};

/* A file's time: seconds since 1970, rounded down, and 0-999,999,999 ns more. */
struct file_time {
	int64_t  seconds;
	uint32_t nanoseconds;
};

/* Sizes with the NUL. */
#define INSTANT_TEXT_SIZE   25 /* 2026-03-04T05:06:07.123Z */
#define INSTANT_HUMAN_SIZE  24 /* 2026-03-04 05:06:07 UTC */
#define FILE_TIME_TEXT_SIZE 31 /* 2026-03-04T05:06:07.123456789Z */
#define DURATION_TEXT_SIZE  40

/* What the real-time clock says now, rounded down; kept within the years 0000 to 9999. */
struct instant instant_now(void);

/*
 * The frozen form of the event log (docs/event-log.md): RFC 3339
 * with exactly three decimals and Z. False, and an empty text, outside the
 * years 0000 to 9999, which an instant that was read or is now never is.
 */
bool instant_write(char out[INSTANT_TEXT_SIZE], struct instant instant);

/* Reads exactly that form and nothing else; a second 60 is refused. */
CHECKED bool instant_read(struct text text, struct instant *out);

/* For people, to the second: 2026-03-04 05:06:07 UTC. As instant_write. */
bool instant_write_human(char out[INSTANT_HUMAN_SIZE], struct instant instant);

/* As stat(2) and statx(2) give it; tv_nsec is 0-999,999,999 also before 1970. */
struct file_time file_time_of(const struct timespec *time);

/* RFC 3339 with exactly nine decimals and Z. As instant_write; false also for too many nanoseconds. */
CHECKED bool file_time_write(char out[FILE_TIME_TEXT_SIZE], struct file_time time);
CHECKED bool file_time_read(struct text text, struct file_time *out);

/*
 * A duration in two units at most, rounded down: "45 s", "12 min 05 s",
 * "2 h 05 min", "1 day", "3 days"; "-" stands before a negative one.
 */
void duration_write(char out[DURATION_TEXT_SIZE], int64_t seconds);

/* Seconds of a clock that only goes forward. */
double monotonic_seconds(void);

#endif

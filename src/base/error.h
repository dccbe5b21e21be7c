/* SPDX-License-Identifier: Apache-2.0 */
/*
 * error.h - how a failure is told: a status as result, the words in the
 * caller's struct error, which may be NULL.
 */
#ifndef VIDIMUS_BASE_ERROR_H
#define VIDIMUS_BASE_ERROR_H

#include <vidimus/types.h>

/* Records `status` and the formatted cause in `err`; returns `status`. */
enum status fail(struct error *err, enum status status, const char *format, ...)
	PRINTF_LIKE(3, 4);

/*
 * Records the formatted words followed by what errno says; returns STATUS_IO,
 * or STATUS_MEMORY for ENOMEM. Reads errno first of all.
 */
enum status fail_os(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Records that memory ran out; returns STATUS_MEMORY. */
enum status fail_memory(struct error *err);

/*
 * Adds " (while …)" to an error on its way up; returns `status` unchanged. A
 * text that does not fit is cut at a whole character.
 */
enum status while_doing(struct error *err, enum status status, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Gives an error another status, keeping its words; returns `status`. */
enum status fail_as(struct error *err, enum status status);

#endif

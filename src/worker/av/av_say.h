/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_say.h - short ways of telling a report what is known as strings and numbers.
 */
#ifndef VIDIMUS_WORKER_AV_SAY_H
#define VIDIMUS_WORKER_AV_SAY_H

#include "wire/report.h"

/* A text of the file as it stands there, of `n` bytes. */
void say_text(struct report *report, const char *source, const char *group, const char *tag,
              const void *bytes, size_t n);

/* The same of a NUL-ended string. */
void say_string(struct report *report, const char *source, const char *group, const char *tag,
                const char *string);

/* A whole number. */
void say_number(struct report *report, const char *source, const char *group, const char *tag,
                int64_t number);

/* Bytes that are no text. */
void say_binary(struct report *report, const char *source, const char *group, const char *tag,
                const void *bytes, size_t n);

/* What was measured, as a whole number. */
void say_measured(struct report *report, const char *name, int64_t number);

/* What was measured, as seconds with six decimal places; `microseconds` may be negative. */
void say_measured_seconds(struct report *report, const char *name, int64_t microseconds);

/* A warning whose detail is "N bytes WORDS". */
void say_bytes_warning(struct report *report, const char *code, uint64_t bytes, const char *words);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* av_say.c - strings and numbers as facts of a report. */
#include "worker/av/av_say.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
say(struct report *report, const char *source, const char *group, const char *tag,
    enum report_form form, struct text raw)
{
	const struct report_tag fact = { source, group, tag, form, raw };

	report_tag(report, &fact);
}

void
say_text(struct report *report, const char *source, const char *group, const char *tag,
         const void *bytes, size_t n)
{
	say(report, source, group, tag, REPORT_TEXT, (struct text){ bytes, n });
}

void
say_string(struct report *report, const char *source, const char *group, const char *tag,
           const char *string)
{
	say_text(report, source, group, tag, string, strlen(string));
}

void
say_number(struct report *report, const char *source, const char *group, const char *tag,
           int64_t number)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%" PRId64, number);

	say(report, source, group, tag, REPORT_NUMBERS, (struct text){ digits, (size_t)n });
}

void
say_binary(struct report *report, const char *source, const char *group, const char *tag,
           const void *bytes, size_t n)
{
	say(report, source, group, tag, REPORT_BINARY, (struct text){ bytes, n });
}

void
say_measured(struct report *report, const char *name, int64_t number)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%" PRId64, number);
	report_measured(report, name, digits);
}

void
say_measured_seconds(struct report *report, const char *name, int64_t microseconds)
{
	uint64_t size = microseconds < 0 ? 0 - (uint64_t)microseconds : (uint64_t)microseconds;
	char digits[40];

	snprintf(digits, sizeof digits, "%s%" PRIu64 ".%06" PRIu64, microseconds < 0 ? "-" : "",
	         size / 1000000, size % 1000000);
	report_measured(report, name, digits);
}

void
say_bytes_warning(struct report *report, const char *code, uint64_t bytes, const char *words)
{
	char detail[96];

	snprintf(detail, sizeof detail, "%" PRIu64 " bytes %s", bytes, words);
	report_warning(report, code, detail);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* av_log.c - counts the libraries' complaints, keeps the first, prints none. */
#include "worker/av/av_log.h"

#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <stdio.h>
#include <string.h>

static struct complaints heard;

/* Words of a file may stand in a message: only printable ASCII of it is kept. */
static void
keep_first(const char *message)
{
	size_t n = 0;

	for (; message[n] && n + 1 < sizeof heard.first; n++)
		heard.first[n] = message[n] >= ' ' && message[n] <= '~' ? message[n] : ' ';
	while (n > 0 && heard.first[n - 1] == ' ')
		n--;
	heard.first[n] = '\0';
}

static void __attribute__((__format__(__printf__, 3, 0)))
hear(void *speaker, int level, const char *format, va_list arguments)
{
	char message[512];

	(void)speaker;
	if (level > AV_LOG_ERROR)
		return;
	vsnprintf(message, sizeof message, format, arguments);
	if (heard.errors++ == 0)
		keep_first(message);
	heard.too_many_streams = heard.too_many_streams || strstr(message, "max_streams");
	heard.not_listed = heard.not_listed || strstr(message, "Format not on whitelist");
}

void
complaints_begin(void)
{
	heard = (struct complaints){ 0 };
	av_max_alloc(AV_ALLOCATION_LIMIT);
	av_log_set_callback(hear);
}

const struct complaints *
complaints(void)
{
	return &heard;
}

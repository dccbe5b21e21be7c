/* SPDX-License-Identifier: Apache-2.0 */
/* hostile_archive.c - a worker for archives that is in the hands of whoever made the file, which names what it does. */
#include "worker/parser.h"

#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a child has its report. */
#define REPORT_FD 4

static void
send_raw(enum frame_kind kind, const void *bytes, size_t n, size_t told)
{
	unsigned char head[FRAME_HEAD_SIZE];
	ssize_t done;

	frame_head_write(head, kind, told);
	done = write(REPORT_FD, head, sizeof head);
	done += write(REPORT_FD, bytes, n);
	if (done < 0)
		_exit(1);
}

static void
send_member(struct report *report, const char *name, uint64_t size)
{
	report_member(report, &(struct report_member){ .name = { name, strlen(name) }, .has_size = true, .size = size });
}

static void
send_for_ever(struct report *report)
{
	static const char zeros[REPORT_BYTES_LIMIT];

	send_member(report, "b/x", UINT64_MAX);
	for (;;)
		report_bytes(report, zeros, sizeof zeros);
}

static void
run(const struct parser_input *input, const struct parser_task *task, struct report *report)
{
	const char *what = (const char *)input->bytes;
	static char name[REPORT_MEMBER_NAME_LIMIT + 2000];

	(void)task;
	report_flush(report);
	if (strncmp(what, "bytes-first", 11) == 0)
		report_bytes(report, "x", 1);
	else if (strncmp(what, "short-member", 12) == 0)
		send_raw(FRAME_MEMBER, "xx", 2, 2);
	else if (strncmp(what, "long-frame", 10) == 0)
		send_raw(FRAME_BYTES, "xx", 2, REPORT_BYTES_LIMIT + 1);
	else if (strncmp(what, "other-frame", 11) == 0)
		report_measured(report, "width", "1");
	else if (strncmp(what, "for-ever", 8) == 0)
		send_for_ever(report);
	else if (strncmp(what, "long-name", 9) == 0)
		send_member(report, memset(name, 'x', sizeof name - 1), 0);
	else if (strncmp(what, "too-few", 7) == 0)
		send_member(report, "b/x", 5);
	else if (strncmp(what, "abort", 5) == 0)
		abort();
	else if (strncmp(what, "open", 4) == 0)
		_exit(execl("/bin/true", "true", NULL));
	else if (strncmp(what, "no-end", 6) == 0)
		_exit(0);
	else if (strncmp(what, "after-end", 9) == 0) {
		report_end(report);
		send_member(report, "b/x", 0);
	} else if (strncmp(what, "warning", 7) == 0)
		report_warning(report, "all-is-well", NULL);
	else
		send_member(report, "b/x", 0);
}

static void
warm(void)
{
}

int
main(int count, char **arguments)
{
	static const struct parser parser = { "vidimus-worker-archive", warm, run };

	return worker_main(count, arguments, &parser);
}

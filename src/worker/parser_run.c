/* SPDX-License-Identifier: Apache-2.0 */
/* parser_run.c - a file mapped for a parser, and the parser's report. */
#include "worker/parser_run.h"

#include "base/error.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum status
parser_input_open(int file, struct parser_input *out, struct error *err)
{
	struct parser_input input = { .file = file };
	struct stat st;
	void *bytes;

	if (fstat(file, &st) != 0)
		return fail_os(err, "cannot look at the file");
	if (!S_ISREG(st.st_mode) || st.st_size <= 0)
		return fail(err, STATUS_INVALID, "an empty file, or no regular one");
	input.size = (uint64_t)st.st_size;
	if (input.size <= PARSER_MAP_LIMIT) {
		bytes = mmap(NULL, (size_t)input.size, PROT_READ, MAP_PRIVATE, file, 0);
		if (bytes == MAP_FAILED)
			return fail_os(err, "cannot map the file");
		input.bytes = bytes;
	}
	*out = input;
	return STATUS_OK;
}

void
parser_input_close(struct parser_input *input)
{
	if (input->bytes != NULL)
		munmap((void *)(uintptr_t)input->bytes, (size_t)input->size);
	input->bytes = NULL;
}

static bool
run_task(const struct parser *parser, const struct parser_input *input,
         const struct parser_task *task, int out)
{
	struct report *report = report_open(out);

	if (report == NULL)
		return false;
	parser->run(input, task, report);
	report_end(report);
	report_close(report);
	return true;
}

/* What was spent before does not count for what follows. */
static struct parser_task
following(const struct parser_task *task)
{
	struct parser_task next = *task;
	struct timespec used;

	next.work = PARSER_FINGERPRINT;
	next.then_fingerprint = false;
	if (next.seconds > 0 && clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0)
		next.seconds += (uint32_t)used.tv_sec;
	return next;
}

bool
parser_run(const struct parser *parser, const struct parser_input *input,
           const struct parser_task *task, int out)
{
	bool told = run_task(parser, input, task, out);

	if (told && task->then_fingerprint) {
		const struct parser_task next = following(task);

		told = run_task(parser, input, &next, out);
	}
	return told;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* failures.c - failed files in one buffer, until they can be recorded. */
#include "intake/failures.h"

#include <string.h>

#define MANY_FAILURES 10000
#define MANY_BYTES    ((size_t)16 << 20)

/* With its six-fold escapes and as base64 this still fits the event's limit of 32 KiB. */
#define PATH_KEPT 4096

void
failures_end(struct failures *failures)
{
	buffer_end(&failures->kept);
	failures->count = 0;
}

void
failures_clear(struct failures *failures)
{
	buffer_clear(&failures->kept);
	failures->count = 0;
}

bool
failures_are_many(const struct failures *failures)
{
	return failures->count >= MANY_FAILURES || failures->kept.n >= MANY_BYTES;
}

/* The path may hold no NUL; what lies behind one is not a path of a file anyway. */
static struct text
path_to_keep(const struct job *job)
{
	struct text path = job_path(job);

	path.n = strnlen(path.p, path.n < PATH_KEPT ? path.n : PATH_KEPT);
	return path;
}

enum status
failures_keep(struct failures *failures, const struct job *job, struct error *err)
{
	struct buffer *kept = &failures->kept;

	buffer_append(kept, job->failure.code, strlen(job->failure.code) + 1);
	buffer_append(kept, job->failure.error.text, strlen(job->failure.error.text) + 1);
	buffer_append_text(kept, path_to_keep(job));
	buffer_append_byte(kept, '\0');
	failures->count++;
	return buffer_check(kept, err);
}

enum status
failures_add(const struct failures *failures, struct catalogue *catalogue, struct change *change,
             const struct delivery_plan *plan, struct error *err)
{
	const char *at = buffer_string(&failures->kept);
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < failures->count; i++) {
		const char *code = at, *text = code + strlen(code) + 1, *path = text + strlen(text) + 1;

		at = path + strlen(path) + 1;
		st = delivery_failed(catalogue, change, plan,
		                     (struct text){ path, strlen(path) }, code, text, err);
	}
	return st;
}

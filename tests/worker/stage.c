/* SPDX-License-Identifier: Apache-2.0 */
/* stage.c - a worker whose only family attacks, and what is left after each attack. */
#include "worker/stage.h"

#include "base/error.h"
#include "base/scoped.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static size_t
count_descriptors(void)
{
	size_t count = 0;

	for (int i = 0; i < 1024; i++)
		count += fcntl(i, F_GETFD) >= 0;
	return count;
}

static bool
is_stopped(void *context)
{
	const struct stage *stage = context;

	return stage->stop;
}

enum status
stage_open(struct stage *stage, bool allow_unsandboxed, struct error *err)
{
	const struct worker_settings settings = { .folder = VIDIMUS_HOSTILE,
		                                  .allow_unsandboxed = allow_unsandboxed,
		                                  .stopped = is_stopped,
		                                  .context = stage };

	stage->descriptors = count_descriptors();
	return worker_open(&stage->worker, &settings, err);
}

void
stage_begin(struct stage *stage, bool allow_unsandboxed)
{
	struct error err;

	*stage = (struct stage){ .folder = folder_make() };
	assert_ok(stage_open(stage, allow_unsandboxed, &err), &err);
}

void
stage_end(struct stage *stage)
{
	pid_t left[8];

	worker_close(stage->worker);
	folder_remove(stage->folder);
	assert_int_equal(children_of(getpid(), left, 8), 0);
	assert_int_equal(count_descriptors(), stage->descriptors);
}

enum status
stage_try(struct stage *stage, const char *attack, const struct parser_limits *limits,
          struct examination *out, struct error *err)
{
	const struct parser_task task = { .work = PARSER_EXAMINE, .media_type = "image/png" };
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) after = { 0 };
	SCOPED_FD file = -1;
	enum status status;

	buffer_append_format(&path, "%s/attack", stage->folder);
	write_file(path.p, attack, strlen(attack));
	file = open(path.p, O_RDONLY | O_CLOEXEC);
	assert_true(file >= 0);
	status = worker_examine(stage->worker, file, strlen(attack), &task, limits, out, err);
	read_file(&after, path.p);
	assert_string_equal(buffer_string(&after), attack);
	return status;
}

void
stage_attack(struct stage *stage, const char *attack, const struct parser_limits *limits,
             struct examination *out)
{
	struct error err;

	assert_ok(stage_try(stage, attack, limits, out, &err), &err);
}

bool
result_is(const struct examination *examination, const char *result)
{
	const char *got = json_string_value(json_object_get(examination->measured, "result"));

	return got != NULL && strcmp(got, result) == 0;
}

void
stage_expect_well(struct stage *stage)
{
	SCOPED(examination) got = { 0 };
	pid_t servers[8], children[8];
	size_t count;

	stage_attack(stage, "ok", NULL, &got);
	assert_int_equal(got.outcome, EXAMINATION_COMPLETE);
	assert_true(result_is(&got, "ok"));
	count = children_of(getpid(), servers, 8);
	assert_int_equal(count, 1);
	assert_int_equal(children_of(servers[0], children, 8), 0);
	/* one more: the socket to its server */
	assert_int_equal(count_descriptors(), stage->descriptors + 1);
}

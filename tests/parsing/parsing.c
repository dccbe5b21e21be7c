/* SPDX-License-Identifier: Apache-2.0 */
/* parsing.c - parser, report and its reader in one process, over a file without a name. */
#include "parsing/parsing.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "worker/parser_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
warm_once(const struct parser *parser)
{
	static const struct parser *warm[8];

	for (size_t i = 0; i < sizeof warm / sizeof warm[0]; i++) {
		if (warm[i] == parser)
			return;
		if (warm[i] == NULL) {
			warm[i] = parser;
			if (parser->warm != NULL)
				parser->warm();
			return;
		}
	}
	fail_msg("more parsers than a test needs");
}

static void
read_report(int fd, struct collector *collector)
{
	char bytes[65536];
	struct error err;
	ssize_t n;

	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	while ((n = read(fd, bytes, sizeof bytes)) > 0)
		assert_ok(collect_feed(collector, bytes, (size_t)n, &err), &err);
	assert_true(n == 0 && collect_complete(collector));
}

static void
parse(const struct parser *parser, int file, const struct parser_task *task,
      struct examination *out, const struct results *results)
{
	SCOPED_FD report = memfd_create("report", MFD_CLOEXEC);
	struct parser_input input;
	struct collector collector;
	struct error err;

	assert_true(report >= 0);
	warm_once(parser);
	*out = (struct examination){ .worker = parser->name };
	assert_ok(parser_input_open(file, &input, &err), &err);
	assert_true(parser_run(parser, &input, task, report));
	parser_input_close(&input);
	assert_ok(collect_begin(&collector, out, results, &err), &err);
	read_report(report, &collector);
	collect_end(&collector);
}

void
parse_file(const struct parser *parser, const char *path, const struct parser_task *task,
           struct examination *out, struct picture *picture)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		fail_msg("cannot open %s: %s", path, strerror(errno));
	parse(parser, file, task, out, &(struct results){ .picture = picture });
}

void
parse_fingerprints(const struct parser *parser, const char *path, const struct parser_task *task,
                   struct examination *out, struct fingerprints *fingerprints)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		fail_msg("cannot open %s: %s", path, strerror(errno));
	parse(parser, file, task, out, &(struct results){ .fingerprints = fingerprints });
}

void
parse_bytes(const struct parser *parser, const void *bytes, size_t n,
            const struct parser_task *task, struct examination *out, struct picture *picture)
{
	SCOPED_FD file = memfd_create("file", MFD_CLOEXEC);
	struct error err;

	assert_true(file >= 0);
	assert_ok(file_write_all(file, bytes, n, &err), &err);
	assert_int_equal(lseek(file, 0, SEEK_SET), 0);
	parse(parser, file, task, out, &(struct results){ .picture = picture });
}

struct parser_task
task_examine(const char *media_type)
{
	struct parser_task task = { .work = PARSER_EXAMINE };

	assert_true(strlen(media_type) < sizeof task.media_type);
	memcpy(task.media_type, media_type, strlen(media_type) + 1);
	return task;
}

json_t *
examination_json(const struct examination *examination)
{
	json_t *value = json_pack("{s:s, s:O, s:O, s:O, s:O, s:I}", "media_type",
	                          examination->media_type, "parsers", examination->parsers, "tags",
	                          examination->tags, "measured", examination->measured, "warnings",
	                          examination->warnings, "dropped",
	                          (json_int_t)examination->dropped);

	assert_non_null(value);
	return value;
}

static bool
member_is(const json_t *object, const char *name, const char *value)
{
	const char *held = json_string_value(json_object_get(object, name));

	return held != NULL && strcmp(held, value) == 0;
}

const char *
tag_raw(const struct examination *examination, const char *source, const char *group,
        const char *tag)
{
	json_t *one;
	size_t i;

	json_array_foreach(examination->tags, i, one) {
		if (member_is(one, "source", source) && member_is(one, "tag", tag) &&
		    (group == NULL || member_is(one, "group", group)))
			return json_string_value(json_object_get(one, "raw"));
	}
	return NULL;
}

const char *
measured(const struct examination *examination, const char *name)
{
	return json_string_value(json_object_get(examination->measured, name));
}

bool
has_warning(const struct examination *examination, const char *code)
{
	json_t *one;
	size_t i;

	json_array_foreach(examination->warnings, i, one) {
		if (member_is(one, "code", code))
			return true;
	}
	return false;
}

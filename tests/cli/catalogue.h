/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue.h - a fresh catalogue for a test of a verb, and what the program answered. */
#ifndef VIDIMUS_TESTS_CLI_CATALOGUE_H
#define VIDIMUS_TESTS_CLI_CATALOGUE_H

#include "support/support.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The program on the catalogue `cat` of the test's folder. */
#define V "\"$VIDIMUS\" -C cat "

/* A kernel without Landlock, for the command after it and its children. */
#define WITHOUT_LANDLOCK                                                                  \
	"ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -e trace=landlock_create_ruleset " \
	"-e inject=landlock_create_ruleset:error=EOPNOTSUPP "

/* cmocka's setup: a folder in *state with the catalogue `cat`, whose actor ana needs no passphrase. */
static inline int
begin_catalogue(void **state)
{
	SCOPED(run) run = { 0 };

	*state = folder_make();
	expect_shell(0, &run, *state,
	             "\"$VIDIMUS\" init cat --name Tests --actor ana --no-passphrase");
	return 0;
}

static inline int
begin_folder(void **state)
{
	*state = folder_make();
	return 0;
}

static inline int
end_folder(void **state)
{
	folder_remove(*state);
	return 0;
}

/* Line `index` of what was printed, as JSON; owned. Fails the test when it is none. */
static inline json_t *
json_line(const struct run *run, size_t index)
{
	struct text rest = text_of_buffer(&run->out), line = { NULL, 0 };
	struct error err = { 0 };
	json_t *value = NULL;

	for (size_t i = 0; i <= index; i++)
		line = text_cut(&rest, '\n');
	if (line.p == NULL || json_read(&value, line, &err) != STATUS_OK)
		fail_msg("line %zu is no JSON (%s):\n%s\n", index, err.text, buffer_string(&run->out));
	return value;
}

static inline size_t
line_count(const struct run *run)
{
	size_t count = 0;

	for (size_t i = 0; i < run->out.n; i++)
		count += run->out.p[i] == '\n';
	return count;
}

/* Fails unless the object has exactly these members (words divided by spaces), in this order. */
static inline void
assert_members(const json_t *object, const char *expected)
{
	SCOPED(buffer) names = { 0 };
	const char *name;
	json_t *value;

	json_object_foreach(json_iterable(object), name, value)
		buffer_append_format(&names, "%s%s", names.n ? " " : "", name);
	if (strcmp(buffer_string(&names), expected) != 0)
		fail_msg("members:  %s\nexpected: %s\n", buffer_string(&names), expected);
}

/* Fails unless every one of these members is there. */
static inline void
assert_has_members(const json_t *object, const char *expected)
{
	struct text rest = text_of(expected);

	while (rest.p != NULL) {
		struct text word = text_cut(&rest, ' ');
		char name[64];

		snprintf(name, sizeof name, "%.*s", (int)word.n, word.p);
		if (json_object_get(object, name) == NULL)
			fail_msg("there is no member %s\n", name);
	}
}

static inline const char *
string_member(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "(none)";
}

static inline void
assert_out(const struct run *run, const char *words)
{
	if (strstr(buffer_string(&run->out), words) == NULL)
		fail_msg("\"%s\" does not stand in the output:\n%s\n", words, buffer_string(&run->out));
}

static inline void
assert_err(const struct run *run, const char *words)
{
	if (strstr(buffer_string(&run->err), words) == NULL)
		fail_msg("\"%s\" does not stand in the errors:\n%s\n", words, buffer_string(&run->err));
}

/* Runs the program and expects this exit code and these words on standard error. */
#define expect_refusal(code, folder, words, ...)                 \
	do {                                                     \
		SCOPED(run) refused = { 0 };                     \
		expect_shell(code, &refused, folder, __VA_ARGS__); \
		assert_err(&refused, words);                     \
	} while (0)

/* A file that begins as a JPEG does, with `filling` after that, so that different ones differ. */
static inline void
write_jpeg(const char *folder, const char *name, const char *filling)
{
	SCOPED(buffer) bytes = { 0 };
	char path[4096];

	buffer_append(&bytes, "\xff\xd8\xff\xe0\0\x10JFIF\0", 11);
	buffer_append_string(&bytes, filling);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	write_file(path, bytes.p, bytes.n);
}

#endif

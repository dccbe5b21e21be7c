/* SPDX-License-Identifier: Apache-2.0 */
/* given_path.c - a working folder before the path that was given in it. */
#include "casework/given_path.h"

#include "base/text.h"

#include <string.h>

#define MARK      "/./"
#define MARK_SIZE (sizeof MARK - 1)

static const char *
find_mark(struct text path)
{
	return path.n > 0 ? memmem(path.p, path.n, MARK, MARK_SIZE) : NULL;
}

/* Without `./` in front, which leads nowhere; one that is nothing else stays. */
static struct text
without_here(struct text given)
{
	struct text rest = given;

	while (text_begins(rest, "./")) {
		do {
			rest = (struct text){ rest.p + 1, rest.n - 1 };
		} while (rest.n > 0 && *rest.p == '/');
		if (rest.n > 0)
			given = rest;
	}
	return given;
}

void
given_path_append(struct buffer *out, const char *folder, struct text given)
{
	bool absolute = given.n > 0 && given.p[0] == '/';

	if (absolute ? find_mark(given) != NULL : folder != NULL) {
		if (!absolute && strcmp(folder, "/") != 0)
			buffer_append_string(out, folder);
		buffer_append_string(out, MARK);
	}
	buffer_append_text(out, absolute ? given : without_here(given));
}

struct text
given_path_of(struct text recorded)
{
	const char *mark = recorded.n > 0 && recorded.p[0] == '/' ? find_mark(recorded) : NULL;

	if (mark == NULL)
		return recorded;
	mark += MARK_SIZE;
	return (struct text){ mark, recorded.n - (size_t)(mark - recorded.p) };
}

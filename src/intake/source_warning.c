/* SPDX-License-Identifier: Apache-2.0 */
/* source_warning.c - what is odd about a file before its bytes are looked at. */
#include "intake/source.h"

#include "base/scoped.h"
#include "base/text.h"

static bool
ahead(struct file_time time, int64_t now)
{
	return time.seconds > now && time.seconds - now > SOURCE_CLOCK_SLACK;
}

/*
 * Times of access and inode change are left out: the one says nothing of the
 * file, the other is this machine's own clock.
 */
static bool
is_future(const struct source_facts *facts, int64_t now)
{
	return ahead(facts->modified, now) || (facts->born_known && ahead(facts->born, now));
}

/* True when the name has to be escaped for a terminal beyond what is no UTF-8. */
static bool
has_controls(struct text name)
{
	SCOPED(buffer) readable = { 0 };
	SCOPED(buffer) escaped = { 0 };

	text_append_lossy(&readable, name.p, name.n);
	text_append_escaped(&escaped, readable.p, readable.n);
	return readable.failed || escaped.failed || escaped.n != readable.n;
}

size_t
source_warnings(const struct source_facts *facts, struct text name, int64_t now,
                const char *codes[SOURCE_WARNINGS])
{
	size_t n = 0;

	if (facts->size == 0)
		codes[n++] = "zero-bytes";
	if (is_future(facts, now))
		codes[n++] = "future-date";
	if (facts->modified.seconds < SOURCE_FIRST_TIME)
		codes[n++] = "implausible-date";
	if (!text_is_utf8(name.p, name.n))
		codes[n++] = "name-not-utf8";
	if (has_controls(name))
		codes[n++] = "name-with-control-characters";
	if (facts->links > 1)
		codes[n++] = "several-links";
	if (facts->sparse)
		codes[n++] = "sparse-file";
	return n;
}

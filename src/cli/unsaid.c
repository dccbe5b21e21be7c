/* SPDX-License-Identifier: Apache-2.0 */
/* unsaid.c - errors without the private words that they refuse. */
#include "cli/unsaid.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define LEAST_RUN 12 /* bytes of a private text that no error of ours has by chance */

static const char *const quotes[][2] = { { "“", "”" }, { "\"", "\"" }, { "'", "'" } };
static const char hidden[] = "…";

void
unsaid_add(struct unsaid *unsaid, struct text text)
{
	if (unsaid == NULL || text.n == 0)
		return;
	buffer_append_text(&unsaid->texts, text);
	buffer_append_byte(&unsaid->texts, '\0');
}

void
unsaid_end(struct unsaid *unsaid)
{
	if (unsaid->texts.p != NULL)
		explicit_bzero(unsaid->texts.p, unsaid->texts.room);
	buffer_end(&unsaid->texts);
}

static bool
holds(const struct buffer *texts, struct text words)
{
	return words.n > 0 && texts->n >= words.n &&
	       memmem(texts->p, texts->n, words.p, words.n) != NULL;
}

/* How many bytes at the beginning are a quotation of a private text, marks and all; else 0. */
static size_t
quoted(const struct buffer *texts, struct text rest)
{
	for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
		size_t open = strlen(quotes[i][0]), close = strlen(quotes[i][1]), ellipsis = strlen(hidden);
		const char *end;
		struct text inner;

		if (!text_begins(rest, quotes[i][0]))
			continue;
		end = memmem(rest.p + open, rest.n - open, quotes[i][1], close);
		if (end == NULL)
			continue;
		inner = (struct text){ rest.p + open, (size_t)(end - rest.p) - open };
		if (text_ends(inner, hidden)) /* it was cut */
			inner.n -= ellipsis;
		if (holds(texts, inner))
			return (size_t)(end - rest.p) + close;
	}
	return 0;
}

/* How many bytes at the beginning stand in a private text, if they are many; else 0. */
static size_t
run_of(const struct buffer *texts, struct text rest)
{
	struct text run = { rest.p, LEAST_RUN };

	if (rest.n < LEAST_RUN || !holds(texts, run))
		return 0;
	while (run.n < rest.n && holds(texts, (struct text){ run.p, run.n + 1 }))
		run.n++;
	while (run.n < rest.n && ((unsigned char)run.p[run.n] & 0xC0) == 0x80)
		run.n++; /* no half a letter stays */
	return run.n;
}

void
unsaid_hide(const struct unsaid *unsaid, struct error *err)
{
	const struct buffer *texts = unsaid ? &unsaid->texts : NULL;
	struct text rest = text_of(err->text);
	SCOPED(buffer) said = { 0 };

	if (texts == NULL || (texts->n == 0 && !texts->failed))
		return;
	while (rest.n > 0) {
		size_t n = quoted(texts, rest);

		if (n == 0)
			n = run_of(texts, rest);
		if (n > 0)
			buffer_append_string(&said, hidden);
		else
			buffer_append(&said, rest.p, n = 1);
		rest.p += n;
		rest.n -= n;
	}
	snprintf(err->text, sizeof err->text, "%s",
	         said.failed || texts->failed ? "what was given is refused" : buffer_string(&said));
}

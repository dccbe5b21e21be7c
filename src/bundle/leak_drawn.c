/* SPDX-License-Identifier: Apache-2.0 */
/* leak_drawn.c - lines of three custody files, walked to where their drawn letters stand. */
#include "bundle/leak_drawn.h"

#include "base/text.h"

#include <string.h>

#define ID_LETTERS     36 /* of a UUID */
#define HEX_LETTERS    64 /* of a SHA-256 in hex */
#define BASE64_LETTERS 43 /* of 32 bytes, without padding */

/* What is left of a line. */
struct line {
	char *p, *end;
};

static bool
skip_word(struct line *line, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(line->end - line->p) < n || memcmp(line->p, word, n) != 0)
		return false;
	line->p += n;
	return true;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool
is_base64(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '-' || c == '_' || c == '+' || c == '/';
}

static bool
is_id(char c)
{
	return is_hex(c) || c == '-';
}

static bool
is_member(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Passes over the letters that follow; how many. */
static size_t
skip(struct line *line, bool (*is_one)(char c))
{
	char *from = line->p;

	while (line->p < line->end && is_one(*line->p))
		line->p++;
	return (size_t)(line->p - from);
}

/* Makes the `n` letters blank when they, and no more of them, stand here, and `after` behind them. */
static bool
blank(struct line *line, bool (*is_one)(char c), size_t n, const char *after)
{
	char *from = line->p;

	if (skip(line, is_one) != n || !skip_word(line, after))
		return false;
	memset(from, ' ', n);
	return true;
}

/* ["vidimus-disclosure-v1","ID","/MEMBER","SALT",VALUE] */
static void
blank_disclosure(struct line line)
{
	if (skip_word(&line, "[\"vidimus-disclosure-v1\",\"") &&
	    skip(&line, is_id) == ID_LETTERS && skip_word(&line, "\",\"/") &&
	    skip(&line, is_member) > 0 && skip_word(&line, "\",\""))
		(void)blank(&line, is_base64, BASE64_LETTERS, "\",");
}

/* Behind the last place of the word in the line: what comes before it may be anybody's. */
static bool
find_last(struct line *line, const char *word)
{
	size_t n = strlen(word), left = (size_t)(line->end - line->p);

	for (left = left < n ? 0 : left - n + 1; left-- > 0;) {
		if (memcmp(line->p + left, word, n) == 0) {
			line->p += left + n;
			return true;
		}
	}
	return false;
}

/* {"actor":"HEX",…,"previous":"HEX","sealed":{"MEMBER":"COMMITMENT",…},"seq":… */
static void
blank_event(struct line line)
{
	static const char previous[] = "\"previous\":\"", sealed[] = "\"sealed\":{";
	struct line rest = line, before;

	if (!skip_word(&rest, "{\"actor\":\"") || !blank(&rest, is_hex, HEX_LETTERS, "\",\"id\":\"") ||
	    !find_last(&rest, sealed))
		return;
	before = (struct line){ rest.p - strlen(sealed) - HEX_LETTERS - strlen(previous) - 2, rest.p };
	if (before.p > line.p && skip_word(&before, previous))
		(void)blank(&before, is_hex, HEX_LETTERS, "\",");
	while (skip_word(&rest, "\"") && skip(&rest, is_member) > 0 && skip_word(&rest, "\":\"") &&
	       blank(&rest, is_base64, BASE64_LETTERS, "\"") && skip_word(&rest, ","))
		;
}

static void
blank_path(struct line *line)
{
	do {
		if (!blank(line, is_base64, BASE64_LETTERS, "="))
			return;
	} while (skip_word(line, ","));
}

/* ID SEQ SIZE PATH SIZE PATH */
static void
blank_proof(struct line line)
{
	if (skip(&line, is_id) != ID_LETTERS || !skip_word(&line, " ") || skip(&line, is_digit) == 0)
		return;
	for (int i = 0; i < 2; i++) {
		if (!skip_word(&line, " ") || skip(&line, is_digit) == 0 || !skip_word(&line, " "))
			return;
		blank_path(&line);
	}
}

bool
leak_drawn_blank(const char *file, struct text text, struct buffer *out)
{
	static const struct {
		const char *file;
		void (*line)(struct line line);
	} files[] = {
		{ "custody/disclosures.jsonl", blank_disclosure },
		{ "custody/events.jsonl", blank_event },
		{ "custody/proofs.txt", blank_proof },
	};
	size_t i = 0;

	while (i < sizeof files / sizeof files[0] && strcmp(file, files[i].file) != 0)
		i++;
	if (i == sizeof files / sizeof files[0])
		return false;
	buffer_clear(out);
	buffer_append_text(out, text);
	for (size_t at = 0; !out->failed && at < out->n;) {
		char *begin = out->p + at, *end = memchr(begin, '\n', out->n - at);

		end = end != NULL ? end : out->p + out->n;
		files[i].line((struct line){ begin, end });
		at = (size_t)(end - out->p) + 1;
	}
	return true;
}

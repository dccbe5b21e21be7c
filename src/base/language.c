/* SPDX-License-Identifier: Apache-2.0 */
/* language.c - the grammar of RFC 5646 §2.1, subtag by subtag. */
#include "base/language.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

#define SUBTAGS_MAX 31 /* of one byte each in LANGUAGE_TAG_LIMIT */

/* Tags that the grammar does not make, kept for those who have them (RFC 5646 §2.1, irregular). */
static const char *const irregular[] = {
	"en-GB-oed", "i-ami",  "i-bnn", "i-default", "i-enochian", "i-hak",     "i-klingon", "i-lux",
	"i-mingo",   "i-navajo", "i-pwn", "i-tao",   "i-tay",      "i-tsu",     "sgn-BE-FR", "sgn-BE-NL",
	"sgn-CH-DE",
};

struct tag {
	struct text subtags[SUBTAGS_MAX];
	size_t      count, at;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Are all bytes letters or, where `digits`, digits? */
static bool
is_made_of(struct text subtag, bool digits)
{
	for (size_t i = 0; i < subtag.n; i++) {
		if (!is_letter(subtag.p[i]) && !(digits && is_digit(subtag.p[i])))
			return false;
	}
	return subtag.n > 0;
}

static bool
split(struct tag *tag, struct text rest)
{
	while (rest.p != NULL) {
		struct text subtag = text_cut(&rest, '-');

		if (tag->count == SUBTAGS_MAX || subtag.n > 8 || !is_made_of(subtag, true))
			return false;
		tag->subtags[tag->count++] = subtag;
	}
	return tag->count > 0;
}

/* Takes the next subtag if it is of so many letters. */
static bool
take_letters(struct tag *tag, size_t least, size_t most)
{
	struct text next = tag->at < tag->count ? tag->subtags[tag->at] : (struct text){ NULL, 0 };
	bool fits = next.n >= least && next.n <= most && is_made_of(next, false);

	tag->at += fits;
	return fits;
}

static bool
take_language(struct tag *tag)
{
	if (take_letters(tag, 4, 8))
		return true;
	if (!take_letters(tag, 2, 3))
		return false;
	for (int extended = 0; extended < 3 && take_letters(tag, 3, 3); extended++)
		;
	return true;
}

static bool
take_region(struct tag *tag)
{
	struct text next = tag->at < tag->count ? tag->subtags[tag->at] : (struct text){ NULL, 0 };
	bool number = next.n == 3 && is_digit(next.p[0]) && is_digit(next.p[1]) && is_digit(next.p[2]);

	tag->at += number;
	return number || take_letters(tag, 2, 2);
}

/* Did the subtag stand before, from `first` on? */
static bool
is_repeated(const struct tag *tag, size_t first)
{
	struct text subtag = tag->subtags[tag->at];

	for (size_t i = first; i < tag->at; i++) {
		if (tag->subtags[i].n == subtag.n &&
		    strncasecmp(tag->subtags[i].p, subtag.p, subtag.n) == 0)
			return true;
	}
	return false;
}

static bool
take_variants(struct tag *tag)
{
	size_t first = tag->at;

	for (; tag->at < tag->count; tag->at++) {
		struct text next = tag->subtags[tag->at];

		if (next.n < 4 || (next.n == 4 && !is_digit(next.p[0])))
			return true;
		if (is_repeated(tag, first))
			return false;
	}
	return true;
}

/* From a singleton to the end: extensions, then what is for private use. */
static bool
take_extensions(struct tag *tag)
{
	bool seen[256] = { false };

	while (tag->at < tag->count) {
		struct text singleton = tag->subtags[tag->at++];
		unsigned char name = (unsigned char)(singleton.p[0] | 0x20);
		size_t parts = 0, least = name == 'x' ? 1 : 2;

		if (singleton.n != 1 || seen[name])
			return false;
		seen[name] = true;
		for (; tag->at < tag->count && tag->subtags[tag->at].n >= least; tag->at++)
			parts++;
		if (parts == 0)
			return false;
	}
	return true;
}

bool
language_is_well_formed(struct text text)
{
	struct tag tag = { 0 };

	if (text.n == 0 || text.n > LANGUAGE_TAG_LIMIT || !split(&tag, text))
		return false;
	for (size_t i = 0; i < sizeof irregular / sizeof irregular[0]; i++) {
		if (strlen(irregular[i]) == text.n &&
		    strncasecmp(irregular[i], text.p, text.n) == 0)
			return true;
	}
	if (tag.subtags[0].n == 1)
		return (tag.subtags[0].p[0] | 0x20) == 'x' && take_extensions(&tag);
	if (!take_language(&tag))
		return false;
	(void)take_letters(&tag, 4, 4); /* a script, if any */
	(void)take_region(&tag);
	return take_variants(&tag) && take_extensions(&tag);
}

enum status
language_check(struct text tag, struct error *err)
{
	if (language_is_well_formed(tag))
		return STATUS_OK;
	return fail(err, STATUS_INVALID,
	            "“%.*s” is no language tag of BCP 47: write hy, az-Latn or ru-RU",
	            (int)(tag.n < 64 ? tag.n : 64), tag.p);
}

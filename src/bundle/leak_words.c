/* SPDX-License-Identifier: Apache-2.0 */
/* leak_words.c - characters, escapes and words, and how each word is spelt. */
#include "bundle/leak_words.h"

#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#define HASH_SEED  UINT64_C(0xcbf29ce484222325) /* FNV-1a */
#define HASH_PRIME UINT64_C(0x100000001b3)
#define NO_CHARACTER (-1)

void
leak_reader_begin(struct leak_reader *reader, struct text text, bool unescape)
{
	memset(reader, 0, sizeof *reader);
	reader->text = text;
	reader->unescape = unescape;
	reader->sentence_begins = true;
}

static int
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A number of at most `most` digits of the base; how many bytes it took. */
static size_t
read_number(struct text text, int base, size_t most, int32_t *out)
{
	size_t n = 0;

	*out = 0;
	while (n < text.n && n < most) {
		int digit = digit_of(text.p[n]);

		if (digit < 0 || digit >= base)
			break;
		*out = *out * base + digit;
		n++;
	}
	return n;
}

static struct text
text_from(struct text text, size_t n)
{
	return (struct text){ text.p + n, text.n - n };
}

/* \u0430, a pair of them, or \n; the bytes it took, 0 for what is none. */
static size_t
read_backslash(struct text text, int32_t *out)
{
	int32_t low;

	if (text.n >= 6 && text.p[1] == 'u' && read_number(text_from(text, 2), 16, 4, out) == 4) {
		if (*out >= 0xd800 && *out < 0xdc00 && text.n >= 12 && text.p[6] == '\\' &&
		    text.p[7] == 'u' && read_number(text_from(text, 8), 16, 4, &low) == 4 &&
		    low >= 0xdc00 && low < 0xe000) {
			*out = 0x10000 + ((*out - 0xd800) << 10) + (low - 0xdc00);
			return 12;
		}
		return 6;
	}
	if (text.n >= 2 && memchr("nrtbf\"\\/", text.p[1], 8) != NULL) {
		*out = ' ';
		return 2;
	}
	return 0;
}

/* &#1072; or &#x430; or a name that stands for no letter. */
static size_t
read_entity(struct text text, int32_t *out)
{
	size_t from = 2, n;

	if (text.n < 4)
		return 0;
	if (text.p[1] != '#') {
		for (n = 1; n < text.n && n < 8 && text.p[n] != ';'; n++)
			;
		*out = ' ';
		return n < text.n && text.p[n] == ';' ? n + 1 : 0;
	}
	from += text.p[2] == 'x' || text.p[2] == 'X';
	n = read_number(text_from(text, from), from == 3 ? 16 : 10, 7, out);
	return n > 0 && from + n < text.n && text.p[from + n] == ';' ? from + n + 1 : 0;
}

/* %D0%B0: the bytes of one character. */
static size_t
read_percent(struct text text, int32_t *out)
{
	utf8proc_uint8_t bytes[4];
	size_t count = 0;
	utf8proc_ssize_t length;
	int32_t byte;

	while (count < 4 && text.n >= 3 * count + 3 && text.p[3 * count] == '%' &&
	       read_number(text_from(text, 3 * count + 1), 16, 2, &byte) == 2)
		bytes[count++] = (utf8proc_uint8_t)byte;
	if (count == 0)
		return 0;
	length = utf8proc_iterate(bytes, (utf8proc_ssize_t)count, out);
	return length > 0 ? 3 * (size_t)length : 0;
}

static size_t
read_escape(struct text text, int32_t *out)
{
	switch (text.p[0]) {
	case '\\':
		return read_backslash(text, out);
	case '&':
		return read_entity(text, out);
	case '%':
		return read_percent(text, out);
	default:
		return 0;
	}
}

/* The next character and its bytes; NO_CHARACTER for one byte of what is none. */
static size_t
read_character(struct text text, bool unescape, int32_t *out)
{
	size_t n = unescape ? read_escape(text, out) : 0;
	utf8proc_ssize_t length;

	if (n > 0)
		return n;
	if ((unsigned char)text.p[0] < 0x80) {
		*out = text.p[0];
		return 1;
	}
	length = utf8proc_iterate((const utf8proc_uint8_t *)text.p,
	                          (utf8proc_ssize_t)(text.n < 4 ? text.n : 4), out);
	if (length > 0)
		return (size_t)length;
	*out = NO_CHARACTER;
	return 1;
}

bool
leak_has_escapes(struct text text)
{
	for (size_t i = 0; i < text.n; i++) {
		int32_t c;

		if ((text.p[i] == '\\' || text.p[i] == '&' || text.p[i] == '%') &&
		    read_escape(text_from(text, i), &c) > 0)
			return true;
	}
	return false;
}

/* Scripts that write no spaces between words. */
static bool
is_ideograph(int32_t c)
{
	return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x1000 && c <= 0x109f) ||
	       (c >= 0x1780 && c <= 0x17ff) || (c >= 0x3040 && c <= 0x30ff) ||
	       (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7af) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

enum part { PART_DIVIDES, PART_LETTER, PART_DIGIT, PART_MARK, PART_NOTHING };

static enum part
part_of(int32_t c)
{
	if (c < 0x80) {
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			return PART_LETTER;
		return c >= '0' && c <= '9' ? PART_DIGIT : PART_DIVIDES;
	}
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return PART_LETTER;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return PART_DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return PART_MARK;
	case UTF8PROC_CATEGORY_CF:
		return PART_NOTHING;
	default:
		return PART_DIVIDES;
	}
}

static bool
is_capital(int32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	return utf8proc_category(c) == UTF8PROC_CATEGORY_LU ||
	       utf8proc_category(c) == UTF8PROC_CATEGORY_LT;
}

static bool
is_small(int32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z';
	return utf8proc_category(c) == UTF8PROC_CATEGORY_LL;
}

/* Folds one character to at most 4. */
static size_t
fold(int32_t c, int32_t out[4])
{
	utf8proc_int32_t room[18];
	utf8proc_ssize_t n;
	int class = 0;

	if (c < 0x80) {
		out[0] = c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
		return 1;
	}
	if (c == 0x131) { /* dotless, which no case folding joins with its dotted twin */
		out[0] = 'i';
		return 1;
	}
	n = utf8proc_decompose_char(c, room, 18,
	                            UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
	                                    UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK,
	                            &class);
	if (n < 0 || n > 4)
		n = n < 0 ? 0 : 4;
	for (utf8proc_ssize_t i = 0; i < n; i++)
		out[i] = room[i];
	return (size_t)n;
}

static bool
is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'w' || c == 'y';
}

static void
hash_bytes(uint64_t *hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		*hash = (*hash ^ p[i]) * HASH_PRIME;
}

/* Adds Latin letters to a spelling; of the consonants, no vowel and nothing twice running. */
static void
spell(struct leak_reader *reader, enum leak_spelling spelling, const char *latin, size_t n)
{
	struct leak_word *word = reader->word;
	char last;

	for (size_t i = 0; i < n; i++) {
		if (spelling == LEAK_CONSONANTS) {
			last = reader->last_consonant;
			if (latin[i] < 'a' || is_vowel(latin[i]) || latin[i] == last)
				continue;
			reader->last_consonant = latin[i];
			word->consonants++;
		}
		hash_bytes(&word->hash[spelling], latin + i, 1);
	}
}

/* Armenian ո is written by what follows it: ու is u. */
static void
spell_waiting(struct leak_reader *reader, bool as_u)
{
	bool first = reader->waiting_at == 0;

	if (!reader->waiting)
		return;
	reader->waiting = false;
	for (int s = LEAK_LATIN; s <= LEAK_LATIN_ICAO; s++) {
		if (as_u)
			spell(reader, s, "u", 1);
		else
			spell(reader, s, first && s == LEAK_LATIN ? "vo" : "o",
			      first && s == LEAK_LATIN ? 2 : 1);
	}
}

/* Letters that are written otherwise where they stand; false for all others. */
static bool
spell_in_context(struct leak_reader *reader, int32_t c)
{
	bool first = reader->folded_n <= 2;

	if (c == 0x582 && reader->waiting) {
		spell_waiting(reader, true);
		return true;
	}
	spell_waiting(reader, false);
	if (c == 0x578) {
		reader->waiting = true;
		reader->waiting_at = first ? 0 : reader->folded_n;
		return true;
	}
	if (c == 0x565 && first)
		spell(reader, LEAK_LATIN, "y", 1);
	if (c == 0x3c5 && reader->previous == 0x3bf) {
		for (int s = LEAK_LATIN; s <= LEAK_LATIN_ICAO; s++)
			spell(reader, s, "u", 1);
		return true;
	}
	return false;
}

/* A letter that is not of ASCII, in Latin letters; as it is where no table has it. */
static void
spell_foreign(struct leak_reader *reader, int32_t c, const void *bytes, size_t n)
{
	char latin[8];

	if (spell_in_context(reader, c))
		return;
	for (int s = LEAK_LATIN; s <= LEAK_LATIN_ICAO; s++) {
		bool known = true;
		size_t length = leak_latin_letter(c, s, latin, &known);

		if (known)
			spell(reader, s, latin, length);
		else
			hash_bytes(&reader->word->hash[s], bytes, n);
	}
}

/* One folded character of the word, in every spelling. */
static void
add_folded(struct leak_reader *reader, int32_t c)
{
	struct leak_word *word = reader->word;
	utf8proc_uint8_t bytes[4];
	size_t n = (size_t)utf8proc_encode_char(c, bytes);
	char latin[8];

	hash_bytes(&word->hash[LEAK_FOLDED], bytes, n);
	if (reader->folded_n + n <= LEAK_WORD_MAX) {
		memcpy(word->folded + reader->folded_n, bytes, n);
		reader->folded_n += n;
	}
	if (c < 0x80) {
		spell_waiting(reader, false);
		latin[0] = (char)c;
		for (int s = LEAK_LATIN; s < LEAK_SPELLINGS; s++)
			spell(reader, s, latin, 1);
		return;
	}
	spell_foreign(reader, c, bytes, n);
	if (c >= 0x600 && c <= 0x6ff) {
		word->script = LEAK_ARABIC_SCRIPT;
		n = leak_arabic_letter(c, latin);
		spell(reader, LEAK_CONSONANTS, latin, n);
	} else if (c > 0x24f) {
		word->script = LEAK_OTHER_SCRIPT;
	} else {
		bool known;

		spell(reader, LEAK_CONSONANTS, latin, leak_latin_letter(c, LEAK_LATIN, latin, &known));
	}
	reader->previous = c;
}

/* What follows an ASCII character in a word of nothing else: one hash stands for all Latin spellings. */
static void
add_ascii(struct leak_reader *reader, char c)
{
	struct leak_word *word = reader->word;
	bool capital = c >= 'A' && c <= 'Z';
	char small = capital ? (char)(c + 'a' - 'A') : c;

	if (word->letters == 0) {
		word->capital = capital;
		word->small = small == c && c > '9';
	}
	word->all_capitals = (word->letters == 0 || word->all_capitals) && capital;
	word->letters++;
	word->digits += c <= '9';
	word->hash[LEAK_FOLDED] = (word->hash[LEAK_FOLDED] ^ (unsigned char)small) * HASH_PRIME;
	if (reader->folded_n < LEAK_WORD_MAX)
		word->folded[reader->folded_n++] = small;
	if (small > '9' && !is_vowel(small) && small != reader->last_consonant) {
		word->hash[LEAK_CONSONANTS] =
			(word->hash[LEAK_CONSONANTS] ^ (unsigned char)small) * HASH_PRIME;
		reader->last_consonant = small;
		word->consonants++;
	}
}

/* The word is not of ASCII alone: from here on its spellings part. */
static void
leave_ascii(struct leak_reader *reader)
{
	for (int s = LEAK_LATIN; reader->ascii && s <= LEAK_LATIN_ICAO; s++)
		reader->word->hash[s] = reader->word->hash[LEAK_FOLDED];
	reader->ascii = false;
}

static void
add_character(struct leak_reader *reader, int32_t c, enum part part)
{
	struct leak_word *word = reader->word;
	int32_t folded[4];
	size_t n;

	if (c < 0x80 && reader->ascii) {
		add_ascii(reader, (char)c);
		return;
	}
	leave_ascii(reader);
	n = fold(c, folded);
	if (word->letters == 0) {
		word->capital = is_capital(c);
		word->small = is_small(c);
	}
	word->all_capitals = (word->letters == 0 || word->all_capitals) && is_capital(c);
	word->letters++;
	word->digits += part == PART_DIGIT;
	for (size_t i = 0; i < n; i++)
		add_folded(reader, folded[i]);
}

static void
begin_word(struct leak_reader *reader, struct leak_word *word)
{
	memset(word, 0, sizeof *word - sizeof word->folded);
	word->at = reader->at;
	word->first = reader->sentence_begins;
	for (int s = 0; s < LEAK_SPELLINGS; s++)
		word->hash[s] = HASH_SEED;
	reader->ascii = true;
	reader->last_consonant = '\0';
	reader->word = word;
	reader->folded_n = 0;
	reader->waiting = false;
	reader->previous = 0;
	reader->sentence_begins = false;
}

static void
end_word(struct leak_reader *reader)
{
	struct leak_word *word = reader->word;

	leave_ascii(reader);
	spell_waiting(reader, false);
	word->end = reader->at;
	word->folded[reader->folded_n] = '\0';
	for (int s = 0; s < LEAK_SPELLINGS; s++)
		word->hash[s] |= 1;
	if (word->script == LEAK_OTHER_SCRIPT)
		word->hash[LEAK_CONSONANTS] = 0;
}

static bool
ends_sentence(int32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == '\n' || c == ':' || c == 0x2026 ||
	       c == 0x589 || c == 0x61f || c == '"' || c == 0xab || c == 0x201c || c == 0x2022;
}

bool
leak_reader_next(struct leak_reader *reader, struct leak_word *out)
{
	bool inside = false;

	while (reader->at < reader->text.n) {
		int32_t c;
		size_t n = read_character(text_from(reader->text, reader->at), reader->unescape, &c);
		enum part part = c == NO_CHARACTER ? PART_DIVIDES : part_of(c);
		bool letter = part == PART_LETTER || part == PART_DIGIT;
		bool alone = letter && is_ideograph(c);

		if (inside && (part == PART_DIVIDES || alone))
			break;
		if (letter && !inside)
			begin_word(reader, out);
		if (letter)
			add_character(reader, c, part);
		else if (part == PART_DIVIDES)
			reader->sentence_begins = reader->sentence_begins || ends_sentence(c);
		inside = inside || letter;
		reader->at += n;
		if (alone) {
			out->ideograph = true;
			break;
		}
	}
	if (inside)
		end_word(reader);
	return inside;
}

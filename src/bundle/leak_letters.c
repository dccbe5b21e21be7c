/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leak_letters.c - letters of other scripts in Latin ones, by published tables:
 * BGN/PCGN (Russian 1947, Ukrainian letters 2019, Armenian 1981, Greek 1962,
 * Georgian 2009), ISO 9:1995, ISO 9985:1996 and ISO 843:1997 without their
 * marks, ICAO Doc 9303-3 and ELOT 743; Arabic consonants by BGN/PCGN 1956. Letters come
 * folded, so small and without marks.
 */
#include "bundle/leak_words.h"

#include <stdlib.h>
#include <string.h>

struct letter {
	int32_t     c;
	const char *bgn, *iso, *icao;
};

/* In ascending order. */
static const struct letter letters[] = {
	/* Latin letters that have no mark to take away */
	{ 0xe6, "ae", "ae", "ae" },  { 0xf8, "o", "o", "oe" },    { 0x111, "d", "d", "dj" },
	{ 0x142, "l", "l", "l" },    { 0x259, "a", "e", "a" },
	/* Greek */
	{ 0x3b1, "a", "a", "a" },    { 0x3b2, "v", "v", "v" },    { 0x3b3, "g", "g", "g" },
	{ 0x3b4, "dh", "d", "d" },   { 0x3b5, "e", "e", "e" },    { 0x3b6, "z", "z", "z" },
	{ 0x3b7, "i", "i", "i" },    { 0x3b8, "th", "th", "th" }, { 0x3b9, "i", "i", "i" },
	{ 0x3ba, "k", "k", "k" },    { 0x3bb, "l", "l", "l" },    { 0x3bc, "m", "m", "m" },
	{ 0x3bd, "n", "n", "n" },    { 0x3be, "x", "x", "x" },    { 0x3bf, "o", "o", "o" },
	{ 0x3c0, "p", "p", "p" },    { 0x3c1, "r", "r", "r" },    { 0x3c2, "s", "s", "s" },
	{ 0x3c3, "s", "s", "s" },    { 0x3c4, "t", "t", "t" },    { 0x3c5, "i", "u", "y" },
	{ 0x3c6, "f", "f", "f" },    { 0x3c7, "kh", "ch", "ch" }, { 0x3c8, "ps", "ps", "ps" },
	{ 0x3c9, "o", "o", "o" },
	/* Cyrillic */
	{ 0x430, "a", "a", "a" },    { 0x431, "b", "b", "b" },    { 0x432, "v", "v", "v" },
	{ 0x433, "g", "g", "g" },    { 0x434, "d", "d", "d" },    { 0x435, "e", "e", "e" },
	{ 0x436, "zh", "z", "zh" },  { 0x437, "z", "z", "z" },    { 0x438, "i", "i", "i" },
	{ 0x43a, "k", "k", "k" },    { 0x43b, "l", "l", "l" },    { 0x43c, "m", "m", "m" },
	{ 0x43d, "n", "n", "n" },    { 0x43e, "o", "o", "o" },    { 0x43f, "p", "p", "p" },
	{ 0x440, "r", "r", "r" },    { 0x441, "s", "s", "s" },    { 0x442, "t", "t", "t" },
	{ 0x443, "u", "u", "u" },    { 0x444, "f", "f", "f" },    { 0x445, "kh", "h", "kh" },
	{ 0x446, "ts", "c", "ts" },  { 0x447, "ch", "c", "ch" },  { 0x448, "sh", "s", "sh" },
	{ 0x449, "shch", "s", "shch" }, { 0x44a, "", "", "ie" },  { 0x44b, "y", "y", "y" },
	{ 0x44c, "", "", "" },       { 0x44d, "e", "e", "e" },    { 0x44e, "yu", "u", "iu" },
	{ 0x44f, "ya", "a", "ia" },  { 0x454, "ye", "e", "ie" },  { 0x456, "i", "i", "i" },
	{ 0x458, "j", "j", "j" },    { 0x491, "g", "g", "g" },    { 0x4d9, "a", "a", "a" },
	/* Armenian */
	{ 0x561, "a", "a", "a" },    { 0x562, "b", "b", "b" },    { 0x563, "g", "g", "g" },
	{ 0x564, "d", "d", "d" },    { 0x565, "e", "e", "e" },    { 0x566, "z", "z", "z" },
	{ 0x567, "e", "e", "e" },    { 0x568, "y", "e", "y" },    { 0x569, "t", "t", "t" },
	{ 0x56a, "zh", "z", "zh" },  { 0x56b, "i", "i", "i" },    { 0x56c, "l", "l", "l" },
	{ 0x56d, "kh", "x", "kh" },  { 0x56e, "ts", "c", "ts" },  { 0x56f, "k", "k", "k" },
	{ 0x570, "h", "h", "h" },    { 0x571, "dz", "j", "dz" },  { 0x572, "gh", "g", "gh" },
	{ 0x573, "ch", "c", "ch" },  { 0x574, "m", "m", "m" },    { 0x575, "y", "y", "y" },
	{ 0x576, "n", "n", "n" },    { 0x577, "sh", "s", "sh" },  { 0x578, "o", "o", "o" },
	{ 0x579, "ch", "c", "ch" },  { 0x57a, "p", "p", "p" },    { 0x57b, "j", "j", "j" },
	{ 0x57c, "rr", "r", "r" },   { 0x57d, "s", "s", "s" },    { 0x57e, "v", "v", "v" },
	{ 0x57f, "t", "t", "t" },    { 0x580, "r", "r", "r" },    { 0x581, "ts", "c", "ts" },
	{ 0x582, "v", "w", "v" },    { 0x583, "p", "p", "p" },    { 0x584, "k", "k", "k" },
	{ 0x585, "o", "o", "o" },    { 0x586, "f", "f", "f" },
	/* Georgian */
	{ 0x10d0, "a", "a", "a" },   { 0x10d1, "b", "b", "b" },   { 0x10d2, "g", "g", "g" },
	{ 0x10d3, "d", "d", "d" },   { 0x10d4, "e", "e", "e" },   { 0x10d5, "v", "v", "v" },
	{ 0x10d6, "z", "z", "z" },   { 0x10d7, "t", "t", "t" },   { 0x10d8, "i", "i", "i" },
	{ 0x10d9, "k", "k", "k" },   { 0x10da, "l", "l", "l" },   { 0x10db, "m", "m", "m" },
	{ 0x10dc, "n", "n", "n" },   { 0x10dd, "o", "o", "o" },   { 0x10de, "p", "p", "p" },
	{ 0x10df, "zh", "z", "zh" }, { 0x10e0, "r", "r", "r" },   { 0x10e1, "s", "s", "s" },
	{ 0x10e2, "t", "t", "t" },   { 0x10e3, "u", "u", "u" },   { 0x10e4, "p", "p", "p" },
	{ 0x10e5, "k", "k", "k" },   { 0x10e6, "gh", "g", "gh" }, { 0x10e7, "q", "q", "q" },
	{ 0x10e8, "sh", "s", "sh" }, { 0x10e9, "ch", "c", "ch" }, { 0x10ea, "ts", "c", "ts" },
	{ 0x10eb, "dz", "j", "dz" }, { 0x10ec, "ts", "c", "ts" }, { 0x10ed, "ch", "c", "ch" },
	{ 0x10ee, "kh", "x", "kh" }, { 0x10ef, "j", "j", "j" },   { 0x10f0, "h", "h", "h" },
};

static int
compare(const void *a, const void *b)
{
	int32_t x = ((const struct letter *)a)->c, y = ((const struct letter *)b)->c;

	return x < y ? -1 : x > y;
}

static const struct letter *
find_letter(int32_t c)
{
	const size_t count = sizeof letters / sizeof letters[0];
	const struct letter key = { .c = c };

	if (c < letters[0].c || c > letters[count - 1].c)
		return NULL;
	return bsearch(&key, letters, count, sizeof key, compare);
}

size_t
leak_latin_letter(int32_t c, enum leak_spelling table, char out[8], bool *known)
{
	const struct letter *letter = find_letter(c);
	const char *latin;

	*known = letter != NULL;
	if (letter == NULL)
		return 0;
	latin = table == LEAK_LATIN_ISO    ? letter->iso
	        : table == LEAK_LATIN_ICAO ? letter->icao
	                                   : letter->bgn;
	memcpy(out, latin, strlen(latin) + 1);
	return strlen(latin);
}

static const struct {
	int32_t     c;
	const char *latin;
} consonants[] = {
	{ 0x628, "b" },  { 0x62a, "t" },  { 0x62b, "th" }, { 0x62c, "j" },  { 0x62d, "h" },
	{ 0x62e, "kh" }, { 0x62f, "d" },  { 0x630, "dh" }, { 0x631, "r" },  { 0x632, "z" },
	{ 0x633, "s" },  { 0x634, "sh" }, { 0x635, "s" },  { 0x636, "d" },  { 0x637, "t" },
	{ 0x638, "z" },  { 0x63a, "gh" }, { 0x641, "f" },  { 0x642, "q" },  { 0x643, "k" },
	{ 0x644, "l" },  { 0x645, "m" },  { 0x646, "n" },  { 0x647, "h" },  { 0x67e, "p" },
	{ 0x686, "ch" }, { 0x698, "zh" }, { 0x6a9, "k" },  { 0x6af, "g" },
};

size_t
leak_arabic_letter(int32_t c, char out[8])
{
	for (size_t i = 0; i < sizeof consonants / sizeof consonants[0]; i++) {
		if (consonants[i].c == c) {
			memcpy(out, consonants[i].latin, strlen(consonants[i].latin) + 1);
			return strlen(consonants[i].latin);
		}
	}
	return 0;
}

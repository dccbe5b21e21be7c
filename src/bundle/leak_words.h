/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leak_words.h - text as the leak gate compares it: words, folded, one after
 * the other, whatever stands between them; each also as it would be written in
 * Latin letters. What is not UTF-8 divides words.
 *
 * Folding: NFKC, case, marks (so й is и and ё is е), as search folds;
 * characters without a shape (Cf) are passed over. A word is a run of letters
 * and digits; of Han, kana, hangul, Thai, Lao, Khmer and Burmese, which write
 * no spaces, each character is one.
 */
#ifndef VIDIMUS_BUNDLE_LEAK_WORDS_H
#define VIDIMUS_BUNDLE_LEAK_WORDS_H

#include <vidimus/types.h>

/* In which a word is hashed: as folded; in Latin letters by one of three tables; its consonants. */
enum leak_spelling {
	LEAK_FOLDED,
	LEAK_LATIN,      /* BGN/PCGN: Russian 1947, Armenian 1981, Greek 1962, Georgian 2009 */
	LEAK_LATIN_ISO,  /* ISO 9:1995, ISO 9985:1996, ISO 843:1997 TL, without their marks */
	LEAK_LATIN_ICAO, /* ICAO Doc 9303-3 §6 for Cyrillic; ELOT 743; else as LEAK_LATIN */
	LEAK_CONSONANTS, /* the consonants alone, of Latin and (BGN/PCGN 1956) Arabic letters */
	LEAK_SPELLINGS
};

enum leak_script { LEAK_LATIN_SCRIPT, LEAK_ARABIC_SCRIPT, LEAK_OTHER_SCRIPT };

#define LEAK_WORD_MAX 96 /* bytes of a folded word that are kept; all are hashed */

struct leak_word {
	uint64_t         hash[LEAK_SPELLINGS]; /* never 0, but for LEAK_CONSONANTS of another script */
	size_t           at, end;     /* bytes in the text as it stands */
	unsigned         letters;     /* letters and digits */
	unsigned         digits;
	unsigned         consonants;
	enum leak_script script;
	bool             ideograph;   /* one character of a script without spaces */
	bool             capital;     /* begins with a capital letter */
	bool             small;       /* begins with a small one; scripts without case have neither */
	bool             all_capitals;
	bool             first;       /* of a sentence or line */
	char             folded[LEAK_WORD_MAX + 1];
};

struct leak_reader {
	struct text text;
	size_t      at;
	bool        unescape; /* read \u0430, &#1072;, &amp; and %D0%B0 as what they mean */
	/* private */
	bool        sentence_begins;
	struct leak_word *word;
	size_t      folded_n;
	bool        ascii;    /* all of the word so far */
	int32_t     previous; /* folded character of the word; 0: none */
	bool        waiting;  /* an Armenian ո, whose Latin letter depends on the next */
	size_t      waiting_at;
	char        last_consonant;
};

/* Begins to read; the text is borrowed. */
void leak_reader_begin(struct leak_reader *reader, struct text text, bool unescape);

/* The next word; false at the end. */
CHECKED bool leak_reader_next(struct leak_reader *reader, struct leak_word *out);

/* The hash of a phrase whose words were hashed: `so_far` (0: none) and one more word. */
static inline uint64_t
leak_phrase(uint64_t so_far, uint64_t word)
{
	uint64_t x = (so_far ^ word) * UINT64_C(0x9e3779b97f4a7c15);

	x ^= x >> 29;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	return (x ^ (x >> 32)) | 1;
}

/* Is there something in the bytes that leak_reader would read otherwise when it unescapes? */
CHECKED bool leak_has_escapes(struct text text);

/* What the folded letter is in Latin letters by the table, and its length; *known: the table has it. */
size_t leak_latin_letter(int32_t c, enum leak_spelling table, char out[8], bool *known);

/* The same of Arabic consonants; 0 for vowels and their carriers. */
size_t leak_arabic_letter(int32_t c, char out[8]);

#endif

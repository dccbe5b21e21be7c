/* SPDX-License-Identifier: Apache-2.0 */
/* leak_search.c - reads a text and looks each phrase of it up. */
#include "bundle/leak_needles.h"

#include "bundle/leak_needles_internal.h"

#include <string.h>

/* The last words that were read, the newest at `count` - 1. */
struct window {
	const struct leak_needles     *needles;
	const struct leak_phrase_hits *hits;
	struct leak_word               words[LEAK_PHRASE_MAX];
	size_t                         count; /* read so far */
};

static const struct leak_word *
word_back(const struct window *window, size_t back)
{
	return &window->words[(window->count - 1 - back) % LEAK_PHRASE_MAX];
}

static enum status
look_up(const struct window *window, uint64_t hash, size_t words, enum leak_spelling spelling,
        struct error *err)
{
	const struct leak_entry *entry = leak_table_find(&window->needles->phrases, hash);
	struct leak_phrase_hit hit;

	if (entry == NULL || entry->opened)
		return STATUS_OK;
	hit = (struct leak_phrase_hit){ .origin = entry->origin,
		                        .spelling = spelling != LEAK_FOLDED ? spelling
		                                                            : entry->spelling,
		                        .in_original = entry->strength == LEAK_IN_ORIGINAL,
		                        .at = word_back(window, words - 1)->at,
		                        .end = word_back(window, 0)->end };
	return window->hits->found(window->hits->context, &hit, err);
}

/* Every phrase that ends with the newest word, in one spelling. */
static enum status
look_back(const struct window *window, enum leak_spelling spelling, uint64_t salt,
          struct error *err)
{
	size_t most = window->count < LEAK_PHRASE_MAX ? window->count : LEAK_PHRASE_MAX;
	enum status st = STATUS_OK;

	if (!leak_may_end(window->needles, word_back(window, 0)->hash[spelling] ^ salt))
		return st;
	for (size_t n = 1; st == STATUS_OK && n <= most; n++) {
		uint64_t hash = 0;

		for (size_t back = n; back-- > 0;)
			hash = leak_phrase(hash, word_back(window, back)->hash[spelling]);
		st = look_up(window, hash ^ salt, n, spelling, err);
	}
	return st;
}

static enum status
look(const struct window *window, struct error *err)
{
	const struct leak_word *last = word_back(window, 0);
	enum status st = look_back(window, LEAK_FOLDED, 0, err);

	for (int s = LEAK_LATIN; st == STATUS_OK && s <= LEAK_LATIN_ICAO; s++) {
		if (last->hash[s] != last->hash[LEAK_FOLDED])
			st = look_back(window, s, 0, err);
	}
	if (st != STATUS_OK || !window->needles->by_consonants || last->consonants == 0 ||
	    last->script == LEAK_OTHER_SCRIPT)
		return st;
	return look_back(window, LEAK_CONSONANTS,
	                 last->script == LEAK_ARABIC_SCRIPT ? LEAK_SALT_OF_LATIN
	                                                    : LEAK_SALT_OF_ARABIC,
	                 err);
}

enum status
leak_needles_search(const struct leak_needles *needles, struct text text, bool unescape,
                    const struct leak_phrase_hits *hits, struct error *err)
{
	struct window window; /* words are filled before they are read */
	struct leak_reader reader;
	enum status st = STATUS_OK;

	window.needles = needles;
	window.hits = hits;
	window.count = 0;
	if (needles->phrases.count == 0)
		return st;
	leak_reader_begin(&reader, text, unescape);
	while (st == STATUS_OK &&
	       leak_reader_next(&reader, &window.words[window.count % LEAK_PHRASE_MAX])) {
		window.count++;
		st = look(&window, err);
	}
	return st;
}

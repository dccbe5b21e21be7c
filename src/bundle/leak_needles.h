/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leak_needles.h - what the leak gate looks for: phrases of folded words, in
 * the spellings of leak_words.h, and byte strings in which values could be
 * encoded (leak_forms.h). Of a value only hashes are kept.
 *
 * What makes a value a needle: docs/bundle-format.md §13.
 */
#ifndef VIDIMUS_BUNDLE_LEAK_NEEDLES_H
#define VIDIMUS_BUNDLE_LEAK_NEEDLES_H

#include "bundle/leak_scan.h"
#include "bundle/leak_words.h"

#include "base/json.h"

#define LEAK_PHRASE_MAX 8 /* words of a phrase; of a longer value runs of words are searched */

/* Whose value it is; members are borrowed words that outlive the needles. */
struct leak_origin {
	int64_t     seq; /* of an event of its chain */
	const char *class;
	const char *member;
};

struct leak_needles;

CHECKED enum status leak_needles_open(struct leak_needles **out, struct error *err);
void leak_needles_close(struct leak_needles *needles);
DEFINE_SCOPED_POINTER(leak_needles, leak_needles_close);

/* Registers an origin; its number goes with what is added then. */
CHECKED enum status leak_origin_add(struct leak_needles *needles, const struct leak_origin *origin,
                                    uint32_t *number, struct error *err);
const struct leak_origin *leak_origin_at(const struct leak_needles *needles, uint32_t number);

/* How a protected text is read. */
enum leak_kind {
	LEAK_WORDS,      /* a name, or prose */
	LEAK_PERSONAL,   /* the same, of a person: each telling word of a name counts alone */
	LEAK_REMARK,     /* words of staff: of few and ordinary words nothing */
	LEAK_IDENTIFIER, /* a UUID, a hash, a short id: whole, and nothing of it */
	LEAK_PATH        /* a path: its last part and the whole */
};

/*
 * Adds a protected text. STATUS_LIMIT when there are more than can be held.
 * With `in_original` it was read out of a file, so that it is no find in an
 * original that is given as it is, but in all else.
 */
CHECKED enum status leak_needles_add(struct leak_needles *needles, struct text value,
                                     enum leak_kind kind, bool in_original, uint32_t origin,
                                     struct error *err);

/* Is the whole text a phrase already? */
CHECKED bool leak_needles_has(const struct leak_needles *needles, struct text value);

/*
 * A text that the bundle opens, of event `seq`: a needle that is the same
 * whole text is none any more; one that came from prose is none when three
 * events that are opened have it. With `decided` somebody opened a protected
 * value, and nothing that stands in it is a needle. Before the preparing.
 */
void leak_needles_opened(struct leak_needles *needles, struct text value, bool decided,
                         int64_t seq);

/* Words that everyone writes: of the program's own vocabularies and labels. Before any value is added. */
CHECKED enum status leak_needles_common(struct leak_needles *needles, struct text words,
                                        struct error *err);

/* Ends the adding; makes the byte patterns of what is left searchable. */
CHECKED enum status leak_needles_prepare(struct leak_needles *needles, struct error *err);

/* Byte patterns; the number of a hit is origin * LEAK_FORMS + form. */
const struct leak_scan *leak_needles_scan(const struct leak_needles *needles);

/* How many phrases there are. */
size_t leak_needles_count(const struct leak_needles *needles);

/* A phrase that stands in a text. */
struct leak_phrase_hit {
	uint32_t           origin;
	enum leak_spelling spelling;
	bool               in_original;
	size_t             at, end; /* bytes */
};

/*
 * Reads the text word by word and calls `found` for each phrase of the needles
 * in it. Any status but STATUS_OK ends it.
 */
struct leak_phrase_hits {
	enum status (*found)(void *context, const struct leak_phrase_hit *hit, struct error *err);
	void *context;
};
CHECKED enum status leak_needles_search(const struct leak_needles *needles, struct text text,
                                        bool unescape, const struct leak_phrase_hits *hits,
                                        struct error *err);

#endif

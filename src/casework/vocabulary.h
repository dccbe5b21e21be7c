/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary.h - controlled vocabularies: loaded into a new catalogue, and checked against. */
#ifndef VIDIMUS_CASEWORK_VOCABULARY_H
#define VIDIMUS_CASEWORK_VOCABULARY_H

#include "casework/catalogue.h"

/* A term of one's own. Texts are UTF-8; NULL where nothing was said. */
struct term_words {
	const char *vocabulary, *code; /* the code begins with x- */
	const char *label, *definition;
	const char *broader, *source;
};

/*
 * Adds a local term at the end of the list. STATUS_NOT_FOUND: no such list;
 * STATUS_INVALID: the code is no local one, or label or definition is empty;
 * STATUS_EXISTS: it is there; STATUS_REFUSED: the list's terms have rules in
 * the program, and there are no others.
 */
CHECKED enum status term_add(struct catalogue *catalogue, const struct term_words *words,
                             struct error *err);

/*
 * Offers the term no longer; records that have it stay as they are. The reason
 * is demanded. STATUS_NOT_FOUND, STATUS_EXISTS (it is deprecated), STATUS_REFUSED.
 */
CHECKED enum status term_deprecate(struct catalogue *catalogue, const char *vocabulary,
                                   const char *code, const char *reason, struct error *err);

/* STATUS_OK when there is such a list, else STATUS_NOT_FOUND with those of like name. */
CHECKED enum status vocabulary_find(struct database *database, struct text vocabulary,
                                    struct error *err);

/* Adds one vocabulary.loaded for every list that the program brings. */
CHECKED enum status vocabulary_load_all(struct change *change, struct error *err);

/*
 * The same for those lists only that the catalogue has not, or otherwise than
 * the program brings them: *loaded is an owned list of their codes, [] when all
 * are as they should be and nothing is written.
 */
CHECKED enum status vocabulary_update(struct catalogue *catalogue, json_t **loaded,
                                      struct error *err);

/*
 * Is `code` a term of the vocabulary? STATUS_INVALID names the nearest terms
 * when it is not, and the reason when it is deprecated.
 */
CHECKED enum status vocabulary_check(struct database *database, const char *vocabulary,
                                     struct text code, struct error *err);

/*
 * Reads codes separated by commas or spaces into a new sorted array without
 * repetitions, each checked. *out is owned; null when the text is empty.
 */
CHECKED enum status vocabulary_read_codes(struct database *database, const char *vocabulary,
                                          struct text codes, json_t **out, struct error *err);

#endif

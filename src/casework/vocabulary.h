/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary.h - controlled vocabularies: loaded into a new catalogue, and checked against. */
#ifndef VIDIMUS_CASEWORK_VOCABULARY_H
#define VIDIMUS_CASEWORK_VOCABULARY_H

#include "ledger/change.h"

/* Adds one vocabulary.loaded for every list that the program brings. */
CHECKED enum status vocabulary_load_all(struct change *change, struct error *err);

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

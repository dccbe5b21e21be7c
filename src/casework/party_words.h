/* SPDX-License-Identifier: Apache-2.0 */
/*
 * party_words.h - a party to a conflict as people write it on one line:
 *
 *	Azerbaijan; kind armed-forces; basis uniform,language-spoken; involvement carried-out
 *
 * The name first; the rest in any order. What the attribution rests on stays
 * beside the name, so that an impression stays one.
 */
#ifndef VIDIMUS_CASEWORK_PARTY_WORDS_H
#define VIDIMUS_CASEWORK_PARTY_WORDS_H

#include "base/json.h"
#include "store/database.h"

/* {"name","kind","basis","involvement"}, owned; null for an empty text. STATUS_INVALID names the part. */
CHECKED enum status party_of_words(struct database *database, struct text words, json_t **out,
                                   struct error *err);

/* Appends it as party_of_words reads it; nothing for null. */
void party_to_words(struct buffer *out, const json_t *party);

#endif

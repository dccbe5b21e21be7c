/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place_words.h - places and groups of victims as people write them on one
 * line, and as events hold them.
 *
 *	Madatashen (hy); Madatshen (en); 39.65,46.75; radius 500; precision locality;
 *	basis geolocated; bearing 120; features ridge and two pylons
 *
 * are the parts of a place, in any order; names stand without rank. A region
 * has a precision, and names when that is region or country:
 *
 *	Syunik (hy); Zangezur (az); precision region
 *
 * Victims are "civilian dead 2; fighter held 1-3".
 */
#ifndef VIDIMUS_CASEWORK_PLACE_WORDS_H
#define VIDIMUS_CASEWORK_PLACE_WORDS_H

#include "base/json.h"
#include "store/database.h"

/*
 * Reads a place, or a region where only what may be published is taken: *out is
 * owned, null for an empty text. STATUS_INVALID names the part that is wrong;
 * coordinates need a radius, and a region takes nothing finer: no part with a
 * number, nor one that begins with another word of a place.
 */
CHECKED enum status place_of_words(struct database *database, struct text words, bool region,
                                   json_t **out, struct error *err);

/* Appends a place or region as place_of_words reads it; nothing for null. */
void place_to_words(struct buffer *out, const json_t *place);

/* The same for groups of victims. */
CHECKED enum status victims_of_words(struct database *database, struct text words, json_t **out,
                                     struct error *err);
void victims_to_words(struct buffer *out, const json_t *victims);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * subject_words.h - records as people write them in one line, E-1..E-3, V-2
 * tg-7, and the lists of events that name them: items, footage, incidents,
 * channels, deliveries, reports, persons, each KIND/UUID.
 */
#ifndef VIDIMUS_CASEWORK_SUBJECT_WORDS_H
#define VIDIMUS_CASEWORK_SUBJECT_WORDS_H

#include "casework/short_id.h"
#include "ledger/ledger.h"

/* Most records in one list: what an event may hold. */
#define SUBJECTS_MAX 4096

/*
 * Sets the lists of the kinds that the words name, each sorted and without
 * repetitions; the lists of `kinds` ("EVD", as for resolve) that are not named
 * become null. STATUS_INVALID, STATUS_NOT_FOUND, STATUS_LIMIT.
 */
CHECKED enum status subjects_of_words(struct ledger *ledger, struct text words, const char *kinds,
                                      json_t *values, struct error *err);

/* The short id of a subject KIND/UUID, or the text itself where it has none. */
CHECKED enum status subject_id(struct ledger *ledger, struct text subject, struct buffer *out,
                               struct error *err);

/* Appends every subject in the lists of an event's values to the array. */
CHECKED enum status subjects_gather(const json_t *values, json_t *array, struct error *err);

#endif

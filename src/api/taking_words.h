/* SPDX-License-Identifier: Apache-2.0 */
/* taking_words.h - what every call that takes files in hands on to its caller. Private to the api. */
#ifndef VIDIMUS_API_TAKING_WORDS_H
#define VIDIMUS_API_TAKING_WORDS_H

#include "intake/pipeline.h"

#include <vidimus/intake.h>

/* The caller's functions, any NULL, and what is counted of the lines on the way. */
struct taking_callbacks {
	void (*line)(void *context, const struct vidimus_intake_line *line);
	void (*progress)(void *context, const struct vidimus_intake_progress *progress);
	void    *context;
	uint64_t recorded, repaired;
};

/* Callbacks that hand on to them; borrowed. */
struct intake_callbacks taking_callbacks_of(struct taking_callbacks *callbacks, const atomic_bool *stop);

/* What was said of the origin; borrowed. NULL: nothing. */
struct provenance_words taking_provenance(const struct vidimus_provenance *said);

/* KIND-000001, or "" for number 0. */
void taking_name_id(char out[VIDIMUS_ID_SIZE], char kind, int64_t number);

#endif

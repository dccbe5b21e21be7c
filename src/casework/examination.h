/* SPDX-License-Identifier: Apache-2.0 */
/*
 * examination.h - what a parser told of an exhibit becomes item.examined: the
 * file's own statements apart by class, normalised, with what contradicts what.
 *
 * Two steps, so that the thinking is done without the write lock:
 * examination_values may run in any thread, examination_add in a change.
 */
#ifndef VIDIMUS_CASEWORK_EXAMINATION_H
#define VIDIMUS_CASEWORK_EXAMINATION_H

#include "casework/catalogue.h"
#include "media/examination.h"

#include "base/instant.h"

/* Bytes of canonical JSON that the file's own statements may take in one event, all classes together. */
#define EXAMINATION_STATEMENTS_LIMIT ((size_t)256 << 10)

/* What is known of the file besides what its parser told. All borrowed. */
struct examined_file {
	struct digest  object;
	uint64_t       bytes;
	struct text    media_type; /* that its signature told; p NULL for none */
	struct text    name;       /* last part of a name it was received under, bytes; p NULL for none */
	struct instant now;        /* our clock, for dates that lie ahead of it */
};

/*
 * Makes the values of item.examined: a new object, the caller's. Pure but for
 * memory: the same facts give the same values. What has no room is left out
 * and counted, never refused; only STATUS_MEMORY fails.
 */
CHECKED enum status examination_values(const struct examination *examination,
                                       const struct examined_file *file, json_t **values,
                                       struct error *err);

/*
 * Adds item.examined to the chain of the exhibit, with `values` of
 * examination_values and the program that made them. `values` is completed in place.
 */
CHECKED enum status examination_add(struct catalogue *catalogue, struct change *change,
                                    const struct uuid *item, json_t *values, struct error *err);

#endif
